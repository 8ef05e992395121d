//! Reading messages: one, a page of a thread, and many by id for the live stream.

use galka_domain::ids::{CampaignId, ContactId, ConversationId, MediaId, MessageId, NumberId, TemplateId, WorkspaceId};
use galka_domain::message::{Direction, MessageStatus};
use galka_domain::time::Timestamp;

use crate::{Result, Row, Rows, Tx, sql, wamid};

/// A message as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct MessageRow {
    /// Its id.
    pub id: MessageId,
    /// Its thread.
    pub conversation_id: ConversationId,
    /// The customer.
    pub contact_id: ContactId,
    /// The business number.
    pub number_id: NumberId,
    /// Which way it went.
    pub direction: Direction,
    /// The Cloud API's type.
    pub kind: String,
    /// The content in the Cloud API's shape, as JSON.
    pub content: String,
    /// What it says in words.
    pub text: String,
    /// Where it stands; inbound messages have none.
    pub status: Option<MessageStatus>,
    /// WhatsApp's id.
    pub wamid: Option<String>,
    /// WhatsApp's id of the message it answers.
    pub context_wamid: Option<String>,
    /// Its file.
    pub media_id: Option<MediaId>,
    /// Its template.
    pub template_id: Option<TemplateId>,
    /// Its campaign.
    pub campaign_id: Option<CampaignId>,
    /// Who sent it: a user's id or a key's.
    pub sent_by: Option<String>,
    /// Which of our attempts it is at.
    pub attempt: i64,
    /// Rule or error code that stands against it.
    pub reason_code: Option<String>,
    /// Its particulars as JSON.
    pub reason: Option<String>,
    /// Until when it was put off.
    pub due_at: Option<Timestamp>,
    /// Price in millionths.
    pub price_micros: Option<i64>,
    /// Currency of the price.
    pub price_currency: Option<String>,
    /// Meta's pricing category.
    pub price_category: Option<String>,
    /// Its place in the thread.
    pub at: Timestamp,
    /// When it was stored.
    pub created_at: Timestamp,
    /// When WhatsApp took it.
    pub accepted_at: Option<Timestamp>,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// When it was delivered.
    pub delivered_at: Option<Timestamp>,
    /// When it was read.
    pub read_at: Option<Timestamp>,
    /// When it was played.
    pub played_at: Option<Timestamp>,
    /// When it failed or was refused.
    pub failed_at: Option<Timestamp>,
    /// When the customer changed it last.
    pub edited_at: Option<Timestamp>,
    /// What stood there before the first change, as JSON.
    pub first_content: Option<String>,
    /// When the customer took it back.
    pub revoked_at: Option<Timestamp>,
}

/// From whom, to whom and when: what a search asks of many messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The message's id.
    pub id: MessageId,
    /// The customer.
    pub contact_id: ContactId,
    /// The business number.
    pub number_id: NumberId,
    /// Which way it went.
    pub direction: Direction,
    /// Who sent it: a user's id or a key's.
    pub sent_by: Option<String>,
    /// Its place in the thread.
    pub at: Timestamp,
}

/// A reaction to a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReactionRow {
    /// The message.
    pub message_id: MessageId,
    /// Who reacted.
    pub direction: Direction,
    /// With what.
    pub emoji: String,
}

/// A place in a thread: newest first, older than this.
pub type ThreadPlace = (Timestamp, MessageId);

/// A page of a thread, newest first.
pub fn list_thread(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    conversation: &ConversationId,
    before: Option<&ThreadPlace>,
    limit: i64,
) -> Result<Vec<MessageRow>> {
    let at = before.map_or(Timestamp::from_millis(i64::MAX), |(at, _)| *at);
    let id = before.map_or("", |(_, id)| id.as_str());
    tx.query(
        sql!(
            "SELECT * FROM messages
             WHERE workspace_id = $1 AND conversation_id = $2 AND (at, id) < ($3, $4)
             ORDER BY at DESC, id DESC
             LIMIT $5"
        ),
        &[workspace, conversation, &at, &id, &limit],
        read_message,
    )
}

/// A page of a thread that goes up in time: the messages newer than a place, oldest first.
pub fn list_thread_after(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    conversation: &ConversationId,
    after: &ThreadPlace,
    limit: i64,
) -> Result<Vec<MessageRow>> {
    tx.query(
        sql!(
            "SELECT * FROM messages
             WHERE workspace_id = $1 AND conversation_id = $2 AND (at, id) > ($3, $4)
             ORDER BY at, id
             LIMIT $5"
        ),
        &[workspace, conversation, &after.0, &after.1, &limit],
        read_message,
    )
}

/// The words of a thread's messages: (id, place in time, text), newest first, older than a place.
pub fn list_texts(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    conversation: &ConversationId,
    before: Option<&ThreadPlace>,
    limit: i64,
) -> Result<Vec<(MessageId, Timestamp, String)>> {
    let at = before.map_or(Timestamp::from_millis(i64::MAX), |(at, _)| *at);
    let id = before.map_or("", |(_, id)| id.as_str());
    tx.query(
        sql!(
            "SELECT id, at, text FROM messages
             WHERE workspace_id = $1 AND conversation_id = $2 AND (at, id) < ($3, $4)
             ORDER BY at DESC, id DESC
             LIMIT $5"
        ),
        &[workspace, conversation, &at, &id, &limit],
        |row| Ok((row.get("id")?, row.get("at")?, row.get("text")?)),
    )
}

/// One message.
pub fn find(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &MessageId) -> Result<Option<MessageRow>> {
    tx.query_opt(
        sql!("SELECT * FROM messages WHERE workspace_id = $1 AND id = $2"),
        &[workspace, id],
        read_message,
    )
}

/// Messages by id; those that do not exist are absent.
pub fn list_by_ids(tx: &mut Tx<'_>, workspace: &WorkspaceId, ids: &[MessageId]) -> Result<Vec<MessageRow>> {
    let rows = Rows::of(ids);
    tx.query_rows(
        sql!("SELECT m.* FROM each($2: id TEXT) AS r JOIN messages AS m ON m.workspace_id = $1 AND m.id = r.id"),
        &[workspace],
        &rows,
        read_message,
    )
}

/// From whom, to whom and when these messages went.
pub fn list_origins(tx: &mut Tx<'_>, workspace: &WorkspaceId, ids: &[MessageId]) -> Result<Vec<Origin>> {
    let rows = Rows::of(ids);
    tx.query_rows(
        sql!(
            "SELECT m.id, m.contact_id, m.number_id, m.direction, m.sent_by, m.at
             FROM each($2: id TEXT) AS r
             JOIN messages AS m ON m.workspace_id = $1 AND m.id = r.id"
        ),
        &[workspace],
        &rows,
        |row| {
            Ok(Origin {
                id: row.get("id")?,
                contact_id: row.get("contact_id")?,
                number_id: row.get("number_id")?,
                direction: row.get("direction")?,
                sent_by: row.get("sent_by")?,
                at: row.get("at")?,
            })
        },
    )
}

/// Our ids of messages that WhatsApp names: (wamid, our id).
pub fn list_ids_by_wamids(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    wamids: &[String],
) -> Result<Vec<(String, MessageId)>> {
    let mut rows = Rows::new();
    for wamid in wamids {
        rows.push(&[&wamid::hash(wamid), wamid]);
    }
    tx.query_rows(
        sql!(
            "SELECT m.wamid, m.id FROM each($2: hash BIGINT, wamid TEXT) AS r
             JOIN messages AS m ON m.workspace_id = $1 AND m.wamid_hash = r.hash AND m.wamid = r.wamid"
        ),
        &[workspace],
        &rows,
        |row| Ok((row.get("wamid")?, row.get("id")?)),
    )
}

/// Reactions to these messages.
pub fn list_reactions(tx: &mut Tx<'_>, workspace: &WorkspaceId, ids: &[MessageId]) -> Result<Vec<ReactionRow>> {
    let rows = Rows::of(ids);
    tx.query_rows(
        sql!(
            "SELECT x.message_id, x.direction, x.emoji
             FROM each($2: id TEXT) AS r
             JOIN reactions AS x ON x.workspace_id = $1 AND x.message_id = r.id
             WHERE x.emoji <> ''"
        ),
        &[workspace],
        &rows,
        |row| {
            Ok(ReactionRow {
                message_id: row.get("message_id")?,
                direction: row.get("direction")?,
                emoji: row.get("emoji")?,
            })
        },
    )
}

/// The newest inbound message of a thread that WhatsApp can be told was read.
pub fn find_newest_inbound(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    conversation: &ConversationId,
) -> Result<Option<MessageRow>> {
    tx.query_opt(
        sql!(
            "SELECT * FROM messages
             WHERE workspace_id = $1 AND conversation_id = $2 AND direction = 'inbound'
             ORDER BY at DESC, id DESC
             LIMIT 1"
        ),
        &[workspace, conversation],
        read_message,
    )
}

fn read_message(row: &Row<'_>) -> Result<MessageRow> {
    Ok(MessageRow {
        id: row.get("id")?,
        conversation_id: row.get("conversation_id")?,
        contact_id: row.get("contact_id")?,
        number_id: row.get("number_id")?,
        direction: row.get("direction")?,
        kind: row.get("type")?,
        content: row.get("content")?,
        text: row.get("text")?,
        status: row.get("status")?,
        wamid: row.get("wamid")?,
        context_wamid: row.get("context_wamid")?,
        media_id: row.get("media_id")?,
        template_id: row.get("template_id")?,
        campaign_id: row.get("campaign_id")?,
        sent_by: row.get("sent_by")?,
        attempt: row.get("attempt")?,
        reason_code: row.get("reason_code")?,
        reason: row.get("reason")?,
        due_at: row.get("due_at")?,
        price_micros: row.get("price_micros")?,
        price_currency: row.get("price_currency")?,
        price_category: row.get("price_category")?,
        at: row.get("at")?,
        created_at: row.get("created_at")?,
        accepted_at: row.get("accepted_at")?,
        sent_at: row.get("sent_at")?,
        delivered_at: row.get("delivered_at")?,
        read_at: row.get("read_at")?,
        played_at: row.get("played_at")?,
        failed_at: row.get("failed_at")?,
        edited_at: row.get("edited_at")?,
        first_content: row.get("first_content")?,
        revoked_at: row.get("revoked_at")?,
    })
}
