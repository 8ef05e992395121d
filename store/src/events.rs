//! The event log: one rising number per workspace, assigned under that workspace's own row, so that a reader's
//! cursor never skips an event that commits late.

use galka_domain::event::EventKind;
use galka_domain::ids::WorkspaceId;
use galka_domain::time::Timestamp;

use crate::{Result, Rows, Tx, sql};

/// An event that is about to happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    /// What happened.
    pub kind: EventKind,
    /// The row it happened to.
    pub subject_id: String,
    /// The conversation of a message, the campaign of a recipient.
    pub parent_id: Option<String>,
}

/// An event of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEvent {
    /// Its number in the workspace, from 1.
    pub seq: i64,
    /// What happened.
    pub kind: EventKind,
    /// The row it happened to.
    pub subject_id: String,
    /// The conversation of a message, the campaign of a recipient.
    pub parent_id: Option<String>,
    /// Business time.
    pub at: Timestamp,
}

impl NewEvent {
    /// An event of `subject` alone.
    #[must_use]
    pub fn of(kind: EventKind, subject: &str) -> Self {
        Self {
            kind,
            subject_id: subject.to_owned(),
            parent_id: None,
        }
    }

    /// An event of `subject` within `parent`.
    #[must_use]
    pub fn within(kind: EventKind, subject: &str, parent: &str) -> Self {
        Self {
            kind,
            subject_id: subject.to_owned(),
            parent_id: Some(parent.to_owned()),
        }
    }
}

/// Appends events in their order; answers the number of the last one.
pub fn append(tx: &mut Tx<'_>, workspace: &WorkspaceId, events: &[NewEvent], now: Timestamp) -> Result<i64> {
    let count = i64::try_from(events.len()).unwrap_or(i64::MAX);
    let head: i64 = tx.query_one(
        sql!(
            "INSERT INTO event_heads (workspace_id, seq) VALUES ($1, $2)
             ON CONFLICT (workspace_id) DO UPDATE SET seq = event_heads.seq + excluded.seq
             RETURNING seq"
        ),
        &[workspace, &count],
        |row| row.get("seq"),
    )?;
    let mut rows = Rows::new();
    for (seq, event) in (head - count + 1..).zip(events) {
        rows.push(&[&seq, &event.kind, &event.subject_id, &event.parent_id]);
    }
    tx.execute_rows(
        sql!(
            "INSERT INTO events (workspace_id, seq, kind, subject_id, parent_id, at)
             SELECT $1, r.seq, r.kind, r.subject_id, r.parent_id, $2
             FROM each($3: seq BIGINT, kind TEXT, subject_id TEXT, parent_id TEXT) AS r"
        ),
        &[workspace, &now],
        &rows,
    )?;
    Ok(head)
}

/// The number of the newest event; 0 while there is none.
pub fn head(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<i64> {
    let head = tx.query_opt(
        sql!("SELECT seq FROM event_heads WHERE workspace_id = $1"),
        &[workspace],
        |row| row.get("seq"),
    )?;
    Ok(head.unwrap_or(0))
}

/// The events after number `after`, oldest first.
pub fn list_after(tx: &mut Tx<'_>, workspace: &WorkspaceId, after: i64, limit: i64) -> Result<Vec<StoredEvent>> {
    tx.query(
        sql!(
            "SELECT seq, kind, subject_id, parent_id, at FROM events
             WHERE workspace_id = $1 AND seq > $2
             ORDER BY seq
             LIMIT $3"
        ),
        &[workspace, &after, &limit],
        |row| {
            Ok(StoredEvent {
                seq: row.get("seq")?,
                kind: row.get("kind")?,
                subject_id: row.get("subject_id")?,
                parent_id: row.get("parent_id")?,
                at: row.get("at")?,
            })
        },
    )
}
