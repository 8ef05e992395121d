//! Free-form messages need an open service window (Meta, 'Customer service windows', 2026; error 131047).

use super::decision::{Objection, Reason, Rule};
use super::{Draft, Facts};
use crate::time::Timestamp;

pub(super) fn check(draft: &Draft, facts: &Facts<'_>, now: Timestamp) -> Option<Objection> {
    if draft.is_template() || facts.window.is_open(now) {
        return None;
    }
    let why = Reason::new(Rule::WindowClosed).with("window_hours", facts.rules.window_hours);
    Some(Objection::Refuse(match facts.window.closes_at {
        Some(closed_at) => why.with_time("closed_at", closed_at),
        None => why.with("never_wrote", true),
    }))
}
