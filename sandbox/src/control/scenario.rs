//! Scenarios: the ready ones, and putting one into the running world or in its place.

use crate::begin;
use crate::clock::machine_now_ms;
use crate::control::call::ControlCall;
use crate::control::problem::Problem;
use crate::control::routes::{Answer, change};
use crate::sandbox::StartError;
use crate::scenario::{Format, READY, Ready, Scenario, ScenarioError};
use crate::settings::{Callback, ClockStart};
use crate::shared::Shared;
use crate::world::{ControlReply, World};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

pub(super) use crate::scenario::Description;

/// Ready scenarios.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ScenarioList {
    /// All of them.
    pub data: Vec<Ready>,
}

/// Which scenario, and how.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct ScenarioQuery {
    /// A ready one; the body is empty then.
    pub name: Option<String>,
    /// How the body is written: `json`, `toml` or `yaml`; JSON when absent.
    #[param(inline)]
    pub format: Option<Format>,
    /// True puts a new world in the place of this one; the first app's callback stays when the scenario has none.
    pub reset: Option<bool>,
}

/// Lists the scenarios that lie in the binary.
#[utoipa::path(get, path = "/scenarios", operation_id = "list_scenarios", tag = "world", responses((status = 200, body = ScenarioList)))]
pub(super) async fn list_scenarios() -> Json<ScenarioList> {
    Json(ScenarioList { data: READY.to_vec() })
}

/// Puts a scenario into the running world, whole or not at all; or with `reset` a new world in its place.
#[utoipa::path(post, path = "/scenario", operation_id = "load_scenario", tag = "world", params(ScenarioQuery), request_body = Description,
    responses((status = 200, body = crate::scenario::load::Loaded), (status = 422, body = Problem)))]
pub(super) async fn load_scenario(
    State(shared): State<Arc<Shared>>,
    Query(query): Query<ScenarioQuery>,
    body: Bytes,
) -> Answer {
    let scenario = match &query.name {
        Some(name) => Scenario::ready(name),
        None => {
            let text = std::str::from_utf8(&body).map_err(|_| Problem::unreadable("The body must be UTF-8."))?;
            Scenario::parse("body", text, query.format.unwrap_or(Format::Json))
        }
    };
    let scenario = scenario.map_err(|problem| in_field(&problem))?;
    if query.reset == Some(true) {
        return replace(&shared, &scenario);
    }
    let rehearsal = shared.look(|world| copy(world));
    let mut rehearsal = rehearsal.map_err(|problem| Problem::unreadable(problem.to_string()))?;
    load(&mut rehearsal, scenario.description.clone())?;
    let order = ControlCall::LoadScenario(Box::new(scenario.description));
    let answer = change(&shared, StatusCode::OK, order);
    shared.clock_changed();
    answer
}

/// Applies a scenario to a world that runs.
pub(super) fn load(world: &mut World, description: Description) -> ControlReply {
    let only_new = [
        ("seed", description.seed.is_some_and(|seed| seed != world.settings.seed)),
        (
            "rule_set",
            description
                .rule_set
                .as_ref()
                .is_some_and(|name| *name != world.settings.rule_set),
        ),
        ("clock.start", description.clock.start.is_some()),
    ];
    if let Some((field, _)) = only_new.iter().find(|(_, given)| *given) {
        return Err(Problem::field(
            field,
            "Only a new world can have this: load the scenario with reset=true, or leave it out.",
        ));
    }
    Ok(json!(crate::scenario::load::load(world, description)?))
}

/// A new world in the place of the old one, with the old one's seed and rules where the scenario names none.
fn replace(shared: &Shared, scenario: &Scenario) -> Answer {
    let (before, callback) = shared.look(|world| (world.settings.clone(), callback_of(world)));
    let mut settings = scenario.settings().map_err(|problem| in_field(&problem))?;
    if scenario.description.seed.is_none() {
        settings.seed = before.seed;
    }
    if scenario.description.rule_set.is_none() {
        settings.rule_set = before.rule_set;
    }
    let clock = scenario.clock().map_err(|problem| in_field(&problem))?;
    let public_url = shared.public_url.clone();
    let played = begin::play(
        scenario,
        settings,
        clock.unwrap_or(ClockStart::Real),
        &public_url,
        machine_now_ms(),
    );
    let mut world = played.map_err(|problem| match problem {
        StartError::Scenario(problem) => in_field(&problem),
        other => Problem::field("rule_set", other.to_string()),
    })?;
    if world.accounts.apps.first().is_some_and(|app| app.callback.is_none()) {
        world.call_back(callback);
    }
    let answer = json!({
        "companies": (0..world.accounts.wabas.len() as u32)
            .filter_map(|waba| world.accounts.credentials(waba))
            .collect::<Vec<_>>(),
        "customers": world.customers.living,
        "templates": world.templates.list.len(),
        "planned": world.plan.waiting.len(),
    });
    shared
        .replace(world)
        .map_err(|problem| Problem::unreadable(problem.to_string()))?;
    Ok((StatusCode::OK, Json(answer)).into_response())
}

fn callback_of(world: &World) -> Option<Callback> {
    let app = world.accounts.apps.first()?.callback.clone();
    app.or_else(|| world.accounts.wabas.first()?.callback.clone())
}

fn copy(world: &World) -> Result<World, Box<dyn std::error::Error + Send + Sync>> {
    let mut copy: World = serde_json::from_slice(&serde_json::to_vec(world)?)?;
    copy.rebuild()?;
    copy.public_url.clone_from(&world.public_url);
    Ok(copy)
}

fn in_field(problem: &ScenarioError) -> Problem {
    let field = if problem.path.is_empty() { "body" } else { &problem.path };
    Problem::field(field, problem.remedy.clone())
}
