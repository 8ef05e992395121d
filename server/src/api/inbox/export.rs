//! Conversations as a file.

use axum::extract::State;
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
        None => {
            let (filter, sort) = asked.read_view(&state, &here).await?;
            find_all(&state, &here, filter, sort).await?
        }
    };
    let mut file = Vec::new();
    export_conversations(state.engine(), &here.id, &ids, &mut file)
        .await
        .map_err(|failure| Problem::internal(&failure))?;
    Ok(csv("attachment; filename=\"conversations.csv\"", file))
}
