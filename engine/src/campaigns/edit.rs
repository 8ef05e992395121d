//! Drafts of campaigns.

use galka_domain::campaign::{CampaignState, UncertainPolicy};
use galka_domain::campaign_text::BODY_CHARS_MAX;
use galka_domain::event::EventKind;
use galka_domain::ids::{CampaignId, NumberId, TemplateId, WorkspaceId};
use galka_store::campaigns::{self, StoredCampaign};
use galka_store::events::{self, NewEvent};
use galka_store::{Result, Tx, numbers, segments, templates};

use super::values::is_known_source;
use super::{Audience, CampaignOutcome, CampaignText, ValueSources};
use crate::engine::{Engine, EngineError};
use crate::hints::Work;

/// What people choose for a campaign; what is absent stays, or is empty in a new one.
#[derive(Clone, Debug, Default)]
pub struct CampaignInput {
    /// Its name.
    pub name: Option<String>,
    /// The sending number.
    pub number_id: Option<NumberId>,
    /// To whom.
    pub audience: Option<Audience>,
    /// The template; `Some(None)` takes it away.
    pub template_id: Option<Option<TemplateId>>,
    /// The text instead of a template; `Some(None)` takes it away.
    pub content: Option<Option<CampaignText>>,
    /// Where the values come from.
    pub values: Option<ValueSources>,
    /// Messages a second; `Some(None)` is as fast as the number.
    pub rate_per_second: Option<Option<i64>>,
    /// What to do with unknown outcomes.
    pub uncertain_policy: Option<UncertainPolicy>,
}

/// Keeps a new draft.
///
/// # Errors
/// When the database does not answer.
pub async fn create_campaign(
    engine: &Engine,
    workspace: &WorkspaceId,
    input: CampaignInput,
    created_by: Option<String>,
) -> std::result::Result<CampaignOutcome, EngineError> {
    let draft = StoredCampaign {
        id: engine.new_id(),
        name: String::new(),
        state: CampaignState::Draft,
        number_id: None,
        audience: Audience::default().to_json(),
        template_id: None,
        content: None,
        value_sources: "{}".to_owned(),
        rate_per_second: None,
        uncertain_policy: UncertainPolicy::Ask,
        paused_reason: None,
        created_by,
        created_at: engine.business_now(),
        started_at: None,
        finished_at: None,
    };
    keep(engine, workspace, draft, input, true).await
}

/// Changes a draft.
///
/// # Errors
/// When the database does not answer.
pub async fn update_campaign(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &CampaignId,
    input: CampaignInput,
) -> std::result::Result<CampaignOutcome, EngineError> {
    let (own, wanted) = (workspace.clone(), id.clone());
    let Some(draft) = engine.db.read(move |tx| campaigns::find(tx, &own, &wanted)).await? else {
        return Ok(CampaignOutcome::NotFound);
    };
    if draft.state != CampaignState::Draft {
        return Ok(CampaignOutcome::WrongState { state: draft.state });
    }
    keep(engine, workspace, draft, input, false).await
}

/// Removes a draft.
///
/// # Errors
/// When the database does not answer.
pub async fn delete_campaign(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &CampaignId,
) -> std::result::Result<CampaignOutcome, EngineError> {
    let (workspace, id) = (workspace.clone(), id.clone());
    let outcome = engine
        .db
        .write(move |tx| {
            let Some(found) = campaigns::find(tx, &workspace, &id)? else {
                return Ok(CampaignOutcome::NotFound);
            };
            if campaigns::delete_draft(tx, &workspace, &id)? {
                Ok(CampaignOutcome::Removed)
            } else {
                Ok(CampaignOutcome::WrongState { state: found.state })
            }
        })
        .await?;
    Ok(outcome)
}

async fn keep(
    engine: &Engine,
    workspace: &WorkspaceId,
    mut draft: StoredCampaign,
    input: CampaignInput,
    is_new: bool,
) -> std::result::Result<CampaignOutcome, EngineError> {
    if let Err((field, code)) = take(&mut draft, &input) {
        return Ok(CampaignOutcome::Invalid { field, code });
    }
    let now = engine.business_now();
    let workspace = workspace.clone();
    let audience = input.audience.unwrap_or_default();
    let outcome = engine
        .db
        .write(move |tx| {
            if let Some((field, code)) = unknown(tx, &workspace, &draft, &audience)? {
                return Ok(CampaignOutcome::Invalid { field, code });
            }
            if is_new {
                campaigns::insert(tx, &workspace, &draft)?;
            } else if !campaigns::update_draft(tx, &workspace, &draft)? {
                let state = campaigns::find(tx, &workspace, &draft.id)?.map_or(draft.state, |found| found.state);
                return Ok(CampaignOutcome::WrongState { state });
            }
            events::append(
                tx,
                &workspace,
                &[NewEvent::of(EventKind::CampaignProgress, draft.id.as_str())],
                now,
            )?;
            Ok(CampaignOutcome::Done(Box::new(draft.clone())))
        })
        .await?;
    engine.hints.wake(Work::Live);
    Ok(outcome)
}

type Fault = (&'static str, &'static str);

const NAME_CHARS_MAX: usize = 200;
const LISTED_MAX: usize = 10_000;

fn take(draft: &mut StoredCampaign, input: &CampaignInput) -> std::result::Result<(), Fault> {
    if let Some(name) = &input.name {
        draft.name = name.trim().chars().take(NAME_CHARS_MAX).collect();
    }
    if draft.name.is_empty() {
        return Err(("name", "required"));
    }
    if let Some(audience) = &input.audience {
        if audience.contact_ids.len() > LISTED_MAX {
            return Err(("audience", "out_of_range"));
        }
        draft.audience = audience.to_json();
    }
    if let Some(values) = &input.values {
        if values.values().any(|source| !is_known_source(&source.source)) {
            return Err(("values", "unknown"));
        }
        draft.value_sources = serde_json::to_string(values).expect("texts become JSON");
    }
    if let Some(rate) = input.rate_per_second {
        if rate.is_some_and(|rate| !(1..=1_000).contains(&rate)) {
            return Err(("rate_per_second", "out_of_range"));
        }
        draft.rate_per_second = rate;
    }
    draft.number_id = input.number_id.clone().or_else(|| draft.number_id.clone());
    take_message(draft, input)?;
    draft.uncertain_policy = input.uncertain_policy.unwrap_or(draft.uncertain_policy);
    Ok(())
}

/// A campaign says one thing: a template takes the text away, and a text the template. A draft's text may still be empty.
fn take_message(draft: &mut StoredCampaign, input: &CampaignInput) -> std::result::Result<(), Fault> {
    if let (Some(Some(_)), Some(Some(_))) = (&input.template_id, &input.content) {
        return Err(("content", "conflict"));
    }
    if let Some(template) = &input.template_id {
        draft.template_id.clone_from(template);
        draft.content = draft.content.take().filter(|_| template.is_none());
    }
    if let Some(content) = &input.content {
        let over = |text: &CampaignText| text.body.chars().count() > BODY_CHARS_MAX;
        if content.as_ref().is_some_and(over) {
            return Err(("content", "too_long"));
        }
        draft.content = content.as_ref().map(CampaignText::to_json);
        draft.template_id = draft.template_id.take().filter(|_| content.is_none());
    }
    Ok(())
}

/// What a draft names and this workspace does not have.
fn unknown(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    draft: &StoredCampaign,
    audience: &Audience,
) -> Result<Option<Fault>> {
    if let Some(number) = &draft.number_id
        && numbers::find(tx, workspace, number)?.is_none()
    {
        return Ok(Some(("number_id", "unknown")));
    }
    if let Some(template) = &draft.template_id
        && templates::find(tx, workspace, template)?.is_none()
    {
        return Ok(Some(("template_id", "unknown")));
    }
    if let Some(segment) = &audience.segment_id
        && segments::find_segment(tx, workspace, segment)?.is_none()
    {
        return Ok(Some(("audience", "unknown")));
    }
    Ok(None)
}
