//! What stands beside a message's content: what it answers, whether it was forwarded, which ad it came from.
//!
//! Meta, "messages webhook reference", 2026.

use crate::control::problem::Problem;
use serde_json::{Map, Value, json};

const TEXT_MAX: usize = 2_048;
const REFERRAL_TEXTS: [&str; 9] = [
    "source_url",
    "source_id",
    "source_type",
    "body",
    "headline",
    "media_type",
    "image_url",
    "video_url",
    "thumbnail_url",
];

/// The marks of one message.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// The message that it answers.
    pub(super) quoted: Option<String>,
    /// The parts of `context` that are known without the book.
    pub(super) context: Map<String, Value>,
    /// What stands beside `type`.
    pub(super) beside: Map<String, Value>,
    /// The customer shared the phone on request.
    pub(super) shares_phone: bool,
}

impl Marks {
    /// Reads the marks of an order.
    pub(super) fn read(order: &Value) -> Result<Self, Problem> {
        let mut marks = Self::default();
        let given = &order["context"];
        let quoted = given["message_id"].as_str().or(given["id"].as_str());
        marks.quoted = quoted.map(str::to_owned);
        for name in ["forwarded", "frequently_forwarded"] {
            if given[name] == true {
                marks.context.insert(name.into(), json!(true));
            }
        }
        if let Some(product) = given.get("referred_product") {
            let text = |name: &str| {
                let field = format!("context.referred_product.{name}");
                bounded(&product[name], &field)?.ok_or_else(|| Problem::field(&field, "A text is required."))
            };
            let product =
                json!({"catalog_id": text("catalog_id")?, "product_retailer_id": text("product_retailer_id")?});
            marks.context.insert("referred_product".into(), product);
        }
        if let Some(referral) = order.get("referral") {
            marks.beside.insert("referral".into(), read_referral(referral)?);
        }
        if order["type"] == "contacts" {
            let origin = order["origin"].as_str().unwrap_or("other");
            if !matches!(origin, "contact_request" | "other") {
                return Err(Problem::field("origin", "Use contact_request or other."));
            }
            marks.shares_phone = origin == "contact_request";
            marks.beside.insert("origin".into(), json!(origin));
        }
        Ok(marks)
    }
}

/// The advertisement or post that the customer came from.
fn read_referral(given: &Value) -> Result<Value, Problem> {
    if !given.is_object() {
        return Err(Problem::field("referral", "An object is required."));
    }
    let mut referral = Map::new();
    for name in REFERRAL_TEXTS.iter().chain(&["ctwa_clid"]) {
        if let Some(text) = bounded(&given[*name], &format!("referral.{name}"))? {
            referral.insert((*name).to_owned(), json!(text));
        }
    }
    let kind = referral.entry("source_type").or_insert(json!("ad"));
    if *kind != "ad" && *kind != "post" {
        return Err(Problem::field("referral.source_type", "Use ad or post."));
    }
    for (name, standard) in [
        ("source_url", "https://fb.me/sandbox"),
        ("source_id", "120000000000000001"),
    ] {
        referral.entry(name).or_insert(json!(standard));
    }
    if let Some(text) = bounded(&given["welcome_message"]["text"], "referral.welcome_message.text")? {
        referral.insert("welcome_message".into(), json!({"text": text}));
    }
    Ok(Value::Object(referral))
}

fn bounded<'a>(value: &'a Value, field: &str) -> Result<Option<&'a str>, Problem> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) if text.len() <= TEXT_MAX => Ok(Some(text)),
        _ => Err(Problem::field(field, "A text of at most 2048 bytes is required.")),
    }
}
