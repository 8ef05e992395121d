//! Pausing, resuming and stopping.

use galka_domain::campaign::{CampaignMove, CampaignState};
use galka_domain::event::EventKind;
use galka_domain::ids::{CampaignId, TemplateId, WorkspaceId};
use galka_domain::template::TemplateStatus;
use galka_domain::time::Timestamp;
use galka_store::events::{self, NewEvent};
use galka_store::{Result, Tx, campaigns, recipients};
use serde_json::json;

use super::CampaignOutcome;
use crate::engine::{Engine, EngineError};
use crate::hints::Work;

/// Holds a campaign; what stands in the queue is taken back.
///
/// # Errors
/// When the database does not answer.
pub async fn pause_campaign(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &CampaignId,
) -> std::result::Result<CampaignOutcome, EngineError> {
    change(engine, workspace, id, CampaignMove::Pause).await
}

/// Lets a held campaign go on.
///
/// # Errors
/// When the database does not answer.
pub async fn resume_campaign(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &CampaignId,
) -> std::result::Result<CampaignOutcome, EngineError> {
    change(engine, workspace, id, CampaignMove::Resume).await
}

/// Ends a campaign for good; whoever has no message yet gets none.
///
/// # Errors
/// When the database does not answer.
pub async fn stop_campaign(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &CampaignId,
) -> std::result::Result<CampaignOutcome, EngineError> {
    change(engine, workspace, id, CampaignMove::Stop).await
}

/// Holds the running campaigns of a template that may no longer be sent; answers the events to append.
pub(crate) fn pause_for_template(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    template: &TemplateId,
    status: TemplateStatus,
    now: Timestamp,
) -> Result<Vec<NewEvent>> {
    let reason = json!({
        "code": "template_not_approved", "rule": "template_not_approved", "params": {"status": status.as_str()},
    });
    let mut told = Vec::new();
    for id in campaigns::list_running_with_template(tx, workspace, template)? {
        let states = (CampaignState::Running, CampaignState::Paused);
        if campaigns::move_state(tx, workspace, &id, states, Some(&reason.to_string()), now)? {
            recipients::withdraw(tx, workspace, &id, now)?;
            told.push(NewEvent::of(EventKind::CampaignProgress, id.as_str()));
        }
    }
    Ok(told)
}

async fn change(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &CampaignId,
    attempted: CampaignMove,
) -> std::result::Result<CampaignOutcome, EngineError> {
    let now = engine.business_now();
    let (workspace, id) = (workspace.clone(), id.clone());
    let outcome = engine
        .db
        .write(move |tx| {
            let Some(found) = campaigns::find(tx, &workspace, &id)? else {
                return Ok(CampaignOutcome::NotFound);
            };
            let Ok(next) = found.state.after(attempted) else {
                return Ok(CampaignOutcome::WrongState { state: found.state });
            };
            if !campaigns::move_state(tx, &workspace, &id, (found.state, next), None, now)? {
                return Ok(CampaignOutcome::WrongState { state: found.state });
            }
            if next != CampaignState::Running {
                recipients::withdraw(tx, &workspace, &id, now)?;
            }
            if next == CampaignState::Stopped {
                recipients::stop_waiting(tx, &workspace, &id, now)?;
            }
            events::append(
                tx,
                &workspace,
                &[NewEvent::of(EventKind::CampaignProgress, id.as_str())],
                now,
            )?;
            let after = campaigns::find(tx, &workspace, &id)?.unwrap_or(found);
            Ok(CampaignOutcome::Done(Box::new(after)))
        })
        .await?;
    engine.hints.wake(Work::Campaigns);
    engine.hints.wake(Work::Live);
    Ok(outcome)
}
