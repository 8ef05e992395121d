//! Alerts: what a person should know of, once for each subject, kept 30 days.

use galka_domain::ids::{AlertId, ConversationId, MessageId, UserId, WorkspaceId};
use galka_domain::message::MessageStatus;
use galka_domain::time::Timestamp;
use galka_domain::together::AlertKind;

use crate::entries::{self, Entry};
use crate::{Result, Row, Rows, Tx, sql};

/// An alert that is about to be raised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAlert {
    /// Its id.
    pub id: AlertId,
    /// For whom.
    pub user_id: UserId,
    /// Of what kind.
    pub kind: AlertKind,
    /// What it is about: a second one of the kind about the same is not raised.
    pub subject: String,
    /// Where.
    pub conversation_id: ConversationId,
    /// The colleague who caused it.
    pub by: Option<UserId>,
    /// A few words of it.
    pub text: String,
}

/// An alert with what the bell shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertRow {
    /// Its id.
    pub id: AlertId,
    /// Of what kind.
    pub kind: AlertKind,
    /// What it is about.
    pub subject: String,
    /// Where.
    pub conversation_id: ConversationId,
    /// The customer's name there.
    pub contact_name: String,
    /// The customer's phone.
    pub contact_phone: Option<String>,
    /// The colleague who caused it.
    pub by: Option<(UserId, String)>,
    /// A few words of it.
    pub text: String,
    /// When.
    pub at: Timestamp,
    /// Whether it was seen.
    pub read: bool,
}

/// A message that went wrong, and who had sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TroubledMessage {
    /// Which.
    pub id: MessageId,
    /// Where.
    pub conversation_id: ConversationId,
    /// Failed, or not known.
    pub status: MessageStatus,
    /// Who had sent it: a user's id, a key's, or an automation.
    pub sent_by: String,
    /// Its words.
    pub text: String,
}

/// A chat of somebody's whose window closes soon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosingChat {
    /// Which.
    pub conversation_id: ConversationId,
    /// Whose.
    pub user_id: UserId,
    /// When it closes.
    pub closes_at: Timestamp,
}

impl ClosingChat {
    /// What the alert is about: the chat, and when it closes.
    #[must_use]
    pub fn subject(&self) -> String {
        format!("{} {}", self.conversation_id, self.closes_at.as_millis())
    }
}

/// Something that was done with a conversation, and who has it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// What stands in the thread.
    pub entry: Entry,
    /// Who has the conversation now.
    pub assignee_id: Option<UserId>,
}

/// No id comes after it.
const AFTER_ALL: &str = "al_zzzzzzzzzzzzzzzzzzzzzz";

/// Raises alerts of people who work here; answers how many of them are new.
pub fn insert(tx: &mut Tx<'_>, workspace: &WorkspaceId, alerts: &[NewAlert], now: Timestamp) -> Result<u64> {
    let mut rows = Rows::new();
    for alert in alerts {
        rows.push(&[
            &alert.user_id,
            &alert.id,
            &alert.kind,
            &alert.subject,
            &alert.conversation_id,
            &alert.by,
            &alert.text,
        ]);
    }
    tx.execute_rows(
        sql!(
            "INSERT INTO alerts (workspace_id, user_id, id, kind, subject, conversation_id, by_id, text, at)
             SELECT $1, r.user_id, r.id, r.kind, r.subject, r.conversation_id, r.by_id, r.text, $2
             FROM each($3: user_id TEXT, id TEXT, kind TEXT, subject TEXT, conversation_id TEXT, by_id TEXT, text TEXT) AS r
             WHERE r.user_id IN (SELECT m.user_id FROM members AS m WHERE m.workspace_id = $1)
             ON CONFLICT (workspace_id, user_id, kind, subject) DO NOTHING"
        ),
        &[workspace, &now],
        &rows,
    )
}

/// A person's alerts, newest first, older than `before`.
pub fn list(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    user: &UserId,
    before: Option<&AlertId>,
    limit: i64,
) -> Result<Vec<AlertRow>> {
    let before = before.map_or(AFTER_ALL, AlertId::as_str);
    tx.query(
        sql!(
            "SELECT a.id, a.kind, a.subject, a.conversation_id, a.by_id, a.text, a.at, a.read_at,
                    c.name AS contact_name, c.phone AS contact_phone, u.name AS by_name
             FROM alerts AS a
             JOIN conversations AS v ON v.workspace_id = $1 AND v.id = a.conversation_id
             JOIN contacts AS c ON c.workspace_id = $1 AND c.id = v.contact_id
             LEFT JOIN users AS u ON u.id = a.by_id
             WHERE a.workspace_id = $1 AND a.user_id = $2 AND a.id < $3
             ORDER BY a.id DESC
             LIMIT $4"
        ),
        &[workspace, user, &before, &limit],
        read_alert,
    )
}

/// How many alerts a person has not seen; the count stops at `most`.
pub fn count_unread(tx: &mut Tx<'_>, workspace: &WorkspaceId, user: &UserId, most: i64) -> Result<i64> {
    tx.query_one(
        sql!(
            "SELECT COUNT(*) AS unread FROM (
                 SELECT 1 AS one FROM alerts
                 WHERE workspace_id = $1 AND user_id = $2 AND read_at IS NULL
                 LIMIT $3) AS a"
        ),
        &[workspace, user, &most],
        |row| row.get("unread"),
    )
}

/// Where somebody was named in a note and has not seen it, the newest first.
pub fn list_mentioned(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    user: &UserId,
    limit: i64,
) -> Result<Vec<ConversationId>> {
    // A note that is gone, or names the person no more, asks for nobody's eye.
    tx.query(
        sql!(
            "SELECT a.conversation_id, MAX(a.id) AS newest_id
             FROM alerts AS a
             JOIN mentions AS m ON m.workspace_id = $1 AND m.user_id = $2 AND m.entry_id = a.subject
             WHERE a.workspace_id = $1 AND a.user_id = $2 AND a.read_at IS NULL AND a.kind = 'mention'
             GROUP BY a.conversation_id
             ORDER BY newest_id DESC
             LIMIT $3"
        ),
        &[workspace, user, &limit],
        |row| row.get("conversation_id"),
    )
}

/// Marks a person's alerts as seen: one, those of a conversation, or all; answers whether any was not.
pub fn mark_read(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    user: &UserId,
    id: Option<&AlertId>,
    conversation: Option<&ConversationId>,
    now: Timestamp,
) -> Result<bool> {
    let changed = tx.execute(
        sql!(
            "UPDATE alerts SET read_at = $5
             WHERE workspace_id = $1 AND user_id = $2 AND read_at IS NULL
               AND (id = $3 OR $3 IS NULL) AND (conversation_id = $4 OR $4 IS NULL)"
        ),
        &[workspace, user, &id, &conversation, &now],
    )?;
    Ok(changed > 0)
}

/// Forgets the alerts of a workspace from before `oldest`: ids are ordered by time.
pub fn delete_before(tx: &mut Tx<'_>, workspace: &WorkspaceId, oldest: &AlertId) -> Result<u64> {
    tx.execute(
        sql!(
            "DELETE FROM alerts
             WHERE workspace_id = $1 AND id < $2
               AND user_id IN (SELECT m.user_id FROM members AS m WHERE m.workspace_id = $1)"
        ),
        &[workspace, oldest],
    )
}

/// Forgets the alerts of a person.
pub fn delete_of(tx: &mut Tx<'_>, workspace: &WorkspaceId, user: &UserId) -> Result<u64> {
    tx.execute(
        sql!("DELETE FROM alerts WHERE workspace_id = $1 AND user_id = $2"),
        &[workspace, user],
    )
}

/// Workspaces whose event log goes on after what was read for alerts: (workspace, read so far, newest).
pub fn list_behind(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<(WorkspaceId, Option<i64>, i64)>> {
    tx.query(
        sql!(
            "SELECT h.workspace_id, c.seq, h.seq AS newest
             FROM event_heads AS h
             LEFT JOIN alert_cursors AS c ON c.workspace_id = h.workspace_id
             WHERE c.seq IS NULL OR c.seq < h.seq
             ORDER BY h.workspace_id
             LIMIT $1"
        ),
        &[&limit],
        |row| Ok((row.get("workspace_id")?, row.get("seq")?, row.get("newest")?)),
    )
}

/// Moves the place up to which the log was read; answers whether nobody else had moved it.
pub fn advance(tx: &mut Tx<'_>, workspace: &WorkspaceId, from: Option<i64>, to: i64) -> Result<bool> {
    let moved = match from {
        Some(from) => tx.execute(
            sql!("UPDATE alert_cursors SET seq = $3 WHERE workspace_id = $1 AND seq = $2"),
            &[workspace, &from, &to],
        )?,
        None => tx.execute(
            sql!(
                "INSERT INTO alert_cursors (workspace_id, seq) VALUES ($1, $2)
                 ON CONFLICT (workspace_id) DO NOTHING"
            ),
            &[workspace, &to],
        )?,
    };
    Ok(moved == 1)
}

/// Which of these messages went wrong after somebody had sent them.
pub fn list_troubled(tx: &mut Tx<'_>, workspace: &WorkspaceId, ids: &[MessageId]) -> Result<Vec<TroubledMessage>> {
    let rows = Rows::of(ids);
    tx.query_rows(
        sql!(
            "SELECT m.id, m.conversation_id, m.status, m.sent_by, m.text
             FROM each($2: id TEXT) AS r
             JOIN messages AS m ON m.workspace_id = $1 AND m.id = r.id
             WHERE m.status IN ('failed', 'uncertain') AND m.sent_by IS NOT NULL AND m.campaign_id IS NULL"
        ),
        &[workspace],
        &rows,
        |row| {
            Ok(TroubledMessage {
                id: row.get("id")?,
                conversation_id: row.get("conversation_id")?,
                status: row.get("status")?,
                sent_by: row.get("sent_by")?,
                text: row.get("text")?,
            })
        },
    )
}

/// What changed in these conversations since a time: who has them, and whether they wait. The newest `limit`, oldest
/// first.
pub fn list_moves(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    threads: &[(ConversationId, Timestamp)],
    limit: i64,
) -> Result<Vec<Move>> {
    let mut rows = Rows::new();
    for (thread, since) in threads {
        rows.push(&[thread, since]);
    }
    let mut moves = tx.query_rows(
        sql!(
            "SELECT e.id, e.conversation_id, e.kind, e.author_kind, e.author_id, e.data, e.at, v.assignee_id
             FROM each($3: conversation_id TEXT, since BIGINT) AS r
             JOIN conversation_entries AS e
               ON e.workspace_id = $1 AND e.conversation_id = r.conversation_id AND e.at >= r.since
             JOIN conversations AS v ON v.workspace_id = $1 AND v.id = e.conversation_id
             WHERE e.kind IN ('assigned', 'state')
             ORDER BY e.at DESC, e.id DESC
             LIMIT $2"
        ),
        &[workspace, &limit],
        &rows,
        |row| {
            Ok(Move {
                entry: entries::read(row)?,
                assignee_id: row.get("assignee_id")?,
            })
        },
    )?;
    moves.reverse();
    Ok(moves)
}

/// Somebody's chats that wait for an answer and whose window closes between `now` and `until`, unless they know.
pub fn list_closing(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    now: Timestamp,
    until: Timestamp,
    limit: i64,
) -> Result<Vec<ClosingChat>> {
    tx.query(
        sql!(
            "SELECT id, assignee_id, window_expires_at FROM conversations
             WHERE workspace_id = $1 AND window_expires_at > $2 AND window_expires_at <= $3
               AND assignee_id IS NOT NULL AND waiting_since IS NOT NULL
               AND NOT EXISTS (
                   SELECT 1 FROM alerts AS a
                   WHERE a.workspace_id = $1 AND a.user_id = conversations.assignee_id AND a.kind = 'window_closing'
                     AND a.subject = conversations.id || ' ' || CAST(conversations.window_expires_at AS TEXT))
             ORDER BY window_expires_at, id
             LIMIT $4"
        ),
        &[workspace, &now, &until, &limit],
        |row| {
            Ok(ClosingChat {
                conversation_id: row.get("id")?,
                user_id: row.get("assignee_id")?,
                closes_at: row.get("window_expires_at")?,
            })
        },
    )
}

fn read_alert(row: &Row<'_>) -> Result<AlertRow> {
    let by: Option<UserId> = row.get("by_id")?;
    let by_name: Option<String> = row.get("by_name")?;
    let read_at: Option<Timestamp> = row.get("read_at")?;
    Ok(AlertRow {
        id: row.get("id")?,
        kind: row.get("kind")?,
        subject: row.get("subject")?,
        conversation_id: row.get("conversation_id")?,
        contact_name: row.get("contact_name")?,
        contact_phone: row.get("contact_phone")?,
        by: by.zip(by_name),
        text: row.get("text")?,
        at: row.get("at")?,
        read: read_at.is_some(),
    })
}
