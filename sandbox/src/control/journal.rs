//! The last Graph calls.

use crate::request_log::LoggedCall;
use crate::shared::Shared;
use axum::Json;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// Which calls to list.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct JournalQuery {
    /// Only calls after this number.
    pub since: Option<u64>,
    /// At most this many, the newest; 100 by default, at most 1,000.
    pub limit: Option<usize>,
}

/// Graph calls.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CallList {
    /// Oldest first; the last 1,000 are remembered.
    pub data: Vec<LoggedCall>,
    /// The number of the last call: give it as `since` to hear of later ones.
    pub last: u64,
}

/// Lists the last Graph calls with their answers' codes, without secrets.
#[utoipa::path(get, path = "/journal", operation_id = "list_calls", tag = "book", params(JournalQuery), responses((status = 200, body = CallList)))]
pub(super) async fn list_calls(State(shared): State<Arc<Shared>>, Query(query): Query<JournalQuery>) -> Json<CallList> {
    let limit = query.limit.unwrap_or(100).clamp(1, 1_000);
    Json(shared.with_log(|log| CallList {
        data: log.since(query.since.unwrap_or(0), limit),
        last: log.last(),
    }))
}
