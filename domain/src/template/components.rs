//! The content of a template, read from and written as the Cloud API's `components`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::button::Button;
use super::variables::ParameterFormat;
use crate::named::named_enum;

/// What a template says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Components {
    /// What stands above the text.
    pub header: Option<Header>,
    /// The text.
    pub body: Body,
    /// The small print.
    pub footer: Option<String>,
    /// The buttons, in order.
    pub buttons: Vec<Button>,
    /// Components of other kinds (carousel, limited-time offer, …), as they came.
    pub other: Vec<Value>,
}

/// What stands above the text.
#[derive(Clone, Debug, PartialEq)]
pub enum Header {
    /// A line of text with at most one variable.
    Text {
        /// The line.
        text: String,
        /// Sample values by key.
        samples: BTreeMap<String, String>,
    },
    /// A picture, film or file.
    Media {
        /// Which of them.
        kind: HeaderMedia,
        /// The uploaded sample's handle or address.
        sample: Option<String>,
    },
    /// A place on the map.
    Location,
    /// A product of the catalogue.
    Product,
}

named_enum! {
    /// A kind of media above the text.
    pub enum HeaderMedia {
        /// A picture.
        Image = "image",
        /// A film.
        Video = "video",
        /// A file such as a PDF.
        Document = "document",
        /// A short film without sound.
        Gif = "gif",
    }
}

/// The text of a template.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    /// The text with its variables; empty where WhatsApp writes it (one-time codes).
    pub text: String,
    /// Sample values by key.
    pub samples: BTreeMap<String, String>,
    /// Everything else, as it came.
    pub rest: Map<String, Value>,
}

/// Components that are no list of objects with a type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("component {index} cannot be read: {what}")]
pub struct InvalidComponents {
    /// Which component, from 0.
    pub index: usize,
    /// What is wrong with it.
    pub what: &'static str,
}

impl Components {
    /// Reads the `components` of a template.
    ///
    /// # Errors
    /// When it is no list of objects with a type, or a header or button cannot be understood.
    pub fn read(components: &Value) -> Result<Self, InvalidComponents> {
        let list = components.as_array().ok_or(InvalidComponents {
            index: 0,
            what: "not a list",
        })?;
        let mut read = Self::default();
        for (index, component) in list.iter().enumerate() {
            read.take(component).map_err(|what| InvalidComponents { index, what })?;
        }
        Ok(read)
    }

    fn take(&mut self, component: &Value) -> Result<(), &'static str> {
        let kind = component
            .get("type")
            .and_then(Value::as_str)
            .ok_or("no type")?
            .to_ascii_lowercase();
        match kind.as_str() {
            "header" => self.header = Some(read_header(component).ok_or("unknown header format")?),
            "body" => self.body = read_body(component),
            // The small print of a one-time code is written by WhatsApp and is kept as it came.
            "footer" if component.get("text").is_none() => self.other.push(component.clone()),
            "footer" => self.footer = Some(text_of(component)),
            "buttons" => {
                let list = component
                    .get("buttons")
                    .and_then(Value::as_array)
                    .ok_or("no list of buttons")?;
                let read: Option<Vec<_>> = list.iter().map(Button::read).collect();
                self.buttons = read.ok_or("a button without a type")?;
            }
            _ => self.other.push(component.clone()),
        }
        Ok(())
    }

    /// The `components` to create a template with.
    #[must_use]
    pub fn to_json(&self, format: ParameterFormat) -> Value {
        let mut list = Vec::new();
        list.extend(self.header.as_ref().map(|header| write_header(header, format)));
        list.push(write_body(&self.body, format));
        list.extend(self.footer.as_ref().map(|text| json!({"type": "FOOTER", "text": text})));
        list.extend(self.other.iter().cloned());
        if !self.buttons.is_empty() {
            let buttons: Vec<_> = self.buttons.iter().map(Button::to_json).collect();
            list.push(json!({"type": "BUTTONS", "buttons": buttons}));
        }
        Value::Array(list)
    }
}

fn text_of(component: &Value) -> String {
    component
        .get("text")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

fn read_header(component: &Value) -> Option<Header> {
    let format = component
        .get("format")
        .and_then(Value::as_str)
        .unwrap_or("TEXT")
        .to_ascii_lowercase();
    Some(match format.as_str() {
        "text" => Header::Text {
            text: text_of(component),
            samples: read_samples(component, "header_text"),
        },
        "location" => Header::Location,
        "product" => Header::Product,
        media => {
            let sample = component.pointer("/example/header_handle/0").and_then(Value::as_str);
            Header::Media {
                kind: HeaderMedia::parse(media)?,
                sample: sample.map(str::to_owned),
            }
        }
    })
}

fn read_body(component: &Value) -> Body {
    let mut rest = component.as_object().cloned().unwrap_or_default();
    for known in ["type", "text", "example"] {
        rest.remove(known);
    }
    Body {
        text: text_of(component),
        samples: read_samples(component, "body_text"),
        rest,
    }
}

/// Samples are a list of values (in the body within a list), or a list of names with values.
fn read_samples(component: &Value, key: &str) -> BTreeMap<String, String> {
    let Some(example) = component.get("example") else {
        return BTreeMap::new();
    };
    if let Some(named) = example.get(format!("{key}_named_params")).and_then(Value::as_array) {
        let pair = |sample: &Value| {
            Some((
                sample.get("param_name")?.as_str()?.to_owned(),
                sample.get("example")?.as_str()?.to_owned(),
            ))
        };
        return named.iter().filter_map(pair).collect();
    }
    let outer = example.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let values = match outer.first() {
        Some(Value::Array(inner)) => inner.clone(),
        _ => outer,
    };
    let text = |(index, value): (usize, &Value)| Some(((index + 1).to_string(), value.as_str()?.to_owned()));
    values.iter().enumerate().filter_map(text).collect()
}

fn write_header(header: &Header, format: ParameterFormat) -> Value {
    match header {
        Header::Text { text, samples } => {
            let mut object = json!({"type": "HEADER", "format": "TEXT", "text": text});
            if !samples.is_empty() {
                object["example"] = match format {
                    ParameterFormat::Named => json!({"header_text_named_params": named(samples)}),
                    ParameterFormat::Positional => json!({"header_text": in_order(samples)}),
                };
            }
            object
        }
        Header::Media { kind, sample } => {
            let mut object = json!({"type": "HEADER", "format": kind.as_str().to_ascii_uppercase()});
            if let Some(sample) = sample {
                object["example"] = json!({"header_handle": [sample]});
            }
            object
        }
        Header::Location => json!({"type": "HEADER", "format": "LOCATION"}),
        Header::Product => json!({"type": "HEADER", "format": "PRODUCT"}),
    }
}

fn write_body(body: &Body, format: ParameterFormat) -> Value {
    let mut object = body.rest.clone();
    object.insert("type".to_owned(), json!("BODY"));
    if !body.text.is_empty() {
        object.insert("text".to_owned(), json!(body.text));
    }
    if !body.samples.is_empty() {
        let example = match format {
            ParameterFormat::Named => json!({"body_text_named_params": named(&body.samples)}),
            ParameterFormat::Positional => json!({"body_text": [in_order(&body.samples)]}),
        };
        object.insert("example".to_owned(), example);
    }
    Value::Object(object)
}

fn named(samples: &BTreeMap<String, String>) -> Vec<Value> {
    samples
        .iter()
        .map(|(name, example)| json!({"param_name": name, "example": example}))
        .collect()
}

/// Samples by number: `"10"` comes after `"9"`.
fn in_order(samples: &BTreeMap<String, String>) -> Vec<&str> {
    let mut numbered: Vec<_> = samples.iter().collect();
    numbered.sort_by_key(|(key, _)| key.parse::<u32>().unwrap_or(u32::MAX));
    numbered.into_iter().map(|(_, text)| text.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::ButtonKind;

    #[test]
    fn reads_and_writes_what_the_cloud_api_shows() {
        let json = json!([
            {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["4::aW"]}},
            {"type": "BODY", "text": "Hi {{first_name}}, order {{order_no}} is packed.",
             "example": {"body_text_named_params": [
                 {"param_name": "first_name", "example": "Ada"}, {"param_name": "order_no", "example": "A-1"}]}},
            {"type": "FOOTER", "text": "Acme"},
            {"type": "BUTTONS", "buttons": [
                {"type": "URL", "text": "Track", "url": "https://example.test/t/{{1}}", "example": ["https://example.test/t/A-1"]},
                {"type": "PHONE_NUMBER", "text": "Call", "phone_number": "15550051310"},
                {"type": "QUICK_REPLY", "text": "Stop"}]}
        ]);
        let components = Components::read(&json).unwrap();
        assert_eq!(components.body.samples["order_no"], "A-1");
        assert_eq!(components.buttons[2].kind, ButtonKind::QuickReply);
        assert_eq!(components.to_json(ParameterFormat::Named), json);
    }

    #[test]
    fn positional_samples_keep_their_order_beyond_nine() {
        let samples: Vec<_> = (1..=11).map(|n| format!("v{n}")).collect();
        let json = json!([{"type": "BODY", "text": "x", "example": {"body_text": [samples]}}]);
        assert_eq!(
            Components::read(&json).unwrap().to_json(ParameterFormat::Positional),
            json
        );
    }

    #[test]
    fn kinds_not_known_are_kept_whole() {
        let json = json!([
            {"type": "BODY", "text": "Look"},
            {"type": "carousel", "cards": [{"components": []}]},
            {"type": "BUTTONS", "buttons": [{"type": "TELEPORT", "text": "Go", "to": 7}]}
        ]);
        assert_eq!(
            Components::read(&json).unwrap().to_json(ParameterFormat::Positional),
            json
        );
    }

    #[test]
    fn says_which_component_cannot_be_read() {
        for (json, index) in [
            (json!({}), 0),
            (json!([{"type": "BODY"}, {"text": "x"}]), 1),
            (json!([{"type": "HEADER", "format": "SMELL"}]), 0),
        ] {
            assert_eq!(Components::read(&json).unwrap_err().index, index);
        }
    }
}
