//! What a message may carry, kind by kind.
//!
//! Meta, "Messages" and its pages by kind, 2026: lengths count characters; media is named by id or by link.

use crate::errors::GraphError;
use crate::rules::review::length;
use crate::wire::interactive;
use crate::wire::request::GraphRequest;
use crate::world::World;
use serde_json::Value;

/// The kinds that exist.
const KINDS: &str = "AUDIO, CONTACTS, DOCUMENT, IMAGE, INTERACTIVE, LOCATION, REACTION, STICKER, TEMPLATE, TEXT, VIDEO";
const CAPTION_MAX: usize = 1_024;
const CONTACTS_MAX: usize = 257;

/// Checks the object of a kind and gives it back.
pub(super) fn check(world: &World, request: &GraphRequest, number: u32, kind: &str) -> Result<Value, GraphError> {
    let known = KINDS.split(", ").any(|name| name.eq_ignore_ascii_case(kind));
    if !known {
        return Err(GraphError::parameter(format!(
            "Param type must be one of {{{KINDS}}} - got \"{kind}\"."
        )));
    }
    let content = request.params.get(kind).ok_or_else(|| GraphError::required(kind))?;
    let is_list = kind == "contacts";
    if is_list != content.is_array() || (!is_list && !content.is_object()) {
        return Err(GraphError::parameter(format!(
            "Param {kind} must be {}.",
            if is_list { "an array" } else { "a JSON object" }
        )));
    }
    match kind {
        "text" => text(content, world.figures().text_max)?,
        "image" | "video" | "audio" | "document" | "sticker" => media(world, number, kind, content)?,
        "location" => location(content)?,
        "contacts" => contacts(content)?,
        "reaction" => reaction(world, number, content)?,
        "interactive" => interactive::check(world, number, content)?,
        _ => return Err(GraphError::new(131_051)),
    }
    Ok(content.clone())
}

/// What a customer can press in a free-form message.
pub(super) fn reply_buttons(kind: &str, content: &Value) -> Vec<(usize, String, String)> {
    if kind != "interactive" || content["type"] != "button" {
        return Vec::new();
    }
    let buttons = content["action"]["buttons"].as_array().map_or(&[][..], Vec::as_slice);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    buttons
        .iter()
        .enumerate()
        .map(|(index, button)| (index, text(&button["reply"]["title"]), text(&button["reply"]["id"])))
        .collect()
}

/// A media object: an id that this number owns and that still lives, or a link.
pub(super) fn check_media(world: &World, number: u32, kind: &str, object: &Value) -> Result<(), GraphError> {
    let id = match &object["id"] {
        Value::String(id) => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    };
    match (id, object["link"].as_str()) {
        (Some(id), _) => {
            let file = world
                .media
                .get(&id)
                .filter(|file| file.number == number && file.is_alive(world.figures(), world.now_ms()));
            let Some(file) = file else {
                return Err(GraphError::parameter(format!(
                    "Param {kind}['id'] is not a valid whatsapp business account media attachment ID"
                )));
            };
            let fits = crate::media::find_type(&file.mime_type).is_some_and(|(of, _)| of == kind) || kind == "document";
            if fits {
                Ok(())
            } else {
                Err(GraphError::value(format!(
                    "The file is {}, which a message of type {kind} cannot carry.",
                    file.mime_type
                )))
            }
        }
        (None, Some(link)) if link.starts_with("http://") || link.starts_with("https://") => {
            match url::Url::parse(link) {
                Ok(_) => Ok(()),
                Err(_) => Err(GraphError::parameter(format!(
                    "Param {kind}['link'] is not a valid URL."
                ))),
            }
        }
        (None, Some(_)) => Err(GraphError::parameter(format!(
            "Param {kind}['link'] is not a valid URL."
        ))),
        (None, None) => Err(GraphError::parameter(format!(
            "The parameter {kind}['id'] or {kind}['link'] is required."
        ))),
    }
}

fn text(content: &Value, most: usize) -> Result<(), GraphError> {
    let body = content["body"]
        .as_str()
        .filter(|body| !body.is_empty())
        .ok_or_else(|| GraphError::required("text['body']"))?;
    if length(body) > most {
        return Err(GraphError::too_long("text['body']", most));
    }
    Ok(())
}

fn media(world: &World, number: u32, kind: &str, content: &Value) -> Result<(), GraphError> {
    check_media(world, number, kind, content)?;
    let Some(caption) = content.get("caption").and_then(Value::as_str) else {
        return Ok(());
    };
    if matches!(kind, "audio" | "sticker") {
        return Err(GraphError::parameter(format!(
            "Unexpected key \"caption\" on param \"{kind}\"."
        )));
    }
    if length(caption) > CAPTION_MAX {
        return Err(GraphError::too_long(&format!("{kind}['caption']"), CAPTION_MAX));
    }
    Ok(())
}

fn location(content: &Value) -> Result<(), GraphError> {
    for (name, most) in [("latitude", 90.0), ("longitude", 180.0)] {
        let value = &content[name];
        let number = value.as_f64().or_else(|| value.as_str()?.parse().ok());
        let number = number.ok_or_else(|| GraphError::required(&format!("location['{name}']")))?;
        if !number.is_finite() || number.abs() > most {
            return Err(GraphError::value(format!(
                "Param location['{name}'] must be between -{most} and {most}."
            )));
        }
    }
    Ok(())
}

fn contacts(content: &Value) -> Result<(), GraphError> {
    let cards = content.as_array().map_or(&[][..], Vec::as_slice);
    if cards.is_empty() || cards.len() > CONTACTS_MAX {
        return Err(GraphError::parameter(format!(
            "Param contacts must have 1 to {CONTACTS_MAX} elements."
        )));
    }
    for card in cards {
        let name = &card["name"];
        if name["formatted_name"].as_str().is_none_or(str::is_empty) {
            return Err(GraphError::required("contacts['name']['formatted_name']"));
        }
        let parts = ["first_name", "last_name", "middle_name", "prefix", "suffix"];
        if parts.iter().all(|part| name[*part].as_str().is_none_or(str::is_empty)) {
            return Err(GraphError::value(
                "A contact needs formatted_name and at least one more part of the name.",
            ));
        }
    }
    Ok(())
}

fn reaction(world: &World, number: u32, content: &Value) -> Result<(), GraphError> {
    let id = content["message_id"]
        .as_str()
        .ok_or_else(|| GraphError::required("reaction['message_id']"))?;
    if !content["emoji"].is_string() {
        return Err(GraphError::required("reaction['emoji']"));
    }
    let thirty_days = 30 * crate::clock::DAY_MS;
    let target = world.book.find(id).map(|index| world.book.get(index));
    let fits = target.is_some_and(|message| {
        message.number == number && message.kind != "reaction" && world.now_ms() - message.at_ms() <= thirty_days
    });
    if fits {
        Ok(())
    } else {
        Err(GraphError::value(
            "The message to react to was not found, is a reaction itself or is older than 30 days.",
        ))
    }
}
