//! The messaging limit: different users messaged outside a customer service window in rolling 24 hours.
//!
//! Meta, "Messaging limits", 2025-10-07: counted for the whole business portfolio since that day, per number before.
//! A user counts once however many messages follow, and leaves the count 24 hours after the last of them.

use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet, VecDeque};

/// The users counted against one limit.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Recipients {
    recent: VecDeque<(i64, u32)>,
    #[serde(skip)]
    last: HashMap<u32, i64>,
}

impl Recipients {
    /// Restores what the snapshot leaves out.
    pub(crate) fn rebuild(&mut self) {
        self.last = self.recent.iter().map(|(at, customer)| (*customer, *at)).collect();
    }

    /// Whether one more message to this user keeps the count within `most`.
    pub(crate) fn allows(&mut self, customer: u32, most: Option<usize>, now_ms: i64, rolling_ms: i64) -> bool {
        self.forget(now_ms, rolling_ms);
        most.is_none_or(|most| self.last.contains_key(&customer) || self.last.len() < most)
    }

    /// Counts a user from now on.
    pub(crate) fn count(&mut self, customer: u32, now_ms: i64) {
        self.recent.push_back((now_ms, customer));
        self.last.insert(customer, now_ms);
    }

    /// How many users count now.
    pub(crate) fn used(&mut self, now_ms: i64, rolling_ms: i64) -> usize {
        self.forget(now_ms, rolling_ms);
        self.last.len()
    }

    /// How many users count now, for those who may only look.
    pub(crate) fn used_now(&self, now_ms: i64, rolling_ms: i64) -> usize {
        let over = self.recent.iter().take_while(|(at, _)| at + rolling_ms <= now_ms);
        // Two messages of one moment are one user.
        let gone: HashSet<u32> = over
            .filter(|(at, customer)| self.last.get(customer) == Some(at))
            .map(|(_, customer)| *customer)
            .collect();
        self.last.len() - gone.len()
    }

    /// Whether this user counts now.
    pub(crate) fn holds(&mut self, customer: u32, now_ms: i64, rolling_ms: i64) -> bool {
        self.forget(now_ms, rolling_ms);
        self.last.contains_key(&customer)
    }

    /// When the next user leaves the count.
    pub(crate) fn next_free_ms(&self, rolling_ms: i64) -> Option<i64> {
        let leaving = |(at, customer): &&(i64, u32)| self.last.get(customer) == Some(at);
        self.recent.iter().find(leaving).map(|(at, _)| at + rolling_ms)
    }

    fn forget(&mut self, now_ms: i64, rolling_ms: i64) {
        while let Some((at, customer)) = self.recent.front().copied() {
            if at + rolling_ms > now_ms {
                break;
            }
            self.recent.pop_front();
            if self.last.get(&customer) == Some(&at) {
                self.last.remove(&customer);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::DAY_MS;

    #[test]
    fn refuses_the_next_new_user_and_no_known_one() {
        let mut recipients = Recipients::default();
        for customer in 0..3 {
            assert!(recipients.allows(customer, Some(3), 10, DAY_MS));
            recipients.count(customer, 10);
        }
        assert!(!recipients.allows(3, Some(3), 20, DAY_MS));
        assert!(recipients.allows(1, Some(3), 20, DAY_MS));
        assert!(recipients.allows(3, None, 20, DAY_MS));
    }

    #[test]
    fn two_messages_of_one_moment_are_one_user_for_those_who_look() {
        let mut recipients = Recipients::default();
        recipients.count(1, 0);
        recipients.count(1, 0);
        recipients.count(2, 5);
        assert_eq!(recipients.used_now(DAY_MS - 1, DAY_MS), 2);
        assert_eq!(recipients.used_now(DAY_MS, DAY_MS), 1);
        assert_eq!(recipients.used_now(DAY_MS + 5, DAY_MS), 0);
    }

    #[test]
    fn a_user_leaves_24_hours_after_the_last_message() {
        let mut recipients = Recipients::default();
        recipients.count(1, 0);
        recipients.count(1, 1_000);
        assert_eq!(recipients.next_free_ms(DAY_MS), Some(DAY_MS + 1_000));
        assert_eq!(recipients.used(DAY_MS, DAY_MS), 1);
        assert_eq!(recipients.used(DAY_MS + 999, DAY_MS), 1);
        assert_eq!(recipients.used(DAY_MS + 1_000, DAY_MS), 0);
    }
}
