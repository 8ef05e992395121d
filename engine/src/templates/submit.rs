//! Drafts of templates, and submitting, changing and deleting them at WhatsApp.

use galka_cloud_api::error::ApiError;
use galka_cloud_api::template::{NewTemplate as WireNewTemplate, TemplateEdit};
use galka_domain::event::EventKind;
use galka_domain::ids::{ConnectionId, TemplateId, WorkspaceId};
use galka_domain::number::Quality;
use galka_domain::template::{ParameterFormat, TemplateCategory, TemplateMove, TemplateStatus};
use galka_domain::time::Timestamp;
use galka_graph_client::CallError;
use galka_store::connections::{self, StoredConnection};
use galka_store::events::{self, NewEvent};
use galka_store::templates::{self, StoredTemplate};
use serde_json::json;

use super::content::TemplateContent;
use super::history::{TemplateEvent, with_event};
use super::translate::{domain_template, wire_components};
use crate::connect::{REVIEW_CHECK_MS, target_of};
use crate::engine::{Engine, EngineError};
use crate::hints::Work;

/// A new draft.
#[derive(Clone, Debug)]
pub struct NewTemplate {
    /// The connection whose account will have it; the first one when absent.
    pub connection_id: Option<ConnectionId>,
    /// Its name.
    pub name: String,
    /// Its language.
    pub language: String,
    /// What it is for.
    pub category: TemplateCategory,
    /// What it says.
    pub content: TemplateContent,
}

/// Changes of a template.
#[derive(Clone, Debug, Default)]
pub struct TemplatePatch {
    /// Another name; drafts only.
    pub name: Option<String>,
    /// Another language; drafts only.
    pub language: Option<String>,
    /// Another category; not of an approved template.
    pub category: Option<TemplateCategory>,
    /// Another content.
    pub content: Option<TemplateContent>,
}

/// What became of a request about a template.
#[derive(Clone, Debug, PartialEq)]
pub enum TemplateOutcome {
    /// Done; the template as it is now.
    Done(Box<StoredTemplate>),
    /// Removed altogether.
    Removed,
    /// There is no such template, or no connection for it.
    NotFound {
        /// `template` or `connection`.
        what: &'static str,
    },
    /// The connection has a template of this name and language.
    Taken,
    /// Its status does not admit this.
    WrongStatus {
        /// Where it stands.
        status: TemplateStatus,
    },
    /// WhatsApp would refuse it, and why.
    Invalid {
        /// Every problem.
        problems: Vec<galka_domain::template::Problem>,
    },
    /// WhatsApp refused it.
    Refused {
        /// WhatsApp's error code.
        code: String,
        /// WhatsApp's words.
        detail: String,
    },
    /// WhatsApp could not be asked; nothing changed.
    Unavailable {
        /// The reason.
        detail: String,
    },
}

/// Keeps a new draft.
///
/// # Errors
/// When the database does not answer.
pub async fn create_template(
    engine: &Engine,
    workspace: &WorkspaceId,
    new: NewTemplate,
) -> Result<TemplateOutcome, EngineError> {
    let now = engine.business_now();
    let id: TemplateId = engine.new_id();
    let content = write_content(&new.content);
    let workspace = workspace.clone();
    let outcome = engine
        .db
        .write(move |tx| {
            let all = connections::list(tx, &workspace)?;
            let wanted = |one: &&StoredConnection| new.connection_id.as_ref().is_none_or(|id| *id == one.id);
            let Some(connection) = all.iter().find(wanted) else {
                return Ok(TemplateOutcome::NotFound { what: "connection" });
            };
            if templates::find_by_name(tx, &workspace, &connection.id, &new.name, &new.language)?.is_some() {
                return Ok(TemplateOutcome::Taken);
            }
            let draft = StoredTemplate {
                id: id.clone(),
                connection_id: connection.id.clone(),
                remote_id: None,
                name: new.name.clone(),
                language: new.language.clone(),
                category: new.category,
                content: content.clone(),
                status: TemplateStatus::Draft,
                quality: Quality::Unknown,
                rejection_reason: None,
                rejection_detail: None,
                paused_until: None,
                history: "[]".to_owned(),
                created_at: now,
                updated_at: now,
                submitted_at: None,
            };
            templates::insert(tx, &workspace, &draft)?;
            events::append(
                tx,
                &workspace,
                &[NewEvent::of(EventKind::TemplateChanged, draft.id.as_str())],
                now,
            )?;
            Ok(TemplateOutcome::Done(Box::new(draft)))
        })
        .await?;
    engine.hints.wake(Work::Live);
    Ok(outcome)
}

/// Changes a draft here, or a submitted template at WhatsApp too, where it is reviewed again.
///
/// # Errors
/// When the database does not answer.
pub async fn update_template(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &TemplateId,
    patch: TemplatePatch,
) -> Result<TemplateOutcome, EngineError> {
    let Some((before, connection)) = load(engine, workspace, id).await? else {
        return Ok(TemplateOutcome::NotFound { what: "template" });
    };
    let is_draft = before.status == TemplateStatus::Draft;
    let renames = patch.name.as_ref().is_some_and(|name| *name != before.name)
        || patch
            .language
            .as_ref()
            .is_some_and(|language| *language != before.language);
    let recategorises = patch.category.is_some_and(|category| category != before.category);
    let forbidden = !is_draft && (renames || (recategorises && before.status == TemplateStatus::Approved));
    let Ok(status) = before.status.after(TemplateMove::Edit) else {
        return Ok(TemplateOutcome::WrongStatus { status: before.status });
    };
    if forbidden {
        return Ok(TemplateOutcome::WrongStatus { status: before.status });
    }
    let now = engine.business_now();
    let mut after = before.clone();
    after.name = patch.name.unwrap_or(after.name);
    after.language = patch.language.unwrap_or(after.language);
    after.category = patch.category.unwrap_or(after.category);
    if let Some(content) = &patch.content {
        after.content = write_content(content);
    }
    after.updated_at = now;
    if !is_draft {
        let connection = connection.filter(|_| before.remote_id.is_some());
        let Some(connection) = connection else {
            return Ok(TemplateOutcome::NotFound { what: "connection" });
        };
        let problems = problems_of(&after, &connection);
        if !problems.is_empty() {
            return Ok(TemplateOutcome::Invalid { problems });
        }
        if let Err(error) = edit_remote(engine, &connection, &after, recategorises).await? {
            return Ok(outcome_of(&error));
        }
        mark_submitted(&mut after, status, now);
    }
    keep(engine, workspace, after, now).await
}

/// Submits a draft for review. A rejected template is submitted again as it is.
///
/// # Errors
/// When the database does not answer.
pub async fn submit_template(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &TemplateId,
) -> Result<TemplateOutcome, EngineError> {
    let Some((before, connection)) = load(engine, workspace, id).await? else {
        return Ok(TemplateOutcome::NotFound { what: "template" });
    };
    let Some(connection) = connection else {
        return Ok(TemplateOutcome::NotFound { what: "connection" });
    };
    let known_there = before.remote_id.is_some();
    let attempted = if known_there {
        TemplateMove::Edit
    } else {
        TemplateMove::Submit
    };
    let allowed = before.status.after(attempted).is_ok() && before.status != TemplateStatus::Approved;
    if !allowed {
        return Ok(TemplateOutcome::WrongStatus { status: before.status });
    }
    let problems = problems_of(&before, &connection);
    if !problems.is_empty() {
        return Ok(TemplateOutcome::Invalid { problems });
    }
    let now = engine.business_now();
    let mut after = before.clone();
    if known_there {
        if let Err(error) = edit_remote(engine, &connection, &after, false).await? {
            return Ok(outcome_of(&error));
        }
        mark_submitted(&mut after, TemplateStatus::Pending, now);
    } else {
        let created = match create_remote(engine, &connection, &before).await? {
            Ok(created) => created,
            Err(error) => return Ok(outcome_of(&error)),
        };
        let status = created
            .status
            .and_then(|status| TemplateStatus::from_meta(status.as_str()));
        after.remote_id = Some(created.id);
        after.category = created
            .category
            .and_then(|word| TemplateCategory::from_meta(word.as_str()))
            .unwrap_or(after.category);
        mark_submitted(&mut after, status.unwrap_or(TemplateStatus::Pending), now);
    }
    keep(engine, workspace, after, now).await
}

/// Removes a draft, or deletes a template at WhatsApp, where its name is then blocked for 30 days.
///
/// # Errors
/// When the database does not answer.
pub async fn delete_template(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &TemplateId,
) -> Result<TemplateOutcome, EngineError> {
    let Some((before, connection)) = load(engine, workspace, id).await? else {
        return Ok(TemplateOutcome::NotFound { what: "template" });
    };
    let now = engine.business_now();
    if before.status == TemplateStatus::Draft {
        let (workspace, id) = (workspace.clone(), id.clone());
        engine
            .db
            .write(move |tx| {
                templates::delete_draft(tx, &workspace, &id)?;
                events::append(
                    tx,
                    &workspace,
                    &[NewEvent::of(EventKind::TemplateChanged, id.as_str())],
                    now,
                )
            })
            .await?;
        engine.hints.wake(Work::Live);
        return Ok(TemplateOutcome::Removed);
    }
    if before.status.after(TemplateMove::Delete).is_err() {
        return Ok(TemplateOutcome::WrongStatus { status: before.status });
    }
    if let (Some(connection), Some(remote_id)) = (connection, &before.remote_id) {
        let target = target_of(engine, &connection, None)?;
        let one_language = (target.provider == galka_graph_client::Provider::Meta).then_some(remote_id.as_str());
        let deleted = engine.client.delete_template(&target, &before.name, one_language).await;
        // What is not there any more is deleted.
        if let Err(error) = deleted
            && error.api_error().is_none_or(|error| error.code != 100)
        {
            return Ok(outcome_of(&error));
        }
    }
    let mut after = before.clone();
    super::apply::set_status(&mut after, TemplateStatus::Deleted, None, None, now);
    let workspace = workspace.clone();
    engine
        .db
        .write(move |tx| {
            let found = super::apply::save_changed(tx, &workspace, &before, after.clone(), now)?;
            events::append(tx, &workspace, &found, now)
        })
        .await?;
    engine.hints.wake(Work::Live);
    Ok(TemplateOutcome::Removed)
}

/// Everything that WhatsApp would refuse in it.
fn problems_of(template: &StoredTemplate, connection: &StoredConnection) -> Vec<galka_domain::template::Problem> {
    galka_domain::template::validate(&domain_template(template), crate::connect::rules_of(connection))
}

async fn create_remote(
    engine: &Engine,
    connection: &StoredConnection,
    template: &StoredTemplate,
) -> Result<Result<galka_cloud_api::template::CreatedTemplate, CallError>, EngineError> {
    let target = target_of(engine, connection, None)?;
    let ours = domain_template(template);
    let format = match ours.parameter_format {
        ParameterFormat::Named => "NAMED",
        ParameterFormat::Positional => "POSITIONAL",
    };
    let body = json!({
        "name": template.name, "language": template.language, "category": template.category.to_meta(),
        "parameter_format": format, "components": wire_components(&ours),
    });
    let new: WireNewTemplate = read_wire(body)?;
    Ok(engine.client.create_template(&target, &new).await)
}

async fn edit_remote(
    engine: &Engine,
    connection: &StoredConnection,
    template: &StoredTemplate,
    with_category: bool,
) -> Result<Result<(), CallError>, EngineError> {
    let target = target_of(engine, connection, None)?;
    let mut body = json!({"components": wire_components(&domain_template(template))});
    if with_category {
        body["category"] = json!(template.category.to_meta());
    }
    let edit: TemplateEdit = read_wire(body)?;
    let remote_id = template.remote_id.as_deref().unwrap_or_default();
    Ok(engine.client.edit_template(&target, remote_id, &edit).await)
}

fn read_wire<T: serde::de::DeserializeOwned>(body: serde_json::Value) -> Result<T, EngineError> {
    serde_json::from_value(body)
        .map_err(|error| EngineError::Unusable(format!("a template cannot be written: {error}")))
}

fn mark_submitted(template: &mut StoredTemplate, status: TemplateStatus, now: Timestamp) {
    template.status = status;
    template.submitted_at = Some(now);
    template.updated_at = now;
    template.rejection_reason = None;
    template.rejection_detail = None;
    template.history = with_event(
        &template.history,
        TemplateEvent {
            at: now,
            status,
            reason: None,
            by: None,
        },
    );
}

/// Writes a template down. A webhook may have been quicker than the answer to our call: its word stays.
async fn keep(
    engine: &Engine,
    workspace: &WorkspaceId,
    after: StoredTemplate,
    now: Timestamp,
) -> Result<TemplateOutcome, EngineError> {
    let workspace = workspace.clone();
    let review_check_at = engine.machine_now().plus(REVIEW_CHECK_MS);
    let outcome = engine
        .db
        .write(move |tx| {
            let other = templates::find_by_name(tx, &workspace, &after.connection_id, &after.name, &after.language)?;
            if other.as_ref().is_some_and(|other| other.id != after.id) {
                return Ok(TemplateOutcome::Taken);
            }
            let mut kept = after.clone();
            let newer = other.filter(|stored| {
                after.status == TemplateStatus::Pending
                    && matches!(stored.status, TemplateStatus::Approved | TemplateStatus::Rejected)
                    && stored.updated_at >= after.submitted_at.unwrap_or(now)
            });
            if let Some(newer) = newer {
                kept.status = newer.status;
                kept.rejection_reason = newer.rejection_reason;
                kept.rejection_detail = newer.rejection_detail;
                kept.history = newer.history;
            }
            templates::save(tx, &workspace, std::slice::from_ref(&kept))?;
            if kept.status == TemplateStatus::Pending {
                connections::check_by(tx, &workspace, &kept.connection_id, review_check_at)?;
            }
            events::append(
                tx,
                &workspace,
                &[NewEvent::of(EventKind::TemplateChanged, kept.id.as_str())],
                now,
            )?;
            Ok(TemplateOutcome::Done(Box::new(kept)))
        })
        .await?;
    engine.hints.wake(Work::Live);
    Ok(outcome)
}

async fn load(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &TemplateId,
) -> Result<Option<(StoredTemplate, Option<StoredConnection>)>, EngineError> {
    let (workspace, id) = (workspace.clone(), id.clone());
    let found = engine
        .db
        .read(move |tx| {
            let Some(template) = templates::find(tx, &workspace, &id)? else {
                return Ok(None);
            };
            let connection = connections::find(tx, &workspace, &template.connection_id)?;
            Ok(Some((template, connection)))
        })
        .await?;
    Ok(found)
}

fn outcome_of(error: &CallError) -> TemplateOutcome {
    match error {
        CallError::Refused { error } | CallError::Unauthorised { error } => TemplateOutcome::Refused {
            code: error.code.to_string(),
            detail: words_of(error),
        },
        other => TemplateOutcome::Unavailable {
            detail: other.to_string(),
        },
    }
}

/// WhatsApp's words for people, or those for developers.
pub(crate) fn words_of(error: &ApiError) -> String {
    let words = error
        .error_user_msg
        .as_deref()
        .or(error.details())
        .or(error.message.as_deref());
    words.unwrap_or("WhatsApp gave no reason").to_owned()
}

fn write_content(content: &TemplateContent) -> String {
    serde_json::to_string(content).expect("texts become JSON")
}
