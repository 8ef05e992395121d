//! What a user wants to hear from a business.

use serde::Deserialize;

use crate::flexible;

/// An element of `user_preferences`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct UserPreference {
    /// The phone of the user.
    #[serde(default, deserialize_with = "flexible::text_opt")]
    pub wa_id: Option<String>,
    /// The business-scoped id of the user.
    #[serde(default)]
    pub user_id: Option<String>,
    /// `marketing_messages`.
    #[serde(default)]
    pub category: Option<String>,
    /// `stop`, `resume` or `signup`.
    pub value: String,
    /// The words.
    #[serde(default)]
    pub detail: Option<String>,
    /// The sign-up that was accepted.
    #[serde(default, deserialize_with = "flexible::text_opt")]
    pub signup_id: Option<String>,
    /// When, in Unix seconds.
    #[serde(default, deserialize_with = "flexible::number_opt")]
    pub timestamp: Option<i64>,
}
