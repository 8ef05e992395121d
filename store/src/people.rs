//! One person in every table: what they are known by, two that are one, and taking somebody out altogether.
//!
//! Map: [`identities`]; [`merge`] gives everything of one contact to another; [`erase`] forgets a contact;
//! [`threads`] takes what stands beside messages along; [`blocks`] remembers whom WhatsApp keeps from us; [`history`] counts what there is.

pub mod blocks;
pub mod erase;
pub mod history;
pub mod identities;
pub mod merge;
pub mod threads;
