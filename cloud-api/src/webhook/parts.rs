//! From the raw JSON of a message to what it carries: the type names the object that holds it.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::inbound::{Edit, InboundContent, InteractiveReply, Unsupported};
use super::item::Unreadable;

/// The type of a message and the raw object named like it.
pub(super) struct Parts<'a> {
    pub(super) kind: Cow<'a, str>,
    object: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Kind<'a> {
    #[serde(rename = "type", borrow)]
    kind: Cow<'a, str>,
}

#[derive(Deserialize)]
struct RawEdit<'a> {
    original_message_id: String,
    #[serde(borrow)]
    message: &'a RawValue,
}

#[derive(Deserialize)]
struct RawInteractive<'a> {
    #[serde(rename = "type", borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    button_reply: Option<&'a RawValue>,
    #[serde(borrow)]
    list_reply: Option<&'a RawValue>,
    #[serde(borrow)]
    nfm_reply: Option<&'a RawValue>,
    #[serde(borrow)]
    call_permission_reply: Option<&'a RawValue>,
}

/// Reads the one field of an object that has this name.
struct Named<'k>(&'k str);

#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> DeserializeSeed<'de> for Named<'_> {
    type Value = Option<&'de RawValue>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Named<'_> {
    type Value = Option<&'de RawValue>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(Name(name)) = map.next_key()? {
            if name == self.0 {
                found = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

impl<'a> Parts<'a> {
    /// Finds the object named like the type; every other field is passed over.
    pub(super) fn find(kind: Cow<'a, str>, raw: &'a RawValue) -> Result<Self, Unreadable> {
        let mut deserializer = serde_json::Deserializer::from_str(raw.get());
        let object = Named(&kind)
            .deserialize(&mut deserializer)
            .map_err(Unreadable::because)?;
        Ok(Self { kind, object })
    }

    pub(super) fn content_json(&self) -> String {
        let kind = Value::from(&*self.kind).to_string();
        match self.object {
            Some(object) => format!(r#"{{"type":{kind},{kind}:{object}}}"#),
            None => format!(r#"{{"type":{kind}}}"#),
        }
    }

    pub(super) fn content(&self) -> Result<InboundContent, Unreadable> {
        Ok(match &*self.kind {
            "text" => InboundContent::Text(self.object()?),
            "image" => InboundContent::Image(self.object()?),
            "video" => InboundContent::Video(self.object()?),
            "audio" => InboundContent::Audio(self.object()?),
            "document" => InboundContent::Document(self.object()?),
            "sticker" => InboundContent::Sticker(self.object()?),
            "location" => InboundContent::Location(self.object()?),
            "contacts" => InboundContent::Contacts(self.object()?),
            "interactive" => InboundContent::Interactive(self.interactive()?),
            "button" => InboundContent::Button(self.object()?),
            "order" => InboundContent::Order(self.object()?),
            "reaction" => InboundContent::Reaction(self.object()?),
            "system" => InboundContent::System(self.object()?),
            // Older payloads have errors alone.
            "unsupported" => InboundContent::Unsupported(match self.object {
                Some(_) => self.object()?,
                None => Unsupported::default(),
            }),
            "edit" => InboundContent::Edit(Box::new(self.edit()?)),
            "revoke" => InboundContent::Revoke(self.object()?),
            kind => InboundContent::Unknown {
                kind: kind.to_owned(),
                raw: match self.object {
                    Some(_) => self.object()?,
                    None => Value::Null,
                },
            },
        })
    }

    fn object<T: Deserialize<'a>>(&self) -> Result<T, Unreadable> {
        let object = self
            .object
            .ok_or_else(|| Unreadable::because(format!("`{}` is missing", self.kind)))?;
        serde_json::from_str(object.get()).map_err(|error| Unreadable::because(format!("`{}`: {error}", self.kind)))
    }

    fn interactive(&self) -> Result<InteractiveReply, Unreadable> {
        let raw: RawInteractive<'a> = self.object()?;
        let object = match &*raw.kind {
            "button_reply" => raw.button_reply,
            "list_reply" => raw.list_reply,
            "nfm_reply" => raw.nfm_reply,
            "call_permission_reply" => raw.call_permission_reply,
            _ => return Ok(InteractiveReply::Unknown(self.object()?)),
        };
        let reply = Parts { kind: raw.kind, object };
        Ok(match &*reply.kind {
            "button_reply" => InteractiveReply::Button(reply.object()?),
            "list_reply" => InteractiveReply::List(reply.object()?),
            "nfm_reply" => InteractiveReply::Form(reply.object()?),
            _ => InteractiveReply::CallPermission(reply.object()?),
        })
    }

    fn edit(&self) -> Result<Edit, Unreadable> {
        let raw: RawEdit<'a> = self.object()?;
        let Kind { kind } = serde_json::from_str(raw.message.get()).map_err(Unreadable::because)?;
        let parts = Parts::find(kind, raw.message)?;
        if parts.kind == "edit" {
            return Err(Unreadable::because("an edit of an edit"));
        }
        Ok(Edit {
            original_message_id: raw.original_message_id,
            content: parts.content()?,
            content_json: parts.content_json(),
            kind: parts.kind.into_owned(),
        })
    }
}
