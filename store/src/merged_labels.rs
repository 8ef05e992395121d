//! Two labels become one: whoever wears the first wears the second, and what names the first names the second.

use std::collections::HashMap;

use galka_domain::ids::{LabelId, WorkspaceId};
use galka_domain::time::Timestamp;
use serde_json::Value;

use crate::{Result, Tx, labels, read_json, renaming, sql};

/// Makes `from` a part of `into`, both of which are there, and deletes it; `by` is who wants it.
pub fn merge(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    (from, into): (&LabelId, &LabelId),
    by: &str,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO contact_labels (workspace_id, contact_id, label_id)
             SELECT w.workspace_id, w.contact_id, $3 FROM contact_labels AS w
             WHERE w.workspace_id = $1 AND w.label_id = $2
             ON CONFLICT (workspace_id, contact_id, label_id) DO NOTHING"
        ),
        &[workspace, from, into],
    )?;
    renaming::name_label_anew(tx, workspace, (from, into), by, now)?;
    labels::delete_label(tx, workspace, from)?;
    Ok(())
}

/// Which labels stay of those that were made a part of others, however often in a row; labels of which nothing is known
/// are absent. What stands in threads is not rewritten by a merge, there may be very much of it.
pub fn list_survivors(tx: &mut Tx<'_>, workspace: &WorkspaceId, gone: &[LabelId]) -> Result<HashMap<LabelId, LabelId>> {
    let mut survivors = HashMap::new();
    for from in gone {
        let mut last = None;
        while let Some(into) = find_merged(tx, workspace, last.as_ref().unwrap_or(from))? {
            last = Some(into);
        }
        survivors.extend(last.map(|into| (from.clone(), into)));
    }
    Ok(survivors)
}

/// Each label is deleted by its merge, so no chain comes back to where it began.
fn find_merged(tx: &mut Tx<'_>, workspace: &WorkspaceId, from: &LabelId) -> Result<Option<LabelId>> {
    let details: Option<(i64, String)> = tx.query_opt(
        sql!(
            "SELECT seq, details FROM ledger
             WHERE workspace_id = $1 AND subject_id = $2 AND kind = 'label.merged'
             ORDER BY seq DESC
             LIMIT 1"
        ),
        &[workspace, from],
        |row| Ok((row.get("seq")?, row.get("details")?)),
    )?;
    let Some((seq, details)) = details else { return Ok(None) };
    let details: Value = read_json(&details, "ledger", "details", &seq.to_string())?;
    Ok(details["into"].as_str().and_then(|into| LabelId::parse(into).ok()))
}
