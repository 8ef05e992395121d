//! The templates that the judges see: every kind whose values differ, with values that fit and values that do not.

use galka_domain::template::{Components, ParameterFormat, Template, TemplateCategory};
use rand::Rng;
use serde_json::{Value, json};

/// One kind of template.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Its name.
    pub name: &'static str,
    /// What it is for.
    pub category: TemplateCategory,
    /// How its variables are called.
    pub format: ParameterFormat,
    components: fn() -> Value,
    values: fn(u64) -> Value,
}

/// Those that a rule set knows: places above the text and one-time codes came after 2021.
#[must_use]
pub fn kinds(rule_set: &str) -> &'static [Kind] {
    match rule_set {
        "whatsapp-2021" => &KINDS[..4],
        _ => &KINDS,
    }
}

static KINDS: [Kind; 6] = [
    Kind {
        name: "plain_offer",
        category: TemplateCategory::Marketing,
        format: ParameterFormat::Positional,
        components: || {
            json!([
                {"type": "BODY", "text": "Good day, {{1}}! Our autumn bouquets with {{2}} have arrived in the shop.",
                 "example": {"body_text": [["Anna", "asters"]]}},
                {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Show me"}, {"type": "QUICK_REPLY", "text": "Stop"}]},
            ])
        },
        values: |number| body(&[("text", format!("Anna {number}")), ("text", "asters".to_owned())]),
    },
    Kind {
        name: "fixed_notice",
        category: TemplateCategory::Utility,
        format: ParameterFormat::Positional,
        components: || json!([{"type": "BODY", "text": "Your order is ready and waits for you at the counter."}]),
        values: |_| json!([]),
    },
    Kind {
        name: "named_order",
        category: TemplateCategory::Utility,
        format: ParameterFormat::Named,
        components: || {
            json!([
                {"type": "HEADER", "format": "TEXT", "text": "Order {{order_no}}",
                 "example": {"header_text_named_params": [{"param_name": "order_no", "example": "A-1"}]}},
                {"type": "BODY", "text": "Dear {{first_name}}, your order will be with you on {{day}} before noon.",
                 "example": {"body_text_named_params": [{"param_name": "first_name", "example": "Ada"}, {"param_name": "day", "example": "Monday"}]}},
            ])
        },
        values: |number| {
            json!([
                {"type": "header", "parameters": [{"type": "text", "parameter_name": "order_no", "text": format!("A-{number}")}]},
                {"type": "body", "parameters": [
                    {"type": "text", "parameter_name": "first_name", "text": "Ada"},
                    {"type": "text", "parameter_name": "day", "text": "Monday"}]},
            ])
        },
    },
    Kind {
        name: "tracked_parcel",
        category: TemplateCategory::Utility,
        format: ParameterFormat::Positional,
        components: || {
            json!([
                {"type": "BODY", "text": "Your parcel {{1}} has left our shop this morning.", "example": {"body_text": [["A-1"]]}},
                {"type": "BUTTONS", "buttons": [{"type": "URL", "text": "Track", "url": "https://example.test/t/{{1}}",
                    "example": ["https://example.test/t/A-1"]}]},
            ])
        },
        values: |number| {
            json!([
                {"type": "body", "parameters": [{"type": "text", "text": format!("A-{number}")}]},
                {"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": format!("A-{number}")}]},
            ])
        },
    },
    Kind {
        name: "place_of_pickup",
        category: TemplateCategory::Utility,
        format: ParameterFormat::Positional,
        components: || {
            json!([
                {"type": "HEADER", "format": "LOCATION"},
                {"type": "BODY", "text": "Your bouquet {{1}} waits for you here until the evening.", "example": {"body_text": [["A-1"]]}},
            ])
        },
        values: |number| {
            json!([
                {"type": "header", "parameters": [{"type": "location", "location":
                    {"latitude": "55.75", "longitude": "37.61", "name": "Shop", "address": "Tverskaya 1"}}]},
                {"type": "body", "parameters": [{"type": "text", "text": format!("A-{number}")}]},
            ])
        },
    },
    Kind {
        name: "login_code",
        category: TemplateCategory::Authentication,
        format: ParameterFormat::Positional,
        components: || {
            json!([
                {"type": "BODY", "add_security_recommendation": true},
                {"type": "FOOTER", "code_expiration_minutes": 10},
                {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE", "text": "Copy code"}]},
            ])
        },
        values: |number| {
            let code = format!("{:06}", number % 1_000_000);
            json!([
                {"type": "body", "parameters": [{"type": "text", "text": code}]},
                {"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": code}]},
            ])
        },
    },
];

fn body(parameters: &[(&str, String)]) -> Value {
    let list: Vec<Value> = parameters
        .iter()
        .map(|(kind, text)| json!({"type": kind, "text": text}))
        .collect();
    json!([{"type": "body", "parameters": list}])
}

impl Kind {
    /// As it is submitted.
    #[must_use]
    pub fn submission(&self) -> Value {
        json!({
            "name": self.name, "language": "en", "category": self.category.to_meta(),
            "parameter_format": self.format.as_str().to_ascii_uppercase(), "components": (self.components)(),
        })
    }

    /// As the guard knows it, from what WhatsApp shows of it.
    #[must_use]
    pub fn template(&self, components: &Value) -> Template {
        Template {
            name: self.name.to_owned(),
            language: "en".to_owned(),
            category: self.category,
            parameter_format: self.format,
            components: Components::read(components).expect("WhatsApp shows what can be read"),
        }
    }

    /// The `components` of a send that fit.
    #[must_use]
    pub fn fitting(&self) -> Value {
        (self.values)(0)
    }

    /// The `components` of a send: mostly they fit.
    pub fn values(&self, chance: &mut impl Rng, number: u64) -> Value {
        let mut values = (self.values)(number);
        if chance.random_bool(0.8) {
            return values;
        }
        let Some(list) = values.as_array_mut() else {
            return values;
        };
        if list.is_empty() {
            return body(&[("text", "too many".to_owned())]);
        }
        let place = chance.random_range(0..list.len());
        let part = &mut list[place];
        match chance.random_range(0..6) {
            0 => {
                list.remove(place);
            }
            1 => {
                if let Some(parameters) = part["parameters"].as_array_mut() {
                    parameters.pop();
                }
            }
            2 => {
                if let Some(parameters) = part["parameters"].as_array_mut() {
                    parameters.push(json!({"type": "text", "text": "one more", "parameter_name": "more"}));
                }
            }
            3 => part["parameters"][0]["text"] = json!("a\nb"),
            4 => part["parameters"][0]["text"] = json!("a     b"),
            _ => part["parameters"][0]["text"] = json!("long ".repeat(230).trim_end()),
        }
        values
    }
}
