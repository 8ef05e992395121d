//! The list of the control API's routes, and what its handlers share.

use crate::control::call::ControlCall;
use crate::control::problem::Problem;
use crate::control::{
    acts, app, book, clock, customers, deliveries, enforcement, events, faults, journal, money, numbers, populations,
    scenario, settings, sounds, standing, templates, tokens, world,
};
use crate::shared::Shared;
use axum::Json;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What a changing handler answers.
pub(super) type Answer = Result<Response, Problem>;

/// A snapshot of a large world is the largest body.
const BODY_MAX: usize = 1 << 30;

#[derive(OpenApi)]
#[openapi(info(
    title = "Galka sandbox: control API",
    description = "WhatsApp's side by hand: the clock, the customers, the reviewers, faults, and the sandbox's own book. Times ending in `_ms` are epoch milliseconds of sandbox time."
))]
struct Document;

/// The document of the control API as JSON.
pub fn openapi() -> String {
    let mut text = list().into_openapi().to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}

/// All routes, with the world behind them.
pub(crate) fn router(shared: Arc<Shared>) -> axum::Router {
    let missing = || async { Problem::not_found("route") };
    list()
        .split_for_parts()
        .0
        .route("/control/{*rest}", any(missing))
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .with_state(shared)
}

fn list() -> OpenApiRouter<Arc<Shared>> {
    let nested = OpenApiRouter::new()
        .routes(routes!(world::get_world))
        .routes(routes!(world::create_waba))
        .routes(routes!(world::update_number))
        .routes(routes!(numbers::get_number, numbers::delete_number))
        .routes(routes!(numbers::get_number_code))
        .routes(routes!(numbers::decide_number_name))
        .routes(routes!(numbers::decide_number_official))
        .routes(routes!(standing::get_standing))
        .routes(routes!(enforcement::update_waba))
        .routes(routes!(enforcement::enforce))
        .routes(routes!(tokens::update_app))
        .routes(routes!(tokens::list_tokens, tokens::create_token))
        .routes(routes!(tokens::create_code))
        .routes(routes!(tokens::update_token))
        .routes(routes!(world::get_snapshot, world::put_snapshot))
        .routes(routes!(settings::get_settings, settings::update_settings))
        .routes(routes!(scenario::list_scenarios))
        .routes(routes!(scenario::load_scenario))
        .routes(routes!(clock::get_clock, clock::set_clock))
        .routes(routes!(events::list_events))
        .routes(routes!(customers::list_customers, customers::create_customers))
        .routes(routes!(
            customers::get_customer,
            customers::update_customer,
            customers::delete_customer
        ))
        .routes(routes!(customers::list_messages, customers::create_message))
        .routes(routes!(acts::read_chat))
        .routes(routes!(acts::set_marketing))
        .routes(routes!(acts::set_block))
        .routes(routes!(acts::report))
        .routes(routes!(acts::change_number))
        .routes(routes!(acts::change_identity))
        .routes(routes!(acts::delete_account))
        .routes(routes!(populations::list_populations, populations::create_population))
        .routes(routes!(app::set_app))
        .routes(routes!(app::create_app_message))
        .routes(routes!(app::sync_app_contact))
        .routes(routes!(book::list_messages))
        .routes(routes!(book::get_summary))
        .routes(routes!(sounds::get_sound))
        .routes(routes!(money::get_money))
        .routes(routes!(journal::list_calls))
        .routes(routes!(templates::list_templates))
        .routes(routes!(templates::list_moderation))
        .routes(routes!(templates::decide_template))
        .routes(routes!(
            faults::list_faults,
            faults::create_fault,
            faults::delete_faults
        ))
        .routes(routes!(faults::delete_fault))
        .routes(routes!(deliveries::list_deliveries))
        .routes(routes!(deliveries::get_delivery))
        .routes(routes!(deliveries::redeliver_all))
        .routes(routes!(deliveries::redeliver));
    OpenApiRouter::with_openapi(Document::openapi()).nest("/control/v1", nested)
}

/// Applies a change and answers it.
pub(super) fn change(shared: &Shared, status: StatusCode, call: ControlCall) -> Answer {
    let value = shared.control(call)?;
    Ok(if value.is_null() {
        status.into_response()
    } else {
        (status, Json(value)).into_response()
    })
}

/// Reads a JSON body whatever its content type.
pub(super) fn json_body<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|problem| match problem.classify() {
        serde_json::error::Category::Data => Problem::field("body", problem.to_string()),
        _ => Problem::unreadable(problem.to_string()),
    })
}

/// Reads a JSON body that may be absent.
pub(super) fn optional_body<T: DeserializeOwned + Default>(body: &[u8]) -> Result<T, Problem> {
    if body.is_empty() {
        Ok(T::default())
    } else {
        json_body(body)
    }
}

/// Page size and place of a list.
pub(super) struct Listing {
    pub(super) limit: usize,
    pub(super) cursor: Option<u64>,
}

impl Listing {
    /// 50 by default, at most 1,000.
    pub(super) fn read(limit: Option<usize>, cursor: Option<&str>) -> Result<Self, Problem> {
        let cursor = cursor.filter(|text| !text.is_empty()).map(str::parse).transpose();
        let cursor = cursor.map_err(|_| Problem::field("cursor", "Not a cursor of this list."))?;
        Ok(Self {
            limit: limit.unwrap_or(50).clamp(1, 1_000),
            cursor,
        })
    }
}
