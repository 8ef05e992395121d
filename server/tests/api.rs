//! The HTTP edge as callers see it: one binary, so that the tests link once.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "api/accounts.rs"]
mod accounts;
#[path = "api/automations.rs"]
mod automations;
#[path = "api/campaign_texts.rs"]
mod campaign_texts;
#[path = "api/campaigns.rs"]
mod campaigns;
#[path = "api/contacts.rs"]
mod contacts;
#[path = "api/document.rs"]
mod document;
#[path = "api/events.rs"]
mod events;
#[path = "api/help.rs"]
mod help;
#[path = "api/house.rs"]
mod house;
#[path = "api/imports.rs"]
mod imports;
#[path = "api/inbox.rs"]
mod inbox;
#[path = "api/labels.rs"]
mod labels;
#[path = "api/media.rs"]
mod media;
#[path = "api/messages.rs"]
mod messages;
#[path = "api/named.rs"]
mod named;
#[path = "api/notes.rs"]
mod notes;
#[path = "api/outgoing.rs"]
mod outgoing;
#[path = "api/people.rs"]
mod people;
#[path = "api/permissions.rs"]
mod permissions;
#[path = "api/plans.rs"]
mod plans;
#[path = "api/profiles.rs"]
mod profiles;
#[path = "api/push.rs"]
mod push;
#[path = "api/quick_replies.rs"]
mod quick_replies;
#[path = "api/storage.rs"]
mod storage;
#[path = "api/stub.rs"]
mod stub;
#[path = "api/templates.rs"]
mod templates;
#[path = "api/tenants.rs"]
mod tenants;
#[path = "api/together.rs"]
mod together;
#[path = "api/web.rs"]
mod web;
#[path = "api/webhooks.rs"]
mod webhooks;
