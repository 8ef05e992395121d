//! One item of a webhook: where it came from, its raw JSON, and what it turned out to be.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::account::{AccountAlert, AccountReview, AccountUpdate, Capability, Security};
use super::coexistence::{HistoryChunk, StateSync};
use super::flow::FlowUpdate;
use super::message::InboundMessage;
use super::number::{NumberName, NumberQuality, UsernameUpdate};
use super::preference::UserPreference;
use super::status::MessageStatus;
use super::template_update::{
    TemplateCategoryUpdate, TemplateComponentsUpdate, TemplateQualityUpdate, TemplateStatusUpdate,
};
use crate::error::ApiError;

/// One thing that WhatsApp told us.
#[derive(Debug)]
pub struct Item {
    /// The id of the entry: the WhatsApp Business account, as a rule.
    pub entry_id: String,
    /// When the entry was made, in Unix seconds; account events only.
    pub entry_time: Option<i64>,
    /// The webhook field; empty when not even that could be read.
    pub field: String,
    /// The business number, for everything about messages.
    pub phone_number_id: Option<String>,
    /// The business number as digits, beside its id.
    pub display_phone_number: Option<String>,
    /// The user the item is about, if the webhook describes one.
    pub contact: Option<Contact>,
    /// Where the raw JSON stood.
    pub part: Part,
    /// The item's own JSON, as it came.
    pub raw: Box<RawValue>,
    /// What it is, or why that could not be said.
    pub payload: Result<Payload, Unreadable>,
}

/// The place in a webhook that an item's raw JSON was taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A whole entry.
    Entry,
    /// A whole change.
    Change,
    /// The whole value of a change.
    Value,
    /// An element of `messages`.
    Message,
    /// An element of `statuses`.
    Status,
    /// An element of `errors`.
    Error,
    /// An element of `message_echoes`.
    Echo,
    /// An element of `history`.
    History,
    /// An element of `state_sync`.
    StateSync,
    /// An element of `user_preferences`.
    Preference,
}

/// What an item is.
#[derive(Debug, Clone, PartialEq)]
pub enum Payload {
    /// A message from a user.
    Message(Box<InboundMessage>),
    /// The fate of a message of ours.
    Status(Box<MessageStatus>),
    /// A problem of the app, the account or the number.
    Error(Box<ApiError>),
    /// A message the business wrote in its app.
    Echo(Box<InboundMessage>),
    /// Older messages of a number that moved to both.
    History(Box<HistoryChunk>),
    /// A contact of the app's address book.
    StateSync(Box<StateSync>),
    /// A user stopped or resumed marketing messages.
    Preference(Box<UserPreference>),
    /// A template changed its state.
    TemplateStatus(Box<TemplateStatusUpdate>),
    /// A template changed its quality.
    TemplateQuality(Box<TemplateQualityUpdate>),
    /// A template changed its text.
    TemplateComponents(Box<TemplateComponentsUpdate>),
    /// A template changed its category, or will.
    TemplateCategory(Box<TemplateCategoryUpdate>),
    /// A number changed its limit or throughput.
    NumberQuality(Box<NumberQuality>),
    /// The name of a number was decided upon.
    NumberName(Box<NumberName>),
    /// The username of a number changed.
    Username(Box<UsernameUpdate>),
    /// The limits of the business changed.
    Capability(Box<Capability>),
    /// The account changed: restricted, disabled, connected.
    Account(Box<AccountUpdate>),
    /// The account was reviewed.
    AccountReview(Box<AccountReview>),
    /// Meta warns or informs.
    AccountAlert(Box<AccountAlert>),
    /// The two-step PIN of a number was changed or asked for.
    Security(Box<Security>),
    /// A flow changed its state or fares badly.
    Flow(Box<FlowUpdate>),
    /// Something this version does not know; the raw JSON has it whole.
    Unknown,
}

/// Something that could not be read, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Unreadable {
    /// The reason, for the person who looks at it.
    pub reason: String,
}

/// The user that a webhook is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<Profile>,
    /// The WhatsApp id; absent for users known by their business-scoped id alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wa_id: Option<String>,
    /// The business-scoped id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// The id shared by linked portfolios.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_user_id: Option<String>,
    /// The identity hash, with the identity check on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity_key_hash: Option<String>,
}

/// The names of a user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The name the user gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The username.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
}

impl Unreadable {
    pub(crate) fn because(reason: impl ToString) -> Self {
        Self {
            reason: reason.to_string(),
        }
    }
}

impl Item {
    /// A webhook body that holds this item alone; splitting it gives the item again.
    pub fn to_body(&self) -> String {
        let entry = match self.part {
            Part::Entry => self.raw.get().to_owned(),
            Part::Change => self.entry_around(self.raw.get()),
            _ => self.entry_around(&format!(
                r#"{{"field":{},"value":{}}}"#,
                quoted(&self.field),
                self.value()
            )),
        };
        format!(r#"{{"object":"whatsapp_business_account","entry":[{entry}]}}"#)
    }

    fn entry_around(&self, change: &str) -> String {
        let time = self
            .entry_time
            .map(|time| format!(r#""time":{time},"#))
            .unwrap_or_default();
        format!(r#"{{"id":{},{time}"changes":[{change}]}}"#, quoted(&self.entry_id))
    }

    fn value(&self) -> String {
        let Some(list) = self.part.list_name() else {
            return self.raw.get().to_owned();
        };
        let mut value = String::from(r#"{"messaging_product":"whatsapp""#);
        if self.phone_number_id.is_some() || self.display_phone_number.is_some() {
            let metadata = serde_json::json!({
                "display_phone_number": self.display_phone_number,
                "phone_number_id": self.phone_number_id,
            });
            value.push_str(&format!(r#","metadata":{metadata}"#));
        }
        if let Some(contact) = &self.contact {
            let contact = serde_json::to_string(contact).expect("a contact is plain text fields");
            value.push_str(&format!(r#","contacts":[{contact}]"#));
        }
        value.push_str(&format!(r#","{list}":[{}]}}"#, self.raw));
        value
    }
}

impl Part {
    fn list_name(self) -> Option<&'static str> {
        match self {
            Self::Entry | Self::Change | Self::Value => None,
            Self::Message => Some("messages"),
            Self::Status => Some("statuses"),
            Self::Error => Some("errors"),
            Self::Echo => Some("message_echoes"),
            Self::History => Some("history"),
            Self::StateSync => Some("state_sync"),
            Self::Preference => Some("user_preferences"),
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
