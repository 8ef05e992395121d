//! Ingest: from the journal to rows. One node at a time reads the journal, in order of arrival.
//!
//! A batch of bodies is taken apart item by item, sorted by workspace, and applied in one transaction together with
//! the mark that it is done. If the batch fails, its bodies are applied one by one, each item on its own, and what
//! still fails becomes a dead letter: nothing stops its neighbours.

mod apply;
mod content;
mod facts;
mod legible;
mod replay;
mod route;
mod translate;
mod words;

use std::collections::{BTreeSet, HashMap};

use galka_cloud_api::webhook::{Item, split};
use galka_domain::ids::{ConnectionId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_store::journal::{self, JournalEntry};
use galka_store::{Error as StoreError, connections};
use tracing::warn;

use crate::engine::{Engine, EngineError};
use crate::hints::Work;
use crate::node_lease::NodeLease;
use crate::runner::{NextWake, Worker};
use apply::{Batch, apply};
use facts::{FactsByWorkspace, letter_of, sort_in};
use legible::without_nul;
pub use replay::{discard, replay, replay_for_number};
use route::Routes;
pub use translate::{callback_data, reason_of};

/// The worker that applies what intake took.
#[derive(Debug)]
pub struct Ingest {
    engine: Engine,
    lease: NodeLease,
}

const LEASE: &str = "ingest";
const LEASE_MS: i64 = 5_000;
const BATCH_ENTRIES: usize = 512;
/// A body of a hundred messages costs as much as a hundred bodies: it keeps the writer from intake as long.
const BATCH_BYTES: usize = 256 << 10;
/// From this many at once on webhooks come in a stream, and applying many together costs much less than each as it
/// comes: the next batch gathers for this long.
const STREAM_ENTRIES: usize = 16;
const GATHER_MS: i64 = 25;
/// How often the journal is looked at without a hint: another node may have written to it.
const IDLE_MS: i64 = 250;

impl Ingest {
    /// The worker of this node.
    #[must_use]
    pub const fn new(engine: Engine) -> Self {
        Self {
            engine,
            lease: NodeLease::new(LEASE, LEASE_MS),
        }
    }

    async fn take(&self) -> Result<Vec<JournalEntry>, EngineError> {
        Ok(self
            .engine
            .db
            .read(|tx| journal::list_pending(tx, BATCH_ENTRIES, BATCH_BYTES))
            .await?)
    }

    async fn apply_all(&mut self, entries: Vec<JournalEntry>, token: i64) -> Result<(), EngineError> {
        let parsed = parse(entries);
        let batch = prepare(&self.engine, &parsed, Some(token)).await?;
        match apply(&self.engine, batch).await {
            Ok(true) => Ok(()),
            Ok(false) => {
                self.lease.lose();
                Ok(())
            }
            Err(failure @ (StoreError::Unavailable(_) | StoreError::Busy(_))) => Err(failure.into()),
            Err(failure) => {
                warn!(error = %failure, "A batch of webhooks could not be applied at once: they are applied one by one");
                apply_one_by_one(&self.engine, parsed, token).await
            }
        }
    }
}

impl Worker for Ingest {
    fn work(&self) -> Work {
        Work::Ingest
    }

    async fn step(&mut self, _: Timestamp) -> Result<NextWake, EngineError> {
        let Some(token) = self.lease.hold(&self.engine).await? else {
            return Ok(NextWake::After(LEASE_MS / 5));
        };
        let entries = self.take().await?;
        if entries.is_empty() {
            return Ok(NextWake::After(IDLE_MS));
        }
        let bytes: usize = entries.iter().map(|entry| entry.body.len()).sum();
        let more = entries.len() == BATCH_ENTRIES || bytes >= BATCH_BYTES;
        let stream = entries.len() >= STREAM_ENTRIES;
        self.apply_all(entries, token).await?;
        Ok(if stream && !more {
            NextWake::Gather(GATHER_MS)
        } else {
            NextWake::Now
        })
    }

    async fn drain(&mut self) {
        self.lease.release(&self.engine).await;
    }
}

/// A body with its items, or with what makes it unreadable as a whole.
struct Parsed {
    entry: JournalEntry,
    items: Result<Vec<Item>, String>,
}

fn parse(entries: Vec<JournalEntry>) -> Vec<Parsed> {
    let parse_one = |entry: JournalEntry| {
        let items = split(&entry.body).map_err(|unreadable| unreadable.reason);
        Parsed { entry, items }
    };
    entries.into_iter().map(parse_one).collect()
}

/// Finds out whose the items are, and turns them into facts.
async fn prepare(engine: &Engine, parsed: &[Parsed], token: Option<i64>) -> Result<Batch, EngineError> {
    let items = || parsed.iter().filter_map(|body| body.items.as_ref().ok()).flatten();
    let phones: BTreeSet<String> = items().filter_map(|item| item.phone_number_id.clone()).collect();
    let accounts: BTreeSet<String> = items()
        .filter(|item| item.phone_number_id.is_none())
        .map(|item| item.entry_id.clone())
        .collect();
    let signers: BTreeSet<String> = parsed.iter().map(|body| body.entry.connection_id.clone()).collect();
    let (phones, accounts): (Vec<String>, Vec<String>) = (phones.into_iter().collect(), accounts.into_iter().collect());
    let (routes, homes) = engine
        .db
        .read(move |tx| {
            let mut homes = HashMap::new();
            for signer in &signers {
                let key = connections::find_intake_key(tx, &ConnectionId::from_stored(signer.clone()))?;
                homes.insert(signer.clone(), key.map(|key| key.workspace));
            }
            Ok((Routes::load(tx, &phones, &accounts)?, homes))
        })
        .await?;
    let nobody = WorkspaceId::from_stored(String::new());
    let mut facts = FactsByWorkspace::new();
    for body in parsed {
        let home = homes
            .get(&body.entry.connection_id)
            .cloned()
            .flatten()
            .unwrap_or_else(|| nobody.clone());
        match &body.items {
            Ok(items) => items
                .iter()
                .for_each(|item| sort_in(&mut facts, item, &body.entry, &home, &routes, engine)),
            Err(reason) => {
                let text = String::from_utf8_lossy(&body.entry.body).into_owned();
                let now = engine.business_now();
                let letter = letter_of(text, None, &body.entry, "unreadable", "unreadable", reason, now);
                facts.entry(home).or_default().dead.push(letter);
            }
        }
    }
    let done = parsed
        .iter()
        .map(|body| (body.entry.id, body.entry.connection_id.clone()))
        .collect();
    Ok(Batch { facts, done, token })
}

/// The slow way: each item of each body in a transaction of its own, then the mark that the body is done.
/// Whatever was applied before a crash is applied again to no effect.
async fn apply_one_by_one(engine: &Engine, parsed: Vec<Parsed>, token: i64) -> Result<(), EngineError> {
    for body in parsed {
        let mut failed = Vec::new();
        for item in split(&without_nul(body.entry.body.clone())).into_iter().flatten() {
            let text = item.to_body();
            let phone = item.phone_number_id.clone();
            let alone = [Parsed {
                entry: body.entry.clone(),
                items: Ok(vec![item]),
            }];
            let mut batch = prepare(engine, &alone, Some(token)).await?;
            batch.done.clear();
            match apply(engine, batch).await {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(failure @ (StoreError::Unavailable(_) | StoreError::Busy(_))) => return Err(failure.into()),
                Err(failure) => {
                    let (reason, now) = (failure.to_string(), engine.business_now());
                    failed.push(letter_of(
                        text,
                        phone,
                        &body.entry,
                        "failed_apply",
                        "failed_apply",
                        &reason,
                        now,
                    ));
                }
            }
        }
        let items = body.items.map(|_| Vec::new());
        let rest = [Parsed {
            entry: body.entry,
            items,
        }];
        let mut batch = prepare(engine, &rest, Some(token)).await?;
        for letter in failed {
            let key = connections::find_intake_key;
            let id = ConnectionId::from_stored(letter.connection_id.clone());
            let home = engine.db.read(move |tx| key(tx, &id)).await?.map(|key| key.workspace);
            let home = home.unwrap_or_else(|| WorkspaceId::from_stored(String::new()));
            batch.facts.entry(home).or_default().dead.push(letter);
        }
        if !apply(engine, batch).await? {
            return Ok(());
        }
    }
    Ok(())
}
