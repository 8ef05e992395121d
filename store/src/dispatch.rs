//! What goes out: intents, their claim for sending, and what became of the calls.
//!
//! One row is both the intent and the message. A claim makes it `sending` and is durable before the call; a
//! settlement merges the outcome, so that a status webhook that was quicker is never overwritten.

mod claim;
mod follow;
mod intents;
mod settle;
mod twin;
mod uncertain;

pub use claim::{
    Claim, Deferral, DueMessage, DueNumber, Refusal, list_due, list_due_numbers, next_due_at, refuse_with_recipients,
    write_claims, write_deferrals,
};
pub use follow::{Follower, follow_messages, write_previews};
pub use intents::{Intent, insert_intents, open_conversations};
pub use settle::{SettledAs, Settlement, settle};
pub use twin::{find_waiting_twin, hold_pair};
pub use uncertain::{
    UncertainMessage, count_uncertain, get_uncertain, list_uncertain_campaign_messages, mark_abandoned, mark_restored,
    requeue_uncertain, resolve_uncertain,
};
