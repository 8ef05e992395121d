//! The world as a whole: its companies and numbers, and its snapshot.

use crate::control::call::ControlCall;
use crate::control::numbers::{self, DeskView};
use crate::control::problem::Problem;
use crate::control::routes::{Answer, change, json_body};
use crate::numbers::identity::AccountKind;
use crate::numbers::ownership::Verification;
use crate::shared::Shared;
use crate::world::{ControlReply, World};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;
use utoipa::ToSchema;

/// The world.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WorldView {
    /// The rule set by which it judges.
    pub rule_set: String,
    /// What every drawn value comes from.
    pub seed: u64,
    /// The first company's portfolio.
    pub portfolio_id: String,
    /// Every account.
    pub wabas: Vec<WabaView>,
    /// How much there is.
    pub counts: Counts,
}

/// How much there is in the world.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Counts {
    /// Customers.
    pub customers: usize,
    /// Populations that customers were made from.
    pub populations: usize,
    /// Messages in the book.
    pub messages: usize,
    /// Webhook updates and deliveries that have not arrived.
    pub deliveries_waiting: usize,
}

/// A business account, without its secrets.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WabaView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its portfolio.
    pub portfolio_id: String,
    /// Its app.
    pub app_id: String,
    /// Where its webhooks go: the override, else the app's address.
    pub callback_url: Option<String>,
    /// Whether the address has a word for the handshake.
    pub verify_token: bool,
    /// Its numbers.
    pub numbers: Vec<NumberView>,
}

/// A business number.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NumberView {
    /// Its id.
    pub phone_number_id: String,
    /// As people write it.
    pub display_phone_number: String,
    /// The name that customers see.
    pub verified_name: String,
    /// `GREEN`, `YELLOW` or `RED`.
    pub quality_rating: String,
    /// The step of the messaging limit that binds it.
    pub messaging_limit_tier: String,
    /// How many different people count against the limit now.
    pub messaging_limit_used: usize,
    /// Messages a second.
    pub throughput_mps: u32,
    /// Where it stands beside its messages.
    pub desk: DeskView,
}

/// A company to be made.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewWaba {
    /// The company's name.
    pub name: String,
    /// Its number; a fictional one when absent.
    #[serde(default)]
    pub display_phone_number: Option<String>,
    /// The name that customers see; the company's when absent.
    #[serde(default)]
    pub verified_name: Option<String>,
}

/// What can be changed about a number; absent fields stay.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NumberPatch {
    /// A step of the rule set, such as `TIER_2K`.
    #[serde(default)]
    pub messaging_limit_tier: Option<String>,
    /// Messages a second.
    #[serde(default)]
    pub throughput_mps: Option<u32>,
    /// `GREEN`, `YELLOW` or `RED`.
    #[serde(default)]
    pub quality_rating: Option<String>,
    /// True when its business becomes verified, which lifts the limit from its first step.
    #[serde(default)]
    pub business_verified: Option<bool>,
    /// Whether the company hears of changed identities, as the number's setting `user_identity_change` has it.
    #[serde(default)]
    pub identity_check: Option<bool>,
    /// The phone that the profile names; empty for none.
    #[serde(default)]
    pub profile_phone: Option<String>,
    /// The kind of account that customers see.
    #[serde(default)]
    pub account_kind: Option<AccountKind>,
    /// Whether its ownership is proved.
    #[serde(default)]
    pub verification: Option<Verification>,
}

/// Shows the world.
#[utoipa::path(get, path = "/world", operation_id = "get_world", tag = "world", responses((status = 200, body = WorldView)))]
pub(super) async fn get_world(State(shared): State<Arc<Shared>>) -> Json<WorldView> {
    Json(shared.look(view))
}

/// Makes a company with an account and a number of its own.
#[utoipa::path(post, path = "/world/wabas", operation_id = "create_waba", tag = "world", request_body = NewWaba,
    responses((status = 201, body = crate::settings::Credentials), (status = 422, body = Problem)))]
pub(super) async fn create_waba(State(shared): State<Arc<Shared>>, body: Bytes) -> Answer {
    change(&shared, StatusCode::CREATED, ControlCall::AddWaba(json_body(&body)?))
}

/// Changes a number's limit, throughput or quality.
#[utoipa::path(patch, path = "/world/numbers/{phone_number_id}", operation_id = "update_number", tag = "world", request_body = NumberPatch,
    params(("phone_number_id" = String, Path)), responses((status = 200, body = NumberView), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn update_number(State(shared): State<Arc<Shared>>, Path(id): Path<String>, body: Bytes) -> Answer {
    change(
        &shared,
        StatusCode::OK,
        ControlCall::PatchNumber {
            id,
            patch: json_body(&body)?,
        },
    )
}

/// The whole world as one document, with its secrets: keep it as you keep a database.
#[utoipa::path(get, path = "/snapshot", operation_id = "get_snapshot", tag = "world", responses((status = 200, content_type = "application/json")))]
pub(super) async fn get_snapshot(State(shared): State<Arc<Shared>>) -> Response {
    match shared.look(|world| serde_json::to_vec(world)) {
        Ok(bytes) => ([(header::CONTENT_TYPE, "application/json")], bytes).into_response(),
        Err(problem) => Problem::conflict("snapshot_failed", problem.to_string()).into_response(),
    }
}

/// Puts a world in the place of this one.
#[utoipa::path(post, path = "/snapshot", operation_id = "put_snapshot", tag = "world", request_body(content_type = "application/json"),
    responses((status = 204), (status = 400, body = Problem)))]
pub(super) async fn put_snapshot(State(shared): State<Arc<Shared>>, body: Bytes) -> Answer {
    let world: World = serde_json::from_slice(&body).map_err(|problem| Problem::unreadable(problem.to_string()))?;
    shared
        .replace(world)
        .map_err(|problem| Problem::unreadable(problem.to_string()))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub(super) fn add_waba(world: &mut World, new: NewWaba) -> ControlReply {
    if new.name.trim().is_empty() {
        return Err(Problem::field("name", "A name is required."));
    }
    if let Some(display) = &new.display_phone_number {
        let digits = crate::people::customer::digits_of(display).ok_or_else(|| {
            Problem::field(
                "display_phone_number",
                "Use the international form, such as +7 495 000-10-05.",
            )
        })?;
        if world.accounts.numbers.iter().any(|number| number.digits == digits) {
            return Err(Problem::conflict("number_taken", "Another company has this number."));
        }
    }
    Ok(json!(world.add_company(
        new.name,
        new.display_phone_number,
        new.verified_name
    )))
}

pub(super) fn patch_number(world: &mut World, id: &str, patch: NumberPatch) -> ControlReply {
    let figures = world.figures();
    let number = world
        .accounts
        .find_number(id)
        .ok_or_else(|| Problem::not_found("number"))?;
    if let Some(tier) = &patch.messaging_limit_tier
        && figures.find_tier(tier).is_none()
    {
        let tiers = figures.messaging_limit.tiers.iter();
        let names: Vec<&str> = tiers.map(|tier| tier.name.as_str()).collect();
        return Err(Problem::field(
            "messaging_limit_tier",
            format!("Use one of {}.", names.join(", ")),
        ));
    }
    if let Some(quality) = &patch.quality_rating
        && !matches!(quality.as_str(), "GREEN" | "YELLOW" | "RED" | "UNKNOWN")
    {
        return Err(Problem::field("quality_rating", "Use GREEN, YELLOW, RED or UNKNOWN."));
    }
    numbers::patch(world, number, &patch)?;
    if let Some(tier) = &patch.messaging_limit_tier {
        world.change_tier(number, tier);
    }
    if let Some(check) = patch.identity_check {
        world.accounts.numbers[number as usize].identity_check = check;
    }
    if let Some(throughput) = patch.throughput_mps {
        world.change_throughput(number, throughput);
    }
    if let Some(quality) = &patch.quality_rating {
        world.change_quality(number, quality);
    }
    if patch.business_verified == Some(true) {
        world.verify_business(number);
    }
    Ok(json!(number_view(world, number)))
}

fn view(world: &mut World) -> WorldView {
    let numbers: Vec<u32> = (0..world.accounts.numbers.len() as u32).collect();
    let wabas = (0..world.accounts.wabas.len())
        .map(|index| {
            let ours = numbers
                .iter()
                .filter(|number| world.accounts.numbers[**number as usize].waba == index as u32);
            let ours: Vec<u32> = ours.copied().collect();
            let numbers = ours.into_iter().map(|number| number_view(world, number)).collect();
            let waba = &world.accounts.wabas[index];
            let app = &world.accounts.apps[waba.app as usize];
            let callback = waba.callback.as_ref().or(app.callback.as_ref());
            WabaView {
                id: waba.id.clone(),
                name: waba.name.clone(),
                portfolio_id: world.accounts.portfolios[waba.portfolio as usize].id.clone(),
                app_id: app.id.clone(),
                callback_url: callback.map(|callback| callback.url.clone()),
                verify_token: callback.is_some_and(|callback| !callback.verify_token.is_empty()),
                numbers,
            }
        })
        .collect();
    WorldView {
        rule_set: world.settings.rule_set.clone(),
        seed: world.settings.seed,
        portfolio_id: world
            .accounts
            .portfolios
            .first()
            .map(|portfolio| portfolio.id.clone())
            .unwrap_or_default(),
        wabas,
        counts: Counts {
            customers: world.customers.living,
            populations: world.customers.populations.len(),
            messages: world.book.messages.len(),
            deliveries_waiting: world.deliveries.waiting(),
        },
    }
}

fn number_view(world: &mut World, number: u32) -> NumberView {
    let (figures, now) = (world.figures(), world.now_ms());
    let rolling = figures.messaging_limit.rolling_hours * crate::clock::HOUR_MS;
    let used = world.accounts.recipients_of(number, figures).used(now, rolling);
    let tier = world.accounts.tier_of(number, figures).to_owned();
    let row = &world.accounts.numbers[number as usize];
    NumberView {
        phone_number_id: row.id.clone(),
        display_phone_number: row.display.clone(),
        verified_name: row.verified_name.clone(),
        quality_rating: row.quality.clone(),
        messaging_limit_tier: tier,
        messaging_limit_used: used,
        throughput_mps: row.throughput_mps,
        desk: numbers::desk_view(world, number),
    }
}
