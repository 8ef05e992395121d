//! What one person set for oneself: small JSON objects under known keys.

use axum::Json;
use axum::extract::{Path, State};
use galka_domain::together::UserSettingKey;
use galka_store::user_settings;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::access::{Actor, Here};
use crate::errors::{Answer, Problem};
use crate::extract::Body;
use crate::state::AppState;

/// Longest value as text.
const VALUE_BYTES_MAX: usize = 16 << 10;

/// A setting of one person; null while nothing was set.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserSetting {
    key: String,
    #[schema(value_type = Option<Object>)]
    value: Option<Value>,
}

/// A value to set.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetUserSetting {
    #[schema(value_type = Object)]
    value: Map<String, Value>,
}

/// `GET /me/settings/{key}`
pub async fn get_user_setting(
    State(state): State<AppState>,
    actor: Actor,
    here: Here,
    Path(key): Path<String>,
) -> Answer<Json<UserSetting>> {
    let key = read_key(&key)?;
    let user = actor.person()?.0.id.clone();
    let value = state
        .engine()
        .db
        .read(move |tx| user_settings::find(tx, &here.id, &user, key))
        .await?;
    Ok(Json(UserSetting {
        key: key.as_str().to_owned(),
        value: value.and_then(|text| serde_json::from_str(&text).ok()),
    }))
}

/// `PUT /me/settings/{key}`
pub async fn set_user_setting(
    State(state): State<AppState>,
    actor: Actor,
    here: Here,
    Path(key): Path<String>,
    Body(new): Body<SetUserSetting>,
) -> Answer<Json<UserSetting>> {
    let key = read_key(&key)?;
    let user = actor.person()?.0.id.clone();
    let value = Value::Object(new.value);
    let (text, now) = (value.to_string(), state.engine().machine_now());
    if text.len() > VALUE_BYTES_MAX || text.contains("\\u0000") {
        return Err(Problem::field(
            "value",
            "too_long",
            "A setting is at most 16 KB of plain text.",
        ));
    }
    state
        .engine()
        .db
        .write(move |tx| user_settings::set(tx, &here.id, &user, key, &text, now))
        .await?;
    Ok(Json(UserSetting {
        key: key.as_str().to_owned(),
        value: Some(value),
    }))
}

fn read_key(text: &str) -> Answer<UserSettingKey> {
    UserSettingKey::parse(text).ok_or_else(|| Problem::not_found("setting"))
}
