//! What is said about a customer who is to be made or changed.

use crate::people::habits::Habits;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A customer to be made.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub(crate) struct NewCustomer {
    /// The phone in international form; everything but digits is ignored.
    pub phone: String,
    /// The name in the WhatsApp profile.
    #[serde(default)]
    pub name: Option<String>,
    /// Language and country, `ru_RU`.
    #[serde(default)]
    pub locale: Option<String>,
    /// False for a phone that has no WhatsApp: messages to it fail with 131026.
    #[serde(default)]
    pub has_whatsapp: Option<bool>,
    /// Whether the phone is on.
    #[serde(default)]
    pub online: Option<bool>,
    /// Whether the customer reads by itself and sends read receipts.
    #[serde(default)]
    pub reads: Option<bool>,
    /// From delivery to reading.
    #[serde(default)]
    pub read_delay_ms: Option<u32>,
    /// From WhatsApp to the phone.
    #[serde(default)]
    pub delivery_delay_ms: Option<u32>,
    /// A business-scoped user id of your choice, the same for every portfolio; computed from the seed when absent.
    #[serde(default)]
    pub user_id: Option<String>,
    /// The customer's username. Who has one hides the phone from businesses that do not know it.
    #[serde(default)]
    pub username: Option<String>,
    /// Whether businesses have the phone in their contact book, so that a username does not hide it.
    #[serde(default)]
    pub in_contacts: Option<bool>,
    /// The same habits as one object, as a scenario file writes them.
    #[serde(default)]
    pub behaviour: Option<Behaviour>,
}

/// Habits of a customer.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub(crate) struct Behaviour {
    /// See the customer's field of this name.
    #[serde(default)]
    pub reads: Option<bool>,
    /// See the customer's field of this name.
    #[serde(default)]
    pub read_delay_ms: Option<u32>,
    /// See the customer's field of this name.
    #[serde(default)]
    pub delivery_delay_ms: Option<u32>,
    /// What the customer does alone: when it reads, whether it answers, blocks, opts out.
    #[serde(default)]
    pub habits: Option<Box<Habits>>,
}

/// What can be changed about a customer; absent fields stay.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CustomerPatch {
    /// The name in the WhatsApp profile.
    #[serde(default)]
    pub name: Option<String>,
    /// Language and country.
    #[serde(default)]
    pub locale: Option<String>,
    /// Whether the phone is on; messages that waited arrive when it comes on.
    #[serde(default)]
    pub online: Option<bool>,
    /// Whether the phone has WhatsApp.
    #[serde(default)]
    pub has_whatsapp: Option<bool>,
    /// Whether the customer reads by itself and sends read receipts.
    #[serde(default)]
    pub reads: Option<bool>,
    /// From delivery to reading.
    #[serde(default)]
    pub read_delay_ms: Option<u32>,
    /// From WhatsApp to the phone.
    #[serde(default)]
    pub delivery_delay_ms: Option<u32>,
    /// The customer's username; an empty one removes it.
    #[serde(default)]
    pub username: Option<String>,
    /// Whether businesses have the phone in their contact book.
    #[serde(default)]
    pub in_contacts: Option<bool>,
    /// What the customer does alone.
    #[serde(default)]
    pub habits: Option<Box<Habits>>,
}
