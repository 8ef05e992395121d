//! Companies.

use galka_domain::access::Role;
use galka_domain::ids::{UserId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::db::{Result, Row, Tx};
use crate::sql;

/// A company in this installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workspace {
    /// Its id.
    pub id: WorkspaceId,
    /// Its part of addresses.
    pub slug: String,
    /// What people call it.
    pub name: String,
    /// IANA name of the zone in which it works.
    pub timezone: String,
    /// ISO code of the money it counts in.
    pub currency: String,
    /// Its language.
    pub locale: String,
    /// Whether it is the sample that the demo seeds.
    pub is_sample: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Adds a company; a taken slug is a duplicate in `workspaces`.
pub fn insert_workspace(tx: &mut Tx<'_>, workspace: &Workspace) -> Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO workspaces (id, slug, name, timezone, currency, locale, is_sample, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        &[
            &workspace.id,
            &workspace.slug,
            &workspace.name,
            &workspace.timezone,
            &workspace.currency,
            &workspace.locale,
            &workspace.is_sample,
            &workspace.created_at,
        ],
    )?;
    Ok(())
}

/// The company with this id.
pub fn find_workspace(tx: &mut Tx<'_>, id: &WorkspaceId) -> Result<Option<Workspace>> {
    tx.query_opt(
        sql!(
            "SELECT id, slug, name, timezone, currency, locale, is_sample, created_at
             FROM workspaces WHERE id = $1"
        ),
        &[id],
        read_workspace,
    )
}

/// The company with this part of addresses.
pub fn find_workspace_by_slug(tx: &mut Tx<'_>, slug: &str) -> Result<Option<Workspace>> {
    tx.query_opt(
        sql!(
            "SELECT id, slug, name, timezone, currency, locale, is_sample, created_at
             FROM workspaces WHERE slug = $1"
        ),
        &[&slug],
        read_workspace,
    )
}

/// Writes the settings of a company.
pub fn update_workspace(tx: &mut Tx<'_>, workspace: &Workspace) -> Result<bool> {
    let changed = tx.execute(
        sql!("UPDATE workspaces SET name = $2, timezone = $3, currency = $4, locale = $5 WHERE id = $1"),
        &[
            &workspace.id,
            &workspace.name,
            &workspace.timezone,
            &workspace.currency,
            &workspace.locale,
        ],
    )?;
    Ok(changed == 1)
}

/// Marks a company as the sample that the demo seeds.
pub fn mark_sample(tx: &mut Tx<'_>, id: &WorkspaceId) -> Result<()> {
    tx.execute(sql!("UPDATE workspaces SET is_sample = TRUE WHERE id = $1"), &[id])?;
    Ok(())
}

/// The ids of all workspaces.
pub fn list_ids(tx: &mut Tx<'_>) -> Result<Vec<WorkspaceId>> {
    tx.query(sql!("SELECT id FROM workspaces ORDER BY id"), &[], |row| row.get("id"))
}

/// The companies a person works in, oldest first, with the role there.
pub fn list_workspaces_of(tx: &mut Tx<'_>, user: &UserId) -> Result<Vec<(Workspace, Role)>> {
    tx.query(
        sql!(
            "SELECT w.id, w.slug, w.name, w.timezone, w.currency, w.locale, w.is_sample, w.created_at, m.role
             FROM members AS m
             JOIN workspaces AS w ON w.id = m.workspace_id
             WHERE m.user_id = $1
             ORDER BY w.id"
        ),
        &[user],
        |row| Ok((read_workspace(row)?, row.get("role")?)),
    )
}

/// Holds the company until the end of the transaction: names that are one in any case cannot be told apart by an index.
pub fn hold_names(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<()> {
    tx.query(
        sql!("SELECT id FROM workspaces WHERE id = $1 /*postgres: FOR NO KEY UPDATE */"),
        &[workspace],
        |_| Ok(()),
    )?;
    Ok(())
}

/// Every company, oldest first.
pub fn list_workspaces(tx: &mut Tx<'_>) -> Result<Vec<Workspace>> {
    tx.query(
        sql!(
            "SELECT id, slug, name, timezone, currency, locale, is_sample, created_at
             FROM workspaces ORDER BY id"
        ),
        &[],
        read_workspace,
    )
}

/// Every connection that a company has or had, for what is counted over all of them.
pub fn list_connections_ever(tx: &mut Tx<'_>, id: &WorkspaceId) -> Result<Vec<String>> {
    tx.query(
        sql!("SELECT id FROM connections WHERE workspace_id = $1 ORDER BY id"),
        &[id],
        |row| row.get("id"),
    )
}

/// Whether a company has a sandbox connection.
pub fn has_sandbox(tx: &mut Tx<'_>, id: &WorkspaceId) -> Result<bool> {
    let found: Option<String> = tx.query_opt(
        sql!(
            "SELECT id FROM connections
             WHERE workspace_id = $1 AND provider = 'sandbox' AND deleted_at IS NULL
             LIMIT 1"
        ),
        &[id],
        |row| row.get("id"),
    )?;
    Ok(found.is_some())
}

fn read_workspace(row: &Row<'_>) -> Result<Workspace> {
    Ok(Workspace {
        id: row.get("id")?,
        slug: row.get("slug")?,
        name: row.get("name")?,
        timezone: row.get("timezone")?,
        currency: row.get("currency")?,
        locale: row.get("locale")?,
        is_sample: row.get("is_sample")?,
        created_at: row.get("created_at")?,
    })
}
