//! Buttons under a template.

use serde_json::{Map, Value, json};

use crate::named::named_enum;

named_enum! {
    /// What a button does.
    pub enum ButtonKind {
        /// Answers with its text.
        QuickReply = "quick_reply",
        /// Opens a page.
        Url = "url",
        /// Calls a number.
        PhoneNumber = "phone_number",
        /// Copies a coupon code.
        CopyCode = "copy_code",
        /// Copies or fills a one-time code.
        Otp = "otp",
        /// Opens a form in WhatsApp.
        Flow = "flow",
        /// Opens the catalogue.
        Catalog = "catalog",
        /// Shows several products.
        Mpm = "mpm",
        /// Shows one product.
        Spm = "spm",
        /// Shows an order to pay.
        OrderDetails = "order_details",
        /// Calls in WhatsApp.
        VoiceCall = "voice_call",
        /// Asks for the customer's number.
        RequestContactInfo = "request_contact_info",
        /// A kind that is not known here; kept as it is.
        Other = "other",
    }
}

/// One button.
#[derive(Clone, Debug, PartialEq)]
pub struct Button {
    /// What it does.
    pub kind: ButtonKind,
    /// What stands on it; empty where WhatsApp writes it.
    pub text: String,
    /// The address of a link, perhaps with one variable at its end.
    pub url: Option<String>,
    /// The number of a call button.
    pub phone_number: Option<String>,
    /// A full sample address, or a sample code.
    pub example: Option<String>,
    /// Everything else, as it came.
    pub rest: Map<String, Value>,
}

impl Button {
    /// A quick reply.
    #[must_use]
    pub fn quick_reply(text: &str) -> Self {
        Self::new(ButtonKind::QuickReply, text)
    }

    /// A link, with a sample address when it has a variable.
    #[must_use]
    pub fn url(text: &str, url: &str, example: Option<&str>) -> Self {
        let example = example.map(str::to_owned);
        Self {
            url: Some(url.to_owned()),
            example,
            ..Self::new(ButtonKind::Url, text)
        }
    }

    /// A call button.
    #[must_use]
    pub fn phone_number(text: &str, number: &str) -> Self {
        Self {
            phone_number: Some(number.to_owned()),
            ..Self::new(ButtonKind::PhoneNumber, text)
        }
    }

    fn new(kind: ButtonKind, text: &str) -> Self {
        Self {
            kind,
            text: text.to_owned(),
            url: None,
            phone_number: None,
            example: None,
            rest: Map::new(),
        }
    }

    /// Whether a send must bring a value for it.
    #[must_use]
    pub fn needs_value(&self) -> bool {
        match self.kind {
            ButtonKind::Url => self.url.as_deref().is_some_and(|url| !super::variables(url).is_empty()),
            ButtonKind::CopyCode | ButtonKind::Otp | ButtonKind::Mpm | ButtonKind::OrderDetails => true,
            _ => false,
        }
    }

    /// The name of this kind in the components of a send.
    #[must_use]
    pub const fn sub_type(&self) -> &'static str {
        match self.kind {
            // One-time-code buttons are stored and sent as links (Meta, 'Authentication templates', 2026).
            ButtonKind::Otp => "url",
            kind => kind.as_str(),
        }
    }

    pub(super) fn read(value: &Value) -> Option<Self> {
        let mut rest = value.as_object()?.clone();
        let kind_word = take_text(&mut rest, "type")?;
        let mut button = Self::new(ButtonKind::Other, "");
        button.kind = ButtonKind::parse(&kind_word.to_ascii_lowercase()).unwrap_or(ButtonKind::Other);
        if button.kind == ButtonKind::Other {
            rest.insert("type".to_owned(), Value::String(kind_word));
        }
        button.text = take_text(&mut rest, "text").unwrap_or_default();
        button.url = take_text(&mut rest, "url");
        button.phone_number = take_text(&mut rest, "phone_number");
        button.example = take_example(&mut rest);
        button.rest = rest;
        Some(button)
    }

    pub(super) fn to_json(&self) -> Value {
        let mut object = self.rest.clone();
        if self.kind != ButtonKind::Other {
            object.insert("type".to_owned(), json!(self.kind.as_str().to_ascii_uppercase()));
        }
        if !self.text.is_empty() {
            object.insert("text".to_owned(), json!(self.text));
        }
        if let Some(url) = &self.url {
            object.insert("url".to_owned(), json!(url));
        }
        if let Some(number) = &self.phone_number {
            object.insert("phone_number".to_owned(), json!(number));
        }
        if let Some(example) = &self.example {
            let is_list = self.kind == ButtonKind::Url;
            object.insert(
                "example".to_owned(),
                if is_list { json!([example]) } else { json!(example) },
            );
        }
        Value::Object(object)
    }
}

fn take_text(object: &mut Map<String, Value>, key: &str) -> Option<String> {
    match object.remove(key)? {
        Value::String(text) => Some(text),
        other => {
            object.insert(key.to_owned(), other);
            None
        }
    }
}

/// A sample is a text or a list of one text.
fn take_example(object: &mut Map<String, Value>) -> Option<String> {
    match object.remove("example")? {
        Value::String(text) => Some(text),
        Value::Array(list) => list.first().and_then(Value::as_str).map(str::to_owned),
        _ => None,
    }
}
