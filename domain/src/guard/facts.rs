//! What the guard must know: plain data that a store fills for many messages at once.

use crate::consent::ConsentState;
use crate::conversation::ServiceWindow;
use crate::guard::policy::SendPolicy;
use crate::number::{NumberStatus, Quality};
use crate::rule_set::RuleSet;
use crate::template::{Template, TemplateCategory, TemplateStatus};
use crate::time::Timestamp;

/// Everything known about one intended message.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// The figures in force.
    pub rules: &'a RuleSet,
    /// The workspace's own rules.
    pub policy: &'a SendPolicy,
    /// The recipient.
    pub contact: ContactFacts,
    /// The service window of this number with this contact.
    pub window: ServiceWindow,
    /// The sending number.
    pub number: NumberFacts,
    /// The template, when one is sent and it exists.
    pub template: Option<TemplateFacts<'a>>,
    /// What this person got before. The message in question is not part of it.
    pub history: HistoryFacts,
    /// The messaging limit of the number or its portfolio.
    pub limit: LimitFacts,
    /// What the company's plan still allows. A message that has its place asks no more.
    pub quota: QuotaFacts,
    /// How soon the next message may go.
    pub pace: PaceFacts,
}

/// What is known of the recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContactFacts {
    /// Whether a colleague blocked the contact.
    pub blocked: bool,
    /// Consent to be written to first.
    pub consent: ConsentState,
    /// When the contact said stop in the chat, while that stands.
    pub opted_out_at: Option<Timestamp>,
    /// When the contact stopped marketing in WhatsApp's own settings, while that stands.
    pub marketing_stopped_at: Option<Timestamp>,
}

/// What is known of the sending number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberFacts {
    /// WhatsApp's word on it.
    pub status: NumberStatus,
    /// Its quality rating.
    pub quality: Quality,
    /// Until when it may only answer in open windows.
    pub restricted_until: Option<Timestamp>,
    /// Why we hold it, in a stable word (`unauthorised`, `by_person`, …), while we do.
    pub paused_because: Option<String>,
    /// Until when we hold it, when that is known.
    pub paused_until: Option<Timestamp>,
}

/// What is known of the template.
#[derive(Clone, Copy, Debug)]
pub struct TemplateFacts<'a> {
    /// Its content.
    pub template: &'a Template,
    /// Where it stands.
    pub status: TemplateStatus,
    /// Until when it is paused, when that is known.
    pub paused_until: Option<Timestamp>,
}

/// What the person got before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryFacts {
    /// When the very same content was last sent to the person.
    pub same_content_at: Option<Timestamp>,
    /// Whether this campaign has already sent to the person.
    pub had_this_campaign: bool,
    /// When marketing templates were sent to the person, by any campaign or sender, in any order.
    pub marketing_at: Vec<Timestamp>,
}

/// How far the messaging limit is used. What may have been sent counts as sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LimitFacts {
    /// How many different people are allowed; nothing is no limit.
    pub allowed: Option<u64>,
    /// How many were written to in the rolling time.
    pub used: u64,
    /// Whether this person is among them.
    pub recipient_counted: bool,
    /// When the oldest of them is counted no more.
    pub next_free_at: Option<Timestamp>,
}

/// How far the month's messages of the company's plan are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QuotaFacts {
    /// How many messages are allowed; nothing is no limit.
    pub allowed: Option<u64>,
    /// How many were sent this month or wait to be.
    pub used: u64,
    /// When the next month begins.
    pub resets_at: Option<Timestamp>,
}

impl QuotaFacts {
    /// How many more messages may be queued; nothing is no limit.
    #[must_use]
    pub fn room(&self) -> Option<u64> {
        crate::plan::room(self.allowed, self.used)
    }
}

/// How soon the next message may go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PaceFacts {
    /// The token bucket of this number with this person; nothing when it is full.
    pub pair: Option<crate::guard::pace::Bucket>,
    /// When the number may send its next message, when that is later than now.
    pub number_free_at: Option<Timestamp>,
}

impl Facts<'_> {
    /// The category of the template that would be sent.
    #[must_use]
    pub fn category(&self) -> Option<TemplateCategory> {
        self.template.as_ref().map(|facts| facts.template.category)
    }
}
