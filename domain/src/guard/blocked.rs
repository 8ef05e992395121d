//! A contact that a colleague blocked gets nothing.

use super::decision::{Objection, Reason, Rule};
use super::{Draft, Facts};
use crate::time::Timestamp;

pub(super) fn check(_: &Draft, facts: &Facts<'_>, _: Timestamp) -> Option<Objection> {
    facts
        .contact
        .blocked
        .then(|| Objection::Refuse(Reason::new(Rule::Blocked)))
}
