//! Runs the workers: the only place in the engine that waits.
//!
//! A worker is `step(now) -> next wake-up`. Between two steps it waits for that moment, for a hint that there is
//! work, for a jump of the business clock, or for the end.

use std::future::Future;
use std::time::Duration;

use galka_domain::time::Timestamp;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

use crate::clock::Clocks;
use crate::engine::EngineError;
use crate::hints::{Hints, Work};

/// When a worker wants to be asked again; a hint asks it sooner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextWake {
    /// At once: there is more to do.
    Now,
    /// At a moment of machine time.
    At(Timestamp),
    /// At a moment of business time.
    AtBusiness(Timestamp),
    /// After this many milliseconds of machine time.
    After(i64),
    /// Not before this many milliseconds of machine time, whatever is hinted: what comes meanwhile is done together.
    Gather(i64),
}

/// A piece of background work that is asked again and again.
pub trait Worker: Send + 'static {
    /// The hint that wakes it.
    fn work(&self) -> Work;

    /// Does what is due at business time `now`, and says when to ask again.
    ///
    /// # Errors
    /// What kept it from its work; it is asked again after a pause.
    fn step(&mut self, now: Timestamp) -> impl Future<Output = Result<NextWake, EngineError>> + Send;

    /// Finishes what is under way before the process ends.
    fn drain(&mut self) -> impl Future<Output = ()> + Send {
        async {}
    }
}

/// The workers of this process.
#[derive(Debug)]
pub struct Runner {
    clocks: Clocks,
    hints: Hints,
    stop: CancellationToken,
    tasks: JoinSet<()>,
}

/// Longest and shortest pause after a step that failed, in milliseconds.
const PAUSE_AFTER_ERROR_MS: std::ops::RangeInclusive<i64> = 100..=5_000;
/// A lost hint costs at most this.
const LONGEST_WAIT_MS: i64 = 30_000;

impl Runner {
    /// A runner without workers.
    #[must_use]
    pub fn new(clocks: Clocks, hints: Hints) -> Self {
        Self {
            clocks,
            hints,
            stop: CancellationToken::new(),
            tasks: JoinSet::new(),
        }
    }

    /// Runs `worker` until the end.
    pub fn spawn<W: Worker>(&mut self, worker: W) {
        let (clocks, hints, stop) = (self.clocks.clone(), self.hints.clone(), self.stop.clone());
        self.tasks.spawn(run(worker, clocks, hints, stop));
    }

    /// Runs a task that ends by itself when `stop` is cancelled.
    pub fn spawn_task<F: Future<Output = ()> + Send + 'static>(&mut self, task: impl FnOnce(CancellationToken) -> F) {
        self.tasks.spawn(task(self.stop.clone()));
    }

    /// Asks every worker to finish what is under way and waits for them.
    pub async fn drain(mut self) {
        self.stop.cancel();
        while let Some(ended) = self.tasks.join_next().await {
            if let Err(failure) = ended {
                error!(error = %failure, "A worker ended badly");
            }
        }
    }
}

async fn run<W: Worker>(mut worker: W, clocks: Clocks, hints: Hints, stop: CancellationToken) {
    let mut changes = clocks.changes();
    let mut pause_ms = *PAUSE_AFTER_ERROR_MS.start();
    while !stop.is_cancelled() {
        let wake = match worker.step(clocks.business_now()).await {
            Ok(wake) => {
                pause_ms = *PAUSE_AFTER_ERROR_MS.start();
                wake
            }
            Err(failure) => {
                warn!(error = %failure, work = ?worker.work(), "Work of {:?} failed and is tried again", worker.work());
                pause_ms = (pause_ms * 2).min(*PAUSE_AFTER_ERROR_MS.end());
                tokio::select! {
                    () = wait(pause_ms) => {}
                    () = stop.cancelled() => {}
                }
                continue;
            }
        };
        let wait_ms = wait_of(wake, &clocks);
        if wait_ms == 0 {
            tokio::task::yield_now().await;
            continue;
        }
        let may_be_sooner = !matches!(wake, NextWake::Gather(_));
        tokio::select! {
            () = wait(wait_ms) => {}
            () = hints.hinted(worker.work()), if may_be_sooner => {}
            _ = changes.changed(), if may_be_sooner => {}
            () = stop.cancelled() => {}
        }
    }
    worker.drain().await;
}

fn wait_of(wake: NextWake, clocks: &Clocks) -> i64 {
    let wait_ms = match wake {
        NextWake::Now => 0,
        NextWake::At(at) => at.since(clocks.machine_now()).max(1),
        NextWake::AtBusiness(at) => clocks.machine_ms_until_business(at).unwrap_or(LONGEST_WAIT_MS).max(1),
        NextWake::After(millis) | NextWake::Gather(millis) => millis.max(1),
    };
    wait_ms.min(LONGEST_WAIT_MS)
}

/// Waits for some milliseconds of machine time.
#[expect(clippy::disallowed_methods, reason = "the one file of the engine that waits")]
pub(crate) async fn wait(millis: i64) {
    tokio::time::sleep(Duration::from_millis(millis.max(0).cast_unsigned())).await;
}
