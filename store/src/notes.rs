//! Notes among the entries of a thread: their words change, and who is named in them is kept beside.

use galka_domain::ids::{ConversationId, EntryId, UserId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::{Result, Rows, Tx, sql};

/// Writes a note's words anew; answers whether it was there.
pub fn update(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &EntryId, data: &str) -> Result<bool> {
    let changed = tx.execute(
        sql!("UPDATE conversation_entries SET data = $3 WHERE workspace_id = $1 AND id = $2 AND kind = 'note'"),
        &[workspace, id, &data],
    )?;
    Ok(changed == 1)
}

/// Deletes a note and that anybody was named in it.
pub fn delete(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &EntryId) -> Result<bool> {
    forget_mentions(tx, workspace, id)?;
    let deleted = tx.execute(
        sql!("DELETE FROM conversation_entries WHERE workspace_id = $1 AND id = $2 AND kind = 'note'"),
        &[workspace, id],
    )?;
    Ok(deleted == 1)
}

/// Which of these people belong to the workspace, with their names.
pub fn list_colleagues(tx: &mut Tx<'_>, workspace: &WorkspaceId, users: &[UserId]) -> Result<Vec<(UserId, String)>> {
    let rows = Rows::of(users);
    tx.query_rows(
        sql!(
            "SELECT u.id, u.name FROM each($2: id TEXT) AS r
             JOIN members AS m ON m.workspace_id = $1 AND m.user_id = r.id
             JOIN users AS u ON u.id = m.user_id"
        ),
        &[workspace],
        &rows,
        |row| Ok((row.get("id")?, row.get("name")?)),
    )
}

/// Notes who is named in a note.
pub fn insert_mentions(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    note: &EntryId,
    conversation: &ConversationId,
    users: &[UserId],
    now: Timestamp,
) -> Result<()> {
    let rows = Rows::of(users);
    tx.execute_rows(
        sql!(
            "INSERT INTO mentions (workspace_id, user_id, entry_id, conversation_id, at)
             SELECT $1, r.user_id, $2, $3, $4 FROM each($5: user_id TEXT) AS r WHERE TRUE
             ON CONFLICT (workspace_id, user_id, entry_id) DO NOTHING"
        ),
        &[workspace, note, conversation, &now],
        &rows,
    )?;
    Ok(())
}

/// Forgets who is named in a note.
pub fn forget_mentions(tx: &mut Tx<'_>, workspace: &WorkspaceId, note: &EntryId) -> Result<()> {
    tx.execute(
        sql!("DELETE FROM mentions WHERE workspace_id = $1 AND entry_id = $2"),
        &[workspace, note],
    )?;
    Ok(())
}

/// The names of people, members or not any more.
pub fn list_names(tx: &mut Tx<'_>, users: &[UserId]) -> Result<Vec<(UserId, String)>> {
    let rows = Rows::of(users);
    tx.query_rows(
        sql!("SELECT u.id, u.name FROM each($1: id TEXT) AS r JOIN users AS u ON u.id = r.id"),
        &[],
        &rows,
        |row| Ok((row.get("id")?, row.get("name")?)),
    )
}
