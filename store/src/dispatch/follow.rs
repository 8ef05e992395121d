//! What follows a message's status: its line in the list, and its campaign's recipient.

use galka_domain::campaign::RecipientState;
use galka_domain::ids::{CampaignId, RecipientId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::{Result, Rows, Tx, sql};

/// A recipient whose message reached another status.
#[derive(Clone, Debug)]
pub struct Follower {
    /// The campaign.
    pub campaign_id: CampaignId,
    /// Its recipient.
    pub recipient_id: RecipientId,
    /// The state that follows from the message's status.
    pub state: RecipientState,
    /// Rule or error code.
    pub reason_code: Option<String>,
    /// Its particulars as JSON.
    pub reason: Option<String>,
}

/// Shows the new status in the list where the message is the newest of its thread; rows are (conversation, message, status).
pub fn write_previews(tx: &mut Tx<'_>, workspace: &WorkspaceId, rows: &Rows) -> Result<()> {
    tx.execute_rows(
        sql!(
            "UPDATE conversations SET last_status = r.status
             FROM each($2: id TEXT, message_id TEXT, status TEXT) AS r
             WHERE conversations.workspace_id = $1 AND conversations.id = r.id
               AND conversations.last_message_id = r.message_id"
        ),
        &[workspace],
        rows,
    )?;
    Ok(())
}

/// Lets recipients follow their messages. Whoever replied stays so: a reply outranks every status.
pub fn follow_messages(tx: &mut Tx<'_>, workspace: &WorkspaceId, followers: &[Follower], now: Timestamp) -> Result<()> {
    let mut rows = Rows::new();
    for follower in followers {
        rows.push(&[
            &follower.campaign_id,
            &follower.recipient_id,
            &follower.state,
            &follower.reason_code,
            &follower.reason,
        ]);
    }
    tx.execute_rows(
        sql!(
            "UPDATE campaign_recipients SET state = r.state, reason_code = r.code, reason = r.reason, updated_at = $2
             FROM each($3: campaign_id TEXT, id TEXT, state TEXT, code TEXT, reason TEXT) AS r
             WHERE campaign_recipients.workspace_id = $1 AND campaign_recipients.campaign_id = r.campaign_id
               AND campaign_recipients.id = r.id AND campaign_recipients.state <> 'replied'"
        ),
        &[workspace, &now],
        &rows,
    )?;
    Ok(())
}
