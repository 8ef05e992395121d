//! Teams of colleagues, and who is in them.

use galka_domain::desk::AssignmentMode;
use galka_domain::ids::{ConversationId, TeamId, UserId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_domain::words::name_key;

use crate::workspaces::hold_names;
use crate::{Result, Rows, Tx, sql};

/// A team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// Its id.
    pub id: TeamId,
    /// Its name.
    pub name: String,
    /// How its conversations find their person; as the company's when absent.
    pub mode: Option<AssignmentMode>,
    /// Who is in it.
    pub members: Vec<UserId>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// All teams by name.
pub fn list(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<Vec<Team>> {
    let mut teams: Vec<Team> = tx.query(
        sql!("SELECT id, name, mode, created_at FROM teams WHERE workspace_id = $1 ORDER BY name, id"),
        &[workspace],
        |row| {
            Ok(Team {
                id: row.get("id")?,
                name: row.get("name")?,
                mode: row.get("mode")?,
                members: Vec::new(),
                created_at: row.get("created_at")?,
            })
        },
    )?;
    let members: Vec<(TeamId, UserId)> = tx.query(
        sql!("SELECT team_id, user_id FROM team_members WHERE workspace_id = $1 ORDER BY team_id, user_id"),
        &[workspace],
        |row| Ok((row.get("team_id")?, row.get("user_id")?)),
    )?;
    for (team, user) in members {
        if let Some(team) = teams.iter_mut().find(|one| one.id == team) {
            team.members.push(user);
        }
    }
    Ok(teams)
}

/// One team.
pub fn find(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &TeamId) -> Result<Option<Team>> {
    Ok(list(tx, workspace)?.into_iter().find(|team| team.id == *id))
}

/// The name of another team than `own` that has this name, which case does not change, with the company held.
pub fn find_taken(tx: &mut Tx<'_>, workspace: &WorkspaceId, own: &TeamId, name: &str) -> Result<Option<String>> {
    hold_names(tx, workspace)?;
    let key = name_key(name);
    let mut others = list(tx, workspace)?.into_iter().filter(|team| team.id != *own);
    Ok(others.find(|team| name_key(&team.name) == key).map(|team| team.name))
}

/// Adds a team; a taken name is a duplicate in `teams`.
pub fn insert(tx: &mut Tx<'_>, workspace: &WorkspaceId, team: &Team) -> Result<()> {
    tx.execute(
        sql!("INSERT INTO teams (workspace_id, id, name, mode, created_at) VALUES ($1, $2, $3, $4, $5)"),
        &[workspace, &team.id, &team.name, &team.mode, &team.created_at],
    )?;
    write_members(tx, workspace, &team.id, &team.members)
}

/// Writes name, way of giving out, and members.
pub fn update(tx: &mut Tx<'_>, workspace: &WorkspaceId, team: &Team) -> Result<()> {
    tx.execute(
        sql!("UPDATE teams SET name = $3, mode = $4 WHERE workspace_id = $1 AND id = $2"),
        &[workspace, &team.id, &team.name, &team.mode],
    )?;
    tx.execute(
        sql!("DELETE FROM team_members WHERE workspace_id = $1 AND team_id = $2"),
        &[workspace, &team.id],
    )?;
    write_members(tx, workspace, &team.id, &team.members)
}

/// Deletes a team; answers which conversations are of no team then, and nothing when there is no such team.
pub fn delete(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &TeamId) -> Result<Option<Vec<ConversationId>>> {
    tx.execute(
        sql!("DELETE FROM team_members WHERE workspace_id = $1 AND team_id = $2"),
        &[workspace, id],
    )?;
    tx.execute(
        sql!("DELETE FROM assignment_turns WHERE workspace_id = $1 AND pool = $2"),
        &[workspace, id],
    )?;
    let freed = tx.query(
        sql!("UPDATE conversations SET team_id = NULL WHERE workspace_id = $1 AND team_id = $2 RETURNING id"),
        &[workspace, id],
        |row| row.get("id"),
    )?;
    let deleted = tx.execute(
        sql!("DELETE FROM teams WHERE workspace_id = $1 AND id = $2"),
        &[workspace, id],
    )?;
    Ok((deleted == 1).then_some(freed))
}

/// Takes somebody out of every team.
pub fn leave_all(tx: &mut Tx<'_>, workspace: &WorkspaceId, user: &UserId) -> Result<()> {
    tx.execute(
        sql!("DELETE FROM team_members WHERE workspace_id = $1 AND user_id = $2"),
        &[workspace, user],
    )?;
    Ok(())
}

fn write_members(tx: &mut Tx<'_>, workspace: &WorkspaceId, team: &TeamId, members: &[UserId]) -> Result<()> {
    let rows = Rows::of(members);
    tx.execute_rows(
        sql!(
            "INSERT INTO team_members (workspace_id, team_id, user_id)
             SELECT $1, $2, r.user_id FROM each($3: user_id TEXT) AS r
             WHERE TRUE
             ON CONFLICT (workspace_id, team_id, user_id) DO NOTHING"
        ),
        &[workspace, team],
        &rows,
    )?;
    Ok(())
}
