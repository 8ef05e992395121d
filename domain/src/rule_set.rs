//! Meta's figures by date: limits, windows, pace and lengths, one set in force at a time.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::named::named_enum;

/// The figures in force from a date on.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct RuleSet {
    /// Stable name, such as `meta-2026-10`.
    pub id: String,
    /// First day of validity, `YYYY-MM-DD`.
    pub valid_from: String,
    /// Pages and dates the figures come from.
    pub source: String,
    /// How many people may be written to first.
    pub messaging_limit: MessagingLimitRules,
    /// Hours a service window lasts.
    pub window_hours: i64,
    /// Hours everything is free after our answer to an entry by an ad.
    pub free_entry_point_hours: i64,
    /// Hours within which we must answer for that.
    pub free_entry_answer_hours: i64,
    /// Longest free-form text, in code points.
    pub text_max: usize,
    /// Longest body of a template.
    pub template_body_max: usize,
    /// Longest text header of a template.
    pub template_header_max: usize,
    /// Longest footer of a template.
    pub template_footer_max: usize,
    /// Longest name of a template.
    pub template_name_max: usize,
    /// Longest text on a button.
    pub button_text_max: usize,
    /// Most buttons of a template.
    pub buttons_max: usize,
    /// Most quick replies of a template.
    pub quick_replies_max: usize,
    /// Most link buttons of a template.
    pub url_buttons_max: usize,
    /// Most call buttons of a template.
    pub phone_buttons_max: usize,
    /// Longest address of a link button.
    pub button_url_max: usize,
    /// Longest number of a call button.
    pub button_phone_max: usize,
    /// Longest coupon code.
    pub coupon_code_max: usize,
    /// Longest one-time code.
    pub authentication_code_max: usize,
    /// Fewest cards of a carousel.
    pub carousel_cards_min: usize,
    /// Most cards of a carousel.
    pub carousel_cards_max: usize,
    /// Messages a second of one number.
    pub throughput_mps: u32,
    /// Messages a second after the upgrade.
    pub throughput_high_mps: u32,
    /// Messages a second of a number that is in the WhatsApp Business app as well.
    pub throughput_coexistence_mps: u32,
    /// Pace from one number to one person.
    pub pair: PairRate,
    /// Hours of the first, second … pause of a template for its quality; then it is disabled.
    pub template_pause_hours: Vec<i64>,
    /// Days a number with low quality has to mend, where numbers are flagged.
    pub flagged_days: Option<i64>,
    /// Hours a number may only answer after low quality and many complaints, where that is so.
    pub restricted_hours: Option<i64>,
    /// Hours before a marketing message that WhatsApp held back may be tried again.
    pub marketing_retry_hours: i64,
    /// How messages are paid for.
    pub pricing_model: PricingModel,
    /// Free-form messages free per number and month, where they are charged.
    pub free_service_messages: Option<u64>,
}

/// How many different people may be written to outside their windows.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct MessagingLimitRules {
    /// What has the limit.
    pub scope: LimitScope,
    /// The steps, smallest first.
    pub tiers: Vec<Tier>,
    /// The step at which one begins.
    pub start: String,
    /// Length of the rolling time the people are counted in.
    pub rolling_hours: i64,
}

/// One step of the messaging limit.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Tier {
    /// Meta's name, such as `TIER_2K`.
    pub name: String,
    /// How many people; nothing is no limit.
    pub recipients: Option<u64>,
}

/// A token bucket: `burst` at once, then one for each `interval_ms`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct PairRate {
    /// Messages at once.
    pub burst: u32,
    /// Milliseconds for each further one.
    pub interval_ms: i64,
}

named_enum! {
    /// What shares one messaging limit.
    pub enum LimitScope {
        /// Each number has its own (until October 2025).
        Number = "number",
        /// All numbers of a business portfolio share one.
        Portfolio = "portfolio",
    }
}

named_enum! {
    /// How WhatsApp charges.
    pub enum PricingModel {
        /// Each delivered template outside the window; answers are free (until January 2022).
        Nbp = "NBP",
        /// Each delivered template by category; free-form and utility in the window are free (July 2025).
        Pmp = "PMP",
        /// As before, and also free-form messages and utility in the window (October 2026).
        Pmp202610 = "PMP_2026_10",
    }
}

static ALL: LazyLock<Vec<RuleSet>> = LazyLock::new(|| {
    let files = [
        include_str!("../../data/rules/whatsapp-2021.json"),
        include_str!("../../data/rules/meta-2025-10.json"),
        include_str!("../../data/rules/meta-2026-10.json"),
    ];
    let read = |text: &&str| serde_json::from_str(text).expect("rule sets are checked by a test");
    files.iter().map(read).collect()
});

impl RuleSet {
    /// Every rule set, oldest first.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &ALL
    }

    /// The rule set with this id.
    #[must_use]
    pub fn find(id: &str) -> Option<&'static Self> {
        ALL.iter().find(|rules| rules.id == id)
    }

    /// The newest rule set, which is the default.
    #[must_use]
    pub fn newest() -> &'static Self {
        ALL.last().expect("there are rule sets")
    }

    /// How many people a step allows; nothing is no limit. A name not known allows as many as the first step.
    #[must_use]
    pub fn recipients_allowed(&self, tier_name: &str) -> Option<u64> {
        let tier = self.messaging_limit.tiers.iter().find(|tier| tier.name == tier_name);
        tier.map_or_else(|| self.recipients_of_other_times(tier_name), |tier| tier.recipients)
    }

    /// Names of other times that a page may still report.
    fn recipients_of_other_times(&self, tier_name: &str) -> Option<u64> {
        match tier_name {
            "TIER_50" => Some(50),
            "TIER_250" => Some(250),
            "TIER_1K" => Some(1_000),
            "TIER_2K" => Some(2_000),
            "TIER_10K" => Some(10_000),
            "TIER_100K" => Some(100_000),
            "TIER_UNLIMITED" => None,
            _ => self.messaging_limit.tiers.first().and_then(|tier| tier.recipients),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_read_and_consistent() {
        let ids: Vec<_> = RuleSet::all().iter().map(|rules| rules.id.as_str()).collect();
        assert_eq!(ids, ["whatsapp-2021", "meta-2025-10", "meta-2026-10"]);
        for rules in RuleSet::all() {
            let limit = &rules.messaging_limit;
            assert!(limit.tiers.iter().any(|tier| tier.name == limit.start));
            let sizes: Vec<_> = limit
                .tiers
                .iter()
                .map(|tier| tier.recipients.unwrap_or(u64::MAX))
                .collect();
            assert!(sizes.is_sorted());
            assert!(!rules.source.is_empty());
        }
        assert_eq!(RuleSet::newest().id, "meta-2026-10");
        assert!(RuleSet::all().is_sorted_by_key(|rules| &rules.valid_from));
    }

    #[test]
    fn tiers_differ_by_date() {
        let old = RuleSet::find("whatsapp-2021").unwrap();
        assert_eq!(old.recipients_allowed(&old.messaging_limit.start), Some(1_000));
        assert_eq!(old.messaging_limit.scope, LimitScope::Number);
        let new = RuleSet::newest();
        assert_eq!(new.recipients_allowed(&new.messaging_limit.start), Some(250));
        assert_eq!(new.recipients_allowed("TIER_UNLIMITED"), None);
        assert_eq!(new.recipients_allowed("TIER_42"), Some(250));
        assert_eq!(new.messaging_limit.scope, LimitScope::Portfolio);
    }
}
