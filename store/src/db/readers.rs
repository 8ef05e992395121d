//! SQLite's readers: a few connections lent to blocking threads, each in a read transaction of its own.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::error::{Error, Result};
use super::sqlite;
use super::tx::Tx;

/// Connections that read; they are opened when they are first needed.
#[derive(Clone)]
pub(super) struct Readers {
    path: PathBuf,
    permits: Arc<Semaphore>,
    idle: Arc<Mutex<Vec<Connection>>>,
    count: u32,
}

impl Readers {
    pub(super) fn new(path: PathBuf, count: u32) -> Self {
        let permits = Arc::new(Semaphore::new(count as usize));
        Self {
            path,
            permits,
            idle: Arc::default(),
            count,
        }
    }

    /// Runs `work` on a free connection; it sees one state of the database throughout.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|_| closed())?;
        let this = self.clone();
        let task = tokio::task::spawn_blocking(move || {
            let result = this.with_connection(work);
            drop(permit);
            result
        });
        task.await.map_err(|error| Error::Driver(error.to_string()))?
    }

    /// Waits for running reads, closes their connections, and refuses later ones.
    pub(super) async fn close(&self) {
        if let Ok(all) = self.permits.acquire_many(self.count).await {
            self.permits.close();
            self.idle().clear();
            drop(all);
        }
    }

    fn with_connection<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        let idle = self.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => sqlite::open_reader(&self.path)?,
        };
        let result = sqlite::run(&connection, &sqlite::READING, work);
        // A connection that is still inside a transaction, or met a broken disk, is not lent again.
        if connection.is_autocommit() && !matches!(result, Err(Error::Unavailable(_))) {
            self.idle().push(connection);
        }
        result
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn closed() -> Error {
    Error::Unavailable("the database is closed".into())
}
