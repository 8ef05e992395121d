//! Free entry points: a user who came by an ad, and a company that answers in time.
//!
//! Meta, "Pricing › Free entry points", 2026: when the company answers within 24 hours, everything to this user is free
//! for 72 hours from that answer on, templates too; the customer service window goes on by its own rule.

use crate::clock::HOUR_MS;
use crate::rules::standing::Standing;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One user who came by an ad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    came_ms: i64,
    free_until_ms: Option<i64>,
}

/// The users who came by ads lately, by number and user.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Entries {
    by_pair: BTreeMap<u64, Entry>,
    /// At this many, those whose time is over are let go.
    full: usize,
}

/// Below this many entries nobody looks for old ones.
const FEW: usize = 1_024;

impl Entries {
    /// A user writes after a tap on an ad.
    pub(crate) fn come(&mut self, number: u32, customer: u32, figures: &Standing, now_ms: i64) {
        if self.by_pair.len() >= self.full.max(FEW) {
            self.by_pair.retain(|_, entry| {
                let waits = now_ms < entry.came_ms + figures.free_entry_answer_hours * HOUR_MS;
                entry.free_until_ms.map_or(waits, |until| now_ms < until)
            });
            self.full = 2 * self.by_pair.len();
        }
        let entry = self.by_pair.entry(key(number, customer)).or_insert(Entry {
            came_ms: now_ms,
            free_until_ms: None,
        });
        if entry.free_until_ms.is_none_or(|until| until <= now_ms) {
            *entry = Entry {
                came_ms: now_ms,
                free_until_ms: None,
            };
        }
    }

    /// The company sends: the first answer in time begins what is free. Gives until when it is, if it is.
    pub(crate) fn answer(&mut self, number: u32, customer: u32, figures: &Standing, now_ms: i64) -> Option<i64> {
        let entry = self.by_pair.get_mut(&key(number, customer))?;
        if entry.free_until_ms.is_none() && now_ms < entry.came_ms + figures.free_entry_answer_hours * HOUR_MS {
            entry.free_until_ms = Some(now_ms + figures.free_entry_point_hours * HOUR_MS);
        }
        entry.free_until_ms.filter(|until| now_ms < *until)
    }
}

fn key(number: u32, customer: u32) -> u64 {
    u64::from(number) << 32 | u64::from(customer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::figures;

    #[test]
    fn an_answer_within_24_hours_frees_72() {
        let figures = &figures::find("meta-2026-10").unwrap().standing;
        let (day, span) = (24 * HOUR_MS, 72 * HOUR_MS);
        for (answered, free) in [(0, true), (day - 1, true), (day, false), (day + 1, false)] {
            let mut entries = Entries::default();
            entries.come(1, 2, figures, 0);
            assert_eq!(
                entries.answer(1, 2, figures, answered).is_some(),
                free,
                "after {answered} ms"
            );
            assert_eq!(entries.answer(1, 2, figures, answered + span - 1).is_some(), free);
            assert_eq!(entries.answer(1, 2, figures, answered + span), None);
        }
    }

    #[test]
    fn only_the_pair_that_met_is_free_and_a_second_tap_does_not_shorten_it() {
        let figures = &figures::find("meta-2026-10").unwrap().standing;
        let mut entries = Entries::default();
        entries.come(1, 2, figures, 0);
        let until = entries.answer(1, 2, figures, 10);
        entries.come(1, 2, figures, 20);
        assert_eq!(entries.answer(1, 2, figures, 30), until);
        assert_eq!(entries.answer(2, 2, figures, 30), None);
        assert_eq!(entries.answer(1, 3, figures, 30), None);
    }
}
