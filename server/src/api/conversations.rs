//! Conversations: the list, the counts of its views, and what has been read.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use galka_domain::ids::{ContactId, ConversationId, LabelId, NumberId, WorkspaceId};
use galka_domain::message::Direction;
use galka_domain::time::Timestamp;
use galka_engine::reading;
use galka_store::conversations::{self, ConversationRow, Filter, ListPlace, View};
use galka_store::{Tx, contacts, labels, search};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::contacts::ConsentWord;
use super::inbox::standing::Assignee;
use crate::access::Here;
use crate::errors::{Answer, Problem};
use crate::extract::{PathId, Query, as_rows, invalid_cursor, page_limit, read_cursor};
use crate::state::AppState;
use crate::views::{ConversationStateName, MessageStatusName, Page, Time};

/// A count of a view stops here.
const COUNT_MAX: i64 = 1_000;

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

/// Live counts of the views.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ConversationCounts {
    all: i64,
    unread: i64,
    window_closing: i64,
}

/// What to list.
#[derive(Debug, Deserialize)]
pub struct ConversationQuery {
    view: Option<String>,
    q: Option<String>,
    number_id: Option<String>,
    label_id: Option<String>,
    contact_id: Option<String>,
    limit: Option<i64>,
    cursor: Option<String>,
}

/// `GET /conversations`
pub async fn list_conversations(
    State(state): State<AppState>,
    here: Here,
    Query(query): Query<ConversationQuery>,
) -> Answer<Json<Page<Conversation>>> {
    let limit = page_limit(query.limit)?;
    let view = read_view(query.view.as_deref())?;
    let filter = read_filter(&query)?;
    let after = read_place(query.cursor.as_deref())?;
    let now = state.engine().business_now();
    let text = query
        .q
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty());
    let rows = state
        .engine()
        .db
        .read(move |tx| {
            let rows = match &text {
                Some(text) => find_by_text(tx, &here.id, text, after.as_ref(), limit + 1)?,
                None => conversations::list(tx, &here.id, view, &filter, after.as_ref(), now, limit + 1)?,
            };
            load(tx, &here.id, rows, now)
        })
        .await?;
    let key = |row: &Conversation| {
        let Time(at) = match view {
            View::WindowClosing => row.window.expires_at.unwrap_or(row.last_activity_at),
            View::All | View::Unread => row.last_activity_at,
        };
        format!("{} {}", at.as_millis(), row.id)
    };
    Ok(Json(Page::cut(rows, as_rows(limit), key)))
}

/// `GET /conversations/counts`
pub async fn get_conversation_counts(State(state): State<AppState>, here: Here) -> Answer<Json<ConversationCounts>> {
    let now = state.engine().business_now();
    let counts = state
        .engine()
        .db
        .read(move |tx| conversations::count_views(tx, &here.id, now, COUNT_MAX))
        .await?;
    Ok(Json(ConversationCounts {
        all: counts.all,
        unread: counts.unread,
        window_closing: counts.window_closing,
    }))
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

/// Threads of contacts whose name or number, or with messages whose words, match; newest first.
fn find_by_text(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    text: &str,
    after: Option<&ListPlace>,
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

fn read_view(text: Option<&str>) -> Answer<View> {
    match text {
        None | Some("all") => Ok(View::All),
        Some("unread") => Ok(View::Unread),
        Some("window_closing") => Ok(View::WindowClosing),
        Some(_) => Err(Problem::bad_request(
            "invalid_query",
            "view is all, unread or window_closing.",
        )),
    }
}

fn read_filter(query: &ConversationQuery) -> Answer<Filter> {
    let number = query.number_id.as_deref().map(NumberId::parse).transpose();
    let label = query.label_id.as_deref().map(LabelId::parse).transpose();
    let contact = query.contact_id.as_deref().map(ContactId::parse).transpose();
    Ok(Filter {
        number_id: number.map_err(|_| Problem::not_found("number"))?,
        label_id: label.map_err(|_| Problem::not_found("label"))?,
        contact_id: contact.map_err(|_| Problem::not_found("contact"))?,
    })
}

fn read_place(cursor: Option<&str>) -> Answer<Option<ListPlace>> {
    let Some(key) = read_cursor(cursor)? else {
        return Ok(None);
    };
    let (at, id) = key.split_once(' ').ok_or_else(invalid_cursor)?;
    let at = at.parse().map_err(|_| invalid_cursor())?;
    Ok(Some((
        Timestamp::from_millis(at),
        ConversationId::parse(id).map_err(|_| invalid_cursor())?,
    )))
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
