//! The figures by which numbers and templates rise and fall, from the dated data files.
//!
//! Meta publishes the steps, spans and shares; the thresholds of quality and the size of the marketing cap it does not,
//! and the files say which figures are Galka's own.

use crate::people::feedback::{FeedbackKind, Reason};
use serde::{Deserialize, Deserializer, de};

/// The part of a rule set that is about standing.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Standing {
    pub(crate) quality: Quality,
    /// Over how many days feedback counts.
    pub(crate) quality_days: i64,
    pub(crate) quality_history_days: usize,
    /// Days a number with low quality has to mend, where numbers are flagged.
    pub(crate) flagged_days: Option<i64>,
    /// Hours without templates after low quality and many complaints, where that is so.
    pub(crate) restricted_hours: Option<i64>,
    /// Different users messaged outside windows in 24 hours that raise the throughput.
    pub(crate) throughput_high_recipients: usize,
    pub(crate) throughput_upgrade_seconds: i64,
    pub(crate) free_entry_point_hours: i64,
    pub(crate) free_entry_answer_hours: i64,
    pub(crate) marketing_retry_hours: i64,
    pub(crate) marketing_cap: Option<MarketingCap>,
    /// The code of marketing to a number with a US area code, where that is refused.
    pub(crate) us_marketing_code: Option<u32>,
    pub(crate) pacing_minutes: i64,
    pub(crate) template_utility_paced_days: i64,
    /// The rate cards by which it charges, oldest first.
    pub(crate) rate_cards: Vec<String>,
}

/// How feedback becomes a score.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Quality {
    /// Messages that a number is trusted with before it sent any, so that one complaint of three is no verdict.
    pub(crate) prior_messages: i64,
    pub(crate) yellow_per_mille: i64,
    pub(crate) red_per_mille: i64,
    pub(crate) restricted_per_mille: Option<i64>,
    /// Delivered messages after which a template has a quality.
    pub(crate) template_messages_min: i64,
    kind_percent: KindPercent,
    reason_percent: ReasonPercent,
    pub(crate) read_percent: i64,
    pub(crate) reply_percent: i64,
}

/// What a complaint of each kind weighs.
#[derive(Debug, Clone, Deserialize)]
struct KindPercent {
    block: i64,
    report: i64,
}

/// How much its reason adds to that or takes from it.
#[derive(Debug, Clone, Deserialize)]
struct ReasonPercent {
    no_longer_needed: i64,
    didnt_sign_up: i64,
    spam: i64,
    offensive: i64,
    no_reason: i64,
}

impl Quality {
    /// What one complaint weighs, in hundredths.
    pub(crate) fn points(&self, kind: FeedbackKind, reason: Reason) -> i64 {
        let by_kind = match kind {
            FeedbackKind::Block => self.kind_percent.block,
            FeedbackKind::Report => self.kind_percent.report,
        };
        let by_reason = match reason {
            Reason::NoLongerNeeded => self.reason_percent.no_longer_needed,
            Reason::DidntSignUp => self.reason_percent.didnt_sign_up,
            Reason::Spam => self.reason_percent.spam,
            Reason::Offensive => self.reason_percent.offensive,
            Reason::Unsaid => self.reason_percent.no_reason,
        };
        by_kind * by_reason / 100
    }
}

/// How many marketing messages a user gets from all companies together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, serde::Serialize, utoipa::ToSchema)]
pub struct MarketingCap {
    /// Days that count.
    pub per_days: i64,
    /// Messages in them, for a user who reads what comes.
    pub most: usize,
}

/// When the messaging limit grows.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Upgrade {
    #[serde(deserialize_with = "share")]
    used_share_of_limit: f64,
    pub(crate) within_days: i64,
    quality_not_below: String,
    pub(crate) first_after_hours: i64,
    pub(crate) check_hours: i64,
    /// What lifts from the first step, where that is another thing.
    pub(crate) first_step: Option<FirstStep>,
}

/// Messages delivered outside windows to different users.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct FirstStep {
    pub(crate) delivered: usize,
    pub(crate) within_days: i64,
}

impl Upgrade {
    /// How many different users within the days lift a limit of `recipients`.
    pub(crate) fn needed(&self, recipients: usize) -> usize {
        (self.used_share_of_limit * recipients as f64).ceil() as usize
    }

    /// Whether this quality lets the limit grow.
    pub(crate) fn allows(&self, quality: &str) -> bool {
        match self.quality_not_below.as_str() {
            "green" => quality == "GREEN",
            _ => quality != "RED",
        }
    }
}

fn share<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    String::deserialize(deserializer)?
        .parse()
        .map_err(|_| de::Error::custom("not a share"))
}
