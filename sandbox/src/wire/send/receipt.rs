//! Read receipts and typing indicators, which go through the endpoint of messages.
//!
//! Meta, "Mark messages as read" and "Typing indicators", 2026: inbound messages of the last 30 days, and with one all
//! earlier ones of the chat. The indicator is taken and not shown: customers of the sandbox do not wait for it.

use crate::book::{Direction, Status};
use crate::clock::DAY_MS;
use crate::errors::GraphError;
use crate::rules::shape;
use crate::wire::request::GraphRequest;
use crate::world::World;
use serde_json::{Value, json};

/// The oldest message that can be marked.
const MARKED_MS: i64 = 30 * DAY_MS;

/// Marks a message and all before it as read.
pub(super) fn take(world: &mut World, request: &GraphRequest, number: u32) -> Result<Value, GraphError> {
    if request.text("status") != Some("read") {
        return Err(GraphError::parameter("Param status must be one of {READ}"));
    }
    if let Some(typing) = request.look("typing_indicator")
        && typing["type"] != "text"
    {
        return Err(GraphError::parameter(
            "Param typing_indicator['type'] must be one of {TEXT}",
        ));
    }
    let given = request.params.get("message_id").unwrap_or(&Value::Null);
    let id = shape::required_text(given, "message_id", shape::ID_MAX)?;
    let now = world.now_ms();
    let found = world.book.find(id).filter(|index| {
        let message = world.book.get(*index);
        message.direction == Direction::Inbound && message.number == number && now - message.at_ms() <= MARKED_MS
    });
    let Some(index) = found else {
        return Err(GraphError::value("Message ID is invalid or older than 30 days."));
    };
    let customer = world.book.get(index).customer;
    let thread = world.conversations.open(number, customer);
    let from = thread.read_by_business.map_or(0, |read| read + 1);
    thread.read_by_business = Some(index.max(from.saturating_sub(1)));
    let newly: Vec<u32> = thread
        .messages
        .iter()
        .rev()
        .skip_while(|each| **each > index)
        .take_while(|each| **each >= from)
        .copied()
        .collect();
    for each in newly.into_iter().rev() {
        let message = world.book.get(each);
        if message.direction == Direction::Inbound && message.status() == Status::Received {
            world.book.step(each, Status::Read, now, None);
        }
    }
    Ok(json!({"success": true}))
}
