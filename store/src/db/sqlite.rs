//! SQLite inside the process: how its connections are opened, and statements on one connection.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, OpenFlags};

use super::dialect::{Sql, Translated};
use super::error::{Error, Result};
use super::row::{Cells, Row};
use super::tx::{Call, Tx, panic_text};
use super::value::Value;

/// Page caches in KiB. Memory-mapped reads are left off: there a disk error is a signal, not an error.
const WRITER_CACHE_KIB: i64 = 16 * 1024;
const READER_CACHE_KIB: i64 = 4 * 1024;
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
const STATEMENTS_KEPT: usize = 512;
/// What the log file keeps on disk when it starts over.
const LOG_BYTES_KEPT: i64 = 64 << 20;

/// `sqlite://data/galka.db` is relative, `sqlite:///var/lib/galka.db` absolute.
pub(super) fn path(url: &str) -> Result<PathBuf> {
    let path = url.strip_prefix("sqlite://").unwrap_or_default();
    let path = path.split('?').next().unwrap_or_default();
    if path.is_empty() || path.contains(":memory:") {
        return Err(Error::Settings(
            "SQLite needs a file, for example sqlite://data/galka.db".into(),
        ));
    }
    Ok(PathBuf::from(path))
}

/// The one connection that writes.
pub(super) fn open_writer(path: &Path) -> Result<Connection> {
    let connection = Connection::open(path).map_err(|error| cannot_open(path, &error))?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    connection.pragma_update(None, "journal_size_limit", LOG_BYTES_KEPT)?;
    connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
    // The undo pages of one statement stay in memory: in a file they cost a write for each page that a batch touches.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    // What is deleted is written over where its page is written anyway; `FAST` costs no write more than that.
    connection.execute_batch("PRAGMA secure_delete = FAST")?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(connection)
}

/// A connection that refuses to write.
pub(super) fn open_reader(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|error| cannot_open(path, &error))?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "cache_size", -READER_CACHE_KIB)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(connection)
}

/// A connection that only moves the log into the file.
pub(super) fn open_checkpointer(path: &Path) -> Result<Connection> {
    let connection = Connection::open(path).map_err(|error| cannot_open(path, &error))?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    Ok(connection)
}

fn cannot_open(path: &Path, error: &rusqlite::Error) -> Error {
    Error::Unavailable(format!(
        "cannot open {}: {error}; is the directory there, and may this user write to it?",
        path.display()
    ))
}

/// Runs a statement without parameters or answer.
pub(super) fn command(connection: &Connection, sql: &str) -> Result<()> {
    connection.prepare_cached(sql)?.raw_execute()?;
    Ok(())
}

/// Runs `work` between `begin` and its end, and undoes it alone when it failed, gave up or panicked.
pub(super) fn run<T>(
    connection: &Connection,
    bounds: &Bounds,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T>,
) -> Result<T> {
    command(connection, bounds.begin)?;
    let ran = catch_unwind(AssertUnwindSafe(|| {
        let mut tx = Tx::on_sqlite(connection);
        let result = work(&mut tx);
        tx.conclude(result)
    }));
    let (result, keep) = ran.unwrap_or_else(|panic| (Err(panic_text(panic.as_ref())), false));
    // After a full disk or an I/O error SQLite may have undone the whole transaction by itself.
    if connection.is_autocommit() {
        return result.and_then(|_| Err(Error::Unavailable("the transaction was undone by the database".into())));
    }
    if keep {
        command(connection, bounds.keep)?;
    } else {
        bounds.undo.iter().try_for_each(|sql| command(connection, sql))?;
    }
    result
}

/// The statements around one piece of work.
pub(super) struct Bounds {
    begin: &'static str,
    keep: &'static str,
    undo: &'static [&'static str],
}

/// A piece of work among others in the writer's transaction.
pub(super) const SHARED: Bounds = Bounds {
    begin: "SAVEPOINT work",
    keep: "RELEASE work",
    undo: &["ROLLBACK TO work", "RELEASE work"],
};

/// A transaction of its own, which sees one state of the database.
pub(super) const READING: Bounds = Bounds {
    begin: "BEGIN",
    keep: "COMMIT",
    undo: &["ROLLBACK"],
};

/// Runs a statement that answers with a count.
pub(super) fn execute(connection: &Connection, sql: &Translated, call: &Call<'_>) -> Result<u64> {
    let mut statement = connection.prepare_cached(&sql.text)?;
    bind(&mut statement, call)?;
    Ok(statement.raw_execute()? as u64)
}

/// Runs a statement that answers with rows, each read at once.
pub(super) fn query(
    connection: &Connection,
    sql: &Translated,
    source: Sql,
    call: &Call<'_>,
    read: &mut dyn FnMut(&Row<'_>) -> Result<()>,
) -> Result<()> {
    let mut statement = connection.prepare_cached(&sql.text)?;
    bind(&mut statement, call)?;
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        read(&Row::new(Cells::Sqlite(row), source))?;
    }
    Ok(())
}

fn bind(statement: &mut CachedStatement<'_>, call: &Call<'_>) -> Result<()> {
    let batch = call.run.map(crate::rows::Run::json).transpose()?;
    for index in 1..=statement.parameter_count() {
        let name = statement.parameter_name(index).unwrap_or_default();
        let number: usize = name.get(1..).and_then(|digits| digits.parse().ok()).unwrap_or_default();
        let value = match (call.params.get(number.wrapping_sub(1)), &batch) {
            (Some(param), _) => param.value(),
            (None, Some(json)) => Value::Text(json),
            (None, None) => return Err(Error::Driver(format!("parameter {name} is not bound"))),
        };
        statement.raw_bind_parameter(index, value)?;
    }
    Ok(())
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Self::Null => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(number),
            Self::Real(number) => ValueRef::Real(number),
            Self::Bool(flag) => ValueRef::Integer(i64::from(flag)),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// A stored value, or nothing when it is text that is not UTF-8.
pub(super) fn value(stored: ValueRef<'_>) -> Option<Value<'_>> {
    Some(match stored {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(text) => Value::Text(std::str::from_utf8(text).ok()?),
        ValueRef::Blob(bytes) => Value::Blob(bytes),
    })
}
