//! Automation: who wrote to us is answered by the greeting, the away message or a rule.
//!
//! The worker reads the event log of each workspace that has something switched on. The cursor moves in the same
//! transaction in which messages are queued and runs are noted, and only from where it was read: whatever crashes,
//! repeats or races, a message is answered once ([ADR 0013](../../docs/adr/0013-automation-once.md)).

mod deeds;
mod dry_run;
mod set;
mod trigger;

use std::collections::HashMap;

use galka_domain::automation::{Company, Set, decide, may_concern};
use galka_domain::hours::{WorkingHours, Zone};
use galka_domain::ids::{MessageId, WorkspaceId};
use galka_domain::time::{SECOND_MS, Timestamp};
use galka_store::automations::chats::{self, Arrival};
use galka_store::automations::{Cursor, advance, list_behind};
use galka_store::messages::{self, MessageRow};
use galka_store::{Error as StoreError, Result as StoreResult, Tx, settings, workspaces};
use tracing::warn;

use crate::engine::{Engine, EngineError};
use crate::hints::Work;
use crate::runner::{NextWake, Worker};
use deeds::Actor;
pub use dry_run::{Tried, try_rule};
pub use set::{load_set, read_rule};
use trigger::trigger_of;

/// The worker of this node.
#[derive(Debug)]
pub struct AutomationWorker {
    engine: Engine,
}

/// What a workspace's automations go by.
pub(crate) struct House {
    pub(crate) set: Set,
    pub(crate) hours: WorkingHours,
    pub(crate) zone: Zone,
    pub(crate) company_name: String,
}

/// Events looked at together, and messages answered in one transaction.
const EVENTS: i64 = 2_000;
const MESSAGES: usize = 32;
/// Other nodes write to the same log.
const POLL_MS: i64 = SECOND_MS / 2;

impl AutomationWorker {
    /// The worker of this node.
    #[must_use]
    pub const fn new(engine: Engine) -> Self {
        Self { engine }
    }

    /// Reads a workspace's log a little further; answers whether there may be more.
    async fn read_on(&self, cursor: &Cursor) -> Result<bool, EngineError> {
        let from = cursor.clone();
        let (arrivals, last) = self
            .engine
            .db
            .read(move |tx| chats::list_arrivals(tx, &from.workspace, from.seq, EVENTS))
            .await?;
        if last == cursor.seq {
            return Ok(false);
        }
        let mut at = cursor.clone();
        for batch in arrivals.chunks(MESSAGES) {
            let seq = batch.last().map_or(at.seq, |arrival| arrival.seq);
            if !self.answer(&at, batch, seq).await? {
                return Ok(true);
            }
            at.seq = seq;
        }
        if at.seq < last {
            let end = at.clone();
            self.engine.db.write(move |tx| advance(tx, &end, last)).await?;
        }
        Ok(last - cursor.seq >= EVENTS)
    }

    /// Answers some messages; false when another node was quicker. One that cannot be answered does not stop the others.
    async fn answer(&self, cursor: &Cursor, batch: &[Arrival], seq: i64) -> Result<bool, EngineError> {
        match self.answer_together(cursor, batch, seq).await {
            Ok(moved) => Ok(moved),
            Err(failure @ (StoreError::Unavailable(_) | StoreError::Busy(_))) => Err(failure.into()),
            Err(failure) if batch.len() > 1 => {
                warn!(error = %failure, "Messages could not be answered together: they are answered one by one");
                let mut at = cursor.clone();
                for arrival in batch {
                    if !Box::pin(self.answer(&at, std::slice::from_ref(arrival), arrival.seq)).await? {
                        return Ok(false);
                    }
                    at.seq = arrival.seq;
                }
                Ok(true)
            }
            Err(failure) => {
                warn!(error = %failure, seq, "A message is left to people: automation could not answer it");
                let at = cursor.clone();
                Ok(self.engine.db.write(move |tx| advance(tx, &at, seq)).await?)
            }
        }
    }

    async fn answer_together(&self, cursor: &Cursor, batch: &[Arrival], seq: i64) -> StoreResult<bool> {
        let ids: Vec<MessageId> = batch.iter().map(|arrival| arrival.message_id.clone()).collect();
        let (engine, at, now) = (self.engine.clone(), cursor.clone(), self.engine.business_now());
        let (moved, spoke) = self
            .engine
            .db
            .write(move |tx| {
                if !advance(tx, &at, seq)? {
                    return Ok((false, false));
                }
                let Some(house) = House::load(tx, &at.workspace)? else {
                    return Ok((true, false));
                };
                let mut spoke = false;
                for message in in_order(messages::list_by_ids(tx, &at.workspace, &ids)?, &ids) {
                    spoke |= answer_one(tx, &engine, &at.workspace, &house, &message, now)?;
                }
                Ok((true, spoke))
            })
            .await?;
        if spoke {
            self.engine.hints.wake(Work::Dispatch);
            self.engine.hints.wake(Work::Live);
        }
        Ok(moved)
    }
}

impl Worker for AutomationWorker {
    fn work(&self) -> Work {
        Work::Automation
    }

    async fn step(&mut self, _: Timestamp) -> Result<NextWake, EngineError> {
        let behind = self.engine.db.read(list_behind).await?;
        let mut more = false;
        for cursor in &behind {
            more |= self.read_on(cursor).await?;
        }
        Ok(if more { NextWake::Now } else { NextWake::After(POLL_MS) })
    }
}

impl House {
    /// What a workspace's automations go by; none when the workspace or its time zone is not there.
    pub(crate) fn load(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> StoreResult<Option<Self>> {
        let Some(company) = workspaces::find_workspace(tx, workspace)? else {
            return Ok(None);
        };
        let zone = match Zone::named(&company.timezone) {
            Ok(zone) => zone,
            Err(unknown) => {
                warn!(workspace.id = %workspace, error = %unknown, "Automation is silent: the company's time zone is unknown");
                return Ok(None);
            }
        };
        Ok(Some(Self {
            set: load_set(tx, workspace)?,
            hours: settings::get(tx, workspace)?,
            zone,
            company_name: company.name,
        }))
    }

    pub(crate) const fn company(&self) -> Company<'_> {
        Company {
            hours: &self.hours,
            zone: &self.zone,
        }
    }
}

/// Decides about one message and does what was decided; answers whether anything was done.
fn answer_one(
    tx: &mut Tx<'_>,
    engine: &Engine,
    workspace: &WorkspaceId,
    house: &House,
    message: &MessageRow,
    now: Timestamp,
) -> StoreResult<bool> {
    let Some(trigger) = trigger_of(message) else {
        return Ok(false);
    };
    if !may_concern(&house.set, &trigger, house.company()) {
        return Ok(false);
    }
    let Some(known) = chats::load(tx, workspace, message)? else {
        return Ok(false);
    };
    let plan = decide(&house.set, &trigger, &known.chat, house.company(), now);
    let actor = Actor {
        engine,
        workspace,
        house,
        message,
        known: &known,
        now,
    };
    for skipped in &plan.skipped {
        actor.note_skipped(tx, skipped)?;
    }
    let mut done = false;
    for deed in &plan.deeds {
        done |= actor.carry_out(tx, deed)?;
    }
    Ok(done)
}

/// Messages in the order of their events.
fn in_order(found: Vec<MessageRow>, ids: &[MessageId]) -> Vec<MessageRow> {
    let mut by_id: HashMap<MessageId, MessageRow> = found.into_iter().map(|row| (row.id.clone(), row)).collect();
    ids.iter().filter_map(|id| by_id.remove(id)).collect()
}
