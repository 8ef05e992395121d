//! The team inbox: where conversations stand, who has them, and who gets them.
//!
//! - [`change`]: somebody changes a conversation; [`bulk`] many at once, and [`undo`] puts that back; [`export`] writes
//!   them into a file
//! - [`assign`]: what waits finds its person by itself; [`leave`] gives back what somebody had, `reply`
//!   takes it by answering
//! - [`wake`]: what was put aside comes back

pub mod assign;
pub mod bulk;
pub mod change;
mod document;
pub mod export;
pub mod leave;
pub(crate) mod reply;
pub mod undo;
pub mod wake;

pub use change::{ChangeOutcome, WantedChange, change_conversation};
pub(crate) use change::{author_of, close_after};
