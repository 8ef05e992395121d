//! Who calls, and what the caller may touch.
//!
//! Meta, "Access tokens" and "Secure Graph API calls", 2026: the token decides the app; a proof, when given, must be the
//! HMAC of the token under the app's secret; what a token may not see looks as if it did not exist.

use crate::accounts::{MANAGEMENT, MESSAGING};
use crate::errors::GraphError;
use crate::wire::request::GraphRequest;
use crate::world::World;
use galka_cloud_api::signature::appsecret_proof;

/// The caller, once known.
#[derive(Debug)]
pub(crate) struct Access {
    pub(crate) app: u32,
    /// None for an app token, which may read tokens and subscriptions and nothing else.
    pub(crate) token: Option<String>,
}

/// Finds out who calls.
pub(crate) fn authorize(world: &World, request: &GraphRequest) -> Result<Access, GraphError> {
    let Some(value) = request.token.as_deref().filter(|value| !value.is_empty()) else {
        return Err(GraphError::no_token());
    };
    if let Some((id, secret)) = value.split_once('|') {
        let app = world
            .accounts
            .apps
            .iter()
            .position(|app| app.id == id && app.secret == secret);
        let app = app.ok_or_else(GraphError::bad_token)?;
        return Ok(Access {
            app: app as u32,
            token: None,
        });
    }
    let (app, token) = world.accounts.find_token(value).ok_or_else(GraphError::bad_token)?;
    if token.expires_ms.is_some_and(|expires| expires <= world.now_ms()) {
        return Err(GraphError::expired_token());
    }
    if let Some(proof) = request.text("appsecret_proof") {
        let signed = match request.params.get("appsecret_time") {
            Some(time) => format!("{value}|{}", time.to_string().trim_matches('"')),
            None => value.to_owned(),
        };
        if !proof.eq_ignore_ascii_case(&appsecret_proof(&world.accounts.apps[app as usize].secret, &signed)) {
            return Err(GraphError::parameter(
                "Invalid appsecret_proof provided in the API argument",
            ));
        }
    }
    Ok(Access {
        app,
        token: Some(value.to_owned()),
    })
}

impl Access {
    /// Whether the caller may see an account and do what it asks there.
    pub(crate) fn allow_waba(
        &self,
        world: &World,
        waba: u32,
        request: &GraphRequest,
        node: &str,
    ) -> Result<(), GraphError> {
        let value = self.token.as_deref().ok_or_else(|| GraphError::new(10))?;
        let (_, token) = world.accounts.find_token(value).ok_or_else(GraphError::bad_token)?;
        if !token.wabas.contains(&waba) {
            return Err(GraphError::unknown_node(&request.method, node));
        }
        let messaging = matches!(request.path.get(1).map(String::as_str), Some("messages" | "media"))
            || (request.path.len() == 1 && world.media.contains_key(node));
        let needed = if messaging { MESSAGING } else { MANAGEMENT };
        if token.scopes.iter().any(|scope| scope == needed)
            || (!messaging && token.scopes.iter().any(|scope| scope == MESSAGING))
        {
            return Ok(());
        }
        Err(GraphError::new(200).details(format!("The permission {needed} is missing.")))
    }
}
