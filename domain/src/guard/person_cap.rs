//! One person gets only so much marketing, across all campaigns, as the workspace chose.

use super::decision::{Objection, Reason, Rule};
use super::{Draft, Facts, OverCap, wait_or_refuse};
use crate::template::TemplateCategory;
use crate::time::{DAY_MS, Timestamp};

pub(super) fn check(draft: &Draft, facts: &Facts<'_>, now: Timestamp) -> Option<Objection> {
    let cap = facts.policy.person_cap?;
    if !draft.is_template() || facts.category() != Some(TemplateCategory::Marketing) {
        return None;
    }
    let period_ms = i64::from(cap.days) * DAY_MS;
    let mut recent: Vec<_> = facts
        .history
        .marketing_at
        .iter()
        .filter(|at| now.since(**at) < period_ms)
        .collect();
    let allowed = cap.messages as usize;
    if recent.len() < allowed {
        return None;
    }
    let why = Reason::new(Rule::PersonCap)
        .with("messages", cap.messages)
        .with("days", cap.days);
    recent.sort_unstable_by(|a, b| b.cmp(a));
    // The cap allows the next one when the oldest of the newest `allowed` is out of the period.
    let until = allowed
        .checked_sub(1)
        .and_then(|place| recent.get(place))
        .map(|at| at.plus(period_ms));
    Some(match (cap.over, until) {
        (OverCap::Defer, Some(_)) => wait_or_refuse(draft, until, why, now),
        (OverCap::Defer | OverCap::Refuse, _) => Objection::Refuse(why.with_until(until)),
    })
}
