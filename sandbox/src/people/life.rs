//! The life of a message after it was accepted: sent, delivered, read, each in its time, or failed.
//!
//! Meta, "Status messages webhook reference", 2026-05-21: `pricing` comes with `sent` and with one of `delivered` and
//! `read`; up to v23 `conversation` too, from v24 on only for free entry points; a reaction is only ever `sent`, a voice
//! message is `played` after it was `read`.

use crate::book::{Direction, Message, Path, Status};
use crate::clock::DAY_MS;
use crate::errors::webhook_error;
use crate::timers::Timer;
use crate::world::World;
use serde_json::{Map, Value, json};

impl World {
    /// Starts the life of an accepted message.
    pub(crate) fn begin_life(&mut self, message: u32) {
        let delay = self.random.between(50, 300);
        let row = self.book.get(message);
        let (customer, number, path) = (row.customer, row.number, row.path);
        if path == Path::Phone || self.shows_phone(customer, number) {
            self.note_phone(customer, number);
        }
        self.timers.set(self.now_ms() + delay, Timer::Message(message));
    }

    /// The next step of a message, now.
    pub(crate) fn live(&mut self, index: u32) {
        let message = self.book.get(index);
        let (customer, kind_is_reaction) = (message.customer, message.kind == "reaction");
        let owner = self.customers.get(customer);
        match message.status() {
            Status::Accepted if message.fate.is_some() => self.become_status(index, Status::Failed),
            Status::Accepted => {
                self.become_status(index, Status::Sent);
                if !kind_is_reaction {
                    self.go_to_phone(index);
                }
            }
            Status::Sent if !owner.online => self.go_to_phone(index),
            Status::Sent if self.now_ms() >= message.expires_ms => {}
            Status::Sent => {
                self.become_status(index, Status::Delivered);
                self.let_read(index);
            }
            Status::Delivered if !owner.online => self.wait_for_phone(index),
            Status::Delivered if owner.reads => {
                self.become_status(index, Status::Read);
                self.after_reading(index);
            }
            // Read, with receipts off: nobody hears of it.
            Status::Delivered => self.after_reading(index),
            Status::Read if self.playing_ms(index).is_some() => self.become_status(index, Status::Played),
            Status::Read | Status::Played | Status::Failed | Status::Received => {}
        }
    }

    /// The phone comes on: what waited arrives.
    pub(crate) fn come_online(&mut self, customer: u32) {
        let owner = self.customers.get_mut(customer);
        owner.online = true;
        let delivery_ms = i64::from(owner.delivery_delay_ms);
        let waiting = owner.rare.as_mut().map(|rare| std::mem::take(&mut rare.waiting));
        for message in waiting.unwrap_or_default() {
            match self.book.get(message).status() {
                Status::Sent => self.timers.set(self.now_ms() + delivery_ms, Timer::Message(message)),
                _ => self.let_read(message),
            }
        }
    }

    /// The customer opens the chat: everything in it is read now.
    pub(crate) fn read_all(&mut self, number: u32, customer: u32) -> usize {
        let messages = self
            .conversations
            .find(number, customer)
            .map(|thread| thread.messages.clone())
            .unwrap_or_default();
        let unread: Vec<u32> = messages
            .into_iter()
            .filter(|index| {
                let message = self.book.get(*index);
                message.direction == Direction::Outbound
                    && message.path != Path::App
                    && message.kind != "reaction"
                    && matches!(message.status(), Status::Sent | Status::Delivered)
            })
            .collect();
        for index in &unread {
            if self.book.get(*index).status() == Status::Sent {
                self.become_status(*index, Status::Delivered);
            }
            self.become_status(*index, Status::Read);
        }
        unread.len()
    }

    /// Takes a message to a status and tells the business.
    fn become_status(&mut self, index: u32, status: Status) {
        let now = self.now_ms();
        let code = match status {
            Status::Failed => self.book.get(index).fate.as_ref().map(|(code, _)| *code),
            _ => None,
        };
        self.book.step(index, status, now, code);
        match status {
            Status::Delivered => self.hear_delivered(index),
            Status::Read => self.hear_read(index),
            Status::Accepted | Status::Sent | Status::Played | Status::Failed | Status::Received => {}
        }
        let message = self.book.get(index);
        let (number, customer) = (message.number, message.customer);
        let view = self.status_view(message, status);
        self.emit_status(number, customer, &view);
    }

    fn go_to_phone(&mut self, index: u32) {
        let owner = self.customers.get(self.book.get(index).customer);
        if owner.online {
            let due = i64::from(owner.delivery_delay_ms) + self.away_ms(index);
            self.timers.set(self.now_ms() + due, Timer::Message(index));
        } else {
            self.wait_for_phone(index);
        }
    }

    /// Keeps a message until the phone comes on; that of a deleted customer never does.
    fn wait_for_phone(&mut self, index: u32) {
        let owner = self.customers.get_mut(self.book.get(index).customer);
        if !owner.deleted {
            owner.rare_mut().waiting.push(index);
        }
    }

    fn let_read(&mut self, index: u32) {
        if let Some(due) = self.reading_ms(index) {
            self.timers.set(due, Timer::Message(index));
        }
    }

    fn status_view(&self, message: &Message, status: Status) -> Value {
        let now = self.now_ms();
        let customer = self.customers.get(message.customer);
        let mut view = Map::new();
        view.insert("id".into(), json!(message.id));
        view.insert("status".into(), json!(status.as_str()));
        view.insert("timestamp".into(), json!((now / 1_000).to_string()));
        let (number, owner) = (message.number, message.customer);
        if message.path == Path::Phone || self.shows_phone(owner, number) {
            view.insert("recipient_id".into(), json!(customer.phone()));
        }
        if let Some(data) = &message.callback_data {
            view.insert("biz_opaque_callback_data".into(), json!(data));
        }
        // Meta, "Business-scoped user IDs", 2026: absent when a message to a phone failed.
        if (status != Status::Failed || message.path == Path::UserId)
            && let Some(user_id) = self.user_id(owner, number)
        {
            view.insert("recipient_user_id".into(), json!(user_id));
        }
        if self.accounts.numbers[number as usize].identity_check && status != Status::Failed {
            view.insert("recipient_identity_key_hash".into(), json!(self.identity_hash(owner)));
        }
        if let Some((code, details)) = message.fate.as_ref().filter(|_| status == Status::Failed) {
            view.insert("errors".into(), json!([webhook_error(*code, details.as_deref())]));
            return Value::Object(view);
        }
        if let Some(pricing) = message
            .pricing
            .as_ref()
            .filter(|_| matches!(status, Status::Sent | Status::Delivered))
        {
            let by_entry = message.sent_as.is_some_and(|sent| sent.entry_open);
            if by_entry || self.conversation_version(message.number) < 24 {
                view.insert(
                    "conversation".into(),
                    conversation_view(message, status, &pricing.category),
                );
            }
            view.insert("pricing".into(), json!(pricing.without_cost()));
        }
        Value::Object(view)
    }

    fn conversation_version(&self, number: u32) -> u16 {
        let waba = self.accounts.numbers[number as usize].waba;
        self.accounts.apps[self.accounts.app_of_waba(waba) as usize].webhook_version
    }
}

/// Meta, "Status messages webhook reference": the expiry stands only with `sent`.
fn conversation_view(message: &Message, status: Status, category: &str) -> Value {
    let mut view = Map::new();
    let key: String = message
        .id
        .bytes()
        .rev()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    view.insert("id".into(), json!(key));
    if status == Status::Sent {
        view.insert(
            "expiration_timestamp".into(),
            json!(((message.at_ms() + DAY_MS) / 1_000).to_string()),
        );
    }
    view.insert("origin".into(), json!({"type": category}));
    Value::Object(view)
}
