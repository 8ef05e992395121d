//! Speaks WhatsApp's wire language as a client, and says what each answer means for the caller.
//!
//! One [`GraphClient`] serves every connection; a [`Target`] says where a call goes and with which token.
//! Sending ends in an [`Outcome`] that tells what to do next, every other call in a value or a [`CallError`].
//! Nothing is repeated here: whether and when to try again is the caller's decision.
//!
//! - `target.rs`: providers, addresses, secrets.
//! - `http.rs`: the only place that builds HTTP clients and makes calls; time limits and sizes.
//! - `address.rs`: which addresses may be connected to, checked at the moment of connecting.
//! - `answer.rs`: from an HTTP answer to its meaning; `failure.rs`: the error of every call but sending.
//! - `send.rs`, `outcome.rs`: messages and what became of them.
//! - `media.rs`, `download.rs`, `template.rs`, `number.rs`, `profile.rs`, `resumable.rs`, `subscription.rs`, `block.rs`, `pages.rs`: the other calls.
//! - `control.rs`: the sandbox's own control API; `hook.rs`: addresses of the company's own systems;
//!   `push.rs`: the push services of browsers.
//! - `dialog360.rs`: what 360dialog does differently.

mod address;
mod answer;
mod block;
mod control;
mod dialog360;
mod download;
mod failure;
mod hook;
mod http;
mod media;
mod number;
mod outcome;
mod pages;
mod profile;
mod push;
mod resumable;
mod send;
mod subscription;
mod target;
mod template;

pub use address::is_public;
pub use block::BlockedUser;
pub use control::{ControlAnswer, ControlRequest};
pub use download::{DownloadRequest, Downloaded};
pub use failure::CallError;
pub use hook::{HookAnswer, HookRequest};
pub use http::{BuildError, ClientSettings, GraphClient};
pub use media::{Upload, UploadBody};
pub use outcome::{Outcome, Uncertainty};
pub use push::{PushOutcome, PushRequest};
pub use resumable::ResumableUpload;
pub use subscription::Subscription;
pub use target::{Provider, Secret, Target, TargetError};
