//! What stands in a thread beside messages: notes of colleagues, and what was done with the conversation.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use galka_domain::desk::{AuthorKind, EntryKind};
use galka_domain::ids::{ConversationId, EntryId, LabelId, UserId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_engine::notes::{self, NoteOutcome, NoteText};
use galka_store::entries::{self, Author, Entry as StoredEntry};
use galka_store::{Tx, conversations, labels, merged_labels, notes as stored_notes, renaming};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::access::{Actor, Here, Who};
use crate::errors::{Answer, Problem};
use crate::extract::{Body, PathId, Query, as_rows, check_text, page_limit, read_place, write_place};
use crate::state::AppState;
use crate::views::{Page, Time, shown_names};

/// Longest note in characters.
const NOTE_CHARS_MAX: usize = 4_096;
const MENTIONS_MAX: usize = 50;

shown_names! {
    /// What an entry is about.
    EntryKindName, "EntryKind" = EntryKind;
    /// Who made it.
    AuthorKindName, "AuthorKind" = AuthorKind;
}

/// An entry of a thread. `data` depends on the kind: a note has `text`, `mentions` and maybe `edited_at`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Entry {
    id: String,
    conversation_id: String,
    #[schema(inline)]
    kind: EntryKindName,
    author: EntryAuthor,
    #[schema(value_type = Object)]
    data: Value,
    at: Time,
}

/// Who made an entry; `name` is known of people.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EntryAuthor {
    #[schema(inline)]
    kind: AuthorKindName,
    id: Option<String>,
    name: Option<String>,
}

/// A note for colleagues; `mentions` are the ids of those who are named in it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewNote {
    text: String,
    mentions: Option<Vec<String>>,
}

/// What to list.
#[derive(Debug, Deserialize)]
pub struct EntryQuery {
    since: Option<String>,
    limit: Option<i64>,
    cursor: Option<String>,
}

/// `GET /conversations/{conversation_id}/entries`
pub async fn list_entries(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ConversationId>,
    Query(query): Query<EntryQuery>,
) -> Answer<Json<Page<Entry>>> {
    let limit = page_limit(query.limit)?;
    let after = read_place(query.cursor.as_deref())?;
    let since = query.since.as_deref().map(Timestamp::parse_rfc3339).transpose();
    let since = since.map_err(|_| Problem::bad_request("invalid_query", "since is a time, RFC 3339."))?;
    let found = state
        .engine()
        .db
        .read(move |tx| {
            if conversations::find(tx, &here.id, &id)?.is_none() {
                return Ok(None);
            }
            let rows = entries::list(tx, &here.id, &id, since, after.as_ref(), limit + 1)?;
            load(tx, &here.id, rows).map(Some)
        })
        .await?;
    let rows = found.ok_or_else(|| Problem::not_found("conversation"))?;
    let key = |entry: &Entry| write_place(entry.at.0, &entry.id);
    Ok(Json(Page::cut(rows, as_rows(limit), key)))
}

/// `POST /conversations/{conversation_id}/notes`
pub async fn create_note(
    State(state): State<AppState>,
    actor: Actor,
    here: Here,
    PathId(id): PathId<ConversationId>,
    Body(new): Body<NewNote>,
) -> Answer<(StatusCode, Json<Entry>)> {
    let outcome = notes::add_note(state.engine(), &here.id, &id, &author_of(&actor), new.read()?).await?;
    let written = show(&state, here, done(outcome)?).await?;
    Ok((StatusCode::CREATED, Json(written)))
}

/// `PATCH /notes/{entry_id}`
pub async fn update_note(
    State(state): State<AppState>,
    actor: Actor,
    here: Here,
    PathId(id): PathId<EntryId>,
    Body(new): Body<NewNote>,
) -> Answer<Json<Entry>> {
    let outcome = notes::edit_note(state.engine(), &here.id, &id, &author_of(&actor), new.read()?).await?;
    show(&state, here, done(outcome)?).await.map(Json)
}

/// `DELETE /notes/{entry_id}`
pub async fn delete_note(
    State(state): State<AppState>,
    actor: Actor,
    here: Here,
    PathId(id): PathId<EntryId>,
) -> Answer<StatusCode> {
    done(notes::delete_note(state.engine(), &here.id, &id, &author_of(&actor)).await?)?;
    Ok(StatusCode::NO_CONTENT)
}

impl NewNote {
    fn read(self) -> Answer<NoteText> {
        let text = check_text("text", &self.text, NOTE_CHARS_MAX)?;
        let mut mentions = self
            .mentions
            .unwrap_or_default()
            .iter()
            .map(|id| UserId::parse(id).map_err(|_| no_colleague()))
            .collect::<Answer<Vec<UserId>>>()?;
        if mentions.len() > MENTIONS_MAX {
            return Err(Problem::field(
                "mentions",
                "too_many",
                format!("At most {MENTIONS_MAX} people."),
            ));
        }
        mentions.sort_unstable();
        mentions.dedup();
        Ok(NoteText { text, mentions })
    }
}

fn author_of(actor: &Actor) -> Author {
    let (kind, id) = match &actor.who {
        Who::Person(user, _) => (AuthorKind::Person, user.id.as_str().to_owned()),
        Who::Key(key) => (AuthorKind::Automation, format!("key:{}", key.name)),
    };
    Author { kind, id: Some(id) }
}

fn done(outcome: NoteOutcome) -> Answer<EntryId> {
    match outcome {
        NoteOutcome::Done(id) => Ok(id),
        NoteOutcome::NotFound => Err(Problem::not_found("entry")),
        NoteOutcome::NotOwn => Err(Problem::new(
            StatusCode::FORBIDDEN,
            "not_own",
            "Only whoever wrote a note may change it.",
        )),
        NoteOutcome::NoColleague(_) => Err(no_colleague()),
    }
}

fn no_colleague() -> Problem {
    Problem::field(
        "mentions",
        "unknown_user",
        "Somebody named does not work in this company.",
    )
}

async fn show(state: &AppState, here: Here, id: EntryId) -> Answer<Entry> {
    let found = state
        .engine()
        .db
        .read(move |tx| {
            let row = entries::find(tx, &here.id, &id)?;
            load(tx, &here.id, row.into_iter().collect())
        })
        .await?;
    found.into_iter().next().ok_or_else(|| Problem::not_found("entry"))
}

/// Entries with the names of their authors, as the API shows them.
fn load(tx: &mut Tx<'_>, workspace: &WorkspaceId, rows: Vec<StoredEntry>) -> galka_store::Result<Vec<Entry>> {
    let person = |row: &StoredEntry| {
        let id = row.entry.author.id.clone()?;
        (row.entry.author.kind == AuthorKind::Person).then(|| UserId::from_stored(id))
    };
    let mut people: Vec<UserId> = rows.iter().filter_map(person).collect();
    people.sort_unstable();
    people.dedup();
    let names: HashMap<UserId, String> = stored_notes::list_names(tx, &people)?.into_iter().collect();
    let merged = load_merged(tx, workspace, &rows)?;
    Ok(rows
        .into_iter()
        .map(|row| Entry {
            data: data_of(&row, &merged),
            author: EntryAuthor {
                kind: row.entry.author.kind.into(),
                name: person(&row).and_then(|user| names.get(&user).cloned()),
                id: row.entry.author.id,
            },
            id: row.entry.id.as_str().to_owned(),
            conversation_id: row.entry.conversation_id.as_str().to_owned(),
            kind: row.entry.kind.into(),
            at: row.at.into(),
        })
        .collect())
}

/// The labels that entries name and that are a part of others now, with those that stay.
fn load_merged(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    rows: &[StoredEntry],
) -> galka_store::Result<HashMap<LabelId, LabelId>> {
    let about = rows.iter().filter(|row| row.entry.kind == EntryKind::Labels);
    let mut named: Vec<LabelId> = about.flat_map(|row| labels_in(&read_data(row))).collect();
    named.sort_unstable();
    named.dedup();
    if named.is_empty() {
        return Ok(HashMap::new());
    }
    let present = labels::list_existing(tx, workspace, &named)?;
    named.retain(|label| !present.contains(label));
    merged_labels::list_survivors(tx, workspace, &named)
}

fn labels_in(data: &Value) -> Vec<LabelId> {
    let lists = ["added", "removed"].into_iter().filter_map(|how| data[how].as_array());
    let texts = lists.flatten().filter_map(Value::as_str);
    texts.filter_map(|text| LabelId::parse(text).ok()).collect()
}

fn data_of(row: &StoredEntry, merged: &HashMap<LabelId, LabelId>) -> Value {
    let mut data = read_data(row);
    if row.entry.kind == EntryKind::Labels {
        for (from, into) in merged {
            renaming::rename(&mut data, from.as_str(), into.as_str());
        }
    }
    data
}

fn read_data(row: &StoredEntry) -> Value {
    serde_json::from_str(&row.entry.data).unwrap_or_default()
}
