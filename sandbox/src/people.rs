//! WhatsApp's users: who they are, and what they have with each business number.

pub(crate) mod conversation;
pub(crate) mod customer;
pub(crate) mod feedback;
pub(crate) mod inbound;
pub(crate) mod life;
