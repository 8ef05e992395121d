//! Events of a template.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::flexible;
use crate::template::{Quality, TemplateCategory, TemplateStatus};

/// `message_template_status_update`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct TemplateStatusUpdate {
    /// The state it is in now.
    pub event: TemplateStatus,
    /// The template.
    #[serde(deserialize_with = "flexible::template_id")]
    pub message_template_id: u64,
    /// Its name.
    pub message_template_name: String,
    /// Its language, such as `en_US`.
    #[serde(deserialize_with = "flexible::language")]
    pub message_template_language: String,
    /// Its category.
    #[serde(default)]
    pub message_template_category: Option<TemplateCategory>,
    /// Why it was rejected; `NONE` or null when it was not.
    #[serde(default)]
    pub reason: Option<String>,
    /// What to change, with `INVALID_FORMAT`.
    #[serde(default)]
    pub rejection_info: Option<RejectionInfo>,
    /// Which pause it is.
    #[serde(default)]
    pub other_info: Option<OtherInfo>,
    /// When it will be disabled.
    #[serde(default)]
    pub disable_info: Option<DisableInfo>,
}

/// What is wrong with a rejected template.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct RejectionInfo {
    /// The fault.
    #[serde(default)]
    pub reason: Option<String>,
    /// The remedy.
    #[serde(default)]
    pub recommendation: Option<String>,
}

/// Which pause of a template it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct OtherInfo {
    /// `FIRST_PAUSE`, `SECOND_PAUSE`, `RATE_LIMITING_PAUSE`, `UNPAUSE` or `DISABLED`.
    #[serde(default)]
    pub title: Option<String>,
    /// The words.
    #[serde(default)]
    pub description: Option<String>,
}

/// When a template will be disabled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct DisableInfo {
    /// The time, in Unix seconds.
    #[serde(default, deserialize_with = "flexible::number_opt")]
    pub disable_date: Option<i64>,
}

/// `message_template_quality_update`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct TemplateQualityUpdate {
    /// The quality before.
    #[serde(default)]
    pub previous_quality_score: Option<Quality>,
    /// The quality now.
    pub new_quality_score: Quality,
    /// The template.
    #[serde(deserialize_with = "flexible::template_id")]
    pub message_template_id: u64,
    /// Its name.
    pub message_template_name: String,
    /// Its language, such as `en_US`.
    #[serde(deserialize_with = "flexible::language")]
    pub message_template_language: String,
}

/// `message_template_components_update`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct TemplateComponentsUpdate {
    /// The template.
    #[serde(deserialize_with = "flexible::template_id")]
    pub message_template_id: u64,
    /// Its name.
    pub message_template_name: String,
    /// Its language, such as `en_US`.
    #[serde(deserialize_with = "flexible::language")]
    pub message_template_language: String,
    /// Its header.
    #[serde(default)]
    pub message_template_title: Option<String>,
    /// Its body.
    #[serde(default)]
    pub message_template_element: Option<String>,
    /// Its footer.
    #[serde(default)]
    pub message_template_footer: Option<String>,
    /// Its buttons, in the words of this event.
    #[serde(default, deserialize_with = "flexible::list")]
    pub message_template_buttons: Vec<Map<String, Value>>,
}

/// `template_category_update`: a change that happened, or the notice of one to come.
///
/// In a notice `new_category` is still the current one and `correct_category` the one to come.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct TemplateCategoryUpdate {
    /// The template.
    #[serde(deserialize_with = "flexible::template_id")]
    pub message_template_id: u64,
    /// Its name.
    pub message_template_name: String,
    /// Its language, such as `en_US`.
    #[serde(deserialize_with = "flexible::language")]
    pub message_template_language: String,
    /// The category before a change.
    #[serde(default)]
    pub previous_category: Option<TemplateCategory>,
    /// The category that holds now.
    pub new_category: TemplateCategory,
    /// The category to come, in a notice.
    #[serde(default)]
    pub correct_category: Option<TemplateCategory>,
    /// When it will come, in Unix seconds.
    #[serde(default, deserialize_with = "flexible::number_opt")]
    pub category_update_timestamp: Option<i64>,
}
