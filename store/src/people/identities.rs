//! What a contact is known by.

use galka_domain::identity::IdentityKind;
use galka_domain::ids::{ContactId, WorkspaceId};

use crate::contacts::ContactRow;
use crate::search::{self, SearchDocument};
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

/// Brings the index up to date with a contact and all the numbers it is known by.
pub fn index_contact(tx: &mut Tx<'_>, workspace: &WorkspaceId, row: &ContactRow) -> Result<()> {
    let mut phones: Vec<String> = row.phone.iter().cloned().collect();
    for identity in list_identities(tx, workspace, &row.id)? {
        if identity.kind == IdentityKind::Phone.as_str() && !phones.contains(&identity.value) {
            phones.push(identity.value);
        }
    }
    let document = SearchDocument {
        kind: "contact",
        id: row.id.as_str().to_owned(),
        parent_id: None,
        text: search::contact_words(&row.name, &phones, row.username.as_deref()),
        is_late: false,
    };
    search::replace(tx, workspace, &document)
}
