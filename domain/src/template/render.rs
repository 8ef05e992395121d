//! A template with its values, as the customer will see it.

use std::collections::BTreeMap;

use super::Template;
use super::button::{Button, ButtonKind};
use super::components::{Header, HeaderMedia};
use super::values::{ButtonValue, HeaderValue, TemplateValues};
use super::variables::{Piece, pieces};

/// A template with its values.
#[derive(Clone, Debug, PartialEq)]
pub struct Rendered {
    /// The line above the text, when it is text.
    pub header_text: Option<String>,
    /// The media above the text, when there is any.
    pub header_media: Option<HeaderMedia>,
    /// The text.
    pub body: String,
    /// The small print.
    pub footer: Option<String>,
    /// The buttons.
    pub buttons: Vec<RenderedButton>,
}

/// A button as the customer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedButton {
    /// What it does.
    pub kind: ButtonKind,
    /// What stands on it; empty where WhatsApp writes it.
    pub text: String,
    /// Where it leads: an address, a number, a code, or the payload of a quick reply.
    pub target: Option<String>,
}

/// Fills the variables; what has no value stays in its braces.
#[must_use]
pub fn render(template: &Template, values: &TemplateValues) -> Rendered {
    let components = &template.components;
    let none = BTreeMap::new();
    let header_values = match &values.header {
        Some(HeaderValue::Text(texts)) => texts,
        _ => &none,
    };
    let (header_text, header_media) = match &components.header {
        Some(Header::Text { text, .. }) => (Some(fill(text, header_values)), None),
        Some(Header::Media { kind, .. }) => (None, Some(*kind)),
        Some(Header::Location | Header::Product) | None => (None, None),
    };
    let button = |(place, button)| render_button(button, values.buttons.get(&place));
    Rendered {
        header_text,
        header_media,
        body: fill(&components.body.text, &values.body),
        footer: components.footer.clone(),
        buttons: components.buttons.iter().enumerate().map(button).collect(),
    }
}

/// Fills the variables of one text; what has no value stays in its braces.
#[must_use]
pub fn fill(text: &str, values: &BTreeMap<String, String>) -> String {
    let mut filled = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Text(fixed) => filled.push_str(fixed),
            Piece::Variable(key) => match values.get(key) {
                Some(value) => filled.push_str(value),
                None => filled.extend(["{{", key, "}}"]),
            },
        }
    }
    filled
}

fn render_button(button: &Button, value: Option<&ButtonValue>) -> RenderedButton {
    let value = match value {
        Some(ButtonValue::Text(text)) => Some(text.as_str()),
        Some(ButtonValue::Parameters(_)) | None => None,
    };
    let target = match button.kind {
        ButtonKind::Url => button.url.as_deref().map(|url| fill_address(url, value)),
        ButtonKind::PhoneNumber => button.phone_number.clone(),
        ButtonKind::QuickReply => Some(value.unwrap_or(&button.text).to_owned()),
        _ => value.map(str::to_owned),
    };
    RenderedButton {
        kind: button.kind,
        text: button.text.clone(),
        target,
    }
}

/// An address has at most one variable, whatever it is called.
fn fill_address(url: &str, value: Option<&str>) -> String {
    let Some(value) = value else {
        return url.to_owned();
    };
    let fill = |piece| match piece {
        Piece::Text(fixed) => fixed,
        Piece::Variable(_) => value,
    };
    pieces(url).into_iter().map(fill).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::{Components, ParameterFormat, TemplateCategory};
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn shows_what_the_customer_will_see() {
        let template = Template {
            name: "order".to_owned(),
            language: "ru".to_owned(),
            category: TemplateCategory::Utility,
            parameter_format: ParameterFormat::Positional,
            components: Components::read(&json!([
                {"type": "HEADER", "format": "TEXT", "text": "Заказ {{1}}"},
                {"type": "BODY", "text": "Здравствуйте, {{1}}! Букет {{2}} готов, {{1}}."},
                {"type": "FOOTER", "text": "Ромашка"},
                {"type": "BUTTONS", "buttons": [
                    {"type": "QUICK_REPLY", "text": "Спасибо"},
                    {"type": "URL", "text": "Где он?", "url": "https://romashka.test/z/{{1}}"}]}
            ]))
            .unwrap(),
        };
        let values = TemplateValues::read(&json!([
            {"type": "header", "parameters": [{"type": "text", "text": "17"}]},
            {"type": "body", "parameters": [{"type": "text", "text": "Анна"}]},
            {"type": "button", "sub_type": "url", "index": "1", "parameters": [{"type": "text", "text": "17"}]}
        ]))
        .unwrap();
        let rendered = render(&template, &values);
        assert_eq!(rendered.header_text.as_deref(), Some("Заказ 17"));
        assert_eq!(rendered.body, "Здравствуйте, Анна! Букет {{2}} готов, Анна.");
        assert_eq!(rendered.buttons[0].target.as_deref(), Some("Спасибо"));
        assert_eq!(
            rendered.buttons[1].target.as_deref(),
            Some("https://romashka.test/z/17")
        );
    }

    proptest! {
        #[test]
        fn a_value_is_never_read_as_a_variable(value in "[{}1 а]{0,12}") {
            let values = BTreeMap::from([("1".to_owned(), value.clone())]);
            prop_assert_eq!(fill("а {{1}} б", &values), format!("а {value} б"));
        }
    }
}
