//! Templates over the Graph API.
//!
//! Meta, "Template management", "Template library" and "Template comparison", 2026.

mod accounts;
mod change;
mod codes;
mod create;
mod library;
mod list;

pub(super) use library::library;

use crate::errors::GraphError;
use crate::templates::DEFAULT_FIELDS;
use crate::wire::request::GraphRequest;
use crate::wire::select;
use crate::world::World;
use serde_json::{Value, json};

/// What hangs on an account: `/{waba-id}/message_templates` and its neighbours.
pub(super) fn answer(world: &mut World, request: &GraphRequest, waba: u32, edge: &[&str]) -> Result<Value, GraphError> {
    match (request.method.as_str(), edge) {
        ("GET", ["message_templates"]) => list::list(world, request, waba),
        ("POST", ["message_templates"]) => create::create(world, request, waba),
        ("DELETE", ["message_templates"]) => change::delete(world, request, waba),
        ("POST", ["message_templates", "archive"]) => change::archive(world, request, waba, true),
        ("POST", ["message_templates", "unarchive"]) => change::archive(world, request, waba, false),
        ("POST", ["upsert_message_templates"]) => codes::upsert(world, request, waba),
        ("GET", ["message_template_previews"]) => codes::show(request),
        ("POST", ["migrate_message_templates"]) => accounts::migrate(world, request, waba),
        (method, _) => Err(GraphError::unknown_node(
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
            "WhatsAppMessageTemplate",
        ),
        ("POST", []) => change::edit(world, request, template),
        ("GET", ["compare"]) => accounts::compare(world, request, template),
        ("POST", ["unpause"]) => change::unpause(world, template),
        (method, _) => Err(GraphError::unknown_node(
            method,
            &world.templates.list[template as usize].id,
        )),
    }
}

/// What a template needs that may be of any kind: a list of objects.
fn components_of(request: &GraphRequest) -> Result<Option<Vec<Value>>, GraphError> {
    match request.value("components") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Array(list)) if !list.is_empty() && list.iter().all(Value::is_object) => Ok(Some(list)),
        Some(_) => Err(GraphError::parameter("Param components must be an array of objects.")),
    }
}

/// A switch that comes as JSON or as the text of a form.
fn switch(request: &GraphRequest, name: &str) -> Option<bool> {
    match request.params.get(name)? {
        Value::Bool(on) => Some(*on),
        Value::String(text) => Some(text.eq_ignore_ascii_case("true") || text == "1"),
        _ => None,
    }
}

/// Ids in a list, as JSON or separated by commas, each as text.
fn ids(request: &GraphRequest, name: &str) -> Vec<String> {
    match request.value(name) {
        Some(Value::Array(list)) => list
            .iter()
            .map(|id| id.to_string().trim_matches('"').to_owned())
            .collect(),
        Some(Value::String(text)) => text
            .split(',')
            .map(|id| id.trim().to_owned())
            .filter(|id| !id.is_empty())
            .collect(),
        Some(Value::Number(id)) => vec![id.to_string()],
        _ => Vec::new(),
    }
}

fn done() -> Value {
    json!({"success": true})
}
