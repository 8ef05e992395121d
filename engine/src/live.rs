//! Live: the event log of each workspace, told to those who watch.
//!
//! One worker reads the new events of the watched workspaces, turns each batch into what watchers want with one
//! function (the server's, which knows the views), and hands it to all of them. Whoever comes back with a number gets
//! what was missed; whoever missed too much is told of a gap and reads anew.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use galka_domain::ids::WorkspaceId;
use galka_domain::time::{SECOND_MS, Timestamp};
use galka_store::events::{self, StoredEvent};
use galka_store::{Db, Result, Tx};
use tokio::sync::broadcast;

use crate::engine::{Engine, EngineError};
use crate::hints::Work;
use crate::runner::{NextWake, Worker};

/// Turns a batch of events into what watchers get, one for each.
pub type Hydrate<T> = dyn Fn(&mut Tx<'_>, &WorkspaceId, &[StoredEvent]) -> Result<Vec<T>> + Send + Sync;

/// The hub: cheap to clone. Watchers usually get the text that goes over the wire, written once for all of them.
pub struct LiveHub<T = Arc<str>> {
    db: Db,
    hydrate: Arc<Hydrate<T>>,
    channels: Arc<Mutex<HashMap<WorkspaceId, Channel<T>>>>,
}

struct Channel<T> {
    sender: broadcast::Sender<Batch<T>>,
    /// The number of the newest event that was told.
    told: i64,
}

/// Some events of a workspace, in their order.
pub type Batch<T> = Arc<[Told<T>]>;

/// One event as watchers get it.
#[derive(Clone, Debug)]
pub struct Told<T> {
    /// Its number in the workspace.
    pub seq: i64,
    /// What the server made of it.
    pub view: T,
}

/// What somebody missed.
#[derive(Clone, Debug)]
pub enum Missed<T> {
    /// These events; there may be more after them.
    Events(Batch<T>),
    /// Too much: read anew, and go on from this number.
    Gap {
        /// The number of the newest event.
        head: i64,
    },
}

/// A watcher's own end.
#[derive(Debug)]
pub struct Subscription<T> {
    /// What happens from now on. A receiver that lags reads the log instead.
    pub batches: broadcast::Receiver<Batch<T>>,
    /// The number of the newest event that was told before.
    pub told: i64,
}

/// Who is further behind reads anew.
const MISSED_MAX: i64 = 10_000;
const BATCH: i64 = 500;
const CHANNEL_BATCHES: usize = 256;
/// Other nodes write to the same log.
const POLL_MS: i64 = SECOND_MS / 2;

impl<T: Clone + Send + Sync + 'static> LiveHub<T> {
    /// A hub that nobody watches yet.
    #[must_use]
    pub fn new(engine: &Engine, hydrate: Arc<Hydrate<T>>) -> Self {
        Self {
            db: engine.db.clone(),
            hydrate,
            channels: Arc::default(),
        }
    }

    /// Watches a workspace from now on.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn subscribe(&self, workspace: &WorkspaceId) -> std::result::Result<Subscription<T>, EngineError> {
        if let Some(subscription) = self.join(workspace) {
            return Ok(subscription);
        }
        let own = workspace.clone();
        let head = self.db.read(move |tx| events::head(tx, &own)).await?;
        let mut channels = self.channels();
        let fresh = || Channel {
            sender: broadcast::Sender::new(CHANNEL_BATCHES),
            told: head,
        };
        let channel = channels.entry(workspace.clone()).or_insert_with(fresh);
        Ok(Subscription {
            batches: channel.sender.subscribe(),
            told: channel.told,
        })
    }

    /// The events after number `after`, at most a batch of them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn missed(&self, workspace: &WorkspaceId, after: i64) -> std::result::Result<Missed<T>, EngineError> {
        let (own, hydrate) = (workspace.clone(), Arc::clone(&self.hydrate));
        let missed = self
            .db
            .read(move |tx| {
                let head = events::head(tx, &own)?;
                // A number from the future is one of another database.
                if head.saturating_sub(after) > MISSED_MAX || after > head {
                    return Ok(Missed::Gap { head });
                }
                Ok(Missed::Events(read_batch(tx, &own, after, &*hydrate)?))
            })
            .await?;
        Ok(missed)
    }

    /// Tells a workspace's watchers what is new; answers whether there may be more.
    async fn tell(&self, workspace: WorkspaceId, told: i64) -> std::result::Result<bool, EngineError> {
        let (own, hydrate) = (workspace.clone(), Arc::clone(&self.hydrate));
        let batch = self.db.read(move |tx| read_batch(tx, &own, told, &*hydrate)).await?;
        let Some(last) = batch.last().map(|event| event.seq) else {
            return Ok(false);
        };
        let more = i64::try_from(batch.len()).unwrap_or(i64::MAX) >= BATCH;
        let mut channels = self.channels();
        if let Some(channel) = channels.get_mut(&workspace).filter(|channel| channel.told == told) {
            channel.told = last;
            // Nobody listening is no failure: the channel goes at the next step.
            drop(channel.sender.send(batch));
        }
        Ok(more)
    }

    fn join(&self, workspace: &WorkspaceId) -> Option<Subscription<T>> {
        let channels = self.channels();
        let channel = channels.get(workspace)?;
        Some(Subscription {
            batches: channel.sender.subscribe(),
            told: channel.told,
        })
    }

    /// The watched workspaces; those that nobody watches any more are forgotten.
    fn watched(&self) -> Vec<(WorkspaceId, i64)> {
        let mut channels = self.channels();
        channels.retain(|_, channel| channel.sender.receiver_count() > 0);
        channels
            .iter()
            .map(|(workspace, channel)| (workspace.clone(), channel.told))
            .collect()
    }

    fn channels(&self) -> MutexGuard<'_, HashMap<WorkspaceId, Channel<T>>> {
        self.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read_batch<T>(tx: &mut Tx<'_>, workspace: &WorkspaceId, after: i64, hydrate: &Hydrate<T>) -> Result<Batch<T>> {
    let found = events::list_after(tx, workspace, after, BATCH)?;
    let views = if found.is_empty() {
        Vec::new()
    } else {
        hydrate(tx, workspace, &found)?
    };
    Ok(found
        .iter()
        .zip(views)
        .map(|(event, view)| Told { seq: event.seq, view })
        .collect())
}

impl<T> Clone for LiveHub<T> {
    fn clone(&self) -> Self {
        Self {
            db: self.db.clone(),
            hydrate: Arc::clone(&self.hydrate),
            channels: Arc::clone(&self.channels),
        }
    }
}

impl<T> std::fmt::Debug for LiveHub<T> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("LiveHub").finish_non_exhaustive()
    }
}

/// Tells the watchers of every workspace what is new.
#[derive(Debug)]
pub struct LiveWorker<T> {
    hub: LiveHub<T>,
}

impl<T> LiveWorker<T> {
    /// The worker of this process's hub.
    #[must_use]
    pub const fn new(hub: LiveHub<T>) -> Self {
        Self { hub }
    }
}

impl<T: Clone + Send + Sync + 'static> Worker for LiveWorker<T> {
    fn work(&self) -> Work {
        Work::Live
    }

    async fn step(&mut self, _: Timestamp) -> std::result::Result<NextWake, EngineError> {
        let mut more = false;
        for (workspace, told) in self.hub.watched() {
            more |= self.hub.tell(workspace, told).await?;
        }
        Ok(if more { NextWake::Now } else { NextWake::After(POLL_MS) })
    }
}
