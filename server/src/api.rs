//! The handlers of the REST API: they parse, call, and answer. Their permissions stand in [`crate::routes`].

pub mod api_keys;
pub mod auth;
pub mod campaigns;
pub mod connections;
pub mod contacts;
pub mod contacts_bulk;
pub mod conversations;
pub mod dead_letters;
pub mod events;
pub mod fields;
pub mod imports;
pub mod inbox;
pub mod labels;
pub mod me;
pub mod media;
pub mod members;
pub mod messages;
pub mod numbers;
pub mod people;
pub mod profiles;
pub mod quick_replies;
pub mod search;
pub mod segments;
pub mod system;
pub mod templates;
pub mod workspaces;
