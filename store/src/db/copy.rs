//! A copy of SQLite's file as it is at one moment, while others go on writing.

use std::path::Path;

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::error::{Error, Result};
use super::sqlite;

/// Copies the database at `url` into the new file `to`, in one read that holds up no writer; any process may ask.
///
/// # Errors
/// [`Error::Settings`] when `url` is no SQLite file, [`Error::Unavailable`] when it cannot be read or `to` cannot be written.
pub fn copy_sqlite(url: &str, to: &Path) -> Result<()> {
    let from = sqlite::open_reader(&sqlite::path(url)?)?;
    let mut copy = Connection::open(to)
        .map_err(|error| Error::Unavailable(format!("{} cannot be written: {error}", to.display())))?;
    let step = Backup::new(&from, &mut copy)?.step(-1)?;
    if step != StepResult::Done {
        return Err(Error::Unavailable(format!("the copy was not finished: {step:?}")));
    }
    Ok(())
}
