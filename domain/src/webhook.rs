//! Outgoing webhooks: what a company's own systems may be told of, and where a telling stands.

use crate::event::EventKind;
use crate::named::named_enum;

/// What may be told: everything that has a row of its own to show.
pub const OFFERED: &[EventKind] = &[
    EventKind::MessageReceived,
    EventKind::MessageStatus,
    EventKind::ConversationChanged,
    EventKind::ContactChanged,
    EventKind::CampaignProgress,
    EventKind::TemplateChanged,
    EventKind::NumberChanged,
];

/// How many addresses a company has at most.
pub const ENDPOINTS_MAX: usize = 10;
/// The longest address, in characters.
pub const URL_CHARS_MAX: usize = 2_000;

named_enum! {
    /// Where the telling of one event to one address stands.
    pub enum DeliveryState {
        /// It is to be tried, for the first time or again.
        Waiting = "waiting",
        /// The other side took it.
        Delivered = "delivered",
        /// It was tried for three days and given up.
        Failed = "failed",
    }
}

named_enum! {
    /// Why nothing is told to an address.
    pub enum DisabledReason {
        /// Somebody switched it off.
        SwitchedOff = "switched_off",
        /// Nothing was taken for days.
        Failing = "failing",
        /// The other side said that it is gone for good.
        Gone = "gone",
    }
}
