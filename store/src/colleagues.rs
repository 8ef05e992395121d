//! What others did in a thread meanwhile: colleagues and the customer.

use galka_domain::event::EventKind;
use galka_domain::ids::{ConversationId, MessageId, WorkspaceId};

use crate::{Result, Rows, Tx, events, sql};

/// Who is further behind has not seen the thread as it is.
const BEHIND_MAX: i64 = 10_000;

/// What somebody else did in a thread after one looked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meanwhile {
    /// Nothing.
    Nothing,
    /// Wrote this message.
    Wrote(MessageId),
    /// So much happened that nobody can tell.
    TooMuch,
}

/// Keeps others from answering in a thread until the transaction ends: who sends at the same moment waits, and then
/// sees this answer. (SQLite has one writer.)
pub fn hold_thread(tx: &mut Tx<'_>, workspace: &WorkspaceId, thread: &ConversationId) -> Result<()> {
    tx.query_opt(
        sql!("SELECT id FROM conversations WHERE workspace_id = $1 AND id = $2 /*postgres: FOR UPDATE */"),
        &[workspace, thread],
        |row| row.get::<ConversationId>("id"),
    )?;
    Ok(())
}

fn is_far_behind(tx: &mut Tx<'_>, workspace: &WorkspaceId, seen_seq: i64) -> Result<bool> {
    Ok(events::head(tx, workspace)?.saturating_sub(seen_seq) > BEHIND_MAX)
}

/// Whether somebody other than `by` queued a message in a thread after event number `seen_seq`. What campaigns and
/// automations send is nobody's answer.
pub fn find_answer_after(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    thread: &ConversationId,
    by: &str,
    seen_seq: i64,
) -> Result<Meanwhile> {
    if is_far_behind(tx, workspace, seen_seq)? {
        return Ok(Meanwhile::TooMuch);
    }
    // Events tell that a message changed, not that it is new: new is what is no older than the event that was seen
    // last, and had no event before it (a paused clock gives many of them one time).
    let answer: Option<MessageId> = tx.query_opt(
        sql!(
            "SELECT m.id FROM events AS e
                 JOIN messages AS m ON m.workspace_id = e.workspace_id AND m.id = e.subject_id
             WHERE e.workspace_id = $1 AND e.seq > $2 AND e.kind = $3 AND e.parent_id = $4
                 AND m.direction = 'outbound' AND m.campaign_id IS NULL
                 AND m.sent_by IS NOT NULL AND m.sent_by <> $5
                 AND SUBSTR(m.sent_by, 1, 11) <> 'automation:'
                 AND m.created_at >= COALESCE(
                     (SELECT s.at FROM events AS s WHERE s.workspace_id = $1 AND s.seq = $2), 0)
                 AND NOT EXISTS (
                     SELECT 1 FROM events AS b
                     WHERE b.workspace_id = $1 AND b.seq > $6 AND b.seq <= $2 AND b.subject_id = m.id)
             ORDER BY e.seq
             LIMIT 1"
        ),
        &[
            workspace,
            &seen_seq,
            &EventKind::MessageStatus,
            thread,
            &by,
            &seen_seq.saturating_sub(BEHIND_MAX),
        ],
        |row| row.get("id"),
    )?;
    Ok(answer.map_or(Meanwhile::Nothing, Meanwhile::Wrote))
}

/// The newest message that a customer wrote in a thread after event number `seen_seq`.
pub fn find_word_after(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    thread: &ConversationId,
    seen_seq: i64,
) -> Result<Meanwhile> {
    if is_far_behind(tx, workspace, seen_seq)? {
        return Ok(Meanwhile::TooMuch);
    }
    let word: Option<MessageId> = tx.query_opt(
        sql!(
            "SELECT subject_id FROM events
             WHERE workspace_id = $1 AND seq > $2 AND kind = $3 AND parent_id = $4
             ORDER BY seq DESC
             LIMIT 1"
        ),
        &[workspace, &seen_seq, &EventKind::MessageReceived, thread],
        |row| row.get("subject_id"),
    )?;
    Ok(word.map_or(Meanwhile::Nothing, Meanwhile::Wrote))
}

/// In which of these threads a customer wrote after event number `seen_seq`; in all of them when so much happened that
/// nobody can tell.
pub fn list_written_after(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    threads: &[ConversationId],
    seen_seq: i64,
) -> Result<Vec<ConversationId>> {
    if is_far_behind(tx, workspace, seen_seq)? {
        return Ok(threads.to_vec());
    }
    let rows = Rows::of(threads);
    tx.query_rows(
        sql!(
            "SELECT DISTINCT e.parent_id FROM events AS e
             WHERE e.workspace_id = $1 AND e.seq > $2 AND e.kind = $3
               AND e.parent_id IN (SELECT r.id FROM each($4: id TEXT) AS r)"
        ),
        &[workspace, &seen_seq, &EventKind::MessageReceived],
        &rows,
        |row| row.get("parent_id"),
    )
}
