//! What low quality forbids.
//!
//! A restricted number may only answer in open windows. A flagged number sends on: in the rules of
//! 2021 it has days to mend before its limit falls, and since October 2025 there is no such state
//! (Meta, 'Messaging limits', 2025-10-07). A workspace may choose that campaigns wait meanwhile.

use super::decision::{Objection, Reason, Rule};
use super::{Draft, Facts, wait_or_refuse};
use crate::number::{NumberStatus, Quality};
use crate::time::{HOUR_MS, Timestamp};

pub(super) fn check(draft: &Draft, facts: &Facts<'_>, now: Timestamp) -> Option<Objection> {
    let number = &facts.number;
    let restriction_over = number.restricted_until.is_some_and(|until| until <= now);
    let restricted =
        !restriction_over && (number.status == NumberStatus::Restricted || number.restricted_until.is_some());
    if restricted && !facts.window.is_open(now) {
        let why = because("restricted", number.quality);
        return Some(wait_or_refuse(draft, number.restricted_until, why, now));
    }
    let low = number.quality == Quality::Red || number.status == NumberStatus::Flagged;
    if low && facts.policy.hold_campaigns_on_low_quality && draft.on_behalf_of.campaign().is_some() {
        let until = now.plus(6 * HOUR_MS);
        return Some(wait_or_refuse(
            draft,
            Some(until),
            because("campaigns_held", number.quality),
            now,
        ));
    }
    None
}

fn because(why: &str, quality: Quality) -> Reason {
    Reason::new(Rule::Quality)
        .with("because", why)
        .with("quality", quality.as_str())
}
