//! The book, and what a phone shows of it.

use crate::book::{Direction, Status, Step};
use crate::control::problem::Problem;
use crate::control::routes::Listing;
use crate::people::customer::digits_of;
use crate::rules::pricing::Pricing;
use crate::rules::template_text::fill;
use crate::shared::Shared;
use crate::world::World;
use axum::Json;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// A message of the book.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MessageView {
    /// Its wamid.
    pub id: String,
    /// Who sent it.
    pub direction: Direction,
    /// The business number.
    pub phone_number_id: String,
    /// The customer's digits.
    pub customer: String,
    /// Its kind.
    #[serde(rename = "type")]
    pub kind: String,
    /// The Cloud API object of its kind.
    pub content: Value,
    /// The message it answers.
    pub context: Option<String>,
    /// How far it has come.
    pub status: Status,
    /// How it came there.
    pub timeline: Vec<Step>,
    /// What the sender asked to be echoed.
    pub biz_opaque_callback_data: Option<String>,
    /// What it is charged as.
    pub pricing: Option<Pricing>,
    /// When it was accepted or written.
    pub at_ms: i64,
}

/// A message as a phone shows it: the book's row with a template's text filled in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PhoneMessage {
    /// The row of the book.
    #[serde(flatten)]
    pub message: MessageView,
    /// A template as it reads: `{header, body, footer, buttons: [{index, type, text, payload?}]}`.
    pub rendered: Option<Value>,
}

/// What to list.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct BookQuery {
    /// `inbound` or `outbound`.
    pub direction: Option<Direction>,
    /// The customer's digits.
    pub phone: Option<String>,
    /// The business number.
    pub phone_number_id: Option<String>,
    /// How far it has come.
    pub status: Option<Status>,
    /// Page size, 50 by default, at most 1,000.
    pub limit: Option<usize>,
    /// From `next_cursor`.
    pub cursor: Option<String>,
}

/// Messages of the book.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MessageList {
    /// One page, newest first.
    pub data: Vec<MessageView>,
    /// Where the next page begins; none after the last.
    pub next_cursor: Option<String>,
}

/// The book in figures.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Summary {
    /// Sends that were answered 200.
    pub accepted: u64,
    /// Sends that were refused at once.
    pub refused: u64,
    /// Outbound messages by where they stand.
    pub by_status: BTreeMap<String, u64>,
    /// Customers who were sent anything.
    pub recipients: usize,
    /// The most messages sent to one customer.
    pub max_per_recipient: u32,
}

/// Lists the book, newest first.
#[utoipa::path(get, path = "/messages", operation_id = "list_messages", tag = "messages", params(BookQuery), responses((status = 200, body = MessageList)))]
pub(super) async fn list_messages(
    State(shared): State<Arc<Shared>>,
    Query(query): Query<BookQuery>,
) -> Result<Json<MessageList>, Problem> {
    let listing = Listing::read(query.limit, query.cursor.as_deref())?;
    shared.look(|world| {
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
        let phone = query.phone.as_deref().map(|phone| digits_of(phone).unwrap_or_default());
        let customer = phone.map(|digits| world.customers.find(&digits).unwrap_or(u32::MAX));
        let end = listing.cursor.map_or(world.book.messages.len() as u64, |cursor| {
            cursor.min(world.book.messages.len() as u64)
        });
        let matching = (0..end as u32).rev().filter(|index| {
            let message = world.book.get(*index);
            query.direction.is_none_or(|direction| message.direction == direction)
                && customer.is_none_or(|customer| message.customer == customer)
                && number.is_none_or(|number| message.number == number)
                && query.status.is_none_or(|status| message.status() == status)
        });
        let found: Vec<u32> = matching.take(listing.limit + 1).collect();
        let page = &found[..found.len().min(listing.limit)];
        let next_cursor = (found.len() > page.len())
            .then(|| page.last().map(u32::to_string))
            .flatten();
        Ok(Json(MessageList {
            data: page.iter().map(|index| message_view(world, *index)).collect(),
            next_cursor,
        }))
    })
}

/// The book in figures.
#[utoipa::path(get, path = "/messages/summary", operation_id = "get_message_summary", tag = "messages", responses((status = 200, body = Summary)))]
pub(super) async fn get_summary(State(shared): State<Arc<Shared>>) -> Json<Summary> {
    Json(shared.look(|world| {
        let (recipients, max_per_recipient) = world.conversations.recipients();
        let by_status = world
            .book
            .by_status
            .iter()
            .filter(|(_, count)| **count > 0)
            .map(|(status, count)| (status.clone(), *count))
            .collect();
        Summary {
            accepted: world.book.accepted,
            refused: world.book.refused,
            by_status,
            recipients,
            max_per_recipient,
        }
    }))
}

/// A row of the book.
pub(super) fn message_view(world: &World, index: u32) -> MessageView {
    let message = world.book.get(index);
    MessageView {
        id: message.id.clone(),
        direction: message.direction,
        phone_number_id: world.accounts.numbers[message.number as usize].id.clone(),
        customer: world.customers.get(message.customer).phone(),
        kind: message.kind.clone(),
        content: serde_json::from_str(&message.content).unwrap_or(Value::Null),
        context: message.context.clone(),
        status: message.status(),
        timeline: message.timeline.clone(),
        biz_opaque_callback_data: message.callback_data.clone(),
        pricing: message.pricing.clone(),
        at_ms: message.at_ms(),
    }
}

/// A row as the phone shows it.
pub(super) fn phone_message(world: &World, index: u32) -> PhoneMessage {
    let message = message_view(world, index);
    let rendered = (message.kind == "template")
        .then(|| render(world, index, &message.content))
        .flatten();
    PhoneMessage { message, rendered }
}

fn render(world: &World, index: u32, content: &Value) -> Option<Value> {
    let row = world.book.get(index);
    let waba = world.accounts.numbers[row.number as usize].waba;
    let template = world
        .templates
        .find(waba, content["name"].as_str()?, content["language"]["code"].as_str()?)?;
    let template = &world.templates.list[template as usize];
    let parameters = |kind: &str| {
        let parts = content["components"].as_array().map_or(&[][..], Vec::as_slice);
        let part = parts.iter().find(|part| {
            part["type"]
                .as_str()
                .is_some_and(|name| name.eq_ignore_ascii_case(kind))
        });
        part.and_then(|part| part["parameters"].as_array())
            .cloned()
            .unwrap_or_default()
    };
    let filled = |kind: &str| {
        let given = parameters(&kind.to_ascii_lowercase());
        template.text_of(kind).map(|text| {
            fill(text, |name| {
                let by_name = given.iter().find(|value| value["parameter_name"] == name);
                let by_place = || {
                    name.parse::<usize>()
                        .ok()
                        .and_then(|place| given.get(place.checked_sub(1)?))
                };
                let value = by_name.or_else(by_place)?;
                value["text"]
                    .as_str()
                    .or_else(|| value[value["type"].as_str()?]["fallback_value"].as_str())
            })
        })
    };
    let buttons: Vec<Value> = template
        .buttons()
        .iter()
        .enumerate()
        .map(|(index, button)| {
            let payload = row
                .buttons
                .iter()
                .find(|(place, _, _)| *place == index)
                .map(|(_, _, payload)| payload);
            json!({"index": index, "type": button["type"], "text": button["text"], "payload": payload})
        })
        .collect();
    let media = template
        .component("HEADER")
        .map(|header| &header["format"])
        .filter(|format| **format != "TEXT");
    Some(json!({
        "header": filled("HEADER"), "header_format": media, "header_parameter": media.and_then(|_| parameters("header").into_iter().next()),
        "body": filled("BODY"), "footer": filled("FOOTER"), "buttons": buttons,
    }))
}
