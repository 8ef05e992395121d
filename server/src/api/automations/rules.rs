//! Keyword rules: writing, order, switches, and trying one on the chats that are there.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use galka_domain::automation::{Kind, Rule};
use galka_domain::ids::{AutomationId, WorkspaceId};
use galka_engine::automation::{Tried, try_rule};
use galka_store::Tx;
use galka_store::automations::{self, Automation};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::documents::{self, RuleDocument};
use super::named::{Before, check_named};
use super::{changed_meanwhile, write};
use crate::access::Here;
use crate::errors::{Answer, Problem};
use crate::extract::{Body, PathId, check_text};
use crate::state::AppState;
use crate::views::{List, Time};

/// Most rules of a company.
const RULES_MAX: usize = 100;
/// Longest name of a rule.
const NAME_MAX: usize = 100;
/// How many chats a rule is tried on.
const TRIED: i64 = 100;

/// A keyword rule.
#[derive(Debug, Serialize, ToSchema)]
pub struct AutomationRule {
    id: String,
    name: String,
    enabled: bool,
    /// Its place: the first rule that holds wins.
    position: i64,
    version: i64,
    document: RuleDocument,
    created_at: Time,
    updated_at: Time,
}

/// A new rule, last in the order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRule {
    name: String,
    #[serde(default)]
    enabled: bool,
    document: RuleDocument,
}

/// Changes of a rule.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RulePatch {
    name: Option<String>,
    enabled: Option<bool>,
    document: Option<RuleDocument>,
    /// The version that was read; needed for a new document.
    version: Option<i64>,
}

/// The rules in another order: all of them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleOrder {
    ids: Vec<String>,
}

/// A rule to try.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleTrial {
    document: RuleDocument,
}

/// What a rule would have done about the newest message of each of the last 100 chats.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleDryRun {
    checked: i64,
    matched: i64,
    data: Vec<TriedMessage>,
}

/// What a rule would have done about a message.
#[derive(Debug, Serialize, ToSchema)]
pub struct TriedMessage {
    conversation_id: String,
    message_id: String,
    contact_name: String,
    text: String,
    at: Time,
    /// Which part did not hold: `when`, `hours`, `labels`, `number`, `first_message`, `assignee`; absent when all did.
    mismatch: Option<String>,
    /// What it would have said.
    would_say: Option<String>,
}

/// `GET /automations/rules`
pub async fn list_rules(State(state): State<AppState>, here: Here) -> Answer<Json<List<AutomationRule>>> {
    list(&state, here.id).await.map(Json)
}

/// `POST /automations/rules`
pub async fn create_rule(
    State(state): State<AppState>,
    here: Here,
    Body(new): Body<NewRule>,
) -> Answer<(StatusCode, Json<AutomationRule>)> {
    let now = state.engine().business_now();
    let rule = Automation {
        id: state.engine().new_id(),
        kind: Kind::Rule,
        name: check_text("name", &new.name, NAME_MAX)?,
        document: check(&new.document)?,
        version: 1,
        enabled: new.enabled,
        enabled_at: new.enabled.then_some(now),
        position: 0,
        created_at: now,
        updated_at: now,
    };
    check_named(&state, &here.id, Before::Nothing, &rule.document).await?;
    let made = state
        .engine()
        .db
        .write(move |tx| insert_last(tx, &here.id, rule.clone(), &here.by))
        .await?;
    let made =
        made.ok_or_else(|| Problem::unprocessable("too_many", format!("A company has at most {RULES_MAX} rules.")))?;
    Ok((StatusCode::CREATED, Json(AutomationRule::of(made)?)))
}

/// `PATCH /automations/rules/{automation_id}`
pub async fn update_rule(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<AutomationId>,
    Body(patch): Body<RulePatch>,
) -> Answer<Json<AutomationRule>> {
    let name = patch.name.map(|name| check_text("name", &name, NAME_MAX)).transpose()?;
    let document = patch.document.as_ref().map(check).transpose()?;
    if document.is_some() && patch.version.is_none() {
        return Err(Problem::field("version", "required", "Name the version that was read."));
    }
    if let Some(document) = &document {
        check_named(&state, &here.id, Before::Rule(id.clone()), document).await?;
    }
    let now = state.engine().business_now();
    let outcome = state
        .engine()
        .db
        .write(move |tx| {
            let Some(stored) = find_rule(tx, &here.id, &id)? else {
                return Ok(None);
            };
            let read_version = patch.version.unwrap_or(stored.version);
            let mut changed = stored.clone();
            changed.name = name.clone().unwrap_or(changed.name);
            if let Some(enabled) = patch.enabled {
                changed = changed.switched(enabled, now);
            }
            if let Some(document) = &document {
                changed = changed.written(document);
            }
            let written = stored.version == read_version
                && automations::update(tx, &here.id, &changed, stored.version, &here.by, now)?;
            Ok(Some(written.then_some(Automation {
                updated_at: now,
                ..changed
            })))
        })
        .await?;
    let rule = outcome
        .ok_or_else(|| Problem::not_found("rule"))?
        .ok_or_else(changed_meanwhile)?;
    Ok(Json(AutomationRule::of(rule)?))
}

/// `DELETE /automations/rules/{automation_id}`
pub async fn delete_rule(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<AutomationId>,
) -> Answer<StatusCode> {
    let now = state.engine().business_now();
    let deleted = state
        .engine()
        .db
        .write(move |tx| Ok(find_rule(tx, &here.id, &id)?.is_some() && automations::delete(tx, &here.id, &id, now)?))
        .await?;
    if deleted {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found("rule"))
    }
}

/// `POST /automations/rules/{automation_id}/restore`
pub async fn restore_rule(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<AutomationId>,
) -> Answer<Json<AutomationRule>> {
    let now = state.engine().business_now();
    let restored = state
        .engine()
        .db
        .write(move |tx| {
            automations::restore(tx, &here.id, &id, now)?;
            find_rule(tx, &here.id, &id)
        })
        .await?;
    let rule = restored.ok_or_else(|| Problem::not_found("rule"))?;
    Ok(Json(AutomationRule::of(rule)?))
}

/// `PUT /automations/rules/order`
pub async fn reorder_rules(
    State(state): State<AppState>,
    here: Here,
    Body(order): Body<RuleOrder>,
) -> Answer<Json<List<AutomationRule>>> {
    let ids: Vec<AutomationId> = order.ids.iter().filter_map(|id| AutomationId::parse(id).ok()).collect();
    let workspace = here.id.clone();
    let all = state
        .engine()
        .db
        .write(move |tx| {
            let mut known: Vec<AutomationId> = rules_of(tx, &workspace)?.into_iter().map(|rule| rule.id).collect();
            let mut named = ids.clone();
            known.sort();
            named.sort();
            if known != named {
                return Ok(false);
            }
            automations::reorder(tx, &workspace, &ids)?;
            Ok(true)
        })
        .await?;
    if !all {
        return Err(Problem::conflict(
            "changed_meanwhile",
            "Name every rule once: there are others by now.",
        ));
    }
    list(&state, here.id).await.map(Json)
}

/// `POST /automations/rules/dry_run`
pub async fn dry_run_rule(
    State(state): State<AppState>,
    here: Here,
    Body(trial): Body<RuleTrial>,
) -> Answer<Json<RuleDryRun>> {
    let rule: Rule = documents::read(&trial.document)?;
    rule.check().map_err(|error| documents::refuse(&error))?;
    let tried = state
        .engine()
        .db
        .read(move |tx| try_rule(tx, &here.id, &rule, TRIED))
        .await?;
    let matched = tried.iter().filter(|one| one.mismatch.is_none()).count();
    Ok(Json(RuleDryRun {
        checked: i64::try_from(tried.len()).unwrap_or(i64::MAX),
        matched: i64::try_from(matched).unwrap_or(i64::MAX),
        data: tried.into_iter().map(TriedMessage::of).collect(),
    }))
}

async fn list(state: &AppState, workspace: WorkspaceId) -> Answer<List<AutomationRule>> {
    let rules = state.engine().db.read(move |tx| rules_of(tx, &workspace)).await?;
    let data = rules.into_iter().map(AutomationRule::of).collect::<Answer<_>>()?;
    Ok(List { data })
}

fn rules_of(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> galka_store::Result<Vec<Automation>> {
    let mut all = automations::list(tx, workspace)?;
    all.retain(|one| one.kind == Kind::Rule);
    Ok(all)
}

fn find_rule(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &AutomationId) -> galka_store::Result<Option<Automation>> {
    Ok(automations::find(tx, workspace, id)?.filter(|one| one.kind == Kind::Rule))
}

/// Puts a rule after all others; nothing when there are too many.
fn insert_last(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    mut rule: Automation,
    by: &str,
) -> galka_store::Result<Option<Automation>> {
    let others = rules_of(tx, workspace)?;
    if others.len() >= RULES_MAX {
        return Ok(None);
    }
    rule.position = others.iter().map(|other| other.position).max().unwrap_or(0) + 1;
    automations::insert(tx, workspace, &rule, by)?;
    Ok(Some(rule))
}

/// The document as it is kept.
fn check(document: &RuleDocument) -> Answer<String> {
    let rule: Rule = documents::read(document)?;
    rule.check().map_err(|error| documents::refuse(&error))?;
    write(&rule)
}

impl AutomationRule {
    fn of(rule: Automation) -> Answer<Self> {
        Ok(Self {
            id: rule.id.as_str().to_owned(),
            name: rule.name,
            enabled: rule.enabled,
            position: rule.position,
            version: rule.version,
            document: documents::show(&rule.document)?,
            created_at: rule.created_at.into(),
            updated_at: rule.updated_at.into(),
        })
    }
}

impl TriedMessage {
    fn of(tried: Tried) -> Self {
        Self {
            conversation_id: tried.conversation_id.as_str().to_owned(),
            message_id: tried.message_id.as_str().to_owned(),
            contact_name: tried.contact_name,
            text: tried.text,
            at: tried.at.into(),
            mismatch: tried.mismatch.map(str::to_owned),
            would_say: tried.would_say,
        }
    }
}
