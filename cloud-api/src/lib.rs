//! WhatsApp's wire language: requests, answers, errors, webhooks and their signature.
//!
//! Pure types and functions: nothing here opens a connection, reads a clock or knows our own domain.
//! Foreign sets of values stay open: what this version does not know is kept as it came, never refused.
//!
//! - [`signature`]: the signature of a webhook and the proof of a token.
//! - [`webhook`]: what WhatsApp tells us, split item by item.
//! - [`content`]: what a message carries, in the shape that the network, our REST API and our database share.
//! - [`send`]: the request around a content, the read receipt, and the answers to both.
//! - [`template`], [`media`], [`phone_number`], [`profile`], [`account`]: the objects managed beside messages.
//! - [`paging`]: the list envelope of the Graph API.
//! - [`error`]: the error envelope; [`error_table`]: the known codes and what each means for a caller.

mod flexible;
mod wire_enum;

pub mod account;
pub mod content;
pub mod error;
pub mod error_table;
pub mod media;
pub mod paging;
pub mod phone_number;
pub mod profile;
pub mod send;
pub mod signature;
pub mod template;
pub mod webhook;
