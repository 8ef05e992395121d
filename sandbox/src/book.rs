//! The sandbox's own book of every message: the truth that tests hold a client against.

use crate::rules::pricing::{Category, Pricing};
use serde::{Deserialize, Serialize};
use std::collections::hash_map::{DefaultHasher, Entry};
use std::collections::{BTreeMap, HashMap};
use std::hash::{Hash, Hasher};
use utoipa::ToSchema;

/// Who sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Direction {
    /// From a customer to a business.
    Inbound,
    /// From a business to a customer.
    Outbound,
}

/// How a message was addressed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Path {
    /// By the customer's phone; inbound messages too.
    #[default]
    Phone,
    /// By the customer's business-scoped id.
    UserId,
    /// From the WhatsApp Business app of the company.
    App,
}

/// How far a message has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    /// The call was answered 200.
    Accepted,
    /// One tick.
    Sent,
    /// Two ticks.
    Delivered,
    /// Blue ticks; for an inbound message, the business marked it read.
    Read,
    /// A voice message was heard.
    Played,
    /// It never arrived.
    Failed,
    /// An inbound message on its way to the business's webhook.
    Received,
}

impl Status {
    /// The name used in webhooks and filters.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Played => "played",
            Self::Failed => "failed",
            Self::Received => "received",
        }
    }
}

/// One step of a message's life.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct Step {
    /// What it became.
    pub status: Status,
    /// When.
    pub at_ms: i64,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_code: Option<u32>,
}

/// What the rules said of an outbound message when it was sent.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct SentAs {
    /// The template, where it is one.
    pub(crate) template: Option<u32>,
    pub(crate) category: Category,
    /// Whether the customer service window was open.
    pub(crate) window_open: bool,
    /// Whether a free entry point was open.
    pub(crate) entry_open: bool,
}

/// One message.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Message {
    pub(crate) id: String,
    pub(crate) direction: Direction,
    #[serde(default)]
    pub(crate) path: Path,
    pub(crate) number: u32,
    pub(crate) customer: u32,
    pub(crate) kind: String,
    /// The Cloud API object of its kind, as JSON text.
    pub(crate) content: String,
    pub(crate) context: Option<String>,
    pub(crate) callback_data: Option<String>,
    pub(crate) pricing: Option<Pricing>,
    #[serde(default)]
    pub(crate) sent_as: Option<SentAs>,
    pub(crate) timeline: Vec<Step>,
    /// The refusal that will follow the acceptance, and its words.
    pub(crate) fate: Option<(u32, Option<String>)>,
    /// After this moment it is no longer delivered.
    pub(crate) expires_ms: i64,
    /// What a customer can press: place among all buttons, text, payload.
    pub(crate) buttons: Vec<(usize, String, String)>,
}

impl Message {
    /// What it is now.
    pub(crate) fn status(&self) -> Status {
        self.timeline.last().map_or(Status::Accepted, |step| step.status)
    }

    /// Whether it belongs to what was sent by the API.
    fn is_counted(&self) -> bool {
        self.direction == Direction::Outbound && self.path != Path::App
    }

    /// When it was accepted or written.
    pub(crate) fn at_ms(&self) -> i64 {
        self.timeline.first().map_or(0, |step| step.at_ms)
    }
}

fn hash_of(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

/// All messages.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Book {
    pub(crate) messages: Vec<Message>,
    pub(crate) accepted: u64,
    pub(crate) refused: u64,
    pub(crate) by_status: BTreeMap<String, u64>,
    #[serde(skip)]
    by_id: HashMap<u64, u32>,
    /// Messages whose id has the hash of an earlier one's.
    #[serde(skip)]
    clashing: Vec<u32>,
}

impl Book {
    /// Restores what the snapshot leaves out.
    pub(crate) fn rebuild(&mut self) {
        self.by_id.reserve(self.messages.len());
        for index in 0..self.messages.len() as u32 {
            self.note_id(index);
        }
    }

    /// Ids are found by their hash: a second copy of each would be a tenth of the book.
    fn note_id(&mut self, index: u32) {
        match self.by_id.entry(hash_of(&self.messages[index as usize].id)) {
            Entry::Vacant(place) => {
                place.insert(index);
            }
            Entry::Occupied(_) => self.clashing.push(index),
        }
    }

    /// Writes a message down.
    pub(crate) fn add(&mut self, message: Message) -> u32 {
        let index = self.messages.len() as u32;
        if message.is_counted() {
            self.accepted += 1;
            *self.by_status.entry(message.status().as_str().to_owned()).or_default() += 1;
        }
        self.messages.push(message);
        self.note_id(index);
        index
    }

    /// The message with this wamid.
    pub(crate) fn find(&self, id: &str) -> Option<u32> {
        let named = |index: &u32| self.messages[*index as usize].id == id;
        let first = self.by_id.get(&hash_of(id))?;
        std::iter::once(first).chain(&self.clashing).copied().find(named)
    }

    /// The message at a place in the book.
    pub(crate) fn get(&self, index: u32) -> &Message {
        &self.messages[index as usize]
    }

    /// Takes a message one step on.
    pub(crate) fn step(&mut self, index: u32, status: Status, at_ms: i64, error_code: Option<u32>) {
        let message = &mut self.messages[index as usize];
        if message.is_counted() {
            if let Some(count) = self.by_status.get_mut(message.status().as_str()) {
                *count -= 1;
            }
            *self.by_status.entry(status.as_str().to_owned()).or_default() += 1;
        }
        message.timeline.push(Step {
            status,
            at_ms,
            error_code,
        });
    }
}
