//! The team inbox: the list, where conversations stand, and who gets them.

pub mod assignment;
pub mod bulk;
pub mod export;
pub mod list;
pub mod query;
pub mod saved_views;
pub mod standing;
pub mod teams;
