//! Reading conversations: the inbox by view, and marking as read.

use galka_domain::consent::ConsentState;
use galka_domain::conversation::ConversationState;
use galka_domain::ids::{ContactId, ConversationId, LabelId, MessageId, NumberId, TeamId, UserId, WorkspaceId};
use galka_domain::message::{Direction, MessageStatus};
use galka_domain::time::Timestamp;

use crate::{Result, Row, Rows, Tx, sql};

/// A conversation with what the list shows of its contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConversationRow {
    /// Its id.
    pub id: ConversationId,
    /// The business number.
    pub number_id: NumberId,
    /// The customer.
    pub contact_id: ContactId,
    /// The customer's name.
    pub contact_name: String,
    /// The customer's phone.
    pub contact_phone: Option<String>,
    /// The customer's user name.
    pub contact_username: Option<String>,
    /// Whether we may write first.
    pub consent_state: ConsentState,
    /// Whether a colleague blocked the contact.
    pub blocked: bool,
    /// Messages that nobody has seen.
    pub unread: i64,
    /// When the service window closes.
    pub window_expires_at: Option<Timestamp>,
    /// The newest message.
    pub last_message_id: Option<MessageId>,
    /// Which way it went.
    pub last_direction: Option<Direction>,
    /// Its type.
    pub last_type: Option<String>,
    /// Its words.
    pub last_text: Option<String>,
    /// Its status.
    pub last_status: Option<MessageStatus>,
    /// When it was.
    pub last_activity_at: Timestamp,
    /// Whether it asks for attention.
    pub state: ConversationState,
    /// Until when it is put aside.
    pub snoozed_until: Option<Timestamp>,
    /// The customer's first message that nobody has answered.
    pub waiting_since: Option<Timestamp>,
    /// Who has it.
    pub assignee_id: Option<UserId>,
    /// The name of who has it.
    pub assignee_name: Option<String>,
    /// The team that has it.
    pub team_id: Option<TeamId>,
    /// It is nobody's customer.
    pub is_spam: bool,
    /// An automation is in charge.
    pub bot: bool,
    /// When the thread began.
    pub created_at: Timestamp,
}

/// Which conversations to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// All that are neither put aside, closed nor spam, newest first.
    All,
    /// Those with unseen messages, newest first.
    Unread,
    /// Those whose window closes within three hours, soonest first.
    WindowClosing,
}

/// Narrows a list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only of this number.
    pub number_id: Option<NumberId>,
    /// Only of contacts with this label.
    pub label_id: Option<LabelId>,
    /// Only of this contact.
    pub contact_id: Option<ContactId>,
}

/// A place in a list: the ordering time and the id of the last row seen.
pub type ListPlace = (Timestamp, ConversationId);

/// How long before its end a window counts as closing.
pub const CLOSING_MS: i64 = 3 * galka_domain::time::HOUR_MS;

/// A page of a view.
pub fn list(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    view: View,
    filter: &Filter,
    after: Option<&ListPlace>,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<ConversationRow>> {
    match view {
        View::All => list_recent(tx, workspace, filter, after, limit),
        View::Unread => list_unread(tx, workspace, filter, after, limit),
        View::WindowClosing => list_closing(tx, workspace, filter, after, now, limit),
    }
}

fn newest_first(after: Option<&ListPlace>) -> (Timestamp, String) {
    after.map_or((Timestamp::from_millis(i64::MAX), String::new()), |(at, id)| {
        (*at, id.as_str().to_owned())
    })
}

fn list_recent(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    filter: &Filter,
    after: Option<&ListPlace>,
    limit: i64,
) -> Result<Vec<ConversationRow>> {
    let (at, id) = newest_first(after);
    tx.query(
        sql!(
            "SELECT v.*, c.name, c.phone, c.username, c.consent_state, c.blocked, u.name AS assignee_name
             FROM conversations AS v
             JOIN contacts AS c ON c.workspace_id = $1 AND c.id = v.contact_id
             LEFT JOIN users AS u ON u.id = v.assignee_id
             WHERE v.workspace_id = $1 AND v.shelf = 'active' AND (v.last_activity_at, v.id) < ($2, $3)
               AND (v.number_id = $4 OR $4 IS NULL) AND (v.contact_id = $5 OR $5 IS NULL)
               AND (EXISTS (
                    SELECT 1 FROM contact_labels AS l
                    WHERE l.workspace_id = $1 AND l.contact_id = v.contact_id AND l.label_id = $6) OR $6 IS NULL)
             ORDER BY v.last_activity_at DESC, v.id DESC
             LIMIT $7"
        ),
        &[
            workspace,
            &at,
            &id,
            &filter.number_id,
            &filter.contact_id,
            &filter.label_id,
            &limit,
        ],
        read,
    )
}

fn list_unread(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    filter: &Filter,
    after: Option<&ListPlace>,
    limit: i64,
) -> Result<Vec<ConversationRow>> {
    let (at, id) = newest_first(after);
    tx.query(
        sql!(
            "SELECT v.*, c.name, c.phone, c.username, c.consent_state, c.blocked, u.name AS assignee_name
             FROM conversations AS v
             JOIN contacts AS c ON c.workspace_id = $1 AND c.id = v.contact_id
             LEFT JOIN users AS u ON u.id = v.assignee_id
             WHERE v.workspace_id = $1 AND v.unread > 0 AND v.shelf = 'active' AND (v.last_activity_at, v.id) < ($2, $3)
               AND (v.number_id = $4 OR $4 IS NULL) AND (v.contact_id = $5 OR $5 IS NULL)
               AND (EXISTS (
                    SELECT 1 FROM contact_labels AS l
                    WHERE l.workspace_id = $1 AND l.contact_id = v.contact_id AND l.label_id = $6) OR $6 IS NULL)
             ORDER BY v.last_activity_at DESC, v.id DESC
             LIMIT $7"
        ),
        &[
            workspace,
            &at,
            &id,
            &filter.number_id,
            &filter.contact_id,
            &filter.label_id,
            &limit,
        ],
        read,
    )
}

fn list_closing(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    filter: &Filter,
    after: Option<&ListPlace>,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<ConversationRow>> {
    let (at, id) = after.map_or((now, String::new()), |(at, id)| (*at, id.as_str().to_owned()));
    tx.query(
        sql!(
            "SELECT v.*, c.name, c.phone, c.username, c.consent_state, c.blocked, u.name AS assignee_name
             FROM conversations AS v
             JOIN contacts AS c ON c.workspace_id = $1 AND c.id = v.contact_id
             LEFT JOIN users AS u ON u.id = v.assignee_id
             WHERE v.workspace_id = $1 AND (v.window_expires_at, v.id) > ($2, $3) AND v.window_expires_at <= $4
               AND v.shelf = 'active'
               AND (v.number_id = $5 OR $5 IS NULL) AND (v.contact_id = $6 OR $6 IS NULL)
               AND (EXISTS (
                    SELECT 1 FROM contact_labels AS l
                    WHERE l.workspace_id = $1 AND l.contact_id = v.contact_id AND l.label_id = $7) OR $7 IS NULL)
             ORDER BY v.window_expires_at, v.id
             LIMIT $8"
        ),
        &[
            workspace,
            &at,
            &id,
            &now.plus(CLOSING_MS),
            &filter.number_id,
            &filter.contact_id,
            &filter.label_id,
            &limit,
        ],
        read,
    )
}

/// Conversations by id; those that do not exist are absent.
pub fn list_by_ids(tx: &mut Tx<'_>, workspace: &WorkspaceId, ids: &[ConversationId]) -> Result<Vec<ConversationRow>> {
    let mut rows = Rows::new();
    for id in ids {
        rows.push(&[id]);
    }
    tx.query_rows(
        sql!(
            "SELECT v.*, c.name, c.phone, c.username, c.consent_state, c.blocked, u.name AS assignee_name
             FROM each($2: id TEXT) AS r
             JOIN conversations AS v ON v.workspace_id = $1 AND v.id = r.id
             JOIN contacts AS c ON c.workspace_id = $1 AND c.id = v.contact_id
             LEFT JOIN users AS u ON u.id = v.assignee_id"
        ),
        &[workspace],
        &rows,
        read,
    )
}

/// One conversation.
pub fn find(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &ConversationId) -> Result<Option<ConversationRow>> {
    Ok(list_by_ids(tx, workspace, std::slice::from_ref(id))?.pop())
}

/// Nobody has unseen messages here any more; answers whether anything changed.
pub fn mark_read(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &ConversationId) -> Result<bool> {
    let changed = tx.execute(
        sql!("UPDATE conversations SET unread = 0 WHERE workspace_id = $1 AND id = $2 AND unread > 0"),
        &[workspace, id],
    )?;
    Ok(changed == 1)
}

/// How many conversations the views hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ViewCounts {
    /// All that have a message.
    pub all: i64,
    /// Those with unseen messages.
    pub unread: i64,
    /// Those whose window closes soon.
    pub window_closing: i64,
}

/// Counts the views; each count stops at `most`, so that it costs the same for any number of conversations.
pub fn count_views(tx: &mut Tx<'_>, workspace: &WorkspaceId, now: Timestamp, most: i64) -> Result<ViewCounts> {
    tx.query_one(
        sql!(
            "SELECT
                 (SELECT COUNT(*) FROM (SELECT 1 AS one FROM conversations
                    WHERE workspace_id = $1 AND shelf = 'active' LIMIT $4) AS a) AS all_count,
                 (SELECT COUNT(*) FROM (SELECT 1 AS one FROM conversations
                    WHERE workspace_id = $1 AND unread > 0 AND shelf = 'active' LIMIT $4) AS b) AS unread_count,
                 (SELECT COUNT(*) FROM (SELECT 1 AS one FROM conversations
                    WHERE workspace_id = $1 AND window_expires_at > $2 AND window_expires_at <= $3
                      AND shelf = 'active' LIMIT $4) AS c) AS closing_count"
        ),
        &[workspace, &now, &now.plus(CLOSING_MS), &most],
        |row| {
            Ok(ViewCounts {
                all: row.get("all_count")?,
                unread: row.get("unread_count")?,
                window_closing: row.get("closing_count")?,
            })
        },
    )
}

fn read(row: &Row<'_>) -> Result<ConversationRow> {
    Ok(ConversationRow {
        id: row.get("id")?,
        number_id: row.get("number_id")?,
        contact_id: row.get("contact_id")?,
        contact_name: row.get("name")?,
        contact_phone: row.get("phone")?,
        contact_username: row.get("username")?,
        consent_state: row.get("consent_state")?,
        blocked: row.get("blocked")?,
        unread: row.get("unread")?,
        window_expires_at: row.get("window_expires_at")?,
        last_message_id: row.get("last_message_id")?,
        last_direction: row.get("last_direction")?,
        last_type: row.get("last_type")?,
        last_text: row.get("last_text")?,
        last_status: row.get("last_status")?,
        last_activity_at: row.get("last_activity_at")?,
        state: row.get("state")?,
        snoozed_until: row.get("snoozed_until")?,
        waiting_since: row.get("waiting_since")?,
        assignee_id: row.get("assignee_id")?,
        assignee_name: row.get("assignee_name")?,
        team_id: row.get("team_id")?,
        is_spam: row.get("is_spam")?,
        bot: row.get("bot")?,
        created_at: row.get("created_at")?,
    })
}
