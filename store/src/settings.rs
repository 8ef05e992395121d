//! What a company has set: one document for each key, as JSON.

use galka_domain::desk::AssignmentSettings;
use galka_domain::hours::WorkingHours;
use galka_domain::ids::WorkspaceId;
use galka_domain::quick_reply::QuickReplySettings;
use galka_domain::time::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Error, Result, Tx, read_json, sql};

/// A document that a company may set; its default is in force until then.
pub trait Setting: Serialize + DeserializeOwned + Default {
    /// Where it is kept.
    const KEY: &'static str;
}

impl Setting for AssignmentSettings {
    const KEY: &'static str = "assignment";
}

impl Setting for QuickReplySettings {
    const KEY: &'static str = "quick_replies";
}

impl Setting for WorkingHours {
    const KEY: &'static str = "hours";
}

/// What is in force.
pub fn get<S: Setting>(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<S> {
    let stored: Option<String> = tx.query_opt(
        sql!("SELECT value FROM workspace_settings WHERE workspace_id = $1 AND key = $2"),
        &[workspace, &S::KEY],
        |row| row.get("value"),
    )?;
    let Some(stored) = stored else {
        return Ok(S::default());
    };
    read_json(&stored, "workspace_settings", "value", S::KEY)
}

/// Sets it.
pub fn put<S: Setting>(tx: &mut Tx<'_>, workspace: &WorkspaceId, setting: &S, now: Timestamp) -> Result<()> {
    let value = serde_json::to_string(setting).map_err(|failure| Error::Driver(failure.to_string()))?;
    tx.execute(
        sql!(
            "INSERT INTO workspace_settings (workspace_id, key, value, updated_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (workspace_id, key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at"
        ),
        &[workspace, &S::KEY, &value, &now],
    )?;
    Ok(())
}
