//! The team inbox: where conversations stand, who has them, and who gets them.
//!
//! - [`change`]: somebody changes a conversation

pub mod change;

pub use change::{ChangeOutcome, change_conversation};
pub(crate) use change::{author_of, close_after};
