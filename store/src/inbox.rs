//! The team inbox: which conversations a view shows, in which order, and how many there are.
//!
//! - [`filter`]: what is asked
//! - `walk`: pages along an index that has the wanted order
//! - `narrow`: pages of what is rare: a label, a number or a contact with few conversations
//! - [`mod@counts`]: how many there are, each count bounded; [`mod@count_view`]: how many any question finds

pub mod count_view;
pub mod counts;
pub mod filter;
mod narrow;
mod walk;

use galka_domain::ids::{ConversationId, WorkspaceId};
use galka_domain::time::Timestamp;

pub use count_view::{ViewCount, count_view};
pub use counts::{Counts, counts};
pub use filter::{InboxFilter, LabelMatch, Shelf, Sort};

use crate::conversations::{self, ConversationRow};
use crate::{Result, Row, Tx};

/// A place in a list: the time that orders it, and the id.
pub type Place = (Timestamp, ConversationId);

/// The ids of a page, each with its place in the order; at most `limit` after the place `after`.
pub fn list_places(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    filter: &InboxFilter,
    sort: Sort,
    after: Option<&Place>,
    limit: i64,
) -> Result<Vec<Place>> {
    if let Some(few) = narrow::find_few(tx, workspace, filter)? {
        return narrow::list(tx, workspace, filter, sort, &few, after, limit);
    }
    walk::list(tx, workspace, filter, sort, after, limit)
}

/// A page of a view, with the place of each row.
pub fn list(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    filter: &InboxFilter,
    sort: Sort,
    after: Option<&Place>,
    limit: i64,
) -> Result<Vec<(Timestamp, ConversationRow)>> {
    let places = list_places(tx, workspace, filter, sort, after, limit)?;
    let ids: Vec<ConversationId> = places.iter().map(|(_, id)| id.clone()).collect();
    let mut rows = conversations::list_by_ids(tx, workspace, &ids)?;
    rows.sort_unstable_by(|one, other| one.id.cmp(&other.id));
    let row_of = |id: &ConversationId| {
        let found = rows.binary_search_by(|row| row.id.cmp(id)).ok()?;
        Some(rows[found].clone())
    };
    Ok(places.iter().filter_map(|(at, id)| Some((*at, row_of(id)?))).collect())
}

fn read_place(row: &Row<'_>) -> Result<Place> {
    Ok((row.get("place")?, row.get("id")?))
}
