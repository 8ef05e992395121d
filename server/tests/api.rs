//! The HTTP edge as callers see it: one binary, so that the tests link once.

#[path = "api/accounts.rs"]
mod accounts;
#[path = "api/contacts.rs"]
mod contacts;
#[path = "api/document.rs"]
mod document;
#[path = "api/house.rs"]
mod house;
#[path = "api/imports.rs"]
mod imports;
#[path = "api/permissions.rs"]
mod permissions;
#[path = "api/web.rs"]
mod web;
#[path = "api/webhooks.rs"]
mod webhooks;
