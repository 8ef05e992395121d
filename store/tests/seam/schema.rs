//! Migrations, and every statement of this crate on both databases.

use std::path::Path;

use galka_domain::time::Timestamp;
use galka_store::migrate::{MIGRATIONS, Migration, apply};
use galka_store::testing::{on_both_with, prepare_every_statement};
use galka_store::{Error, sql};

use crate::{SCHEMA, count_people};

const NOW: Timestamp = Timestamp::from_secs(1_790_000_000);
const LATER: &[Migration] = &[
    SCHEMA[0],
    Migration {
        version: 2,
        name: "nick",
        sql: "ALTER TABLE people ADD COLUMN nick TEXT",
    },
];
const BROKEN: &[Migration] = &[
    SCHEMA[0],
    Migration {
        version: 2,
        name: "broken",
        sql: "ALTER TABLE people ADD COLUMN nick TEXT; NONSENSE",
    },
];
const OTHER: &[Migration] = &[Migration {
    version: 1,
    name: "other",
    sql: "",
}];

#[tokio::test]
async fn migrating_twice_does_it_once() {
    on_both_with(SCHEMA, async |db| {
        assert_eq!(apply(&db, SCHEMA, NOW).await, Ok(0));
        assert_eq!(apply(&db, LATER, NOW).await, Ok(1));
        let nick = db.read(|tx| {
            tx.query_opt(sql!("SELECT id FROM people LIMIT 1"), &[], |row| {
                row.get::<String>("id")
            })
        });
        assert_eq!(nick.await, Ok(None));
    })
    .await;
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    on_both_with(LATER, async |db| {
        assert_eq!(
            apply(&db, SCHEMA, NOW).await,
            Err(Error::SchemaTooNew { found: 2, known: 1 })
        );
    })
    .await;
}

#[tokio::test]
async fn another_history_is_refused() {
    on_both_with(SCHEMA, async |db| {
        assert!(matches!(apply(&db, OTHER, NOW).await, Err(Error::Inconsistent { .. })));
    })
    .await;
}

#[tokio::test]
async fn a_broken_step_is_undone_whole() {
    on_both_with(SCHEMA, async |db| {
        assert!(apply(&db, BROKEN, NOW).await.is_err());
        assert_eq!(apply(&db, LATER, NOW).await, Ok(1));
        assert_eq!(db.read(count_people).await, Ok(0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_that_migrate_at_once_take_turns() {
    on_both_with(&[], async |db| {
        let (one, two) = (db.clone(), db.clone());
        let one = tokio::spawn(async move { apply(&one, LATER, NOW).await });
        let two = tokio::spawn(async move { apply(&two, LATER, NOW).await });
        assert_eq!(one.await.unwrap().unwrap() + two.await.unwrap().unwrap(), 2);
    })
    .await;
}

#[tokio::test]
async fn every_statement_is_understood_by_both_databases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (count, wrong) = prepare_every_statement(&folder, MIGRATIONS).await;
    assert!(count > 2, "the statements of this crate are found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
