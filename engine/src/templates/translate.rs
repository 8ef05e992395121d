//! Between our form of a template's content, the domain's, and WhatsApp's components.

use std::collections::BTreeMap;

use galka_domain::template::{
    Body, Button, ButtonKind, Components, Header, HeaderMedia, ParameterFormat, Template, TemplateCategory, variables,
};
use galka_store::templates::StoredTemplate;
use serde_json::{Value, json};

use super::content::{TemplateButton, TemplateContent, TemplateHeader};

/// The content that was stored as JSON; damaged content is empty, which no check lets pass.
#[must_use]
pub fn read_content(json: &str) -> TemplateContent {
    serde_json::from_str(json).unwrap_or_default()
}

/// A stored template as the guard, the checks and the preview see it.
#[must_use]
pub fn domain_template(stored: &StoredTemplate) -> Template {
    template_of(
        &stored.name,
        &stored.language,
        stored.category,
        &read_content(&stored.content),
    )
}

/// A template with this content.
#[must_use]
pub fn template_of(name: &str, language: &str, category: TemplateCategory, content: &TemplateContent) -> Template {
    let known = content
        .components
        .as_ref()
        .and_then(|components| Components::read(components).ok());
    let components = known.unwrap_or_else(|| components_of(content));
    Template {
        name: name.to_owned(),
        language: language.to_owned(),
        category,
        parameter_format: format_of(&components),
        components,
    }
}

/// WhatsApp's components of a template, for submitting it.
#[must_use]
pub fn wire_components(template: &Template) -> Value {
    template.components.to_json(template.parameter_format)
}

/// Our form of the components that WhatsApp lists.
#[must_use]
pub fn content_of(components: &Value) -> TemplateContent {
    let Ok(read) = Components::read(components) else {
        return TemplateContent {
            components: Some(components.clone()),
            ..TemplateContent::default()
        };
    };
    let header = read.header.as_ref().map(header_of);
    let content = TemplateContent {
        header,
        body: read.body.text.clone(),
        footer: read.footer.clone(),
        buttons: read.buttons.iter().map(button_of).collect(),
        samples: read.body.samples.clone(),
        components: None,
    };
    let says_all = components_of(&content) == without_rest(&read) && is_plain(&read);
    TemplateContent {
        components: (!says_all).then(|| components.clone()),
        ..content
    }
}

fn components_of(content: &TemplateContent) -> Components {
    let keys = variables(&content.body);
    let samples = keys
        .iter()
        .filter_map(|key| Some(((*key).to_owned(), content.samples.get(*key)?.clone())))
        .collect();
    Components {
        header: content.header.as_ref().and_then(|header| read_header(header, content)),
        body: Body {
            text: content.body.clone(),
            samples,
            ..Body::default()
        },
        footer: content.footer.clone().filter(|text| !text.is_empty()),
        buttons: content.buttons.iter().map(read_button).collect(),
        other: Vec::new(),
    }
}

fn read_header(header: &TemplateHeader, content: &TemplateContent) -> Option<Header> {
    match header.format.as_str() {
        "text" => {
            let text = header.text.clone().unwrap_or_default();
            let sample = |key: &str| {
                let prefixed = content.samples.get(&format!("header.{key}"));
                prefixed
                    .or(header.example.as_ref())
                    .or_else(|| content.samples.get(key))
                    .cloned()
            };
            let samples = variables(&text)
                .into_iter()
                .filter_map(|key| Some((key.to_owned(), sample(key)?)))
                .collect();
            Some(Header::Text { text, samples })
        }
        "location" => Some(Header::Location),
        media => HeaderMedia::parse(media).map(|kind| Header::Media {
            kind,
            sample: header.example.clone(),
        }),
    }
}

fn header_of(header: &Header) -> TemplateHeader {
    match header {
        Header::Text { text, samples } => TemplateHeader {
            format: "text".to_owned(),
            text: Some(text.clone()),
            example: samples.values().next().cloned(),
            media_id: None,
        },
        Header::Media { kind, sample } => TemplateHeader {
            format: kind.as_str().to_owned(),
            example: sample.clone(),
            ..TemplateHeader::default()
        },
        Header::Location => TemplateHeader {
            format: "location".to_owned(),
            ..TemplateHeader::default()
        },
        Header::Product => TemplateHeader {
            format: "product".to_owned(),
            ..TemplateHeader::default()
        },
    }
}

fn read_button(button: &TemplateButton) -> Button {
    let example = button.example.as_deref().filter(|example| !example.is_empty());
    match button.kind.as_str() {
        "url" => Button::url(&button.text, button.url.as_deref().unwrap_or_default(), example),
        "phone_number" => Button::phone_number(&button.text, button.phone_number.as_deref().unwrap_or_default()),
        "copy_code" => Button {
            kind: ButtonKind::CopyCode,
            example: example.map(str::to_owned),
            ..Button::quick_reply(&button.text)
        },
        _ => Button::quick_reply(&button.text),
    }
}

fn button_of(button: &Button) -> TemplateButton {
    TemplateButton {
        kind: button.kind.as_str().to_owned(),
        text: button.text.clone(),
        url: button.url.clone(),
        example: button.example.clone(),
        phone_number: button.phone_number.clone(),
    }
}

/// The parts that our form can say.
fn without_rest(components: &Components) -> Components {
    let buttons = components.buttons.iter().map(|button| Button {
        rest: serde_json::Map::new(),
        ..button.clone()
    });
    Components {
        body: Body {
            rest: serde_json::Map::new(),
            ..components.body.clone()
        },
        buttons: buttons.collect(),
        other: Vec::new(),
        ..components.clone()
    }
}

/// Whether there is nothing beyond them.
fn is_plain(components: &Components) -> bool {
    let plain_kinds = [
        ButtonKind::QuickReply,
        ButtonKind::Url,
        ButtonKind::PhoneNumber,
        ButtonKind::CopyCode,
    ];
    components.other.is_empty()
        && components.body.rest.is_empty()
        && components
            .buttons
            .iter()
            .all(|button| button.rest.is_empty() && plain_kinds.contains(&button.kind))
}

/// Named, when any variable is no number.
fn format_of(components: &Components) -> ParameterFormat {
    let header = match &components.header {
        Some(Header::Text { text, .. }) => text.as_str(),
        _ => "",
    };
    let mut keys = variables(&components.body.text).into_iter().chain(variables(header));
    if keys.any(|key| !ParameterFormat::Positional.admits(key)) {
        ParameterFormat::Named
    } else {
        ParameterFormat::Positional
    }
}

/// The variables that a campaign or a person must give values for, in the order of the template: the body's and the
/// header's by their key, a button's as `button.N`.
#[must_use]
pub fn variable_keys(template: &Template) -> Vec<String> {
    let mut keys: Vec<String> = variables(&template.components.body.text)
        .into_iter()
        .map(str::to_owned)
        .collect();
    if let Some(Header::Text { text, .. }) = &template.components.header {
        for key in variables(text) {
            let key = if keys.iter().any(|known| known == key) {
                format!("header.{key}")
            } else {
                key.to_owned()
            };
            keys.push(key);
        }
    }
    for (place, button) in template.components.buttons.iter().enumerate() {
        if button.needs_value() && button.kind != ButtonKind::Otp {
            keys.push(format!("button.{place}"));
        }
    }
    keys
}

/// The values of a send from values by variable, as [`variable_keys`] names them.
#[must_use]
pub fn values_of(template: &Template, content: &TemplateContent, values: &BTreeMap<String, String>) -> Values {
    use galka_domain::template::{ButtonValue, HeaderValue};
    let body_keys = variables(&template.components.body.text);
    let pick = |key: &str| values.get(key).map(|text| (key.to_owned(), text.clone()));
    let mut send = Values {
        body: body_keys.iter().filter_map(|key| pick(key)).collect(),
        ..Values::default()
    };
    match &template.components.header {
        Some(Header::Text { text, .. }) => {
            let value = |key: &str| {
                values
                    .get(&format!("header.{key}"))
                    .or_else(|| values.get(key))
                    .cloned()
            };
            let texts: BTreeMap<_, _> = variables(text)
                .into_iter()
                .filter_map(|key| Some((key.to_owned(), value(key)?)))
                .collect();
            if !texts.is_empty() {
                send.header = Some(HeaderValue::Text(texts));
            }
        }
        Some(Header::Media { kind, .. }) => {
            let stored = content.header.as_ref();
            let id = values
                .get("header")
                .cloned()
                .or_else(|| stored.and_then(|header| header.media_id.clone()));
            send.header = id.map(|id| HeaderValue::Media {
                kind: *kind,
                object: json!({"id": id}),
            });
        }
        Some(Header::Location | Header::Product) | None => {}
    }
    for (place, button) in template.components.buttons.iter().enumerate() {
        // A one-time code stands in the text and in the button.
        let key = if button.kind == ButtonKind::Otp {
            "1".to_owned()
        } else {
            format!("button.{place}")
        };
        if let Some(text) = values.get(&key).filter(|_| button.needs_value()) {
            send.buttons.insert(place, ButtonValue::Text(text.clone()));
        }
    }
    send
}

/// The values of one send.
pub type Values = galka_domain::template::TemplateValues;

#[cfg(test)]
mod tests {
    use super::*;
    use galka_domain::template::render;

    fn sample() -> TemplateContent {
        let button = |kind: &str, text: &str| TemplateButton {
            kind: kind.to_owned(),
            text: text.to_owned(),
            ..TemplateButton::default()
        };
        TemplateContent {
            header: Some(TemplateHeader {
                format: "text".to_owned(),
                text: Some("Заказ".to_owned()),
                ..TemplateHeader::default()
            }),
            body: "{{1}}, букет {{2}} готов!".to_owned(),
            footer: Some("Цветы".to_owned()),
            buttons: vec![
                button("quick_reply", "Да"),
                TemplateButton {
                    url: Some("https://shop.test/o/{{1}}".to_owned()),
                    example: Some("https://shop.test/o/17".to_owned()),
                    ..button("url", "Открыть")
                },
            ],
            samples: [("1", "Анна"), ("2", "роз")]
                .map(|(key, text)| (key.to_owned(), text.to_owned()))
                .into(),
            components: None,
        }
    }

    #[test]
    fn what_we_submit_is_what_we_read_back() {
        let content = sample();
        let template = template_of("order", "ru", TemplateCategory::Utility, &content);
        let wire = wire_components(&template);
        assert_eq!(wire[1]["example"]["body_text"][0], json!(["Анна", "роз"]));
        assert_eq!(content_of(&wire), content);
    }

    #[test]
    fn what_our_form_cannot_say_is_kept_whole() {
        let wire = json!([
            {"type": "BODY", "text": "Look"},
            {"type": "CAROUSEL", "cards": [{"components": []}]},
            {"type": "BUTTONS", "buttons": [{"type": "FLOW", "text": "Form", "flow_id": "7"}]}
        ]);
        let content = content_of(&wire);
        assert_eq!(content.body, "Look");
        let template = template_of("t", "ru", TemplateCategory::Marketing, &content);
        assert_eq!(wire_components(&template), wire);
        assert!(content_of(&json!({"odd": true})).components.is_some());
    }

    #[test]
    fn named_variables_are_sent_by_name() {
        let content = TemplateContent {
            body: "Привет, {{first_name}}!".to_owned(),
            ..TemplateContent::default()
        };
        let template = template_of("t", "ru", TemplateCategory::Marketing, &content);
        assert_eq!(template.parameter_format, ParameterFormat::Named);
        let values = [("first_name".to_owned(), "Анна".to_owned())].into();
        let send = values_of(&template, &content, &values).to_json(&template);
        assert_eq!(send[0]["parameters"][0]["parameter_name"], "first_name");
    }

    #[test]
    fn values_reach_header_body_and_button() {
        let mut content = sample();
        content.header.as_mut().unwrap().text = Some("Заказ {{1}}".to_owned());
        let template = template_of("order", "ru", TemplateCategory::Utility, &content);
        assert_eq!(variable_keys(&template), ["1", "2", "header.1", "button.1"]);
        let values = [("1", "Анна"), ("2", "роз"), ("header.1", "17"), ("button.1", "a17")];
        let values = values.map(|(key, text)| (key.to_owned(), text.to_owned())).into();
        let shown = render(&template, &values_of(&template, &content, &values));
        assert_eq!(shown.header_text.as_deref(), Some("Заказ 17"));
        assert_eq!(shown.body, "Анна, букет роз готов!");
        assert_eq!(shown.buttons[1].target.as_deref(), Some("https://shop.test/o/a17"));
    }
}
