//! Labels.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use galka_domain::ids::LabelId;
use galka_store::labels::{self, Label as StoredLabel};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Here;
use crate::errors::{Answer, Problem};
use crate::extract::{Body, PathId, check_text};
use crate::state::AppState;
use crate::views::List;

const COLORS: i64 = 8;

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
                // The next hue, so that neighbours differ.
                label.color = i64::try_from(labels::list_labels(tx, &here.id)?.len()).unwrap_or(0) % COLORS;
            }
            labels::insert_label(tx, &here.id, &label)?;
            Ok(label)
        })
        .await
        .map_err(name_taken)?;
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
    let changed = state
        .engine()
        .db
        .write(move |tx| {
            let Some(mut label) = labels::find_label(tx, &here.id, &id)? else {
                return Ok(None);
            };
            label.name = name.clone().unwrap_or(label.name);
            label.color = color.unwrap_or(label.color);
            labels::update_label(tx, &here.id, &label)?;
            Ok(Some(label))
        })
        .await
        .map_err(name_taken)?;
    changed
        .map(|label| Json(Label::of(label)))
        .ok_or_else(|| Problem::not_found("label"))
}

/// `DELETE /labels/{label_id}`
pub async fn delete_label(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<LabelId>,
) -> Answer<StatusCode> {
    let deleted = state
        .engine()
        .db
        .write(move |tx| labels::delete_label(tx, &here.id, &id))
        .await?;
    if deleted {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found("label"))
    }
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

fn name_taken(failure: galka_store::Error) -> Problem {
    if failure.is_duplicate_in("labels") {
        let mut problem = Problem::field("name", "name_taken", "There is a label of this name.");
        problem.set_status(StatusCode::CONFLICT);
        return problem;
    }
    failure.into()
}

impl Label {
    fn of(label: StoredLabel) -> Self {
        Self {
            id: label.id.as_str().to_owned(),
            name: label.name,
            color: label.color,
            contacts: label.contacts,
        }
    }
}
