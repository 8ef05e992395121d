//! Faults by hand.

use crate::control::call::ControlCall;
use crate::control::problem::Problem;
use crate::control::routes::{Answer, change, json_body};
use crate::faults::{Fault, NewFault};
use crate::shared::Shared;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// Faults at work.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FaultList {
    /// All of them.
    pub data: Vec<Fault>,
    /// Always none: the list is whole.
    pub next_cursor: Option<String>,
}

/// Lists the faults at work.
#[utoipa::path(get, path = "/faults", operation_id = "list_faults", tag = "faults", responses((status = 200, body = FaultList)))]
pub(super) async fn list_faults(State(shared): State<Arc<Shared>>) -> Json<FaultList> {
    Json(FaultList {
        data: shared.look(|world| world.faults.at_work(world.now_ms())),
        next_cursor: None,
    })
}

/// Sets a fault.
#[utoipa::path(post, path = "/faults", operation_id = "create_fault", tag = "faults", request_body = NewFault, responses((status = 201, body = Fault), (status = 422, body = Problem)))]
pub(super) async fn create_fault(State(shared): State<Arc<Shared>>, body: Bytes) -> Answer {
    let order: NewFault = json_body(&body)?;
    order.check()?;
    change(&shared, StatusCode::CREATED, ControlCall::AddFault(Box::new(order)))
}

/// Ends all faults.
#[utoipa::path(delete, path = "/faults", operation_id = "delete_faults", tag = "faults", responses((status = 204)))]
pub(super) async fn delete_faults(State(shared): State<Arc<Shared>>) -> Answer {
    change(&shared, StatusCode::NO_CONTENT, ControlCall::ClearFaults)
}

/// Ends one fault.
#[utoipa::path(delete, path = "/faults/{id}", operation_id = "delete_fault", tag = "faults", params(("id" = String, Path)), responses((status = 204), (status = 404, body = Problem)))]
pub(super) async fn delete_fault(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Answer {
    change(&shared, StatusCode::NO_CONTENT, ControlCall::RemoveFault { id })
}
