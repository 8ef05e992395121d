//! Files: fetching what customers sent, keeping what people upload, and giving WhatsApp what we send.
//!
//! An address of WhatsApp's lives five minutes, so it is asked for at each attempt; the id behind it lives seven days
//! (Meta, 'Media', 2025-10-09). Attempts and their pauses are machine time.

mod upload;

use galka_domain::event::EventKind;
use galka_domain::ids::{MediaId, WorkspaceId};
use galka_domain::time::{HOUR_MS, MINUTE_MS, SECOND_MS, Timestamp};
use galka_graph_client::{CallError, DownloadRequest, Target};
use galka_store::events::{self, NewEvent};
use galka_store::media::{self, DueMedia, Fetched};
use galka_store::{connections, numbers};
use tracing::{info, warn};

pub use upload::{NewUpload, RemoteMedia, StoreOutcome, remote_media_id, store_upload};

use crate::connect::target_of;
use crate::engine::{Engine, EngineError};
use crate::hints::Work;
use crate::runner::{NextWake, Worker};
use crate::templates::submit::words_of;

/// Fetches what customers sent.
#[derive(Debug)]
pub struct FetchWorker {
    engine: Engine,
}

/// Pauses after the first, second … failed attempt; then it is given up. Together about a day and a half.
const PAUSES_MS: [i64; 9] = [
    SECOND_MS,
    5 * SECOND_MS,
    30 * SECOND_MS,
    2 * MINUTE_MS,
    10 * MINUTE_MS,
    HOUR_MS,
    4 * HOUR_MS,
    8 * HOUR_MS,
    24 * HOUR_MS,
];
/// Longer than the longest download; should we die meanwhile, another attempt begins then.
const CLAIM_MS: i64 = 10 * MINUTE_MS;
const AT_ONCE: i64 = 4;

/// Why a file was not fetched.
enum Failure {
    Passing(String),
    Final(String),
    TooLarge(String),
}

impl FetchWorker {
    /// The worker of this node.
    #[must_use]
    pub const fn new(engine: Engine) -> Self {
        Self { engine }
    }
}

impl Worker for FetchWorker {
    fn work(&self) -> Work {
        Work::Media
    }

    async fn step(&mut self, _: Timestamp) -> Result<NextWake, EngineError> {
        let now = self.engine.machine_now();
        let due = self
            .engine
            .db
            .write(move |tx| media::claim_due(tx, now, now.plus(CLAIM_MS), AT_ONCE))
            .await?;
        if due.is_empty() {
            let next = self.engine.db.read(media::next_due_at).await?;
            return Ok(next.map_or(NextWake::After(MINUTE_MS), NextWake::At));
        }
        let fetches = due.into_iter().map(|one| fetch_one(&self.engine, one));
        for ended in futures_util::future::join_all(fetches).await {
            ended?;
        }
        Ok(NextWake::Now)
    }
}

/// Lets a file that failed be tried again at once.
///
/// # Errors
/// When the database does not answer.
pub async fn retry_fetch(engine: &Engine, workspace: &WorkspaceId, id: &MediaId) -> Result<bool, EngineError> {
    let (workspace, id) = (workspace.clone(), id.clone());
    let now = engine.machine_now();
    let found = engine
        .db
        .write(move |tx| media::retry(tx, &workspace, &id, now))
        .await?;
    if found {
        engine.hints.wake(Work::Media);
    }
    Ok(found)
}

async fn fetch_one(engine: &Engine, due: DueMedia) -> Result<(), EngineError> {
    let (id, attempts) = (due.id.clone(), due.attempts);
    match try_fetch(engine, &due).await? {
        Ok(fetched) => {
            info!(media.id = %id, bytes = fetched.byte_count, "File {id} was fetched");
            save(engine, due, Ok(fetched)).await
        }
        Err(failure) => {
            let (state, error, again_at) = match failure {
                Failure::TooLarge(error) => ("too_large", error, None),
                Failure::Final(error) => ("failed", error, None),
                Failure::Passing(error) => match pause_after(attempts) {
                    Some(pause_ms) => ("waiting", error, Some(engine.machine_now().plus(pause_ms))),
                    None => ("failed", error, None),
                },
            };
            warn!(media.id = %id, attempts, error, "File {id} was not fetched: it is {state} now");
            save(engine, due, Err((state, error, again_at))).await
        }
    }
}

fn pause_after(attempts: i64) -> Option<i64> {
    let place = usize::try_from(attempts.max(1) - 1).ok()?;
    PAUSES_MS.get(place).copied()
}

async fn try_fetch(engine: &Engine, due: &DueMedia) -> Result<Result<Fetched, Failure>, EngineError> {
    let Some(remote_id) = &due.remote_id else {
        return Ok(Err(Failure::Final("WhatsApp gave no id for it".to_owned())));
    };
    let Some(target) = target_for(engine, due).await? else {
        return Ok(Err(Failure::Final("its number is not connected any more".to_owned())));
    };
    let info = match engine.client.media(&target, remote_id).await {
        Ok(info) => info,
        Err(error) => return Ok(Err(failure_of(&error))),
    };
    let bytes_max = engine.settings.media_bytes_max;
    let announced = info.file_size.and_then(|size| u64::try_from(size).ok());
    if announced.is_some_and(|size| size > bytes_max) {
        return Ok(Err(Failure::TooLarge(format!(
            "it has {} bytes",
            announced.unwrap_or_default()
        ))));
    }
    let mut incoming = match engine.files.begin(&due.id).await {
        Ok(incoming) => incoming,
        Err(error) => return Ok(Err(Failure::Passing(error.to_string()))),
    };
    let request = DownloadRequest {
        url: info.url,
        bytes_max,
        range: None,
    };
    let downloaded = match engine.client.download(&target, &request, incoming.file()).await {
        Ok(downloaded) => downloaded,
        Err(error) => return Ok(Err(failure_of(&error))),
    };
    let expected = info
        .sha256
        .as_deref()
        .or(due.sha256.as_deref())
        .and_then(galka_cloud_api::media::read_sha256);
    if expected.is_some_and(|expected| expected != downloaded.sha256) {
        return Ok(Err(Failure::Passing(
            "what came does not have the announced hash".to_owned(),
        )));
    }
    if let Err(error) = incoming.keep().await {
        return Ok(Err(Failure::Passing(error.to_string())));
    }
    let announced = info.mime_type.as_deref().unwrap_or(&due.mime_type);
    let examined = match engine.files.examine(&due.id, announced).await {
        Ok(examined) => examined,
        Err(error) => return Ok(Err(Failure::Passing(error.to_string()))),
    };
    Ok(Ok(Fetched {
        byte_count: i64::try_from(downloaded.bytes).unwrap_or(i64::MAX),
        sha256: downloaded.sha256_hex(),
        mime_type: examined.mime_type,
        shape: examined.shape,
    }))
}

fn failure_of(error: &CallError) -> Failure {
    let words = error.api_error().map_or_else(|| error.to_string(), words_of);
    match error {
        CallError::TooLarge { .. } => Failure::TooLarge(words),
        // A refused token is mended by a person, usually within the day.
        CallError::Unauthorised { .. } | CallError::Sink(_) => Failure::Passing(words),
        other if other.is_passing() => Failure::Passing(words),
        _ => Failure::Final(words),
    }
}

async fn target_for(engine: &Engine, due: &DueMedia) -> Result<Option<Target>, EngineError> {
    let Some(number_id) = due.number_id.clone() else {
        return Ok(None);
    };
    let workspace = due.workspace.clone();
    let found = engine
        .db
        .read(move |tx| {
            let Some(number) = numbers::find(tx, &workspace, &number_id)? else {
                return Ok(None);
            };
            let connection = connections::find(tx, &workspace, &number.connection_id)?;
            Ok(connection.map(|connection| (connection, number.phone_number_id)))
        })
        .await?;
    match found {
        Some((connection, phone_number_id)) => Ok(Some(target_of(engine, &connection, Some(&phone_number_id))?)),
        None => Ok(None),
    }
}

type NotFetched = (&'static str, String, Option<Timestamp>);

/// Writes the outcome down and tells those who look at the message.
async fn save(engine: &Engine, due: DueMedia, outcome: Result<Fetched, NotFetched>) -> Result<(), EngineError> {
    let now = engine.business_now();
    engine
        .db
        .write(move |tx| {
            let changed = match &outcome {
                Ok(fetched) => media::save_fetched(tx, &due.workspace, &due.id, fetched)?,
                Err((state, error, again_at)) => {
                    media::save_not_fetched(tx, &due.workspace, &due.id, (state, error), *again_at)?
                }
            };
            let Some(message) = due.message_id.as_ref().filter(|_| changed) else {
                return Ok(());
            };
            if let Some(conversation) = media::find_conversation(tx, &due.workspace, message)? {
                let event = NewEvent::within(EventKind::MessageStatus, message.as_str(), conversation.as_str());
                events::append(tx, &due.workspace, &[event], now)?;
            }
            Ok(())
        })
        .await?;
    engine.hints.wake(Work::Live);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end() {
        assert_eq!(pause_after(1), Some(SECOND_MS));
        assert!(PAUSES_MS.is_sorted());
        assert_eq!(pause_after(PAUSES_MS.len() as i64 + 1), None);
    }
}
