//! Saved views of the inbox: a question with a name, of one person or shared by all.

use galka_domain::ids::{SavedViewId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::{Result, Row, Tx, sql};

/// A saved view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    /// Its id.
    pub id: SavedViewId,
    /// Who made it.
    pub owner_id: String,
    /// Whether all see it.
    pub shared: bool,
    /// Its name.
    pub name: String,
    /// The question, as JSON.
    pub query: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What a person sees: the shared ones and their own, by name.
pub fn list(tx: &mut Tx<'_>, workspace: &WorkspaceId, person: &str) -> Result<Vec<SavedView>> {
    tx.query(
        sql!(
            "SELECT id, owner_id, shared, name, query, created_at FROM saved_views
             WHERE workspace_id = $1 AND (shared OR owner_id = $2)
             ORDER BY name, id"
        ),
        &[workspace, &person],
        read,
    )
}

/// One of what a person sees.
pub fn find(tx: &mut Tx<'_>, workspace: &WorkspaceId, person: &str, id: &SavedViewId) -> Result<Option<SavedView>> {
    tx.query_opt(
        sql!(
            "SELECT id, owner_id, shared, name, query, created_at FROM saved_views
             WHERE workspace_id = $1 AND id = $2 AND (shared OR owner_id = $3)"
        ),
        &[workspace, id, &person],
        read,
    )
}

/// How many views a person made.
pub fn count_of(tx: &mut Tx<'_>, workspace: &WorkspaceId, person: &str) -> Result<i64> {
    tx.query_one(
        sql!("SELECT COUNT(*) AS count FROM saved_views WHERE workspace_id = $1 AND owner_id = $2"),
        &[workspace, &person],
        |row| row.get("count"),
    )
}

/// Adds a view.
pub fn insert(tx: &mut Tx<'_>, workspace: &WorkspaceId, view: &SavedView) -> Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO saved_views (workspace_id, id, owner_id, shared, name, query, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $7)"
        ),
        &[
            workspace,
            &view.id,
            &view.owner_id,
            &view.shared,
            &view.name,
            &view.query,
            &view.created_at,
        ],
    )?;
    Ok(())
}

/// Writes name, question, and whether all see it.
pub fn update(tx: &mut Tx<'_>, workspace: &WorkspaceId, view: &SavedView, now: Timestamp) -> Result<()> {
    tx.execute(
        sql!(
            "UPDATE saved_views SET name = $3, query = $4, shared = $5, updated_at = $6
             WHERE workspace_id = $1 AND id = $2"
        ),
        &[workspace, &view.id, &view.name, &view.query, &view.shared, &now],
    )?;
    Ok(())
}

/// Deletes a view.
pub fn delete(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &SavedViewId) -> Result<()> {
    tx.execute(
        sql!("DELETE FROM saved_views WHERE workspace_id = $1 AND id = $2"),
        &[workspace, id],
    )?;
    Ok(())
}

/// Takes away what only somebody who leaves has seen.
pub fn delete_of(tx: &mut Tx<'_>, workspace: &WorkspaceId, person: &str) -> Result<()> {
    tx.execute(
        sql!("DELETE FROM saved_views WHERE workspace_id = $1 AND owner_id = $2 AND NOT shared"),
        &[workspace, &person],
    )?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<SavedView> {
    Ok(SavedView {
        id: row.get("id")?,
        owner_id: row.get("owner_id")?,
        shared: row.get("shared")?,
        name: row.get("name")?,
        query: row.get("query")?,
        created_at: row.get("created_at")?,
    })
}
