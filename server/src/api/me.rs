//! Who am I, and my own settings.

use axum::Json;
use axum::extract::State;
use galka_domain::access::Role;
use galka_domain::time::DAY_MS;
use galka_engine::hints::Work;
use galka_store::sessions::{self, Session};
use galka_store::users::{self, User as StoredUser};
use galka_store::{events, workspaces};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::auth::SESSION_MS;
use super::workspaces::Workspace;
use crate::access::{Actor, Place, Who};
use crate::accounts;
use crate::errors::{Answer, Problem};
use crate::extract::{Body, check_text};
use crate::passwords;
use crate::state::AppState;
use crate::views::Locale;

/// A person of the team.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct User {
    id: String,
    name: String,
    email: String,
    #[schema(inline)]
    locale: Locale,
    #[schema(inline)]
    theme: Theme,
}

/// Colours of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the device has it.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Who is signed in, where, and what is permitted here.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Me {
    user: Option<User>,
    #[serde(skip_serializing_if = "Option::is_none")]
    api_key_name: Option<String>,
    workspace: Option<Workspace>,
    workspaces: Vec<Workspace>,
    permissions: Vec<String>,
    /// The number of the company's newest event: a stream of events that goes on after it misses nothing that a later
    /// answer may not show.
    #[serde(skip_serializing_if = "Option::is_none")]
    events_seen: Option<i64>,
}

/// Own settings.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MePatch {
    name: Option<String>,
    #[schema(inline)]
    locale: Option<Locale>,
    #[schema(inline)]
    theme: Option<Theme>,
    current_password: Option<String>,
    new_password: Option<String>,
}

/// `GET /me`
pub async fn get_me(State(state): State<AppState>, actor: Actor) -> Answer<Json<Me>> {
    if let (Who::Person(_, session), Some(place)) = (&actor.who, &actor.place) {
        remember(&state, session, place).await?;
    }
    show(&state, actor).await.map(Json)
}

/// `PATCH /me`
pub async fn update_me(
    State(state): State<AppState>,
    mut actor: Actor,
    Body(patch): Body<MePatch>,
) -> Answer<Json<Me>> {
    let (user, session) = actor.person()?;
    let (mut user, kept_session) = (user.clone(), session.token_hash.clone());
    if let Some(name) = &patch.name {
        user.name = check_text("name", name, 100)?;
    }
    if let Some(locale) = patch.locale {
        user.locale = locale.as_str().to_owned();
    }
    if let Some(theme) = patch.theme {
        user.theme = theme.as_str().to_owned();
    }
    let new_password = patch.new_password.is_some();
    if let Some(password) = patch.new_password {
        let stored = Some(user.password_hash.clone()).filter(|hash| !hash.is_empty());
        if !passwords::verify(patch.current_password.unwrap_or_default(), stored).await? {
            return Err(Problem::field(
                "current_password",
                "wrong_password",
                "This is not the present password.",
            ));
        }
        passwords::check("new_password", &password, &user.email)?;
        user.password_hash = passwords::hash(&state.engine().chance, password).await?;
    }
    let (written, now) = (user.clone(), state.engine().business_now());
    state
        .engine()
        .db
        .write(move |tx| {
            users::update_user(tx, &written)?;
            if new_password {
                sessions::delete_other_sessions(tx, &written.id, &kept_session)?;
                accounts::tell_access_changed(tx, &written.id, now)?;
            }
            Ok(())
        })
        .await?;
    state.engine().hints.wake(Work::Live);
    if let Who::Person(known, _) = &mut actor.who {
        **known = user;
    }
    show(&state, actor).await.map(Json)
}

/// What a person who has just signed in sees.
pub(crate) async fn show_person(state: &AppState, user: StoredUser, session: Session) -> Answer<Me> {
    let id = user.id.clone();
    let places: Vec<Place> = state
        .engine()
        .db
        .read(move |tx| workspaces::list_workspaces_of(tx, &id))
        .await?
        .into_iter()
        .map(|(workspace, role)| Place { workspace, role })
        .collect();
    let place = session
        .workspace_id
        .as_ref()
        .and_then(|id| places.iter().find(|place| place.workspace.id == *id))
        .or_else(|| places.first())
        .cloned();
    show(
        state,
        Actor {
            who: Who::Person(Box::new(user), session),
            place,
            places,
        },
    )
    .await
}

async fn show(state: &AppState, actor: Actor) -> Answer<Me> {
    let ids: Vec<_> = actor.places.iter().map(|place| place.workspace.id.clone()).collect();
    let here = actor.place.as_ref().map(|place| place.workspace.id.clone());
    let (sandboxed, events_seen) = state
        .engine()
        .db
        .read(move |tx| {
            let mut found = Vec::new();
            for id in &ids {
                if workspaces::has_sandbox(tx, id)? {
                    found.push(id.clone());
                }
            }
            Ok((found, here.as_ref().map(|id| events::head(tx, id)).transpose()?))
        })
        .await?;
    let view = |place: &Place| Workspace::of(&place.workspace, place.role, sandboxed.contains(&place.workspace.id));
    let role: Option<Role> = actor.place.as_ref().map(|place| place.role);
    let permissions = role.map(|role| {
        role.permissions()
            .map(|permission| permission.as_str().to_owned())
            .collect()
    });
    let (user, api_key_name) = match &actor.who {
        Who::Person(user, _) => (Some(User::of(user)), None),
        Who::Key(key) => (None, Some(key.name.clone())),
    };
    Ok(Me {
        user,
        api_key_name,
        workspace: actor.place.as_ref().map(view),
        workspaces: actor.places.iter().map(view).collect(),
        permissions: permissions.unwrap_or_default(),
        events_seen,
    })
}

/// Notes the workspace that was looked at last, and lets a session that is used live on.
async fn remember(state: &AppState, session: &Session, place: &Place) -> Answer<()> {
    let now = state.engine().machine_now();
    let moved = session.workspace_id.as_ref() != Some(&place.workspace.id);
    let ageing = session.expires_at.since(now) < SESSION_MS - DAY_MS;
    if !moved && !ageing {
        return Ok(());
    }
    let (hash, workspace) = (session.token_hash.clone(), place.workspace.id.clone());
    state
        .engine()
        .db
        .write(move |tx| {
            sessions::set_session_workspace(tx, &hash, &workspace)?;
            sessions::extend_session(tx, &hash, now.plus(SESSION_MS))
        })
        .await?;
    Ok(())
}

impl User {
    /// How colleagues see a person.
    #[must_use]
    pub fn of(user: &StoredUser) -> Self {
        Self {
            id: user.id.as_str().to_owned(),
            name: user.name.clone(),
            email: user.email.clone(),
            locale: Locale::of_stored(&user.locale),
            theme: Theme::of_stored(&user.theme),
        }
    }
}

impl Theme {
    /// The stored name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The stored theme; what is not known follows the device.
    #[must_use]
    pub fn of_stored(text: &str) -> Self {
        match text {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }
}
