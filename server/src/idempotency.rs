//! `Idempotency-Key`: a repeated request is answered with the first one's answer and not done again.
//!
//! A key lives 24 hours per workspace and route. The same key with another body is 422, with one that still runs
//! 409. A request that failed inside (5xx) lets go of its key. One that ended with the process may be tried again after
//! two minutes. A request that sends notes its message under its key in one with queueing it ([`Claimed`]): when its
//! process ended before the answer, a repetition finds that message, or finds nothing and sends, and a first run
//! that is only late then finds its key taken over.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use galka_domain::ids::MessageId;
use galka_domain::time::{DAY_MS, MINUTE_MS, Timestamp};
use galka_store::idempotency::{self, Claim, Kept, RequestKey};

use crate::access::Actor;
use crate::api::messages;
use crate::errors::{Answer, Problem};
use crate::extract::JSON_BYTES_MAX;
use crate::state::AppState;
use crate::tokens;

const KEPT_MS: i64 = DAY_MS;
const ABANDONED_AFTER_MS: i64 = 2 * MINUTE_MS;
const KEY_CHARS_MAX: usize = 255;

/// What the layer needs to know of its route.
#[derive(Clone, Debug)]
pub struct Repeats {
    /// Everything shared.
    pub state: AppState,
    /// Method and path of the route.
    pub route: &'static str,
    /// Whether the answer holds a secret that must not be kept.
    pub secret: bool,
    /// Whether it sends, so that doing it twice cannot be taken back.
    pub sends: bool,
}

/// Answers a repeated request from what is kept; runs a new one and keeps its answer.
pub async fn repeat(State(repeats): State<Repeats>, request: Request, next: Next) -> Response {
    let key = request.headers().get("idempotency-key").cloned();
    let (Some(key), &Method::POST) = (key, request.method()) else {
        return next.run(request).await;
    };
    let key = match key.to_str() {
        Ok(key) if !key.is_empty() && key.len() <= KEY_CHARS_MAX => key.to_owned(),
        _ => {
            return Problem::bad_request("invalid_idempotency_key", "A key is 1 to 255 ASCII characters.")
                .into_response();
        }
    };
    let Some(workspace) = request
        .extensions()
        .get::<Actor>()
        .and_then(|actor| actor.here().ok())
        .map(|here| here.id)
    else {
        return next.run(request).await;
    };
    // One route with two ids in its path is two requests, so the path goes into the route's name.
    let route = format!("{} {}", repeats.route, request.uri().path());
    let request_key = RequestKey { workspace, route, key };
    let answered = run_once(&repeats, request_key, request, next).await;
    answered.unwrap_or_else(IntoResponse::into_response)
}

async fn run_once(repeats: &Repeats, key: RequestKey, request: Request, next: Next) -> Answer<Response> {
    let (mut request, body_hash) = hash_body(request).await?;
    let db = &repeats.state.engine().db;
    let now = repeats.state.engine().machine_now();
    let (claimed, hash) = (key.clone(), body_hash.clone());
    let late = now.minus(ABANDONED_AFTER_MS);
    let abandoned = if repeats.sends {
        late.max(repeats.state.started_at())
    } else {
        late
    };
    let kept = db
        .write(move |tx| idempotency::claim_request(tx, &claimed, &hash, now, abandoned, now.minus(KEPT_MS)))
        .await?;
    if let Some(kept) = kept {
        return match (kept.status, &kept.response) {
            (None, Some(message)) if kept.body_hash == body_hash => {
                finish(repeats, key, kept.created_at, MessageId::from_stored(message.clone())).await
            }
            _ => replay(&kept, &body_hash),
        };
    }
    if repeats.sends {
        request.extensions_mut().insert(Claim {
            request: key.clone(),
            at: now,
        });
    }
    let response = next.run(request).await;
    if response.status().is_server_error() {
        db.write(move |tx| idempotency::release_request(tx, &key, now)).await?;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX)
        .await
        .map_err(|failure| Problem::internal(&failure))?;
    let (status, text) = if repeats.secret && parts.status.is_success() {
        let problem = Problem::conflict("idempotency_spent", "This was done; its secret is shown only once.");
        (problem.status().as_u16(), problem.body().to_string())
    } else {
        (parts.status.as_u16(), String::from_utf8_lossy(&bytes).into_owned())
    };
    db.write(move |tx| idempotency::settle_request(tx, &key, now, i64::from(status), &text))
        .await?;
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

/// Answers with what an earlier run sent without having answered, and keeps that answer.
async fn finish(repeats: &Repeats, key: RequestKey, claimed_at: Timestamp, message: MessageId) -> Answer<Response> {
    let status = i64::from(StatusCode::CREATED.as_u16());
    let message = messages::show(&repeats.state, key.workspace.clone(), message).await?;
    let text = serde_json::to_string(&message).map_err(|failure| Problem::internal(&failure))?;
    let kept = Kept {
        body_hash: String::new(),
        status: Some(status),
        response: Some(text.clone()),
        created_at: claimed_at,
    };
    let db = &repeats.state.engine().db;
    db.write(move |tx| idempotency::settle_request(tx, &key, claimed_at, status, &text))
        .await?;
    replay(&kept, "")
}

/// The request again, and a hash of its body. A form's parts are told apart by chance, so a file is known by the key alone.
async fn hash_body(request: Request) -> Answer<(Request, String)> {
    let is_form = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"multipart/"));
    if is_form {
        return Ok((request, "multipart".to_owned()));
    }
    let (parts, body) = request.into_parts();
    let bytes: Bytes = to_bytes(body, JSON_BYTES_MAX)
        .await
        .map_err(|_| Problem::too_large(JSON_BYTES_MAX as u64))?;
    let hash = tokens::hash(&String::from_utf8_lossy(&bytes));
    Ok((Request::from_parts(parts, Body::from(bytes)), hash))
}

fn replay(kept: &Kept, body_hash: &str) -> Answer<Response> {
    if kept.body_hash != body_hash {
        return Err(Problem::unprocessable(
            "idempotency_mismatch",
            "This key came before with another body.",
        ));
    }
    let (Some(status), Some(text)) = (kept.status, &kept.response) else {
        return Err(in_progress());
    };
    let status = u16::try_from(status)
        .ok()
        .and_then(|status| StatusCode::from_u16(status).ok());
    let mut response = (status.unwrap_or(StatusCode::OK), text.clone()).into_response();
    let kind = if response.status().is_success() {
        "application/json"
    } else {
        "application/problem+json"
    };
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
        .headers_mut()
        .insert("idempotency-replayed", HeaderValue::from_static("true"));
    Ok(response)
}

/// 409: the request with this key still runs.
pub fn in_progress() -> Problem {
    Problem::conflict("idempotency_in_progress", "The request with this key still runs.")
}

/// The key of a request that sends, for a handler to note its message under.
#[derive(Clone, Debug)]
pub struct Claimed(pub Option<Claim>);

impl<S: Sync> FromRequestParts<S> for Claimed {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(parts.extensions.get().cloned()))
    }
}
