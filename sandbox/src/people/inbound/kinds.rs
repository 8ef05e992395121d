//! Each kind of message that a customer can write, from the order of the control API to the webhook's object.
//!
//! Meta, "messages webhook reference", 2026.

use crate::book::Direction;
use crate::clock::{DAY_MS, MINUTE_MS};
use crate::control::problem::Problem;
use crate::people::inbound::Letter;
use crate::rules::review::length;
use crate::world::World;
use serde_json::{Map, Value, json};

const TEXT_MAX: usize = 4_096;
const CARDS_MAX: usize = 257;
const ITEMS_MAX: usize = 999;
const EMOJI_MAX: usize = 64;
/// Meta, "messages webhook reference › reaction", 2026: later ones do not arrive.
const REACTION_MS: i64 = 30 * DAY_MS;
/// Meta, "messages webhook reference › edit" and "› revoke", 2026.
const EDIT_MS: i64 = 15 * MINUTE_MS;
const REVOKE_MS: i64 = 2 * DAY_MS;
/// WhatsApp has no part for it.
const UNSUPPORTED: u32 = 131_051;

impl World {
    pub(super) fn compose(&mut self, customer: u32, number: u32, order: &Value) -> Result<Letter, Problem> {
        let kind = order["type"].as_str().unwrap_or("text");
        match kind {
            "text" => Ok(Letter::new("text", text(&order["text"], "text.body")?)),
            "image" | "document" | "audio" | "video" | "sticker" => self.inbound_media(number, kind, &order[kind]),
            "voice" => self.inbound_media(number, "audio", &order["voice"]),
            "location" => Ok(Letter::new("location", location(&order["location"])?)),
            "contacts" => Ok(Letter::new("contacts", cards(&order["contacts"])?)),
            "order" => Ok(Letter::new("order", basket(&order["order"])?)),
            "button" => self.press(customer, number, &order["button"]),
            "interactive" => self.reply(customer, number, order),
            "reaction" => self.reaction(customer, number, &order["reaction"]),
            "system" => Ok(Letter::new("system", notice(&order["system"])?)),
            "unsupported" => {
                let named = order["unsupported"]["type"].as_str().unwrap_or("poll_creation");
                let code = order["unsupported"]["code"]
                    .as_u64()
                    .map_or(UNSUPPORTED, |code| code as u32);
                if !matches!(code, 131_051 | 131_060) {
                    return Err(Problem::field("unsupported.code", "Use 131051 or 131060."));
                }
                Ok(Letter::unsupported(named, code))
            }
            "edit" => self.edit(customer, number, &order["edit"]),
            "revoke" => self.revoke(customer, number, &order["revoke"]),
            _ => Err(Problem::field(
                "type",
                "Use text, image, document, audio, voice, video, sticker, location, contacts, reaction, interactive, order, button, system, edit, revoke or unsupported.",
            )),
        }
    }

    /// An emoji on a message of either side; none, or an empty one, takes it away.
    fn reaction(&self, customer: u32, number: u32, given: &Value) -> Result<Letter, Problem> {
        let id = given["message_id"].as_str().unwrap_or_default();
        let message = self
            .find_in_thread(customer, number, id)
            .ok_or_else(|| Problem::field("reaction.message_id", "There is no such message."))?;
        let emoji = given["emoji"].as_str().unwrap_or_default();
        if emoji.len() > EMOJI_MAX {
            return Err(Problem::field("reaction.emoji", "One emoji is required."));
        }
        let mut content = Map::from_iter([("message_id".to_owned(), json!(id))]);
        if !emoji.is_empty() {
            content.insert("emoji".into(), json!(emoji));
        }
        let mut letter = Letter::new("reaction", Value::Object(content));
        letter.told = self.now_ms() - message.at_ms() <= REACTION_MS;
        Ok(letter)
    }

    /// The customer changes a text of theirs. Numbers without the app get `unsupported` instead.
    fn edit(&self, customer: u32, number: u32, given: &Value) -> Result<Letter, Problem> {
        let id = self.own_message(customer, number, given, EDIT_MS)?;
        if !self.accounts.numbers[number as usize].has_app() {
            return Ok(Letter::unsupported("edit", UNSUPPORTED));
        }
        let body = text(&given["text"], "edit.text.body")?;
        let message = json!({"type": "text", "text": body});
        let content = json!({"original_message_id": id, "message": message});
        Ok(Letter::new("edit", content))
    }

    /// The customer takes a message back. Numbers without the app get `unsupported` instead.
    fn revoke(&self, customer: u32, number: u32, given: &Value) -> Result<Letter, Problem> {
        let id = self.own_message(customer, number, given, REVOKE_MS)?;
        if !self.accounts.numbers[number as usize].has_app() {
            return Ok(Letter::unsupported("revoke", UNSUPPORTED));
        }
        Ok(Letter::new("revoke", json!({"original_message_id": id})))
    }

    fn own_message(&self, customer: u32, number: u32, given: &Value, within_ms: i64) -> Result<String, Problem> {
        let id = given["message_id"]
            .as_str()
            .or(given["original_message_id"].as_str())
            .unwrap_or_default();
        let message = self
            .find_in_thread(customer, number, id)
            .filter(|message| message.direction == Direction::Inbound)
            .ok_or_else(|| Problem::field("message_id", "The customer wrote no such message."))?;
        if self.now_ms() - message.at_ms() > within_ms {
            return Err(Problem::conflict(
                "too_late",
                "WhatsApp lets a text be changed for 15 minutes and a message be taken back for 2 days.",
            ));
        }
        Ok(id.to_owned())
    }
}

fn text(given: &Value, field: &str) -> Result<Value, Problem> {
    let body = given["body"].as_str().filter(|body| !body.is_empty());
    let body = body.ok_or_else(|| Problem::field(field, "A text is required."))?;
    if length(body) > TEXT_MAX {
        return Err(Problem::field(field, "A text has at most 4096 characters."));
    }
    Ok(json!({"body": body}))
}

fn location(given: &Value) -> Result<Value, Problem> {
    let degree = |name: &str, most: f64| {
        given[name]
            .as_f64()
            .filter(|degree| degree.abs() <= most)
            .ok_or_else(|| Problem::field(&format!("location.{name}"), "A number of degrees is required."))
    };
    let mut place = Map::from_iter([
        ("latitude".to_owned(), json!(degree("latitude", 90.0)?)),
        ("longitude".to_owned(), json!(degree("longitude", 180.0)?)),
    ]);
    for name in ["name", "address", "url"] {
        if let Some(text) = given[name].as_str() {
            place.insert(name.to_owned(), json!(text));
        }
    }
    Ok(Value::Object(place))
}

/// Contact cards; each has a name, and a `vcard` beside it is passed on.
fn cards(given: &Value) -> Result<Value, Problem> {
    let cards = given
        .as_array()
        .filter(|cards| (1..=CARDS_MAX).contains(&cards.len()))
        .ok_or_else(|| Problem::field("contacts", "An array of 1 to 257 cards is required."))?;
    let named = |card: &Value| {
        let name = &card["name"];
        name["formatted_name"].is_string() || name["first_name"].is_string()
    };
    match cards.iter().position(|card| !named(card)) {
        Some(place) => Err(Problem::field(
            &format!("contacts[{place}].name.formatted_name"),
            "A name is required.",
        )),
        None => Ok(json!(cards)),
    }
}

fn basket(given: &Value) -> Result<Value, Problem> {
    let items = given["product_items"]
        .as_array()
        .filter(|items| (1..=ITEMS_MAX).contains(&items.len()))
        .ok_or_else(|| Problem::field("order.product_items", "An array of 1 to 999 products is required."))?;
    let mut list = Vec::with_capacity(items.len());
    for (place, item) in items.iter().enumerate() {
        let wrong = |name: &str, words: &str| Problem::field(&format!("order.product_items[{place}].{name}"), words);
        let product = item["product_retailer_id"]
            .as_str()
            .ok_or_else(|| wrong("product_retailer_id", "A text is required."))?;
        let quantity = item["quantity"].as_u64().unwrap_or(1);
        if !(1..=99_999).contains(&quantity) {
            return Err(wrong("quantity", "From 1 to 99999."));
        }
        let price = &item["item_price"];
        if !price.is_null() && !price.as_f64().is_some_and(|price| price >= 0.0) {
            return Err(wrong("item_price", "A number from 0 is required."));
        }
        let price = if price.is_null() { json!(0) } else { price.clone() };
        let currency = item["currency"].as_str().unwrap_or("USD");
        list.push(json!({
            "product_retailer_id": product, "quantity": quantity, "item_price": price, "currency": currency,
        }));
    }
    let catalogue = given["catalog_id"].as_str().unwrap_or("100000000000001");
    let mut order = Map::from_iter([("catalog_id".to_owned(), json!(catalogue))]);
    if let Some(text) = given["text"].as_str() {
        order.insert("text".into(), json!(text));
    }
    order.insert("product_items".into(), json!(list));
    Ok(Value::Object(order))
}

/// A notice of the caller's own words; those of changed phones and identities come with the change itself.
fn notice(given: &Value) -> Result<Value, Problem> {
    for name in ["body", "type"] {
        if !given[name].is_string() {
            return Err(Problem::field(&format!("system.{name}"), "A text is required."));
        }
    }
    Ok(given.clone())
}
