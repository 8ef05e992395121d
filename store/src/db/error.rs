//! What can go wrong between a store function and its database, in words that name no driver.
//!
//! Texts of drivers are kept only where they hold no values: PostgreSQL's DETAIL quotes the row, which may
//! be a customer's phone number, so it is dropped here and never reaches a log.

use std::error::Error as _;

use serde::de::DeserializeOwned;
use tokio_postgres::error::SqlState;

/// The answer of everything that touches the database.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a transaction did not do what it was asked; absence is not among them, it is an `Option`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A row with the same unique key exists. Only `table` is the same text on both databases.
    #[error("a row with the same key exists in {table} ({constraint})")]
    Duplicate {
        /// The table that refused the row.
        table: String,
        /// The constraint's name on PostgreSQL, its columns on SQLite.
        constraint: String,
    },
    /// Others held the rows or the file for too long; trying again later may work.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// A stored value that this version cannot read, or a row that must exist and does not.
    #[error("inconsistent data in {table}.{column}, row {id:?}")]
    Inconsistent {
        /// The first table the statement names.
        table: String,
        /// The column that could not be read, empty when the row itself is missing.
        column: String,
        /// The row's `id` where the statement read one.
        id: String,
    },
    /// The database cannot work now: stopped, unreachable, disk full. When it was a COMMIT that failed,
    /// the work may have been done all the same, so what is repeated must be safe to run twice.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// The schema was made by a newer version of this program.
    #[error(
        "the database has schema version {found}, this program knows {known}: start the newer version, \
         or restore a backup made before the upgrade"
    )]
    SchemaTooNew {
        /// The version found in the database.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// A text that PostgreSQL cannot keep, refused on both databases: whoever wrote it must write it differently.
    #[error("a text holds the character U+0000")]
    HoldsNul,
    /// The database setting cannot be understood.
    #[error("the database setting is wrong: {0}")]
    Settings(String),
    /// Everything else: a mistake in a statement or a closure, or damage.
    #[error("database error: {0}")]
    Driver(String),
}

/// Reads JSON that stands in a column of the row with this id.
///
/// # Errors
/// [`Error::Inconsistent`] when it is no JSON, or none of a `T`.
pub fn read_json<T: DeserializeOwned>(text: &str, table: &str, column: &str, id: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| Error::Inconsistent {
        table: table.to_owned(),
        column: column.to_owned(),
        id: id.to_owned(),
    })
}

impl Error {
    /// Whether this is a refused duplicate in `table`.
    #[must_use]
    pub fn is_duplicate_in(&self, table: &str) -> bool {
        matches!(self, Self::Duplicate { table: refused, .. } if refused == table)
    }

    /// Whether the same work may succeed later without anybody changing it.
    #[must_use]
    pub const fn is_temporary(&self) -> bool {
        matches!(self, Self::Busy(_) | Self::Unavailable(_))
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(failure, message) = &error else {
            return Self::Driver(error.to_string());
        };
        let text = message.clone().unwrap_or_else(|| failure.to_string());
        sqlite_failure(*failure, text)
    }
}

fn sqlite_failure(failure: rusqlite::ffi::Error, text: String) -> Error {
    use rusqlite::ErrorCode as Code;
    use rusqlite::ffi;
    match (failure.code, failure.extended_code) {
        (_, ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID) => {
            sqlite_duplicate(&text)
        }
        (Code::DatabaseBusy | Code::DatabaseLocked, _) => Error::Busy(text),
        (Code::ReadOnly, ffi::SQLITE_READONLY) => Error::Driver(text),
        (
            Code::DiskFull
            | Code::SystemIoFailure
            | Code::CannotOpen
            | Code::ReadOnly
            | Code::OutOfMemory
            | Code::FileLockingProtocolFailed,
            _,
        ) => Error::Unavailable(text),
        _ => Error::Driver(text),
    }
}

/// SQLite says `UNIQUE constraint failed: contacts.workspace_id, contacts.phone`.
fn sqlite_duplicate(text: &str) -> Error {
    let columns = text.split_once(": ").map_or("", |(_, columns)| columns);
    let table = columns.split('.').next().unwrap_or_default();
    let names: Vec<&str> = columns
        .split(", ")
        .map(|column| column.rsplit('.').next().unwrap_or(column))
        .collect();
    Error::Duplicate {
        table: table.to_owned(),
        constraint: names.join(", "),
    }
}

impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(answer) = error.as_db_error() else {
            return without_answer(&error);
        };
        let text = format!("{} ({})", answer.message(), answer.code().code());
        match answer.code() {
            code if *code == SqlState::UNIQUE_VIOLATION => Self::Duplicate {
                table: answer.table().unwrap_or_default().to_owned(),
                constraint: answer.constraint().unwrap_or_default().to_owned(),
            },
            code if is_conflict(code) || *code == SqlState::LOCK_NOT_AVAILABLE => Self::Busy(text),
            code if is_outage(code) => Self::Unavailable(text),
            _ => Self::Driver(text),
        }
    }
}

/// Whether PostgreSQL undid the transaction because of others, so that running it again is right.
pub(super) fn is_conflict(code: &SqlState) -> bool {
    *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED
}

/// Whether PostgreSQL is closing the connection with this answer.
pub(super) fn is_shutdown(code: &SqlState) -> bool {
    code.code().starts_with("08") || code.code().starts_with("57P")
}

/// Connection, resource, shutdown and system classes of SQLSTATE.
pub(super) fn is_outage(code: &SqlState) -> bool {
    let code = code.code();
    ["08", "53", "57P", "58"].iter().any(|class| code.starts_with(class)) || code == "57014"
}

fn without_answer(error: &tokio_postgres::Error) -> Error {
    let io = error.source().and_then(|cause| cause.downcast_ref::<std::io::Error>());
    match io {
        Some(io) => Error::Unavailable(format!("{error}: {io}")),
        None if error.is_closed() => Error::Unavailable(error.to_string()),
        None => Error::Driver(match error.source() {
            Some(cause) => format!("{error}: {cause}"),
            None => error.to_string(),
        }),
    }
}

impl From<deadpool_postgres::PoolError> for Error {
    fn from(error: deadpool_postgres::PoolError) -> Self {
        match error {
            deadpool_postgres::PoolError::Backend(cause) => match Self::from(cause) {
                // Wrong password, no such database: said as it is, but waiting may help.
                Self::Driver(text) | Self::Busy(text) => Self::Unavailable(text),
                other => other,
            },
            other => Self::Unavailable(other.to_string()),
        }
    }
}
