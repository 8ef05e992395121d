//! Conversations: one of them, those that a text finds, and what has been read. The list is in [`super::inbox`].

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use galka_domain::ids::{ContactId, ConversationId, WorkspaceId};
use galka_domain::message::Direction;
use galka_domain::time::Timestamp;
use galka_engine::reading;
use galka_store::conversations::{self, ConversationRow};
use galka_store::inbox::Place;
use galka_store::{Tx, contacts, labels, search};
use serde::Serialize;
use utoipa::ToSchema;

use super::contacts::ConsentWord;
use super::inbox::standing::Assignee;
use crate::access::Here;
use crate::errors::{Answer, Problem};
use crate::extract::{PathId, as_rows, write_place};
use crate::state::AppState;
use crate::views::{ConversationStateName, MessageStatusName, Page, Time};

/// WhatsApp's customer service window on business time.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WindowView {
    open: bool,
    expires_at: Option<Time>,
}

/// A thread with one contact on one number.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Conversation {
    id: String,
    number_id: String,
    contact: ConversationContact,
    unread: i64,
    window: WindowView,
    last_message: Option<MessagePreview>,
    last_activity_at: Time,
    state: ConversationStateName,
    snoozed_until: Option<Time>,
    waiting_since: Option<Time>,
    assignee: Option<Assignee>,
    team_id: Option<String>,
    is_spam: bool,
    bot: bool,
    created_at: Time,
}

/// The contact as the list shows it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ConversationContact {
    id: String,
    name: String,
    phone: Option<String>,
    username: Option<String>,
    labels: Vec<String>,
    #[schema(inline)]
    consent_state: ConsentWord,
    blocked: bool,
}

/// The newest message in a line.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MessagePreview {
    message_id: String,
    #[schema(inline)]
    direction: DirectionWord,
    r#type: String,
    text: String,
    status: Option<MessageStatusName>,
    at: Time,
}

/// Which way a message went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DirectionWord {
    /// From the customer.
    Inbound,
    /// To the customer.
    Outbound,
}

/// Threads of contacts whose name or number, or with messages whose words, match; newest first.
///
/// # Errors
/// When the storage cannot answer.
pub async fn search_conversations(
    state: &AppState,
    here: Here,
    text: String,
    after: Option<Place>,
    limit: i64,
) -> Answer<Json<Page<Conversation>>> {
    let now = state.engine().business_now();
    let rows = state
        .engine()
        .db
        .read(move |tx| {
            let rows = find_by_text(tx, &here.id, &text, after.as_ref(), limit + 1)?;
            load(tx, &here.id, rows, now)
        })
        .await?;
    let key = |row: &Conversation| {
        let Time(at) = row.last_activity_at;
        write_place(at, &row.id)
    };
    Ok(Json(Page::cut(rows, as_rows(limit), key)))
}

/// `GET /conversations/{conversation_id}`
pub async fn get_conversation(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ConversationId>,
) -> Answer<Json<Conversation>> {
    let now = state.engine().business_now();
    let found = state
        .engine()
        .db
        .read(move |tx| {
            let row = conversations::find(tx, &here.id, &id)?;
            load(tx, &here.id, row.into_iter().collect(), now)
        })
        .await?;
    found
        .into_iter()
        .next()
        .map(Json)
        .ok_or_else(|| Problem::not_found("conversation"))
}

/// `POST /conversations/{conversation_id}/read`
pub async fn read_conversation(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ConversationId>,
) -> Answer<Json<Conversation>> {
    if !reading::read_conversation(state.engine(), &here.id, &id).await? {
        return Err(Problem::not_found("conversation"));
    }
    get_conversation(State(state), here, PathId(id)).await
}

/// Conversations with the labels of their contacts, as the API shows them.
///
/// # Errors
/// When the storage cannot answer.
pub fn load(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    rows: Vec<ConversationRow>,
    now: Timestamp,
) -> galka_store::Result<Vec<Conversation>> {
    let contacts: Vec<ContactId> = rows.iter().map(|row| row.contact_id.clone()).collect();
    let mut worn: HashMap<ContactId, Vec<String>> = HashMap::new();
    for (contact, label) in labels::list_labels_of(tx, workspace, &contacts)? {
        worn.entry(contact).or_default().push(label.as_str().to_owned());
    }
    let labels_of = |contact: &ContactId| worn.get(contact).cloned().unwrap_or_default();
    Ok(rows
        .into_iter()
        .map(|row| {
            let labels = labels_of(&row.contact_id);
            Conversation::of(row, labels, now)
        })
        .collect())
}

fn find_by_text(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    text: &str,
    after: Option<&Place>,
    limit: i64,
) -> galka_store::Result<Vec<ConversationRow>> {
    const CANDIDATES: i64 = 200;
    let mut ids: Vec<ConversationId> = search::find(tx, workspace, "message", text, CANDIDATES)?
        .into_iter()
        .filter_map(|hit| hit.parent_id.map(ConversationId::from_stored))
        .collect();
    let hits = search::find(tx, workspace, "contact", text, CANDIDATES)?;
    let found: Vec<ContactId> = hits.into_iter().map(|hit| ContactId::from_stored(hit.id)).collect();
    ids.extend(contacts::list_conversations_of(tx, workspace, &found)?);
    ids.sort_unstable();
    ids.dedup();
    let mut rows = conversations::list_by_ids(tx, workspace, &ids)?;
    rows.sort_unstable_by(|one, other| (other.last_activity_at, &other.id).cmp(&(one.last_activity_at, &one.id)));
    rows.retain(|row| after.is_none_or(|(at, id)| (row.last_activity_at, &row.id) < (*at, id)));
    rows.truncate(as_rows(limit));
    Ok(rows)
}

impl Conversation {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// A conversation's row as the API shows it at `now`.
    #[must_use]
    pub fn of(row: ConversationRow, labels: Vec<String>, now: Timestamp) -> Self {
        let last_message = row.last_message_id.map(|id| MessagePreview {
            message_id: id.as_str().to_owned(),
            direction: row.last_direction.unwrap_or(Direction::Inbound).into(),
            r#type: row.last_type.unwrap_or_default(),
            text: row.last_text.unwrap_or_default(),
            status: row.last_status.map(MessageStatusName),
            at: row.last_activity_at.into(),
        });
        Self {
            id: row.id.as_str().to_owned(),
            number_id: row.number_id.as_str().to_owned(),
            contact: ConversationContact {
                id: row.contact_id.as_str().to_owned(),
                name: row.contact_name,
                phone: row.contact_phone,
                username: row.contact_username,
                labels,
                consent_state: row.consent_state.into(),
                blocked: row.blocked,
            },
            unread: row.unread,
            window: WindowView {
                open: row.window_expires_at.is_some_and(|expires_at| now < expires_at),
                expires_at: row.window_expires_at.map(Time),
            },
            last_message,
            last_activity_at: row.last_activity_at.into(),
            state: row.state.into(),
            snoozed_until: row.snoozed_until.map(Time),
            waiting_since: row.waiting_since.map(Time),
            assignee: row.assignee_id.map(|id| Assignee {
                user_id: id.as_str().to_owned(),
                name: row.assignee_name.unwrap_or_default(),
            }),
            team_id: row.team_id.map(|id| id.as_str().to_owned()),
            is_spam: row.is_spam,
            bot: row.bot,
            created_at: row.created_at.into(),
        }
    }
}

impl From<Direction> for DirectionWord {
    fn from(direction: Direction) -> Self {
        match direction {
            Direction::Inbound => Self::Inbound,
            Direction::Outbound => Self::Outbound,
        }
    }
}
