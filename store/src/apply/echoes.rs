//! What a company writes in its app on a number that is on the platform too: it went out without us, and stands in the
//! thread all the same. It opens no window and costs nothing (Meta, 'Onboarding WhatsApp Business app users', 2026).

use std::collections::HashMap;

use galka_domain::event::EventKind;
use galka_domain::ids::{ConversationId, WorkspaceId};
use galka_domain::message::{Direction, MessageStatus};
use galka_domain::time::Timestamp;

use super::changes::apply_changes;
use super::conversations::PREVIEW_CHARS;
use super::messages::{apply_reactions, drop_known, events_of, index_words, insert, insert_media};
use super::{InboundMessage, contacts, conversations};
use crate::events::NewEvent;
use crate::{Result, Rows, Tx, sql};

/// Who sent what was written in the app.
pub const SENT_BY_APP: &str = "app";

/// Applies what was written in the app and is not known yet; answers the events of what changed. The `sender` of each
/// is the customer whom it went to.
pub fn apply_echoes(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    echoes: &[InboundMessage],
    now: Timestamp,
) -> Result<Vec<NewEvent>> {
    if echoes.is_empty() {
        return Ok(Vec::new());
    }
    let (marks, plain): (Vec<_>, Vec<_>) = echoes
        .iter()
        .partition(|echo| echo.change.is_some() || echo.reaction.is_some());
    let mut events = insert_new(tx, workspace, &plain, now)?;
    // A mark whose message is not here says nothing to anybody.
    events.extend(apply_reactions(tx, workspace, &marks, Direction::Outbound)?.0);
    events.extend(apply_changes(tx, workspace, &marks, Direction::Outbound, now)?.0);
    Ok(events)
}

fn insert_new(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    echoes: &[&InboundMessage],
    now: Timestamp,
) -> Result<Vec<NewEvent>> {
    let fresh = drop_known(tx, workspace, echoes)?;
    if fresh.is_empty() {
        return Ok(Vec::new());
    }
    let resolved = contacts::resolve(tx, workspace, &fresh, now)?;
    let threads = conversations::resolve(tx, workspace, &fresh, &resolved.of_message, now)?.of_message;
    insert(
        tx,
        workspace,
        Direction::Outbound,
        &fresh,
        &resolved.of_message,
        &threads,
        now,
    )?;
    insert_media(tx, workspace, &fresh, now)?;
    index_words(tx, workspace, &fresh, &threads, now)?;
    show_in_threads(tx, workspace, &fresh, &threads)?;
    Ok(events_of(
        EventKind::MessageStatus,
        &fresh,
        &threads,
        resolved.created.iter(),
    ))
}

/// What [`galka_domain::desk::Standing::after_answer`] says: whoever answered in the app has read what came before, and
/// we wait for the customer. One that comes late changes nothing of it.
fn show_in_threads(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    echoes: &[&InboundMessage],
    threads: &[ConversationId],
) -> Result<()> {
    let mut newest = HashMap::<&ConversationId, &InboundMessage>::new();
    for (&echo, thread) in echoes.iter().zip(threads) {
        let one = newest.entry(thread).or_insert(echo);
        if (echo.at, &echo.message_id) > (one.at, &one.message_id) {
            *one = echo;
        }
    }
    let mut rows = Rows::new();
    for (thread, echo) in newest {
        let preview: String = echo.text.chars().take(PREVIEW_CHARS).collect();
        rows.push(&[thread, &echo.message_id, &echo.kind, &preview, &echo.at]);
    }
    tx.execute_rows(
        sql!(
            "UPDATE conversations SET last_message_id = r.message_id, last_direction = 'outbound', last_type = r.type,
                    last_text = r.preview, last_status = $2, last_activity_at = r.at, listed = TRUE, unread = 0,
                    state = CASE WHEN conversations.state <> 'snoozed' THEN 'waiting' ELSE conversations.state END,
                    waiting_since = NULL, bot = FALSE
             FROM each($3: id TEXT, message_id TEXT, type TEXT, preview TEXT, at BIGINT) AS r
             WHERE conversations.workspace_id = $1 AND conversations.id = r.id
               AND r.at >= conversations.last_activity_at"
        ),
        &[workspace, &MessageStatus::Sent],
        &rows,
    )?;
    Ok(())
}
