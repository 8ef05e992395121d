//! SQLite's one writer: a thread that commits many closures together.
//!
//! It takes what is waiting, never waits for more, runs each closure in a savepoint of one transaction, and
//! answers nobody before COMMIT is on disk. When COMMIT fails, all of them are told so and it goes on.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};
use tracing::{error, warn};

use super::checkpoint::Checkpoint;
use super::error::{Error, Result};
use super::sqlite;
use super::tx::Tx;

/// The most closures, and changed rows, that one commit takes: enough to hide an fsync, little enough to answer soon.
const CLOSURES_PER_COMMIT: usize = 256;
const CHANGES_PER_COMMIT: u64 = 20_000;
/// How long starting the log over may wait for readers; it is tried again after more growth.
const START_OVER_WAIT: Duration = Duration::from_millis(100);

/// The way to the writer thread. When the last copy is dropped, the thread finishes what is queued and ends.
#[derive(Clone)]
pub(super) struct Writer {
    queue: mpsc::Sender<Job>,
}

pub(super) enum Job {
    /// Runs on the connection, or learns why there is none; answers once the commit is decided.
    Work(Work),
    /// Lets the next commit write the log from its beginning.
    StartLogOver,
    /// Cuts the log to nothing, so that nothing deleted stands in it any more; answers whether that was possible.
    EmptyLog(oneshot::Sender<Result<bool>>),
    /// Ends the thread and closes the file; the answer comes after that.
    Close(oneshot::Sender<()>),
}

type Work = Box<dyn FnOnce(Result<&Connection>) -> Answer + Send>;
type Answer = Box<dyn FnOnce(Result<()>) + Send>;

impl Writer {
    /// Opens the file and starts the thread.
    pub(super) fn start(path: PathBuf, queue_length: usize) -> Result<Self> {
        let connection = sqlite::open_writer(&path)?;
        let (queue, jobs) = mpsc::channel(queue_length);
        let checkpoint = Checkpoint::start(path.clone(), queue.downgrade());
        let thread = Thread {
            path,
            connection: Some(connection),
            jobs,
            checkpoint: Arc::clone(&checkpoint),
        };
        std::thread::Builder::new()
            .name("galka-writer".into())
            .spawn(move || thread.run())
            .map_err(|error| Error::Unavailable(error.to_string()))?;
        Ok(Self { queue })
    }

    /// Runs `work` in the next commit; waits while the queue is full.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (answer, answered) = oneshot::channel();
        let job = Job::Work(Box::new(move |connection| {
            let result = connection.and_then(|connection| sqlite::run(connection, &sqlite::SHARED, work));
            Box::new(move |committed| {
                // Nobody listens when the caller gave up; the work is done all the same.
                let _ = answer.send(result.and_then(|value| committed.map(|()| value)));
            })
        }));
        self.queue.send(job).await.map_err(|_| closed())?;
        answered.await.map_err(|_| closed())?
    }

    /// Cuts the log to nothing between two commits; answers no while a reader stands in the way.
    pub(super) async fn empty_log(&self) -> Result<bool> {
        let (answer, answered) = oneshot::channel();
        self.queue.send(Job::EmptyLog(answer)).await.map_err(|_| closed())?;
        answered.await.map_err(|_| closed())?
    }

    /// Finishes what is queued, empties the log and closes the file.
    pub(super) async fn close(&self) {
        let (answer, answered) = oneshot::channel();
        if self.queue.send(Job::Close(answer)).await.is_ok() {
            let _ = answered.await;
        }
    }
}

fn closed() -> Error {
    Error::Unavailable("the database is closed".into())
}

struct Thread {
    path: PathBuf,
    connection: Option<Connection>,
    jobs: mpsc::Receiver<Job>,
    checkpoint: Arc<Checkpoint>,
}

impl Thread {
    fn run(mut self) {
        let mut closing = None;
        while let Some(job) = self.jobs.blocking_recv() {
            let mut next = Some(job);
            while let Some(job) = next.take() {
                match job {
                    Job::Work(work) => next = self.commit_together(work),
                    Job::StartLogOver => self.start_log_over(),
                    Job::EmptyLog(answer) => {
                        // Nobody listens when the caller gave up; the log is empty all the same.
                        let _ = answer.send(self.empty_log());
                    }
                    Job::Close(answer) => {
                        self.jobs.close();
                        closing = Some(answer);
                    }
                }
            }
        }
        self.checkpoint.stop();
        self.start_log_over();
        // The last connection of the file removes its log.
        drop(self.connection);
        if let Some(answer) = closing {
            let _ = answer.send(());
        }
    }

    /// Commits `first` with what else is waiting; returns a job that is no work, if one was met.
    fn commit_together(&mut self, first: Work) -> Option<Job> {
        let mut answers = Vec::new();
        let mut other = None;
        let committed = match self.begin() {
            Ok(connection) => {
                let changes = connection.total_changes();
                answers.push(first(Ok(&connection)));
                while answers.len() < CLOSURES_PER_COMMIT
                    && connection.total_changes() - changes < CHANGES_PER_COMMIT
                    && !connection.is_autocommit()
                {
                    match self.jobs.try_recv() {
                        Ok(Job::Work(work)) => answers.push(work(Ok(&connection))),
                        Ok(job) => {
                            other = Some(job);
                            break;
                        }
                        Err(_) => break,
                    }
                }
                self.commit(connection)
            }
            Err(error) => {
                answers.push(first(Err(error)));
                Ok(())
            }
        };
        for answer in answers {
            answer(committed.clone());
        }
        other
    }

    /// An open transaction, on a fresh connection when the last one was given up.
    fn begin(&mut self) -> Result<Connection> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => sqlite::open_writer(&self.path)?,
        };
        match sqlite::command(&connection, "BEGIN IMMEDIATE") {
            Ok(()) => Ok(connection),
            Err(error) => {
                self.keep_unless_broken(connection, &error);
                Err(error)
            }
        }
    }

    fn commit(&mut self, connection: Connection) -> Result<()> {
        let committed = if connection.is_autocommit() {
            Err(Error::Unavailable(
                "SQLite undid the transaction, the disk may be full".into(),
            ))
        } else {
            sqlite::command(&connection, "COMMIT")
        };
        match &committed {
            Ok(()) => {
                self.connection = Some(connection);
                self.checkpoint.grew();
            }
            Err(error) => {
                error!("A commit failed and was undone: {error}");
                self.keep_unless_broken(connection, error);
            }
        }
        committed
    }

    /// After an I/O error what a connection believes about the file may be wrong, so it is opened anew.
    fn keep_unless_broken(&mut self, connection: Connection, error: &Error) {
        if !connection.is_autocommit() && sqlite::command(&connection, "ROLLBACK").is_err() {
            return;
        }
        if !matches!(error, Error::Unavailable(_)) {
            self.connection = Some(connection);
        }
    }

    fn empty_log(&self) -> Result<bool> {
        match &self.connection {
            Some(connection) => super::checkpoint::empty(connection, START_OVER_WAIT),
            None => Ok(false),
        }
    }

    fn start_log_over(&self) {
        let Some(connection) = &self.connection else {
            return;
        };
        if let Err(error) = super::checkpoint::start_over(connection, START_OVER_WAIT) {
            warn!("The log of the database could not be started over yet: {error}");
        }
    }
}
