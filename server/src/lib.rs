//! The HTTP edge: REST with its OpenAPI document, webhook intake, live events and the embedded app.
//!
//! Handlers parse, call and answer; who may use a route stands in the one list of routes, and the check stands before
//! the handler. SQL is the store's, rules are the domain's, work is the engine's.
//!
//! Map:
//! - [`state`]: what every handler shares, and how the edge is set up
//! - [`routes`], [`api`]: every route of the REST API, and its handlers with their types
//! - [`access`], [`tokens`], [`passwords`], [`accounts`]: who asks, whether they may, and how they come to be known
//! - [`errors`], [`failures`], [`extract`], [`views`]: problems, reading requests, what answers share
//! - [`idempotency`]: repeated requests are answered, not done again
//! - [`webhooks`]: WhatsApp's callback, the hot path
//! - [`sandbox_proxy`]: the sandbox's control API, passed on
//! - [`web`], [`docs_page`], [`health`]: the app, the readable API, and what machines watch
//! - [`beat`]: the only place here that waits

pub mod access;
pub mod accounts;
pub mod api;
pub mod beat;
pub mod docs_page;
pub mod download;
pub mod errors;
pub mod extract;
pub mod failures;
pub mod health;
pub mod idempotency;
pub mod openapi;
pub mod passwords;
pub mod routes;
pub mod sandbox_proxy;
pub mod state;
pub mod tokens;
pub mod views;
pub mod web;
pub mod webhooks;

use axum::Router;
use axum::middleware::from_fn;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};

pub use openapi::openapi;
pub use state::{AppState, ServerSettings};
pub use web::sandbox_ui;

/// Everything the product serves. Give it to `axum::serve` with `into_make_service_with_connect_info::<SocketAddr>()`,
/// so that sign-in attempts are counted by address.
pub fn router(state: AppState) -> Router {
    let pages = Router::new()
        .merge(routes::router(&state))
        .merge(sandbox_proxy::router(&state))
        .merge(docs_page::router())
        .merge(health::router())
        .fallback(web::fallback)
        .layer(from_fn(web::secure))
        .layer(
            CompressionLayer::new()
                .quality(CompressionLevel::Fastest)
                .compress_when(web::is_long_json),
        )
        .layer(CatchPanicLayer::custom(caught));
    // Webhooks stand outside the layers: nothing is spent on them that they do not need.
    webhooks::router().merge(pages).with_state(state)
}

/// A handler that panicked is a failure inside, like any other.
fn caught(panic: Box<dyn std::any::Any + Send>) -> axum::response::Response {
    use axum::response::IntoResponse as _;
    let words = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a handler panicked");
    errors::Problem::internal(&words).into_response()
}
