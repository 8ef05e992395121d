//! The request that sends a message, the one that marks it read, and their answers.

use serde::de::Error as _;
use serde::ser::SerializeMap as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::content::Content;
use crate::flexible;

/// The longest `biz_opaque_callback_data` that Meta takes, in characters.
pub const CALLBACK_DATA_MAX: usize = 512;

/// The names that belong to the request and not to its content; `status` would make it a read receipt.
const ENVELOPE: &[&str] = &[
    "messaging_product",
    "recipient_type",
    "to",
    "recipient",
    "context",
    "biz_opaque_callback_data",
    "recipient_identity_key_hash",
    "messaging_account_id",
    "status",
];

/// A message on its way out: `POST /{phone-number-id}/messages`.
#[derive(Debug, Clone, PartialEq)]
pub struct SendRequest {
    /// The phone with its `+`, or a group id.
    pub to: Option<String>,
    /// The business-scoped id of the user; with both, the phone wins.
    pub recipient: Option<String>,
    /// `individual` or `group`.
    pub recipient_type: Option<String>,
    /// What is sent.
    pub content: Content,
    /// The message this one answers.
    pub reply_to: Option<String>,
    /// Comes back in every status of the message.
    pub biz_opaque_callback_data: Option<String>,
    /// Send only if the identity of the user is still this one.
    pub recipient_identity_key_hash: Option<String>,
    /// Which messaging account pays, where a token reaches several.
    pub messaging_account_id: Option<String>,
}

impl SendRequest {
    /// A message to a phone, which carries its `+`: without it Meta may read the digits as national ones.
    pub fn to_phone(to: impl Into<String>, content: Content) -> Self {
        Self {
            to: Some(to.into()),
            ..Self::bare(content)
        }
    }

    /// A message to a business-scoped user id.
    pub fn to_user(recipient: impl Into<String>, content: Content) -> Self {
        Self {
            recipient: Some(recipient.into()),
            ..Self::bare(content)
        }
    }

    fn bare(content: Content) -> Self {
        Self {
            to: None,
            recipient: None,
            recipient_type: None,
            content,
            reply_to: None,
            biz_opaque_callback_data: None,
            recipient_identity_key_hash: None,
            messaging_account_id: None,
        }
    }
}

impl Serialize for SendRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("messaging_product", "whatsapp")?;
        map.serialize_entry("recipient_type", self.recipient_type.as_deref().unwrap_or("individual"))?;
        for (name, value) in [
            ("to", &self.to),
            ("recipient", &self.recipient),
            ("biz_opaque_callback_data", &self.biz_opaque_callback_data),
            ("recipient_identity_key_hash", &self.recipient_identity_key_hash),
            ("messaging_account_id", &self.messaging_account_id),
        ] {
            if let Some(value) = value {
                map.serialize_entry(name, value)?;
            }
        }
        if let Some(message_id) = &self.reply_to {
            map.serialize_entry(
                "context",
                &ReplyTo {
                    message_id: message_id.clone(),
                },
            )?;
        }
        self.content.write_into(&mut map, ENVELOPE)?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for SendRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut object = Map::deserialize(deserializer)?;
        object.remove("messaging_product");
        let context = object.remove("context").filter(|context| !context.is_null());
        let reply_to = match context {
            None => None,
            Some(context) => Some(
                serde_json::from_value::<ReplyTo>(context)
                    .map_err(|error| D::Error::custom(format!("`context`: {error}")))?
                    .message_id,
            ),
        };
        Ok(Self {
            to: take_text(&mut object, "to")?,
            recipient: take_text(&mut object, "recipient")?,
            recipient_type: take_text(&mut object, "recipient_type")?,
            reply_to,
            biz_opaque_callback_data: take_text(&mut object, "biz_opaque_callback_data")?,
            recipient_identity_key_hash: take_text(&mut object, "recipient_identity_key_hash")?,
            messaging_account_id: take_text(&mut object, "messaging_account_id")?,
            content: Content::take_from(&mut object).map_err(D::Error::custom)?,
        })
    }
}

#[derive(Serialize, Deserialize)]
struct ReplyTo {
    message_id: String,
}

fn take_text<E: serde::de::Error>(object: &mut Map<String, Value>, name: &str) -> Result<Option<String>, E> {
    match object.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(Value::Number(number)) => Ok(Some(number.to_string())),
        Some(_) => Err(E::custom(format!("`{name}` is not a text"))),
    }
}

/// Marks a message and all earlier ones of the chat as read, at the same address as sending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadReceipt {
    /// Always `whatsapp`.
    pub messaging_product: String,
    /// Always `read`.
    pub status: String,
    /// The message from the user.
    pub message_id: String,
    /// Shows "typing…" until the next message or for 25 seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typing_indicator: Option<TypingIndicator>,
}

/// The typing indicator of a read receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypingIndicator {
    /// Always `text`.
    #[serde(rename = "type")]
    pub kind: String,
}

impl ReadReceipt {
    /// A receipt for a message.
    pub fn new(message_id: impl Into<String>) -> Self {
        Self {
            messaging_product: "whatsapp".to_owned(),
            status: "read".to_owned(),
            message_id: message_id.into(),
            typing_indicator: None,
        }
    }

    /// The same receipt, with "typing…" shown.
    #[must_use]
    pub fn with_typing(mut self) -> Self {
        self.typing_indicator = Some(TypingIndicator {
            kind: "text".to_owned(),
        });
        self
    }
}

/// The answer to a send: accepted, not delivered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendResponse {
    /// Always `whatsapp`.
    #[serde(default)]
    pub messaging_product: String,
    /// Who the recipient turned out to be.
    #[serde(default, deserialize_with = "flexible::list")]
    pub contacts: Vec<SendContact>,
    /// The id of the message.
    pub messages: Vec<SentMessage>,
}

/// The recipient of a send, as Meta understood it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendContact {
    /// What the request said.
    #[serde(default)]
    pub input: String,
    /// The WhatsApp id, which may differ from the dialled number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wa_id: Option<String>,
    /// The business-scoped id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
}

/// The message of a send answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentMessage {
    /// The `wamid`.
    pub id: String,
    /// `accepted`, `held_for_quality_assessment` or `paused`; with templates only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_status: Option<String>,
    /// The group, for messages to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_id: Option<String>,
}

/// The answer of calls that only succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Success {
    /// True.
    pub success: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn writes_the_documented_request() {
        let mut request = SendRequest::to_phone("+15551230001", Content::text("Your table is ready"));
        request.reply_to = Some("wamid.A".to_owned());
        request.biz_opaque_callback_data = Some("msg_1".to_owned());
        let value = serde_json::to_value(&request).unwrap();
        assert_eq!(
            value,
            json!({"messaging_product":"whatsapp","recipient_type":"individual","to":"+15551230001",
                "type":"text","text":{"body":"Your table is ready"},
                "context":{"message_id":"wamid.A"},"biz_opaque_callback_data":"msg_1"})
        );
        let read: SendRequest = serde_json::from_value(value).unwrap();
        assert_eq!(read.content, request.content);
        assert_eq!(read.reply_to, request.reply_to);
        assert_eq!(read.to, request.to);
    }

    #[test]
    fn a_request_without_a_type_is_text() {
        let request: SendRequest =
            serde_json::from_value(json!({"messaging_product":"whatsapp","to":15551230001_u64,"text":{"body":"Hi"}}))
                .unwrap();
        assert_eq!(request.to.as_deref(), Some("15551230001"));
        assert_eq!(request.content, Content::text("Hi"));
    }

    #[test]
    fn content_does_not_decide_to_whom_it_is_sent() {
        let content: Content = serde_json::from_value(
            json!({"type":"pin","pin":{"message_id":"wamid.A"},"to":"+15559990000","status":"read"}),
        )
        .unwrap();
        assert_eq!(
            serde_json::to_value(SendRequest::to_phone("+15551230001", content)).unwrap(),
            json!({"messaging_product":"whatsapp","recipient_type":"individual","to":"+15551230001",
                "type":"pin","pin":{"message_id":"wamid.A"}})
        );
    }

    #[test]
    fn a_receipt_may_show_typing() {
        assert_eq!(
            serde_json::to_value(ReadReceipt::new("wamid.A").with_typing()).unwrap(),
            json!({"messaging_product":"whatsapp","status":"read","message_id":"wamid.A","typing_indicator":{"type":"text"}})
        );
    }

    #[test]
    fn an_answer_may_name_a_user_without_a_phone() {
        let answer: SendResponse = serde_json::from_value(json!({"messaging_product":"whatsapp",
            "contacts":[{"input":"US.7001","user_id":"US.7001"}],
            "messages":[{"id":"wamid.B","message_status":"held_for_quality_assessment"}]}))
        .unwrap();
        assert_eq!(answer.contacts[0].wa_id, None);
        assert_eq!(
            answer.messages[0].message_status.as_deref(),
            Some("held_for_quality_assessment")
        );
    }
}
