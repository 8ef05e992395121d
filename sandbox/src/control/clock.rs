//! The clock by hand.

use crate::clock::{Mode, rfc3339};
use crate::control::call::ControlCall;
use crate::control::events::{EventView, next_events};
use crate::control::problem::Problem;
use crate::control::routes::json_body;
use crate::runner;
use crate::shared::Shared;
use crate::world::World;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// What time it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClockView {
    /// Sandbox time.
    pub now: String,
    /// The same in epoch milliseconds.
    pub now_ms: i64,
    /// Whether it runs by itself.
    pub mode: Mode,
    /// How many times faster than the machine.
    pub speed: f64,
    /// How far it is ahead of the machine.
    pub offset_ms: i64,
    /// Grows with every change by hand.
    pub version: u64,
    /// When the next thing happens by itself.
    pub next_event_ms: Option<i64>,
    /// What it is.
    pub next_event: Option<EventView>,
    /// After `to_next_event`: what has happened at that moment, at most 100.
    pub happened: Vec<EventView>,
}

/// One change of the clock: give exactly one field.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClockOrder {
    /// Move forward by this much; what falls due on the way happens first.
    #[serde(default)]
    pub advance_ms: Option<i64>,
    /// Move to this moment.
    #[serde(default)]
    pub set_ms: Option<i64>,
    /// Move to this moment, written as `2026-03-02T08:00:00Z`.
    #[serde(default)]
    pub advance_to: Option<String>,
    /// Run or stand.
    #[serde(default)]
    pub mode: Option<Mode>,
    /// Run this many times faster than the machine, above 0 up to 100,000.
    #[serde(default)]
    pub speed: Option<f64>,
    /// Move to the next thing that happens by itself.
    #[serde(default)]
    pub to_next_event: Option<bool>,
    /// Back to the machine's time.
    #[serde(default)]
    pub reset: Option<bool>,
}

/// Whether to wait for a change.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct ClockQuery {
    /// The version that the caller knows: the answer waits until there is another.
    pub version: Option<u64>,
    /// How long to wait, at most 30,000.
    pub wait_ms: Option<u64>,
}

/// Shows the clock; with `version` and `wait_ms`, as soon as it has changed.
#[utoipa::path(get, path = "/clock", operation_id = "get_clock", tag = "clock", params(ClockQuery), responses((status = 200, body = ClockView)))]
pub(super) async fn get_clock(State(shared): State<Arc<Shared>>, Query(query): Query<ClockQuery>) -> Json<ClockView> {
    if let Some(version) = query.version {
        let wait_ms = query.wait_ms.unwrap_or(0).min(30_000);
        runner::wait_for_clock(&shared, version, wait_ms).await;
    }
    Json(shared.look(view))
}

/// Changes the clock; an advance answers when everything on the way has happened.
#[utoipa::path(post, path = "/clock", operation_id = "set_clock", tag = "clock", request_body = ClockOrder, responses((status = 200, body = ClockView), (status = 422, body = Problem)))]
pub(super) async fn set_clock(State(shared): State<Arc<Shared>>, body: Bytes) -> Result<Json<ClockView>, Problem> {
    let order: ClockOrder = json_body(&body)?;
    check_order(&order)?;
    let mut happened = Vec::new();
    if let Some(mode) = order.mode {
        shared.control(ControlCall::ClockMode(mode))?;
    } else if let Some(speed) = order.speed {
        check_speed(speed)?;
        shared.control(ControlCall::ClockSpeed(speed))?;
    } else if order.reset == Some(true) {
        shared.control(ControlCall::ClockReset)?;
    } else {
        let target = target(&shared, &order)?;
        if order.to_next_event == Some(true) {
            happened = shared.look(|world| next_events(world, HAPPENED_MAX));
            happened.retain(|event| event.due_ms <= target);
        }
        runner::advance(&shared, target).await;
    }
    shared.clock_changed();
    let mut clock = shared.look(view);
    clock.happened = happened;
    Ok(Json(clock))
}

/// Whether a speed can be run.
pub(crate) fn check_speed(speed: f64) -> Result<(), Problem> {
    if speed > 0.0 && speed <= 100_000.0 {
        return Ok(());
    }
    Err(Problem::field("speed", "A speed is above 0 and at most 100,000."))
}

fn check_order(order: &ClockOrder) -> Result<(), Problem> {
    let given = [
        order.advance_ms.is_some(),
        order.set_ms.is_some(),
        order.advance_to.is_some(),
        order.mode.is_some(),
        order.speed.is_some(),
        order.to_next_event == Some(true),
        order.reset == Some(true),
    ];
    if given.iter().filter(|given| **given).count() == 1 {
        return Ok(());
    }
    Err(Problem::unreadable(
        "Give exactly one of advance_ms, set_ms, advance_to, mode, speed, to_next_event, reset.",
    ))
}

/// How much is told of a moment at which very much happens.
const HAPPENED_MAX: usize = 100;
/// The furthest that time can go: the year 9999.
const LAST_MS: i64 = 253_402_300_799_000;

fn target(shared: &Shared, order: &ClockOrder) -> Result<i64, Problem> {
    let (now, next) = shared.look(|world| (world.now_ms(), world.timers.next_due()));
    let (field, target) = match (order.advance_ms, order.set_ms, &order.advance_to) {
        (Some(span), _, _) => ("advance_ms", now.saturating_add(span)),
        (None, Some(moment), _) => ("set_ms", moment),
        (None, None, Some(text)) => {
            let moment = text
                .parse::<jiff::Timestamp>()
                .map_err(|_| Problem::field("advance_to", "Write a moment as 2026-03-02T08:00:00Z."))?;
            ("advance_to", moment.as_millisecond())
        }
        (None, None, None) => ("to_next_event", next.unwrap_or(now).max(now)),
    };
    if target < now {
        return Err(Problem::field(
            field,
            "Time only moves forward; use reset to return to the machine's time.",
        ));
    }
    if target > LAST_MS {
        return Err(Problem::field(field, "Time ends with the year 9999."));
    }
    Ok(target)
}

fn view(world: &mut World) -> ClockView {
    let now_ms = world.now_ms();
    ClockView {
        now: rfc3339(now_ms),
        now_ms,
        mode: world.clock.mode,
        speed: world.clock.speed,
        offset_ms: now_ms - world.machine_ms(),
        version: world.clock.version,
        next_event_ms: world.timers.next_due(),
        next_event: next_events(world, 1).pop(),
        happened: Vec::new(),
    }
}
