//! The moderation desk.

use crate::control::call::ControlCall;
use crate::control::problem::Problem;
use crate::control::routes::{Answer, change, json_body};
use crate::shared::Shared;
use crate::templates::{Decision, DecisionDetails, Template, TemplateStatus};
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
    /// When it was submitted first.
    pub created_ms: i64,
    /// When its review ends by itself, while it is in review.
    pub review_due_ms: Option<i64>,
    /// Whether a person reviews it, which takes up to a day.
    pub manual_review: bool,
    /// `GREEN`, `YELLOW`, `RED` or `UNKNOWN`.
    pub quality: String,
    /// When it will be disabled, while it is flagged.
    pub flagged_until_ms: Option<i64>,
    /// How often it was paused for low quality.
    pub pauses: usize,
    /// The category to come, when a change was announced, and when it comes.
    pub correct_category: Option<String>,
    /// See `correct_category`.
    pub category_due_ms: Option<i64>,
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
    /// With `reject` and `INVALID_FORMAT`: what is wrong.
    #[serde(default)]
    pub because: Option<String>,
    /// With `reject` and `INVALID_FORMAT`: what to do about it.
    #[serde(default)]
    pub recommendation: Option<String>,
    /// With `pause`: for how long, instead of the rule set's figure.
    #[serde(default)]
    pub hours: Option<i64>,
    /// With `recategorise`: the new category, `MARKETING` if none is named.
    #[serde(default)]
    pub category: Option<String>,
    /// With `recategorise`: how long before the app is told; 0 changes it at once.
    #[serde(default)]
    pub notice_hours: Option<i64>,
    /// With `rate`: `GREEN`, `YELLOW`, `RED` or `UNKNOWN`.
    #[serde(default)]
    pub quality: Option<String>,
}

/// Why a template may be turned down (Meta, "Template review", 2026).
const REASONS: [&str; 7] = [
    "ABUSIVE_CONTENT",
    "CATEGORY_NOT_AVAILABLE",
    "INCORRECT_CATEGORY",
    "INVALID_FORMAT",
    "PROMOTIONAL",
    "SCAM",
    "TAG_CONTENT_MISMATCH",
];
const CATEGORIES: [&str; 3] = ["AUTHENTICATION", "MARKETING", "UTILITY"];
const QUALITIES: [&str; 4] = ["GREEN", "RED", "UNKNOWN", "YELLOW"];
/// The longest pause or notice that can be ordered: a year.
const HOURS_MAX: i64 = 366 * 24;
/// The longest text of a rejection.
const WORDS_MAX: usize = 1_024;

impl DecisionOrder {
    fn check(&self) -> Result<(), Problem> {
        for (field, value, known) in [
            ("reason", &self.reason, &REASONS[..]),
            ("category", &self.category, &CATEGORIES[..]),
            ("quality", &self.quality, &QUALITIES[..]),
        ] {
            if value.as_deref().is_some_and(|value| !known.contains(&value)) {
                return Err(Problem::field(field, format!("One of {}.", known.join(", "))));
            }
        }
        for (field, hours, least) in [("hours", self.hours, 1), ("notice_hours", self.notice_hours, 0)] {
            if hours.is_some_and(|hours| !(least..=HOURS_MAX).contains(&hours)) {
                return Err(Problem::field(field, format!("From {least} to {HOURS_MAX}.")));
            }
        }
        for (field, words) in [("because", &self.because), ("recommendation", &self.recommendation)] {
            if words.as_ref().is_some_and(|words| words.len() > WORDS_MAX) {
                return Err(Problem::field(field, format!("At most {WORDS_MAX} bytes.")));
            }
        }
        Ok(())
    }
}

/// What the reviewers have before them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ModerationQueue {
    /// Templates in review or appeal, the one that is due first at the top.
    pub data: Vec<TemplateView>,
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

/// Lists the templates in review, the one that is due first at the top.
#[utoipa::path(get, path = "/moderation", operation_id = "list_moderation", tag = "templates", responses((status = 200, body = ModerationQueue)))]
pub(super) async fn list_moderation(State(shared): State<Arc<Shared>>) -> Json<ModerationQueue> {
    Json(shared.look(|world| {
        let waiting = world
            .templates
            .list
            .iter()
            .filter(|template| template.review_due_ms.is_some());
        let mut data: Vec<TemplateView> = waiting.map(|template| view(world, template)).collect();
        data.sort_by_key(|view| view.review_due_ms);
        ModerationQueue { data }
    }))
}

/// Decides about a template.
#[utoipa::path(post, path = "/templates/{id}/decision", operation_id = "decide_template", tag = "templates", params(("id" = String, Path)), request_body = DecisionOrder, responses((status = 200, body = TemplateView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn decide_template(
    State(shared): State<Arc<Shared>>,
    Path(template): Path<String>,
    body: Bytes,
) -> Answer {
    let order: DecisionOrder = json_body(&body)?;
    order.check()?;
    change(
        &shared,
        StatusCode::OK,
        ControlCall::Decide {
            template,
            decision: order.decision,
            reason: order.reason,
            details: DecisionDetails {
                because: order.because,
                recommendation: order.recommendation,
                hours: order.hours,
                category: order.category,
                notice_hours: order.notice_hours,
                quality: order.quality,
            },
        },
    )
}

pub(super) fn decide(
    world: &mut World,
    id: &str,
    decision: Decision,
    reason: Option<&str>,
    details: &DecisionDetails,
) -> ControlReply {
    let index = world
        .templates
        .find_id(id)
        .ok_or_else(|| Problem::not_found("template"))?;
    world.decide(index, decision, reason, details).map_err(|illegal| {
        let (from, to) = (illegal.from.as_str(), illegal.to.as_str());
        Problem::conflict("illegal_move", format!("A template does not go from {from} to {to}."))
    })?;
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
        created_ms: template.created_ms,
        review_due_ms: template.review_due_ms,
        manual_review: template.manual_review,
        quality: template.quality.clone(),
        flagged_until_ms: template.flagged_until_ms,
        pauses: template.pauses,
        correct_category: template.correct_category.clone(),
        category_due_ms: template.category_due_ms,
    }
}
