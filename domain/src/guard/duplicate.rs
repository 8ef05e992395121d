//! The same thing is not sent to the same person again: not by the same campaign, not within a short time.
//!
//! A template that goes to many people is no duplicate. A text by which a campaign speaks is measured as a template is:
//! nobody clicked twice.

use super::decision::{Objection, Reason, Rule};
use super::{Draft, Facts};
use crate::time::Timestamp;

pub(super) fn check(draft: &Draft, facts: &Facts<'_>, now: Timestamp) -> Option<Objection> {
    if draft.on_behalf_of.campaign().is_some() && facts.history.had_this_campaign {
        return Some(Objection::Refuse(
            Reason::new(Rule::Duplicate).with("because", "same_campaign"),
        ));
    }
    let to_many = draft.is_template() || draft.on_behalf_of.campaign().is_some();
    let period_ms = if to_many {
        facts.policy.duplicate_template_ms
    } else {
        facts.policy.duplicate_free_form_ms
    };
    let last = facts.history.same_content_at?;
    let why = || {
        Reason::new(Rule::Duplicate)
            .with("because", "same_content")
            .with_time("last_at", last)
    };
    // What a steered clock left that was put back since is in the future.
    (now.since(last).abs() < period_ms).then(|| Objection::Refuse(why().with_time("until", last.plus(period_ms))))
}
