//! Who will get a campaign: frozen in batches, so that a hundred thousand people never stand in memory.

use galka_domain::ids::{CampaignId, ContactId, LabelId, RecipientId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::{Result, Rows, Tx, sql};

/// A recipient that is about to be frozen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    /// Its id.
    pub id: RecipientId,
    /// The person.
    pub contact_id: ContactId,
    /// The values of the template's variables by key, as a JSON object.
    pub values: String,
}

/// Freezes recipients; a person who is there already stays as it is. Answers how many are new.
pub fn freeze(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    campaign: &CampaignId,
    recipients: &[Frozen],
    now: Timestamp,
) -> Result<u64> {
    let mut rows = Rows::new();
    for one in recipients {
        rows.push(&[&one.id, &one.contact_id, &one.values]);
    }
    tx.execute_rows(
        sql!(
            "INSERT INTO campaign_recipients (workspace_id, campaign_id, id, contact_id, state, value_list, updated_at)
             SELECT $1, $2, r.id, r.contact_id, 'waiting', r.value_list, $3
             FROM each($4: id TEXT, contact_id TEXT, value_list TEXT) AS r
             WHERE TRUE
             ON CONFLICT (workspace_id, campaign_id, contact_id) DO NOTHING"
        ),
        &[workspace, campaign, &now],
        &rows,
    )
}

/// Removes up to `limit` recipients of a draft: what an interrupted start left behind.
pub fn clear(tx: &mut Tx<'_>, workspace: &WorkspaceId, campaign: &CampaignId, limit: i64) -> Result<u64> {
    tx.execute(
        sql!(
            "DELETE FROM campaign_recipients
             WHERE workspace_id = $1 AND campaign_id = $2
                 AND EXISTS (SELECT 1 FROM campaigns k
                             WHERE k.workspace_id = $1 AND k.id = $2 AND k.state = 'draft')
                 AND id IN (SELECT q.id FROM campaign_recipients q
                            WHERE q.workspace_id = $1 AND q.campaign_id = $2
                            ORDER BY q.id
                            LIMIT $3)"
        ),
        &[workspace, campaign, &limit],
    )
}

/// People who have at least one of these labels, in the order of their ids, after `after`.
pub fn list_labelled_contacts(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    labels: &[LabelId],
    after: Option<&ContactId>,
    limit: i64,
) -> Result<Vec<ContactId>> {
    let after = after.map_or("", ContactId::as_str);
    let rows = Rows::of(labels);
    tx.query_rows(
        sql!(
            "SELECT DISTINCT l.contact_id AS id
             FROM each($4: id TEXT) AS r
                 JOIN contact_labels l ON l.workspace_id = $1 AND l.label_id = r.id AND l.contact_id > $2
             ORDER BY l.contact_id
             LIMIT $3"
        ),
        &[workspace, &after, &limit],
        &rows,
        |row| row.get("id"),
    )
}
