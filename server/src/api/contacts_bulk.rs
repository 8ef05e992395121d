//! Many contacts at once: labels, deleting, and a file of them.

use axum::Json;
use axum::extract::State;
use galka_domain::access::Permission;
use galka_domain::ids::LabelId;
use galka_engine::exports::{Which, export_contacts};
use galka_engine::people::bulk::{self, BulkAction};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::contacts::{ContactQuery, read_filter};
use crate::access::Here;
use crate::download::{Download, csv};
use crate::errors::{Answer, Problem};
use crate::extract::{Body, Query, read_ids};
use crate::state::AppState;

/// Most contacts of one request.
const IDS_MAX: usize = 1_000;
/// Most contacts that a file's address may name.
const NAMED_MAX: usize = 200;

/// What to do with these contacts; labels need `label_id`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkContacts {
    #[schema(inline)]
    action: BulkContactAction,
    ids: Vec<String>,
    label_id: Option<String>,
}

/// What is done to each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BulkContactAction {
    /// Put a label on.
    Label,
    /// Take a label off.
    Unlabel,
    /// Delete those without a conversation.
    Delete,
}

/// The contacts that changed: the opposite action over them takes a label back.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkChanged {
    changed: Vec<String>,
}

/// Which contacts to write into a file.
#[derive(Debug, Deserialize)]
pub struct ExportQuery {
    ids: Option<String>,
    label_id: Option<String>,
    segment_id: Option<String>,
    consent: Option<String>,
}

/// `POST /contacts/bulk`
pub async fn change_contacts(
    State(state): State<AppState>,
    here: Here,
    Body(request): Body<BulkContacts>,
) -> Answer<Json<BulkChanged>> {
    if request.action == BulkContactAction::Delete && !here.role.allows(Permission::ContactsDelete) {
        return Err(Problem::forbidden(Permission::ContactsDelete.as_str()));
    }
    let ids = read_ids(request.ids.iter().map(String::as_str), IDS_MAX)?;
    let label = || {
        let label = request.label_id.as_deref().unwrap_or_default();
        LabelId::parse(label).map_err(|_| Problem::field("label_id", "unknown_label", "There is no such label."))
    };
    let action = match request.action {
        BulkContactAction::Label => BulkAction::Label(label()?),
        BulkContactAction::Unlabel => BulkAction::Unlabel(label()?),
        BulkContactAction::Delete => BulkAction::Delete,
    };
    let changed = bulk::change_many(state.engine(), &here.id, &here.by, ids, action).await?;
    let changed = changed.ok_or_else(|| Problem::field("label_id", "unknown_label", "There is no such label."))?;
    Ok(Json(BulkChanged {
        changed: changed.into_iter().map(|id| id.as_str().to_owned()).collect(),
    }))
}

/// `GET /contacts/export`
pub async fn export_contact_list(
    State(state): State<AppState>,
    here: Here,
    Query(query): Query<ExportQuery>,
) -> Answer<Download<Vec<u8>>> {
    let which = match query.ids {
        Some(ids) => Which::Named(read_ids(ids.split(','), NAMED_MAX)?),
        None => {
            let filter = ContactQuery {
                label_id: query.label_id,
                segment_id: query.segment_id,
                consent: query.consent,
                ..ContactQuery::default()
            };
            Which::Matching(read_filter(&state, &here.id, &filter).await?)
        }
    };
    let mut file = Vec::new();
    export_contacts(state.engine(), &here.id, &which, &mut file)
        .await
        .map_err(|failure| Problem::internal(&failure))?;
    Ok(csv("attachment; filename=\"contacts.csv\"", file))
}
