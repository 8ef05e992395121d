//! Colleagues: whom one can name in a note or give a conversation to.

use axum::Json;
use axum::extract::State;
use galka_store::members;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Here;
use crate::errors::Answer;
use crate::state::AppState;
use crate::views::List;

/// Somebody who works here.
#[derive(Debug, Serialize, ToSchema)]
pub struct Colleague {
    user_id: String,
    name: String,
}

/// `GET /colleagues`
pub async fn list_colleagues(State(state): State<AppState>, here: Here) -> Answer<Json<List<Colleague>>> {
    let team = state
        .engine()
        .db
        .read(move |tx| members::list_members(tx, &here.id))
        .await?;
    let colleague = |member: members::Member| Colleague {
        user_id: member.user.id.as_str().to_owned(),
        name: member.user.name,
    };
    Ok(Json(List {
        data: team.into_iter().map(colleague).collect(),
    }))
}
