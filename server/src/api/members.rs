//! The team and invitations to it.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use galka_domain::access::Role;
use galka_domain::event::EventKind;
use galka_domain::ids::UserId;
use galka_engine::hints::Work;
use galka_engine::inbox::change::author_of;
use galka_engine::inbox::leave::leave;
use galka_engine::plans::check_invitation;
use galka_store::events::{self, NewEvent};
use galka_store::members::{self, Member as StoredMember};
use galka_store::sessions::{self, SigninLink};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::inbox::assignment::check_capacity;
use super::me::User;
use crate::access::Here;
use crate::accounts::{self, LINK_MS, link_url};
use crate::errors::{Answer, Problem};
use crate::extract::{Body, PathId, patch};
use crate::failures::quota_reached;
use crate::state::AppState;
use crate::tokens;
use crate::views::{List, RoleName, ShiftName, Time};

/// A person in this workspace.
#[derive(Debug, Serialize, ToSchema)]
pub struct Member {
    user: User,
    role: RoleName,
    joined_at: Time,
    shift: ShiftName,
    capacity: Option<i64>,
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

/// A new role, or another limit of conversations at once; null is the company's limit.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MemberPatch {
    role: Option<RoleName>,
    #[serde(deserialize_with = "patch::nullable")]
    capacity: Option<Option<i64>>,
}

/// An invitation that nobody has used.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenInvitation {
    id: String,
    email: Option<String>,
    role: RoleName,
    created_at: Time,
    expires_at: Time,
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
    Body(wanted): Body<MemberPatch>,
) -> Answer<Json<Member>> {
    let capacity = wanted
        .capacity
        .map(|capacity| capacity.map(check_capacity).transpose())
        .transpose()?;
    let change = Change {
        role: wanted.role.map(|RoleName(role)| role),
        capacity,
        leaves: false,
    };
    make(&state, here, user, change)
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
    let change = Change {
        leaves: true,
        ..Change::default()
    };
    make(&state, here, user, change).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /invitations`
pub async fn list_invitations(State(state): State<AppState>, here: Here) -> Answer<Json<List<OpenInvitation>>> {
    let now = state.engine().machine_now();
    let links = state
        .engine()
        .db
        .read(move |tx| sessions::list_invitations(tx, &here.id, now))
        .await?;
    Ok(Json(List {
        data: links.into_iter().map(OpenInvitation::of).collect(),
    }))
}

/// `DELETE /invitations/{invitation_id}`
pub async fn delete_invitation(
    State(state): State<AppState>,
    here: Here,
    Path(id): Path<String>,
) -> Answer<StatusCode> {
    let deleted = state
        .engine()
        .db
        .write(move |tx| sessions::delete_invitation(tx, &here.id, &id))
        .await?;
    if deleted {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found("invitation"))
    }
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
    let home = here.id.clone();
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
    let stands_against = engine.db.write(move |tx| {
        let reached = check_invitation(tx, &home, now)?;
        if reached.is_none() {
            sessions::insert_link(tx, &link)?;
        }
        Ok(reached)
    });
    if let Some(reached) = stands_against.await? {
        return Err(quota_reached(reached));
    }
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

/// What is changed about a member.
#[derive(Clone, Copy, Debug, Default)]
struct Change {
    role: Option<Role>,
    capacity: Option<Option<i64>>,
    leaves: bool,
}

/// Gives another role or limit, or removes; a workspace always keeps an owner, and only owners touch owners.
async fn make(state: &AppState, here: Here, user: UserId, change: Change) -> Answer<Option<Member>> {
    let engine = state.engine().clone();
    let now = engine.business_now();
    let outcome = state
        .engine()
        .db
        .write(move |tx| {
            let Some(present) = members::find_role(tx, &here.id, &user)? else {
                return Ok(Err(Stop::NotFound));
            };
            if change.role.is_some() || change.leaves {
                if check_owner_matter(here.role, present, change.role).is_err() {
                    return Ok(Err(Stop::OwnersOnly));
                }
                let leaves = present == Role::Owner && change.role != Some(Role::Owner);
                if leaves && members::count_owners_locked(tx, &here.id)? <= 1 {
                    return Ok(Err(Stop::LastOwner));
                }
            }
            if let Some(role) = change.role {
                members::update_role(tx, &here.id, &user, role)?;
            }
            if let Some(capacity) = change.capacity {
                members::update_capacity(tx, &here.id, &user, capacity)?;
            }
            if change.leaves {
                leave(tx, &engine, &here.id, &user, &author_of(&here.by), now)?;
            }
            let happened = NewEvent::of(EventKind::TeamChanged, user.as_str());
            events::append(tx, &here.id, &[happened], now)?;
            let member = members::list_members(tx, &here.id)?
                .into_iter()
                .find(|member| member.user.id == user);
            Ok(Ok(member))
        })
        .await?;
    state.engine().hints.wake(Work::Live);
    state.engine().hints.wake(Work::Assign);
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

impl OpenInvitation {
    /// The hash of a link's token names the invitation and opens nothing.
    fn of(link: SigninLink) -> Self {
        Self {
            id: link.token_hash,
            email: link.email,
            role: link.role.unwrap_or(Role::Agent).into(),
            created_at: link.created_at.into(),
            expires_at: link.expires_at.into(),
        }
    }
}

impl Member {
    fn of(member: StoredMember) -> Self {
        Self {
            user: User::of(&member.user),
            role: member.role.into(),
            joined_at: member.joined_at.into(),
            shift: member.shift.into(),
            capacity: member.capacity,
        }
    }
}
