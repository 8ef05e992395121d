//! Signing in and out, and one-time links.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::{ConnectInfo, FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use galka_domain::access::Role;
use galka_domain::ids::WorkspaceId;
use galka_domain::time::{DAY_MS, MINUTE_MS, Timestamp};
use galka_engine::hints::Work;
use galka_engine::plans::check_member;
use galka_store::sessions::{self, Session, SigninLink as StoredLink};
use galka_store::users::{self, User};
use galka_store::{members, workspaces};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::me::{Me, show_person};
use crate::access::cookie;
use crate::accounts::{self, NewUser};
use crate::errors::{Answer, Problem};
use crate::extract::{Body, check_text};
use crate::failures::quota_reached;
use crate::state::AppState;
use crate::views::{Locale, RoleName, Time};
use crate::{passwords, tokens};

/// How long a session lives without being used.
pub const SESSION_MS: i64 = 30 * DAY_MS;
/// The cookie may outlive its session, which lives on while it is used.
const COOKIE_SECONDS: i64 = 365 * 86_400;
/// Failed attempts within the window after which an e-mail or an address has to wait.
const FAILURES_MAX: i64 = 10;
const FAILURES_PER_ADDRESS_MAX: i64 = 50;
const FAILURES_WINDOW_MS: i64 = 15 * MINUTE_MS;

/// E-mail and password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    email: String,
    password: String,
}

/// What a one-time link is for.
#[derive(Debug, Serialize, ToSchema)]
pub struct SigninLink {
    #[schema(inline)]
    purpose: Purpose,
    workspace_name: Option<String>,
    email: Option<String>,
    role: Option<RoleName>,
    expires_at: Time,
}

/// Why a link was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// For the first owner.
    Owner,
    /// For a new member.
    Invitation,
}

/// The new account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UseSigninLink {
    name: String,
    email: String,
    password: String,
    #[schema(inline)]
    locale: Locale,
}

/// The address of the caller, where the server knows it.
#[derive(Clone, Debug)]
pub struct Caller(pub String);

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        let address = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|info| info.0.ip().to_string());
        Ok(Self(address.unwrap_or_else(|| "unknown".to_owned())))
    }
}

/// `POST /auth/sign_in`
pub async fn sign_in(
    State(state): State<AppState>,
    Caller(address): Caller,
    Body(form): Body<SignIn>,
) -> Answer<Response> {
    let email = form.email.trim().to_lowercase();
    let now = state.engine().machine_now();
    let subjects = [format!("email:{email}"), format!("address:{address}")];
    check_attempts(&state, &subjects, now).await?;
    let wanted = email.clone();
    let user = state
        .engine()
        .db
        .read(move |tx| users::find_user_by_email(tx, &wanted))
        .await?;
    let stored = user
        .as_ref()
        .map(|user| user.password_hash.clone())
        .filter(|hash| !hash.is_empty());
    let right = passwords::verify(form.password, stored).await?;
    let Some(user) = user.filter(|_| right) else {
        record_failures(&state, subjects, now).await?;
        return Err(Problem::new(
            StatusCode::UNAUTHORIZED,
            "wrong_credentials",
            "E-mail or password is wrong.",
        ));
    };
    let forgotten = format!("email:{email}");
    state
        .engine()
        .db
        .write(move |tx| sessions::delete_attempts(tx, &forgotten))
        .await?;
    begin_session(&state, user, None).await
}

/// `POST /auth/sign_out`
pub async fn sign_out(State(state): State<AppState>, headers: HeaderMap) -> Answer<Response> {
    if let Some(token) = cookie(&headers, tokens::SESSION_COOKIE) {
        let (hash, now) = (tokens::hash(token), state.engine().business_now());
        state
            .engine()
            .db
            .write(move |tx| match sessions::delete_session(tx, &hash)? {
                Some(user) => accounts::tell_access_changed(tx, &user, now),
                None => Ok(()),
            })
            .await?;
        state.engine().hints.wake(Work::Live);
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    response
        .headers_mut()
        .insert(header::SET_COOKIE, session_cookie(&state, "", 0));
    Ok(response)
}

/// `GET /auth/links/{token}`
pub async fn get_signin_link(State(state): State<AppState>, Path(token): Path<String>) -> Answer<Json<SigninLink>> {
    let (hash, now) = (tokens::hash(&token), state.engine().machine_now());
    let found = state
        .engine()
        .db
        .read(move |tx| {
            let Some(link) = sessions::find_link(tx, &hash, now)? else {
                return Ok(None);
            };
            let workspace = match &link.workspace_id {
                Some(id) => workspaces::find_workspace(tx, id)?,
                None => None,
            };
            Ok(Some((link, workspace)))
        })
        .await?;
    let (link, workspace) = found.ok_or_else(link_spent)?;
    Ok(Json(SigninLink {
        purpose: if link.purpose == "owner" {
            Purpose::Owner
        } else {
            Purpose::Invitation
        },
        workspace_name: workspace.map(|workspace| workspace.name),
        email: link.email,
        role: link.role.map(RoleName),
        expires_at: link.expires_at.into(),
    }))
}

/// `POST /auth/links/{token}`
pub async fn use_signin_link(
    State(state): State<AppState>,
    Path(token): Path<String>,
    Body(form): Body<UseSigninLink>,
) -> Answer<Response> {
    let engine = state.engine();
    let (hash, now) = (tokens::hash(&token), engine.machine_now());
    let wanted = hash.clone();
    let link = engine
        .db
        .read(move |tx| sessions::find_link(tx, &wanted, now))
        .await?
        .ok_or_else(link_spent)?;
    let email = accounts::read_email("email", &form.email)?;
    if link.email.as_ref().is_some_and(|meant| *meant != email) {
        return Err(Problem::field(
            "email",
            "other_email",
            "This link was made for another address.",
        ));
    }
    check_text("password", &form.password, *passwords::CHARS.end())?;
    let user = join(&state, &link, form, email).await?;
    begin_session(&state, user, link.workspace_id).await
}

/// Uses the link up and makes its person a member, in one transaction. Somebody who has an account shows its password.
async fn join(state: &AppState, link: &StoredLink, form: UseSigninLink, email: String) -> Answer<User> {
    let engine = state.engine();
    let wanted = email.clone();
    let known = engine.db.read(move |tx| users::find_user_by_email(tx, &wanted)).await?;
    let user = match known {
        Some(user) => {
            let stored = Some(user.password_hash.clone()).filter(|hash| !hash.is_empty());
            if !passwords::verify(form.password, stored).await? {
                return Err(Problem::field(
                    "password",
                    "wrong_credentials",
                    "This address has an account with another password.",
                ));
            }
            user
        }
        None => {
            let new = NewUser {
                name: form.name,
                email,
                password: Some(form.password),
                locale: form.locale.as_str().to_owned(),
            };
            accounts::prepare_user(engine, new).await?
        }
    };
    let company = first_company(state, form.locale)?;
    let (link, joined, now) = (link.clone(), user.clone(), engine.machine_now());
    let used = engine
        .db
        .write(move |tx| {
            if !sessions::use_link(tx, &link.token_hash, now)? || (link.purpose == "owner" && members::has_owner(tx)?) {
                return Ok(Err(link_spent()));
            }
            if let Some(workspace) = &link.workspace_id
                && let Some(reached) = check_member(tx, workspace, &joined.id)?
            {
                // The link stays good for when there is room.
                tx.abandon();
                return Ok(Err(quota_reached(reached)));
            }
            if users::find_user(tx, &joined.id)?.is_none() {
                users::insert_user(tx, &joined)?;
            }
            match &link.workspace_id {
                Some(workspace) => {
                    members::insert_member(tx, workspace, &joined.id, link.role.unwrap_or(Role::Agent), now)?;
                }
                None => own_everything(tx, &joined, &company, now)?,
            }
            Ok(Ok(()))
        })
        .await?;
    used.map(|()| user)
}

fn first_company(state: &AppState, locale: Locale) -> Answer<galka_store::workspaces::Workspace> {
    let (name, timezone, currency) = match locale {
        Locale::Ru => ("Моя компания", "Europe/Moscow", "RUB"),
        Locale::En => ("My company", "UTC", "USD"),
    };
    accounts::prepare_workspace(
        state.engine(),
        accounts::NewCompany {
            name: name.to_owned(),
            timezone: timezone.to_owned(),
            currency: currency.to_owned(),
            locale: locale.as_str().to_owned(),
            is_sample: false,
        },
    )
}

/// The first owner owns what is there (the demo's sample), or a first company.
fn own_everything(
    tx: &mut galka_store::Tx<'_>,
    owner: &User,
    company: &galka_store::workspaces::Workspace,
    now: Timestamp,
) -> galka_store::Result<()> {
    let present = workspaces::list_workspaces(tx)?;
    for workspace in &present {
        members::insert_member(tx, &workspace.id, &owner.id, Role::Owner, now)?;
        members::update_role(tx, &workspace.id, &owner.id, Role::Owner)?;
    }
    if present.is_empty() {
        accounts::insert_with_owner(tx, company, Some(&owner.id), now)?;
    }
    Ok(())
}

async fn check_attempts(state: &AppState, subjects: &[String; 2], now: Timestamp) -> Answer<()> {
    let asked = subjects.clone();
    let found = state
        .engine()
        .db
        .read(move |tx| {
            Ok([
                sessions::find_attempts(tx, &asked[0])?,
                sessions::find_attempts(tx, &asked[1])?,
            ])
        })
        .await?;
    for (attempts, max) in found.into_iter().zip([FAILURES_MAX, FAILURES_PER_ADDRESS_MAX]) {
        let Some(attempts) = attempts else { continue };
        let left_ms = attempts.started_at.plus(FAILURES_WINDOW_MS).since(now);
        if attempts.failures >= max && left_ms > 0 {
            let words = format!("Too many attempts. Try again in {} seconds.", left_ms / 1000 + 1);
            return Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_attempts", words));
        }
    }
    Ok(())
}

async fn record_failures(state: &AppState, subjects: [String; 2], now: Timestamp) -> Answer<()> {
    let since = now.minus(FAILURES_WINDOW_MS);
    state
        .engine()
        .db
        .write(move |tx| {
            for subject in &subjects {
                sessions::record_failure(tx, subject, now, since)?;
            }
            Ok(())
        })
        .await?;
    Ok(())
}

/// Begins a session and answers who is signed in, with the cookie.
async fn begin_session(state: &AppState, user: User, workspace: Option<WorkspaceId>) -> Answer<Response> {
    let engine = state.engine();
    let token = tokens::new_token(&engine.chance);
    let now = engine.machine_now();
    let session = Session {
        token_hash: tokens::hash(&token),
        user_id: user.id.clone(),
        workspace_id: workspace,
        created_at: now,
        expires_at: now.plus(SESSION_MS),
    };
    let written = session.clone();
    engine
        .db
        .write(move |tx| sessions::insert_session(tx, &written))
        .await?;
    let me: Me = show_person(state, user, session).await?;
    let mut response = Json(me).into_response();
    response
        .headers_mut()
        .insert(header::SET_COOKIE, session_cookie(state, &token, COOKIE_SECONDS));
    Ok(response)
}

/// The session's cookie; of age 0 it takes the cookie away.
pub(crate) fn session_cookie(state: &AppState, token: &str, age_seconds: i64) -> HeaderValue {
    let secure = if state.settings().public_url.starts_with("https://") {
        "; Secure"
    } else {
        ""
    };
    let name = tokens::SESSION_COOKIE;
    HeaderValue::from_str(&format!(
        "{name}={token}; HttpOnly; SameSite=Lax; Path=/; Max-Age={age_seconds}{secure}"
    ))
    .expect("a token is URL-safe text")
}

fn link_spent() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "link_spent",
        "This link was used, taken back, or is too old.",
    )
}
