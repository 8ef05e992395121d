//! Labels and who wears them.

use std::collections::HashMap;

use galka_domain::ids::{ContactId, LabelId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_domain::words::name_key;

use crate::db::{Result, Row, Tx};
use crate::rows::Rows;
use crate::sql;
use crate::workspaces::hold_names;

/// A coloured mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its id.
    pub id: LabelId,
    /// Its words.
    pub name: String,
    /// One of eight hues.
    pub color: i64,
    /// How many contacts wear it.
    pub contacts: i64,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Adds a label; a taken name is a duplicate in `labels`.
pub fn insert_label(tx: &mut Tx<'_>, workspace: &WorkspaceId, label: &Label) -> Result<()> {
    tx.execute(
        sql!("INSERT INTO labels (workspace_id, id, name, color, created_at) VALUES ($1, $2, $3, $4, $5)"),
        &[workspace, &label.id, &label.name, &label.color, &label.created_at],
    )?;
    Ok(())
}

/// All labels by name, with their counts.
pub fn list_labels(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<Vec<Label>> {
    tx.query(
        sql!(
            "SELECT l.id, l.name, l.color, l.created_at,
                    (SELECT COUNT(*) FROM contact_labels AS c
                     WHERE c.workspace_id = l.workspace_id AND c.label_id = l.id) AS contacts
             FROM labels AS l
             WHERE l.workspace_id = $1
             ORDER BY l.name, l.id"
        ),
        &[workspace],
        read_label,
    )
}

/// The names of all labels, in their order.
pub fn list_names(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<Vec<(LabelId, String)>> {
    tx.query(
        sql!("SELECT id, name FROM labels WHERE workspace_id = $1 ORDER BY name, id"),
        &[workspace],
        |row| Ok((row.get("id")?, row.get("name")?)),
    )
}

/// One label.
pub fn find_label(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &LabelId) -> Result<Option<Label>> {
    tx.query_opt(
        sql!(
            "SELECT l.id, l.name, l.color, l.created_at,
                    (SELECT COUNT(*) FROM contact_labels AS c
                     WHERE c.workspace_id = l.workspace_id AND c.label_id = l.id) AS contacts
             FROM labels AS l
             WHERE l.workspace_id = $1 AND l.id = $2"
        ),
        &[workspace, id],
        read_label,
    )
}

/// The labels by the key of their names (`name_key`); of two from times when case made another name, the last.
pub fn list_ids_by_key(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<HashMap<String, LabelId>> {
    let named = list_names(tx, workspace)?.into_iter();
    Ok(named.map(|(id, name)| (name_key(&name), id)).collect())
}

/// The label with this name, which case does not change; of two from times when it did, the one that is written so.
pub fn find_label_by_name(tx: &mut Tx<'_>, workspace: &WorkspaceId, name: &str) -> Result<Option<LabelId>> {
    let named = list_named(tx, workspace, name)?.into_iter();
    let best = named.min_by_key(|(id, known)| (known != name, id.clone()));
    Ok(best.map(|(id, _)| id))
}

/// The name of another label than `own` that has this name, with the company held until the end of the transaction: of
/// two at once who want one name, the later finds the earlier.
pub fn find_taken(tx: &mut Tx<'_>, workspace: &WorkspaceId, own: &LabelId, name: &str) -> Result<Option<String>> {
    hold_names(tx, workspace)?;
    let mut named = list_named(tx, workspace, name)?.into_iter();
    Ok(named.find(|(id, _)| id != own).map(|(_, known)| known))
}

fn list_named(tx: &mut Tx<'_>, workspace: &WorkspaceId, name: &str) -> Result<Vec<(LabelId, String)>> {
    let key = name_key(name);
    let mut named = list_names(tx, workspace)?;
    named.retain(|(_, known)| name_key(known) == key);
    Ok(named)
}

/// Writes name and colour.
pub fn update_label(tx: &mut Tx<'_>, workspace: &WorkspaceId, label: &Label) -> Result<bool> {
    let changed = tx.execute(
        sql!("UPDATE labels SET name = $3, color = $4 WHERE workspace_id = $1 AND id = $2"),
        &[workspace, &label.id, &label.name, &label.color],
    )?;
    Ok(changed == 1)
}

/// Deletes a label and takes it off everybody.
pub fn delete_label(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &LabelId) -> Result<bool> {
    tx.execute(
        sql!("DELETE FROM contact_labels WHERE workspace_id = $1 AND label_id = $2"),
        &[workspace, id],
    )?;
    let deleted = tx.execute(
        sql!("DELETE FROM labels WHERE workspace_id = $1 AND id = $2"),
        &[workspace, id],
    )?;
    Ok(deleted == 1)
}

/// Which of these labels exist.
pub fn list_existing(tx: &mut Tx<'_>, workspace: &WorkspaceId, ids: &[LabelId]) -> Result<Vec<LabelId>> {
    let rows = Rows::of(ids);
    tx.query_rows(
        sql!(
            "SELECT l.id FROM each($2: id TEXT) AS r
             JOIN labels AS l ON l.workspace_id = $1 AND l.id = r.id"
        ),
        &[workspace],
        &rows,
        |row| row.get("id"),
    )
}

/// Puts labels on contacts; those that are there stay.
pub fn add_labels(tx: &mut Tx<'_>, workspace: &WorkspaceId, pairs: &[(ContactId, LabelId)]) -> Result<u64> {
    let mut rows = Rows::new();
    for (contact, label) in pairs {
        rows.push(&[contact, label]);
    }
    tx.execute_rows(
        sql!(
            "INSERT INTO contact_labels (workspace_id, contact_id, label_id)
             SELECT $1, r.contact_id, r.label_id FROM each($2: contact_id TEXT, label_id TEXT) AS r
             WHERE TRUE
             ON CONFLICT (workspace_id, contact_id, label_id) DO NOTHING"
        ),
        &[workspace],
        &rows,
    )
}

/// Takes labels off contacts.
pub fn remove_labels(tx: &mut Tx<'_>, workspace: &WorkspaceId, pairs: &[(ContactId, LabelId)]) -> Result<u64> {
    let mut rows = Rows::new();
    for (contact, label) in pairs {
        rows.push(&[contact, label]);
    }
    tx.execute_rows(
        sql!(
            "DELETE FROM contact_labels
             WHERE workspace_id = $1
               AND (contact_id, label_id) IN (SELECT r.contact_id, r.label_id FROM each($2: contact_id TEXT, label_id TEXT) AS r)"
        ),
        &[workspace],
        &rows,
    )
}

/// Takes all labels off these contacts.
pub fn clear_labels(tx: &mut Tx<'_>, workspace: &WorkspaceId, contacts: &[ContactId]) -> Result<u64> {
    let rows = Rows::of(contacts);
    tx.execute_rows(
        sql!(
            "DELETE FROM contact_labels
             WHERE workspace_id = $1 AND contact_id IN (SELECT r.id FROM each($2: id TEXT) AS r)"
        ),
        &[workspace],
        &rows,
    )
}

/// The labels of these contacts.
pub fn list_labels_of(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    contacts: &[ContactId],
) -> Result<Vec<(ContactId, LabelId)>> {
    let rows = Rows::of(contacts);
    tx.query_rows(
        sql!(
            "SELECT l.contact_id, l.label_id FROM each($2: id TEXT) AS r
             JOIN contact_labels AS l ON l.workspace_id = $1 AND l.contact_id = r.id
             ORDER BY l.contact_id, l.label_id"
        ),
        &[workspace],
        &rows,
        |row| Ok((row.get("contact_id")?, row.get("label_id")?)),
    )
}

fn read_label(row: &Row<'_>) -> Result<Label> {
    Ok(Label {
        id: row.get("id")?,
        name: row.get("name")?,
        color: row.get("color")?,
        contacts: row.get("contacts")?,
        created_at: row.get("created_at")?,
    })
}
