//! Reactions of the company: a mark on a message, one for all its people, as WhatsApp shows it.

use galka_domain::ids::{MessageId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::{Result, Tx, sql};

/// Puts our emoji on a message; an empty one takes it away.
pub fn put_own(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    message: &MessageId,
    emoji: &str,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO reactions (workspace_id, message_id, direction, emoji, at) VALUES ($1, $2, 'outbound', $3, $4)
             ON CONFLICT (workspace_id, message_id, direction) DO UPDATE SET emoji = excluded.emoji, at = excluded.at"
        ),
        &[workspace, message, &emoji, &now],
    )?;
    Ok(())
}
