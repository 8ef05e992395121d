//! Media: upload, lookup, deletion; the bytes themselves are served under `/media`.
//!
//! Meta, "Media", 2026.

use crate::errors::GraphError;
use crate::media::{Media, allowed_types, find_type, link, link_hash};
use crate::wire::request::GraphRequest;
use crate::world::World;
use bytes::Bytes;
use serde_json::{Value, json};

/// `POST /{phone-number-id}/media`.
pub(super) fn upload(world: &mut World, request: &GraphRequest, number: u32) -> Result<Value, GraphError> {
    if request.text("messaging_product") != Some("whatsapp") {
        return Err(GraphError::required("messaging_product"));
    }
    let file = request.file.as_ref().ok_or_else(|| GraphError::required("file"))?;
    let mime_type = request
        .text("type")
        .filter(|kind| kind.contains('/'))
        .or(file.mime_type.as_deref());
    let mime_type = mime_type.ok_or_else(|| GraphError::required("type"))?.to_owned();
    let Some((kind, most)) = find_type(&mime_type) else {
        return Err(GraphError::parameter(format!(
            "Param file must be a file with one of the following types: {}. Received file of type '{mime_type}'.",
            allowed_types()
        )));
    };
    if file.bytes.is_empty() || file.bytes.len() > most {
        return Err(GraphError::parameter(format!(
            "Param file of type {kind} must have 1 to {most} bytes."
        )));
    }
    let media = Media::new(
        number,
        mime_type,
        file.filename.clone(),
        file.bytes.clone(),
        false,
        world.now_ms(),
    );
    let id = world.random.digits(16);
    world.media.insert(id.clone(), media);
    Ok(json!({"id": id}))
}

/// `GET` and `DELETE /{media-id}`.
pub(super) fn answer_one(
    world: &mut World,
    request: &GraphRequest,
    id: &str,
    edge: &[&str],
) -> Result<Value, GraphError> {
    let unknown = || GraphError::unknown_node(&request.method, id);
    let (figures, now) = (world.figures(), world.now_ms());
    let media = world
        .media
        .get(id)
        .filter(|media| edge.is_empty() && media.is_alive(figures, now))
        .ok_or_else(unknown)?;
    if request
        .text("phone_number_id")
        .is_some_and(|number| world.accounts.numbers[media.number as usize].id != number)
    {
        return Err(unknown());
    }
    match request.method.as_str() {
        "GET" => Ok(json!({
            "messaging_product": "whatsapp",
            "url": link(&request.public_url, id, figures, &secret(world), now),
            "mime_type": media.mime_type,
            "sha256": media.sha256_hex,
            "file_size": media.bytes.len().to_string(),
            "id": id,
        })),
        "DELETE" => {
            world.media.remove(id);
            Ok(json!({"success": true}))
        }
        _ => Err(unknown()),
    }
}

/// The bytes behind a link, for the app that owns the file, while the link is good.
pub(super) fn open(
    world: &World,
    id: &str,
    until: i64,
    hash: &str,
    app: u32,
) -> Option<(String, Option<String>, Bytes)> {
    let media = world
        .media
        .get(id)
        .filter(|media| media.is_alive(world.figures(), world.now_ms()))?;
    let owner = world
        .accounts
        .app_of_waba(world.accounts.numbers[media.number as usize].waba);
    let good =
        owner == app && world.now_ms() < until.checked_mul(1_000)? && hash == link_hash(id, until, &secret(world));
    good.then(|| (media.mime_type.clone(), media.filename.clone(), media.bytes.clone()))
}

/// The link of an inbound file, for its webhook.
pub(crate) fn inbound_link(world: &World, public_url: &str, id: &str) -> String {
    link(public_url, id, world.figures(), &secret(world), world.now_ms())
}

fn secret(world: &World) -> String {
    format!(
        "media of world {}",
        world.accounts.apps.first().map_or("", |app| &app.secret)
    )
}
