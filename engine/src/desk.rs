//! The dispatcher's desk: what was claimed and waits for its call, what is in flight, and how fast each number may go.
//!
//! It lives in memory and is lost with the process; the database knows every message on it as `sending`.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use galka_domain::ids::ConversationId;
use galka_domain::time::Timestamp;
use galka_graph_client::Target;
use galka_store::dispatch::{DueMessage, DueNumber, Settlement};

use crate::pacer::Pacer;

/// The desk of this process: cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    lanes: Arc<Mutex<HashMap<DueNumber, Lane>>>,
    results: Arc<Mutex<Vec<Finished>>>,
}

/// A number that this process sends from.
#[derive(Debug)]
pub(crate) struct Lane {
    /// Proof that this process, and no other, sends from it.
    pub(crate) token: i64,
    /// When the lease is to be renewed, machine time.
    pub(crate) renew_at: Timestamp,
    /// Claimed messages that wait for their call.
    pub(crate) ready: VecDeque<Ready>,
    /// Threads with a claimed message: one call at a time goes to each.
    pub(crate) busy: HashSet<ConversationId>,
    /// The budget of unique recipients that it draws on.
    pub(crate) budget: Arc<str>,
    /// How fast it may go.
    pub(crate) pacer: Pacer,
    /// Nothing is called before this machine time: WhatsApp asked to slow down, or cannot be reached.
    pub(crate) held_until: Option<Timestamp>,
    /// How often in a row it was held.
    pub(crate) holds: u32,
}

/// A claimed message with where its call goes.
#[derive(Clone, Debug)]
pub(crate) struct Ready {
    pub(crate) message: DueMessage,
    pub(crate) attempt: i64,
    pub(crate) target: Arc<Target>,
}

/// A call that ended.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) number: DueNumber,
    pub(crate) budget: Arc<str>,
    pub(crate) conversation_id: ConversationId,
    pub(crate) settlement: Settlement,
    /// Why the connection's numbers are to be held, if they are.
    pub(crate) hold: Option<&'static str>,
}

impl Desk {
    /// The lanes, for a moment.
    pub(crate) fn lanes(&self) -> MutexGuard<'_, HashMap<DueNumber, Lane>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lays a finished call on the desk.
    pub(crate) fn finish(&self, finished: Finished) {
        self.finished().push(finished);
    }

    /// Takes at most `most` finished calls, oldest first.
    pub(crate) fn take_finished(&self, most: usize) -> Vec<Finished> {
        let mut finished = self.finished();
        let count = finished.len().min(most);
        finished.drain(..count).collect()
    }

    /// Lays calls back that could not be settled; they go first next time.
    pub(crate) fn give_back(&self, mut unsettled: Vec<Finished>) {
        let mut finished = self.finished();
        unsettled.append(&mut finished);
        *finished = unsettled;
    }

    /// Whether nothing waits, flies or is to be settled.
    pub(crate) fn is_clear(&self) -> bool {
        self.lanes().values().all(|lane| lane.busy.is_empty()) && self.finished().is_empty()
    }

    fn finished(&self) -> MutexGuard<'_, Vec<Finished>> {
        self.results.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
