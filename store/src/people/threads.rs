//! What stands beside the messages of a thread, when the thread is folded into another or erased.

use galka_domain::ids::{ConversationId, WorkspaceId};

use crate::{Result, Tx, sql};

/// Gives the entries of a thread to the one it is folded into.
pub fn move_entries(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    from: &ConversationId,
    into: &ConversationId,
) -> Result<()> {
    tx.execute(
        sql!("UPDATE conversation_entries SET conversation_id = $3 WHERE workspace_id = $1 AND conversation_id = $2"),
        &[workspace, from, into],
    )?;
    Ok(())
}

/// Deletes the entries of a thread: notes speak of the person.
pub fn delete_entries(tx: &mut Tx<'_>, workspace: &WorkspaceId, thread: &ConversationId) -> Result<()> {
    tx.execute(
        sql!("DELETE FROM conversation_entries WHERE workspace_id = $1 AND conversation_id = $2"),
        &[workspace, thread],
    )?;
    Ok(())
}
