//! Telling apps: where an update goes, and what faults do to it on the way.
//!
//! Meta, "Webhook overrides", 2026-06-28: a number's address goes before its account's, and that before the app's;
//! overrides hold for message-level fields, template and account fields always go to the app.
//! Meta, "Webhooks › Subscriptions edge", 2026: an app hears of the fields that it named, wherever they go.
//! One step further here: an app without any address gets those at the account's override, so that a client which only
//! subscribes with an override hears of its templates too.

use crate::deliveries::{Part, Update};
use crate::faults::{Scene, Target, WebhookFate};
use crate::timers::Timer;
use crate::world::World;
use serde_json::{Value, json};

/// The fields that an override holds for.
const OVERRIDABLE: [&str; 13] = [
    "messages",
    "message_echoes",
    "calls",
    "consumer_profile",
    "messaging_handovers",
    "group_lifecycle_update",
    "group_participants_update",
    "group_settings_update",
    "group_status_update",
    "smb_message_echoes",
    "smb_app_state_sync",
    "history",
    "account_settings_update",
];

impl World {
    /// Tells of a change in a message's life.
    ///
    /// Meta, "Status messages webhook reference", 2026: `contacts` stands beside all statuses but `failed`.
    pub(crate) fn emit_status(&mut self, number: u32, customer: u32, status: &Value) {
        let named = self.business_scoped_ids() && (status["status"] != "failed" || self.settings.failed_contacts);
        let status = status.to_string();
        let part = if named {
            let contact = self.contact_view(customer, number).to_string();
            Part::StatusOf { contact, status }
        } else {
            Part::Status(status)
        };
        self.emit(number, Some(customer), "messages", part);
    }

    /// Tells something else about a number and a customer; `inside` is the rest of `value`, without its braces.
    pub(crate) fn emit_value(&mut self, number: u32, customer: u32, field: &str, inside: &Value) {
        let text = inside.to_string();
        self.emit(
            number,
            Some(customer),
            field,
            Part::Value(text[1..text.len() - 1].to_owned()),
        );
    }

    /// Tells something about a number alone.
    pub(crate) fn emit_number(&mut self, number: u32, field: &str, inside: &Value) {
        let text = inside.to_string();
        self.emit(number, None, field, Part::Value(text[1..text.len() - 1].to_owned()));
    }

    fn emit(&mut self, number: u32, customer: Option<u32>, field: &str, part: Part) {
        let sender = &self.accounts.numbers[number as usize];
        let waba = &self.accounts.wabas[sender.waba as usize];
        let app = &self.accounts.apps[waba.app as usize];
        let overrides = sender.callback.as_ref().or(waba.callback.as_ref());
        let callback = if OVERRIDABLE.contains(&field) {
            overrides.or(app.callback.as_ref())
        } else {
            app.callback.as_ref().or(overrides)
        };
        let Some(callback) = callback.filter(|_| waba.subscribed && app.wants(field)) else {
            return;
        };
        let metadata = json!({"display_phone_number": sender.digits, "phone_number_id": sender.id});
        let update = Update {
            field: field.to_owned(),
            waba_id: waba.id.clone(),
            metadata: Some(metadata.to_string()),
            at_ms: self.now_ms,
            part,
        };
        let (url, app) = (callback.url.clone(), waba.app);
        let phone = customer.map(|customer| self.customers.get(customer).phone());
        self.deliver(&url, app, Some((number, phone.as_deref())), update);
    }

    /// Tells something about an account as a whole.
    pub(crate) fn emit_account(&mut self, waba: u32, field: &str, value: &Value) {
        let account = &self.accounts.wabas[waba as usize];
        let app = &self.accounts.apps[account.app as usize];
        let callback = app.callback.as_ref().or(account.callback.as_ref());
        let Some(callback) = callback.filter(|_| account.subscribed && app.wants(field)) else {
            return;
        };
        let text = value.to_string();
        let update = Update {
            field: field.to_owned(),
            waba_id: account.id.clone(),
            metadata: None,
            at_ms: self.now_ms,
            part: Part::Value(text[1..text.len() - 1].to_owned()),
        };
        let (url, app) = (callback.url.clone(), account.app);
        self.deliver(&url, app, None, update);
    }

    /// Queues an update for an address, `between` a number and a customer's phone as far as it is about them.
    fn deliver(&mut self, url: &str, app: u32, between: Option<(u32, Option<&str>)>, update: Update) {
        let WebhookFate::Copies(copies) = self.fate_of_webhook(between, &update.field) else {
            self.deliveries.push(url, app, update);
            return;
        };
        for delay_ms in copies {
            if delay_ms == 0 {
                self.deliveries.push(url, app, update.clone());
            } else {
                let held = self.deliveries.hold(url, app, update.clone());
                self.timers.set(self.now_ms + delay_ms, Timer::Release(held));
            }
        }
    }

    fn fate_of_webhook(&mut self, between: Option<(u32, Option<&str>)>, field: &str) -> WebhookFate {
        if self.faults.list.is_empty() {
            return WebhookFate::Plain;
        }
        let number = between.map(|(number, _)| self.accounts.numbers[number as usize].id.as_str());
        let scene = Scene {
            place: Target::Webhook,
            now_ms: self.now_ms,
            customer: between.and_then(|(_, phone)| phone),
            phone_number_id: number,
            edge: None,
            field: Some(field),
            file: false,
        };
        self.faults.webhook(scene)
    }
}
