//! How fast a number may go: a token bucket on the machine's clock.
//!
//! WhatsApp counts arrivals in a sliding second (Meta, 'Throughput', 2026: 80 or 1,000 messages a second). A bucket
//! that refills at 98 % of the cap and holds one message and 0.8 % of it lets no more than the cap through in any
//! second, leaves 12 ms for calls that overtake each other, and makes up for late timers all the same.

use std::time::{Duration, Instant};

/// Lets messages through at a steady rate.
#[derive(Clone, Copy, Debug)]
pub struct Pacer {
    per_second: f64,
    depth: f64,
    tokens: f64,
    at: Instant,
}

const RATE_SHARE: f64 = 0.98;
const DEPTH_SHARE: f64 = 0.008;

impl Pacer {
    /// A pacer for a number that may send `cap` messages a second.
    #[must_use]
    pub fn new(cap: u32, now: Instant) -> Self {
        let cap = f64::from(cap.max(1));
        Self {
            per_second: cap * RATE_SHARE,
            depth: 1.0 + cap * DEPTH_SHARE,
            tokens: 1.0,
            at: now,
        }
    }

    /// The same pacer under another cap.
    pub fn set_cap(&mut self, cap: u32) {
        let fresh = Self::new(cap, self.at);
        self.per_second = fresh.per_second;
        self.depth = fresh.depth;
    }

    /// How many of `wanted` messages may go now.
    pub fn take(&mut self, wanted: usize, now: Instant) -> usize {
        let elapsed = now.saturating_duration_since(self.at).as_secs_f64();
        self.tokens = (self.tokens + elapsed * self.per_second).min(self.depth);
        self.at = now;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the tokens are few and not negative"
        )]
        let granted = (self.tokens.max(0.0) as usize).min(wanted);
        self.tokens -= granted as f64;
        granted
    }

    /// How long until the next message may go.
    #[must_use]
    pub fn wait(&self) -> Duration {
        Duration::from_secs_f64(((1.0 - self.tokens) / self.per_second).max(0.0))
    }

    /// How many messages go within this time.
    #[must_use]
    pub fn within(&self, span: Duration) -> usize {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a count of messages of some milliseconds"
        )]
        let count = (self.per_second * span.as_secs_f64()).ceil() as usize;
        count.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sent_times(cap: u32, steps_us: &[u64], start: Instant) -> Vec<Duration> {
        let mut pacer = Pacer::new(cap, start);
        let mut now = Duration::ZERO;
        let mut sent = Vec::new();
        for step in steps_us {
            now += Duration::from_micros(*step);
            sent.extend(std::iter::repeat_n(now, pacer.take(10_000, start + now)));
        }
        sent
    }

    fn busiest_second(sent: &[Duration]) -> usize {
        let in_second = |from: &Duration| {
            sent.iter()
                .filter(|at| **at >= *from && **at < *from + Duration::from_secs(1))
                .count()
        };
        sent.iter().map(in_second).max().unwrap_or(0)
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "an origin for the test's own times")]
    fn uses_the_cap_to_ninety_seven_per_cent() {
        for cap in [80_u32, 1_000] {
            let steps = vec![1_000_u64; 10_000];
            let sent = sent_times(cap, &steps, Instant::now());
            assert!(sent.len() >= cap as usize * 97 / 10, "{cap}: {}", sent.len());
            assert!(busiest_second(&sent) <= cap as usize);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        #[expect(clippy::disallowed_methods, reason = "an origin for the test's own times")]
        fn no_second_holds_more_than_the_cap(cap in 1_u32..400, steps in proptest::collection::vec(1_u64..40_000, 1..400)) {
            let sent = sent_times(cap, &steps, Instant::now());
            prop_assert!(busiest_second(&sent) <= cap as usize);
        }
    }
}
