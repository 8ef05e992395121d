//! Giving out conversations that wait for somebody: who may get them, and whose turn it is.

use galka_domain::desk::{Agent, AssignmentMode};
use galka_domain::ids::{ConversationId, UserId, WorkspaceId};
use galka_domain::time::{DAY_MS, Timestamp};

use crate::{Result, Tx, sql};

/// Companies that may give out conversations by themselves.
pub fn list_workspaces(tx: &mut Tx<'_>) -> Result<Vec<WorkspaceId>> {
    tx.query(
        sql!(
            "SELECT workspace_id FROM workspace_settings WHERE key = 'assignment'
             UNION
             SELECT workspace_id FROM teams WHERE mode IS NOT NULL"
        ),
        &[],
        |row| row.get("workspace_id"),
    )
}

/// Who got the newest conversation of a pool: a team's id, or '' for the company. Until the transaction ends nobody else
/// gives out of this pool.
pub fn lock_turn(tx: &mut Tx<'_>, workspace: &WorkspaceId, pool: &str) -> Result<Option<UserId>> {
    tx.execute(
        sql!(
            "INSERT INTO assignment_turns (workspace_id, pool) VALUES ($1, $2)
             ON CONFLICT (workspace_id, pool) DO NOTHING"
        ),
        &[workspace, &pool],
    )?;
    tx.query_one(
        sql!(
            "SELECT last_user_id FROM assignment_turns
             WHERE workspace_id = $1 AND pool = $2 /*postgres: FOR UPDATE */"
        ),
        &[workspace, &pool],
        |row| row.get("last_user_id"),
    )
}

/// Remembers whose turn it was.
pub fn write_turn(tx: &mut Tx<'_>, workspace: &WorkspaceId, pool: &str, last: &UserId) -> Result<()> {
    tx.execute(
        sql!("UPDATE assignment_turns SET last_user_id = $3 WHERE workspace_id = $1 AND pool = $2"),
        &[workspace, &pool, last],
    )?;
    Ok(())
}

/// The pools and how each gives out: every team, with no mode of its own when it follows the company.
pub fn list_pools(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<Vec<(String, Option<AssignmentMode>)>> {
    tx.query(
        sql!("SELECT id, mode FROM teams WHERE workspace_id = $1 ORDER BY id"),
        &[workspace],
        |row| Ok((row.get("id")?, row.get("mode")?)),
    )
}

/// The colleagues of a pool who are at work, with what they have. A conversation counts while its window is open: what
/// nobody can answer freely any more is no load, also when nobody closes it.
pub fn list_agents(tx: &mut Tx<'_>, workspace: &WorkspaceId, pool: &str, now: Timestamp) -> Result<Vec<Agent>> {
    // A column has an affinity and the expression of the index has none: SQLite uses it when `|| ''` takes the other's.
    tx.query(
        sql!(
            "SELECT m.user_id, m.shift, m.capacity,
                    (SELECT COUNT(*) FROM conversations AS v
                     WHERE v.workspace_id = $1 AND v.shelf = 'active' AND COALESCE(v.assignee_id, '') = m.user_id || ''
                       AND v.last_activity_at > $2 AND v.window_expires_at > $3) AS load
             FROM members AS m
             WHERE m.workspace_id = $1 AND m.shift = 'on'
               AND (EXISTS (
                    SELECT 1 FROM team_members AS t
                    WHERE t.workspace_id = $1 AND t.team_id = $4 AND t.user_id = m.user_id) OR $4 = '')
             ORDER BY m.user_id"
        ),
        &[workspace, &now.minus(DAY_MS), &now, &pool],
        |row| {
            Ok(Agent {
                user: row.get("user_id")?,
                shift: row.get("shift")?,
                capacity: row.get("capacity")?,
                load: row.get("load")?,
            })
        },
    )
}

/// What waits in a pool, longest first, each with whoever had this customer last.
pub fn list_queue(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    pool: &str,
    limit: i64,
) -> Result<Vec<(ConversationId, Option<UserId>)>> {
    tx.query(
        sql!(
            "SELECT v.id, COALESCE(v.last_assignee_id, (
                        SELECT o.last_assignee_id FROM conversations AS o
                        WHERE o.workspace_id = $1 AND o.contact_id = v.contact_id AND o.last_assignee_id IS NOT NULL
                        ORDER BY o.last_activity_at DESC LIMIT 1)) AS known
             FROM conversations AS v
             WHERE v.workspace_id = $1 AND v.shelf = 'active' AND v.state = 'open' AND v.assignee_id IS NULL AND NOT v.bot
               AND COALESCE(v.team_id, '') = $2
             ORDER BY v.waiting_since, v.id
             LIMIT $3"
        ),
        &[workspace, &pool, &limit],
        |row| Ok((row.get("id")?, row.get("known")?)),
    )
}

/// What somebody has that is active.
pub fn list_of_person(tx: &mut Tx<'_>, workspace: &WorkspaceId, user: &UserId) -> Result<Vec<ConversationId>> {
    tx.query(
        sql!(
            "SELECT id FROM conversations
             WHERE workspace_id = $1 AND shelf = 'active' AND COALESCE(assignee_id, '') = $2"
        ),
        &[workspace, user],
        |row| row.get("id"),
    )
}
