//! Only so many different people may be written to outside their windows within 24 rolling hours
//! (Meta, 'Messaging limits', 2025-10-07). Who is counted already costs nothing more.

use super::decision::{Objection, Reason, Rule};
use super::{Draft, Facts, wait_or_refuse};
use crate::time::Timestamp;

pub(super) fn check(draft: &Draft, facts: &Facts<'_>, now: Timestamp) -> Option<Objection> {
    let allowed = facts.limit.allowed?;
    if !would_count(facts, now) || facts.limit.used < allowed {
        return None;
    }
    let why = Reason::new(Rule::LimitReached)
        .with("allowed", allowed)
        .with("used", facts.limit.used)
        .with("scope", facts.rules.messaging_limit.scope.as_str());
    Some(wait_or_refuse(draft, facts.limit.next_free_at, why, now))
}

/// Whether a send would use up one place.
pub(super) fn would_count(facts: &Facts<'_>, now: Timestamp) -> bool {
    !facts.window.is_open(now) && !facts.limit.recipient_counted
}
