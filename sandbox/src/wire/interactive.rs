//! Interactive messages: the checks of the common kinds.
//!
//! Meta, "Interactive reply buttons", "Interactive lists", "Interactive URL buttons", "Location request", 2026.

use crate::errors::GraphError;
use crate::rules::review::length;
use crate::wire::content::check_media;
use crate::world::World;
use serde_json::Value;

const HEADER_MAX: usize = 60;
const BODY_MAX: usize = 1_024;
const LIST_BODY_MAX: usize = 4_096;
const FOOTER_MAX: usize = 60;
const TITLE_MAX: usize = 20;

/// Checks an `interactive` object.
pub(super) fn check(world: &World, number: u32, content: &Value) -> Result<(), GraphError> {
    let kind = content["type"]
        .as_str()
        .ok_or_else(|| GraphError::required("interactive['type']"))?;
    let body_max = if kind == "list" { LIST_BODY_MAX } else { BODY_MAX };
    let body_optional = matches!(kind, "product" | "call_permission_request");
    bounded(
        &content["body"]["text"],
        "interactive['body']['text']",
        body_max,
        !body_optional,
    )?;
    bounded(
        &content["footer"]["text"],
        "interactive['footer']['text']",
        FOOTER_MAX,
        false,
    )?;
    header(world, number, content, kind)?;
    let action = &content["action"];
    if !action.is_object() {
        return Err(GraphError::required("interactive['action']"));
    }
    match kind {
        "button" => buttons(action),
        "list" => list(action),
        "cta_url" => {
            named(action, kind)?;
            bounded(
                &action["parameters"]["display_text"],
                "interactive['action']['parameters']['display_text']",
                TITLE_MAX,
                true,
            )?;
            let url = action["parameters"]["url"].as_str().unwrap_or_default();
            if url::Url::parse(url).is_err() {
                return Err(GraphError::value("The button's address is not valid."));
            }
            Ok(())
        }
        "location_request_message" => {
            if action["name"] != "send_location" {
                return Err(GraphError::value(
                    "Param interactive['action']['name'] must be send_location.",
                ));
            }
            Ok(())
        }
        "request_contact_info" | "call_permission_request" => named(action, kind),
        _ => Err(GraphError::new(131_051).details(format!(
            "Interactive messages of type {kind} are not modelled by this sandbox."
        ))),
    }
}

fn header(world: &World, number: u32, content: &Value, kind: &str) -> Result<(), GraphError> {
    let Some(header) = content.get("header").filter(|header| !header.is_null()) else {
        return Ok(());
    };
    let format = header["type"]
        .as_str()
        .ok_or_else(|| GraphError::required("interactive['header']['type']"))?;
    match format {
        "text" => bounded(&header["text"], "interactive['header']['text']", HEADER_MAX, true),
        "image" | "video" | "document" if kind != "list" => check_media(world, number, format, &header[format]),
        _ => Err(GraphError::value(format!(
            "A header of type {format} is not allowed in an interactive message of type {kind}."
        ))),
    }
}

fn buttons(action: &Value) -> Result<(), GraphError> {
    let buttons = action["buttons"].as_array().map_or(&[][..], Vec::as_slice);
    if buttons.is_empty() || buttons.len() > 3 {
        return Err(GraphError::value(
            "Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3",
        ));
    }
    let mut ids = Vec::new();
    let mut titles = Vec::new();
    for button in buttons {
        let title = button["reply"]["title"].as_str().unwrap_or_default();
        let id = button["reply"]["id"].as_str().unwrap_or_default();
        if title.is_empty() || length(title) > TITLE_MAX {
            return Err(GraphError::value(
                "Button title length invalid. Min length: 1, Max length: 20",
            ));
        }
        if id.trim() != id || id.is_empty() || length(id) > 256 {
            return Err(GraphError::value(
                "Button id length invalid. Min length: 1, Max length: 256",
            ));
        }
        if ids.contains(&id) || titles.contains(&title) {
            return Err(GraphError::value("Button ids and titles must be unique."));
        }
        ids.push(id);
        titles.push(title);
    }
    Ok(())
}

fn list(action: &Value) -> Result<(), GraphError> {
    bounded(&action["button"], "interactive['action']['button']", TITLE_MAX, true)?;
    let sections = action["sections"].as_array().map_or(&[][..], Vec::as_slice);
    if sections.is_empty() || sections.len() > 10 {
        return Err(GraphError::value(
            "Invalid sections count. Min allowed: 1, Max allowed: 10",
        ));
    }
    let mut ids = Vec::new();
    for section in sections {
        bounded(&section["title"], "section['title']", 24, sections.len() > 1)?;
        for row in section["rows"].as_array().map_or(&[][..], Vec::as_slice) {
            bounded(&row["id"], "row['id']", 200, true)?;
            bounded(&row["title"], "row['title']", 24, true)?;
            bounded(&row["description"], "row['description']", 72, false)?;
            ids.push(row["id"].as_str().unwrap_or_default());
        }
    }
    let count = ids.len();
    if count == 0 || count > 10 {
        return Err(GraphError::value("Total row count exceed max allowed count: 10"));
    }
    ids.sort_unstable();
    ids.dedup();
    if ids.len() < count {
        return Err(GraphError::value("Row ids must be unique."));
    }
    Ok(())
}

fn named(action: &Value, name: &str) -> Result<(), GraphError> {
    if action["name"] == name {
        return Ok(());
    }
    Err(GraphError::value(format!(
        "Param interactive['action']['name'] must be {name}."
    )))
}

fn bounded(value: &Value, name: &str, most: usize, required: bool) -> Result<(), GraphError> {
    match value.as_str().filter(|text| !text.is_empty()) {
        None if required => Err(GraphError::required(name)),
        Some(text) if length(text) > most => Err(GraphError::too_long(name, most)),
        None | Some(_) => Ok(()),
    }
}
