//! What webhooks and lists tell of templates, applied inside the caller's transaction.

use galka_domain::event::EventKind;
use galka_domain::ids::{ConnectionId, WorkspaceId};
use galka_domain::number::Quality;
use galka_domain::template::{TemplateCategory, TemplateStatus};
use galka_domain::time::Timestamp;
use galka_store::events::NewEvent;
use galka_store::templates::{self, StoredTemplate};
use galka_store::{Result, Tx};

use super::history::{TemplateEvent, with_event};
use crate::campaigns::control::pause_for_template;

/// What WhatsApp says happened to a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateChanged {
    /// WhatsApp's id of the template.
    pub remote_id: Option<String>,
    /// Its name.
    pub name: String,
    /// Its language, such as `en_US`.
    pub language: String,
    /// What happened.
    pub what: TemplateFact,
}

/// One thing that can happen to a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplateFact {
    /// Another status.
    Status {
        /// WhatsApp's word, such as `APPROVED`.
        event: String,
        /// Why, such as `INVALID_FORMAT`; `NONE` is no reason.
        reason: Option<String>,
        /// The explanation.
        detail: Option<String>,
        /// Until when it is held, when that is known.
        paused_until: Option<Timestamp>,
    },
    /// Another quality.
    Quality(String),
    /// Another category.
    Category(String),
}

/// Applies changes to the templates of a connection; answers the events to append. Templates not known yet are left
/// to the next list of the account.
pub fn apply_template_changes(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    connection: &ConnectionId,
    changes: &[TemplateChanged],
    now: Timestamp,
) -> Result<Vec<NewEvent>> {
    let mut events = Vec::new();
    for change in changes {
        let found = templates::find_by_name(tx, workspace, connection, &change.name, &change.language)?;
        let Some(before) = found else { continue };
        let after = changed(&before, change, now);
        if after != before {
            events.extend(save_changed(tx, workspace, &before, after, now)?);
        }
    }
    Ok(events)
}

/// Keeps a template that changed at WhatsApp, and pauses the campaigns that may no longer send it.
pub(super) fn save_changed(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    before: &StoredTemplate,
    after: StoredTemplate,
    now: Timestamp,
) -> Result<Vec<NewEvent>> {
    let mut events = vec![NewEvent::of(EventKind::TemplateChanged, after.id.as_str())];
    let was_sendable = before.status == TemplateStatus::Approved;
    if was_sendable && after.status != TemplateStatus::Approved {
        events.extend(pause_for_template(tx, workspace, &after.id, after.status, now)?);
    }
    let id = after.id.clone();
    let is_gone = after.status == TemplateStatus::Deleted;
    templates::save(tx, workspace, &[after])?;
    if is_gone {
        templates::free_name(tx, workspace, &id)?;
    }
    Ok(events)
}

fn changed(before: &StoredTemplate, change: &TemplateChanged, now: Timestamp) -> StoredTemplate {
    let mut after = before.clone();
    if after.remote_id.is_none() {
        after.remote_id.clone_from(&change.remote_id);
    }
    match &change.what {
        TemplateFact::Quality(word) => after.quality = Quality::from_meta(word),
        TemplateFact::Category(word) => {
            after.category = TemplateCategory::from_meta(word).unwrap_or(after.category);
        }
        TemplateFact::Status {
            event,
            reason,
            detail,
            paused_until,
        } => {
            let reason = reason.clone().filter(|reason| !reason.is_empty() && reason != "NONE");
            if let Some(status) = TemplateStatus::from_meta(event) {
                set_status(&mut after, status, reason, detail.clone(), now);
                after.paused_until = paused_until.filter(|_| status == TemplateStatus::Paused);
            }
        }
    }
    if after != *before {
        after.updated_at = now;
    }
    after
}

/// Moves a template to the status that WhatsApp reports, with a line in its life.
pub(super) fn set_status(
    template: &mut StoredTemplate,
    status: TemplateStatus,
    reason: Option<String>,
    detail: Option<String>,
    now: Timestamp,
) {
    if template.status == status && template.rejection_reason == reason {
        return;
    }
    let is_rejected = status == TemplateStatus::Rejected;
    template.status = status;
    template.rejection_reason = reason.clone().filter(|_| is_rejected);
    template.rejection_detail = detail.filter(|_| is_rejected);
    template.history = with_event(
        &template.history,
        TemplateEvent {
            at: now,
            status,
            reason,
            by: None,
        },
    );
    template.updated_at = now;
}
