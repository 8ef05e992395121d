//! Events of a business number.

use serde::Deserialize;

use crate::flexible;

/// `phone_number_quality_update`: the limit or the throughput of a number changed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct NumberQuality {
    /// The number, as digits.
    #[serde(default, deserialize_with = "flexible::text_opt")]
    pub display_phone_number: Option<String>,
    /// `THROUGHPUT_UPGRADE`, `ONBOARDING`; before October 2025 also `UPGRADE`, `DOWNGRADE`, `FLAGGED`, `UNFLAGGED`.
    pub event: String,
    /// The limit now, `TIER_…`.
    #[serde(default)]
    pub current_limit: Option<String>,
    /// The limit before.
    #[serde(default)]
    pub old_limit: Option<String>,
    /// The limit of the portfolio.
    #[serde(default, deserialize_with = "flexible::text_opt")]
    pub max_daily_conversations_per_business: Option<String>,
}

/// `phone_number_name_update`: the name of a number was decided upon.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct NumberName {
    /// The number, as digits.
    #[serde(default, deserialize_with = "flexible::text_opt")]
    pub display_phone_number: Option<String>,
    /// `APPROVED`, `PENDING`, `DEFERRED` or `REJECTED`.
    pub decision: String,
    /// The name that was asked for.
    #[serde(default)]
    pub requested_verified_name: Option<String>,
    /// Why it was refused.
    #[serde(default)]
    pub rejection_reason: Option<String>,
}

/// `business_username_update`: the username of a number changed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct UsernameUpdate {
    /// The number, as digits.
    #[serde(default, deserialize_with = "flexible::text_opt")]
    pub display_phone_number: Option<String>,
    /// The username.
    #[serde(default)]
    pub username: Option<String>,
    /// `approved`, `reserved` or `deleted`.
    pub status: String,
}
