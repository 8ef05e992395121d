//! WhatsApp's side of the wire: an emulator of the WhatsApp Business Platform, with simulated customers and a clock that
//! can be steered.
//!
//! It implements Meta's rules from Meta's pages with its own code, so that it can judge those who must keep them.
//!
//! - [`Sandbox::start`] opens it on a port; [`Settings`] say how; [`Running::credentials`] say how to speak to it.
//! - `world`: the whole state and the one way in which it changes; `wire`: the Graph API; `rules`: what is allowed;
//!   `people`: customers and what they do; `templates`, `book`, `media`, `uploads`, `accounts`, `numbers`, `affairs`, `tokens`,
//!   `standings`, `money`: what there is; `analytics`: the book in figures.
//! - `clock`, `timers`, `runner`: time, what happens in it, and the only file that waits.
//! - `deliveries`, `poster`: webhooks, queued and sent; `faults`: trouble on command.
//! - `scenario`: a world described in a file; `request_log`: the last calls, to look at.
//! - `control`: the API that steers all of it; [`openapi`] is its document.
//! - `shared`, `persist`, `begin`, `sandbox`: the lock, the file, how a world begins, start and stop.

mod accounts;
mod affairs;
mod analytics;
mod begin;
mod book;
mod call_rates;
mod clock;
mod control;
mod deliveries;
mod errors;
mod faults;
mod media;
mod money;
mod numbers;
mod people;
mod persist;
mod poster;
mod random;
mod request_log;
mod rules;
mod runner;
mod sandbox;
mod scenario;
mod settings;
mod shared;
mod standings;
mod templates;
mod timers;
mod tokens;
mod uploads;
mod wire;
mod world;

pub use control::openapi;
pub use persist::StateError;
pub use sandbox::{Embedded, Running, Sandbox, StartError};
pub use scenario::{Scenario, ScenarioError};
pub use settings::{Callback, ClockStart, Credentials, MarketingCap, Receiver, Settings, State, Taker, WorldSettings};
pub use world::UnknownRuleSet;
