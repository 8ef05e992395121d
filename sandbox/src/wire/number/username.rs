//! `/{phone-number-id}/username`.
//!
//! Meta, "Business-scoped user ids" (usernames), 2026.

use super::unsupported;
use crate::errors::GraphError;
use crate::wire::request::GraphRequest;
use crate::world::World;
use serde_json::{Value, json};

/// Shows, takes or gives up a username.
pub(super) fn answer(world: &mut World, request: &GraphRequest, number: u32) -> Result<Value, GraphError> {
    match request.method.as_str() {
        "GET" => {
            let username = world.accounts.numbers[number as usize].desk.username.as_ref();
            Ok(match username {
                Some(username) => json!({"username": username.name, "status": username.status()}),
                None => json!({"status": "none"}),
            })
        }
        "POST" => {
            let wanted = request
                .text("username")
                .ok_or_else(|| GraphError::required("username"))?;
            let force = match request.text("transfer_action") {
                None | Some("none") => false,
                Some("force_transfer") => true,
                Some(_) => {
                    return Err(GraphError::parameter(
                        "Param transfer_action must be one of {none, force_transfer}",
                    ));
                }
            };
            Ok(json!({"status": world.set_username(number, wanted, force)?}))
        }
        "DELETE" => {
            if !world.drop_username(number) {
                return Err(GraphError::parameter("The phone number has no username."));
            }
            Ok(json!({"success": true}))
        }
        _ => Err(unsupported(world, request, number)),
    }
}
