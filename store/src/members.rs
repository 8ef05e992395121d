//! Who works in which company, and as what.

use galka_domain::access::Role;
use galka_domain::desk::Shift;
use galka_domain::ids::{UserId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::db::{Result, Tx};
use crate::sql;
use crate::users::User;

/// A person in a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub user: User,
    /// As what.
    pub role: Role,
    /// Since when.
    pub joined_at: Timestamp,
    /// Whether at work.
    pub shift: Shift,
    /// Most conversations at once; the company's number when absent.
    pub capacity: Option<i64>,
}

/// Adds a person to a workspace; a member that exists keeps the role.
pub fn insert_member(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    user: &UserId,
    role: Role,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO members (workspace_id, user_id, role, joined_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (workspace_id, user_id) DO NOTHING"
        ),
        &[workspace, user, &role, &now],
    )?;
    Ok(())
}

/// The role of a person in a workspace.
pub fn find_role(tx: &mut Tx<'_>, workspace: &WorkspaceId, user: &UserId) -> Result<Option<Role>> {
    tx.query_opt(
        sql!("SELECT role FROM members WHERE workspace_id = $1 AND user_id = $2"),
        &[workspace, user],
        |row| row.get("role"),
    )
}

/// The team, in the order of joining.
pub fn list_members(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<Vec<Member>> {
    tx.query(
        sql!(
            "SELECT u.id, u.email, u.name, u.password_hash, u.locale, u.theme, u.created_at,
                    m.role, m.joined_at, m.shift, m.capacity
             FROM members AS m
             JOIN users AS u ON u.id = m.user_id
             WHERE m.workspace_id = $1
             ORDER BY m.joined_at, u.id"
        ),
        &[workspace],
        |row| {
            Ok(Member {
                user: crate::users::read_user(row)?,
                role: row.get("role")?,
                joined_at: row.get("joined_at")?,
                shift: row.get("shift")?,
                capacity: row.get("capacity")?,
            })
        },
    )
}

/// Changes a role.
pub fn update_role(tx: &mut Tx<'_>, workspace: &WorkspaceId, user: &UserId, role: Role) -> Result<bool> {
    let changed = tx.execute(
        sql!("UPDATE members SET role = $3 WHERE workspace_id = $1 AND user_id = $2"),
        &[workspace, user, &role],
    )?;
    Ok(changed == 1)
}

/// Whether somebody works now.
pub fn find_shift(tx: &mut Tx<'_>, workspace: &WorkspaceId, user: &UserId) -> Result<Option<Shift>> {
    tx.query_opt(
        sql!("SELECT shift FROM members WHERE workspace_id = $1 AND user_id = $2"),
        &[workspace, user],
        |row| row.get("shift"),
    )
}

/// Begins or ends somebody's work for now.
pub fn update_shift(tx: &mut Tx<'_>, workspace: &WorkspaceId, user: &UserId, shift: Shift) -> Result<bool> {
    let changed = tx.execute(
        sql!("UPDATE members SET shift = $3 WHERE workspace_id = $1 AND user_id = $2"),
        &[workspace, user, &shift],
    )?;
    Ok(changed == 1)
}

/// Sets how many conversations somebody has at once; nothing is the company's number.
pub fn update_capacity(tx: &mut Tx<'_>, workspace: &WorkspaceId, user: &UserId, capacity: Option<i64>) -> Result<bool> {
    let changed = tx.execute(
        sql!("UPDATE members SET capacity = $3 WHERE workspace_id = $1 AND user_id = $2"),
        &[workspace, user, &capacity],
    )?;
    Ok(changed == 1)
}

/// Removes a person from a workspace.
pub fn delete_member(tx: &mut Tx<'_>, workspace: &WorkspaceId, user: &UserId) -> Result<bool> {
    let deleted = tx.execute(
        sql!("DELETE FROM members WHERE workspace_id = $1 AND user_id = $2"),
        &[workspace, user],
    )?;
    Ok(deleted == 1)
}

/// How many owners a workspace has. Their rows are locked where rows are, so that the last one cannot go twice.
pub fn count_owners_locked(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<usize> {
    let owners: Vec<UserId> = tx.query(
        sql!(
            "SELECT user_id FROM members
             WHERE workspace_id = $1 AND role = 'owner'
             ORDER BY user_id /*postgres: FOR UPDATE */"
        ),
        &[workspace],
        |row| row.get("user_id"),
    )?;
    Ok(owners.len())
}

/// Whether anybody owns anything here.
pub fn has_owner(tx: &mut Tx<'_>) -> Result<bool> {
    let owner: Option<UserId> = tx.query_opt(
        sql!("SELECT user_id FROM members WHERE role = 'owner' LIMIT 1"),
        &[],
        |row| row.get("user_id"),
    )?;
    Ok(owner.is_some())
}
