//! What a message carries: `{"type": "text", "text": {…}}`, the shape of the Cloud API, of our REST API and of the database.

mod contact_card;
mod interactive;
mod media;
mod template;

use serde::de::{DeserializeOwned, Error as _};
use serde::ser::SerializeMap as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::flexible;

pub use contact_card::{ContactCard, ContactName, ContactPhone};
pub use interactive::{Action, Button, Interactive, InteractiveHeader, InteractiveText, Reply, Row, Section};
pub use media::Media;
pub use template::{Component, Language, Parameter, TemplateMessage};

/// The content of a message by its type; a type that is not known keeps all its fields.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Plain text.
    Text(Text),
    /// A picture.
    Image(Media),
    /// A video.
    Video(Media),
    /// A sound file or a voice message.
    Audio(Media),
    /// A file.
    Document(Media),
    /// A sticker.
    Sticker(Media),
    /// A place.
    Location(Location),
    /// Contact cards.
    Contacts(Vec<ContactCard>),
    /// An emoji on another message.
    Reaction(Reaction),
    /// Buttons, lists, flows, products and their kin.
    Interactive(Box<Interactive>),
    /// A template with its values.
    Template(Box<TemplateMessage>),
    /// Any other type, whole.
    Unknown {
        /// The value of `type`.
        kind: String,
        /// Every other field.
        fields: Map<String, Value>,
    },
}

/// The object of a text message.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Text {
    /// The text, up to 4,096 characters.
    pub body: String,
    /// Whether the first link is shown with a preview.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preview_url: Option<bool>,
}

/// The object of a location message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// Degrees north; Meta's pages show numbers and texts, both are read.
    #[serde(deserialize_with = "flexible::decimal")]
    pub latitude: f64,
    /// Degrees east.
    #[serde(deserialize_with = "flexible::decimal")]
    pub longitude: f64,
    /// The name of the place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The address, shown only beside a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// A link to the place, in messages from users.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// The object of a reaction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reaction {
    /// The message it stands on.
    pub message_id: String,
    /// The emoji; empty takes the reaction back.
    #[serde(default)]
    pub emoji: String,
}

impl Content {
    /// A text without a link preview.
    pub fn text(body: impl Into<String>) -> Self {
        Self::Text(Text {
            body: body.into(),
            preview_url: None,
        })
    }

    /// The value of `type`.
    pub fn kind(&self) -> &str {
        match self {
            Self::Text(_) => "text",
            Self::Image(_) => "image",
            Self::Video(_) => "video",
            Self::Audio(_) => "audio",
            Self::Document(_) => "document",
            Self::Sticker(_) => "sticker",
            Self::Location(_) => "location",
            Self::Contacts(_) => "contacts",
            Self::Reaction(_) => "reaction",
            Self::Interactive(_) => "interactive",
            Self::Template(_) => "template",
            Self::Unknown { kind, .. } => kind,
        }
    }

    /// The media object of a picture, video, sound, file or sticker.
    pub fn media(&self) -> Option<&Media> {
        match self {
            Self::Image(media)
            | Self::Video(media)
            | Self::Audio(media)
            | Self::Document(media)
            | Self::Sticker(media) => Some(media),
            _ => None,
        }
    }

    /// The words of the content that a person would read or search for.
    pub fn words(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(&text.body),
            Self::Interactive(interactive) => interactive.body.as_ref().map(|body| body.text.as_str()),
            Self::Reaction(reaction) => Some(&reaction.emoji),
            Self::Location(location) => location.name.as_deref(),
            _ => self.media().and_then(|media| media.caption.as_deref()),
        }
    }

    /// Takes the content out of a JSON object; fields beside it stay in the object when the type is known.
    ///
    /// A missing `type` means `text`, as Meta's own endpoint takes it.
    ///
    /// # Errors
    /// The object named like the type is missing or has the wrong form.
    pub fn take_from(object: &mut Map<String, Value>) -> Result<Self, serde_json::Error> {
        let kind = match object.remove("type") {
            None => "text".to_owned(),
            Some(Value::String(kind)) => kind,
            Some(_) => return Err(serde_json::Error::custom("`type` is not a text")),
        };
        Ok(match kind.as_str() {
            "text" => Self::Text(take(object, &kind)?),
            "image" => Self::Image(take(object, &kind)?),
            "video" => Self::Video(take(object, &kind)?),
            "audio" => Self::Audio(take(object, &kind)?),
            "document" => Self::Document(take(object, &kind)?),
            "sticker" => Self::Sticker(take(object, &kind)?),
            "location" => Self::Location(take(object, &kind)?),
            "contacts" => Self::Contacts(take(object, &kind)?),
            "reaction" => Self::Reaction(take(object, &kind)?),
            "interactive" => Self::Interactive(take(object, &kind)?),
            "template" => Self::Template(take(object, &kind)?),
            _ => Self::Unknown {
                kind,
                fields: std::mem::take(object),
            },
        })
    }

    /// Writes `type` and the object named like it into a map that is being serialised.
    ///
    /// An unknown type brings its fields along, but none of the `reserved` names: content never decides
    /// to whom it is sent.
    pub(crate) fn write_into<M>(&self, map: &mut M, reserved: &[&str]) -> Result<(), M::Error>
    where
        M: serde::ser::SerializeMap,
    {
        map.serialize_entry("type", self.kind())?;
        match self {
            Self::Text(text) => map.serialize_entry("text", text),
            Self::Image(media)
            | Self::Video(media)
            | Self::Audio(media)
            | Self::Document(media)
            | Self::Sticker(media) => map.serialize_entry(self.kind(), media),
            Self::Location(location) => map.serialize_entry("location", location),
            Self::Contacts(cards) => map.serialize_entry("contacts", cards),
            Self::Reaction(reaction) => map.serialize_entry("reaction", reaction),
            Self::Interactive(interactive) => map.serialize_entry("interactive", interactive),
            Self::Template(template) => map.serialize_entry("template", template),
            Self::Unknown { fields, .. } => fields
                .iter()
                .filter(|(name, _)| !reserved.contains(&name.as_str()))
                .try_for_each(|(name, value)| map.serialize_entry(name, value)),
        }
    }
}

impl Serialize for Content {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.write_into(&mut map, &[])?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut object = Map::deserialize(deserializer)?;
        Self::take_from(&mut object).map_err(D::Error::custom)
    }
}

fn take<T: DeserializeOwned>(object: &mut Map<String, Value>, kind: &str) -> Result<T, serde_json::Error> {
    let value = object
        .remove(kind)
        .ok_or_else(|| serde_json::Error::custom(format!("`{kind}` is missing")))?;
    serde_json::from_value(value).map_err(|error| serde_json::Error::custom(format!("`{kind}`: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn keeps(value: Value) -> Content {
        let content: Content = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(serde_json::to_value(&content).unwrap(), value);
        content
    }

    #[test]
    fn every_kind_keeps_its_shape() {
        keeps(json!({"type":"text","text":{"body":"Hi","preview_url":true}}));
        keeps(json!({"type":"image","image":{"id":"9001","caption":"Receipt"}}));
        keeps(json!({"type":"video","video":{"link":"https://example.test/a.mp4"}}));
        keeps(json!({"type":"audio","audio":{"id":"9001","voice":true}}));
        keeps(json!({"type":"document","document":{"id":"9001","filename":"a.pdf"}}));
        keeps(json!({"type":"sticker","sticker":{"id":"9001","animated":false}}));
        keeps(json!({"type":"location","location":{"latitude":55.75,"longitude":37.6,"name":"Office"}}));
        keeps(json!({"type":"reaction","reaction":{"message_id":"wamid.A","emoji":"👍"}}));
        keeps(json!({"type":"contacts","contacts":[{
            "name":{"formatted_name":"Ada Quill","first_name":"Ada"},
            "phones":[{"phone":"+15559870001","type":"WORK","wa_id":"15559870001"}],
            "org":{"company":"Quill Ltd"}}]}));
        keeps(
            json!({"type":"interactive","interactive":{"type":"list","body":{"text":"Pick one"},
            "action":{"button":"Show","sections":[{"title":"Hot","rows":[{"id":"r-1","title":"Soup","description":"4.50"}]}]}}}),
        );
        keeps(
            json!({"type":"interactive","interactive":{"type":"flow","body":{"text":"Book"},
            "action":{"name":"flow","parameters":{"flow_id":"1520","flow_message_version":"3"}}}}),
        );
        keeps(
            json!({"type":"template","template":{"name":"order","language":{"code":"en_US"},"components":[
            {"type":"header","parameters":[{"type":"image","image":{"id":"9001"}}]},
            {"type":"body","parameters":[{"type":"text","parameter_name":"name","text":"Ada"}]},
            {"type":"button","sub_type":"url","index":"0","parameters":[{"type":"text","text":"A-1"}]}]}}),
        );
    }

    #[test]
    fn an_unknown_kind_is_kept_whole() {
        let content = keeps(json!({"type":"pin","pin":{"type":"pin","message_id":"wamid.A"},"extra":[1]}));
        assert_eq!(content.kind(), "pin");
    }

    #[test]
    fn a_known_kind_without_its_object_is_an_error() {
        let error = serde_json::from_value::<Content>(json!({"type":"image","text":{"body":"x"}})).unwrap_err();
        assert_eq!(error.to_string(), "`image` is missing");
    }

    #[test]
    fn coordinates_may_be_text_and_a_button_index_a_number() {
        let content: Content =
            serde_json::from_value(json!({"type":"location","location":{"latitude":"1.5","longitude":"-2"}})).unwrap();
        let Content::Location(location) = content else {
            panic!("a location")
        };
        assert_eq!((location.latitude, location.longitude), (1.5, -2.0));

        let content: Content = serde_json::from_value(json!({"type":"template","template":{"name":"a",
            "language":{"code":"ru"},"components":[{"type":"button","sub_type":"quick_reply","index":1}]}}))
        .unwrap();
        let Content::Template(template) = content else {
            panic!("a template")
        };
        assert_eq!(template.components[0].index.as_deref(), Some("1"));
    }
}
