//! The clock, the quiet line and the catalogue of errors.

use axum::Json;
use axum::extract::State;
use galka_domain::error_catalogue;
use galka_domain::ids::WorkspaceId;
use galka_engine::clock::ClockState;
use galka_store::{Tx, dead_letters, dispatch, journal, workspaces};
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Here;
use crate::errors::Answer;
use crate::state::AppState;
use crate::views::{List, Time};

/// Business time (steerable) and real time.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ClockView {
    now: Time,
    real_now: Time,
    offset_ms: i64,
    speed: f64,
    #[schema(inline)]
    mode: ClockMode,
    steered: bool,
}

/// Whether business time runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClockMode {
    /// It runs.
    Real,
    /// It stands still.
    Paused,
}

/// Counters of the quiet line.
#[derive(Debug, Serialize, ToSchema)]
pub struct Pipe {
    received: i64,
    applied: i64,
    lost: i64,
    backlog: i64,
    dead_letters: i64,
    uncertain: i64,
    waiting_for_decision: i64,
}

/// Plain words for people.
#[derive(Debug, Serialize, ToSchema)]
pub struct CatalogueText {
    title: String,
    cause: String,
    action: String,
}

/// One error or rule in both languages.
#[derive(Debug, Serialize, ToSchema)]
pub struct CatalogueEntry {
    code: String,
    ru: CatalogueText,
    en: CatalogueText,
}

/// `GET /clock`
pub async fn get_clock(State(state): State<AppState>) -> Json<ClockView> {
    Json(state.engine().clocks.view().into())
}

/// `GET /pipe`
pub async fn get_pipe(State(state): State<AppState>, here: Here) -> Answer<Json<Pipe>> {
    let pipe = state.engine().db.read(move |tx| Pipe::load(tx, &here.id)).await?;
    Ok(Json(pipe))
}

/// `GET /error_catalogue`
pub async fn list_error_catalogue() -> Json<List<CatalogueEntry>> {
    let data = error_catalogue::all()
        .map(|entry| CatalogueEntry {
            code: entry.code.clone(),
            ru: CatalogueText::of(&entry.ru),
            en: CatalogueText::of(&entry.en),
        })
        .collect();
    Json(List { data })
}

impl Pipe {
    /// The counters of a company.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn load(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> galka_store::Result<Self> {
        let ids = workspaces::list_connections_ever(tx, workspace)?;
        let totals = journal::totals(tx, &ids)?;
        let dead_letters = dead_letters::count_waiting(tx, workspace)?;
        let uncertain = dispatch::count_uncertain(tx, workspace)?;
        Ok(Self {
            received: totals.received,
            applied: totals.applied,
            lost: (totals.received - totals.applied - totals.backlog).max(0),
            backlog: totals.backlog,
            dead_letters,
            uncertain,
            waiting_for_decision: dead_letters + uncertain,
        })
    }
}

impl CatalogueText {
    fn of(text: &error_catalogue::Text) -> Self {
        Self {
            title: text.title.clone(),
            cause: text.cause.clone(),
            action: text.action.clone(),
        }
    }
}

impl From<ClockState> for ClockView {
    fn from(clock: ClockState) -> Self {
        Self {
            now: clock.now.into(),
            real_now: clock.real_now.into(),
            offset_ms: clock.offset_ms,
            speed: clock.speed,
            mode: if clock.paused {
                ClockMode::Paused
            } else {
                ClockMode::Real
            },
            steered: clock.steered,
        }
    }
}
