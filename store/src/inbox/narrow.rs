//! Pages of what is rare. Walking along the list for a label that a few contacts wear would read all of it; so what is
//! rare is found by itself first, and then sorted.

use galka_domain::ids::{ContactId, ConversationId, LabelId, NumberId, WorkspaceId};
use galka_domain::time::Timestamp;

use super::Place;
use super::filter::{Bound, InboxFilter, LabelMatch, Shelf, Sort};
use crate::{Result, Rows, Tx, sql};

/// What has more conversations than this is not rare: a walk finds a page of it soon.
const FEW: i64 = 2_000;

/// The conversations of the rarest thing that the filter names, if there are few.
pub(super) fn find_few(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    filter: &InboxFilter,
) -> Result<Option<Vec<ConversationId>>> {
    if let Some(contact) = &filter.contact {
        return of_contact(tx, workspace, contact).map(Some);
    }
    if let Some(person) = &filter.mentioned {
        return of_mentions(tx, workspace, person).map(Some);
    }
    let found = match (filter.labels.as_slice(), filter.label_match) {
        ([], _) => None,
        ([label], _) | ([label, ..], LabelMatch::All) => few(of_label(tx, workspace, label)?),
        (labels, LabelMatch::Any) => of_any_label(tx, workspace, labels)?,
    };
    match (&filter.number, found) {
        (Some(number), None) if filter.shelf == Shelf::Active => Ok(few(of_number(tx, workspace, number)?)),
        (_, found) => Ok(found),
    }
}

/// A page of these conversations.
pub(super) fn list(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    filter: &InboxFilter,
    sort: Sort,
    candidates: &[ConversationId],
    after: Option<&Place>,
    limit: i64,
) -> Result<Vec<Place>> {
    let rows = Rows::of(candidates);
    let found: Vec<(ConversationId, [Option<Timestamp>; 3])> = tx.query_rows(
        sql!(
            "SELECT v.id, v.last_activity_at, v.waiting_since, v.window_expires_at
             FROM each($21: id TEXT) AS r
             JOIN conversations AS v ON v.workspace_id = $1 AND v.id = r.id
             WHERE TRUE
               AND (v.shelf = $2 OR $2 IS NULL) AND (COALESCE(v.assignee_id, '') = $3 OR $3 IS NULL)
               AND (COALESCE(v.team_id, '') = $4 OR $4 IS NULL) AND (v.number_id = $5 OR $5 IS NULL)
               AND (v.contact_id = $6 OR $6 IS NULL) AND (v.state = $7 OR $7 IS NULL)
               AND (v.bot = $8 OR $8 IS NULL) AND v.unread >= $9 AND COALESCE(v.waiting_since, 0) >= $10
               AND v.last_activity_at >= $11 AND v.last_activity_at < $12
               AND COALESCE(v.window_expires_at, 0) > $13 AND COALESCE(v.window_expires_at, 0) <= $14
               AND (CAST($15 AS BIGINT) = 0 OR $15 <= (
                    SELECT COUNT(*) FROM contact_labels AS l
                    WHERE l.workspace_id = $1 AND l.contact_id = v.contact_id AND l.label_id IN ($16, $17, $18, $19, $20)))"
        ),
        &Bound::of(filter).params(&[workspace]),
        &rows,
        |row| {
            let times = [
                row.get("last_activity_at")?,
                row.get("waiting_since")?,
                row.get("window_expires_at")?,
            ];
            Ok((row.get("id")?, times))
        },
    )?;
    let mut places: Vec<Place> = found
        .into_iter()
        .filter_map(|(id, [active, waiting, window])| {
            let at = match sort {
                Sort::Newest => active,
                Sort::Waiting => waiting,
                Sort::Window => window,
            };
            Some((at?, id))
        })
        .collect();
    places.sort_unstable();
    let (at, id) = sort.after(after);
    match sort {
        Sort::Newest => {
            places.reverse();
            places.retain(|place| (place.0, place.1.as_str()) < (at, id.as_str()));
        }
        Sort::Waiting | Sort::Window => places.retain(|place| (place.0, place.1.as_str()) > (at, id.as_str())),
    }
    places.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(places)
}

fn few(found: Vec<ConversationId>) -> Option<Vec<ConversationId>> {
    (found.len() <= usize::try_from(FEW).unwrap_or(usize::MAX)).then_some(found)
}

fn of_any_label(tx: &mut Tx<'_>, workspace: &WorkspaceId, labels: &[LabelId]) -> Result<Option<Vec<ConversationId>>> {
    let mut all = Vec::new();
    for label in labels {
        let Some(found) = few(of_label(tx, workspace, label)?) else {
            return Ok(None);
        };
        all.extend(found);
    }
    all.sort_unstable();
    all.dedup();
    Ok(few(all))
}

fn of_contact(tx: &mut Tx<'_>, workspace: &WorkspaceId, contact: &ContactId) -> Result<Vec<ConversationId>> {
    tx.query(
        sql!("SELECT id FROM conversations WHERE workspace_id = $1 AND contact_id = $2"),
        &[workspace, contact],
        |row| row.get("id"),
    )
}

/// Where somebody was named lately.
fn of_mentions(tx: &mut Tx<'_>, workspace: &WorkspaceId, person: &str) -> Result<Vec<ConversationId>> {
    let mut found: Vec<ConversationId> = tx.query(
        sql!(
            "SELECT conversation_id FROM mentions
             WHERE workspace_id = $1 AND user_id = $2
             ORDER BY entry_id DESC
             LIMIT $3"
        ),
        &[workspace, &person, &FEW],
        |row| row.get("conversation_id"),
    )?;
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

fn of_label(tx: &mut Tx<'_>, workspace: &WorkspaceId, label: &LabelId) -> Result<Vec<ConversationId>> {
    tx.query(
        sql!(
            "SELECT v.id FROM contact_labels AS l
             JOIN conversations AS v ON v.workspace_id = $1 AND v.contact_id = l.contact_id
             WHERE l.workspace_id = $1 AND l.label_id = $2
             LIMIT $3"
        ),
        &[workspace, label, &(FEW + 1)],
        |row| row.get("id"),
    )
}

fn of_number(tx: &mut Tx<'_>, workspace: &WorkspaceId, number: &NumberId) -> Result<Vec<ConversationId>> {
    tx.query(
        sql!("SELECT id FROM conversations WHERE workspace_id = $1 AND number_id = $2 AND shelf = 'active' LIMIT $3"),
        &[workspace, number, &(FEW + 1)],
        |row| row.get("id"),
    )
}
