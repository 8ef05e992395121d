//! What will happen by itself, in the words of the control API.

use crate::clock::rfc3339;
use crate::shared::Shared;
use crate::timers::Timer;
use crate::world::World;
use axum::Json;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// Something that happens when its time comes, unless it has become pointless until then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct EventView {
    /// When, in epoch milliseconds of sandbox time.
    pub due_ms: i64,
    /// The same as a date.
    pub due: String,
    /// A word for the kind, such as `message` or `review`.
    pub kind: String,
    /// What it is about: the message with its status, the template with its name.
    #[schema(value_type = Object)]
    pub subject: Value,
}

/// Coming events.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EventList {
    /// The next ones, in the order in which they happen.
    pub data: Vec<EventView>,
    /// How many there are in all.
    pub total: usize,
}

/// How many to list.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct EventQuery {
    /// 20 by default, at most 1,000.
    pub limit: Option<usize>,
}

/// Lists what will happen next by itself.
#[utoipa::path(get, path = "/clock/events", operation_id = "list_events", tag = "clock", params(EventQuery), responses((status = 200, body = EventList)))]
pub(super) async fn list_events(State(shared): State<Arc<Shared>>, Query(query): Query<EventQuery>) -> Json<EventList> {
    let limit = query.limit.unwrap_or(20).clamp(1, 1_000);
    Json(shared.look(|world| EventList {
        data: next_events(world, limit),
        total: world.timers.len(),
    }))
}

/// The next events of a world.
pub(super) fn next_events(world: &World, limit: usize) -> Vec<EventView> {
    let next = world.timers.next(limit);
    next.into_iter()
        .map(|(due_ms, timer)| view(world, due_ms, timer))
        .collect()
}

fn view(world: &World, due_ms: i64, timer: Timer) -> EventView {
    // The name and fields of a timer are those of the snapshot: `{"Review": {"template": 1, "round": 2}}`.
    let (name, fields) = match json!(timer) {
        Value::Object(map) => map.into_iter().next().unwrap_or_default(),
        Value::String(name) => (name, Value::Null),
        other => (String::new(), other),
    };
    EventView {
        due_ms,
        due: rfc3339(due_ms),
        kind: snake(&name),
        subject: subject(world, timer).unwrap_or(fields),
    }
}

/// What can be said of it more than its number.
fn subject(world: &World, timer: Timer) -> Option<Value> {
    if let Timer::Message(index) = timer {
        let message = world.book.messages.get(index as usize)?;
        return Some(json!({
            "message_id": message.id,
            "status": message.status().as_str(),
            "customer": world.customers.get(message.customer).phone(),
        }));
    }
    if let Timer::Review { template, .. } | Timer::Unpause { template, .. } = timer {
        let template = world.templates.list.get(template as usize)?;
        return Some(json!({
            "template_id": template.id,
            "name": template.name,
            "language": template.language,
            "status": template.status.as_str(),
        }));
    }
    if let Timer::Retry(delivery) = timer {
        return Some(json!({"delivery_id": delivery.to_string()}));
    }
    None
}

fn snake(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 4);
    for character in name.chars() {
        if character.is_ascii_uppercase() && !words.is_empty() {
            words.push('_');
        }
        words.push(character.to_ascii_lowercase());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_as_words() {
        assert_eq!(snake("Message"), "message");
        assert_eq!(snake("CodeExpiry"), "code_expiry");
    }
}
