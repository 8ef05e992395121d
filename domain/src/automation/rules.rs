//! Keyword rules: when → if.

use super::documents::{AssigneeCondition, Conditions, HoursCondition, Rule, When, WhenKind};
use super::facts::{Chat, Company, Trigger};
use super::keywords;
use crate::named::named_enum;

named_enum! {
    /// Which part of a rule does not hold.
    pub enum Mismatch {
        /// The customer did something else.
        When = "when",
        /// The hours.
        Hours = "hours",
        /// The labels.
        Labels = "labels",
        /// The number.
        Number = "number",
        /// It is not the first message.
        FirstMessage = "first_message",
        /// Somebody has the chat, or nobody.
        Assignee = "assignee",
    }
}

/// Whether a rule's «when» and «if» hold for a message; the first part that does not.
///
/// # Errors
/// Which part does not hold.
pub fn matches(rule: &Rule, trigger: &Trigger, chat: &Chat, company: Company<'_>) -> Result<(), Mismatch> {
    if !rule.when.is_met(trigger) {
        return Err(Mismatch::When);
    }
    rule.conditions.check(trigger, chat, company)
}

impl When {
    /// Whether the customer did what is waited for.
    #[must_use]
    pub fn is_met(&self, trigger: &Trigger) -> bool {
        match self.kind {
            WhenKind::AnyMessage => true,
            WhenKind::Keywords => {
                trigger.press.is_none()
                    && self
                        .words
                        .iter()
                        .any(|word| keywords::is_in(&trigger.text, word, self.compare))
            }
            WhenKind::Button => trigger.press.as_ref().is_some_and(|press| {
                self.words
                    .iter()
                    .any(|word| *word == press.id || keywords::is_same(word, &press.title))
            }),
            WhenKind::Media => trigger
                .media
                .is_some_and(|kind| self.media.is_empty() || self.media.contains(&kind)),
        }
    }
}

impl Conditions {
    fn check(&self, trigger: &Trigger, chat: &Chat, company: Company<'_>) -> Result<(), Mismatch> {
        let hours = match self.hours {
            HoursCondition::Any => true,
            HoursCondition::Open => company.hours.is_open(trigger.at, company.zone),
            HoursCondition::Closed => !company.hours.is_open(trigger.at, company.zone),
        };
        let wears_any = self.labels_any.is_empty() || self.labels_any.iter().any(|label| chat.labels.contains(label));
        let wears_none = !self.labels_none.iter().any(|label| chat.labels.contains(label));
        let assignee = match self.assignee {
            AssigneeCondition::Any => true,
            AssigneeCondition::Nobody => !chat.is_assigned,
            AssigneeCondition::Somebody => chat.is_assigned,
        };
        let parts = [
            (hours, Mismatch::Hours),
            (wears_any && wears_none, Mismatch::Labels),
            (
                self.number_ids.is_empty() || self.number_ids.contains(&chat.number_id),
                Mismatch::Number,
            ),
            (
                !self.first_message || chat.last_contact_at.is_none(),
                Mismatch::FirstMessage,
            ),
            (assignee, Mismatch::Assignee),
        ];
        parts
            .into_iter()
            .find(|(holds, _)| !holds)
            .map_or(Ok(()), |(_, part)| Err(part))
    }
}
