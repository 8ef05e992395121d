//! Uploads that nobody used are removed after a time: files that went into no message and that nothing names, and lists of
//! contacts that were never imported.

use galka_domain::ids::{ImportId, MediaId, WorkspaceId};
use galka_domain::time::{DAY_MS, Timestamp};
use galka_store::{unused, workspaces};

use crate::engine::{Engine, EngineError};

/// A draft keeps its files; what a browser holds back while it is offline is sent long before.
const FILES_KEPT_MS: i64 = 30 * DAY_MS;
/// A list of people that nobody imported in a week is uploaded anew.
const LISTS_KEPT_MS: i64 = 7 * DAY_MS;
const AT_ONCE: i64 = 500;

/// Removes what is too old, of every company.
pub(crate) async fn remove_unused(engine: &Engine, now: Timestamp) -> Result<(), EngineError> {
    for home in engine.db.read(workspaces::list_ids).await? {
        let (own, before) = (home.clone(), ImportId::new(now.minus(LISTS_KEPT_MS), 0));
        engine
            .db
            .write(move |tx| unused::delete_lists(tx, &own, &before))
            .await?;
        let before = MediaId::new(now.minus(FILES_KEPT_MS), 0);
        while remove_files(engine, &home, &before).await? == AT_ONCE {}
    }
    Ok(())
}

/// Out of use first, then from the disk, then the row: whoever is killed in between goes on next time.
async fn remove_files(engine: &Engine, home: &WorkspaceId, before: &MediaId) -> Result<i64, EngineError> {
    let (own, before) = (home.clone(), before.clone());
    let retired = engine
        .db
        .write(move |tx| unused::retire_files(tx, &own, &before, AT_ONCE))
        .await?;
    for file in &retired {
        engine.files.remove(file).await.map_err(|source| EngineError::File {
            path: engine.settings.data_dir.join("media").join(file.as_str()),
            source,
        })?;
    }
    let count = i64::try_from(retired.len()).unwrap_or(AT_ONCE);
    let own = home.clone();
    engine
        .db
        .write(move |tx| unused::delete_retired(tx, &own, &retired))
        .await?;
    Ok(count)
}
