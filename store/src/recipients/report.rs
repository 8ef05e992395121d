//! What became of a campaign, for people.

use galka_domain::campaign::RecipientState;
use galka_domain::ids::{CampaignId, ContactId, MessageId, RecipientId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::{Result, Tx, sql};

/// A recipient with the person's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecipientRow {
    /// Its id.
    pub id: RecipientId,
    /// The person.
    pub contact_id: ContactId,
    /// What people call the person.
    pub name: String,
    /// The phone in E.164, when there is one.
    pub phone: Option<String>,
    /// Where it stands.
    pub state: RecipientState,
    /// Its message, once planned.
    pub message_id: Option<MessageId>,
    /// The rule or error code.
    pub reason_code: Option<String>,
    /// Its particulars, as JSON.
    pub reason: Option<String>,
    /// When it is looked at again.
    pub deferred_until: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// Recipients with one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailureCount {
    /// The rule or error code.
    pub reason_code: String,
    /// How many.
    pub count: i64,
}

/// A page of recipients in the order of their ids, after `after`.
pub fn list(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    campaign: &CampaignId,
    state: Option<RecipientState>,
    after: Option<&RecipientId>,
    limit: i64,
) -> Result<Vec<RecipientRow>> {
    let after = after.map_or("", RecipientId::as_str);
    let statement = match state {
        Some(_) => sql!(
            "SELECT q.id, q.contact_id, COALESCE(c.name, '') AS name, c.phone, q.state, q.message_id, q.reason_code,
                 q.reason, q.deferred_until, q.updated_at
             FROM campaign_recipients q
                 LEFT JOIN contacts c ON c.workspace_id = $1 AND c.id = q.contact_id
             WHERE q.workspace_id = $1 AND q.campaign_id = $2 AND q.state = $5 AND q.id > $3
             ORDER BY q.id
             LIMIT $4"
        ),
        None => sql!(
            "SELECT q.id, q.contact_id, COALESCE(c.name, '') AS name, c.phone, q.state, q.message_id, q.reason_code,
                 q.reason, q.deferred_until, q.updated_at
             FROM campaign_recipients q
                 LEFT JOIN contacts c ON c.workspace_id = $1 AND c.id = q.contact_id
             WHERE q.workspace_id = $1 AND q.campaign_id = $2 AND q.id > $3 AND (q.state = $5 OR $5 IS NULL)
             ORDER BY q.id
             LIMIT $4"
        ),
    };
    tx.query(statement, &[workspace, campaign, &after, &limit, &state], |row| {
        Ok(RecipientRow {
            id: row.get("id")?,
            contact_id: row.get("contact_id")?,
            name: row.get("name")?,
            phone: row.get("phone")?,
            state: row.get("state")?,
            message_id: row.get("message_id")?,
            reason_code: row.get("reason_code")?,
            reason: row.get("reason")?,
            deferred_until: row.get("deferred_until")?,
            updated_at: row.get("updated_at")?,
        })
    })
}

/// Why people did not get it, most frequent first.
pub fn failure_counts(tx: &mut Tx<'_>, workspace: &WorkspaceId, campaign: &CampaignId) -> Result<Vec<FailureCount>> {
    tx.query(
        sql!(
            "SELECT reason_code, COUNT(*) AS count FROM campaign_recipients
             WHERE workspace_id = $1 AND campaign_id = $2 AND state IN ('failed', 'refused', 'deferred')
                 AND reason_code IS NOT NULL
             GROUP BY reason_code
             ORDER BY COUNT(*) DESC, reason_code"
        ),
        &[workspace, campaign],
        |row| {
            Ok(FailureCount {
                reason_code: row.get("reason_code")?,
                count: row.get("count")?,
            })
        },
    )
}

/// How often each button was pressed, most frequent first.
pub fn button_counts(tx: &mut Tx<'_>, workspace: &WorkspaceId, campaign: &CampaignId) -> Result<Vec<(String, i64)>> {
    tx.query(
        sql!(
            "SELECT button, COUNT(*) AS count FROM campaign_recipients
             WHERE workspace_id = $1 AND campaign_id = $2 AND state = 'replied' AND button IS NOT NULL
             GROUP BY button
             ORDER BY COUNT(*) DESC, button"
        ),
        &[workspace, campaign],
        |row| Ok((row.get("button")?, row.get("count")?)),
    )
}

/// How many who got it have since taken their consent back, or stopped marketing from the campaign's number.
pub fn count_opted_out(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    campaign: &CampaignId,
    since: Timestamp,
) -> Result<i64> {
    tx.query_one(
        sql!(
            "SELECT COUNT(*) AS count
             FROM campaign_recipients q
                 JOIN contacts c ON c.workspace_id = $1 AND c.id = q.contact_id
             WHERE q.workspace_id = $1 AND q.campaign_id = $2
                 AND q.state IN ('accepted', 'sent', 'delivered', 'read', 'replied')
                 AND (c.consent_state = 'withdrawn' AND c.consent_at >= $3
                      OR EXISTS (
                          SELECT 1 FROM campaigns AS k
                          JOIN marketing_choices AS s
                            ON s.workspace_id = $1 AND s.contact_id = q.contact_id AND s.number_id = k.number_id
                          WHERE k.workspace_id = $1 AND k.id = $2 AND s.stopped AND s.at >= $3))"
        ),
        &[workspace, campaign, &since],
        |row| row.get("count"),
    )
}
