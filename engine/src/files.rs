//! Stored files on local disk, by the id of their row. A file appears under its name only when it is whole on disk.

mod dimensions;
mod sniff;
mod thumbnail;

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, pin_mut};
use galka_domain::ids::MediaId;
use galka_store::media::MediaShape;
use sha2::{Digest as _, Sha256};
use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt as _;
use tokio::sync::Mutex;

pub use dimensions::image_dimensions;
pub use sniff::real_type;
pub use thumbnail::has_thumbnail;

use crate::engine::EngineError;
use crate::sound;

/// How the small picture of a file ends.
const THUMBNAIL: &str = "thumb";

/// The folder of stored files.
#[derive(Clone, Debug)]
pub struct MediaFiles {
    root: Arc<Path>,
    /// As many small pictures are made at once as there are cores, and of one file only one.
    turns: Arc<[Mutex<()>]>,
}

/// A file that is being written; it is gone unless it is kept.
#[derive(Debug)]
pub struct Incoming {
    file: File,
    fresh: PathBuf,
    path: PathBuf,
    kept: bool,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// How many bytes.
    pub bytes: u64,
    /// Their hash in hex.
    pub sha256: String,
}

/// What a stored file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examined {
    /// Its real type.
    pub mime_type: String,
    /// What its bytes say of it.
    pub shape: MediaShape,
}

/// Why a file was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// It is larger than allowed; nothing of it was kept.
    #[error("the file is larger than {bytes_max} bytes")]
    TooLarge {
        /// The limit.
        bytes_max: u64,
    },
    /// Its sender broke off.
    #[error("the file ended early: {0}")]
    Source(String),
    /// Our disk.
    #[error("the file could not be written")]
    Disk(#[from] io::Error),
}

impl MediaFiles {
    /// The folder `media` of the data directory; it is made when it is missing.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(data_dir: &Path) -> Result<Self, EngineError> {
        let root = data_dir.join("media");
        std::fs::create_dir_all(&root).map_err(|source| EngineError::File {
            path: root.clone(),
            source,
        })?;
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self {
            root: root.into(),
            turns: (0..cores).map(|_| Mutex::new(())).collect(),
        })
    }

    /// Begins a file.
    ///
    /// # Errors
    /// What the disk says.
    pub async fn begin(&self, id: &MediaId) -> io::Result<Incoming> {
        let path = self.path(id);
        if let Some(dir) = path.parent() {
            fs::create_dir_all(dir).await?;
        }
        let fresh = path.with_extension("new");
        Ok(Incoming {
            file: File::create(&fresh).await?,
            fresh,
            path,
            kept: false,
        })
    }

    /// Writes a whole file from its chunks.
    ///
    /// # Errors
    /// When it is too large, its chunks end early, or the disk refuses; nothing is kept then.
    pub async fn write<E: std::fmt::Display>(
        &self,
        id: &MediaId,
        chunks: impl Stream<Item = Result<Bytes, E>>,
        bytes_max: u64,
    ) -> Result<Written, WriteError> {
        let mut incoming = self.begin(id).await?;
        let mut hash = Sha256::new();
        let mut bytes = 0_u64;
        pin_mut!(chunks);
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|error| WriteError::Source(error.to_string()))?;
            bytes += chunk.len() as u64;
            if bytes > bytes_max {
                return Err(WriteError::TooLarge { bytes_max });
            }
            hash.update(&chunk);
            incoming.file.write_all(&chunk).await?;
        }
        incoming.keep().await?;
        Ok(Written {
            bytes,
            sha256: hex::encode(hash.finalize()),
        })
    }

    /// Opens a stored file for reading, with its length.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn read(&self, id: &MediaId) -> io::Result<(File, u64)> {
        let file = File::open(self.path(id)).await?;
        let length = file.metadata().await?.len();
        Ok((file, length))
    }

    /// The real type of a stored file that was announced as this, and what it says of itself.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub async fn examine(&self, id: &MediaId, announced: &str) -> io::Result<Examined> {
        let (path, announced) = (self.path(id), announced.to_owned());
        tokio::task::spawn_blocking(move || examine(&path, &announced))
            .await
            .map_err(io::Error::other)?
    }

    /// A place beside a stored file for what is made of it.
    #[must_use]
    pub fn beside(&self, id: &MediaId, ending: &str) -> PathBuf {
        self.path(id).with_extension(ending)
    }

    /// Opens the small picture of a stored one, which is made now if it is not there yet; none where none can be made.
    ///
    /// # Errors
    /// When the stored file is not there, or what the disk says.
    pub async fn thumbnail(&self, id: &MediaId) -> io::Result<Option<(File, u64)>> {
        let kept = self.beside(id, THUMBNAIL);
        let known = thumbnail::is_made(&kept)?;
        let made = match known {
            Some(made) => made,
            None => self.make_thumbnail(id, &kept).await?,
        };
        if !made {
            return Ok(None);
        }
        let file = File::open(&kept).await?;
        let length = file.metadata().await?.len();
        Ok(Some((file, length)))
    }

    async fn make_thumbnail(&self, id: &MediaId, kept: &Path) -> io::Result<bool> {
        let place = id
            .as_str()
            .bytes()
            .fold(0_usize, |sum, byte| sum.wrapping_mul(31) + usize::from(byte));
        let _turn = self.turns[place % self.turns.len()].lock().await;
        if let Some(made) = thumbnail::is_made(kept)? {
            return Ok(made);
        }
        let (source, kept) = (self.path(id), kept.to_owned());
        tokio::task::spawn_blocking(move || thumbnail::make(&source, &kept))
            .await
            .map_err(io::Error::other)?
    }

    /// Removes a stored file with what was made of it; one that is not there is no error.
    ///
    /// # Errors
    /// What the disk says.
    pub async fn remove(&self, id: &MediaId) -> io::Result<()> {
        // The file goes first: whoever makes a small picture meanwhile looks for it afterwards.
        for path in [self.path(id), self.beside(id, THUMBNAIL)] {
            match fs::remove_file(path).await {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                other => other?,
            }
        }
        Ok(())
    }

    /// Where a stored file is. Ids begin with the time, so their last characters spread the files over folders.
    #[must_use]
    pub fn path(&self, id: &MediaId) -> PathBuf {
        let name = id.as_str();
        let folder = name
            .len()
            .checked_sub(2)
            .and_then(|start| name.get(start..))
            .unwrap_or("00");
        self.root.join(folder).join(name)
    }
}

fn examine(path: &Path, announced: &str) -> io::Result<Examined> {
    let mut file = std::fs::File::open(path)?;
    let mut head = Vec::new();
    (&mut file).take(dimensions::HEAD_BYTES).read_to_end(&mut head)?;
    let mime_type = real_type(announced, &head[..head.len().min(sniff::SNIFF_BYTES)]);
    let shape = match image_dimensions(&head) {
        Some((width, height)) => MediaShape {
            width: Some(width),
            height: Some(height),
            ..MediaShape::default()
        },
        None => sound::shape_of(&mut file, &mime_type)?,
    };
    Ok(Examined { mime_type, shape })
}

impl Incoming {
    /// Where the bytes go.
    pub const fn file(&mut self) -> &mut File {
        &mut self.file
    }

    /// Gives the file its name, after it is whole on disk.
    ///
    /// # Errors
    /// What the disk says.
    pub async fn keep(mut self) -> io::Result<()> {
        self.file.flush().await?;
        self.file.sync_all().await?;
        fs::rename(&self.fresh, &self.path).await?;
        self.kept = true;
        match self.path.parent() {
            Some(dir) => File::open(dir).await?.sync_all().await,
            None => Ok(()),
        }
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if !self.kept {
            // What stays behind after a failure here is overwritten by the next attempt.
            drop(std::fs::remove_file(&self.fresh));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::stream;
    use galka_domain::time::Timestamp;

    fn chunks(parts: &[&'static str]) -> impl Stream<Item = Result<Bytes, String>> + use<> {
        let parts: Vec<_> = parts
            .iter()
            .map(|part| Ok(Bytes::from_static(part.as_bytes())))
            .collect();
        stream::iter(parts)
    }

    #[tokio::test]
    async fn a_file_is_there_whole_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let files = MediaFiles::open(dir.path()).unwrap();
        let id = MediaId::new(Timestamp::from_millis(1), 2);
        let written = files.write(&id, chunks(&["ab", "c"]), 3).await.unwrap();
        assert_eq!(written.bytes, 3);
        assert_eq!(
            written.sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(files.read(&id).await.unwrap().1, 3);

        let large = MediaId::new(Timestamp::from_millis(1), 3);
        let refused = files.write(&large, chunks(&["ab", "cd"]), 3).await;
        assert!(matches!(refused, Err(WriteError::TooLarge { bytes_max: 3 })));
        assert!(files.read(&large).await.is_err());

        let broken = stream::iter([Ok(Bytes::from_static(b"a")), Err("gone".to_owned())]);
        assert!(matches!(
            files.write(&large, broken, 3).await,
            Err(WriteError::Source(_))
        ));
        assert!(files.read(&large).await.is_err());
        files.remove(&id).await.unwrap();
        files.remove(&id).await.unwrap();
    }
}
