//! WhatsApp's webhooks: the address is verified, a body is stored as it came, and nothing else is done.
//!
//! The hot path: no parsing, no session, no span. A body is answered with 200 only after it is on disk; with 401 and
//! nothing stored when nobody we know signed it; with 503 when the storage cannot take it, so that it comes again.

use std::sync::OnceLock;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::StreamExt;
use galka_domain::ids::ConnectionId;
use galka_engine::connect::WEBHOOK_SECRET_HEADER;
use galka_engine::intake::Unavailable;
use metrics::{Counter, counter};
use serde::Deserialize;

use crate::state::AppState;

/// Meta sends at most 3 MB (Meta, 'Webhooks: payload size', 2026).
const BYTES_MAX: usize = 3 << 20;
/// How long a body may take to arrive.
const ARRIVAL: Duration = Duration::from_secs(20);
const SIGNATURE_HEADER: &str = "x-hub-signature-256";

/// What WhatsApp asks when it verifies an address.
#[derive(Debug, Deserialize)]
pub struct Handshake {
    #[serde(rename = "hub.mode")]
    mode: Option<String>,
    #[serde(rename = "hub.verify_token")]
    verify_token: Option<String>,
    #[serde(rename = "hub.challenge")]
    challenge: Option<String>,
}

/// The routes of both addresses: the common one, and one for each connection.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/webhooks/whatsapp", get(verify_common).post(receive_common))
        .route(
            "/webhooks/whatsapp/{connection}",
            get(verify_connection).post(receive_connection),
        )
}

async fn verify_common(State(state): State<AppState>, Query(asked): Query<Handshake>) -> Response {
    let token = asked.verify_token.clone().unwrap_or_default();
    let known = asked.is_subscribe() && state.engine().keys.verifies_any(&token).await;
    asked.answer(known)
}

async fn verify_connection(
    State(state): State<AppState>,
    Path(connection): Path<String>,
    Query(asked): Query<Handshake>,
) -> Response {
    let token = asked.verify_token.clone().unwrap_or_default();
    let known = asked.is_subscribe()
        && ConnectionId::parse(&connection).is_ok()
        && state.engine().keys.verifies(&connection, &token).await;
    asked.answer(known)
}

impl Handshake {
    fn is_subscribe(&self) -> bool {
        self.mode.as_deref() == Some("subscribe")
    }

    /// The challenge as plain text, so that no browser runs what somebody put into it.
    fn answer(self, known: bool) -> Response {
        match self.challenge {
            Some(challenge) if known => challenge.into_response(),
            _ => StatusCode::FORBIDDEN.into_response(),
        }
    }
}

// Both take the request whole: the extractor of headers would copy them.
async fn receive_common(State(state): State<AppState>, request: Request) -> StatusCode {
    let (Parts { headers, .. }, body) = request.into_parts();
    let body = match read(&headers, body).await {
        Ok(body) => body,
        Err(status) => return rejected(status),
    };
    let Some(signature) = text(&headers, SIGNATURE_HEADER) else {
        return rejected(StatusCode::UNAUTHORIZED);
    };
    match state.engine().keys.signer(&body, signature).await {
        Ok(Some(connection)) => store(&state, &connection, body).await,
        Ok(None) => rejected(StatusCode::UNAUTHORIZED),
        Err(Unavailable) => rejected(StatusCode::SERVICE_UNAVAILABLE),
    }
}

async fn receive_connection(
    State(state): State<AppState>,
    Path(connection): Path<String>,
    request: Request,
) -> StatusCode {
    let (Parts { headers, .. }, body) = request.into_parts();
    let body = match read(&headers, body).await {
        Ok(body) => body,
        Err(status) => return rejected(status),
    };
    let (signature, secret) = (text(&headers, SIGNATURE_HEADER), text(&headers, WEBHOOK_SECRET_HEADER));
    match state.engine().keys.is_from(&connection, &body, signature, secret).await {
        Ok(true) => store(&state, &connection, body).await,
        Ok(false) => rejected(StatusCode::UNAUTHORIZED),
        Err(Unavailable) => rejected(StatusCode::SERVICE_UNAVAILABLE),
    }
}

async fn store(state: &AppState, connection: &str, body: Bytes) -> StatusCode {
    match state.intake().append(connection, body).await {
        Ok(()) => {
            received().increment(1);
            StatusCode::OK
        }
        Err(_) => rejected(StatusCode::SERVICE_UNAVAILABLE),
    }
}

/// The whole raw body, within its limits of size and time.
async fn read(headers: &HeaderMap, body: Body) -> Result<Bytes, StatusCode> {
    let announced = text(headers, "content-length").and_then(|length| length.parse::<usize>().ok());
    if announced.is_some_and(|length| length > BYTES_MAX) {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    let whole = tokio::time::timeout(ARRIVAL, gather(body, announced.unwrap_or(0)));
    whole.await.unwrap_or(Err(StatusCode::REQUEST_TIMEOUT))
}

/// Most bodies are one piece and are not copied.
async fn gather(body: Body, announced: usize) -> Result<Bytes, StatusCode> {
    let mut pieces = body.into_data_stream();
    let Some(first) = pieces.next().await else {
        return Ok(Bytes::new());
    };
    let first = first.map_err(|_| StatusCode::BAD_REQUEST)?;
    if first.len() > BYTES_MAX {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    if first.len() == announced {
        return Ok(first);
    }
    let mut whole = Vec::with_capacity(announced.max(first.len()));
    whole.extend_from_slice(&first);
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| StatusCode::BAD_REQUEST)?;
        if whole.len() + piece.len() > BYTES_MAX {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        whole.extend_from_slice(&piece);
    }
    Ok(whole.into())
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn rejected(status: StatusCode) -> StatusCode {
    counter!("galka_webhooks_rejected_total", "status" => status.as_str().to_owned()).increment(1);
    status
}

/// Looked up once: a registry lookup for each webhook would cost as much as its signature.
fn received() -> &'static Counter {
    static RECEIVED: OnceLock<Counter> = OnceLock::new();
    RECEIVED.get_or_init(|| counter!("galka_webhooks_received_total"))
}
