//! Push: the browsers that may be told while no tab is open, and how far each company's log was read for them.

use galka_domain::ids::{ConversationId, PushSubscriptionId, UserId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::{Result, Row, Rows, Tx, sql};

/// A browser of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Its id.
    pub id: PushSubscriptionId,
    /// Whose.
    pub user_id: UserId,
    /// A hash of its address, by which it is known again.
    pub digest: String,
    /// Its address and keys, sealed.
    pub sealed: String,
    /// What the person knows it by.
    pub device: String,
    /// Whether names and texts may be shown on it.
    pub with_text: bool,
    /// When it was added.
    pub created_at: Timestamp,
}

/// A browser that is to be told of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// The conversation.
    pub conversation_id: ConversationId,
    /// What the person set of alerts, as it is stored.
    pub wish: Option<String>,
    /// The customer's name.
    pub contact_name: String,
    /// The language of the person.
    pub locale: String,
    /// The browser.
    pub subscription: Subscription,
}

/// What a colleague wrote to somebody in a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The colleague's name; none for a key of the API.
    pub by: Option<String>,
    /// The first words of the note.
    pub text: String,
}

/// Adds a browser, or renews one that is known; answers its id.
pub fn upsert(tx: &mut Tx<'_>, workspace: &WorkspaceId, new: &Subscription) -> Result<PushSubscriptionId> {
    tx.query_one(
        sql!(
            "INSERT INTO push_subscriptions (workspace_id, user_id, id, digest, sealed, device, with_text, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (workspace_id, user_id, digest) DO UPDATE
             SET sealed = excluded.sealed, device = excluded.device, with_text = excluded.with_text
             RETURNING id"
        ),
        &[
            workspace,
            &new.user_id,
            &new.id,
            &new.digest,
            &new.sealed,
            &new.device,
            &new.with_text,
            &new.created_at,
        ],
        |row| row.get("id"),
    )
}

/// A person's browsers, oldest first.
pub fn list(tx: &mut Tx<'_>, workspace: &WorkspaceId, user: &UserId) -> Result<Vec<Subscription>> {
    tx.query(
        sql!(
            "SELECT id, user_id, digest, sealed, device, with_text, created_at FROM push_subscriptions
             WHERE workspace_id = $1 AND user_id = $2
             ORDER BY id"
        ),
        &[workspace, user],
        read_subscription,
    )
}

/// Forgets browsers of a workspace; answers how many there were.
pub fn delete(tx: &mut Tx<'_>, workspace: &WorkspaceId, gone: &[(UserId, PushSubscriptionId)]) -> Result<u64> {
    let mut rows = Rows::new();
    for (user, id) in gone {
        rows.push(&[user, id]);
    }
    tx.execute_rows(
        sql!(
            "DELETE FROM push_subscriptions
             WHERE workspace_id = $1 AND (user_id, id) IN (SELECT r.user_id, r.id FROM each($2: user_id TEXT, id TEXT) AS r)"
        ),
        &[workspace],
        &rows,
    )
}

/// Forgets the browsers of a person.
pub fn delete_of(tx: &mut Tx<'_>, workspace: &WorkspaceId, user: &UserId) -> Result<()> {
    tx.execute(
        sql!("DELETE FROM push_subscriptions WHERE workspace_id = $1 AND user_id = $2"),
        &[workspace, user],
    )?;
    Ok(())
}

/// Begins to read a workspace's log at `seq`, unless it is read already.
pub fn start_reading(tx: &mut Tx<'_>, workspace: &WorkspaceId, seq: i64) -> Result<()> {
    tx.execute(
        sql!("INSERT INTO push_cursors (workspace_id, seq) VALUES ($1, $2) ON CONFLICT (workspace_id) DO NOTHING"),
        &[workspace, &seq],
    )?;
    Ok(())
}

/// Stops reading a workspace's log once nobody there has a browser left.
pub fn stop_reading(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<()> {
    tx.execute(
        sql!(
            "DELETE FROM push_cursors
             WHERE workspace_id = $1
               AND NOT EXISTS (SELECT 1 FROM push_subscriptions AS s WHERE s.workspace_id = $1)"
        ),
        &[workspace],
    )?;
    Ok(())
}

/// Workspaces whose log goes on after what was read: (workspace, read so far).
pub fn list_behind(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<(WorkspaceId, i64)>> {
    tx.query(
        sql!(
            "SELECT c.workspace_id, c.seq FROM push_cursors AS c
             JOIN event_heads AS h ON h.workspace_id = c.workspace_id
             WHERE h.seq > c.seq
             ORDER BY c.workspace_id
             LIMIT $1"
        ),
        &[&limit],
        |row| Ok((row.get("workspace_id")?, row.get("seq")?)),
    )
}

/// Moves the place up to which a log was read; answers whether nobody else had moved it.
pub fn advance(tx: &mut Tx<'_>, workspace: &WorkspaceId, from: i64, to: i64) -> Result<bool> {
    let moved = tx.execute(
        sql!("UPDATE push_cursors SET seq = $3 WHERE workspace_id = $1 AND seq = $2"),
        &[workspace, &from, &to],
    )?;
    Ok(moved > 0)
}

/// The browsers that are to be told of these conversations, and whether their person answers there: those of whoever
/// does, or of everybody where nobody does.
pub fn list_recipients(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    conversations: &[ConversationId],
) -> Result<Vec<(Recipient, bool)>> {
    let rows = Rows::of(conversations);
    tx.query_rows(
        sql!(
            "SELECT v.id AS conversation_id, v.assignee_id, a.value AS wish, c.name AS contact_name, u.locale,
                    s.id, s.user_id, s.digest, s.sealed, s.device, s.with_text, s.created_at
             FROM each($2: id TEXT) AS r
             JOIN conversations AS v ON v.workspace_id = $1 AND v.id = r.id
             JOIN contacts AS c ON c.workspace_id = $1 AND c.id = v.contact_id
             JOIN push_subscriptions AS s ON s.workspace_id = $1 AND (v.assignee_id IS NULL OR s.user_id = v.assignee_id)
             JOIN members AS m ON m.workspace_id = $1 AND m.user_id = s.user_id
             JOIN users AS u ON u.id = s.user_id
             LEFT JOIN user_settings AS a ON a.workspace_id = $1 AND a.user_id = s.user_id AND a.key = 'alerts'
             ORDER BY v.id, s.id"
        ),
        &[workspace],
        &rows,
        |row| {
            let own = row.get::<Option<UserId>>("assignee_id")?.is_some();
            Ok((read_recipient(row)?, own))
        },
    )
}

/// The browsers of those who were named in a note at a moment and have not seen it.
pub fn list_mentioned(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    named: &[(UserId, ConversationId, Timestamp)],
) -> Result<Vec<(Recipient, Mention)>> {
    let mut rows = Rows::new();
    for (user, conversation, at) in named {
        rows.push(&[user, conversation, at]);
    }
    tx.query_rows(
        sql!(
            "SELECT v.id AS conversation_id, w.value AS wish, c.name AS contact_name, u.locale, b.name AS by_name, a.text,
                    s.id, s.user_id, s.digest, s.sealed, s.device, s.with_text, s.created_at
             FROM each($2: user_id TEXT, conversation_id TEXT, at BIGINT) AS r
             JOIN alerts AS a ON a.workspace_id = $1 AND a.user_id = r.user_id AND a.read_at IS NULL
               AND a.conversation_id = r.conversation_id AND a.at = r.at AND a.kind = 'mention'
             JOIN conversations AS v ON v.workspace_id = $1 AND v.id = a.conversation_id
             JOIN contacts AS c ON c.workspace_id = $1 AND c.id = v.contact_id
             JOIN push_subscriptions AS s ON s.workspace_id = $1 AND s.user_id = a.user_id
             JOIN members AS m ON m.workspace_id = $1 AND m.user_id = s.user_id
             JOIN users AS u ON u.id = s.user_id
             LEFT JOIN users AS b ON b.id = a.by_id
             LEFT JOIN user_settings AS w ON w.workspace_id = $1 AND w.user_id = s.user_id AND w.key = 'alerts'
             ORDER BY a.id, s.id"
        ),
        &[workspace],
        &rows,
        |row| {
            let mention = Mention {
                by: row.get("by_name")?,
                text: row.get("text")?,
            };
            Ok((read_recipient(row)?, mention))
        },
    )
}

/// The sealed key of this installation, once there is one.
pub fn find_key(tx: &mut Tx<'_>) -> Result<Option<String>> {
    tx.query_opt(sql!("SELECT sealed FROM push_keys WHERE name = 'vapid'"), &[], |row| {
        row.get("sealed")
    })
}

/// Keeps a sealed key unless there is one; answers the one that is kept.
pub fn keep_key(tx: &mut Tx<'_>, made: &str) -> Result<String> {
    tx.execute(
        sql!("INSERT INTO push_keys (name, sealed) VALUES ('vapid', $1) ON CONFLICT (name) DO NOTHING"),
        &[&made],
    )?;
    tx.query_one(sql!("SELECT sealed FROM push_keys WHERE name = 'vapid'"), &[], |row| {
        row.get("sealed")
    })
}

fn read_recipient(row: &Row<'_>) -> Result<Recipient> {
    Ok(Recipient {
        conversation_id: row.get("conversation_id")?,
        wish: row.get("wish")?,
        contact_name: row.get("contact_name")?,
        locale: row.get("locale")?,
        subscription: read_subscription(row)?,
    })
}

fn read_subscription(row: &Row<'_>) -> Result<Subscription> {
    Ok(Subscription {
        id: row.get("id")?,
        user_id: row.get("user_id")?,
        digest: row.get("digest")?,
        sealed: row.get("sealed")?,
        device: row.get("device")?,
        with_text: row.get("with_text")?,
        created_at: row.get("created_at")?,
    })
}
