//! What leaves for a company's own systems: the shape, the proof and the patience of outgoing webhooks.
//!
//! Pure: facts and `now` are arguments. The engine reads the event log, makes the calls and remembers what came of
//! them; what others build against is decided here and written in `docs/webhooks.md`.
//!
//! Map:
//! - [`address`]: where a webhook may lead
//! - [`body`]: what is told
//! - [`signature`]: the proof that it is ours
//! - [`verdict`]: what an answer means, and when to try again

pub mod address;
pub mod body;
pub mod signature;
pub mod verdict;
