//! Interactive messages: one envelope for buttons, lists, links, flows, products, carousels and calls.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::media::Media;
use crate::flexible;

/// The object of an interactive message; kinds differ in the action, and what is not named here is kept.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Interactive {
    /// `button`, `list`, `cta_url`, `flow`, `product`, `carousel` and so on.
    #[serde(rename = "type")]
    pub kind: String,
    /// What stands above the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<InteractiveHeader>,
    /// The text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<InteractiveText>,
    /// The small text below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub footer: Option<InteractiveText>,
    /// What the user can do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
    /// Whatever else the object holds.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A header: a text or a media object named like its type.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InteractiveHeader {
    /// `text`, `image`, `video` or `document`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The text of a text header.
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
    /// Whatever else the header holds.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A body or a footer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InteractiveText {
    /// The words.
    pub text: String,
}

/// The action of an interactive message.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Action {
    /// `cta_url`, `flow`, `send_location` and so on; buttons and lists have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The label that opens a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub button: Option<String>,
    /// Up to three reply buttons.
    #[serde(default, deserialize_with = "flexible::list", skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<Button>,
    /// The sections of a list or of products.
    #[serde(default, deserialize_with = "flexible::list", skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
    /// The parameters of a named action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Value>,
    /// The catalogue of a product message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub catalog_id: Option<String>,
    /// The product of a product message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_retailer_id: Option<String>,
    /// Carousel cards and whatever else the action holds.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A reply button.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Button {
    /// `reply`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What comes back when it is pressed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<Reply>,
    /// Whatever else the button holds.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The id and the label of a reply button.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// Comes back in the webhook, up to 256 characters.
    pub id: String,
    /// The label, up to 20 characters.
    pub title: String,
}

/// A section of a list or of products.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// The heading, required when there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The rows of a list.
    #[serde(default, deserialize_with = "flexible::list", skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Row>,
    /// Product items and whatever else the section holds.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A row of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Comes back in the webhook, up to 200 characters.
    pub id: String,
    /// The label, up to 24 characters.
    pub title: String,
    /// The line below, up to 72 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}
