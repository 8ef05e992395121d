//! The seam: the one place that names a database driver.
//!
//! ```text
//! let number = db.write(move |tx| tx.execute(sql!("UPDATE contacts SET name = $2 WHERE id = $1"), &[&id, &name])).await?;
//! ```
//!
//! Closures are synchronous, so no network call can hide in a transaction and a dropped request cannot cancel
//! half of one; they are `Fn`, because PostgreSQL may ask for them again. What they return is answered only
//! after the commit. A refusal is a value: `tx.abandon()` and `Ok(…)`.
//!
//! Map: [`Sql`] and the dialect, [`Tx`], [`Row`], [`Value`] with [`Param`] and [`Column`], [`Error`]; SQLite is
//! `writer` (group commit), `readers` and `checkpoint`; PostgreSQL is `postgres`.

mod checkpoint;
mod copy;
mod dialect;
mod domain_values;
mod error;
mod postgres;
mod readers;
mod row;
mod sqlite;
mod tx;
mod value;
mod writer;

use std::sync::Arc;
use std::time::Duration;

pub use copy::copy_sqlite;
pub use dialect::Sql;
pub(crate) use dialect::translate;
pub use error::{Error, Result, read_json};
use postgres::{Postgres, Purpose};
use readers::Readers;
pub use row::Row;
pub use tx::Tx;
pub use value::{Column, Mismatch, Param, Value};
use writer::Writer;

/// Which database is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// SQLite inside the process.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// How to open a database; [`Settings::new`] fills in everything but the address.
#[derive(Clone)]
pub struct Settings {
    /// `sqlite://path` or `postgres://…`.
    pub url: String,
    /// SQLite: how many reads run at once.
    pub readers: u32,
    /// SQLite: how many writes wait before callers do.
    pub queue_length: usize,
    /// PostgreSQL: how many connections.
    pub connections: usize,
    /// PostgreSQL: how long reaching it, or a free connection, may take before it counts as unavailable.
    pub reach_limit: Duration,
}

impl Settings {
    /// The usual settings for this address.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self {
            url: url.into(),
            readers: u32::try_from(cores * 2).unwrap_or(4).clamp(2, 4),
            queue_length: 1024,
            connections: (cores * 4).clamp(8, 32),
            reach_limit: Duration::from_secs(2),
        }
    }
}

impl From<&str> for Settings {
    fn from(url: &str) -> Self {
        Self::new(url)
    }
}

impl From<String> for Settings {
    fn from(url: String) -> Self {
        Self::new(url)
    }
}

/// An open database. Copies are cheap and share everything; when the last one goes, SQLite's writer finishes
/// what is queued and ends.
#[derive(Clone)]
pub struct Db {
    backend: Arc<Backend>,
}

enum Backend {
    Sqlite { writer: Writer, readers: Readers },
    Postgres(Postgres),
}

impl Db {
    /// Opens the database. SQLite's file is made when it is missing (its directory is not);
    /// PostgreSQL is reached when it is first asked.
    ///
    /// # Errors
    /// [`Error::Settings`] for an address that cannot be understood, [`Error::Unavailable`] for a file that cannot be opened.
    pub async fn open(settings: impl Into<Settings>) -> Result<Self> {
        let settings = settings.into();
        let backend = if settings.url.starts_with("sqlite:") {
            let path = sqlite::path(&settings.url)?;
            let readers = Readers::new(path.clone(), settings.readers.max(1));
            let opening = tokio::task::spawn_blocking(move || Writer::start(path, settings.queue_length.max(1)));
            let writer = opening.await.map_err(|error| Error::Driver(error.to_string()))??;
            Backend::Sqlite { writer, readers }
        } else if settings.url.starts_with("postgres:") || settings.url.starts_with("postgresql:") {
            Backend::Postgres(Postgres::new(&settings)?)
        } else {
            return Err(Error::Settings(
                "expected sqlite://path or postgres://user@host/database".into(),
            ));
        };
        Ok(Self {
            backend: Arc::new(backend),
        })
    }

    /// Which database this is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match *self.backend {
            Backend::Sqlite { .. } => Kind::Sqlite,
            Backend::Postgres(_) => Kind::Postgres,
        }
    }

    /// Runs `work` in one transaction and answers after its commit is on disk.
    ///
    /// On PostgreSQL `work` may run several times, so it must not change anything but the database.
    /// A caller that stops listening does not stop the work.
    ///
    /// # Errors
    /// What `work` returns, and what the database says of the transaction; then nothing of it was kept,
    /// save for a lost answer to COMMIT ([`Error::Unavailable`]).
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        match &*self.backend {
            Backend::Sqlite { writer, .. } => writer.run(work).await,
            Backend::Postgres(postgres) => postgres.run(Purpose::Write, work).await,
        }
    }

    /// Runs `work` in a transaction that cannot write. On SQLite it sees one state of the database throughout,
    /// on PostgreSQL each statement sees what was committed before it.
    ///
    /// # Errors
    /// What `work` returns, and what the database says.
    pub async fn read<T: Send + 'static>(&self, work: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static) -> Result<T> {
        match &*self.backend {
            Backend::Sqlite { readers, .. } => readers.run(work).await,
            Backend::Postgres(postgres) => postgres.run(Purpose::Read, work).await,
        }
    }

    /// As [`Db::write`], without limits on time: a migration may rebuild a large table.
    pub(crate) async fn migrate<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        match &*self.backend {
            Backend::Sqlite { writer, .. } => writer.run(work).await,
            Backend::Postgres(postgres) => postgres.run(Purpose::Migrate, work).await,
        }
    }

    /// Cuts SQLite's log to nothing, so that what was deleted stands in it no more; answers no while a reader stands in
    /// the way. PostgreSQL's log is its administrator's.
    ///
    /// # Errors
    /// What the database says.
    pub async fn empty_log(&self) -> Result<bool> {
        match &*self.backend {
            Backend::Sqlite { writer, .. } => writer.empty_log().await,
            Backend::Postgres(_) => Ok(true),
        }
    }

    /// Finishes what is queued and closes the database for every copy; later calls are [`Error::Unavailable`].
    pub async fn close(&self) {
        match &*self.backend {
            Backend::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Backend::Postgres(postgres) => postgres.close(),
        }
    }
}

impl std::fmt::Debug for Db {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Db")
            .field("kind", &self.kind())
            .finish_non_exhaustive()
    }
}
