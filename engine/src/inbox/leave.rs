//! Somebody leaves the company: what they have goes back to where it waits for somebody, what was theirs alone is gone.

use galka_domain::desk::Standing;
use galka_domain::desk::entry::entries_between;
use galka_domain::ids::{UserId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_store::entries::{self, Author, NewEntry};
use galka_store::{
    Result as StoreResult, Tx, alerts, assignment, drafts, members, push, quick_replies, saved_views, standings, stars,
    teams,
};

use crate::engine::Engine;

/// Removes a member, with all in one transaction: nobody who is gone has a conversation. What is put aside or closed
/// finds out when it comes back.
///
/// # Errors
/// When the storage fails.
pub fn leave(
    tx: &mut Tx<'_>,
    engine: &Engine,
    workspace: &WorkspaceId,
    user: &UserId,
    author: &Author,
    now: Timestamp,
) -> StoreResult<()> {
    members::delete_member(tx, workspace, user)?;
    teams::leave_all(tx, workspace, user)?;
    saved_views::delete_of(tx, workspace, user.as_str())?;
    stars::delete_of(tx, workspace, user)?;
    alerts::delete_of(tx, workspace, user)?;
    drafts::delete_of(tx, workspace, user)?;
    push::delete_of(tx, workspace, user)?;
    quick_replies::delete_of(tx, workspace, user)?;
    let ids = assignment::list_of_person(tx, workspace, user)?;
    let (mut freed, mut told) = (Vec::new(), Vec::new());
    for (id, before) in standings::load(tx, workspace, &ids)? {
        let after = Standing {
            assignee: None,
            ..before.clone()
        };
        told.extend(
            entries_between(&before, &after)
                .into_iter()
                .map(|(kind, data)| NewEntry {
                    id: engine.new_id(),
                    conversation_id: id.clone(),
                    kind,
                    author: author.clone(),
                    data: data.to_string(),
                }),
        );
        freed.push((id, after));
    }
    standings::write(tx, workspace, &freed)?;
    entries::append(tx, workspace, &told, now)
}
