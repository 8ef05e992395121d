//! One number sends only so many messages a second (Meta, 'Throughput', error 130429, 2026).

use super::decision::{Objection, Reason, Rule};
use super::{Draft, Facts};
use crate::time::Timestamp;

pub(super) fn check(_: &Draft, facts: &Facts<'_>, now: Timestamp) -> Option<Objection> {
    let free_at = facts.pace.number_free_at?;
    (free_at > now).then(|| Objection::Defer(free_at, Reason::new(Rule::Throughput).with_time("until", free_at)))
}
