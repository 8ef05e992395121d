//! Custom fields of contacts.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use galka_store::fields::{self, Field as StoredField};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Here;
use crate::errors::{Answer, Problem};
use crate::extract::{Body, check_text};
use crate::state::AppState;
use crate::views::{List, Time};

/// A custom field of contacts.
#[derive(Debug, Serialize, ToSchema)]
pub struct Field {
    key: String,
    name: String,
    #[schema(inline)]
    kind: FieldKind,
    created_at: Time,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// Any text.
    Text,
    /// A number.
    Number,
    /// A date.
    Date,
}

/// A new custom field.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewField {
    key: Option<String>,
    name: String,
    #[schema(inline)]
    kind: Option<FieldKind>,
}

/// Changes of a field.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldPatch {
    name: String,
}

/// All fields in the order they are to stand in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldOrder {
    keys: Vec<String>,
}

/// `GET /fields`
pub async fn list_fields(State(state): State<AppState>, here: Here) -> Answer<Json<List<Field>>> {
    let fields = state
        .engine()
        .db
        .read(move |tx| fields::list_fields(tx, &here.id))
        .await?;
    Ok(Json(List {
        data: fields.into_iter().map(Field::of).collect(),
    }))
}

/// `POST /fields`
pub async fn create_field(
    State(state): State<AppState>,
    here: Here,
    Body(new): Body<NewField>,
) -> Answer<(StatusCode, Json<Field>)> {
    let name = check_text("name", &new.name, 60)?;
    let key = match new.key {
        Some(key) => read_key(&key)?,
        None => galka_engine::imports::field_key_of(&name),
    };
    let kind = match new.kind.unwrap_or(FieldKind::Text) {
        FieldKind::Text => "text",
        FieldKind::Number => "number",
        FieldKind::Date => "date",
    };
    let field = StoredField {
        key,
        name,
        kind: kind.to_owned(),
        created_at: state.engine().business_now(),
    };
    let written = field.clone();
    state
        .engine()
        .db
        .write(move |tx| {
            fields::purge_deleted_field(tx, &here.id, &written.key)?;
            fields::insert_field(tx, &here.id, &written)
        })
        .await
        .map_err(|failure| {
            if failure.is_duplicate_in("contact_fields") {
                let mut problem = Problem::field("key", "name_taken", "There is a field with this key.");
                problem.set_status(StatusCode::CONFLICT);
                return problem;
            }
            failure.into()
        })?;
    Ok((StatusCode::CREATED, Json(Field::of(field))))
}

/// `PATCH /fields/{field_key}`
pub async fn update_field(
    State(state): State<AppState>,
    here: Here,
    Path(key): Path<String>,
    Body(patch): Body<FieldPatch>,
) -> Answer<Json<Field>> {
    let name = check_text("name", &patch.name, 60)?;
    let changed = state.engine().db.write(move |tx| {
        fields::rename_field(tx, &here.id, &key, &name)?;
        fields::find_field(tx, &here.id, &key)
    });
    let field = changed.await?.ok_or_else(|| Problem::not_found("field"))?;
    Ok(Json(Field::of(field)))
}

/// `DELETE /fields/{field_key}`
pub async fn delete_field(State(state): State<AppState>, here: Here, Path(key): Path<String>) -> Answer<StatusCode> {
    let now = state.engine().business_now();
    let deleted = state
        .engine()
        .db
        .write(move |tx| fields::delete_field(tx, &here.id, &key, now));
    if deleted.await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found("field"))
    }
}

/// `POST /fields/{field_key}/restore`
pub async fn restore_field(State(state): State<AppState>, here: Here, Path(key): Path<String>) -> Answer<Json<Field>> {
    let restored = state.engine().db.write(move |tx| {
        fields::restore_field(tx, &here.id, &key)?;
        fields::find_field(tx, &here.id, &key)
    });
    let field = restored.await?.ok_or_else(|| Problem::not_found("field"))?;
    Ok(Json(Field::of(field)))
}

/// `POST /fields/order`
pub async fn order_fields(
    State(state): State<AppState>,
    here: Here,
    Body(order): Body<FieldOrder>,
) -> Answer<Json<List<Field>>> {
    let ordered = state.engine().db.write(move |tx| {
        let known: BTreeSet<String> = fields::list_fields(tx, &here.id)?
            .into_iter()
            .map(|field| field.key)
            .collect();
        let named: BTreeSet<String> = order.keys.iter().cloned().collect();
        if known != named || named.len() != order.keys.len() {
            return Ok(None);
        }
        fields::order_fields(tx, &here.id, &order.keys)?;
        fields::list_fields(tx, &here.id).map(Some)
    });
    let words = "Name every field once.";
    let ordered = ordered
        .await?
        .ok_or_else(|| Problem::field("keys", "incomplete", words))?;
    Ok(Json(List {
        data: ordered.into_iter().map(Field::of).collect(),
    }))
}

fn read_key(text: &str) -> Answer<String> {
    let well_formed = (1..=40).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if well_formed {
        Ok(text.to_owned())
    } else {
        Err(Problem::field(
            "key",
            "invalid_key",
            "A key is 1 to 40 of a–z, 0–9 and _.",
        ))
    }
}

impl Field {
    fn of(field: StoredField) -> Self {
        let kind = match field.kind.as_str() {
            "number" => FieldKind::Number,
            "date" => FieldKind::Date,
            _ => FieldKind::Text,
        };
        Self {
            key: field.key,
            name: field.name,
            kind,
            created_at: field.created_at.into(),
        }
    }
}
