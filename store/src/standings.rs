//! Where conversations stand: their state, and who has them.

use galka_domain::desk::{Stage, Standing};
use galka_domain::ids::{ConversationId, TeamId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::{Result, Rows, Tx, sql};

/// Where these conversations stand, in the order of their ids; their rows are locked where rows are.
pub fn load(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    ids: &[ConversationId],
) -> Result<Vec<(ConversationId, Standing)>> {
    let rows = Rows::of(ids);
    tx.query_rows(
        sql!(
            "SELECT v.id, v.state, v.snoozed_until, v.waiting_since, v.assignee_id, v.team_id, v.is_spam, v.bot
             FROM each($2: id TEXT) AS r
             JOIN conversations AS v ON v.workspace_id = $1 AND v.id = r.id
             ORDER BY v.id /*postgres: FOR UPDATE OF v */"
        ),
        &[workspace],
        &rows,
        |row| {
            let standing = Standing {
                stage: Stage::of(row.get("state")?, row.get("snoozed_until")?),
                waiting_since: row.get("waiting_since")?,
                assignee: row.get("assignee_id")?,
                team: row.get("team_id")?,
                is_spam: row.get("is_spam")?,
                bot: row.get("bot")?,
            };
            Ok((row.get("id")?, standing))
        },
    )
}

/// Writes where conversations stand, after [`load`] in the same transaction. Who had one last is remembered.
pub fn write(tx: &mut Tx<'_>, workspace: &WorkspaceId, standings: &[(ConversationId, Standing)]) -> Result<()> {
    let mut rows = Rows::new();
    for (id, standing) in standings {
        rows.push(&[
            id,
            &standing.stage.state(),
            &standing.stage.snoozed_until(),
            &standing.waiting_since,
            &standing.assignee,
            &standing.team,
            &standing.is_spam,
            &standing.bot,
        ]);
    }
    tx.execute_rows(
        sql!(
            "UPDATE conversations SET
                 state = r.state, snoozed_until = r.snoozed_until, waiting_since = r.waiting_since,
                 last_assignee_id = COALESCE(r.assignee_id, conversations.assignee_id, conversations.last_assignee_id),
                 assignee_id = r.assignee_id, team_id = r.team_id, is_spam = r.is_spam, bot = r.bot
             FROM each($2: id TEXT, state TEXT, snoozed_until BIGINT, waiting_since BIGINT, assignee_id TEXT, team_id TEXT,
                           is_spam BOOLEAN, bot BOOLEAN) AS r
             WHERE conversations.workspace_id = $1 AND conversations.id = r.id"
        ),
        &[workspace],
        &rows,
    )?;
    Ok(())
}

/// Whether there is such a team.
pub fn is_team(tx: &mut Tx<'_>, workspace: &WorkspaceId, team: &TeamId) -> Result<bool> {
    let found: Option<TeamId> = tx.query_opt(
        sql!("SELECT id FROM teams WHERE workspace_id = $1 AND id = $2"),
        &[workspace, team],
        |row| row.get("id"),
    )?;
    Ok(found.is_some())
}

/// What was put aside until now or earlier, in every company.
pub fn list_due(tx: &mut Tx<'_>, now: Timestamp, limit: i64) -> Result<Vec<(WorkspaceId, ConversationId)>> {
    tx.query(
        sql!(
            "SELECT workspace_id, id FROM conversations
             WHERE state = 'snoozed' AND snoozed_until IS NOT NULL AND snoozed_until <= $1
             ORDER BY snoozed_until
             LIMIT $2"
        ),
        &[&now, &limit],
        |row| Ok((row.get("workspace_id")?, row.get("id")?)),
    )
}

/// The next moment at which something wakes.
pub fn find_next_waking(tx: &mut Tx<'_>) -> Result<Option<Timestamp>> {
    tx.query_opt(
        sql!(
            "SELECT snoozed_until FROM conversations
             WHERE state = 'snoozed' AND snoozed_until IS NOT NULL
             ORDER BY snoozed_until
             LIMIT 1"
        ),
        &[],
        |row| row.get("snoozed_until"),
    )
}
