//! How many management calls were made in the last hour, per app and per account.
//!
//! Meta, "Rate limits" of the WhatsApp Business Management API, 2026: 5,000 calls an hour per app and account with a
//! registered number, 200 per app and account without one. Sends and media are limited by throughput instead.

use crate::clock::MINUTE_MS;
use std::collections::{BTreeMap, VecDeque};

/// The minutes of an hour.
const MINUTES: i64 = 60;

/// What calls are counted for: an app, and the account that they touch, if any.
pub(crate) type Key = (u32, Option<u32>);

/// Calls by app and account. Not part of a snapshot: reads are not kept in the journal either.
#[derive(Debug, Default)]
pub(crate) struct CallRates {
    counts: BTreeMap<Key, Hour>,
}

/// The minutes of the last hour in which calls were made.
#[derive(Debug, Default)]
struct Hour {
    minutes: VecDeque<(i64, u32)>,
    total: u32,
}

impl CallRates {
    /// Counts a call when fewer than `most` were made in the last hour; the calls counted, and whether this one was.
    pub(crate) fn admit(&mut self, key: Key, most: u32, now_ms: i64) -> (u32, bool) {
        let hour = self.counts.entry(key).or_default();
        hour.forget(now_ms);
        let admitted = hour.total < most;
        if admitted {
            let minute = now_ms / MINUTE_MS;
            match hour.minutes.back_mut().filter(|(last, _)| *last >= minute) {
                Some((_, count)) => *count += 1,
                None => hour.minutes.push_back((minute, 1)),
            }
            hour.total += 1;
        }
        (hour.total, admitted)
    }

    /// In how many minutes a call will be admitted again.
    pub(crate) fn wait_minutes(&self, key: Key, now_ms: i64) -> i64 {
        let first = self.counts.get(&key).and_then(|hour| hour.minutes.front());
        first.map_or(0, |(minute, _)| (minute + MINUTES - now_ms / MINUTE_MS).max(0))
    }
}

impl Hour {
    fn forget(&mut self, now_ms: i64) {
        let oldest = now_ms / MINUTE_MS - MINUTES + 1;
        while let Some((_, count)) = self.minutes.pop_front_if(|(minute, _)| *minute < oldest) {
            self.total -= count;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_call_of_an_hour_passes_and_the_next_waits_for_the_minute() {
        let mut rates = CallRates::default();
        let key = (0, Some(0));
        for count in 1..=200 {
            assert_eq!(rates.admit(key, 200, 0), (count, true));
        }
        assert_eq!(rates.admit(key, 200, 0), (200, false));
        assert!(rates.admit((0, None), 200, 0).1, "another account counts apart");
        assert_eq!(rates.wait_minutes(key, 0), 60);
        assert!(!rates.admit(key, 200, 60 * MINUTE_MS - 1).1);
        assert_eq!(rates.admit(key, 200, 60 * MINUTE_MS), (1, true));
    }
}
