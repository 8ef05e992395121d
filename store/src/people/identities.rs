//! What a contact is known by.

use galka_domain::ids::{ContactId, WorkspaceId};

use crate::{Result, Tx, sql};

/// One name of a contact: its kind (`phone`, `wa_id`, `user_id`, `username`) and the name in its normal form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredIdentity {
    /// Kind of name.
    pub kind: String,
    /// The name.
    pub value: String,
}

/// All names of a contact.
pub fn list_identities(tx: &mut Tx<'_>, workspace: &WorkspaceId, contact: &ContactId) -> Result<Vec<StoredIdentity>> {
    tx.query(
        sql!(
            "SELECT kind, value FROM contact_identities
             WHERE workspace_id = $1 AND contact_id = $2
             ORDER BY kind, value"
        ),
        &[workspace, contact],
        |row| {
            Ok(StoredIdentity {
                kind: row.get("kind")?,
                value: row.get("value")?,
            })
        },
    )
}

/// Gives all names of a contact to another.
pub fn move_identities(tx: &mut Tx<'_>, workspace: &WorkspaceId, from: &ContactId, to: &ContactId) -> Result<()> {
    tx.execute(
        sql!("UPDATE contact_identities SET contact_id = $3 WHERE workspace_id = $1 AND contact_id = $2"),
        &[workspace, from, to],
    )?;
    Ok(())
}
