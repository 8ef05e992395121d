//! What was spent.

use galka_domain::ids::{CampaignId, WorkspaceId};

use crate::{Result, Tx, sql};

/// What the messages of a campaign cost, by currency: (millionths, currency).
pub fn list_campaign_costs(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    campaign: &CampaignId,
) -> Result<Vec<(i64, String)>> {
    tx.query(
        sql!(
            "SELECT CAST(SUM(m.price_micros) AS BIGINT) AS micros, m.price_currency
             FROM campaign_recipients AS q
             JOIN messages AS m ON m.workspace_id = q.workspace_id AND m.id = q.message_id
             WHERE q.workspace_id = $1 AND q.campaign_id = $2 AND m.price_micros IS NOT NULL
             GROUP BY m.price_currency
             ORDER BY m.price_currency"
        ),
        &[workspace, campaign],
        |row| Ok((row.get("micros")?, row.get("price_currency")?)),
    )
}
