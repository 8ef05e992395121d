//! What customers tell WhatsApp about a number: blocks and reports with their reasons.
//!
//! Meta, "About your WhatsApp Business phone number's quality rating", 2026: quality follows from how messages of the past
//! 7 days were received, by blocks, reports and the reasons given with them.
//! This file only keeps what was said, per number, oldest first; the rules of quality read it.

use crate::book::Direction;
use crate::world::World;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// So many of the newest are always kept.
const KEPT: usize = 10_000;

/// What a customer did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FeedbackKind {
    /// The customer blocked the number.
    Block,
    /// The customer reported the number.
    Report,
}

/// Why, in the choices that WhatsApp offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Reason {
    /// "No longer needed".
    NoLongerNeeded,
    /// "Didn't sign up".
    DidntSignUp,
    /// "Spam".
    Spam,
    /// "Offensive messages".
    Offensive,
    /// Nothing chosen, or words of the customer's own.
    #[serde(rename = "no_reason")]
    Unsaid,
}

impl Reason {
    /// The choice as WhatsApp shows it.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::NoLongerNeeded => "No longer needed",
            Self::DidntSignUp => "Didn't sign up",
            Self::Spam => "Spam",
            Self::Offensive => "Offensive messages",
            Self::Unsaid => "No reason",
        }
    }

    /// Reads a reason as people write it, `didn't sign up` or `DIDNT_SIGN_UP`; other words are no choice of WhatsApp's.
    pub(crate) fn read(words: &str) -> Self {
        let letters: String = words.chars().filter(char::is_ascii_alphabetic).collect();
        match letters.to_ascii_lowercase().as_str() {
            "nolongerneeded" => Self::NoLongerNeeded,
            "didntsignup" => Self::DidntSignUp,
            "spam" => Self::Spam,
            "offensive" | "offensivemessages" => Self::Offensive,
            _ => Self::Unsaid,
        }
    }
}

/// One block or report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Feedback {
    pub(crate) at_ms: i64,
    pub(crate) kind: FeedbackKind,
    pub(crate) reason: Reason,
    /// The template whose message came last before it, if one did.
    pub(crate) template: Option<u32>,
    pub(crate) customer: u32,
}

impl World {
    /// Keeps what a customer told WhatsApp about a number.
    pub(crate) fn note_feedback(
        &mut self,
        number: u32,
        template: Option<u32>,
        customer: u32,
        kind: FeedbackKind,
        reason: Reason,
    ) {
        let at_ms = self.now_ms();
        let kept = &mut self.accounts.numbers[number as usize].feedback;
        if kept.len() >= 2 * KEPT {
            kept.drain(..KEPT);
        }
        kept.push(Feedback {
            at_ms,
            kind,
            reason,
            template,
            customer,
        });
        self.hear_complaint(number, template, kind, reason);
    }

    /// The template of the newest message of a number to a customer, if that was one.
    pub(crate) fn template_shown_last(&self, number: u32, customer: u32) -> Option<u32> {
        let thread = self.conversations.find(number, customer)?;
        let newest = thread.messages.iter().rev().map(|index| self.book.get(*index));
        let sent = newest
            .take(20)
            .find(|message| message.direction == Direction::Outbound)?;
        sent.sent_as?.template
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_reasons_in_any_spelling() {
        for (words, reason) in [
            ("Didn't sign up", Reason::DidntSignUp),
            ("DIDNT_SIGN_UP", Reason::DidntSignUp),
            ("no_longer_needed", Reason::NoLongerNeeded),
            ("Spam", Reason::Spam),
            ("Offensive messages", Reason::Offensive),
            ("надоели", Reason::Unsaid),
            ("", Reason::Unsaid),
        ] {
            assert_eq!(Reason::read(words), reason, "{words}");
        }
    }
}
