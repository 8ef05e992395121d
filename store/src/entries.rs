//! What stands in a thread beside messages: notes, and what was done with the conversation.

use galka_domain::desk::{AuthorKind, EntryKind};
use galka_domain::event::EventKind;
use galka_domain::ids::{ConversationId, EntryId, MessageId, WorkspaceId};
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

/// An entry's id made of that of the message it follows from: time and chance are the message's. The second of a message
/// differs in the first letter of chance, which nothing that counts upwards reaches.
#[must_use]
pub fn id_after(message: &MessageId, place: usize) -> EntryId {
    const ALPHABET: &str = "0123456789abcdefghjkmnpqrstvwxyz";
    const TIME_CHARS: usize = 10;
    let rest = message
        .as_str()
        .strip_prefix(MessageId::PREFIX)
        .unwrap_or(message.as_str());
    let turn = |(at, letter): (usize, char)| match ALPHABET.find(letter) {
        Some(known) if at == TIME_CHARS => ALPHABET.chars().nth((known + place) % ALPHABET.len()).unwrap_or(letter),
        _ => letter,
    };
    let turned: String = rest.chars().enumerate().map(turn).collect();
    EntryId::from_stored(format!("{}{turned}", EntryId::PREFIX))
}

pub(crate) fn read(row: &Row<'_>) -> Result<Entry> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_one_message_have_ids_of_their_own() {
        let at = Timestamp::from_secs(1_795_000_000);
        for entropy in [0, 30, 31] {
            let message = MessageId::new(at, entropy);
            let ids = [id_after(&message, 0), id_after(&message, 1)];
            assert_ne!(ids[0], ids[1]);
            assert_eq!(ids[0], EntryId::new(at, entropy));
            assert!(EntryId::parse(ids[1].as_str()).is_ok());
        }
    }
}
