//! Finding documents, newest first, a page at a time.
//!
//! SQLite reads the documents of a word newest first. The documents of a beginning it gathers, as PostgreSQL does those
//! of any word, which takes seconds when many have it; but what stands in many documents stands in the newest as a rule,
//! and is found by walking them. What the newest do not have is rare, and then the index is quick.

use galka_domain::ids::{MessageId, WorkspaceId};
use galka_domain::time::{DAY_MS, Timestamp};

use super::terms::{QueryTerms, query_terms, stem};
use super::{PlacedHit, SearchHit, any_of, late_term, scope_term};
use crate::{Kind, Result, Row, Tx, sql};

/// How many of the newest documents are walked before the index is asked, at least, and for each hit that is wanted.
/// SQLite reads a document as a row of its own, but gathers more quickly.
const fn walked(kind: Kind, limit: i64) -> i64 {
    let least = match kind {
        Kind::Sqlite => 1_000,
        Kind::Postgres => 10_000,
    };
    if 3 * limit > least { 3 * limit } else { least }
}
/// With so many words that have a beginning, SQLite is asked for each: it then reads their documents newest first and
/// stops, where for a beginning it would gather all of them.
const WORDS_BEGUN_MAX: usize = 16;
/// So many hits among those are a page: gathering all would take longer than coming again.
const ENOUGH: i64 = 100;
/// WhatsApp brings a message again for seven days (Meta, 'Webhooks', 2026). What comes later than this, because its number
/// was connected later or it is brought from elsewhere, is marked as late.
const LATE_MS: i64 = 8 * DAY_MS;
/// Messages at the edge of a span whose documents are asked for their place; campaigns' messages have none.
const AT_EDGE: i64 = 100;

/// Between which places documents are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    low: String,
    high: String,
}

impl Span {
    /// Everywhere.
    #[must_use]
    pub fn everywhere(kind: Kind) -> Self {
        let (low, high) = match kind {
            Kind::Sqlite => ("0", "9223372036854775807"),
            Kind::Postgres => ("", "zzzzzzzz"),
        };
        Self {
            low: low.to_owned(),
            high: high.to_owned(),
        }
    }

    /// The part of it after a place, in the order of a search.
    #[must_use]
    pub fn after(self, place: &str) -> Self {
        Self {
            high: place.to_owned(),
            ..self
        }
    }
}

/// Whether what was written at `at` and is indexed at `now` is late.
#[must_use]
pub fn is_late(at: Timestamp, now: Timestamp) -> bool {
    now.since(at) > LATE_MS
}

/// Where the messages stand that were written from one time until another; some that were not stand there, too. On SQLite
/// they stand in the order in which they were indexed: in that of their times, give or take, unless there are late ones.
pub fn span_of(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    from: Option<Timestamp>,
    before: Option<Timestamp>,
) -> Result<Span> {
    let mut span = Span::everywhere(tx.kind());
    if (from.is_none() && before.is_none()) || (tx.kind() == Kind::Sqlite && has_late(tx, workspace)?) {
        return Ok(span);
    }
    if let Some(from) = from {
        let edge = MessageId::new(from.minus(LATE_MS), 0);
        span.low = match tx.kind() {
            Kind::Postgres => edge.as_str().to_owned(),
            Kind::Sqlite => place_below(tx, workspace, &edge)?.unwrap_or(span.low),
        };
    }
    if let Some(before) = before {
        let edge = MessageId::new(before.plus(LATE_MS), 0);
        span.high = match tx.kind() {
            Kind::Postgres => edge.as_str().to_owned(),
            Kind::Sqlite => place_above(tx, workspace, &edge)?.unwrap_or(span.high),
        };
    }
    Ok(span)
}

/// A page of what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HitPage {
    /// Newest first.
    pub hits: Vec<PlacedHit>,
    /// Whether there are no more.
    pub is_last: bool,
}

/// The newest documents of a kind that have every word of `query`, the last word also as a beginning.
pub fn find(tx: &mut Tx<'_>, workspace: &WorkspaceId, kind: &str, query: &str, limit: i64) -> Result<Vec<SearchHit>> {
    let Some(terms) = query_terms(kind, query) else {
        return Ok(Vec::new());
    };
    let span = Span::everywhere(tx.kind());
    let found = find_terms(tx, workspace, kind, &terms, &span, (limit, limit))?;
    Ok(found.hits.into_iter().map(|placed| placed.hit).collect())
}

/// At most `limit` documents of a kind in a span that have every word of `query`, newest first; without words all. When
/// many have them, a page may be shorter and not the last.
pub fn find_page(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    kind: &str,
    query: &str,
    span: &Span,
    limit: i64,
) -> Result<HitPage> {
    match query_terms(kind, query) {
        Some(terms) => find_terms(tx, workspace, kind, &terms, span, (limit.min(ENOUGH), limit)),
        None => list_newest(tx, workspace, kind, span, limit).map(|hits| HitPage::of(hits, limit)),
    }
}

/// Between `enough` and `limit` documents, if so many are there.
fn find_terms(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    kind: &str,
    terms: &QueryTerms,
    span: &Span,
    (enough, limit): (i64, i64),
) -> Result<HitPage> {
    let begun = match tx.kind() {
        Kind::Sqlite if terms.begins_words => words_begun(tx, &terms.beginning())?,
        Kind::Sqlite => Some(Vec::new()),
        Kind::Postgres => None,
    };
    if begun.is_none() {
        let hits = walk_newest(tx, workspace, kind, terms, span, limit)?;
        if count(&hits) >= enough {
            return Ok(HitPage { hits, is_last: false });
        }
    }
    let scope = scope_term(workspace, kind);
    let expression = match tx.kind() {
        Kind::Sqlite => terms.sqlite(&scope, begun.as_deref()),
        Kind::Postgres => terms.postgres(&scope),
    };
    ask_index(tx, workspace, kind, &expression, span, limit).map(|hits| HitPage::of(hits, limit))
}

/// The words in SQLite's index that begin so, unless they are too many to ask for each.
fn words_begun(tx: &mut Tx<'_>, beginning: &str) -> Result<Option<Vec<String>>> {
    let mut words = Vec::new();
    let mut from = beginning.to_owned();
    while words.len() <= WORDS_BEGUN_MAX {
        let next = tx.query_opt(
            sql!(
                "SELECT term FROM /*sqlite: search_words */ /*postgres: (SELECT '' AS term) AS none */
                 WHERE term >= $1 LIMIT 1"
            ),
            &[&from],
            |row| row.get::<String>("term"),
        )?;
        match next {
            Some(word) if word.starts_with(beginning) => {
                // No word has a character before the first letters and digits.
                from = format!("{word}\u{1}");
                words.push(word);
            }
            _ => return Ok(Some(words)),
        }
    }
    Ok(None)
}

impl HitPage {
    /// All that is there, up to `limit`.
    fn of(hits: Vec<PlacedHit>, limit: i64) -> Self {
        Self {
            is_last: count(&hits) < limit,
            hits,
        }
    }
}

fn count(hits: &[PlacedHit]) -> i64 {
    i64::try_from(hits.len()).unwrap_or(i64::MAX)
}

fn list_newest(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    kind: &str,
    span: &Span,
    limit: i64,
) -> Result<Vec<PlacedHit>> {
    let scope = format!("\"{}\"", scope_term(workspace, kind));
    tx.query(
        sql!(
            "SELECT id, parent_id, /*sqlite: CAST(rowid AS TEXT) */ /*postgres: id */ AS place
             FROM search_documents
             WHERE workspace_id = $1 AND kind = $2
             AND /*sqlite: search_documents MATCH $3 AND rowid > CAST($4 AS BIGINT) AND rowid < CAST($5 AS BIGINT) */
                 /*postgres: $3 <> '' AND id > $4 AND id < $5 */
             ORDER BY /*sqlite: rowid */ /*postgres: id */ DESC
             LIMIT $6"
        ),
        &[workspace, &kind, &scope, &span.low, &span.high, &limit],
        read_placed,
    )
}

/// Those of the newest documents that match; the words before the last are left to SQLite's index.
fn walk_newest(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    kind: &str,
    terms: &QueryTerms,
    span: &Span,
    limit: i64,
) -> Result<Vec<PlacedHit>> {
    let scope = scope_term(workspace, kind);
    let expression = match tx.kind() {
        Kind::Sqlite => terms.sqlite_whole(&scope),
        Kind::Postgres => terms.postgres(&scope),
    };
    let (beginning, stemmed) = (format!(" {}", terms.beginning()), format!(" {} ", stem(&terms.last)));
    tx.query(
        sql!(
            "SELECT id, parent_id, CAST(place AS TEXT) AS place
             FROM (
                 SELECT id, parent_id, terms, /*sqlite: rowid */ /*postgres: id */ AS place
                 FROM search_documents
                 WHERE workspace_id = $1 AND kind = $2
                 AND /*sqlite: search_documents MATCH $3 AND rowid > CAST($4 AS BIGINT) AND rowid < CAST($5 AS BIGINT) */
                     /*postgres: id > $4 AND id < $5 */
                 ORDER BY /*sqlite: rowid */ /*postgres: id */ DESC
                 LIMIT $6) AS newest
             WHERE /*sqlite: instr(' ' || terms, $7) > 0 OR instr(' ' || terms || ' ', $8) > 0 */
                   /*postgres: terms @@ to_tsquery('simple', $3) AND $7 <> '' AND $8 <> '' */
             ORDER BY newest.place DESC
             LIMIT $9"
        ),
        &[
            workspace,
            &kind,
            &expression,
            &span.low,
            &span.high,
            &walked(tx.kind(), limit),
            &beginning,
            &stemmed,
            &limit,
        ],
        read_placed,
    )
}

fn ask_index(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    kind: &str,
    expression: &str,
    span: &Span,
    limit: i64,
) -> Result<Vec<PlacedHit>> {
    // `OFFSET 0` keeps PostgreSQL from walking by id until it has met enough of a rare word, and from gathering the whole
    // workspace beside the word: the word's own index knows the workspace.
    tx.query(
        sql!(
            "SELECT id, parent_id, place
             FROM (
                 SELECT workspace_id, kind, id, parent_id, /*sqlite: CAST(rowid AS TEXT) */ /*postgres: id */ AS place
                 FROM search_documents
                 WHERE /*sqlite: search_documents MATCH $3 AND rowid > CAST($4 AS BIGINT) AND rowid < CAST($5 AS BIGINT)
                       ORDER BY rowid DESC */
                       /*postgres: terms @@ to_tsquery('simple', $3) OFFSET 0 */) AS found
             WHERE workspace_id = $1 AND kind = $2 /*postgres: AND id > $4 AND id < $5 ORDER BY id DESC */
             LIMIT $6"
        ),
        &[workspace, &kind, &expression, &span.low, &span.high, &limit],
        read_placed,
    )
}

/// Whether there are late messages in SQLite's index.
fn has_late(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<bool> {
    let found = tx.query_opt(
        sql!(
            "SELECT id FROM search_documents
             WHERE /*sqlite: search_documents MATCH $1 */ /*postgres: terms @@ to_tsquery('simple', $1) */
             LIMIT 1"
        ),
        &[&late_term(workspace, "message")],
        |row| row.get::<String>("id"),
    )?;
    Ok(found.is_some())
}

/// A place in SQLite's index that all messages written long enough after `edge` stand above.
fn place_below(tx: &mut Tx<'_>, workspace: &WorkspaceId, edge: &MessageId) -> Result<Option<String>> {
    let ids = tx.query(
        sql!("SELECT id FROM messages WHERE workspace_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3"),
        &[workspace, edge, &AT_EDGE],
        |row| row.get::<String>("id"),
    )?;
    Ok(places_of(tx, workspace, &ids)?.map(|(lowest, _)| lowest.to_string()))
}

/// A place in SQLite's index that all messages written long enough before `edge` stand below.
fn place_above(tx: &mut Tx<'_>, workspace: &WorkspaceId, edge: &MessageId) -> Result<Option<String>> {
    let ids = tx.query(
        sql!("SELECT id FROM messages WHERE workspace_id = $1 AND id >= $2 ORDER BY id LIMIT $3"),
        &[workspace, edge, &AT_EDGE],
        |row| row.get::<String>("id"),
    )?;
    Ok(places_of(tx, workspace, &ids)?.map(|(_, highest)| highest.to_string()))
}

/// The lowest and the highest place of the documents of messages in SQLite's index.
fn places_of(tx: &mut Tx<'_>, workspace: &WorkspaceId, ids: &[String]) -> Result<Option<(i64, i64)>> {
    if ids.is_empty() {
        return Ok(None);
    }
    let (lowest, highest): (Option<i64>, Option<i64>) = tx.query_one(
        sql!(
            "SELECT MIN(/*sqlite: rowid */ /*postgres: LENGTH(id) */) AS lowest,
                    MAX(/*sqlite: rowid */ /*postgres: LENGTH(id) */) AS highest
             FROM search_documents
             WHERE workspace_id = $1 AND kind = 'message'
             AND /*sqlite: search_documents MATCH $2 */ /*postgres: $2 <> '' */"
        ),
        &[workspace, &any_of(workspace, "message", ids)],
        |row| Ok((row.get("lowest")?, row.get("highest")?)),
    )?;
    Ok(lowest.zip(highest))
}

fn read_placed(row: &Row<'_>) -> Result<PlacedHit> {
    Ok(PlacedHit {
        place: row.get("place")?,
        hit: SearchHit {
            id: row.get("id")?,
            parent_id: row.get("parent_id")?,
        },
    })
}
