//! Saved views of the inbox.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use galka_domain::access::Permission;
use galka_domain::ids::SavedViewId;
use galka_store::inbox::{self, ViewCount};
use galka_store::saved_views::{self, SavedView as StoredView};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::query::InboxQuery;
use crate::access::Here;
use crate::errors::{Answer, Problem};
use crate::extract::{Body, PathId, check_text};
use crate::state::AppState;
use crate::views::List;

const NAME_CHARS_MAX: usize = 60;
const VIEWS_MAX: i64 = 50;
/// So many views are counted, in the order of the list.
const COUNTED_MAX: usize = 100;

/// A question to the inbox with a name; `own` when the caller made it.
#[derive(Debug, Serialize, ToSchema)]
pub struct SavedView {
    id: String,
    name: String,
    shared: bool,
    own: bool,
    query: InboxQuery,
}

/// How many conversations a view finds; there may be `more` where it asks for something rare among very many.
#[derive(Debug, Serialize, ToSchema)]
pub struct SavedViewCount {
    view_id: String,
    count: i64,
    more: bool,
}

/// A new view.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSavedView {
    name: String,
    #[serde(default)]
    shared: bool,
    query: InboxQuery,
}

/// Changes of a view.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedViewPatch {
    name: Option<String>,
    shared: Option<bool>,
    query: Option<InboxQuery>,
}

/// `GET /views`
pub async fn list_views(State(state): State<AppState>, here: Here) -> Answer<Json<List<SavedView>>> {
    let by = here.by.clone();
    let found = state
        .engine()
        .db
        .read(move |tx| saved_views::list(tx, &here.id, &here.by))
        .await?;
    let data = found
        .into_iter()
        .map(|view| SavedView::of(view, &by))
        .collect::<Answer<_>>()?;
    Ok(Json(List { data }))
}

/// `GET /views/counts`
pub async fn count_views(State(state): State<AppState>, here: Here) -> Answer<Json<List<SavedViewCount>>> {
    let (home, by) = (here.id.clone(), here.by.clone());
    let found = state
        .engine()
        .db
        .read(move |tx| saved_views::list(tx, &home, &by))
        .await?;
    let now = state.engine().business_now();
    let asked = found
        .into_iter()
        .take(COUNTED_MAX)
        .map(|view| Ok((view.id, InboxQuery::of_json(&view.query)?.read(&here, now)?)))
        .collect::<Answer<Vec<_>>>()?;
    let data = state
        .engine()
        .db
        .read(move |tx| {
            let counted = asked.iter().map(|(id, (filter, sort))| {
                let ViewCount { count, more } = inbox::count_view(tx, &here.id, filter, *sort)?;
                Ok(SavedViewCount {
                    view_id: id.as_str().to_owned(),
                    count,
                    more,
                })
            });
            counted.collect()
        })
        .await?;
    Ok(Json(List { data }))
}

/// `POST /views`
pub async fn create_view(
    State(state): State<AppState>,
    here: Here,
    Body(new): Body<NewSavedView>,
) -> Answer<(StatusCode, Json<SavedView>)> {
    let now = state.engine().business_now();
    new.query.read(&here, now)?;
    let view = StoredView {
        id: state.engine().new_id(),
        owner_id: here.by.clone(),
        shared: new.shared,
        name: check_text("name", &new.name, NAME_CHARS_MAX)?,
        query: new.query.to_json()?,
        created_at: now,
    };
    let (made, by) = (view.clone(), here.by.clone());
    let fits = state
        .engine()
        .db
        .write(move |tx| {
            if saved_views::count_of(tx, &here.id, &view.owner_id)? >= VIEWS_MAX {
                return Ok(false);
            }
            saved_views::insert(tx, &here.id, &view)?;
            Ok(true)
        })
        .await?;
    if !fits {
        return Err(Problem::conflict(
            "too_many_views",
            format!("At most {VIEWS_MAX} views of one person."),
        ));
    }
    Ok((StatusCode::CREATED, Json(SavedView::of(made, &by)?)))
}

/// `PATCH /views/{view_id}`
pub async fn update_view(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<SavedViewId>,
    Body(change): Body<SavedViewPatch>,
) -> Answer<Json<SavedView>> {
    let now = state.engine().business_now();
    let mut view = find_own(&state, &here, id).await?;
    if let Some(query) = &change.query {
        query.read(&here, now)?;
        view.query = query.to_json()?;
    }
    if let Some(name) = &change.name {
        view.name = check_text("name", name, NAME_CHARS_MAX)?;
    }
    view.shared = change.shared.unwrap_or(view.shared);
    let (changed, by) = (view.clone(), here.by.clone());
    state
        .engine()
        .db
        .write(move |tx| saved_views::update(tx, &here.id, &view, now))
        .await?;
    Ok(Json(SavedView::of(changed, &by)?))
}

/// `DELETE /views/{view_id}`
pub async fn delete_view(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<SavedViewId>,
) -> Answer<StatusCode> {
    let view = find_own(&state, &here, id).await?;
    state
        .engine()
        .db
        .write(move |tx| saved_views::delete(tx, &here.id, &view.id))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The question of a view that the caller sees.
///
/// # Errors
/// When there is none.
pub(crate) async fn query_of(state: &AppState, here: &Here, id: &str) -> Answer<InboxQuery> {
    let id = SavedViewId::parse(id).map_err(|_| Problem::not_found("view"))?;
    let (home, by) = (here.id.clone(), here.by.clone());
    let found = state
        .engine()
        .db
        .read(move |tx| saved_views::find(tx, &home, &by, &id))
        .await?;
    let view = found.ok_or_else(|| Problem::not_found("view"))?;
    InboxQuery::of_json(&view.query)
}

/// A view that the caller may change: their own, and shared ones for whoever runs the team.
async fn find_own(state: &AppState, here: &Here, id: SavedViewId) -> Answer<StoredView> {
    let (home, by) = (here.id.clone(), here.by.clone());
    let found = state
        .engine()
        .db
        .read(move |tx| saved_views::find(tx, &home, &by, &id))
        .await?;
    let view = found.ok_or_else(|| Problem::not_found("view"))?;
    if view.owner_id == here.by || here.role.allows(Permission::TeamManage) {
        Ok(view)
    } else {
        Err(Problem::forbidden(Permission::TeamManage.as_str()))
    }
}

impl InboxQuery {
    fn to_json(&self) -> Answer<String> {
        serde_json::to_string(self).map_err(|failure| Problem::internal(&failure))
    }

    fn of_json(text: &str) -> Answer<Self> {
        serde_json::from_str(text).map_err(|failure| Problem::internal(&failure))
    }
}

impl SavedView {
    fn of(view: StoredView, by: &str) -> Answer<Self> {
        Ok(Self {
            id: view.id.as_str().to_owned(),
            own: view.owner_id == by,
            name: view.name,
            shared: view.shared,
            query: InboxQuery::of_json(&view.query)?,
        })
    }
}
