//! Populations: many customers at once from a description.

use crate::control::call::ControlCall;
use crate::control::problem::Problem;
use crate::control::routes::{Answer, change, json_body};
use crate::people::crowd::{NewPopulation, Population};
use crate::shared::Shared;
use crate::world::{ControlReply, World};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use serde_json::json;
use std::sync::Arc;
use utoipa::ToSchema;

/// Populations.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PopulationList {
    /// All of them, in the order in which they were made.
    pub data: Vec<Population>,
}

/// Makes customers from a description: at most a million, the same for the same seed.
#[utoipa::path(post, path = "/populations", operation_id = "create_population", tag = "customers", request_body = NewPopulation,
    responses((status = 201, description = "`{name, created}`"), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn create_population(State(shared): State<Arc<Shared>>, body: Bytes) -> Answer {
    let new: NewPopulation = json_body(&body)?;
    change(&shared, StatusCode::CREATED, ControlCall::AddPopulation(Box::new(new)))
}

/// Lists populations. Their customers stand in the list of customers.
#[utoipa::path(get, path = "/populations", operation_id = "list_populations", tag = "customers", responses((status = 200, body = PopulationList)))]
pub(super) async fn list_populations(State(shared): State<Arc<Shared>>) -> Json<PopulationList> {
    Json(shared.look(|world| PopulationList {
        data: world.customers.populations.clone(),
    }))
}

pub(super) fn add(world: &mut World, new: NewPopulation) -> ControlReply {
    let name = new.name.clone();
    let created = world.add_population(new)?;
    Ok(json!({"name": name, "created": created}))
}
