//! The numbers in the rules, from the dated data files.

use crate::rules::standing::{Standing, Upgrade};
use serde::Deserialize;
use std::sync::LazyLock;

/// The numbers of one rule set, as far as the sandbox uses them.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Figures {
    pub(crate) id: String,
    pub(crate) messaging_limit: MessagingLimit,
    pub(crate) window_hours: i64,
    pub(crate) text_max: usize,
    pub(crate) template_body_max: usize,
    pub(crate) template_header_max: usize,
    pub(crate) template_footer_max: usize,
    pub(crate) template_name_max: usize,
    pub(crate) button_text_max: usize,
    pub(crate) buttons_max: usize,
    pub(crate) quick_replies_max: usize,
    pub(crate) url_buttons_max: usize,
    pub(crate) phone_buttons_max: usize,
    pub(crate) button_url_max: usize,
    pub(crate) button_phone_max: usize,
    pub(crate) coupon_code_max: usize,
    pub(crate) payload_max: usize,
    pub(crate) authentication_code_max: usize,
    pub(crate) templates_max_unverified: usize,
    pub(crate) templates_max_verified: usize,
    pub(crate) template_edit_per_day: usize,
    pub(crate) template_edit_per_30_days: usize,
    pub(crate) deleted_name_blocked_days: i64,
    pub(crate) throughput_mps: u32,
    pub(crate) throughput_high_mps: u32,
    pub(crate) pair: Pair,
    pub(crate) template_pause_hours: Vec<i64>,
    pub(crate) media_url_minutes: i64,
    pub(crate) media_uploaded_days: i64,
    pub(crate) media_inbound_days: i64,
    pub(crate) review_hours: (i64, i64),
    pub(crate) review_manual_hours_max: i64,
    #[serde(default)]
    pub(crate) template_flagged_days: Option<i64>,
    pub(crate) carousel_cards_min: usize,
    pub(crate) carousel_cards_max: usize,
    pub(crate) carousel_body_max: usize,
    pub(crate) limited_time_offer_body_max: usize,
    pub(crate) limited_time_offer_text_max: usize,
    pub(crate) pricing_model: String,
    #[serde(default)]
    pub(crate) free_service_messages: Option<u32>,
    #[serde(flatten)]
    pub(crate) standing: Standing,
}

/// How many different people may be messaged first.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct MessagingLimit {
    pub(crate) scope: Scope,
    pub(crate) tiers: Vec<Tier>,
    pub(crate) start: String,
    #[serde(default = "a_day")]
    pub(crate) rolling_hours: i64,
    pub(crate) upgrade: Upgrade,
}

/// Whose limit it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Scope {
    Portfolio,
    Number,
}

/// One step of the limit; no figure means unlimited.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Tier {
    pub(crate) name: String,
    pub(crate) recipients: Option<usize>,
}

/// Messages from one number to one user.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Pair {
    pub(crate) burst: i64,
    pub(crate) interval_ms: i64,
}

fn a_day() -> i64 {
    24
}

static ALL: LazyLock<Vec<Figures>> = LazyLock::new(|| {
    [
        include_str!("../../../data/rules/whatsapp-2021.json"),
        include_str!("../../../data/rules/meta-2025-10.json"),
        include_str!("../../../data/rules/meta-2026-10.json"),
    ]
    .into_iter()
    .map(|text| serde_json::from_str(text).expect("the rule files are part of the build and read by a test"))
    .collect()
});

/// The figures of a rule set by its name.
pub(crate) fn find(rule_set: &str) -> Option<&'static Figures> {
    ALL.iter().find(|figures| figures.id == rule_set)
}

impl Figures {
    /// The step with this name.
    pub(crate) fn find_tier(&self, name: &str) -> Option<&Tier> {
        self.messaging_limit.tiers.iter().find(|tier| tier.name == name)
    }

    /// The step above this one.
    pub(crate) fn tier_above(&self, name: &str) -> Option<&Tier> {
        let tiers = &self.messaging_limit.tiers;
        tiers.get(tiers.iter().position(|tier| tier.name == name)? + 1)
    }

    /// The step below this one.
    pub(crate) fn tier_below(&self, name: &str) -> Option<&Tier> {
        let tiers = &self.messaging_limit.tiers;
        tiers.get(tiers.iter().position(|tier| tier.name == name)?.checked_sub(1)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_set_is_readable_and_starts_on_a_step_it_has() {
        for name in ["whatsapp-2021", "meta-2025-10", "meta-2026-10"] {
            let figures = find(name).unwrap();
            assert!(figures.find_tier(&figures.messaging_limit.start).is_some(), "{name}");
        }
        assert!(find("meta-1999").is_none());
    }
}
