//! Sounds, as a customer's phone plays them.

use crate::control::problem::Problem;
use crate::shared::Shared;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use std::sync::Arc;

/// The bytes of a voice message or a song. Other files are not handed out here: a browser might run them.
#[utoipa::path(get, path = "/sounds/{id}", operation_id = "get_sound", tag = "messages", params(("id" = String, Path)), responses((status = 200), (status = 404, body = Problem)))]
pub(super) async fn get_sound(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Result<Response, Problem> {
    let found = shared.look(|world| {
        let file = world.media.get(&id)?;
        let kind = HeaderValue::from_str(&file.mime_type).ok()?;
        file.mime_type.starts_with("audio/").then(|| (kind, file.bytes.clone()))
    });
    let (kind, bytes) = found.ok_or_else(|| Problem::not_found("sound"))?;
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, kind);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Ok(response)
}
