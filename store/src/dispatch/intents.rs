//! Intents: messages that wait to be sent.

use std::collections::HashMap;

use galka_domain::desk::standing::is_answer;
use galka_domain::ids::{
    CampaignId, ContactId, ConversationId, MediaId, MessageId, NumberId, RecipientId, TemplateId, WorkspaceId,
};
use galka_domain::time::Timestamp;

use crate::search::{self, SearchDocument};
use crate::{Result, Rows, Tx, sql, unused};

/// A message that somebody wants to send.
#[derive(Clone, Debug)]
pub struct Intent {
    /// Its id; also what WhatsApp echoes in its statuses.
    pub message_id: MessageId,
    /// The thread.
    pub conversation_id: ConversationId,
    /// The recipient.
    pub contact_id: ContactId,
    /// The sending number.
    pub number_id: NumberId,
    /// The Cloud API's type.
    pub kind: String,
    /// The content in the Cloud API's shape, as JSON.
    pub content: String,
    /// What it says in words.
    pub text: String,
    /// The message it answers.
    pub context_wamid: Option<String>,
    /// A stored file that goes with it.
    pub media_id: Option<MediaId>,
    /// The template it uses.
    pub template_id: Option<TemplateId>,
    /// The campaign it belongs to.
    pub campaign_id: Option<CampaignId>,
    /// The recipient of that campaign.
    pub recipient_id: Option<RecipientId>,
    /// Who wants it: a user's id, a key's id.
    pub sent_by: Option<String>,
    /// Lower goes first: 0 for people, 10 for campaigns.
    pub priority: i64,
    /// Business time from which it may go.
    pub due_at: Timestamp,
}

/// The conversation of each contact with this number: found, or opened with the given id.
pub fn open_conversations(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    number: &NumberId,
    contacts: &[(ContactId, ConversationId)],
    now: Timestamp,
) -> Result<HashMap<ContactId, ConversationId>> {
    let mut rows = Rows::new();
    for (contact, conversation) in contacts {
        rows.push(&[contact, conversation]);
    }
    tx.execute_rows(
        sql!(
            "INSERT INTO conversations (workspace_id, id, number_id, contact_id, unread, last_activity_at, created_at, state)
             SELECT $1, r.id, $2, r.contact_id, 0, $3, $3, 'waiting' FROM each($4: contact_id TEXT, id TEXT) AS r WHERE TRUE
             ON CONFLICT (workspace_id, contact_id, number_id) DO NOTHING"
        ),
        &[workspace, number, &now],
        &rows,
    )?;
    let found = tx.query_rows(
        sql!(
            "SELECT c.contact_id, c.id
             FROM each($3: contact_id TEXT, id TEXT) AS r
             JOIN conversations AS c ON c.workspace_id = $1 AND c.contact_id = r.contact_id AND c.number_id = $2"
        ),
        &[workspace, number],
        &rows,
        |row| Ok((row.get("contact_id")?, row.get("id")?)),
    )?;
    Ok(found.into_iter().collect())
}

/// Queues messages. Those of people become the newest of their thread; a campaign's stay out of the inbox.
pub fn insert_intents(tx: &mut Tx<'_>, workspace: &WorkspaceId, intents: &[Intent], now: Timestamp) -> Result<()> {
    let mut rows = Rows::new();
    for intent in intents {
        rows.push(&[
            &intent.message_id,
            &intent.conversation_id,
            &intent.contact_id,
            &intent.number_id,
            &intent.kind,
            &intent.content,
            &intent.text,
            &intent.context_wamid,
            &intent.media_id,
            &intent.template_id,
            &intent.campaign_id,
            &intent.recipient_id,
            &intent.sent_by,
            &intent.priority,
            &intent.due_at,
        ]);
    }
    tx.execute_rows(
        sql!(
            "INSERT INTO messages (workspace_id, id, conversation_id, contact_id, number_id, direction, type, content, text,
                                   status, context_wamid, media_id, template_id, campaign_id, recipient_id, sent_by,
                                   priority, due_at, at, created_at)
             SELECT $1, r.id, r.conversation_id, r.contact_id, r.number_id, 'outbound', r.type, r.content, r.text,
                    'queued', r.context_wamid, r.media_id, r.template_id, r.campaign_id, r.recipient_id, r.sent_by,
                    r.priority, r.due_at, $2, $2
             FROM each($3: id TEXT, conversation_id TEXT, contact_id TEXT, number_id TEXT, type TEXT, content TEXT,
                           text TEXT, context_wamid TEXT, media_id TEXT, template_id TEXT, campaign_id TEXT,
                           recipient_id TEXT, sent_by TEXT, priority BIGINT, due_at BIGINT) AS r"
        ),
        &[workspace, &now],
        &rows,
    )?;
    let files: Vec<&MediaId> = intents.iter().filter_map(|intent| intent.media_id.as_ref()).collect();
    unused::note_used(tx, workspace, &files, now)?;
    show_in_threads(tx, workspace, intents, now)?;
    index_words(tx, workspace, intents)
}

/// What [`galka_domain::desk::Standing::after_answer`] says, for many at once.
fn show_in_threads(tx: &mut Tx<'_>, workspace: &WorkspaceId, intents: &[Intent], now: Timestamp) -> Result<()> {
    let mut of_people = Rows::new();
    let mut of_campaigns = Rows::new();
    for intent in intents {
        if intent.campaign_id.is_some() {
            of_campaigns.push(&[&intent.conversation_id, &intent.message_id]);
        } else {
            let preview: String = intent.text.chars().take(160).collect();
            let answer = is_answer(intent.sent_by.as_deref());
            of_people.push(&[
                &intent.conversation_id,
                &intent.message_id,
                &intent.kind,
                &preview,
                &answer,
            ]);
        }
    }
    tx.execute_rows(
        sql!(
            "UPDATE conversations SET last_message_id = r.message_id, last_direction = 'outbound', last_type = r.type,
                    last_text = r.preview, last_status = 'queued', last_activity_at = $2, listed = TRUE,
                    state = CASE WHEN r.answer AND conversations.state <> 'snoozed' THEN 'waiting' ELSE conversations.state END,
                    waiting_since = CASE WHEN r.answer THEN NULL ELSE conversations.waiting_since END,
                    bot = conversations.bot AND NOT r.answer
             FROM each($3: id TEXT, message_id TEXT, type TEXT, preview TEXT, answer BOOLEAN) AS r
             WHERE conversations.workspace_id = $1 AND conversations.id = r.id"
        ),
        &[workspace, &now],
        &of_people,
    )?;
    tx.execute_rows(
        sql!(
            "UPDATE conversations SET campaign_message_id = r.message_id
             FROM each($2: id TEXT, message_id TEXT) AS r
             WHERE conversations.workspace_id = $1 AND conversations.id = r.id"
        ),
        &[workspace],
        &of_campaigns,
    )?;
    Ok(())
}

/// A campaign's text is the same for all: only what people wrote is worth finding again.
fn index_words(tx: &mut Tx<'_>, workspace: &WorkspaceId, intents: &[Intent]) -> Result<()> {
    let documents: Vec<SearchDocument> = intents
        .iter()
        .filter(|intent| intent.campaign_id.is_none() && !intent.text.is_empty())
        .map(|intent| SearchDocument {
            kind: "message",
            id: intent.message_id.as_str().to_owned(),
            parent_id: Some(intent.conversation_id.as_str().to_owned()),
            text: intent.text.clone(),
            is_late: false,
        })
        .collect();
    search::insert(tx, workspace, &documents)
}
