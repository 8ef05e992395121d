//! How much there is of what a plan limits.

use galka_domain::ids::{ConnectionId, MessageId, WorkspaceId};
use galka_domain::plan::Month;
use galka_domain::time::Timestamp;

use crate::{Result, Rows, Tx, sql};

/// People of a company.
pub fn count_members(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<u64> {
    tx.query_one(
        sql!("SELECT COUNT(*) AS count FROM members WHERE workspace_id = $1"),
        &[workspace],
        count,
    )
}

/// Invitations that still work.
pub fn count_invitations(tx: &mut Tx<'_>, workspace: &WorkspaceId, now: Timestamp) -> Result<u64> {
    tx.query_one(
        sql!(
            "SELECT COUNT(*) AS count FROM signin_links
             WHERE workspace_id = $1 AND purpose = 'invitation' AND used_at IS NULL AND expires_at > $2"
        ),
        &[workspace, &now],
        count,
    )
}

/// Connected numbers, but for those of one connection. A connection whose number is not known yet counts as one.
pub fn count_numbers(tx: &mut Tx<'_>, workspace: &WorkspaceId, but: Option<&ConnectionId>) -> Result<u64> {
    tx.query_one(
        sql!(
            "SELECT COUNT(*) AS count FROM connections AS c
             LEFT JOIN numbers AS n ON n.workspace_id = c.workspace_id AND n.connection_id = c.id
             WHERE (c.id <> $2 OR $2 IS NULL) AND c.workspace_id = $1 AND c.deleted_at IS NULL"
        ),
        &[workspace, &but],
        count,
    )
}

/// Contacts.
pub fn count_contacts(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<u64> {
    tx.query_one(
        sql!("SELECT COUNT(*) AS count FROM contacts WHERE workspace_id = $1"),
        &[workspace],
        count,
    )
}

/// Messages of a month that were sent or wait to be: as noted, or counted anew where nothing was noted yet.
pub fn count_messages(tx: &mut Tx<'_>, workspace: &WorkspaceId, month: &Month) -> Result<u64> {
    let noted: Option<i64> = tx.query_opt(
        sql!("SELECT messages FROM message_months WHERE workspace_id = $1 AND month = $2"),
        &[workspace, &month.name],
        |row| row.get("messages"),
    )?;
    match noted {
        Some(noted) => Ok(noted.max(0).cast_unsigned()),
        None => count_month(tx, workspace, month),
    }
}

/// Notes messages that are about to wait in the queue. `before` is how many there were, for a month that begins here.
/// The company's plan is held by the caller.
pub fn add_messages(tx: &mut Tx<'_>, workspace: &WorkspaceId, month: &Month, before: u64, more: u64) -> Result<()> {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    tx.execute(
        sql!(
            "INSERT INTO message_months (workspace_id, month, from_at, until_at, messages) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (workspace_id, month) DO UPDATE SET messages = message_months.messages + $6"
        ),
        &[
            workspace,
            &month.name,
            &month.from,
            &month.until,
            &number(before.saturating_add(more)),
            &number(more),
        ],
    )?;
    Ok(())
}

/// Forgets what was noted of a company: it is counted anew.
pub fn forget_months(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<()> {
    tx.execute(sql!("DELETE FROM message_months WHERE workspace_id = $1"), &[workspace])?;
    Ok(())
}

/// Gives back the places of messages that were queued at these moments and never left.
pub fn give_back(tx: &mut Tx<'_>, workspace: &WorkspaceId, queued_at: &[Timestamp]) -> Result<()> {
    if queued_at.is_empty() {
        return Ok(());
    }
    tx.execute_rows(
        sql!(
            "UPDATE message_months SET messages = messages - (
                 SELECT COUNT(*) FROM each($2: at BIGINT) AS r
                 WHERE r.at >= message_months.from_at AND r.at < message_months.until_at)
             WHERE workspace_id = $1"
        ),
        &[workspace],
        &Rows::of(queued_at),
    )?;
    Ok(())
}

/// Ids are made in the order of time, so only the messages of the month are looked at. What was written in the
/// company's phone is not of our sending: it never was due.
fn count_month(tx: &mut Tx<'_>, workspace: &WorkspaceId, month: &Month) -> Result<u64> {
    let (first, last) = (MessageId::new(month.from, 0), MessageId::new(month.until, 0));
    tx.query_one(
        sql!(
            "SELECT COUNT(*) AS count FROM messages
             WHERE workspace_id = $1 AND id >= $2 AND id < $3 AND direction = 'outbound' AND due_at IS NOT NULL
                 AND status <> 'refused'"
        ),
        &[workspace, &first, &last],
        count,
    )
}

fn count(row: &crate::Row<'_>) -> Result<u64> {
    Ok(row.get::<i64>("count")?.max(0).cast_unsigned())
}
