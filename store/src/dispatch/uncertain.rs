//! Messages of which nobody knows whether they went: never sent again without a decision.

use galka_domain::campaign::{RecipientState, UncertainPolicy};
use galka_domain::event::EventKind;
use galka_domain::ids::{CampaignId, ConversationId, MessageId, RecipientId, WorkspaceId};
use galka_domain::message::MessageStatus;
use galka_domain::time::Timestamp;

use super::claim::DueNumber;
use super::follow::{Follower, follow_messages, write_previews};
use crate::events::NewEvent;
use crate::{Result, Row, Rows, Tx, sql};

/// A message whose outcome is unknown.
#[derive(Clone, Debug)]
pub struct UncertainMessage {
    /// Whose.
    pub workspace_id: WorkspaceId,
    /// Which.
    pub message_id: MessageId,
    /// Its thread.
    pub conversation_id: ConversationId,
    /// Its campaign.
    pub campaign_id: Option<CampaignId>,
    /// Its recipient there.
    pub recipient_id: Option<RecipientId>,
    /// What the campaign wrote down for this case.
    pub policy: Option<UncertainPolicy>,
}

/// Makes every message of a number that is being sent uncertain: its sender is gone. Only for who has just taken
/// the number's lease.
pub fn mark_abandoned(tx: &mut Tx<'_>, number: &DueNumber, now: Timestamp) -> Result<Vec<NewEvent>> {
    let found = tx.query(
        sql!(
            "UPDATE messages SET status = 'uncertain', reason = '{\"because\":\"interrupted\"}'
             WHERE workspace_id = $1 AND number_id = $2 AND status = 'sending'
             RETURNING workspace_id, id, conversation_id, campaign_id, recipient_id"
        ),
        &[&number.workspace_id, &number.number_id],
        read_uncertain,
    )?;
    tell(tx, &number.workspace_id, &found, MessageStatus::Uncertain, now)
}

/// Makes every message of a number that was to be sent uncertain: it stands in a backup, and whoever went on after the
/// backup may have sent it.
pub fn mark_restored(tx: &mut Tx<'_>, number: &DueNumber, now: Timestamp) -> Result<Vec<NewEvent>> {
    let mut told = mark_abandoned(tx, number, now)?;
    let found = tx.query(
        sql!(
            "UPDATE messages SET status = 'uncertain', reason = '{\"because\":\"restored\"}'
             WHERE workspace_id = $1 AND number_id = $2 AND status = 'queued'
             RETURNING workspace_id, id, conversation_id, campaign_id, recipient_id"
        ),
        &[&number.workspace_id, &number.number_id],
        read_uncertain,
    )?;
    told.extend(tell(tx, &number.workspace_id, &found, MessageStatus::Uncertain, now)?);
    Ok(told)
}

/// Uncertain messages of campaigns that were claimed before `before` (machine time) and have a written policy.
pub fn list_uncertain_campaign_messages(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<UncertainMessage>> {
    tx.query(
        sql!(
            "SELECT m.workspace_id, m.id, m.conversation_id, m.campaign_id, m.recipient_id, k.uncertain_policy
             FROM messages AS m
             JOIN campaigns AS k ON k.workspace_id = $1 AND k.id = m.campaign_id
             WHERE m.workspace_id = $1 AND m.status = 'uncertain' AND m.claimed_at < $2 AND k.uncertain_policy <> 'ask'
             ORDER BY m.claimed_at, m.id
             LIMIT $3"
        ),
        &[workspace, &before, &limit],
        |row| {
            Ok(UncertainMessage {
                policy: row.get("uncertain_policy")?,
                ..read_uncertain(row)?
            })
        },
    )
}

/// One uncertain message.
pub fn get_uncertain(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    message: &MessageId,
) -> Result<Option<UncertainMessage>> {
    tx.query_opt(
        sql!(
            "SELECT workspace_id, id, conversation_id, campaign_id, recipient_id FROM messages
             WHERE workspace_id = $1 AND id = $2 AND status = 'uncertain'"
        ),
        &[workspace, message],
        read_uncertain,
    )
}

/// How many messages of a workspace wait for a decision.
pub fn count_uncertain(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<i64> {
    tx.query_one(
        sql!("SELECT COUNT(*) AS waiting FROM messages WHERE workspace_id = $1 AND status = 'uncertain'"),
        &[workspace],
        |row| row.get("waiting"),
    )
}

/// Somebody decided that these are to be sent again.
pub fn requeue_uncertain(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    messages: &[UncertainMessage],
    now: Timestamp,
) -> Result<Vec<NewEvent>> {
    tx.execute_rows(
        sql!(
            "UPDATE messages SET status = 'queued', priority = 0, due_at = $2, reason = NULL
             WHERE workspace_id = $1 AND status = 'uncertain' AND id IN (SELECT r.id FROM each($3: id TEXT) AS r)"
        ),
        &[workspace, &now],
        &id_rows(messages),
    )?;
    tell(tx, workspace, messages, MessageStatus::Queued, now)
}

/// Somebody decided that these count as accepted, or as failed.
pub fn resolve_uncertain(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    messages: &[UncertainMessage],
    status: MessageStatus,
    now: Timestamp,
) -> Result<Vec<NewEvent>> {
    tx.execute_rows(
        sql!(
            "UPDATE messages SET status = $2, reason = '{\"because\":\"decided\"}',
                    accepted_at = CASE WHEN $2 = 'accepted' THEN COALESCE(accepted_at, $3) ELSE accepted_at END,
                    failed_at = CASE WHEN $2 = 'failed' THEN $3 ELSE failed_at END
             WHERE workspace_id = $1 AND status = 'uncertain' AND id IN (SELECT r.id FROM each($4: id TEXT) AS r)"
        ),
        &[workspace, &status, &now],
        &id_rows(messages),
    )?;
    tell(tx, workspace, messages, status, now)
}

fn id_rows(messages: &[UncertainMessage]) -> Rows {
    let mut rows = Rows::new();
    for message in messages {
        rows.push(&[&message.message_id]);
    }
    rows
}

fn read_uncertain(row: &Row<'_>) -> Result<UncertainMessage> {
    Ok(UncertainMessage {
        workspace_id: row.get("workspace_id")?,
        message_id: row.get("id")?,
        conversation_id: row.get("conversation_id")?,
        campaign_id: row.get("campaign_id")?,
        recipient_id: row.get("recipient_id")?,
        policy: None,
    })
}

/// Lets the lists and the campaigns follow.
fn tell(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    messages: &[UncertainMessage],
    status: MessageStatus,
    now: Timestamp,
) -> Result<Vec<NewEvent>> {
    let mut previews = Rows::new();
    let mut followers = Vec::new();
    let mut events = Vec::new();
    for message in messages {
        previews.push(&[&message.conversation_id, &message.message_id, &status]);
        let (id, thread) = (message.message_id.as_str(), message.conversation_id.as_str());
        events.push(NewEvent::within(EventKind::MessageStatus, id, thread));
        if let (Some(campaign_id), Some(recipient_id)) = (message.campaign_id.clone(), message.recipient_id.clone()) {
            let state = RecipientState::from(status);
            followers.push(Follower {
                campaign_id,
                recipient_id,
                state,
                reason_code: None,
                reason: None,
            });
        }
    }
    write_previews(tx, workspace, &previews)?;
    follow_messages(tx, workspace, &followers, now)?;
    let campaigns: std::collections::BTreeSet<&str> =
        followers.iter().map(|follower| follower.campaign_id.as_str()).collect();
    events.extend(
        campaigns
            .into_iter()
            .map(|campaign| NewEvent::of(EventKind::CampaignProgress, campaign)),
    );
    Ok(events)
}
