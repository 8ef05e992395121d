//! Load, references and measuring for `galka bench`.
//!
//! The product is measured from outside: its real binary runs as a child process, so that its CPU time and memory
//! are its own; the load, the stub and the references run here.
//!
//! Map:
//! - [`mod@ingest`], `growth`, `search`, [`mod@dispatch`], [`mod@sandbox`] with its `rehearsal`,
//!   [`mod@live`] with its `watch`: what is measured
//! - [`stage`], [`product`], [`emulator`], [`inside`], [`stub`], [`reference`](mod@reference): who takes part
//! - [`load`], [`bodies`], [`http`]: what is sent
//! - [`mod@hold`]: the stage for those who measure the browser app
//! - [`report`], [`usage`], [`pace`]: figures, where they come from, and the only file that waits

pub mod bodies;
pub mod dispatch;
pub mod emulator;
pub mod failure;
mod growth;
pub mod hold;
pub mod http;
pub mod ingest;
pub mod inside;
pub mod live;
pub mod load;
pub mod pace;
pub mod product;
pub mod reference;
mod rehearsal;
pub mod report;
pub mod sandbox;
mod search;
pub mod stage;
pub mod stub;
pub mod usage;
mod watch;

pub use dispatch::{DispatchOptions, dispatch};
pub use failure::BenchError;
pub use hold::{Held, HoldOptions, hold};
pub use ingest::{IngestOptions, ingest};
pub use live::{LiveOptions, live};
pub use report::Report;
pub use sandbox::{SandboxOptions, sandbox};
