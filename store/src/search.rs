//! Full-text search over messages and contacts: the one module with two texts.
//!
//! Words are cut, lower-cased and stemmed here, Russian and English alike, so that both databases only match equal
//! terms: FTS5 with `unicode61` on SQLite, a `simple` text vector on PostgreSQL. The first term of every document is
//! its workspace and kind, so that a search never walks through another company's words.

mod excerpt;
mod page;
mod terms;

pub use excerpt::{Piece, excerpt};
pub use page::{HitPage, Span, find, find_page, is_late, span_of};

use galka_domain::ids::WorkspaceId;
use terms::document_terms;

use crate::{Result, Rows, Tx, sql};

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
    /// Whether it is indexed so long after it was written that newer ones may stand before it.
    pub is_late: bool,
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

/// Replaces the words of one document of a kind, which keeps its place; one that is not there yet is added.
pub fn replace(tx: &mut Tx<'_>, workspace: &WorkspaceId, document: &SearchDocument) -> Result<()> {
    let replaced = tx.execute(
        sql!(
            "UPDATE search_documents
             SET parent_id = $5, terms = /*sqlite: $6 */ /*postgres: to_tsvector('simple', $6) */
             WHERE workspace_id = $1 AND kind = $2 AND id = $3
             /*sqlite: AND rowid IN (SELECT rowid FROM search_documents WHERE search_documents MATCH $4) */
             /*postgres: AND $4 <> '' */"
        ),
        &[
            workspace,
            &document.kind,
            &document.id,
            &any_of(workspace, document.kind, std::slice::from_ref(&document.id)),
            &document.parent_id,
            &document_terms(workspace, document),
        ],
    )?;
    if replaced > 0 {
        return Ok(());
    }
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
            &Rows::of(chunk),
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
            &Rows::of(chunk),
        )?;
    }
    Ok(())
}

fn any_of(workspace: &WorkspaceId, kind: &str, ids: &[String]) -> String {
    let terms: Vec<String> = ids.iter().map(|id| format!("\"{}\"", id_term(id))).collect();
    format!("\"{}\" AND ({})", scope_term(workspace, kind), terms.join(" OR "))
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

/// The term of every late document of a kind.
fn late_term(workspace: &WorkspaceId, kind: &str) -> String {
    format!("{}late", scope_term(workspace, kind))
}

fn id_term(id: &str) -> String {
    id.replace('_', "")
}
