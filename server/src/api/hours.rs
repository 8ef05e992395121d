//! Working hours and holidays of the company: the away message, rules and the business profile go by them.

use axum::Json;
use axum::extract::State;
use galka_domain::hours::{HoursError, WorkingHours, Zone};
use galka_store::{settings, workspaces};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Here;
use crate::errors::{Answer, Problem};
use crate::extract::Body;
use crate::state::AppState;
use crate::views::Time;

/// The company's hours, and what they say now.
#[derive(Debug, Serialize, ToSchema)]
pub struct Hours {
    /// The company's time zone, by which they count.
    timezone: String,
    /// The seven days, Monday first; each with its intervals in order.
    week: Vec<Vec<HoursInterval>>,
    holidays: Vec<HoursHoliday>,
    /// Whether somebody has set them; until then nothing is outside them.
    is_set: bool,
    is_open: bool,
    opens_at: Option<Time>,
}

/// A time of work within one day, `09:00` to `18:00`; the end of the day is `24:00`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoursInterval {
    from: String,
    to: String,
}

/// Days with hours of their own; without intervals closed.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoursHoliday {
    /// The first day, `2026-12-31`.
    date: String,
    /// The last day; the same one when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    intervals: Vec<HoursInterval>,
}

/// New hours; an empty week means that they are not set.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHours {
    /// The seven days, Monday first.
    week: Vec<Vec<HoursInterval>>,
    #[serde(default)]
    holidays: Vec<HoursHoliday>,
}

/// `GET /settings/hours`
pub async fn get_hours(State(state): State<AppState>, here: Here) -> Answer<Json<Hours>> {
    show(&state, here).await.map(Json)
}

/// `PUT /settings/hours`
pub async fn set_hours(State(state): State<AppState>, here: Here, Body(new): Body<NewHours>) -> Answer<Json<Hours>> {
    let hours = new.read()?.checked().map_err(refuse)?;
    let (workspace, now) = (here.id.clone(), state.engine().business_now());
    state
        .engine()
        .db
        .write(move |tx| settings::put(tx, &workspace, &hours, now))
        .await?;
    show(&state, here).await.map(Json)
}

async fn show(state: &AppState, here: Here) -> Answer<Hours> {
    let (hours, workspace) = state
        .engine()
        .db
        .read(move |tx| {
            let hours: WorkingHours = settings::get(tx, &here.id)?;
            Ok((hours, workspaces::find_workspace(tx, &here.id)?))
        })
        .await?;
    let timezone = workspace.ok_or_else(|| Problem::not_found("workspace"))?.timezone;
    let zone = read_zone(&timezone)?;
    let now = state.engine().business_now();
    let is_open = hours.is_open(now, &zone);
    let opens_at = hours.opens_at(now, &zone).map(Time::from);
    let is_set = hours.is_set();
    let shown = NewHours::of(&hours)?;
    Ok(Hours {
        timezone,
        week: shown.week,
        holidays: shown.holidays,
        is_set,
        is_open,
        opens_at,
    })
}

/// The company's zone.
///
/// # Errors
/// When this machine does not know it.
pub(crate) fn read_zone(name: &str) -> Answer<Zone> {
    Zone::named(name).map_err(|unknown| Problem::unprocessable("unknown_timezone", unknown.to_string()))
}

fn refuse(error: HoursError) -> Problem {
    let detail = match error.code {
        "empty_interval" => "An interval ends after it begins.",
        "overlap" => "Intervals of one day do not overlap.",
        "order" => "The last day is not before the first.",
        "too_many" => "At most 6 intervals a day and 100 holidays.",
        _ => "At most 60 characters.",
    };
    Problem::field(&error.field, error.code, detail.to_owned())
}

impl NewHours {
    fn read(self) -> Answer<WorkingHours> {
        let unreadable = |failure: serde_json::Error| Problem::field("week", "invalid_field", failure.to_string());
        let document = serde_json::to_value(&self).map_err(unreadable)?;
        serde_json::from_value(document).map_err(unreadable)
    }

    fn of(hours: &WorkingHours) -> Answer<Self> {
        let unreadable = |failure: serde_json::Error| Problem::unprocessable("invalid_field", failure.to_string());
        let document = serde_json::to_value(hours).map_err(unreadable)?;
        serde_json::from_value(document).map_err(unreadable)
    }
}
