//! What a business number goes through beside its messages: proof of ownership, registration, its name and its
//! review, the official badge, its username, its block list and what its company has set.
//!
//! - `adding`: a new number of an account; `ownership`: the code by SMS or voice; `registration`: the two-step PIN.
//! - `naming`, `official`, `username`: what is reviewed; `identity`: what a customer's phone shows of it all.
//! - `blocklist`, `links`, `picture`, `qr`: whom it blocks, its short links and their pictures.
//!
//! Sources are named in each file; figures that Meta does not tell are said to be ours.

pub(crate) mod adding;
pub(crate) mod blocklist;
pub(crate) mod identity;
pub(crate) mod links;
pub(crate) mod naming;
pub(crate) mod official;
pub(crate) mod ownership;
pub(crate) mod picture;
mod png;
pub(crate) mod qr;
pub(crate) mod registration;
pub(crate) mod username;
pub(crate) mod view;

use crate::errors::GraphError;
use crate::world::World;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// Everything about one number that has nothing to do with a single message.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Desk {
    pub(crate) ownership: ownership::Ownership,
    pub(crate) registration: registration::Registration,
    pub(crate) naming: naming::Naming,
    pub(crate) official: official::Official,
    pub(crate) username: Option<username::Username>,
    pub(crate) blocked: blocklist::Blocklist,
    pub(crate) links: Vec<links::Link>,
    pub(crate) picture: Option<picture::Picture>,
    /// The phone that the profile names, which makes a business a verified one when it is the number itself.
    pub(crate) profile_phone: Option<String>,
    /// Ice breakers and commands.
    pub(crate) automation: Map<String, Value>,
    pub(crate) commerce: Option<(bool, bool)>,
    pub(crate) compliance: Option<Value>,
    pub(crate) public_key: Option<String>,
    pub(crate) settings: Map<String, Value>,
    pub(crate) deleted_ms: Option<i64>,
}

/// Something about a number that comes to an end by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Task {
    /// The review of a display name.
    Name,
    /// The answer to the application for the official badge.
    Official,
}

impl World {
    /// Ends what a timer was set for, unless it was decided before.
    pub(crate) fn finish_number_task(&mut self, number: u32, task: Task, round: u32) {
        match task {
            Task::Name => self.finish_name_review(number, round),
            Task::Official => self.finish_official(number, round),
        }
    }

    /// Tells of a number's two-step PIN, name, badge or username; these always go to the app.
    pub(crate) fn tell_of_number(&mut self, number: u32, field: &str, more: Value) {
        let row = &self.accounts.numbers[number as usize];
        let (waba, mut value) = (row.waba, json!({"display_phone_number": row.digits}));
        if let (Some(value), Value::Object(more)) = (value.as_object_mut(), more) {
            value.extend(more);
        }
        self.emit_account(waba, field, &value);
    }

    /// Takes a number away; only its company can do that, and not by the API.
    pub(crate) fn delete_number(&mut self, number: u32) {
        let now = self.now_ms();
        let row = &mut self.accounts.numbers[number as usize];
        row.registered = false;
        row.desk.deleted_ms = Some(now);
        row.desk.username = None;
    }
}

/// What forbids a number to write to a user, whatever it writes.
///
/// Meta, "Error codes", 2026: 131037 for a number that Meta gave (+1 555) whose name is not approved, 130403 for a user
/// whom the business has blocked. Their status is not told; it is 400 here.
pub(crate) fn may_send(world: &World, number: u32, customer: u32) -> Result<(), GraphError> {
    let row = &world.accounts.numbers[number as usize];
    if row.digits.starts_with("1555") && !row.desk.naming.is_approved() {
        return Err(GraphError::new(131_037));
    }
    if row.desk.blocked.contains(customer) {
        return Err(GraphError::new(130_403).details("The business has blocked this user: unblock the user to send."));
    }
    Ok(())
}
