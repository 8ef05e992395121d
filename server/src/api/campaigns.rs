//! Campaigns.

use std::collections::{BTreeMap, HashMap};

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use galka_domain::campaign::{CampaignState, RecipientState};
use galka_domain::ids::{CampaignId, ContactId, LabelId, NumberId, RecipientId, SegmentId, TemplateId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_engine::campaigns::{self as work, CampaignInput};
use galka_store::campaigns::{self, StoredCampaign};
use galka_store::recipients::{self, RecipientRow};
use galka_store::{Tx, costs, templates};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::numbers::LimitView;
use crate::access::Here;
use crate::errors::{Answer, Problem};
use crate::extract::{Body, PathId, Query, as_rows, invalid_cursor, page_limit, patch, read_cursor, read_id_cursor, write_cursor};
use crate::failures;
use crate::state::AppState;
use crate::views::{CampaignStateName, Money, Page, Reason, RecipientStateName, Time, UncertainPolicyName};

/// To whom: a segment, labels, or listed contacts.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Audience {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    segment_id: Option<String>,
    #[serde(default)]
    #[schema(required = false)]
    label_ids: Vec<String>,
    #[serde(default)]
    #[schema(required = false)]
    contact_ids: Vec<String>,
}

/// Where a variable's value comes from: `constant`, `name`, `first_name`, `phone`, or `field:<key>`, with a fallback.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ValueSource {
    source: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fallback: Option<String>,
}

/// A new draft.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCampaign {
    name: String,
    number_id: Option<String>,
    audience: Option<Audience>,
    #[serde(default, deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<String>)]
    template_id: Option<Option<String>>,
    values: Option<BTreeMap<String, ValueSource>>,
    #[serde(default, deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<i64>)]
    rate_per_second: Option<Option<i64>>,
    uncertain_policy: Option<UncertainPolicyName>,
}

/// Changes of a draft.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CampaignPatch {
    name: Option<String>,
    number_id: Option<String>,
    audience: Option<Audience>,
    #[serde(default, deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<String>)]
    template_id: Option<Option<String>>,
    values: Option<BTreeMap<String, ValueSource>>,
    #[serde(default, deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<i64>)]
    rate_per_second: Option<Option<i64>>,
    uncertain_policy: Option<UncertainPolicyName>,
}

/// Recipients by state.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CampaignCounts {
    total: i64,
    waiting: i64,
    deferred: i64,
    sending: i64,
    uncertain: i64,
    accepted: i64,
    sent: i64,
    delivered: i64,
    read: i64,
    replied: i64,
    failed: i64,
    refused: i64,
    stopped: i64,
}

/// A template sent to many.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Campaign {
    id: String,
    name: String,
    state: CampaignStateName,
    number_id: Option<String>,
    audience: Audience,
    template_id: Option<String>,
    template_name: Option<String>,
    values: BTreeMap<String, ValueSource>,
    rate_per_second: Option<i64>,
    uncertain_policy: UncertainPolicyName,
    counts: CampaignCounts,
    paused_reason: Option<Reason>,
    cost: Option<Money>,
    created_by: Option<String>,
    created_at: Time,
    started_at: Option<Time>,
    finished_at: Option<Time>,
}

/// People who will not get it, and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct Exclusion {
    rule: String,
    count: i64,
    examples: Vec<PreviewRecipient>,
}

/// A real recipient with its values and its text.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewRecipient {
    contact_id: String,
    name: String,
    phone: Option<String>,
    values: BTreeMap<String, String>,
    text: String,
    reason: Option<Reason>,
}

/// Cost of one market and category.
#[derive(Debug, Serialize, ToSchema)]
pub struct ForecastLine {
    market: String,
    category: String,
    recipients: i64,
    unit: Money,
    total: Money,
}

/// What starting would do and cost.
#[derive(Debug, Serialize, ToSchema)]
pub struct Forecast {
    audience: i64,
    recipients: i64,
    exclusions: Vec<Exclusion>,
    lines: Vec<ForecastLine>,
    total: Money,
    rate_card: String,
    rate_card_valid_from: Time,
    limit: LimitView,
    over_limit: i64,
    duration_ms: i64,
    quality: String,
    warnings: Vec<String>,
}

/// One recipient of a campaign.
#[derive(Debug, Serialize, ToSchema)]
pub struct Recipient {
    id: String,
    contact_id: String,
    name: String,
    phone: Option<String>,
    state: RecipientStateName,
    message_id: Option<String>,
    reason: Option<Reason>,
    deferred_until: Option<Time>,
    updated_at: Time,
}

/// Recipients with one reason.
#[derive(Debug, Serialize, ToSchema)]
pub struct FailureGroup {
    reason: Reason,
    count: i64,
}

/// Presses of a button.
#[derive(Debug, Serialize, ToSchema)]
pub struct ButtonCount {
    text: String,
    count: i64,
}

/// The live report.
#[derive(Debug, Serialize, ToSchema)]
pub struct CampaignReport {
    campaign: Campaign,
    rate_per_second: f64,
    left_ms: Option<i64>,
    failures: Vec<FailureGroup>,
    buttons: Vec<ButtonCount>,
    opted_out: i64,
}

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
            load(tx, &here.id, stored)
        })
        .await?;
    Ok(Json(Page::cut(rows, as_rows(limit), |campaign| campaign.id.clone())))
}

/// `POST /campaigns`
pub async fn create_campaign(
    State(state): State<AppState>,
    here: Here,
    Body(new): Body<NewCampaign>,
) -> Answer<(StatusCode, Json<Campaign>)> {
    let patch = CampaignPatch {
        name: Some(new.name),
        number_id: new.number_id,
        audience: new.audience,
        template_id: new.template_id,
        values: new.values,
        rate_per_second: new.rate_per_second,
        uncertain_policy: new.uncertain_policy,
    };
    let outcome = work::create_campaign(state.engine(), &here.id, patch.into_input()?, Some(here.by.clone())).await?;
    Ok((StatusCode::CREATED, Json(present(&state, &here.id, outcome).await?)))
}

/// `GET /campaigns/{campaign_id}`
pub async fn get_campaign(State(state): State<AppState>, here: Here, PathId(id): PathId<CampaignId>) -> Answer<Json<Campaign>> {
    let (workspace, wanted) = (here.id.clone(), id);
    let found = state.engine().db.read(move |tx| campaigns::find(tx, &workspace, &wanted)).await?;
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
pub async fn delete_campaign(State(state): State<AppState>, here: Here, PathId(id): PathId<CampaignId>) -> Answer<StatusCode> {
    failures::campaign(work::delete_campaign(state.engine(), &here.id, &id).await?)?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /campaigns/{campaign_id}/start`
pub async fn start_campaign(State(state): State<AppState>, here: Here, PathId(id): PathId<CampaignId>) -> Answer<Json<Campaign>> {
    let outcome = work::start_campaign(state.engine(), &here.id, &id).await?;
    present(&state, &here.id, outcome).await.map(Json)
}

/// `POST /campaigns/{campaign_id}/pause`
pub async fn pause_campaign(State(state): State<AppState>, here: Here, PathId(id): PathId<CampaignId>) -> Answer<Json<Campaign>> {
    let outcome = work::pause_campaign(state.engine(), &here.id, &id).await?;
    present(&state, &here.id, outcome).await.map(Json)
}

/// `POST /campaigns/{campaign_id}/resume`
pub async fn resume_campaign(State(state): State<AppState>, here: Here, PathId(id): PathId<CampaignId>) -> Answer<Json<Campaign>> {
    let outcome = work::resume_campaign(state.engine(), &here.id, &id).await?;
    present(&state, &here.id, outcome).await.map(Json)
}

/// `POST /campaigns/{campaign_id}/stop`
pub async fn stop_campaign(State(state): State<AppState>, here: Here, PathId(id): PathId<CampaignId>) -> Answer<Json<Campaign>> {
    let outcome = work::stop_campaign(state.engine(), &here.id, &id).await?;
    present(&state, &here.id, outcome).await.map(Json)
}

/// `POST /campaigns/{campaign_id}/forecast`
pub async fn forecast_campaign(State(state): State<AppState>, here: Here, PathId(id): PathId<CampaignId>) -> Answer<Json<Forecast>> {
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
    let skip = read_cursor(query.cursor.as_deref())?.map(|key| key.parse().map_err(|_| invalid_cursor())).transpose()?;
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
            let Some(report) = work::campaign_report(tx, &here.id, &id, now)? else { return Ok(None) };
            let campaign = load_with_cost(tx, &here.id, report.campaign.clone())?;
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
    let shown = state.engine().db.read(move |tx| load_with_cost(tx, &workspace, stored.clone())).await?;
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

/// Campaigns with their counts and templates' names, as lists and events show them; what they cost is asked for one.
///
/// # Errors
/// When the storage cannot answer.
pub fn load(tx: &mut Tx<'_>, workspace: &WorkspaceId, stored: Vec<StoredCampaign>) -> galka_store::Result<Vec<Campaign>> {
    let ids: Vec<CampaignId> = stored.iter().map(|campaign| campaign.id.clone()).collect();
    let mut counts = work::campaign_counts(tx, workspace, &ids)?;
    let wanted: Vec<TemplateId> = stored.iter().filter_map(|campaign| campaign.template_id.clone()).collect();
    let names: HashMap<TemplateId, String> = templates::list_by_ids(tx, workspace, &wanted)?
        .into_iter()
        .map(|template| (template.id, template.name))
        .collect();
    Ok(stored
        .into_iter()
        .map(|campaign| {
            let own = counts.remove(&campaign.id).unwrap_or_default();
            let name = campaign.template_id.as_ref().and_then(|id| names.get(id)).cloned();
            Campaign::of(campaign, &own, name)
        })
        .collect())
}

fn load_with_cost(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    stored: StoredCampaign,
) -> galka_store::Result<Option<Campaign>> {
    let costs = costs::list_campaign_costs(tx, workspace, &stored.id)?;
    let shown = load(tx, workspace, vec![stored])?.pop();
    // A campaign has one number and so one card and one currency.
    let cost = costs.first().map(|(micros, currency)| Money::of_micros(*micros, currency));
    Ok(shown.map(|campaign| Campaign { cost, ..campaign }))
}

impl CampaignPatch {
    fn into_input(self) -> Answer<CampaignInput> {
        let template = self.template_id.map(|id| id.map(|id| TemplateId::parse(&id)).transpose()).transpose();
        let values = self.values.map(|values| {
            let own = |source: ValueSource| work::ValueSource {
                source: source.source,
                value: source.value,
                fallback: source.fallback,
            };
            values.into_iter().map(|(name, source)| (name, own(source))).collect()
        });
        Ok(CampaignInput {
            name: self.name.map(|name| crate::extract::check_text("name", &name, 200)).transpose()?,
            number_id: self.number_id.map(|id| NumberId::parse(&id)).transpose().map_err(|_| unknown("number_id"))?,
            audience: self.audience.map(Audience::into_work).transpose()?,
            template_id: template.map_err(|_| unknown("template_id"))?,
            values,
            rate_per_second: self.rate_per_second,
            uncertain_policy: self.uncertain_policy.map(|policy| policy.0),
        })
    }
}

fn unknown(field: &str) -> Problem {
    Problem::field(field, "unknown", "This is not known here.")
}

impl Audience {
    fn into_work(self) -> Answer<work::Audience> {
        let segment = self.segment_id.map(|id| SegmentId::parse(&id)).transpose();
        let labels: Result<Vec<LabelId>, _> = self.label_ids.iter().map(|id| LabelId::parse(id)).collect();
        let contacts: Result<Vec<ContactId>, _> = self.contact_ids.iter().map(|id| ContactId::parse(id)).collect();
        Ok(work::Audience {
            segment_id: segment.map_err(|_| unknown("audience.segment_id"))?,
            label_ids: labels.map_err(|_| unknown("audience.label_ids"))?,
            contact_ids: contacts.map_err(|_| unknown("audience.contact_ids"))?,
        })
    }

    fn of(audience: work::Audience) -> Self {
        let text = |id: &str| id.to_owned();
        Self {
            segment_id: audience.segment_id.map(|id| text(id.as_str())),
            label_ids: audience.label_ids.iter().map(|id| text(id.as_str())).collect(),
            contact_ids: audience.contact_ids.iter().map(|id| text(id.as_str())).collect(),
        }
    }
}

impl Campaign {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    fn of(
        campaign: StoredCampaign,
        counts: &work::CampaignCounts,
        template_name: Option<String>,
    ) -> Self {
        let values = work::values::read_sources(&campaign.value_sources).into_iter().map(|(name, source)| {
            (name, ValueSource { source: source.source, value: source.value, fallback: source.fallback })
        });
        Self {
            id: campaign.id.as_str().to_owned(),
            name: campaign.name,
            state: campaign.state.into(),
            number_id: campaign.number_id.map(|id| id.as_str().to_owned()),
            audience: Audience::of(work::Audience::read(&campaign.audience)),
            template_id: campaign.template_id.map(|id| id.as_str().to_owned()),
            template_name,
            values: values.collect(),
            rate_per_second: campaign.rate_per_second,
            uncertain_policy: campaign.uncertain_policy.into(),
            counts: CampaignCounts::of(counts),
            paused_reason: Reason::of_stored(campaign.paused_reason.as_deref(), None),
            cost: None,
            created_by: campaign.created_by,
            created_at: campaign.created_at.into(),
            started_at: campaign.started_at.map(Time),
            finished_at: campaign.finished_at.map(Time),
        }
    }
}

impl CampaignCounts {
    fn of(counts: &work::CampaignCounts) -> Self {
        Self {
            total: counts.total(),
            waiting: counts.of(RecipientState::Waiting),
            deferred: counts.of(RecipientState::Deferred),
            sending: counts.of(RecipientState::Sending),
            uncertain: counts.of(RecipientState::Uncertain),
            accepted: counts.of(RecipientState::Accepted),
            sent: counts.of(RecipientState::Sent),
            delivered: counts.of(RecipientState::Delivered),
            read: counts.of(RecipientState::Read),
            replied: counts.of(RecipientState::Replied),
            failed: counts.of(RecipientState::Failed),
            refused: counts.of(RecipientState::Refused),
            stopped: counts.of(RecipientState::Stopped),
        }
    }
}

impl PreviewRecipient {
    fn of(person: work::PreviewRecipient) -> Self {
        Self {
            contact_id: person.contact_id.as_str().to_owned(),
            name: person.name,
            phone: person.phone,
            values: person.values,
            text: person.text,
            reason: person.reason.as_ref().map(Reason::of_guard),
        }
    }
}

impl Forecast {
    fn of(forecast: work::Forecast) -> Self {
        let exclusion = |one: work::Exclusion| Exclusion {
            rule: one.rule,
            count: one.count,
            examples: one.examples.into_iter().map(PreviewRecipient::of).collect(),
        };
        let line = |one: work::ForecastLine| ForecastLine {
            market: one.market,
            category: one.category,
            recipients: one.recipients,
            unit: Money::of(one.unit),
            total: Money::of(one.total),
        };
        let from = format!("{}T00:00:00Z", forecast.rate_card_valid_from);
        let valid_from = Timestamp::parse_rfc3339(&forecast.rate_card_valid_from).or_else(|_| Timestamp::parse_rfc3339(&from));
        Self {
            audience: forecast.audience,
            recipients: forecast.recipients,
            exclusions: forecast.exclusions.into_iter().map(exclusion).collect(),
            lines: forecast.lines.into_iter().map(line).collect(),
            total: Money::of(forecast.total),
            rate_card: forecast.rate_card,
            rate_card_valid_from: valid_from.unwrap_or_default().into(),
            limit: LimitView::of(&forecast.limit),
            over_limit: forecast.over_limit,
            duration_ms: forecast.duration_ms,
            quality: forecast.quality,
            warnings: forecast.warnings,
        }
    }
}

impl Recipient {
    fn of(row: RecipientRow) -> Self {
        Self {
            id: row.id.as_str().to_owned(),
            contact_id: row.contact_id.as_str().to_owned(),
            name: row.name,
            phone: row.phone,
            state: row.state.into(),
            message_id: row.message_id.map(|id| id.as_str().to_owned()),
            reason: Reason::of_stored(row.reason_code.as_deref(), row.reason.as_deref()),
            deferred_until: row.deferred_until.map(Time),
            updated_at: row.updated_at.into(),
        }
    }
}

impl CampaignReport {
    fn of(report: work::CampaignReport, campaign: Campaign) -> Self {
        let failure = |one: galka_store::recipients::FailureCount| {
            let reason = Reason::of_stored(Some(&one.reason_code), None)?;
            Some(FailureGroup { reason, count: one.count })
        };
        Self {
            campaign,
            rate_per_second: report.rate_per_second,
            left_ms: report.left_ms,
            failures: report.failures.into_iter().filter_map(failure).collect(),
            buttons: report.buttons.into_iter().map(|(text, count)| ButtonCount { text, count }).collect(),
            opted_out: report.opted_out,
        }
    }
}
