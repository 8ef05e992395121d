//! What stands in a thread beside messages: notes, and what was done with the conversation.

use galka_domain::desk::{AuthorKind, EntryKind};
use galka_domain::event::EventKind;
use galka_domain::ids::{ConversationId, EntryId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::events::{self, NewEvent};
use crate::{Result, Row, Rows, Tx, sql};

/// Who made an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// A person, an automation, or Galka itself.
    pub kind: AuthorKind,
    /// A user's id, `automation:<kind>:<id>`, or `key:` and a key's name.
    pub id: Option<String>,
}

/// An entry that is about to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// Its id.
    pub id: EntryId,
    /// The thread.
    pub conversation_id: ConversationId,
    /// What it is about.
    pub kind: EntryKind,
    /// Who made it.
    pub author: Author,
    /// The rest, as JSON.
    pub data: String,
}

/// A written entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What was written.
    pub entry: NewEntry,
    /// When.
    pub at: Timestamp,
}

impl Author {
    /// Galka itself.
    #[must_use]
    pub const fn system() -> Self {
        Self {
            kind: AuthorKind::System,
            id: None,
        }
    }
}

/// Appends entries, and an event for each conversation that they are about.
pub fn append(tx: &mut Tx<'_>, workspace: &WorkspaceId, entries: &[NewEntry], now: Timestamp) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    insert(tx, workspace, entries, now)?;
    let mut threads: Vec<&str> = entries.iter().map(|entry| entry.conversation_id.as_str()).collect();
    threads.sort_unstable();
    threads.dedup();
    let happened: Vec<NewEvent> = threads
        .into_iter()
        .map(|thread| NewEvent::of(EventKind::ConversationChanged, thread))
        .collect();
    events::append(tx, workspace, &happened, now)?;
    Ok(())
}

/// Writes entries whose events somebody else appends.
pub(crate) fn insert(tx: &mut Tx<'_>, workspace: &WorkspaceId, entries: &[NewEntry], now: Timestamp) -> Result<()> {
    let mut rows = Rows::new();
    for entry in entries {
        rows.push(&[
            &entry.id,
            &entry.conversation_id,
            &entry.kind,
            &entry.author.kind,
            &entry.author.id,
            &entry.data,
        ]);
    }
    tx.execute_rows(
        sql!(
            "INSERT INTO conversation_entries (workspace_id, id, conversation_id, kind, author_kind, author_id, data, at)
             SELECT $1, r.id, r.conversation_id, r.kind, r.author_kind, r.author_id, r.data, $2
             FROM each($3: id TEXT, conversation_id TEXT, kind TEXT, author_kind TEXT, author_id TEXT, data TEXT) AS r"
        ),
        &[workspace, &now],
        &rows,
    )?;
    Ok(())
}

/// The entries of a thread from `since` on, newest first, after the place `after` (time and id).
pub fn list(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    thread: &ConversationId,
    since: Option<Timestamp>,
    after: Option<&(Timestamp, EntryId)>,
    limit: i64,
) -> Result<Vec<Entry>> {
    let (at, id) = after.map_or((Timestamp::from_millis(i64::MAX), String::new()), |(at, id)| {
        (*at, id.as_str().to_owned())
    });
    let since = since.unwrap_or(Timestamp::from_millis(0));
    tx.query(
        sql!(
            "SELECT id, conversation_id, kind, author_kind, author_id, data, at FROM conversation_entries
             WHERE workspace_id = $1 AND conversation_id = $2 AND at >= $3 AND (at, id) < ($4, $5)
             ORDER BY at DESC, id DESC
             LIMIT $6"
        ),
        &[workspace, thread, &since, &at, &id, &limit],
        read,
    )
}

/// One entry.
pub fn find(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &EntryId) -> Result<Option<Entry>> {
    tx.query_opt(
        sql!(
            "SELECT id, conversation_id, kind, author_kind, author_id, data, at FROM conversation_entries
             WHERE workspace_id = $1 AND id = $2"
        ),
        &[workspace, id],
        read,
    )
}

fn read(row: &Row<'_>) -> Result<Entry> {
    Ok(Entry {
        entry: NewEntry {
            id: row.get("id")?,
            conversation_id: row.get("conversation_id")?,
            kind: row.get("kind")?,
            author: Author {
                kind: row.get("author_kind")?,
                id: row.get("author_id")?,
            },
            data: row.get("data")?,
        },
        at: row.get("at")?,
    })
}
