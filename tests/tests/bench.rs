//! The bench at a hundredth of its size: whether it measures at all, and whether everything arrives; not how fast.

use galka_bench::{DispatchOptions, IngestOptions, LiveOptions, SandboxOptions, dispatch, ingest, live, sandbox};
use galka_store::migrate::MIGRATIONS;
use galka_store::testing::TestDatabase;
use galka_tests::binary;

const SCALE: f64 = 0.01;
/// Two of them at once would measure each other, and on two cores starve each other.
static ONE_AT_A_TIME: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ingest_measures_and_loses_nothing_on_sqlite() {
    run_ingest(None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ingest_measures_and_loses_nothing_on_postgres() {
    let database = TestDatabase::postgres(MIGRATIONS).await;
    run_ingest(Some(database.url.clone())).await;
    database.remove().await;
}

async fn run_ingest(database_url: Option<String>) {
    let _alone = ONE_AT_A_TIME.lock().await;
    let options = IngestOptions {
        database_url,
        scale: SCALE,
        rounds: 1,
        messages: 100_000,
        ..IngestOptions::new(binary::path())
    };
    let report = ingest(options).await.unwrap_or_else(|failure| panic!("{failure}"));
    println!("{report}");
    assert_eq!(report.figure("lost"), Some(0.0));
    for key in ["intake_rate", "applied_rate", "paced_p99_ms", "search_p95_ms"] {
        assert!(
            report.figure(key).is_some_and(|figure| figure > 0.0),
            "{key}:\n{report}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dispatch_measures_and_keeps_the_cap_on_sqlite() {
    run_dispatch(None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dispatch_measures_and_keeps_the_cap_on_postgres() {
    let database = TestDatabase::postgres(MIGRATIONS).await;
    run_dispatch(Some(database.url.clone())).await;
    database.remove().await;
}

async fn run_dispatch(database_url: Option<String>) {
    let _alone = ONE_AT_A_TIME.lock().await;
    let options = DispatchOptions {
        database_url,
        scale: SCALE,
        rounds: 1,
        ..DispatchOptions::new(binary::path())
    };
    let report = dispatch(options).await.unwrap_or_else(|failure| panic!("{failure}"));
    println!("{report}");
    for key in ["cap_80_refused", "cap_1000_refused"] {
        assert_eq!(report.figure(key), Some(0.0), "{report}");
    }
    assert!(
        report.figure("sends_per_second").is_some_and(|rate| rate > 0.0),
        "{report}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_watcher_hears_every_event_once_on_sqlite() {
    run_live(None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_watcher_hears_every_event_once_on_postgres() {
    let database = TestDatabase::postgres(MIGRATIONS).await;
    run_live(Some(database.url.clone())).await;
    database.remove().await;
}

/// All the watchers, for a moment: lines are cut, and the server is killed and comes back.
async fn run_live(database_url: Option<String>) {
    let _alone = ONE_AT_A_TIME.lock().await;
    let options = LiveOptions {
        database_url,
        scale: SCALE,
        ..LiveOptions::new(binary::path())
    };
    let report = live(options).await.unwrap_or_else(|failure| panic!("{failure}"));
    println!("{report}");
    for key in ["missed", "doubled"] {
        assert_eq!(report.figure(key), Some(0.0), "{report}");
    }
    for key in ["received", "resumed"] {
        assert!(
            report.figure(key).is_some_and(|count| count >= 200.0),
            "{key}:\n{report}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sandbox_is_measured_and_tells_of_every_send() {
    let _alone = ONE_AT_A_TIME.lock().await;
    let options = SandboxOptions {
        scale: SCALE,
        rounds: 1,
        ..SandboxOptions::new(binary::path())
    };
    let report = sandbox(options).await.unwrap_or_else(|failure| panic!("{failure}"));
    println!("{report}");
    for key in ["sandbox_rate", "sandbox_sends_per_second", "campaign_seconds"] {
        assert!(
            report.figure(key).is_some_and(|figure| figure > 0.0),
            "{key}:\n{report}"
        );
    }
}
