//! Is it alive, is it ready, and what does it count.

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use galka_store::workspaces;

use crate::state::AppState;

/// The routes for machines that watch machines.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(is_ready))
        .route("/metrics", get(print_metrics))
}

/// Ready is whoever gets an answer from the storage and is not about to end.
async fn is_ready(State(state): State<AppState>) -> Response {
    if state.settings().stop.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "draining\n").into_response();
    }
    match state
        .engine()
        .db
        .read(|tx| workspaces::find_workspace_by_slug(tx, ""))
        .await
    {
        Ok(_) => "ready\n".into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the storage does not answer\n").into_response(),
    }
}

async fn print_metrics(State(state): State<AppState>) -> Response {
    match &state.settings().metrics {
        Some(handle) => {
            let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
            (kind, handle.render()).into_response()
        }
        None => (StatusCode::NOT_FOUND, "no metrics are collected\n").into_response(),
    }
}
