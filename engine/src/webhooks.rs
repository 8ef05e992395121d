//! Outgoing webhooks: the event log, told to the systems of a company.
//!
//! The worker reads the log for each address that is on, and writes down what is to be told; the place in the log
//! moves in one with that, and only from where it was read, so nothing is left out and nothing is made twice. Each
//! address has one call in flight, in the order of events; what was not taken is tried again by itself while newer
//! events go on. A call whose outcome was not written down is made again under the same id: at least once.

mod edit;
mod tell;

use std::collections::HashMap;
use std::sync::Arc;

use galka_connectors::body::{self, Envelope};
use galka_domain::ids::{WebhookDeliveryId, WebhookId, WorkspaceId};
use galka_domain::time::{SECOND_MS, Timestamp};
use galka_store::Error as StoreError;
use galka_store::events::{self, StoredEvent};
use galka_store::webhooks::deliveries::{self, NewDelivery};
use galka_store::webhooks::{self, Standing};
use tokio::task::{Id, JoinSet};
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

pub use galka_connectors::body::type_of;

pub use edit::{Change, NewWebhook, Refusal, change, create, replace_secret, replay, try_out};

use crate::chance::Chance;
use crate::engine::{Engine, EngineError};
use crate::hints::Work;
use crate::live::Hydrate;
use crate::node_lease::NodeLease;
use crate::runner::{NextWake, Worker};

/// Tells the systems outside.
pub struct WebhookWorker {
    engine: Engine,
    /// Makes the JSON object of the changed rows of each event: the server's, which knows the views.
    hydrate: Arc<Hydrate<String>>,
    lease: NodeLease,
    /// The addresses that are being told.
    running: JoinSet<()>,
    busy: HashMap<Id, (WorkspaceId, WebhookId)>,
    stop: CancellationToken,
}

/// What became of reading on.
#[derive(Clone, Copy, Debug, Default)]
struct Read {
    made: bool,
    more: bool,
}

const LEASE: &str = "webhooks";
const LEASE_MS: i64 = 15 * SECOND_MS;
/// Events looked at together.
const EVENTS: i64 = 200;
/// So much waits for an address; the rest waits in the log.
const WAITING_MAX: i64 = 5_000;
/// Other nodes write to the same log.
const POLL_MS: i64 = SECOND_MS / 2;
/// While no address is on; another node may switch one on.
const IDLE_MS: i64 = 5 * SECOND_MS;

impl WebhookWorker {
    /// The worker of this node; `hydrate` makes what is told of each event.
    #[must_use]
    pub fn new(engine: Engine, hydrate: Arc<Hydrate<String>>) -> Self {
        Self {
            engine,
            hydrate,
            lease: NodeLease::new(LEASE, LEASE_MS),
            running: JoinSet::new(),
            busy: HashMap::new(),
            stop: CancellationToken::new(),
        }
    }

    /// Reads the log a little further for an address. A failure that is not the storage's stops this address alone.
    async fn read_on(&self, one: &Standing, now: Timestamp) -> Result<Read, EngineError> {
        match self.try_read_on(one, now).await {
            Ok(read) => Ok(read),
            Err(EngineError::Store(failure @ (StoreError::Unavailable(_) | StoreError::Busy(_)))) => {
                Err(failure.into())
            }
            Err(failure) => {
                warn!(webhook.id = %one.id, error = %failure, "Webhook {} cannot be told of events", one.id);
                Ok(Read::default())
            }
        }
    }

    async fn try_read_on(&self, one: &Standing, now: Timestamp) -> Result<Read, EngineError> {
        let (workspace, id, from, newest) = (one.workspace.clone(), one.id.clone(), one.seq, one.newest);
        let hydrate = Arc::clone(&self.hydrate);
        let found = self
            .engine
            .db
            .read(move |tx| {
                let Some(endpoint) = webhooks::find(tx, &workspace, &id)? else {
                    return Ok(None);
                };
                let room = WAITING_MAX - deliveries::count_waiting(tx, &workspace, &id, WAITING_MAX)?;
                if room <= 0 {
                    return Ok(None);
                }
                let found = events::list_after(tx, &workspace, from, EVENTS.min(room))?;
                let to = found.last().map_or(newest, |event| event.seq);
                let wanted: Vec<StoredEvent> = found
                    .into_iter()
                    .filter(|event| endpoint.kinds.contains(&event.kind))
                    .collect();
                let rows = if wanted.is_empty() {
                    Vec::new()
                } else {
                    hydrate(tx, &workspace, &wanted)?
                };
                Ok(Some((to, wanted, rows)))
            })
            .await?;
        let Some((to, wanted, rows)) = found else {
            return Ok(Read::default());
        };
        let new = write_down(&one.workspace, &wanted, &rows, &self.engine.chance, now)?;
        let (workspace, id, made) = (one.workspace.clone(), one.id.clone(), !new.is_empty());
        let moved = self
            .engine
            .db
            .write(move |tx| {
                if !webhooks::advance(tx, &workspace, &id, from, to)? {
                    return Ok(false);
                }
                deliveries::insert(tx, &workspace, &id, &new, now)?;
                Ok(true)
            })
            .await?;
        Ok(Read {
            made: moved && made,
            more: moved && to < newest,
        })
    }

    /// Tells an address what is due, beside the others.
    fn start(&mut self, one: Standing) {
        let (engine, stop, key) = (self.engine.clone(), self.stop.clone(), (one.workspace, one.id));
        let own = key.clone();
        let task = self
            .running
            .spawn(async move { tell::tell_due(&engine, &own.0, &own.1, &stop).await });
        self.busy.insert(task.id(), key);
    }

    /// Takes note of the addresses that were told.
    fn collect(&mut self) {
        while let Some(ended) = self.running.try_join_next_with_id() {
            let id = match ended {
                Ok((id, ())) => id,
                Err(failure) => {
                    error!(error = %failure, "Telling a webhook ended badly");
                    failure.id()
                }
            };
            self.busy.remove(&id);
        }
    }
}

/// What is to be told of each event.
fn write_down(
    workspace: &WorkspaceId,
    wanted: &[StoredEvent],
    rows: &[String],
    chance: &Chance,
    now: Timestamp,
) -> Result<Vec<NewDelivery>, EngineError> {
    let numbered = (0_u64..).zip(wanted.iter().zip(rows));
    numbered
        .map(|(place, (event, data))| {
            // Those of one moment sort by their place.
            let id = WebhookDeliveryId::new(now, (place << 48) | (chance.entropy() & ((1 << 48) - 1)));
            let envelope = Envelope {
                id: &id,
                workspace,
                event: Some((event.seq, event.kind)),
                at: event.at,
            };
            let body = body::write(&envelope, data).map_err(|failure| EngineError::Unusable(failure.to_string()))?;
            Ok(NewDelivery {
                event: envelope.event,
                body,
                id,
            })
        })
        .collect()
}

impl Worker for WebhookWorker {
    fn work(&self) -> Work {
        Work::Webhooks
    }

    async fn step(&mut self, _: Timestamp) -> Result<NextWake, EngineError> {
        self.collect();
        let now = self.engine.machine_now();
        let standing = self.engine.db.read(webhooks::list_standing).await?;
        if standing.is_empty() {
            return Ok(NextWake::After(IDLE_MS));
        }
        // One node tells.
        if self.lease.hold(&self.engine).await?.is_none() {
            return Ok(NextWake::After(LEASE_MS / 3));
        }
        let mut more = false;
        for one in standing {
            let read = if one.seq < one.newest {
                self.read_on(&one, now).await?
            } else {
                Read::default()
            };
            more |= read.more;
            let due = read.made || one.next_at.is_some_and(|at| at <= now);
            if due && !self.busy.values().any(|(_, id)| *id == one.id) {
                self.start(one);
            }
        }
        Ok(if more { NextWake::Now } else { NextWake::After(POLL_MS) })
    }

    async fn drain(&mut self) {
        self.stop.cancel();
        while self.running.join_next().await.is_some() {}
        self.lease.release(&self.engine).await;
    }
}

impl std::fmt::Debug for WebhookWorker {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("WebhookWorker").finish_non_exhaustive()
    }
}
