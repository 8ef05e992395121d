//! Settling: what became of the calls, merged in batches.

use std::collections::HashMap;

use galka_domain::campaign::RecipientState;
use galka_domain::event::EventKind;
use galka_domain::ids::{CampaignId, ConversationId, MessageId, NumberId, RecipientId, WorkspaceId};
use galka_domain::message::MessageStatus;
use galka_domain::time::Timestamp;

use super::follow::{Follower, follow_messages, write_previews};
use crate::apply::join_parked;
use crate::events::NewEvent;
use crate::{Result, Rows, Tx, sql, wamid};

/// What became of one call.
#[derive(Clone, Debug)]
pub struct Settlement {
    /// Which message.
    pub message_id: MessageId,
    /// Which of its attempts.
    pub attempt: i64,
    /// How it ended.
    pub outcome: SettledAs,
}

/// How a call ended.
#[derive(Clone, Debug)]
pub enum SettledAs {
    /// WhatsApp took it.
    Accepted {
        /// Its id there.
        wamid: String,
    },
    /// WhatsApp refused it for good.
    Failed {
        /// Error code.
        code: String,
        /// The error as JSON.
        reason: String,
    },
    /// Nobody knows whether it went.
    Uncertain {
        /// Why, as JSON.
        reason: String,
    },
    /// It did not go, and may be tried again.
    Requeued {
        /// Business time of the next try.
        due_at: Timestamp,
        /// Rule or error code.
        code: Option<String>,
        /// Its particulars as JSON.
        reason: Option<String>,
    },
}

struct Standing {
    conversation: ConversationId,
    number: NumberId,
    campaign: Option<CampaignId>,
    recipient: Option<RecipientId>,
    status: MessageStatus,
    attempt: i64,
}

/// Merges outcomes of one number into their messages, and gives back the places of `budget` that were not used;
/// answers the events.
pub fn settle(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    budget: &str,
    settlements: &[Settlement],
    now: Timestamp,
) -> Result<Vec<NewEvent>> {
    let standings = load(tx, workspace, settlements)?;
    let mut results = Rows::new();
    let mut requeued = Rows::new();
    let mut previews = Rows::new();
    let mut failed = Rows::new();
    let mut followers = Vec::new();
    let mut named = Vec::new();
    let mut events = Vec::new();
    for settlement in settlements {
        let Some(standing) = standings.get(&settlement.message_id) else {
            continue;
        };
        let current = standing.status == MessageStatus::Sending && standing.attempt == settlement.attempt;
        let (status, wamid, code, reason) = match &settlement.outcome {
            SettledAs::Requeued { due_at, code, reason } => {
                if current {
                    requeued.push(&[&settlement.message_id, due_at, code, reason]);
                    (MessageStatus::Queued, None, code.clone(), reason.clone())
                } else {
                    continue;
                }
            }
            SettledAs::Accepted { wamid } => {
                named.push((standing.number.clone(), wamid.clone()));
                (
                    standing.status.merge(MessageStatus::Accepted),
                    Some(wamid.clone()),
                    None,
                    None,
                )
            }
            SettledAs::Failed { code, reason } => {
                failed.push(&[&settlement.message_id]);
                let status = standing.status.merge(MessageStatus::Failed);
                let told = status == MessageStatus::Failed;
                (status, None, told.then(|| code.clone()), told.then(|| reason.clone()))
            }
            SettledAs::Uncertain { reason } => {
                let status = standing.status.merge(MessageStatus::Uncertain);
                (
                    status,
                    None,
                    None,
                    (status == MessageStatus::Uncertain).then(|| reason.clone()),
                )
            }
        };
        if status != MessageStatus::Queued {
            let accepted_at = wamid.is_some().then_some(now);
            let failed_at = (status == MessageStatus::Failed).then_some(now);
            let hash = wamid.as_deref().map(wamid::hash);
            results.push(&[
                &settlement.message_id,
                &status,
                &wamid,
                &hash,
                &accepted_at,
                &failed_at,
                &code,
                &reason,
            ]);
        }
        previews.push(&[&standing.conversation, &settlement.message_id, &status]);
        if let (Some(campaign_id), Some(recipient_id)) = (standing.campaign.clone(), standing.recipient.clone()) {
            followers.push(Follower {
                campaign_id,
                recipient_id,
                state: RecipientState::from(status),
                reason_code: code,
                reason,
            });
        }
        events.push(NewEvent::within(
            EventKind::MessageStatus,
            settlement.message_id.as_str(),
            standing.conversation.as_str(),
        ));
    }
    write(tx, workspace, &results, &requeued)?;
    release_uses(tx, workspace, budget, &failed)?;
    write_previews(tx, workspace, &previews)?;
    follow_messages(tx, workspace, &followers, now)?;
    events.extend(progress_of(&followers));
    events.extend(join_parked(tx, workspace, &named, now)?);
    Ok(events)
}

fn progress_of(followers: &[Follower]) -> Vec<NewEvent> {
    let campaigns: std::collections::BTreeSet<&str> =
        followers.iter().map(|follower| follower.campaign_id.as_str()).collect();
    campaigns
        .into_iter()
        .map(|campaign| NewEvent::of(EventKind::CampaignProgress, campaign))
        .collect()
}

fn load(tx: &mut Tx<'_>, workspace: &WorkspaceId, settlements: &[Settlement]) -> Result<HashMap<MessageId, Standing>> {
    let mut rows = Rows::new();
    for settlement in settlements {
        rows.push(&[&settlement.message_id]);
    }
    let found = tx.query_rows(
        sql!(
            "SELECT m.id, m.conversation_id, m.number_id, m.campaign_id, m.recipient_id, m.status, m.attempt
             FROM each($2: id TEXT) AS r
             JOIN messages AS m ON m.workspace_id = $1 AND m.id = r.id
             ORDER BY m.id /*postgres: FOR UPDATE OF m */"
        ),
        &[workspace],
        &rows,
        |row| {
            let standing = Standing {
                conversation: row.get("conversation_id")?,
                number: row.get("number_id")?,
                campaign: row.get("campaign_id")?,
                recipient: row.get("recipient_id")?,
                status: row.get("status")?,
                attempt: row.get("attempt")?,
            };
            Ok((row.get::<MessageId>("id")?, standing))
        },
    )?;
    Ok(found.into_iter().collect())
}

fn write(tx: &mut Tx<'_>, workspace: &WorkspaceId, results: &Rows, requeued: &Rows) -> Result<()> {
    tx.execute_rows(
        sql!(
            "UPDATE messages SET
                 status = r.status, wamid = COALESCE(messages.wamid, r.wamid),
                 wamid_hash = COALESCE(messages.wamid_hash, r.wamid_hash),
                 accepted_at = COALESCE(messages.accepted_at, r.accepted_at),
                 failed_at = COALESCE(messages.failed_at, r.failed_at),
                 reason_code = COALESCE(r.code, messages.reason_code), reason = COALESCE(r.reason, messages.reason)
             FROM each($2: id TEXT, status TEXT, wamid TEXT, wamid_hash BIGINT, accepted_at BIGINT, failed_at BIGINT,
                           code TEXT, reason TEXT) AS r
             WHERE messages.workspace_id = $1 AND messages.id = r.id"
        ),
        &[workspace],
        results,
    )?;
    tx.execute_rows(
        sql!(
            "UPDATE messages SET status = 'queued', due_at = r.due_at, reason_code = r.code, reason = r.reason
             FROM each($2: id TEXT, due_at BIGINT, code TEXT, reason TEXT) AS r
             WHERE messages.workspace_id = $1 AND messages.id = r.id AND messages.status = 'sending'"
        ),
        &[workspace],
        requeued,
    )?;
    Ok(())
}

/// What WhatsApp refused at once reached nobody: it counts neither against the limit nor as something the person got.
fn release_uses(tx: &mut Tx<'_>, workspace: &WorkspaceId, budget: &str, failed: &Rows) -> Result<()> {
    tx.execute_rows(
        sql!(
            "DELETE FROM limit_uses
             WHERE workspace_id = $1 AND budget = $2 AND (contact_id, message_id) IN (
                 SELECT m.contact_id, m.id FROM each($3: id TEXT) AS r
                 JOIN messages AS m ON m.workspace_id = $1 AND m.id = r.id)"
        ),
        &[workspace, &budget],
        failed,
    )?;
    tx.execute_rows(
        sql!(
            "DELETE FROM template_sends
             WHERE workspace_id = $1 AND (contact_id, message_id) IN (
                 SELECT m.contact_id, m.id FROM each($2: id TEXT) AS r
                 JOIN messages AS m ON m.workspace_id = $1 AND m.id = r.id)"
        ),
        &[workspace],
        failed,
    )?;
    Ok(())
}
