//! Tokens and apps by hand: made, changed, ended, revoked; codes as Embedded Signup gives them.

use crate::clock::SECOND_MS;
use crate::control::call::ControlCall;
use crate::control::problem::Problem;
use crate::control::routes::{Answer, change, json_body, optional_body};
use crate::shared::Shared;
use crate::tokens::{BUSINESS, Code, MANAGEMENT, MESSAGING, Standing, Token, TokenKind};
use crate::world::{ControlReply, World};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;
use utoipa::ToSchema;

/// The most tokens and codes of one app.
const TOKENS_MAX: usize = 1_000;
/// The longest life that can be given, in seconds: ten years.
const LIFE_MAX: i64 = 10 * 366 * 86_400;

/// A token, without its value.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TokenView {
    /// Its number: the app's place and its own.
    pub id: String,
    /// The app it belongs to.
    pub app_id: String,
    /// Whose it is.
    pub kind: TokenKind,
    /// The user behind it.
    pub user_id: String,
    /// Its permissions.
    pub scopes: Vec<String>,
    /// The accounts within its reach.
    pub waba_ids: Vec<String>,
    /// When it was made.
    pub issued_at_ms: i64,
    /// When it ends; never when absent.
    pub expires_at_ms: Option<i64>,
    /// Whether it is good now.
    pub valid: bool,
}

/// All tokens.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TokenList {
    /// By app, in the order in which they were made.
    pub data: Vec<TokenView>,
}

/// A token to be made; what is absent is as in the first company's token.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct NewToken {
    /// The app; the first when absent.
    pub app_id: Option<String>,
    /// Whose it is; a system user's when absent.
    pub kind: Option<TokenKind>,
    /// Its permissions; all when absent.
    pub scopes: Option<Vec<String>>,
    /// The accounts within its reach; those of the app when absent.
    pub waba_ids: Option<Vec<String>>,
    /// How long it lives; for ever when absent.
    pub expires_in_s: Option<i64>,
}

/// What can be changed about a token; absent fields stay.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct TokenPatch {
    /// It ends in so many seconds; 0 ends it now.
    pub expires_in_s: Option<i64>,
    /// Its permissions.
    pub scopes: Option<Vec<String>>,
    /// True takes it back, as when a user logs out; false undoes that.
    pub revoked: Option<bool>,
}

/// What can be changed about an app; absent fields stay.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct AppPatch {
    /// The switch "Require app secret": every call must prove it.
    pub require_app_secret: Option<bool>,
    /// The Graph version of its webhook fields.
    pub webhook_version: Option<u16>,
}

/// Lists tokens, without their values.
#[utoipa::path(get, path = "/tokens", operation_id = "list_tokens", tag = "tokens", responses((status = 200, body = TokenList)))]
pub(super) async fn list_tokens(State(shared): State<Arc<Shared>>) -> Json<TokenList> {
    Json(shared.look(|world| {
        let apps = 0..world.accounts.apps.len();
        let places = apps.flat_map(|app| (0..world.accounts.apps[app].tokens.len()).map(move |place| (app, place)));
        TokenList {
            data: places.map(|(app, place)| view(world, app, place)).collect(),
        }
    }))
}

/// Makes a token; the answer is the only one that carries its value.
#[utoipa::path(post, path = "/tokens", operation_id = "create_token", tag = "tokens", request_body = NewToken,
    responses((status = 201, content_type = "application/json", description = "The token, with `access_token`"), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn create_token(State(shared): State<Arc<Shared>>, body: Bytes) -> Answer {
    let call = ControlCall::AddToken {
        new: optional_body(&body)?,
        as_code: false,
    };
    change(&shared, StatusCode::CREATED, call)
}

/// Makes a code that `GET /oauth/access_token` exchanges for such a token, within 30 seconds.
#[utoipa::path(post, path = "/tokens/codes", operation_id = "create_code", tag = "tokens", request_body = NewToken,
    responses((status = 201, content_type = "application/json", description = "The code, with `code`"), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn create_code(State(shared): State<Arc<Shared>>, body: Bytes) -> Answer {
    let call = ControlCall::AddToken {
        new: optional_body(&body)?,
        as_code: true,
    };
    change(&shared, StatusCode::CREATED, call)
}

/// Ends a token, takes it back, or changes what it may do.
#[utoipa::path(patch, path = "/tokens/{id}", operation_id = "update_token", tag = "tokens", request_body = TokenPatch, params(("id" = String, Path)),
    responses((status = 200, body = TokenView), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn update_token(State(shared): State<Arc<Shared>>, Path(id): Path<String>, body: Bytes) -> Answer {
    let call = ControlCall::PatchToken {
        id,
        patch: json_body(&body)?,
    };
    change(&shared, StatusCode::OK, call)
}

/// Changes an app's switches.
#[utoipa::path(patch, path = "/world/apps/{app_id}", operation_id = "update_app", tag = "tokens", request_body = AppPatch, params(("app_id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn update_app(State(shared): State<Arc<Shared>>, Path(id): Path<String>, body: Bytes) -> Answer {
    let call = ControlCall::PatchApp {
        id,
        patch: json_body(&body)?,
    };
    change(&shared, StatusCode::NO_CONTENT, call)
}

pub(super) fn add(world: &mut World, new: NewToken, as_code: bool) -> ControlReply {
    let app = match &new.app_id {
        Some(id) => find_app(world, id)?,
        None => 0,
    };
    let wabas = match &new.waba_ids {
        Some(ids) => ids
            .iter()
            .map(|id| {
                world
                    .accounts
                    .find_waba(id)
                    .ok_or_else(|| Problem::not_found("account"))
            })
            .collect::<Result<Vec<_>, _>>()?,
        None => {
            let all = 0..world.accounts.wabas.len() as u32;
            all.filter(|waba| world.accounts.app_of_waba(*waba) == app as u32)
                .collect()
        }
    };
    let lives_ms = new.expires_in_s.map(life).transpose()?;
    let now = world.now_ms();
    let World { accounts, random, .. } = world;
    let owner = &mut accounts.apps[app];
    if owner.tokens.len() >= TOKENS_MAX || owner.codes.len() >= TOKENS_MAX {
        return Err(Problem::conflict(
            "too_many_tokens",
            "This app has too many tokens or codes.",
        ));
    }
    let mut token = Token {
        wabas,
        scopes: scopes(new.scopes)?.unwrap_or_else(|| [MANAGEMENT, MESSAGING, BUSINESS].map(str::to_owned).to_vec()),
        kind: new.kind.unwrap_or_default(),
        expires_ms: lives_ms.map(|lives| now + lives),
        ..Token::of_system_user(0, random, now)
    };
    if as_code {
        let value = format!("AQ{}", random.letters(120));
        token.value = String::new();
        owner.codes.push(Code {
            value: value.clone(),
            made_ms: now,
            used: false,
            token,
            lives_ms,
        });
        return Ok(json!({"code": value, "client_id": owner.id}));
    }
    let value = token.value.clone();
    owner.tokens.push(token);
    let place = owner.tokens.len() - 1;
    let mut answer = json!(view(world, app, place));
    answer["access_token"] = json!(value);
    Ok(answer)
}

pub(super) fn patch(world: &mut World, id: &str, patch: TokenPatch) -> ControlReply {
    let missing = || Problem::not_found("token");
    let (app, place) = id.split_once('-').ok_or_else(missing)?;
    let (app, place): (usize, usize) = (
        app.parse().map_err(|_| missing())?,
        place.parse().map_err(|_| missing())?,
    );
    let lives_ms = patch.expires_in_s.map(life).transpose()?;
    let scopes = scopes(patch.scopes)?;
    let now = world.now_ms();
    let apps = &mut world.accounts.apps;
    let token = apps
        .get_mut(app)
        .and_then(|app| app.tokens.get_mut(place))
        .ok_or_else(missing)?;
    if let Some(lives) = lives_ms {
        token.expires_ms = Some(now + lives);
    }
    if let Some(scopes) = scopes {
        token.scopes = scopes;
    }
    token.revoked = patch.revoked.unwrap_or(token.revoked);
    Ok(json!(view(world, app, place)))
}

pub(super) fn patch_app(world: &mut World, id: &str, patch: AppPatch) -> ControlReply {
    let app = find_app(world, id)?;
    if patch
        .webhook_version
        .is_some_and(|version| !(20..=26).contains(&version))
    {
        return Err(Problem::field("webhook_version", "Use 20 to 26."));
    }
    let app = &mut world.accounts.apps[app];
    app.require_proof = patch.require_app_secret.unwrap_or(app.require_proof);
    app.webhook_version = patch.webhook_version.unwrap_or(app.webhook_version);
    Ok(Value::Null)
}

fn find_app(world: &World, id: &str) -> Result<usize, Problem> {
    let app = world.accounts.apps.iter().position(|app| app.id == id);
    app.ok_or_else(|| Problem::not_found("app"))
}

fn life(seconds: i64) -> Result<i64, Problem> {
    if (0..=LIFE_MAX).contains(&seconds) {
        return Ok(seconds * SECOND_MS);
    }
    Err(Problem::field("expires_in_s", format!("Use 0 to {LIFE_MAX}.")))
}

fn scopes(given: Option<Vec<String>>) -> Result<Option<Vec<String>>, Problem> {
    let known = |scope: &String| {
        matches!(
            scope.as_str(),
            MANAGEMENT | MESSAGING | BUSINESS | "whatsapp_business_manage_events" | "ads_read" | "public_profile"
        )
    };
    match given {
        Some(list) if list.len() > 10 || !list.iter().all(known) => {
            let why = format!("Use {MANAGEMENT}, {MESSAGING}, {BUSINESS}.");
            Err(Problem::field("scopes", why))
        }
        other => Ok(other),
    }
}

fn view(world: &World, app: usize, place: usize) -> TokenView {
    let owner = &world.accounts.apps[app];
    let token = &owner.tokens[place];
    let wabas = token.wabas.iter();
    TokenView {
        id: format!("{app}-{place}"),
        app_id: owner.id.clone(),
        kind: token.kind,
        user_id: token.user_id.clone(),
        scopes: token.scopes.clone(),
        waba_ids: wabas
            .map(|waba| world.accounts.wabas[*waba as usize].id.clone())
            .collect(),
        issued_at_ms: token.issued_ms,
        expires_at_ms: token.expires_ms,
        valid: token.standing(world.now_ms()) == Standing::Good,
    }
}
