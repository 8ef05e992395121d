//! Files that people upload here, and their way to WhatsApp before they are sent.

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use galka_domain::ids::{MediaId, NumberId, WorkspaceId};
use galka_domain::message::Direction;
use galka_domain::time::{DAY_MS, HOUR_MS, Timestamp};
use galka_graph_client::{CallError, Upload, UploadBody};
use galka_store::media::{self, StoredMedia};
use galka_store::{connections, numbers};
use tokio_util::io::ReaderStream;

use crate::connect::target_of;
use crate::engine::{Engine, EngineError};
use crate::files::WriteError;

/// A file that somebody uploads.
#[derive(Clone, Debug)]
pub struct NewUpload {
    /// Its name.
    pub file_name: Option<String>,
    /// Its type.
    pub mime_type: String,
}

/// What became of an upload to us.
#[derive(Clone, Debug, PartialEq)]
pub enum StoreOutcome {
    /// It is here.
    Done(Box<StoredMedia>),
    /// It is larger than allowed.
    TooLarge {
        /// The limit.
        bytes_max: u64,
    },
    /// Nothing came, or it ended early.
    Incomplete,
}

/// WhatsApp's id of a stored file, or why there is none.
#[derive(Debug)]
pub enum RemoteMedia {
    /// Its id at WhatsApp.
    Id(String),
    /// We have no such file, or it is not here yet.
    NotReady,
    /// WhatsApp did not take it.
    NotTaken(CallError),
}

/// WhatsApp keeps an uploaded file for 30 days (Meta, 'Media', 2025-10-09); a day less leaves time to send it.
const REMOTE_MS: i64 = 29 * DAY_MS;

/// Keeps a file that somebody uploads.
///
/// # Errors
/// When the database or the disk does not answer.
pub async fn store_upload<E: std::fmt::Display>(
    engine: &Engine,
    workspace: &WorkspaceId,
    upload: NewUpload,
    chunks: impl Stream<Item = Result<Bytes, E>>,
) -> Result<StoreOutcome, EngineError> {
    let id: MediaId = engine.new_id();
    let written = match engine.files.write(&id, chunks, engine.settings.media_bytes_max).await {
        Ok(written) if written.bytes > 0 => written,
        Ok(_) => {
            drop(engine.files.remove(&id).await);
            return Ok(StoreOutcome::Incomplete);
        }
        Err(WriteError::TooLarge { bytes_max }) => return Ok(StoreOutcome::TooLarge { bytes_max }),
        Err(WriteError::Source(_)) => return Ok(StoreOutcome::Incomplete),
        Err(WriteError::Disk(source)) => {
            return Err(EngineError::File {
                path: engine.settings.data_dir.join("media"),
                source,
            });
        }
    };
    let new = StoredMedia {
        id,
        number_id: None,
        message_id: None,
        direction: Direction::Outbound,
        remote_id: None,
        remote_until: None,
        mime_type: upload.mime_type,
        file_name: upload.file_name,
        byte_count: i64::try_from(written.bytes).ok(),
        sha256: Some(written.sha256),
        width: written.dimensions.map(|(width, _)| width),
        height: written.dimensions.map(|(_, height)| height),
        state: "ready".to_owned(),
        attempts: 0,
        error: None,
        created_at: engine.business_now(),
    };
    let (own, row) = (workspace.clone(), new.clone());
    engine.db.write(move |tx| media::insert(tx, &own, &row)).await?;
    Ok(StoreOutcome::Done(Box::new(new)))
}

/// WhatsApp's id of a stored file for sending from this number; it is uploaded when WhatsApp does not have it.
///
/// # Errors
/// When the database does not answer. What WhatsApp says is an outcome.
pub async fn remote_media_id(
    engine: &Engine,
    workspace: &WorkspaceId,
    number: &NumberId,
    id: &MediaId,
) -> Result<RemoteMedia, EngineError> {
    let (own, number_id, media_id) = (workspace.clone(), number.clone(), id.clone());
    let found = engine
        .db
        .read(move |tx| {
            let Some(stored) = media::find(tx, &own, &media_id)? else {
                return Ok(None);
            };
            let Some(number) = numbers::find(tx, &own, &number_id)? else {
                return Ok(None);
            };
            let connection = connections::find(tx, &own, &number.connection_id)?;
            Ok(connection.map(|connection| (stored, number.phone_number_id, connection)))
        })
        .await?;
    let Some((stored, phone_number_id, connection)) = found else {
        return Ok(RemoteMedia::NotReady);
    };
    if let Some(known) = known_id(&stored, number, engine.business_now()) {
        return Ok(RemoteMedia::Id(known));
    }
    let Ok((file, length)) = engine.files.read(id).await else {
        return Ok(RemoteMedia::NotReady);
    };
    if stored.state != "ready" {
        return Ok(RemoteMedia::NotReady);
    }
    let target = target_of(engine, &connection, Some(&phone_number_id))?;
    let upload = Upload {
        file_name: stored.file_name.unwrap_or_else(|| id.as_str().to_owned()),
        mime_type: stored.mime_type,
        body: UploadBody::Stream {
            length,
            chunks: ReaderStream::new(file).boxed(),
        },
    };
    let taken = match engine.client.upload_media(&target, upload).await {
        Ok(taken) => taken.id,
        Err(error) => return Ok(RemoteMedia::NotTaken(error)),
    };
    // A file that a customer sent keeps the id it came by, in case it must be fetched again.
    if stored.direction == Direction::Outbound {
        let until = engine.business_now().plus(REMOTE_MS);
        let (own, number, id, remote) = (workspace.clone(), number.clone(), id.clone(), taken.clone());
        engine
            .db
            .write(move |tx| media::save_remote(tx, &own, &id, &number, (&remote, until)))
            .await?;
    }
    Ok(RemoteMedia::Id(taken))
}

/// Ids belong to the number that uploaded them.
fn known_id(stored: &StoredMedia, number: &NumberId, now: Timestamp) -> Option<String> {
    let fresh = stored.remote_until.is_some_and(|until| now.plus(HOUR_MS) < until);
    let ours = stored.number_id.as_ref() == Some(number) && stored.direction == Direction::Outbound;
    stored.remote_id.clone().filter(|_| fresh && ours)
}
