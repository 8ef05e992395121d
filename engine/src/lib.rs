//! The work between the edges: what comes in is applied, what wants to go out is decided and sent.
//!
//! Every worker is `step(now) -> next wake-up`; only [`runner`] waits, only [`clock`] reads a clock, only [`chance`]
//! draws. SQL is the store's, rules are the domain's, the wire is `cloud-api`'s and `graph-client`'s.
//!
//! Map:
//! - [`engine`], [`clock`], [`chance`], [`hints`], [`runner`]: what all share
//! - [`intake`] → [`ingest`]: raw webhooks to the journal, from the journal to facts, from facts to rows
//! - [`accept`] → [`dispatch`] → [`deliver`] → [`settle`] → [`reconcile`]: from an intent to a known outcome; between
//!   them [`guarding`] asks the guard, [`desk`] holds what is claimed, [`pacer`] keeps the rate
//! - [`connect`], [`templates`], [`campaigns`], [`fetch`], [`contacts`], [`imports`], [`exports`],
//!   [`quick_replies`], [`profiles`]: the longer work
//! - [`inbox`]: where conversations stand, and who gets them
//! - [`files`], [`sound`]: stored files, and what their bytes say
//! - [`plans`]: what a hoster lets a company have
//! - [`automation`]: what is answered without people
//! - [`notes`], [`alerts`]: what colleagues write to each other, and what each should know of
//! - [`webhooks`]: what changed, to systems outside
//! - [`live`], [`presence`]: what changed, and who is there now, to those who watch

pub mod accept;
pub mod alerts;
pub mod automation;
pub mod campaigns;
pub mod chance;
pub mod clock;
pub mod connect;
pub mod contacts;
pub mod control;
pub mod deliver;
pub mod desk;
pub mod dispatch;
pub mod engine;
pub mod exports;
pub mod fetch;
pub mod files;
pub mod find;
pub mod follow;
pub mod guarding;
pub mod hints;
pub mod imports;
pub mod inbox;
pub mod ingest;
pub mod intake;
pub mod intake_keys;
pub mod latin;
pub mod live;
mod node_lease;
pub mod notes;
mod outside;
pub mod pacer;
pub mod people;
pub mod plans;
pub mod presence;
pub mod profiles;
pub mod push;
pub mod quick_replies;
pub mod reading;
pub mod reconcile;
pub mod runner;
pub mod secrets;
pub mod settle;
pub mod sound;
mod spreadsheet;
pub mod starred;
pub mod templates;
mod unused;
pub mod webhooks;
pub mod workers;

pub use engine::{Engine, EngineError, EngineSettings};
