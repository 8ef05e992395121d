//! Creating a template.
//!
//! Meta, "Create a template" and "Template library", 2026. `allow_category_change` is read over: since 2025-04-09 a
//! category is always changed where it is wrong.

use super::{components_of, library, switch};
use crate::clock::HOUR_MS;
use crate::errors::GraphError;
use crate::rules::languages;
use crate::rules::template_check::{Draft, check_ttl, invalid};
use crate::templates::Template;
use crate::wire::request::GraphRequest;
use crate::world::World;
use serde_json::{Value, json};

/// Templates that an account may create in an hour (Meta, "Rate limits", 2026).
const CREATIONS_PER_HOUR: usize = 100;

/// The kinds of 2021 and of 2022, and what they are today.
const OLD_CATEGORIES: [(&str, &str); 13] = [
    ("ACCOUNT_UPDATE", "UTILITY"),
    ("ALERT_UPDATE", "UTILITY"),
    ("APPOINTMENT_UPDATE", "UTILITY"),
    ("AUTO_REPLY", "UTILITY"),
    ("ISSUE_RESOLUTION", "UTILITY"),
    ("PAYMENT_UPDATE", "UTILITY"),
    ("PERSONAL_FINANCE_UPDATE", "UTILITY"),
    ("RESERVATION_UPDATE", "UTILITY"),
    ("SHIPPING_UPDATE", "UTILITY"),
    ("TICKET_UPDATE", "UTILITY"),
    ("TRANSPORTATION_UPDATE", "UTILITY"),
    ("TRANSACTIONAL", "UTILITY"),
    ("OTP", "AUTHENTICATION"),
];

/// `POST /{waba-id}/message_templates`.
pub(super) fn create(world: &mut World, request: &GraphRequest, waba: u32) -> Result<Value, GraphError> {
    if request.text("library_template_name").is_some() {
        return library::create(world, request, waba);
    }
    let name = name_of(world, request)?;
    let language = language_of(
        request
            .text("language")
            .ok_or_else(|| GraphError::required("language"))?,
    )?;
    let (category, sub_category) = category_of(world, request)?.ok_or_else(|| GraphError::required("category"))?;
    let parameter_format = format_of(request)?.unwrap_or_else(|| "POSITIONAL".to_owned());
    let components = components_of(request)?.ok_or_else(|| GraphError::required("components"))?;
    let draft = Draft {
        category: &category,
        language: &language,
        parameter_format: &parameter_format,
        figures: world.figures(),
    };
    let components = draft.check(&components)?;
    check_samples(world, &components)?;
    let ttl_seconds = request.number("message_send_ttl_seconds");
    if let Some(seconds) = ttl_seconds {
        check_ttl(&category, seconds)?;
    }
    let template = Template {
        waba,
        name,
        language,
        category,
        sub_category: sub_category.or_else(|| request.text("sub_category").map(|text| short(text).to_owned())),
        parameter_format,
        components,
        ttl_seconds,
        link_tracking_opted_out: switch(request, "cta_url_link_tracking_opted_out").unwrap_or(false),
        primary_device_only: switch(request, "is_primary_device_delivery_only").unwrap_or(false),
        ..Template::default()
    };
    let index = add(world, template)?;
    world.submit(index);
    Ok(answer(world, index))
}

/// What a creation answers.
pub(super) fn answer(world: &World, index: u32) -> Value {
    let template = &world.templates.list[index as usize];
    json!({"id": template.id, "status": template.status.as_str(), "category": template.category})
}

/// Stores a template if the account may have it and has not made too many lately.
pub(super) fn add(world: &mut World, template: Template) -> Result<u32, GraphError> {
    let now = world.now_ms();
    let lately = world
        .templates
        .list
        .iter()
        .rev()
        .take_while(|other| now - other.created_ms < HOUR_MS)
        .filter(|other| other.waba == template.waba)
        .count();
    if lately >= CREATIONS_PER_HOUR {
        let text = format!("An account creates at most {CREATIONS_PER_HOUR} templates in an hour.");
        return Err(GraphError::new(80_007).details(text));
    }
    add_copy(world, template)
}

/// Stores a template if the account may have it.
pub(super) fn add_copy(world: &mut World, template: Template) -> Result<u32, GraphError> {
    may_add(world, template.waba, &template.name, &template.language)?;
    let now = world.now_ms();
    let id = world.random.digits(16);
    Ok(world.templates.add(Template {
        id,
        rejected_reason: "NONE".to_owned(),
        quality: "UNKNOWN".to_owned(),
        created_ms: now,
        updated_ms: now,
        ..template
    }))
}

/// Whether an account may have one more template, of this name in this language.
fn may_add(world: &World, waba: u32, name: &str, language: &str) -> Result<(), GraphError> {
    let (figures, now) = (world.figures(), world.now_ms());
    if world.templates.find(waba, name, language).is_some() {
        return Err(invalid(
            2_388_024,
            "Content in this language already exists",
            format!("There is already {language} content for this template. Create a new template and try again."),
        ));
    }
    let blocked = &world.accounts.wabas[waba as usize].deleted_names;
    let keys = [name.to_owned(), deleted_key(name, language)];
    if keys
        .iter()
        .any(|key| blocked.get(key).is_some_and(|until| now < *until))
    {
        return Err(invalid(
            2_388_023,
            "Message template language is being deleted",
            format!(
                "New {language} content can't be added while the old one is being deleted: the name is free again after {} days.",
                figures.deleted_name_blocked_days
            ),
        ));
    }
    if world.templates.of_waba(waba).count() >= limit(world, waba) {
        return Err(invalid(
            2_388_019,
            "Template limit reached",
            "This account has as many templates as it may have. Delete some and try again.",
        ));
    }
    Ok(())
}

/// How many templates an account may have, counting each language.
pub(super) fn limit(world: &World, waba: u32) -> usize {
    let portfolio = world.accounts.wabas[waba as usize].portfolio;
    match world.business_verification(portfolio) {
        "verified" => world.figures().templates_max_verified,
        _ => world.figures().templates_max_unverified,
    }
}

/// The name under which the deletion of one language is kept; names have no strokes.
pub(super) fn deleted_key(name: &str, language: &str) -> String {
    format!("{name}/{language}")
}

/// A name that a template may have.
pub(super) fn name_of(world: &World, request: &GraphRequest) -> Result<String, GraphError> {
    let most = world.figures().template_name_max;
    let name = request.text("name").ok_or_else(|| GraphError::required("name"))?;
    let good = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_';
    if name.is_empty() || name.len() > most || !name.chars().all(good) {
        return Err(GraphError::parameter(format!(
            "Param name must have 1 to {most} characters: lower-case letters, digits and underscores."
        )));
    }
    Ok(name.to_owned())
}

/// A language that templates can be in.
pub(super) fn language_of(code: &str) -> Result<String, GraphError> {
    if languages::is_known(code) {
        return Ok(code.to_owned());
    }
    let shown = short(code);
    Err(GraphError::parameter(format!(
        "Param language must be a supported language code such as en_US - got \"{shown}\"."
    )))
}

/// A category, and the older word for it where the rule set knows such words.
pub(super) fn category_of(
    world: &World,
    request: &GraphRequest,
) -> Result<Option<(String, Option<String>)>, GraphError> {
    let Some(category) = request.text("category").map(str::to_ascii_uppercase) else {
        return Ok(None);
    };
    if matches!(category.as_str(), "MARKETING" | "UTILITY" | "AUTHENTICATION") {
        return Ok(Some((category, None)));
    }
    let old = OLD_CATEGORIES.iter().find(|(old, _)| *old == category);
    if let Some((_, today)) = old.filter(|_| world.figures().template_flagged_days.is_some()) {
        return Ok(Some(((*today).to_owned(), Some(category))));
    }
    Err(GraphError::parameter(
        "Param category must be one of {AUTHENTICATION, MARKETING, UTILITY}",
    ))
}

/// How variables are written.
pub(super) fn format_of(request: &GraphRequest) -> Result<Option<String>, GraphError> {
    let Some(format) = request.text("parameter_format").map(str::to_ascii_uppercase) else {
        return Ok(None);
    };
    if matches!(format.as_str(), "POSITIONAL" | "NAMED") {
        return Ok(Some(format));
    }
    Err(GraphError::parameter(
        "Param parameter_format must be one of {POSITIONAL, NAMED}",
    ))
}

/// The files behind the samples of media headers: of the right kind where they were uploaded here.
pub(super) fn check_samples(world: &World, components: &[Value]) -> Result<(), GraphError> {
    for component in components {
        for card in component["cards"].as_array().into_iter().flatten() {
            check_samples(world, card["components"].as_array().map_or(&[][..], Vec::as_slice))?;
        }
        let Some(handle) = component["example"]["header_handle"][0].as_str() else {
            continue;
        };
        let format = component["format"].as_str().unwrap_or_default();
        let kind = world.find_upload(handle).map(|file| file.mime_type.as_str());
        let fits = match (format, kind) {
            (_, None) => world.settings.foreign_file_handles,
            ("IMAGE", Some(kind)) => kind.starts_with("image/"),
            ("VIDEO" | "GIF", Some(kind)) => kind.starts_with("video/"),
            (_, Some(kind)) => !kind.starts_with("image/") && !kind.starts_with("video/"),
        };
        if !fits {
            return Err(invalid(
                2_388_043,
                "Sample can't be used",
                format!("The sample of the header is not an uploaded file of kind {format}."),
            ));
        }
    }
    Ok(())
}

fn short(text: &str) -> &str {
    let end = text.char_indices().nth(64).map_or(text.len(), |(end, _)| end);
    &text[..end]
}
