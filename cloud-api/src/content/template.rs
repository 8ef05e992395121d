//! A template as it is sent: its name, its language and the values for its places.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::media::Media;
use crate::flexible;

/// The object of a template message.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TemplateMessage {
    /// The name of the template.
    pub name: String,
    /// The language of the template.
    pub language: Language,
    /// The values; components without places are left out.
    #[serde(default, deserialize_with = "flexible::list", skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<Component>,
    /// Whatever else the object holds.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The language of a template message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Language {
    /// Such as `en_US`.
    pub code: String,
    /// `deterministic`, accepted and without effect since the on-premises API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
}

/// The values for one component.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Component {
    /// `header`, `body`, `button`, `carousel`, `limited_time_offer` and so on.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind of button: `quick_reply`, `url`, `copy_code`, `flow` and so on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub_type: Option<String>,
    /// The place of a button among all buttons, from 0; text or number on the wire, text here.
    #[serde(
        default,
        deserialize_with = "flexible::text_opt",
        skip_serializing_if = "Option::is_none"
    )]
    pub index: Option<String>,
    /// The values in order.
    #[serde(default, deserialize_with = "flexible::list", skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
    /// Carousel cards and whatever else the component holds.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// One value.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// `text`, `currency`, `date_time`, `image`, `video`, `document`, `location`, `payload`, `coupon_code`, `action` and so on.
    #[serde(rename = "type")]
    pub kind: String,
    /// The name of the place, in templates with named places.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter_name: Option<String>,
    /// The text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Media>,
    /// The video.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video: Option<Media>,
    /// The file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Media>,
    /// What a quick reply sends back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payload: Option<String>,
    /// The code that a button copies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coupon_code: Option<String>,
    /// Whatever else the value holds.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Component {
    /// The values of the body.
    pub fn body(parameters: Vec<Parameter>) -> Self {
        Self {
            kind: "body".to_owned(),
            parameters,
            ..Self::default()
        }
    }

    /// The value of the header.
    pub fn header(parameter: Parameter) -> Self {
        Self {
            kind: "header".to_owned(),
            parameters: vec![parameter],
            ..Self::default()
        }
    }

    /// The value of a button by its place among all buttons.
    pub fn button(sub_type: impl Into<String>, index: usize, parameter: Parameter) -> Self {
        Self {
            kind: "button".to_owned(),
            sub_type: Some(sub_type.into()),
            index: Some(index.to_string()),
            parameters: vec![parameter],
            ..Self::default()
        }
    }
}

impl Parameter {
    /// A text by its position.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            kind: "text".to_owned(),
            text: Some(text.into()),
            ..Self::default()
        }
    }

    /// A text by the name of its place.
    pub fn named_text(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            parameter_name: Some(name.into()),
            ..Self::text(text)
        }
    }

    /// A picture.
    pub fn image(image: Media) -> Self {
        Self {
            kind: "image".to_owned(),
            image: Some(image),
            ..Self::default()
        }
    }

    /// What a quick reply sends back.
    pub fn payload(payload: impl Into<String>) -> Self {
        Self {
            kind: "payload".to_owned(),
            payload: Some(payload.into()),
            ..Self::default()
        }
    }
}
