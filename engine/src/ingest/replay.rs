//! Dead letters: tried again by hand, or when the number they wait for is connected.

use galka_domain::ids::{DeadLetterId, WorkspaceId};
use galka_store::dead_letters::{self, DeadLetter};
use galka_store::journal::JournalEntry;

use super::legible::without_nul;
use super::{Parsed, apply, prepare};
use crate::engine::{Engine, EngineError};
use galka_cloud_api::webhook::split;

/// How many letters of a number are taken at once.
const AT_ONCE: i64 = 500;

/// Tries a dead letter again; answers it as it stands afterwards, or none if there is no such letter.
///
/// # Errors
/// When the storage fails; what fails by its own content stays waiting with its reason.
pub async fn replay(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &DeadLetterId,
) -> Result<Option<DeadLetter>, EngineError> {
    let Some(letter) = find(engine, workspace, id).await? else {
        return Ok(None);
    };
    if letter.state == "waiting" {
        try_again(engine, workspace, &letter).await?;
    }
    find(engine, workspace, id).await
}

/// Puts a dead letter aside for good.
///
/// # Errors
/// When the storage fails.
pub async fn discard(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &DeadLetterId,
) -> Result<Option<DeadLetter>, EngineError> {
    let (home, letter, now) = (workspace.clone(), id.clone(), engine.business_now());
    engine
        .db
        .write(move |tx| dead_letters::close(tx, &home, &letter, "discarded", now))
        .await?;
    find(engine, workspace, id).await
}

/// Applies what waited for this number; answers how many letters were placed.
///
/// # Errors
/// When the storage fails.
pub async fn replay_for_number(engine: &Engine, phone_number_id: &str) -> Result<usize, EngineError> {
    let mut placed = 0;
    loop {
        let phone = phone_number_id.to_owned();
        let letters = engine
            .db
            .read(move |tx| dead_letters::list_for_number(tx, &phone, AT_ONCE))
            .await?;
        let mut moved = 0;
        for (workspace, letter) in &letters {
            moved += usize::from(try_again(engine, workspace, letter).await?);
        }
        placed += moved;
        if moved == 0 {
            return Ok(placed);
        }
    }
}

async fn find(engine: &Engine, workspace: &WorkspaceId, id: &DeadLetterId) -> Result<Option<DeadLetter>, EngineError> {
    let (home, letter) = (workspace.clone(), id.clone());
    Ok(engine.db.read(move |tx| dead_letters::find(tx, &home, &letter)).await?)
}

/// Applies a letter's item and closes the letter; one that ends as the same dead letter again stays waiting.
async fn try_again(engine: &Engine, workspace: &WorkspaceId, letter: &DeadLetter) -> Result<bool, EngineError> {
    let entry = JournalEntry {
        id: letter.journal_id,
        connection_id: letter.connection_id.clone(),
        received_at: letter.received_at,
        body: without_nul(letter.item.clone().into_bytes()),
    };
    let items = split(&entry.body).map_err(|unreadable| unreadable.reason);
    let mut batch = prepare(engine, &[Parsed { entry, items }], None).await?;
    batch.done.clear();
    let still_dead = batch.facts.values().any(|facts| !facts.dead.is_empty());
    if still_dead {
        return Ok(false);
    }
    apply(engine, batch).await?;
    let (home, id, now) = (workspace.clone(), letter.id.clone(), engine.business_now());
    Ok(engine
        .db
        .write(move |tx| dead_letters::close(tx, &home, &id, "replayed", now))
        .await?)
}
