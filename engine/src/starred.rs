//! Messages that a person marked to find them again: marking, and the list of them with their dialogs.

use std::collections::HashMap;

use galka_domain::event::EventKind;
use galka_domain::ids::{ContactId, ConversationId, MessageId, UserId, WorkspaceId};
use galka_store::contacts::{self, ContactRow};
use galka_store::events::{self, NewEvent};
use galka_store::{Result as StoreResult, Tx, messages, search, stars};

use crate::engine::{Engine, EngineError};
use crate::find::FoundMessage;
use crate::hints::Work;

/// Most messages that one person marks in one company.
pub const STARS_MAX: i64 = 5_000;
const EXCERPT_CHARS: usize = 240;

/// What came of marking a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StarOutcome {
    /// It is as it was asked for.
    Done,
    /// There is no such message.
    NotFound,
    /// The person has marked too many.
    TooMany,
}

/// Marks a message for a person, or takes the mark away.
///
/// # Errors
/// When the storage fails.
pub async fn mark(
    engine: &Engine,
    workspace: &WorkspaceId,
    user: &UserId,
    message: &MessageId,
    starred: bool,
) -> Result<StarOutcome, EngineError> {
    let (home, user, id, now) = (workspace.clone(), user.clone(), message.clone(), engine.business_now());
    let outcome = engine
        .db
        .write(move |tx| {
            let Some(message) = messages::find(tx, &home, &id)? else {
                return Ok(StarOutcome::NotFound);
            };
            let changed = if starred {
                if stars::count(tx, &home, &user, STARS_MAX)? >= STARS_MAX {
                    return Ok(StarOutcome::TooMany);
                }
                stars::insert(tx, &home, &user, &id, &message.conversation_id, now)?
            } else {
                stars::delete(tx, &home, &user, &id)?
            };
            if changed {
                let happened =
                    NewEvent::within(EventKind::StarChanged, user.as_str(), message.conversation_id.as_str());
                events::append(tx, &home, &[happened], now)?;
            }
            Ok(StarOutcome::Done)
        })
        .await?;
    engine.hints.wake(Work::Live);
    Ok(outcome)
}

/// A page of a person's marked messages, the newest first, in all conversations or in one.
///
/// # Errors
/// When the storage fails.
pub fn list(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    user: &UserId,
    conversation: Option<&ConversationId>,
    before: Option<&MessageId>,
    limit: i64,
) -> StoreResult<Vec<FoundMessage>> {
    let ids = match conversation {
        Some(thread) => stars::list_of_thread(tx, workspace, user, thread, before, limit)?,
        None => stars::list(tx, workspace, user, before, limit)?,
    };
    let found = messages::list_by_ids(tx, workspace, &ids)?;
    let mut people: Vec<ContactId> = found.iter().map(|message| message.contact_id.clone()).collect();
    people.sort_unstable();
    people.dedup();
    let contacts: HashMap<ContactId, ContactRow> = contacts::list_contacts_by_id(tx, workspace, &people)?
        .into_iter()
        .map(|contact| (contact.id.clone(), contact))
        .collect();
    let mut found: Vec<FoundMessage> = found
        .into_iter()
        .filter_map(|message| {
            Some(FoundMessage {
                contact: contacts.get(&message.contact_id)?.clone(),
                excerpt: search::excerpt(&message.text, "", EXCERPT_CHARS),
                message,
            })
        })
        .collect();
    found.sort_unstable_by(|one, other| other.message.id.cmp(&one.message.id));
    Ok(found)
}
