//! Teams of colleagues.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use galka_domain::event::EventKind;
use galka_domain::ids::{ConversationId, TeamId, UserId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_engine::hints::Work;
use galka_store::events::{self, NewEvent};
use galka_store::teams::{self, Team as StoredTeam};
use galka_store::{Tx, notes};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Here;
use crate::errors::{Answer, Problem};
use crate::extract::{Body, PathId, check_text, patch};
use crate::state::AppState;
use crate::views::{AssignmentModeName, List, Time};

const NAME_CHARS_MAX: usize = 60;
const TEAMS_MAX: usize = 200;
const MEMBERS_MAX: usize = 500;

/// A team: conversations are given to it, and from it to its members.
#[derive(Debug, Serialize, ToSchema)]
pub struct Team {
    id: String,
    name: String,
    mode: Option<AssignmentModeName>,
    member_ids: Vec<String>,
    created_at: Time,
}

/// A new team; without a mode it follows the company's.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTeam {
    name: String,
    mode: Option<AssignmentModeName>,
    #[serde(default)]
    member_ids: Vec<String>,
}

/// Changes of a team.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TeamPatch {
    name: Option<String>,
    #[serde(deserialize_with = "patch::nullable")]
    mode: Option<Option<AssignmentModeName>>,
    member_ids: Option<Vec<String>>,
}

/// What kept a team from being written.
enum Stop {
    NotFound,
    TooMany,
    UnknownMember,
    NameTaken(String),
}

/// `GET /teams`
pub async fn list_teams(State(state): State<AppState>, here: Here) -> Answer<Json<List<Team>>> {
    let found = state.engine().db.read(move |tx| teams::list(tx, &here.id)).await?;
    Ok(Json(List {
        data: found.into_iter().map(Team::of).collect(),
    }))
}

/// `POST /teams`
pub async fn create_team(
    State(state): State<AppState>,
    here: Here,
    Body(new): Body<NewTeam>,
) -> Answer<(StatusCode, Json<Team>)> {
    let now = state.engine().business_now();
    let team = StoredTeam {
        id: state.engine().new_id(),
        name: check_text("name", &new.name, NAME_CHARS_MAX)?,
        mode: new.mode.map(|AssignmentModeName(mode)| mode),
        members: read_members(&new.member_ids)?,
        created_at: now,
    };
    let made = state
        .engine()
        .db
        .write(move |tx| {
            if teams::list(tx, &here.id)?.len() >= TEAMS_MAX {
                return Ok(Err(Stop::TooMany));
            }
            if notes::list_colleagues(tx, &here.id, &team.members)?.len() < team.members.len() {
                return Ok(Err(Stop::UnknownMember));
            }
            if let Some(taken) = teams::find_taken(tx, &here.id, &team.id, &team.name)? {
                return Ok(Err(Stop::NameTaken(taken)));
            }
            teams::insert(tx, &here.id, &team)?;
            tell(tx, &here.id, &team.id, &[], now)?;
            Ok(Ok(team.clone()))
        })
        .await?
        .map_err(Stop::problem)?;
    state.engine().hints.wake(Work::Live);
    state.engine().hints.wake(Work::Assign);
    Ok((StatusCode::CREATED, Json(Team::of(made))))
}

/// `PATCH /teams/{team_id}`
pub async fn update_team(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<TeamId>,
    Body(change): Body<TeamPatch>,
) -> Answer<Json<Team>> {
    let name = change
        .name
        .map(|name| check_text("name", &name, NAME_CHARS_MAX))
        .transpose()?;
    let members = change.member_ids.map(|ids| read_members(&ids)).transpose()?;
    let mode = change.mode.map(|mode| mode.map(|AssignmentModeName(mode)| mode));
    let now = state.engine().business_now();
    let changed = state
        .engine()
        .db
        .write(move |tx| {
            let Some(mut team) = teams::find(tx, &here.id, &id)? else {
                return Ok(Err(Stop::NotFound));
            };
            if let Some(members) = &members {
                if notes::list_colleagues(tx, &here.id, members)?.len() < members.len() {
                    return Ok(Err(Stop::UnknownMember));
                }
                team.members.clone_from(members);
            }
            if let Some(name) = name.as_ref().filter(|name| **name != team.name) {
                if let Some(taken) = teams::find_taken(tx, &here.id, &id, name)? {
                    return Ok(Err(Stop::NameTaken(taken)));
                }
                team.name.clone_from(name);
            }
            team.mode = mode.unwrap_or(team.mode);
            teams::update(tx, &here.id, &team)?;
            tell(tx, &here.id, &team.id, &[], now)?;
            Ok(Ok(team))
        })
        .await?
        .map_err(Stop::problem)?;
    state.engine().hints.wake(Work::Live);
    state.engine().hints.wake(Work::Assign);
    Ok(Json(Team::of(changed)))
}

/// `DELETE /teams/{team_id}`
pub async fn delete_team(State(state): State<AppState>, here: Here, PathId(id): PathId<TeamId>) -> Answer<StatusCode> {
    let now = state.engine().business_now();
    let deleted = state
        .engine()
        .db
        .write(move |tx| {
            let freed = teams::delete(tx, &here.id, &id)?;
            if let Some(freed) = &freed {
                tell(tx, &here.id, &id, freed, now)?;
            }
            Ok(freed.is_some())
        })
        .await?;
    if !deleted {
        return Err(Problem::not_found("team"));
    }
    state.engine().hints.wake(Work::Live);
    state.engine().hints.wake(Work::Assign);
    Ok(StatusCode::NO_CONTENT)
}

/// Tells browsers that a team is another, and which conversations are of no team any more.
fn tell(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    team: &TeamId,
    freed: &[ConversationId],
    now: Timestamp,
) -> galka_store::Result<()> {
    let mut happened = vec![NewEvent::of(EventKind::TeamChanged, team.as_str())];
    happened.extend(
        freed
            .iter()
            .map(|thread| NewEvent::of(EventKind::ConversationChanged, thread.as_str())),
    );
    events::append(tx, workspace, &happened, now).map(|_| ())
}

fn read_members(ids: &[String]) -> Answer<Vec<UserId>> {
    if ids.len() > MEMBERS_MAX {
        return Err(Problem::field(
            "member_ids",
            "too_many",
            format!("At most {MEMBERS_MAX} members."),
        ));
    }
    let mut members = ids
        .iter()
        .map(|id| UserId::parse(id).map_err(|_| Stop::UnknownMember.problem()))
        .collect::<Answer<Vec<_>>>()?;
    members.sort_unstable();
    members.dedup();
    Ok(members)
}

impl Stop {
    fn problem(self) -> Problem {
        match self {
            Self::NotFound => Problem::not_found("team"),
            Self::NameTaken(by) => {
                Problem::name_taken(format!("There is a team “{by}”: case makes no other name."), &by)
            }
            Self::TooMany => Problem::conflict("too_many_teams", format!("At most {TEAMS_MAX} teams.")),
            Self::UnknownMember => Problem::field(
                "member_ids",
                "unknown_member",
                "Somebody of these does not work in this workspace.",
            ),
        }
    }
}

impl Team {
    fn of(team: StoredTeam) -> Self {
        Self {
            id: team.id.as_str().to_owned(),
            name: team.name,
            mode: team.mode.map(Into::into),
            member_ids: team.members.iter().map(|user| user.as_str().to_owned()).collect(),
            created_at: team.created_at.into(),
        }
    }
}
