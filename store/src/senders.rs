//! Who sent messages, by name: people, keys, campaigns and automations.

use std::collections::HashMap;

use galka_domain::ids::{ApiKeyId, AutomationId, CampaignId, UserId, WorkspaceId};

use crate::{Result, Rows, Tx, automations, sql};

/// The names of these senders, by their id; who is gone has none.
pub fn list_names(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    people: &[UserId],
    keys: &[ApiKeyId],
    campaigns: &[CampaignId],
    automations: &[AutomationId],
) -> Result<HashMap<String, String>> {
    let mut names = HashMap::new();
    let people = Rows::of(people);
    let keys = Rows::of(keys);
    let campaigns = Rows::of(campaigns);
    let named = |row: &crate::Row<'_>| Ok((row.get("id")?, row.get("name")?));
    if !people.is_empty() {
        names.extend(tx.query_rows(
            sql!("SELECT u.id, u.name FROM each($1: id TEXT) AS r JOIN users AS u ON u.id = r.id"),
            &[],
            &people,
            named,
        )?);
    }
    if !keys.is_empty() {
        names.extend(tx.query_rows(
            sql!(
                "SELECT k.id, k.name FROM each($2: id TEXT) AS r
                 JOIN api_keys AS k ON k.workspace_id = $1 AND k.id = r.id"
            ),
            &[workspace],
            &keys,
            named,
        )?);
    }
    if !campaigns.is_empty() {
        names.extend(tx.query_rows(
            sql!(
                "SELECT c.id, c.name FROM each($2: id TEXT) AS r
                 JOIN campaigns AS c ON c.workspace_id = $1 AND c.id = r.id"
            ),
            &[workspace],
            &campaigns,
            named,
        )?);
    }
    if !automations.is_empty() {
        let found = automations::list_names(tx, workspace, automations)?;
        names.extend(found.into_iter().map(|(id, name)| (id.as_str().to_owned(), name)));
    }
    Ok(names)
}
