//! The delivery log.

use crate::control::call::ControlCall;
use crate::control::problem::Problem;
use crate::control::routes::{Answer, Listing, change};
use crate::deliveries::DeliveryState;
use crate::deliveries::view::DeliveryView;
use crate::shared::Shared;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// Deliveries.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeliveryList {
    /// One page, newest first.
    pub data: Vec<DeliveryView>,
    /// Where the next page begins; none after the last.
    pub next_cursor: Option<String>,
}

/// What to list.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct DeliveryQuery {
    /// How it stands.
    pub state: Option<DeliveryState>,
    /// Page size, 50 by default, at most 1,000.
    pub limit: Option<usize>,
    /// From `next_cursor`.
    pub cursor: Option<String>,
}

/// Lists deliveries, newest first.
#[utoipa::path(get, path = "/deliveries", operation_id = "list_deliveries", tag = "deliveries", params(DeliveryQuery), responses((status = 200, body = DeliveryList)))]
pub(super) async fn list_deliveries(
    State(shared): State<Arc<Shared>>,
    Query(query): Query<DeliveryQuery>,
) -> Result<Json<DeliveryList>, Problem> {
    let listing = Listing::read(query.limit, query.cursor.as_deref())?;
    let mut data = shared.look(|world| world.deliveries.list(query.state, listing.cursor, listing.limit + 1));
    let more = data.len() > listing.limit;
    data.truncate(listing.limit);
    let next_cursor = more.then(|| data.last().map(|delivery| delivery.id.clone())).flatten();
    Ok(Json(DeliveryList { data, next_cursor }))
}

/// Sends a delivery once more.
#[utoipa::path(post, path = "/deliveries/{id}/redeliver", operation_id = "redeliver", tag = "deliveries", params(("id" = String, Path)), responses((status = 202), (status = 404, body = Problem)))]
pub(super) async fn redeliver(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Answer {
    let id = id.parse().map_err(|_| Problem::not_found("delivery"))?;
    change(&shared, StatusCode::ACCEPTED, ControlCall::Redeliver { id })
}
