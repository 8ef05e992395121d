//! Keys of scripts.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use galka_domain::access::Role;
use galka_domain::event::EventKind;
use galka_domain::ids::ApiKeyId;
use galka_engine::hints::Work;
use galka_store::api_keys::{self, ApiKey as StoredKey};
use galka_store::events::{self, NewEvent};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Here;
use crate::accounts;
use crate::errors::{Answer, Problem};
use crate::extract::{Body, PathId};
use crate::state::AppState;
use crate::views::{List, RoleName, Time};

/// A key of a script.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApiKey {
    id: String,
    name: String,
    role: RoleName,
    created_at: Time,
    last_used_at: Option<Time>,
    revoked_at: Option<Time>,
}

/// A new key.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewApiKey {
    name: String,
    role: RoleName,
}

/// The new key; the token is shown once.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApiKeySecret {
    key: ApiKey,
    token: String,
}

/// `GET /api_keys`
pub async fn list_api_keys(State(state): State<AppState>, here: Here) -> Answer<Json<List<ApiKey>>> {
    let keys = state
        .engine()
        .db
        .read(move |tx| api_keys::list_api_keys(tx, &here.id))
        .await?;
    Ok(Json(List {
        data: keys.into_iter().map(ApiKey::of).collect(),
    }))
}

/// `POST /api_keys`
pub async fn create_api_key(
    State(state): State<AppState>,
    here: Here,
    Body(new): Body<NewApiKey>,
) -> Answer<(StatusCode, Json<ApiKeySecret>)> {
    let RoleName(role) = new.role;
    if role == Role::Owner && here.role != Role::Owner {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "owners_only",
            "Only an owner may make an owner's key.",
        ));
    }
    let (key, token) = accounts::create_api_key(state.engine(), &here.id, &new.name, role).await?;
    Ok((
        StatusCode::CREATED,
        Json(ApiKeySecret {
            key: ApiKey::of(key),
            token,
        }),
    ))
}

/// `DELETE /api_keys/{api_key_id}`
pub async fn delete_api_key(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ApiKeyId>,
) -> Answer<StatusCode> {
    let (now, business_now) = (state.engine().machine_now(), state.engine().business_now());
    let revoked = state.engine().db.write(move |tx| {
        let revoked = api_keys::revoke_api_key(tx, &here.id, &id, now)?;
        if revoked {
            let happened = NewEvent::of(EventKind::AccessChanged, id.as_str());
            events::append(tx, &here.id, &[happened], business_now)?;
        }
        Ok(revoked)
    });
    let revoked = revoked.await?;
    state.engine().hints.wake(Work::Live);
    if revoked {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found("key"))
    }
}

impl ApiKey {
    fn of(key: StoredKey) -> Self {
        Self {
            id: key.id.as_str().to_owned(),
            name: key.name,
            role: key.role.into(),
            created_at: key.created_at.into(),
            last_used_at: key.last_used_at.map(Time),
            revoked_at: key.revoked_at.map(Time),
        }
    }
}
