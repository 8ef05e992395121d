//! The one decision that every send passes: `decide_send(draft, facts, now)`.
//!
//! People, bots, campaigns, CRMs and the API all ask it, when a message is intended and again at the
//! moment of sending. Each check is a small pure function in a file of its own and may object with a
//! refusal or a deferral. They are asked in the order of `CHECKS`: the first refusal wins; without
//! one, the deferral that lasts longest (of equals the first). So a further fact against a message
//! can turn a send into a deferral and a deferral into a refusal, never the other way round.
//!
//! Campaigns and automation wait for what passes by itself (a limit, a pause, a cap); a person or a
//! script gets a refusal that says until when, because somebody is looking at the answer. Pace
//! (seconds) is waited for by everybody.

pub mod decision;
pub mod draft;
pub mod facts;
pub mod fingerprint;
pub mod pace;
pub mod policy;

mod blocked;
mod consent_missing;
mod duplicate;
mod limit_reached;
mod message_quota;
mod number_paused;
mod opted_out;
mod pair_rate;
mod person_cap;
mod quality;
mod template_not_approved;
mod template_values;
mod throughput;
mod window_closed;

pub use decision::{Decision, Reason, Rule};
pub use draft::{Draft, DraftKind, OnBehalfOf};
pub use facts::{ContactFacts, Facts, HistoryFacts, LimitFacts, NumberFacts, PaceFacts, QuotaFacts, TemplateFacts};
pub use fingerprint::fingerprint;
pub use policy::{OverCap, PersonCap, SendPolicy};

use crate::time::{MINUTE_MS, Timestamp};
use decision::Objection;

type Check = fn(&Draft, &Facts<'_>, Timestamp) -> Option<Objection>;

/// The checks in the order they are asked: the person first, then the message, the number, the pace.
const CHECKS: [Check; 14] = [
    blocked::check,
    opted_out::check,
    window_closed::check,
    consent_missing::check,
    template_not_approved::check,
    template_values::check,
    number_paused::check,
    quality::check,
    duplicate::check,
    person_cap::check,
    message_quota::check,
    limit_reached::check,
    pair_rate::check,
    throughput::check,
];

/// When to ask again about something whose end is not known.
const ASK_AGAIN_MS: i64 = 15 * MINUTE_MS;

/// Whether this message may be sent at `now`, and if not, by which rule.
#[must_use]
pub fn decide_send(draft: &Draft, facts: &Facts<'_>, now: Timestamp) -> Decision {
    let mut deferral: Option<(Timestamp, Reason)> = None;
    for check in CHECKS {
        match check(draft, facts, now) {
            None => {}
            Some(Objection::Refuse(why)) => return Decision::Refuse { why },
            Some(Objection::Defer(until, why)) if deferral.as_ref().is_none_or(|(latest, _)| *latest < until) => {
                deferral = Some((until, why));
            }
            Some(Objection::Defer(..)) => {}
        }
    }
    match deferral {
        Some((until, why)) => Decision::Defer { until, why },
        None => Decision::Send {
            counts_against_limit: limit_reached::would_count(facts, now),
        },
    }
}

/// Defers those who wait, refuses those who are looking; both say until when, if that is known.
fn wait_or_refuse(draft: &Draft, until: Option<Timestamp>, why: Reason, now: Timestamp) -> Objection {
    let why = why.with_until(until);
    if draft.on_behalf_of.waits() {
        let until = until
            .filter(|until| *until > now)
            .unwrap_or_else(|| now.plus(ASK_AGAIN_MS));
        Objection::Defer(until, why)
    } else {
        Objection::Refuse(why)
    }
}

#[cfg(test)]
mod tests;
