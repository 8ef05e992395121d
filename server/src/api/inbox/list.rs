//! The list of conversations and the counts of its views.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use galka_domain::ids::{ConversationId, UserId};
use galka_domain::time::Timestamp;
use galka_store::alerts;
use galka_store::conversations::CLOSING_MS;
use galka_store::inbox::{self, InboxFilter, Sort};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::query::{InboxQuery, MatchWord, SortWord, ViewWord, WindowWord};
use super::saved_views::query_of;
use crate::access::Here;
use crate::api::conversations::{self, Conversation};
use crate::errors::{Answer, Problem};
use crate::extract::{Query, as_rows, page_limit, read_place, write_place};
use crate::state::AppState;
use crate::views::{ConversationStateName, Page, Time};

/// A count of a view stops here.
const COUNT_MAX: i64 = 1_000;
const TEXT_CHARS_MAX: usize = 200;
/// Most conversations that are changed, or written into a file, by one question.
const FOUND_MAX: i64 = 10_000;

/// Conversations with an unseen mention: so many are named.
const MENTIONED_MAX: i64 = 100;

/// Live counts of the views, of the teams, labels and numbers by id; each stops at a thousand. `mentions` are the
/// conversations where I was named and have not seen it; it stops at a hundred, and `mentioned_in` names them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ConversationCounts {
    all: i64,
    mine: i64,
    unassigned: i64,
    unread: i64,
    mentions: i64,
    window_closing: i64,
    snoozed: i64,
    closed: i64,
    spam: i64,
    teams: BTreeMap<String, i64>,
    labels: BTreeMap<String, i64>,
    numbers: BTreeMap<String, i64>,
    mentioned_in: Vec<String>,
}

/// What to list: [`InboxQuery`] as the parameters of an address, over a saved view when one is named.
#[derive(Debug, Deserialize)]
pub struct ListQuery {
    q: Option<String>,
    saved_view_id: Option<String>,
    view: Option<ViewWord>,
    state: Option<ConversationStateName>,
    unread: Option<bool>,
    waiting: Option<bool>,
    bot: Option<bool>,
    label_id: Option<String>,
    label_ids: Option<String>,
    label_match: Option<MatchWord>,
    number_id: Option<String>,
    team_id: Option<String>,
    assignee_id: Option<String>,
    contact_id: Option<String>,
    from: Option<Time>,
    to: Option<Time>,
    window: Option<WindowWord>,
    sort: Option<SortWord>,
    limit: Option<i64>,
    cursor: Option<String>,
}

/// `GET /conversations`
pub async fn list_conversations(
    State(state): State<AppState>,
    here: Here,
    Query(asked): Query<ListQuery>,
) -> Answer<Json<Page<Conversation>>> {
    let limit = page_limit(asked.limit)?;
    let after = read_place(asked.cursor.as_deref())?;
    let now = state.engine().business_now();
    if let Some(text) = asked.text()? {
        return conversations::search_conversations(&state, here, text, after, limit).await;
    }
    let (filter, sort) = asked.read(&state, &here).await?;
    let page = state
        .engine()
        .db
        .read(move |tx| {
            let (places, rows): (Vec<Timestamp>, Vec<_>) =
                inbox::list(tx, &here.id, &filter, sort, after.as_ref(), limit + 1)?
                    .into_iter()
                    .unzip();
            let views = conversations::load(tx, &here.id, rows, now)?;
            Ok(places.into_iter().zip(views).collect::<Vec<_>>())
        })
        .await?;
    let key = |(at, row): &(Timestamp, Conversation)| write_place(*at, row.id());
    Ok(Json(Page::cut(page, as_rows(limit), key).map(|(_, row)| row)))
}

/// `GET /conversations/counts`
pub async fn get_conversation_counts(State(state): State<AppState>, here: Here) -> Answer<Json<ConversationCounts>> {
    let now = state.engine().business_now();
    let person = UserId::parse(&here.by).ok();
    let (counts, mentioned) = state
        .engine()
        .db
        .read(move |tx| {
            let name = person.as_ref().map_or("", UserId::as_str);
            let counts = inbox::counts(tx, &here.id, name, now, now.plus(CLOSING_MS), COUNT_MAX)?;
            let mentioned = match &person {
                Some(person) => alerts::list_mentioned(tx, &here.id, person, MENTIONED_MAX)?,
                None => Vec::new(),
            };
            Ok((counts, mentioned))
        })
        .await?;
    Ok(Json(ConversationCounts {
        all: counts.all,
        mine: counts.mine,
        unassigned: counts.unassigned,
        unread: counts.unread,
        mentions: i64::try_from(mentioned.len()).unwrap_or(MENTIONED_MAX),
        window_closing: counts.window_closing,
        snoozed: counts.snoozed,
        closed: counts.closed,
        spam: counts.spam,
        teams: counts.teams,
        labels: counts.labels,
        numbers: counts.numbers,
        mentioned_in: mentioned.into_iter().map(|id| id.as_str().to_owned()).collect(),
    }))
}

/// How many conversations a question finds, as far as they can be changed at once; `more` when there are more.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct ConversationsFound {
    found: i64,
    more: bool,
}

/// `GET /conversations/found`
pub async fn count_found(
    State(state): State<AppState>,
    here: Here,
    Query(asked): Query<ListQuery>,
) -> Answer<Json<ConversationsFound>> {
    let (filter, sort) = asked.read_view(&state, &here).await?;
    let found = as_count(list_found(&state, &here, filter, sort).await?.len());
    Ok(Json(ConversationsFound {
        found: found.min(FOUND_MAX),
        more: found > FOUND_MAX,
    }))
}

/// Everything that a question finds, in its order; too much is refused rather than cut off.
pub(super) async fn find_all(
    state: &AppState,
    here: &Here,
    filter: InboxFilter,
    sort: Sort,
) -> Answer<Vec<ConversationId>> {
    let found = list_found(state, here, filter, sort).await?;
    if as_count(found.len()) > FOUND_MAX {
        return Err(Problem::unprocessable(
            "too_many",
            format!("At most {FOUND_MAX} conversations at once."),
        ));
    }
    Ok(found)
}

/// What a question finds, in its order, and one beyond the most that are changed at once.
async fn list_found(state: &AppState, here: &Here, filter: InboxFilter, sort: Sort) -> Answer<Vec<ConversationId>> {
    let home = here.id.clone();
    let places = state
        .engine()
        .db
        .read(move |tx| inbox::list_places(tx, &home, &filter, sort, None, FOUND_MAX + 1))
        .await?;
    Ok(places.into_iter().map(|(_, id)| id).collect())
}

pub(super) fn as_count(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

impl ListQuery {
    /// The filter and the order that it means, over its saved view.
    pub(super) async fn read(self, state: &AppState, here: &Here) -> Answer<(InboxFilter, Sort)> {
        let base = match self.saved_view_id.as_deref() {
            Some(id) => query_of(state, here, id).await?,
            None => InboxQuery::default(),
        };
        self.into_query().over(base).read(here, state.engine().business_now())
    }

    /// The filter and the order where a search is no answer.
    pub(super) async fn read_view(self, state: &AppState, here: &Here) -> Answer<(InboxFilter, Sort)> {
        if self.text()?.is_some() {
            let detail = "A search is no view: name the conversations that it found by ids.";
            return Err(Problem::bad_request("invalid_query", detail));
        }
        self.read(state, here).await
    }

    /// The words that are searched for.
    pub(super) fn text(&self) -> Answer<Option<String>> {
        let text = self.q.as_deref().unwrap_or_default().trim();
        if text.chars().count() > TEXT_CHARS_MAX {
            return Err(Problem::bad_request(
                "invalid_query",
                format!("q has at most {TEXT_CHARS_MAX} characters."),
            ));
        }
        Ok((!text.is_empty()).then(|| text.to_owned()))
    }

    fn into_query(self) -> InboxQuery {
        let many = self.label_ids.map(|ids| {
            let ids = ids.split(',').map(str::trim).filter(|id| !id.is_empty());
            ids.map(str::to_owned).collect()
        });
        InboxQuery {
            view: self.view,
            state: self.state,
            unread: self.unread,
            waiting: self.waiting,
            bot: self.bot,
            label_ids: many.or_else(|| self.label_id.map(|id| vec![id])),
            label_match: self.label_match,
            number_id: self.number_id,
            team_id: self.team_id,
            assignee_id: self.assignee_id,
            contact_id: self.contact_id,
            from: self.from,
            to: self.to,
            window: self.window,
            sort: self.sort,
        }
    }
}
