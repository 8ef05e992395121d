//! Wakes conversations that were put aside until a moment of business time.

use std::collections::BTreeMap;

use galka_domain::ids::{ConversationId, UserId, WorkspaceId};
use galka_domain::time::{MINUTE_MS, Timestamp};
use galka_store::{Result as StoreResult, Tx, entries, members, standings};

use super::assign::entries_of;
use crate::engine::{Engine, EngineError};
use crate::hints::Work;
use crate::runner::{NextWake, Worker};

const BATCH: i64 = 500;

/// Wakes what is due.
#[derive(Debug)]
pub struct WakeWorker {
    engine: Engine,
}

impl WakeWorker {
    /// The worker of this process.
    #[must_use]
    pub const fn new(engine: Engine) -> Self {
        Self { engine }
    }
}

impl Worker for WakeWorker {
    fn work(&self) -> Work {
        Work::Snoozed
    }

    async fn step(&mut self, now: Timestamp) -> Result<NextWake, EngineError> {
        if wake_due(&self.engine, now).await? {
            self.engine.hints.wake(Work::Live);
            self.engine.hints.wake(Work::Assign);
            return Ok(NextWake::Now);
        }
        let next = self.engine.db.read(standings::find_next_waking).await?;
        // Other nodes put aside, too; a lost hint costs at most this.
        let soon = now.plus(MINUTE_MS);
        Ok(NextWake::AtBusiness(next.map_or(soon, |next| next.min(soon))))
    }
}

/// Wakes a batch; answers whether there was any.
///
/// # Errors
/// When the storage fails.
pub async fn wake_due(engine: &Engine, now: Timestamp) -> Result<bool, EngineError> {
    let due = engine.db.read(move |tx| standings::list_due(tx, now, BATCH)).await?;
    if due.is_empty() {
        return Ok(false);
    }
    let mut threads = BTreeMap::<WorkspaceId, Vec<ConversationId>>::new();
    for (workspace, id) in due {
        threads.entry(workspace).or_default().push(id);
    }
    for (workspace, ids) in threads {
        let own = engine.clone();
        engine.db.write(move |tx| wake(tx, &own, &workspace, &ids, now)).await?;
    }
    Ok(true)
}

/// Whoever has left the company meanwhile gives it back.
fn wake(
    tx: &mut Tx<'_>,
    engine: &Engine,
    workspace: &WorkspaceId,
    ids: &[ConversationId],
    now: Timestamp,
) -> StoreResult<()> {
    let (mut woken, mut told) = (Vec::new(), Vec::new());
    for (id, before) in standings::load(tx, workspace, ids)? {
        let mut after = before.after_waking(now);
        if after == before {
            continue;
        }
        if !works_here(tx, workspace, after.assignee.as_ref())? {
            after.assignee = None;
        }
        told.extend(entries_of(engine, &id, &before, &after));
        woken.push((id, after));
    }
    standings::write(tx, workspace, &woken)?;
    entries::append(tx, workspace, &told, now)
}

fn works_here(tx: &mut Tx<'_>, workspace: &WorkspaceId, user: Option<&UserId>) -> StoreResult<bool> {
    let Some(user) = user else { return Ok(true) };
    Ok(members::find_role(tx, workspace, user)?.is_some())
}
