//! What one person set for oneself in one workspace.

use galka_domain::ids::{UserId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_domain::together::UserSettingKey;

use crate::{Result, Tx, sql};

/// A value as JSON; none while nothing was set.
pub fn find(tx: &mut Tx<'_>, workspace: &WorkspaceId, user: &UserId, key: UserSettingKey) -> Result<Option<String>> {
    tx.query_opt(
        sql!("SELECT value FROM user_settings WHERE workspace_id = $1 AND user_id = $2 AND key = $3"),
        &[workspace, user, &key],
        |row| row.get("value"),
    )
}

/// Writes a value.
pub fn set(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    user: &UserId,
    key: UserSettingKey,
    value: &str,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO user_settings (workspace_id, user_id, key, value, updated_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (workspace_id, user_id, key) DO UPDATE SET
                 value = excluded.value, updated_at = excluded.updated_at"
        ),
        &[workspace, user, &key, &value, &now],
    )?;
    Ok(())
}
