//! Labels that were deleted and can still be put back, with who wore them.

use galka_domain::ids::{LabelId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::{Result, Tx, sql};

/// Deletes a label, takes it off everybody, and keeps both until `undo_until`; answers its name, if there was one.
pub fn delete(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &LabelId, undo_until: Timestamp) -> Result<Option<String>> {
    let name: Option<String> = tx.query_opt(
        sql!(
            "INSERT INTO deleted_labels (workspace_id, id, name, color, created_at, undo_until)
             SELECT workspace_id, id, name, color, created_at, $3 FROM labels WHERE workspace_id = $1 AND id = $2
             RETURNING name"
        ),
        &[workspace, id, &undo_until],
        |row| row.get("name"),
    )?;
    if name.is_some() {
        tx.execute(
            sql!(
                "INSERT INTO deleted_contact_labels (workspace_id, label_id, contact_id)
                 SELECT workspace_id, label_id, contact_id FROM contact_labels
                 WHERE workspace_id = $1 AND label_id = $2"
            ),
            &[workspace, id],
        )?;
        crate::labels::delete_label(tx, workspace, id)?;
    }
    Ok(name)
}

/// Puts a label back on everybody who wore it and is still here; answers whether it was in time. A name that is taken
/// meanwhile is a duplicate in `labels`.
pub fn restore(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &LabelId, now: Timestamp) -> Result<bool> {
    let restored = tx.execute(
        sql!(
            "INSERT INTO labels (workspace_id, id, name, color, created_at)
             SELECT workspace_id, id, name, color, created_at FROM deleted_labels
             WHERE workspace_id = $1 AND id = $2 AND undo_until >= $3"
        ),
        &[workspace, id, &now],
    )?;
    if restored == 0 {
        return Ok(false);
    }
    tx.execute(
        sql!(
            "INSERT INTO contact_labels (workspace_id, contact_id, label_id)
             SELECT d.workspace_id, d.contact_id, d.label_id FROM deleted_contact_labels AS d
             JOIN contacts AS c ON c.workspace_id = d.workspace_id AND c.id = d.contact_id
             WHERE d.workspace_id = $1 AND d.label_id = $2
             ON CONFLICT (workspace_id, contact_id, label_id) DO NOTHING"
        ),
        &[workspace, id],
    )?;
    forget(tx, workspace, id)?;
    Ok(true)
}

/// Whether a label was deleted lately, in time or not.
pub fn exists(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &LabelId) -> Result<bool> {
    let found: Option<LabelId> = tx.query_opt(
        sql!("SELECT id FROM deleted_labels WHERE workspace_id = $1 AND id = $2"),
        &[workspace, id],
        |row| row.get("id"),
    )?;
    Ok(found.is_some())
}

/// Forgets what can no longer be put back.
pub fn forget_old(tx: &mut Tx<'_>, now: Timestamp) -> Result<()> {
    tx.execute(
        sql!(
            "DELETE FROM deleted_contact_labels WHERE (workspace_id, label_id) IN (
                 SELECT workspace_id, id FROM deleted_labels WHERE undo_until < $1)"
        ),
        &[&now],
    )?;
    tx.execute(sql!("DELETE FROM deleted_labels WHERE undo_until < $1"), &[&now])?;
    Ok(())
}

fn forget(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &LabelId) -> Result<()> {
    tx.execute(
        sql!("DELETE FROM deleted_contact_labels WHERE workspace_id = $1 AND label_id = $2"),
        &[workspace, id],
    )?;
    tx.execute(
        sql!("DELETE FROM deleted_labels WHERE workspace_id = $1 AND id = $2"),
        &[workspace, id],
    )?;
    Ok(())
}
