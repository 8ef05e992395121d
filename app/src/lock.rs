//! One process per data directory: a lock that the system lets go of when its process ends, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use anyhow::{Context, anyhow};

/// The name of the locked file inside the data directory.
pub(crate) const FILE: &str = "galka.lock";

/// The data directory is ours for as long as this lives.
#[derive(Debug)]
pub(crate) struct DataLock {
    _file: File,
}

/// What came of asking for the lock.
#[derive(Debug)]
pub(crate) enum Attempt {
    /// It is ours.
    Taken(DataLock),
    /// Another process has it; its number where it can be read.
    Held(String),
}

impl DataLock {
    /// Makes the directory if need be and locks it.
    ///
    /// # Errors
    /// When another process has it, or the directory cannot be written; both say what to do.
    pub(crate) fn take(directory: &Path) -> anyhow::Result<Self> {
        match Self::attempt(directory)? {
            Attempt::Taken(lock) => Ok(lock),
            Attempt::Held(process) => Err(anyhow!(
                "another galka (process {process}) works on {}: stop it, or choose another directory with --data-dir",
                directory.display()
            )),
        }
    }

    /// As [`DataLock::take`], where somebody else's lock is an answer.
    ///
    /// # Errors
    /// When the directory cannot be written.
    pub(crate) fn attempt(directory: &Path) -> anyhow::Result<Attempt> {
        let advice = || {
            format!(
                "the data directory {} cannot be written: give this user the right to, or choose another with --data-dir",
                directory.display()
            )
        };
        std::fs::create_dir_all(directory).with_context(advice)?;
        let path = directory.join(FILE);
        let mut options = OpenOptions::new();
        let mut file = options
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .with_context(advice)?;
        match file.try_lock() {
            Ok(()) => {
                // Only for the words of the one who comes second; the lock itself is the system's.
                let written = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
                written.with_context(advice)?;
                Ok(Attempt::Taken(Self { _file: file }))
            }
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                let read = file.rewind().and_then(|()| file.read_to_string(&mut text));
                let process = text.trim();
                let known = read.is_ok() && !process.is_empty();
                Ok(Attempt::Held(if known {
                    process.to_owned()
                } else {
                    "unknown".to_owned()
                }))
            }
            Err(TryLockError::Error(failure)) => Err(failure).with_context(advice),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_lock_is_refused_until_the_first_is_let_go() {
        let directory = tempfile::tempdir().unwrap();
        let place = directory.path().join("made/here");
        let first = DataLock::take(&place).unwrap();
        let words = DataLock::take(&place).unwrap_err().to_string();
        assert!(words.contains(&std::process::id().to_string()), "{words}");
        assert!(words.contains("--data-dir"), "{words}");
        drop(first);
        DataLock::take(&place).unwrap();
    }

    #[test]
    fn a_directory_that_cannot_be_made_says_what_to_do() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let words = DataLock::take(&file.path().join("below")).unwrap_err().to_string();
        assert!(words.contains("cannot be written"), "{words}");
    }
}
