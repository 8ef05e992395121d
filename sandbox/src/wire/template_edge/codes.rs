//! Authentication templates in many languages at once, and how they would read.
//!
//! Meta, "Authentication templates › Bulk management" and "Template previews", 2026.

use super::create::{self, check_samples};
use super::{components_of, ids, switch};
use crate::errors::GraphError;
use crate::rules::template_check::{Draft, check_ttl, invalid, is_expiry, previews, upsert_components};
use crate::templates::{Template, TemplateStatus};
use crate::wire::request::GraphRequest;
use crate::world::World;
use serde_json::{Value, json};

/// Languages in one call at most.
const LANGUAGES_MAX: usize = 100;

/// `POST /{waba-id}/upsert_message_templates`.
pub(super) fn upsert(world: &mut World, request: &GraphRequest, waba: u32) -> Result<Value, GraphError> {
    let name = create::name_of(world, request)?;
    let languages = languages_of(request)?;
    if request
        .text("category")
        .is_none_or(|category| !category.eq_ignore_ascii_case("AUTHENTICATION"))
    {
        return Err(GraphError::parameter("Param category must be one of {AUTHENTICATION}"));
    }
    let components = components_of(request)?.ok_or_else(|| GraphError::required("components"))?;
    upsert_components(&components)?;
    let ttl_seconds = request.number("message_send_ttl_seconds");
    if let Some(seconds) = ttl_seconds {
        check_ttl("AUTHENTICATION", seconds)?;
    }
    let mut data = Vec::with_capacity(languages.len());
    for language in languages {
        let draft = Draft {
            category: "AUTHENTICATION",
            language: &language,
            parameter_format: "POSITIONAL",
            figures: world.figures(),
        };
        let components = draft.check(&components)?;
        check_samples(world, &components)?;
        let index = match world.templates.find(waba, &name, &language) {
            Some(index) => {
                let template = &mut world.templates.list[index as usize];
                let editable = template.status.is_editable() || template.status == TemplateStatus::Pending;
                if template.category != "AUTHENTICATION" || !editable {
                    return Err(invalid(
                        2_388_003,
                        "Template can't be edited",
                        "Only authentication templates that are not disabled, deleted or archived can be updated so.",
                    ));
                }
                template.components = components;
                template.ttl_seconds = ttl_seconds.or(template.ttl_seconds);
                index
            }
            None => create::add(
                world,
                Template {
                    waba,
                    name: name.clone(),
                    language: language.clone(),
                    category: "AUTHENTICATION".to_owned(),
                    parameter_format: "POSITIONAL".to_owned(),
                    components,
                    ttl_seconds,
                    ..Template::default()
                },
            )?,
        };
        world.submit(index);
        let template = &world.templates.list[index as usize];
        data.push(json!({"id": template.id, "status": template.status.as_str(), "language": language}));
    }
    Ok(json!({"data": data}))
}

/// `GET /{waba-id}/message_template_previews`.
pub(super) fn show(request: &GraphRequest) -> Result<Value, GraphError> {
    if request
        .text("category")
        .is_none_or(|category| !category.eq_ignore_ascii_case("AUTHENTICATION"))
    {
        return Err(GraphError::parameter("Param category must be one of {AUTHENTICATION}"));
    }
    let languages = match ids(request, "languages") {
        none if none.is_empty() => vec!["en_US".to_owned()],
        _ => languages_of(request)?,
    };
    let minutes = request.number("code_expiration_minutes");
    if minutes.is_some_and(|minutes| !is_expiry(minutes)) {
        return Err(GraphError::parameter(
            "Param code_expiration_minutes must be between 1 and 90.",
        ));
    }
    let languages: Vec<&str> = languages.iter().map(String::as_str).collect();
    let advised = switch(request, "add_security_recommendation").unwrap_or(false);
    let with_button = ids(request, "button_types")
        .iter()
        .any(|kind| kind.eq_ignore_ascii_case("OTP"));
    Ok(json!({"data": previews(&languages, advised, minutes, with_button)}))
}

fn languages_of(request: &GraphRequest) -> Result<Vec<String>, GraphError> {
    let mut languages = ids(request, "languages");
    languages.dedup();
    if languages.is_empty() {
        return Err(GraphError::required("languages"));
    }
    if languages.len() > LANGUAGES_MAX {
        return Err(GraphError::parameter(format!(
            "Param languages must have at most {LANGUAGES_MAX} languages."
        )));
    }
    languages.iter().map(|code| create::language_of(code)).collect()
}
