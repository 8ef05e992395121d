//! Events of an account: restrictions, reviews, alerts, limits, PINs.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::flexible;

/// `account_update`: an event and its companion object.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct AccountUpdate {
    /// `ACCOUNT_RESTRICTION`, `DISABLED_UPDATE`, `PARTNER_REMOVED`, `ACCOUNT_DELETED` and so on.
    pub event: String,
    /// The number of older events.
    #[serde(default, deserialize_with = "flexible::text_opt")]
    pub phone_number: Option<String>,
    /// What is restricted, and until when.
    #[serde(default, deserialize_with = "flexible::one_or_many")]
    pub restriction_info: Vec<Restriction>,
    /// Whether the account is disabled or will be; a list in older examples.
    #[serde(default, deserialize_with = "flexible::one_or_many")]
    pub ban_info: Vec<BanInfo>,
    /// The account that joined or left.
    #[serde(default)]
    pub waba_info: Option<WabaInfo>,
    /// Why a business left.
    #[serde(default)]
    pub disconnection_info: Option<DisconnectionInfo>,
    /// Violation, certification, price tier, country and whatever else came.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl AccountUpdate {
    /// What was violated, with `ACCOUNT_VIOLATION`.
    pub fn violation_type(&self) -> Option<&str> {
        self.other.get("violation_info")?.get("violation_type")?.as_str()
    }
}

/// What an account may not do, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Restriction {
    /// `RESTRICTED_BIZ_INITIATED_MESSAGING` and so on.
    pub restriction_type: String,
    /// Until when, in Unix seconds.
    #[serde(default, deserialize_with = "flexible::number_opt")]
    pub expiration: Option<i64>,
}

/// Whether an account is disabled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct BanInfo {
    /// `SCHEDULE_FOR_DISABLE`, `DISABLE` or `REINSTATE`.
    #[serde(default)]
    pub waba_ban_state: Option<String>,
    /// The day, in words.
    #[serde(default, deserialize_with = "flexible::text_opt")]
    pub waba_ban_date: Option<String>,
}

/// The account that joined or left.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct WabaInfo {
    /// Its id.
    #[serde(default, deserialize_with = "flexible::text_opt")]
    pub waba_id: Option<String>,
    /// The portfolio that owns it.
    #[serde(default, deserialize_with = "flexible::text_opt")]
    pub owner_business_id: Option<String>,
    /// Solutions, apps and whatever else came.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Why a business left.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct DisconnectionInfo {
    /// `BUSINESS_DOWNGRADE`, `PRIMARY_INACTIVITY` or `COMPANION_INACTIVITY`.
    #[serde(default)]
    pub reason: Option<String>,
    /// `USER` or `SYSTEM`.
    #[serde(default)]
    pub initiated_by: Option<String>,
}

/// `account_review_update`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AccountReview {
    /// `APPROVED`, `REJECTED`, `PENDING` or `DEFERRED`.
    pub decision: String,
}

/// `account_alerts`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct AccountAlert {
    /// `BUSINESS`, `PHONE_NUMBER` or `WABA`.
    #[serde(default)]
    pub entity_type: Option<String>,
    /// Its id.
    #[serde(default, deserialize_with = "flexible::text_opt")]
    pub entity_id: Option<String>,
    /// What it is about; in older payloads beside the entity.
    #[serde(default)]
    pub alert_info: Option<AlertInfo>,
    /// Whatever else came.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// What an alert is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct AlertInfo {
    /// `CRITICAL`, `WARNING` or `INFORMATIONAL`.
    #[serde(default)]
    pub alert_severity: Option<String>,
    /// `ACTIVE` or `NONE`.
    #[serde(default)]
    pub alert_status: Option<String>,
    /// `OBA_APPROVED`, `PROFILE_PICTURE_LOST` and so on.
    #[serde(default)]
    pub alert_type: Option<String>,
    /// The words.
    #[serde(default)]
    pub alert_description: Option<String>,
}

/// `business_capability_update`: the limits of the business.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct Capability {
    /// Unique recipients a day for the portfolio, since v24.0; a number in the example, `TIER_…` in the table, text here.
    #[serde(default, deserialize_with = "flexible::text_opt")]
    pub max_daily_conversations_per_business: Option<String>,
    /// Unique recipients a day for a number, up to v23.0; -1 is without limit.
    #[serde(default, deserialize_with = "flexible::text_opt")]
    pub max_daily_conversation_per_phone: Option<String>,
    /// Numbers of the portfolio.
    #[serde(default, deserialize_with = "flexible::number_opt")]
    pub max_phone_numbers_per_business: Option<i64>,
    /// Numbers of an account.
    #[serde(default, deserialize_with = "flexible::number_opt")]
    pub max_phone_numbers_per_waba: Option<i64>,
}

impl Capability {
    /// The limit of unique recipients under whichever name it came: a count, `-1` or `TIER_…`.
    pub fn messaging_limit(&self) -> Option<&str> {
        self.max_daily_conversations_per_business
            .as_deref()
            .or(self.max_daily_conversation_per_phone.as_deref())
    }
}

/// `security`: the two-step PIN of a number.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Security {
    /// `PIN_CHANGED`, `PIN_RESET_REQUEST` or `PIN_REQUEST_SUCCESS`.
    pub event: String,
    /// The number, as digits.
    #[serde(default, deserialize_with = "flexible::text_opt")]
    pub display_phone_number: Option<String>,
    /// Who did it.
    #[serde(default, deserialize_with = "flexible::text_opt")]
    pub requester: Option<String>,
}
