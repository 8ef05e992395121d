//! The world behind its lock, with what stands around it: the journal, the postman, those who wait.

use crate::clock::machine_now_ms;
use crate::control::call::ControlCall;
use crate::control::problem::Problem;
use crate::persist::Journal;
use crate::poster::Poster;
use crate::request_log::RequestLog;
use crate::world::{Call, Reply, UnknownRuleSet, World};
use serde_json::Value;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::{Mutex as AsyncMutex, Notify, watch};

/// What all handlers and the runner share.
pub(crate) struct Shared {
    inner: Mutex<Inner>,
    pub(crate) poster: Poster,
    pub(crate) public_url: String,
    /// The runner sleeps on this.
    pub(crate) wake: Notify,
    /// An attempt of a webhook ended.
    pub(crate) settled: Notify,
    /// The clock's version, for those who follow it.
    pub(crate) clock: watch::Sender<u64>,
    /// One advance at a time.
    pub(crate) advancing: AsyncMutex<()>,
    request_log: Mutex<RequestLog>,
}

struct Inner {
    world: World,
    journal: Option<Journal>,
}

impl Shared {
    /// Puts a world behind its lock.
    pub(crate) fn new(world: World, journal: Option<Journal>, poster: Poster, public_url: String) -> Self {
        let (clock, _) = watch::channel(world.clock.version);
        Self {
            inner: Mutex::new(Inner { world, journal }),
            poster,
            public_url,
            wake: Notify::new(),
            settled: Notify::new(),
            clock,
            advancing: AsyncMutex::new(()),
            request_log: Mutex::default(),
        }
    }

    /// Applies a call; the journal has it before anybody hears of it.
    pub(crate) fn call(&self, call: Call, journaled: bool) -> Reply {
        let wakes = !matches!(call, Call::Dispatch);
        let reply = {
            let mut inner = self.lock();
            let machine = machine_now_ms();
            let Inner { world, journal } = &mut *inner;
            if let Some(journal) = journal.as_mut().filter(|_| journaled) {
                journal.append(machine, &call);
            }
            let reply = world.apply(call, machine);
            if let Some(journal) = journal.as_mut().filter(|journal| journal.is_long()) {
                journal.compact(world);
            }
            reply
        };
        if wakes {
            self.wake.notify_one();
        }
        reply
    }

    /// Applies a change by hand.
    pub(crate) fn control(&self, call: ControlCall) -> Result<Value, Problem> {
        match self.call(Call::Control(call), true) {
            Reply::Control(reply) => reply,
            _ => Err(Problem::conflict("unexpected", "The world answered something else.")),
        }
    }

    /// Looks at the world as it is now. Time passes first; nothing else may change but drawn trace ids and struck faults.
    pub(crate) fn look<T>(&self, read: impl FnOnce(&mut World) -> T) -> T {
        let mut inner = self.lock();
        let machine = machine_now_ms();
        let Inner { world, journal } = &mut *inner;
        let due = world
            .timers
            .next_due()
            .is_some_and(|due| due <= world.clock.now(machine));
        if let Some(journal) = journal.as_mut().filter(|_| due) {
            journal.append(machine, &Call::Pass);
        }
        world.pass(machine);
        read(world)
    }

    /// Puts another world in the place of this one.
    pub(crate) fn replace(&self, mut world: World) -> Result<(), UnknownRuleSet> {
        world.rebuild()?;
        world.public_url.clone_from(&self.public_url);
        {
            let mut inner = self.lock();
            world.clock.version = world.clock.version.max(inner.world.clock.version) + 1;
            if let Some(journal) = inner.journal.as_mut() {
                journal.compact(&world);
            }
            inner.world = world;
        }
        self.clock_changed();
        self.wake.notify_one();
        Ok(())
    }

    /// Reads or extends the log of Graph calls.
    pub(crate) fn with_log<T>(&self, act: impl FnOnce(&mut RequestLog) -> T) -> T {
        act(&mut self.request_log.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Writes the whole world down, so that the next start is quick.
    pub(crate) fn save(&self) {
        let mut inner = self.lock();
        let Inner { world, journal } = &mut *inner;
        if let Some(journal) = journal {
            journal.compact(world);
        }
    }

    /// Tells those who follow the clock.
    pub(crate) fn clock_changed(&self) {
        let version = self.lock().world.clock.version;
        self.clock.send_replace(version);
    }

    /// A panic while the lock was held is a bug in one call; the world stays usable for the next.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
