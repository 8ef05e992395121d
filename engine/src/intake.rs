//! Intake: a raw webhook is on disk before WhatsApp hears 200. It is not read here.
//!
//! Bodies that arrive together are appended together, in one transaction: the callers of a batch are answered after
//! its commit, and while one batch is written the next one gathers.

use bytes::Bytes;
use galka_domain::time::Timestamp;
use galka_store::Db;
use galka_store::journal::{self, JournalEntry};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::chance::Chance;
use crate::clock::Clocks;
use crate::engine::Engine;
use crate::hints::{Hints, Work};

/// The door to the journal: cheap to clone.
#[derive(Clone, Debug)]
pub struct Intake {
    sender: mpsc::Sender<Arrival>,
    clocks: Clocks,
}

/// The journal cannot be written now; WhatsApp will bring the webhook again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the journal cannot be written now")]
pub struct Unavailable;

#[derive(Debug)]
struct Arrival {
    connection_id: String,
    received_at: Timestamp,
    body: Bytes,
    answer: oneshot::Sender<Result<(), Unavailable>>,
}

/// Bodies that may wait for the writer before callers are told to come back.
const QUEUE: usize = 4_096;
const BATCH_ENTRIES: usize = 256;
const BATCH_BYTES: usize = 4 << 20;

impl Intake {
    /// Starts the writer; it ends when every copy of the door is gone or `stop` is cancelled.
    #[must_use]
    pub fn start(engine: &Engine, stop: CancellationToken) -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let writer = Writer {
            db: engine.db.clone(),
            hints: engine.hints.clone(),
            ids: JournalIds::new(&engine.chance),
            clocks: engine.clocks.clone(),
        };
        tokio::spawn(writer.run(receiver, stop));
        Self {
            sender,
            clocks: engine.clocks.clone(),
        }
    }

    /// Appends a raw body; answers after it is on disk.
    ///
    /// # Errors
    /// [`Unavailable`] when the storage does not take it, or too many wait already. Then nothing was kept, or it is
    /// kept and WhatsApp brings it once more: both end in one message.
    pub async fn append(&self, connection_id: &str, body: Bytes) -> Result<(), Unavailable> {
        let (answer, answered) = oneshot::channel();
        let arrival = Arrival {
            connection_id: connection_id.to_owned(),
            received_at: self.clocks.machine_now(),
            body,
            answer,
        };
        self.sender.try_send(arrival).map_err(|_| Unavailable)?;
        answered.await.unwrap_or(Err(Unavailable))
    }
}

struct Writer {
    db: Db,
    hints: Hints,
    ids: JournalIds,
    clocks: Clocks,
}

impl Writer {
    async fn run(mut self, mut arrivals: mpsc::Receiver<Arrival>, stop: CancellationToken) {
        loop {
            let first = tokio::select! {
                biased;
                arrival = arrivals.recv() => arrival,
                () = stop.cancelled() => None,
            };
            let Some(first) = first else { return };
            let batch = gather(first, &mut arrivals);
            let (entries, answers) = self.entries_of(batch);
            let outcome = self.write(entries).await;
            for answer in answers {
                // Whoever stopped waiting gets the webhook again from WhatsApp.
                let _ = answer.send(outcome);
            }
        }
    }

    fn entries_of(
        &mut self,
        batch: Vec<Arrival>,
    ) -> (Vec<JournalEntry>, Vec<oneshot::Sender<Result<(), Unavailable>>>) {
        batch
            .into_iter()
            .map(|arrival| {
                let entry = JournalEntry {
                    id: self.ids.next(self.clocks.machine_now()),
                    connection_id: arrival.connection_id,
                    received_at: arrival.received_at,
                    body: arrival.body.to_vec(),
                };
                (entry, arrival.answer)
            })
            .unzip()
    }

    async fn write(&self, entries: Vec<JournalEntry>) -> Result<(), Unavailable> {
        match self.db.write(move |tx| journal::append(tx, &entries)).await {
            Ok(()) => {
                self.hints.wake(Work::Ingest);
                Ok(())
            }
            Err(failure) => {
                warn!(error = %failure, "Webhooks were not taken: the journal cannot be written");
                Err(Unavailable)
            }
        }
    }
}

fn gather(first: Arrival, arrivals: &mut mpsc::Receiver<Arrival>) -> Vec<Arrival> {
    let mut bytes = first.body.len();
    let mut batch = vec![first];
    while batch.len() < BATCH_ENTRIES && bytes < BATCH_BYTES {
        let Ok(arrival) = arrivals.try_recv() else { break };
        bytes += arrival.body.len();
        batch.push(arrival);
    }
    batch
}

/// Rising numbers: 43 bits of milliseconds, 8 of the node, 12 that count within a millisecond.
struct JournalIds {
    node: i64,
    last: i64,
}

const COUNT_BITS: u32 = 12;
const NODE_BITS: u32 = 8;

impl JournalIds {
    fn new(chance: &Chance) -> Self {
        Self {
            node: (chance.entropy() >> 8).cast_signed() & ((1 << NODE_BITS) - 1),
            last: 0,
        }
    }

    fn next(&mut self, now: Timestamp) -> i64 {
        let floor = first_id_at(now) | (self.node << COUNT_BITS);
        self.last = if floor > self.last { floor } else { self.last + 1 };
        self.last
    }
}

/// The smallest id of a body that arrives at `now`; ids below it are older.
#[must_use]
pub fn first_id_at(now: Timestamp) -> i64 {
    now.as_millis() << (COUNT_BITS + NODE_BITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_rise_even_if_the_clock_stands_or_falls_back() {
        let mut ids = JournalIds { node: 3, last: 0 };
        let now = Timestamp::from_millis(1_795_341_600_000);
        let drawn: Vec<i64> = (0..5_000).map(|step| ids.next(now.minus(step % 3))).collect();
        assert!(drawn.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
