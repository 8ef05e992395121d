//! Segments: saved filters over contacts, and finding who matches one.
//!
//! A filter is data, a statement is a literal: the conditions go in as a batch of rows, in groups, and a contact
//! matches when in every group at least as many conditions hold as the group needs (all of them, or one).

mod conditions;
mod filter;

use galka_domain::ids::{ContactId, SegmentId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::db::{Result, Row, Tx};
use crate::sql;

pub use conditions::ContactFilter;
pub use filter::{FilterProblem, MatchMode, SegmentCondition, SegmentFilter};

/// A saved filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Its id.
    pub id: SegmentId,
    /// What people call it.
    pub name: String,
    /// The filter, a versioned document in JSON.
    pub filter: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// After every id of a contact: where a walk from the newest begins.
const END: &str = "ct_zzzzzzzzzzzzzzzzzzzzzzz";

/// Ids of the contacts that match a segment, newest first, from those older than `after`.
pub fn list_contact_ids(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    filter: &SegmentFilter,
    after: Option<&ContactId>,
    limit: i64,
) -> Result<Vec<ContactId>> {
    list_matching(tx, workspace, &ContactFilter::of_segment(filter), after, limit)
}

/// How many contacts match a segment.
pub fn count(tx: &mut Tx<'_>, workspace: &WorkspaceId, filter: &SegmentFilter) -> Result<i64> {
    count_matching(tx, workspace, &ContactFilter::of_segment(filter))
}

/// Ids of the contacts that match, newest first, from those older than `before`.
pub fn list_matching(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    filter: &ContactFilter,
    before: Option<&ContactId>,
    limit: i64,
) -> Result<Vec<ContactId>> {
    let before = before.map_or(END, ContactId::as_str);
    list_between(tx, workspace, filter, "", before, limit)
}

/// Those of `ids` that match, in their order, at most `limit`.
pub fn retain_matching(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    filter: &ContactFilter,
    ids: &[ContactId],
    limit: i64,
) -> Result<Vec<ContactId>> {
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut found = Vec::new();
    for id in ids {
        if found.len() == wanted {
            break;
        }
        let alone =
            filter.is_everyone() || !list_between(tx, workspace, filter, id.as_str(), &format!("{id}0"), 1)?.is_empty();
        if alone {
            found.push(id.clone());
        }
    }
    Ok(found)
}

fn list_between(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    filter: &ContactFilter,
    from: &str,
    before: &str,
    limit: i64,
) -> Result<Vec<ContactId>> {
    tx.query_rows(
        sql!(
            "WITH want AS MATERIALIZED (
                 SELECT r.part, r.needed, r.kind, r.name, r.value, r.other, r.at, r.negated
                 FROM each($5: part BIGINT, needed BIGINT, kind TEXT, name TEXT, value TEXT, other TEXT, at BIGINT,
                           negated BOOLEAN) AS r
             )
             SELECT c.id FROM contacts AS c
             WHERE c.workspace_id = $1 AND c.id < $2 AND c.id >= $4
               AND NOT EXISTS (
                   SELECT 1 FROM want AS w
                   GROUP BY w.part
                   HAVING MIN(w.needed) > SUM(CASE WHEN COALESCE(CASE w.kind
                       WHEN 'everyone' THEN TRUE
                       WHEN 'label' THEN EXISTS (
                           SELECT 1 FROM contact_labels AS l
                           WHERE l.workspace_id = c.workspace_id AND l.contact_id = c.id AND l.label_id = w.value)
                       WHEN 'label_any' THEN EXISTS (
                           SELECT 1 FROM contact_labels AS l
                           WHERE l.workspace_id = c.workspace_id AND l.contact_id = c.id)
                       WHEN 'consent' THEN c.consent_state = w.value
                       WHEN 'country' THEN c.country = w.value
                       WHEN 'country_any' THEN c.country IS NOT NULL
                       WHEN 'created_before' THEN c.created_at < w.at
                       WHEN 'created_after' THEN c.created_at >= w.at
                       WHEN 'inbound_before' THEN c.last_inbound_at < w.at
                       WHEN 'inbound_after' THEN c.last_inbound_at >= w.at
                       WHEN 'inbound_any' THEN c.last_inbound_at IS NOT NULL
                       WHEN 'name' THEN c.name = w.value
                       WHEN 'name_like' THEN c.name /*sqlite: LIKE */ /*postgres: ILIKE */ w.value ESCAPE '!'
                                          OR c.name LIKE w.other ESCAPE '!'
                       WHEN 'name_any' THEN c.name <> ''
                       WHEN 'phone' THEN c.phone = w.value
                       WHEN 'phone_like' THEN c.phone LIKE w.value ESCAPE '!'
                       WHEN 'phone_any' THEN c.phone IS NOT NULL
                       WHEN 'field' THEN (c.fields /*postgres: ::jsonb */ ->> w.name) = w.value
                       WHEN 'field_like' THEN
                           (c.fields /*postgres: ::jsonb */ ->> w.name) /*sqlite: LIKE */ /*postgres: ILIKE */ w.value ESCAPE '!'
                           OR (c.fields /*postgres: ::jsonb */ ->> w.name) LIKE w.other ESCAPE '!'
                       WHEN 'field_any' THEN COALESCE(c.fields /*postgres: ::jsonb */ ->> w.name, '') <> ''
                       WHEN 'field_before' THEN (c.fields /*postgres: ::jsonb */ ->> w.name) < w.value
                       WHEN 'field_after' THEN (c.fields /*postgres: ::jsonb */ ->> w.name) >= w.value
                       ELSE FALSE
                   END, FALSE) <> w.negated THEN 1 ELSE 0 END)
               )
             ORDER BY c.id DESC
             LIMIT $3"
        ),
        &[workspace, &before, &limit, &from],
        &filter.rows(),
        |row| row.get("id"),
    )
}

/// How many contacts match. (The conditions stand twice because a statement is one literal.)
pub fn count_matching(tx: &mut Tx<'_>, workspace: &WorkspaceId, filter: &ContactFilter) -> Result<i64> {
    let counts: Vec<i64> = tx.query_rows(
        sql!(
            "WITH want AS MATERIALIZED (
                 SELECT r.part, r.needed, r.kind, r.name, r.value, r.other, r.at, r.negated
                 FROM each($2: part BIGINT, needed BIGINT, kind TEXT, name TEXT, value TEXT, other TEXT, at BIGINT,
                           negated BOOLEAN) AS r
             )
             SELECT COUNT(*) AS contacts FROM contacts AS c
             WHERE c.workspace_id = $1
               AND NOT EXISTS (
                   SELECT 1 FROM want AS w
                   GROUP BY w.part
                   HAVING MIN(w.needed) > SUM(CASE WHEN COALESCE(CASE w.kind
                       WHEN 'everyone' THEN TRUE
                       WHEN 'label' THEN EXISTS (
                           SELECT 1 FROM contact_labels AS l
                           WHERE l.workspace_id = c.workspace_id AND l.contact_id = c.id AND l.label_id = w.value)
                       WHEN 'label_any' THEN EXISTS (
                           SELECT 1 FROM contact_labels AS l
                           WHERE l.workspace_id = c.workspace_id AND l.contact_id = c.id)
                       WHEN 'consent' THEN c.consent_state = w.value
                       WHEN 'country' THEN c.country = w.value
                       WHEN 'country_any' THEN c.country IS NOT NULL
                       WHEN 'created_before' THEN c.created_at < w.at
                       WHEN 'created_after' THEN c.created_at >= w.at
                       WHEN 'inbound_before' THEN c.last_inbound_at < w.at
                       WHEN 'inbound_after' THEN c.last_inbound_at >= w.at
                       WHEN 'inbound_any' THEN c.last_inbound_at IS NOT NULL
                       WHEN 'name' THEN c.name = w.value
                       WHEN 'name_like' THEN c.name /*sqlite: LIKE */ /*postgres: ILIKE */ w.value ESCAPE '!'
                                          OR c.name LIKE w.other ESCAPE '!'
                       WHEN 'name_any' THEN c.name <> ''
                       WHEN 'phone' THEN c.phone = w.value
                       WHEN 'phone_like' THEN c.phone LIKE w.value ESCAPE '!'
                       WHEN 'phone_any' THEN c.phone IS NOT NULL
                       WHEN 'field' THEN (c.fields /*postgres: ::jsonb */ ->> w.name) = w.value
                       WHEN 'field_like' THEN
                           (c.fields /*postgres: ::jsonb */ ->> w.name) /*sqlite: LIKE */ /*postgres: ILIKE */ w.value ESCAPE '!'
                           OR (c.fields /*postgres: ::jsonb */ ->> w.name) LIKE w.other ESCAPE '!'
                       WHEN 'field_any' THEN COALESCE(c.fields /*postgres: ::jsonb */ ->> w.name, '') <> ''
                       WHEN 'field_before' THEN (c.fields /*postgres: ::jsonb */ ->> w.name) < w.value
                       WHEN 'field_after' THEN (c.fields /*postgres: ::jsonb */ ->> w.name) >= w.value
                       ELSE FALSE
                   END, FALSE) <> w.negated THEN 1 ELSE 0 END)
               )"
        ),
        &[workspace],
        &filter.rows(),
        |row| row.get("contacts"),
    )?;
    Ok(counts.into_iter().sum())
}

/// Adds a segment.
pub fn insert_segment(tx: &mut Tx<'_>, workspace: &WorkspaceId, segment: &Segment) -> Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO segments (workspace_id, id, name, filter, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6)"
        ),
        &[
            workspace,
            &segment.id,
            &segment.name,
            &segment.filter,
            &segment.created_at,
            &segment.updated_at,
        ],
    )?;
    Ok(())
}

/// One segment.
pub fn find_segment(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &SegmentId) -> Result<Option<Segment>> {
    tx.query_opt(
        sql!(
            "SELECT id, name, filter, created_at, updated_at FROM segments
             WHERE workspace_id = $1 AND id = $2"
        ),
        &[workspace, id],
        read_segment,
    )
}

/// All segments by name.
pub fn list_segments(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<Vec<Segment>> {
    tx.query(
        sql!(
            "SELECT id, name, filter, created_at, updated_at FROM segments
             WHERE workspace_id = $1
             ORDER BY name, id"
        ),
        &[workspace],
        read_segment,
    )
}

/// Writes name and filter.
pub fn update_segment(tx: &mut Tx<'_>, workspace: &WorkspaceId, segment: &Segment) -> Result<bool> {
    let changed = tx.execute(
        sql!(
            "UPDATE segments SET name = $3, filter = $4, updated_at = $5
             WHERE workspace_id = $1 AND id = $2"
        ),
        &[
            workspace,
            &segment.id,
            &segment.name,
            &segment.filter,
            &segment.updated_at,
        ],
    )?;
    Ok(changed == 1)
}

/// Deletes a segment.
pub fn delete_segment(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &SegmentId) -> Result<bool> {
    let deleted = tx.execute(
        sql!("DELETE FROM segments WHERE workspace_id = $1 AND id = $2"),
        &[workspace, id],
    )?;
    Ok(deleted == 1)
}

fn read_segment(row: &Row<'_>) -> Result<Segment> {
    Ok(Segment {
        id: row.get("id")?,
        name: row.get("name")?,
        filter: row.get("filter")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
    })
}
