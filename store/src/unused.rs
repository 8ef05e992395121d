//! Uploads that nobody used: files that went into no message and that nothing names, and lists of contacts that were
//! never imported.

use galka_domain::ids::{ContactId, ImportId, MediaId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::{Result, Rows, Tx, read_json, sql};

/// Takes uploads before `before` out of use that went into no message and that nothing names; answers which, at most
/// `limit`. Those that were taken out before and are still there come again.
pub fn retire_files(tx: &mut Tx<'_>, workspace: &WorkspaceId, before: &MediaId, limit: i64) -> Result<Vec<MediaId>> {
    tx.query(
        sql!(
            "UPDATE media SET state = 'removed'
             WHERE workspace_id = $1 AND direction = 'outbound' AND used_at IS NULL AND id IN (
                 SELECT f.id FROM media AS f
                 WHERE f.workspace_id = $1 AND f.direction = 'outbound' AND f.used_at IS NULL AND f.id < $2
                   AND NOT EXISTS (SELECT 1 FROM drafts AS d
                                   WHERE d.workspace_id = $1 AND d.files LIKE '%' || f.id || '%')
                   AND NOT EXISTS (SELECT 1 FROM quick_replies AS q
                                   WHERE q.workspace_id = $1 AND q.media_ids LIKE '%' || f.id || '%')
                   AND NOT EXISTS (SELECT 1 FROM automations AS a
                                   WHERE a.workspace_id = $1 AND a.document LIKE '%' || f.id || '%')
                   AND NOT EXISTS (SELECT 1 FROM automation_versions AS o
                                   WHERE o.workspace_id = $1 AND o.document LIKE '%' || f.id || '%')
                   AND NOT EXISTS (SELECT 1 FROM templates AS t
                                   WHERE t.workspace_id = $1 AND t.content LIKE '%' || f.id || '%')
                   AND NOT EXISTS (SELECT 1 FROM business_profiles AS b
                                   WHERE b.workspace_id = $1 AND b.picture_media_id = f.id)
                 ORDER BY f.id
                 LIMIT $3)
             RETURNING id"
        ),
        &[workspace, before, &limit],
        |row| row.get("id"),
    )
}

/// Forgets files that were taken out of use and are gone from the disk.
pub fn delete_retired(tx: &mut Tx<'_>, workspace: &WorkspaceId, files: &[MediaId]) -> Result<u64> {
    let rows = Rows::of(files);
    tx.execute_rows(
        sql!(
            "DELETE FROM media
             WHERE workspace_id = $1 AND state = 'removed' AND id IN (SELECT r.id FROM each($2: id TEXT) AS r)"
        ),
        &[workspace],
        &rows,
    )
}

/// Notes that files went into messages.
pub fn note_used(tx: &mut Tx<'_>, workspace: &WorkspaceId, files: &[&MediaId], now: Timestamp) -> Result<()> {
    let rows = Rows::of(files);
    tx.execute_rows(
        sql!(
            "UPDATE media SET used_at = $2
             WHERE workspace_id = $1 AND direction = 'outbound' AND used_at IS NULL
               AND id IN (SELECT r.id FROM each($3: id TEXT) AS r)"
        ),
        &[workspace, &now],
        &rows,
    )?;
    Ok(())
}

/// Files of unsent answers to a contact that nothing else names: they were meant for this person.
pub fn list_drafted_files(tx: &mut Tx<'_>, workspace: &WorkspaceId, contact: &ContactId) -> Result<Vec<MediaId>> {
    let drafted = tx.query(
        sql!(
            "SELECT d.files FROM drafts AS d
             WHERE d.workspace_id = $1 AND d.files <> '[]' AND d.conversation_id IN (
                 SELECT v.id FROM conversations AS v WHERE v.workspace_id = $1 AND v.contact_id = $2)"
        ),
        &[workspace, contact],
        |row| read_json::<Vec<MediaId>>(&row.get::<String>("files")?, "drafts", "files", contact.as_str()),
    )?;
    let named: Vec<MediaId> = drafted.into_iter().flatten().collect();
    let rows = Rows::of(&named);
    tx.query_rows(
        sql!(
            "SELECT DISTINCT f.id FROM each($3: id TEXT) AS r
             JOIN media AS f ON f.workspace_id = $1 AND f.id = r.id
             WHERE f.direction = 'outbound' AND f.used_at IS NULL
               AND NOT EXISTS (
                   SELECT 1 FROM quick_replies AS q
                   WHERE q.workspace_id = $1 AND q.media_ids LIKE '%' || f.id || '%')
               AND NOT EXISTS (
                   SELECT 1 FROM automations AS a
                   WHERE a.workspace_id = $1 AND a.document LIKE '%' || f.id || '%')
               AND NOT EXISTS (
                   SELECT 1 FROM drafts AS o
                   JOIN conversations AS v ON v.workspace_id = $1 AND v.id = o.conversation_id
                   WHERE o.workspace_id = $1 AND o.files LIKE '%' || f.id || '%' AND v.contact_id <> $2)"
        ),
        &[workspace, contact],
        &rows,
        |row| row.get("id"),
    )
}

/// Deletes lists of contacts that were uploaded before `before` and never imported, with their files.
pub fn delete_lists(tx: &mut Tx<'_>, workspace: &WorkspaceId, before: &ImportId) -> Result<u64> {
    tx.execute(
        sql!("DELETE FROM imports WHERE workspace_id = $1 AND id < $2 AND state IN ('uploaded', 'checked')"),
        &[workspace, before],
    )
}

/// Deletes one list of contacts that was never imported; answers whether it was there.
pub fn delete_list(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &ImportId) -> Result<bool> {
    let deleted = tx.execute(
        sql!("DELETE FROM imports WHERE workspace_id = $1 AND id = $2 AND state IN ('uploaded', 'checked')"),
        &[workspace, id],
    )?;
    Ok(deleted == 1)
}

/// Imports whose file is still kept and that do not run.
pub fn list_kept_lists(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<Vec<ImportId>> {
    tx.query(
        sql!(
            "SELECT id FROM imports
             WHERE workspace_id = $1 AND state <> 'running' AND LENGTH(file) > 0
             ORDER BY id"
        ),
        &[workspace],
        |row| row.get("id"),
    )
}
