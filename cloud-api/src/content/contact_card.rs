//! Contact cards, sent and received.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::flexible;

/// One card of a contacts message.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ContactCard {
    /// The name.
    #[serde(default)]
    pub name: ContactName,
    /// The phones.
    #[serde(default, deserialize_with = "flexible::list", skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<ContactPhone>,
    /// E-mails, addresses, organisation, birthday, card text and whatever else the card holds.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The name on a card: the whole and at least one part of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ContactName {
    /// The name as it is shown.
    #[serde(default)]
    pub formatted_name: String,
    /// The first name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// The last name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// Middle name, prefix, suffix.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A phone on a card.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ContactPhone {
    /// The number as it is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// `WORK`, `HOME`, `CELL` and the like.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The WhatsApp id; without it the card offers to invite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wa_id: Option<String>,
    /// Whatever else stands beside it.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}
