//! Making two labels one.

use axum::Json;
use axum::extract::State;
use galka_domain::ids::LabelId;
use galka_domain::time::Timestamp;
use galka_engine::hints::Work;
use galka_store::ledger::{self, NewLedgerEntry};
use galka_store::{Tx, labels, merged_labels};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::labels::{Label, tell};
use crate::access::Here;
use crate::errors::{Answer, Problem};
use crate::extract::{Body, PathId};
use crate::state::AppState;

/// The label that stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LabelMerge {
    into: String,
}

/// `POST /labels/{label_id}/merge`
pub async fn merge_label(
    State(state): State<AppState>,
    here: Here,
    PathId(from): PathId<LabelId>,
    Body(request): Body<LabelMerge>,
) -> Answer<Json<Label>> {
    let into = LabelId::parse(&request.into).map_err(|_| unknown())?;
    if into == from {
        return Err(Problem::field(
            "into",
            "same_label",
            "A label is merged into another one.",
        ));
    }
    let now = state.engine().business_now();
    let merged = state
        .engine()
        .db
        .write(move |tx| {
            let Some(gone) = labels::find_label(tx, &here.id, &from)? else {
                return Ok(Err(Problem::not_found("label")));
            };
            let Some(target) = labels::find_label(tx, &here.id, &into)? else {
                return Ok(Err(unknown()));
            };
            merged_labels::merge(tx, &here.id, (&from, &into), &here.by, now)?;
            note(tx, &here, (&from, &gone.name), (&into, &target.name), now)?;
            Ok(Ok(labels::find_label(tx, &here.id, &into)?.unwrap_or(target)))
        })
        .await??;
    state.engine().hints.wake(Work::Live);
    Ok(Json(Label::of(merged)))
}

/// Writes into the ledger which label became a part of which, and tells everybody of both.
fn note(
    tx: &mut Tx<'_>,
    here: &Here,
    (from, name): (&LabelId, &str),
    (into, into_name): (&LabelId, &str),
    now: Timestamp,
) -> galka_store::Result<()> {
    let entry = NewLedgerEntry {
        kind: "label.merged".to_owned(),
        actor: here.by.clone(),
        subject_id: from.as_str().to_owned(),
        details: json!({ "name": name, "into": into, "into_name": into_name }).to_string(),
        at: now,
    };
    ledger::append(tx, &here.id, &[entry])?;
    tell(tx, &here.id, from, now)?;
    tell(tx, &here.id, into, now)
}

fn unknown() -> Problem {
    Problem::field("into", "unknown_label", "There is no such label.")
}
