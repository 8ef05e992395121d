//! The delivery log.

use crate::control::call::ControlCall;
use crate::control::problem::Problem;
use crate::control::routes::{Answer, Listing, change, optional_body};
use crate::deliveries::view::{DeliveryFilter, DeliveryView, RedeliverOrder, WholeDelivery};
use crate::poster::headers;
use crate::shared::Shared;
use axum::Json;
use axum::body::Bytes;
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

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct DeliveryPage {
    /// Page size, 50 by default, at most 1,000.
    pub limit: Option<usize>,
    /// From `next_cursor`.
    pub cursor: Option<String>,
}

/// Lists deliveries, newest first.
#[utoipa::path(get, path = "/deliveries", operation_id = "list_deliveries", tag = "deliveries", params(DeliveryFilter, DeliveryPage), responses((status = 200, body = DeliveryList)))]
pub(super) async fn list_deliveries(
    State(shared): State<Arc<Shared>>,
    Query(filter): Query<DeliveryFilter>,
    Query(page): Query<DeliveryPage>,
) -> Result<Json<DeliveryList>, Problem> {
    let listing = Listing::read(page.limit, page.cursor.as_deref())?;
    let mut data = shared.look(|world| world.deliveries.list(&filter, listing.cursor, listing.limit + 1));
    let more = data.len() > listing.limit;
    data.truncate(listing.limit);
    let next_cursor = more.then(|| data.last().map(|delivery| delivery.id.clone())).flatten();
    Ok(Json(DeliveryList { data, next_cursor }))
}

/// Shows a delivery: the exact bytes, the headers, the signature.
#[utoipa::path(get, path = "/deliveries/{id}", operation_id = "get_delivery", tag = "deliveries", params(("id" = String, Path)), responses((status = 200, body = WholeDelivery), (status = 404, body = Problem)))]
pub(super) async fn get_delivery(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
) -> Result<Json<WholeDelivery>, Problem> {
    let missing = || Problem::not_found("delivery");
    let id: u64 = id.parse().map_err(|_| missing())?;
    shared.look(|world| {
        let (delivery, app) = world.deliveries.find(id).ok_or_else(missing)?;
        let headers = headers(&world.accounts.apps[app as usize].secret, delivery.body.as_bytes());
        Ok(Json(WholeDelivery {
            signature: headers["X-Hub-Signature-256"].clone(),
            headers,
            delivery,
        }))
    })
}

/// Sends a delivery once more.
#[utoipa::path(post, path = "/deliveries/{id}/redeliver", operation_id = "redeliver", tag = "deliveries", params(("id" = String, Path)), responses((status = 202), (status = 404, body = Problem)))]
pub(super) async fn redeliver(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Answer {
    let id = id.parse().map_err(|_| Problem::not_found("delivery"))?;
    change(&shared, StatusCode::ACCEPTED, ControlCall::Redeliver { id })
}

/// Sends a range of deliveries once more, oldest first, at most 10,000.
#[utoipa::path(post, path = "/deliveries/redeliver", operation_id = "redeliver_all", tag = "deliveries", request_body = RedeliverOrder, responses((status = 202, description = "`{redelivered}`: how many go again"), (status = 422, body = Problem)))]
pub(super) async fn redeliver_all(State(shared): State<Arc<Shared>>, body: Bytes) -> Answer {
    let order = optional_body(&body)?;
    change(&shared, StatusCode::ACCEPTED, ControlCall::RedeliverAll(order))
}
