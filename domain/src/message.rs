//! Messages: direction, and a status that is merged and never assigned.
//!
//! Statuses arrive late, twice, and before the answer of the call that made the message. Merging
//! takes the greater of two in one fixed order, so the outcome does not depend on order or repetition:
//!
//! `queued < sending < refused < uncertain < accepted < sent < failed < delivered < read < played`
//!
//! - `refused` is our guard's word that no call was made; any sign of a call outranks it.
//! - `failed` outranks `sent`, because Meta accepts and even sends what fails later
//!   (Meta, 'Message status webhooks', 2026: `failed` ends).
//! - `delivered` and later outrank `failed`: a phone that shows or reads a message proves it arrived,
//!   and showing such a message as failed would invite somebody to send it twice.

use crate::named::named_enum;

named_enum! {
    /// Who wrote a message.
    pub enum Direction {
        /// The customer.
        Inbound = "inbound",
        /// The company.
        Outbound = "outbound",
    }
}

named_enum! {
    /// How far a message has come. The order of the variants is the order of merging.
    pub enum MessageStatus {
        /// Waits for its turn.
        Queued = "queued",
        /// Claimed by a sender; a call may be under way.
        Sending = "sending",
        /// Refused by our own rules; no call was made.
        Refused = "refused",
        /// A call was made and its outcome is not known.
        Uncertain = "uncertain",
        /// WhatsApp took the message and gave it an id.
        Accepted = "accepted",
        /// Left WhatsApp's servers: one tick.
        Sent = "sent",
        /// Will not arrive.
        Failed = "failed",
        /// Reached the phone: two ticks.
        Delivered = "delivered",
        /// Was read.
        Read = "read",
        /// A voice message was played.
        Played = "played",
    }
}

impl MessageStatus {
    /// The status after another one became known; never goes back.
    #[must_use]
    pub fn merge(self, incoming: Self) -> Self {
        self.max(incoming)
    }

    /// Whether a call to WhatsApp was made or may have been made.
    #[must_use]
    pub const fn was_called(self) -> bool {
        !matches!(self, Self::Queued | Self::Sending | Self::Refused)
    }

    /// Whether the message is known to have reached the phone.
    #[must_use]
    pub const fn has_arrived(self) -> bool {
        matches!(self, Self::Delivered | Self::Read | Self::Played)
    }

    /// Whether the sending side has nothing left to do.
    #[must_use]
    pub const fn is_settled(self) -> bool {
        !matches!(self, Self::Queued | Self::Sending | Self::Uncertain)
    }

    /// Whether the recipient uses up one place of the messaging limit: everything that was or may have been sent.
    #[must_use]
    pub const fn counts_as_used(self) -> bool {
        matches!(self, Self::Sending) || (self.was_called() && !matches!(self, Self::Failed))
    }

    /// Reads the word of a status webhook; the older words `deleted` and `warning` are no state of ours.
    #[must_use]
    pub fn from_meta(word: &str) -> Option<Self> {
        match word {
            "sent" => Some(Self::Sent),
            "delivered" => Some(Self::Delivered),
            "read" => Some(Self::Read),
            "played" => Some(Self::Played),
            "failed" => Some(Self::Failed),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{prelude::*, sample::select};

    fn status() -> impl Strategy<Value = MessageStatus> {
        select(MessageStatus::ALL)
    }

    #[test]
    fn outcomes_that_matter() {
        use MessageStatus::{Accepted, Delivered, Failed, Played, Queued, Read, Refused, Sending, Sent, Uncertain};
        for (a, b, outcome) in [
            (Read, Delivered, Read),
            (Failed, Sent, Failed),
            (Failed, Delivered, Delivered),
            (Uncertain, Sent, Sent),
            (Uncertain, Failed, Failed),
            (Sending, Refused, Refused),
            (Refused, Uncertain, Uncertain),
            (Accepted, Queued, Accepted),
            (Read, Played, Played),
        ] {
            assert_eq!(a.merge(b), outcome, "{a} with {b}");
        }
    }

    #[test]
    fn names_are_the_published_ones() {
        let mut names: Vec<_> = MessageStatus::ALL.iter().map(|status| status.as_str()).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            [
                "accepted",
                "delivered",
                "failed",
                "played",
                "queued",
                "read",
                "refused",
                "sending",
                "sent",
                "uncertain"
            ]
        );
    }

    proptest! {
        #[test]
        fn order_and_repetition_do_not_matter(
            (statuses, shuffled) in proptest::collection::vec(status(), 1..12).prop_flat_map(|all| {
                let doubled: Vec<_> = all.iter().chain(&all).copied().collect();
                (Just(all), Just(doubled).prop_shuffle())
            })
        ) {
            let fold = |all: &[MessageStatus]| all.iter().fold(MessageStatus::Queued, |a, b| a.merge(*b));
            prop_assert_eq!(fold(&statuses), fold(&shuffled));
        }

        #[test]
        fn merging_never_goes_back(a in status(), b in status(), c in status()) {
            prop_assert!(a.merge(b) >= a);
            prop_assert_eq!(a.merge(b).merge(b), a.merge(b));
            prop_assert_eq!(a.merge(b).merge(c), a.merge(b.merge(c)));
            if a.has_arrived() {
                prop_assert!(a.merge(b).has_arrived());
            }
            if a.was_called() {
                prop_assert!(a.merge(b).was_called());
            }
        }
    }
}
