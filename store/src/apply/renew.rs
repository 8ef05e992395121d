//! What a customer's message makes of its conversation: it is open, and somebody waits.

use std::collections::{HashMap, HashSet};

use galka_domain::conversation::ConversationState;
use galka_domain::desk::entry::entries_between;
use galka_domain::desk::{Shift, Stage, Standing};
use galka_domain::ids::{ConversationId, MessageId, UserId, WorkspaceId};
use galka_domain::time::Timestamp;

use super::InboundMessage;
use super::conversations::Known;
use crate::entries::{self, Author, NewEntry};
use crate::{Result, Rows, Tx, sql};

/// Opens what was waiting for the customer, put aside or closed. The rows were locked by what wrote the messages into
/// them; those that are open already are looked at and not written, for this is the path of every message.
pub(super) fn renew(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    messages: &[&InboundMessage],
    conversations: &[ConversationId],
    known: &HashMap<ConversationId, Known>,
    now: Timestamp,
) -> Result<()> {
    let mut first = HashMap::<&ConversationId, &InboundMessage>::new();
    for (message, conversation) in messages.iter().zip(conversations) {
        let one = first.entry(conversation).or_insert(message);
        if message.at < one.at {
            *one = message;
        }
    }
    let off = off_shift(tx, workspace, known)?;
    let mut rows = Rows::new();
    let mut told = Vec::new();
    for (conversation, message) in first {
        let Some(before) = known.get(conversation).map(Known::standing) else {
            continue;
        };
        let is_off = before.assignee.as_ref().is_some_and(|user| off.contains(user));
        let after = before.after_inbound(message.at, is_off);
        let released = before.assignee.clone().filter(|_| after.assignee.is_none());
        rows.push(&[conversation, &message.at, &released]);
        tell(&mut told, conversation, &message.message_id, &before, &after);
    }
    write(tx, workspace, &rows)?;
    entries::insert(tx, workspace, &told, now)
}

/// Who of those that have a conversation which opens again does not work now, or not here any more.
fn off_shift(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    known: &HashMap<ConversationId, Known>,
) -> Result<HashSet<UserId>> {
    let mut rows = Rows::new();
    let assignees: HashSet<&UserId> = known
        .values()
        .filter(|one| one.state != ConversationState::Open)
        .filter_map(|one| one.assignee.as_ref())
        .collect();
    for user in assignees {
        rows.push(&[user]);
    }
    let found = tx.query_rows(
        sql!(
            "SELECT r.user_id FROM each($3: user_id TEXT) AS r
             LEFT JOIN members AS m ON m.workspace_id = $1 AND m.user_id = r.user_id
             WHERE m.user_id IS NULL OR m.shift = $2"
        ),
        &[workspace, &Shift::Off],
        &rows,
        |row| row.get("user_id"),
    )?;
    Ok(found.into_iter().collect())
}

fn write(tx: &mut Tx<'_>, workspace: &WorkspaceId, rows: &Rows) -> Result<()> {
    tx.execute_rows(
        sql!(
            "UPDATE conversations SET
                 state = 'open', snoozed_until = NULL, listed = TRUE,
                 waiting_since = COALESCE(conversations.waiting_since, r.at),
                 last_assignee_id = COALESCE(conversations.assignee_id, conversations.last_assignee_id),
                 assignee_id = CASE WHEN conversations.assignee_id = r.released THEN NULL ELSE conversations.assignee_id END
             FROM each($2: id TEXT, at BIGINT, released TEXT) AS r
             WHERE conversations.workspace_id = $1 AND conversations.id = r.id
               AND (conversations.state <> 'open' OR conversations.waiting_since IS NULL OR NOT conversations.listed)"
        ),
        &[workspace],
        rows,
    )?;
    Ok(())
}

/// That a conversation is open again after our answer goes without saying.
fn tell(
    told: &mut Vec<NewEntry>,
    conversation: &ConversationId,
    message: &MessageId,
    before: &Standing,
    after: &Standing,
) {
    let before = match before.stage {
        Stage::Waiting => &Standing {
            stage: after.stage,
            ..before.clone()
        },
        Stage::Open | Stage::Snoozed { .. } | Stage::Closed => before,
    };
    for (place, (kind, data)) in entries_between(before, after).into_iter().enumerate() {
        told.push(NewEntry {
            id: entries::id_after(message, place),
            conversation_id: conversation.clone(),
            kind,
            author: Author::system(),
            data: data.to_string(),
        });
    }
}
