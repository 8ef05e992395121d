//! A message that comes after what marks it: WhatsApp repeats what was not taken, and a reaction, an edit or a deletion
//! may overtake its message. The mark stands in the thread as a message of its own, and counts all the same.

use std::collections::HashMap;

use galka_domain::ids::{ConversationId, WorkspaceId};
use galka_domain::message::Direction;
use galka_domain::time::Timestamp;
use serde_json::Value;

use super::changes::apply_changes;
use super::conversations::Known;
use super::messages::apply_reactions;
use super::{Change, InboundMessage};
use crate::events::NewEvent;
use crate::{Result, Rows, Tx, sql};

/// A mark in a thread in which a message has come.
struct Waiting {
    place: usize,
    wamid: String,
    kind: String,
    content: String,
    text: String,
    at: Timestamp,
}

/// Marks new messages with what overtook them; answers the events. Only a thread that is newer than its new message can
/// hold any.
pub(super) fn mark_late(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    fresh: &[&InboundMessage],
    threads: &[ConversationId],
    known: &HashMap<ConversationId, Known>,
    now: Timestamp,
) -> Result<Vec<NewEvent>> {
    let mut rows = Rows::new();
    for (place, (message, thread)) in (0_i64..).zip(fresh.iter().zip(threads)) {
        let is_mark = message.change.is_some() || message.reaction.is_some();
        if !is_mark
            && known
                .get(thread)
                .is_some_and(|known| known.last_activity_at >= message.at)
        {
            rows.push(&[&place, thread]);
        }
    }
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let waiting = tx.query_rows(
        sql!(
            "SELECT r.place, m.wamid, m.type, m.content, m.text, m.at
             FROM each($2: place BIGINT, thread TEXT) AS r
             CROSS JOIN messages AS m
             WHERE m.workspace_id = $1 AND m.conversation_id = r.thread AND m.type IN ('reaction', 'edit', 'revoke')
               AND m.direction = 'inbound'"
        ),
        &[workspace],
        &rows,
        |row| {
            let place: i64 = row.get("place")?;
            Ok(Waiting {
                place: usize::try_from(place).unwrap_or_default(),
                wamid: row.get("wamid")?,
                kind: row.get("type")?,
                content: row.get("content")?,
                text: row.get("text")?,
                at: row.get("at")?,
            })
        },
    )?;
    let marks: Vec<InboundMessage> = waiting
        .into_iter()
        .filter_map(|mark| mark.of(fresh[mark.place]))
        .collect();
    let marks: Vec<&InboundMessage> = marks.iter().collect();
    let (mut events, _) = apply_reactions(tx, workspace, &marks, Direction::Inbound)?;
    events.extend(apply_changes(tx, workspace, &marks, Direction::Inbound, now)?.0);
    Ok(events)
}

impl Waiting {
    /// The mark as it came, if it is one of this message.
    fn of(&self, message: &InboundMessage) -> Option<InboundMessage> {
        let content: Value = serde_json::from_str(&self.content).ok()?;
        let body = &content[&self.kind];
        let target = body["original_message_id"].as_str().or(body["message_id"].as_str())?;
        if target != message.wamid {
            return None;
        }
        let mark = InboundMessage {
            wamid: self.wamid.clone(),
            at: self.at,
            reaction: None,
            change: None,
            ..message.clone()
        };
        Some(match self.kind.as_str() {
            "reaction" => InboundMessage {
                reaction: Some((target.to_owned(), body["emoji"].as_str().unwrap_or_default().to_owned())),
                ..mark
            },
            "edit" => InboundMessage {
                change: Some(Change::Edit {
                    target: target.to_owned(),
                    kind: body["message"]["type"].as_str()?.to_owned(),
                    content: body["message"].to_string(),
                    text: self.text.clone(),
                }),
                ..mark
            },
            _ => InboundMessage {
                change: Some(Change::Revoke {
                    target: target.to_owned(),
                }),
                ..mark
            },
        })
    }
}
