//! Unsent answers and notes, one of each kind per person and conversation.

use galka_domain::ids::{ConversationId, UserId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_domain::together::DraftMode;

use crate::{Result, Row, Tx, sql};

/// What somebody has written and not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftRow {
    /// Where.
    pub conversation_id: ConversationId,
    /// An answer or a note.
    pub mode: DraftMode,
    /// Its words.
    pub text: String,
    /// Its uploaded files, as a JSON list.
    pub files: String,
    /// When it was saved, machine time.
    pub updated_at: Timestamp,
}

/// A person's drafts, newest first.
pub fn list(tx: &mut Tx<'_>, workspace: &WorkspaceId, user: &UserId, limit: i64) -> Result<Vec<DraftRow>> {
    tx.query(
        sql!(
            "SELECT conversation_id, mode, text, files, updated_at FROM drafts
             WHERE workspace_id = $1 AND user_id = $2
             ORDER BY updated_at DESC, conversation_id
             LIMIT $3"
        ),
        &[workspace, user, &limit],
        read_draft,
    )
}

/// Forgets the drafts of a person.
pub fn delete_of(tx: &mut Tx<'_>, workspace: &WorkspaceId, user: &UserId) -> Result<u64> {
    tx.execute(
        sql!("DELETE FROM drafts WHERE workspace_id = $1 AND user_id = $2"),
        &[workspace, user],
    )
}

/// Saves a draft; one without words and files is forgotten.
pub fn save(tx: &mut Tx<'_>, workspace: &WorkspaceId, user: &UserId, draft: &DraftRow) -> Result<()> {
    if draft.text.is_empty() && draft.files == "[]" {
        tx.execute(
            sql!(
                "DELETE FROM drafts
                 WHERE workspace_id = $1 AND user_id = $2 AND conversation_id = $3 AND mode = $4"
            ),
            &[workspace, user, &draft.conversation_id, &draft.mode],
        )?;
        return Ok(());
    }
    tx.execute(
        sql!(
            "INSERT INTO drafts (workspace_id, user_id, conversation_id, mode, text, files, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (workspace_id, user_id, conversation_id, mode) DO UPDATE SET
                 text = excluded.text, files = excluded.files, updated_at = excluded.updated_at"
        ),
        &[
            workspace,
            user,
            &draft.conversation_id,
            &draft.mode,
            &draft.text,
            &draft.files,
            &draft.updated_at,
        ],
    )?;
    Ok(())
}

fn read_draft(row: &Row<'_>) -> Result<DraftRow> {
    Ok(DraftRow {
        conversation_id: row.get("conversation_id")?,
        mode: row.get("mode")?,
        text: row.get("text")?,
        files: row.get("files")?,
        updated_at: row.get("updated_at")?,
    })
}
