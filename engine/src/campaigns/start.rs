//! Starting: the audience is frozen, each person with the values of this moment, and only then the campaign runs.
//!
//! A text is only for those whose windows are open at this moment: nobody who writes later gets it unasked.

use galka_domain::campaign::CampaignState;
use galka_domain::event::EventKind;
use galka_domain::ids::{CampaignId, RecipientId, WorkspaceId};
use galka_domain::time::{MINUTE_MS, Timestamp};
use galka_store::events::{self, NewEvent};
use galka_store::recipients::{self, Frozen};
use galka_store::{campaigns, leases};

use super::audience::{PAGE, Walk};
use super::guarded::{Missing, Sendable};
use super::values::values_for;
use super::{Audience, CampaignOutcome};
use crate::engine::{Engine, EngineError};
use crate::hints::Work;

/// Two starts of one campaign at once would freeze into each other.
const LEASE_MS: i64 = 10 * MINUTE_MS;

/// Freezes the recipients and starts. A start that is interrupted leaves a draft, and the next one begins anew.
///
/// # Errors
/// When the database does not answer.
pub async fn start_campaign(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &CampaignId,
) -> Result<CampaignOutcome, EngineError> {
    let (own, wanted) = (workspace.clone(), id.clone());
    let loaded = engine.db.read(move |tx| Sendable::load(tx, &own, &wanted)).await?;
    let sendable = match loaded {
        Ok(sendable) => sendable,
        Err(missing) => return refusal_of(engine, workspace, id, missing).await,
    };
    if sendable.campaign.state != CampaignState::Draft {
        return Ok(CampaignOutcome::WrongState {
            state: sendable.campaign.state,
        });
    }
    if sendable.message.is_not_approved() {
        return Ok(CampaignOutcome::Invalid {
            field: "template_id",
            code: "not_approved",
        });
    }
    let audience = Audience::read(&sendable.campaign.audience);
    if audience.is_empty() {
        return Ok(CampaignOutcome::Invalid {
            field: "audience",
            code: "required",
        });
    }
    let name = format!("start:{id}");
    let Some(token) = lease(engine, &name).await? else {
        return Ok(CampaignOutcome::WrongState {
            state: CampaignState::Running,
        });
    };
    let outcome = freeze_and_run(engine, workspace, &sendable, &audience).await;
    engine.db.write(move |tx| leases::release(tx, &name, token)).await?;
    engine.hints.wake(Work::Campaigns);
    engine.hints.wake(Work::Live);
    outcome
}

async fn freeze_and_run(
    engine: &Engine,
    workspace: &WorkspaceId,
    sendable: &Sendable,
    audience: &Audience,
) -> Result<CampaignOutcome, EngineError> {
    let campaign = sendable.campaign.id.clone();
    clear_leftovers(engine, workspace, &campaign).await?;
    let Ok(mut walk) = Walk::begin(engine, workspace, audience).await? else {
        return Ok(CampaignOutcome::Invalid {
            field: "audience",
            code: "unknown",
        });
    };
    let sources = sendable.sources();
    let keys = sendable.message.keys();
    let now = engine.business_now();
    let mut frozen = 0;
    while let Some(mut people) = walk.next(engine, workspace).await? {
        if sendable.message.needs_window() {
            people = sendable.with_open_windows(engine, workspace, people, now).await?;
        }
        let batch: Vec<Frozen> = people
            .iter()
            .map(|person| Frozen {
                id: engine.new_id::<RecipientId>(),
                contact_id: person.id.clone(),
                values: serde_json::to_string(&values_for(&keys, &sources, person)).expect("texts become JSON"),
            })
            .collect();
        let (own, id) = (workspace.clone(), campaign.clone());
        frozen += engine
            .db
            .write(move |tx| recipients::freeze(tx, &own, &id, &batch, now))
            .await?;
    }
    if frozen == 0 {
        return Ok(CampaignOutcome::Invalid {
            field: "audience",
            code: "empty",
        });
    }
    run(engine, workspace, campaign, now).await
}

/// The move from draft to running is the moment from which the frozen recipients count.
async fn run(
    engine: &Engine,
    workspace: &WorkspaceId,
    campaign: CampaignId,
    now: Timestamp,
) -> Result<CampaignOutcome, EngineError> {
    let workspace = workspace.clone();
    let outcome = engine
        .db
        .write(move |tx| {
            let states = (CampaignState::Draft, CampaignState::Running);
            let moved = campaigns::move_state(tx, &workspace, &campaign, states, None, now)?;
            let Some(after) = campaigns::find(tx, &workspace, &campaign)? else {
                return Ok(CampaignOutcome::NotFound);
            };
            if !moved {
                return Ok(CampaignOutcome::WrongState { state: after.state });
            }
            events::append(
                tx,
                &workspace,
                &[NewEvent::of(EventKind::CampaignProgress, campaign.as_str())],
                now,
            )?;
            Ok(CampaignOutcome::Done(Box::new(after)))
        })
        .await?;
    Ok(outcome)
}

async fn clear_leftovers(engine: &Engine, workspace: &WorkspaceId, campaign: &CampaignId) -> Result<(), EngineError> {
    let at_once = i64::try_from(PAGE * 5).unwrap_or(i64::MAX);
    loop {
        let (own, id) = (workspace.clone(), campaign.clone());
        if engine
            .db
            .write(move |tx| recipients::clear(tx, &own, &id, at_once))
            .await?
            == 0
        {
            return Ok(());
        }
    }
}

async fn lease(engine: &Engine, name: &str) -> Result<Option<i64>, EngineError> {
    let now = engine.machine_now();
    // Each start is a holder of its own: two requests of one node must not share it.
    let holder = engine.chance.secret_token(12);
    let name = name.to_owned();
    Ok(engine
        .db
        .write(move |tx| leases::acquire(tx, &name, &holder, now, now.plus(LEASE_MS)))
        .await?)
}

async fn refusal_of(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &CampaignId,
    missing: Missing,
) -> Result<CampaignOutcome, EngineError> {
    let (workspace, id) = (workspace.clone(), id.clone());
    let found = engine.db.read(move |tx| campaigns::find(tx, &workspace, &id)).await?;
    Ok(match found {
        Some(found) if found.state != CampaignState::Draft => CampaignOutcome::WrongState { state: found.state },
        _ => super::guarded::outcome_of(missing),
    })
}
