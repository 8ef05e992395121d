//! A company that also writes from its WhatsApp Business app.

use crate::control::acts;
use crate::control::book::{MessageView, message_view};
use crate::control::call::ControlCall;
use crate::control::problem::Problem;
use crate::control::routes::{Answer, change, json_body, optional_body};
use crate::people::app::BusinessApp;
use crate::people::customer::{NewCustomer, digits_of};
use crate::shared::Shared;
use crate::world::{ControlReply, World};
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;
use utoipa::ToSchema;

/// The app joins the number, or leaves it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AppOrder {
    /// False ends the coexistence.
    pub joined: bool,
    /// Whether the company lets its history be shared.
    pub shares_history: bool,
}

impl Default for AppOrder {
    fn default() -> Self {
        Self {
            joined: true,
            shares_history: true,
        }
    }
}

/// A contact of the app.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AppContact {
    /// The phone in international form.
    pub phone: String,
    /// The whole name; the phone when absent.
    #[serde(default)]
    pub name: Option<String>,
    /// True takes the contact out of the app.
    #[serde(default)]
    pub removed: bool,
}

/// Joins the WhatsApp Business app to a number, or parts them; joining again begins the 24 hours of synchronisation anew.
#[utoipa::path(post, path = "/world/numbers/{phone_number_id}/app", operation_id = "set_business_app", tag = "world", request_body = AppOrder, params(("phone_number_id" = String, Path)), responses((status = 204), (status = 404, body = Problem)))]
pub(super) async fn set_app(State(shared): State<Arc<Shared>>, Path(number): Path<String>, body: Bytes) -> Answer {
    let order = optional_body(&body)?;
    change(&shared, StatusCode::NO_CONTENT, ControlCall::SetApp { number, order })
}

/// The company writes from its app: `to`, `type` and the object of that type. The API's owner gets an echo.
#[utoipa::path(post, path = "/world/numbers/{phone_number_id}/app/messages", operation_id = "create_app_message", tag = "world", request_body = serde_json::Value, params(("phone_number_id" = String, Path)), responses((status = 201, body = MessageView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn create_app_message(
    State(shared): State<Arc<Shared>>,
    Path(number): Path<String>,
    body: Bytes,
) -> Answer {
    let order = json_body(&body)?;
    change(
        &shared,
        StatusCode::CREATED,
        ControlCall::WriteFromApp { number, order },
    )
}

/// The company adds, changes or removes a contact in its app.
#[utoipa::path(post, path = "/world/numbers/{phone_number_id}/app/contacts", operation_id = "sync_app_contact", tag = "world", request_body = AppContact, params(("phone_number_id" = String, Path)), responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn sync_app_contact(
    State(shared): State<Arc<Shared>>,
    Path(number): Path<String>,
    body: Bytes,
) -> Answer {
    let order = json_body(&body)?;
    change(
        &shared,
        StatusCode::NO_CONTENT,
        ControlCall::SyncContact { number, order },
    )
}

pub(super) fn set(world: &mut World, number: &str, order: &AppOrder) -> ControlReply {
    let (number, now) = (find_number(world, number)?, world.now_ms());
    world.accounts.numbers[number as usize].app = order.joined.then(|| BusinessApp::joining(now, order.shares_history));
    Ok(Value::Null)
}

pub(super) fn write(world: &mut World, number: &str, order: &Value) -> ControlReply {
    let number = find_number(world, number)?;
    let phone = order["to"].as_str().and_then(digits_of);
    let phone = phone.ok_or_else(|| Problem::field("to", "Use the international form, 5 to 15 digits."))?;
    let customer = world.customers.find(&phone).unwrap_or_else(|| {
        let new = NewCustomer {
            phone,
            ..NewCustomer::default()
        };
        let World { customers, random, .. } = world;
        customers.add(new, random)
    });
    let index = world.write_from_app(number, customer, order)?;
    Ok(json!(message_view(world, index)))
}

pub(super) fn sync_contact(world: &mut World, number: &str, order: &AppContact) -> ControlReply {
    let number = find_number(world, number)?;
    if !world.accounts.numbers[number as usize].has_app() {
        return Err(Problem::conflict("no_app", "This number is not used with the app."));
    }
    let phone = digits_of(&order.phone);
    let phone = phone.ok_or_else(|| Problem::field("phone", "Use the international form, 5 to 15 digits."))?;
    let name = order.name.as_deref().unwrap_or(&phone);
    acts::check_short("name", Some(name))?;
    world.sync_contact(number, &phone, name, order.removed);
    Ok(Value::Null)
}

fn find_number(world: &World, id: &str) -> Result<u32, Problem> {
    world
        .accounts
        .find_number(id)
        .ok_or_else(|| Problem::not_found("number"))
}
