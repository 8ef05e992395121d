//! A token bucket in one number: the instant at which it will be full again.

use crate::rule_set::PairRate;
use crate::time::Timestamp;

/// A token bucket. Each message moves the instant of fullness by one interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// When all tokens are back.
    pub full_at: Timestamp,
}

impl Bucket {
    /// When the next message may go, if not at once.
    #[must_use]
    pub fn next_at(self, now: Timestamp, rate: PairRate) -> Option<Timestamp> {
        let spare_ms = i64::from(rate.burst.saturating_sub(1)) * rate.interval_ms;
        let next_at = self.of_this_time(now, rate)?.full_at.minus(spare_ms);
        (next_at > now).then_some(next_at)
    }

    /// The bucket after a message went at `now`; nothing stands for a full one.
    #[must_use]
    pub fn after_send(before: Option<Self>, now: Timestamp, rate: PairRate) -> Self {
        let before = before.and_then(|bucket| bucket.of_this_time(now, rate));
        let full_at = before.map_or(now, |bucket| bucket.full_at.max(now));
        Self {
            full_at: full_at.plus(rate.interval_ms),
        }
    }

    /// None is emptier than empty: one that says so was left by a steered clock that was put back since.
    fn of_this_time(self, now: Timestamp, rate: PairRate) -> Option<Self> {
        let whole_ms = i64::from(rate.burst.saturating_add(1)) * rate.interval_ms;
        (self.full_at.since(now) <= whole_ms).then_some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: PairRate = PairRate {
        burst: 45,
        interval_ms: 6_000,
    };
    const T0: Timestamp = Timestamp::from_millis(1_790_000_000_000);

    fn burst(count: u32) -> Bucket {
        let send = |bucket, _| Some(Bucket::after_send(bucket, T0, RATE));
        (0..count).fold(None, send).unwrap()
    }

    #[test]
    fn forty_five_go_at_once_and_the_next_after_six_seconds() {
        assert_eq!(burst(44).next_at(T0, RATE), None);
        assert_eq!(burst(45).next_at(T0, RATE), Some(T0.plus(6_000)));
    }

    #[test]
    fn a_rested_bucket_is_full_again() {
        let rested = T0.plus(45 * 6_000);
        let bucket = Bucket::after_send(Some(burst(45)), rested, RATE);
        assert_eq!(bucket, Bucket::after_send(None, rested, RATE));
    }

    #[test]
    fn what_a_clock_left_that_was_put_back_holds_nobody() {
        let earlier = T0.minus(3_600_000);
        assert_eq!(burst(45).next_at(earlier, RATE), None);
        let next = Bucket::after_send(Some(burst(45)), earlier, RATE);
        assert_eq!(next, Bucket::after_send(None, earlier, RATE));
    }
}
