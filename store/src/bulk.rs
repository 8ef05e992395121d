//! Changes of many conversations at once, and what is needed to put them back.

use galka_domain::ids::{BulkId, ContactId, ConversationId, LabelId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::{Result, Rows, Tx, sql};

/// A change of many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkChange {
    /// Its id.
    pub id: BulkId,
    /// What was done, in a word.
    pub action: String,
    /// Who did it.
    pub made_by: String,
    /// When.
    pub created_at: Timestamp,
    /// Until when it can be put back.
    pub undo_until: Timestamp,
}

/// Notes a change that begins.
pub fn insert(tx: &mut Tx<'_>, workspace: &WorkspaceId, change: &BulkChange) -> Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO bulk_changes (workspace_id, id, action, made_by, created_at, undo_until)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (workspace_id, id) DO NOTHING"
        ),
        &[
            workspace,
            &change.id,
            &change.action,
            &change.made_by,
            &change.created_at,
            &change.undo_until,
        ],
    )?;
    Ok(())
}

/// Notes what was changed in each conversation.
pub fn insert_rows(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    id: &BulkId,
    documents: &[(ConversationId, String)],
) -> Result<()> {
    let mut rows = Rows::new();
    for (conversation, document) in documents {
        rows.push(&[conversation, document]);
    }
    tx.execute_rows(
        sql!(
            "INSERT INTO bulk_rows (workspace_id, bulk_id, conversation_id, document)
             SELECT $1, $2, r.conversation_id, r.document FROM each($3: conversation_id TEXT, document TEXT) AS r
             WHERE TRUE
             ON CONFLICT (workspace_id, bulk_id, conversation_id) DO NOTHING"
        ),
        &[workspace, id],
        &rows,
    )?;
    Ok(())
}

/// A change that somebody began to put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BegunUndo {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Which.
    pub id: BulkId,
    /// Who began.
    pub by: String,
}

/// Begins to put a change back: once, and in time.
pub fn claim_undo(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &BulkId, by: &str, now: Timestamp) -> Result<bool> {
    let claimed = tx.execute(
        sql!(
            "UPDATE bulk_changes SET undone_at = $4, undone_by = $3
             WHERE workspace_id = $1 AND id = $2 AND undone_at IS NULL AND undo_until >= $4"
        ),
        &[workspace, id, &by, &now],
    )?;
    Ok(claimed == 1)
}

/// What somebody began to put back until `before`, and something of it is left.
pub fn list_begun(tx: &mut Tx<'_>, before: Timestamp) -> Result<Vec<BegunUndo>> {
    tx.query(
        sql!(
            "SELECT c.workspace_id, c.id, COALESCE(c.undone_by, c.made_by) AS by_id
             FROM bulk_changes AS c
             WHERE c.undone_at <= $1 AND EXISTS (
                 SELECT 1 FROM bulk_rows AS r WHERE r.workspace_id = c.workspace_id AND r.bulk_id = c.id)
             ORDER BY c.workspace_id, c.id"
        ),
        &[&before],
        |row| {
            Ok(BegunUndo {
                workspace: row.get("workspace_id")?,
                id: row.get("id")?,
                by: row.get("by_id")?,
            })
        },
    )
}

/// Whether there is such a change.
pub fn exists(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &BulkId) -> Result<bool> {
    let found: Option<BulkId> = tx.query_opt(
        sql!("SELECT id FROM bulk_changes WHERE workspace_id = $1 AND id = $2"),
        &[workspace, id],
        |row| row.get("id"),
    )?;
    Ok(found.is_some())
}

/// Takes away some of what was changed: whoever puts it back does so in the same transaction, and nobody twice.
pub fn take_rows(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    id: &BulkId,
    limit: i64,
) -> Result<Vec<(ConversationId, String)>> {
    tx.query(
        sql!(
            "DELETE FROM bulk_rows
             WHERE workspace_id = $1 AND bulk_id = $2 AND conversation_id IN (
                 SELECT r.conversation_id FROM bulk_rows AS r
                 WHERE r.workspace_id = $1 AND r.bulk_id = $2
                 ORDER BY r.conversation_id
                 LIMIT $3)
             RETURNING conversation_id, document"
        ),
        &[workspace, id, &limit],
        |row| Ok((row.get("conversation_id")?, row.get("document")?)),
    )
}

/// Forgets changes that can no longer be put back, unless somebody has begun to.
pub fn forget_old(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64> {
    tx.execute(
        sql!(
            "DELETE FROM bulk_rows WHERE (workspace_id, bulk_id) IN (
                 SELECT workspace_id, id FROM bulk_changes WHERE undo_until < $1 AND undone_at IS NULL)"
        ),
        &[&now],
    )?;
    tx.execute(
        sql!(
            "DELETE FROM bulk_changes WHERE undo_until < $1 AND NOT EXISTS (
                 SELECT 1 FROM bulk_rows AS r
                 WHERE r.workspace_id = bulk_changes.workspace_id AND r.bulk_id = bulk_changes.id)"
        ),
        &[&now],
    )
}

/// The contact and the count of unseen messages of these conversations.
pub fn list_contacts_of(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    ids: &[ConversationId],
) -> Result<Vec<(ConversationId, ContactId, i64)>> {
    let rows = Rows::of(ids);
    tx.query_rows(
        sql!(
            "SELECT v.id, v.contact_id, v.unread FROM each($2: id TEXT) AS r
             JOIN conversations AS v ON v.workspace_id = $1 AND v.id = r.id"
        ),
        &[workspace],
        &rows,
        |row| Ok((row.get("id")?, row.get("contact_id")?, row.get("unread")?)),
    )
}

/// Counts of unseen messages, where they still are what they were: rows of (conversation, what it was, what it becomes).
pub fn write_unread(tx: &mut Tx<'_>, workspace: &WorkspaceId, counts: &[(ConversationId, i64, i64)]) -> Result<()> {
    let mut rows = Rows::new();
    for (id, was, becomes) in counts {
        rows.push(&[id, was, becomes]);
    }
    tx.execute_rows(
        sql!(
            "UPDATE conversations SET unread = r.becomes
             FROM each($2: id TEXT, was BIGINT, becomes BIGINT) AS r
             WHERE conversations.workspace_id = $1 AND conversations.id = r.id AND conversations.unread = r.was"
        ),
        &[workspace],
        &rows,
    )?;
    Ok(())
}

/// Who of these contacts wears a label.
pub fn list_wearers(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    label: &LabelId,
    contacts: &[ContactId],
) -> Result<Vec<ContactId>> {
    let rows = Rows::of(contacts);
    tx.query_rows(
        sql!(
            "SELECT l.contact_id FROM each($3: contact_id TEXT) AS r
             JOIN contact_labels AS l
               ON l.workspace_id = $1 AND l.contact_id = r.contact_id AND l.label_id = $2"
        ),
        &[workspace, label],
        &rows,
        |row| row.get("contact_id"),
    )
}

/// Takes a label off these contacts.
pub fn take_off(tx: &mut Tx<'_>, workspace: &WorkspaceId, label: &LabelId, contacts: &[ContactId]) -> Result<u64> {
    let rows = Rows::of(contacts);
    tx.execute_rows(
        sql!(
            "DELETE FROM contact_labels
             WHERE workspace_id = $1 AND label_id = $2 AND contact_id IN (SELECT r.id FROM each($3: id TEXT) AS r)"
        ),
        &[workspace, label],
        &rows,
    )
}
