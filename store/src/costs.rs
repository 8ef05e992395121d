//! What was spent.

use galka_domain::ids::{CampaignId, MessageId, NumberId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::{Result, Rows, Tx, sql};

/// What the messages of a campaign cost, in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CampaignCost {
    /// Which campaign.
    pub campaign: CampaignId,
    /// Millionths of the currency.
    pub micros: i64,
    /// ISO code of the currency.
    pub currency: String,
}

/// What the messages of these campaigns cost, by campaign and currency; messages without a price are left out.
pub fn list_campaign_costs(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    campaigns: &[CampaignId],
) -> Result<Vec<CampaignCost>> {
    if campaigns.is_empty() {
        return Ok(Vec::new());
    }
    let rows = Rows::of(campaigns);
    tx.query_rows(
        sql!(
            "SELECT q.campaign_id, CAST(SUM(m.price_micros) AS BIGINT) AS micros, m.price_currency
             FROM each($2: id TEXT) AS r
                 JOIN campaign_recipients AS q ON q.workspace_id = $1 AND q.campaign_id = r.id
                 JOIN messages AS m ON m.workspace_id = q.workspace_id AND m.id = q.message_id
             WHERE m.price_micros IS NOT NULL AND m.price_currency IS NOT NULL
             GROUP BY q.campaign_id, m.price_currency
             ORDER BY q.campaign_id, m.price_currency"
        ),
        &[workspace],
        &rows,
        |row| {
            Ok(CampaignCost {
                campaign: row.get("campaign_id")?,
                micros: row.get("micros")?,
                currency: row.get("price_currency")?,
            })
        },
    )
}

/// How many service messages of a number have been delivered since the month began, counted up to `limit`.
///
/// Ids are made in the order of time, so only the messages of the month are looked at.
pub fn count_service_messages(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    number: &NumberId,
    since: Timestamp,
    limit: i64,
) -> Result<i64> {
    let first = MessageId::new(since, 0);
    tx.query_one(
        sql!(
            "SELECT COUNT(*) AS count FROM (
                 SELECT 1 AS one FROM messages
                 WHERE workspace_id = $1 AND id >= $2 AND number_id = $3 AND price_category = 'service'
                     AND delivered_at >= $4
                 LIMIT $5
             ) AS delivered"
        ),
        &[workspace, &first, number, &since, &limit],
        |row| row.get("count"),
    )
}
