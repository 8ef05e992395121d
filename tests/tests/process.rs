//! The process: it drains, keeps others off its data, and does not touch what a newer version made.

use std::time::Duration;

use futures_util::future::join_all;
use galka_bench::product::{FreePort, Product, ProductSettings};
use galka_domain::time::Timestamp;
use galka_store::migrate::{MIGRATIONS, Migration, apply};
use galka_tests::api::text;
use galka_tests::company::{Company, text_content};
use galka_tests::storage::{Kind, Storage};
use galka_tests::webhook::{new_wamid, phone, text_message};
use galka_tests::{binary, on_both};
use serde_json::json;

on_both!(sigterm_under_load_drains_and_loses_nothing, drains);
on_both!(a_schema_of_a_newer_version_is_refused, newer_schema);

async fn drains(kind: Kind) {
    let mut company = Company::open(kind).await;
    let sender = company.sender();
    let posts = (0..200).map(|count| {
        let (sender, wamid) = (sender.clone(), new_wamid());
        async move {
            let body = sender.messages(&[text_message(&wamid, &phone(count % 10), "Перед закрытием")]);
            (wamid, sender.post(&body).await)
        }
    });
    let load = tokio::spawn(join_all(posts));
    galka_tests::patience::pause(Duration::from_millis(100)).await;
    company.end().await;
    let answers = load.await.expect("the load ends");
    company.restart().await;
    company.applied().await;
    let found: Vec<String> = company
        .messages()
        .await
        .iter()
        .map(|message| text(message, "wamid"))
        .collect();
    for (wamid, answer) in answers {
        assert!(
            answer != Some(200) || found.contains(&wamid),
            "{wamid} was acknowledged and is lost"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_process_on_the_same_data_is_refused_with_a_hint() {
    let company = Company::open(Kind::Sqlite).await;
    let port = FreePort::find().expect("a port is free");
    let settings = ProductSettings {
        listen: port.address,
        ..company.product.settings().clone()
    };
    let output = settings
        .command(&["serve", "--listen", &port.address.to_string()])
        .output()
        .expect("the binary runs");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        said.contains("--data-dir") && said.contains(&company.product.pid().to_string()),
        "{said}"
    );
    company.api.get("/me").await.expect(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_taken_port_is_refused_with_a_hint() {
    let company = Company::open(Kind::Sqlite).await;
    let storage = Storage::fresh(Kind::Sqlite).await;
    let settings = ProductSettings {
        data_dir: storage.data_dir(),
        ..bare(&storage, company.product.settings())
    };
    let listen = company.product.settings().listen.to_string();
    let output = settings
        .command(&["serve", "--listen", &listen])
        .output()
        .expect("the binary runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("--listen"),
        "{output:?}"
    );
}

async fn newer_schema(kind: Kind) {
    let storage = Storage::fresh(kind).await;
    let db = storage.open().await;
    let version = i64::try_from(MIGRATIONS.len()).expect("there are few") + 1;
    let future = Migration {
        version,
        name: "future",
        sql: "CREATE TABLE future (id BIGINT PRIMARY KEY)",
    };
    let all: Vec<Migration> = MIGRATIONS.iter().copied().chain([future]).collect();
    apply(&db, all.leak(), Timestamp::from_secs(1_790_000_000))
        .await
        .expect("the schema is made");
    db.close().await;
    let port = FreePort::find().expect("a port is free");
    let settings = ProductSettings {
        binary: binary::path(),
        data_dir: storage.data_dir(),
        listen: port.address,
        settings: vec![("GALKA_DATABASE__URL".to_owned(), storage.url().to_owned())],
        log: storage.folder().join("galka.log"),
    };
    let refused = Product::start(settings)
        .await
        .expect_err("a newer schema is not touched")
        .to_string();
    assert!(refused.contains("exit status: 1"), "{refused}");
    assert!(refused.contains("newer"), "it says why: {refused}");
    storage.remove().await;
}

#[test]
fn bad_usage_is_told_apart_from_failure() {
    for arguments in [&["no-such-command"][..], &["serve", "--no-such-flag"]] {
        let output = std::process::Command::new(binary::path())
            .args(arguments)
            .output()
            .expect("the binary runs");
        assert_eq!(output.status.code(), Some(2), "{output:?}");
    }
    let unknown = std::process::Command::new(binary::path())
        .arg("check-config")
        .env("GALKA_SERVER__LISEN", "127.0.0.1:1")
        .output()
        .expect("the binary runs");
    assert_eq!(unknown.status.code(), Some(2), "{unknown:?}");
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("server.listen"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_made_under_load_holds_all_that_came_before_it() {
    let mut company = Company::open(Kind::Sqlite).await;
    let sender = company.sender();
    let post = |count: usize| {
        let (sender, wamid) = (sender.clone(), new_wamid());
        async move {
            let body = sender.messages(&[text_message(&wamid, &phone(count % 10), "До копии")]);
            assert_eq!(sender.post(&body).await, Some(200));
            wamid
        }
    };
    let before = join_all((0..50).map(post)).await;
    company.applied().await;
    company
        .world
        .fault(json!({ "target": "messages", "kind": "error", "code": 130_429 }))
        .await;
    let answer = company.message_to(&phone(1), text_content("Ответ ждёт"));
    let waiting = company.api.post("/messages", answer).await.expect(201);
    let load = tokio::spawn(join_all((0..200).map(post)));
    let folder = tempfile::tempdir().expect("a folder can be made");
    let copy = folder.path().join("copy");
    let mut backup = company.product.settings().command(&["backup"]);
    let output = backup.arg(&copy).output().expect("the binary runs");
    assert!(output.status.success(), "{output:?}");
    load.await.expect("the load ends");

    let port = FreePort::find().expect("a port is free");
    let data_dir = folder.path().join("restored");
    let restored = ProductSettings {
        listen: port.address,
        settings: vec![(
            "GALKA_DATABASE__URL".to_owned(),
            format!("sqlite://{}/galka.db", data_dir.display()),
        )],
        data_dir,
        ..company.product.settings().clone()
    };
    let output = restored.command(&["restore"]).arg(&copy).output();
    let output = output.expect("the binary runs");
    assert!(output.status.success(), "{output:?}");
    let second = Product::start(restored).await.expect("the restored galka starts");
    company.api = company.api.towards(format!("http://{}/api/v1", port.address));
    company.applied().await;
    let path = format!("/messages/{}", text(&waiting, "id"));
    let waiting = company.api.get(&path).await.expect(200);
    assert_eq!(waiting["status"], "uncertain", "it may have gone since");
    let mut found: Vec<String> = company
        .messages()
        .await
        .iter()
        .filter(|message| message["direction"] == "inbound")
        .map(|message| text(message, "wamid"))
        .collect();
    assert!(
        before.iter().all(|wamid| found.contains(wamid)),
        "{} messages",
        found.len()
    );
    found.sort();
    let all = found.len();
    found.dedup();
    assert_eq!(found.len(), all);
    drop(second);
}

fn bare(storage: &Storage, like: &ProductSettings) -> ProductSettings {
    let settings = vec![("GALKA_DATABASE__URL".to_owned(), storage.url().to_owned())];
    ProductSettings {
        settings,
        ..like.clone()
    }
}
