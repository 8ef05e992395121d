//! The conversation of each message: found or made, and brought up to date once per batch.

use std::collections::HashMap;

use galka_domain::conversation::ConversationState;
use galka_domain::desk::{Stage, Standing};
use galka_domain::ids::{ContactId, ConversationId, NumberId, UserId, WorkspaceId};
use galka_domain::time::Timestamp;

use super::InboundMessage;
use crate::{Result, Rows, Tx, sql};

/// What is known of a conversation before a batch is written into it.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) state: ConversationState,
    pub(super) snoozed_until: Option<Timestamp>,
    pub(super) assignee: Option<UserId>,
    pub(super) last_activity_at: Timestamp,
}

/// The conversation of each message, in the order of `messages`, and what is known of them.
pub(super) struct Resolved {
    pub(super) of_message: Vec<ConversationId>,
    pub(super) known: HashMap<ConversationId, Known>,
}

impl Known {
    /// Where it stands, as far as an inbound message is concerned.
    pub(super) fn standing(&self) -> Standing {
        Standing {
            stage: Stage::of(self.state, self.snoozed_until),
            assignee: self.assignee.clone(),
            ..Standing::default()
        }
    }
}

/// Finds the conversation of each message, or makes it.
pub(super) fn resolve(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    messages: &[&InboundMessage],
    contacts: &[ContactId],
    now: Timestamp,
) -> Result<Resolved> {
    let mut found = load(tx, workspace, messages, contacts)?;
    let mut rows = Rows::new();
    for (message, contact) in messages.iter().zip(contacts) {
        if !found.contains_key(&(contact.clone(), message.number_id.clone())) {
            rows.push(&[&message.conversation_id, &message.number_id, contact, &message.at]);
        }
    }
    if !rows.is_empty() {
        tx.execute_rows(
            sql!(
                "INSERT INTO conversations (workspace_id, id, number_id, contact_id, unread, last_activity_at, created_at,
                                            state, waiting_since, listed)
                 SELECT $1, r.id, r.number_id, r.contact_id, 0, r.at, $2, 'open', r.at, TRUE
                 FROM each($3: id TEXT, number_id TEXT, contact_id TEXT, at BIGINT) AS r WHERE TRUE
                 ON CONFLICT (workspace_id, contact_id, number_id) DO NOTHING"
            ),
            &[workspace, &now],
            &rows,
        )?;
        found = load(tx, workspace, messages, contacts)?;
    }
    let of_message = messages
        .iter()
        .zip(contacts)
        .map(|(message, contact)| {
            let key = (contact.clone(), message.number_id.clone());
            found
                .get(&key)
                .map_or_else(|| message.conversation_id.clone(), |(id, _)| id.clone())
        })
        .collect();
    Ok(Resolved {
        of_message,
        known: found.into_values().collect(),
    })
}

type Found = HashMap<(ContactId, NumberId), (ConversationId, Known)>;

fn load(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    messages: &[&InboundMessage],
    contacts: &[ContactId],
) -> Result<Found> {
    let mut rows = Rows::new();
    for (message, contact) in messages.iter().zip(contacts) {
        rows.push(&[contact, &message.number_id]);
    }
    let found = tx.query_rows(
        sql!(
            "SELECT c.id, c.contact_id, c.number_id, c.state, c.snoozed_until, c.assignee_id, c.last_activity_at
             FROM each($2: contact_id TEXT, number_id TEXT) AS r
             JOIN conversations AS c
               ON c.workspace_id = $1 AND c.contact_id = r.contact_id AND c.number_id = r.number_id"
        ),
        &[workspace],
        &rows,
        |row| {
            let known = Known {
                state: row.get("state")?,
                snoozed_until: row.get("snoozed_until")?,
                assignee: row.get("assignee_id")?,
                last_activity_at: row.get("last_activity_at")?,
            };
            Ok(((row.get("contact_id")?, row.get("number_id")?), (row.get("id")?, known)))
        },
    )?;
    Ok(found.into_iter().collect())
}

/// What a batch adds to one conversation.
struct Summary<'a> {
    unread: i64,
    window: Option<Timestamp>,
    inbound_at: Timestamp,
    newest: &'a InboundMessage,
    /// The newest that opens the window: its sender is who is answered.
    opening: Option<&'a InboundMessage>,
}

/// Longest text kept for the list, in characters.
pub(super) const PREVIEW_CHARS: usize = 160;

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
            opening: None,
        });
        summary.unread += 1;
        summary.window = summary.window.max(message.window_expires_at);
        summary.inbound_at = summary.inbound_at.max(message.at);
        if (message.at, &message.message_id) >= (summary.newest.at, &summary.newest.message_id) {
            summary.newest = message;
        }
        if message.window_expires_at.is_some() && summary.opening.is_none_or(|one| message.at >= one.at) {
            summary.opening = Some(message);
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
            &summary.opening.map(|one| one.at),
            &summary.opening.and_then(|one| one.sender.phone.clone()),
            &summary.opening.and_then(|one| one.sender.hidden_user_id()),
        ]);
    }
    write(tx, workspace, &rows)
}

/// A message that arrives late adds to the count, but does not take the place of a newer one, nor shorten the window, nor
/// change where the customer is answered.
fn write(tx: &mut Tx<'_>, workspace: &WorkspaceId, rows: &Rows) -> Result<()> {
    tx.execute_rows(
        sql!(
            "UPDATE conversations SET
                 unread = conversations.unread + r.unread,
                 window_expires_at = CASE
                     WHEN r.window_at IS NULL THEN conversations.window_expires_at
                     WHEN conversations.window_expires_at IS NULL OR conversations.window_expires_at < r.window_at THEN r.window_at
                     ELSE conversations.window_expires_at END,
                 answer_phone = CASE
                     WHEN r.opened_at IS NULL OR r.opened_at < conversations.last_inbound_at THEN conversations.answer_phone
                     ELSE r.phone END,
                 answer_user_id = CASE
                     WHEN r.opened_at IS NULL OR r.opened_at < conversations.last_inbound_at THEN conversations.answer_user_id
                     ELSE r.user_id END,
                 answer_since = CASE
                     WHEN r.opened_at >= conversations.last_inbound_at
                         AND (conversations.answer_phone <> r.phone OR conversations.answer_user_id <> r.user_id)
                     THEN r.opened_at ELSE conversations.answer_since END,
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
                           message_id TEXT, kind TEXT, preview TEXT, opened_at BIGINT, phone TEXT, user_id TEXT) AS r
             WHERE conversations.workspace_id = $1 AND conversations.id = r.id"
        ),
        &[workspace],
        rows,
    )?;
    Ok(())
}
