//! Labels that rows name: those that do not exist are made.

use std::collections::{BTreeMap, BTreeSet};

use galka_domain::ids::{LabelId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_domain::words::name_key;
use galka_store::labels::{self, Label};
use galka_store::{Result as StoreResult, Tx, workspaces};

use super::prepare::PreparedRow;
use crate::engine::Engine;

/// Ids of the labels that the rows name, by how they name them.
pub(super) fn ensure_labels(
    tx: &mut Tx<'_>,
    engine: &Engine,
    workspace: &WorkspaceId,
    rows: &[&PreparedRow],
    now: Timestamp,
) -> StoreResult<BTreeMap<String, LabelId>> {
    let people = rows.iter().filter_map(|row| row.outcome.as_ref().ok());
    let named: BTreeSet<&String> = people.flat_map(|person| &person.labels).collect();
    if named.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut known = labels::list_ids_by_key(tx, workspace)?;
    if !named.iter().all(|name| known.contains_key(&name_key(name))) {
        // Whoever made one of them meanwhile is through, and nobody else makes any now.
        workspaces::hold_names(tx, workspace)?;
        known = labels::list_ids_by_key(tx, workspace)?;
    }
    let mut ids = BTreeMap::new();
    for name in named {
        let id = match known.get(&name_key(name)) {
            Some(id) => id.clone(),
            None => {
                let label = Label {
                    id: engine.new_id(),
                    name: name.clone(),
                    color: i64::try_from(known.len() % 8).unwrap_or(0),
                    contacts: 0,
                    created_at: now,
                };
                labels::insert_label(tx, workspace, &label)?;
                known.insert(name_key(name), label.id.clone());
                label.id
            }
        };
        ids.insert(name.clone(), id);
    }
    Ok(ids)
}
