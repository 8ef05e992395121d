//! Templates: create, list, read, edit, delete.
//!
//! Meta, "Template management", 2026.

use crate::clock::DAY_MS;
use crate::errors::GraphError;
use crate::rules::review::{check_components, invalid};
use crate::templates::{DEFAULT_FIELDS, IllegalMove, Template, TemplateStatus};
use crate::wire::request::GraphRequest;
use crate::wire::{page, select};
use crate::world::World;
use serde_json::{Value, json};

/// `/{waba-id}/message_templates`.
pub(super) fn answer(world: &mut World, request: &GraphRequest, waba: u32) -> Result<Value, GraphError> {
    match request.method.as_str() {
        "GET" => list(world, request, waba),
        "POST" => create(world, request, waba),
        "DELETE" => delete(world, request, waba),
        method => Err(GraphError::unknown_node(
            method,
            &world.accounts.wabas[waba as usize].id,
        )),
    }
}

/// `/{template-id}`.
pub(super) fn answer_one(
    world: &mut World,
    request: &GraphRequest,
    template: u32,
    edge: &[&str],
) -> Result<Value, GraphError> {
    match (request.method.as_str(), edge) {
        ("GET", []) => select(
            world.templates.list[template as usize].view(),
            request.text("fields"),
            DEFAULT_FIELDS,
            "MessageTemplate",
        ),
        ("POST", []) => edit(world, request, template),
        ("POST", ["unpause"]) => unpause(world, template),
        (method, _) => Err(GraphError::unknown_node(
            method,
            &world.templates.list[template as usize].id,
        )),
    }
}

/// Meta, "Template pacing", 2026: only a template that pacing paused.
fn unpause(world: &mut World, template: u32) -> Result<Value, GraphError> {
    if world.unpause_template(template) {
        return Ok(json!({"success": true}));
    }
    Err(invalid(
        2_388_025,
        "Template can't be unpaused",
        "Only a template that was paused by pacing can be unpaused.",
    ))
}

fn list(world: &World, request: &GraphRequest, waba: u32) -> Result<Value, GraphError> {
    let matches_list = |filter: &str, value: &str| {
        request.value(filter).is_none_or(|wanted| match wanted {
            Value::Array(several) => several
                .iter()
                .any(|one| one.as_str().is_some_and(|one| one.eq_ignore_ascii_case(value))),
            Value::String(one) => one.is_empty() || one.split(',').any(|one| one.trim().eq_ignore_ascii_case(value)),
            _ => true,
        })
    };
    let body = |template: &Template| template.text_of("BODY").unwrap_or_default().to_lowercase();
    let contains = |filter: &str, test: &dyn Fn(&str) -> bool| {
        request.text(filter).is_none_or(|wanted| test(&wanted.to_lowercase()))
    };
    let items = world
        .templates
        .of_waba(waba)
        .map(|(_, template)| template)
        .filter(|template| matches_list("status", template.status.as_str()))
        .filter(|template| matches_list("category", &template.category) && matches_list("language", &template.language))
        .filter(|template| contains("name", &|wanted| template.name.contains(wanted)))
        .filter(|template| contains("content", &|wanted| body(template).contains(wanted)))
        .filter(|template| {
            contains("name_or_content", &|wanted| {
                template.name.contains(wanted) || body(template).contains(wanted)
            })
        })
        .map(|template| {
            select(
                template.view(),
                request.text("fields"),
                DEFAULT_FIELDS,
                "MessageTemplate",
            )
        })
        .collect::<Result<Vec<_>, _>>()?;
    page(request, items)
}

fn create(world: &mut World, request: &GraphRequest, waba: u32) -> Result<Value, GraphError> {
    let (figures, now) = (world.figures(), world.now_ms());
    let name = request
        .text("name")
        .ok_or_else(|| GraphError::required("name"))?
        .to_owned();
    let good = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_';
    if name.is_empty() || name.len() > figures.template_name_max || !name.chars().all(good) {
        return Err(GraphError::parameter(format!(
            "Param name must have 1 to {} characters: lower-case letters, digits and underscores.",
            figures.template_name_max
        )));
    }
    let language = request
        .text("language")
        .ok_or_else(|| GraphError::required("language"))?
        .to_owned();
    if !is_language(&language) {
        return Err(GraphError::parameter(format!(
            "Param language must be a language code such as en_US - got \"{language}\"."
        )));
    }
    let category = category_of(request)?.ok_or_else(|| GraphError::required("category"))?;
    let parameter_format = request
        .text("parameter_format")
        .unwrap_or("POSITIONAL")
        .to_ascii_uppercase();
    if !matches!(parameter_format.as_str(), "POSITIONAL" | "NAMED") {
        return Err(GraphError::parameter(
            "Param parameter_format must be one of {POSITIONAL, NAMED}",
        ));
    }
    let components = components_of(request)?.ok_or_else(|| GraphError::required("components"))?;
    let components = check_components(&components, &category, &parameter_format, figures)?;
    if world.templates.find(waba, &name, &language).is_some() {
        return Err(invalid(
            2_388_024,
            "Content in this language already exists",
            format!("There is already content for {language} in {name}."),
        ));
    }
    if world.accounts.wabas[waba as usize]
        .deleted_names
        .get(&name)
        .is_some_and(|until| now < *until)
    {
        return Err(invalid(
            2_388_023,
            "Message template language is being deleted",
            format!(
                "A template {name} was deleted; its name is free again after {} days.",
                figures.deleted_name_blocked_days
            ),
        ));
    }
    if world.templates.of_waba(waba).count() >= figures.templates_max_unverified {
        return Err(invalid(
            2_388_019,
            "Template limit reached",
            "This account has as many templates as it may have.",
        ));
    }
    let id = world.random.digits(16);
    let index = world.templates.add(Template {
        id: id.clone(),
        waba,
        name,
        language,
        category: category.clone(),
        parameter_format,
        components,
        rejected_reason: "NONE".to_owned(),
        ttl_seconds: request.number("message_send_ttl_seconds"),
        created_ms: now,
        updated_ms: now,
        quality: "UNKNOWN".to_owned(),
        ..Template::default()
    });
    world.submit(index);
    Ok(json!({"id": id, "status": "PENDING", "category": category}))
}

fn edit(world: &mut World, request: &GraphRequest, index: u32) -> Result<Value, GraphError> {
    let (figures, now) = (world.figures(), world.now_ms());
    let category = category_of(request)?;
    let components = components_of(request)?;
    let template = &world.templates.list[index as usize];
    let approved = template.status == TemplateStatus::Approved;
    if !matches!(
        template.status,
        TemplateStatus::Approved | TemplateStatus::Rejected | TemplateStatus::Paused
    ) {
        return Err(invalid(
            2_388_025,
            "Template can't be edited",
            "Only approved, rejected and paused templates can be edited.",
        ));
    }
    if approved && category.as_ref().is_some_and(|category| *category != template.category) {
        return Err(invalid(
            2_388_025,
            "Template can't be edited",
            "The category of an approved template can't be changed.",
        ));
    }
    // Meta, "Template management › Edit", 2026: approved ones once in 24 hours and 10 times in 30 days.
    let within = |span: i64| template.edits.iter().filter(|at| now - **at < span).count();
    if approved
        && (within(DAY_MS) >= figures.template_edit_per_day || within(30 * DAY_MS) >= figures.template_edit_per_30_days)
    {
        return Err(invalid(
            2_388_025,
            "Template can't be edited",
            "An approved template can be edited once in 24 hours and 10 times in 30 days.",
        ));
    }
    let new_category = category.unwrap_or_else(|| template.category.clone());
    let format = template.parameter_format.clone();
    let components = components
        .map(|parts| check_components(&parts, &new_category, &format, figures))
        .transpose()?;
    let template = &mut world.templates.list[index as usize];
    template.category = new_category;
    if let Some(seconds) = request.number("message_send_ttl_seconds") {
        template.ttl_seconds = Some(seconds);
    }
    if let Some(components) = components {
        template.components = components;
        if approved {
            template.edits.push(now);
        }
        world.submit(index);
    }
    Ok(json!({"success": true}))
}

fn delete(world: &mut World, request: &GraphRequest, waba: u32) -> Result<Value, GraphError> {
    let several: Vec<String> = match request.value("hsm_ids") {
        Some(Value::Array(ids)) => ids
            .iter()
            .map(|id| id.to_string().trim_matches('"').to_owned())
            .collect(),
        _ => Vec::new(),
    };
    let (name, one) = (request.text("name"), request.text("hsm_id"));
    if name.is_none() && several.is_empty() {
        return Err(GraphError::required("name"));
    }
    let doomed: Vec<u32> = world
        .templates
        .of_waba(waba)
        .filter(|(_, template)| match name {
            Some(name) => template.name == name && one.is_none_or(|id| template.id == id),
            None => several.contains(&template.id),
        })
        .map(|(index, _)| index)
        .collect();
    if doomed.is_empty() {
        return Err(invalid(
            2_593_002,
            "Message template not found",
            "There is no such template in this account.",
        ));
    }
    let until = world.now_ms() + world.figures().deleted_name_blocked_days * DAY_MS;
    for index in doomed {
        let template = &world.templates.list[index as usize];
        if template.status == TemplateStatus::Disabled {
            return Err(invalid(
                2_388_025,
                "Template can't be deleted",
                "A disabled template can't be deleted.",
            ));
        }
        if template.status == TemplateStatus::Approved && several.is_empty() && one.is_none() {
            let name = template.name.clone();
            world.accounts.wabas[waba as usize].deleted_names.insert(name, until);
        }
        let refused = |illegal: IllegalMove| {
            let text = format!("A template that is {} can't be deleted.", illegal.from.as_str());
            invalid(2_388_025, "Template can't be deleted", text)
        };
        world.delete_template(index).map_err(refused)?;
    }
    Ok(json!({"success": true}))
}

fn category_of(request: &GraphRequest) -> Result<Option<String>, GraphError> {
    let Some(category) = request.text("category").map(str::to_ascii_uppercase) else {
        return Ok(None);
    };
    if matches!(category.as_str(), "MARKETING" | "UTILITY" | "AUTHENTICATION") {
        return Ok(Some(category));
    }
    Err(GraphError::parameter(
        "Param category must be one of {AUTHENTICATION, MARKETING, UTILITY}",
    ))
}

fn components_of(request: &GraphRequest) -> Result<Option<Vec<Value>>, GraphError> {
    match request.value("components") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Array(list)) if !list.is_empty() && list.iter().all(Value::is_object) => Ok(Some(list)),
        Some(_) => Err(GraphError::parameter("Param components must be an array of objects.")),
    }
}

/// `en`, `en_US`, `zh_CN`, `fil`.
fn is_language(code: &str) -> bool {
    let (language, country) = code
        .split_once('_')
        .map_or((code, None), |(language, country)| (language, Some(country)));
    (2..=3).contains(&language.len())
        && language.chars().all(|character| character.is_ascii_lowercase())
        && country.is_none_or(|country| {
            (2..=4).contains(&country.len()) && country.chars().all(|character| character.is_ascii_alphabetic())
        })
}
