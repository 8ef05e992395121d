//! Labels.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use galka_domain::event::EventKind;
use galka_domain::ids::{LabelId, WorkspaceId};
use galka_domain::time::{SECOND_MS, Timestamp};
use galka_engine::hints::Work;
use galka_store::events::{self, NewEvent};
use galka_store::labels::{self, Label as StoredLabel};
use galka_store::ledger::{self, NewLedgerEntry};
use galka_store::{Tx, deleted_labels};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Here;
use crate::errors::{Answer, Problem};
use crate::extract::{Body, PathId, check_text};
use crate::state::AppState;
use crate::views::List;

const COLORS: i64 = 8;
/// How long a deleted label can be put back.
const UNDO_MS: i64 = 30 * SECOND_MS;

/// A coloured mark.
#[derive(Debug, Serialize, ToSchema)]
pub struct Label {
    id: String,
    name: String,
    color: i64,
    contacts: i64,
}

/// A new label; the colour is given when absent (0–7).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLabel {
    name: String,
    color: Option<i64>,
}

/// Changes of a label.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LabelPatch {
    name: Option<String>,
    color: Option<i64>,
}

/// `GET /labels`
pub async fn list_labels(State(state): State<AppState>, here: Here) -> Answer<Json<List<Label>>> {
    let labels = state
        .engine()
        .db
        .read(move |tx| labels::list_labels(tx, &here.id))
        .await?;
    Ok(Json(List {
        data: labels.into_iter().map(Label::of).collect(),
    }))
}

/// `POST /labels`
pub async fn create_label(
    State(state): State<AppState>,
    here: Here,
    Body(new): Body<NewLabel>,
) -> Answer<(StatusCode, Json<Label>)> {
    let label = StoredLabel {
        id: state.engine().new_id(),
        name: check_text("name", &new.name, 60)?,
        color: new.color.map_or(Ok(-1), check_color)?,
        contacts: 0,
        created_at: state.engine().business_now(),
    };
    let made = state
        .engine()
        .db
        .write(move |tx| {
            let mut label = label.clone();
            if label.color < 0 {
                let mut known = labels::list_labels(tx, &here.id)?;
                known.sort_by(|one, other| (one.created_at, &one.id).cmp(&(other.created_at, &other.id)));
                let used: Vec<i64> = known.iter().map(|label| label.color).collect();
                label.color = next_color(&used);
            }
            if let Some(taken) = labels::find_taken(tx, &here.id, &label.id, &label.name)? {
                return Ok(Err(name_taken(&taken)));
            }
            labels::insert_label(tx, &here.id, &label)?;
            tell(tx, &here.id, &label.id, label.created_at)?;
            Ok(Ok(label))
        })
        .await??;
    state.engine().hints.wake(Work::Live);
    Ok((StatusCode::CREATED, Json(Label::of(made))))
}

/// `PATCH /labels/{label_id}`
pub async fn update_label(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<LabelId>,
    Body(patch): Body<LabelPatch>,
) -> Answer<Json<Label>> {
    let name = patch.name.map(|name| check_text("name", &name, 60)).transpose()?;
    let color = patch.color.map(check_color).transpose()?;
    let now = state.engine().business_now();
    let changed = state
        .engine()
        .db
        .write(move |tx| {
            let Some(mut label) = labels::find_label(tx, &here.id, &id)? else {
                return Ok(Err(Problem::not_found("label")));
            };
            if let Some(name) = name.as_ref().filter(|name| **name != label.name) {
                if let Some(taken) = labels::find_taken(tx, &here.id, &id, name)? {
                    return Ok(Err(name_taken(&taken)));
                }
                label.name.clone_from(name);
            }
            label.color = color.unwrap_or(label.color);
            labels::update_label(tx, &here.id, &label)?;
            tell(tx, &here.id, &id, now)?;
            Ok(Ok(label))
        })
        .await??;
    state.engine().hints.wake(Work::Live);
    Ok(Json(Label::of(changed)))
}

/// `DELETE /labels/{label_id}`
pub async fn delete_label(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<LabelId>,
) -> Answer<StatusCode> {
    let now = state.engine().business_now();
    let deleted = state
        .engine()
        .db
        .write(move |tx| {
            let Some(name) = deleted_labels::delete(tx, &here.id, &id, now.plus(UNDO_MS))? else {
                return Ok(false);
            };
            note(tx, &here, &id, "label.deleted", &name, now)?;
            Ok(true)
        })
        .await?;
    if !deleted {
        return Err(Problem::not_found("label"));
    }
    state.engine().hints.wake(Work::Live);
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /labels/{label_id}/restore`
pub async fn restore_label(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<LabelId>,
) -> Answer<Json<Label>> {
    let now = state.engine().business_now();
    let restored = state
        .engine()
        .db
        .write(move |tx| {
            if !deleted_labels::exists(tx, &here.id, &id)? {
                return Ok(Err(Problem::not_found("label")));
            }
            if !deleted_labels::restore(tx, &here.id, &id, now)? {
                return Ok(Err(Problem::conflict(
                    "too_late",
                    "A label can be put back within 30 seconds.",
                )));
            }
            let Some(label) = labels::find_label(tx, &here.id, &id)? else {
                return Ok(Err(Problem::not_found("label")));
            };
            if let Some(taken) = labels::find_taken(tx, &here.id, &id, &label.name)? {
                tx.abandon();
                return Ok(Err(name_taken(&taken)));
            }
            note(tx, &here, &id, "label.restored", &label.name, now)?;
            Ok(Ok(label))
        })
        .await
        .map_err(taken_meanwhile)??;
    state.engine().hints.wake(Work::Live);
    Ok(Json(Label::of(restored)))
}

/// Writes into the ledger who did what to a label, and tells everybody.
fn note(tx: &mut Tx<'_>, here: &Here, id: &LabelId, kind: &str, name: &str, now: Timestamp) -> galka_store::Result<()> {
    let entry = NewLedgerEntry {
        kind: kind.to_owned(),
        actor: here.by.clone(),
        subject_id: id.as_str().to_owned(),
        details: serde_json::json!({ "name": name }).to_string(),
        at: now,
    };
    ledger::append(tx, &here.id, &[entry])?;
    tell(tx, &here.id, id, now)
}

/// Tells everybody that a label is another.
pub(super) fn tell(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &LabelId, now: Timestamp) -> galka_store::Result<()> {
    let happened = NewEvent::of(EventKind::LabelChanged, id.as_str());
    events::append(tx, workspace, &[happened], now)?;
    Ok(())
}

fn check_color(color: i64) -> Answer<i64> {
    if (0..COLORS).contains(&color) {
        Ok(color)
    } else {
        Err(Problem::field(
            "color",
            "invalid_field",
            format!("A colour is 0 to {}.", COLORS - 1),
        ))
    }
}

/// A colour that nobody wears yet; else the one that is worn least, but never that of the newest label. `used` are the
/// colours of the labels, oldest first.
fn next_color(used: &[i64]) -> i64 {
    let worn = |color: i64| used.iter().filter(|one| **one == color).count();
    (0..COLORS)
        .filter(|color| used.last() != Some(color))
        .min_by_key(|color| worn(*color))
        .unwrap_or(0)
}

fn name_taken(by: &str) -> Problem {
    Problem::name_taken(format!("There is a label “{by}”: case makes no other name."), by)
}

/// A label that is put back meets one of exactly its name.
fn taken_meanwhile(failure: galka_store::Error) -> Problem {
    if failure.is_duplicate_in("labels") {
        return Problem::conflict("name_taken", "There is a label of this name.");
    }
    failure.into()
}

impl Label {
    pub(super) fn of(label: StoredLabel) -> Self {
        Self {
            id: label.id.as_str().to_owned(),
            name: label.name,
            color: label.color,
            contacts: label.contacts,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_label_gets_a_free_colour_and_never_that_of_the_last() {
        let mut used = Vec::new();
        for _ in 0..20 {
            let next = next_color(&used);
            assert_ne!(used.last(), Some(&next), "{used:?}");
            if used.len() < 8 {
                assert!(!used.contains(&next), "{used:?}");
            }
            used.push(next);
        }
        assert_eq!(next_color(&[0, 1, 2, 4]), 3);
    }
}
