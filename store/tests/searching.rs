//! Searching words on both databases: what is found is what a look at every document would find, in one order, on pages
//! of any length, whether a word is everywhere or nearly nowhere.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use galka_domain::ids::{ContactId, MessageId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_store::migrate::{MIGRATIONS, apply};
use galka_store::search::{self, SearchDocument, Span};
use galka_store::testing::{TestDatabase, on_both};
use galka_store::{Db, sql};

const T0: Timestamp = Timestamp::from_secs(1_795_000_000);
/// More than SQLite walks before it asks its index.
const DOCUMENTS: u64 = 1_400;

fn home() -> WorkspaceId {
    WorkspaceId::new(T0, 1)
}

fn other() -> WorkspaceId {
    WorkspaceId::new(T0, 2)
}

/// The words of a document: figures, which have no stems. `10…` is in nearly all, `777` in old ones only; many words begin
/// with `400`.
fn words_of(nth: u64) -> Vec<String> {
    let mut words = vec![format!("10{}", nth % 7), (200 + nth % 40).to_string()];
    if nth.is_multiple_of(3) {
        words.push("555".to_owned());
    }
    if nth % 100 == 5 {
        words.push(format!("9{nth:04}"));
    }
    if nth < 300 {
        words.push("777".to_owned());
    }
    if nth % 20 == 7 {
        words.push(format!("40{nth:05}"));
    }
    words
}

async fn fill(db: &Db) {
    let document = |nth: u64| SearchDocument {
        kind: "message",
        id: MessageId::new(T0.plus(i64::try_from(nth).unwrap()), nth)
            .as_str()
            .to_owned(),
        parent_id: None,
        text: words_of(nth).join(", "),
        is_late: false,
    };
    db.write(move |tx| {
        for nth in 0..DOCUMENTS {
            search::insert(tx, &home(), &[document(nth)])?;
            if nth.is_multiple_of(10) {
                search::insert(tx, &other(), &[document(nth)])?;
            }
        }
        Ok(())
    })
    .await
    .unwrap();
}

/// The documents that a look at each would find, newest first.
fn expected(query: &str) -> Vec<u64> {
    let asked: Vec<&str> = query.split(' ').collect();
    let (last, whole) = asked.split_last().unwrap();
    let has_last = |word: &String| word == last || (last.len() >= 3 && word.starts_with(last));
    (0..DOCUMENTS)
        .rev()
        .filter(|nth| {
            let words = words_of(*nth);
            whole.iter().all(|word| words.iter().any(|one| one == word)) && words.iter().any(has_last)
        })
        .collect()
}

/// The documents that are found on pages of `limit`.
async fn found(db: &Db, workspace: WorkspaceId, query: &'static str, limit: i64) -> Vec<String> {
    db.read(move |tx| {
        let mut span = Span::everywhere(tx.kind());
        let mut ids = Vec::new();
        loop {
            let page = search::find_page(tx, &workspace, "message", query, &span, limit)?;
            if let Some(last) = page.hits.last() {
                span = span.after(&last.place);
            }
            ids.extend(page.hits.into_iter().map(|placed| placed.hit.id));
            if page.is_last {
                return Ok(ids);
            }
        }
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn what_is_found_is_what_a_look_at_every_document_finds() {
    on_both(async |db| {
        fill(&db).await;
        for query in [
            "100",
            "10",
            "555",
            "555 10",
            "777",
            "777 101",
            "90005",
            "900",
            "400",
            "555 400",
            "9",
            "203 555",
            "555 203 777",
            "1",
            "31",
            "999999",
            "msg",
            "ws0",
        ] {
            for limit in [17, 250, 2_000] {
                let ids = |nth: Vec<u64>| -> Vec<String> {
                    nth.into_iter()
                        .map(|nth| {
                            MessageId::new(T0.plus(i64::try_from(nth).unwrap()), nth)
                                .as_str()
                                .to_owned()
                        })
                        .collect()
                };
                let all = expected(query);
                assert_eq!(
                    found(&db, home(), query, limit).await,
                    ids(all.clone()),
                    "{query} by {limit}"
                );
                let theirs: Vec<u64> = all.into_iter().filter(|nth| nth.is_multiple_of(10)).collect();
                assert_eq!(
                    found(&db, other(), query, limit).await,
                    ids(theirs),
                    "{query} elsewhere"
                );
            }
        }
    })
    .await;
}

#[tokio::test]
async fn accents_and_unseen_marks_are_passed_over_on_both() {
    on_both(async |db| {
        let document = |nth: u64, text: &str| SearchDocument {
            kind: "message",
            id: MessageId::new(T0, nth).as_str().to_owned(),
            parent_id: None,
            text: text.to_owned(),
            is_late: false,
        };
        let documents = ["Café", "cafe\u{301}", "за\u{301}мок", "Йод", "иод"]
            .iter()
            .zip(1..)
            .map(|(text, nth)| document(nth, text))
            .collect::<Vec<_>>();
        db.write(move |tx| search::insert(tx, &home(), &documents))
            .await
            .unwrap();
        for (query, count) in [("cafe", 2), ("café", 2), ("замок", 1), ("йод", 1), ("и\u{306}од", 1)] {
            assert_eq!(
                found(&db, home(), query, 10).await.len(),
                count,
                "{query} on {:?}",
                db.kind()
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_contact_indexed_before_is_found_by_two_letters() {
    for database in [
        TestDatabase::sqlite(&MIGRATIONS[..16]).await,
        TestDatabase::postgres(&MIGRATIONS[..16]).await,
    ] {
        let id = ContactId::new(T0, 1);
        let old = format!(
            "{}contact {} олег 79161234567 end76543219761",
            home().as_str().replace('_', ""),
            id.as_str().replace('_', "")
        );
        let contact = id.clone();
        database
            .db
            .write(move |tx| {
                tx.execute(
                    sql!(
                        "INSERT INTO search_documents (workspace_id, kind, id, terms)
                         VALUES ($1, 'contact', $2, /*sqlite: $3 */ /*postgres: to_tsvector('simple', $3) */)"
                    ),
                    &[&home(), &contact, &old],
                )
            })
            .await
            .unwrap();
        apply(&database.db, MIGRATIONS, T0).await.unwrap();
        for (query, count) in [
            ("ол", 1),
            ("олега", 1),
            ("7916", 1),
            ("end765", 1),
            ("лег", 0),
            ("ct", 0),
            ("01", 0),
        ] {
            let hits = database
                .db
                .read(move |tx| search::find(tx, &home(), "contact", query, 10))
                .await
                .unwrap();
            assert_eq!(hits.len(), count, "{query} on {:?}", database.db.kind());
        }
        database.remove().await;
    }
}
