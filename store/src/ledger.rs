//! The append-only ledger: consents, and what people did that must be provable later.
//!
//! Each entry carries the hash of itself and of the entry before it in its workspace, so that nobody can
//! change or take out one without breaking all that follow.

use std::collections::HashSet;

use galka_domain::ids::WorkspaceId;
use galka_domain::time::Timestamp;
use sha2::{Digest, Sha256};

use crate::db::{Result, Tx};
use crate::rows::Rows;
use crate::sql;

/// An entry that is about to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLedgerEntry {
    /// What happened, as `consent.granted`.
    pub kind: String,
    /// Who did it: a person's id, a key's, or `system`.
    pub actor: String,
    /// To whom or to what.
    pub subject_id: String,
    /// The rest, as JSON.
    pub details: String,
    /// When it is true from.
    pub at: Timestamp,
}

/// A written entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number in the workspace.
    pub seq: i64,
    /// What was written.
    pub entry: NewLedgerEntry,
    /// Hash over this entry and the hash before.
    pub hash: String,
}

/// Appends entries to a workspace's chain in their order.
pub fn append(tx: &mut Tx<'_>, workspace: &WorkspaceId, entries: &[NewLedgerEntry]) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    lock_chain(tx, workspace)?;
    let (mut seq, mut hash) = find_head(tx, workspace)?;
    let mut rows = Rows::new();
    for entry in entries {
        seq += 1;
        hash = chain(&hash, seq, entry);
        rows.push(&[
            &seq,
            &entry.kind,
            &entry.actor,
            &entry.subject_id,
            &entry.details,
            &entry.at,
            &hash,
        ]);
    }
    tx.execute_rows(
        sql!(
            "INSERT INTO ledger (workspace_id, seq, kind, actor, subject_id, details, at, hash)
             SELECT $1, r.seq, r.kind, r.actor, r.subject_id, r.details, r.at, r.hash
             FROM each($2: seq BIGINT, kind TEXT, actor TEXT, subject_id TEXT, details TEXT, at BIGINT, hash TEXT) AS r"
        ),
        &[workspace],
        &rows,
    )?;
    Ok(())
}

/// The entries about a subject, oldest first.
pub fn list_entries_about(tx: &mut Tx<'_>, workspace: &WorkspaceId, subject_id: &str) -> Result<Vec<Entry>> {
    tx.query(
        sql!(
            "SELECT seq, kind, actor, subject_id, details, at, hash FROM ledger
             WHERE workspace_id = $1 AND subject_id = $2
             ORDER BY seq"
        ),
        &[workspace, &subject_id],
        read_entry,
    )
}

/// What stands in place of the particulars of an entry about a person who was erased.
pub const REDACTED: &str = "{\"redacted\":true}";
/// The kind of the entry that says which entries were redacted.
pub const ERASED: &str = "contact.erased";

/// Takes the particulars out of all entries about a subject; answers their numbers, which the entry of the erasure
/// ([`ERASED`], with `redacted`) has to name: the chain holds, because each entry keeps its hash.
pub fn redact(tx: &mut Tx<'_>, workspace: &WorkspaceId, subject_id: &str) -> Result<Vec<i64>> {
    let mut redacted: Vec<i64> = tx.query(
        sql!(
            "UPDATE ledger SET details = $3
             WHERE workspace_id = $1 AND subject_id = $2 AND details <> $3 AND details <> '{}'
             RETURNING seq"
        ),
        &[workspace, &subject_id, &REDACTED],
        |row| row.get("seq"),
    )?;
    redacted.sort_unstable();
    Ok(redacted)
}

/// The number of the first entry after `seq` whose hash does not fit, reading at most `limit` entries.
pub fn find_broken_link(tx: &mut Tx<'_>, workspace: &WorkspaceId, limit: i64) -> Result<Option<i64>> {
    let entries: Vec<Entry> = tx.query(
        sql!(
            "SELECT seq, kind, actor, subject_id, details, at, hash FROM ledger
             WHERE workspace_id = $1
             ORDER BY seq
             LIMIT $2"
        ),
        &[workspace, &limit],
        read_entry,
    )?;
    let redacted: HashSet<i64> = entries.iter().flat_map(|entry| redacted_by(&entry.entry)).collect();
    let mut before = String::new();
    for (place, entry) in (1..).zip(&entries) {
        let is_redacted = entry.entry.details == REDACTED && redacted.contains(&entry.seq);
        let fits = is_redacted || chain(&before, entry.seq, &entry.entry) == entry.hash;
        if entry.seq != place || !fits {
            return Ok(Some(place));
        }
        before.clone_from(&entry.hash);
    }
    Ok(None)
}

fn redacted_by(entry: &NewLedgerEntry) -> Vec<i64> {
    if entry.kind != ERASED {
        return Vec::new();
    }
    let details: serde_json::Value = serde_json::from_str(&entry.details).unwrap_or_default();
    serde_json::from_value(details["redacted"].clone()).unwrap_or_default()
}

/// The workspace's own row orders its chain: two writers would else take the same number.
fn lock_chain(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<()> {
    let _locked: Option<String> = tx.query_opt(
        sql!("SELECT id FROM workspaces WHERE id = $1 /*postgres: FOR UPDATE */"),
        &[workspace],
        |row| row.get("id"),
    )?;
    Ok(())
}

fn find_head(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<(i64, String)> {
    let head = tx.query_opt(
        sql!("SELECT seq, hash FROM ledger WHERE workspace_id = $1 ORDER BY seq DESC LIMIT 1"),
        &[workspace],
        |row| Ok((row.get("seq")?, row.get("hash")?)),
    )?;
    Ok(head.unwrap_or_default())
}

fn read_entry(row: &crate::db::Row<'_>) -> Result<Entry> {
    Ok(Entry {
        seq: row.get("seq")?,
        entry: NewLedgerEntry {
            kind: row.get("kind")?,
            actor: row.get("actor")?,
            subject_id: row.get("subject_id")?,
            details: row.get("details")?,
            at: row.get("at")?,
        },
        hash: row.get("hash")?,
    })
}

/// Every part goes in with its length, so that no two different entries read the same.
fn chain(before: &str, seq: i64, entry: &NewLedgerEntry) -> String {
    let mut hasher = Sha256::new();
    let (seq, at) = (seq.to_string(), entry.at.as_millis().to_string());
    for part in [
        before,
        &seq,
        &entry.kind,
        &entry.actor,
        &entry.subject_id,
        &entry.details,
        &at,
    ] {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hasher
        .finalize()
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            use std::fmt::Write as _;
            write!(hex, "{byte:02x}").expect("a string takes everything");
            hex
        })
}
