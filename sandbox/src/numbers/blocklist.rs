//! Users whom a business has blocked.
//!
//! Meta, "Block users", 2026: at most 64,000.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Most users on one list.
pub(crate) const BLOCKED_MAX: usize = 64_000;

/// The blocked users of one number.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Blocklist {
    customers: BTreeSet<u32>,
}

impl Blocklist {
    /// Whether a user is on the list.
    pub(crate) fn contains(&self, customer: u32) -> bool {
        !self.customers.is_empty() && self.customers.contains(&customer)
    }

    /// Puts users on the list: all of them, or none when there is no room for all.
    pub(crate) fn add(&mut self, customers: &[u32]) -> bool {
        let more: BTreeSet<u32> = customers
            .iter()
            .copied()
            .filter(|customer| !self.contains(*customer))
            .collect();
        let fits = self.customers.len() + more.len() <= BLOCKED_MAX;
        if fits {
            self.customers.extend(more);
        }
        fits
    }

    /// Takes a user off the list.
    pub(crate) fn remove(&mut self, customer: u32) {
        self.customers.remove(&customer);
    }

    /// Everybody on it.
    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> {
        self.customers.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_room_for_64_000_users() {
        let mut list = Blocklist::default();
        let all: Vec<u32> = (0..BLOCKED_MAX as u32 - 1).collect();
        assert!(list.add(&all));
        assert!(!list.add(&[70_000, 70_001]), "two do not fit");
        assert!(list.add(&[70_000, 70_000, 1]), "one does, and known ones take no room");
        assert!(!list.add(&[70_001]));
        list.remove(1);
        assert!(list.add(&[70_001]) && list.contains(70_001) && !list.contains(1));
        assert_eq!(list.iter().count(), BLOCKED_MAX);
    }
}
