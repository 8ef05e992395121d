//! A company that writes from its app and by the API on one number.

use crate::support::{CUSTOMER, HOUR_MS, Stage};
use reqwest::Method;
use serde_json::{Value, json};

async fn join(stage: &Stage, order: Value) {
    let path = format!("world/numbers/{}/app", stage.company.phone_number_id);
    let answer = stage.control(Method::POST, &path, order).await;
    assert_eq!(answer.status, 204, "{}", answer.body);
}

async fn ask(stage: &Stage, sync_type: &str) -> (u16, u64) {
    let path = format!("{}/smb_app_data", stage.company.phone_number_id);
    let order = json!({"messaging_product": "whatsapp", "sync_type": sync_type});
    let answer = stage.graph(Method::POST, &path, order).await;
    if answer.status == 200 {
        assert!(answer.body["request_id"].is_string());
        stage.advance(0).await;
    }
    (answer.status, answer.code())
}

fn told(stage: &Stage, field: &str) -> Vec<Value> {
    let changes = stage.receiver.changes().into_iter();
    changes
        .filter(|(name, _)| name == field)
        .map(|(_, value)| value)
        .collect()
}

#[tokio::test]
async fn what_the_app_writes_is_echoed_costs_nothing_and_opens_no_window() {
    let stage = Stage::paused().await;
    let path = format!("world/numbers/{}/app/messages", stage.company.phone_number_id);
    let order = json!({"to": CUSTOMER, "type": "text", "text": {"body": "Из приложения"}});
    assert_eq!(stage.control(Method::POST, &path, order.clone()).await.status, 409);
    join(&stage, json!({})).await;
    let answer = stage.control(Method::POST, &path, order).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    stage.advance(60_000).await;
    let echo = &told(&stage, "smb_message_echoes")[0]["message_echoes"][0];
    assert_eq!(echo["to"], CUSTOMER);
    assert_eq!(echo["text"]["body"], "Из приложения");
    assert_eq!(echo["id"], answer.body["id"]);
    assert!(
        told(&stage, "messages").is_empty(),
        "the app's messages have no statuses"
    );
    let phone = stage
        .control(Method::GET, &format!("customers/{CUSTOMER}/messages"), Value::Null)
        .await;
    assert_eq!(phone.body["data"].as_array().unwrap().len(), 1);
    let summary = stage.control(Method::GET, "messages/summary", Value::Null).await;
    assert_eq!(summary.body["accepted"], 0);
    let late = stage.send_text(CUSTOMER, "По API").await.wamid();
    stage.advance(60_000).await;
    assert_eq!(stage.receiver.statuses(&late)[0]["errors"][0]["code"], 131_047);
    let node = stage
        .get(&format!("{}?fields=is_on_biz_app", stage.company.phone_number_id))
        .await;
    assert_eq!(node.body["is_on_biz_app"], true);
}

#[tokio::test]
async fn contacts_and_history_are_told_once_within_a_day() {
    let stage = Stage::paused().await;
    assert_eq!(ask(&stage, "history").await, (400, 100), "a number without the app");
    stage.write_from(CUSTOMER).await;
    join(&stage, json!({})).await;
    assert_eq!(ask(&stage, "everything").await, (400, 100));
    assert_eq!(ask(&stage, "smb_app_state_sync").await.0, 200);
    assert_eq!(ask(&stage, "history").await.0, 200);
    let contact = &told(&stage, "smb_app_state_sync")[0]["state_sync"][0];
    assert_eq!(contact["contact"]["phone_number"], CUSTOMER);
    assert_eq!(contact["action"], "add");
    let history = told(&stage, "history");
    let progress: Vec<&Value> = history
        .iter()
        .map(|value| &value["history"][0]["metadata"]["progress"])
        .collect();
    assert_eq!(progress, [33, 66, 100]);
    let thread = &history[0]["history"][0]["threads"][0];
    assert_eq!(thread["id"], CUSTOMER);
    assert_eq!(thread["messages"][0]["text"]["body"], "Добрый день");
    assert_eq!(ask(&stage, "history").await, (400, 2_593_107));
    assert_eq!(ask(&stage, "smb_app_state_sync").await, (400, 2_593_107));
}

#[tokio::test]
async fn after_a_day_or_without_consent_there_is_no_history() {
    let stage = Stage::paused().await;
    join(&stage, json!({"shares_history": false})).await;
    stage.advance(24 * HOUR_MS).await;
    assert_eq!(ask(&stage, "history").await.0, 200);
    let refused = &told(&stage, "history")[0]["history"][0];
    assert_eq!(refused["errors"][0]["code"], 2_593_109);
    stage.advance(1).await;
    assert_eq!(ask(&stage, "smb_app_state_sync").await, (400, 2_593_108));
    let path = format!("world/numbers/{}/app/contacts", stage.company.phone_number_id);
    let order = json!({"phone": CUSTOMER, "removed": true});
    assert_eq!(stage.control(Method::POST, &path, order).await.status, 204);
    stage.advance(0).await;
    assert_eq!(
        told(&stage, "smb_app_state_sync")[0]["state_sync"][0]["action"],
        "remove"
    );
}
