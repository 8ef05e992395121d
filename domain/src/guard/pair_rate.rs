//! One number sends to one person at most a burst, then one message in some seconds
//! (Meta, 'Pair rate limits', error 131056, 2026).

use super::decision::{Objection, Reason, Rule};
use super::{Draft, Facts};
use crate::time::Timestamp;

pub(super) fn check(_: &Draft, facts: &Facts<'_>, now: Timestamp) -> Option<Objection> {
    let rate = facts.rules.pair;
    let next_at = facts.pace.pair?.next_at(now, rate)?;
    let why = Reason::new(Rule::PairRate)
        .with("burst", rate.burst)
        .with("interval_ms", rate.interval_ms)
        .with_time("until", next_at);
    Some(Objection::Defer(next_at, why))
}
