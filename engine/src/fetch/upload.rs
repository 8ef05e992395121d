//! Files that people upload here, and their way to WhatsApp before they are sent.

use std::fs::File;
use std::io::{self, Read as _};

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
use crate::files::{WriteError, Written};
use crate::sound::voice::{ENCODE_WITHIN, ENCODER, Encoded, Recording, encode, look_at};

/// A file that somebody uploads.
#[derive(Clone, Debug)]
pub struct NewUpload {
    /// Its name.
    pub file_name: Option<String>,
    /// Its type, as it was announced.
    pub mime_type: String,
    /// It was recorded to be sent as a voice message.
    pub is_voice: bool,
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
/// A sound has at most 16 MB (Meta, 'Media', 2026); a recording that is longer is not looked at to its end.
const RECORDING_BYTES_MAX: u64 = 16 << 20;

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
    let mut written = match engine.files.write(&id, chunks, engine.settings.media_bytes_max).await {
        Ok(written) if written.bytes > 0 => written,
        Ok(_) => {
            drop(engine.files.remove(&id).await);
            return Ok(StoreOutcome::Incomplete);
        }
        Err(WriteError::TooLarge { bytes_max }) => return Ok(StoreOutcome::TooLarge { bytes_max }),
        Err(WriteError::Source(_)) => return Ok(StoreOutcome::Incomplete),
        Err(WriteError::Disk(source)) => return Err(disk(engine, source)),
    };
    if upload.is_voice
        && let Some(voice) = make_voice(engine, &id).await.map_err(|source| disk(engine, source))?
    {
        written = voice;
    }
    let examined = engine.files.examine(&id, &upload.mime_type).await;
    let examined = examined.map_err(|source| disk(engine, source))?;
    let new = StoredMedia {
        id,
        number_id: None,
        message_id: None,
        direction: Direction::Outbound,
        remote_id: None,
        remote_until: None,
        mime_type: examined.mime_type,
        file_name: upload.file_name,
        byte_count: i64::try_from(written.bytes).ok(),
        sha256: Some(written.sha256),
        shape: examined.shape,
        state: "ready".to_owned(),
        attempts: 0,
        error: None,
        created_at: engine.business_now(),
    };
    let (own, row) = (workspace.clone(), new.clone());
    engine.db.write(move |tx| media::insert(tx, &own, &row)).await?;
    Ok(StoreOutcome::Done(Box::new(new)))
}

fn disk(engine: &Engine, source: io::Error) -> EngineError {
    EngineError::File {
        path: engine.settings.data_dir.join("media"),
        source,
    }
}

/// Turns a stored recording into a voice message. What cannot become one stays as it came, to be sent as a sound.
async fn make_voice(engine: &Engine, id: &MediaId) -> io::Result<Option<Written>> {
    let (files, serial) = (&engine.files, engine.chance.entropy() as u32);
    let path = files.path(id);
    let looked = tokio::task::spawn_blocking(move || {
        let mut bytes = Vec::new();
        File::open(path)?.take(RECORDING_BYTES_MAX).read_to_end(&mut bytes)?;
        io::Result::Ok(look_at(&bytes, serial))
    });
    let bytes = match looked.await.map_err(io::Error::other)?? {
        Recording::Fit => return Ok(None),
        Recording::Repacked(bytes) => bytes,
        Recording::Foreign => {
            let made = files.beside(id, "voice");
            let encoded = encode(ENCODER.as_ref(), &files.path(id), &made, ENCODE_WITHIN).await;
            let bytes = if encoded == Encoded::Done {
                tokio::fs::read(&made).await?
            } else {
                Vec::new()
            };
            match tokio::fs::remove_file(&made).await {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            if bytes.is_empty() {
                return Ok(None);
            }
            bytes
        }
    };
    let chunks = futures_util::stream::iter([Ok::<_, io::Error>(Bytes::from(bytes))]);
    match files.write(id, chunks, u64::MAX).await {
        Ok(written) => Ok(Some(written)),
        Err(WriteError::Disk(error)) => Err(error),
        Err(other) => Err(io::Error::other(other)),
    }
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
