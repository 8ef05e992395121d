//! Full-text search over messages and contacts: the one module with two texts.
//!
//! Words are cut, lower-cased and stemmed here, Russian and English alike, so that both databases only match equal
//! terms: FTS5 with `unicode61` on SQLite, a `simple` text vector on PostgreSQL. The first term of every document is
//! its workspace and kind, so that a search never walks through another company's words.

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

/// The newest documents of a kind that have every word of `query`, the last word also as a beginning.
pub fn find(tx: &mut Tx<'_>, workspace: &WorkspaceId, kind: &str, query: &str, limit: i64) -> Result<Vec<SearchHit>> {
    let Some(terms) = query_terms(query) else {
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
}

fn query_terms(query: &str) -> Option<QueryTerms> {
    let mut found: Vec<String> = words(query).take(QUERY_WORDS_MAX).collect();
    let last = found.pop()?;
    Some(QueryTerms {
        whole: found.iter().map(|word| stem(word)).collect(),
        last,
    })
}

fn sqlite_expression(scope: &str, terms: &QueryTerms) -> String {
    let mut expression = format!("\"{scope}\"");
    for word in &terms.whole {
        expression.push_str(&format!(" AND \"{word}\""));
    }
    expression + &format!(" AND (\"{}\" OR \"{}\"*)", stem(&terms.last), terms.last)
}

fn postgres_expression(scope: &str, terms: &QueryTerms) -> String {
    let mut expression = format!("'{scope}'");
    for word in &terms.whole {
        expression.push_str(&format!(" & '{word}'"));
    }
    expression + &format!(" & ('{}' | '{}':*)", stem(&terms.last), terms.last)
}

/// Letters and digits in runs, lower-cased, «ё» as «е»; so a term never holds a character of a query language.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| {
            word.chars()
                .take(WORD_CHARS_MAX)
                .flat_map(char::to_lowercase)
                .map(|c| if c == 'ё' { 'е' } else { c })
                .collect()
        })
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
        let terms = query_terms("a\" OR b* & 'c").unwrap();
        assert_eq!((terms.whole.join(" "), terms.last.as_str()), ("a or b".to_owned(), "c"));
        assert!(query_terms("!!!").is_none());
    }
}
