//! Pages along an index that has the wanted order. All statements end in the same conditions; they differ in where they
//! walk.

use galka_domain::ids::WorkspaceId;
use galka_domain::time::Timestamp;

use super::filter::{Bound, InboxFilter, Shelf, Sort};
use super::{Place, read_place};
use crate::{Result, Tx, sql};

/// A page after the place `after`.
pub(super) fn list(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    filter: &InboxFilter,
    sort: Sort,
    after: Option<&Place>,
    limit: i64,
) -> Result<Vec<Place>> {
    let bound = Bound::of(filter);
    let after = sort.after(after);
    let walk = match sort {
        Sort::Waiting => along_waiting,
        Sort::Window => along_windows,
        Sort::Newest if filter.shelf == Shelf::Active && filter.owner.is_some() => along_owner,
        Sort::Newest if filter.unread => along_unread,
        Sort::Newest if filter.team.as_deref().is_some_and(|team| !team.is_empty()) => along_team,
        Sort::Newest => along_shelf,
    };
    walk(tx, workspace, &bound, &after, limit)
}

/// All of a shelf, newest first.
fn along_shelf(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    bound: &Bound,
    after: &(Timestamp, String),
    limit: i64,
) -> Result<Vec<Place>> {
    tx.query(
        sql!(
            "SELECT v.id, v.last_activity_at AS place FROM conversations AS v
             WHERE v.workspace_id = $1 AND (v.last_activity_at, v.id) < ($2, $3)
               AND v.shelf = $5 AND (COALESCE(v.assignee_id, '') = $6 OR $6 IS NULL)
               AND (COALESCE(v.team_id, '') = $7 OR $7 IS NULL) AND (v.number_id = $8 OR $8 IS NULL)
               AND (v.contact_id = $9 OR $9 IS NULL) AND (v.state = $10 OR $10 IS NULL)
               AND (v.bot = $11 OR $11 IS NULL) AND v.unread >= $12 AND COALESCE(v.waiting_since, 0) >= $13
               AND v.last_activity_at >= $14 AND v.last_activity_at < $15
               AND COALESCE(v.window_expires_at, 0) > $16 AND COALESCE(v.window_expires_at, 0) <= $17
               AND (CAST($18 AS BIGINT) = 0 OR $18 <= (
                    SELECT COUNT(*) FROM contact_labels AS l
                    WHERE l.workspace_id = $1 AND l.contact_id = v.contact_id AND l.label_id IN ($19, $20, $21, $22, $23)))
             ORDER BY v.last_activity_at DESC, v.id DESC
             LIMIT $4"
        ),
        &bound.params(&[workspace, &after.0, &after.1, &limit]),
        read_place,
    )
}

/// What a person has, or nobody, newest first.
fn along_owner(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    bound: &Bound,
    after: &(Timestamp, String),
    limit: i64,
) -> Result<Vec<Place>> {
    tx.query(
        sql!(
            "SELECT v.id, v.last_activity_at AS place FROM conversations AS v
             WHERE v.workspace_id = $1 AND v.shelf = 'active' AND COALESCE(v.assignee_id, '') = $6 AND (v.last_activity_at, v.id) < ($2, $3)
               AND v.shelf = $5 AND (COALESCE(v.assignee_id, '') = $6 OR $6 IS NULL)
               AND (COALESCE(v.team_id, '') = $7 OR $7 IS NULL) AND (v.number_id = $8 OR $8 IS NULL)
               AND (v.contact_id = $9 OR $9 IS NULL) AND (v.state = $10 OR $10 IS NULL)
               AND (v.bot = $11 OR $11 IS NULL) AND v.unread >= $12 AND COALESCE(v.waiting_since, 0) >= $13
               AND v.last_activity_at >= $14 AND v.last_activity_at < $15
               AND COALESCE(v.window_expires_at, 0) > $16 AND COALESCE(v.window_expires_at, 0) <= $17
               AND (CAST($18 AS BIGINT) = 0 OR $18 <= (
                    SELECT COUNT(*) FROM contact_labels AS l
                    WHERE l.workspace_id = $1 AND l.contact_id = v.contact_id AND l.label_id IN ($19, $20, $21, $22, $23)))
             ORDER BY v.last_activity_at DESC, v.id DESC
             LIMIT $4"
        ),
        &bound.params(&[workspace, &after.0, &after.1, &limit]),
        read_place,
    )
}

/// What has unseen messages, newest first.
fn along_unread(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    bound: &Bound,
    after: &(Timestamp, String),
    limit: i64,
) -> Result<Vec<Place>> {
    tx.query(
        sql!(
            "SELECT v.id, v.last_activity_at AS place FROM conversations AS v
             WHERE v.workspace_id = $1 AND v.unread > 0 AND (v.last_activity_at, v.id) < ($2, $3)
               AND v.shelf = $5 AND (COALESCE(v.assignee_id, '') = $6 OR $6 IS NULL)
               AND (COALESCE(v.team_id, '') = $7 OR $7 IS NULL) AND (v.number_id = $8 OR $8 IS NULL)
               AND (v.contact_id = $9 OR $9 IS NULL) AND (v.state = $10 OR $10 IS NULL)
               AND (v.bot = $11 OR $11 IS NULL) AND v.unread >= $12 AND COALESCE(v.waiting_since, 0) >= $13
               AND v.last_activity_at >= $14 AND v.last_activity_at < $15
               AND COALESCE(v.window_expires_at, 0) > $16 AND COALESCE(v.window_expires_at, 0) <= $17
               AND (CAST($18 AS BIGINT) = 0 OR $18 <= (
                    SELECT COUNT(*) FROM contact_labels AS l
                    WHERE l.workspace_id = $1 AND l.contact_id = v.contact_id AND l.label_id IN ($19, $20, $21, $22, $23)))
             ORDER BY v.last_activity_at DESC, v.id DESC
             LIMIT $4"
        ),
        &bound.params(&[workspace, &after.0, &after.1, &limit]),
        read_place,
    )
}

/// What a team has, newest first.
fn along_team(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    bound: &Bound,
    after: &(Timestamp, String),
    limit: i64,
) -> Result<Vec<Place>> {
    tx.query(
        sql!(
            "SELECT v.id, v.last_activity_at AS place FROM conversations AS v
             WHERE v.workspace_id = $1 AND v.team_id = $7 AND (v.last_activity_at, v.id) < ($2, $3)
               AND v.shelf = $5 AND (COALESCE(v.assignee_id, '') = $6 OR $6 IS NULL)
               AND (COALESCE(v.team_id, '') = $7 OR $7 IS NULL) AND (v.number_id = $8 OR $8 IS NULL)
               AND (v.contact_id = $9 OR $9 IS NULL) AND (v.state = $10 OR $10 IS NULL)
               AND (v.bot = $11 OR $11 IS NULL) AND v.unread >= $12 AND COALESCE(v.waiting_since, 0) >= $13
               AND v.last_activity_at >= $14 AND v.last_activity_at < $15
               AND COALESCE(v.window_expires_at, 0) > $16 AND COALESCE(v.window_expires_at, 0) <= $17
               AND (CAST($18 AS BIGINT) = 0 OR $18 <= (
                    SELECT COUNT(*) FROM contact_labels AS l
                    WHERE l.workspace_id = $1 AND l.contact_id = v.contact_id AND l.label_id IN ($19, $20, $21, $22, $23)))
             ORDER BY v.last_activity_at DESC, v.id DESC
             LIMIT $4"
        ),
        &bound.params(&[workspace, &after.0, &after.1, &limit]),
        read_place,
    )
}

/// Who waits, longest first.
fn along_waiting(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    bound: &Bound,
    after: &(Timestamp, String),
    limit: i64,
) -> Result<Vec<Place>> {
    tx.query(
        sql!(
            "SELECT v.id, v.waiting_since AS place FROM conversations AS v
             WHERE v.workspace_id = $1 AND v.shelf = 'active' AND v.waiting_since IS NOT NULL AND (v.waiting_since, v.id) > ($2, $3)
               AND v.shelf = $5 AND (COALESCE(v.assignee_id, '') = $6 OR $6 IS NULL)
               AND (COALESCE(v.team_id, '') = $7 OR $7 IS NULL) AND (v.number_id = $8 OR $8 IS NULL)
               AND (v.contact_id = $9 OR $9 IS NULL) AND (v.state = $10 OR $10 IS NULL)
               AND (v.bot = $11 OR $11 IS NULL) AND v.unread >= $12 AND COALESCE(v.waiting_since, 0) >= $13
               AND v.last_activity_at >= $14 AND v.last_activity_at < $15
               AND COALESCE(v.window_expires_at, 0) > $16 AND COALESCE(v.window_expires_at, 0) <= $17
               AND (CAST($18 AS BIGINT) = 0 OR $18 <= (
                    SELECT COUNT(*) FROM contact_labels AS l
                    WHERE l.workspace_id = $1 AND l.contact_id = v.contact_id AND l.label_id IN ($19, $20, $21, $22, $23)))
             ORDER BY v.waiting_since, v.id
             LIMIT $4"
        ),
        &bound.params(&[workspace, &after.0, &after.1, &limit]),
        read_place,
    )
}

/// Whose window is open, the one that closes first. SQLite would walk the shelf and sort, if it could.
fn along_windows(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    bound: &Bound,
    after: &(Timestamp, String),
    limit: i64,
) -> Result<Vec<Place>> {
    tx.query(
        sql!(
            "SELECT v.id, v.window_expires_at AS place FROM conversations AS v
             WHERE v.workspace_id = $1 AND (v.window_expires_at, v.id) > ($2, $3)
               AND COALESCE(v.shelf, '') = $5 AND (COALESCE(v.assignee_id, '') = $6 OR $6 IS NULL)
               AND (COALESCE(v.team_id, '') = $7 OR $7 IS NULL) AND (v.number_id = $8 OR $8 IS NULL)
               AND (v.contact_id = $9 OR $9 IS NULL) AND (v.state = $10 OR $10 IS NULL)
               AND (v.bot = $11 OR $11 IS NULL) AND v.unread >= $12 AND COALESCE(v.waiting_since, 0) >= $13
               AND v.last_activity_at >= $14 AND v.last_activity_at < $15
               AND COALESCE(v.window_expires_at, 0) > $16 AND COALESCE(v.window_expires_at, 0) <= $17
               AND (CAST($18 AS BIGINT) = 0 OR $18 <= (
                    SELECT COUNT(*) FROM contact_labels AS l
                    WHERE l.workspace_id = $1 AND l.contact_id = v.contact_id AND l.label_id IN ($19, $20, $21, $22, $23)))
             ORDER BY v.window_expires_at, v.id
             LIMIT $4"
        ),
        &bound.params(&[workspace, &after.0, &after.1, &limit]),
        read_place,
    )
}
