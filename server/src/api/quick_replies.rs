//! Quick replies: prepared answers, shared or one's own.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use galka_domain::access::Permission;
use galka_domain::ids::{LabelId, MediaId, QuickReplyId, WorkspaceId};
use galka_engine::quick_replies::{self as work, Author, QuickReplyInput, QuickReplyRefusal};
use galka_store::media;
use galka_store::quick_replies::StoredQuickReply;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

mod settings;
mod transfer;

use super::media::MediaView;
use crate::access::{Actor, Here, Who};
use crate::errors::{Answer, Problem};
use crate::extract::{Body, PathId, patch};
use crate::state::AppState;
use crate::views::{List, Time};
pub use settings::{
    QuickReplySettings, QuickReplySettingsPatch, get_quick_reply_settings, update_quick_reply_settings,
};
pub use transfer::{QuickReplyImport, QuickReplyRowProblem, export_quick_replies, import_quick_replies};

/// A prepared answer; `scope` says whether everybody uses it or only its author.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuickReply {
    id: String,
    shortcut: String,
    title: String,
    text: String,
    keywords: Vec<String>,
    language: Option<String>,
    #[schema(inline)]
    scope: QuickReplyScope,
    media: Vec<MediaView>,
    label_ids: Vec<String>,
    closes: bool,
    usage_count: i64,
    last_used_at: Option<Time>,
    created_at: Time,
    updated_at: Time,
}

/// Who uses a quick reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuickReplyScope {
    /// Everybody.
    Shared,
    /// Its author.
    Personal,
}

/// A new quick reply; with files the text may be empty.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewQuickReply {
    shortcut: String,
    title: Option<String>,
    text: Option<String>,
    keywords: Option<Vec<String>>,
    language: Option<String>,
    #[schema(inline)]
    scope: Option<QuickReplyScope>,
    media_ids: Option<Vec<String>>,
    label_ids: Option<Vec<String>>,
    closes: Option<bool>,
}

/// Changes of a quick reply; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuickReplyPatch {
    shortcut: Option<String>,
    title: Option<String>,
    text: Option<String>,
    keywords: Option<Vec<String>>,
    #[serde(default, deserialize_with = "patch::nullable")]
    language: Option<Option<String>>,
    #[schema(inline)]
    scope: Option<QuickReplyScope>,
    media_ids: Option<Vec<String>>,
    label_ids: Option<Vec<String>>,
    closes: Option<bool>,
}

/// `GET /quick_replies`
pub async fn list_quick_replies(
    State(state): State<AppState>,
    actor: Actor,
    here: Here,
) -> Answer<Json<List<QuickReply>>> {
    let stored = work::list_quick_replies(state.engine(), &here.id, &author_of(&actor, &here)).await?;
    let data = show(&state, &here.id, stored).await?;
    Ok(Json(List { data }))
}

/// `POST /quick_replies`
pub async fn create_quick_reply(
    State(state): State<AppState>,
    actor: Actor,
    here: Here,
    Body(new): Body<NewQuickReply>,
) -> Answer<(StatusCode, Json<QuickReply>)> {
    let input = QuickReplyInput {
        shortcut: new.shortcut,
        title: new.title.unwrap_or_default(),
        text: new.text.unwrap_or_default(),
        keywords: new.keywords.unwrap_or_default(),
        language: new.language,
        personal: new.scope == Some(QuickReplyScope::Personal),
        media_ids: read_media(&new.media_ids.unwrap_or_default())?,
        label_ids: read_labels(&new.label_ids.unwrap_or_default())?,
        closes: new.closes.unwrap_or(false),
    };
    let made = work::create_quick_reply(state.engine(), &here.id, &author_of(&actor, &here), input).await?;
    let made = made.map_err(refused)?;
    Ok((StatusCode::CREATED, Json(show_one(&state, &here.id, made).await?)))
}

/// `GET /quick_replies/{quick_reply_id}`
pub async fn get_quick_reply(
    State(state): State<AppState>,
    actor: Actor,
    here: Here,
    PathId(id): PathId<QuickReplyId>,
) -> Answer<Json<QuickReply>> {
    let own = here.id.clone();
    let found = state
        .engine()
        .db
        .read(move |tx| galka_store::quick_replies::find(tx, &own, &id))
        .await?;
    let author = author_of(&actor, &here);
    let found = found.filter(|one| author.sees(one));
    let found = found.ok_or_else(|| Problem::not_found("quick reply"))?;
    Ok(Json(show_one(&state, &here.id, found).await?))
}

/// `PATCH /quick_replies/{quick_reply_id}`
pub async fn update_quick_reply(
    State(state): State<AppState>,
    actor: Actor,
    here: Here,
    PathId(id): PathId<QuickReplyId>,
    Body(patch): Body<QuickReplyPatch>,
) -> Answer<Json<QuickReply>> {
    let media_ids = patch.media_ids.as_deref().map(read_media).transpose()?;
    let label_ids = patch.label_ids.as_deref().map(read_labels).transpose()?;
    let edit = move |before: QuickReplyInput| QuickReplyInput {
        shortcut: patch.shortcut.clone().unwrap_or(before.shortcut),
        title: patch.title.clone().unwrap_or(before.title),
        text: patch.text.clone().unwrap_or(before.text),
        keywords: patch.keywords.clone().unwrap_or(before.keywords),
        language: patch.language.clone().unwrap_or(before.language),
        personal: patch
            .scope
            .map_or(before.personal, |scope| scope == QuickReplyScope::Personal),
        media_ids: media_ids.clone().unwrap_or(before.media_ids),
        label_ids: label_ids.clone().unwrap_or(before.label_ids),
        closes: patch.closes.unwrap_or(before.closes),
    };
    let author = author_of(&actor, &here);
    let changed = work::update_quick_reply(state.engine(), &here.id, &author, &id, edit).await?;
    let changed = changed.map_err(refused)?;
    Ok(Json(show_one(&state, &here.id, changed).await?))
}

/// `DELETE /quick_replies/{quick_reply_id}`
pub async fn delete_quick_reply(
    State(state): State<AppState>,
    actor: Actor,
    here: Here,
    PathId(id): PathId<QuickReplyId>,
) -> Answer<StatusCode> {
    let author = author_of(&actor, &here);
    let deleted = work::delete_quick_reply(state.engine(), &here.id, &author, &id).await?;
    deleted.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /quick_replies/{quick_reply_id}/restore`
pub async fn restore_quick_reply(
    State(state): State<AppState>,
    actor: Actor,
    here: Here,
    PathId(id): PathId<QuickReplyId>,
) -> Answer<Json<QuickReply>> {
    let author = author_of(&actor, &here);
    let back = work::restore_quick_reply(state.engine(), &here.id, &author, &id).await?;
    let back = back.map_err(refused)?;
    Ok(Json(show_one(&state, &here.id, back).await?))
}

fn author_of(actor: &Actor, here: &Here) -> Author {
    Author {
        person: match &actor.who {
            Who::Person(user, _) => Some(user.id.clone()),
            Who::Key(_) => None,
        },
        writes_shared: here.role.allows(Permission::QuickRepliesManage),
    }
}

fn read_media(ids: &[String]) -> Answer<Vec<MediaId>> {
    let ids: Result<_, _> = ids.iter().map(|id| MediaId::parse(id)).collect();
    ids.map_err(|_| unknown("media_ids"))
}

fn read_labels(ids: &[String]) -> Answer<Vec<LabelId>> {
    let ids: Result<_, _> = ids.iter().map(|id| LabelId::parse(id)).collect();
    ids.map_err(|_| unknown("label_ids"))
}

fn unknown(field: &str) -> Problem {
    Problem::field(field, "unknown", "One of these is not here.")
}

fn refused(refusal: QuickReplyRefusal) -> Problem {
    match refusal {
        QuickReplyRefusal::NotFound => Problem::not_found("quick reply"),
        QuickReplyRefusal::NotAllowed => Problem::forbidden(Permission::QuickRepliesManage.as_str()),
        QuickReplyRefusal::Unknown(field) => unknown(field),
        QuickReplyRefusal::PersonNeeded => Problem::field(
            "scope",
            "person_needed",
            "Only a signed-in person has quick replies of their own.",
        ),
        QuickReplyRefusal::TooMany { max } => Problem::conflict("too_many", format!("There may be at most {max}.")),
        QuickReplyRefusal::Taken => {
            let words = "Another quick reply has this shortcut; it may be a colleague's own.";
            let mut problem = Problem::field("shortcut", "shortcut_taken", words);
            problem.set_status(StatusCode::CONFLICT);
            problem
        }
        QuickReplyRefusal::Invalid(problems) => {
            let fields = problems.into_iter().map(|one| {
                let params = one
                    .max
                    .map(|max| ("max".to_owned(), max.to_string()))
                    .into_iter()
                    .collect();
                let words = match (one.code, one.max) {
                    ("too_long", Some(max)) => format!("At most {max} characters."),
                    ("too_many", Some(max)) => format!("At most {max}."),
                    ("required", _) => "This must not be empty.".to_owned(),
                    _ => "This cannot be used.".to_owned(),
                };
                (one.field.to_owned(), one.code.to_owned(), words, params)
            });
            Problem::fields("invalid_field", fields)
        }
    }
}

async fn show_one(state: &AppState, workspace: &WorkspaceId, stored: StoredQuickReply) -> Answer<QuickReply> {
    let shown = show(state, workspace, vec![stored]).await?.pop();
    shown.ok_or_else(|| Problem::not_found("quick reply"))
}

/// The replies with their files.
async fn show(state: &AppState, workspace: &WorkspaceId, stored: Vec<StoredQuickReply>) -> Answer<Vec<QuickReply>> {
    let mut ids: Vec<MediaId> = stored.iter().flat_map(|one| one.media_ids.clone()).collect();
    ids.sort_unstable();
    ids.dedup();
    let own = workspace.clone();
    let files = state
        .engine()
        .db
        .read(move |tx| media::list_by_ids(tx, &own, &ids))
        .await?;
    let files: HashMap<MediaId, MediaView> = files
        .into_iter()
        .map(|file| (file.id.clone(), MediaView::of(file)))
        .collect();
    Ok(stored.into_iter().map(|one| QuickReply::of(one, &files)).collect())
}

impl QuickReply {
    fn of(stored: StoredQuickReply, files: &HashMap<MediaId, MediaView>) -> Self {
        Self {
            id: stored.id.as_str().to_owned(),
            shortcut: stored.shortcut,
            title: stored.title,
            text: stored.text,
            keywords: stored.keywords,
            language: stored.language,
            scope: if stored.owner_id.is_some() {
                QuickReplyScope::Personal
            } else {
                QuickReplyScope::Shared
            },
            media: stored
                .media_ids
                .iter()
                .filter_map(|id| files.get(id).cloned())
                .collect(),
            label_ids: stored.label_ids.iter().map(|id| id.as_str().to_owned()).collect(),
            closes: stored.closes,
            usage_count: stored.usage_count,
            last_used_at: stored.last_used_at.map(Into::into),
            created_at: stored.created_at.into(),
            updated_at: stored.updated_at.into(),
        }
    }
}
