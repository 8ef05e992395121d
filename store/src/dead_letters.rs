//! Items that could not be read or placed: kept with their reason until somebody replays or discards them.

use galka_domain::ids::{DeadLetterId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::{Result, Row, Rows, Tx, sql};

/// A dead letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetter {
    /// Its id.
    pub id: DeadLetterId,
    /// The body it came in.
    pub journal_id: i64,
    /// The connection whose secret signed it.
    pub connection_id: String,
    /// The number it speaks of.
    pub phone_number_id: Option<String>,
    /// `unreadable`, `unknown_number` or `failed_apply`.
    pub kind: String,
    /// A stable word.
    pub reason: String,
    /// What exactly.
    pub detail: String,
    /// The item as it came, with its envelope.
    pub item: String,
    /// `waiting`, `replayed` or `discarded`.
    pub state: String,
    /// Machine time of the body's arrival.
    pub received_at: Timestamp,
    /// When it became a dead letter.
    pub created_at: Timestamp,
    /// When it was replayed.
    pub replayed_at: Option<Timestamp>,
}

/// Keeps items; one that is kept already stays as it is.
pub fn insert(tx: &mut Tx<'_>, workspace: &WorkspaceId, letters: &[DeadLetter]) -> Result<()> {
    let mut rows = Rows::new();
    for letter in letters {
        rows.push(&[
            &letter.id,
            &letter.journal_id,
            &letter.connection_id,
            &letter.phone_number_id,
            &letter.kind,
            &letter.reason,
            &letter.detail,
            &letter.item,
            &letter.state,
            &letter.received_at,
            &letter.created_at,
        ]);
    }
    tx.execute_rows(
        sql!(
            "INSERT INTO dead_letters (workspace_id, id, journal_id, connection_id, phone_number_id, kind, reason, detail,
                                       item, state, received_at, created_at)
             SELECT $1, r.id, r.journal_id, r.connection_id, r.phone_number_id, r.kind, r.reason, r.detail,
                    r.item, r.state, r.received_at, r.created_at
             FROM each($2: id TEXT, journal_id BIGINT, connection_id TEXT, phone_number_id TEXT, kind TEXT, reason TEXT,
                           detail TEXT, item TEXT, state TEXT, received_at BIGINT, created_at BIGINT) AS r WHERE TRUE
             ON CONFLICT (workspace_id, id) DO NOTHING"
        ),
        &[workspace],
        &rows,
    )?;
    Ok(())
}

/// Dead letters, newest first, optionally of one state, before an id.
pub fn list(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    state: Option<&str>,
    before: Option<&DeadLetterId>,
    limit: i64,
) -> Result<Vec<DeadLetter>> {
    tx.query(
        sql!(
            "SELECT id, journal_id, connection_id, phone_number_id, kind, reason, detail, item, state, received_at,
                    created_at, replayed_at
             FROM dead_letters
             WHERE workspace_id = $1 AND (state = $2 OR $2 IS NULL) AND (id < $3 OR $3 IS NULL)
             ORDER BY id DESC
             LIMIT $4"
        ),
        &[workspace, &state.map(str::to_owned), &before.cloned(), &limit],
        read,
    )
}

/// One dead letter.
pub fn find(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &DeadLetterId) -> Result<Option<DeadLetter>> {
    tx.query_opt(
        sql!(
            "SELECT id, journal_id, connection_id, phone_number_id, kind, reason, detail, item, state, received_at,
                    created_at, replayed_at
             FROM dead_letters WHERE workspace_id = $1 AND id = $2"
        ),
        &[workspace, id],
        read,
    )
}

/// The items that waited for a number to be connected, oldest first.
pub fn list_for_number(tx: &mut Tx<'_>, phone_number_id: &str, limit: i64) -> Result<Vec<(WorkspaceId, DeadLetter)>> {
    tx.query(
        sql!(
            "SELECT workspace_id, id, journal_id, connection_id, phone_number_id, kind, reason, detail, item, state,
                    received_at, created_at, replayed_at
             FROM dead_letters
             WHERE phone_number_id = $1 AND state = 'waiting' AND kind = 'unknown_number'
             ORDER BY id
             LIMIT $2"
        ),
        &[&phone_number_id, &limit],
        |row| Ok((row.get("workspace_id")?, read(row)?)),
    )
}

/// Numbers that are connected by now and still have items that waited for them.
pub fn list_placeable(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<String>> {
    tx.query(
        sql!(
            "SELECT DISTINCT d.phone_number_id FROM dead_letters AS d
             JOIN numbers AS n ON n.phone_number_id = d.phone_number_id
             WHERE d.state = 'waiting' AND d.kind = 'unknown_number' AND d.phone_number_id IS NOT NULL
             LIMIT $1"
        ),
        &[&limit],
        |row| row.get("phone_number_id"),
    )
}

/// Marks a waiting letter; answers whether it was still waiting.
pub fn close(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &DeadLetterId, state: &str, now: Timestamp) -> Result<bool> {
    let changed = tx.execute(
        sql!(
            "UPDATE dead_letters SET state = $3, replayed_at = CASE WHEN $3 = 'replayed' THEN $4 ELSE replayed_at END
             WHERE workspace_id = $1 AND id = $2 AND state = 'waiting'"
        ),
        &[workspace, id, &state, &now],
    )?;
    Ok(changed == 1)
}

/// How many wait for a decision.
pub fn count_waiting(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<i64> {
    tx.query_one(
        sql!("SELECT COUNT(*) AS waiting FROM dead_letters WHERE workspace_id = $1 AND state = 'waiting'"),
        &[workspace],
        |row| row.get("waiting"),
    )
}

fn read(row: &Row<'_>) -> Result<DeadLetter> {
    Ok(DeadLetter {
        id: row.get("id")?,
        journal_id: row.get("journal_id")?,
        connection_id: row.get("connection_id")?,
        phone_number_id: row.get("phone_number_id")?,
        kind: row.get("kind")?,
        reason: row.get("reason")?,
        detail: row.get("detail")?,
        item: row.get("item")?,
        state: row.get("state")?,
        received_at: row.get("received_at")?,
        created_at: row.get("created_at")?,
        replayed_at: row.get("replayed_at")?,
    })
}
