//! Resumable upload: `POST /{app-id}/uploads`, then `/upload:…` with raw bytes.
//!
//! Meta, "Resumable Upload API", 2026. Meta does not document the words of its refusals; these are ours.

use crate::errors::GraphError;
use crate::uploads::{NewUpload, allowed_types, length_max};
use crate::wire::access::Access;
use crate::wire::request::GraphRequest;
use crate::world::World;
use serde_json::{Value, json};

/// The longest file name that is taken.
const NAME_MAX: usize = 255;

/// Whether a path names an upload session.
pub(super) fn is_session(node: &str) -> bool {
    node.starts_with("upload:")
}

/// `POST /{app-id}/uploads`.
pub(super) fn open(world: &mut World, request: &GraphRequest, app: u32) -> Result<Value, GraphError> {
    let length = request
        .number("file_length")
        .ok_or_else(|| GraphError::required("file_length"))?;
    let mime_type = request
        .text("file_type")
        .ok_or_else(|| GraphError::required("file_type"))?
        .to_ascii_lowercase();
    let most = length_max(&mime_type)
        .ok_or_else(|| GraphError::parameter(format!("Param file_type must be one of {{{}}}", allowed_types())))?;
    let length = usize::try_from(length)
        .ok()
        .filter(|length| (1..=most).contains(length));
    let length = length
        .ok_or_else(|| GraphError::parameter(format!("Param file_length must be from 1 to {most} for {mime_type}.")))?;
    if request
        .text("file_name")
        .is_some_and(|name| name.chars().count() > NAME_MAX)
    {
        return Err(GraphError::too_long("file_name", NAME_MAX));
    }
    if request.text("session_type").is_some_and(|kind| kind != "attachment") {
        return Err(GraphError::parameter("Param session_type must be one of {attachment}"));
    }
    let now = world.now_ms();
    let World { uploads, random, .. } = world;
    let new = NewUpload { app, mime_type, length };
    Ok(json!({"id": uploads.open(new, random, now)}))
}

/// `/upload:…`: bytes by `POST`, how many have come by `GET`.
pub(super) fn answer(
    world: &mut World,
    request: &GraphRequest,
    access: &Access,
    id: &str,
    edge: &[&str],
) -> Result<Value, GraphError> {
    let now = world.now_ms();
    let session = world.uploads.find_session(id, now).filter(|session| {
        edge.is_empty() && session.app == access.app && request.text("sig") == Some(session.signature.as_str())
    });
    let unknown = || GraphError::unknown_node(&request.method, id);
    let session = session.ok_or_else(unknown)?;
    let have = session.bytes.len();
    match request.method.as_str() {
        "GET" => Ok(json!({"id": format!("{id}?sig={}", session.signature), "file_offset": have})),
        "POST" => {
            let offset = request.number("file_offset").unwrap_or(0);
            if let Some(handle) = session
                .handle
                .as_ref()
                .filter(|_| offset as usize == have || offset == 0)
            {
                return Ok(json!({"h": handle}));
            }
            if usize::try_from(offset) != Ok(have) {
                return Err(GraphError::parameter(format!(
                    "Param file_offset must be {have}: {have} bytes of the file have come."
                )));
            }
            let more = request.file.as_ref().map(|file| file.bytes.clone()).unwrap_or_default();
            if more.is_empty() || have + more.len() > session.length {
                return Err(GraphError::parameter(format!(
                    "The body must have 1 to {} bytes: file_length is {}.",
                    session.length - have,
                    session.length
                )));
            }
            let World { uploads, random, .. } = world;
            let handle = uploads.append(id, &more, random);
            // Meta answers an incomplete file as its state; integrations read the offset and go on.
            Ok(match handle {
                Some(handle) => json!({"h": handle}),
                None => {
                    json!({"id": format!("{id}?sig={}", request.text("sig").unwrap_or_default()), "file_offset": have + more.len()})
                }
            })
        }
        _ => Err(unknown()),
    }
}
