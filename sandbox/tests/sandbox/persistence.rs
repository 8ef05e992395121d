//! A world in a file outlives its process.

use crate::support::{CUSTOMER, HOUR_MS, Stage, greeting, greeting_values, paused};
use galka_sandbox::{Sandbox, Settings, State, StateError};
use reqwest::Method;
use serde_json::{Value, json};
use std::path::Path;

fn kept_in(path: &Path) -> Settings {
    Settings {
        state: State::File(path.to_owned()),
        ..paused()
    }
}

/// Ends the process of a stage as a kill would, and starts another on the same file.
async fn killed_and_restarted(stage: Stage, path: &Path) -> Stage {
    let Stage {
        sandbox,
        company,
        receiver,
        client,
    } = stage;
    sandbox.kill().await;
    Stage {
        sandbox: Sandbox::start(kept_in(path)).await.unwrap(),
        company,
        receiver,
        client,
    }
}

#[tokio::test]
async fn a_killed_world_comes_back_with_its_messages_timers_and_keys() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.journal");
    let stage = Stage::open(kept_in(&path)).await;
    stage.write_from(CUSTOMER).await;
    let id = stage.send_text(CUSTOMER, "Здравствуйте").await.wamid();
    let order = json!({"name": "ready", "language": "ru", "category": "UTILITY", "components": greeting()});
    stage
        .graph(
            Method::POST,
            &format!("{}/message_templates", stage.company.waba_id),
            order,
        )
        .await;
    stage.advance(200).await;
    let stage = killed_and_restarted(stage, &path).await;
    assert_eq!(stage.sandbox.credentials()[0], stage.company);
    stage.advance(60_000).await;
    assert_eq!(stage.receiver.status_names(&id), ["sent", "delivered", "read"]);
    let stage = killed_and_restarted(stage, &path).await;
    stage.advance(6 * HOUR_MS).await;
    assert_eq!(
        stage
            .send_template(CUSTOMER, "ready", greeting_values("Анна"))
            .await
            .status,
        200
    );
    let summary = stage.control(Method::GET, "messages/summary", Value::Null).await.body;
    assert_eq!(
        (&summary["accepted"], &summary["max_per_recipient"]),
        (&json!(2), &json!(2))
    );
}

#[tokio::test]
async fn webhooks_that_waited_are_tried_again_by_the_next_process() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.journal");
    let stage = Stage::open(kept_in(&path)).await;
    stage.receiver.answer_with(&[503]);
    stage.write_from(CUSTOMER).await;
    stage.advance(0).await;
    let stage = killed_and_restarted(stage, &path).await;
    assert!(stage.receiver.messages().is_empty());
    stage.advance(1_000).await;
    assert_eq!(stage.receiver.messages().len(), 1);
}

#[tokio::test]
async fn a_line_cut_short_is_forgotten_and_a_foreign_file_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.journal");
    let stage = Stage::open(kept_in(&path)).await;
    stage.write_from(CUSTOMER).await;
    let company = stage.company.clone();
    stage.sandbox.shutdown().await;
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.extend_from_slice(b"{\"at\":17672256");
    std::fs::write(&path, bytes).unwrap();
    let sandbox = Sandbox::start(kept_in(&path)).await.unwrap();
    assert_eq!(sandbox.credentials()[0], company);
    sandbox.shutdown().await;
    std::fs::write(&path, "something else\n").unwrap();
    let refused = Sandbox::start(kept_in(&path)).await.err().unwrap();
    assert!(
        matches!(
            refused,
            galka_sandbox::StartError::State(StateError::Content { line: 1, .. })
        ),
        "{refused}"
    );
}

#[tokio::test]
async fn a_snapshot_taken_from_one_world_lives_on_in_another() {
    let one = Stage::paused().await;
    one.write_from(CUSTOMER).await;
    let id = one.send_text(CUSTOMER, "Здравствуйте").await.wamid();
    let snapshot = one.control(Method::GET, "snapshot", Value::Null).await.body;
    let two = Stage::paused().await;
    assert_eq!(two.control(Method::POST, "snapshot", snapshot).await.status, 204);
    one.advance(60_000).await;
    let before = one.receiver.statuses(&id);
    two.advance(60_000).await;
    let after: Vec<Value> = one.receiver.statuses(&id)[before.len()..].to_vec();
    assert_eq!(before, after, "the same statuses, told by both worlds");
    assert_eq!(
        two.control(Method::POST, "snapshot", json!({"not": "a world"}))
            .await
            .status,
        400
    );
}

/// Written by version 0.1.0 as it was on 28 November 2026: a snapshot and the calls after it.
const OLD: &str = include_str!("../fixtures/state-0.1.jsonl");

#[tokio::test]
async fn a_state_file_of_an_older_version_still_loads() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.journal");
    std::fs::write(&path, OLD).unwrap();
    let sandbox = Sandbox::start(kept_in(&path)).await.unwrap();
    let company = sandbox.credentials().remove(0);
    assert_eq!(
        (company.phone_number_id.as_str(), company.waba_id.as_str()),
        ("628858899504959", "491239361003776")
    );
    let stage = Stage {
        sandbox,
        company,
        receiver: crate::support::Receiver::start().await,
        client: crate::support::client(),
    };
    let summary = stage.control(Method::GET, "messages/summary", Value::Null).await.body;
    assert_eq!(
        (&summary["accepted"], &summary["refused"], &summary["recipients"]),
        (&json!(5), &json!(2), &json!(3))
    );
    let number = stage.get("628858899504959?fields=quality_rating").await.body;
    assert_eq!(number["quality_rating"], "YELLOW");
    let faults = stage.control(Method::GET, "faults", Value::Null).await.body;
    assert_eq!(faults["data"], json!([]));
    stage.advance(HOUR_MS).await;
    assert_eq!(stage.send_text("79160000003", "Ещё здесь").await.status, 200);
    let templates = stage
        .get("491239361003776/message_templates?fields=name,status")
        .await
        .body;
    assert_eq!(templates["data"].as_array().unwrap().len(), 2);
}
