//! Answers to what the business offered: buttons, rows, forms, permissions.
//!
//! Meta, "messages webhook reference › interactive" and "› button", 2026: such an answer always carries `context`.

use crate::book::{Direction, Message};
use crate::clock::DAY_MS;
use crate::control::problem::Problem;
use crate::people::inbound::Letter;
use crate::world::World;
use serde_json::{Map, Value, json};

/// A permission to call that is not permanent lasts so long. Meta, "Call permissions", 2026.
const PERMISSION_MS: i64 = 7 * DAY_MS;
const FORM_MAX: usize = 32 << 10;

impl World {
    /// Presses a quick reply of a message, by its place, its text or its payload.
    pub(super) fn press(&self, customer: u32, number: u32, order: &Value) -> Result<Letter, Problem> {
        let id = order["message_id"]
            .as_str()
            .ok_or_else(|| Problem::field("button.message_id", "The message that shows the button is required."))?;
        let shown = self.shown_message(customer, number, id, "button.message_id")?;
        let wanted = |(place, text, payload): &&(usize, String, String)| {
            if let Some(given) = order["text"].as_str() {
                return text == given;
            }
            if let Some(given) = order["payload"].as_str().or(order["id"].as_str()) {
                return payload == given;
            }
            *place as u64 == order["index"].as_u64().unwrap_or(0)
        };
        let (_, text, payload) = shown
            .buttons
            .iter()
            .find(wanted)
            .ok_or_else(|| Problem::field("button.index", "The message has no quick reply at this place."))?;
        let letter = if shown.kind == "interactive" {
            let content: Value = serde_json::from_str(&shown.content).unwrap_or_default();
            let reply = if content["type"] == "list" {
                let row = self.row(customer, number, id, payload)?;
                json!({"type": "list_reply", "list_reply": row})
            } else {
                json!({"type": "button_reply", "button_reply": {"id": payload, "title": text}})
            };
            Letter::new("interactive", reply)
        } else {
            Letter::new("button", json!({"payload": payload, "text": text}))
        };
        Ok(letter.quoting(id))
    }

    /// An answer to an interactive message.
    pub(super) fn reply(&self, customer: u32, number: u32, order: &Value) -> Result<Letter, Problem> {
        let given = &order["interactive"];
        let id = [
            &given["message_id"],
            &order["context"]["message_id"],
            &order["context"]["id"],
        ]
        .into_iter()
        .find_map(Value::as_str);
        let kinds = ["button_reply", "list_reply", "nfm_reply", "call_permission_reply"];
        let kind = kinds.into_iter().find(|kind| given[*kind].is_object()).ok_or_else(|| {
            Problem::field(
                "interactive",
                "One of button_reply, list_reply, nfm_reply and call_permission_reply is required.",
            )
        })?;
        let answer = &given[kind];
        let complete = answer["id"].is_string() && answer["title"].is_string();
        let content = match (kind, id) {
            ("button_reply", Some(id)) if !complete => {
                let mut order = answer.clone();
                order["message_id"] = json!(id);
                return self.press(customer, number, &order);
            }
            ("list_reply", Some(id)) if !complete => {
                let row = answer["id"].as_str().unwrap_or_default();
                self.row(customer, number, id, row)?
            }
            ("button_reply" | "list_reply", _) => named(answer, kind)?,
            ("nfm_reply", _) => form(answer)?,
            _ => self.permission(answer)?,
        };
        let letter = Letter::new("interactive", json!({"type": kind, kind: content}));
        Ok(match id {
            Some(id) => letter.quoting(id),
            None => letter,
        })
    }

    /// The row of a list that was sent.
    fn row(&self, customer: u32, number: u32, id: &str, wanted: &str) -> Result<Value, Problem> {
        let shown = self.shown_message(customer, number, id, "interactive.message_id")?;
        let content: Value = serde_json::from_str(&shown.content).unwrap_or_default();
        let sections = content["action"]["sections"].as_array();
        let mut rows = sections
            .into_iter()
            .flatten()
            .flat_map(|section| section["rows"].as_array().into_iter().flatten());
        let row = rows
            .find(|row| row["id"] == wanted)
            .ok_or_else(|| Problem::field("interactive.list_reply.id", "The message has no row with this id."))?;
        let parts = ["id", "title", "description"];
        let kept = parts
            .iter()
            .filter_map(|part| Some(((*part).to_owned(), row.get(*part)?.clone())));
        Ok(Value::Object(kept.collect()))
    }

    /// Meta, "Call permissions webhook", 2026.
    fn permission(&self, given: &Value) -> Result<Value, Problem> {
        let field = |name: &str| format!("interactive.call_permission_reply.{name}");
        let response = given["response"].as_str().unwrap_or("accept");
        if !matches!(response, "accept" | "reject") {
            return Err(Problem::field(&field("response"), "Use accept or reject."));
        }
        let source = given["response_source"].as_str().unwrap_or("user_action");
        if !matches!(source, "user_action" | "automatic") {
            return Err(Problem::field(
                &field("response_source"),
                "Use user_action or automatic.",
            ));
        }
        let mut reply = Map::from_iter([("response".to_owned(), json!(response))]);
        if response == "accept" {
            let permanent = given["is_permanent"] == true;
            reply.insert("is_permanent".into(), json!(permanent));
            if !permanent {
                let until = given["expiration_timestamp"]
                    .as_i64()
                    .unwrap_or((self.now_ms() + PERMISSION_MS) / 1_000);
                reply.insert("expiration_timestamp".into(), json!(until));
            }
        }
        reply.insert("response_source".into(), json!(source));
        Ok(Value::Object(reply))
    }

    /// A message that a number sent to a customer.
    fn shown_message(&self, customer: u32, number: u32, id: &str, field: &str) -> Result<&Message, Problem> {
        self.find_in_thread(customer, number, id)
            .filter(|message| message.direction == Direction::Outbound)
            .ok_or_else(|| Problem::field(field, "This customer got no such message from this number."))
    }
}

/// A reply whose words the caller gives itself.
fn named(given: &Value, kind: &str) -> Result<Value, Problem> {
    let mut reply = Map::new();
    for (name, required) in [("id", true), ("title", true), ("description", false)] {
        match given[name].as_str() {
            Some(text) => {
                reply.insert(name.to_owned(), json!(text));
            }
            None if required => {
                let words = "Name the message and the button or row, or give id and title.";
                return Err(Problem::field(&format!("interactive.{kind}.{name}"), words));
            }
            None => {}
        }
    }
    Ok(Value::Object(reply))
}

/// Meta, "Flows › response message", 2026: the answers are JSON inside a text.
fn form(given: &Value) -> Result<Value, Problem> {
    let answers = match &given["response_json"] {
        Value::String(text) => text.clone(),
        Value::Null => "{}".to_owned(),
        other => other.to_string(),
    };
    if answers.len() > FORM_MAX || serde_json::from_str::<Value>(&answers).is_err() {
        return Err(Problem::field(
            "interactive.nfm_reply.response_json",
            "JSON of at most 32 KB is required.",
        ));
    }
    let name = given["name"].as_str().unwrap_or("flow");
    let body = given["body"].as_str().unwrap_or("Sent");
    Ok(json!({"name": name, "body": body, "response_json": answers}))
}
