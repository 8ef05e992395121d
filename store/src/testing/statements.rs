//! Finding every statement of a crate in its source, and preparing it on both databases.

use std::path::Path;

use rusqlite::Connection;
use tokio_postgres::types::{FromSql as _, Kind as TypeKind, Type};

use super::databases::{TestDatabase, connect};
use crate::db::{Kind, Value, translate};
use crate::migrate::Migration;

/// Prepares each `sql!("…")` of the sources under `folder` on both databases with this schema; answers how many
/// there are, and what is wrong with which.
///
/// # Panics
/// When a source cannot be read or a database cannot be made.
pub async fn prepare_every_statement(folder: &Path, migrations: &'static [Migration]) -> (usize, Vec<String>) {
    let statements = statements_in(folder);
    let mut wrong = Vec::new();
    let sqlite = TestDatabase::sqlite(migrations).await;
    let file = Connection::open(sqlite.url.trim_start_matches("sqlite://")).expect("the file opens");
    let postgres = TestDatabase::postgres(migrations).await;
    let server = connect(&postgres.url).await;
    for (place, text) in &statements {
        if let Err(what) = on_sqlite(&file, text) {
            wrong.push(format!("{place}: SQLite: {what}\n{text}"));
        }
        if let Err(what) = on_postgres(&server, text).await {
            wrong.push(format!("{place}: PostgreSQL: {what}\n{text}"));
        }
    }
    sqlite.remove().await;
    postgres.remove().await;
    (statements.len(), wrong)
}

/// Each `sql!("…")` of the sources under `folder` as SQLite reads it: where it stands, and its text.
///
/// # Panics
/// When a source cannot be read or a statement is not well formed.
#[must_use]
pub fn sqlite_statements(folder: &Path) -> Vec<(String, String)> {
    let translated = |text: &str| {
        translate(text, Kind::Sqlite)
            .expect("the statement is well formed")
            .text
    };
    let statements = statements_in(folder).into_iter();
    statements.map(|(place, text)| (place, translated(&text))).collect()
}

fn on_sqlite(file: &Connection, text: &str) -> Result<(), String> {
    let statement = translate(text, Kind::Sqlite).map_err(|error| error.to_string())?;
    file.prepare(&statement.text)
        .map(drop)
        .map_err(|error| error.to_string())
}

/// Prepares it and looks at the types, so that a NUMERIC sum is found here and not by a customer.
async fn on_postgres(server: &tokio_postgres::Client, text: &str) -> Result<(), String> {
    let statement = translate(text, Kind::Postgres).map_err(|error| error.to_string())?;
    let prepared = server
        .prepare(&statement.text)
        .await
        .map_err(|error| match error.as_db_error() {
            Some(answer) if answer.code().code() == "42P18" => format!(
                "{}: write the comparison before the test for NULL, as in (state = $2 OR $2 IS NULL)",
                answer.message()
            ),
            Some(answer) => answer.message().to_owned(),
            None => error.to_string(),
        })?;
    for wanted in prepared.params() {
        if !is_portable(wanted) {
            return Err(format!("a parameter is {wanted}"));
        }
    }
    for column in prepared.columns() {
        if !is_portable(column.type_()) && *column.type_() != Type::VOID {
            return Err(format!("column {} is {}", column.name(), column.type_()));
        }
    }
    Ok(())
}

fn is_portable(kind: &Type) -> bool {
    match kind.kind() {
        TypeKind::Array(member) => Value::accepts(member),
        _ => Value::accepts(kind),
    }
}

/// Every statement under `folder`: where it stands, and its text.
fn statements_in(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder can be listed") {
            let path = entry.expect("the folder can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let source = std::fs::read_to_string(&path).expect("the file can be read");
                found.extend(
                    statements(&source)
                        .into_iter()
                        .map(|text| (path.display().to_string(), text)),
                );
            }
        }
    }
    found
}

/// The literals after `sql!(`, as the compiler reads them; lines of comments do not count.
fn statements(source: &str) -> Vec<String> {
    let code: String = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .map(|line| format!("{line}\n"))
        .collect();
    code.split(concat!("sql", "!("))
        .skip(1)
        .filter_map(|rest| literal(rest.trim_start()))
        .collect()
}

fn literal(rest: &str) -> Option<String> {
    if let Some(raw) = rest.strip_prefix('r') {
        let hashes = raw.bytes().take_while(|byte| *byte == b'#').count();
        let end = format!("\"{}", "#".repeat(hashes));
        let text = raw.get(hashes + 1..)?;
        return Some(text.split(&end).next()?.to_owned());
    }
    let mut letters = rest.strip_prefix('"')?.chars().peekable();
    let mut text = String::new();
    loop {
        match letters.next().expect("a literal is closed") {
            '"' => return Some(text),
            '\\' => match letters.next().expect("an escape is complete") {
                'n' => text.push('\n'),
                '\n' => while letters.next_if(|next| next.is_whitespace()).is_some() {},
                other => text.push(other),
            },
            other => text.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_literals_as_the_compiler_reads_them() {
        let source = concat!(
            "// ",
            "sql!(\"SELECT 0\")\n",
            "sql",
            "!(\"SELECT 1\")\nsql",
            "!(\n   r#\"SELECT \"a\"\"#)\nsql",
            "!(\"SELECT \\\n     \\\"b\\\"\")",
        );
        assert_eq!(statements(source), ["SELECT 1", "SELECT \"a\"", "SELECT \"b\""]);
    }
}
