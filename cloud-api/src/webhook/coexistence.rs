//! What comes from the app of a business that uses the app and the API on one number.

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::item::Unreadable;
use super::message::InboundMessage;
use crate::error::ApiError;
use crate::flexible;

/// An element of `history`: older messages, chunk by chunk and in no order.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct HistoryChunk {
    /// Which chunk it is.
    #[serde(default)]
    pub metadata: Option<HistoryMetadata>,
    /// The chats.
    #[serde(default, deserialize_with = "flexible::list")]
    pub threads: Vec<HistoryThread>,
    /// Why there is no history: the business did not want to share it.
    #[serde(default, deserialize_with = "flexible::list")]
    pub errors: Vec<ApiError>,
}

/// Which chunk of the history it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct HistoryMetadata {
    /// 0 the first day, 1 to day 90, 2 to day 180.
    #[serde(default, deserialize_with = "flexible::number_opt")]
    pub phase: Option<i64>,
    /// Its place in the phase.
    #[serde(default, deserialize_with = "flexible::number_opt")]
    pub chunk_order: Option<i64>,
    /// How much is done, in per cent.
    #[serde(default, deserialize_with = "flexible::number_opt")]
    pub progress: Option<i64>,
}

/// A chat of the history.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct HistoryThread {
    /// The user.
    #[serde(deserialize_with = "flexible::text")]
    pub id: String,
    /// The messages; one that cannot be read keeps its place and says why.
    #[serde(default, deserialize_with = "messages")]
    pub messages: Vec<Result<InboundMessage, Unreadable>>,
}

fn messages<'de, D>(deserializer: D) -> Result<Vec<Result<InboundMessage, Unreadable>>, D::Error>
where
    D: Deserializer<'de>,
{
    let raws = Option::<Vec<Box<RawValue>>>::deserialize(deserializer)?.unwrap_or_default();
    Ok(raws.iter().map(|raw| InboundMessage::read(raw)).collect())
}

/// An element of `state_sync`: a contact of the app's address book.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct StateSync {
    /// `contact`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `add`, also for a change, or `remove`.
    #[serde(default)]
    pub action: Option<String>,
    /// The contact.
    #[serde(default)]
    pub contact: Option<SyncedContact>,
}

/// A contact of the app's address book.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct SyncedContact {
    /// The whole name.
    #[serde(default)]
    pub full_name: Option<String>,
    /// The first name.
    #[serde(default)]
    pub first_name: Option<String>,
    /// The phone.
    #[serde(default, deserialize_with = "flexible::text_opt")]
    pub phone_number: Option<String>,
}
