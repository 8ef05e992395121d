//! How many conversations there are, for the tabs and the side bar. Each count stops at a bound, so that it costs the
//! same for any number of conversations.

use std::collections::BTreeMap;

use galka_domain::ids::WorkspaceId;
use galka_domain::time::Timestamp;

use crate::{Result, Tx, sql};

/// How many conversations the views hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Open, or waiting for the customer.
    pub all: i64,
    /// Of these, those of the person who asks.
    pub mine: i64,
    /// Of these, those of nobody.
    pub unassigned: i64,
    /// Of these, those with unseen messages.
    pub unread: i64,
    /// Of these, those whose window closes soon.
    pub window_closing: i64,
    /// Put aside.
    pub snoozed: i64,
    /// Done.
    pub closed: i64,
    /// Spam.
    pub spam: i64,
    /// Active ones of each team.
    pub teams: BTreeMap<String, i64>,
    /// Active ones of each label.
    pub labels: BTreeMap<String, i64>,
    /// Active ones of each number.
    pub numbers: BTreeMap<String, i64>,
}

/// Counts the views for `person` (nobody when empty), each up to `most`; a window closes soon when it closes until
/// `closing_until`.
pub fn counts(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    person: &str,
    now: Timestamp,
    closing_until: Timestamp,
    most: i64,
) -> Result<Counts> {
    let views = count_views(tx, workspace, person, now, closing_until, most)?;
    Ok(Counts {
        teams: count_teams(tx, workspace, most)?,
        labels: count_labels(tx, workspace, most)?,
        numbers: count_numbers(tx, workspace, most)?,
        ..views
    })
}

fn count_views(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    person: &str,
    now: Timestamp,
    closing_until: Timestamp,
    most: i64,
) -> Result<Counts> {
    tx.query_one(
        sql!(
            "SELECT
                 (SELECT COUNT(*) FROM (SELECT 1 AS one FROM conversations
                    WHERE workspace_id = $1 AND shelf = 'active' LIMIT $2) AS a) AS all_count,
                 (SELECT COUNT(*) FROM (SELECT 1 AS one FROM conversations
                    WHERE workspace_id = $1 AND shelf = 'active' AND COALESCE(assignee_id, '') = $3 AND $3 <> '' LIMIT $2) AS b) AS mine_count,
                 (SELECT COUNT(*) FROM (SELECT 1 AS one FROM conversations
                    WHERE workspace_id = $1 AND shelf = 'active' AND COALESCE(assignee_id, '') = '' LIMIT $2) AS c) AS unassigned_count,
                 (SELECT COUNT(*) FROM (SELECT 1 AS one FROM conversations
                    WHERE workspace_id = $1 AND unread > 0 AND shelf = 'active' LIMIT $2) AS d) AS unread_count,
                 (SELECT COUNT(*) FROM (SELECT 1 AS one FROM conversations
                    WHERE workspace_id = $1 AND window_expires_at > $4 AND window_expires_at <= $5 AND shelf = 'active' LIMIT $2) AS e) AS closing_count,
                 (SELECT COUNT(*) FROM (SELECT 1 AS one FROM conversations
                    WHERE workspace_id = $1 AND shelf = 'snoozed' LIMIT $2) AS f) AS snoozed_count,
                 (SELECT COUNT(*) FROM (SELECT 1 AS one FROM conversations
                    WHERE workspace_id = $1 AND shelf = 'closed' LIMIT $2) AS g) AS closed_count,
                 (SELECT COUNT(*) FROM (SELECT 1 AS one FROM conversations
                    WHERE workspace_id = $1 AND shelf = 'spam' LIMIT $2) AS h) AS spam_count"
        ),
        &[workspace, &most, &person, &now, &closing_until],
        |row| {
            Ok(Counts {
                all: row.get("all_count")?,
                mine: row.get("mine_count")?,
                unassigned: row.get("unassigned_count")?,
                unread: row.get("unread_count")?,
                window_closing: row.get("closing_count")?,
                snoozed: row.get("snoozed_count")?,
                closed: row.get("closed_count")?,
                spam: row.get("spam_count")?,
                ..Counts::default()
            })
        },
    )
}

fn count_teams(tx: &mut Tx<'_>, workspace: &WorkspaceId, most: i64) -> Result<BTreeMap<String, i64>> {
    let found = tx.query(
        sql!(
            "SELECT t.id, (SELECT COUNT(*) FROM (SELECT 1 AS one FROM conversations AS v
                 WHERE v.workspace_id = $1 AND v.team_id = t.id AND v.shelf = 'active' LIMIT $2) AS few) AS count
             FROM teams AS t
             WHERE t.workspace_id = $1"
        ),
        &[workspace, &most],
        |row| Ok((row.get("id")?, row.get("count")?)),
    )?;
    Ok(found.into_iter().collect())
}

fn count_labels(tx: &mut Tx<'_>, workspace: &WorkspaceId, most: i64) -> Result<BTreeMap<String, i64>> {
    let found = tx.query(
        sql!(
            "SELECT b.id, (SELECT COUNT(*) FROM (SELECT 1 AS one FROM contact_labels AS l
                 JOIN conversations AS v ON v.workspace_id = $1 AND v.contact_id = l.contact_id AND v.shelf = 'active'
                 WHERE l.workspace_id = $1 AND l.label_id = b.id LIMIT $2) AS few) AS count
             FROM labels AS b
             WHERE b.workspace_id = $1"
        ),
        &[workspace, &most],
        |row| Ok((row.get("id")?, row.get("count")?)),
    )?;
    Ok(found.into_iter().collect())
}

fn count_numbers(tx: &mut Tx<'_>, workspace: &WorkspaceId, most: i64) -> Result<BTreeMap<String, i64>> {
    let found = tx.query(
        sql!(
            "SELECT n.id, (SELECT COUNT(*) FROM (SELECT 1 AS one FROM conversations AS v
                 WHERE v.workspace_id = $1 AND v.number_id = n.id AND v.shelf = 'active' LIMIT $2) AS few) AS count
             FROM numbers AS n
             WHERE n.workspace_id = $1"
        ),
        &[workspace, &most],
        |row| Ok((row.get("id")?, row.get("count")?)),
    )?;
    Ok(found.into_iter().collect())
}
