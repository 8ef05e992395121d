//! Claiming: which messages are due, and the durable mark that a call is about to be made.

use galka_domain::campaign::RecipientState;
use galka_domain::event::EventKind;
use galka_domain::guard::Reason;
use galka_domain::ids::{
    CampaignId, ContactId, ConversationId, MediaId, MessageId, NumberId, RecipientId, TemplateId, WorkspaceId,
};
use galka_domain::reach::{Address, Reach, Sending};
use galka_domain::template::TemplateCategory;
use galka_domain::time::Timestamp;

use super::follow::{Follower, follow_messages, write_previews};
use crate::events::NewEvent;
use crate::plans::uses;
use crate::{Result, Row, Rows, Tx, sql};

/// A number that has queued messages.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DueNumber {
    /// Whose number.
    pub workspace_id: WorkspaceId,
    /// Which number.
    pub number_id: NumberId,
}

/// A queued message whose time has come.
#[derive(Clone, Debug)]
pub struct DueMessage {
    /// Its id.
    pub message_id: MessageId,
    /// Its thread: one call at a time goes to each.
    pub conversation_id: ConversationId,
    /// The recipient.
    pub contact_id: ContactId,
    /// The Cloud API's type.
    pub kind: String,
    /// The content in the Cloud API's shape, as JSON.
    pub content: String,
    /// The message it answers.
    pub context_wamid: Option<String>,
    /// A stored file that goes with it.
    pub media_id: Option<MediaId>,
    /// The template it uses.
    pub template_id: Option<TemplateId>,
    /// The campaign it belongs to.
    pub campaign_id: Option<CampaignId>,
    /// The recipient of that campaign.
    pub recipient_id: Option<RecipientId>,
    /// Who wants it.
    pub sent_by: Option<String>,
    /// How often it was tried.
    pub attempt: i64,
    /// Where it goes; nothing when there is no way to the recipient.
    pub to: Option<Address>,
}

/// A message that goes now.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Which message.
    pub message_id: MessageId,
    /// The recipient.
    pub contact_id: ContactId,
    /// Its thread.
    pub conversation_id: ConversationId,
    /// When the pair's bucket is full again after this send.
    pub pair_full_at: Timestamp,
    /// Fingerprint of the content.
    pub content_hash: i64,
    /// Whether it uses up a place of the messaging limit.
    pub counts: bool,
    /// Nothing for free-form; whether it is marketing for a template.
    pub template_marketing: Option<bool>,
}

/// A message that waits.
#[derive(Clone, Debug)]
pub struct Deferral {
    /// Which message.
    pub message_id: MessageId,
    /// Until when, business time.
    pub until: Timestamp,
    /// Why.
    pub why: Reason,
}

/// A message that is not sent.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// Which message.
    pub message_id: MessageId,
    /// Why.
    pub why: Reason,
}

/// Numbers of all workspaces that have messages to send, whether due or not, or whose sends somebody left unfinished.
pub fn list_due_numbers(tx: &mut Tx<'_>) -> Result<Vec<DueNumber>> {
    tx.query(
        sql!(
            "SELECT n.workspace_id, n.id FROM numbers AS n
             WHERE EXISTS (SELECT 1 FROM messages AS m
                           WHERE m.workspace_id = n.workspace_id AND m.number_id = n.id AND m.status = 'queued')
                OR EXISTS (SELECT 1 FROM messages AS m
                           WHERE m.workspace_id = n.workspace_id AND m.number_id = n.id AND m.status = 'sending')"
        ),
        &[],
        |row| {
            Ok(DueNumber {
                workspace_id: row.get("workspace_id")?,
                number_id: row.get("id")?,
            })
        },
    )
}

/// When the next queued message of a number is due.
pub fn next_due_at(tx: &mut Tx<'_>, number: &DueNumber) -> Result<Option<Timestamp>> {
    tx.query_one(
        sql!("SELECT MIN(due_at) AS due_at FROM messages WHERE workspace_id = $1 AND number_id = $2 AND status = 'queued'"),
        &[&number.workspace_id, &number.number_id],
        |row| row.get("due_at"),
    )
}

/// The due messages of a number with where each goes, people's first; those of campaigns that do not run are passed over, unless a person
/// decided that one is to be sent again.
pub fn list_due(tx: &mut Tx<'_>, number: &DueNumber, now: Timestamp, limit: i64) -> Result<Vec<DueMessage>> {
    tx.query(
        sql!(
            "SELECT m.id, m.conversation_id, m.contact_id, m.type, m.content, m.context_wamid, m.media_id, m.template_id,
                    m.campaign_id, m.recipient_id, m.sent_by, m.attempt, c.phone,
                    CASE WHEN c.phone IS NULL THEN
                        COALESCE(c.user_id, (SELECT i.value FROM contact_identities AS i
                         WHERE i.workspace_id = $1 AND i.contact_id = c.id AND i.kind = 'user_id' LIMIT 1))
                    END AS user_id,
                    wp.value AS wrote_phone, wu.value AS wrote_user_id,
                    (SELECT t.category FROM templates AS t
                     WHERE t.workspace_id = $1 AND t.id = m.template_id) AS category
             FROM messages AS m
             JOIN contacts AS c ON c.workspace_id = $1 AND c.id = m.contact_id
             LEFT JOIN conversations AS v ON v.workspace_id = $1 AND v.id = m.conversation_id
             LEFT JOIN contact_identities AS wp
               ON wp.workspace_id = $1 AND wp.kind = 'phone' AND wp.value = v.answer_phone AND wp.contact_id = c.id
             LEFT JOIN contact_identities AS wu
               ON wu.workspace_id = $1 AND wu.kind = 'user_id' AND wu.value = v.answer_user_id AND wu.contact_id = c.id
             WHERE m.workspace_id = $1 AND m.number_id = $2 AND m.status = 'queued' AND m.due_at <= $3
               AND (m.campaign_id IS NULL OR m.priority = 0 OR EXISTS (
                    SELECT 1 FROM campaigns AS k
                    WHERE k.workspace_id = $1 AND k.id = m.campaign_id AND k.state = 'running'))
             ORDER BY m.priority, m.due_at, m.id
             LIMIT $4
             /*postgres: FOR UPDATE OF m SKIP LOCKED */"
        ),
        &[&number.workspace_id, &number.number_id, &now, &limit],
        |row| {
            Ok(DueMessage {
                message_id: row.get("id")?,
                conversation_id: row.get("conversation_id")?,
                contact_id: row.get("contact_id")?,
                kind: row.get("type")?,
                content: row.get("content")?,
                context_wamid: row.get("context_wamid")?,
                media_id: row.get("media_id")?,
                template_id: row.get("template_id")?,
                campaign_id: row.get("campaign_id")?,
                recipient_id: row.get("recipient_id")?,
                sent_by: row.get("sent_by")?,
                attempt: row.get("attempt")?,
                to: reach_of(row)?.address(sending_of(row)?),
            })
        },
    )
}

/// The ways to the recipient: an address that was taken from the contact meanwhile is none.
fn reach_of(row: &Row<'_>) -> Result<Reach> {
    let (phone, user_id): (Option<String>, Option<String>) = (row.get("wrote_phone")?, row.get("wrote_user_id")?);
    Ok(Reach {
        wrote_from: phone.map(Address::Phone).or(user_id.map(Address::UserId)),
        phone: row.get("phone")?,
        user_id: row.get("user_id")?,
    })
}

fn sending_of(row: &Row<'_>) -> Result<Sending> {
    let (category, campaign): (Option<TemplateCategory>, Option<CampaignId>) =
        (row.get("category")?, row.get("campaign_id")?);
    Ok(match category {
        Some(_) if campaign.is_some() => Sending::Opening,
        category => Sending::Answer(category),
    })
}

/// Marks messages as being sent, and counts them against pair, limit and cap; answers how many were still queued.
pub fn write_claims(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    budget: &str,
    claims: &[Claim],
    now: Timestamp,
    machine_now: Timestamp,
) -> Result<u64> {
    let mut marks = Rows::new();
    let mut threads = Rows::new();
    let mut uses = Rows::new();
    let mut sends = Rows::new();
    for claim in claims {
        marks.push(&[&claim.message_id]);
        let out_hash = claim.template_marketing.is_none().then_some(claim.content_hash);
        threads.push(&[&claim.conversation_id, &claim.pair_full_at, &out_hash]);
        if claim.counts {
            uses.push(&[&claim.contact_id, &claim.message_id]);
        }
        if let Some(marketing) = claim.template_marketing {
            sends.push(&[&claim.contact_id, &claim.message_id, &marketing, &claim.content_hash]);
        }
    }
    let marked = tx.execute_rows(
        sql!(
            "UPDATE messages SET status = 'sending', attempt = attempt + 1, claimed_at = $2, reason_code = NULL, reason = NULL
             WHERE workspace_id = $1 AND status = 'queued' AND id IN (SELECT r.id FROM each($3: id TEXT) AS r)"
        ),
        &[workspace, &machine_now],
        &marks,
    )?;
    tx.execute_rows(
        sql!(
            "UPDATE conversations SET pair_full_at = r.full_at, out_hash = COALESCE(r.out_hash, conversations.out_hash),
                    out_at = CASE WHEN r.out_hash IS NULL THEN conversations.out_at ELSE $2 END
             FROM each($3: id TEXT, full_at BIGINT, out_hash BIGINT) AS r
             WHERE conversations.workspace_id = $1 AND conversations.id = r.id"
        ),
        &[workspace, &now],
        &threads,
    )?;
    tx.execute_rows(
        sql!(
            "INSERT INTO limit_uses (workspace_id, budget, contact_id, used_at, message_id)
             SELECT $1, $2, r.contact_id, $3, r.message_id FROM each($4: contact_id TEXT, message_id TEXT) AS r WHERE TRUE
             ON CONFLICT (workspace_id, budget, contact_id) DO UPDATE SET used_at = excluded.used_at, message_id = excluded.message_id"
        ),
        &[workspace, &budget, &now],
        &uses,
    )?;
    tx.execute_rows(
        sql!(
            "INSERT INTO template_sends (workspace_id, contact_id, message_id, marketing, content_hash, sent_at)
             SELECT $1, r.contact_id, r.message_id, r.marketing, r.content_hash, $2
             FROM each($3: contact_id TEXT, message_id TEXT, marketing BOOLEAN, content_hash BIGINT) AS r WHERE TRUE
             ON CONFLICT (workspace_id, contact_id, message_id) DO UPDATE SET sent_at = excluded.sent_at"
        ),
        &[workspace, &now],
        &sends,
    )?;
    Ok(marked)
}

/// Puts messages off.
pub fn write_deferrals(tx: &mut Tx<'_>, workspace: &WorkspaceId, deferrals: &[Deferral]) -> Result<()> {
    let mut rows = Rows::new();
    for deferral in deferrals {
        rows.push(&[
            &deferral.message_id,
            &deferral.until,
            &deferral.why.rule,
            &deferral.why.details_json(),
        ]);
    }
    tx.execute_rows(
        sql!(
            "UPDATE messages SET due_at = r.until, reason_code = r.code, reason = r.reason
             FROM each($2: id TEXT, until BIGINT, code TEXT, reason TEXT) AS r
             WHERE messages.workspace_id = $1 AND messages.id = r.id AND messages.status = 'queued'"
        ),
        &[workspace],
        &rows,
    )?;
    Ok(())
}

/// Refuses messages for good, and their campaigns' recipients with them; answers the events.
pub fn refuse_with_recipients(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    refusals: &[Refusal],
    now: Timestamp,
) -> Result<Vec<NewEvent>> {
    let mut rows = Rows::new();
    for refusal in refusals {
        rows.push(&[&refusal.message_id, &refusal.why.rule, &refusal.why.details_json()]);
    }
    tx.execute_rows(
        sql!(
            "UPDATE messages SET status = 'refused', reason_code = r.code, reason = r.reason, failed_at = $2
             FROM each($3: id TEXT, code TEXT, reason TEXT) AS r
             WHERE messages.workspace_id = $1 AND messages.id = r.id AND messages.status = 'queued'"
        ),
        &[workspace, &now],
        &rows,
    )?;
    let refused = tx.query_rows(
        sql!(
            "SELECT m.id, m.conversation_id, m.campaign_id, m.recipient_id, m.created_at, r.code, r.reason
             FROM each($2: id TEXT, code TEXT, reason TEXT) AS r
             JOIN messages AS m ON m.workspace_id = $1 AND m.id = r.id
             WHERE m.status = 'refused'"
        ),
        &[workspace],
        &rows,
        |row| {
            let ids: (String, String) = (row.get("id")?, row.get("conversation_id")?);
            let campaign: (Option<CampaignId>, Option<RecipientId>) =
                (row.get("campaign_id")?, row.get("recipient_id")?);
            let why: (String, String) = (row.get("code")?, row.get("reason")?);
            Ok((ids, campaign, why, row.get::<Timestamp>("created_at")?))
        },
    )?;
    let queued_at: Vec<Timestamp> = refused.iter().map(|(.., queued_at)| *queued_at).collect();
    uses::give_back(tx, workspace, &queued_at)?;
    let mut previews = Rows::new();
    let mut followers = Vec::new();
    let mut events = Vec::new();
    for ((message, thread), campaign, (code, reason), _) in refused {
        previews.push(&[&thread, &message, &"refused"]);
        events.push(NewEvent::within(EventKind::MessageStatus, &message, &thread));
        if let (Some(campaign_id), Some(recipient_id)) = campaign {
            events.push(NewEvent::of(EventKind::CampaignProgress, campaign_id.as_str()));
            let (state, reason_code, reason) = (RecipientState::Refused, Some(code), Some(reason));
            followers.push(Follower {
                campaign_id,
                recipient_id,
                state,
                reason_code,
                reason,
            });
        }
    }
    write_previews(tx, workspace, &previews)?;
    follow_messages(tx, workspace, &followers, now)?;
    Ok(events)
}
