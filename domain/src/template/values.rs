//! The values of one send, read from and written as the Cloud API's `template.components`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Template;
use super::components::{Header, HeaderMedia};
use super::variables::ParameterFormat;

/// The values of one send.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TemplateValues {
    /// What goes above the text.
    pub header: Option<HeaderValue>,
    /// Values of the text by key.
    pub body: BTreeMap<String, String>,
    /// Values of buttons by their place among all buttons, from 0.
    pub buttons: BTreeMap<usize, ButtonValue>,
    /// Components of other kinds (carousel, limited-time offer, …), as they came.
    pub other: Vec<Value>,
}

/// What goes above the text.
#[derive(Clone, Debug, PartialEq)]
pub enum HeaderValue {
    /// Values of the line of text by key.
    Text(BTreeMap<String, String>),
    /// A picture, film or file.
    Media {
        /// Which of them.
        kind: HeaderMedia,
        /// The Cloud API's object with `id` or `link`.
        object: Value,
    },
    /// A place or a product: the Cloud API's parameter.
    Parameter(Value),
}

/// The value of one button.
#[derive(Clone, Debug, PartialEq)]
pub enum ButtonValue {
    /// The end of a link, a quick reply's payload, a code.
    Text(String),
    /// Anything else: the Cloud API's parameters.
    Parameters(Value),
}

/// Components of a send that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("component {index} of the send cannot be read: {what}")]
pub struct InvalidValues {
    /// Which component, from 0.
    pub index: usize,
    /// What is wrong with it.
    pub what: &'static str,
}

impl TemplateValues {
    /// Values of the text alone.
    #[must_use]
    pub fn of_body<K: Into<String>, V: Into<String>>(values: impl IntoIterator<Item = (K, V)>) -> Self {
        let body = values
            .into_iter()
            .map(|(key, text)| (key.into(), text.into()))
            .collect();
        Self {
            body,
            ..Self::default()
        }
    }

    /// Reads the `components` of a send; null and absent mean none.
    ///
    /// # Errors
    /// When it is no list of components with parameters.
    pub fn read(components: &Value) -> Result<Self, InvalidValues> {
        if components.is_null() {
            return Ok(Self::default());
        }
        let list = components.as_array().ok_or(InvalidValues {
            index: 0,
            what: "not a list",
        })?;
        let mut values = Self::default();
        for (index, component) in list.iter().enumerate() {
            values.take(component).map_err(|what| InvalidValues { index, what })?;
        }
        Ok(values)
    }

    fn take(&mut self, component: &Value) -> Result<(), &'static str> {
        let kind = component
            .get("type")
            .and_then(Value::as_str)
            .ok_or("no type")?
            .to_ascii_lowercase();
        let parameters = component
            .get("parameters")
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice);
        match kind.as_str() {
            "header" => self.header = read_header(parameters)?,
            "body" => self.body = read_texts(parameters)?,
            "button" => {
                let place = read_place(component.get("index")).ok_or("a button without an index")?;
                self.buttons.extend(read_button(parameters).map(|value| (place, value)));
            }
            _ => self.other.push(component.clone()),
        }
        Ok(())
    }

    /// The `components` of a send of this template.
    #[must_use]
    pub fn to_json(&self, template: &Template) -> Value {
        let mut list = Vec::new();
        let header_text = match &template.components.header {
            Some(Header::Text { text, .. }) => text.as_str(),
            _ => "",
        };
        match &self.header {
            Some(HeaderValue::Text(values)) => {
                list.push(json!({"type": "header", "parameters": write_texts(header_text, values, template)}));
            }
            Some(HeaderValue::Media { kind, object }) => {
                let name = kind.as_str();
                list.push(json!({"type": "header", "parameters": [{"type": name, name: object}]}));
            }
            Some(HeaderValue::Parameter(parameter)) => {
                list.push(json!({"type": "header", "parameters": [parameter]}));
            }
            None => {}
        }
        if !self.body.is_empty() {
            let parameters = write_texts(&template.components.body.text, &self.body, template);
            list.push(json!({"type": "body", "parameters": parameters}));
        }
        list.extend(
            self.buttons
                .iter()
                .map(|(place, value)| write_button(*place, value, template)),
        );
        list.extend(self.other.iter().cloned());
        Value::Array(list)
    }
}

fn read_header(parameters: &[Value]) -> Result<Option<HeaderValue>, &'static str> {
    let Some(first) = parameters.first() else {
        return Ok(None);
    };
    let kind = first
        .get("type")
        .and_then(Value::as_str)
        .ok_or("a parameter without a type")?;
    if kind == "text" {
        return Ok(Some(HeaderValue::Text(read_texts(parameters)?)));
    }
    Ok(Some(match HeaderMedia::parse(kind) {
        Some(media) => HeaderValue::Media {
            kind: media,
            object: first.get(kind).cloned().unwrap_or(Value::Null),
        },
        None => HeaderValue::Parameter(first.clone()),
    }))
}

/// Texts by name, or by number in their order; money and dates are read by their fallback.
fn read_texts(parameters: &[Value]) -> Result<BTreeMap<String, String>, &'static str> {
    let mut texts = BTreeMap::new();
    for (index, parameter) in parameters.iter().enumerate() {
        let kind = parameter
            .get("type")
            .and_then(Value::as_str)
            .ok_or("a parameter without a type")?;
        let text = match kind {
            "text" => parameter.get("text"),
            other => parameter.get(other).and_then(|object| object.get("fallback_value")),
        };
        let text = text.and_then(Value::as_str).ok_or("a parameter without a text")?;
        let key = match parameter.get("parameter_name").and_then(Value::as_str) {
            Some(name) => name.to_owned(),
            None => (index + 1).to_string(),
        };
        texts.insert(key, text.to_owned());
    }
    Ok(texts)
}

/// The place of a button comes as a number or as a text.
fn read_place(index: Option<&Value>) -> Option<usize> {
    match index? {
        Value::Number(number) => number.as_u64().and_then(|place| usize::try_from(place).ok()),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

fn read_button(parameters: &[Value]) -> Option<ButtonValue> {
    let first = parameters.first()?;
    let text = ["text", "payload", "coupon_code"]
        .iter()
        .find_map(|key| first.get(*key)?.as_str());
    Some(match text {
        Some(text) => ButtonValue::Text(text.to_owned()),
        None => ButtonValue::Parameters(Value::Array(parameters.to_vec())),
    })
}

fn write_texts(text: &str, values: &BTreeMap<String, String>, template: &Template) -> Vec<Value> {
    let mut keys = super::variables(text);
    if keys.is_empty() {
        keys = values.keys().map(String::as_str).collect();
    }
    if template.parameter_format == ParameterFormat::Positional {
        keys.sort_by_key(|key| key.parse::<u32>().unwrap_or(u32::MAX));
    }
    let parameter = |key: &str| {
        let text = values.get(key)?;
        Some(match template.parameter_format {
            ParameterFormat::Named => json!({"type": "text", "parameter_name": key, "text": text}),
            ParameterFormat::Positional => json!({"type": "text", "text": text}),
        })
    };
    keys.into_iter().filter_map(parameter).collect()
}

fn write_button(place: usize, value: &ButtonValue, template: &Template) -> Value {
    let sub_type = template
        .components
        .buttons
        .get(place)
        .map_or("quick_reply", |button| button.sub_type());
    let parameters = match value {
        ButtonValue::Parameters(parameters) => parameters.clone(),
        ButtonValue::Text(text) => match sub_type {
            "quick_reply" => json!([{"type": "payload", "payload": text}]),
            "copy_code" => json!([{"type": "coupon_code", "coupon_code": text}]),
            _ => json!([{"type": "text", "text": text}]),
        },
    };
    json!({"type": "button", "sub_type": sub_type, "index": place.to_string(), "parameters": parameters})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::{Button, Components, TemplateCategory};

    fn template(format: ParameterFormat, body: &str) -> Template {
        let mut components = Components::read(&json!([{"type": "BODY", "text": body}])).unwrap();
        components.buttons = vec![
            Button::url("Track", "https://example.test/{{1}}", None),
            Button::quick_reply("Stop"),
        ];
        Template {
            name: "order_update".to_owned(),
            language: "en_US".to_owned(),
            category: TemplateCategory::Utility,
            parameter_format: format,
            components,
        }
    }

    #[test]
    fn named_values_are_written_in_the_order_of_the_text() {
        let send = json!([
            {"type": "header", "parameters": [{"type": "image", "image": {"id": "9001"}}]},
            {"type": "body", "parameters": [
                {"type": "text", "parameter_name": "order_no", "text": "A-1001"},
                {"type": "text", "parameter_name": "first_name", "text": "Ada"}]},
            {"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "A-1001"}]},
            {"type": "button", "sub_type": "quick_reply", "index": "1", "parameters": [{"type": "payload", "payload": "STOP"}]}
        ]);
        let values = TemplateValues::read(&send).unwrap();
        assert_eq!(values.body["first_name"], "Ada");
        assert_eq!(
            values.to_json(&template(ParameterFormat::Named, "{{order_no}} for {{first_name}}")),
            send
        );
    }

    #[test]
    fn positional_values_are_written_by_number() {
        let send =
            json!([{"type": "body", "parameters": [{"type": "text", "text": "one"}, {"type": "text", "text": "two"}]}]);
        let values = TemplateValues::read(&send).unwrap();
        assert_eq!(
            values.to_json(&template(ParameterFormat::Positional, "b {{2}} a {{1}} c")),
            send
        );
    }

    #[test]
    fn odd_indexes_and_money_are_read() {
        let send = json!([
            {"type": "body", "parameters": [{"type": "currency", "currency": {"fallback_value": "10 ₽", "code": "RUB", "amount_1000": 10000}}]},
            {"type": "button", "sub_type": "flow", "index": 1, "parameters": [{"type": "action", "action": {"flow_token": "t"}}]}
        ]);
        let values = TemplateValues::read(&send).unwrap();
        assert_eq!(values.body["1"], "10 ₽");
        assert!(matches!(values.buttons[&1], ButtonValue::Parameters(_)));
        assert_eq!(TemplateValues::read(&Value::Null).unwrap(), TemplateValues::default());
        assert!(TemplateValues::read(&json!([{"type": "body", "parameters": [{"text": "x"}]}])).is_err());
    }
}
