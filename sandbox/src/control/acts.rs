//! What customers do, by hand: read, block, report, stop marketing, change the phone, delete the account.

use crate::control::call::ControlCall;
use crate::control::customers::{CustomerView, find, view};
use crate::control::problem::Problem;
use crate::control::routes::{Answer, change, json_body, optional_body};
use crate::people::customer::digits_of;
use crate::people::feedback::Reason;
use crate::shared::Shared;
use crate::world::{ControlReply, World};
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;
use utoipa::ToSchema;

/// Which number is meant; the one last spoken with when absent.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(crate) struct NumberChoice {
    /// The business number.
    #[serde(default)]
    pub phone_number_id: Option<String>,
}

/// Stop or resume marketing.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct MarketingOrder {
    /// The business number.
    #[serde(default)]
    pub phone_number_id: Option<String>,
    /// `stop` or `resume`.
    pub value: String,
}

/// Block or unblock.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct BlockOrder {
    /// The business number.
    #[serde(default)]
    pub phone_number_id: Option<String>,
    /// True blocks.
    pub value: bool,
    /// Why, as the customer tells WhatsApp.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Report a number to WhatsApp.
#[derive(Debug, Default, Clone, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct ReportOrder {
    /// The business number.
    pub phone_number_id: Option<String>,
    /// One of WhatsApp's reasons: No longer needed, Didn't sign up, Spam, Offensive messages.
    pub reason: Option<String>,
    /// Whether the customer blocks the number too, as WhatsApp offers.
    pub block: bool,
}

/// The new phone.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct PhoneOrder {
    /// In international form.
    pub phone: String,
}

/// The customer opens the chat.
#[utoipa::path(post, path = "/customers/{phone}/read", operation_id = "read_customer_chat", tag = "customers", params(("phone" = String, Path)), request_body = NumberChoice, responses((status = 200, description = "`{read}`: how many messages turned read"), (status = 404, body = Problem)))]
pub(super) async fn read_chat(State(shared): State<Arc<Shared>>, Path(phone): Path<String>, body: Bytes) -> Answer {
    let choice: NumberChoice = optional_body(&body)?;
    change(
        &shared,
        StatusCode::OK,
        ControlCall::Read {
            phone,
            number: choice.phone_number_id,
        },
    )
}

/// The customer stops or resumes marketing.
#[utoipa::path(post, path = "/customers/{phone}/marketing", operation_id = "set_customer_marketing", tag = "customers", params(("phone" = String, Path)), request_body = MarketingOrder, responses((status = 200, body = CustomerView), (status = 422, body = Problem)))]
pub(super) async fn set_marketing(State(shared): State<Arc<Shared>>, Path(phone): Path<String>, body: Bytes) -> Answer {
    let order: MarketingOrder = json_body(&body)?;
    let stop = match order.value.as_str() {
        "stop" => true,
        "resume" => false,
        _ => return Err(Problem::field("value", "Use stop or resume.")),
    };
    change(
        &shared,
        StatusCode::OK,
        ControlCall::Marketing {
            phone,
            number: order.phone_number_id,
            stop,
        },
    )
}

/// The customer blocks the business, or lets it write again.
#[utoipa::path(post, path = "/customers/{phone}/block", operation_id = "set_customer_block", tag = "customers", params(("phone" = String, Path)), request_body = BlockOrder, responses((status = 200, body = CustomerView), (status = 422, body = Problem)))]
pub(super) async fn set_block(State(shared): State<Arc<Shared>>, Path(phone): Path<String>, body: Bytes) -> Answer {
    let order: BlockOrder = json_body(&body)?;
    change(
        &shared,
        StatusCode::OK,
        ControlCall::Block {
            phone,
            number: order.phone_number_id,
            block: order.value,
            reason: order.reason,
        },
    )
}

/// The customer reports a number; the business is not told.
#[utoipa::path(post, path = "/customers/{phone}/report", operation_id = "report_number", tag = "customers", params(("phone" = String, Path)), request_body = ReportOrder, responses((status = 200, body = CustomerView), (status = 404, body = Problem)))]
pub(super) async fn report(State(shared): State<Arc<Shared>>, Path(phone): Path<String>, body: Bytes) -> Answer {
    let order = optional_body(&body)?;
    change(&shared, StatusCode::OK, ControlCall::Report { phone, order })
}

/// The customer moves to another phone: businesses get a `system` message, and other business-scoped ids.
#[utoipa::path(post, path = "/customers/{phone}/change-number", operation_id = "change_customer_number", tag = "customers", params(("phone" = String, Path)), request_body = PhoneOrder, responses((status = 200, body = CustomerView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn change_number(State(shared): State<Arc<Shared>>, Path(phone): Path<String>, body: Bytes) -> Answer {
    let order: PhoneOrder = json_body(&body)?;
    change(
        &shared,
        StatusCode::OK,
        ControlCall::ChangePhone {
            phone,
            new: order.phone,
        },
    )
}

/// The customer installs WhatsApp anew: numbers that check identities get a `system` message.
#[utoipa::path(post, path = "/customers/{phone}/change-identity", operation_id = "change_customer_identity", tag = "customers", params(("phone" = String, Path)), responses((status = 200, body = CustomerView), (status = 404, body = Problem)))]
pub(super) async fn change_identity(State(shared): State<Arc<Shared>>, Path(phone): Path<String>) -> Answer {
    change(&shared, StatusCode::OK, ControlCall::ChangeIdentity { phone })
}

/// The customer deletes the WhatsApp account: messages to the phone fail with 131026 from now on.
#[utoipa::path(post, path = "/customers/{phone}/delete-account", operation_id = "delete_customer_account", tag = "customers", params(("phone" = String, Path)), responses((status = 200, body = CustomerView), (status = 404, body = Problem)))]
pub(super) async fn delete_account(State(shared): State<Arc<Shared>>, Path(phone): Path<String>) -> Answer {
    change(&shared, StatusCode::OK, ControlCall::DeleteAccount { phone })
}

pub(super) fn read(world: &mut World, phone: &str, number: Option<&str>) -> ControlReply {
    let customer = find(world, phone)?;
    let number = choose_number(world, customer, number)?;
    Ok(json!({"read": world.read_all(number, customer)}))
}

pub(super) fn marketing(world: &mut World, phone: &str, number: Option<&str>, stop: bool) -> ControlReply {
    let customer = find(world, phone)?;
    let number = choose_number(world, customer, number)?;
    world.set_marketing(customer, number, stop);
    Ok(json!(view(world, customer)))
}

pub(super) fn block(
    world: &mut World,
    phone: &str,
    number: Option<&str>,
    block: bool,
    reason: Option<String>,
) -> ControlReply {
    let customer = find(world, phone)?;
    let number = choose_number(world, customer, number)?;
    check_short("reason", reason.as_deref())?;
    world.set_block(customer, number, block, reason);
    Ok(json!(view(world, customer)))
}

pub(super) fn report_number(world: &mut World, phone: &str, order: ReportOrder) -> ControlReply {
    let customer = find(world, phone)?;
    let number = choose_number(world, customer, order.phone_number_id.as_deref())?;
    check_short("reason", order.reason.as_deref())?;
    world.report(
        customer,
        number,
        Reason::read(order.reason.as_deref().unwrap_or_default()),
    );
    if order.block {
        world.set_block(customer, number, true, order.reason);
    }
    Ok(json!(view(world, customer)))
}

pub(super) fn change_phone(world: &mut World, phone: &str, new: &str) -> ControlReply {
    let customer = find(world, phone)?;
    let digits = digits_of(new).and_then(|digits| digits.parse().ok());
    let digits = digits.ok_or_else(|| Problem::field("phone", "Use the international form, 5 to 15 digits."))?;
    if world.customers.find_digits(digits).is_some() {
        return Err(Problem::conflict("phone_taken", "Another customer has this phone."));
    }
    world.change_phone(customer, digits);
    Ok(json!(view(world, customer)))
}

pub(super) fn new_identity(world: &mut World, phone: &str) -> ControlReply {
    let customer = find(world, phone)?;
    world.change_identity(customer);
    Ok(json!(view(world, customer)))
}

pub(super) fn without_account(world: &mut World, phone: &str) -> ControlReply {
    let customer = find(world, phone)?;
    world.delete_account(customer);
    Ok(json!(view(world, customer)))
}

/// Refuses words that are longer than anybody needs.
pub(super) fn check_short(field: &str, words: Option<&str>) -> Result<(), Problem> {
    if words.is_some_and(|words| words.len() > 500) {
        return Err(Problem::field(field, "At most 500 bytes."));
    }
    Ok(())
}

/// The number that is named, else the one of the latest thread, else the first.
pub(super) fn choose_number(world: &World, customer: u32, id: Option<&str>) -> Result<u32, Problem> {
    if let Some(id) = id {
        return world
            .accounts
            .find_number(id)
            .ok_or_else(|| Problem::field("phone_number_id", "There is no such number."));
    }
    let latest = world
        .conversations
        .of_customer(customer)
        .max_by_key(|thread| thread.messages.last().copied());
    Ok(latest.map_or(0, |thread| thread.number))
}
