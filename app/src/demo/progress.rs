//! How far seeding came, in a file: a demo that was ended in the middle goes on where it stopped.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use galka_domain::time::Timestamp;
use serde::{Deserialize, Serialize};

const FILE: &str = "demo.json";

/// How far seeding came.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Progress {
    #[serde(skip)]
    path: PathBuf,
    /// When the first start was: the sample's history is counted back from here.
    pub(super) started_ms: i64,
    /// Whether everything is there.
    pub(super) finished: bool,
    /// The sample company, once it is made.
    pub(super) workspace: Option<String>,
    /// How many moments of the history have happened.
    pub(super) moments: usize,
    /// The password of the sample's colleague while the history is being made; nobody needs it afterwards.
    pub(super) colleague_password: Option<String>,
}

impl Progress {
    /// What the file says; a beginning when there is none.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn load(directory: &Path, now: Timestamp) -> anyhow::Result<Self> {
        let path = directory.join(FILE);
        let mut progress = match std::fs::read_to_string(&path) {
            Ok(text) => serde_json::from_str(&text).with_context(|| format!("{} cannot be read", path.display()))?,
            Err(failure) if failure.kind() == std::io::ErrorKind::NotFound => Self {
                path: PathBuf::new(),
                started_ms: now.as_millis(),
                finished: false,
                workspace: None,
                moments: 0,
                colleague_password: None,
            },
            Err(failure) => return Err(failure).with_context(|| format!("{} cannot be read", path.display())),
        };
        progress.path = path;
        Ok(progress)
    }

    /// Writes it down, whole or not at all.
    ///
    /// # Errors
    /// When the directory cannot be written.
    pub(super) fn save(&self) -> anyhow::Result<()> {
        let new = self.path.with_extension("json.new");
        let text = serde_json::to_vec_pretty(self)?;
        let write = || {
            let mut file = OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(true)
                .mode(0o600)
                .open(&new)?;
            file.write_all(&text)?;
            file.sync_data()?;
            std::fs::rename(&new, &self.path)
        };
        write().with_context(|| format!("{} cannot be written", self.path.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_saved_is_found_again() {
        let directory = tempfile::tempdir().unwrap();
        let mut progress = Progress::load(directory.path(), Timestamp::from_millis(5)).unwrap();
        assert!(!progress.finished);
        progress.moments = 3;
        progress.save().unwrap();
        let again = Progress::load(directory.path(), Timestamp::from_millis(9)).unwrap();
        assert_eq!((again.started_ms, again.moments), (5, 3));
    }
}
