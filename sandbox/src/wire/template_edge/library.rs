//! The template library: texts that are approved at once, with the business's own links and numbers put in.
//!
//! Meta, "Template library", 2026. The entries here are written for the sandbox; Meta's own differ.

use super::{create, switch};
use crate::errors::GraphError;
use crate::rules::template_check::{Draft, check_ttl, invalid};
use crate::templates::{Template, TemplateStatus};
use crate::wire::page;
use crate::wire::request::GraphRequest;
use crate::world::World;
use serde_json::{Value, json};
use std::sync::LazyLock;

static LIBRARY: LazyLock<Vec<Value>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../data/template_library.json"))
        .expect("the library is part of the build and read by a test")
});

/// What else may follow the text of a library template.
const BODY_INPUTS: [(&str, &str); 4] = [
    ("add_contact_number", "Call us if you have questions."),
    ("add_learn_more_link", "Learn more on our website."),
    (
        "add_security_recommendation",
        "For your security, do not share this message.",
    ),
    ("add_track_package_link", "Track your parcel on our website."),
];

/// `GET /message_template_library`.
pub(in crate::wire) fn library(request: &GraphRequest) -> Result<Value, GraphError> {
    let is = |filter: &str, value: &Value| {
        request
            .text(filter)
            .filter(|wanted| !wanted.is_empty())
            .is_none_or(|wanted| match value {
                Value::Array(several) => several
                    .iter()
                    .any(|one| one.as_str().is_some_and(|one| one.eq_ignore_ascii_case(wanted))),
                value => value.as_str().is_some_and(|value| value.eq_ignore_ascii_case(wanted)),
            })
    };
    let search = request.text("search").unwrap_or_default().to_lowercase();
    let found = LIBRARY
        .iter()
        .filter(|entry| {
            is("topic", &entry["topic"])
                && is("usecase", &entry["usecase"])
                && is("industry", &entry["industry"])
                && is("language", &entry["language"])
                && is("name", &entry["name"])
        })
        .filter(|entry| {
            ["name", "header", "body"].iter().any(|part| {
                entry[part]
                    .as_str()
                    .is_some_and(|text| text.to_lowercase().contains(&search))
            })
        });
    page(request, found.cloned().collect())
}

/// `POST /{waba-id}/message_templates` with `library_template_name`: nothing to review.
pub(super) fn create(world: &mut World, request: &GraphRequest, waba: u32) -> Result<Value, GraphError> {
    let source = request.text("library_template_name").unwrap_or_default();
    let entry = LIBRARY.iter().find(|entry| entry["name"] == source).ok_or_else(|| {
        invalid(
            2_593_002,
            "Library template not found",
            "There is no template of this name in the library.",
        )
    })?;
    if request.value("components").is_some() {
        return Err(GraphError::parameter(
            "Param components can not be used together with library_template_name.",
        ));
    }
    let name = create::name_of(world, request)?;
    let language = request
        .text("language")
        .ok_or_else(|| GraphError::required("language"))?;
    let language = create::language_of(language)?;
    let category = create::category_of(world, request)?.map_or_else(|| "UTILITY".to_owned(), |(category, _)| category);
    if entry["category"] != category {
        return Err(GraphError::parameter(
            "Param category must be that of the library template: UTILITY.",
        ));
    }
    let components = filled(entry, request)?;
    let draft = Draft {
        category: &category,
        language: &language,
        parameter_format: "POSITIONAL",
        figures: world.figures(),
    };
    let components = draft.check(&components)?;
    let ttl_seconds = request.number("message_send_ttl_seconds");
    if let Some(seconds) = ttl_seconds {
        check_ttl(&category, seconds)?;
    }
    let index = create::add(
        world,
        Template {
            waba,
            name,
            language,
            category,
            status: TemplateStatus::Approved,
            parameter_format: "POSITIONAL".to_owned(),
            components,
            ttl_seconds,
            library_name: Some(source.to_owned()),
            ..Template::default()
        },
    )?;
    world.tell_template(index, "APPROVED", json!("NONE"), None);
    Ok(create::answer(world, index))
}

/// The components of an entry with the business's inputs in them.
fn filled(entry: &Value, request: &GraphRequest) -> Result<Vec<Value>, GraphError> {
    let inputs = request.value("library_template_body_inputs").unwrap_or_default();
    let mut body = entry["body"].as_str().unwrap_or_default().to_owned();
    for (name, sentence) in BODY_INPUTS {
        let asked = inputs[name].as_bool() == Some(true) || (inputs.is_null() && switch(request, name) == Some(true));
        if asked {
            body.push(' ');
            body.push_str(sentence);
        }
    }
    let mut components = Vec::new();
    if entry["header"].is_string() {
        components.push(json!({"type": "HEADER", "format": "TEXT", "text": entry["header"]}));
    }
    components.push(json!({"type": "BODY", "text": body, "example": {"body_text": [entry["body_params"]]}}));
    let buttons = entry["buttons"].as_array().map_or(&[][..], Vec::as_slice);
    let given = request.value("library_template_button_inputs").unwrap_or_default();
    let given = given.as_array().map_or(&[][..], Vec::as_slice);
    let mut stored = Vec::with_capacity(buttons.len());
    for (place, button) in buttons.iter().enumerate() {
        stored.push(button_of(button, given.get(place))?);
    }
    if !stored.is_empty() {
        components.push(json!({"type": "BUTTONS", "buttons": stored}));
    }
    Ok(components)
}

/// A link or a call button leads to the business that uses the template, so it must say where.
fn button_of(button: &Value, given: Option<&Value>) -> Result<Value, GraphError> {
    let kind = button["type"].as_str().unwrap_or_default();
    let missing = || GraphError::required("library_template_button_inputs");
    let fits = |given: &&Value| {
        given["type"]
            .as_str()
            .is_some_and(|type_| type_.eq_ignore_ascii_case(kind))
    };
    match kind {
        "URL" => {
            let url = &given.filter(fits).ok_or_else(missing)?["url"];
            let base = url["base_url"].as_str().ok_or_else(missing)?;
            let mut button = json!({"type": kind, "text": button["text"], "url": base});
            if let Some(example) = url["url_suffix_example"].as_str() {
                button["example"] = json!([example]);
            }
            Ok(button)
        }
        "PHONE_NUMBER" => {
            let phone = &given.filter(fits).ok_or_else(missing)?["phone_number"];
            Ok(json!({"type": kind, "text": button["text"], "phone_number": phone}))
        }
        _ => Ok(button.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_has_a_dozen_texts_for_each_topic() {
        for topic in ["ACCOUNT_UPDATE", "CUSTOMER_FEEDBACK", "ORDER_MANAGEMENT", "PAYMENTS"] {
            assert_eq!(
                LIBRARY.iter().filter(|entry| entry["topic"] == topic).count(),
                12,
                "{topic}"
            );
        }
    }
}
