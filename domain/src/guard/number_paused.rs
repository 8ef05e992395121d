//! A number that we hold, or that WhatsApp does not let send, sends nothing.

use super::decision::{Objection, Reason, Rule};
use super::{Draft, Facts, wait_or_refuse};
use crate::number::NumberStatus;
use crate::time::Timestamp;

pub(super) fn check(draft: &Draft, facts: &Facts<'_>, now: Timestamp) -> Option<Objection> {
    let number = &facts.number;
    let lost = matches!(number.status, NumberStatus::Banned | NumberStatus::Deleted);
    if lost {
        return Some(Objection::Refuse(because(number.status.as_str())));
    }
    if let Some(why) = &number.paused_because {
        let over = number.paused_until.is_some_and(|until| until <= now);
        return (!over).then(|| wait_or_refuse(draft, number.paused_until, because(why), now));
    }
    let sends = matches!(
        number.status,
        NumberStatus::Connected | NumberStatus::Flagged | NumberStatus::Restricted
    );
    (!sends).then(|| wait_or_refuse(draft, None, because(number.status.as_str()), now))
}

fn because(why: &str) -> Reason {
    Reason::new(Rule::NumberPaused).with("because", why)
}
