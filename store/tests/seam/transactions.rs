//! What a transaction keeps, what it undoes, and when its caller is answered.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use galka_store::testing::{TestDatabase, on_both_with};
use galka_store::{Db, Error, Result, Tx, sql};

use crate::{Person, SCHEMA, count_people, insert_person, list_people};

#[tokio::test]
async fn what_is_written_is_read_back_exactly() {
    on_both_with(SCHEMA, async |db| {
        let person = Person {
            name: Some("Ада 👩🏽‍🚀 \"quoted\" \\ \n".into()),
            opted_out: true,
            score: Some(0.1 + 0.2),
            photo: Some(vec![0, 255, 39]),
            created_at: i64::MAX,
            ..Person::numbered(1)
        };
        let written = person.clone();
        assert_eq!(db.write(move |tx| insert_person(tx, &written)).await, Ok(1));
        assert_eq!(db.read(list_people).await, Ok(vec![person]));
    })
    .await;
}

#[tokio::test]
async fn a_duplicate_is_named_by_its_table_and_undoes_its_transaction_alone() {
    on_both_with(SCHEMA, async |db| {
        db.write(|tx| insert_person(tx, &Person::numbered(1))).await.unwrap();
        let refused = db.write(|tx| {
            insert_person(tx, &Person::numbered(2))?;
            insert_person(tx, &Person::numbered(1))
        });
        let kept = db.write(|tx| insert_person(tx, &Person::numbered(3)));
        let (refused, kept) = tokio::join!(refused, kept);
        assert!(refused.unwrap_err().is_duplicate_in("people"));
        assert_eq!(kept, Ok(1));
        let ids: Vec<String> = db
            .read(list_people)
            .await
            .unwrap()
            .into_iter()
            .map(|person| person.id)
            .collect();
        assert_eq!(ids, ["p_000001", "p_000003"]);
    })
    .await;
}

#[tokio::test]
async fn an_abandoned_transaction_returns_its_value_and_keeps_nothing() {
    on_both_with(SCHEMA, async |db| {
        let answer = db.write(|tx| {
            insert_person(tx, &Person::numbered(1))?;
            tx.abandon();
            Ok("refused")
        });
        assert_eq!(answer.await, Ok("refused"));
        assert_eq!(db.read(count_people).await, Ok(0));
    })
    .await;
}

#[tokio::test]
async fn a_savepoint_fails_alone() {
    on_both_with(SCHEMA, async |db| {
        let kept = db.write(|tx| {
            insert_person(tx, &Person::numbered(1))?;
            let inner = tx.savepoint(|tx| {
                insert_person(tx, &Person::numbered(2))?;
                insert_person(tx, &Person::numbered(1))
            });
            assert!(inner.unwrap_err().is_duplicate_in("people"));
            tx.savepoint(|tx| insert_person(tx, &Person::numbered(3)))?;
            tx.savepoint(|tx| {
                insert_person(tx, &Person::numbered(4))?;
                tx.abandon();
                Ok(())
            })?;
            count_people(tx)
        });
        assert_eq!(kept.await, Ok(2));
        assert_eq!(db.read(count_people).await, Ok(2));
    })
    .await;
}

#[tokio::test]
async fn going_on_after_a_failed_statement_keeps_nothing() {
    on_both_with(SCHEMA, async |db| {
        let answer = db.write(|tx| {
            insert_person(tx, &Person::numbered(1))?;
            let _ = insert_person(tx, &Person::numbered(1));
            Ok(())
        });
        assert!(matches!(answer.await, Err(Error::Driver(_))));
        assert_eq!(db.read(count_people).await, Ok(0));
    })
    .await;
}

#[tokio::test]
async fn a_panicking_closure_hurts_nobody_else() {
    on_both_with(SCHEMA, async |db| {
        let panicking = db.write(|tx| -> Result<()> {
            insert_person(tx, &Person::numbered(1))?;
            panic!("on purpose");
        });
        let neighbour = db.write(|tx| insert_person(tx, &Person::numbered(2)));
        let (panicking, neighbour) = tokio::join!(panicking, neighbour);
        assert_eq!(
            panicking,
            Err(Error::Driver("a transaction panicked: on purpose".into()))
        );
        assert_eq!(neighbour, Ok(1));
        let reading = db.read(|_| -> Result<()> { panic!("on purpose") }).await;
        assert!(matches!(reading, Err(Error::Driver(_))));
        assert_eq!(db.read(count_people).await, Ok(1));
    })
    .await;
}

#[tokio::test]
async fn a_read_cannot_write() {
    on_both_with(SCHEMA, async |db| {
        let refused = db.read(|tx| insert_person(tx, &Person::numbered(1))).await;
        assert!(matches!(refused, Err(Error::Driver(_))), "{refused:?}");
        assert_eq!(db.write(|tx| insert_person(tx, &Person::numbered(1))).await, Ok(1));
    })
    .await;
}

#[tokio::test]
async fn what_only_one_database_would_refuse_is_refused_by_both() {
    on_both_with(SCHEMA, async |db| {
        let with_nul = Person {
            name: Some("a\0b".into()),
            ..Person::numbered(1)
        };
        let refused = db.write(move |tx| insert_person(tx, &with_nul)).await;
        assert_eq!(refused, Err(Error::HoldsNul));
        let too_many = db.read(|tx| tx.execute(sql!("SELECT id FROM people WHERE id = $1"), &[&"a", &"b"]));
        assert!(matches!(too_many.await, Err(Error::Driver(_))));
    })
    .await;
}

#[tokio::test]
async fn a_value_that_cannot_be_read_names_its_place_but_not_itself() {
    on_both_with(SCHEMA, async |db| {
        db.write(|tx| insert_person(tx, &Person::numbered(1))).await.unwrap();
        let read = db.read(|tx| tx.query(sql!("SELECT id, phone FROM people"), &[], |row| row.get::<i64>("phone")));
        let expected = Error::Inconsistent {
            table: "people".into(),
            column: "phone".into(),
            id: "p_000001".into(),
        };
        assert_eq!(read.await, Err(expected));
    })
    .await;
}

fn claim(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    tx.query(
        sql!(
            "UPDATE jobs SET state = 'claimed', attempts = attempts + 1
             WHERE id IN (
                 SELECT id FROM jobs WHERE state = 'queued' AND due_at <= $2
                 ORDER BY due_at LIMIT $1 /*postgres: FOR UPDATE SKIP LOCKED */
             )
             RETURNING id"
        ),
        &[&20_i64, &500_i64],
        |row| row.get("id"),
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn workers_that_claim_at_once_never_share_a_job() {
    on_both_with(SCHEMA, async |db| {
        db.write(|tx| {
            for number in 1..=600_i64 {
                tx.execute(
                    sql!("INSERT INTO jobs (id, state, due_at) VALUES ($1, 'queued', $2)"),
                    &[&format!("j_{number}"), &number],
                )?;
            }
            Ok(())
        })
        .await
        .unwrap();
        let workers: Vec<_> = (0..4).map(|_| tokio::spawn(claim_all(db.clone()))).collect();
        let mut claimed = Vec::new();
        for worker in workers {
            claimed.extend(worker.await.unwrap());
        }
        let total = claimed.len();
        claimed.sort();
        claimed.dedup();
        assert_eq!((total, claimed.len()), (500, 500));
    })
    .await;
}

async fn claim_all(db: Db) -> Vec<String> {
    let mut all = Vec::new();
    loop {
        let some = db.write(claim).await.expect("a claim needs no retry");
        if some.is_empty() {
            return all;
        }
        all.extend(some);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_race_is_run_again() {
    let database = TestDatabase::postgres(SCHEMA).await;
    let db = &database.db;
    db.write(|tx| {
        insert_person(tx, &Person::numbered(1))?;
        insert_person(tx, &Person::numbered(2))
    })
    .await
    .unwrap();
    let runs = Arc::new(AtomicU32::new(0));
    let both_hold_one = Arc::new(std::sync::Barrier::new(2));
    let cross = |first: &'static str, second: &'static str| {
        let (runs, barrier) = (Arc::clone(&runs), Arc::clone(&both_hold_one));
        db.write(move |tx| {
            touch(tx, first)?;
            if runs.fetch_add(1, Ordering::SeqCst) < 2 {
                barrier.wait();
            }
            touch(tx, second)
        })
    };
    let (one, two) = tokio::join!(cross("p_000001", "p_000002"), cross("p_000002", "p_000001"));
    assert_eq!((one, two), (Ok(()), Ok(())));
    assert!(
        runs.load(Ordering::SeqCst) >= 3,
        "one of the two was undone by the deadlock and repeated; the repeat may be the first to \
         take the row again, and then the race is lost once more"
    );
    let touched = db.read(list_people).await.unwrap();
    assert!(
        touched
            .iter()
            .all(|person| person.created_at % 10 == person.created_at && person.created_at >= 3)
    );
    database.remove().await;
}

fn touch(tx: &mut Tx<'_>, id: &str) -> Result<()> {
    tx.execute(
        sql!("UPDATE people SET created_at = created_at + 1 WHERE id = $1"),
        &[&id],
    )
    .map(drop)
}
