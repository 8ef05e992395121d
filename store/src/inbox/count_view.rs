//! How many conversations any question finds. Of what is many only so much is looked at: a count costs the same for
//! any number of conversations.

use galka_domain::ids::WorkspaceId;
use galka_domain::time::Timestamp;

use super::filter::{Bound, InboxFilter, Shelf, Sort};
use super::narrow;
use crate::{Result, Tx, sql};

/// How many conversations a question finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ViewCount {
    /// So many were found.
    pub count: i64,
    /// There may be more: not all were looked at.
    pub more: bool,
}

/// So many conversations are looked at.
const LOOKED_AT: i64 = 2_000;

/// Counts what a question finds.
pub fn count_view(tx: &mut Tx<'_>, workspace: &WorkspaceId, filter: &InboxFilter, sort: Sort) -> Result<ViewCount> {
    if let Some(few) = narrow::find_few(tx, workspace, filter)? {
        let found = narrow::list(tx, workspace, filter, sort, &few, None, i64::MAX)?;
        return Ok(ViewCount {
            count: i64::try_from(found.len()).unwrap_or(i64::MAX),
            more: false,
        });
    }
    let filter = InboxFilter {
        // What does not wait, or has no window, has no place in such an order.
        waiting: filter.waiting || sort == Sort::Waiting,
        window_after: match sort {
            Sort::Window => filter.window_after.max(Some(Timestamp::from_millis(0))),
            Sort::Newest | Sort::Waiting => filter.window_after,
        },
        ..filter.clone()
    };
    look_along(tx, workspace, &filter, rarest(&filter))
}

/// Along which of the conversations' indexes the least is looked at.
fn rarest(filter: &InboxFilter) -> &'static str {
    let is_active = filter.shelf == Shelf::Active;
    if filter.unread {
        "unread"
    } else if is_active && filter.waiting {
        "waiting"
    } else if is_active && filter.owner.is_some() {
        "owner"
    } else if filter.team.as_deref().is_some_and(|team| !team.is_empty()) {
        "team"
    } else if filter.window_after.is_some() && filter.window_until.is_some() {
        "window"
    } else {
        "shelf"
    }
}

/// One statement for all of them: a branch whose name is not asked for reads nothing.
fn look_along(tx: &mut Tx<'_>, workspace: &WorkspaceId, filter: &InboxFilter, index: &str) -> Result<ViewCount> {
    tx.query_one(
        sql!(
            "WITH few AS (
                 SELECT id FROM (SELECT v.id FROM conversations AS v
                    WHERE $2 = 'unread' AND v.workspace_id = $1 AND v.unread > 0 LIMIT $3) AS a
                 UNION ALL
                 SELECT id FROM (SELECT v.id FROM conversations AS v
                    WHERE $2 = 'waiting' AND v.workspace_id = $1 AND v.shelf = 'active' AND v.waiting_since IS NOT NULL LIMIT $3) AS b
                 UNION ALL
                 SELECT id FROM (SELECT v.id FROM conversations AS v
                    WHERE $2 = 'owner' AND v.workspace_id = $1 AND v.shelf = 'active' AND COALESCE(v.assignee_id, '') = $5 LIMIT $3) AS c
                 UNION ALL
                 SELECT id FROM (SELECT v.id FROM conversations AS v
                    WHERE $2 = 'team' AND v.workspace_id = $1 AND v.team_id = $6 LIMIT $3) AS d
                 UNION ALL
                 SELECT id FROM (SELECT v.id FROM conversations AS v
                    WHERE $2 = 'window' AND v.workspace_id = $1 AND v.window_expires_at > $15 AND v.window_expires_at <= $16 LIMIT $3) AS e
                 UNION ALL
                 SELECT id FROM (SELECT v.id FROM conversations AS v
                    WHERE $2 = 'shelf' AND v.workspace_id = $1 AND v.shelf = $4 LIMIT $3) AS f
             )
             SELECT COUNT(*) AS looked_at, COUNT(CASE WHEN v.shelf = $4 AND (COALESCE(v.assignee_id, '') = $5 OR $5 IS NULL)
               AND (COALESCE(v.team_id, '') = $6 OR $6 IS NULL) AND (v.number_id = $7 OR $7 IS NULL)
               AND (v.contact_id = $8 OR $8 IS NULL) AND (v.state = $9 OR $9 IS NULL)
               AND (v.bot = $10 OR $10 IS NULL) AND v.unread >= $11 AND COALESCE(v.waiting_since, 0) >= $12
               AND v.last_activity_at >= $13 AND v.last_activity_at < $14
               AND COALESCE(v.window_expires_at, 0) > $15 AND COALESCE(v.window_expires_at, 0) <= $16
               AND (CAST($17 AS BIGINT) = 0 OR $17 <= (
                    SELECT COUNT(*) FROM contact_labels AS l
                    WHERE l.workspace_id = $1 AND l.contact_id = v.contact_id AND l.label_id IN ($18, $19, $20, $21, $22)))
               THEN 1 END) AS found
             FROM few
             JOIN conversations AS v ON v.workspace_id = $1 AND v.id = few.id"
        ),
        &Bound::of(filter).params(&[workspace, &index, &LOOKED_AT]),
        |row| {
            let looked_at: i64 = row.get("looked_at")?;
            Ok(ViewCount {
                count: row.get("found")?,
                more: looked_at >= LOOKED_AT,
            })
        },
    )
}
