//! Customers who change: another phone, WhatsApp installed anew, an account deleted; and what they say of a business in
//! WhatsApp's own menus.
//!
//! Meta, "messages webhook reference › system" and "user_preferences webhook reference", 2026.

use crate::people::feedback::{FeedbackKind, Reason};
use crate::world::World;
use serde_json::{Map, Value, json};

impl World {
    /// The customer moves to another phone: every business with a thread hears of it.
    ///
    /// Meta, "Business-scoped user IDs", 2026: the ids change too, and a notice of its own says so. With `wa_id` and
    /// `from` as long as the business knows the phone.
    pub(crate) fn change_phone(&mut self, customer: u32, digits: u64) {
        let numbers = self.numbers_of(customer);
        let before: Vec<(bool, Option<String>)> = numbers
            .iter()
            .map(|number| (self.shows_phone(customer, *number), self.user_id(customer, *number)))
            .collect();
        let old = self.customers.get(customer).phone();
        self.customers.change_phone(customer, digits);
        let new = digits.to_string();
        let name = self.customers.name(self.customers.get(customer));
        for (number, (shown, old_id)) in numbers.into_iter().zip(before) {
            let new_id = self.user_id(customer, number);
            if shown {
                let mut system = Map::from_iter([
                    (
                        "body".to_owned(),
                        json!(format!("User {name} changed from {old} to {new}")),
                    ),
                    ("wa_id".to_owned(), json!(new)),
                    ("type".to_owned(), json!("user_changed_number")),
                ]);
                if let Some(user_id) = &new_id {
                    system.insert("user_id".into(), json!(user_id));
                }
                self.tell_notice(customer, number, Some(&old), old_id.as_deref(), Value::Object(system));
            }
            if let (Some(old_id), Some(new_id)) = (&old_id, &new_id) {
                let mut system = Map::from_iter([
                    ("body".to_owned(), json!(format!("User {name} changed their user id"))),
                    ("type".to_owned(), json!("user_changed_user_id")),
                    ("user_id".to_owned(), json!(new_id)),
                    ("previous_user_id".to_owned(), json!(old_id)),
                ]);
                if shown {
                    system.insert("wa_id".into(), json!(new));
                }
                let from = shown.then_some(old.as_str());
                self.tell_notice(customer, number, from, Some(old_id), Value::Object(system));
            }
        }
    }

    /// WhatsApp was installed anew: numbers that check identities hear of it.
    ///
    /// Meta, "Identity change check", 2026.
    pub(crate) fn change_identity(&mut self, customer: u32) {
        let rare = self.customers.get_mut(customer).rare_mut();
        rare.installs = rare.installs.saturating_add(1);
        let name = self.customers.name(self.customers.get(customer));
        for number in self.numbers_of(customer) {
            if !self.accounts.numbers[number as usize].identity_check {
                continue;
            }
            let mut view = self.notice_head(customer);
            view.extend(self.head_of(customer, number));
            let body = format!("{name}'s security code changed");
            view.insert(
                "system".into(),
                json!({"body": body, "type": "customer_identity_changed"}),
            );
            let identity = json!({
                "acknowledged": false,
                "created_timestamp": (self.now_ms() / 1_000).to_string(),
                "hash": self.identity_hash(customer),
            });
            view.insert("identity".into(), identity);
            let value = json!({"contacts": [self.contact_view(customer, number)], "messages": [view]});
            self.emit_value(number, customer, "messages", &value);
        }
    }

    /// The customer deletes the WhatsApp account; the phone stays, and the business is not told.
    pub(crate) fn delete_account(&mut self, customer: u32) {
        let owner = self.customers.get_mut(customer);
        owner.has_whatsapp = false;
        owner.online = false;
        if let Some(rare) = &mut owner.rare {
            rare.waiting = Vec::new();
        }
    }

    /// The customer stops or resumes marketing of a number, in WhatsApp's own menu.
    pub(crate) fn set_marketing(&mut self, customer: u32, number: u32, stop: bool) {
        let stopped = &mut self.customers.get_mut(customer).rare_mut().marketing_stopped;
        stopped.retain(|each| *each != number);
        if stop {
            stopped.push(number);
        }
        let word = if stop { "stop" } else { "resume" };
        let contact = self.contact_view(customer, number);
        let mut preference = Map::new();
        for name in ["wa_id", "user_id"] {
            if let Some(id) = contact.get(name) {
                preference.insert(name.into(), id.clone());
            }
        }
        preference.insert(
            "detail".into(),
            json!(format!("User requested to {word} marketing messages")),
        );
        preference.insert("category".into(), json!("marketing_messages"));
        preference.insert("value".into(), json!(word));
        preference.insert("timestamp".into(), json!(self.now_ms() / 1_000));
        let value = json!({"contacts": [contact], "user_preferences": [preference]});
        self.emit_value(number, customer, "user_preferences", &value);
    }

    /// The customer blocks a number, or lets it write again; the business is not told.
    pub(crate) fn set_block(&mut self, customer: u32, number: u32, block: bool, reason: Option<String>) {
        let rare = self.customers.get_mut(customer).rare_mut();
        rare.blocked.retain(|blocked| *blocked != number);
        rare.block_reasons.retain(|(blocked, _)| *blocked != number);
        if block {
            rare.blocked.push(number);
            let words = Reason::read(reason.as_deref().unwrap_or_default());
            rare.block_reasons.extend(reason.map(|reason| (number, reason)));
            let template = self.template_shown_last(number, customer);
            self.note_feedback(number, template, customer, FeedbackKind::Block, words);
        }
    }

    /// The customer reports a number to WhatsApp; the business is not told.
    pub(crate) fn report(&mut self, customer: u32, number: u32, reason: Reason) {
        let template = self.template_shown_last(number, customer);
        self.note_feedback(number, template, customer, FeedbackKind::Report, reason);
    }

    /// A notice about a customer, under the ids from before the change and without `contacts`.
    fn tell_notice(&mut self, customer: u32, number: u32, from: Option<&str>, from_id: Option<&str>, system: Value) {
        let mut view = self.notice_head(customer);
        for (name, id) in [("from", from), ("from_user_id", from_id)] {
            if let Some(id) = id {
                view.insert(name.into(), json!(id));
            }
        }
        view.insert("system".into(), system);
        let value = json!({"messages": [view]});
        self.emit_value(number, customer, "messages", &value);
    }

    fn notice_head(&mut self, customer: u32) -> Map<String, Value> {
        let phone = self.customers.get(customer).phone();
        let id = self.draw_wamid(&phone, false);
        Map::from_iter([
            ("id".to_owned(), json!(id)),
            ("timestamp".to_owned(), json!((self.now_ms() / 1_000).to_string())),
            ("type".to_owned(), json!("system")),
        ])
    }

    fn numbers_of(&self, customer: u32) -> Vec<u32> {
        self.conversations
            .of_customer(customer)
            .map(|thread| thread.number)
            .collect()
    }
}
