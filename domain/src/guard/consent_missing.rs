//! Writing first, and marketing at any time, needs consent (WhatsApp Business Messaging Policy, 2026).
//!
//! A customer who wrote may be answered while the window is open, by free-form or by a template that
//! is not marketing.

use super::decision::{Objection, Reason, Rule};
use super::{Draft, Facts};
use crate::consent::ConsentState;
use crate::template::TemplateCategory;
use crate::time::Timestamp;

pub(super) fn check(draft: &Draft, facts: &Facts<'_>, now: Timestamp) -> Option<Objection> {
    if !draft.is_template() || facts.contact.consent == ConsentState::Granted {
        return None;
    }
    let is_answer = facts.window.is_open(now) && facts.category() != Some(TemplateCategory::Marketing);
    (!is_answer).then(|| Objection::Refuse(Reason::new(Rule::ConsentMissing)))
}
