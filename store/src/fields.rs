//! Custom fields of contacts.

use galka_domain::ids::WorkspaceId;
use galka_domain::time::Timestamp;

use crate::db::{Result, Row, Tx};
use crate::rows::Rows;
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
        sql!(
            "INSERT INTO contact_fields (workspace_id, key, name, kind, created_at, place)
             VALUES ($1, $2, $3, $4, $5,
                 (SELECT COALESCE(MAX(f.place), -1) + 1 FROM contact_fields AS f WHERE f.workspace_id = $1))"
        ),
        &[workspace, &field.key, &field.name, &field.kind, &field.created_at],
    )?;
    Ok(())
}

/// Adds a field unless its key is taken; a deleted one comes back.
pub fn ensure_field(tx: &mut Tx<'_>, workspace: &WorkspaceId, field: &Field) -> Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO contact_fields (workspace_id, key, name, kind, created_at, place)
             VALUES ($1, $2, $3, $4, $5,
                 (SELECT COALESCE(MAX(f.place), -1) + 1 FROM contact_fields AS f WHERE f.workspace_id = $1))
             ON CONFLICT (workspace_id, key) DO UPDATE SET deleted_at = NULL"
        ),
        &[workspace, &field.key, &field.name, &field.kind, &field.created_at],
    )?;
    Ok(())
}

/// All fields that are there, in the company's order.
pub fn list_fields(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<Vec<Field>> {
    tx.query(
        sql!(
            "SELECT key, name, kind, created_at FROM contact_fields
             WHERE workspace_id = $1 AND deleted_at IS NULL
             ORDER BY place, created_at, key"
        ),
        &[workspace],
        read_field,
    )
}

/// One field that is there.
pub fn find_field(tx: &mut Tx<'_>, workspace: &WorkspaceId, key: &str) -> Result<Option<Field>> {
    tx.query_opt(
        sql!(
            "SELECT key, name, kind, created_at FROM contact_fields
             WHERE workspace_id = $1 AND key = $2 AND deleted_at IS NULL"
        ),
        &[workspace, &key],
        read_field,
    )
}

/// Gives a field another name.
pub fn rename_field(tx: &mut Tx<'_>, workspace: &WorkspaceId, key: &str, name: &str) -> Result<bool> {
    let changed = tx.execute(
        sql!("UPDATE contact_fields SET name = $3 WHERE workspace_id = $1 AND key = $2 AND deleted_at IS NULL"),
        &[workspace, &key, &name],
    )?;
    Ok(changed == 1)
}

/// Hides a field; contacts keep its values, so that it can come back.
pub fn delete_field(tx: &mut Tx<'_>, workspace: &WorkspaceId, key: &str, now: Timestamp) -> Result<bool> {
    let changed = tx.execute(
        sql!("UPDATE contact_fields SET deleted_at = $3 WHERE workspace_id = $1 AND key = $2 AND deleted_at IS NULL"),
        &[workspace, &key, &now],
    )?;
    Ok(changed == 1)
}

/// Brings a deleted field back with its values.
pub fn restore_field(tx: &mut Tx<'_>, workspace: &WorkspaceId, key: &str) -> Result<bool> {
    let changed = tx.execute(
        sql!("UPDATE contact_fields SET deleted_at = NULL WHERE workspace_id = $1 AND key = $2 AND deleted_at IS NOT NULL"),
        &[workspace, &key],
    )?;
    Ok(changed == 1)
}

/// Forgets a deleted field of this key, so that a new one may have it.
pub fn purge_deleted_field(tx: &mut Tx<'_>, workspace: &WorkspaceId, key: &str) -> Result<()> {
    tx.execute(
        sql!("DELETE FROM contact_fields WHERE workspace_id = $1 AND key = $2 AND deleted_at IS NOT NULL"),
        &[workspace, &key],
    )?;
    Ok(())
}

/// Puts fields into this order.
pub fn order_fields(tx: &mut Tx<'_>, workspace: &WorkspaceId, keys: &[String]) -> Result<()> {
    let mut rows = Rows::new();
    for (place, key) in (0_i64..).zip(keys) {
        rows.push(&[key, &place]);
    }
    tx.execute_rows(
        sql!(
            "UPDATE contact_fields SET place = r.place FROM each($2: key TEXT, place BIGINT) AS r
             WHERE contact_fields.workspace_id = $1 AND contact_fields.key = r.key"
        ),
        &[workspace],
        &rows,
    )?;
    Ok(())
}

fn read_field(row: &Row<'_>) -> Result<Field> {
    Ok(Field {
        key: row.get("key")?,
        name: row.get("name")?,
        kind: row.get("kind")?,
        created_at: row.get("created_at")?,
    })
}
