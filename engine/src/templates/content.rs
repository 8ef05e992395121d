//! What a template says, in the form of our API and database.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a template says. Variables are `{{1}}` or `{{name}}`; `samples` has a value for each.
///
/// Keys of samples are the variables of the body; those of the header are prefixed `header.` where the body has the
/// same key.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TemplateContent {
    /// What stands above the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<TemplateHeader>,
    /// The text.
    #[serde(default)]
    pub body: String,
    /// The small print.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub footer: Option<String>,
    /// The buttons, in order.
    #[serde(default)]
    pub buttons: Vec<TemplateButton>,
    /// Sample values by variable.
    #[serde(default)]
    pub samples: BTreeMap<String, String>,
    /// WhatsApp's own components, when they hold more than this form can say (carousels, one-time codes, forms):
    /// they are then what is believed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub components: Option<Value>,
}

/// What stands above the text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateHeader {
    /// `text`, `image`, `video`, `document` or `location`.
    pub format: String,
    /// The line, when it is text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// A sample: the value of the line's variable, or the handle or address of the media.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
    /// A stored file that is sent above the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_id: Option<String>,
}

/// A button.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateButton {
    /// `quick_reply`, `url`, `phone_number` or `copy_code`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What stands on it.
    #[serde(default)]
    pub text: String,
    /// The address of a link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// A full sample address, or a sample code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
    /// The number of a call button.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
}
