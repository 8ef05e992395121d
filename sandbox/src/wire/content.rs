//! What a free-form message may carry, kind by kind.
//!
//! Meta, "Messages" and its pages by kind, 2026: lengths count characters; media is named by id or by link.

mod contacts;
mod media;
mod pointer;
mod pressable;

pub(super) use media::MediaCheck;
pub(super) use pointer::quoted;

use crate::errors::GraphError;
use crate::rules::{location, shape};
use crate::wire::interactive;
use crate::wire::request::GraphRequest;
use crate::world::World;
use serde_json::Value;

/// The kinds that exist.
const KINDS: &str =
    "AUDIO, CONTACTS, DOCUMENT, IMAGE, INTERACTIVE, LOCATION, PIN, REACTION, STICKER, TEMPLATE, TEXT, VIDEO";

/// The longest emoji: families with skin tones take some twenty characters.
const EMOJI_MAX: usize = 64;

/// A message's object after its checks.
pub(super) struct Content {
    /// The object as JSON text.
    pub(super) json: String,
    /// What a customer can press: place, text, id.
    pub(super) buttons: Vec<(usize, String, String)>,
    /// Why the file cannot be used, which is found out after the call was accepted.
    pub(super) unfit: Option<String>,
}

/// Checks the object of a kind.
pub(super) fn check(
    world: &World,
    request: &GraphRequest,
    number: u32,
    peer: Option<u32>,
    kind: &str,
) -> Result<Content, GraphError> {
    if !KINDS.split(", ").any(|name| name.eq_ignore_ascii_case(kind)) {
        return Err(GraphError::parameter(format!(
            "Param type must be one of {{{KINDS}}} - got \"{}\".",
            shape::excerpt(kind)
        )));
    }
    let content = request.look(kind).ok_or_else(|| GraphError::required(kind))?;
    let content = content.as_ref();
    if kind == "contacts" {
        shape::list(content, kind)?;
    } else {
        shape::required_object(content, kind)?;
    }
    let media = MediaCheck::new(world, number);
    match kind {
        "text" => text(content, world.figures().text_max)?,
        "image" | "video" | "audio" | "document" | "sticker" => media.message(kind, content)?,
        "location" => location::check(content)?,
        "contacts" => contacts::check(content)?,
        "reaction" => reaction(world, number, peer, content)?,
        "interactive" => interactive::check(&media, content)?,
        // Meta, "Groups API", 2026: messages are pinned in groups only, and groups are not modelled.
        "pin" => return Err(GraphError::new(131_020).details("Groups are not modelled by this sandbox.")),
        _ => return Err(GraphError::new(131_051)),
    }
    Ok(Content {
        json: content.to_string(),
        buttons: pressable::reply_buttons(kind, content),
        unfit: media.unfit(),
    })
}

fn text(content: &Value, most: usize) -> Result<(), GraphError> {
    shape::required_text(&content["body"], "text['body']", most)?;
    shape::optional_flag(&content["preview_url"], "text['preview_url']")?;
    Ok(())
}

/// Meta, "Reaction messages", 2026: an empty emoji takes the reaction away.
fn reaction(world: &World, number: u32, peer: Option<u32>, content: &Value) -> Result<(), GraphError> {
    let id = shape::required_text(&content["message_id"], "reaction['message_id']", shape::ID_MAX)?;
    if content["emoji"].is_null() {
        return Err(GraphError::required("reaction['emoji']"));
    }
    shape::optional_text(&content["emoji"], "reaction['emoji']", EMOJI_MAX)?;
    pointer::reacted_to(world, number, peer, id)
}
