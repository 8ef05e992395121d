//! One row of an answer, read by column name.

use super::dialect::Sql;
use super::error::{Error, Result};
use super::value::{Column, Value};

/// A row on its way out of the database; it lives as long as the closure that reads it.
pub struct Row<'a> {
    cells: Cells<'a>,
    sql: Sql,
}

pub(super) enum Cells<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a tokio_postgres::Row),
}

impl<'a> Row<'a> {
    pub(super) const fn new(cells: Cells<'a>, sql: Sql) -> Self {
        Self { cells, sql }
    }

    /// The value of the column `name`.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] when the stored value is not a `T`, [`Error::Driver`] when there is no such column.
    pub fn get<T: Column>(&self, name: &str) -> Result<T> {
        T::read(self.value(name)?).map_err(|_| self.inconsistent(name))
    }

    fn value(&self, name: &str) -> Result<Value<'_>> {
        match self.cells {
            Cells::Sqlite(row) => super::sqlite::value(row.get_ref(name)?).ok_or_else(|| self.inconsistent(name)),
            Cells::Postgres(row) => Ok(row.try_get(name)?),
        }
    }

    fn inconsistent(&self, column: &str) -> Error {
        let id = match column {
            "id" => String::new(),
            _ => self.get("id").unwrap_or_default(),
        };
        Error::Inconsistent {
            table: self.sql.table().to_owned(),
            column: column.to_owned(),
            id,
        }
    }
}

impl std::fmt::Debug for Row<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Row")
            .field("table", &self.sql.table())
            .finish_non_exhaustive()
    }
}
