//! What automations must know of a chat before they answer a message in it.

use std::collections::{BTreeSet, HashMap};

use galka_domain::automation::{Chat, Mark};
use galka_domain::event::EventKind;
use galka_domain::ids::{AutomationId, ContactId, ConversationId, MessageId, UserId, WorkspaceId};
use galka_domain::time::{DAY_MS, HOUR_MS, Timestamp};

use crate::labels::list_labels_of;
use crate::messages::MessageRow;
use crate::{Result, Tx, sql};

/// A chat, and what a text may say of its customer.
#[derive(Clone, Debug)]
pub struct KnownChat {
    /// What the rules look at.
    pub chat: Chat,
    /// The customer's name.
    pub contact_name: String,
    /// The customer's own fields: one JSON object of texts.
    pub contact_fields: String,
}

/// A message that somebody wrote to us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The number of its event.
    pub seq: i64,
    /// Which message.
    pub message_id: MessageId,
}

/// How far back a person's answer can matter: the longest that a rule may stop for.
const PERSON_MS: i64 = 31 * DAY_MS;

/// The messages that came after event number `after`, and the number up to which `most` events were looked at.
pub fn list_arrivals(tx: &mut Tx<'_>, workspace: &WorkspaceId, after: i64, most: i64) -> Result<(Vec<Arrival>, i64)> {
    let last: Option<i64> = tx.query_one(
        sql!(
            "SELECT MAX(seq) AS last FROM (
                 SELECT seq FROM events WHERE workspace_id = $1 AND seq > $2 ORDER BY seq LIMIT $3) AS looked"
        ),
        &[workspace, &after, &most],
        |row| row.get("last"),
    )?;
    let Some(last) = last else {
        return Ok((Vec::new(), after));
    };
    let arrivals = tx.query(
        sql!(
            "SELECT seq, subject_id FROM events
             WHERE workspace_id = $1 AND seq > $2 AND seq <= $3 AND kind = $4
             ORDER BY seq"
        ),
        &[workspace, &after, &last, &EventKind::MessageReceived],
        |row| {
            Ok(Arrival {
                seq: row.get("seq")?,
                message_id: row.get("subject_id")?,
            })
        },
    )?;
    Ok((arrivals, last))
}

/// The chat of a message as it was when the message came; none when its contact is gone.
pub fn load(tx: &mut Tx<'_>, workspace: &WorkspaceId, message: &MessageRow) -> Result<Option<KnownChat>> {
    let thread = &message.conversation_id;
    let found = tx.query_opt(
        sql!(
            "SELECT v.contact_id, v.number_id, v.assignee_id, v.is_spam, c.blocked, c.saved_at, c.name, c.fields
             FROM conversations AS v
             JOIN contacts AS c ON c.workspace_id = $1 AND c.id = v.contact_id
             WHERE v.workspace_id = $1 AND v.id = $2"
        ),
        &[workspace, thread],
        |row| {
            let (is_spam, blocked): (bool, bool) = (row.get("is_spam")?, row.get("blocked")?);
            Ok(KnownChat {
                chat: Chat {
                    contact_id: row.get("contact_id")?,
                    is_saved: row.get::<Option<Timestamp>>("saved_at")?.is_some(),
                    labels: BTreeSet::new(),
                    is_blocked: is_spam || blocked,
                    number_id: row.get("number_id")?,
                    is_assigned: row.get::<Option<UserId>>("assignee_id")?.is_some(),
                    last_contact_at: None,
                    person_at: None,
                    speeches: 0,
                    marks: HashMap::new(),
                },
                contact_name: row.get("name")?,
                contact_fields: row.get("fields")?,
            })
        },
    )?;
    let Some(mut known) = found else { return Ok(None) };
    let wearer: ContactId = known.chat.contact_id.clone();
    known.chat.labels = list_labels_of(tx, workspace, &[wearer])?
        .into_iter()
        .map(|(_, label)| label)
        .collect();
    known.chat.last_contact_at = find_contact_before(tx, workspace, message)?;
    known.chat.person_at = find_person(tx, workspace, thread, message.at.minus(PERSON_MS))?;
    known.chat.speeches = count_speeches(tx, workspace, thread, message.at.minus(HOUR_MS))?;
    known.chat.marks = list_marks(tx, workspace, thread)?;
    Ok(Some(known))
}

/// The newest message of a number of chats, newest chat first: what a dry run looks at.
pub fn list_latest_inbound(tx: &mut Tx<'_>, workspace: &WorkspaceId, limit: i64) -> Result<Vec<MessageId>> {
    tx.query(
        sql!(
            "SELECT (SELECT m.id FROM messages AS m
                     WHERE m.workspace_id = $1 AND m.conversation_id = v.id AND m.direction = 'inbound'
                     ORDER BY m.at DESC, m.id DESC LIMIT 1) AS message_id
             FROM conversations AS v
             WHERE v.workspace_id = $1 AND v.shelf = 'active' AND v.last_inbound_at IS NOT NULL
             ORDER BY v.last_activity_at DESC, v.id DESC
             LIMIT $2"
        ),
        &[workspace, &limit],
        |row| row.get::<Option<MessageId>>("message_id"),
    )
    .map(|found| found.into_iter().flatten().collect())
}

/// Notes what an automation did in a chat.
pub fn set_mark(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    thread: &ConversationId,
    automation: &AutomationId,
    mark: Mark,
) -> Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO automation_marks (workspace_id, conversation_id, automation_id, at, period_at)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (workspace_id, conversation_id, automation_id)
             DO UPDATE SET at = excluded.at, period_at = excluded.period_at"
        ),
        &[workspace, thread, automation, &mark.at, &mark.period_at],
    )?;
    Ok(())
}

/// What did not go is no contact, and neither is what no automation answers: a notice that WhatsApp writes, as of a new
/// phone, or a mark on a message that is not here.
fn find_contact_before(tx: &mut Tx<'_>, workspace: &WorkspaceId, message: &MessageRow) -> Result<Option<Timestamp>> {
    tx.query_opt(
        sql!(
            "SELECT at FROM messages
             WHERE workspace_id = $1 AND conversation_id = $2 AND (at, id) < ($3, $4)
               AND (status IS NULL OR status NOT IN ('refused', 'failed'))
               AND (direction = 'outbound' OR type NOT IN ('system', 'reaction', 'edit', 'revoke'))
             ORDER BY at DESC, id DESC
             LIMIT 1"
        ),
        &[workspace, &message.conversation_id, &message.at, &message.id],
        |row| row.get("at"),
    )
}

/// When somebody last answered in the chat or gave it to somebody: a person, or the script of a system in which people
/// work. Campaigns and automations are nobody.
fn find_person(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    thread: &ConversationId,
    since: Timestamp,
) -> Result<Option<Timestamp>> {
    let answered: Option<Timestamp> = tx.query_opt(
        sql!(
            "SELECT at FROM messages
             WHERE workspace_id = $1 AND conversation_id = $2 AND at > $3 AND direction = 'outbound'
               AND campaign_id IS NULL AND sent_by IS NOT NULL AND sent_by NOT LIKE 'automation:%'
             ORDER BY at DESC, id DESC
             LIMIT 1"
        ),
        &[workspace, thread, &since],
        |row| row.get("at"),
    )?;
    let taken: Option<Timestamp> = tx.query_opt(
        sql!(
            "SELECT at FROM conversation_entries
             WHERE workspace_id = $1 AND conversation_id = $2 AND at > $3 AND kind = 'assigned'
               AND (author_kind = 'person' OR author_id LIKE 'key:%')
             ORDER BY at DESC, id DESC
             LIMIT 1"
        ),
        &[workspace, thread, &since],
        |row| row.get("at"),
    )?;
    Ok(answered.max(taken))
}

fn count_speeches(tx: &mut Tx<'_>, workspace: &WorkspaceId, thread: &ConversationId, since: Timestamp) -> Result<u32> {
    let count: i64 = tx.query_one(
        sql!(
            "SELECT COUNT(*) AS count FROM automation_runs
             WHERE workspace_id = $1 AND conversation_id = $2 AND at > $3 AND sent_message_id IS NOT NULL"
        ),
        &[workspace, thread, &since],
        |row| row.get("count"),
    )?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

fn list_marks(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    thread: &ConversationId,
) -> Result<HashMap<AutomationId, Mark>> {
    let found = tx.query(
        sql!(
            "SELECT automation_id, at, period_at FROM automation_marks
             WHERE workspace_id = $1 AND conversation_id = $2"
        ),
        &[workspace, thread],
        |row| {
            let mark = Mark {
                at: row.get("at")?,
                period_at: row.get("period_at")?,
            };
            Ok((row.get("automation_id")?, mark))
        },
    )?;
    Ok(found.into_iter().collect())
}
