//! Live: the event log of each workspace, told to those who watch.
//!
//! One worker reads the new events of the watched workspaces, turns each batch into what watchers want with one
//! function (the server's, which knows the views), keeps the last of them, and tells the watchers the newest number.
//! Each watcher takes what it has not had, at its own pace: from the kept ones, from the log when it is further behind,
//! and a gap when it missed too much. So a slow watcher holds nothing but its number.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use galka_domain::ids::WorkspaceId;
use galka_domain::time::{SECOND_MS, Timestamp};
use galka_store::events::{self, StoredEvent};
use galka_store::{Db, Result, Tx};
use tokio::sync::watch;

use crate::engine::{Engine, EngineError};
use crate::hints::Work;
use crate::runner::{NextWake, Worker};

/// Turns a batch of events into what watchers get, one for each.
pub type Hydrate<T> = dyn Fn(&mut Tx<'_>, &WorkspaceId, &[StoredEvent]) -> Result<Vec<T>> + Send + Sync;

/// The hub: cheap to clone. `T` is what watchers get of an event, made once for all of them.
pub struct LiveHub<T> {
    db: Db,
    hydrate: Arc<Hydrate<T>>,
    channels: Arc<Mutex<HashMap<WorkspaceId, Channel<T>>>>,
}

struct Channel<T> {
    /// The number of the newest event that was told.
    told: watch::Sender<i64>,
    /// The last batches that were told, oldest first, without a hole.
    recent: VecDeque<Batch<T>>,
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
    /// These events, of which the first may be known already; there may be more after them.
    Events(Batch<T>),
    /// Too much: read anew, and go on from this number.
    Gap {
        /// The number of the newest event.
        head: i64,
    },
}

/// Who is further behind reads anew.
const MISSED_MAX: i64 = 10_000;
const BATCH: i64 = 500;
/// So many events are kept for those who are a little behind or were away for a moment.
const RECENT_MAX: usize = 1_000;
/// What happens within this time is told together: every telling wakes every watcher.
const GATHER_MS: i64 = 10;
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

    /// Watches a workspace from now on: the number of the newest event that was told, whenever it rises.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn subscribe(&self, workspace: &WorkspaceId) -> std::result::Result<watch::Receiver<i64>, EngineError> {
        if let Some(channel) = self.channels().get(workspace) {
            return Ok(channel.told.subscribe());
        }
        let own = workspace.clone();
        let head = self.db.read(move |tx| events::head(tx, &own)).await?;
        let mut channels = self.channels();
        let channel = channels.entry(workspace.clone()).or_insert_with(|| Channel {
            told: watch::Sender::new(head),
            recent: VecDeque::new(),
        });
        Ok(channel.told.subscribe())
    }

    /// The events after number `after`, at most a batch of them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn missed(&self, workspace: &WorkspaceId, after: i64) -> std::result::Result<Missed<T>, EngineError> {
        if let Some(batch) = self.channels().get(workspace).and_then(|channel| channel.after(after)) {
            return Ok(Missed::Events(batch));
        }
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

    /// Tells a workspace's watchers what is new; answers how many events that were.
    async fn tell(&self, workspace: WorkspaceId, told: i64) -> std::result::Result<usize, EngineError> {
        let (own, hydrate) = (workspace.clone(), Arc::clone(&self.hydrate));
        let batch = self.db.read(move |tx| read_batch(tx, &own, told, &*hydrate)).await?;
        let Some(last) = batch.last().map(|event| event.seq) else {
            return Ok(0);
        };
        let count = batch.len();
        let mut channels = self.channels();
        if let Some(channel) = channels
            .get_mut(&workspace)
            .filter(|channel| *channel.told.borrow() == told)
        {
            channel.keep(batch);
            channel.told.send_replace(last);
        }
        Ok(count)
    }

    /// The watched workspaces; those that nobody watches any more are forgotten.
    fn watched(&self) -> Vec<(WorkspaceId, i64)> {
        let mut channels = self.channels();
        channels.retain(|_, channel| channel.told.receiver_count() > 0);
        channels
            .iter()
            .map(|(workspace, channel)| (workspace.clone(), *channel.told.borrow()))
            .collect()
    }

    fn channels(&self) -> MutexGuard<'_, HashMap<WorkspaceId, Channel<T>>> {
        self.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Channel<T> {
    /// The kept batch that holds the event after number `after`.
    fn after(&self, after: i64) -> Option<Batch<T>> {
        let oldest = self.recent.front()?.first()?.seq;
        let ends_before = |batch: &Batch<T>| batch.last().is_none_or(|event| event.seq <= after);
        let place = self.recent.partition_point(ends_before);
        (oldest <= after.saturating_add(1)).then(|| self.recent.get(place).cloned())?
    }

    /// Keeps a batch, and of the older ones those that there is room for.
    fn keep(&mut self, batch: Batch<T>) {
        self.recent.push_back(batch);
        let mut count: usize = self.recent.iter().map(|batch| batch.len()).sum();
        while count > RECENT_MAX
            && self.recent.len() > 1
            && let Some(oldest) = self.recent.pop_front()
        {
            count -= oldest.len();
        }
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
        let mut most = 0;
        for (workspace, told) in self.hub.watched() {
            most = most.max(self.hub.tell(workspace, told).await?);
        }
        Ok(match i64::try_from(most).unwrap_or(i64::MAX) {
            0 => NextWake::After(POLL_MS),
            BATCH.. => NextWake::Now,
            _ => NextWake::Gather(GATHER_MS),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channel(batches: &[std::ops::Range<i64>]) -> Channel<i64> {
        let mut channel = Channel {
            told: watch::Sender::new(0),
            recent: VecDeque::new(),
        };
        for batch in batches {
            channel.keep(batch.clone().map(|seq| Told { seq, view: seq }).collect());
        }
        channel
    }

    fn first_after(channel: &Channel<i64>, after: i64) -> Option<i64> {
        channel.after(after).map(|batch| batch[0].seq)
    }

    #[test]
    fn who_was_away_for_a_moment_is_served_from_what_is_kept() {
        let channel = channel(&[11..14, 14..15, 15..21]);
        for (after, first) in [
            (9, None),
            (10, Some(11)),
            (12, Some(11)),
            (13, Some(14)),
            (14, Some(15)),
            (19, Some(15)),
            (20, None),
            (99, None),
        ] {
            assert_eq!(first_after(&channel, after), first, "after {after}");
        }
    }

    #[test]
    fn keeps_no_more_events_than_there_is_room_for() {
        let channel = channel(&[1..501, 501..1_001, 1_001..1_002]);
        assert_eq!(first_after(&channel, 0), None);
        assert_eq!(first_after(&channel, 500), Some(501));
        assert_eq!(channel.recent.iter().map(|batch| batch.len()).sum::<usize>(), 501);
    }
}
