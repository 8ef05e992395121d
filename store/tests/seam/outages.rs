//! Full disks, stopped servers and sudden ends: nothing acknowledged is lost, and work goes on by itself.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use futures_util::future::join_all;
use galka_domain::time::Timestamp;
use galka_store::migrate::apply;
use galka_store::testing::{Cluster, TestDatabase};
use galka_store::{Db, Error, Result, Tx, sql};

use crate::{Person, SCHEMA, count_people, insert_person};

const NOW: Timestamp = Timestamp::from_secs(1_790_000_000);
const CHILD_FILE: &str = "GALKA_TEST_CHILD_FILE";

/// This test binary again, running one test that is a child's part, under a shell that can prepare for it.
fn child(test: &str, file: &str, before: &str) -> Command {
    let mut shell = Command::new("bash");
    shell.arg("-c").arg(format!(
        "{before} exec \"$0\" --exact {test} --ignored --nocapture --test-threads=1"
    ));
    shell
        .arg(std::env::current_exe().expect("a test knows its binary"))
        .env(CHILD_FILE, file);
    shell
}

fn large_person(number: i64) -> Person {
    Person {
        photo: Some(vec![7; 100_000]),
        ..Person::numbered(number)
    }
}

#[tokio::test]
async fn a_full_database_fails_one_commit_and_recovers() {
    let database = TestDatabase::sqlite(SCHEMA).await;
    let db = &database.db;
    let limited = db.write(|tx| {
        tx.query_one(sql!("PRAGMA max_page_count = 20"), &[], |row| {
            row.get::<i64>("max_page_count")
        })
    });
    assert!(limited.await.unwrap() < 40);
    let full = db.write(|tx| insert_person(tx, &large_person(1))).await;
    assert!(matches!(full, Err(Error::Unavailable(_))), "{full:?}");
    // The connection that met the full disk was given up, and the limit with it.
    assert_eq!(db.write(|tx| insert_person(tx, &large_person(2))).await, Ok(1));
    assert_eq!(db.read(count_people).await, Ok(1));
    database.remove().await;
}

#[test]
fn a_file_size_limit_is_unavailable_until_it_is_lifted() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("galka.db").display().to_string();
    let ended = child("seam::outages::child_writes_beyond_its_limit", &file, "trap '' XFSZ;")
        .output()
        .unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stdout));
    assert!(String::from_utf8_lossy(&ended.stdout).contains("1 passed"));
}

fn limit_own_files(bytes: &str) {
    let pid = std::process::id().to_string();
    let set = Command::new("prlimit")
        .args(["--pid", &pid, &format!("--fsize={bytes}:")])
        .status();
    assert!(
        set.is_ok_and(|status| status.success()),
        "prlimit (util-linux) is installed"
    );
}

#[tokio::test]
#[ignore = "the child's part of a_file_size_limit_is_unavailable_until_it_is_lifted"]
async fn child_writes_beyond_its_limit() {
    let Ok(file) = std::env::var(CHILD_FILE) else {
        return;
    };
    let db = Db::open(format!("sqlite://{file}")).await.unwrap();
    apply(&db, SCHEMA, NOW).await.unwrap();
    db.write(|tx| insert_person(tx, &Person::numbered(1))).await.unwrap();
    limit_own_files("2000000");
    let mut kept = 1;
    let refused = loop {
        match db.write(move |tx| insert_person(tx, &large_person(kept + 1))).await {
            Ok(_) => kept += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(refused, Error::Unavailable(_)), "{refused:?}");
    assert!(matches!(
        db.write(move |tx| insert_person(tx, &large_person(kept + 1))).await,
        Err(Error::Unavailable(_))
    ));
    assert_eq!(db.read(count_people).await, Ok(kept), "reading goes on");
    limit_own_files("unlimited");
    assert_eq!(
        db.write(move |tx| insert_person(tx, &large_person(kept + 1))).await,
        Ok(1)
    );
    assert_eq!(db.read(count_people).await, Ok(kept + 1));
    db.close().await;
}

#[tokio::test]
async fn a_killed_process_loses_nothing_it_acknowledged() {
    use std::io::{BufRead as _, BufReader};
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("galka.db").display().to_string();
    let mut process = child("seam::outages::child_acknowledges_until_killed", &file, "")
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let mut acknowledged = Vec::new();
    for line in lines {
        let Ok(line) = line else { break };
        if let Some(id) = line.strip_prefix("kept ") {
            acknowledged.push(id.to_owned());
        }
        if acknowledged.len() == 500 {
            process.kill().unwrap();
        }
    }
    process.wait().unwrap();
    assert!(acknowledged.len() >= 500);
    let db = Db::open(format!("sqlite://{file}")).await.unwrap();
    let stored = db
        .read(|tx| tx.query(sql!("SELECT id FROM people"), &[], |row| row.get::<String>("id")))
        .await
        .unwrap();
    let missing: Vec<_> = acknowledged.iter().filter(|id| !stored.contains(id)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    db.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the child's part of a_killed_process_loses_nothing_it_acknowledged"]
async fn child_acknowledges_until_killed() {
    let Ok(file) = std::env::var(CHILD_FILE) else {
        return;
    };
    let db = Db::open(format!("sqlite://{file}")).await.unwrap();
    apply(&db, SCHEMA, NOW).await.unwrap();
    let next = AtomicI64::new(1);
    let writers = (0..32).map(|_| async {
        loop {
            let person = Person::numbered(next.fetch_add(1, Ordering::Relaxed));
            let id = person.id.clone();
            db.write(move |tx| insert_person(tx, &person)).await.unwrap();
            println!("kept {id}");
        }
    });
    join_all(writers).await;
}

#[tokio::test]
async fn closing_finishes_what_was_asked_and_refuses_the_rest() {
    let database = TestDatabase::sqlite(SCHEMA).await;
    let writes: Vec<_> = (0..100)
        .map(|number| {
            let db = database.db.clone();
            tokio::spawn(async move { db.write(move |tx| insert_person(tx, &Person::numbered(number))).await })
        })
        .collect();
    tokio::task::yield_now().await;
    database.db.close().await;
    let mut kept = 0;
    for write in writes {
        kept += i64::from(write.await.unwrap().is_ok());
    }
    assert!(matches!(
        database.db.read(count_people).await,
        Err(Error::Unavailable(_))
    ));
    assert!(matches!(
        database.db.write(count_people).await,
        Err(Error::Unavailable(_))
    ));
    let log = format!("{}-wal", database.url.trim_start_matches("sqlite://"));
    assert!(!std::path::Path::new(&log).exists(), "the log is emptied and removed");
    let again = Db::open(&*database.url).await.unwrap();
    assert_eq!(again.read(count_people).await, Ok(kept));
}

#[tokio::test]
async fn the_log_does_not_grow_without_end() {
    let database = TestDatabase::sqlite(SCHEMA).await;
    let log = format!("{}-wal", database.url.trim_start_matches("sqlite://"));
    let mut largest = 0;
    for number in 0..200 {
        let person = Person {
            photo: Some(vec![7; 1_000_000]),
            ..Person::numbered(number)
        };
        let written = database.db.write(move |tx| insert_person(tx, &person));
        assert_eq!(written.await, Ok(1));
        largest = largest.max(std::fs::metadata(&log).unwrap().len());
    }
    assert!(largest < 120_000_000, "the log reached {largest} bytes");
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stopped_server_is_unavailable_soon_and_used_again_when_it_is_back() {
    let cluster = Cluster::private();
    let db = Db::open(cluster.url("postgres")).await.unwrap();
    apply(&db, SCHEMA, NOW).await.unwrap();
    let before: Vec<_> = (0..6)
        .map(|number| {
            let db = db.clone();
            tokio::spawn(async move { db.write(move |tx| insert_person(tx, &Person::numbered(number))).await })
        })
        .collect();
    for write in before {
        write.await.unwrap().unwrap();
    }
    cluster.stop();
    let write = db.write(|tx| insert_person(tx, &Person::numbered(7)));
    let refused = tokio::time::timeout(std::time::Duration::from_secs(4), write)
        .await
        .expect("answered soon");
    assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
    assert!(matches!(db.read(count_people).await, Err(Error::Unavailable(_))));
    cluster.start();
    assert_eq!(db.write(|tx| insert_person(tx, &Person::numbered(7))).await, Ok(1));
    assert_eq!(db.read(count_people).await, Ok(7));
    db.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_breaks_before_the_commit_is_replaced() {
    let database = TestDatabase::postgres(SCHEMA).await;
    let runs = Arc::new(AtomicI64::new(0));
    let counted = Arc::clone(&runs);
    let written = database.db.write(move |tx| {
        insert_person(tx, &Person::numbered(1))?;
        if counted.fetch_add(1, Ordering::SeqCst) == 0 {
            break_connection(tx)?;
        }
        insert_person(tx, &Person::numbered(2))
    });
    assert_eq!(written.await, Ok(1));
    assert_eq!(runs.load(Ordering::SeqCst), 2);
    assert_eq!(database.db.read(count_people).await, Ok(2));
    database.remove().await;
}

fn break_connection(tx: &mut Tx<'_>) -> Result<u64> {
    tx.execute(sql!("SELECT pg_terminate_backend(pg_backend_pid())"), &[])
}
