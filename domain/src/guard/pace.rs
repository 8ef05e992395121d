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
    /// When the next message may go; `now` or earlier means at once.
    #[must_use]
    pub fn next_at(self, rate: PairRate) -> Timestamp {
        let spare_ms = i64::from(rate.burst.saturating_sub(1)) * rate.interval_ms;
        self.full_at.minus(spare_ms)
    }

    /// The bucket after a message went at `now`; nothing stands for a full one.
    #[must_use]
    pub fn after_send(before: Option<Self>, now: Timestamp, rate: PairRate) -> Self {
        let full_at = before.map_or(now, |bucket| bucket.full_at.max(now));
        Self {
            full_at: full_at.plus(rate.interval_ms),
        }
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
        assert!(burst(44).next_at(RATE) <= T0);
        assert_eq!(burst(45).next_at(RATE), T0.plus(6_000));
    }

    #[test]
    fn a_rested_bucket_is_full_again() {
        let rested = T0.plus(45 * 6_000);
        let bucket = Bucket::after_send(Some(burst(45)), rested, RATE);
        assert_eq!(bucket, Bucket::after_send(None, rested, RATE));
    }
}
