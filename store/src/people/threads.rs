//! What stands beside the messages of a thread, when the thread is folded into another or erased: entries and who was
//! named in them, drafts, marks, who looks, what was told, and what automation did.

use galka_domain::ids::{ConversationId, WorkspaceId};

use crate::{Result, Tx, sql};

/// Gives what stands beside the messages of a thread to the one it is folded into; its messages have not moved yet.
pub fn move_companions(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    from: &ConversationId,
    into: &ConversationId,
) -> Result<()> {
    tx.execute(
        sql!(
            "UPDATE automation_runs SET conversation_id = $3
             WHERE workspace_id = $1 AND message_id IN (
                 SELECT m.id FROM messages AS m WHERE m.workspace_id = $1 AND m.conversation_id = $2)"
        ),
        &[workspace, from, into],
    )?;
    tx.execute(
        sql!(
            "INSERT INTO automation_marks (workspace_id, conversation_id, automation_id, at, period_at)
             SELECT workspace_id, $3, automation_id, at, period_at FROM automation_marks
             WHERE workspace_id = $1 AND conversation_id = $2
             ON CONFLICT (workspace_id, conversation_id, automation_id)
             DO UPDATE SET at = excluded.at, period_at = excluded.period_at
             WHERE automation_marks.at < excluded.at"
        ),
        &[workspace, from, into],
    )?;
    tx.execute(
        sql!(
            "UPDATE mentions SET conversation_id = $3
             WHERE workspace_id = $1 AND entry_id IN (
                 SELECT e.id FROM conversation_entries AS e WHERE e.workspace_id = $1 AND e.conversation_id = $2)"
        ),
        &[workspace, from, into],
    )?;
    tx.execute(
        sql!("UPDATE alerts SET conversation_id = $3 WHERE workspace_id = $1 AND conversation_id = $2"),
        &[workspace, from, into],
    )?;
    crate::stars::move_thread(tx, workspace, from, into)?;
    // A person's own draft in the thread that stays is the newer thought.
    tx.execute(
        sql!(
            "UPDATE drafts SET conversation_id = $3
             WHERE workspace_id = $1 AND conversation_id = $2
               AND NOT EXISTS (
                   SELECT 1 FROM drafts AS d
                   WHERE d.workspace_id = $1 AND d.user_id = drafts.user_id AND d.conversation_id = $3
                     AND d.mode = drafts.mode)"
        ),
        &[workspace, from, into],
    )?;
    tx.execute(
        sql!("UPDATE conversation_entries SET conversation_id = $3 WHERE workspace_id = $1 AND conversation_id = $2"),
        &[workspace, from, into],
    )?;
    delete_companions(tx, workspace, from)
}

/// Deletes what stands beside the messages of a thread; they are still there.
pub fn delete_companions(tx: &mut Tx<'_>, workspace: &WorkspaceId, thread: &ConversationId) -> Result<()> {
    tx.execute(
        sql!(
            "DELETE FROM automation_runs
             WHERE workspace_id = $1 AND conversation_id = $2 AND message_id IN (
                 SELECT m.id FROM messages AS m WHERE m.workspace_id = $1 AND m.conversation_id = $2)"
        ),
        &[workspace, thread],
    )?;
    tx.execute(
        sql!("DELETE FROM automation_marks WHERE workspace_id = $1 AND conversation_id = $2"),
        &[workspace, thread],
    )?;
    tx.execute(
        sql!(
            "DELETE FROM mentions
             WHERE workspace_id = $1 AND entry_id IN (
                 SELECT e.id FROM conversation_entries AS e WHERE e.workspace_id = $1 AND e.conversation_id = $2)"
        ),
        &[workspace, thread],
    )?;
    tx.execute(
        sql!("DELETE FROM alerts WHERE workspace_id = $1 AND conversation_id = $2"),
        &[workspace, thread],
    )?;
    crate::stars::delete_thread(tx, workspace, thread)?;
    tx.execute(
        sql!("DELETE FROM drafts WHERE workspace_id = $1 AND conversation_id = $2"),
        &[workspace, thread],
    )?;
    tx.execute(
        sql!("DELETE FROM presence WHERE workspace_id = $1 AND conversation_id = $2"),
        &[workspace, thread],
    )?;
    tx.execute(
        sql!("DELETE FROM conversation_entries WHERE workspace_id = $1 AND conversation_id = $2"),
        &[workspace, thread],
    )?;
    Ok(())
}
