//! Outgoing webhooks: addresses of the company's own systems that are told of events.

use std::borrow::Cow;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use galka_domain::event::EventKind;
use galka_domain::ids::WebhookId;
use galka_domain::time::Timestamp;
use galka_domain::webhook::{ENDPOINTS_MAX, OFFERED};
use galka_engine::webhooks::{self as work, Change, NewWebhook as New, Refusal};
use galka_store::webhooks::{self, Endpoint};
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::access::Here;
use crate::errors::{Answer, Problem};
use crate::extract::{Body, PathId};
use crate::state::AppState;
use crate::views::{List, Time};

pub mod deliveries;

/// An address that is told of events.
#[derive(Debug, Serialize, ToSchema)]
pub struct Webhook {
    id: String,
    url: String,
    /// What it is told of.
    events: Vec<WebhookEvent>,
    enabled: bool,
    /// Why nothing is told to it.
    disabled_reason: Option<DisabledReasonName>,
    /// Since when it takes nothing.
    failing_since: Option<Time>,
    /// When it last took something.
    delivered_at: Option<Time>,
    /// Until when the secret before the present one signs too.
    old_secret_until: Option<Time>,
    created_at: Time,
}

crate::views::shown_names! {
    /// Why nothing is told to an address.
    DisabledReasonName, "WebhookDisabledReason" = galka_domain::webhook::DisabledReason;
}

/// An event that may be told outside.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WebhookEvent(EventKind);

/// A new webhook.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWebhook {
    /// `https`, and on the public internet unless the operator lists its host.
    url: String,
    events: Vec<WebhookEvent>,
}

/// What is to be different.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookPatch {
    url: Option<String>,
    events: Option<Vec<WebhookEvent>>,
    /// What happens while it is off is not told.
    enabled: Option<bool>,
}

/// A webhook with its secret, which is shown once.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookSecret {
    webhook: Webhook,
    secret: String,
}

/// `GET /webhooks`
pub async fn list_webhooks(State(state): State<AppState>, here: Here) -> Answer<Json<List<Webhook>>> {
    let found = state.engine().db.read(move |tx| webhooks::list(tx, &here.id)).await?;
    let now = state.engine().machine_now();
    let shown = found.into_iter().map(|endpoint| Webhook::of(endpoint, now));
    Ok(Json(List { data: shown.collect() }))
}

/// `POST /webhooks`
pub async fn create_webhook(
    State(state): State<AppState>,
    here: Here,
    Body(new): Body<NewWebhook>,
) -> Answer<(StatusCode, Json<WebhookSecret>)> {
    let new = New {
        url: new.url,
        kinds: kinds(new.events),
    };
    let made = work::create(state.engine(), &here.id, new).await?.map_err(problem)?;
    Ok((StatusCode::CREATED, Json(WebhookSecret::of(&state, made))))
}

/// `GET /webhooks/{webhook_id}`
pub async fn get_webhook(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<WebhookId>,
) -> Answer<Json<Webhook>> {
    let found = state
        .engine()
        .db
        .read(move |tx| webhooks::find(tx, &here.id, &id))
        .await?;
    let endpoint = found.ok_or_else(|| problem(Refusal::NotFound))?;
    Ok(Json(Webhook::of(endpoint, state.engine().machine_now())))
}

/// `PATCH /webhooks/{webhook_id}`
pub async fn update_webhook(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<WebhookId>,
    Body(patch): Body<WebhookPatch>,
) -> Answer<Json<Webhook>> {
    let change = Change {
        url: patch.url,
        kinds: patch.events.map(kinds),
        enabled: patch.enabled,
    };
    let changed = work::change(state.engine(), &here.id, &id, change).await?;
    let endpoint = changed.map_err(problem)?;
    Ok(Json(Webhook::of(endpoint, state.engine().machine_now())))
}

/// `DELETE /webhooks/{webhook_id}`
pub async fn delete_webhook(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<WebhookId>,
) -> Answer<StatusCode> {
    let deleted = state
        .engine()
        .db
        .write(move |tx| webhooks::delete(tx, &here.id, &id))
        .await?;
    if deleted {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(problem(Refusal::NotFound))
    }
}

/// `POST /webhooks/{webhook_id}/secret`
pub async fn replace_webhook_secret(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<WebhookId>,
) -> Answer<Json<WebhookSecret>> {
    let replaced = work::replace_secret(state.engine(), &here.id, &id).await?;
    let replaced = replaced.map_err(problem)?;
    Ok(Json(WebhookSecret::of(&state, replaced)))
}

fn kinds(events: Vec<WebhookEvent>) -> Vec<EventKind> {
    events.into_iter().map(|WebhookEvent(kind)| kind).collect()
}

/// Why something cannot be done, as the API says it.
fn problem(refusal: Refusal) -> Problem {
    match refusal {
        Refusal::NotFound => Problem::not_found("webhook"),
        Refusal::Address(bad) => Problem::field("url", "invalid_url", format!("{bad}.")),
        Refusal::Private => Problem::field(
            "url",
            "private_url",
            "The address is not on the public internet. The operator can list its host in webhooks.allow_private.",
        ),
        Refusal::Kinds => Problem::field("events", "invalid_events", "Choose one or more of the offered events."),
        Refusal::TooMany => Problem::unprocessable(
            "too_many_webhooks",
            format!("A company has at most {ENDPOINTS_MAX} webhooks."),
        ),
        Refusal::Off => Problem::conflict("webhook_off", "The webhook is off. Switch it on first."),
    }
}

impl Webhook {
    fn of(endpoint: Endpoint, now: Timestamp) -> Self {
        Self {
            id: endpoint.id.to_string(),
            url: endpoint.url,
            events: endpoint.kinds.into_iter().map(WebhookEvent).collect(),
            enabled: endpoint.disabled_reason.is_none(),
            disabled_reason: endpoint.disabled_reason.map(DisabledReasonName),
            failing_since: endpoint.failing_since.map(Time),
            delivered_at: endpoint.delivered_at.map(Time),
            old_secret_until: endpoint
                .old_secret
                .map(|(_, until)| until)
                .filter(|until| now < *until)
                .map(Time),
            created_at: endpoint.created_at.into(),
        }
    }
}

impl WebhookSecret {
    fn of(state: &AppState, (endpoint, secret): (Endpoint, String)) -> Self {
        Self {
            webhook: Webhook::of(endpoint, state.engine().machine_now()),
            secret,
        }
    }
}

impl PartialSchema for WebhookEvent {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(OFFERED.iter().map(|kind| kind.as_str())))
            .into()
    }
}

impl ToSchema for WebhookEvent {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("WebhookEvent")
    }
}
