//! Settlement: writes what became of the calls, in batches, and frees their threads for the next message.

use std::collections::BTreeMap;

use galka_domain::event::EventKind;
use galka_domain::time::Timestamp;
use galka_store::dispatch::{DueNumber, Settlement, settle};
use galka_store::events::{self, NewEvent};
use galka_store::numbers;
use tracing::warn;

use crate::deliver::take_back;
use crate::desk::{Desk, Finished};
use crate::engine::{Engine, EngineError};
use crate::hints::Work;
use crate::runner::{NextWake, Worker, wait};

/// The worker that settles.
#[derive(Debug)]
pub struct Settle {
    engine: Engine,
    desk: Desk,
}

const BATCH: usize = 512;
const IDLE_MS: i64 = 1_000;
/// How long the end of the process waits for calls in flight.
const DRAIN_MS: i64 = 35_000;
const DRAIN_STEP_MS: i64 = 20;

/// Why the numbers of a connection are held whose token was refused.
pub const UNAUTHORISED: &str = "unauthorised";
/// Why the numbers of a connection are held whose account WhatsApp does not let send.
pub const ACCOUNT_BLOCKED: &str = "account_blocked";

impl Settle {
    /// The worker of this node.
    #[must_use]
    pub const fn new(engine: Engine, desk: Desk) -> Self {
        Self { engine, desk }
    }

    async fn settle_batch(&self, finished: Vec<Finished>) -> Result<(), EngineError> {
        let mut by_number = BTreeMap::<(String, String), Vec<Finished>>::new();
        for call in finished {
            let key = (call.number.workspace_id.to_string(), call.number.number_id.to_string());
            by_number.entry(key).or_default().push(call);
        }
        let mut groups = by_number.into_values();
        while let Some(group) = groups.next() {
            if let Err(failure) = self.settle_number(&group).await {
                // They stay on the desk: an outcome that is known must not be forgotten.
                self.desk.give_back(group.into_iter().chain(groups.flatten()).collect());
                return Err(failure);
            }
            self.free(&group);
        }
        Ok(())
    }

    async fn settle_number(&self, group: &[Finished]) -> Result<(), EngineError> {
        let Some(first) = group.first() else { return Ok(()) };
        let (number, budget) = (first.number.clone(), first.budget.clone());
        let settlements: Vec<Settlement> = group.iter().map(|call| call.settlement.clone()).collect();
        let hold = group.iter().find_map(|call| call.hold);
        let now = self.engine.business_now();
        self.engine
            .db
            .write(move |tx| {
                let mut happened = settle(tx, &number.workspace_id, &budget, &settlements, now)?;
                if let Some(why) = hold {
                    happened.extend(hold_connection(tx, &number, why)?);
                }
                if !happened.is_empty() {
                    events::append(tx, &number.workspace_id, &happened, now)?;
                }
                Ok(())
            })
            .await?;
        if let Some(why) = hold {
            warn!(number.id = %first.number.number_id, why, "Number {} is held: {why}", first.number.number_id);
        }
        Ok(())
    }

    fn free(&self, group: &[Finished]) {
        let mut lanes = self.desk.lanes();
        for call in group {
            if let Some(lane) = lanes.get_mut(&call.number) {
                lane.busy.remove(&call.conversation_id);
            }
        }
    }
}

/// A refused token, or a blocked account, stops every number of its connection.
fn hold_connection(tx: &mut galka_store::Tx<'_>, number: &DueNumber, why: &str) -> galka_store::Result<Vec<NewEvent>> {
    let Some(stored) = numbers::find(tx, &number.workspace_id, &number.number_id)? else {
        return Ok(Vec::new());
    };
    let held = numbers::pause_connection(tx, &number.workspace_id, &stored.connection_id, why)?;
    Ok(held
        .iter()
        .map(|id| NewEvent::of(EventKind::NumberChanged, id.as_str()))
        .collect())
}

impl Worker for Settle {
    fn work(&self) -> Work {
        Work::Settle
    }

    async fn step(&mut self, _: Timestamp) -> Result<NextWake, EngineError> {
        let finished = self.desk.take_finished(BATCH);
        if finished.is_empty() {
            return Ok(NextWake::After(IDLE_MS));
        }
        let full = finished.len() == BATCH;
        self.settle_batch(finished).await?;
        self.engine.hints.wake(Work::Live);
        self.engine.hints.wake(Work::Dispatch);
        Ok(if full { NextWake::Now } else { NextWake::After(1) })
    }

    async fn drain(&mut self) {
        let mut left_ms = DRAIN_MS;
        while !self.desk.is_clear() && left_ms > 0 {
            take_back(&self.engine, &self.desk);
            let finished = self.desk.take_finished(BATCH);
            if finished.is_empty() {
                wait(DRAIN_STEP_MS).await;
                left_ms -= DRAIN_STEP_MS;
            } else if let Err(failure) = self.settle_batch(finished).await {
                warn!(error = %failure, "Outcomes could not be written at the end; their messages will be uncertain");
                return;
            }
        }
    }
}
