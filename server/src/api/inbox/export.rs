//! Conversations as a file.

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use galka_domain::ids::ConversationId;
use galka_engine::inbox::export::export_conversations;
use galka_store::inbox;
use serde::Deserialize;

use super::list::ListQuery;
use crate::access::Here;
use crate::errors::{Answer, Problem};
use crate::extract::Query;
use crate::state::AppState;

/// Most conversations that the address of a file may name.
const NAMED_MAX: usize = 200;
/// Most conversations of a file.
const FILTER_MAX: i64 = 10_000;

/// Which conversations, when they are named one by one.
#[derive(Debug, Deserialize)]
pub struct NamedQuery {
    ids: Option<String>,
}

/// `GET /conversations/export`
pub async fn export_conversation_list(
    State(state): State<AppState>,
    here: Here,
    Query(named): Query<NamedQuery>,
    Query(asked): Query<ListQuery>,
) -> Answer<([(HeaderName, HeaderValue); 2], Vec<u8>)> {
    let ids = match named.ids {
        Some(ids) => read_ids(&ids)?,
        None => find(&state, &here, asked).await?,
    };
    let mut file = Vec::new();
    export_conversations(state.engine(), &here.id, &ids, &mut file)
        .await
        .map_err(|failure| Problem::internal(&failure))?;
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/csv; charset=utf-8"),
        ),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"conversations.csv\""),
        ),
    ];
    Ok((headers, file))
}

/// What the list finds, in its order; too much for one file is refused rather than cut off.
async fn find(state: &AppState, here: &Here, asked: ListQuery) -> Answer<Vec<ConversationId>> {
    if asked.text()?.is_some() {
        let detail = "A search is no view: name the conversations that it found by ids.";
        return Err(Problem::bad_request("invalid_query", detail));
    }
    let (filter, sort) = asked.read(state, here).await?;
    let home = here.id.clone();
    let places = state
        .engine()
        .db
        .read(move |tx| inbox::list_places(tx, &home, &filter, sort, None, FILTER_MAX + 1))
        .await?;
    if i64::try_from(places.len()).is_ok_and(|found| found > FILTER_MAX) {
        return Err(Problem::unprocessable(
            "too_many",
            format!("At most {FILTER_MAX} conversations at once."),
        ));
    }
    Ok(places.into_iter().map(|(_, id)| id).collect())
}

fn read_ids(ids: &str) -> Answer<Vec<ConversationId>> {
    let mut read: Vec<ConversationId> = Vec::new();
    for id in ids.split(',') {
        let id =
            ConversationId::parse(id).map_err(|_| Problem::field("ids", "unknown", "This is no conversation's id."))?;
        if !read.contains(&id) {
            read.push(id);
        }
        if read.len() > NAMED_MAX {
            return Err(Problem::field(
                "ids",
                "too_many",
                format!("At most {NAMED_MAX} at once."),
            ));
        }
    }
    Ok(read)
}
