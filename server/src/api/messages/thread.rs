//! Reading a thread: from its newest message, around one of them, or on from one.

use axum::Json;
use axum::extract::State;
use galka_domain::ids::{ConversationId, MessageId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_store::messages::{self, MessageRow, ThreadPlace};
use galka_store::{Tx, conversations};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Message, load};
use crate::access::Here;
use crate::errors::{Answer, Problem};
use crate::extract::{PathId, Query, as_rows, page_limit, read_place, write_cursor, write_place};
use crate::state::AppState;
use crate::views::{List, Page, Time};

/// What to list.
#[derive(Debug, Deserialize)]
pub struct ThreadQuery {
    limit: Option<i64>,
    cursor: Option<String>,
    around: Option<String>,
    after: Option<String>,
}

/// What to look for.
#[derive(Debug, Deserialize)]
pub struct FindQuery {
    q: Option<String>,
}

/// A message of a thread that has the words.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundMessage {
    message_id: String,
    at: Time,
    text: String,
}

const WORDS_CHARS_MAX: usize = 200;
const TEXTS_AT_ONCE: i64 = 1_000;
/// Longer threads are looked through from their newest end only.
const READS_MAX: usize = 20;
const FOUND_MAX: usize = 100;
const SHOWN_CHARS: usize = 200;

/// Which part of a thread.
enum Part {
    /// From the newest, or on from a cursor, towards the oldest.
    Older(Option<ThreadPlace>),
    /// A message with as many before as behind it.
    Around(MessageId),
    /// Those that came after a message; there are more when the page has a cursor.
    Newer(MessageId),
}

/// `GET /conversations/{conversation_id}/messages`
pub async fn list_messages(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ConversationId>,
    Query(query): Query<ThreadQuery>,
) -> Answer<Json<Page<Message>>> {
    let limit = page_limit(query.limit)?;
    let part = query.part()?;
    let found = state
        .engine()
        .db
        .read(move |tx| {
            if conversations::find(tx, &here.id, &id)?.is_none() {
                return Ok(None);
            }
            let Some((rows, more)) = read_part(tx, &here.id, &id, &part, limit)? else {
                return Ok(None);
            };
            Ok(Some((load(tx, &here.id, rows)?, more)))
        })
        .await?;
    let (data, more) = found.ok_or_else(|| Problem::not_found("conversation"))?;
    let next_cursor = more.map(|(at, id)| write_cursor(&write_place(at, id.as_str())));
    Ok(Json(Page { data, next_cursor }))
}

/// `GET /conversations/{conversation_id}/messages/found`
pub async fn find_in_thread(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ConversationId>,
    Query(query): Query<FindQuery>,
) -> Answer<Json<List<FoundMessage>>> {
    let wanted = query.q.unwrap_or_default().trim().to_lowercase();
    if wanted.chars().count() > WORDS_CHARS_MAX {
        return Err(Problem::bad_request(
            "invalid_query",
            format!("q is at most {WORDS_CHARS_MAX} characters."),
        ));
    }
    let found = state
        .engine()
        .db
        .read(move |tx| {
            if conversations::find(tx, &here.id, &id)?.is_none() {
                return Ok(None);
            }
            let mut found = Vec::new();
            let mut place: Option<ThreadPlace> = None;
            let reads = if wanted.is_empty() { 0 } else { READS_MAX };
            for _ in 0..reads {
                let rows = messages::list_texts(tx, &here.id, &id, place.as_ref(), TEXTS_AT_ONCE)?;
                let Some(last) = rows.last() else { break };
                place = Some((last.1, last.0.clone()));
                let hits = rows
                    .into_iter()
                    .filter(|(_, _, text)| text.to_lowercase().contains(&wanted));
                found.extend(hits.map(|(id, at, text)| FoundMessage::of(&id, at, &text)));
                if found.len() >= FOUND_MAX {
                    break;
                }
            }
            found.truncate(FOUND_MAX);
            Ok(Some(found))
        })
        .await?;
    let data = found.ok_or_else(|| Problem::not_found("conversation"))?;
    Ok(Json(List { data }))
}

impl FoundMessage {
    fn of(id: &MessageId, at: Timestamp, text: &str) -> Self {
        Self {
            message_id: id.as_str().to_owned(),
            at: at.into(),
            text: text.chars().take(SHOWN_CHARS).collect(),
        }
    }
}

impl ThreadQuery {
    fn part(&self) -> Answer<Part> {
        let message = |id: &str| MessageId::parse(id).map_err(|_| Problem::not_found("message"));
        match (&self.cursor, &self.around, &self.after) {
            (cursor, None, None) => Ok(Part::Older(read_place(cursor.as_deref())?)),
            (None, Some(id), None) => message(id).map(Part::Around),
            (None, None, Some(id)) => message(id).map(Part::Newer),
            _ => Err(Problem::bad_request(
                "invalid_query",
                "Give one of cursor, around and after.",
            )),
        }
    }
}

/// The rows, newest first, and the place from which to go on, if there is more.
type Rows = (Vec<MessageRow>, Option<ThreadPlace>);

fn read_part(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    thread: &ConversationId,
    part: &Part,
    limit: i64,
) -> galka_store::Result<Option<Rows>> {
    match part {
        Part::Older(before) => {
            let rows = messages::list_thread(tx, workspace, thread, before.as_ref(), limit + 1)?;
            Ok(Some(cut(rows, as_rows(limit))))
        }
        Part::Around(id) => {
            let Some(message) = find_in(tx, workspace, thread, id)? else {
                return Ok(None);
            };
            let (place, half) = ((message.at, message.id.clone()), limit / 2);
            let mut rows = messages::list_thread_after(tx, workspace, thread, &place, half)?;
            rows.reverse();
            rows.push(message);
            let shown = rows.len() + as_rows(half);
            rows.extend(messages::list_thread(tx, workspace, thread, Some(&place), half + 1)?);
            Ok(Some(cut(rows, shown)))
        }
        Part::Newer(id) => {
            let Some(message) = find_in(tx, workspace, thread, id)? else {
                return Ok(None);
            };
            let place = (message.at, message.id);
            let rows = messages::list_thread_after(tx, workspace, thread, &place, limit + 1)?;
            let (mut rows, more) = cut(rows, as_rows(limit));
            rows.reverse();
            Ok(Some((rows, more)))
        }
    }
}

fn find_in(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    thread: &ConversationId,
    id: &MessageId,
) -> galka_store::Result<Option<MessageRow>> {
    Ok(messages::find(tx, workspace, id)?.filter(|message| message.conversation_id == *thread))
}

fn cut(mut rows: Vec<MessageRow>, limit: usize) -> Rows {
    let more = rows.len() > limit;
    rows.truncate(limit);
    let last = rows.last().filter(|_| more).map(|row| (row.at, row.id.clone()));
    (rows, last)
}
