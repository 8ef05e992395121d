//! The quick replies as a file, and back.

use axum::Json;
use axum::extract::{Multipart, State};
use axum::response::{IntoResponse, Response};
use galka_engine::quick_replies::transfer as work;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::author_of;
use crate::access::{Actor, Here};
use crate::download::csv;
use crate::errors::{Answer, Problem};
use crate::extract::Query;
use crate::state::AppState;

/// What an import of quick replies did.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuickReplyImport {
    created: i64,
    updated: i64,
    skipped: i64,
    problems: Vec<QuickReplyRowProblem>,
}

/// A row that could not be taken: its number as office programs count, the column, a stable word.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuickReplyRowProblem {
    row: i64,
    field: String,
    code: String,
}

/// What to do with shortcuts that are there already: `skip` (when absent) or `update`.
#[derive(Debug, Deserialize)]
pub struct ImportQuery {
    duplicates: Option<String>,
}

/// `GET /quick_replies/export`
pub async fn export_quick_replies(State(state): State<AppState>, actor: Actor, here: Here) -> Answer<Response> {
    let rows = work::export_quick_replies(state.engine(), &here.id, &author_of(&actor, &here)).await?;
    Ok(csv("attachment; filename=\"quick_replies.csv\"", rows).into_response())
}

/// `POST /quick_replies/import`
pub async fn import_quick_replies(
    State(state): State<AppState>,
    actor: Actor,
    here: Here,
    Query(query): Query<ImportQuery>,
    mut form: Multipart,
) -> Answer<Json<QuickReplyImport>> {
    let update = match query.duplicates.as_deref() {
        None | Some("skip") => false,
        Some("update") => true,
        Some(_) => return Err(Problem::bad_request("invalid_query", "duplicates is skip or update.")),
    };
    let unreadable = |_| Problem::bad_request("unreadable_form", "The form could not be read.");
    let mut file = None;
    while let Some(part) = form.next_field().await.map_err(unreadable)? {
        if part.name() == Some("file") {
            file = Some(part.bytes().await.map_err(unreadable)?);
        }
    }
    let file = file.ok_or_else(|| Problem::field("file", "required", "The form has no file."))?;
    let author = author_of(&actor, &here);
    let done = work::import_quick_replies(state.engine(), &here.id, &author, &file, update).await?;
    let report = done.map_err(|why| match why {
        "busy" => Problem::conflict("busy", "Somebody changed the quick replies meanwhile; try again."),
        why => Problem::field(
            "file",
            why,
            "The file cannot be read as a table with the columns shortcut and text.",
        ),
    })?;
    Ok(Json(QuickReplyImport::of(report)))
}

impl QuickReplyImport {
    fn of(report: work::QuickReplyImport) -> Self {
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        Self {
            created: count(report.created),
            updated: count(report.updated),
            skipped: count(report.skipped),
            problems: report
                .problems
                .into_iter()
                .map(|one| QuickReplyRowProblem {
                    row: count(one.row),
                    field: one.field.to_owned(),
                    code: one.code.to_owned(),
                })
                .collect(),
        }
    }
}
