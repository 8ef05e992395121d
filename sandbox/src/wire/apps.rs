//! Apps and tokens.
//!
//! Meta, "Debug token" and "Graph API › Application subscriptions", 2026.

use crate::errors::GraphError;
use crate::wire::access::Access;
use crate::wire::request::GraphRequest;
use crate::wire::subscriptions;
use crate::world::World;
use serde_json::{Value, json};

/// `GET /debug_token`.
pub(super) fn debug_token(world: &World, request: &GraphRequest, access: &Access) -> Result<Value, GraphError> {
    let value = request
        .text("input_token")
        .ok_or_else(|| GraphError::required("input_token"))?;
    let Some((app, token)) = world.accounts.find_token(value).filter(|(app, _)| *app == access.app) else {
        return Ok(json!({"data": {
            "error": {"code": 190, "message": "Malformed access token"}, "is_valid": false, "scopes": [],
        }}));
    };
    let owner = &world.accounts.apps[app as usize];
    let ids: Vec<&str> = token
        .wabas
        .iter()
        .map(|waba| world.accounts.wabas[*waba as usize].id.as_str())
        .collect();
    let granular: Vec<Value> = token
        .scopes
        .iter()
        .map(|scope| json!({"scope": scope, "target_ids": ids}))
        .collect();
    Ok(json!({"data": {
        "app_id": owner.id,
        "type": "SYSTEM_USER",
        "application": owner.name,
        "data_access_expires_at": 0,
        "expires_at": token.expires_ms.map_or(0, |expires| expires / 1_000),
        "is_valid": token.expires_ms.is_none_or(|expires| world.now_ms() < expires),
        "issued_at": token.issued_ms / 1_000,
        "scopes": token.scopes,
        "granular_scopes": granular,
        "user_id": token.user_id,
    }}))
}

/// `GET /me` and `GET /app`: who the token is.
pub(super) fn me(world: &World, access: &Access) -> Result<Value, GraphError> {
    let app = &world.accounts.apps[access.app as usize];
    let user = access
        .token
        .as_deref()
        .and_then(|value| world.accounts.find_token(value))
        .map(|(_, token)| token);
    Ok(match user {
        Some(token) => json!({"id": token.user_id, "name": "Sandbox system user"}),
        None => json!({"id": app.id, "name": app.name}),
    })
}

/// `/{app-id}` and its subscriptions.
pub(super) fn answer(
    world: &mut World,
    request: &GraphRequest,
    access: &Access,
    app: u32,
    edge: &[&str],
) -> Result<Value, GraphError> {
    let id = world.accounts.apps[app as usize].id.clone();
    if access.app != app {
        return Err(GraphError::unknown_node(&request.method, &id));
    }
    match (request.method.as_str(), edge) {
        ("GET", []) => Ok(json!({"id": id, "name": world.accounts.apps[app as usize].name})),
        (_, ["subscriptions"]) => subscriptions::of_app(world, request, access, app),
        (method, _) => Err(GraphError::unknown_node(method, &id)),
    }
}
