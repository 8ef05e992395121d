//! Notes: what colleagues write to each other in a thread, and who is told of it. Customers never see them.

use galka_domain::desk::{AuthorKind, EntryKind};
use galka_domain::event::EventKind;
use galka_domain::ids::{AlertId, ConversationId, EntryId, UserId, WorkspaceId};
use galka_domain::together::AlertKind;
use galka_store::alerts::{self, NewAlert};
use galka_store::entries::{self, Author, NewEntry};
use galka_store::events::{self, NewEvent};
use galka_store::{Result as StoreResult, Tx, conversations, notes};
use serde_json::{Value, json};

use crate::engine::{Engine, EngineError};
use crate::hints::Work;

/// A note as somebody wrote it.
#[derive(Clone, Debug)]
pub struct NoteText {
    /// Its words.
    pub text: String,
    /// Who is named in it.
    pub mentions: Vec<UserId>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoteOutcome {
    /// It is written, changed or gone.
    Done(EntryId),
    /// There is no such conversation or note.
    NotFound,
    /// It is somebody else's.
    NotOwn,
    /// This person does not work here.
    NoColleague(UserId),
}

/// How much of a note an alert tells.
const ALERT_CHARS: usize = 140;

/// Writes a note into a thread and tells those who are named in it.
///
/// # Errors
/// When the storage fails.
pub async fn add_note(
    engine: &Engine,
    workspace: &WorkspaceId,
    conversation: &ConversationId,
    author: &Author,
    note: NoteText,
) -> Result<NoteOutcome, EngineError> {
    let (home, thread, author) = (workspace.clone(), conversation.clone(), author.clone());
    let (id, now) = (engine.new_id::<EntryId>(), engine.business_now());
    let alert_ids: Vec<_> = note.mentions.iter().map(|_| engine.new_id::<AlertId>()).collect();
    let done = engine
        .db
        .write(move |tx| {
            if conversations::find(tx, &home, &thread)?.is_none() {
                return Ok(NoteOutcome::NotFound);
            }
            let named = match name_all(tx, &home, &note.mentions)? {
                Ok(named) => named,
                Err(stranger) => return Ok(NoteOutcome::NoColleague(stranger)),
            };
            let entry = NewEntry {
                id: id.clone(),
                conversation_id: thread.clone(),
                kind: EntryKind::Note,
                author: author.clone(),
                data: json!({"text": note.text, "mentions": named}).to_string(),
            };
            entries::append(tx, &home, &[entry], now)?;
            notes::insert_mentions(tx, &home, &id, &thread, &note.mentions, now)?;
            let by = author_id(&author);
            let told: Vec<NewAlert> = note
                .mentions
                .iter()
                .zip(&alert_ids)
                .filter(|(user, _)| Some(*user) != by.as_ref())
                .map(|(user, alert)| NewAlert {
                    id: alert.clone(),
                    user_id: user.clone(),
                    kind: AlertKind::Mention,
                    subject: id.as_str().to_owned(),
                    conversation_id: thread.clone(),
                    by: by.clone(),
                    text: note.text.chars().take(ALERT_CHARS).collect(),
                })
                .collect();
            alerts::insert(tx, &home, &told, now)?;
            let happened: Vec<NewEvent> = told
                .iter()
                .map(|alert| NewEvent::within(EventKind::AlertChanged, alert.user_id.as_str(), thread.as_str()))
                .collect();
            if !happened.is_empty() {
                events::append(tx, &home, &happened, now)?;
            }
            Ok(NoteOutcome::Done(id.clone()))
        })
        .await?;
    engine.hints.wake(Work::Live);
    Ok(done)
}

/// Writes one's own note anew. Who is named for the first time by it is not told: the note is not new.
///
/// # Errors
/// When the storage fails.
pub async fn edit_note(
    engine: &Engine,
    workspace: &WorkspaceId,
    note: &EntryId,
    author: &Author,
    text: NoteText,
) -> Result<NoteOutcome, EngineError> {
    let (home, id, author, now) = (workspace.clone(), note.clone(), author.clone(), engine.business_now());
    let done = engine
        .db
        .write(move |tx| {
            let thread = match find_own(tx, &home, &id, &author)? {
                Ok(thread) => thread,
                Err(outcome) => return Ok(outcome),
            };
            let named = match name_all(tx, &home, &text.mentions)? {
                Ok(named) => named,
                Err(stranger) => return Ok(NoteOutcome::NoColleague(stranger)),
            };
            let data = json!({"text": text.text, "mentions": named, "edited_at": now.to_rfc3339()});
            notes::update(tx, &home, &id, &data.to_string())?;
            notes::forget_mentions(tx, &home, &id)?;
            notes::insert_mentions(tx, &home, &id, &thread, &text.mentions, now)?;
            changed(tx, &home, &thread, now)?;
            Ok(NoteOutcome::Done(id.clone()))
        })
        .await?;
    engine.hints.wake(Work::Live);
    Ok(done)
}

/// Deletes one's own note.
///
/// # Errors
/// When the storage fails.
pub async fn delete_note(
    engine: &Engine,
    workspace: &WorkspaceId,
    note: &EntryId,
    author: &Author,
) -> Result<NoteOutcome, EngineError> {
    let (home, id, author, now) = (workspace.clone(), note.clone(), author.clone(), engine.business_now());
    let done = engine
        .db
        .write(move |tx| {
            let thread = match find_own(tx, &home, &id, &author)? {
                Ok(thread) => thread,
                Err(outcome) => return Ok(outcome),
            };
            notes::delete(tx, &home, &id)?;
            changed(tx, &home, &thread, now)?;
            Ok(NoteOutcome::Done(id.clone()))
        })
        .await?;
    engine.hints.wake(Work::Live);
    Ok(done)
}

/// The thread of one's own note, or what stands against touching it.
fn find_own(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    id: &EntryId,
    author: &Author,
) -> StoreResult<Result<ConversationId, NoteOutcome>> {
    let found = entries::find(tx, workspace, id)?;
    let note = found.filter(|found| found.entry.kind == EntryKind::Note);
    Ok(match note {
        None => Err(NoteOutcome::NotFound),
        Some(found) if found.entry.author != *author => Err(NoteOutcome::NotOwn),
        Some(found) => Ok(found.entry.conversation_id),
    })
}

fn changed(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    thread: &ConversationId,
    now: galka_domain::time::Timestamp,
) -> StoreResult<()> {
    let happened = NewEvent::of(EventKind::ConversationChanged, thread.as_str());
    events::append(tx, workspace, &[happened], now)?;
    Ok(())
}

/// The named people with their names as they are now, or the first who does not work here.
fn name_all(tx: &mut Tx<'_>, workspace: &WorkspaceId, users: &[UserId]) -> StoreResult<Result<Vec<Value>, UserId>> {
    let known = notes::list_colleagues(tx, workspace, users)?;
    let mut named = Vec::new();
    for user in users {
        match known.iter().find(|(id, _)| id == user) {
            Some((id, name)) => named.push(json!({"user_id": id, "name": name})),
            None => return Ok(Err(user.clone())),
        }
    }
    Ok(Ok(named))
}

fn author_id(author: &Author) -> Option<UserId> {
    match author.kind {
        AuthorKind::Person => author.id.clone().map(UserId::from_stored),
        AuthorKind::Automation | AuthorKind::System => None,
    }
}
