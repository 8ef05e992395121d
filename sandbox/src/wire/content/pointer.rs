//! Messages that a message points at: the one it answers, the one it reacts to.
//!
//! Meta, "Contextual replies" and "Reaction messages", 2026.

use crate::book::Message;
use crate::clock::DAY_MS;
use crate::errors::GraphError;
use crate::rules::shape;
use crate::wire::request::GraphRequest;
use crate::world::World;

/// A reaction goes to messages of the last 30 days.
const REACTED_MS: i64 = 30 * DAY_MS;

/// The message that `context` quotes. Meta does not say what an unknown one comes to; here it is refused.
pub(in crate::wire) fn quoted(
    world: &World,
    request: &GraphRequest,
    number: u32,
    peer: Option<u32>,
) -> Result<Option<String>, GraphError> {
    let Some(context) = request.look("context") else {
        return Ok(None);
    };
    shape::required_object(&context, "context")?;
    let id = shape::required_text(&context["message_id"], "context['message_id']", shape::ID_MAX)?;
    match find_in_chat(world, number, peer, id) {
        Some(_) => Ok(Some(id.to_owned())),
        None => Err(GraphError::value("The quoted message is not in this chat.")),
    }
}

/// Refuses a reaction to what cannot be reacted to.
pub(super) fn reacted_to(world: &World, number: u32, peer: Option<u32>, id: &str) -> Result<(), GraphError> {
    let message = find_in_chat(world, number, peer, id)
        .ok_or_else(|| GraphError::value("The message to react to is not in this chat."))?;
    if message.kind == "reaction" {
        return Err(GraphError::value("The message to react to is a reaction itself."));
    }
    if world.now_ms() - message.at_ms() > REACTED_MS {
        return Err(GraphError::value("The message to react to is older than 30 days."));
    }
    Ok(())
}

fn find_in_chat<'w>(world: &'w World, number: u32, peer: Option<u32>, id: &str) -> Option<&'w Message> {
    let message = world.book.get(world.book.find(id)?);
    (message.number == number && Some(message.customer) == peer).then_some(message)
}
