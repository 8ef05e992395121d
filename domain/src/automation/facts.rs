//! What must be known to decide: the message, its chat, the company, and what is switched on.

use std::collections::{BTreeSet, HashMap};

use super::documents::{Away, Greeting, MediaKind, Rule};
use crate::hours::{WorkingHours, Zone};
use crate::ids::{AutomationId, ContactId, LabelId, NumberId};
use crate::named::named_enum;
use crate::time::Timestamp;

named_enum! {
    /// A kind of automation.
    pub enum Kind {
        /// To first writers, and after a long silence.
        Greeting = "greeting",
        /// While the company is away.
        Away = "away",
        /// By keyword, button or kind of message.
        Rule = "rule",
    }
}

named_enum! {
    /// Why an automation that was asked for did not speak.
    pub enum SkipReason {
        /// The message is too old.
        TooOld = "too_old",
        /// The contact is none of its recipients.
        Audience = "audience",
        /// It spoke already: in this away time, or within the days of silence.
        Already = "already",
        /// It acted in this chat a short while ago.
        Cooldown = "cooldown",
        /// A person has the chat.
        Person = "person",
        /// Too many automatic messages in this chat: two machines may be talking to each other.
        Loop = "loop",
        /// Another automation answered this message.
        Another = "another",
        /// A colleague blocked the contact, or put the chat aside as spam.
        Blocked = "blocked",
    }
}

/// An automation that is switched on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held<T> {
    /// Its id.
    pub id: AutomationId,
    /// Since when it is on.
    pub since: Timestamp,
    /// What the company wrote.
    pub document: T,
}

/// Everything that is switched on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Set {
    /// The greeting.
    pub greeting: Option<Held<Greeting>>,
    /// The away message.
    pub away: Option<Held<Away>>,
    /// The rules in the company's order.
    pub rules: Vec<Held<Rule>>,
}

/// A customer's message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// When it was sent, by WhatsApp.
    pub at: Timestamp,
    /// Its words: text or caption.
    pub text: String,
    /// The button or row that was pressed.
    pub press: Option<Press>,
    /// The kind of media that it is.
    pub media: Option<MediaKind>,
}

/// A pressed button or a chosen row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Press {
    /// What the button sends back.
    pub id: String,
    /// What it shows.
    pub title: String,
}

/// What is known of the chat, as it was when the message came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chat {
    /// The customer.
    pub contact_id: ContactId,
    /// Whether somebody saved the customer as a contact.
    pub is_saved: bool,
    /// The customer's labels.
    pub labels: BTreeSet<LabelId>,
    /// Whether a colleague blocked the contact or the chat is spam.
    pub is_blocked: bool,
    /// The number that was written to.
    pub number_id: NumberId,
    /// Whether a colleague has the chat.
    pub is_assigned: bool,
    /// The newest message before this one, in either direction.
    pub last_contact_at: Option<Timestamp>,
    /// When a person last answered in the chat or took it.
    pub person_at: Option<Timestamp>,
    /// How many automatic messages went in the chat within the last hour.
    pub speeches: u32,
    /// What automations did in the chat before.
    pub marks: HashMap<AutomationId, Mark>,
}

/// What an automation last did in a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// When, by business time.
    pub at: Timestamp,
    /// The beginning of the away time in which it was; the same as `at` for others.
    pub period_at: Timestamp,
}

/// What is known of the company.
#[derive(Clone, Copy, Debug)]
pub struct Company<'a> {
    /// When it works.
    pub hours: &'a WorkingHours,
    /// By which clock.
    pub zone: &'a Zone,
}

/// An automation that was asked for and did not speak.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Which.
    pub id: AutomationId,
    /// Of which kind.
    pub kind: Kind,
    /// Why.
    pub why: SkipReason,
}

impl Set {
    /// Whether nothing is switched on.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.greeting.is_none() && self.away.is_none() && self.rules.is_empty()
    }
}
