//! Drafts: what a person has written and not sent, on every device of theirs and nobody else's.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use galka_domain::ids::{ConversationId, MediaId, UserId, WorkspaceId};
use galka_domain::together::DraftMode;
use galka_engine::hints::Work;
use galka_store::drafts::{self, DraftRow};
use galka_store::{Tx, conversations, media, presence};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::media::MediaView;
use crate::access::{Actor, Here};
use crate::errors::{Answer, Problem};
use crate::extract::{Body, PathId};
use crate::state::AppState;
use crate::views::{List, Time, shown_names};

/// Longest draft in characters; WhatsApp's longest text is 4096.
const TEXT_CHARS_MAX: usize = 20_000;
const FILES_MAX: usize = 30;
const LISTED_MAX: i64 = 500;

shown_names! {
    /// What is being written.
    DraftModeName, "DraftMode" = DraftMode;
}

/// What somebody has written and not sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct Draft {
    conversation_id: String,
    #[schema(inline)]
    mode: DraftModeName,
    text: String,
    files: Vec<MediaView>,
    updated_at: Time,
}

/// A draft to save; without words and files it is forgotten.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveDraft {
    #[schema(inline)]
    mode: DraftModeName,
    text: String,
    files: Option<Vec<String>>,
}

/// `GET /drafts`
pub async fn list_drafts(State(state): State<AppState>, actor: Actor, here: Here) -> Answer<Json<List<Draft>>> {
    let user = actor.person()?.0.id.clone();
    let found = state
        .engine()
        .db
        .read(move |tx| {
            let rows = drafts::list(tx, &here.id, &user, LISTED_MAX)?;
            load(tx, &here.id, rows)
        })
        .await?;
    Ok(Json(List { data: found }))
}

/// `PUT /conversations/{conversation_id}/draft`
pub async fn save_draft(
    State(state): State<AppState>,
    actor: Actor,
    here: Here,
    PathId(id): PathId<ConversationId>,
    Body(new): Body<SaveDraft>,
) -> Answer<Json<Draft>> {
    let files = read_files(new.files.unwrap_or_default())?;
    if new.text.chars().count() > TEXT_CHARS_MAX || new.text.contains('\0') {
        return Err(Problem::field(
            "text",
            "too_long",
            format!("At most {TEXT_CHARS_MAX} characters."),
        ));
    }
    let now = state.engine().machine_now();
    let draft = DraftRow {
        conversation_id: id,
        mode: new.mode.0,
        text: new.text,
        files: serde_json::to_string(&files).unwrap_or_else(|_| "[]".to_owned()),
        updated_at: now,
    };
    // A script has no drafts, yet another company's conversation is not found by it either.
    let user = actor.person().map(|(user, _)| user.id.clone());
    let saved = state
        .engine()
        .db
        .write(move |tx| {
            if conversations::find(tx, &here.id, &draft.conversation_id)?.is_none() {
                return Ok(Saved::Nowhere);
            }
            let Ok(user) = &user else { return Ok(Saved::Nobody) };
            save(tx, &here.id, user, &draft)
        })
        .await?;
    match saved {
        Saved::Draft(draft) => {
            state.engine().hints.wake(Work::Presence);
            Ok(Json(draft))
        }
        Saved::Nowhere => Err(Problem::not_found("conversation")),
        Saved::NoFile => Err(Problem::not_found("media")),
        Saved::Nobody => Err(Problem::person_needed()),
    }
}

enum Saved {
    Draft(Draft),
    Nowhere,
    NoFile,
    Nobody,
}

fn save(tx: &mut Tx<'_>, workspace: &WorkspaceId, user: &UserId, draft: &DraftRow) -> galka_store::Result<Saved> {
    let wanted: usize = serde_json::from_str::<Vec<String>>(&draft.files).map_or(0, |ids| ids.len());
    let Some(view) = load(tx, workspace, vec![draft.clone()])?.pop() else {
        return Ok(Saved::Nowhere);
    };
    if view.files.len() != wanted {
        return Ok(Saved::NoFile);
    }
    drafts::save(tx, workspace, user, draft)?;
    presence::note_draft(tx, workspace, &draft.conversation_id, user, draft.updated_at)?;
    Ok(Saved::Draft(view))
}

fn read_files(ids: Vec<String>) -> Answer<Vec<MediaId>> {
    if ids.len() > FILES_MAX {
        return Err(Problem::field(
            "files",
            "too_many",
            format!("At most {FILES_MAX} files."),
        ));
    }
    ids.iter()
        .map(|id| MediaId::parse(id).map_err(|_| Problem::not_found("media")))
        .collect()
}

/// Drafts with their files, as the API shows them.
fn load(tx: &mut Tx<'_>, workspace: &WorkspaceId, rows: Vec<DraftRow>) -> galka_store::Result<Vec<Draft>> {
    let ids_of = |row: &DraftRow| serde_json::from_str::<Vec<MediaId>>(&row.files).unwrap_or_default();
    let ids: Vec<MediaId> = rows.iter().flat_map(ids_of).collect();
    let files: HashMap<MediaId, MediaView> = media::list_by_ids(tx, workspace, &ids)?
        .into_iter()
        .map(|file| (file.id.clone(), MediaView::of(file)))
        .collect();
    Ok(rows
        .into_iter()
        .map(|row| Draft {
            files: ids_of(&row).iter().filter_map(|id| files.get(id).cloned()).collect(),
            conversation_id: row.conversation_id.as_str().to_owned(),
            mode: row.mode.into(),
            text: row.text,
            updated_at: row.updated_at.into(),
        })
        .collect())
}
