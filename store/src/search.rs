//! Full-text search over messages and contacts: the one module with two texts.
//!
//! Words are cut, lower-cased and stemmed here, Russian and English alike, so that both databases only match equal
//! terms: FTS5 with `unicode61` on SQLite, a `simple` text vector on PostgreSQL. The first term of every document is
//! its workspace and kind, so that a search never walks through another company's words.

mod excerpt;

pub use excerpt::{Piece, excerpt};

use galka_domain::ids::WorkspaceId;
use rust_stemmers::{Algorithm, Stemmer};

use crate::{Kind, Result, Rows, Tx, sql};

/// What is indexed: `kind` is `message` or `contact`, `parent` the conversation of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchDocument {
    /// `message` or `contact`.
    pub kind: &'static str,
    /// The row's id.
    pub id: String,
    /// The conversation of a message.
    pub parent_id: Option<String>,
    /// The words as people wrote them.
    pub text: String,
}

/// A document that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchHit {
    /// The row's id.
    pub id: String,
    /// The conversation of a message.
    pub parent_id: Option<String>,
}

/// A document that was found, and its place in the order of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedHit {
    /// Where the next page begins.
    pub place: String,
    /// The document.
    pub hit: SearchHit,
}

/// Longest text whose words are indexed, and longest word.
const CHARS_MAX: usize = 4_096;
const WORD_CHARS_MAX: usize = 40;
const QUERY_WORDS_MAX: usize = 8;

/// Adds documents that are not indexed yet.
pub fn insert(tx: &mut Tx<'_>, workspace: &WorkspaceId, documents: &[SearchDocument]) -> Result<()> {
    let mut rows = Rows::new();
    for document in documents {
        let terms = document_terms(workspace, document);
        rows.push(&[&document.kind, &document.id, &document.parent_id, &terms]);
    }
    tx.execute_rows(
        sql!(
            "INSERT INTO search_documents (workspace_id, kind, id, parent_id, terms)
             SELECT $1, r.kind, r.id, r.parent_id, /*sqlite: r.terms */ /*postgres: to_tsvector('simple', r.terms) */
             FROM each($2: kind TEXT, id TEXT, parent_id TEXT, terms TEXT) AS r /*postgres: ON CONFLICT DO NOTHING */"
        ),
        &[workspace],
        &rows,
    )?;
    Ok(())
}

/// Replaces the words of one document of a kind.
pub fn replace(tx: &mut Tx<'_>, workspace: &WorkspaceId, document: &SearchDocument) -> Result<()> {
    delete(tx, workspace, document.kind, &document.id)?;
    insert(tx, workspace, std::slice::from_ref(document))
}

/// Forgets one document. On SQLite it is found through its own id as a term.
pub fn delete(tx: &mut Tx<'_>, workspace: &WorkspaceId, kind: &str, id: &str) -> Result<()> {
    tx.execute(
        sql!(
            "DELETE FROM search_documents
             WHERE workspace_id = $1 AND kind = $2 AND id = $3
             /*sqlite: AND rowid IN (SELECT rowid FROM search_documents WHERE search_documents MATCH $4) */
             /*postgres: AND $4 <> '' */"
        ),
        &[
            workspace,
            &kind,
            &id,
            &format!("{} {}", scope_term(workspace, kind), id_term(id)),
        ],
    )?;
    Ok(())
}

/// Documents of a kind that are named in one statement: each is a term of SQLite's query.
const IDS_PER_STATEMENT: usize = 100;

/// Gives documents another parent: their messages went to another thread.
pub fn set_parent(tx: &mut Tx<'_>, workspace: &WorkspaceId, kind: &str, ids: &[String], parent: &str) -> Result<()> {
    for chunk in ids.chunks(IDS_PER_STATEMENT) {
        tx.execute_rows(
            sql!(
                "UPDATE search_documents SET parent_id = $3
                 WHERE workspace_id = $1 AND kind = $2 AND id IN (SELECT r.id FROM each($5: id TEXT) AS r)
                 /*sqlite: AND rowid IN (SELECT rowid FROM search_documents WHERE search_documents MATCH $4) */
                 /*postgres: AND $4 <> '' */"
            ),
            &[workspace, &kind, &parent, &any_of(workspace, kind, chunk)],
            &id_rows(chunk),
        )?;
    }
    Ok(())
}

/// Forgets many documents of a kind.
pub fn delete_all(tx: &mut Tx<'_>, workspace: &WorkspaceId, kind: &str, ids: &[String]) -> Result<()> {
    for chunk in ids.chunks(IDS_PER_STATEMENT) {
        tx.execute_rows(
            sql!(
                "DELETE FROM search_documents
                 WHERE workspace_id = $1 AND kind = $2 AND id IN (SELECT r.id FROM each($4: id TEXT) AS r)
                 /*sqlite: AND rowid IN (SELECT rowid FROM search_documents WHERE search_documents MATCH $3) */
                 /*postgres: AND $3 <> '' */"
            ),
            &[workspace, &kind, &any_of(workspace, kind, chunk)],
            &id_rows(chunk),
        )?;
    }
    Ok(())
}

fn any_of(workspace: &WorkspaceId, kind: &str, ids: &[String]) -> String {
    let terms: Vec<String> = ids.iter().map(|id| format!("\"{}\"", id_term(id))).collect();
    format!("\"{}\" AND ({})", scope_term(workspace, kind), terms.join(" OR "))
}

fn id_rows(ids: &[String]) -> Rows {
    let mut rows = Rows::new();
    for id in ids {
        rows.push(&[id]);
    }
    rows
}

/// The newest documents of a kind that have every word of `query`, the last word also as a beginning.
pub fn find(tx: &mut Tx<'_>, workspace: &WorkspaceId, kind: &str, query: &str, limit: i64) -> Result<Vec<SearchHit>> {
    let Some(terms) = query_terms(kind, query) else {
        return Ok(Vec::new());
    };
    let expression = match tx.kind() {
        Kind::Sqlite => sqlite_expression(&scope_term(workspace, kind), &terms),
        Kind::Postgres => postgres_expression(&scope_term(workspace, kind), &terms),
    };
    tx.query(
        sql!(
            "SELECT id, parent_id FROM search_documents
             WHERE workspace_id = $1 AND kind = $2
             AND /*sqlite: search_documents MATCH $3 */ /*postgres: terms @@ to_tsquery('simple', $3) */
             ORDER BY /*sqlite: rowid */ /*postgres: id */ DESC
             LIMIT $4"
        ),
        &[workspace, &kind, &expression, &limit],
        |row| {
            Ok(SearchHit {
                id: row.get("id")?,
                parent_id: row.get("parent_id")?,
            })
        },
    )
}

/// A page of the documents of a kind that have every word of `query`, newest first, after a place; without words all.
pub fn find_page(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    kind: &str,
    query: &str,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<PlacedHit>> {
    let scope = scope_term(workspace, kind);
    let (expression, first) = match (tx.kind(), query_terms(kind, query)) {
        (Kind::Sqlite, Some(terms)) => (sqlite_expression(&scope, &terms), "9223372036854775807"),
        (Kind::Sqlite, None) => (format!("\"{scope}\""), "9223372036854775807"),
        (Kind::Postgres, Some(terms)) => (postgres_expression(&scope, &terms), "~"),
        (Kind::Postgres, None) => (format!("'{scope}'"), "~"),
    };
    tx.query(
        sql!(
            "SELECT id, parent_id, /*sqlite: CAST(rowid AS TEXT) */ /*postgres: id */ AS place
             FROM search_documents
             WHERE workspace_id = $1 AND kind = $2
             AND /*sqlite: search_documents MATCH $3 AND rowid < CAST($4 AS BIGINT) */
                 /*postgres: terms @@ to_tsquery('simple', $3) AND id < $4 */
             ORDER BY /*sqlite: rowid */ /*postgres: id */ DESC
             LIMIT $5"
        ),
        &[workspace, &kind, &expression, &after.unwrap_or(first), &limit],
        |row| {
            Ok(PlacedHit {
                place: row.get("place")?,
                hit: SearchHit {
                    id: row.get("id")?,
                    parent_id: row.get("parent_id")?,
                },
            })
        },
    )
}

/// The word that stands for how a number ends: the index has it for every number, so that its beginning is found.
#[must_use]
pub fn phone_end(digits: &str) -> String {
    let reversed: String = digits.chars().rev().filter(char::is_ascii_digit).collect();
    format!("end{reversed}")
}

/// What a contact is found by: its name, its numbers from either end, its user name.
#[must_use]
pub fn contact_words(name: &str, phones: &[String], username: Option<&str>) -> String {
    let mut words = format!("{name} {}", username.unwrap_or_default());
    for phone in phones {
        words.push_str(&format!(" {phone} {}", phone_end(phone)));
    }
    words
}

fn scope_term(workspace: &WorkspaceId, kind: &str) -> String {
    format!("{}{kind}", workspace.as_str().replace('_', ""))
}

fn id_term(id: &str) -> String {
    id.replace('_', "")
}

/// Each word stands stemmed and as written: the stem answers whole words, the other beginnings of words.
fn document_terms(workspace: &WorkspaceId, document: &SearchDocument) -> String {
    let mut terms = format!("{} {}", scope_term(workspace, document.kind), id_term(&document.id));
    let cut: String = document.text.chars().take(CHARS_MAX).collect();
    for word in words(&cut) {
        let stemmed = stem(&word);
        terms.push(' ');
        terms.push_str(&stemmed);
        if stemmed != word {
            terms.push(' ');
            terms.push_str(&word);
        }
    }
    terms
}

/// The words of a query: those before the last by their stems; the last by its stem, or as a beginning.
struct QueryTerms {
    whole: Vec<String>,
    last: String,
    begins_words: bool,
}

/// From how many letters on a word also counts as a beginning: among a million messages a letter or two begin so many
/// words that going through them takes seconds.
fn beginning_chars(kind: &str) -> usize {
    if kind == "contact" { 2 } else { 3 }
}

fn query_terms(kind: &str, query: &str) -> Option<QueryTerms> {
    let mut found: Vec<String> = words(query).take(QUERY_WORDS_MAX).collect();
    let last = found.pop()?;
    Some(QueryTerms {
        whole: found.iter().map(|word| stem(word)).collect(),
        begins_words: last.chars().count() >= beginning_chars(kind),
        last,
    })
}

fn sqlite_expression(scope: &str, terms: &QueryTerms) -> String {
    let mut expression = format!("\"{scope}\"");
    for word in &terms.whole {
        expression.push_str(&format!(" AND \"{word}\""));
    }
    if terms.begins_words {
        expression + &format!(" AND (\"{}\" OR \"{}\"*)", stem(&terms.last), terms.last)
    } else {
        expression + &format!(" AND \"{}\"", stem(&terms.last))
    }
}

fn postgres_expression(scope: &str, terms: &QueryTerms) -> String {
    let mut expression = format!("'{scope}'");
    for word in &terms.whole {
        expression.push_str(&format!(" & '{word}'"));
    }
    if terms.begins_words {
        expression + &format!(" & ('{}' | '{}':*)", stem(&terms.last), terms.last)
    } else {
        expression + &format!(" & '{}'", stem(&terms.last))
    }
}

/// Letters and digits in runs, lower-cased, «ё» as «е»; so a term never holds a character of a query language.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(normal)
}

/// A word as the index has it.
fn normal(word: &str) -> String {
    word.chars()
        .take(WORD_CHARS_MAX)
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'ё' { 'е' } else { c })
        .collect()
}

fn stem(word: &str) -> String {
    let algorithm = if word.chars().any(|letter| ('а'..='я').contains(&letter)) {
        Algorithm::Russian
    } else if word.is_ascii() && word.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        Algorithm::English
    } else {
        return word.to_owned();
    };
    Stemmer::create(algorithm).stem(word).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_stemmed_in_both_languages() {
        assert_eq!(stem("доставки"), stem("доставка"));
        assert_eq!(stem("orders"), stem("order"));
        assert_eq!(stem("10482"), "10482");
    }

    #[test]
    fn a_query_cannot_speak_the_query_language() {
        let terms = query_terms("message", "a\" OR b* & 'c").unwrap();
        assert_eq!((terms.whole.join(" "), terms.last.as_str()), ("a or b".to_owned(), "c"));
        assert!(query_terms("message", "!!!").is_none());
    }
}
