//! Messages that a person marked to find them again.

use galka_domain::ids::{ConversationId, MessageId, UserId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::{Result, Tx, sql};

/// No id comes after it.
const AFTER_ALL: &str = "msg_zzzzzzzzzzzzzzzzzzzzzz";

/// Marks a message; answers whether it was not marked before.
pub fn insert(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    user: &UserId,
    message: &MessageId,
    conversation: &ConversationId,
    now: Timestamp,
) -> Result<bool> {
    let marked = tx.execute(
        sql!(
            "INSERT INTO stars (workspace_id, user_id, message_id, conversation_id, at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (workspace_id, user_id, message_id) DO NOTHING"
        ),
        &[workspace, user, message, conversation, &now],
    )?;
    Ok(marked == 1)
}

/// Takes a mark away; answers whether there was one.
pub fn delete(tx: &mut Tx<'_>, workspace: &WorkspaceId, user: &UserId, message: &MessageId) -> Result<bool> {
    let deleted = tx.execute(
        sql!("DELETE FROM stars WHERE workspace_id = $1 AND user_id = $2 AND message_id = $3"),
        &[workspace, user, message],
    )?;
    Ok(deleted == 1)
}

/// How many messages a person marked; the count stops at `most`.
pub fn count(tx: &mut Tx<'_>, workspace: &WorkspaceId, user: &UserId, most: i64) -> Result<i64> {
    tx.query_one(
        sql!(
            "SELECT COUNT(*) AS count FROM (
                 SELECT 1 AS one FROM stars WHERE workspace_id = $1 AND user_id = $2 LIMIT $3) AS s"
        ),
        &[workspace, user, &most],
        |row| row.get("count"),
    )
}

/// A person's marked messages, the newest message first, older than `before`.
pub fn list(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    user: &UserId,
    before: Option<&MessageId>,
    limit: i64,
) -> Result<Vec<MessageId>> {
    let before = before.map_or(AFTER_ALL, MessageId::as_str);
    tx.query(
        sql!(
            "SELECT message_id FROM stars
             WHERE workspace_id = $1 AND user_id = $2 AND message_id < $3
             ORDER BY message_id DESC
             LIMIT $4"
        ),
        &[workspace, user, &before, &limit],
        |row| row.get("message_id"),
    )
}

/// As [`list`], those of one conversation.
pub fn list_of_thread(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    user: &UserId,
    conversation: &ConversationId,
    before: Option<&MessageId>,
    limit: i64,
) -> Result<Vec<MessageId>> {
    let before = before.map_or(AFTER_ALL, MessageId::as_str);
    tx.query(
        sql!(
            "SELECT message_id FROM stars
             WHERE workspace_id = $1 AND conversation_id = $2 AND user_id = $3 AND message_id < $4
             ORDER BY message_id DESC
             LIMIT $5"
        ),
        &[workspace, conversation, user, &before, &limit],
        |row| row.get("message_id"),
    )
}

/// Gives the marks of a thread to the one that it is folded into.
pub fn move_thread(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    from: &ConversationId,
    into: &ConversationId,
) -> Result<()> {
    tx.execute(
        sql!("UPDATE stars SET conversation_id = $3 WHERE workspace_id = $1 AND conversation_id = $2"),
        &[workspace, from, into],
    )?;
    Ok(())
}

/// Forgets the marks of a thread.
pub fn delete_thread(tx: &mut Tx<'_>, workspace: &WorkspaceId, thread: &ConversationId) -> Result<()> {
    tx.execute(
        sql!("DELETE FROM stars WHERE workspace_id = $1 AND conversation_id = $2"),
        &[workspace, thread],
    )?;
    Ok(())
}

/// Forgets what somebody who leaves has marked.
pub fn delete_of(tx: &mut Tx<'_>, workspace: &WorkspaceId, user: &UserId) -> Result<()> {
    tx.execute(
        sql!("DELETE FROM stars WHERE workspace_id = $1 AND user_id = $2"),
        &[workspace, user],
    )?;
    Ok(())
}
