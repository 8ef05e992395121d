//! A plan that a hoster attached allows only so many messages in a calendar month; our own rule, WhatsApp has no such one.
//!
//! A campaign goes on when the next month begins. An automatic answer does not wait: weeks late it helps nobody.

use super::decision::{Objection, Reason, Rule};
use super::{Draft, Facts, OnBehalfOf, wait_or_refuse};
use crate::time::Timestamp;

pub(super) fn check(draft: &Draft, facts: &Facts<'_>, now: Timestamp) -> Option<Objection> {
    let quota = facts.quota;
    let allowed = quota.allowed?;
    if quota.room() != Some(0) {
        return None;
    }
    let why = Reason::new(Rule::MessageQuota)
        .with("allowed", allowed)
        .with("used", quota.used);
    Some(match draft.on_behalf_of {
        OnBehalfOf::Automation => Objection::Refuse(why.with_until(quota.resets_at)),
        OnBehalfOf::Person(_) | OnBehalfOf::ApiKey(_) | OnBehalfOf::Campaign(_) => {
            wait_or_refuse(draft, quota.resets_at, why, now)
        }
    })
}
