//! What a customer does alone: when it reads, whether it answers and with what, when it has enough.
//!
//! The reasons of blocks and reports are those that WhatsApp offers (Meta, "Quality rating", 2026); how often people do
//! anything is nobody's documented figure, so everything here is described by whoever makes the customers.

use crate::control::problem::Problem;
use crate::people::feedback::Reason;
use crate::rules::pricing::Category;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Kinds that a customer can answer with.
pub(crate) const ANSWER_KINDS: [&str; 8] = [
    "text", "image", "audio", "video", "document", "sticker", "location", "reaction",
];
const TEXTS_MAX: usize = 200;
const TEXT_MAX: usize = 4_096;
const DAY_HOURS: usize = 24;

/// What a customer does alone. Rates are from 0 to 1; a span is its shortest and its longest, drawn evenly.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Habits {
    /// The share of messages that are ever read.
    pub read_rate: f64,
    /// From delivery to reading, when the hour allows it; the customer's own delay when absent.
    pub read_delay_ms: Option<(i64, i64)>,
    /// Hours of the customer's day in which messages are read, from and until, `[9, 22]`.
    pub hours: Option<(u8, u8)>,
    /// For each hour of the customer's day, from midnight, the chance that what waits is read in it; instead of `hours`.
    pub read_by_hour: Option<Vec<f64>>,
    /// The customer's clock; that of the phone's country when absent.
    pub utc_offset_minutes: Option<i32>,
    /// After this many hours an unread message is never read.
    pub patience_hours: u32,
    /// How often the phone is off when a message comes.
    pub away_rate: f64,
    /// For how long it is then off.
    pub away_ms: (i64, i64),
    /// How often a message without quick replies is answered, once it is read.
    pub answer_rate: f64,
    /// How often a message with quick replies is answered.
    pub answer_rate_with_buttons: f64,
    /// Of those answers, how many press a button.
    pub press_share: f64,
    /// From reading to what is done about it.
    pub answer_delay_ms: (i64, i64),
    /// What answers without a button are, by weight: text, image, audio, video, document, sticker, location, reaction.
    pub answer_kinds: BTreeMap<String, f64>,
    /// What is written; words of the customer's language when empty.
    pub texts: Vec<String>,
    /// How often a read message makes the customer stop a number's marketing.
    pub opt_out_rate: ByCategory,
    /// Of those, how many write a word instead of using WhatsApp's menu.
    pub opt_out_by_word: f64,
    /// The words; those of the customer's language when empty.
    pub opt_out_words: Vec<String>,
    /// How often a read message makes the customer block the number.
    pub block_rate: ByCategory,
    /// How often a read message makes the customer report the number.
    pub report_rate: ByCategory,
    /// Multiplies block and report rates once the number sent so many messages within 7 days; the highest step holds.
    pub frequency: Vec<Frequency>,
    /// Why, by weight: no_longer_needed, didnt_sign_up, spam, offensive, no_reason.
    pub reasons: BTreeMap<Reason, f64>,
}

/// A rate for each category of message; `service` is everything that is no template.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ByCategory {
    /// Marketing templates.
    pub marketing: f64,
    /// Utility templates.
    pub utility: f64,
    /// Authentication templates.
    pub authentication: f64,
    /// Everything that is no template.
    pub service: f64,
}

/// From so many messages on, a multiplier.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Frequency {
    /// Messages of the number within 7 days, the one just read included.
    pub messages: u32,
    /// What the rates are multiplied with.
    pub factor: f64,
}

impl Default for Habits {
    fn default() -> Self {
        Self {
            read_rate: 1.0,
            read_delay_ms: None,
            hours: None,
            read_by_hour: None,
            utc_offset_minutes: None,
            patience_hours: 72,
            away_rate: 0.0,
            away_ms: (600_000, 28_800_000),
            answer_rate: 0.0,
            answer_rate_with_buttons: 0.0,
            press_share: 1.0,
            answer_delay_ms: (5_000, 300_000),
            answer_kinds: BTreeMap::new(),
            texts: Vec::new(),
            opt_out_rate: ByCategory::default(),
            opt_out_by_word: 0.5,
            opt_out_words: Vec::new(),
            block_rate: ByCategory::default(),
            report_rate: ByCategory::default(),
            frequency: Vec::new(),
            reasons: BTreeMap::new(),
        }
    }
}

impl ByCategory {
    /// The rate for a category.
    pub(crate) fn of(&self, category: Category) -> f64 {
        match category {
            Category::Marketing => self.marketing,
            Category::Utility => self.utility,
            Category::Authentication => self.authentication,
            Category::Service => self.service,
        }
    }

    fn rates(&self) -> [f64; 4] {
        [self.marketing, self.utility, self.authentication, self.service]
    }
}

impl Habits {
    /// The chance that what waits is read in an hour of the customer's day.
    pub(crate) fn chance_in_hour(&self, hour: usize) -> f64 {
        if let Some(chances) = &self.read_by_hour {
            return chances.get(hour % DAY_HOURS).copied().unwrap_or(1.0);
        }
        let Some((from, until)) = self.hours else {
            return 1.0;
        };
        let (from, until) = (usize::from(from), usize::from(until));
        let awake = if from <= until {
            (from..until).contains(&hour)
        } else {
            hour >= from || hour < until
        };
        if awake { 1.0 } else { 0.0 }
    }

    /// What block and report rates are multiplied with after so many messages.
    pub(crate) fn factor(&self, messages: u32) -> f64 {
        let reached = self.frequency.iter().filter(|step| step.messages <= messages);
        reached.max_by_key(|step| step.messages).map_or(1.0, |step| step.factor)
    }

    /// Refuses what cannot be drawn from.
    pub(crate) fn check(&self, field: &str) -> Result<(), Problem> {
        let wrong = |name: &str, words: &str| Err(Problem::field(&format!("{field}.{name}"), words));
        let rates = [
            ("read_rate", self.read_rate),
            ("away_rate", self.away_rate),
            ("answer_rate", self.answer_rate),
            ("answer_rate_with_buttons", self.answer_rate_with_buttons),
            ("press_share", self.press_share),
            ("opt_out_by_word", self.opt_out_by_word),
        ];
        let by_category = [
            ("opt_out_rate", self.opt_out_rate),
            ("block_rate", self.block_rate),
            ("report_rate", self.report_rate),
        ];
        let categories = by_category
            .iter()
            .flat_map(|(name, rates)| rates.rates().map(|rate| (*name, rate)));
        let hours = self.read_by_hour.iter().flatten().map(|rate| ("read_by_hour", *rate));
        for (name, rate) in rates.into_iter().chain(categories).chain(hours) {
            if !(0.0..=1.0).contains(&rate) {
                return wrong(name, "A rate is from 0 to 1.");
            }
        }
        if self.read_by_hour.as_ref().is_some_and(|hours| hours.len() != DAY_HOURS) {
            return wrong("read_by_hour", "One chance for each of the 24 hours is required.");
        }
        if self.hours.is_some_and(|(from, until)| from > 24 || until > 24) {
            return wrong("hours", "Hours are from 0 to 24.");
        }
        if self.utc_offset_minutes.is_some_and(|minutes| minutes.abs() > 14 * 60) {
            return wrong("utc_offset_minutes", "At most 14 hours either way.");
        }
        if !(1..=24 * 30).contains(&self.patience_hours) {
            return wrong("patience_hours", "From 1 hour to 30 days.");
        }
        let spans = [
            ("read_delay_ms", self.read_delay_ms.unwrap_or((0, 0))),
            ("away_ms", self.away_ms),
            ("answer_delay_ms", self.answer_delay_ms),
        ];
        for (name, (low, high)) in spans {
            if low < 0 || low > high || high > 30 * crate::clock::DAY_MS {
                return wrong(name, "A span is its shortest and its longest, within 30 days.");
            }
        }
        if let Some(kind) = self
            .answer_kinds
            .keys()
            .find(|kind| !ANSWER_KINDS.contains(&kind.as_str()))
        {
            return wrong(
                "answer_kinds",
                &format!("{kind:?} is none of {}.", ANSWER_KINDS.join(", ")),
            );
        }
        let weights = self.answer_kinds.values().chain(self.reasons.values());
        let factors = self.frequency.iter().map(|step| &step.factor);
        if weights.chain(factors).any(|weight| !(0.0..=1e6).contains(weight)) {
            return wrong("weights", "A weight or factor is from 0 to a million.");
        }
        let texts = || self.texts.iter().chain(&self.opt_out_words);
        if texts().count() > TEXTS_MAX || texts().any(|text| text.is_empty() || text.chars().count() > TEXT_MAX) {
            return wrong("texts", "At most 200 texts of 1 to 4096 characters.");
        }
        if self.frequency.len() > DAY_HOURS {
            return wrong("frequency", "At most 24 steps.");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_may_pass_midnight() {
        let habits = Habits {
            hours: Some((22, 2)),
            ..Habits::default()
        };
        let awake: Vec<usize> = (0..24).filter(|hour| habits.chance_in_hour(*hour) > 0.0).collect();
        assert_eq!(awake, [0, 1, 22, 23]);
    }

    #[test]
    fn the_highest_reached_step_of_frequency_holds() {
        let step = |messages, factor| Frequency { messages, factor };
        let habits = Habits {
            frequency: vec![step(3, 2.0), step(10, 8.0)],
            ..Habits::default()
        };
        assert_eq!([2, 3, 9, 10].map(|count| habits.factor(count)), [1.0, 2.0, 2.0, 8.0]);
    }

    #[test]
    fn refuses_what_cannot_be_drawn_from() {
        let good: Habits = serde_json::from_str(r#"{"hours": [9, 22], "answer_kinds": {"audio": 1}}"#).unwrap();
        assert!(good.check("habits").is_ok());
        for wrong in [
            r#"{"read_rate": 1.5}"#,
            r#"{"block_rate": {"marketing": -0.1}}"#,
            r#"{"read_by_hour": [1, 1]}"#,
            r#"{"answer_kinds": {"telepathy": 1}}"#,
            r#"{"answer_delay_ms": [5, 1]}"#,
            r#"{"patience_hours": 0}"#,
            r#"{"reasons": {"spam": -1}}"#,
        ] {
            let habits: Habits = serde_json::from_str(wrong).unwrap();
            assert!(habits.check("habits").is_err(), "{wrong}");
        }
    }
}
