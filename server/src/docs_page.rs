//! The OpenAPI document, and a page to read it by.

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::openapi::openapi;
use crate::state::AppState;

/// The document at `/api/openapi.json`, readable at `/api/docs`; nothing comes from another origin.
pub fn router() -> Router<AppState> {
    let page = SwaggerUi::new("/api/docs").config(Config::from("/api/openapi.json"));
    Router::new().route("/api/openapi.json", get(document)).merge(page)
}

async fn document() -> Response {
    let mut response = openapi().into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
