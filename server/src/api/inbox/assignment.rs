//! How conversations find their person, and who works now.

use axum::Json;
use axum::extract::State;
use galka_domain::desk::{AssignmentSettings as StoredSettings, Shift};
use galka_domain::event::EventKind;
use galka_domain::ids::LabelId;
use galka_engine::hints::Work;
use galka_engine::inbox::change::close_reasons;
use galka_store::events::{self, NewEvent};
use galka_store::{labels, members, settings};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::{Actor, Here};
use crate::errors::{Answer, Problem};
use crate::extract::Body;
use crate::state::AppState;
use crate::views::{AssignmentModeName, ShiftName};

/// Most conversations at once that anybody may be given.
pub(crate) const CAPACITY_MAX: i64 = 500;
const REASONS_MAX: usize = 20;

/// How conversations find their person, and what closing one needs.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignmentSettings {
    mode: AssignmentModeName,
    sticky: bool,
    capacity: Option<i64>,
    assign_on_reply: bool,
    close_reason_label_ids: Vec<String>,
}

/// Whether I work now.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MyShift {
    shift: ShiftName,
}

/// `GET /settings/assignment`
pub async fn get_assignment_settings(State(state): State<AppState>, here: Here) -> Answer<Json<AssignmentSettings>> {
    let stored = state
        .engine()
        .db
        .read(move |tx| {
            let mut stored = settings::get::<StoredSettings>(tx, &here.id)?;
            stored.close_reasons = close_reasons(tx, &here.id)?;
            Ok(stored)
        })
        .await?;
    Ok(Json(AssignmentSettings::of(&stored)))
}

/// `PUT /settings/assignment`
pub async fn put_assignment_settings(
    State(state): State<AppState>,
    here: Here,
    Body(wanted): Body<AssignmentSettings>,
) -> Answer<Json<AssignmentSettings>> {
    let (wanted, now) = (wanted.read()?, state.engine().business_now());
    let stored = wanted.clone();
    let known = state
        .engine()
        .db
        .write(move |tx| {
            let known = labels::list_existing(tx, &here.id, &stored.close_reasons)?.len();
            if known < stored.close_reasons.len() {
                return Ok(false);
            }
            settings::put(tx, &here.id, &stored, now)?;
            Ok(true)
        })
        .await?;
    if !known {
        return Err(unknown_label());
    }
    state.engine().hints.wake(Work::Assign);
    Ok(Json(AssignmentSettings::of(&wanted)))
}

/// `GET /me/shift`
pub async fn get_my_shift(State(state): State<AppState>, actor: Actor) -> Answer<Json<MyShift>> {
    let (home, person) = (actor.here()?.id, actor.person()?.0.id.clone());
    let found = state
        .engine()
        .db
        .read(move |tx| members::find_shift(tx, &home, &person))
        .await?;
    let shift = found.ok_or_else(|| Problem::not_found("member"))?;
    Ok(Json(MyShift { shift: shift.into() }))
}

/// `PUT /me/shift`
pub async fn put_my_shift(
    State(state): State<AppState>,
    actor: Actor,
    Body(wanted): Body<MyShift>,
) -> Answer<Json<MyShift>> {
    let (home, person) = (actor.here()?.id, actor.person()?.0.id.clone());
    let (ShiftName(shift), now) = (wanted.shift, state.engine().business_now());
    let changed = state
        .engine()
        .db
        .write(move |tx| {
            let changed = members::update_shift(tx, &home, &person, shift)?;
            let happened = NewEvent::of(EventKind::TeamChanged, person.as_str());
            events::append(tx, &home, &[happened], now)?;
            Ok(changed)
        })
        .await?;
    if !changed {
        return Err(Problem::not_found("member"));
    }
    state.engine().hints.wake(Work::Live);
    if shift == Shift::On {
        state.engine().hints.wake(Work::Assign);
    }
    Ok(Json(wanted))
}

/// A limit of conversations at once.
///
/// # Errors
/// When it is out of bounds.
pub(crate) fn check_capacity(capacity: i64) -> Answer<i64> {
    if (0..=CAPACITY_MAX).contains(&capacity) {
        return Ok(capacity);
    }
    Err(Problem::field(
        "capacity",
        "invalid_field",
        format!("A limit is 0 to {CAPACITY_MAX}."),
    ))
}

fn unknown_label() -> Problem {
    Problem::field(
        "close_reason_label_ids",
        "unknown_label",
        "One of these labels does not exist.",
    )
}

impl AssignmentSettings {
    fn of(stored: &StoredSettings) -> Self {
        Self {
            mode: stored.mode.into(),
            sticky: stored.sticky,
            capacity: stored.capacity,
            assign_on_reply: stored.assign_on_reply,
            close_reason_label_ids: stored.close_reasons.iter().map(|id| id.as_str().to_owned()).collect(),
        }
    }

    fn read(self) -> Answer<StoredSettings> {
        if self.close_reason_label_ids.len() > REASONS_MAX {
            return Err(Problem::field(
                "close_reason_label_ids",
                "too_many",
                format!("At most {REASONS_MAX} reasons."),
            ));
        }
        let mut close_reasons = self
            .close_reason_label_ids
            .iter()
            .map(|id| LabelId::parse(id).map_err(|_| unknown_label()))
            .collect::<Answer<Vec<_>>>()?;
        close_reasons.sort_unstable();
        close_reasons.dedup();
        let AssignmentModeName(mode) = self.mode;
        Ok(StoredSettings {
            mode,
            sticky: self.sticky,
            capacity: self.capacity.map(check_capacity).transpose()?,
            assign_on_reply: self.assign_on_reply,
            close_reasons,
        })
    }
}
