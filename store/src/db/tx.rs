//! A transaction as store functions see it: statements, batches, savepoints.

use super::Kind;
use super::dialect::Sql;
use super::error::{Error, Result};
use super::postgres::Session;
use super::row::Row;
use super::sqlite;
use super::value::{Param, Value};
use crate::rows::{Rows, Run};

/// An open transaction. It commits when its closure returns `Ok`, and is undone when the closure returns
/// `Err`, panics, calls [`Tx::abandon`], or goes on after a statement failed outside a savepoint.
pub struct Tx<'a> {
    backend: Backend<'a>,
    failed: bool,
    abandoned: bool,
    depth: u32,
}

enum Backend<'a> {
    Sqlite(&'a rusqlite::Connection),
    Postgres(&'a mut Session),
}

/// What one run of a statement binds.
pub(super) struct Call<'a> {
    pub(super) params: &'a [&'a dyn Param],
    pub(super) run: Option<Run<'a>>,
}

impl<'a> Tx<'a> {
    pub(super) const fn on_sqlite(connection: &'a rusqlite::Connection) -> Self {
        Self::on(Backend::Sqlite(connection))
    }

    pub(super) const fn on_postgres(session: &'a mut Session) -> Self {
        Self::on(Backend::Postgres(session))
    }

    const fn on(backend: Backend<'a>) -> Self {
        Self {
            backend,
            failed: false,
            abandoned: false,
            depth: 0,
        }
    }

    /// Which database this is, for the rare function that must know.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self.backend {
            Backend::Sqlite(_) => Kind::Sqlite,
            Backend::Postgres(_) => Kind::Postgres,
        }
    }

    /// Runs a statement and answers how many rows it changed.
    ///
    /// # Errors
    /// When the database refuses it; the transaction, or the savepoint around it, is then lost.
    pub fn execute(&mut self, sql: Sql, params: &[&dyn Param]) -> Result<u64> {
        self.guarded(|tx| tx.count(sql, &Call { params, run: None }))
    }

    /// Runs a statement once over a batch and answers how many rows it changed.
    ///
    /// An empty batch is not sent. A batch of more than 5,000 rows is sent in runs of that size.
    ///
    /// # Errors
    /// As [`Tx::execute`].
    pub fn execute_rows(&mut self, sql: Sql, params: &[&dyn Param], rows: &Rows) -> Result<u64> {
        self.guarded(|tx| {
            tx.check_rows(sql, rows)?;
            rows.runs().try_fold(0, |count, run| {
                Ok(count + tx.count(sql, &Call { params, run: Some(run) })?)
            })
        })
    }

    /// Runs a statement and reads every row of its answer.
    ///
    /// # Errors
    /// As [`Tx::execute`], and what `read` returns.
    pub fn query<T>(
        &mut self,
        sql: Sql,
        params: &[&dyn Param],
        mut read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut found = Vec::new();
        self.guarded(|tx| {
            tx.read(sql, &Call { params, run: None }, &mut |row| {
                found.push(read(row)?);
                Ok(())
            })
        })?;
        Ok(found)
    }

    /// Runs a statement over a batch and reads every row of its answers.
    ///
    /// # Errors
    /// As [`Tx::query`].
    pub fn query_rows<T>(
        &mut self,
        sql: Sql,
        params: &[&dyn Param],
        rows: &Rows,
        mut read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut found = Vec::new();
        self.guarded(|tx| {
            tx.check_rows(sql, rows)?;
            for run in rows.runs() {
                tx.read(sql, &Call { params, run: Some(run) }, &mut |row| {
                    found.push(read(row)?);
                    Ok(())
                })?;
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// The first row of the answer, if there is one.
    ///
    /// # Errors
    /// As [`Tx::query`].
    pub fn query_opt<T>(
        &mut self,
        sql: Sql,
        params: &[&dyn Param],
        read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.query(sql, params, read)?.into_iter().next())
    }

    /// The one row of an answer that always has one, such as a count.
    ///
    /// # Errors
    /// As [`Tx::query`], and [`Error::Inconsistent`] when there is no row.
    pub fn query_one<T>(
        &mut self,
        sql: Sql,
        params: &[&dyn Param],
        read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<T> {
        self.query_opt(sql, params, read)?.ok_or_else(|| Error::Inconsistent {
            table: sql.table().to_owned(),
            column: String::new(),
            id: String::new(),
        })
    }

    /// Runs `work` so that its failure undoes it alone and the transaction goes on.
    ///
    /// # Errors
    /// What `work` returns, and that of the savepoint itself.
    pub fn savepoint<T>(&mut self, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        self.depth += 1;
        let name = format!("inner_{}", self.depth);
        let opened = self.guarded(|tx| tx.command(&format!("SAVEPOINT {name}")));
        let outer_abandoned = std::mem::replace(&mut self.abandoned, false);
        let result = opened.and_then(|()| {
            let result = work(self);
            let (result, keep) = self.verdict(result);
            if !keep {
                self.command(&format!("ROLLBACK TO SAVEPOINT {name}"))
                    .inspect_err(|_| self.failed = true)?;
                self.failed = false;
            }
            self.guarded(|tx| tx.command(&format!("RELEASE SAVEPOINT {name}")))?;
            result
        });
        self.abandoned = outer_abandoned;
        self.depth -= 1;
        result
    }

    /// Lets the closure return a value, for example a refusal, and still undoes everything it did
    /// in this transaction, or in the innermost savepoint.
    pub const fn abandon(&mut self) {
        self.abandoned = true;
    }

    /// Runs several statements without parameters; only migrations need it.
    pub(crate) fn script(&mut self, text: &str) -> Result<()> {
        self.guarded(|tx| match &mut tx.backend {
            Backend::Sqlite(connection) => Ok(connection.execute_batch(text)?),
            Backend::Postgres(session) => session.command(text),
        })
    }

    /// The closure's answer, and whether what it did is kept.
    pub(super) fn conclude<T>(self, result: Result<T>) -> (Result<T>, bool) {
        self.verdict(result)
    }

    fn verdict<T>(&self, result: Result<T>) -> (Result<T>, bool) {
        match result {
            Ok(_) if self.failed => (Err(going_on()), false),
            Ok(value) => (Ok(value), !self.abandoned),
            Err(error) => (Err(error), false),
        }
    }

    /// PostgreSQL undoes a whole transaction after one failed statement, so both databases do.
    fn guarded<T>(&mut self, run: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.failed {
            return Err(going_on());
        }
        run(self).inspect_err(|_| self.failed = true)
    }

    fn count(&mut self, sql: Sql, call: &Call<'_>) -> Result<u64> {
        let text = sql.translated(self.kind())?;
        call.check(text.params, text.each.is_some())?;
        match &mut self.backend {
            Backend::Sqlite(connection) => sqlite::execute(connection, text, call),
            Backend::Postgres(session) => session.execute(text, call),
        }
    }

    fn read(&mut self, sql: Sql, call: &Call<'_>, read: &mut dyn FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
        let text = sql.translated(self.kind())?;
        call.check(text.params, text.each.is_some())?;
        match &mut self.backend {
            Backend::Sqlite(connection) => sqlite::query(connection, text, sql, call, read),
            Backend::Postgres(session) => session.query(text, sql, call, read),
        }
    }

    fn check_rows(&self, sql: Sql, rows: &Rows) -> Result<()> {
        match &sql.translated(self.kind())?.each {
            Some(types) => rows.check(types),
            None => Err(Error::Driver("a batch for a statement without each(…)".into())),
        }
    }

    fn command(&mut self, text: &str) -> Result<()> {
        match &mut self.backend {
            Backend::Sqlite(connection) => sqlite::command(connection, text),
            Backend::Postgres(session) => session.command(text),
        }
    }
}

impl std::fmt::Debug for Tx<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Tx")
            .field("kind", &self.kind())
            .field("failed", &self.failed)
            .finish_non_exhaustive()
    }
}

impl Call<'_> {
    /// Refuses what only one of the databases would refuse.
    fn check(&self, params: usize, each: bool) -> Result<()> {
        if self.params.len() != params {
            let text = format!(
                "the statement takes {params} parameters, {} were given",
                self.params.len()
            );
            return Err(Error::Driver(text));
        }
        if each != self.run.is_some() {
            return Err(Error::Driver("a statement with each(…) takes a batch".into()));
        }
        let holds_nul = |param: &&dyn Param| matches!(param.value(), Value::Text(text) if text.contains('\0'));
        if self.params.iter().any(holds_nul) {
            return Err(Error::HoldsNul);
        }
        Ok(())
    }
}

/// The error of a closure that panicked.
pub(super) fn panic_text(panic: &(dyn std::any::Any + Send)) -> Error {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no text");
    Error::Driver(format!("a transaction panicked: {text}"))
}

fn going_on() -> Error {
    Error::Driver("the transaction went on after a statement of it had failed".into())
}
