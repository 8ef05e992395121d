//! Custom fields of contacts.

use galka_domain::ids::WorkspaceId;
use galka_domain::time::Timestamp;

use crate::db::{Result, Tx};
use crate::sql;

/// A custom field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its stable key: lower-case Latin letters, digits and `_`.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// `text`, `number` or `date`.
    pub kind: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Adds a field; a taken key is a duplicate in `contact_fields`.
pub fn insert_field(tx: &mut Tx<'_>, workspace: &WorkspaceId, field: &Field) -> Result<()> {
    tx.execute(
        sql!("INSERT INTO contact_fields (workspace_id, key, name, kind, created_at) VALUES ($1, $2, $3, $4, $5)"),
        &[workspace, &field.key, &field.name, &field.kind, &field.created_at],
    )?;
    Ok(())
}

/// Adds a field unless its key is taken.
pub fn ensure_field(tx: &mut Tx<'_>, workspace: &WorkspaceId, field: &Field) -> Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO contact_fields (workspace_id, key, name, kind, created_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (workspace_id, key) DO NOTHING"
        ),
        &[workspace, &field.key, &field.name, &field.kind, &field.created_at],
    )?;
    Ok(())
}

/// All fields, oldest first.
pub fn list_fields(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<Vec<Field>> {
    tx.query(
        sql!(
            "SELECT key, name, kind, created_at FROM contact_fields
             WHERE workspace_id = $1
             ORDER BY created_at, key"
        ),
        &[workspace],
        |row| {
            Ok(Field {
                key: row.get("key")?,
                name: row.get("name")?,
                kind: row.get("kind")?,
                created_at: row.get("created_at")?,
            })
        },
    )
}
