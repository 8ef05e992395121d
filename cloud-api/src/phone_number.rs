//! Business phone numbers, as an account lists them.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::flexible;
use crate::template::Quality;
use crate::wire_enum::wire_enum;

/// The fields to ask for; `messaging_limit_tier` serves versions before v24 and emulators.
pub const FIELDS: &str = "id,display_phone_number,verified_name,name_status,quality_rating,code_verification_status,\
status,platform_type,throughput,account_mode,is_official_business_account,is_on_biz_app,messaging_limit_tier,\
whatsapp_business_manager_messaging_limit";

wire_enum! {
    /// The state of a number.
    NumberStatus {
        Pending = "PENDING",
        Connected = "CONNECTED",
        Disconnected = "DISCONNECTED",
        Flagged = "FLAGGED",
        Restricted = "RESTRICTED",
        RateLimited = "RATE_LIMITED",
        Banned = "BANNED",
        Deleted = "DELETED",
        Migrated = "MIGRATED",
        Unverified = "UNVERIFIED",
    }
}

wire_enum! {
    /// How many messages a second a number may exchange.
    ThroughputLevel {
        Standard = "STANDARD",
        High = "HIGH",
        NotApplicable = "NOT_APPLICABLE",
    }
}

/// A business phone number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PhoneNumber {
    /// Its id, the node of the path when sending.
    #[serde(deserialize_with = "flexible::text")]
    pub id: String,
    /// As people read it, `+1 555-123-0001`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_phone_number: Option<String>,
    /// The name users see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_name: Option<String>,
    /// The state of the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_status: Option<String>,
    /// What users think of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality_rating: Option<Quality>,
    /// Whether its owner proved it is his.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_verification_status: Option<String>,
    /// Its state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<NumberStatus>,
    /// `CLOUD_API` when it can send.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform_type: Option<String>,
    /// How fast it may send.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub throughput: Option<Throughput>,
    /// The limit of unique recipients, in the field's older name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messaging_limit_tier: Option<String>,
    /// The limit of unique recipients of the portfolio.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whatsapp_business_manager_messaging_limit: Option<String>,
    /// `LIVE` or `SANDBOX`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_mode: Option<String>,
    /// Whether it is in the WhatsApp Business app as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_on_biz_app: Option<bool>,
    /// Whatever else was asked for or is new.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The throughput of a number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Throughput {
    /// The level.
    pub level: ThroughputLevel,
}

impl PhoneNumber {
    /// The limit of unique recipients, `TIER_…`, under whichever name it came.
    pub fn messaging_limit(&self) -> Option<&str> {
        self.whatsapp_business_manager_messaging_limit
            .as_deref()
            .or(self.messaging_limit_tier.as_deref())
    }
}
