//! Conversations as a file.

use axum::extract::State;
use galka_domain::ids::ConversationId;
use galka_engine::inbox::export::export_conversations;
use serde::Deserialize;

use super::list::{ListQuery, find_all};
use crate::access::Here;
use crate::download::{Download, csv};
use crate::errors::{Answer, Problem};
use crate::extract::{Query, read_ids};
use crate::state::AppState;

/// Most conversations that the address of a file may name.
const NAMED_MAX: usize = 200;

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
) -> Answer<Download<Vec<u8>>> {
    let ids = match named.ids {
        Some(ids) => read_ids(ids.split(','), NAMED_MAX)?,
        None => find(&state, &here, asked).await?,
    };
    let mut file = Vec::new();
    export_conversations(state.engine(), &here.id, &ids, &mut file)
        .await
        .map_err(|failure| Problem::internal(&failure))?;
    Ok(csv("attachment; filename=\"conversations.csv\"", file))
}

/// What the list finds, in its order.
async fn find(state: &AppState, here: &Here, asked: ListQuery) -> Answer<Vec<ConversationId>> {
    if asked.text()?.is_some() {
        let detail = "A search is no view: name the conversations that it found by ids.";
        return Err(Problem::bad_request("invalid_query", detail));
    }
    let (filter, sort) = asked.read(state, here).await?;
    find_all(state, here, filter, sort).await
}
