//! The log of a webhook: what was told, what was answered, and telling it again.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use galka_domain::ids::{WebhookDeliveryId, WebhookId};
use galka_domain::webhook::DeliveryState;
use galka_engine::webhooks as work;
use galka_store::webhooks::{self, deliveries};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::problem;
use crate::access::Here;
use crate::errors::{Answer, Problem};
use crate::extract::{PathId, Query, as_rows, page_limit, read_id_cursor};
use crate::state::AppState;
use crate::views::{Page, Time};

/// The telling of one event to one address.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookDelivery {
    id: String,
    /// The number of the event; nothing for a trial.
    seq: Option<i64>,
    /// The kind of the event, or `webhook.test`.
    r#type: String,
    state: DeliveryStateName,
    attempts: i64,
    next_at: Option<Time>,
    tried_at: Option<Time>,
    /// HTTP status of the last answer.
    status: Option<i64>,
    /// Why there was no answer.
    error: Option<String>,
    /// The beginning of the last answer.
    answer: Option<String>,
    duration_ms: Option<i64>,
    created_at: Time,
    /// What is told; only where one is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
}

crate::views::shown_names! {
    /// Where a telling stands.
    DeliveryStateName, "WebhookDeliveryState" = galka_domain::webhook::DeliveryState;
}

/// What to list.
#[derive(Debug, Deserialize)]
pub struct DeliveryQuery {
    state: Option<String>,
    limit: Option<i64>,
    cursor: Option<String>,
}

/// `GET /webhooks/{webhook_id}/deliveries`
pub async fn list_webhook_deliveries(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<WebhookId>,
    Query(query): Query<DeliveryQuery>,
) -> Answer<Json<Page<WebhookDelivery>>> {
    let limit = page_limit(query.limit)?;
    let before: Option<WebhookDeliveryId> = read_id_cursor(query.cursor.as_deref())?;
    let wanted = query.state.as_deref().map(read_state).transpose()?;
    let found = state
        .engine()
        .db
        .read(move |tx| {
            if webhooks::find(tx, &here.id, &id)?.is_none() {
                return Ok(None);
            }
            deliveries::list(tx, &here.id, &id, wanted, before.as_ref(), limit + 1).map(Some)
        })
        .await?;
    let rows = found.ok_or_else(|| Problem::not_found("webhook"))?;
    let page = Page::cut(rows, as_rows(limit), |delivery| delivery.id.to_string());
    Ok(Json(page.map(WebhookDelivery::of)))
}

/// `GET /webhooks/{webhook_id}/deliveries/{delivery_id}`
pub async fn get_webhook_delivery(
    State(state): State<AppState>,
    here: Here,
    Path(ids): Path<(String, String)>,
) -> Answer<Json<WebhookDelivery>> {
    let (webhook, id) = read_ids(&ids)?;
    let found = state
        .engine()
        .db
        .read(move |tx| deliveries::find(tx, &here.id, &webhook, &id))
        .await?;
    let delivery = found.ok_or_else(|| Problem::not_found("delivery"))?;
    let body = delivery.body.clone();
    Ok(Json(WebhookDelivery {
        body: Some(body),
        ..WebhookDelivery::of(delivery)
    }))
}

/// `POST /webhooks/{webhook_id}/deliveries/{delivery_id}/replay`
pub async fn replay_webhook_delivery(
    State(state): State<AppState>,
    here: Here,
    Path(ids): Path<(String, String)>,
) -> Answer<Json<WebhookDelivery>> {
    let (webhook, id) = read_ids(&ids)?;
    let replayed = work::replay(state.engine(), &here.id, &webhook, &id).await?;
    Ok(Json(WebhookDelivery::of(replayed.map_err(problem)?)))
}

/// `POST /webhooks/{webhook_id}/test`
pub async fn try_webhook(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<WebhookId>,
) -> Answer<(StatusCode, Json<WebhookDelivery>)> {
    let made = work::try_out(state.engine(), &here.id, &id).await?;
    Ok((StatusCode::ACCEPTED, Json(WebhookDelivery::of(made.map_err(problem)?))))
}

/// What is no id of its kind is not found, as one of another workspace is.
fn read_ids((webhook, delivery): &(String, String)) -> Answer<(WebhookId, WebhookDeliveryId)> {
    let ids = WebhookId::parse(webhook).and_then(|webhook| Ok((webhook, WebhookDeliveryId::parse(delivery)?)));
    ids.map_err(|_| Problem::not_found("delivery"))
}

fn read_state(text: &str) -> Answer<DeliveryState> {
    DeliveryState::parse(text).ok_or_else(|| {
        let states: Vec<&str> = DeliveryState::ALL.iter().map(|state| state.as_str()).collect();
        Problem::bad_request("invalid_query", format!("state is one of {}.", states.join(", ")))
    })
}

impl WebhookDelivery {
    fn of(delivery: deliveries::Delivery) -> Self {
        Self {
            id: delivery.id.to_string(),
            seq: delivery.seq,
            r#type: work::type_of(delivery.kind).to_owned(),
            state: delivery.state.into(),
            attempts: delivery.attempts,
            next_at: delivery.next_at.map(Time),
            tried_at: delivery.tried_at.map(Time),
            status: delivery.status,
            error: delivery.error,
            answer: delivery.answer,
            duration_ms: delivery.duration_ms,
            created_at: delivery.created_at.into(),
            body: None,
        }
    }
}
