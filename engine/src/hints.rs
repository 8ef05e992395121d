//! Wake-up hints between the workers of one process. A hint may be lost or come twice: the database is the truth.

use std::sync::Arc;

use tokio::sync::Notify;

/// What there may be to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Raw webhooks wait to be applied.
    Ingest,
    /// Messages wait to be claimed.
    Dispatch,
    /// Claimed messages wait for their call.
    Deliver,
    /// Calls came back.
    Settle,
    /// Media wait to be fetched.
    Media,
    /// Connections wait to be checked.
    Connect,
    /// Campaigns have recipients to plan.
    Campaigns,
    /// Events wait to be told to browsers.
    Live,
    /// Imports wait to run.
    Imports,
    /// Conversations wait for somebody.
    Assign,
    /// Conversations that were put aside may be due.
    Snoozed,
    /// Messages wait for an automatic answer.
    Automation,
    /// Events may concern somebody.
    Alerts,
    /// People came, went or write.
    Presence,
    /// Browsers without an open tab wait to be told.
    Push,
    /// Old rows may be removed.
    Housekeeping,
    /// People are to be erased.
    Erasures,
    /// Addresses outside are to be told of events.
    Webhooks,
}

const WORKS: usize = 18;

/// The bells of the workers.
#[derive(Clone, Debug)]
pub struct Hints {
    bells: Arc<[Notify; WORKS]>,
}

impl Default for Hints {
    fn default() -> Self {
        Self {
            bells: Arc::new(std::array::from_fn(|_| Notify::new())),
        }
    }
}

impl Hints {
    /// Wakes the worker of this work, now or when it next waits.
    pub fn wake(&self, work: Work) {
        self.bells[work as usize].notify_one();
    }

    /// Wakes every worker: the clock jumped.
    pub fn wake_all(&self) {
        for bell in self.bells.iter() {
            bell.notify_one();
        }
    }

    /// Resolves at the next hint for this work.
    pub async fn hinted(&self, work: Work) {
        self.bells[work as usize].notified().await;
    }
}
