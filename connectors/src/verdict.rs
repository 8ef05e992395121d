//! What an answer means: done, try again at a moment, or give up; and when an address is told nothing more.

use galka_domain::time::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, Timestamp};
use galka_domain::webhook::DisabledReason;

/// Pauses after the first, second … attempt that failed; then it is given up. Together just under three days.
const PAUSES_MS: [i64; 11] = [
    5 * SECOND_MS,
    30 * SECOND_MS,
    2 * MINUTE_MS,
    10 * MINUTE_MS,
    HOUR_MS,
    3 * HOUR_MS,
    6 * HOUR_MS,
    12 * HOUR_MS,
    12 * HOUR_MS,
    12 * HOUR_MS,
    24 * HOUR_MS,
];
/// An address that took nothing for so long is told nothing more.
pub const FAILING_MS: i64 = 5 * DAY_MS;
/// An address that is gone for good says so by this status.
const GONE: u16 = 410;

/// What is to become of a telling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The other side took it.
    Delivered,
    /// It is tried again then.
    Again(Timestamp),
    /// It is given up.
    Failed,
}

/// Judges one attempt: `status` is that of the answer, if there was one; `attempts` counts this one too.
#[must_use]
pub fn judge(status: Option<u16>, attempts: i64, now: Timestamp) -> Verdict {
    if status.is_some_and(|status| (200..300).contains(&status)) {
        return Verdict::Delivered;
    }
    pause_after(attempts).map_or(Verdict::Failed, |pause_ms| Verdict::Again(now.plus(pause_ms)))
}

/// Whether the address is told nothing more after an attempt that failed, and why.
#[must_use]
pub fn disable(status: Option<u16>, failing_since: Timestamp, now: Timestamp) -> Option<DisabledReason> {
    match status {
        Some(GONE) => Some(DisabledReason::Gone),
        _ if now.since(failing_since) >= FAILING_MS => Some(DisabledReason::Failing),
        _ => None,
    }
}

fn pause_after(attempts: i64) -> Option<i64> {
    let place = usize::try_from(attempts.max(1) - 1).ok()?;
    PAUSES_MS.get(place).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_795_341_600);

    #[test]
    fn only_an_answer_of_success_is_one() {
        for (status, delivered) in [
            (Some(200), true),
            (Some(204), true),
            (Some(299), true),
            (Some(199), false),
            (Some(301), false),
            (Some(400), false),
            (Some(503), false),
            (None, false),
        ] {
            assert_eq!(judge(status, 1, NOW) == Verdict::Delivered, delivered, "{status:?}");
        }
    }

    #[test]
    fn it_is_tried_for_three_days_ever_more_rarely() {
        let mut at = NOW;
        let mut attempts = 1;
        while let Verdict::Again(next) = judge(Some(500), attempts, at) {
            at = next;
            attempts += 1;
        }
        assert_eq!(attempts, 12);
        assert!(PAUSES_MS.is_sorted());
        assert!((2 * DAY_MS..=3 * DAY_MS).contains(&at.since(NOW)));
    }

    #[test]
    fn an_address_that_takes_nothing_for_days_is_told_nothing_more() {
        for (status, failing_ms, expected) in [
            (Some(500), FAILING_MS - 1, None),
            (Some(500), FAILING_MS, Some(DisabledReason::Failing)),
            (None, FAILING_MS, Some(DisabledReason::Failing)),
            (Some(410), 0, Some(DisabledReason::Gone)),
        ] {
            assert_eq!(
                disable(status, NOW.minus(failing_ms), NOW),
                expected,
                "{status:?} {failing_ms}"
            );
        }
    }
}
