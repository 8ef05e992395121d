//! One change of many conversations, and putting it back.

use axum::Json;
use axum::extract::State;
use galka_domain::ids::{BulkId, ConversationId, LabelId, TeamId, UserId};
use galka_engine::inbox::bulk::{BulkAction, UndoOutcome, change_many};
use galka_engine::inbox::undo::undo_many;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::list::{as_count, find_all};
use super::query::InboxQuery;
use super::standing::{check, moved, unknown};
use crate::access::Here;
use crate::errors::{Answer, Problem};
use crate::extract::{Body, PathId, patch};
use crate::state::AppState;
use crate::views::Time;

/// Most conversations that are named one by one.
const IDS_MAX: usize = 1_000;
/// Most conversations that an answer names.
const NAMED_MAX: usize = 100;

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BulkWord {
    /// Give to `assignee_id` and `team_id`, each of them a person or team, or null for none.
    Assign,
    /// Put `label_id` on the contacts.
    Label,
    /// Take `label_id` off.
    Unlabel,
    /// Put aside until `snoozed_until`, or until the customer writes.
    Snooze,
    /// Close, with the reason `label_id` where the company wants one.
    Close,
    /// Open.
    Reopen,
    /// Mark as read.
    MarkRead,
    /// Take for spam, or not when `is_spam` is false.
    Spam,
}

/// Which conversations, by `ids` or by a `filter` with the `count` that the person saw; and what is done to them. With
/// `seen_seq` those are neither closed nor snoozed in which the customer wrote meanwhile; a single one is refused (409).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkRequest {
    ids: Option<Vec<String>>,
    filter: Option<InboxQuery>,
    count: Option<i64>,
    #[schema(inline)]
    action: BulkWord,
    #[serde(default, deserialize_with = "patch::nullable")]
    assignee_id: Option<Option<String>>,
    #[serde(default, deserialize_with = "patch::nullable")]
    team_id: Option<Option<String>>,
    label_id: Option<String>,
    snoozed_until: Option<Time>,
    is_spam: Option<bool>,
    seen_seq: Option<i64>,
}

/// How many changed, how many were so already or are not there, and what puts it back within ten minutes. Among the
/// skipped are those in which the `customer_wrote` meanwhile; the first hundred of them are named.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkAnswer {
    changed: i64,
    skipped: i64,
    customer_wrote: i64,
    customer_wrote_ids: Vec<String>,
    undo_id: Option<String>,
}

/// `POST /conversations/bulk`
pub async fn change_conversations(
    State(state): State<AppState>,
    here: Here,
    Body(request): Body<BulkRequest>,
) -> Answer<Json<BulkAnswer>> {
    let action = request.action()?;
    let ids = find(&state, &here, &request).await?;
    let is_one = ids.len() == 1;
    let outcome = change_many(state.engine(), &here.id, ids, action, request.seen_seq, &here.by).await?;
    let done = match outcome {
        Ok(done) => done,
        Err(stop) => {
            check(stop).map_err(|problem| problem.about("reason_label_id", "label_id"))?;
            return Err(Problem::not_found("conversation"));
        }
    };
    if is_one && !done.moved.is_empty() {
        return Err(moved());
    }
    Ok(Json(BulkAnswer {
        changed: as_count(done.changed),
        skipped: as_count(done.skipped),
        customer_wrote: as_count(done.moved.len()),
        customer_wrote_ids: done
            .moved
            .iter()
            .take(NAMED_MAX)
            .map(|id| id.as_str().to_owned())
            .collect(),
        undo_id: done.undo.map(|id| id.as_str().to_owned()),
    }))
}

/// `POST /conversations/bulk/{undo_id}/undo`
pub async fn undo_change(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<BulkId>,
) -> Answer<Json<BulkAnswer>> {
    match undo_many(state.engine(), &here.id, &id, &here.by).await? {
        UndoOutcome::NotFound => Err(Problem::not_found("change")),
        UndoOutcome::TooLate => Err(Problem::conflict(
            "too_late",
            "This was put back already, or is older than ten minutes.",
        )),
        UndoOutcome::Done { changed, skipped } => Ok(Json(BulkAnswer {
            changed: as_count(changed),
            skipped: as_count(skipped),
            customer_wrote: 0,
            customer_wrote_ids: Vec::new(),
            undo_id: None,
        })),
    }
}

/// The conversations that are meant. A filter that finds notably more than the person saw is asked again.
async fn find(state: &AppState, here: &Here, request: &BulkRequest) -> Answer<Vec<ConversationId>> {
    match (&request.ids, &request.filter, request.count) {
        (Some(ids), None, None) => {
            if ids.len() > IDS_MAX {
                return Err(Problem::field("ids", "too_many", format!("At most {IDS_MAX} at once.")));
            }
            // An id that is none is skipped like one that is not there.
            Ok(ids.iter().filter_map(|id| ConversationId::parse(id).ok()).collect())
        }
        (None, Some(filter), Some(seen)) => {
            let (filter, sort) = filter.read(here, state.engine().business_now())?;
            let found_ids = find_all(state, here, filter, sort).await?;
            let found = as_count(found_ids.len());
            if found > seen.saturating_add((seen / 50).max(5)) {
                return Err(Problem::conflict(
                    "count_changed",
                    format!("There are {found} conversations by now."),
                ));
            }
            Ok(found_ids)
        }
        _ => Err(Problem::unprocessable(
            "ids_or_filter",
            "Name the conversations by ids, or by a filter with its count.",
        )),
    }
}

impl BulkRequest {
    fn action(&self) -> Answer<BulkAction> {
        let label = self
            .label_id
            .as_deref()
            .map(|id| LabelId::parse(id).map_err(|_| unknown_label()))
            .transpose()?;
        let wanted = || label.clone().ok_or_else(|| needed("label_id"));
        Ok(match self.action {
            BulkWord::Assign if self.assignee_id.is_none() && self.team_id.is_none() => {
                return Err(needed("assignee_id"));
            }
            BulkWord::Assign => BulkAction::Assign {
                assignee: read(self.assignee_id.as_ref(), |id| {
                    UserId::parse(id).map_err(|_| unknown("member"))
                })?,
                team: read(self.team_id.as_ref(), |id| {
                    TeamId::parse(id).map_err(|_| unknown("team"))
                })?,
            },
            BulkWord::Label => BulkAction::Label(wanted()?),
            BulkWord::Unlabel => BulkAction::Unlabel(wanted()?),
            BulkWord::Snooze => BulkAction::Snooze(self.snoozed_until.map(|Time(until)| until)),
            BulkWord::Close => BulkAction::Close(label),
            BulkWord::Reopen => BulkAction::Reopen,
            BulkWord::MarkRead => BulkAction::MarkRead,
            BulkWord::Spam => BulkAction::Spam(self.is_spam.unwrap_or(true)),
        })
    }
}

fn read<I>(id: Option<&Option<String>>, parse: impl Fn(&str) -> Answer<I>) -> Answer<Option<Option<I>>> {
    id.map(|id| id.as_deref().map(&parse).transpose()).transpose()
}

fn needed(field: &str) -> Problem {
    Problem::field(field, "required", "This action needs it.")
}

fn unknown_label() -> Problem {
    unknown("label").about("reason_label_id", "label_id")
}
