//! Automations: the greeting and the away message. Rules and the log of runs have their own files.

use axum::Json;
use axum::extract::State;
use galka_domain::automation::{Away, Greeting, Kind, ScheduleKind};
use galka_domain::hours::WorkingHours;
use galka_domain::ids::{AutomationId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_store::automations::{self, Automation};
use galka_store::{Tx, settings};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

mod documents;
mod named;
pub mod rules;
pub mod runs;

use crate::access::Here;
use crate::errors::{Answer, Problem};
use crate::extract::{Body, PathId};
use crate::state::AppState;
use crate::views::{List, Time};
pub use documents::{
    AssigneeWord, AudienceWord, AutomationAudience, AwayDocument, AwaySchedule, GreetingDocument, HoursWord, MatchWord,
    RuleAction, RuleButton, RuleDocument, RuleIf, RuleWhen, ScheduleWord, WhenWord,
};
use named::{Before, check_named};

/// How many earlier writings are shown.
const VERSIONS: i64 = 50;

/// The greeting.
#[derive(Debug, Serialize, ToSchema)]
pub struct GreetingView {
    id: Option<String>,
    enabled: bool,
    enabled_at: Option<Time>,
    /// Which writing it is; 0 while nobody has written one.
    version: i64,
    updated_at: Option<Time>,
    /// What it says; absent while nobody has written it.
    document: Option<GreetingDocument>,
}

/// The away message.
#[derive(Debug, Serialize, ToSchema)]
pub struct AwayView {
    id: Option<String>,
    enabled: bool,
    enabled_at: Option<Time>,
    /// Which writing it is; 0 while nobody has written one.
    version: i64,
    updated_at: Option<Time>,
    /// What it says; absent while nobody has written it.
    document: Option<AwayDocument>,
}

/// A new writing of the greeting, or another position of its switch.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGreeting {
    enabled: bool,
    /// The version that was read; 0 for the first.
    version: i64,
    document: GreetingDocument,
}

/// A new writing of the away message, or another position of its switch.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAway {
    enabled: bool,
    /// The version that was read; 0 for the first.
    version: i64,
    document: AwayDocument,
}

/// An earlier writing of a document.
#[derive(Debug, Serialize, ToSchema)]
pub struct AutomationVersion {
    version: i64,
    #[schema(value_type = Object)]
    document: serde_json::Value,
    written_by: String,
    written_at: Time,
}

/// `GET /automations/greeting`
pub async fn get_greeting(State(state): State<AppState>, here: Here) -> Answer<Json<GreetingView>> {
    show_greeting(&state, &here.id).await.map(Json)
}

/// `PUT /automations/greeting`
pub async fn set_greeting(
    State(state): State<AppState>,
    here: Here,
    Body(new): Body<NewGreeting>,
) -> Answer<Json<GreetingView>> {
    let document: Greeting = documents::read(&new.document)?;
    document.check().map_err(|error| documents::refuse(&error))?;
    let wish = Wish {
        kind: Kind::Greeting,
        enabled: new.enabled,
        read_version: new.version,
        document: write(&document)?,
    };
    check_named(&state, &here.id, Before::Single(wish.kind), &wish.document).await?;
    save(&state, &here, wish).await?;
    show_greeting(&state, &here.id).await.map(Json)
}

/// `GET /automations/away`
pub async fn get_away(State(state): State<AppState>, here: Here) -> Answer<Json<AwayView>> {
    show_away(&state, &here.id).await.map(Json)
}

/// `PUT /automations/away`
pub async fn set_away(State(state): State<AppState>, here: Here, Body(new): Body<NewAway>) -> Answer<Json<AwayView>> {
    let document: Away = documents::read(&new.document)?;
    document.check().map_err(|error| documents::refuse(&error))?;
    if new.enabled && document.schedule.kind == ScheduleKind::OutsideHours {
        let workspace = here.id.clone();
        let hours: WorkingHours = state.engine().db.read(move |tx| settings::get(tx, &workspace)).await?;
        if !hours.is_set() {
            return Err(Problem::field(
                "document.schedule.kind",
                "hours_not_set",
                "Set the working hours first: nothing is outside hours that are not set.",
            ));
        }
    }
    let wish = Wish {
        kind: Kind::Away,
        enabled: new.enabled,
        read_version: new.version,
        document: write(&document)?,
    };
    check_named(&state, &here.id, Before::Single(wish.kind), &wish.document).await?;
    save(&state, &here, wish).await?;
    show_away(&state, &here.id).await.map(Json)
}

/// `GET /automations/{automation_id}/versions`
pub async fn list_automation_versions(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<AutomationId>,
) -> Answer<Json<List<AutomationVersion>>> {
    let found = state
        .engine()
        .db
        .read(move |tx| {
            if automations::find(tx, &here.id, &id)?.is_none() {
                return Ok(None);
            }
            automations::list_versions(tx, &here.id, &id, VERSIONS).map(Some)
        })
        .await?;
    let versions = found.ok_or_else(|| Problem::not_found("automation"))?;
    let data = versions
        .into_iter()
        .map(|one| {
            Ok(AutomationVersion {
                version: one.version,
                document: documents::show(&one.document)?,
                written_by: one.written_by,
                written_at: one.written_at.into(),
            })
        })
        .collect::<Answer<Vec<_>>>()?;
    Ok(Json(List { data }))
}

/// A wished state of the greeting or the away message.
struct Wish {
    kind: Kind,
    enabled: bool,
    read_version: i64,
    document: String,
}

async fn save(state: &AppState, here: &Here, wish: Wish) -> Answer<()> {
    let now = state.engine().business_now();
    let (workspace, by, id) = (
        here.id.clone(),
        here.by.clone(),
        state.engine().new_id::<AutomationId>(),
    );
    let saved = state
        .engine()
        .db
        .write(move |tx| save_in(tx, &workspace, &wish, &id, &by, now))
        .await;
    match saved {
        Ok(true) => Ok(()),
        Ok(false) => Err(changed_meanwhile()),
        Err(failure) if failure.is_duplicate_in("automations") => Err(changed_meanwhile()),
        Err(failure) => Err(failure.into()),
    }
}

fn save_in(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    wish: &Wish,
    id: &AutomationId,
    by: &str,
    now: Timestamp,
) -> galka_store::Result<bool> {
    let Some(stored) = automations::find_single(tx, workspace, wish.kind)? else {
        if wish.read_version != 0 {
            return Ok(false);
        }
        let new = Automation {
            id: id.clone(),
            kind: wish.kind,
            name: String::new(),
            document: wish.document.clone(),
            version: 1,
            enabled: wish.enabled,
            enabled_at: wish.enabled.then_some(now),
            position: 0,
            created_at: now,
            updated_at: now,
        };
        automations::insert(tx, workspace, &new, by)?;
        return Ok(true);
    };
    if stored.version != wish.read_version {
        return Ok(false);
    }
    let mut changed = stored.clone().switched(wish.enabled, now).written(&wish.document);
    if wish.kind == Kind::Away && begins_anew(&stored.document, &wish.document) {
        changed = changed.anew(now);
    }
    automations::update(tx, workspace, &changed, stored.version, by, now)
}

/// Whether a writing of the away message begins an away time of its own; what was no document is no ground to.
fn begins_anew(before: &str, after: &str) -> bool {
    let read = |document: &str| serde_json::from_str::<Away>(document).ok();
    read(before)
        .zip(read(after))
        .is_some_and(|(before, after)| after.begins_anew(&before))
}

async fn show_greeting(state: &AppState, workspace: &WorkspaceId) -> Answer<GreetingView> {
    let (stored, document) = find(state, workspace, Kind::Greeting).await?;
    let stored = stored.as_ref();
    Ok(GreetingView {
        id: stored.map(|one| one.id.as_str().to_owned()),
        enabled: stored.is_some_and(|one| one.enabled),
        enabled_at: stored.and_then(|one| one.enabled_at).map(Time::from),
        version: stored.map_or(0, |one| one.version),
        updated_at: stored.map(|one| one.updated_at.into()),
        document,
    })
}

async fn show_away(state: &AppState, workspace: &WorkspaceId) -> Answer<AwayView> {
    let (stored, document) = find(state, workspace, Kind::Away).await?;
    let stored = stored.as_ref();
    Ok(AwayView {
        id: stored.map(|one| one.id.as_str().to_owned()),
        enabled: stored.is_some_and(|one| one.enabled),
        enabled_at: stored.and_then(|one| one.enabled_at).map(Time::from),
        version: stored.map_or(0, |one| one.version),
        updated_at: stored.map(|one| one.updated_at.into()),
        document,
    })
}

async fn find<D: DeserializeOwned>(
    state: &AppState,
    workspace: &WorkspaceId,
    kind: Kind,
) -> Answer<(Option<Automation>, Option<D>)> {
    let workspace = workspace.clone();
    let stored = state
        .engine()
        .db
        .read(move |tx| automations::find_single(tx, &workspace, kind))
        .await?;
    let document = stored.as_ref().map(|one| documents::show(&one.document)).transpose()?;
    Ok((stored, document))
}

fn write(document: &impl Serialize) -> Answer<String> {
    serde_json::to_string(document).map_err(|failure| Problem::field("document", "invalid_field", failure.to_string()))
}

fn changed_meanwhile() -> Problem {
    Problem::conflict(
        "changed_meanwhile",
        "Somebody else wrote a newer version: read it first.",
    )
}
