//! Segments: saved filters over contacts.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use galka_domain::ids::{SegmentId, WorkspaceId};
use galka_store::Tx;
use galka_store::segments::{self, ContactFilter, Segment as StoredSegment};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::contacts::{Contact, load_contacts};
use crate::access::Here;
use crate::errors::{Answer, Problem};
use crate::extract::{Body, PathId, check_text};
use crate::state::AppState;
use crate::views::{List, Time};

/// How many of those who match a preview shows.
const SAMPLE: i64 = 20;

/// A saved filter over contacts.
#[derive(Debug, Serialize, ToSchema)]
pub struct Segment {
    id: String,
    name: String,
    filter: SegmentFilter,
    count: i64,
    created_at: Time,
}

/// All or any of the conditions.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SegmentFilter {
    version: i64,
    #[schema(inline)]
    r#match: MatchWord,
    conditions: Vec<SegmentCondition>,
}

/// How conditions are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MatchWord {
    /// All of them.
    All,
    /// One of them.
    Any,
}

/// `field` is `label`, `consent`, `country`, `created_at`, `last_inbound_at`, `name`, `phone` or `field:<key>`; `op` is `is`, `is_not`, `contains`, `is_set`, `is_not_set`, `before`, `after`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SegmentCondition {
    field: String,
    op: String,
    value: Option<String>,
}

/// A new segment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSegment {
    name: String,
    filter: SegmentFilter,
}

/// Changes of a segment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SegmentPatch {
    name: Option<String>,
    filter: Option<SegmentFilter>,
}

/// A filter to try.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SegmentPreviewRequest {
    filter: SegmentFilter,
}

/// Who matches.
#[derive(Debug, Serialize, ToSchema)]
pub struct SegmentPreview {
    count: i64,
    sample: Vec<Contact>,
}

/// `GET /segments`
pub async fn list_segments(State(state): State<AppState>, here: Here) -> Answer<Json<List<Segment>>> {
    let data = state
        .engine()
        .db
        .read(move |tx| {
            let stored = segments::list_segments(tx, &here.id)?;
            stored
                .into_iter()
                .map(|segment| load(tx, &here.id, segment))
                .collect::<galka_store::Result<Vec<_>>>()
        })
        .await?;
    Ok(Json(List { data }))
}

/// `POST /segments`
pub async fn create_segment(
    State(state): State<AppState>,
    here: Here,
    Body(new): Body<NewSegment>,
) -> Answer<(StatusCode, Json<Segment>)> {
    let now = state.engine().business_now();
    let segment = StoredSegment {
        id: state.engine().new_id(),
        name: check_text("name", &new.name, 100)?,
        filter: new.filter.checked()?.to_json(),
        created_at: now,
        updated_at: now,
    };
    let made = state
        .engine()
        .db
        .write(move |tx| {
            segments::insert_segment(tx, &here.id, &segment)?;
            load(tx, &here.id, segment.clone())
        })
        .await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// `POST /segments/preview`
pub async fn preview_segment(
    State(state): State<AppState>,
    here: Here,
    Body(request): Body<SegmentPreviewRequest>,
) -> Answer<Json<SegmentPreview>> {
    let filter = ContactFilter::of_segment(&request.filter.checked()?);
    let preview = state
        .engine()
        .db
        .read(move |tx| {
            let count = segments::count_matching(tx, &here.id, &filter)?;
            let ids = segments::list_matching(tx, &here.id, &filter, None, SAMPLE)?;
            Ok(SegmentPreview {
                count,
                sample: load_contacts(tx, &here.id, &ids)?,
            })
        })
        .await?;
    Ok(Json(preview))
}

/// `GET /segments/{segment_id}`
pub async fn get_segment(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<SegmentId>,
) -> Answer<Json<Segment>> {
    let found = state
        .engine()
        .db
        .read(move |tx| {
            let segment = segments::find_segment(tx, &here.id, &id)?;
            segment.map(|segment| load(tx, &here.id, segment)).transpose()
        })
        .await?;
    found.map(Json).ok_or_else(|| Problem::not_found("segment"))
}

/// `PATCH /segments/{segment_id}`
pub async fn update_segment(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<SegmentId>,
    Body(patch): Body<SegmentPatch>,
) -> Answer<Json<Segment>> {
    let name = patch.name.map(|name| check_text("name", &name, 100)).transpose()?;
    let filter = patch
        .filter
        .map(|filter| filter.checked())
        .transpose()?
        .map(|filter| filter.to_json());
    let now = state.engine().business_now();
    let changed = state
        .engine()
        .db
        .write(move |tx| {
            let Some(mut segment) = segments::find_segment(tx, &here.id, &id)? else {
                return Ok(None);
            };
            segment.name = name.clone().unwrap_or(segment.name);
            segment.filter = filter.clone().unwrap_or(segment.filter);
            segment.updated_at = now;
            segments::update_segment(tx, &here.id, &segment)?;
            load(tx, &here.id, segment).map(Some)
        })
        .await?;
    changed.map(Json).ok_or_else(|| Problem::not_found("segment"))
}

/// `DELETE /segments/{segment_id}`
pub async fn delete_segment(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<SegmentId>,
) -> Answer<StatusCode> {
    let deleted = state
        .engine()
        .db
        .write(move |tx| segments::delete_segment(tx, &here.id, &id))
        .await?;
    if deleted {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found("segment"))
    }
}

fn load(tx: &mut Tx<'_>, workspace: &WorkspaceId, segment: StoredSegment) -> galka_store::Result<Segment> {
    let filter = segments::SegmentFilter::read(&segment.filter).unwrap_or_else(|_| segments::SegmentFilter::everyone());
    Ok(Segment {
        id: segment.id.as_str().to_owned(),
        name: segment.name,
        count: segments::count(tx, workspace, &filter)?,
        filter: filter.into(),
        created_at: segment.created_at.into(),
    })
}

impl SegmentFilter {
    /// The filter, if it can be asked.
    fn checked(self) -> Answer<segments::SegmentFilter> {
        let filter = segments::SegmentFilter {
            version: self.version,
            mode: match self.r#match {
                MatchWord::All => segments::MatchMode::All,
                MatchWord::Any => segments::MatchMode::Any,
            },
            conditions: self
                .conditions
                .into_iter()
                .map(|one| segments::SegmentCondition {
                    field: one.field,
                    op: one.op,
                    value: one.value,
                })
                .collect(),
        };
        match filter.problem() {
            Some(problem) => Err(Problem::field(
                &format!("filter.{}", problem.path),
                problem.code,
                "This cannot be asked.",
            )),
            None => Ok(filter),
        }
    }
}

impl From<segments::SegmentFilter> for SegmentFilter {
    fn from(filter: segments::SegmentFilter) -> Self {
        Self {
            version: filter.version,
            r#match: match filter.mode {
                segments::MatchMode::All => MatchWord::All,
                segments::MatchMode::Any => MatchWord::Any,
            },
            conditions: filter
                .conditions
                .into_iter()
                .map(|one| SegmentCondition {
                    field: one.field,
                    op: one.op,
                    value: one.value,
                })
                .collect(),
        }
    }
}
