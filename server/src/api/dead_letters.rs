//! What could not be read or placed.

use axum::Json;
use axum::extract::State;
use galka_domain::ids::DeadLetterId;
use galka_engine::ingest;
use galka_store::dead_letters::{self, DeadLetter as StoredLetter};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Here;
use crate::errors::{Answer, Problem};
use crate::extract::{PathId, Query, as_rows, page_limit, read_id_cursor};
use crate::state::AppState;
use crate::views::{Page, Time};

/// Something that could not be read or placed.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeadLetter {
    id: String,
    reason: String,
    detail: String,
    #[schema(inline)]
    kind: LetterKind,
    item: String,
    #[schema(inline)]
    state: LetterState,
    received_at: Time,
    created_at: Time,
    replayed_at: Option<Time>,
}

/// What is wrong with it.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LetterKind {
    /// It cannot be read.
    Unreadable,
    /// Its number is not connected.
    UnknownNumber,
    /// It was read and could not be applied.
    FailedApply,
}

/// What became of it.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LetterState {
    /// Nothing yet.
    Waiting,
    /// Tried again with success.
    Replayed,
    /// Put aside.
    Discarded,
}

/// What to list.
#[derive(Debug, Deserialize)]
pub struct LetterQuery {
    state: Option<String>,
    limit: Option<i64>,
    cursor: Option<String>,
}

/// `GET /dead_letters`
pub async fn list_dead_letters(
    State(state): State<AppState>,
    here: Here,
    Query(query): Query<LetterQuery>,
) -> Answer<Json<Page<DeadLetter>>> {
    let limit = page_limit(query.limit)?;
    let before: Option<DeadLetterId> = read_id_cursor(query.cursor.as_deref())?;
    let wanted = query.state;
    let rows = state
        .engine()
        .db
        .read(move |tx| dead_letters::list(tx, &here.id, wanted.as_deref(), before.as_ref(), limit + 1))
        .await?;
    let page = Page::cut(rows, as_rows(limit), |letter| letter.id.as_str().to_owned());
    Ok(Json(page.map(DeadLetter::of)))
}

/// `GET /dead_letters/{dead_letter_id}`
pub async fn get_dead_letter(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<DeadLetterId>,
) -> Answer<Json<DeadLetter>> {
    show(&state, here, id).await
}

/// `POST /dead_letters/{dead_letter_id}/replay`
pub async fn replay_dead_letter(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<DeadLetterId>,
) -> Answer<Json<DeadLetter>> {
    check_waiting(&state, &here, &id).await?;
    ingest::replay(state.engine(), &here.id, &id).await?;
    show(&state, here, id).await
}

/// `POST /dead_letters/{dead_letter_id}/discard`
pub async fn discard_dead_letter(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<DeadLetterId>,
) -> Answer<Json<DeadLetter>> {
    check_waiting(&state, &here, &id).await?;
    let (workspace, letter, now) = (here.id.clone(), id.clone(), state.engine().business_now());
    state
        .engine()
        .db
        .write(move |tx| dead_letters::close(tx, &workspace, &letter, "discarded", now))
        .await?;
    show(&state, here, id).await
}

async fn check_waiting(state: &AppState, here: &Here, id: &DeadLetterId) -> Answer<()> {
    let (workspace, id) = (here.id.clone(), id.clone());
    let found = state
        .engine()
        .db
        .read(move |tx| dead_letters::find(tx, &workspace, &id))
        .await?;
    let letter = found.ok_or_else(|| Problem::not_found("dead letter"))?;
    if letter.state == "waiting" {
        Ok(())
    } else {
        Err(Problem::conflict(
            "wrong_state",
            format!("It is {} already.", letter.state),
        ))
    }
}

async fn show(state: &AppState, here: Here, id: DeadLetterId) -> Answer<Json<DeadLetter>> {
    let found = state
        .engine()
        .db
        .read(move |tx| dead_letters::find(tx, &here.id, &id))
        .await?;
    found
        .map(|letter| Json(DeadLetter::of(letter)))
        .ok_or_else(|| Problem::not_found("dead letter"))
}

impl DeadLetter {
    fn of(letter: StoredLetter) -> Self {
        Self {
            id: letter.id.as_str().to_owned(),
            reason: letter.reason,
            detail: letter.detail,
            kind: match letter.kind.as_str() {
                "unknown_number" => LetterKind::UnknownNumber,
                "failed_apply" => LetterKind::FailedApply,
                _ => LetterKind::Unreadable,
            },
            item: letter.item,
            state: match letter.state.as_str() {
                "replayed" => LetterState::Replayed,
                "discarded" => LetterState::Discarded,
                _ => LetterState::Waiting,
            },
            received_at: letter.received_at.into(),
            created_at: letter.created_at.into(),
            replayed_at: letter.replayed_at.map(Time),
        }
    }
}
