//! The desk: what a company makes of a conversation, who gets it, and what is noted of both.
//!
//! - [`standing`]: the states of a conversation and what moves it from one to another
//! - [`assign`]: who of the colleagues gets a conversation that waits for somebody
//! - [`settings`]: what a company decides about both
//! - [`undo`]: putting back what was changed
//! - [`entry`]: what stands in a thread beside messages

pub mod assign;
pub mod entry;
pub mod settings;
pub mod standing;
pub mod undo;

pub use assign::{Agent, AssignmentMode, Shift, choose};
pub use entry::{AuthorKind, EntryKind};
pub use settings::AssignmentSettings;
pub use standing::{Impossible, Stage, Standing, StandingPatch};
