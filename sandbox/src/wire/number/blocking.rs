//! `/{phone-number-id}/block_users`.
//!
//! Meta, "Block users", 2026: only users who wrote in the last 24 hours, other businesses never; who cannot be blocked
//! is listed beside the error, and the others are blocked nevertheless.

use super::{unsupported, want_product};
use crate::clock::HOUR_MS;
use crate::errors::{GraphError, webhook_error};
use crate::people::customer::digits_of;
use crate::wire::page;
use crate::wire::request::GraphRequest;
use crate::world::World;
use serde_json::{Map, Value, json};

const WROTE_MS: i64 = 24 * HOUR_MS;

/// A user of the call: the place, and how the call named them.
struct Named {
    customer: u32,
    view: Value,
}

/// The list, additions to it, removals from it.
pub(super) fn answer(world: &mut World, request: &GraphRequest, number: u32) -> Result<Value, GraphError> {
    match request.method.as_str() {
        "GET" => {
            let blocked = world.accounts.numbers[number as usize].desk.blocked.iter();
            page(
                request,
                blocked.map(|customer| listed(world, number, customer)).collect(),
            )
        }
        "POST" => change(world, request, number, true),
        "DELETE" => change(world, request, number, false),
        _ => Err(unsupported(world, request, number)),
    }
}

fn listed(world: &World, number: u32, customer: u32) -> Value {
    let mut view = json!({"messaging_product": "whatsapp"});
    if world.shows_phone(customer, number) {
        view["wa_id"] = json!(world.customers.get(customer).phone());
    }
    if let Some(user_id) = world.user_id(customer, number) {
        view["user_id"] = json!(user_id);
    }
    view
}

fn change(world: &mut World, request: &GraphRequest, number: u32, block: bool) -> Result<Value, GraphError> {
    want_product(request)?;
    let users = request
        .value("block_users")
        .ok_or_else(|| GraphError::required("block_users"))?;
    let users = users
        .as_array()
        .filter(|users| !users.is_empty())
        .ok_or_else(|| GraphError::parameter("Param block_users must be a non-empty array."))?;
    let (mut done, mut failed) = (Vec::new(), Vec::new());
    for user in users {
        match find_user(world, number, user, block)? {
            Ok(named) => done.push(named),
            Err(refused) => failed.push(refused),
        }
    }
    let list = &mut world.accounts.numbers[number as usize].desk.blocked;
    let customers: Vec<u32> = done.iter().map(|named| named.customer).collect();
    if !block {
        customers.iter().for_each(|customer| list.remove(*customer));
    } else if !list.add(&customers) {
        return Err(GraphError::new(139_101).details("The block list may have at most 64000 users."));
    }
    let word = if block { "added_users" } else { "removed_users" };
    let mut lists = Map::new();
    if !done.is_empty() || failed.is_empty() {
        lists.insert(word.into(), done.into_iter().map(|named| named.view).collect());
    }
    let all_done = failed.is_empty();
    if !all_done {
        lists.insert("failed_users".into(), Value::Array(failed));
    }
    let parts = json!({"messaging_product": "whatsapp", "block_users": lists});
    match parts {
        Value::Object(parts) if !all_done => Err(GraphError::new(139_100)
            .details("Some users could not be blocked or unblocked: see block_users for each of them.")
            .beside(parts)),
        parts => Ok(parts),
    }
}

/// The user that an entry names, or why that user cannot be blocked.
fn find_user(world: &World, number: u32, user: &Value, block: bool) -> Result<Result<Named, Value>, GraphError> {
    let (input, by_id) = match (user["user"].as_str(), user["user_id"].as_str()) {
        (Some(phone), _) => (phone, false),
        (None, Some(user_id)) => (user_id, true),
        (None, None) => return Err(GraphError::required("block_users[0]['user']")),
    };
    let digits = digits_of(input).filter(|_| !by_id);
    let mut view = json!({"input": input});
    match &digits {
        Some(digits) => view["wa_id"] = json!(digits),
        None if by_id => view["user_id"] = json!(input),
        None => {}
    }
    let refuse = |mut view: Value, code: u32, why: &str| {
        let error = webhook_error(code, Some(why));
        let message = format!("(#{code}) {}", error["title"].as_str().unwrap_or_default());
        view["errors"] = json!([{"message": message, "code": code, "error_data": {"details": why}}]);
        Ok(Err(view))
    };
    let business = |digits: &String| world.accounts.numbers.iter().any(|row| row.digits == *digits);
    if digits.as_ref().is_some_and(business) {
        return refuse(view, 131_009, "A business cannot be blocked.");
    }
    let found = match &digits {
        Some(digits) => world.customers.find(digits),
        None if by_id => world.find_user(number, input),
        None => return refuse(view, 131_009, "The phone number is not valid."),
    };
    let Some(customer) = found else {
        return refuse(view, 131_026, "There is no such user on WhatsApp.");
    };
    if !by_id {
        view["wa_id"] = json!(world.customers.get(customer).phone());
    }
    let now = world.now_ms();
    let thread = world.conversations.find(number, customer);
    let wrote = thread
        .and_then(|thread| thread.last_inbound_ms)
        .is_some_and(|last| now < last + WROTE_MS);
    let blocked = world.accounts.numbers[number as usize].desk.blocked.contains(customer);
    if block && !wrote && !blocked {
        return refuse(
            view,
            131_047,
            "Only users who sent a message in the last 24 hours can be blocked.",
        );
    }
    Ok(Ok(Named { customer, view }))
}
