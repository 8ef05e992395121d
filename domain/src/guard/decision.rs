//! The guard's answer: send, defer or refuse, by which rule, with what a person needs to know.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::named::named_enum;
use crate::time::Timestamp;

named_enum! {
    /// The rules of sending.
    pub enum Rule {
        /// Free-form messages need an open service window.
        WindowClosed = "window_closed",
        /// Who writes first needs consent.
        ConsentMissing = "consent_missing",
        /// The customer said stop.
        OptedOut = "opted_out",
        /// Only approved templates are sent.
        TemplateNotApproved = "template_not_approved",
        /// Every variable of a template, or of a campaign's text, needs a fitting value.
        TemplateValues = "template_values",
        /// Only so many different people may be written to first within a day.
        LimitReached = "limit_reached",
        /// One person gets only so many messages from one number within seconds.
        PairRate = "pair_rate",
        /// One number sends only so many messages a second.
        Throughput = "throughput",
        /// One person gets only so much marketing.
        PersonCap = "person_cap",
        /// The company's plan allows only so many messages a month.
        MessageQuota = "message_quota",
        /// The same thing is not sent to the same person again.
        Duplicate = "duplicate",
        /// The number's quality is too low for this.
        Quality = "quality",
        /// The number does not send at present.
        NumberPaused = "number_paused",
        /// The contact is blocked.
        Blocked = "blocked",
    }
}

/// Whether a message may be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It may be sent now.
    Send {
        /// Whether it uses up one place of the messaging limit.
        counts_against_limit: bool,
    },
    /// Not before a time; ask again then.
    Defer {
        /// When to ask again; always later than the time of asking.
        until: Timestamp,
        /// Which rule, and the particulars.
        why: Reason,
    },
    /// It may not be sent.
    Refuse {
        /// Which rule, and the particulars.
        why: Reason,
    },
}

impl Decision {
    /// The rule that stands against it, if one does.
    #[must_use]
    pub fn rule(&self) -> Option<Rule> {
        match self {
            Self::Send { .. } => None,
            Self::Defer { why, .. } | Self::Refuse { why } => Some(why.rule),
        }
    }

    /// `send`, `defer` or `refuse`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Send { .. } => "send",
            Self::Defer { .. } => "defer",
            Self::Refuse { .. } => "refuse",
        }
    }
}

/// A rule, and the particulars that a text about it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Which rule.
    pub rule: Rule,
    /// Named particulars: counts, names and RFC 3339 times.
    pub details: Map<String, Value>,
}

impl Reason {
    /// A reason without particulars.
    #[must_use]
    pub fn new(rule: Rule) -> Self {
        Self {
            rule,
            details: Map::new(),
        }
    }

    /// The reason with one more particular.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.details.insert(name.to_owned(), value.into());
        self
    }

    /// The reason with one more time.
    #[must_use]
    pub fn with_time(self, name: &str, at: Timestamp) -> Self {
        self.with(name, at.to_rfc3339())
    }

    /// The reason with the time it ends, when that is known.
    #[must_use]
    pub(super) fn with_until(self, until: Option<Timestamp>) -> Self {
        match until {
            Some(until) => self.with_time("until", until),
            None => self,
        }
    }

    /// When it ends, when that is known.
    #[must_use]
    pub fn until(&self) -> Option<Timestamp> {
        Timestamp::parse_rfc3339(self.details.get("until")?.as_str()?).ok()
    }

    /// The particulars but `until` as texts, by name.
    #[must_use]
    pub fn params(&self) -> BTreeMap<String, String> {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let shown = self.details.iter().filter(|(name, _)| *name != "until");
        shown.map(|(name, value)| (name.clone(), text(value))).collect()
    }

    /// The particulars as JSON text, to be stored beside the rule's name.
    #[must_use]
    pub fn details_json(&self) -> String {
        Value::Object(self.details.clone()).to_string()
    }

    /// A reason that was stored as a rule's name and JSON text.
    #[must_use]
    pub fn from_stored(rule: Rule, details_json: &str) -> Self {
        Self {
            rule,
            details: serde_json::from_str(details_json).unwrap_or_default(),
        }
    }
}

/// What a check may say against a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Objection {
    /// Not before this time.
    Defer(Timestamp, Reason),
    /// Not at all.
    Refuse(Reason),
}
