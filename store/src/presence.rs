//! Who looks at which conversation and who writes there, for the next seconds of machine time.

use galka_domain::ids::{ConversationId, UserId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_domain::together::{PRESENCE_MS, PresenceState, TYPING_AGAIN_MS};

use crate::{Result, Tx, sql};

/// Somebody in a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresenceRow {
    /// Where.
    pub conversation_id: ConversationId,
    /// Who.
    pub user_id: UserId,
    /// The name that colleagues see.
    pub name: String,
    /// What they do; none when only a draft of theirs was saved.
    pub state: Option<PresenceState>,
    /// When a draft of theirs was last saved.
    pub drafted_at: Option<Timestamp>,
}

/// Notes what somebody does in a conversation until a little later.
pub fn note_state(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    conversation: &ConversationId,
    user: &UserId,
    state: Option<PresenceState>,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO presence (workspace_id, conversation_id, user_id, state, expires_at)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (workspace_id, conversation_id, user_id) DO UPDATE SET
                 state = excluded.state, expires_at = excluded.expires_at"
        ),
        &[workspace, conversation, user, &state, &now.plus(PRESENCE_MS)],
    )?;
    Ok(())
}

/// Notes that a draft was saved, so that the person's other devices ask for it.
pub fn note_draft(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    conversation: &ConversationId,
    user: &UserId,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO presence (workspace_id, conversation_id, user_id, drafted_at, expires_at)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (workspace_id, conversation_id, user_id) DO UPDATE SET
                 state = CASE WHEN presence.expires_at > $4 THEN presence.state ELSE NULL END,
                 drafted_at = excluded.drafted_at, expires_at = excluded.expires_at"
        ),
        &[workspace, conversation, user, &now, &now.plus(PRESENCE_MS)],
    )?;
    Ok(())
}

/// Takes the turn to tell the customer that somebody writes; answers whether it is time.
pub fn claim_typing(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    conversation: &ConversationId,
    user: &UserId,
    now: Timestamp,
) -> Result<bool> {
    let claimed = tx.execute(
        sql!(
            "UPDATE presence SET told_at = $4
             WHERE workspace_id = $1 AND conversation_id = $2 AND user_id = $3
               AND NOT EXISTS (
                   SELECT 1 FROM presence AS p
                   WHERE p.workspace_id = $1 AND p.conversation_id = $2 AND p.told_at > $5)"
        ),
        &[workspace, conversation, user, &now, &now.minus(TYPING_AGAIN_MS)],
    )?;
    Ok(claimed == 1)
}

/// Everybody who is somewhere in a workspace now.
pub fn list(tx: &mut Tx<'_>, workspace: &WorkspaceId, now: Timestamp) -> Result<Vec<PresenceRow>> {
    tx.query(
        sql!(
            "SELECT p.conversation_id, p.user_id, u.name, p.state, p.drafted_at
             FROM presence AS p
             JOIN users AS u ON u.id = p.user_id
             WHERE p.workspace_id = $1 AND p.expires_at > $2
             ORDER BY p.conversation_id, p.user_id"
        ),
        &[workspace, &now],
        |row| {
            Ok(PresenceRow {
                conversation_id: row.get("conversation_id")?,
                user_id: row.get("user_id")?,
                name: row.get("name")?,
                state: row.get("state")?,
                drafted_at: row.get("drafted_at")?,
            })
        },
    )
}

/// Forgets who has gone.
pub fn delete_expired(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64> {
    tx.execute(sql!("DELETE FROM presence WHERE expires_at <= $1"), &[&before])
}
