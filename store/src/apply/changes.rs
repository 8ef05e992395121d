//! What is changed afterwards, by customers and by a company in its app: a text written anew, a message taken back. Both are marks on their message.

use std::collections::HashSet;

use galka_domain::event::EventKind;
use galka_domain::ids::WorkspaceId;
use galka_domain::message::Direction;
use galka_domain::time::Timestamp;

use super::conversations::PREVIEW_CHARS;
use super::{Change, InboundMessage};
use crate::events::NewEvent;
use crate::search::{self, SearchDocument};
use crate::{Result, Rows, Tx, sql, wamid};

/// A change with the rows it concerns.
struct Found {
    id: String,
    thread: String,
    at: Timestamp,
    /// Its place in the batch.
    place: usize,
}

/// Applies changes to messages that are here; one whose message is not here stays a message of its own.
/// Answers the events, and the wamids of the changes that found their message.
pub(super) fn apply_changes(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    messages: &[&InboundMessage],
    direction: Direction,
    now: Timestamp,
) -> Result<(Vec<NewEvent>, HashSet<String>)> {
    let mut events = Vec::new();
    let mut applied = HashSet::new();
    for found in find_targets(tx, workspace, messages, direction)? {
        let message = messages[found.place];
        let changed = match &message.change {
            Some(Change::Edit {
                kind, content, text, ..
            }) => edit(
                tx,
                workspace,
                &found,
                message,
                (kind.as_str(), content.as_str(), text.as_str()),
                now,
            )?,
            Some(Change::Revoke { .. }) => revoke(tx, workspace, &found, message)?,
            None => false,
        };
        if changed {
            events.push(NewEvent::within(EventKind::MessageStatus, &found.id, &found.thread));
            events.push(NewEvent::of(EventKind::ConversationChanged, &found.thread));
        }
        applied.insert(message.wamid.clone());
    }
    Ok((events, applied))
}

fn find_targets(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    messages: &[&InboundMessage],
    direction: Direction,
) -> Result<Vec<Found>> {
    let mut rows = Rows::new();
    for (place, message) in (0_i64..).zip(messages) {
        if let Some(change) = &message.change {
            let target = change.target();
            rows.push(&[&wamid::hash(target), &target, &message.number_id, &place]);
        }
    }
    // Only one's own message on the same number: nobody changes what the other side wrote.
    let mut found = tx.query_rows(
        sql!(
            "SELECT m.id, m.conversation_id, m.at, r.place
             FROM each($3: hash BIGINT, wamid TEXT, number_id TEXT, place BIGINT) AS r
             JOIN messages AS m ON m.workspace_id = $1 AND m.wamid_hash = r.hash AND m.wamid = r.wamid
             WHERE m.number_id = r.number_id AND m.direction = $2"
        ),
        &[workspace, &direction],
        &rows,
        |row| {
            let place: i64 = row.get("place")?;
            Ok(Found {
                id: row.get("id")?,
                thread: row.get("conversation_id")?,
                at: row.get("at")?,
                place: usize::try_from(place).unwrap_or_default(),
            })
        },
    )?;
    found.sort_by_key(|one| (messages[one.place].at, one.place));
    Ok(found)
}

fn edit(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    found: &Found,
    message: &InboundMessage,
    (kind, content, text): (&str, &str, &str),
    now: Timestamp,
) -> Result<bool> {
    // A late change does not undo a later one; the same change twice changes nothing.
    let changed = tx.execute(
        sql!(
            "UPDATE messages
             SET first_content = COALESCE(first_content, content), type = $3, content = $4, text = $5, edited_at = $6
             WHERE workspace_id = $1 AND id = $2
               AND (edited_at IS NULL OR edited_at < $6 OR (edited_at = $6 AND content <> $4))"
        ),
        &[workspace, &found.id, &kind, &content, &text, &message.at],
    )?;
    if changed > 0 {
        let document = SearchDocument {
            kind: "message",
            id: found.id.clone(),
            parent_id: Some(found.thread.clone()),
            text: text.to_owned(),
            is_late: search::is_late(found.at, now),
        };
        search::replace(tx, workspace, &document)?;
        let preview: String = text.chars().take(PREVIEW_CHARS).collect();
        tx.execute(
            sql!(
                "UPDATE conversations SET last_type = $4, last_text = $5
                 WHERE workspace_id = $1 AND id = $2 AND last_message_id = $3"
            ),
            &[workspace, &found.thread, &found.id, &kind, &preview],
        )?;
    }
    Ok(changed > 0)
}

fn revoke(tx: &mut Tx<'_>, workspace: &WorkspaceId, found: &Found, message: &InboundMessage) -> Result<bool> {
    let changed = tx.execute(
        sql!("UPDATE messages SET revoked_at = $3 WHERE workspace_id = $1 AND id = $2 AND revoked_at IS NULL"),
        &[workspace, &found.id, &message.at],
    )?;
    Ok(changed > 0)
}
