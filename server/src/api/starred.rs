//! Messages that a person marked to find them again.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use galka_domain::ids::{ConversationId, MessageId};
use galka_engine::starred::{self, STARS_MAX, StarOutcome};
use galka_store::{conversations, messages, stars};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::search::MessageHit;
use crate::access::{Actor, Here};
use crate::errors::{Answer, Problem};
use crate::extract::{PathId, Query, as_rows, page_limit, read_id_cursor};
use crate::state::AppState;
use crate::views::Page;

/// Marks of one conversation that are answered at once: the newest.
const THREAD_MAX: i64 = 1_000;

/// Which messages of a conversation I marked, the newest first; at most a thousand.
#[derive(Debug, Serialize, ToSchema)]
pub struct StarredIds {
    message_ids: Vec<String>,
}

/// What to list.
#[derive(Debug, Deserialize)]
pub struct StarredQuery {
    conversation_id: Option<String>,
    limit: Option<i64>,
    cursor: Option<String>,
}

/// `GET /starred_messages`
pub async fn list_starred_messages(
    State(state): State<AppState>,
    actor: Actor,
    here: Here,
    Query(query): Query<StarredQuery>,
) -> Answer<Json<Page<MessageHit>>> {
    let limit = page_limit(query.limit)?;
    let before: Option<MessageId> = read_id_cursor(query.cursor.as_deref())?;
    let thread = query.conversation_id.as_deref().map(ConversationId::parse).transpose();
    let thread = thread.map_err(|_| Problem::not_found("conversation"))?;
    let user = actor.person()?.0.id.clone();
    let found = state
        .engine()
        .db
        .read(move |tx| starred::list(tx, &here.id, &user, thread.as_ref(), before.as_ref(), limit + 1))
        .await?;
    let hits: Vec<MessageHit> = found.into_iter().map(MessageHit::of).collect();
    Ok(Json(Page::cut(hits, as_rows(limit), |hit| hit.message_id().to_owned())))
}

/// `GET /conversations/{conversation_id}/starred`
pub async fn list_starred_ids(
    State(state): State<AppState>,
    actor: Actor,
    here: Here,
    PathId(id): PathId<ConversationId>,
) -> Answer<Json<StarredIds>> {
    let user = actor.person().map(|(user, _)| user.id.clone());
    let found = state
        .engine()
        .db
        .read(move |tx| {
            if conversations::find(tx, &here.id, &id)?.is_none() {
                return Ok(None);
            }
            let Ok(user) = &user else { return Ok(Some(Vec::new())) };
            stars::list_of_thread(tx, &here.id, user, &id, None, THREAD_MAX).map(Some)
        })
        .await?;
    let ids = found.ok_or_else(|| Problem::not_found("conversation"))?;
    actor.person()?;
    Ok(Json(StarredIds {
        message_ids: ids.into_iter().map(|id| id.as_str().to_owned()).collect(),
    }))
}

/// `PUT /messages/{message_id}/star`
pub async fn star_message(
    State(state): State<AppState>,
    actor: Actor,
    here: Here,
    PathId(id): PathId<MessageId>,
) -> Answer<StatusCode> {
    mark(&state, &actor, here, id, true).await
}

/// `DELETE /messages/{message_id}/star`
pub async fn unstar_message(
    State(state): State<AppState>,
    actor: Actor,
    here: Here,
    PathId(id): PathId<MessageId>,
) -> Answer<StatusCode> {
    mark(&state, &actor, here, id, false).await
}

async fn mark(state: &AppState, actor: &Actor, here: Here, id: MessageId, starred: bool) -> Answer<StatusCode> {
    let engine = state.engine();
    let Ok((user, _)) = actor.person() else {
        // A script marks nothing, yet another company's message is not found by it either.
        let found = engine.db.read(move |tx| messages::find(tx, &here.id, &id)).await?;
        return Err(found.map_or_else(|| Problem::not_found("message"), |_| Problem::person_needed()));
    };
    match starred::mark(engine, &here.id, &user.id, &id, starred).await? {
        StarOutcome::Done => Ok(StatusCode::NO_CONTENT),
        StarOutcome::NotFound => Err(Problem::not_found("message")),
        StarOutcome::TooMany => Err(Problem::conflict(
            "too_many_stars",
            format!("At most {STARS_MAX} starred messages of one person."),
        )),
    }
}
