//! Recipients of campaigns: one row per person, frozen with its values when the campaign starts.
//!
//! A recipient that waits and has a message is planned: its message stands in the queue. Pausing takes the message
//! back, so that a recipient has at most one message however often its campaign is paused.

mod freeze;
mod plan;
mod report;

pub use freeze::{Frozen, clear, freeze, list_labelled_contacts};
pub use plan::{
    PlannedRecipient, SetAside, count_queued, has_unfinished, list_waiting, next_deferred_at, plan, set_aside,
    stop_waiting, wake_deferred, withdraw,
};
pub use report::{FailureCount, RecipientRow, button_counts, count_opted_out, failure_counts, list};
