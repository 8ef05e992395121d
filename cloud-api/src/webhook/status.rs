//! The fate of a message of ours.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::error::ApiError;
use crate::flexible;
use crate::wire_enum::wire_enum;

wire_enum! {
    /// How far a message has come; `deleted` and `warning` belong to older times.
    StatusKind {
        Sent = "sent",
        Delivered = "delivered",
        Read = "read",
        Played = "played",
        Failed = "failed",
        Deleted = "deleted",
        Warning = "warning",
    }
}

/// One status of a message.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct MessageStatus {
    /// The `wamid` of the message.
    pub id: String,
    /// How far it has come.
    pub status: StatusKind,
    /// When, in Unix seconds by WhatsApp's clock.
    #[serde(deserialize_with = "flexible::number")]
    pub timestamp: i64,
    /// The WhatsApp id of the recipient, or a group; may be absent when it was sent to a business-scoped id.
    #[serde(default, deserialize_with = "flexible::text_opt")]
    pub recipient_id: Option<String>,
    /// The business-scoped id of the recipient.
    #[serde(default)]
    pub recipient_user_id: Option<String>,
    /// The id of the recipient that linked portfolios share.
    #[serde(default)]
    pub recipient_parent_user_id: Option<String>,
    /// `group` for a message to one.
    #[serde(default)]
    pub recipient_type: Option<String>,
    /// The member of the group; Meta's samples have both spellings.
    #[serde(default, alias = "participant_recipient_id")]
    pub recipient_participant_id: Option<String>,
    /// The identity hash, with the identity check on.
    #[serde(default)]
    pub recipient_identity_key_hash: Option<String>,
    /// What we sent along.
    #[serde(default)]
    pub biz_opaque_callback_data: Option<String>,
    /// `call` for the status of a call.
    #[serde(rename = "type", default)]
    pub kind: Option<String>,
    /// The conversation; since v24.0 only those that came from an advertisement.
    #[serde(default, deserialize_with = "flexible::aside")]
    pub conversation: Option<Conversation>,
    /// What it costs; with `sent` and one of the two after it.
    #[serde(default, deserialize_with = "flexible::aside")]
    pub pricing: Option<Pricing>,
    /// Why it failed.
    #[serde(default, deserialize_with = "flexible::aside")]
    pub errors: Vec<ApiError>,
}

/// The conversation of a message, in the words of its time.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct Conversation {
    /// Its id.
    #[serde(default, deserialize_with = "flexible::text_opt")]
    pub id: Option<String>,
    /// When it ends, in Unix seconds; only with `sent`.
    #[serde(default, deserialize_with = "flexible::number_opt")]
    pub expiration_timestamp: Option<i64>,
    /// What opened it.
    #[serde(default)]
    pub origin: Option<Origin>,
}

/// What opened a conversation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Origin {
    /// `utility`, `marketing`, `service`, `referral_conversion`, `user_initiated` and so on.
    #[serde(rename = "type", default)]
    pub kind: Option<String>,
}

/// What a message costs, in the words of its time.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct Pricing {
    /// Whether it is paid for; announced to go, `type` says more.
    #[serde(default)]
    pub billable: Option<bool>,
    /// `PMP` per message, `CBP` per conversation, `NBP` per notification.
    #[serde(default)]
    pub pricing_model: Option<String>,
    /// `regular`, `free_customer_service`, `free_entry_point` and so on.
    #[serde(rename = "type", default)]
    pub kind: Option<String>,
    /// `utility`, `marketing`, `authentication`, `service` and so on.
    #[serde(default)]
    pub category: Option<String>,
    /// Whatever else came.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}
