//! Keys of scripts; only the hash of a key is stored.

use galka_domain::access::Role;
use galka_domain::ids::{ApiKeyId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::db::{Result, Row, Tx};
use crate::sql;

/// A key of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// Its id.
    pub id: ApiKeyId,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it stopped working.
    pub revoked_at: Option<Timestamp>,
}

/// Adds a key.
pub fn insert_api_key(tx: &mut Tx<'_>, workspace: &WorkspaceId, key: &ApiKey, token_hash: &str) -> Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO api_keys (workspace_id, id, token_hash, name, role, created_at, last_used_at, revoked_at)
             VALUES ($1, $2, $3, $4, $5, $6, NULL, NULL)"
        ),
        &[workspace, &key.id, &token_hash, &key.name, &key.role, &key.created_at],
    )?;
    Ok(())
}

/// The working key with this hash.
pub fn find_api_key(tx: &mut Tx<'_>, workspace: &WorkspaceId, token_hash: &str) -> Result<Option<ApiKey>> {
    tx.query_opt(
        sql!(
            "SELECT id, name, role, created_at, last_used_at, revoked_at
             FROM api_keys
             WHERE workspace_id = $1 AND token_hash = $2 AND revoked_at IS NULL"
        ),
        &[workspace, &token_hash],
        read_api_key,
    )
}

/// All keys, newest first.
pub fn list_api_keys(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<Vec<ApiKey>> {
    tx.query(
        sql!(
            "SELECT id, name, role, created_at, last_used_at, revoked_at
             FROM api_keys
             WHERE workspace_id = $1
             ORDER BY id DESC"
        ),
        &[workspace],
        read_api_key,
    )
}

/// Notes that a key was used.
pub fn touch_api_key(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &ApiKeyId, now: Timestamp) -> Result<()> {
    tx.execute(
        sql!("UPDATE api_keys SET last_used_at = $3 WHERE workspace_id = $1 AND id = $2"),
        &[workspace, id, &now],
    )?;
    Ok(())
}

/// Stops a key; false when there is no working one.
pub fn revoke_api_key(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &ApiKeyId, now: Timestamp) -> Result<bool> {
    let revoked = tx.execute(
        sql!("UPDATE api_keys SET revoked_at = $3 WHERE workspace_id = $1 AND id = $2 AND revoked_at IS NULL"),
        &[workspace, id, &now],
    )?;
    Ok(revoked == 1)
}

fn read_api_key(row: &Row<'_>) -> Result<ApiKey> {
    Ok(ApiKey {
        id: row.get("id")?,
        name: row.get("name")?,
        role: row.get("role")?,
        created_at: row.get("created_at")?,
        last_used_at: row.get("last_used_at")?,
        revoked_at: row.get("revoked_at")?,
    })
}
