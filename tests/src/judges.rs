//! The two judges against each other: the guard, which knows Meta's rules and ours, and the sandbox, which knows
//! Meta's. They share figures and nothing else.
//!
//! A company is played through days of sandbox time: customers write, stop, block; templates and numbers rise and fall;
//! and again and again something is to be sent. The guard is asked with what a company can know; the sandbox gets the
//! message whatever the guard says.
//!
//! - [`shelf`]: the templates, with values that fit and values that do not
//! - [`company`]: what the company knows, learned as a product learns it
//! - [`mod@play`]: the days, drawn from a seed
//! - [`verdict`]: what both said, and whether that may be

pub mod company;
pub mod play;
pub mod shelf;
pub mod verdict;

pub use play::play;
pub use verdict::Tally;
