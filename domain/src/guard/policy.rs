//! A workspace's own rules of sending, beside WhatsApp's.

use serde::{Deserialize, Serialize};

use crate::named::named_enum;
use crate::time::{MINUTE_MS, SECOND_MS};

/// A workspace's own rules of sending.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SendPolicy {
    /// How long the same template with the same values, or the same text of a campaign, is not sent to the same person
    /// again.
    pub duplicate_template_ms: i64,
    /// The same for free-form messages: long enough for a double click, short enough for a second «да».
    pub duplicate_free_form_ms: i64,
    /// How much marketing one person gets.
    pub person_cap: Option<PersonCap>,
    /// Whether campaigns wait while the number's quality is low.
    pub hold_campaigns_on_low_quality: bool,
}

/// At most `messages` marketing templates in `days` days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonCap {
    /// How many messages.
    pub messages: u32,
    /// In how many days.
    pub days: u32,
    /// What happens to a campaign's message above that.
    pub over: OverCap,
}

named_enum! {
    /// What happens above the cap.
    pub enum OverCap {
        /// It waits until the cap allows it.
        Defer = "defer",
        /// It is not sent.
        Refuse = "refuse",
    }
}

impl Default for SendPolicy {
    fn default() -> Self {
        Self {
            duplicate_template_ms: 10 * MINUTE_MS,
            duplicate_free_form_ms: 10 * SECOND_MS,
            person_cap: None,
            hold_campaigns_on_low_quality: false,
        }
    }
}
