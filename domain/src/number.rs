//! The state of a business phone number as WhatsApp reports it.

use crate::named::named_enum;

named_enum! {
    /// Quality rating of a number or a template.
    pub enum Quality {
        /// High.
        Green = "green",
        /// Medium.
        Yellow = "yellow",
        /// Low.
        Red = "red",
        /// Not rated yet.
        Unknown = "unknown",
    }
}

impl Quality {
    /// Reads Meta's word, in any case; `NA` and words not known mean not rated.
    #[must_use]
    pub fn from_meta(word: &str) -> Self {
        Self::parse(&word.to_ascii_lowercase()).unwrap_or(Self::Unknown)
    }
}

named_enum! {
    /// Life of a number.
    pub enum NumberStatus {
        /// Not registered yet.
        Pending = "pending",
        /// Sends and receives.
        Connected = "connected",
        /// Quality is low; until October 2025 it had seven days to mend.
        Flagged = "flagged",
        /// May answer in open windows only.
        Restricted = "restricted",
        /// Asked too often to be verified or registered.
        RateLimited = "rate_limited",
        /// Not connected.
        Disconnected = "disconnected",
        /// Banned by WhatsApp.
        Banned = "banned",
        /// Deleted or moved away.
        Deleted = "deleted",
    }
}

impl NumberStatus {
    /// Reads Meta's word in any case; the words of the number's older pages are understood too.
    #[must_use]
    pub fn from_meta(word: &str) -> Option<Self> {
        match word.to_ascii_lowercase().as_str() {
            "offline" | "unverified" => Some(Self::Disconnected),
            "migrated" => Some(Self::Deleted),
            known => Self::parse(known),
        }
    }
}
