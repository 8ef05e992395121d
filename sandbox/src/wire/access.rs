//! Who calls, and what the caller may touch.
//!
//! Meta, "Access tokens" and "Secure Graph API calls", 2026: the token decides the app; a proof must be the HMAC of the
//! token, or of the token and a time, under the app's secret; what a token may not see looks as if it did not exist.

use crate::clock::{SECOND_MS, session_time};
use crate::errors::GraphError;
use crate::tokens::{BUSINESS, MANAGEMENT, MESSAGING, Standing, Token};
use crate::wire::request::GraphRequest;
use crate::world::World;
use galka_cloud_api::signature::appsecret_proof;

/// How long a proof with a time is good. Meta says "a short time"; integrations say five minutes.
const PROOF_SECONDS: i64 = 300;

/// The caller, once known.
#[derive(Debug)]
pub(crate) struct Access {
    pub(crate) app: u32,
    /// The token's place in its app; none for an app token, which may read tokens and subscriptions and nothing else.
    pub(crate) token: Option<usize>,
}

/// Finds out who calls, by a token that is good.
pub(crate) fn identify(world: &World, request: &GraphRequest) -> Result<Access, GraphError> {
    let value = request.token.as_deref().filter(|value| !value.is_empty());
    let value = value.ok_or_else(GraphError::no_token)?;
    if let Some(app) = app_of_token(world, value) {
        return Ok(Access { app, token: None });
    }
    let (app, place) = world.accounts.find_token(value).ok_or_else(GraphError::bad_token)?;
    let now = world.now_ms();
    match world.accounts.apps[app as usize].tokens[place].standing(now) {
        Standing::Good => Ok(Access {
            app,
            token: Some(place),
        }),
        Standing::Expired(at) => Err(GraphError::token(
            463,
            &format!(
                "Session has expired on {}. The current time is {}.",
                session_time(at),
                session_time(now)
            ),
        )),
        Standing::Revoked => Err(GraphError::token(
            467,
            "The session is invalid because the user logged out.",
        )),
    }
}

/// Finds out who calls, and asks for the proof of the secret where the app wants it.
pub(crate) fn authorize(world: &World, request: &GraphRequest) -> Result<Access, GraphError> {
    let access = identify(world, request)?;
    if access.token.is_some() {
        check_proof(world, request, &access)?;
    }
    Ok(access)
}

/// The app whose own token this is: `APP_ID|APP_SECRET`.
pub(super) fn app_of_token(world: &World, value: &str) -> Option<u32> {
    let (id, secret) = value.split_once('|')?;
    let mut apps = world.accounts.apps.iter();
    apps.position(|app| app.id == id && app.secret == secret)
        .map(|app| app as u32)
}

fn check_proof(world: &World, request: &GraphRequest, access: &Access) -> Result<(), GraphError> {
    let app = &world.accounts.apps[access.app as usize];
    let Some(proof) = request.text("appsecret_proof") else {
        if app.require_proof {
            return Err(GraphError::parameter(
                "API calls from the server require an appsecret_proof argument",
            ));
        }
        return Ok(());
    };
    let value = request.token.as_deref().unwrap_or_default();
    let time = request.number("appsecret_time");
    let signed = match time {
        Some(time) => format!("{value}|{time}"),
        None => value.to_owned(),
    };
    let now = world.now_ms() / SECOND_MS;
    let fresh = time.is_none_or(|time| now.saturating_sub(time).abs() <= PROOF_SECONDS);
    if fresh && proof.eq_ignore_ascii_case(&appsecret_proof(&app.secret, &signed)) {
        return Ok(());
    }
    Err(GraphError::parameter(
        "Invalid appsecret_proof provided in the API argument",
    ))
}

impl Access {
    /// The token; an app token has none of a user.
    pub(crate) fn user<'a>(&self, world: &'a World) -> Option<&'a Token> {
        world.accounts.apps[self.app as usize].tokens.get(self.token?)
    }

    /// Whether the caller may see an account and do what it asks there.
    pub(crate) fn allow_waba(
        &self,
        world: &World,
        waba: u32,
        request: &GraphRequest,
        node: &str,
    ) -> Result<(), GraphError> {
        let token = self.user(world).ok_or_else(|| GraphError::new(10))?;
        if !token.wabas.contains(&waba) {
            return Err(GraphError::unknown_node(&request.method, node));
        }
        need(token, scopes_of(world, request, node))
    }

    /// Whether the caller may see a portfolio: one of its accounts is within reach.
    pub(super) fn allow_portfolio(
        &self,
        world: &World,
        portfolio: u32,
        request: &GraphRequest,
    ) -> Result<(), GraphError> {
        let token = self.user(world).ok_or_else(|| GraphError::new(10))?;
        let mut wabas = token.wabas.iter();
        if !wabas.any(|waba| world.accounts.wabas[*waba as usize].portfolio == portfolio) {
            let id = &world.accounts.portfolios[portfolio as usize].id;
            return Err(GraphError::unknown_node(&request.method, id));
        }
        need(token, &[BUSINESS, MANAGEMENT])
    }
}

/// The permissions one of which a call needs.
///
/// Meta, "Permissions", 2026: messages and files need messaging; accounts and templates management; what hangs on a
/// number is within reach of both.
fn scopes_of(world: &World, request: &GraphRequest, node: &str) -> &'static [&'static str] {
    let edge = request.path.get(1).map(String::as_str);
    if matches!(edge, Some("messages" | "media" | "marketing_messages")) || world.media.contains_key(node) {
        return &[MESSAGING];
    }
    if world.accounts.find_number(node).is_some() {
        return &[MANAGEMENT, MESSAGING];
    }
    &[MANAGEMENT]
}

fn need(token: &Token, scopes: &[&str]) -> Result<(), GraphError> {
    if scopes.iter().any(|scope| token.allows(scope)) {
        return Ok(());
    }
    let first = scopes.first().copied().unwrap_or_default();
    Err(GraphError::new(200)
        .words(format!("(#200) Requires {first} permission to manage the object"))
        .details(format!("The permission {first} is missing.")))
}
