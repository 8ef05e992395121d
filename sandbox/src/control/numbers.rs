//! Business numbers by hand: the code that came by SMS, what reviewers decide, what the company does in the website.

use crate::control::call::ControlCall;
use crate::control::problem::Problem;
use crate::control::routes::{Answer, change, json_body};
use crate::control::world::NumberPatch;
use crate::numbers::identity::{AccountKind, IdentityView};
use crate::numbers::naming::{NameDecision, NameStatus};
use crate::numbers::official::OfficialStatus;
use crate::numbers::ownership::{CODE_MS, Method, Verification};
use crate::people::customer::digits_of;
use crate::shared::Shared;
use crate::world::{ControlReply, World};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;
use utoipa::ToSchema;

/// Where a number stands beside its messages.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeskView {
    /// Whether it is registered on the platform.
    pub registered: bool,
    /// Whether its ownership is proved.
    pub verification: Verification,
    /// Whether a two-step PIN is set.
    pub pin_set: bool,
    /// What a customer's phone shows.
    pub identity: IdentityView,
    /// The phone that the profile names.
    pub profile_phone: Option<String>,
    /// Where the display name stands.
    pub name_status: NameStatus,
    /// A name that is to follow it.
    pub new_display_name: Option<String>,
    /// Where that one stands.
    pub new_name_status: Option<NameStatus>,
    /// Where the application for the official badge stands.
    pub official_status: OfficialStatus,
    /// Why the last one was refused.
    pub official_reason: Option<String>,
    /// The business's username.
    pub username: Option<String>,
    /// How many users the business has blocked.
    pub blocked_users: usize,
    /// True once its company has deleted it.
    pub deleted: bool,
}

/// A code that WhatsApp sent to a number that is being verified.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CodeView {
    /// Six digits; none when an SMS went to a landline, where nobody can read it.
    pub code: Option<String>,
    /// How it came.
    pub method: Method,
    /// In which language.
    pub language: String,
    /// When it was sent.
    pub sent_ms: i64,
    /// From when on it is worth nothing.
    pub expires_ms: i64,
}

/// What is done to a number by hand.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum NumberCall {
    DecideName {
        decision: NameDecision,
        reason: Option<String>,
    },
    DecideOfficial {
        approve: bool,
        reason: Option<String>,
    },
    Delete,
}

/// A reviewer's decision about a display name.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NameOrder {
    /// What is decided.
    pub decision: NameDecision,
    /// Why it is rejected: `NAME_EMPLOYEE_ISSUE`, `NAME_ENDCLIENT_NOTRELATED`, `NAME_FORMAT_UNACCEPTABLE`, `NAME_INDIVIDUAL_ISSUE`, `NAME_NOT_CONSISTENT` or `UNKNOWN`.
    #[serde(default)]
    pub reason: Option<String>,
}

/// A decision about the official badge.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfficialOrder {
    /// Whether the badge is given.
    pub approve: bool,
    /// Why not, in words for the company.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Reads the code that came by SMS or call.
#[utoipa::path(get, path = "/numbers/{phone_number_id}/code", operation_id = "get_number_code", tag = "numbers",
    params(("phone_number_id" = String, Path)), responses((status = 200, body = CodeView), (status = 404, body = Problem)))]
pub(super) async fn get_number_code(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
) -> Result<Json<CodeView>, Problem> {
    shared.look(|world| {
        let number = find(world, &id)?;
        let code = world.accounts.numbers[number as usize].desk.ownership.code.as_ref();
        let code = code.ok_or_else(|| Problem::not_found("code"))?;
        Ok(Json(CodeView {
            code: code.arrives.then(|| code.digits.clone()),
            method: code.method,
            language: code.language.clone(),
            sent_ms: code.sent_ms,
            expires_ms: code.sent_ms + CODE_MS,
        }))
    })
}

/// Shows where a number stands: ownership, name, badge, username.
#[utoipa::path(get, path = "/numbers/{phone_number_id}", operation_id = "get_number", tag = "numbers",
    params(("phone_number_id" = String, Path)), responses((status = 200, body = DeskView), (status = 404, body = Problem)))]
pub(super) async fn get_number(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
) -> Result<Json<DeskView>, Problem> {
    shared.look(|world| {
        let number = world
            .accounts
            .find_number(&id)
            .ok_or_else(|| Problem::not_found("number"))?;
        Ok(Json(desk_view(world, number)))
    })
}

/// Decides about the display name that waits for a review.
#[utoipa::path(post, path = "/numbers/{phone_number_id}/name_decision", operation_id = "decide_number_name", tag = "numbers", request_body = NameOrder,
    params(("phone_number_id" = String, Path)), responses((status = 200), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn decide_number_name(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let NameOrder { decision, reason } = json_body(&body)?;
    order(&shared, id, NumberCall::DecideName { decision, reason })
}

/// Gives or refuses the official badge.
#[utoipa::path(post, path = "/numbers/{phone_number_id}/official_decision", operation_id = "decide_number_official", tag = "numbers", request_body = OfficialOrder,
    params(("phone_number_id" = String, Path)), responses((status = 200), (status = 404, body = Problem)))]
pub(super) async fn decide_number_official(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let OfficialOrder { approve, reason } = json_body(&body)?;
    order(&shared, id, NumberCall::DecideOfficial { approve, reason })
}

/// Deletes a number, as its company does in the website.
#[utoipa::path(delete, path = "/numbers/{phone_number_id}", operation_id = "delete_number", tag = "numbers",
    params(("phone_number_id" = String, Path)), responses((status = 200), (status = 404, body = Problem)))]
pub(super) async fn delete_number(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Answer {
    order(&shared, id, NumberCall::Delete)
}

fn order(shared: &Shared, id: String, order: NumberCall) -> Answer {
    change(shared, StatusCode::OK, ControlCall::Number { id, order })
}

pub(super) fn apply(world: &mut World, id: &str, order: NumberCall) -> ControlReply {
    let number = find(world, id)?;
    match order {
        NumberCall::DecideName { decision, reason } => {
            if !world.decide_name(number, decision, reason.as_deref()) {
                return Err(Problem::conflict("no_review", "No display name waits for a decision."));
            }
        }
        NumberCall::DecideOfficial { approve, reason } => world.decide_official(number, approve, reason.as_deref()),
        NumberCall::Delete => world.delete_number(number),
    }
    Ok(json!(desk_view(world, number)))
}

/// The part of a number's patch that is about its desk.
pub(super) fn patch(world: &mut World, number: u32, patch: &NumberPatch) -> Result<(), Problem> {
    let row = &world.accounts.numbers[number as usize];
    let phone = match &patch.profile_phone {
        Some(phone) if phone.is_empty() => Some(None),
        Some(phone) => {
            let digits = digits_of(phone);
            let wrong = || Problem::field("profile_phone", "Use the international form, such as +7 495 000-10-05.");
            Some(Some(digits.ok_or_else(wrong)?))
        }
        None => None,
    };
    let named = phone.clone().unwrap_or_else(|| row.desk.profile_phone.clone());
    if patch.account_kind == Some(AccountKind::Verified) && named.as_ref() != Some(&row.digits) {
        return Err(Problem::field(
            "account_kind",
            "A verified account needs a profile phone that is the number itself.",
        ));
    }
    let desk = &mut world.accounts.numbers[number as usize].desk;
    if let Some(phone) = phone {
        desk.profile_phone = phone;
    }
    if let Some(verification) = patch.verification {
        desk.ownership.status = verification;
    }
    if let Some(kind) = patch.account_kind {
        world.set_kind(number, kind);
    }
    Ok(())
}

pub(super) fn desk_view(world: &World, number: u32) -> DeskView {
    let (row, now) = (&world.accounts.numbers[number as usize], world.now_ms());
    let desk = &row.desk;
    DeskView {
        registered: row.registered,
        verification: desk.ownership.status,
        pin_set: row.pin.is_some(),
        identity: world.identity_of(number),
        profile_phone: desk.profile_phone.clone(),
        name_status: desk.naming.status,
        new_display_name: desk.naming.new.as_ref().map(|new| new.name.clone()),
        new_name_status: desk.naming.new.as_ref().map(|new| new.status(now)),
        official_status: desk.official.status,
        official_reason: desk.official.reason.clone(),
        username: desk.username.as_ref().map(|username| username.name.clone()),
        blocked_users: desk.blocked.iter().count(),
        deleted: desk.deleted_ms.is_some(),
    }
}

/// A number that has not been deleted.
fn find(world: &World, id: &str) -> Result<u32, Problem> {
    let found = world.accounts.find_number(id);
    found
        .filter(|number| world.accounts.numbers[*number as usize].desk.deleted_ms.is_none())
        .ok_or_else(|| Problem::not_found("number"))
}
