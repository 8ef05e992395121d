//! What an account lists, compared with what we have.

use std::collections::HashMap;

use galka_cloud_api::template::Template as WireTemplate;
use galka_domain::ids::TemplateId;
use galka_domain::number::Quality;
use galka_domain::template::{TemplateCategory, TemplateStatus};
use galka_domain::time::Timestamp;
use galka_store::connections::StoredConnection;
use galka_store::events;
use galka_store::templates::{self, StoredTemplate};
use serde_json::Value;

use super::apply::{save_changed, set_status};
use super::translate::content_of;
use crate::engine::{Engine, EngineError};
use crate::hints::Work;

/// A template as WhatsApp lists it, in our words.
#[derive(Clone, Debug)]
struct Listed {
    id: TemplateId,
    remote_id: Option<String>,
    name: String,
    language: String,
    category: TemplateCategory,
    status: TemplateStatus,
    quality: Quality,
    reason: Option<String>,
    content: String,
}

/// Takes over what an account lists; answers how many templates it has. Ours that WhatsApp no longer lists are deleted.
///
/// # Errors
/// When the database does not answer.
pub async fn save_listed(
    engine: &Engine,
    connection: &StoredConnection,
    listed: Vec<WireTemplate>,
) -> Result<usize, EngineError> {
    let count = listed.len();
    let listed: Vec<Listed> = listed.into_iter().filter_map(|one| read_listed(engine, one)).collect();
    let (workspace, id) = (connection.workspace.clone(), connection.id.clone());
    let now = engine.business_now();
    let changed = engine
        .db
        .write(move |tx| {
            let known = templates::list_of_connection(tx, &workspace, &id)?;
            let mut by_name: HashMap<(String, String), StoredTemplate> = known
                .into_iter()
                .map(|one| ((one.name.clone(), one.language.clone()), one))
                .collect();
            let mut found = Vec::new();
            let mut fresh = Vec::new();
            for one in &listed {
                match by_name.remove(&(one.name.clone(), one.language.clone())) {
                    Some(before) => {
                        let after = renewed(&before, one, now);
                        if after != before {
                            found.extend(save_changed(tx, &workspace, &before, after, now)?);
                        }
                    }
                    None => fresh.push(new_from(one, &id, now)),
                }
            }
            templates::save(tx, &workspace, &fresh)?;
            found.extend(fresh.iter().map(|one| changed_event(&one.id)));
            for before in by_name.into_values().filter(is_missing) {
                let mut after = before.clone();
                set_status(&mut after, TemplateStatus::Deleted, None, None, now);
                found.extend(save_changed(tx, &workspace, &before, after, now)?);
            }
            if !found.is_empty() {
                events::append(tx, &workspace, &found, now)?;
            }
            Ok(!found.is_empty())
        })
        .await?;
    if changed {
        engine.hints.wake(Work::Live);
    }
    Ok(count)
}

fn changed_event(id: &TemplateId) -> events::NewEvent {
    events::NewEvent::of(galka_domain::event::EventKind::TemplateChanged, id.as_str())
}

/// What was submitted once and is not listed any more; a submission under way has no id of WhatsApp yet.
fn is_missing(template: &StoredTemplate) -> bool {
    template.remote_id.is_some() && !matches!(template.status, TemplateStatus::Draft | TemplateStatus::Deleted)
}

fn read_listed(engine: &Engine, wire: WireTemplate) -> Option<Listed> {
    let status = match TemplateStatus::from_meta(wire.status.as_str()) {
        Some(status) => status,
        // `FLAGGED` and `LOCKED` templates can still be sent.
        None => TemplateStatus::Approved,
    };
    let components = serde_json::to_value(&wire.components).unwrap_or(Value::Null);
    let content = serde_json::to_string(&content_of(&components)).ok()?;
    Some(Listed {
        id: engine.new_id(),
        remote_id: wire.id,
        name: wire.name,
        language: wire.language,
        category: TemplateCategory::from_meta(wire.category.as_str()).unwrap_or(TemplateCategory::Marketing),
        status,
        quality: wire
            .quality_score
            .map_or(Quality::Unknown, |quality| Quality::from_meta(quality.score.as_str())),
        reason: wire
            .rejected_reason
            .filter(|reason| !reason.is_empty() && reason != "NONE"),
        content,
    })
}

fn renewed(before: &StoredTemplate, listed: &Listed, now: Timestamp) -> StoredTemplate {
    let mut after = before.clone();
    after.remote_id = listed.remote_id.clone().or(after.remote_id);
    after.category = listed.category;
    after.quality = listed.quality;
    if before.status != listed.status {
        let detail = before.rejection_detail.clone();
        set_status(&mut after, listed.status, listed.reason.clone(), detail, now);
        if listed.status != TemplateStatus::Paused {
            after.paused_until = None;
        }
    }
    // Our own form may know more (the stored file above the text) than what comes back.
    let ours = super::translate::domain_template(before);
    let theirs = super::translate::template_of(
        &before.name,
        &before.language,
        listed.category,
        &super::read_content(&listed.content),
    );
    if ours.components.body.text != theirs.components.body.text
        || ours.components.footer != theirs.components.footer
        || ours.components.buttons.len() != theirs.components.buttons.len()
    {
        after.content.clone_from(&listed.content);
    }
    if after != *before {
        after.updated_at = now;
    }
    after
}

fn new_from(listed: &Listed, connection: &galka_domain::ids::ConnectionId, now: Timestamp) -> StoredTemplate {
    let mut new = StoredTemplate {
        id: listed.id.clone(),
        connection_id: connection.clone(),
        remote_id: listed.remote_id.clone(),
        name: listed.name.clone(),
        language: listed.language.clone(),
        category: listed.category,
        content: listed.content.clone(),
        status: TemplateStatus::Draft,
        quality: listed.quality,
        rejection_reason: None,
        rejection_detail: None,
        paused_until: None,
        history: "[]".to_owned(),
        created_at: now,
        updated_at: now,
        submitted_at: Some(now),
    };
    set_status(&mut new, listed.status, listed.reason.clone(), None, now);
    new
}
