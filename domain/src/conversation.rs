//! A conversation's service window and free entry point.
//!
//! The window is 24 hours from the customer's last message or call, by WhatsApp's own timestamp
//! (Meta, 'Customer service windows', 2026). It is open while `now < closes_at`. Old messages that
//! arrive late never shorten it. The free entry point is a matter of price only: 72 hours from our
//! first answer, if that came within 24 hours of a customer who came from an ad or a Page button.

use crate::named::named_enum;
use crate::rule_set::RuleSet;
use crate::time::{HOUR_MS, Timestamp};

named_enum! {
    /// Whether a conversation asks for attention.
    pub enum ConversationState {
        /// Somebody should look at it.
        Open = "open",
        /// We answered last.
        Waiting = "waiting",
        /// Put aside until a time, or until the customer writes.
        Snoozed = "snoozed",
        /// Done, until the customer writes again.
        Closed = "closed",
    }
}

/// What may be sent free-form until when, for one number and one contact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ServiceWindow {
    /// When the window closes or closed; nothing when the customer never wrote.
    pub closes_at: Option<Timestamp>,
    /// When the customer last came from an ad or a Page button.
    pub entered_at: Option<Timestamp>,
    /// When the free entry point closes or closed.
    pub free_entry_closes_at: Option<Timestamp>,
}

impl ServiceWindow {
    /// A window that closes at `closes_at`, without an entry point.
    #[must_use]
    pub const fn until(closes_at: Timestamp) -> Self {
        Self {
            closes_at: Some(closes_at),
            entered_at: None,
            free_entry_closes_at: None,
        }
    }

    /// Whether free-form messages may be sent at `now`.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.closes_at.is_some_and(|closes_at| now < closes_at)
    }

    /// Milliseconds until it closes; 0 when it is closed.
    #[must_use]
    pub fn remaining_ms(&self, now: Timestamp) -> i64 {
        self.closes_at.map_or(0, |closes_at| closes_at.since(now).max(0))
    }

    /// Whether messages are free by the entry point at `now`.
    #[must_use]
    pub fn is_free_entry(&self, now: Timestamp) -> bool {
        self.free_entry_closes_at.is_some_and(|closes_at| now < closes_at)
    }

    /// The window after the customer wrote, pressed a button or called at `at`.
    #[must_use]
    pub fn after_inbound(self, at: Timestamp, rules: &RuleSet) -> Self {
        let closes_at = at.plus(rules.window_hours * HOUR_MS);
        Self {
            closes_at: self.closes_at.max(Some(closes_at)),
            ..self
        }
    }

    /// The window after the customer came by an ad or a Page button and wrote at `at`.
    #[must_use]
    pub fn after_referral(self, at: Timestamp, rules: &RuleSet) -> Self {
        Self {
            entered_at: self.entered_at.max(Some(at)),
            ..self
        }
        .after_inbound(at, rules)
    }

    /// The window after we answered at `at`: the first answer to an entry opens the free time.
    #[must_use]
    pub fn after_answer(self, at: Timestamp, rules: &RuleSet) -> Self {
        let Some(entered_at) = self.entered_at else {
            return self;
        };
        let waited_ms = at.since(entered_at);
        if !(0..rules.free_entry_answer_hours * HOUR_MS).contains(&waited_ms) {
            return self;
        }
        let closes_at = at.plus(rules.free_entry_point_hours * HOUR_MS);
        Self {
            entered_at: None,
            free_entry_closes_at: self.free_entry_closes_at.max(Some(closes_at)),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::DAY_MS;
    use proptest::prelude::*;

    const T0: Timestamp = Timestamp::from_millis(1_790_000_000_000);

    fn rules() -> &'static RuleSet {
        RuleSet::newest()
    }

    #[test]
    fn closes_exactly_24_hours_after_the_last_message() {
        let window = ServiceWindow::default().after_inbound(T0, rules());
        for (now, open) in [
            (T0, true),
            (T0.plus(DAY_MS - 1), true),
            (T0.plus(DAY_MS), false),
            (T0.plus(DAY_MS + 1000), false),
        ] {
            assert_eq!(window.is_open(now), open, "{now}");
        }
        assert!(!ServiceWindow::default().is_open(T0));
    }

    #[test]
    fn a_press_after_23_hours_gives_a_full_new_window() {
        let press = T0.plus(23 * HOUR_MS);
        let window = ServiceWindow::default()
            .after_inbound(T0, rules())
            .after_inbound(press, rules());
        assert_eq!(window.remaining_ms(press), DAY_MS);
    }

    #[test]
    fn an_answer_within_a_day_opens_72_free_hours_once() {
        let entered = ServiceWindow::default().after_referral(T0, rules());
        assert!(!entered.is_free_entry(T0));
        let answer = T0.plus(DAY_MS - 1);
        let answered = entered.after_answer(answer, rules());
        assert!(answered.is_free_entry(answer.plus(72 * HOUR_MS - 1)));
        assert!(!answered.is_free_entry(answer.plus(72 * HOUR_MS)));
        assert_eq!(answered.after_answer(answer.plus(HOUR_MS), rules()), answered);
        let late = entered.after_answer(T0.plus(DAY_MS), rules());
        assert_eq!(late.free_entry_closes_at, None);
    }

    proptest! {
        #[test]
        fn messages_out_of_order_never_shorten_it(
            (offsets, shuffled) in proptest::collection::vec(0_i64..10 * DAY_MS, 1..10)
                .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle()))
        ) {
            let mut window = ServiceWindow::default();
            for offset in shuffled {
                let next = window.after_inbound(T0.plus(offset), rules());
                prop_assert!(next.closes_at >= window.closes_at);
                window = next;
            }
            let newest = offsets.into_iter().max().unwrap();
            prop_assert_eq!(window.closes_at, Some(T0.plus(newest + DAY_MS)));
        }
    }
}
