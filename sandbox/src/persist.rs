//! A world in a file: one line with a snapshot, then one line for every call since.
//!
//! A line is written before its call is answered, so a killed process loses nothing that anybody heard of;
//! a line that was cut short belongs to a call that nobody heard of.
//! Reading applies the calls to the snapshot again, at the machine times at which they came.

use crate::world::{Call, UnknownRuleSet, World};
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

/// After this many bytes of calls a new snapshot is written.
const LONG_BYTES: u64 = 256 << 20;

/// Why a world could not be read from its file, or written to it.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The file cannot be read or written.
    #[error("the sandbox's state file {path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is not a world of this version.
    #[error("the sandbox's state file {path}, line {line}, cannot be read: {source}")]
    Content {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        source: serde_json::Error,
    },
    /// The world follows rules that this version does not know.
    #[error(transparent)]
    RuleSet(#[from] UnknownRuleSet),
}

/// The open file.
pub(crate) struct Journal {
    path: PathBuf,
    file: File,
    bytes: u64,
}

#[derive(Serialize)]
struct EntryOut<'a> {
    at: i64,
    call: &'a Call,
}

#[derive(Deserialize)]
struct EntryIn {
    at: i64,
    call: Call,
}

/// Reads the world of a file; none when there is no file yet.
pub(crate) fn read(path: &Path, public_url: &str) -> Result<Option<World>, StateError> {
    let failed = |source| StateError::File {
        path: path.to_owned(),
        source,
    };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(problem) if problem.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(problem) => return Err(failed(problem)),
    };
    let mut reader = BufReader::new(file);
    let mut line = Vec::new();
    let mut number = 1;
    let content = |line: usize, source| StateError::Content {
        path: path.to_owned(),
        line,
        source,
    };
    if reader.read_until(b'\n', &mut line).map_err(failed)? == 0 {
        return Ok(None);
    }
    let mut world: World = serde_json::from_slice(&line).map_err(|problem| content(number, problem))?;
    world.rebuild()?;
    public_url.clone_into(&mut world.public_url);
    loop {
        line.clear();
        number += 1;
        reader.read_until(b'\n', &mut line).map_err(failed)?;
        if line.last() != Some(&b'\n') {
            break;
        }
        let entry: EntryIn = serde_json::from_slice(&line).map_err(|problem| content(number, problem))?;
        world.apply(entry.call, entry.at);
    }
    world.deliveries.recover();
    Ok(Some(world))
}

impl Journal {
    /// Begins a file with a world's snapshot, in the place of what was there.
    pub(crate) fn begin(path: &Path, world: &World) -> Result<Self, StateError> {
        let failed = |source| StateError::File {
            path: path.to_owned(),
            source,
        };
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let file = write_snapshot(path, world).map_err(failed)?;
        Ok(Self {
            path: path.to_owned(),
            file,
            bytes: 0,
        })
    }

    /// Adds a call.
    pub(crate) fn append(&mut self, at: i64, call: &Call) {
        let written = serde_json::to_vec(&EntryOut { at, call })
            .map_err(std::io::Error::other)
            .and_then(|mut line| {
                line.push(b'\n');
                self.bytes += line.len() as u64;
                self.file.write_all(&line)
            });
        if let Err(problem) = written {
            tracing::error!(error = %problem, path = %self.path.display(), "The sandbox's state file cannot be written");
        }
    }

    /// Whether it is time for a new snapshot.
    pub(crate) fn is_long(&self) -> bool {
        self.bytes > LONG_BYTES
    }

    /// Writes a new snapshot and begins anew after it.
    pub(crate) fn compact(&mut self, world: &World) {
        match write_snapshot(&self.path, world) {
            Ok(file) => {
                self.file = file;
                self.bytes = 0;
            }
            Err(problem) => {
                tracing::error!(error = %problem, path = %self.path.display(), "The sandbox's snapshot cannot be written");
            }
        }
    }
}

/// The snapshot appears under its name at once and whole.
fn write_snapshot(path: &Path, world: &World) -> std::io::Result<File> {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let new = PathBuf::from(name);
    let mut file = File::create(&new)?;
    let mut writer = std::io::BufWriter::with_capacity(1 << 20, &mut file);
    serde_json::to_writer(&mut writer, world).map_err(std::io::Error::other)?;
    writer.write_all(b"\n")?;
    writer.flush()?;
    drop(writer);
    file.sync_data()?;
    std::fs::rename(&new, path)?;
    OpenOptions::new().append(true).open(path)
}
