//! A message from a user: who, when, in answer to what, and what it carries.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::inbound::InboundContent;
use super::item::Unreadable;
use super::parts::Parts;
use crate::error::ApiError;
use crate::flexible::{self, Number};

/// A message from a user, or one that a business wrote in its app.
#[derive(Debug, Clone, PartialEq)]
pub struct InboundMessage {
    /// The `wamid`.
    pub id: String,
    /// The phone of the sender; absent for users known by their business-scoped id alone.
    pub from: Option<String>,
    /// The business-scoped id of the sender.
    pub from_user_id: Option<String>,
    /// The id of the sender that linked portfolios share.
    pub from_parent_user_id: Option<String>,
    /// The recipient, in echoes and history.
    pub to: Option<String>,
    /// The group, in group messages.
    pub group_id: Option<String>,
    /// When it was sent, in Unix seconds by WhatsApp's clock.
    pub timestamp: i64,
    /// The value of `type`.
    pub kind: String,
    /// What it carries.
    pub content: InboundContent,
    /// The content in the shape `{"type": …, "…": {…}}`, as it came.
    pub content_json: String,
    /// What it answers or where it was forwarded from.
    pub context: Option<Context>,
    /// The advertisement it came from.
    pub referral: Option<Referral>,
    /// Why parts of it are missing.
    pub errors: Vec<ApiError>,
    /// The identity of the sender, after it changed.
    pub identity: Option<Identity>,
    /// `contact_request` when contacts answer a request for them.
    pub origin: Option<String>,
    /// How an older message had fared, in history: `READ`, `DELIVERED` and so on.
    pub history_status: Option<String>,
}

/// What a message refers to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Context {
    /// Who wrote the message that is answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The message that is answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Whether it was forwarded.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub forwarded: bool,
    /// Whether it was forwarded more than five times.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub frequently_forwarded: bool,
    /// The product that is asked about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referred_product: Option<ReferredProduct>,
}

/// A product that is asked about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferredProduct {
    /// Its catalogue.
    #[serde(default)]
    pub catalog_id: String,
    /// Its id there.
    #[serde(default)]
    pub product_retailer_id: String,
}

/// The advertisement or post that a message came from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Referral {
    /// Its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_url: Option<String>,
    /// Its id.
    #[serde(
        default,
        deserialize_with = "flexible::text_opt",
        skip_serializing_if = "Option::is_none"
    )]
    pub source_id: Option<String>,
    /// `ad` or `post`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_type: Option<String>,
    /// Its heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headline: Option<String>,
    /// Its text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The id of the click; absent for advertisements in Status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ctwa_clid: Option<String>,
    /// Pictures and whatever else came.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The identity of a user after it changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Identity {
    /// Whether the change was acknowledged.
    #[serde(default)]
    pub acknowledged: bool,
    /// When it changed, in Unix seconds.
    #[serde(default, deserialize_with = "flexible::number_opt")]
    pub created_timestamp: Option<i64>,
    /// Its hash.
    #[serde(default, deserialize_with = "flexible::text_opt")]
    pub hash: Option<String>,
}

#[derive(Deserialize)]
struct Head<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(rename = "type", borrow)]
    kind: Cow<'a, str>,
    #[serde(default, deserialize_with = "flexible::text_opt")]
    from: Option<String>,
    from_user_id: Option<String>,
    from_parent_user_id: Option<String>,
    #[serde(default, deserialize_with = "flexible::text_opt")]
    to: Option<String>,
    group_id: Option<String>,
    timestamp: Number,
    origin: Option<String>,
    // These stand beside the content and must not make it unreadable.
    #[serde(borrow)]
    context: Option<&'a RawValue>,
    #[serde(borrow)]
    referral: Option<&'a RawValue>,
    #[serde(borrow)]
    errors: Option<&'a RawValue>,
    #[serde(borrow)]
    identity: Option<&'a RawValue>,
    #[serde(borrow)]
    history_context: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct HistoryContext {
    status: Option<String>,
}

impl InboundMessage {
    /// Reads one message.
    ///
    /// # Errors
    /// It has no id or time, or the object named like its type does not have the form of that type.
    pub fn read(raw: &RawValue) -> Result<Self, Unreadable> {
        let head: Head<'_> = serde_json::from_str(raw.get()).map_err(Unreadable::because)?;
        let parts = Parts::find(head.kind, raw)?;
        Ok(Self {
            content: parts.content()?,
            content_json: parts.content_json(),
            kind: parts.kind.into_owned(),
            id: head.id.into_owned(),
            from: head.from.filter(|from| !from.is_empty()),
            from_user_id: head.from_user_id,
            from_parent_user_id: head.from_parent_user_id,
            to: head.to,
            group_id: head.group_id,
            timestamp: head.timestamp.0,
            context: head.context.and_then(read_aside),
            referral: head.referral.and_then(read_aside),
            errors: head.errors.and_then(read_aside).unwrap_or_default(),
            identity: head.identity.and_then(read_aside),
            origin: head.origin,
            history_status: head
                .history_context
                .and_then(read_aside::<HistoryContext>)
                .and_then(|context| context.status),
        })
    }
}

fn read_aside<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Option<T> {
    serde_json::from_str(raw.get()).ok()
}
