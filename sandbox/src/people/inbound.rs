//! What customers do: write, press buttons, read, block, stop marketing.
//!
//! Shapes: Meta, "messages webhook reference" and "user_preferences webhook reference", 2026.

use crate::book::{Direction, Message, Status, Step};
use crate::control::problem::Problem;
use crate::media::{Media, size_max};
use crate::people::customer::Customer;
use crate::people::feedback::{FeedbackKind, Reason};
use crate::rules::review::length;
use crate::world::World;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::{Map, Value, json};

impl World {
    /// A customer writes to a number; gives the place in the book.
    pub(crate) fn write_inbound(&mut self, customer: u32, number: u32, order: &Value) -> Result<u32, Problem> {
        let owner = self.customers.get(customer);
        if !owner.has_whatsapp {
            return Err(Problem::conflict("no_whatsapp", "This phone has no WhatsApp."));
        }
        if owner.blocked.contains(&number) {
            return Err(Problem::conflict("blocked", "The customer has blocked this number."));
        }
        let phone = owner.phone.clone();
        let kind = order["type"].as_str().unwrap_or("text");
        let mut context = order["context"]["message_id"]
            .as_str()
            .or(order["context"]["id"].as_str())
            .map(str::to_owned);
        let (kind, content) = match kind {
            "text" => ("text", inbound_text(order)?),
            "image" | "document" | "audio" | "video" | "sticker" => {
                (kind, self.inbound_media(number, kind, &order[kind])?)
            }
            "location" | "reaction" | "interactive" | "order" => (kind, required_object(order, kind)?),
            "contacts" => (
                kind,
                order["contacts"]
                    .as_array()
                    .map(|cards| json!(cards))
                    .ok_or_else(|| Problem::field("contacts", "An array is required."))?,
            ),
            "unsupported" => (
                "unsupported",
                json!({"type": order["unsupported"]["type"].as_str().unwrap_or("poll_creation")}),
            ),
            "button" => {
                let id = order["button"]["message_id"].as_str().ok_or_else(|| {
                    Problem::field("button.message_id", "The message that shows the button is required.")
                })?;
                context = Some(id.to_owned());
                self.press(customer, number, id, order["button"]["index"].as_u64().unwrap_or(0))?
            }
            _ => {
                return Err(Problem::field(
                    "type",
                    "Use text, image, document, audio, video, sticker, location, contacts, reaction, interactive, order, button or unsupported.",
                ));
            }
        };
        if let Some(id) = &context
            && self.book.find(id).is_none()
        {
            return Err(Problem::field("context.message_id", "There is no such message."));
        }
        let referral = referral_in(order)?;
        self.hear_reply(number, customer);
        if referral.is_some() {
            self.hear_referral(number, customer);
        }
        let id = self.draw_wamid(&phone, false);
        let now = self.now_ms();
        let index = self.book.add(Message {
            id,
            direction: Direction::Inbound,
            number,
            customer,
            kind: kind.to_owned(),
            content: content.to_string(),
            context,
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
        let thread = self.conversations.open(number, customer);
        thread.messages.push(index);
        // Meta does not say whether a reaction opens the window; here, as for all messages, it does.
        thread.last_inbound_ms = Some(now);
        self.tell_inbound(index, kind, content, referral);
        Ok(index)
    }

    fn tell_inbound(&mut self, index: u32, kind: &str, content: Value, referral: Option<Value>) {
        let message = self.book.get(index);
        let (number, customer) = (message.number, message.customer);
        let owner = self.customers.get(customer);
        let mut view = Map::new();
        view.insert("from".into(), json!(owner.phone));
        if let Some(user_id) = &owner.user_id {
            view.insert("from_user_id".into(), json!(user_id));
        }
        view.insert("id".into(), json!(message.id));
        view.insert("timestamp".into(), json!((message.at_ms() / 1_000).to_string()));
        if let Some(quoted) = &message.context {
            let from = match self.book.find(quoted).map(|index| self.book.get(index).direction) {
                Some(Direction::Inbound) => &owner.phone,
                _ => &self.accounts.numbers[number as usize].digits,
            };
            view.insert("context".into(), json!({"from": from, "id": quoted}));
        }
        if let Some(referral) = referral {
            view.insert("referral".into(), referral);
        }
        view.insert("type".into(), json!(kind));
        if kind == "unsupported" {
            let text = "Message type unknown";
            let details = json!({"details": "Message type is currently not supported."});
            view.insert(
                "errors".into(),
                json!([{"code": 131_051, "title": text, "message": text, "error_data": details}]),
            );
        }
        view.insert(kind.to_owned(), content);
        let value = json!({"contacts": [contact_view(owner)], "messages": [view]});
        self.emit_value(number, customer, "messages", &value);
    }

    /// Presses a button of a message that was sent to this customer.
    fn press(&self, customer: u32, number: u32, id: &str, place: u64) -> Result<(&'static str, Value), Problem> {
        let unknown = || {
            Problem::field(
                "button.message_id",
                "This customer got no such message from this number.",
            )
        };
        let shown = self
            .book
            .find(id)
            .map(|index| self.book.get(index))
            .ok_or_else(unknown)?;
        if shown.customer != customer || shown.number != number || shown.direction != Direction::Outbound {
            return Err(unknown());
        }
        let button = shown.buttons.iter().find(|(index, _, _)| *index as u64 == place);
        let (_, text, payload) =
            button.ok_or_else(|| Problem::field("button.index", "The message has no quick reply at this place."))?;
        Ok(match shown.kind.as_str() {
            "interactive" => (
                "interactive",
                json!({"type": "button_reply", "button_reply": {"id": payload, "title": text}}),
            ),
            _ => ("button", json!({"payload": payload, "text": text})),
        })
    }

    fn inbound_media(&mut self, number: u32, kind: &str, order: &Value) -> Result<Value, Problem> {
        let data = order["data_base64"].as_str().unwrap_or_default();
        let bytes = STANDARD
            .decode(data)
            .map_err(|_| Problem::field("data_base64", "Not valid base64."))?;
        let bytes = if bytes.is_empty() {
            sample(kind)
        } else {
            Bytes::from(bytes)
        };
        if bytes.len() > size_max(kind).max(1 << 20) {
            return Err(Problem::field(
                "data_base64",
                "Larger than WhatsApp lets a customer send.",
            ));
        }
        let standard = match kind {
            "image" => "image/jpeg",
            "audio" => "audio/ogg; codecs=opus",
            "video" => "video/mp4",
            "sticker" => "image/webp",
            _ => "text/plain",
        };
        let mime_type = order["mime_type"]
            .as_str()
            .unwrap_or(if data.is_empty() && kind == "image" {
                "image/png"
            } else {
                standard
            })
            .to_owned();
        let filename = order["filename"].as_str().map(str::to_owned);
        let media = Media::new(number, mime_type.clone(), filename.clone(), bytes, true, self.now_ms());
        let digest = media.sha256_base64();
        let id = self.random.digits(16);
        self.media.insert(id.clone(), media);
        let mut content = Map::new();
        if let Some(caption) = order["caption"]
            .as_str()
            .filter(|_| matches!(kind, "image" | "video" | "document"))
        {
            content.insert("caption".into(), json!(caption));
        }
        if kind == "document" {
            content.insert(
                "filename".into(),
                json!(filename.unwrap_or_else(|| "document.txt".to_owned())),
            );
        }
        content.insert("mime_type".into(), json!(mime_type));
        content.insert("sha256".into(), json!(digest));
        content.insert("id".into(), json!(id));
        content.insert(
            "url".into(),
            json!(crate::wire::inbound_link(self, &self.public_url, &id)),
        );
        if kind == "audio" {
            content.insert("voice".into(), json!(order["voice"].as_bool().unwrap_or(true)));
        }
        if kind == "sticker" {
            content.insert("animated".into(), json!(order["animated"].as_bool().unwrap_or(false)));
        }
        Ok(Value::Object(content))
    }

    /// The customer stops or resumes marketing of a number, in WhatsApp's own menu.
    pub(crate) fn set_marketing(&mut self, customer: u32, number: u32, stop: bool) {
        let owner = self.customers.get_mut(customer);
        owner.marketing_stopped.retain(|stopped| *stopped != number);
        if stop {
            owner.marketing_stopped.push(number);
        }
        let owner = self.customers.get(customer);
        let word = if stop { "stop" } else { "resume" };
        let mut preference = Map::new();
        preference.insert("wa_id".into(), json!(owner.phone));
        if let Some(user_id) = &owner.user_id {
            preference.insert("user_id".into(), json!(user_id));
        }
        preference.insert(
            "detail".into(),
            json!(format!("User requested to {word} marketing messages")),
        );
        preference.insert("category".into(), json!("marketing_messages"));
        preference.insert("value".into(), json!(word));
        preference.insert("timestamp".into(), json!(self.now_ms() / 1_000));
        let value = json!({"contacts": [contact_view(owner)], "user_preferences": [preference]});
        self.emit_value(number, customer, "user_preferences", &value);
    }

    /// The customer blocks a number, or lets it write again; the business is not told.
    pub(crate) fn set_block(&mut self, customer: u32, number: u32, block: bool, reason: Option<String>) {
        let owner = self.customers.get_mut(customer);
        owner.blocked.retain(|blocked| *blocked != number);
        owner.block_reasons.retain(|(blocked, _)| *blocked != number);
        if block {
            owner.blocked.push(number);
            let words = Reason::read(reason.as_deref().unwrap_or_default());
            owner.block_reasons.extend(reason.map(|reason| (number, reason)));
            let template = self.template_shown_last(number, customer);
            self.note_feedback(number, template, customer, FeedbackKind::Block, words);
        }
    }
}

fn contact_view(owner: &Customer) -> Value {
    let mut profile = Map::from_iter([("name".to_owned(), json!(owner.name))]);
    if let Some(username) = &owner.username {
        profile.insert("username".into(), json!(username));
    }
    let mut view = Map::from_iter([
        ("profile".to_owned(), Value::Object(profile)),
        ("wa_id".to_owned(), json!(owner.phone)),
    ]);
    if let Some(user_id) = &owner.user_id {
        view.insert("user_id".into(), json!(user_id));
    }
    Value::Object(view)
}

/// The ad that brought the customer, as Meta shows it: `{source_url, source_type, source_id, headline, …, ctwa_clid}`.
fn referral_in(order: &Value) -> Result<Option<Value>, Problem> {
    match &order["referral"] {
        Value::Null => Ok(None),
        Value::Object(ad) if ad.len() <= 20 && ad.values().all(|value| value.to_string().len() <= 2_048) => {
            Ok(Some(json!(ad)))
        }
        _ => Err(Problem::field(
            "referral",
            "An object of at most 20 short fields is required.",
        )),
    }
}

fn inbound_text(order: &Value) -> Result<Value, Problem> {
    let body = order["text"]["body"].as_str().filter(|body| !body.is_empty());
    let body = body.ok_or_else(|| Problem::field("text.body", "A text is required."))?;
    if length(body) > 4_096 {
        return Err(Problem::field("text.body", "A text has at most 4096 characters."));
    }
    Ok(json!({"body": body}))
}

fn required_object(order: &Value, kind: &str) -> Result<Value, Problem> {
    order
        .get(kind)
        .filter(|value| value.is_object())
        .cloned()
        .ok_or_else(|| Problem::field(kind, "An object is required."))
}

/// What a customer sends when the order names no bytes: a picture of one pixel, or a line of text.
fn sample(kind: &str) -> Bytes {
    const PIXEL: &str =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
    match kind {
        "image" => STANDARD.decode(PIXEL).map(Bytes::from).unwrap_or_default(),
        _ => Bytes::from_static(b"Sent by a customer of the sandbox.\n"),
    }
}
