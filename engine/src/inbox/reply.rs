//! Who answers in a conversation that nobody has takes it, where the company wants it so.

use galka_domain::desk::entry::entries_between;
use galka_domain::desk::{AssignmentSettings, AuthorKind, Standing};
use galka_domain::ids::{ConversationId, MessageId, UserId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_store::entries::{self, Author, NewEntry};
use galka_store::{Result as StoreResult, Tx, settings, standings};

/// Gives the conversation of an answer to whoever answered, unless somebody has it.
///
/// # Errors
/// When the storage fails.
pub(crate) fn take_by_reply(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    thread: &ConversationId,
    user: &UserId,
    message: &MessageId,
    now: Timestamp,
) -> StoreResult<()> {
    let Some((id, before)) = standings::load(tx, workspace, std::slice::from_ref(thread))?.pop() else {
        return Ok(());
    };
    if before.assignee.is_some() || !settings::get::<AssignmentSettings>(tx, workspace)?.assign_on_reply {
        return Ok(());
    }
    let after = Standing {
        assignee: Some(user.clone()),
        ..before.clone()
    };
    let told: Vec<NewEntry> = entries_between(&before, &after)
        .into_iter()
        .enumerate()
        .map(|(place, (kind, data))| NewEntry {
            id: entries::id_after(message, place),
            conversation_id: id.clone(),
            kind,
            author: Author {
                kind: AuthorKind::Person,
                id: Some(user.as_str().to_owned()),
            },
            data: data.to_string(),
        })
        .collect();
    standings::write(tx, workspace, &[(id, after)])?;
    entries::append(tx, workspace, &told, now)
}
