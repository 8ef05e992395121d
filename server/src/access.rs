//! Who asks, where, and whether they may: the layer that stands before every handler of the API.
//!
//! The routes name an [`Access`] each and the router puts [`authorize`] before the handler, so a handler cannot
//! forget it. A workspace that the caller does not belong to is not found; a permission that the role does not
//! include is forbidden; nobody at all is unauthenticated.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use galka_domain::access::{Permission, Role};
use galka_domain::ids::WorkspaceId;
use galka_domain::time::MINUTE_MS;
use galka_store::api_keys::{self, ApiKey};
use galka_store::sessions::{self, Session};
use galka_store::users::User;
use galka_store::workspaces::{self, Workspace};

use crate::errors::{Answer, Problem};
use crate::state::AppState;
use crate::tokens;

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Open,
    /// Everybody who is signed in or has a key.
    SignedIn,
    /// Whoever has the permission in the workspace.
    Needs(Permission),
}

/// Who asks, and in which workspace.
#[derive(Clone, Debug)]
pub struct Actor {
    /// A person or a script.
    pub who: Who,
    /// The workspace in which they ask; none for a person who belongs to none.
    pub place: Option<Place>,
    /// All workspaces of a person; the one of a key.
    pub places: Vec<Place>,
}

/// A person or a script.
#[derive(Clone, Debug)]
pub enum Who {
    /// A person with a session.
    Person(Box<User>, Session),
    /// A script with a key.
    Key(ApiKey),
}

/// A workspace and what the actor is there.
#[derive(Clone, Debug)]
pub struct Place {
    /// Which.
    pub workspace: Workspace,
    /// As what.
    pub role: Role,
}

/// The workspace in which a handler works, and who asked for it.
#[derive(Clone, Debug)]
pub struct Here {
    /// Its id.
    pub id: WorkspaceId,
    /// The caller's role there.
    pub role: Role,
    /// The person's id or `key:` and the key's name, for ledgers and `sent_by`.
    pub by: String,
}

/// What [`authorize`] needs to know of its route.
#[derive(Clone, Debug)]
pub struct Gate {
    /// Everything shared.
    pub state: AppState,
    /// Who may use the route.
    pub access: Access,
}

/// Lets a request through to its handler, or answers why not.
pub async fn authorize(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    if gate.access == Access::Open {
        return match check_same_site(&parts, &gate.state, false) {
            Ok(()) => next.run(Request::from_parts(parts, body)).await,
            Err(problem) => problem.into_response(),
        };
    }
    match admit(&gate, &parts).await {
        Ok(actor) => {
            parts.extensions.insert(actor);
            next.run(Request::from_parts(parts, body)).await
        }
        Err(problem) => problem.into_response(),
    }
}

async fn admit(gate: &Gate, request: &Parts) -> Answer<Actor> {
    let actor = identify(&gate.state, request).await?;
    if matches!(actor.who, Who::Person(..)) && !is_safe(&request.method) {
        check_same_site(request, &gate.state, true)?;
    }
    if let Access::Needs(permission) = gate.access {
        let place = actor.place.as_ref().ok_or_else(|| Problem::not_found("workspace"))?;
        if !place.role.allows(permission) {
            return Err(Problem::forbidden(permission.as_str()));
        }
    }
    Ok(actor)
}

/// Whether the actor, asked again now, may still do this; for streams that stay open.
pub async fn is_still_allowed(state: &AppState, actor: &Actor, permission: Permission) -> Answer<bool> {
    let workspace = actor.place.as_ref().map(|place| place.workspace.id.as_str().to_owned());
    let again = match &actor.who {
        Who::Person(_, session) => find_person(state, session.token_hash.clone(), workspace).await,
        Who::Key(key) => {
            let Some(place) = &actor.place else { return Ok(false) };
            let (workspace, id) = (place.workspace.id.clone(), key.id.clone());
            let keys = state
                .engine()
                .db
                .read(move |tx| api_keys::list_api_keys(tx, &workspace))
                .await?;
            return Ok(keys
                .iter()
                .any(|key| key.id == id && key.revoked_at.is_none() && key.role.allows(permission)));
        }
    };
    match again {
        Ok(actor) => Ok(actor.place.is_some_and(|place| place.role.allows(permission))),
        Err(problem) if problem.status() == StatusCode::SERVICE_UNAVAILABLE => Err(problem),
        Err(_) => Ok(false),
    }
}

async fn identify(state: &AppState, request: &Parts) -> Answer<Actor> {
    let wanted = wanted_workspace(request);
    if let Some(token) = bearer_token(&request.headers) {
        return find_key(state, token, wanted).await;
    }
    let token = cookie(&request.headers, tokens::SESSION_COOKIE).ok_or_else(Problem::unauthenticated)?;
    find_person(state, tokens::hash(token), wanted).await
}

async fn find_person(state: &AppState, token_hash: String, wanted: Option<String>) -> Answer<Actor> {
    let now = state.engine().machine_now();
    let found = state
        .engine()
        .db
        .read(move |tx| {
            let Some((session, user)) = sessions::find_session(tx, &token_hash, now)? else {
                return Ok(None);
            };
            let places = workspaces::list_workspaces_of(tx, &user.id)?;
            Ok(Some((session, user, places)))
        })
        .await?;
    let (session, user, places) = found.ok_or_else(Problem::unauthenticated)?;
    let places: Vec<Place> = places
        .into_iter()
        .map(|(workspace, role)| Place { workspace, role })
        .collect();
    let place = match wanted {
        Some(name) => Some(find_place(&places, &name).ok_or_else(|| Problem::not_found("workspace"))?),
        None => session
            .workspace_id
            .as_ref()
            .and_then(|id| find_place(&places, id.as_str()))
            .or_else(|| places.first().cloned()),
    };
    Ok(Actor {
        who: Who::Person(Box::new(user), session),
        place,
        places,
    })
}

async fn find_key(state: &AppState, token: &str, wanted: Option<String>) -> Answer<Actor> {
    let workspace = tokens::workspace_of_key(token).ok_or_else(Problem::unauthenticated)?;
    let (token_hash, now) = (tokens::hash(token), state.engine().machine_now());
    let found = state
        .engine()
        .db
        .read(move |tx| {
            let Some(key) = api_keys::find_api_key(tx, &workspace, &token_hash)? else {
                return Ok(None);
            };
            Ok(workspaces::find_workspace(tx, &workspace)?.map(|workspace| (key, workspace)))
        })
        .await?;
    let (key, workspace) = found.ok_or_else(Problem::unauthenticated)?;
    let place = Place {
        role: key.role,
        workspace,
    };
    if wanted.is_some_and(|name| find_place(std::slice::from_ref(&place), &name).is_none()) {
        return Err(Problem::not_found("workspace"));
    }
    if key.last_used_at.is_none_or(|used_at| now.since(used_at) > MINUTE_MS) {
        let (workspace, id) = (place.workspace.id.clone(), key.id.clone());
        state
            .engine()
            .db
            .write(move |tx| api_keys::touch_api_key(tx, &workspace, &id, now))
            .await?;
    }
    Ok(Actor {
        who: Who::Key(key),
        place: Some(place.clone()),
        places: vec![place],
    })
}

fn find_place(places: &[Place], name: &str) -> Option<Place> {
    places
        .iter()
        .find(|place| place.workspace.slug == name || place.workspace.id.as_str() == name)
        .cloned()
}

/// The workspace that the caller names by `?workspace=` or a header: its slug or id.
fn wanted_workspace(request: &Parts) -> Option<String> {
    let header = request
        .headers
        .get("x-galka-workspace")
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let query = request.uri.query().unwrap_or_default();
    let from_query = url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "workspace")
        .map(|(_, value)| value.into_owned());
    from_query.or(header).filter(|name| !name.is_empty())
}

fn bearer_token(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// The value of a cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

const fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

/// Refuses what another site makes a browser send: the cookie alone proves nothing.
fn check_same_site(request: &Parts, state: &AppState, proof_needed: bool) -> Answer<()> {
    if is_safe(&request.method) {
        return Ok(());
    }
    let text = |name: header::HeaderName| request.headers.get(name).and_then(|value| value.to_str().ok());
    let site = text(header::HeaderName::from_static("sec-fetch-site"));
    let same = match (site, text(header::ORIGIN)) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => is_own_origin(origin, text(header::HOST), &state.settings().public_url),
        (None, None) => !proof_needed,
    };
    if same {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::FORBIDDEN,
        "cross_site",
        "A browser may change things only from our own pages.",
    ))
}

fn is_own_origin(origin: &str, host: Option<&str>, public_url: &str) -> bool {
    let of_host = host.is_some_and(|host| {
        origin
            .strip_prefix("http://")
            .or_else(|| origin.strip_prefix("https://"))
            == Some(host)
    });
    of_host || origin == public_url
}

impl Actor {
    /// The workspace in which the actor asks.
    ///
    /// # Errors
    /// When the actor belongs to none.
    pub fn here(&self) -> Answer<Here> {
        let place = self.place.as_ref().ok_or_else(|| Problem::not_found("workspace"))?;
        let by = match &self.who {
            Who::Person(user, _) => user.id.as_str().to_owned(),
            Who::Key(key) => format!("key:{}", key.name),
        };
        Ok(Here {
            id: place.workspace.id.clone(),
            role: place.role,
            by,
        })
    }

    /// The person and the session.
    ///
    /// # Errors
    /// When it is a script.
    pub fn person(&self) -> Answer<(&User, &Session)> {
        match &self.who {
            Who::Person(user, session) => Ok((user, session)),
            Who::Key(_) => Err(Problem::person_needed()),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Actor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Answer<Self> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(Problem::unauthenticated)
    }
}

impl<S: Sync> FromRequestParts<S> for Here {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Answer<Self> {
        parts
            .extensions
            .get::<Actor>()
            .ok_or_else(Problem::unauthenticated)?
            .here()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn an_origin_is_ours_by_host_or_by_the_public_address() {
        for (origin, host, ours) in [
            ("http://127.0.0.1:8080", Some("127.0.0.1:8080"), true),
            ("https://chat.example", Some("10.0.0.1:80"), true),
            ("https://evil.example", Some("127.0.0.1:8080"), false),
            ("null", Some("127.0.0.1:8080"), false),
            ("http://127.0.0.1:8080.evil.example", Some("127.0.0.1:8080"), false),
        ] {
            assert_eq!(is_own_origin(origin, host, "https://chat.example"), ours, "{origin}");
        }
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("a=1; galka_session=tok; b=2"));
        assert_eq!(cookie(&headers, "galka_session"), Some("tok"));
        assert_eq!(cookie(&headers, "session"), None);
    }
}
