//! What there is of a person: threads, how much was written in each, and the campaigns that reached them.

use galka_domain::ids::{CampaignId, ContactId, ConversationId, MessageId, NumberId, WorkspaceId};
use galka_domain::message::MessageStatus;
use galka_domain::time::Timestamp;

use crate::{Result, Tx, sql};

/// A thread of the person in figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreadFigures {
    /// The thread.
    pub id: ConversationId,
    /// The business number.
    pub number_id: NumberId,
    /// When it began.
    pub created_at: Timestamp,
    /// When the person last wrote in it.
    pub last_inbound_at: Option<Timestamp>,
    /// Messages of the person.
    pub received: i64,
    /// Messages to the person.
    pub sent: i64,
}

/// A campaign's message to the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CampaignMessage {
    /// The message.
    pub id: MessageId,
    /// The campaign.
    pub campaign_id: CampaignId,
    /// What people call it.
    pub name: String,
    /// Where it stands.
    pub status: Option<MessageStatus>,
    /// When it was sent.
    pub at: Timestamp,
}

/// The threads of a person, oldest first.
pub fn list_threads(tx: &mut Tx<'_>, workspace: &WorkspaceId, contact: &ContactId) -> Result<Vec<ThreadFigures>> {
    tx.query(
        sql!(
            "SELECT v.id, v.number_id, v.created_at, v.last_inbound_at,
                    (SELECT COUNT(*) FROM messages AS m
                     WHERE m.workspace_id = $1 AND m.conversation_id = v.id AND m.direction = 'inbound') AS received,
                    (SELECT COUNT(*) FROM messages AS n
                     WHERE n.workspace_id = $1 AND n.conversation_id = v.id AND n.direction = 'outbound') AS sent
             FROM conversations AS v
             WHERE v.workspace_id = $1 AND v.contact_id = $2
             ORDER BY v.created_at, v.id"
        ),
        &[workspace, contact],
        |row| {
            Ok(ThreadFigures {
                id: row.get("id")?,
                number_id: row.get("number_id")?,
                created_at: row.get("created_at")?,
                last_inbound_at: row.get("last_inbound_at")?,
                received: row.get("received")?,
                sent: row.get("sent")?,
            })
        },
    )
}

/// The newest messages of campaigns to a person.
pub fn list_campaign_messages(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    contact: &ContactId,
    limit: i64,
) -> Result<Vec<CampaignMessage>> {
    tx.query(
        sql!(
            "SELECT m.id, m.campaign_id, COALESCE(k.name, '') AS name, m.status, m.at
             FROM conversations AS v
             JOIN messages AS m ON m.workspace_id = $1 AND m.conversation_id = v.id
             LEFT JOIN campaigns AS k ON k.workspace_id = $1 AND k.id = m.campaign_id
             WHERE v.workspace_id = $1 AND v.contact_id = $2 AND m.campaign_id IS NOT NULL
             ORDER BY m.at DESC, m.id DESC
             LIMIT $3"
        ),
        &[workspace, contact, &limit],
        |row| {
            Ok(CampaignMessage {
                id: row.get("id")?,
                campaign_id: row.get("campaign_id")?,
                name: row.get("name")?,
                status: row.get("status")?,
                at: row.get("at")?,
            })
        },
    )
}
