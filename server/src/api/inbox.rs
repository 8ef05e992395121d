//! The team inbox: changing where a conversation stands.

pub mod standing;
