//! Campaigns.
//!
//! - [`requests`]: drafts and their changes, as they come in
//! - [`views`]: campaigns, forecasts and reports, as they go out
//! - [`costs`]: what they cost

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use galka_domain::campaign::{CampaignState, RecipientState};
use galka_domain::ids::{CampaignId, RecipientId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_engine::campaigns as work;
use galka_store::campaigns::{self, StoredCampaign};
use galka_store::recipients;
use serde::Deserialize;

use crate::access::Here;
use crate::errors::{Answer, Problem};
use crate::extract::{
    Body, PathId, Query, as_rows, invalid_cursor, page_limit, read_cursor, read_id_cursor, write_cursor,
};
use crate::failures;
use crate::state::AppState;
use crate::views::Page;

pub mod costs;
pub mod requests;
pub mod views;

pub use costs::{KnownCosts, read_costs};
pub use requests::{
    Audience, CampaignContent, CampaignContentType, CampaignPatch, CampaignText, NewCampaign, ValueSource,
};
pub use views::{
    ButtonCount, Campaign, CampaignCounts, CampaignReport, Exclusion, FailureGroup, Forecast, ForecastLine,
    PreviewRecipient, Recipient, load,
};

/// What to list.
#[derive(Debug, Deserialize)]
pub struct CampaignQuery {
    state: Option<String>,
    limit: Option<i64>,
    cursor: Option<String>,
}

/// `GET /campaigns`
pub async fn list_campaigns(
    State(state): State<AppState>,
    here: Here,
    Query(query): Query<CampaignQuery>,
) -> Answer<Json<Page<Campaign>>> {
    let limit = page_limit(query.limit)?;
    let before: Option<CampaignId> = read_id_cursor(query.cursor.as_deref())?;
    let wanted = read_state(query.state.as_deref(), CampaignState::parse)?;
    let rows = state
        .engine()
        .db
        .read(move |tx| {
            let stored = campaigns::list(tx, &here.id, wanted, before.as_ref(), limit + 1)?;
            let ids: Vec<CampaignId> = stored.iter().map(|campaign| campaign.id.clone()).collect();
            let costs = read_costs(tx, &here.id, &ids)?;
            load(tx, &here.id, stored, costs)
        })
        .await?;
    Ok(Json(Page::cut(rows, as_rows(limit), |campaign| {
        campaign.id().to_owned()
    })))
}

/// `POST /campaigns`
pub async fn create_campaign(
    State(state): State<AppState>,
    here: Here,
    Body(new): Body<NewCampaign>,
) -> Answer<(StatusCode, Json<Campaign>)> {
    let patch = CampaignPatch::from(new);
    let outcome = work::create_campaign(state.engine(), &here.id, patch.into_input()?, Some(here.by.clone())).await?;
    Ok((StatusCode::CREATED, Json(present(&state, &here.id, outcome).await?)))
}

/// `GET /campaigns/{campaign_id}`
pub async fn get_campaign(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<CampaignId>,
) -> Answer<Json<Campaign>> {
    let (workspace, wanted) = (here.id.clone(), id);
    let found = state
        .engine()
        .db
        .read(move |tx| campaigns::find(tx, &workspace, &wanted))
        .await?;
    let stored = found.ok_or_else(|| Problem::not_found("campaign"))?;
    show(&state, &here.id, stored).await.map(Json)
}

/// `PATCH /campaigns/{campaign_id}`
pub async fn update_campaign(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<CampaignId>,
    Body(patch): Body<CampaignPatch>,
) -> Answer<Json<Campaign>> {
    let outcome = work::update_campaign(state.engine(), &here.id, &id, patch.into_input()?).await?;
    present(&state, &here.id, outcome).await.map(Json)
}

/// `DELETE /campaigns/{campaign_id}`
pub async fn delete_campaign(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<CampaignId>,
) -> Answer<StatusCode> {
    failures::campaign(work::delete_campaign(state.engine(), &here.id, &id).await?)?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /campaigns/{campaign_id}/start`
pub async fn start_campaign(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<CampaignId>,
) -> Answer<Json<Campaign>> {
    let outcome = work::start_campaign(state.engine(), &here.id, &id).await?;
    present(&state, &here.id, outcome).await.map(Json)
}

/// `POST /campaigns/{campaign_id}/pause`
pub async fn pause_campaign(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<CampaignId>,
) -> Answer<Json<Campaign>> {
    let outcome = work::pause_campaign(state.engine(), &here.id, &id).await?;
    present(&state, &here.id, outcome).await.map(Json)
}

/// `POST /campaigns/{campaign_id}/resume`
pub async fn resume_campaign(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<CampaignId>,
) -> Answer<Json<Campaign>> {
    let outcome = work::resume_campaign(state.engine(), &here.id, &id).await?;
    present(&state, &here.id, outcome).await.map(Json)
}

/// `POST /campaigns/{campaign_id}/stop`
pub async fn stop_campaign(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<CampaignId>,
) -> Answer<Json<Campaign>> {
    let outcome = work::stop_campaign(state.engine(), &here.id, &id).await?;
    present(&state, &here.id, outcome).await.map(Json)
}

/// `POST /campaigns/{campaign_id}/forecast`
pub async fn forecast_campaign(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<CampaignId>,
) -> Answer<Json<Forecast>> {
    match work::forecast_campaign(state.engine(), &here.id, &id).await? {
        Ok(forecast) => Ok(Json(Forecast::of(forecast))),
        Err(outcome) => Err(refusal(outcome)),
    }
}

/// `GET /campaigns/{campaign_id}/preview`
pub async fn preview_campaign(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<CampaignId>,
    Query(query): Query<CampaignQuery>,
) -> Answer<Json<Page<PreviewRecipient>>> {
    let limit = page_limit(query.limit)?;
    let skip = read_cursor(query.cursor.as_deref())?
        .map(|key| key.parse().map_err(|_| invalid_cursor()))
        .transpose()?;
    match work::preview_campaign(state.engine(), &here.id, &id, skip.unwrap_or(0), as_rows(limit)).await? {
        Ok((people, next)) => Ok(Json(Page {
            data: people.into_iter().map(PreviewRecipient::of).collect(),
            next_cursor: next.map(|next| write_cursor(&next.to_string())),
        })),
        Err(outcome) => Err(refusal(outcome)),
    }
}

/// `GET /campaigns/{campaign_id}/recipients`
pub async fn list_recipients(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<CampaignId>,
    Query(query): Query<CampaignQuery>,
) -> Answer<Json<Page<Recipient>>> {
    let limit = page_limit(query.limit)?;
    let after: Option<RecipientId> = read_id_cursor(query.cursor.as_deref())?;
    let wanted = read_state(query.state.as_deref(), RecipientState::parse)?;
    let found = state
        .engine()
        .db
        .read(move |tx| {
            if campaigns::find(tx, &here.id, &id)?.is_none() {
                return Ok(None);
            }
            recipients::list(tx, &here.id, &id, wanted, after.as_ref(), limit + 1).map(Some)
        })
        .await?;
    let rows = found.ok_or_else(|| Problem::not_found("campaign"))?;
    let page = Page::cut(rows, as_rows(limit), |row| row.id.as_str().to_owned());
    Ok(Json(page.map(Recipient::of)))
}

/// `GET /campaigns/{campaign_id}/report`
pub async fn get_campaign_report(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<CampaignId>,
) -> Answer<Json<CampaignReport>> {
    let now: Timestamp = state.engine().business_now();
    let found = state
        .engine()
        .db
        .read(move |tx| {
            let Some(report) = work::campaign_report(tx, &here.id, &id, now)? else {
                return Ok(None);
            };
            let campaign = load_one(tx, &here.id, report.campaign.clone())?;
            Ok(campaign.map(|campaign| CampaignReport::of(report, campaign)))
        })
        .await?;
    found.map(Json).ok_or_else(|| Problem::not_found("campaign"))
}

async fn present(state: &AppState, workspace: &WorkspaceId, outcome: work::CampaignOutcome) -> Answer<Campaign> {
    let stored = failures::campaign(outcome)?.ok_or_else(|| Problem::not_found("campaign"))?;
    show(state, workspace, stored).await
}

async fn show(state: &AppState, workspace: &WorkspaceId, stored: StoredCampaign) -> Answer<Campaign> {
    let workspace = workspace.clone();
    let shown = state
        .engine()
        .db
        .read(move |tx| load_one(tx, &workspace, stored.clone()))
        .await?;
    shown.ok_or_else(|| Problem::not_found("campaign"))
}

/// Why there is no forecast: an outcome that is no success.
fn refusal(outcome: work::CampaignOutcome) -> Problem {
    match failures::campaign(outcome) {
        Err(problem) => problem,
        Ok(_) => Problem::not_found("campaign"),
    }
}

fn read_state<T>(text: Option<&str>, parse: fn(&str) -> Option<T>) -> Answer<Option<T>> {
    let read = |text| parse(text).ok_or_else(|| Problem::bad_request("invalid_query", "There is no such state."));
    text.map(read).transpose()
}

fn load_one(
    tx: &mut galka_store::Tx<'_>,
    workspace: &WorkspaceId,
    stored: StoredCampaign,
) -> galka_store::Result<Option<Campaign>> {
    let costs = read_costs(tx, workspace, std::slice::from_ref(&stored.id))?;
    Ok(load(tx, workspace, vec![stored], costs)?.pop())
}
