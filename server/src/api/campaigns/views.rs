//! Campaigns as the API shows them.

use std::collections::{BTreeMap, HashMap};

use galka_domain::campaign::RecipientState;
use galka_domain::ids::{CampaignId, TemplateId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_engine::campaigns as work;
use galka_store::campaigns::StoredCampaign;
use galka_store::recipients::RecipientRow;
use galka_store::{Tx, templates};
use serde::Serialize;
use utoipa::ToSchema;

use super::requests::{Audience, CampaignContent, ValueSource};
use crate::api::numbers::LimitView;
use crate::views::{CampaignStateName, Money, Reason, RecipientStateName, Time, UncertainPolicyName};

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

/// A template sent to many, or a text to those whose windows are open.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Campaign {
    id: String,
    name: String,
    state: CampaignStateName,
    number_id: Option<String>,
    audience: Audience,
    template_id: Option<String>,
    template_name: Option<String>,
    content: Option<CampaignContent>,
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
    /// How many recipients are beyond what the company's plan still allows this month.
    over_plan: i64,
    /// When the plan's next month begins, where it limits messages.
    plan_resets_at: Option<Time>,
    duration_ms: i64,
    windows_closing: i64,
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
        cost: Option<Money>,
    ) -> Self {
        let values = work::values::read_sources(&campaign.value_sources);
        let values = values.into_iter().map(|(name, source)| (name, ValueSource::of(source)));
        Self {
            id: campaign.id.as_str().to_owned(),
            name: campaign.name,
            state: campaign.state.into(),
            number_id: campaign.number_id.map(|id| id.as_str().to_owned()),
            audience: Audience::of(work::Audience::read(&campaign.audience)),
            template_id: campaign.template_id.map(|id| id.as_str().to_owned()),
            template_name,
            content: campaign
                .content
                .as_deref()
                .and_then(work::CampaignText::read)
                .map(CampaignContent::of),
            values: values.collect(),
            rate_per_second: campaign.rate_per_second,
            uncertain_policy: campaign.uncertain_policy.into(),
            counts: CampaignCounts::of(counts),
            paused_reason: Reason::of_stored(campaign.paused_reason.as_deref(), None),
            cost,
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
    pub(super) fn of(person: work::PreviewRecipient) -> Self {
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
    pub(super) fn of(forecast: work::Forecast) -> Self {
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
        let valid_from =
            Timestamp::parse_rfc3339(&forecast.rate_card_valid_from).or_else(|_| Timestamp::parse_rfc3339(&from));
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
            over_plan: forecast.over_plan,
            plan_resets_at: forecast.plan_resets_at.map(Time),
            duration_ms: forecast.duration_ms,
            windows_closing: forecast.windows_closing,
            quality: forecast.quality,
            warnings: forecast.warnings,
        }
    }
}

impl Recipient {
    pub(super) fn of(row: RecipientRow) -> Self {
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
    pub(super) fn of(report: work::CampaignReport, campaign: Campaign) -> Self {
        let failure = |one: galka_store::recipients::FailureCount| {
            let reason = Reason::of_stored(Some(&one.reason_code), None)?;
            Some(FailureGroup {
                reason,
                count: one.count,
            })
        };
        Self {
            campaign,
            rate_per_second: report.rate_per_second,
            left_ms: report.left_ms,
            failures: report.failures.into_iter().filter_map(failure).collect(),
            buttons: report
                .buttons
                .into_iter()
                .map(|(text, count)| ButtonCount { text, count })
                .collect(),
            opted_out: report.opted_out,
        }
    }
}

/// Campaigns with their counts, their templates' names and what they cost.
///
/// # Errors
/// When the storage cannot answer.
pub fn load(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    stored: Vec<StoredCampaign>,
    mut costs: HashMap<CampaignId, Money>,
) -> galka_store::Result<Vec<Campaign>> {
    let ids: Vec<CampaignId> = stored.iter().map(|campaign| campaign.id.clone()).collect();
    let mut counts = work::campaign_counts(tx, workspace, &ids)?;
    let wanted: Vec<TemplateId> = stored
        .iter()
        .filter_map(|campaign| campaign.template_id.clone())
        .collect();
    let names: HashMap<TemplateId, String> = templates::list_by_ids(tx, workspace, &wanted)?
        .into_iter()
        .map(|template| (template.id, template.name))
        .collect();
    Ok(stored
        .into_iter()
        .map(|campaign| {
            let own = counts.remove(&campaign.id).unwrap_or_default();
            let cost = costs.remove(&campaign.id);
            let name = campaign.template_id.as_ref().and_then(|id| names.get(id)).cloned();
            Campaign::of(campaign, &own, name, cost)
        })
        .collect())
}
