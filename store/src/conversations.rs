//! Reading conversations, and marking as read. Lists are in [`crate::inbox`].

use galka_domain::consent::ConsentState;
use galka_domain::conversation::ConversationState;
use galka_domain::ids::{ContactId, ConversationId, MessageId, NumberId, TeamId, UserId, WorkspaceId};
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
    /// The phone that the customer wrote from last in this thread.
    pub answer_phone: Option<String>,
    /// Since when the customer writes from there alone: what is older cannot be quoted.
    pub answer_since: Option<Timestamp>,
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

/// How long before its end a window counts as closing.
pub const CLOSING_MS: i64 = 3 * galka_domain::time::HOUR_MS;

/// Conversations by id; those that do not exist are absent.
pub fn list_by_ids(tx: &mut Tx<'_>, workspace: &WorkspaceId, ids: &[ConversationId]) -> Result<Vec<ConversationRow>> {
    let rows = Rows::of(ids);
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

fn read(row: &Row<'_>) -> Result<ConversationRow> {
    Ok(ConversationRow {
        id: row.get("id")?,
        number_id: row.get("number_id")?,
        contact_id: row.get("contact_id")?,
        contact_name: row.get("name")?,
        contact_phone: row.get("phone")?,
        answer_phone: row.get("answer_phone")?,
        answer_since: row.get("answer_since")?,
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
