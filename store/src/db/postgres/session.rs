//! One transaction on one connection.
//!
//! BEGIN travels together with the first statement, and the end of a transaction that wrote nothing is not
//! waited for: a read of one statement costs one round trip, a write of one statement two.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use deadpool_postgres::Object;
use futures_util::future::{FutureExt as _, try_join};
use futures_util::stream::TryStreamExt as _;
use tokio::runtime::Handle;
use tokio::time::timeout;
use tokio_postgres::Client;

use super::Purpose;
use super::values::PgParam;
use crate::db::dialect::{Sql, Translated};
use crate::db::error::{self, Error, Result};
use crate::db::row::{Cells, Row};
use crate::db::tx::{Call, Tx, panic_text};

/// A connection taken from the pool for one transaction.
pub(in crate::db) struct Session {
    client: Object,
    handle: Handle,
    purpose: Purpose,
    reach_limit: Duration,
    open: bool,
    fate: Fate,
}

/// What happened to the transaction besides its own mistakes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Fine,
    /// PostgreSQL undid it because of others.
    Conflict,
    /// The connection broke.
    Lost,
    /// The server does not answer.
    Silent,
}

enum Failure {
    Driver(tokio_postgres::Error),
    Silent,
}

impl From<tokio_postgres::Error> for Failure {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Driver(error)
    }
}

impl Session {
    pub(super) const fn new(client: Object, handle: Handle, purpose: Purpose, reach_limit: Duration) -> Self {
        Self {
            client,
            handle,
            purpose,
            reach_limit,
            open: false,
            fate: Fate::Fine,
        }
    }

    /// Runs `work` and ends the transaction; answers also whether it is right to run it again.
    pub(super) fn run<T>(mut self, work: &impl Fn(&mut Tx<'_>) -> Result<T>) -> (Result<T>, bool) {
        let ran = catch_unwind(AssertUnwindSafe(|| {
            let mut tx = Tx::on_postgres(&mut self);
            let result = work(&mut tx);
            tx.conclude(result)
        }));
        let (mut result, keep) = match ran {
            Ok(answer) => answer,
            Err(panic) => (Err(panic_text(panic.as_ref())), false),
        };
        if keep {
            if let Err(error) = self.commit() {
                result = Err(error);
            }
        } else {
            self.leave("ROLLBACK");
        }
        let repeat = result.is_err() && matches!(self.fate, Fate::Conflict | Fate::Lost);
        self.give_back();
        (result, repeat)
    }

    /// Runs a statement that answers with a count.
    pub(in crate::db) fn execute(&mut self, sql: &Translated, call: &Call<'_>) -> Result<u64> {
        let params = PgParam::all(sql, call);
        self.ask(async |client| {
            let statement = client.prepare_cached(&sql.text).await?;
            client.execute_raw(&statement, params).await
        })
    }

    /// Runs a statement that answers with rows.
    pub(in crate::db) fn query(
        &mut self,
        sql: &Translated,
        source: Sql,
        call: &Call<'_>,
        read: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let params = PgParam::all(sql, call);
        let rows: Vec<tokio_postgres::Row> = self.ask(async |client| {
            let statement = client.prepare_cached(&sql.text).await?;
            client.query_raw(&statement, params).await?.try_collect().await
        })?;
        rows.iter()
            .try_for_each(|row| read(&Row::new(Cells::Postgres(row), source)))
    }

    /// Runs statements without parameters or answer.
    pub(in crate::db) fn command(&mut self, text: &str) -> Result<()> {
        self.ask(async |client| client.batch_execute(text).await)
    }

    fn ask<T>(
        &mut self,
        request: impl AsyncFnOnce(&Object) -> std::result::Result<T, tokio_postgres::Error>,
    ) -> Result<T> {
        let begin = (!self.open).then(|| self.purpose.begin());
        self.open = true;
        let client = &self.client;
        let answer = async {
            let request = request(client).map(|answer| answer.map_err(Failure::Driver));
            match begin {
                None => request.await,
                // The first of the two is polled, and so sent, first.
                Some(begin) => Ok(try_join(opened(client, begin, self.reach_limit), request).await?.1),
            }
        };
        let outcome = self.handle.block_on(timeout(self.purpose.answer_limit(), answer));
        outcome
            .unwrap_or(Err(Failure::Silent))
            .map_err(|failure| self.judge(failure))
    }

    fn judge(&mut self, failure: Failure) -> Error {
        let Failure::Driver(cause) = failure else {
            self.fate = Fate::Silent;
            return Error::Unavailable("PostgreSQL does not answer".into());
        };
        if cause.code().is_some_and(error::is_conflict) {
            self.fate = Fate::Conflict;
        } else if self.client.is_closed() || cause.code().is_some_and(error::is_shutdown) {
            self.fate = Fate::Lost;
        }
        let error = Error::from(cause);
        if self.fate == Fate::Fine && matches!(error, Error::Unavailable(_)) && self.client.is_closed() {
            self.fate = Fate::Lost;
        }
        error
    }

    fn commit(&mut self) -> Result<()> {
        if !self.open {
            return Ok(());
        }
        if self.purpose == Purpose::Read {
            self.leave("COMMIT");
            return Ok(());
        }
        let commit = timeout(self.purpose.answer_limit(), self.client.batch_execute("COMMIT"));
        let cause = match self.handle.block_on(commit) {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(cause)) => cause,
            Err(_) => {
                self.fate = Fate::Silent;
                return Err(uncertain("PostgreSQL does not answer"));
            }
        };
        match cause.code() {
            Some(code) if error::is_conflict(code) => {
                self.fate = Fate::Conflict;
                Err(cause.into())
            }
            Some(code) if code.code().starts_with("23") => Err(cause.into()),
            _ => {
                self.fate = Fate::Silent;
                Err(uncertain(&cause.to_string()))
            }
        }
    }

    /// Sends the end of the transaction without waiting: whatever comes next on this connection is behind it.
    fn leave(&self, end: &'static str) {
        if self.open && matches!(self.fate, Fate::Fine | Fate::Conflict) {
            // Polled once, the request is sent; its answer is nobody's.
            let _ = self.client.batch_execute(end).now_or_never();
        }
    }

    fn give_back(self) {
        match self.fate {
            Fate::Fine | Fate::Conflict => drop(self.client),
            Fate::Lost | Fate::Silent => drop(Object::take(self.client)),
        }
    }
}

async fn opened(client: &Client, begin: &str, limit: Duration) -> std::result::Result<(), Failure> {
    Ok(timeout(limit, client.batch_execute(begin))
        .await
        .map_err(|_| Failure::Silent)??)
}

fn uncertain(cause: &str) -> Error {
    Error::Unavailable(format!(
        "the answer to COMMIT was lost, so the work may have been done: {cause}"
    ))
}
