//! PostgreSQL: pooled connections, one transaction per closure, and when a closure runs again.
//!
//! A closure runs on a blocking thread, so nothing can cancel it half way. It is repeated when PostgreSQL
//! undid it because of others, or when its connection broke before COMMIT was sent; a COMMIT whose answer
//! was lost is never repeated, because it may have happened.

mod session;
mod values;

use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime, Timeouts};
use tokio::runtime::Handle;
use tokio_postgres::NoTls;

use super::Settings;
use super::error::{Error, Result};
use super::tx::Tx;
pub(super) use session::Session;

const TRIES: u32 = 5;
/// Beyond these a statement is given up: a lock nobody releases, a plan gone wrong, a session left open.
const SESSION_LIMITS: &str = "-c lock_timeout=10s -c statement_timeout=30s -c idle_in_transaction_session_timeout=60s";
/// A server that does not even say that a statement took too long is gone.
const ANSWER_LIMIT: Duration = Duration::from_secs(35);
const MIGRATION_LIMIT: Duration = Duration::from_hours(12);

/// A pool of connections to one database.
#[derive(Clone)]
pub(super) struct Postgres {
    pool: Pool,
    reach_limit: Duration,
}

/// What a transaction is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Read,
    Write,
    Migrate,
}

impl Purpose {
    const fn begin(self) -> &'static str {
        match self {
            Self::Read => "BEGIN READ ONLY",
            Self::Write => "BEGIN",
            Self::Migrate => "BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0",
        }
    }

    const fn answer_limit(self) -> Duration {
        match self {
            Self::Read | Self::Write => ANSWER_LIMIT,
            Self::Migrate => MIGRATION_LIMIT,
        }
    }
}

impl Postgres {
    /// Prepares the pool; connections are made when they are needed.
    pub(super) fn new(settings: &Settings) -> Result<Self> {
        let mut config: tokio_postgres::Config = settings
            .url
            .parse()
            .map_err(|_| Error::Settings("expected postgres://user:password@host/database".into()))?;
        let limit = settings.reach_limit;
        config.connect_timeout(limit);
        if config.get_options().is_none() {
            config.options(SESSION_LIMITS);
        }
        if config.get_application_name().is_none() {
            config.application_name("galka");
        }
        let recycling = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let pool = Pool::builder(Manager::from_config(config, NoTls, recycling))
            .max_size(settings.connections)
            .timeouts(Timeouts {
                wait: Some(limit),
                create: Some(limit),
                recycle: Some(limit),
            })
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| Error::Settings(error.to_string()))?;
        Ok(Self {
            pool,
            reach_limit: limit,
        })
    }

    /// Runs `work` in one transaction on a pooled connection.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        purpose: Purpose,
        work: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let client = self.pool.get().await?;
        let (this, handle) = (self.clone(), Handle::current());
        tokio::task::spawn_blocking(move || this.attempts(client, &handle, purpose, &work))
            .await
            .map_err(|error| Error::Driver(error.to_string()))?
    }

    /// Closes every connection that is idle, and the others when they are given back.
    pub(super) fn close(&self) {
        self.pool.close();
    }

    fn attempts<T>(
        &self,
        first: Object,
        handle: &Handle,
        purpose: Purpose,
        work: &impl Fn(&mut Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut client = first;
        for _ in 1..TRIES {
            let session = Session::new(client, handle.clone(), purpose, self.reach_limit);
            let (result, repeat) = session.run(work);
            if !repeat {
                return result;
            }
            client = handle.block_on(self.pool.get())?;
        }
        Session::new(client, handle.clone(), purpose, self.reach_limit)
            .run(work)
            .0
    }
}
