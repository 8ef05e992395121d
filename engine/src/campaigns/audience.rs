//! Who is meant: a segment, labels, or listed contacts; found page by page.

use std::collections::HashSet;

use galka_domain::ids::{ContactId, LabelId, SegmentId, WorkspaceId};
use galka_store::contacts::{ContactRow, list_contacts_by_id};
use galka_store::segments::{self, SegmentFilter};
use galka_store::{Result, Tx, recipients};
use serde::{Deserialize, Serialize};

use crate::engine::{Engine, EngineError};

/// To whom: everybody of the segment, everybody with one of the labels, and the listed contacts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// A saved segment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment_id: Option<SegmentId>,
    /// Labels of which one is enough.
    #[serde(default)]
    pub label_ids: Vec<LabelId>,
    /// Contacts by their ids.
    #[serde(default)]
    pub contact_ids: Vec<ContactId>,
}

/// How many people one page has.
pub(super) const PAGE: usize = 1_000;

impl Audience {
    /// The audience that was stored as JSON.
    #[must_use]
    pub fn read(json: &str) -> Self {
        serde_json::from_str(json).unwrap_or_default()
    }

    /// The audience as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("texts become JSON")
    }

    /// Whether nobody is meant yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.segment_id.is_none() && self.label_ids.is_empty() && self.contact_ids.is_empty()
    }
}

/// Walks over an audience, each person once.
#[derive(Debug)]
pub(super) struct Walk {
    sources: Vec<Source>,
    after: Option<ContactId>,
    /// Only kept while there is more than one source: a person may belong to several.
    seen: Option<HashSet<ContactId>>,
}

#[derive(Clone, Debug)]
enum Source {
    Segment(SegmentFilter),
    Labels(Vec<LabelId>),
    Listed(Vec<ContactId>),
}

/// A segment that is named and not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct UnknownSegment;

impl Walk {
    /// Begins a walk.
    pub(super) async fn begin(
        engine: &Engine,
        workspace: &WorkspaceId,
        audience: &Audience,
    ) -> std::result::Result<std::result::Result<Self, UnknownSegment>, EngineError> {
        let mut sources = Vec::new();
        if let Some(id) = &audience.segment_id {
            let (workspace, id) = (workspace.clone(), id.clone());
            let found = engine
                .db
                .read(move |tx| segments::find_segment(tx, &workspace, &id))
                .await?;
            let Some(filter) = found.and_then(|segment| serde_json::from_str(&segment.filter).ok()) else {
                return Ok(Err(UnknownSegment));
            };
            sources.push(Source::Segment(filter));
        }
        if !audience.label_ids.is_empty() {
            sources.push(Source::Labels(audience.label_ids.clone()));
        }
        if !audience.contact_ids.is_empty() {
            let mut listed = audience.contact_ids.clone();
            listed.sort_unstable();
            listed.dedup();
            sources.push(Source::Listed(listed));
        }
        let seen = (sources.len() > 1).then(HashSet::new);
        sources.reverse();
        Ok(Ok(Self {
            sources,
            after: None,
            seen,
        }))
    }

    /// The next people, or nothing at the end. A page may be empty before it.
    pub(super) async fn next(
        &mut self,
        engine: &Engine,
        workspace: &WorkspaceId,
    ) -> std::result::Result<Option<Vec<ContactRow>>, EngineError> {
        let Some(source) = self.sources.last().cloned() else {
            return Ok(None);
        };
        let (workspace, after) = (workspace.clone(), self.after.clone());
        let (ids, people) = engine
            .db
            .read(move |tx| {
                let ids = page(tx, &workspace, &source, after.as_ref())?;
                let people = list_contacts_by_id(tx, &workspace, &ids)?;
                Ok((ids, people))
            })
            .await?;
        self.after = ids.last().cloned();
        if ids.len() < PAGE {
            self.sources.pop();
            self.after = None;
        }
        Ok(Some(self.fresh(people)))
    }

    fn fresh(&mut self, mut people: Vec<ContactRow>) -> Vec<ContactRow> {
        if let Some(seen) = &mut self.seen {
            people.retain(|person| seen.insert(person.id.clone()));
        }
        people
    }
}

fn page(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    source: &Source,
    after: Option<&ContactId>,
) -> Result<Vec<ContactId>> {
    let limit = i64::try_from(PAGE).unwrap_or(i64::MAX);
    match source {
        Source::Segment(filter) => segments::list_contact_ids(tx, workspace, filter, after, limit),
        Source::Labels(labels) => recipients::list_labelled_contacts(tx, workspace, labels, after, limit),
        Source::Listed(ids) => {
            let from = after.map_or(0, |after| ids.partition_point(|id| id <= after));
            Ok(ids[from..].iter().take(PAGE).cloned().collect())
        }
    }
}
