//! Editing, unpausing, archiving and deleting templates.
//!
//! Meta, "Template management" and "Template pacing", 2026. Meta lists no subcodes for what cannot be edited or deleted;
//! 2388003 is what integrations report.

use super::create::{category_of, check_samples, deleted_key, format_of};
use super::{components_of, done, ids};
use crate::clock::DAY_MS;
use crate::errors::GraphError;
use crate::rules::template_check::{Draft, check_ttl, invalid};
use crate::templates::{IllegalMove, TemplateStatus};
use crate::wire::request::GraphRequest;
use crate::world::World;
use serde_json::{Map, Value, json};

/// Templates named in one deletion or archiving at most.
const IDS_MAX: usize = 100;
/// What integrations report for edits and deletions that are not allowed.
const NOT_ALLOWED: u32 = 2_388_003;

/// `POST /{template-id}`.
pub(super) fn edit(world: &mut World, request: &GraphRequest, index: u32) -> Result<Value, GraphError> {
    let (figures, now) = (world.figures(), world.now_ms());
    let category = category_of(world, request)?;
    let components = components_of(request)?;
    let format = format_of(request)?;
    let ttl_seconds = request.number("message_send_ttl_seconds");
    let refused = |text: &str| Err(invalid(NOT_ALLOWED, "Template can't be edited", text));
    let template = &world.templates.list[index as usize];
    if !template.status.is_editable() {
        return refused("Only approved, rejected and paused templates can be edited.");
    }
    for fixed in ["name", "language"] {
        let same = [&template.name, &template.language][usize::from(fixed == "language")];
        if request.text(fixed).is_some_and(|value| value != same) {
            return refused("The name and the language of a template can't be changed.");
        }
    }
    let approved = template.status == TemplateStatus::Approved;
    let recategorised = category
        .as_ref()
        .is_some_and(|(category, _)| *category != template.category);
    if approved && recategorised {
        return refused("The category of an approved template can't be changed.");
    }
    let new_category = category.map_or_else(|| template.category.clone(), |(category, _)| category);
    let new_format = format.unwrap_or_else(|| template.parameter_format.clone());
    if let Some(seconds) = ttl_seconds {
        check_ttl(&new_category, seconds)?;
    }
    let draft = Draft {
        category: &new_category,
        language: &template.language,
        parameter_format: &new_format,
        figures,
    };
    let components = components.map(|parts| draft.check(&parts)).transpose()?;
    check_samples(world, components.as_deref().unwrap_or_default())?;
    let resubmitted = components.is_some() || recategorised;
    let within = |span: i64| template.edits.iter().filter(|at| now - **at < span).count();
    if approved
        && resubmitted
        && (within(DAY_MS) >= figures.template_edit_per_day || within(30 * DAY_MS) >= figures.template_edit_per_30_days)
    {
        return refused("An approved template can be edited once in 24 hours and 10 times in 30 days.");
    }
    let template = &mut world.templates.list[index as usize];
    (template.category, template.parameter_format) = (new_category, new_format);
    template.ttl_seconds = ttl_seconds.or(template.ttl_seconds);
    let replaced = components.is_some();
    if let Some(components) = components {
        template.components = components;
    }
    if approved && resubmitted {
        template.edits.retain(|at| now - *at < 30 * DAY_MS);
        template.edits.push(now);
    }
    if replaced {
        world.tell_template_components(index);
    }
    if resubmitted {
        world.submit(index);
    }
    Ok(done())
}

/// `POST /{template-id}/unpause`: only a template that pacing paused.
pub(super) fn unpause(world: &mut World, index: u32) -> Result<Value, GraphError> {
    if world.unpause_template(index) {
        return Ok(done());
    }
    Err(invalid(
        NOT_ALLOWED,
        "Template can't be unpaused",
        "Only a template that was paused by pacing can be unpaused.",
    ))
}

/// `DELETE /{waba-id}/message_templates`: by name, by name and id, or by ids.
pub(super) fn delete(world: &mut World, request: &GraphRequest, waba: u32) -> Result<Value, GraphError> {
    let several = ids(request, "hsm_ids");
    let (name, one) = (request.text("name"), ids(request, "hsm_id").pop());
    if name.is_none() && several.is_empty() {
        return Err(GraphError::required("name"));
    }
    check_count("hsm_ids", &several)?;
    let doomed: Vec<u32> = world
        .templates
        .of_waba(waba)
        .filter(|(_, template)| match name {
            Some(name) => template.name == name && one.as_ref().is_none_or(|id| template.id == *id),
            None => several.contains(&template.id),
        })
        .map(|(index, _)| index)
        .collect();
    if doomed.is_empty() || (name.is_none() && doomed.len() < several.len()) {
        return Err(invalid(
            2_593_002,
            "Message template not found",
            "There is no such template in this account.",
        ));
    }
    let next = TemplateStatus::PendingDeletion;
    for index in &doomed {
        let status = world.templates.list[*index as usize].status;
        status.moved_to(next).map_err(cannot_delete)?;
    }
    let until = world.now_ms() + world.figures().deleted_name_blocked_days * DAY_MS;
    for index in doomed {
        let template = &world.templates.list[index as usize];
        // A name is taken for a while after approved content went; after one language of it, that language is.
        if template.status == TemplateStatus::Approved {
            let whole = one.is_none() && several.is_empty();
            let key = match whole {
                true => template.name.clone(),
                false => deleted_key(&template.name, &template.language),
            };
            world.accounts.wabas[waba as usize].deleted_names.insert(key, until);
        }
        world.delete_template(index).map_err(cannot_delete)?;
    }
    Ok(done())
}

/// `POST api.facebook.com/{waba-id}/message_templates/archive` and `…/unarchive`.
pub(super) fn archive(world: &mut World, request: &GraphRequest, waba: u32, away: bool) -> Result<Value, GraphError> {
    let names = ["template_ids", "message_template_ids", "hsm_ids", "ids"];
    let wanted = names.iter().map(|name| ids(request, name)).find(|ids| !ids.is_empty());
    let wanted = wanted.ok_or_else(|| GraphError::required("template_ids"))?;
    check_count("template_ids", &wanted)?;
    let (mut moved, mut failed) = (Vec::new(), Map::new());
    for id in wanted {
        let found = world.templates.find_id(&id);
        let found = found.filter(|index| world.templates.list[*index as usize].waba == waba);
        let outcome = match found {
            None => Err("The template does not exist in this account.".to_owned()),
            Some(index) if away => world.archive_template(index).map_err(explain),
            Some(index) => world.unarchive_template(index).map_err(explain),
        };
        match outcome {
            Ok(()) => moved.push(id),
            Err(why) => {
                failed.insert(id, json!(why));
            }
        }
    }
    let key = if away {
        "archived_templates"
    } else {
        "unarchived_templates"
    };
    Ok(json!({key: moved, "failed_templates": failed}))
}

fn explain(illegal: IllegalMove) -> String {
    format!("The template is {}.", illegal.from.as_str())
}

fn check_count(name: &str, ids: &[String]) -> Result<(), GraphError> {
    if ids.len() > IDS_MAX {
        return Err(GraphError::parameter(format!(
            "Param {name} must have at most {IDS_MAX} ids."
        )));
    }
    Ok(())
}

fn cannot_delete(illegal: IllegalMove) -> GraphError {
    let text = format!("A template that is {} can't be deleted.", illegal.from.as_str());
    invalid(NOT_ALLOWED, "Template can't be deleted", text)
}
