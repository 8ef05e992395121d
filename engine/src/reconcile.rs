//! Reconciliation and housekeeping: what is left over is looked at again, now and then.
//!
//! - outcomes that stay unknown are decided by their campaign's written policy, or wait for a person
//! - statuses that were parked at the very moment their message got its id are joined
//! - items that waited for a number which is connected by now are replayed
//! - a change of many that was being put back when a process ended is put back to its end
//! - once an hour: alerts, what automations decided, and tellings of webhooks that are too old are removed, and uploads
//!   that nobody used
//! - applied webhooks, old idempotency keys, ended sessions and old sign-in attempts are removed

use std::collections::BTreeMap;

use galka_domain::campaign::UncertainPolicy;
use galka_domain::ids::{AlertId, NumberId, RunId, WebhookDeliveryId, WorkspaceId};
use galka_domain::message::MessageStatus;
use galka_domain::time::{DAY_MS, HOUR_MS, Timestamp};
use galka_store::apply::{join_parked, rejoin_parked};
use galka_store::automations::runs;
use galka_store::webhooks::deliveries;
use galka_store::{
    Result as StoreResult, Tx, alerts, bulk, dead_letters, deleted_labels, dispatch, events, idempotency, journal,
    presence, sessions, webhooks, workspaces,
};

use crate::engine::{Engine, EngineError};
use crate::hints::Work;
use crate::inbox::undo::finish_begun;
use crate::ingest::replay_for_number;
use crate::intake::first_id_at;
use crate::runner::{NextWake, Worker};
use crate::unused::remove_unused;

/// The worker that tidies up.
#[derive(Debug)]
pub struct Reconcile {
    engine: Engine,
    /// When old rows were last removed.
    swept_at: Option<Timestamp>,
}

/// How long a campaign's unknown outcome waits for a late status before the written policy decides.
pub const UNCERTAIN_WAIT_MS: i64 = HOUR_MS;
const EVERY_MS: i64 = 5_000;
const AT_ONCE: i64 = 500;
const PRUNE_AT_ONCE: i64 = 2_000;
/// How long alerts, and what automations decided, are kept.
const TOLD_KEPT_MS: i64 = 30 * DAY_MS;
/// How long, and how many, tellings of a webhook are kept.
const DELIVERIES_KEPT_MS: i64 = 7 * DAY_MS;
const DELIVERIES_MAX: i64 = 20_000;

impl Reconcile {
    /// The worker of this node.
    #[must_use]
    pub const fn new(engine: Engine) -> Self {
        Self { engine, swept_at: None }
    }

    async fn join_statuses(&self, now: Timestamp) -> Result<(), EngineError> {
        let found = self.engine.db.read(|tx| rejoin_parked(tx, AT_ONCE)).await?;
        let mut by_workspace = BTreeMap::<WorkspaceId, Vec<(NumberId, String)>>::new();
        for (workspace, number, wamid) in found {
            by_workspace.entry(workspace).or_default().push((number, wamid));
        }
        for (workspace, wamids) in by_workspace {
            self.engine
                .db
                .write(move |tx| {
                    let happened = join_parked(tx, &workspace, &wamids, now)?;
                    if !happened.is_empty() {
                        events::append(tx, &workspace, &happened, now)?;
                    }
                    Ok(())
                })
                .await?;
        }
        Ok(())
    }

    async fn decide_by_policy(&self, now: Timestamp) -> Result<(), EngineError> {
        let before = self.engine.machine_now().minus(UNCERTAIN_WAIT_MS);
        let waiting = self
            .engine
            .db
            .read(move |tx| {
                let mut waiting = Vec::new();
                for home in workspaces::list_ids(tx)? {
                    if !dispatch::list_uncertain_campaign_messages(tx, &home, before, 1)?.is_empty() {
                        waiting.push(home);
                    }
                }
                Ok(waiting)
            })
            .await?;
        for workspace in waiting {
            self.engine
                .db
                .write(move |tx| decide(tx, &workspace, before, now))
                .await?;
        }
        Ok(())
    }

    async fn place_letters(&self) -> Result<(), EngineError> {
        for phone_number_id in self
            .engine
            .db
            .read(|tx| dead_letters::list_placeable(tx, AT_ONCE))
            .await?
        {
            replay_for_number(&self.engine, &phone_number_id).await?;
        }
        Ok(())
    }

    async fn prune(&self, now: Timestamp) -> Result<bool, EngineError> {
        let machine_now = self.engine.machine_now();
        let kept_ms = i64::from(self.engine.settings.journal_keep_days) * DAY_MS;
        let before = first_id_at(machine_now.minus(kept_ms));
        let pruned = self
            .engine
            .db
            .write(move |tx| journal::prune(tx, before, PRUNE_AT_ONCE))
            .await?;
        let keys_before = machine_now.minus(DAY_MS);
        self.engine
            .db
            .write(move |tx| {
                idempotency::delete_old_requests(tx, keys_before)?;
                bulk::forget_old(tx, now)?;
                deleted_labels::forget_old(tx, now)?;
                presence::delete_expired(tx, machine_now)?;
                sessions::delete_expired(tx, machine_now, machine_now.minus(DAY_MS))
            })
            .await?;
        Ok(pruned == PRUNE_AT_ONCE.cast_unsigned())
    }

    /// Removes what is kept for days, once an hour.
    async fn sweep(&mut self, now: Timestamp) -> Result<(), EngineError> {
        if self.swept_at.is_some_and(|at| now.since(at).abs() < HOUR_MS) {
            return Ok(());
        }
        let told_before = now.minus(TOLD_KEPT_MS);
        for home in self.engine.db.read(workspaces::list_ids).await? {
            self.engine
                .db
                .write(move |tx| {
                    alerts::delete_before(tx, &home, &AlertId::new(told_before, 0))?;
                    runs::delete_before(tx, &home, &RunId::new(told_before, 0))
                })
                .await?;
        }
        let oldest = WebhookDeliveryId::new(self.engine.machine_now().minus(DELIVERIES_KEPT_MS), 0);
        for (home, webhook) in self.engine.db.read(webhooks::list_ids).await? {
            let oldest = oldest.clone();
            self.engine
                .db
                .write(move |tx| deliveries::forget(tx, &home, &webhook, &oldest, DELIVERIES_MAX))
                .await?;
        }
        remove_unused(&self.engine, now).await?;
        self.swept_at = Some(now);
        Ok(())
    }
}

fn decide(tx: &mut Tx<'_>, workspace: &WorkspaceId, before: Timestamp, now: Timestamp) -> StoreResult<()> {
    let waiting = dispatch::list_uncertain_campaign_messages(tx, workspace, before, AT_ONCE)?;
    let (again, rest): (Vec<_>, Vec<_>) = waiting
        .into_iter()
        .partition(|message| message.policy == Some(UncertainPolicy::Resend));
    let (sent, failed): (Vec<_>, Vec<_>) = rest
        .into_iter()
        .partition(|message| message.policy == Some(UncertainPolicy::AssumeSent));
    let mut happened = dispatch::requeue_uncertain(tx, workspace, &again, now)?;
    happened.extend(dispatch::resolve_uncertain(
        tx,
        workspace,
        &sent,
        MessageStatus::Accepted,
        now,
    )?);
    happened.extend(dispatch::resolve_uncertain(
        tx,
        workspace,
        &failed,
        MessageStatus::Failed,
        now,
    )?);
    if !happened.is_empty() {
        events::append(tx, workspace, &happened, now)?;
    }
    Ok(())
}

impl Worker for Reconcile {
    fn work(&self) -> Work {
        Work::Housekeeping
    }

    async fn step(&mut self, now: Timestamp) -> Result<NextWake, EngineError> {
        self.join_statuses(now).await?;
        self.decide_by_policy(now).await?;
        self.place_letters().await?;
        finish_begun(&self.engine, now).await?;
        let more = self.prune(now).await?;
        self.sweep(now).await?;
        self.engine.hints.wake(Work::Live);
        Ok(NextWake::After(if more { 50 } else { EVERY_MS }))
    }
}
