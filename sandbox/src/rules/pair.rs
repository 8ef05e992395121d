//! The pair rate: messages from one number to one user.
//!
//! Meta, "Pair rate limits", 2026: one message in 6 seconds, with bursts of up to 45 that are paid for by waiting the
//! time they would have taken (45 × 6 s); more is refused with 131056.

use crate::rules::figures::Pair;

/// The moment until which the pair's messages are already paid for, after one more message; `None` when it is refused.
pub(crate) fn admit(paid_until_ms: i64, rule: &Pair, now_ms: i64) -> Option<i64> {
    let whole_ms = rule.burst * rule.interval_ms;
    // Nobody pays further ahead than a whole burst: the clock was put back since.
    let paid_until_ms = if paid_until_ms - now_ms > whole_ms {
        now_ms
    } else {
        paid_until_ms
    };
    let next = paid_until_ms.max(now_ms) + rule.interval_ms;
    (next - now_ms <= whole_ms).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: Pair = Pair {
        burst: 45,
        interval_ms: 6_000,
    };

    #[test]
    fn allows_a_burst_of_45_and_then_one_every_6_seconds() {
        let mut paid = 0;
        for _ in 0..45 {
            paid = admit(paid, &RULE, 1_000).unwrap();
        }
        assert_eq!(admit(paid, &RULE, 1_000), None);
        assert_eq!(admit(paid, &RULE, 6_999), None);
        paid = admit(paid, &RULE, 7_000).unwrap();
        assert_eq!(admit(paid, &RULE, 7_001), None);
    }

    #[test]
    fn what_was_paid_before_the_clock_was_put_back_holds_nobody() {
        assert_eq!(admit(90_000_000, &RULE, 1_000), Some(7_000));
    }

    #[test]
    fn a_burst_is_free_again_after_the_time_it_would_have_taken() {
        let mut paid = 0;
        for _ in 0..45 {
            paid = admit(paid, &RULE, 0).unwrap();
        }
        let later = 45 * 6_000;
        for _ in 0..45 {
            paid = admit(paid, &RULE, later).unwrap();
        }
        assert_eq!(admit(paid, &RULE, later), None);
    }
}
