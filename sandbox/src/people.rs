//! WhatsApp's users: who they are, and what they have with each business number.
//!
//! - `customer`, `names`, `countries`: who they are; `identity`: how a business sees them; `conversation`: the threads.
//! - `inbound`: what they write; `changes`: other phones and identities, blocks and stops; `feedback`: what is kept of it.
//! - `life`: a message on its way to them; `habits`, `deeds`: what they do alone; `crowd`: many of them from a description.
//! - `app`: a business that also writes from its WhatsApp Business app.

pub(crate) mod app;
pub(crate) mod changes;
pub(crate) mod conversation;
pub(crate) mod countries;
pub(crate) mod crowd;
pub(crate) mod customer;
pub(crate) mod deeds;
pub(crate) mod feedback;
pub(crate) mod habits;
pub(crate) mod identity;
pub(crate) mod inbound;
pub(crate) mod life;
pub(crate) mod names;
