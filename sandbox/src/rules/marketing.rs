//! How much marketing a user gets, from all companies together.
//!
//! Meta, "Per-user marketing template message limits", 2026: a cap that follows how much of it the user reads; a message
//! over it fails with 131049 and may be tried again after 24 hours at the earliest; what is sent inside a window that the
//! user opened does not count. How many messages the cap is, Meta does not say: the figure is Galka's own.

use crate::clock::{DAY_MS, HOUR_MS};
use crate::rules::limit::Recipients;
use crate::rules::standing::MarketingCap;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, VecDeque};

/// Fewer messages than these say nothing about a user's habit.
const HABIT_MIN: u8 = 4;
/// More messages than these are halved, so that a habit can change.
const HABIT_MAX: u8 = 32;

/// Marketing that arrived, and how much of it was read.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Habit {
    got: u8,
    read: u8,
}

/// What users got lately.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Marketing {
    recent: VecDeque<(i64, u32)>,
    #[serde(skip)]
    counts: HashMap<u32, u32>,
    refused: Recipients,
    habits: BTreeMap<u32, Habit>,
}

impl Marketing {
    /// Restores what the snapshot leaves out.
    pub(crate) fn rebuild(&mut self) {
        self.refused.rebuild();
        self.counts.clear();
        for (_, customer) in &self.recent {
            *self.counts.entry(*customer).or_default() += 1;
        }
    }

    /// Whether one more message to this user is let through; it then counts, and a refusal begins its wait.
    pub(crate) fn admit(&mut self, customer: u32, cap: MarketingCap, retry_hours: i64, now_ms: i64) -> bool {
        let wait_ms = retry_hours * HOUR_MS;
        if self.refused.holds(customer, now_ms, wait_ms) {
            return false;
        }
        self.forget(cap.per_days * DAY_MS, now_ms);
        let count = self.counts.get(&customer).copied().unwrap_or(0);
        if count as usize >= self.most_for(customer, cap) {
            self.refused.count(customer, now_ms);
            return false;
        }
        self.recent.push_back((now_ms, customer));
        self.counts.insert(customer, count + 1);
        true
    }

    /// A marketing message arrived.
    pub(crate) fn note_got(&mut self, customer: u32) {
        let habit = self.habits.entry(customer).or_default();
        if habit.got >= HABIT_MAX {
            *habit = Habit {
                got: habit.got / 2,
                read: habit.read / 2,
            };
        }
        habit.got += 1;
    }

    /// A marketing message was read.
    pub(crate) fn note_read(&mut self, customer: u32) {
        let habit = self.habits.entry(customer).or_default();
        habit.read = habit.read.saturating_add(1).min(habit.got);
    }

    /// Who reads half of it gets all; who reads less, half as much; who reads next to nothing, a quarter.
    fn most_for(&self, customer: u32, cap: MarketingCap) -> usize {
        let habit = self.habits.get(&customer).copied().unwrap_or_default();
        let percent = match habit.got {
            got if got < HABIT_MIN => 100,
            got => u32::from(habit.read) * 100 / u32::from(got),
        };
        let most = match percent {
            50.. => cap.most,
            20..50 => cap.most.div_ceil(2),
            _ => cap.most.div_ceil(4),
        };
        most.max(1)
    }

    fn forget(&mut self, span_ms: i64, now_ms: i64) {
        while let Some((at, customer)) = self.recent.front().copied() {
            if at + span_ms > now_ms {
                break;
            }
            self.recent.pop_front();
            if let Some(count) = self.counts.get_mut(&customer) {
                *count -= 1;
                if *count == 0 {
                    self.counts.remove(&customer);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAP: MarketingCap = MarketingCap { per_days: 7, most: 4 };

    #[test]
    fn the_message_over_the_cap_is_refused_and_so_is_a_retry_before_24_hours() {
        let mut marketing = Marketing::default();
        for hour in 0..4 {
            assert!(marketing.admit(1, CAP, 24, hour * HOUR_MS));
        }
        assert!(!marketing.admit(1, CAP, 24, 4 * HOUR_MS));
        assert!(marketing.admit(2, CAP, 24, 4 * HOUR_MS), "another user");
        let week = 7 * DAY_MS;
        assert!(!marketing.admit(1, CAP, 24, week - 1));
        assert!(
            !marketing.admit(1, CAP, 24, week + DAY_MS - 2),
            "23:59:59.999 after the second refusal"
        );
        assert!(marketing.admit(1, CAP, 24, week + DAY_MS - 1));
    }

    #[test]
    fn who_reads_little_gets_little() {
        for (read, most) in [(4, 4), (2, 4), (1, 2), (0, 1)] {
            let mut marketing = Marketing::default();
            for _ in 0..4 {
                marketing.note_got(1);
            }
            for _ in 0..read {
                marketing.note_read(1);
            }
            let through = (0..10).filter(|_| marketing.admit(1, CAP, 24, 0)).count();
            assert_eq!(through, most, "read {read} of 4");
        }
    }

    #[test]
    fn a_restart_forgets_nothing() {
        let mut marketing = Marketing::default();
        for _ in 0..4 {
            marketing.admit(1, CAP, 24, 0);
        }
        let text = serde_json::to_string(&marketing).unwrap();
        let mut again: Marketing = serde_json::from_str(&text).unwrap();
        again.rebuild();
        assert!(!again.admit(1, CAP, 24, 1));
    }
}
