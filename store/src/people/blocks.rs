//! Whom we blocked at WhatsApp, on which of our numbers.

use galka_domain::ids::{ContactId, NumberId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::{Result, Tx, sql};

/// The numbers on which WhatsApp keeps a contact from us.
pub fn list_blocks(tx: &mut Tx<'_>, workspace: &WorkspaceId, contact: &ContactId) -> Result<Vec<NumberId>> {
    tx.query(
        sql!("SELECT number_id FROM contact_blocks WHERE workspace_id = $1 AND contact_id = $2 ORDER BY number_id"),
        &[workspace, contact],
        |row| row.get("number_id"),
    )
}

/// Remembers that WhatsApp has a block, or is about to be asked for it.
pub fn insert_block(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    contact: &ContactId,
    number: &NumberId,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO contact_blocks (workspace_id, contact_id, number_id, at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (workspace_id, contact_id, number_id) DO NOTHING"
        ),
        &[workspace, contact, number, &now],
    )?;
    Ok(())
}

/// Forgets a block that was lifted.
pub fn delete_block(tx: &mut Tx<'_>, workspace: &WorkspaceId, contact: &ContactId, number: &NumberId) -> Result<()> {
    tx.execute(
        sql!("DELETE FROM contact_blocks WHERE workspace_id = $1 AND contact_id = $2 AND number_id = $3"),
        &[workspace, contact, number],
    )?;
    Ok(())
}

/// Blocks or unblocks a contact on our side; answers whether that changed anything.
pub fn set_blocked(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    contact: &ContactId,
    blocked: bool,
    now: Timestamp,
) -> Result<bool> {
    let changed = tx.execute(
        sql!(
            "UPDATE contacts SET blocked = $3, updated_at = $4
             WHERE workspace_id = $1 AND id = $2 AND blocked <> $3"
        ),
        &[workspace, contact, &blocked, &now],
    )?;
    Ok(changed == 1)
}
