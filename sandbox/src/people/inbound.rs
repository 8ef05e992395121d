//! What customers write, as webhooks tell it.
//!
//! An order of the control API has the Cloud API's own shape: `type`, the object of that type, and beside it `context`,
//! `referral` or `origin`. Shapes: Meta, "messages webhook reference", 2026.

mod files;
mod kinds;
mod marks;
mod press;

use crate::book::{Direction, Message, Path, Status, Step};
use crate::control::problem::Problem;
use crate::world::World;
use marks::Marks;
use serde_json::{Map, Value, json};

/// The largest order, files aside.
const ORDER_MAX: usize = 64 << 10;

/// What a customer writes, once it has been understood.
struct Letter {
    kind: String,
    content: Value,
    /// The message that it answers.
    quoted: Option<String>,
    /// What stands beside `type` in the webhook.
    beside: Map<String, Value>,
    /// False for what WhatsApp does not pass on any more.
    told: bool,
}

impl Letter {
    fn new(kind: &str, content: Value) -> Self {
        Self {
            kind: kind.to_owned(),
            content,
            quoted: None,
            beside: Map::new(),
            told: true,
        }
    }

    fn quoting(self, id: impl Into<String>) -> Self {
        Self {
            quoted: Some(id.into()),
            ..self
        }
    }

    /// Meta, "Unsupported messages", 2026: the type is named, the content is not passed on.
    fn unsupported(kind: &str, code: u32) -> Self {
        let mut letter = Self::new("unsupported", json!({"type": kind}));
        let title = "Message type unknown";
        let details = json!({"details": "Message type is currently not supported."});
        letter.beside.insert(
            "errors".into(),
            json!([{"code": code, "title": title, "message": title, "error_data": details}]),
        );
        letter
    }
}

impl World {
    /// A customer writes to a number; gives the place in the book.
    pub(crate) fn write_inbound(&mut self, customer: u32, number: u32, order: &Value) -> Result<u32, Problem> {
        let owner = self.customers.get(customer);
        if !owner.has_whatsapp || owner.deleted {
            return Err(Problem::conflict("no_whatsapp", "This phone has no WhatsApp."));
        }
        if owner.has_blocked(number) {
            return Err(Problem::conflict("blocked", "The customer has blocked this number."));
        }
        if self.accounts.numbers[number as usize].desk.blocked.contains(customer) {
            return Err(Problem::conflict(
                "blocked_by_business",
                "The business has blocked this customer.",
            ));
        }
        let phone = owner.phone();
        let marks = Marks::read(order)?;
        let mut letter = self.compose(customer, number, order)?;
        if letter.content.to_string().len() > ORDER_MAX {
            return Err(Problem::field(
                &letter.kind,
                "Larger than WhatsApp lets a customer send.",
            ));
        }
        letter.quoted = letter.quoted.or(marks.quoted);
        letter.beside.extend(marks.beside);
        if let Some(id) = &letter.quoted
            && self.find_in_thread(customer, number, id).is_none()
        {
            return Err(Problem::field("context.message_id", "There is no such message."));
        }
        self.hear_reply(number, customer);
        if letter.beside.contains_key("referral") {
            self.hear_referral(number, customer);
        }
        let id = self.draw_wamid(&phone, false);
        let now = self.now_ms();
        let index = self.book.add(Message {
            id,
            direction: Direction::Inbound,
            path: Path::Phone,
            number,
            customer,
            kind: letter.kind.clone(),
            content: letter.content.to_string(),
            context: letter.quoted.clone(),
            callback_data: None,
            pricing: None,
            sent_as: None,
            timeline: vec![Step {
                status: Status::Received,
                at_ms: now,
                error_code: None,
            }],
            fate: None,
            expires_ms: i64::MAX,
            buttons: Vec::new(),
        });
        let shown = self.shows_phone(customer, number) || marks.shares_phone;
        let thread = self.conversations.open(number, customer);
        thread.messages.push(index);
        // Meta does not say whether a reaction opens the window; here, as for all messages, it does.
        thread.last_inbound_ms = Some(now);
        thread.phone_known_ms = if shown { Some(now) } else { thread.phone_known_ms };
        if letter.told {
            self.tell_inbound(index, &letter, marks.context);
        }
        Ok(index)
    }

    fn tell_inbound(&mut self, index: u32, letter: &Letter, mut context: Map<String, Value>) {
        let message = self.book.get(index);
        let (number, customer) = (message.number, message.customer);
        let mut view = self.head_of(customer, number);
        view.insert("id".into(), json!(message.id));
        view.insert("timestamp".into(), json!((message.at_ms() / 1_000).to_string()));
        if let Some(quoted) = &message.context {
            let direction = self.book.find(quoted).map(|index| self.book.get(index).direction);
            match direction {
                Some(Direction::Inbound) => context.extend(self.head_of(customer, number)),
                _ => {
                    context.insert("from".into(), json!(self.accounts.numbers[number as usize].digits));
                }
            }
            context.insert("id".into(), json!(quoted));
        }
        if !context.is_empty() {
            view.insert("context".into(), Value::Object(context));
        }
        view.insert("type".into(), json!(letter.kind));
        view.extend(letter.beside.clone());
        view.insert(letter.kind.clone(), letter.content.clone());
        let value = json!({"contacts": [self.contact_view(customer, number)], "messages": [view]});
        self.emit_value(number, customer, "messages", &value);
    }

    /// Who a message is from: `from` unless a username hides it, `from_user_id` where there are such ids.
    pub(crate) fn head_of(&self, customer: u32, number: u32) -> Map<String, Value> {
        let mut view = Map::new();
        if self.shows_phone(customer, number) {
            view.insert("from".into(), json!(self.customers.get(customer).phone()));
        }
        if let Some(user_id) = self.user_id(customer, number) {
            view.insert("from_user_id".into(), json!(user_id));
        }
        view
    }

    /// A message between a customer and a number.
    fn find_in_thread(&self, customer: u32, number: u32, id: &str) -> Option<&Message> {
        let message = self.book.get(self.book.find(id)?);
        (message.customer == customer && message.number == number).then_some(message)
    }
}
