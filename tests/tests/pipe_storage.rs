//! The storage goes away and comes back: intake says so, and WhatsApp's retries bring everything in afterwards.

use std::collections::HashSet;
use std::process::Command;
use std::time::Duration;

use galka_store::testing::Cluster;
use galka_tests::api::text;
use galka_tests::company::Company;
use galka_tests::patience::{eventually, within};
use galka_tests::storage::{Kind, Storage};
use galka_tests::webhook::{new_wamid, phone, text_message};
use galka_tests::world::World;

const DURING: usize = 40;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_told_and_nothing_is_lost_on_sqlite() {
    let mut company = Company::open(Kind::Sqlite).await;
    let pid = company.product.pid();
    comes_back(
        &mut company,
        || limit_files(pid, "8192:unlimited"),
        || limit_files(pid, "unlimited:unlimited"),
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stopped_cluster_is_told_and_nothing_is_lost_on_postgres() {
    let cluster = Cluster::private();
    let storage = Storage::at(Some(cluster.url("postgres")));
    let mut company = Company::unconnected(storage, World::start().await).await;
    company.connect().await;
    comes_back(&mut company, || cluster.stop(), || cluster.start()).await;
    company.product.kill();
}

async fn comes_back(company: &mut Company, take_away: impl FnOnce(), give_back: impl FnOnce()) {
    let sender = company.sender();
    let before = sender.messages(&[text_message(&new_wamid(), &phone(0), "До")]);
    assert_eq!(sender.post(&before).await, Some(200));
    company.applied().await;
    let customers: Vec<String> = (0..8).map(phone).collect();
    company.world.make_customers(&customers, serde_json::json!({})).await;
    take_away();
    let refused = sender.messages(&[text_message(&new_wamid(), &phone(0), "Во время")]);
    eventually("intake says that it cannot", || async {
        (sender.post(&refused).await == Some(503)).then_some(())
    })
    .await;
    let mut written = HashSet::new();
    for index in 0..DURING {
        let message = company
            .world
            .writes(&phone(index % 8), &format!("Во время {index}"))
            .await;
        written.insert(text(&message, "id"));
    }
    eventually("WhatsApp was told to come again", || async {
        let waiting = company
            .world
            .control
            .get("/deliveries?state=waiting&limit=10")
            .await
            .expect(200);
        let attempts = waiting["data"][0]["attempts"].as_array()?.clone();
        attempts
            .iter()
            .any(|attempt| attempt["http_status"] == 503)
            .then_some(())
    })
    .await;
    assert!(
        company.product.ended().is_none(),
        "it went down with its storage:\n{}",
        company.product.log_tail()
    );
    give_back();
    within(Duration::from_secs(120), "the retries brought everything", || async {
        let world = company.world.control.get("/world").await.expect(200);
        (world["counts"]["deliveries_waiting"] == 0).then_some(())
    })
    .await;
    company.applied().await;
    let found: Vec<String> = company
        .messages()
        .await
        .iter()
        .map(|message| text(message, "wamid"))
        .collect();
    let distinct: HashSet<String> = found.iter().cloned().collect();
    assert_eq!(distinct.len(), found.len(), "a message was applied twice");
    let lost: Vec<&String> = written.difference(&distinct).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
}

/// The largest file that the process may write, soft and hard.
fn limit_files(pid: u32, limit: &str) {
    let status = Command::new("prlimit")
        .args(["--pid", &pid.to_string(), &format!("--fsize={limit}")])
        .status();
    assert!(status.expect("prlimit (util-linux) is installed").success());
}
