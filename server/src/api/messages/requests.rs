//! What enters: a message to send.

use galka_domain::guard::OnBehalfOf;
use galka_domain::ids::{ContactId, ConversationId, MessageId, NumberId, QuickReplyId};
use galka_engine::accept::{Recipient, SendDraft};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::access::{Actor, Here, Who};
use crate::errors::{Answer, Problem};

/// A message to send: `from` is a number's id, `to` a phone or `contact_id`; then the Cloud API's content. `seen_seq` refuses (409) when a colleague answered meanwhile; `quick_reply_id` counts the use of a prepared answer.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMessage {
    from: Option<String>,
    to: Option<String>,
    contact_id: Option<String>,
    pub(super) conversation_id: Option<String>,
    r#type: String,
    #[schema(value_type = Option<Object>)]
    text: Option<Value>,
    #[schema(value_type = Option<Object>)]
    image: Option<Value>,
    #[schema(value_type = Option<Object>)]
    video: Option<Value>,
    #[schema(value_type = Option<Object>)]
    audio: Option<Value>,
    #[schema(value_type = Option<Object>)]
    document: Option<Value>,
    #[schema(value_type = Option<Object>)]
    sticker: Option<Value>,
    #[schema(value_type = Option<Object>)]
    location: Option<Value>,
    #[schema(value_type = Option<Vec<Object>>)]
    contacts: Option<Vec<Value>>,
    #[schema(value_type = Option<Object>)]
    reaction: Option<Value>,
    #[schema(value_type = Option<Object>)]
    interactive: Option<Value>,
    #[schema(value_type = Option<Object>)]
    template: Option<Value>,
    #[schema(value_type = Option<Object>)]
    context: Option<Value>,
    seen_seq: Option<i64>,
    quick_reply_id: Option<String>,
}

impl NewMessage {
    pub(super) fn into_draft(self, actor: &Actor, here: &Here) -> Answer<SendDraft> {
        let on_behalf_of = match &actor.who {
            Who::Person(user, _) => OnBehalfOf::Person(user.id.clone()),
            Who::Key(key) => OnBehalfOf::ApiKey(key.id.clone()),
        };
        let from = self
            .from
            .as_deref()
            .map(NumberId::parse)
            .transpose()
            .map_err(|_| Problem::not_found("number"))?;
        let context = self.context.as_ref().and_then(|context| context["message_id"].as_str());
        let context = context
            .map(MessageId::parse)
            .transpose()
            .map_err(|_| Problem::not_found("context"))?;
        let quick_reply = self.quick_reply_id.as_deref().map(QuickReplyId::parse).transpose();
        let quick_reply = quick_reply.map_err(|_| Problem::not_found("quick reply"))?;
        Ok(SendDraft {
            workspace: here.id.clone(),
            from,
            to: self.recipient()?,
            seen_seq: self.seen_seq,
            content: self.content(),
            context_message_id: context,
            on_behalf_of,
            claim: None,
            quick_reply,
        })
    }

    pub(super) fn recipient(&self) -> Answer<Recipient> {
        match (&self.conversation_id, &self.contact_id, &self.to) {
            (Some(id), _, _) => ConversationId::parse(id)
                .map(Recipient::Conversation)
                .map_err(|_| Problem::not_found("conversation")),
            (None, Some(id), _) => ContactId::parse(id)
                .map(Recipient::Contact)
                .map_err(|_| Problem::not_found("contact")),
            (None, None, Some(phone)) => Ok(Recipient::Phone(phone.clone())),
            (None, None, None) => Err(Problem::field(
                "to",
                "required",
                "Say to whom: to, contact_id or conversation_id.",
            )),
        }
    }

    /// The content in the Cloud API's shape: the type and what stands under its name.
    pub(super) fn content(self) -> Value {
        let contacts = self.contacts.map(Value::Array);
        let parts = [
            ("text", self.text),
            ("image", self.image),
            ("video", self.video),
            ("audio", self.audio),
            ("document", self.document),
            ("sticker", self.sticker),
            ("location", self.location),
            ("contacts", contacts),
            ("reaction", self.reaction),
            ("interactive", self.interactive),
            ("template", self.template),
        ];
        let mut content = Map::new();
        content.insert("type".to_owned(), Value::from(self.r#type));
        for (name, part) in parts {
            if let Some(part) = part {
                content.insert(name.to_owned(), part);
            }
        }
        Value::Object(content)
    }
}
