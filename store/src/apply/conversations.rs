//! The conversation of each message: found or made, and brought up to date once per batch.

use std::collections::HashMap;

use galka_domain::ids::{ContactId, ConversationId, NumberId, WorkspaceId};
use galka_domain::time::Timestamp;

use super::InboundMessage;
use crate::{Result, Rows, Tx, sql};

/// The conversation of each message, in the order of `messages`.
pub(super) fn resolve(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    messages: &[&InboundMessage],
    contacts: &[ContactId],
    now: Timestamp,
) -> Result<Vec<ConversationId>> {
    let mut known = load(tx, workspace, messages, contacts)?;
    let mut rows = Rows::new();
    for (message, contact) in messages.iter().zip(contacts) {
        if !known.contains_key(&(contact.clone(), message.number_id.clone())) {
            rows.push(&[&message.conversation_id, &message.number_id, contact, &message.at]);
        }
    }
    if !rows.is_empty() {
        tx.execute_rows(
            sql!(
                "INSERT INTO conversations (workspace_id, id, number_id, contact_id, unread, last_activity_at, created_at)
                 SELECT $1, r.id, r.number_id, r.contact_id, 0, r.at, $2
                 FROM each($3: id TEXT, number_id TEXT, contact_id TEXT, at BIGINT) AS r WHERE TRUE
                 ON CONFLICT (workspace_id, contact_id, number_id) DO NOTHING"
            ),
            &[workspace, &now],
            &rows,
        )?;
        known = load(tx, workspace, messages, contacts)?;
    }
    Ok(messages
        .iter()
        .zip(contacts)
        .map(|(message, contact)| {
            let key = (contact.clone(), message.number_id.clone());
            known
                .get(&key)
                .cloned()
                .unwrap_or_else(|| message.conversation_id.clone())
        })
        .collect())
}

type Known = HashMap<(ContactId, NumberId), ConversationId>;

fn load(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    messages: &[&InboundMessage],
    contacts: &[ContactId],
) -> Result<Known> {
    let mut rows = Rows::new();
    for (message, contact) in messages.iter().zip(contacts) {
        rows.push(&[contact, &message.number_id]);
    }
    let found = tx.query_rows(
        sql!(
            "SELECT c.id, c.contact_id, c.number_id
             FROM each($2: contact_id TEXT, number_id TEXT) AS r
             JOIN conversations AS c
               ON c.workspace_id = $1 AND c.contact_id = r.contact_id AND c.number_id = r.number_id"
        ),
        &[workspace],
        &rows,
        |row| Ok(((row.get("contact_id")?, row.get("number_id")?), row.get("id")?)),
    )?;
    Ok(found.into_iter().collect())
}

/// What a batch adds to one conversation.
struct Summary<'a> {
    unread: i64,
    window: Option<Timestamp>,
    inbound_at: Timestamp,
    newest: &'a InboundMessage,
}

/// Longest text kept for the list, in characters.
const PREVIEW_CHARS: usize = 160;

/// Counts the new messages, opens the window, and shows the newest message in the list.
pub(super) fn touch(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    messages: &[&InboundMessage],
    conversations: &[ConversationId],
) -> Result<()> {
    let mut summaries = HashMap::<&ConversationId, Summary<'_>>::new();
    for (message, conversation) in messages.iter().zip(conversations) {
        let summary = summaries.entry(conversation).or_insert(Summary {
            unread: 0,
            window: None,
            inbound_at: message.at,
            newest: message,
        });
        summary.unread += 1;
        summary.window = summary.window.max(message.window_expires_at);
        summary.inbound_at = summary.inbound_at.max(message.at);
        if (message.at, &message.message_id) >= (summary.newest.at, &summary.newest.message_id) {
            summary.newest = message;
        }
    }
    let mut rows = Rows::new();
    for (conversation, summary) in &summaries {
        let preview: String = summary.newest.text.chars().take(PREVIEW_CHARS).collect();
        rows.push(&[
            *conversation,
            &summary.unread,
            &summary.window,
            &summary.inbound_at,
            &summary.newest.at,
            &summary.newest.message_id,
            &summary.newest.kind,
            &preview,
        ]);
    }
    write(tx, workspace, &rows)
}

/// A message that arrives late adds to the count, but does not take the place of a newer one, nor shorten the window.
fn write(tx: &mut Tx<'_>, workspace: &WorkspaceId, rows: &Rows) -> Result<()> {
    tx.execute_rows(
        sql!(
            "UPDATE conversations SET
                 unread = conversations.unread + r.unread,
                 window_expires_at = CASE
                     WHEN r.window_at IS NULL THEN conversations.window_expires_at
                     WHEN conversations.window_expires_at IS NULL OR conversations.window_expires_at < r.window_at THEN r.window_at
                     ELSE conversations.window_expires_at END,
                 last_inbound_at = CASE
                     WHEN conversations.last_inbound_at IS NULL OR conversations.last_inbound_at < r.inbound_at THEN r.inbound_at
                     ELSE conversations.last_inbound_at END,
                 last_message_id = CASE WHEN r.at >= conversations.last_activity_at THEN r.message_id ELSE conversations.last_message_id END,
                 last_direction = CASE WHEN r.at >= conversations.last_activity_at THEN 'inbound' ELSE conversations.last_direction END,
                 last_type = CASE WHEN r.at >= conversations.last_activity_at THEN r.kind ELSE conversations.last_type END,
                 last_text = CASE WHEN r.at >= conversations.last_activity_at THEN r.preview ELSE conversations.last_text END,
                 last_status = CASE WHEN r.at >= conversations.last_activity_at THEN NULL ELSE conversations.last_status END,
                 last_activity_at = CASE WHEN r.at >= conversations.last_activity_at THEN r.at ELSE conversations.last_activity_at END
             FROM each($2: id TEXT, unread BIGINT, window_at BIGINT, inbound_at BIGINT, at BIGINT,
                           message_id TEXT, kind TEXT, preview TEXT) AS r
             WHERE conversations.workspace_id = $1 AND conversations.id = r.id"
        ),
        &[workspace],
        rows,
    )?;
    Ok(())
}
