//! What customers chose about marketing in WhatsApp's own settings: for each of our numbers apart.

use galka_domain::ids::{ContactId, NumberId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::{Result, Rows, Tx, sql};

/// A number from which a customer wants no marketing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarketingStop {
    /// The customer.
    pub contact_id: ContactId,
    /// Our number.
    pub number_id: NumberId,
    /// Since when.
    pub at: Timestamp,
}

/// Keeps a choice unless a later one is known; of two at the same instant the stop counts. Answers whether it is news.
pub fn record_choice(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    contact: &ContactId,
    number: &NumberId,
    stopped: bool,
    at: Timestamp,
) -> Result<bool> {
    let changed = tx.execute(
        sql!(
            "INSERT INTO marketing_choices (workspace_id, contact_id, number_id, stopped, at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (workspace_id, contact_id, number_id)
             DO UPDATE SET stopped = excluded.stopped, at = excluded.at
             WHERE marketing_choices.stopped <> excluded.stopped
               AND (marketing_choices.at < excluded.at OR (marketing_choices.at = excluded.at AND excluded.stopped))"
        ),
        &[workspace, contact, number, &stopped, &at],
    )?;
    Ok(changed == 1)
}

/// The numbers from which these customers want no marketing.
pub fn list_stops(tx: &mut Tx<'_>, workspace: &WorkspaceId, contacts: &[ContactId]) -> Result<Vec<MarketingStop>> {
    let rows = Rows::of(contacts);
    tx.query_rows(
        sql!(
            "SELECT s.contact_id, s.number_id, s.at
             FROM each($2: id TEXT) AS r
             JOIN marketing_choices AS s ON s.workspace_id = $1 AND s.contact_id = r.id
             WHERE s.stopped
             ORDER BY s.contact_id, s.number_id"
        ),
        &[workspace],
        &rows,
        |row| {
            Ok(MarketingStop {
                contact_id: row.get("contact_id")?,
                number_id: row.get("number_id")?,
                at: row.get("at")?,
            })
        },
    )
}

/// Gives the choices of a contact that goes to the one that stays; on each number a stop wins.
pub fn move_choices(tx: &mut Tx<'_>, workspace: &WorkspaceId, from: &ContactId, to: &ContactId) -> Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO marketing_choices (workspace_id, contact_id, number_id, stopped, at)
             SELECT workspace_id, $3, number_id, stopped, at FROM marketing_choices
             WHERE workspace_id = $1 AND contact_id = $2
             ON CONFLICT (workspace_id, contact_id, number_id)
             DO UPDATE SET stopped = (excluded.stopped OR marketing_choices.stopped),
                 at = CASE WHEN marketing_choices.stopped = excluded.stopped AND excluded.at > marketing_choices.at
                           THEN excluded.at
                           WHEN excluded.stopped AND NOT marketing_choices.stopped THEN excluded.at
                           ELSE marketing_choices.at END"
        ),
        &[workspace, from, to],
    )?;
    delete_choices(tx, workspace, from)
}

/// Forgets the choices of a contact.
pub fn delete_choices(tx: &mut Tx<'_>, workspace: &WorkspaceId, contact: &ContactId) -> Result<()> {
    tx.execute(
        sql!("DELETE FROM marketing_choices WHERE workspace_id = $1 AND contact_id = $2"),
        &[workspace, contact],
    )?;
    Ok(())
}
