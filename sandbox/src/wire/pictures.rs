//! Pictures that anybody may fetch: profile pictures and QR codes. At Meta they are on hosts of their own.

use crate::shared::Shared;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::sync::Arc;

/// Their routes.
pub(crate) fn pictures(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/qr/{file}", get(qr))
        .route("/pps/{number}/{hash}", get(profile))
        .with_state(shared)
}

async fn qr(State(shared): State<Arc<Shared>>, Path(file): Path<String>) -> Response {
    let found = shared.look(|world| world.qr_picture(&file));
    found.map_or_else(missing, |(mime_type, bytes)| picture(mime_type, bytes))
}

async fn profile(State(shared): State<Arc<Shared>>, Path((number, hash)): Path<(String, String)>) -> Response {
    let found = shared.look(|world| {
        let number = world.accounts.find_number(&number)?;
        let kept = world.accounts.numbers[number as usize].desk.picture.as_ref()?;
        (kept.hash() == hash).then(|| (kept.mime_type.clone(), kept.bytes.clone()))
    });
    found.map_or_else(missing, |(mime_type, bytes)| picture(&mime_type, bytes))
}

fn missing() -> Response {
    StatusCode::NOT_FOUND.into_response()
}

fn picture(mime_type: &str, bytes: impl Into<Body>) -> Response {
    let mut response = Response::new(bytes.into());
    let typed = HeaderValue::from_str(mime_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, typed);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'"),
    );
    response
}
