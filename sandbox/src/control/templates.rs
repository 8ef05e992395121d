//! The moderation desk.

use crate::control::call::ControlCall;
use crate::control::problem::Problem;
use crate::control::routes::{Answer, change, json_body};
use crate::shared::Shared;
use crate::templates::{Decision, Template, TemplateStatus};
use crate::world::{ControlReply, World};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;
use utoipa::ToSchema;

/// A template of any company.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TemplateView {
    /// Its id.
    pub id: String,
    /// Its account.
    pub waba_id: String,
    /// Its name.
    pub name: String,
    /// Its language.
    pub language: String,
    /// `MARKETING`, `UTILITY` or `AUTHENTICATION`.
    pub category: String,
    /// Meta's word for where it stands.
    pub status: String,
    /// `POSITIONAL` or `NAMED`.
    pub parameter_format: String,
    /// Its components.
    pub components: Vec<Value>,
    /// Why it was rejected, `NONE` if it was not.
    pub rejected_reason: String,
    /// When it last changed.
    pub updated_ms: i64,
}

/// Templates.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TemplateList {
    /// All of them, newest first.
    pub data: Vec<TemplateView>,
    /// Always none: the list is whole.
    pub next_cursor: Option<String>,
}

/// A decision by hand.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecisionOrder {
    /// What is decided.
    pub decision: Decision,
    /// Why it is rejected: `INVALID_FORMAT`, `PROMOTIONAL`, `ABUSIVE_CONTENT`, `SCAM`, `TAG_CONTENT_MISMATCH`, `INCORRECT_CATEGORY`.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Lists the templates of all companies.
#[utoipa::path(get, path = "/templates", operation_id = "list_templates", tag = "templates", responses((status = 200, body = TemplateList)))]
pub(super) async fn list_templates(State(shared): State<Arc<Shared>>) -> Json<TemplateList> {
    Json(shared.look(|world| {
        let living = world
            .templates
            .list
            .iter()
            .rev()
            .filter(|template| template.status != TemplateStatus::Deleted);
        TemplateList {
            data: living.map(|template| view(world, template)).collect(),
            next_cursor: None,
        }
    }))
}

/// Decides about a template.
#[utoipa::path(post, path = "/templates/{id}/decision", operation_id = "decide_template", tag = "templates", params(("id" = String, Path)), request_body = DecisionOrder, responses((status = 200, body = TemplateView), (status = 404, body = Problem)))]
pub(super) async fn decide_template(
    State(shared): State<Arc<Shared>>,
    Path(template): Path<String>,
    body: Bytes,
) -> Answer {
    let order: DecisionOrder = json_body(&body)?;
    change(
        &shared,
        StatusCode::OK,
        ControlCall::Decide {
            template,
            decision: order.decision,
            reason: order.reason,
        },
    )
}

pub(super) fn decide(world: &mut World, id: &str, decision: Decision, reason: Option<String>) -> ControlReply {
    let index = world
        .templates
        .find_id(id)
        .ok_or_else(|| Problem::not_found("template"))?;
    let because = (
        "The template does not follow the format rules.",
        "Correct the template and submit it again.",
    );
    world.decide(index, decision, reason, Some(because));
    Ok(json!(view(world, &world.templates.list[index as usize])))
}

fn view(world: &World, template: &Template) -> TemplateView {
    TemplateView {
        id: template.id.clone(),
        waba_id: world.accounts.wabas[template.waba as usize].id.clone(),
        name: template.name.clone(),
        language: template.language.clone(),
        category: template.category.clone(),
        status: template.status.as_str().to_owned(),
        parameter_format: template.parameter_format.clone(),
        components: template.components.clone(),
        rejected_reason: template.rejected_reason.clone(),
        updated_ms: template.updated_ms,
    }
}
