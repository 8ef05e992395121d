//! Coexistence: a company that writes from its WhatsApp Business app and by the API on one number.
//!
//! Meta, "Onboarding WhatsApp Business app users" and the webhooks `smb_message_echoes`, `smb_app_state_sync` and
//! `history`, 2026: within 24 hours of joining, contacts and history are asked for once each; what the app sends is
//! echoed, free, and opens no window; groups are not told.

use crate::book::{Direction, Message, Path, Status, Step};
use crate::clock::DAY_MS;
use crate::control::problem::Problem;
use crate::errors::{GraphError, webhook_error};
use crate::rules::review::length;
use crate::world::World;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// Meta, "Onboarding WhatsApp Business app users", 2026.
const SYNC_MS: i64 = DAY_MS;
/// Days up to which each phase of the history reaches.
const PHASE_DAYS: [i64; 3] = [1, 90, 180];
/// Contacts that one webhook carries here.
const CONTACTS_MAX: usize = 500;
/// Messages that one webhook of the history carries here; Meta says thousands.
const CHUNK_MAX: usize = 1_000;

/// The app of a company on one number.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct BusinessApp {
    pub(crate) joined_ms: i64,
    /// Whether the company lets its history be shared.
    pub(crate) shares_history: bool,
    pub(crate) asked_contacts: bool,
    pub(crate) asked_history: bool,
}

impl BusinessApp {
    /// An app that joins now.
    pub(crate) fn joining(now_ms: i64, shares_history: bool) -> Self {
        Self {
            joined_ms: now_ms,
            shares_history,
            asked_contacts: false,
            asked_history: false,
        }
    }
}

impl World {
    /// `POST /{phone-number-id}/smb_app_data`: asks once for the app's contacts or its history.
    pub(crate) fn ask_app_data(&mut self, number: u32, sync_type: &str) -> Result<Value, GraphError> {
        let now = self.now_ms();
        let Some(app) = &mut self.accounts.numbers[number as usize].app else {
            return Err(GraphError::parameter(
                "The phone number is not used with the WhatsApp Business app.",
            ));
        };
        let asked = match sync_type {
            "smb_app_state_sync" => &mut app.asked_contacts,
            "history" => &mut app.asked_history,
            _ => {
                return Err(GraphError::parameter(
                    "Param sync_type must be one of {SMB_APP_STATE_SYNC, HISTORY}",
                ));
            }
        };
        if *asked {
            return Err(GraphError::new(2_593_107));
        }
        if now - app.joined_ms > SYNC_MS {
            return Err(GraphError::new(2_593_108));
        }
        *asked = true;
        let shares_history = app.shares_history;
        match sync_type {
            "history" if shares_history => self.tell_history(number),
            "history" => {
                let refused = json!({"history": [{"errors": [webhook_error(2_593_109, None)]}]});
                self.emit_number(number, "history", &refused);
            }
            _ => self.tell_contacts(number),
        }
        let request = self.random.hex(32);
        Ok(json!({"messaging_product": "whatsapp", "request_id": request}))
    }

    /// The company writes to a customer from its app; gives the place in the book.
    pub(crate) fn write_from_app(&mut self, number: u32, customer: u32, order: &Value) -> Result<u32, Problem> {
        if !self.accounts.numbers[number as usize].has_app() {
            return Err(Problem::conflict("no_app", "This number is not used with the app."));
        }
        let kind = order["type"].as_str().unwrap_or("text");
        let content = match kind {
            "text" => {
                let body = order["text"]["body"].as_str().unwrap_or_default();
                if body.is_empty() || length(body) > 4_096 {
                    return Err(Problem::field(
                        "text.body",
                        "A text of 1 to 4096 characters is required.",
                    ));
                }
                json!({"body": body})
            }
            "edit" | "revoke" => {
                let id = order[kind]["original_message_id"].as_str().unwrap_or_default();
                let known = self.book.find(id).map(|index| self.book.get(index));
                if !known.is_some_and(|message| message.path == Path::App && message.customer == customer) {
                    let field = format!("{kind}.original_message_id");
                    return Err(Problem::field(&field, "The app sent no such message."));
                }
                order[kind].clone()
            }
            "image" | "video" | "document" | "audio" | "location" | "contacts" if !order[kind].is_null() => {
                order[kind].clone()
            }
            _ => {
                return Err(Problem::field(
                    "type",
                    "Use text, image, video, document, audio, location, contacts, edit or revoke, with its object.",
                ));
            }
        };
        if content.to_string().len() > 64 << 10 {
            return Err(Problem::field(kind, "Too large."));
        }
        let phone = self.customers.get(customer).phone();
        let (id, now) = (self.draw_wamid(&phone, true), self.now_ms());
        let index = self.book.add(Message {
            id: id.clone(),
            direction: Direction::Outbound,
            path: Path::App,
            number,
            customer,
            kind: kind.to_owned(),
            content: content.to_string(),
            context: None,
            callback_data: None,
            pricing: None,
            sent_as: None,
            timeline: vec![Step {
                status: Status::Delivered,
                at_ms: now,
                error_code: None,
            }],
            fate: None,
            expires_ms: i64::MAX,
            buttons: Vec::new(),
        });
        self.conversations.open(number, customer).messages.push(index);
        let mut echo = Map::from_iter([
            ("from".to_owned(), json!(self.accounts.numbers[number as usize].digits)),
            ("to".to_owned(), json!(phone)),
            ("id".to_owned(), json!(id)),
            ("timestamp".to_owned(), json!((now / 1_000).to_string())),
            ("type".to_owned(), json!(kind)),
        ]);
        echo.insert(kind.to_owned(), content);
        if let Some(user_id) = self.user_id(customer, number) {
            echo.insert("to_user_id".into(), json!(user_id));
        }
        let value = json!({"message_echoes": [echo]});
        self.emit_value(number, customer, "smb_message_echoes", &value);
        Ok(index)
    }

    /// The company adds, changes or removes a contact in its app.
    pub(crate) fn sync_contact(&mut self, number: u32, phone: &str, name: &str, removed: bool) {
        let entry = self.contact_entry(phone, name, removed);
        self.emit_number(number, "smb_app_state_sync", &json!({"state_sync": [entry]}));
    }

    fn contact_entry(&self, phone: &str, name: &str, removed: bool) -> Value {
        let mut contact = Map::from_iter([("phone_number".to_owned(), json!(phone))]);
        if !removed {
            let first = name.split_whitespace().next().unwrap_or(name);
            contact.insert("full_name".into(), json!(name));
            contact.insert("first_name".into(), json!(first));
        }
        let action = if removed { "remove" } else { "add" };
        let at = (self.now_ms() / 1_000).to_string();
        json!({"type": "contact", "contact": contact, "action": action, "metadata": {"timestamp": at}})
    }

    fn tell_contacts(&mut self, number: u32) {
        let people: Vec<u32> = self
            .conversations
            .of_number(number)
            .map(|thread| thread.customer)
            .collect();
        for group in people.chunks(CONTACTS_MAX) {
            let entries: Vec<Value> = group
                .iter()
                .map(|customer| {
                    let owner = self.customers.get(*customer);
                    self.contact_entry(&owner.phone(), &self.customers.name(owner), false)
                })
                .collect();
            self.emit_number(number, "smb_app_state_sync", &json!({"state_sync": entries}));
        }
    }

    /// The threads of the number, from the newest day to the oldest, as far as 180 days back.
    fn tell_history(&mut self, number: u32) {
        let now = self.now_ms();
        let mut until = i64::MAX;
        for (phase, days) in PHASE_DAYS.into_iter().enumerate() {
            let from = now - days * DAY_MS;
            let threads = self.history_between(number, from, until);
            until = from;
            let chunks = chunks_of(threads);
            let count = chunks.len();
            for (place, threads) in chunks.into_iter().enumerate() {
                let done = place + 1 == count;
                let progress = if done {
                    [33, 66, 100][phase]
                } else {
                    33 * phase + 33 * place / count
                };
                let metadata = json!({"phase": phase, "chunk_order": place + 1, "progress": progress});
                let value = json!({"history": [{"metadata": metadata, "threads": threads}]});
                self.emit_number(number, "history", &value);
            }
        }
    }

    fn history_between(&self, number: u32, from_ms: i64, until_ms: i64) -> Vec<(String, Vec<Value>)> {
        let mut threads = Vec::new();
        for thread in self.conversations.of_number(number) {
            let phone = self.customers.get(thread.customer).phone();
            let within = thread.messages.iter().map(|index| self.book.get(*index));
            let messages: Vec<Value> = within
                .filter(|message| (from_ms..until_ms).contains(&message.at_ms()))
                .map(|message| self.history_view(message, &phone))
                .collect();
            if !messages.is_empty() {
                threads.push((phone, messages));
            }
        }
        threads
    }

    fn history_view(&self, message: &Message, phone: &str) -> Value {
        let ours = message.direction == Direction::Outbound;
        let business = &self.accounts.numbers[message.number as usize].digits;
        let status = match message.status() {
            Status::Read | Status::Received => "READ",
            Status::Delivered => "DELIVERED",
            Status::Sent => "SENT",
            Status::Played => "PLAYED",
            Status::Accepted => "PENDING",
            Status::Failed => "ERROR",
        };
        let mut view = Map::from_iter([
            ("from".to_owned(), json!(if ours { business } else { phone })),
            ("id".to_owned(), json!(message.id)),
            ("timestamp".to_owned(), json!((message.at_ms() / 1_000).to_string())),
            ("history_context".to_owned(), json!({"status": status, "from_me": ours})),
        ]);
        if ours {
            view.insert("to".into(), json!(phone));
        }
        let is_file = matches!(
            message.kind.as_str(),
            "image" | "video" | "audio" | "document" | "sticker"
        );
        if is_file {
            view.insert("type".into(), json!("media_placeholder"));
        } else {
            view.insert("type".into(), json!(message.kind));
            let content: Value = serde_json::from_str(&message.content).unwrap_or_default();
            view.insert(message.kind.clone(), content);
        }
        Value::Object(view)
    }
}

/// Threads in webhooks of bearable size; one without threads when there are none.
fn chunks_of(threads: Vec<(String, Vec<Value>)>) -> Vec<Vec<Value>> {
    let mut chunks = vec![Vec::new()];
    let mut room = CHUNK_MAX;
    for (phone, messages) in threads {
        let mut rest = &messages[..];
        while !rest.is_empty() {
            if room == 0 {
                chunks.push(Vec::new());
                room = CHUNK_MAX;
            }
            let (part, later) = rest.split_at(rest.len().min(room));
            room -= part.len();
            rest = later;
            if let Some(chunk) = chunks.last_mut() {
                chunk.push(json!({"id": phone, "messages": part}));
            }
        }
    }
    chunks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_histories_are_cut_and_lose_nothing() {
        let messages: Vec<Value> = (0..2_500).map(|index| json!(index)).collect();
        let chunks = chunks_of(vec![("1".to_owned(), messages), ("2".to_owned(), vec![json!(1)])]);
        assert_eq!(chunks.len(), 3);
        let count: usize = chunks
            .iter()
            .flatten()
            .map(|thread| thread["messages"].as_array().unwrap().len())
            .sum();
        assert_eq!(count, 2_501);
        assert_eq!(chunks_of(Vec::new()), vec![Vec::<Value>::new()]);
    }
}
