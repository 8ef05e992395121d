//! The intake journal: raw webhook bodies, appended before WhatsApp gets its answer, and what became of them.
//!
//! The journal knows no workspace: it is written before anything is read. A row in `journal_pending` says that a
//! body waits to be applied; applied bodies stay in `journal` until they are pruned.

use galka_domain::time::Timestamp;

use crate::{Kind, Result, Rows, Tx, sql};

/// A raw body as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalEntry {
    /// Time-ordered number, unique among all nodes.
    pub id: i64,
    /// The connection whose secret signed it.
    pub connection_id: String,
    /// Machine time of its arrival.
    pub received_at: Timestamp,
    /// The bytes that were signed.
    pub body: Vec<u8>,
}

/// How many bodies one connection sent, and how many of them were applied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JournalTotals {
    /// Bodies answered with 200.
    pub received: i64,
    /// Bodies whose every item was applied or stands in the dead letters.
    pub applied: i64,
    /// Bodies that wait.
    pub backlog: i64,
}

/// Appends bodies, each waiting to be applied.
///
/// Bytes do not pass through a batch parameter cheaply on SQLite, and rows one by one are slow over a socket: the one
/// place where the two databases are written to in two ways.
pub fn append(tx: &mut Tx<'_>, entries: &[JournalEntry]) -> Result<()> {
    match tx.kind() {
        Kind::Sqlite => entries.iter().try_for_each(|entry| insert_one(tx, entry))?,
        Kind::Postgres => insert_all(tx, entries)?,
    }
    add_totals(tx, "received", entries.iter().map(|entry| entry.connection_id.as_str()))
}

fn insert_one(tx: &mut Tx<'_>, entry: &JournalEntry) -> Result<()> {
    tx.execute(
        sql!("INSERT INTO journal (id, connection_id, received_at, body) VALUES ($1, $2, $3, $4)"),
        &[&entry.id, &entry.connection_id, &entry.received_at, &entry.body],
    )?;
    tx.execute(
        sql!("INSERT INTO journal_pending (id, connection_id) VALUES ($1, $2)"),
        &[&entry.id, &entry.connection_id],
    )?;
    Ok(())
}

fn insert_all(tx: &mut Tx<'_>, entries: &[JournalEntry]) -> Result<()> {
    let (mut bodies, mut pending) = (Rows::new(), Rows::new());
    for entry in entries {
        bodies.push(&[&entry.id, &entry.connection_id, &entry.received_at, &entry.body]);
        pending.push(&[&entry.id, &entry.connection_id]);
    }
    tx.execute_rows(
        sql!(
            "INSERT INTO journal (id, connection_id, received_at, body)
             SELECT r.id, r.connection_id, r.received_at, r.body
             FROM each($1: id BIGINT, connection_id TEXT, received_at BIGINT, body BYTEA) AS r"
        ),
        &[],
        &bodies,
    )?;
    tx.execute_rows(
        sql!(
            "INSERT INTO journal_pending (id, connection_id)
             SELECT r.id, r.connection_id FROM each($1: id BIGINT, connection_id TEXT) AS r"
        ),
        &[],
        &pending,
    )?;
    Ok(())
}

fn add_totals<'a>(tx: &mut Tx<'_>, name: &str, connections: impl Iterator<Item = &'a str>) -> Result<()> {
    let mut counts = std::collections::BTreeMap::<&str, i64>::new();
    for connection in connections {
        *counts.entry(connection).or_default() += 1;
    }
    let mut rows = Rows::new();
    for (connection, count) in counts {
        rows.push(&[&format!("{name}:{connection}"), &count]);
    }
    // `WHERE TRUE` lets SQLite tell the conflict clause from a join.
    tx.execute_rows(
        sql!(
            "INSERT INTO journal_totals (name, total)
             SELECT r.name, r.total FROM each($1: name TEXT, total BIGINT) AS r WHERE TRUE
             ON CONFLICT (name) DO UPDATE SET total = journal_totals.total + excluded.total"
        ),
        &[],
        &rows,
    )?;
    Ok(())
}

/// The oldest bodies that wait, in order of arrival: at most `limit`, and the first of them that make up `bytes`.
pub fn list_pending(tx: &mut Tx<'_>, limit: usize, bytes: usize) -> Result<Vec<JournalEntry>> {
    let Some(last) = last_within(tx, limit, bytes)? else {
        return Ok(Vec::new());
    };
    tx.query(
        sql!(
            "SELECT j.id, j.connection_id, j.received_at, j.body
             FROM journal_pending AS p
             CROSS JOIN journal AS j
             WHERE j.id = p.id AND p.id <= $1
             ORDER BY p.id"
        ),
        &[&last],
        |row| {
            Ok(JournalEntry {
                id: row.get("id")?,
                connection_id: row.get("connection_id")?,
                received_at: row.get("received_at")?,
                body: row.get("body")?,
            })
        },
    )
}

/// Where a batch of that size ends; one body may be larger than the batch. `CROSS JOIN` makes SQLite begin with the
/// few that wait, and not with the month of bodies that are kept.
fn last_within(tx: &mut Tx<'_>, limit: usize, bytes: usize) -> Result<Option<i64>> {
    let sizes: Vec<(i64, i64)> = tx.query(
        sql!(
            "SELECT j.id, CAST(OCTET_LENGTH(j.body) AS BIGINT) AS size
             FROM journal_pending AS p
             CROSS JOIN journal AS j
             WHERE j.id = p.id
             ORDER BY p.id
             LIMIT $1"
        ),
        &[&i64::try_from(limit).unwrap_or(i64::MAX)],
        |row| Ok((row.get("id")?, row.get("size")?)),
    )?;
    let mut sum = 0;
    let within = sizes.iter().take_while(|(_, size)| {
        let fits = sum < bytes;
        sum += usize::try_from(*size).unwrap_or_default();
        fits
    });
    Ok(within.last().map(|(id, _)| *id))
}

/// Marks bodies as applied; those that somebody else marked before are not counted again.
pub fn finish(tx: &mut Tx<'_>, entries: &[(i64, String)]) -> Result<()> {
    let mut rows = Rows::new();
    for (id, _) in entries {
        rows.push(&[id]);
    }
    let finished: std::collections::HashSet<i64> = tx
        .query_rows(
            sql!(
                "DELETE FROM journal_pending
                 WHERE id IN (SELECT r.id FROM each($1: id BIGINT) AS r)
                 RETURNING id"
            ),
            &[],
            &rows,
            |row| row.get("id"),
        )?
        .into_iter()
        .collect();
    add_totals(
        tx,
        "applied",
        entries
            .iter()
            .filter(|(id, _)| finished.contains(id))
            .map(|(_, connection)| connection.as_str()),
    )
}

/// What these connections sent so far.
pub fn totals(tx: &mut Tx<'_>, connections: &[String]) -> Result<JournalTotals> {
    let mut rows = Rows::new();
    for connection in connections {
        rows.push(&[&format!("received:{connection}")]);
        rows.push(&[&format!("applied:{connection}")]);
    }
    let found: Vec<(String, i64)> = tx.query_rows(
        sql!("SELECT t.name, t.total FROM each($1: name TEXT) AS r JOIN journal_totals AS t ON t.name = r.name"),
        &[],
        &rows,
        |row| Ok((row.get("name")?, row.get("total")?)),
    )?;
    let sum = |name: &str| {
        found
            .iter()
            .filter(|(found, _)| found.starts_with(name))
            .map(|(_, total)| total)
            .sum()
    };
    let wanted = Rows::of(connections);
    let waiting: Vec<i64> = tx.query_rows(
        sql!(
            "SELECT COUNT(*) AS waiting FROM journal_pending
             WHERE connection_id IN (SELECT r.id FROM each($1: id TEXT) AS r)"
        ),
        &[],
        &wanted,
        |row| row.get("waiting"),
    )?;
    Ok(JournalTotals {
        received: sum("received:"),
        applied: sum("applied:"),
        backlog: waiting.iter().sum(),
    })
}

/// Removes applied bodies that are older than `before`, at most `limit` of them; answers how many went.
pub fn prune(tx: &mut Tx<'_>, before_id: i64, limit: i64) -> Result<u64> {
    tx.execute(
        sql!(
            "DELETE FROM journal
             WHERE id IN (
                 SELECT j.id FROM journal AS j
                 WHERE j.id < $1 AND NOT EXISTS (SELECT 1 FROM journal_pending AS p WHERE p.id = j.id)
                 ORDER BY j.id
                 LIMIT $2
             )"
        ),
        &[&before_id, &limit],
    )
}
