//! Inbound messages: each once, on its own customer, in one batch.

use std::collections::{BTreeSet, HashSet};

use galka_domain::event::EventKind;
use galka_domain::ids::{ContactId, ConversationId, NumberId, WorkspaceId};
use galka_domain::message::{Direction, MessageStatus};
use galka_domain::time::Timestamp;

use super::changes::apply_changes;
use super::echoes::SENT_BY_APP;
use super::follow::follow;
use super::late::mark_late;
use super::renew::renew;
use super::{InboundMessage, contacts, conversations};
use crate::events::NewEvent;
use crate::search::{self, SearchDocument};
use crate::{Result, Rows, Tx, sql, wamid};

/// Applies the messages that are not known yet; answers the events of what changed.
///
/// What only marks another message (a reaction, an edit, a deletion) comes after the rest, so that it finds a message of
/// the same batch.
pub fn apply_messages(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    messages: &[InboundMessage],
    now: Timestamp,
) -> Result<Vec<NewEvent>> {
    let (marks, plain): (Vec<_>, Vec<_>) = messages
        .iter()
        .partition(|message| message.change.is_some() || message.reaction.is_some());
    let mut events = Vec::new();
    for run in [plain, marks] {
        if !run.is_empty() {
            events.extend(apply_run(tx, workspace, &run, now)?);
        }
    }
    Ok(events)
}

fn apply_run(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    messages: &[&InboundMessage],
    now: Timestamp,
) -> Result<Vec<NewEvent>> {
    let (mut events, marked) = apply_reactions(tx, workspace, messages, Direction::Inbound)?;
    let (changes, changed) = apply_changes(tx, workspace, messages, Direction::Inbound, now)?;
    events.extend(changes);
    let left = without_marks(messages, &marked, &changed);
    let fresh = drop_known(tx, workspace, &left)?;
    if fresh.is_empty() {
        return Ok(events);
    }
    let resolved = contacts::resolve(tx, workspace, &fresh, now)?;
    let found = conversations::resolve(tx, workspace, &fresh, &resolved.of_message, now)?;
    let threads = found.of_message;
    mark_replies(tx, workspace, &fresh, &threads, now)?;
    insert(
        tx,
        workspace,
        Direction::Inbound,
        &fresh,
        &resolved.of_message,
        &threads,
        now,
    )?;
    insert_media(tx, workspace, &fresh, now)?;
    index_words(tx, workspace, &fresh, &threads, now)?;
    conversations::touch(tx, workspace, &fresh, &threads)?;
    renew(tx, workspace, &fresh, &threads, &found.known, now)?;
    let consents = contacts::touch(tx, workspace, &fresh, &resolved.of_message, now)?;
    touch_numbers(tx, workspace, &fresh, now)?;
    let followed = follow(tx, workspace, &fresh, &resolved, now)?;
    let late = mark_late(tx, workspace, &fresh, &threads, &found.known, now)?;
    let changed = resolved.created.iter().chain(&consents).chain(&followed);
    events.extend(events_of(EventKind::MessageReceived, &fresh, &threads, changed));
    events.extend(late);
    Ok(events)
}

/// What happened by new messages: each of them, and their contacts and conversations once.
pub(super) fn events_of<'a>(
    kind: EventKind,
    messages: &[&InboundMessage],
    threads: &[ConversationId],
    contacts: impl Iterator<Item = &'a ContactId>,
) -> Vec<NewEvent> {
    let of_message = |(message, thread): (&&InboundMessage, &ConversationId)| {
        NewEvent::within(kind, message.message_id.as_str(), thread.as_str())
    };
    let contacts: BTreeSet<&ContactId> = contacts.collect();
    let changed: BTreeSet<&ConversationId> = threads.iter().collect();
    let of_contact = |id: &ContactId| NewEvent::of(EventKind::ContactChanged, id.as_str());
    let of_thread = |id: &ConversationId| NewEvent::of(EventKind::ConversationChanged, id.as_str());
    messages
        .iter()
        .zip(threads)
        .map(of_message)
        .chain(contacts.into_iter().map(of_contact))
        .chain(changed.into_iter().map(of_thread))
        .collect()
}

/// The messages without the reactions and changes that found their message.
fn without_marks<'a>(
    messages: &[&'a InboundMessage],
    marked: &HashSet<String>,
    changed: &HashSet<String>,
) -> Vec<&'a InboundMessage> {
    let is_mark = |message: &InboundMessage| {
        let reacts = message
            .reaction
            .as_ref()
            .is_some_and(|(target, _)| marked.contains(target));
        reacts || changed.contains(&message.wamid)
    };
    messages.iter().copied().filter(|message| !is_mark(message)).collect()
}

/// The messages that are neither stored nor twice in the batch.
pub(super) fn drop_known<'a>(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    messages: &[&'a InboundMessage],
) -> Result<Vec<&'a InboundMessage>> {
    let mut rows = Rows::new();
    for message in messages {
        rows.push(&[&wamid::hash(&message.wamid)]);
    }
    let known: HashSet<(NumberId, String)> = tx
        .query_rows(
            sql!(
                "SELECT m.number_id, m.wamid
                 FROM each($2: hash BIGINT) AS r
                 JOIN messages AS m ON m.workspace_id = $1 AND m.wamid_hash = r.hash"
            ),
            &[workspace],
            &rows,
            |row| Ok((row.get("number_id")?, row.get("wamid")?)),
        )?
        .into_iter()
        .collect();
    let mut seen = known;
    Ok(messages
        .iter()
        .copied()
        .filter(|message| seen.insert((message.number_id.clone(), message.wamid.clone())))
        .collect())
}

/// A reaction is a mark on its message; one whose message is not here is kept as a message of its own.
/// Answers the events, and the wamids that were marked.
pub(super) fn apply_reactions(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    messages: &[&InboundMessage],
    direction: Direction,
) -> Result<(Vec<NewEvent>, HashSet<String>)> {
    let mut rows = Rows::new();
    for message in messages {
        if let Some((target, emoji)) = &message.reaction {
            rows.push(&[&wamid::hash(target), target, emoji, &message.at]);
        }
    }
    let found: Vec<(String, String, String, String, Timestamp)> = tx.query_rows(
        sql!(
            "SELECT m.id, m.conversation_id, m.wamid, r.emoji, r.at
             FROM each($2: hash BIGINT, wamid TEXT, emoji TEXT, at BIGINT) AS r
             JOIN messages AS m ON m.workspace_id = $1 AND m.wamid_hash = r.hash AND m.wamid = r.wamid"
        ),
        &[workspace],
        &rows,
        |row| {
            Ok((
                row.get("id")?,
                row.get("conversation_id")?,
                row.get("wamid")?,
                row.get("emoji")?,
                row.get("at")?,
            ))
        },
    )?;
    let mut events = Vec::new();
    let mut marked = HashSet::new();
    for (message, thread, target, emoji, at) in found {
        tx.execute(
            sql!(
                "INSERT INTO reactions (workspace_id, message_id, direction, emoji, at) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (workspace_id, message_id, direction) DO UPDATE SET emoji = excluded.emoji, at = excluded.at
                 WHERE reactions.at <= excluded.at"
            ),
            &[workspace, &message, &direction, &emoji, &at],
        )?;
        events.push(NewEvent::within(EventKind::MessageStatus, &message, &thread));
        marked.insert(target);
    }
    Ok((events, marked))
}

/// Writes new messages: of customers, or what the company wrote in its app.
pub(super) fn insert(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    direction: Direction,
    messages: &[&InboundMessage],
    contacts: &[ContactId],
    threads: &[ConversationId],
    now: Timestamp,
) -> Result<()> {
    let (status, sent_by) = match direction {
        Direction::Inbound => (None, None),
        Direction::Outbound => (Some(MessageStatus::Sent), Some(SENT_BY_APP)),
    };
    let mut rows = Rows::new();
    for ((message, contact), thread) in messages.iter().zip(contacts).zip(threads) {
        rows.push(&[
            &message.message_id,
            thread,
            contact,
            &message.number_id,
            &message.kind,
            &message.content,
            &message.text,
            &message.wamid,
            &wamid::hash(&message.wamid),
            &message.context_wamid,
            &message.media.as_ref().map(|media| media.id.clone()),
            &message.at,
        ]);
    }
    tx.execute_rows(
        sql!(
            "INSERT INTO messages (workspace_id, id, conversation_id, contact_id, number_id, direction, type, content, text,
                                   status, sent_by, wamid, wamid_hash, context_wamid, media_id, at, created_at)
             SELECT $1, r.id, r.conversation_id, r.contact_id, r.number_id, $2, r.type, r.content, r.text,
                    $3, $4, r.wamid, r.wamid_hash, r.context_wamid, r.media_id, r.at, $5
             FROM each($6: id TEXT, conversation_id TEXT, contact_id TEXT, number_id TEXT, type TEXT, content TEXT,
                           text TEXT, wamid TEXT, wamid_hash BIGINT, context_wamid TEXT, media_id TEXT, at BIGINT) AS r"
        ),
        &[workspace, &direction, &status, &sent_by, &now],
        &rows,
    )?;
    Ok(())
}

pub(super) fn insert_media(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    messages: &[&InboundMessage],
    now: Timestamp,
) -> Result<()> {
    let mut rows = Rows::new();
    for message in messages {
        if let Some(media) = &message.media {
            rows.push(&[
                &media.id,
                &message.number_id,
                &message.message_id,
                &media.remote_id,
                &media.mime_type,
                &media.file_name,
                &media.sha256,
            ]);
        }
    }
    tx.execute_rows(
        sql!(
            "INSERT INTO media (workspace_id, id, number_id, message_id, direction, remote_id, mime_type, file_name, sha256,
                                state, next_attempt_at, created_at)
             SELECT $1, r.id, r.number_id, r.message_id, 'inbound', r.remote_id, r.mime_type, r.file_name, r.sha256,
                    'waiting', 0, $2
             FROM each($3: id TEXT, number_id TEXT, message_id TEXT, remote_id TEXT, mime_type TEXT, file_name TEXT,
                           sha256 TEXT) AS r"
        ),
        &[workspace, &now],
        &rows,
    )?;
    Ok(())
}

pub(super) fn index_words(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    messages: &[&InboundMessage],
    threads: &[ConversationId],
    now: Timestamp,
) -> Result<()> {
    let documents: Vec<SearchDocument> = messages
        .iter()
        .zip(threads)
        .filter(|(message, _)| !message.text.is_empty())
        .map(|(message, thread)| SearchDocument {
            kind: "message",
            id: message.message_id.as_str().to_owned(),
            parent_id: Some(thread.as_str().to_owned()),
            text: message.text.clone(),
            is_late: search::is_late(message.at, now),
        })
        .collect();
    search::insert(tx, workspace, &documents)
}

/// A customer who answers a campaign's message, or writes after it without naming a message, has replied to it.
fn mark_replies(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    messages: &[&InboundMessage],
    threads: &[ConversationId],
    now: Timestamp,
) -> Result<()> {
    let mut answered = Rows::new();
    let mut continued = Rows::new();
    for (message, thread) in messages.iter().zip(threads) {
        match &message.context_wamid {
            Some(context) => answered.push(&[&wamid::hash(context), context, &message.button]),
            None => continued.push(&[thread]),
        }
    }
    tx.execute_rows(
        sql!(
            "UPDATE campaign_recipients SET state = 'replied', button = COALESCE(found.button, campaign_recipients.button), updated_at = $2
             FROM (SELECT m.campaign_id, m.recipient_id, r.button
                   FROM each($3: hash BIGINT, wamid TEXT, button TEXT) AS r
                   JOIN messages AS m ON m.workspace_id = $1 AND m.wamid_hash = r.hash AND m.wamid = r.wamid
                   WHERE m.recipient_id IS NOT NULL) AS found
             WHERE campaign_recipients.workspace_id = $1
               AND campaign_recipients.campaign_id = found.campaign_id
               AND campaign_recipients.id = found.recipient_id"
        ),
        &[workspace, &now],
        &answered,
    )?;
    tx.execute_rows(
        sql!(
            "UPDATE campaign_recipients SET state = 'replied', updated_at = $2
             FROM (SELECT m.campaign_id, m.recipient_id
                   FROM each($3: conversation_id TEXT) AS r
                   JOIN conversations AS c ON c.workspace_id = $1 AND c.id = r.conversation_id
                   JOIN messages AS m ON m.workspace_id = $1 AND m.id = c.campaign_message_id
                   WHERE m.recipient_id IS NOT NULL) AS found
             WHERE campaign_recipients.workspace_id = $1
               AND campaign_recipients.campaign_id = found.campaign_id
               AND campaign_recipients.id = found.recipient_id"
        ),
        &[workspace, &now],
        &continued,
    )?;
    Ok(())
}

fn touch_numbers(tx: &mut Tx<'_>, workspace: &WorkspaceId, messages: &[&InboundMessage], now: Timestamp) -> Result<()> {
    let numbers: BTreeSet<&NumberId> = messages.iter().map(|message| &message.number_id).collect();
    let rows = Rows::of(numbers);
    tx.execute_rows(
        sql!(
            "UPDATE numbers SET last_webhook_at = $2
             WHERE workspace_id = $1 AND id IN (SELECT r.id FROM each($3: id TEXT) AS r)"
        ),
        &[workspace, &now],
        &rows,
    )?;
    Ok(())
}
