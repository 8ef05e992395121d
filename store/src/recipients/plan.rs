//! From a frozen recipient to a queued message, and back.

use galka_domain::campaign::RecipientState;
use galka_domain::ids::{CampaignId, ContactId, MessageId, NumberId, RecipientId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::plans::uses;
use crate::{Result, Rows, Tx, sql};

/// A recipient that has no message yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedRecipient {
    /// Its id.
    pub id: RecipientId,
    /// The person.
    pub contact_id: ContactId,
    /// The frozen values by key, as a JSON object.
    pub values: String,
}

/// A recipient that the guard put off or refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// Which one.
    pub id: RecipientId,
    /// `deferred` or `refused`.
    pub state: RecipientState,
    /// The rule's name.
    pub reason_code: String,
    /// Its particulars, as JSON.
    pub reason: String,
    /// When to ask again.
    pub deferred_until: Option<Timestamp>,
}

/// How many messages of campaigns stand in the queue of a number, counted up to `limit`.
pub fn count_queued(tx: &mut Tx<'_>, workspace: &WorkspaceId, number: &NumberId, limit: i64) -> Result<i64> {
    tx.query_one(
        sql!(
            "SELECT COUNT(*) AS count FROM (
                 SELECT 1 AS one FROM messages
                 WHERE workspace_id = $1 AND number_id = $2 AND status = 'queued' AND priority >= 10
                 LIMIT $3
             ) AS queued"
        ),
        &[workspace, number, &limit],
        |row| row.get("count"),
    )
}

/// Recipients that wait and have no message, in their order.
pub fn list_waiting(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    campaign: &CampaignId,
    limit: i64,
) -> Result<Vec<PlannedRecipient>> {
    tx.query(
        sql!(
            "SELECT id, contact_id, value_list FROM campaign_recipients
             WHERE workspace_id = $1 AND campaign_id = $2 AND state = 'waiting' AND message_id IS NULL
             ORDER BY id
             LIMIT $3"
        ),
        &[workspace, campaign, &limit],
        |row| {
            Ok(PlannedRecipient {
                id: row.get("id")?,
                contact_id: row.get("contact_id")?,
                values: row.get("value_list")?,
            })
        },
    )
}

/// Gives waiting recipients of a running campaign their messages; answers those that were still waiting, so that
/// exactly their messages are queued in the same transaction.
pub fn plan(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    campaign: &CampaignId,
    messages: &[(RecipientId, MessageId)],
    now: Timestamp,
) -> Result<Vec<RecipientId>> {
    let mut rows = Rows::new();
    for (recipient, message) in messages {
        rows.push(&[recipient, message]);
    }
    tx.query_rows(
        sql!(
            "UPDATE campaign_recipients
             SET message_id = r.message_id, reason_code = NULL, reason = NULL, deferred_until = NULL, updated_at = $3
             FROM each($4: id TEXT, message_id TEXT) AS r
             WHERE campaign_recipients.workspace_id = $1 AND campaign_recipients.campaign_id = $2
                 AND campaign_recipients.id = r.id AND campaign_recipients.state = 'waiting'
                 AND campaign_recipients.message_id IS NULL
             RETURNING campaign_recipients.id"
        ),
        &[workspace, campaign, &now],
        &rows,
        |row| row.get("id"),
    )
}

/// Writes down whom the guard put off or refused.
pub fn set_aside(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    campaign: &CampaignId,
    recipients: &[SetAside],
    now: Timestamp,
) -> Result<u64> {
    let mut rows = Rows::new();
    for one in recipients {
        rows.push(&[&one.id, &one.state, &one.reason_code, &one.reason, &one.deferred_until]);
    }
    tx.execute_rows(
        sql!(
            "UPDATE campaign_recipients
             SET state = r.state, reason_code = r.code, reason = r.reason, deferred_until = r.until, updated_at = $3
             FROM each($4: id TEXT, state TEXT, code TEXT, reason TEXT, until BIGINT) AS r
             WHERE campaign_recipients.workspace_id = $1 AND campaign_recipients.campaign_id = $2
                 AND campaign_recipients.id = r.id AND campaign_recipients.state = 'waiting'
                 AND campaign_recipients.message_id IS NULL"
        ),
        &[workspace, campaign, &now],
        &rows,
    )
}

/// Lets up to `limit` of those wait again whose time has come; answers how many.
pub fn wake_deferred(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    campaign: &CampaignId,
    now: Timestamp,
    limit: i64,
) -> Result<u64> {
    tx.execute(
        sql!(
            "UPDATE campaign_recipients SET state = 'waiting', updated_at = $3
             WHERE workspace_id = $1 AND campaign_id = $2 AND id IN (
                 SELECT q.id FROM campaign_recipients q
                 WHERE q.workspace_id = $1 AND q.campaign_id = $2 AND q.state = 'deferred'
                     AND q.message_id IS NULL AND q.deferred_until <= $3
                 ORDER BY q.id
                 LIMIT $4)"
        ),
        &[workspace, campaign, &now, &limit],
    )
}

/// When the first of the deferred recipients is due.
pub fn next_deferred_at(tx: &mut Tx<'_>, workspace: &WorkspaceId, campaign: &CampaignId) -> Result<Option<Timestamp>> {
    tx.query_one(
        sql!(
            "SELECT MIN(deferred_until) AS until FROM campaign_recipients
             WHERE workspace_id = $1 AND campaign_id = $2 AND state = 'deferred'"
        ),
        &[workspace, campaign],
        |row| row.get("until"),
    )
}

/// Whether somebody still waits, is put off or is being sent to.
pub fn has_unfinished(tx: &mut Tx<'_>, workspace: &WorkspaceId, campaign: &CampaignId) -> Result<bool> {
    let found: Option<String> = tx.query_opt(
        sql!(
            "SELECT state FROM campaign_recipients
             WHERE workspace_id = $1 AND campaign_id = $2 AND state IN ('waiting', 'deferred', 'sending')
             LIMIT 1"
        ),
        &[workspace, campaign],
        |row| row.get("state"),
    )?;
    Ok(found.is_some())
}

/// Takes queued messages of a campaign that no longer runs out of the queue. What a sender has claimed meanwhile stays.
pub fn withdraw(tx: &mut Tx<'_>, workspace: &WorkspaceId, campaign: &CampaignId, now: Timestamp) -> Result<u64> {
    let planned: Vec<MessageId> = tx.query(
        sql!(
            "SELECT message_id FROM campaign_recipients
             WHERE workspace_id = $1 AND campaign_id = $2 AND state = 'waiting' AND message_id IS NOT NULL"
        ),
        &[workspace, campaign],
        |row| row.get("message_id"),
    )?;
    let rows = Rows::of(&planned);
    let withdrawn: Vec<(RecipientId, MessageId, Timestamp)> = tx.query_rows(
        sql!(
            "DELETE FROM messages
             WHERE workspace_id = $1 AND status = 'queued' AND attempt = 0
                 AND id IN (SELECT r.id FROM each($2: id TEXT) AS r)
             RETURNING id, recipient_id, created_at"
        ),
        &[workspace],
        &rows,
        |row| Ok((row.get("recipient_id")?, row.get("id")?, row.get("created_at")?)),
    )?;
    let queued_at: Vec<Timestamp> = withdrawn.iter().map(|(.., queued_at)| *queued_at).collect();
    uses::give_back(tx, workspace, &queued_at)?;
    let mut rows = Rows::new();
    for (recipient, message, _) in &withdrawn {
        rows.push(&[recipient, message]);
    }
    tx.execute_rows(
        sql!(
            "UPDATE campaign_recipients SET message_id = NULL, updated_at = $3
             FROM each($4: id TEXT, message_id TEXT) AS r
             WHERE campaign_recipients.workspace_id = $1 AND campaign_recipients.campaign_id = $2
                 AND campaign_recipients.id = r.id AND campaign_recipients.message_id = r.message_id"
        ),
        &[workspace, campaign, &now],
        &rows,
    )
}

/// Ends it for everybody whose message is not being sent: the campaign was stopped.
pub fn stop_waiting(tx: &mut Tx<'_>, workspace: &WorkspaceId, campaign: &CampaignId, now: Timestamp) -> Result<u64> {
    // Left in the queue by `withdraw`: tried before and slowed down, so WhatsApp may know of them; they are not sent.
    let queued_at: Vec<Timestamp> = tx.query(
        sql!(
            "UPDATE messages SET status = 'refused', failed_at = $3
             WHERE workspace_id = $1 AND status = 'queued' AND priority <> 0 AND id IN (
                 SELECT q.message_id FROM campaign_recipients AS q
                 WHERE q.workspace_id = $1 AND q.campaign_id = $2 AND q.state = 'waiting' AND q.message_id IS NOT NULL)
             RETURNING created_at"
        ),
        &[workspace, campaign, &now],
        |row| row.get("created_at"),
    )?;
    uses::give_back(tx, workspace, &queued_at)?;
    tx.execute(
        sql!(
            "UPDATE campaign_recipients SET state = 'stopped', deferred_until = NULL, updated_at = $3
             WHERE workspace_id = $1 AND campaign_id = $2 AND state IN ('waiting', 'deferred')
               AND (message_id IS NULL OR EXISTS (
                   SELECT 1 FROM messages AS m
                   WHERE m.workspace_id = $1 AND m.id = campaign_recipients.message_id AND m.status = 'refused'))"
        ),
        &[workspace, campaign, &now],
    )
}
