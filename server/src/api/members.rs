//! The team and invitations to it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use galka_domain::access::Role;
use galka_domain::ids::UserId;
use galka_store::members::{self, Member as StoredMember};
use galka_store::sessions::{self, SigninLink};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::me::User;
use crate::access::Here;
use crate::accounts::{self, LINK_MS, link_url};
use crate::errors::{Answer, Problem};
use crate::extract::{Body, PathId};
use crate::state::AppState;
use crate::tokens;
use crate::views::{List, RoleName, Time};

/// A person in this workspace.
#[derive(Debug, Serialize, ToSchema)]
pub struct Member {
    user: User,
    role: RoleName,
    joined_at: Time,
}

/// Whom to invite.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInvitation {
    email: Option<String>,
    role: RoleName,
}

/// A one-time link, shown once.
#[derive(Debug, Serialize, ToSchema)]
pub struct Invitation {
    link: String,
    role: RoleName,
    expires_at: Time,
}

/// A new role.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RolePatch {
    role: RoleName,
}

/// `GET /members`
pub async fn list_members(State(state): State<AppState>, here: Here) -> Answer<Json<List<Member>>> {
    let members = state
        .engine()
        .db
        .read(move |tx| members::list_members(tx, &here.id))
        .await?;
    Ok(Json(List {
        data: members.into_iter().map(Member::of).collect(),
    }))
}

/// `PATCH /members/{user_id}`
pub async fn update_member(
    State(state): State<AppState>,
    here: Here,
    PathId(user): PathId<UserId>,
    Body(RolePatch { role: RoleName(role) }): Body<RolePatch>,
) -> Answer<Json<Member>> {
    change(&state, here, user.clone(), Some(role))
        .await?
        .map(Json)
        .ok_or_else(|| Problem::not_found("member"))
}

/// `DELETE /members/{user_id}`
pub async fn delete_member(
    State(state): State<AppState>,
    here: Here,
    PathId(user): PathId<UserId>,
) -> Answer<StatusCode> {
    change(&state, here, user, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /invitations`
pub async fn create_invitation(
    State(state): State<AppState>,
    here: Here,
    Body(new): Body<NewInvitation>,
) -> Answer<(StatusCode, Json<Invitation>)> {
    let RoleName(role) = new.role;
    check_owner_matter(here.role, Role::Agent, Some(role))?;
    let engine = state.engine();
    let token = tokens::new_token(&engine.chance);
    let now = engine.machine_now();
    let email = new.email.filter(|email| !email.trim().is_empty());
    let link = SigninLink {
        token_hash: tokens::hash(&token),
        purpose: "invitation".to_owned(),
        workspace_id: Some(here.id),
        role: Some(role),
        email: email.map(|email| accounts::read_email("email", &email)).transpose()?,
        created_at: now,
        expires_at: now.plus(LINK_MS),
        used_at: None,
    };
    let expires_at = link.expires_at;
    engine.db.write(move |tx| sessions::insert_link(tx, &link)).await?;
    let link = link_url(&state.settings().public_url, "invitation", &token);
    Ok((
        StatusCode::CREATED,
        Json(Invitation {
            link,
            role: role.into(),
            expires_at: expires_at.into(),
        }),
    ))
}

/// What kept a change from being made.
enum Stop {
    NotFound,
    OwnersOnly,
    LastOwner,
}

/// Gives another role, or removes; a workspace always keeps an owner, and only owners touch owners.
async fn change(state: &AppState, here: Here, user: UserId, role: Option<Role>) -> Answer<Option<Member>> {
    let outcome = state
        .engine()
        .db
        .write(move |tx| {
            let Some(present) = members::find_role(tx, &here.id, &user)? else {
                return Ok(Err(Stop::NotFound));
            };
            if check_owner_matter(here.role, present, role).is_err() {
                return Ok(Err(Stop::OwnersOnly));
            }
            let leaves = present == Role::Owner && role != Some(Role::Owner);
            if leaves && members::count_owners_locked(tx, &here.id)? <= 1 {
                return Ok(Err(Stop::LastOwner));
            }
            match role {
                Some(role) => members::update_role(tx, &here.id, &user, role)?,
                None => members::delete_member(tx, &here.id, &user)?,
            };
            let member = members::list_members(tx, &here.id)?
                .into_iter()
                .find(|member| member.user.id == user);
            Ok(Ok(member))
        })
        .await?;
    match outcome {
        Ok(member) => Ok(member.map(Member::of)),
        Err(Stop::NotFound) => Err(Problem::not_found("member")),
        Err(Stop::OwnersOnly) => Err(owners_only()),
        Err(Stop::LastOwner) => Err(Problem::conflict("last_owner", "A workspace keeps at least one owner.")),
    }
}

fn check_owner_matter(own: Role, present: Role, wanted: Option<Role>) -> Answer<()> {
    let about_owner = present == Role::Owner || wanted == Some(Role::Owner);
    if about_owner && own != Role::Owner {
        Err(owners_only())
    } else {
        Ok(())
    }
}

fn owners_only() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "owners_only",
        "Only an owner may make, change or remove owners.",
    )
}

impl Member {
    fn of(member: StoredMember) -> Self {
        Self {
            user: User::of(&member.user),
            role: member.role.into(),
            joined_at: member.joined_at.into(),
        }
    }
}
