//! WhatsApp's users by hand: make them, change them, let them act.

use crate::book::{Direction, Status};
use crate::control::acts;
use crate::control::book::{MessageView, PhoneMessage, message_view, phone_message};
use crate::control::call::ControlCall;
use crate::control::problem::Problem;
use crate::control::routes::{Answer, Listing, change, json_body};
use crate::people::customer::{Customer, CustomerPatch, NewCustomer, digits_of};
use crate::people::habits::Habits;
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
    /// The business-scoped user id, as the first company's portfolio knows it.
    pub user_id: Option<String>,
    /// The username.
    pub username: Option<String>,
    /// Whether businesses have the phone in their contact book.
    pub in_contacts: bool,
    /// What the customer does alone.
    pub habits: Option<Habits>,
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
    One(Box<NewCustomer>),
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
        let named = |customer: &Customer| world.customers.name(customer).to_lowercase().contains(&search);
        let customers = world.customers.list.iter().enumerate().skip(from);
        let found = customers.filter(|(_, customer)| {
            !customer.deleted && (search.is_empty() || customer.phone().contains(&search) || named(customer))
        });
        let mut page: Vec<(usize, CustomerView)> = found
            .take(listing.limit + 1)
            .map(|(index, _)| (index, view(world, index as u32)))
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
        NewCustomers::One(customer) => (vec![customer.as_ref().clone()], Some(customer)),
    };
    let answer = change(&shared, StatusCode::CREATED, ControlCall::AddCustomers(list))?;
    let Some(phone) = one.and_then(|customer| digits_of(&customer.phone)) else {
        return Ok(answer);
    };
    let customer = shared.look(|world| world.customers.find(&phone).map(|index| view(world, index)));
    Ok((StatusCode::CREATED, Json(customer)).into_response())
}

/// Shows a customer.
#[utoipa::path(get, path = "/customers/{phone}", operation_id = "get_customer", tag = "customers", params(("phone" = String, Path)), responses((status = 200, body = CustomerView), (status = 404, body = Problem)))]
pub(super) async fn get_customer(
    State(shared): State<Arc<Shared>>,
    Path(phone): Path<String>,
) -> Result<Json<CustomerView>, Problem> {
    shared.look(|world| find(world, &phone).map(|index| Json(view(world, index))))
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
        if let Some(habits) = customer
            .behaviour
            .as_ref()
            .and_then(|behaviour| behaviour.habits.as_ref())
        {
            habits.check(&format!("customers[{index}].behaviour.habits"))?;
        }
        check_texts(
            &format!("customers[{index}]."),
            [
                ("name", &customer.name),
                ("locale", &customer.locale),
                ("username", &customer.username),
                ("user_id", &customer.user_id),
            ],
        )?;
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
    if let Some(habits) = &patch.habits {
        habits.check("habits")?;
    }
    check_texts(
        "",
        [
            ("name", &patch.name),
            ("locale", &patch.locale),
            ("username", &patch.username),
        ],
    )?;
    let locale = patch.locale.map(|locale| world.customers.locale_place(&locale));
    let habits = patch.habits.map(|habits| world.customers.habits_place(*habits));
    let customer = world.customers.get_mut(index);
    customer.locale = locale.unwrap_or(customer.locale);
    customer.habits = habits.unwrap_or(customer.habits);
    customer.has_whatsapp = patch.has_whatsapp.unwrap_or(customer.has_whatsapp);
    customer.reads = patch.reads.unwrap_or(customer.reads);
    customer.read_delay_ms = patch.read_delay_ms.unwrap_or(customer.read_delay_ms);
    customer.delivery_delay_ms = patch.delivery_delay_ms.unwrap_or(customer.delivery_delay_ms);
    if patch.name.is_some() {
        customer.rare_mut().name = patch.name;
    }
    if let Some(username) = patch.username {
        customer.rare_mut().username = Some(username).filter(|username| !username.is_empty());
    }
    if let Some(in_contacts) = patch.in_contacts {
        customer.rare_mut().in_contacts = in_contacts;
    }
    match patch.online {
        Some(true) if !customer.online => world.come_online(index),
        Some(online) => customer.online = online,
        None => {}
    }
    Ok(json!(view(world, index)))
}

/// Names and ids of a customer are short.
fn check_texts<const COUNT: usize>(prefix: &str, texts: [(&str, &Option<String>); COUNT]) -> Result<(), Problem> {
    const MOST: usize = 256;
    let long = texts
        .into_iter()
        .find(|(_, text)| text.as_ref().is_some_and(|text| text.len() > MOST));
    long.map_or(Ok(()), |(name, _)| {
        Err(Problem::field(&format!("{prefix}{name}"), "At most 256 bytes."))
    })
}

pub(super) fn delete(world: &mut World, phone: &str) -> ControlReply {
    let index = find(world, phone)?;
    world.customers.remove(index);
    Ok(Value::Null)
}

pub(super) fn write(world: &mut World, phone: &str, order: &Value) -> ControlReply {
    let customer = find(world, phone)?;
    let number = acts::choose_number(world, customer, order["phone_number_id"].as_str())?;
    let index = world.write_inbound(customer, number, order)?;
    Ok(json!(message_view(world, index)))
}

pub(super) fn find(world: &World, phone: &str) -> Result<u32, Problem> {
    digits_of(phone)
        .and_then(|digits| world.customers.find(&digits))
        .ok_or_else(|| Problem::not_found("customer"))
}

/// Customers see what arrived, and what they wrote.
fn phone_shows(world: &World, index: u32) -> bool {
    let message = world.book.get(index);
    message.direction == Direction::Inbound
        || message
            .timeline
            .iter()
            .any(|step| matches!(step.status, Status::Delivered | Status::Read))
        || (message.kind == "reaction" && message.status() == Status::Sent)
}

pub(super) fn view(world: &World, index: u32) -> CustomerView {
    let customer = world.customers.get(index);
    let id = |number: u32| world.accounts.numbers[number as usize].id.clone();
    let ids = |numbers: &[u32]| numbers.iter().map(|number| id(*number)).collect();
    let rare = customer.rare.as_deref();
    CustomerView {
        phone: customer.phone(),
        wa_id: customer.phone(),
        name: world.customers.name(customer),
        locale: world.customers.locale(customer).to_owned(),
        online: customer.online,
        has_whatsapp: customer.has_whatsapp,
        reads: customer.reads,
        read_delay_ms: customer.read_delay_ms,
        delivery_delay_ms: customer.delivery_delay_ms,
        blocked: rare.map_or_else(Vec::new, |rare| ids(&rare.blocked)),
        block_reasons: rare.map_or_else(BTreeMap::new, |rare| {
            let reasons = rare.block_reasons.iter();
            reasons.map(|(number, reason)| (id(*number), reason.clone())).collect()
        }),
        marketing_stopped: rare.map_or_else(Vec::new, |rare| ids(&rare.marketing_stopped)),
        user_id: world.user_id(index, 0),
        username: customer.username().map(str::to_owned),
        in_contacts: rare.is_some_and(|rare| rare.in_contacts),
        habits: world.customers.habits(customer).cloned(),
    }
}
