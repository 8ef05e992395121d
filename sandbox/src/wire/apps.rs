//! Apps and tokens.
//!
//! Meta, "Debug token" and "Graph API › Application subscriptions", 2026.

use crate::errors::GraphError;
use crate::tokens::{BUSINESS, Standing};
use crate::wire::access::{Access, app_of_token};
use crate::wire::request::GraphRequest;
use crate::wire::{select, subscriptions, unsupported, uploads};
use crate::world::World;
use serde_json::{Map, Value, json};

/// `GET /debug_token`: an app looks into its own tokens.
pub(super) fn debug_token(world: &World, request: &GraphRequest, access: &Access) -> Result<Value, GraphError> {
    let value = request
        .text("input_token")
        .ok_or_else(|| GraphError::required("input_token"))?;
    let owner = &world.accounts.apps[access.app as usize];
    if app_of_token(world, value) == Some(access.app) {
        return Ok(json!({"data": {
            "app_id": owner.id, "type": "APP", "application": owner.name, "is_valid": true, "scopes": [],
        }}));
    }
    let found = world.accounts.find_token(value).filter(|(app, _)| *app == access.app);
    let Some(token) = found.and_then(|(_, place)| owner.tokens.get(place)) else {
        return Ok(json!({"data": {
            "error": {"code": 190, "message": "Malformed access token"}, "is_valid": false, "scopes": [],
        }}));
    };
    let ids: Vec<&str> = token
        .wabas
        .iter()
        .map(|waba| world.accounts.wabas[*waba as usize].id.as_str())
        .collect();
    let granular: Vec<Value> = token
        .scopes
        .iter()
        .map(|scope| {
            if scope == BUSINESS {
                json!({"scope": scope})
            } else {
                json!({"scope": scope, "target_ids": ids})
            }
        })
        .collect();
    let standing = token.standing(world.now_ms());
    let mut data = json!({
        "app_id": owner.id,
        "type": token.kind,
        "application": owner.name,
        "data_access_expires_at": 0,
        "expires_at": token.expires_ms.map_or(0, |expires| expires / 1_000),
        "is_valid": standing == Standing::Good,
        "issued_at": token.issued_ms / 1_000,
        "scopes": token.scopes,
        "granular_scopes": granular,
        "user_id": token.user_id,
    });
    let invalid = match standing {
        Standing::Good => None,
        Standing::Expired(_) => Some((463, "Session has expired.")),
        Standing::Revoked => Some((467, "The session is invalid because the user logged out.")),
    };
    if let Some((subcode, why)) = invalid {
        let message = format!("Error validating access token: {why}");
        data["error"] = json!({"code": 190, "message": message, "subcode": subcode});
    }
    Ok(json!({"data": data}))
}

/// `/{app-id}`, its subscriptions and its uploads.
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
        ("GET", []) => {
            let owner = &world.accounts.apps[app as usize];
            let all = Map::from_iter([
                ("id".to_owned(), json!(id)),
                ("name".to_owned(), json!(owner.name)),
                ("link".to_owned(), json!(format!("{}/apps/{id}", request.public_url))),
                ("category".to_owned(), json!("Business")),
                ("namespace".to_owned(), json!("")),
            ]);
            select(all, request.text("fields"), "category,link,name,id", "Application")
        }
        ("POST", ["uploads"]) => uploads::open(world, request, app),
        (_, ["subscriptions"]) => subscriptions::of_app(world, request, access, app),
        _ => Err(unsupported::refuse(request, &id)),
    }
}
