//! The few places where the two databases speak differently, and nothing else in the project knows.
//!
//! - `/*postgres: FOR UPDATE SKIP LOCKED */` is text for PostgreSQL and nothing for SQLite;
//!   `/*sqlite: … */` the other way round.
//! - `each($2: id TEXT, at BIGINT) AS r` opens the batch bound after the plain parameters:
//!   `jsonb_each` over one text on SQLite, `UNNEST` over one array per column on PostgreSQL.
//!
//! A statement is translated once in the life of the process.
//!
//! What needs no token but a habit: an optional filter puts its comparison first, `(state = $2 OR $2 IS NULL)`,
//! because PostgreSQL takes a parameter's type from its first use; `INSERT … SELECT … FROM each(…)` with
//! `ON CONFLICT` has a `WHERE TRUE`, because SQLite would read `ON` as that of a join; sums are
//! `CAST(SUM(x) AS BIGINT)`.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{PoisonError, RwLock};

use super::Kind;
use super::error::{Error, Result};
use crate::rows::CellType;

/// A statement written as a literal; only [`sql!`](crate::sql) makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sql(&'static str);

/// The one way to write a statement: `sql!("SELECT …")`. A test finds each of them in the source and
/// prepares it on both databases.
#[macro_export]
macro_rules! sql {
    ($text:literal) => {
        const { $crate::db::Sql::from_literal($text) }
    };
}

/// By the address and length of the literal, so that a look-up compares no text.
type Cache = HashMap<(usize, usize, Kind), &'static Translated>;

impl Sql {
    /// What [`sql!`](crate::sql) expands to.
    #[doc(hidden)]
    #[must_use]
    pub const fn from_literal(text: &'static str) -> Self {
        Self(text)
    }

    /// The statement as it was written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// The first table the statement names, for error texts.
    pub(crate) fn table(self) -> &'static str {
        let mut words = self.0.split_ascii_whitespace();
        while let Some(word) = words.next() {
            if ["FROM", "INTO", "UPDATE"].contains(&word) {
                let name = words.next().unwrap_or_default();
                return name.split(['(', ',', ';']).next().unwrap_or_default();
            }
        }
        ""
    }

    /// The statement for a database of this kind.
    ///
    /// # Errors
    /// When a dialect token is not well formed.
    pub(crate) fn translated(self, kind: Kind) -> Result<&'static Translated> {
        static CACHE: RwLock<Option<Cache>> = RwLock::new(None);
        let key = (self.0.as_ptr().addr(), self.0.len(), kind);
        let known = CACHE.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.as_ref().and_then(|cache| cache.get(&key)) {
            return Ok(found);
        }
        drop(known);
        // Literals are as many as the program has, so what is kept for ever is bounded.
        let made: &'static Translated = Box::leak(Box::new(translate(self.0, kind)?));
        let mut cache = CACHE.write().unwrap_or_else(PoisonError::into_inner);
        Ok(cache.get_or_insert_default().entry(key).or_insert(made))
    }
}

/// A statement as one database reads it.
#[derive(Debug)]
pub(crate) struct Translated {
    /// The text to prepare.
    pub(crate) text: String,
    /// How many plain parameters it takes.
    pub(crate) params: usize,
    /// The column types of its batch, when it opens one.
    pub(crate) each: Option<Vec<CellType>>,
}

/// Rewrites `sql` for a database of this kind.
pub(crate) fn translate(sql: &str, kind: Kind) -> Result<Translated> {
    let mut out = Translated {
        text: String::with_capacity(sql.len() + 64),
        params: 0,
        each: None,
    };
    let mut batch = None;
    rewrite(sql, kind, &mut out, &mut batch)?;
    if batch.is_some_and(|number| number != out.params + 1) {
        return Err(wrong("the parameter of each(…) is the one after the plain ones", sql));
    }
    Ok(out)
}

fn rewrite(sql: &str, kind: Kind, out: &mut Translated, batch: &mut Option<usize>) -> Result<()> {
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let taken = match first {
            '\'' | '"' => quoted(rest, first),
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => {
                rest = comment(rest, kind, out, batch)?;
                continue;
            }
            '$' => {
                let digits = rest[1..].bytes().take_while(u8::is_ascii_digit).count();
                out.params = out.params.max(rest[1..=digits].parse().unwrap_or(0));
                digits + 1
            }
            'e' if rest.starts_with("each($") => {
                rest = row_source(rest, kind, out, batch)?;
                continue;
            }
            letter if letter.is_alphanumeric() || letter == '_' => rest
                .find(|next: char| !(next.is_alphanumeric() || next == '_'))
                .unwrap_or(rest.len()),
            other => other.len_utf8(),
        };
        out.text.push_str(&rest[..taken]);
        rest = &rest[taken..];
    }
    Ok(())
}

fn quoted(rest: &str, quote: char) -> usize {
    rest[1..].find(quote).map_or(rest.len(), |end| end + 2)
}

/// Handles a comment and returns what follows it.
fn comment<'a>(rest: &'a str, kind: Kind, out: &mut Translated, batch: &mut Option<usize>) -> Result<&'a str> {
    let end = rest.find("*/").ok_or_else(|| wrong("a comment without an end", rest))?;
    let inner = &rest[2..end];
    let mine = match kind {
        Kind::Sqlite => inner.strip_prefix("sqlite:"),
        Kind::Postgres => inner.strip_prefix("postgres:"),
    };
    match mine {
        Some(text) => rewrite(text.trim(), kind, out, batch)?,
        None => out.text.push(' '),
    }
    Ok(&rest[end + 2..])
}

/// Rewrites `each($2: id TEXT, at BIGINT) AS r` and returns what follows it.
fn row_source<'a>(rest: &'a str, kind: Kind, out: &mut Translated, batch: &mut Option<usize>) -> Result<&'a str> {
    let malformed = || wrong("a row source is written each($N: name TYPE, …) AS alias", rest);
    let (head, after) = rest.split_once(')').ok_or_else(malformed)?;
    let spec = head.strip_prefix("each($").ok_or_else(malformed)?;
    let (number, columns) = spec.split_once(':').ok_or_else(malformed)?;
    let number: usize = number.trim().parse().map_err(|_| malformed())?;
    let alias_text = after
        .trim_start()
        .strip_prefix("AS ")
        .ok_or_else(malformed)?
        .trim_start();
    let alias_end = alias_text
        .find(|next: char| !(next.is_alphanumeric() || next == '_'))
        .unwrap_or(alias_text.len());
    let (alias, after) = alias_text.split_at(alias_end);
    let columns: Vec<(&str, CellType)> = columns
        .split(',')
        .map(|column| named_type(column).ok_or_else(malformed))
        .collect::<Result<_>>()?;
    if out
        .each
        .replace(columns.iter().map(|(_, wanted)| *wanted).collect())
        .is_some()
    {
        return Err(wrong("a statement opens one batch at most", rest));
    }
    *batch = Some(number);
    let written = match kind {
        Kind::Sqlite => sqlite_source(&mut out.text, number, &columns, alias),
        Kind::Postgres => postgres_source(&mut out.text, number, &columns, alias),
    };
    written.map_err(|_| malformed())?;
    Ok(after)
}

fn named_type(column: &str) -> Option<(&str, CellType)> {
    let (name, wanted) = column.trim().split_once(' ')?;
    let wanted = match wanted.trim() {
        "TEXT" => CellType::Text,
        "BIGINT" => CellType::BigInt,
        "BOOLEAN" => CellType::Boolean,
        "DOUBLE PRECISION" => CellType::Double,
        "BYTEA" => CellType::Bytea,
        _ => return None,
    };
    Some((name, wanted))
}

fn sqlite_source(out: &mut String, number: usize, columns: &[(&str, CellType)], alias: &str) -> std::fmt::Result {
    out.push_str("(SELECT ");
    for (index, (name, wanted)) in columns.iter().enumerate() {
        let comma = if index > 0 { ", " } else { "" };
        match wanted {
            CellType::Bytea => write!(out, "{comma}unhex(value ->> {index}) AS {name}")?,
            _ => write!(out, "{comma}value ->> {index} AS {name}")?,
        }
    }
    // The limit keeps SQLite from copying `value ->> n` into every place that names the column: each is read once.
    write!(out, " FROM jsonb_each(${number}) LIMIT -1) AS {alias}")
}

fn postgres_source(out: &mut String, number: usize, columns: &[(&str, CellType)], alias: &str) -> std::fmt::Result {
    out.push_str("UNNEST(");
    for (index, (_, wanted)) in columns.iter().enumerate() {
        let comma = if index > 0 { ", " } else { "" };
        let array = match wanted {
            CellType::Text => "text[]",
            CellType::BigInt => "bigint[]",
            CellType::Boolean => "boolean[]",
            CellType::Double => "double precision[]",
            CellType::Bytea => "bytea[]",
        };
        write!(out, "{comma}${}::{array}", number + index)?;
    }
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    write!(out, ") AS {alias}({})", names.join(", "))
}

fn wrong(what: &str, sql: &str) -> Error {
    let start: String = sql.chars().take(80).collect();
    Error::Driver(format!("{what}, in: {start}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(sql: &str) -> (String, String) {
        let text = |kind| translate(sql, kind).unwrap().text;
        (text(Kind::Sqlite), text(Kind::Postgres))
    }

    #[test]
    fn each_database_reads_its_own_text() {
        let (sqlite, postgres) =
            both("SELECT 1 /*postgres: FOR UPDATE */ /*sqlite: LIMIT 1 */ /* why */ -- /*postgres: no */");
        assert_eq!(
            sqlite.split_whitespace().collect::<Vec<_>>().join(" "),
            "SELECT 1 LIMIT 1 -- /*postgres: no */"
        );
        assert_eq!(
            postgres.split_whitespace().collect::<Vec<_>>().join(" "),
            "SELECT 1 FOR UPDATE -- /*postgres: no */"
        );
    }

    #[test]
    fn a_row_source_opens_the_parameter_after_the_plain_ones() {
        let (sqlite, postgres) = both("INSERT INTO t SELECT r.id, $1 FROM each($2: id TEXT, b BYTEA) AS r WHERE TRUE");
        assert_eq!(
            sqlite,
            "INSERT INTO t SELECT r.id, $1 FROM \
             (SELECT value ->> 0 AS id, unhex(value ->> 1) AS b FROM jsonb_each($2) LIMIT -1) AS r WHERE TRUE"
        );
        assert_eq!(
            postgres,
            "INSERT INTO t SELECT r.id, $1 FROM UNNEST($2::text[], $3::bytea[]) AS r(id, b) WHERE TRUE"
        );
    }

    #[test]
    fn strings_are_left_alone_and_parameters_counted() {
        let made = translate("SELECT 'each($9: a TEXT) it''s $7', reach($1), $2", Kind::Postgres).unwrap();
        assert_eq!(made.text, "SELECT 'each($9: a TEXT) it''s $7', reach($1), $2");
        assert_eq!((made.params, made.each.is_some()), (2, false));
    }

    #[test]
    fn malformed_row_sources_are_refused() {
        for sql in [
            "SELECT 1 FROM each($2: a TEXT) AS r",
            "SELECT 1 FROM each($1: a VARCHAR) AS r",
            "SELECT 1 FROM each($1: a TEXT)",
            "SELECT 1 FROM each($1: a TEXT) AS r, each($2: b TEXT) AS s",
            "SELECT 1 /* no end",
        ] {
            assert!(translate(sql, Kind::Sqlite).is_err(), "{sql}");
        }
    }

    #[test]
    fn names_the_first_table() {
        for (sql, table) in [
            (Sql::from_literal("SELECT a FROM contacts WHERE b"), "contacts"),
            (Sql::from_literal("INSERT INTO labels(id) VALUES ($1)"), "labels"),
            (Sql::from_literal("UPDATE numbers SET a = 1"), "numbers"),
            (Sql::from_literal("SELECT 1"), ""),
        ] {
            assert_eq!(sql.table(), table);
        }
    }
}
