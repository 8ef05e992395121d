//! WhatsApp's users by hand: make them, change them, let them act.

use crate::book::Direction;
use crate::control::book::{MessageView, PhoneMessage, message_view, phone_message};
use crate::control::call::ControlCall;
use crate::control::problem::Problem;
use crate::control::routes::{Answer, Listing, change, json_body, optional_body};
use crate::people::customer::{Customer, CustomerPatch, NewCustomer, digits_of};
use crate::shared::Shared;
use crate::world::{ControlReply, World};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// Most customers in one call.
const BATCH_MAX: usize = 10_000;

/// A customer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CustomerView {
    /// Digits of the phone.
    pub phone: String,
    /// The same, as webhooks call it.
    pub wa_id: String,
    /// The name in the WhatsApp profile.
    pub name: String,
    /// Language and country.
    pub locale: String,
    /// Whether the phone is on.
    pub online: bool,
    /// Whether the phone has WhatsApp.
    pub has_whatsapp: bool,
    /// Whether the customer reads by itself and sends read receipts.
    pub reads: bool,
    /// From delivery to reading.
    pub read_delay_ms: u32,
    /// From WhatsApp to the phone.
    pub delivery_delay_ms: u32,
    /// Numbers that the customer has blocked.
    pub blocked: Vec<String>,
    /// Why, by number, where the customer said so.
    pub block_reasons: BTreeMap<String, String>,
    /// Numbers whose marketing the customer has stopped.
    pub marketing_stopped: Vec<String>,
    /// The business-scoped user id.
    pub user_id: Option<String>,
    /// The username.
    pub username: Option<String>,
}

/// Customers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CustomerList {
    /// One page.
    pub data: Vec<CustomerView>,
    /// Where the next page begins; none after the last.
    pub next_cursor: Option<String>,
}

/// One customer, or many at once.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum NewCustomers {
    /// Up to 10,000.
    Many {
        /// The customers.
        customers: Vec<NewCustomer>,
    },
    /// One.
    One(NewCustomer),
}

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

/// What to list.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct CustomerQuery {
    /// Part of a name or phone.
    pub search: Option<String>,
    /// Page size, 50 by default, at most 1,000.
    pub limit: Option<usize>,
    /// From `next_cursor`.
    pub cursor: Option<String>,
}

/// Which thread to show.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct ThreadQuery {
    /// The business number; all of them when absent.
    pub phone_number_id: Option<String>,
    /// Page size, 50 by default, at most 1,000.
    pub limit: Option<usize>,
    /// From `next_cursor`: older messages.
    pub cursor: Option<String>,
}

/// Messages as the phone shows them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PhoneMessages {
    /// One page, oldest first.
    pub data: Vec<PhoneMessage>,
    /// Where older messages begin; none at the start.
    pub next_cursor: Option<String>,
}

/// Lists customers.
#[utoipa::path(get, path = "/customers", operation_id = "list_customers", tag = "customers", params(CustomerQuery), responses((status = 200, body = CustomerList)))]
pub(super) async fn list_customers(
    State(shared): State<Arc<Shared>>,
    Query(query): Query<CustomerQuery>,
) -> Result<Json<CustomerList>, Problem> {
    let listing = Listing::read(query.limit, query.cursor.as_deref())?;
    let search = query.search.unwrap_or_default().to_lowercase();
    let from = usize::try_from(listing.cursor.unwrap_or(0)).unwrap_or(usize::MAX);
    Ok(Json(shared.look(|world| {
        let found = world
            .customers
            .list
            .iter()
            .enumerate()
            .skip(from)
            .filter(|(_, customer)| {
                !customer.deleted
                    && (search.is_empty()
                        || customer.phone.contains(&search)
                        || customer.name.to_lowercase().contains(&search))
            });
        let mut page: Vec<(usize, CustomerView)> = found
            .take(listing.limit + 1)
            .map(|(index, customer)| (index, view(world, customer)))
            .collect();
        let next_cursor = (page.len() > listing.limit)
            .then(|| page.pop())
            .flatten()
            .map(|(index, _)| index.to_string());
        CustomerList {
            data: page.into_iter().map(|(_, view)| view).collect(),
            next_cursor,
        }
    })))
}

/// Makes one customer, or up to 10,000; those that exist stay as they are.
#[utoipa::path(post, path = "/customers", operation_id = "create_customers", tag = "customers", request_body = NewCustomers,
    responses((status = 201, body = CustomerView, description = "One customer, or `{created, existing}` for many."), (status = 422, body = Problem)))]
pub(super) async fn create_customers(State(shared): State<Arc<Shared>>, body: Bytes) -> Answer {
    let (list, one) = match json_body(&body)? {
        NewCustomers::Many { customers } => (customers, None),
        NewCustomers::One(customer) => (vec![customer.clone()], Some(customer)),
    };
    let answer = change(&shared, StatusCode::CREATED, ControlCall::AddCustomers(list))?;
    let Some(phone) = one.and_then(|customer| digits_of(&customer.phone)) else {
        return Ok(answer);
    };
    let customer = shared.look(|world| {
        world
            .customers
            .find(&phone)
            .map(|index| view(world, world.customers.get(index)))
    });
    Ok((StatusCode::CREATED, Json(customer)).into_response())
}

/// Shows a customer.
#[utoipa::path(get, path = "/customers/{phone}", operation_id = "get_customer", tag = "customers", params(("phone" = String, Path)), responses((status = 200, body = CustomerView), (status = 404, body = Problem)))]
pub(super) async fn get_customer(
    State(shared): State<Arc<Shared>>,
    Path(phone): Path<String>,
) -> Result<Json<CustomerView>, Problem> {
    shared.look(|world| find(world, &phone).map(|index| Json(view(world, world.customers.get(index)))))
}

/// Changes a customer.
#[utoipa::path(patch, path = "/customers/{phone}", operation_id = "update_customer", tag = "customers", params(("phone" = String, Path)), request_body = CustomerPatch, responses((status = 200, body = CustomerView), (status = 404, body = Problem)))]
pub(super) async fn update_customer(
    State(shared): State<Arc<Shared>>,
    Path(phone): Path<String>,
    body: Bytes,
) -> Answer {
    change(
        &shared,
        StatusCode::OK,
        ControlCall::PatchCustomer {
            phone,
            patch: json_body(&body)?,
        },
    )
}

/// Takes a customer out of the world; the book keeps the messages.
#[utoipa::path(delete, path = "/customers/{phone}", operation_id = "delete_customer", tag = "customers", params(("phone" = String, Path)), responses((status = 204), (status = 404, body = Problem)))]
pub(super) async fn delete_customer(State(shared): State<Arc<Shared>>, Path(phone): Path<String>) -> Answer {
    change(&shared, StatusCode::NO_CONTENT, ControlCall::DeleteCustomer { phone })
}

/// The phone's view of its messages.
#[utoipa::path(get, path = "/customers/{phone}/messages", operation_id = "list_customer_messages", tag = "customers", params(("phone" = String, Path), ThreadQuery), responses((status = 200, body = PhoneMessages), (status = 404, body = Problem)))]
pub(super) async fn list_messages(
    State(shared): State<Arc<Shared>>,
    Path(phone): Path<String>,
    Query(query): Query<ThreadQuery>,
) -> Result<Json<PhoneMessages>, Problem> {
    let listing = Listing::read(query.limit, query.cursor.as_deref())?;
    shared.look(|world| {
        let customer = find(world, &phone)?;
        let number = query
            .phone_number_id
            .as_deref()
            .map(|id| {
                world
                    .accounts
                    .find_number(id)
                    .ok_or_else(|| Problem::not_found("number"))
            })
            .transpose()?;
        let threads = world
            .conversations
            .of_customer(customer)
            .filter(|thread| number.is_none_or(|number| thread.number == number));
        let mut all: Vec<u32> = threads.flat_map(|thread| thread.messages.iter().copied()).collect();
        all.retain(|index| {
            listing.cursor.is_none_or(|cursor| u64::from(*index) < cursor) && phone_shows(world, *index)
        });
        all.sort_unstable();
        let page = &all[all.len().saturating_sub(listing.limit)..];
        let next_cursor = (page.len() < all.len())
            .then(|| page.first().map(u32::to_string))
            .flatten();
        Ok(Json(PhoneMessages {
            data: page.iter().map(|index| phone_message(world, *index)).collect(),
            next_cursor,
        }))
    })
}

/// The customer writes, or presses a button.
#[utoipa::path(post, path = "/customers/{phone}/messages", operation_id = "create_customer_message", tag = "customers", params(("phone" = String, Path)), request_body = serde_json::Value, responses((status = 201, body = MessageView), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn create_message(
    State(shared): State<Arc<Shared>>,
    Path(phone): Path<String>,
    body: Bytes,
) -> Answer {
    change(
        &shared,
        StatusCode::CREATED,
        ControlCall::Write {
            phone,
            order: json_body(&body)?,
        },
    )
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

pub(super) fn add(world: &mut World, list: Vec<NewCustomer>) -> ControlReply {
    if list.len() > BATCH_MAX {
        return Err(Problem::field("customers", format!("At most {BATCH_MAX} in one call.")));
    }
    let mut checked = Vec::with_capacity(list.len());
    for (index, mut customer) in list.into_iter().enumerate() {
        let digits = digits_of(&customer.phone);
        customer.phone = digits.ok_or_else(|| {
            Problem::field(
                &format!("customers[{index}].phone"),
                "Use the international form, 5 to 15 digits.",
            )
        })?;
        checked.push(customer);
    }
    let (mut created, mut existing) = (0, 0);
    for customer in checked {
        if world.customers.find(&customer.phone).is_some() {
            existing += 1;
        } else {
            let World { customers, random, .. } = world;
            customers.add(customer, random);
            created += 1;
        }
    }
    Ok(json!({"created": created, "existing": existing}))
}

pub(super) fn patch(world: &mut World, phone: &str, patch: CustomerPatch) -> ControlReply {
    let index = find(world, phone)?;
    let customer = world.customers.get_mut(index);
    let CustomerPatch {
        name,
        locale,
        online,
        has_whatsapp,
        reads,
        read_delay_ms,
        delivery_delay_ms,
        username,
    } = patch;
    customer.name = name.unwrap_or_else(|| customer.name.clone());
    customer.locale = locale.unwrap_or_else(|| customer.locale.clone());
    customer.has_whatsapp = has_whatsapp.unwrap_or(customer.has_whatsapp);
    customer.reads = reads.unwrap_or(customer.reads);
    customer.read_delay_ms = read_delay_ms.unwrap_or(customer.read_delay_ms);
    customer.delivery_delay_ms = delivery_delay_ms.unwrap_or(customer.delivery_delay_ms);
    customer.username = username.or_else(|| customer.username.clone());
    match online {
        Some(true) if !customer.online => world.come_online(index),
        Some(online) => customer.online = online,
        None => {}
    }
    Ok(json!(view(world, world.customers.get(index))))
}

pub(super) fn delete(world: &mut World, phone: &str) -> ControlReply {
    let index = find(world, phone)?;
    world.customers.remove(index);
    Ok(Value::Null)
}

pub(super) fn write(world: &mut World, phone: &str, order: &Value) -> ControlReply {
    let customer = find(world, phone)?;
    let number = choose_number(world, customer, order["phone_number_id"].as_str())?;
    let index = world.write_inbound(customer, number, order)?;
    Ok(json!(message_view(world, index)))
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
    Ok(json!(view(world, world.customers.get(customer))))
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
    world.set_block(customer, number, block, reason);
    Ok(json!(view(world, world.customers.get(customer))))
}

fn find(world: &World, phone: &str) -> Result<u32, Problem> {
    digits_of(phone)
        .and_then(|digits| world.customers.find(&digits))
        .ok_or_else(|| Problem::not_found("customer"))
}

/// The number that is named, else the one of the latest thread, else the first.
fn choose_number(world: &World, customer: u32, id: Option<&str>) -> Result<u32, Problem> {
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

/// Customers see what arrived, and what they wrote.
fn phone_shows(world: &World, index: u32) -> bool {
    let message = world.book.get(index);
    message.direction == Direction::Inbound
        || message
            .timeline
            .iter()
            .any(|step| matches!(step.status, crate::book::Status::Delivered | crate::book::Status::Read))
        || (message.kind == "reaction" && message.status() == crate::book::Status::Sent)
}

fn view(world: &World, customer: &Customer) -> CustomerView {
    let ids = |numbers: &[u32]| {
        numbers
            .iter()
            .map(|number| world.accounts.numbers[*number as usize].id.clone())
            .collect()
    };
    CustomerView {
        phone: customer.phone.clone(),
        wa_id: customer.phone.clone(),
        name: customer.name.clone(),
        locale: customer.locale.clone(),
        online: customer.online,
        has_whatsapp: customer.has_whatsapp,
        reads: customer.reads,
        read_delay_ms: customer.read_delay_ms,
        delivery_delay_ms: customer.delivery_delay_ms,
        blocked: ids(&customer.blocked),
        block_reasons: customer
            .block_reasons
            .iter()
            .map(|(number, reason)| (world.accounts.numbers[*number as usize].id.clone(), reason.clone()))
            .collect(),
        marketing_stopped: ids(&customer.marketing_stopped),
        user_id: customer.user_id.clone(),
        username: customer.username.clone(),
    }
}
