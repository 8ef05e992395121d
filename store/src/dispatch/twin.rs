//! The same thing twice at once: a message that waits to be sent is known here before it is noted as sent.

use galka_domain::ids::{ContactId, ConversationId, NumberId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::{Result, Tx, sql};

/// How many of the newest messages of a thread are looked at.
const LOOKED_AT: i64 = 20;

/// Keeps others from sending to this person from this number until the transaction ends; who does so at the same moment
/// waits, and then sees what was queued here. (SQLite has one writer.)
pub fn hold_pair(tx: &mut Tx<'_>, workspace: &WorkspaceId, contact: &ContactId, number: &NumberId) -> Result<()> {
    tx.query_opt(
        sql!(
            "SELECT id FROM conversations
             WHERE workspace_id = $1 AND contact_id = $2 AND number_id = $3 /*postgres: FOR UPDATE */"
        ),
        &[workspace, contact, number],
        |row| row.get::<ConversationId>("id"),
    )?;
    Ok(())
}

/// When a message with the same content was queued in a thread after `since`, if it still waits.
pub fn find_waiting_twin(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    thread: &ConversationId,
    content: &str,
    since: Timestamp,
) -> Result<Option<Timestamp>> {
    tx.query_one(
        sql!(
            "SELECT MAX(m.at) AS at FROM (
                 SELECT at, status, content FROM messages
                 WHERE workspace_id = $1 AND conversation_id = $2 AND at > $3
                 ORDER BY at DESC, id DESC
                 LIMIT $5) AS m
             WHERE m.status = 'queued' AND m.content = $4"
        ),
        &[workspace, thread, &since, &content, &LOOKED_AT],
        |row| row.get("at"),
    )
}
