//! The log of deliveries: filtered, shown whole, sent again by range.

use crate::support::{CUSTOMER, HOUR_MS, Stage, paused};
use galka_cloud_api::signature::{sign, verify};
use galka_sandbox::{Settings, WorldSettings};
use reqwest::Method;
use serde_json::{Value, json};

async fn list(stage: &Stage, query: &str) -> Vec<Value> {
    let answer = stage
        .control(Method::GET, &format!("deliveries?{query}"), Value::Null)
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body["data"].as_array().unwrap().clone()
}

/// One message, one preference, each a delivery of its own.
async fn told() -> Stage {
    let stage = Stage::paused().await;
    stage.write_from(CUSTOMER).await;
    stage.advance(HOUR_MS).await;
    let order = json!({"value": "stop"});
    stage
        .control(Method::POST, &format!("customers/{CUSTOMER}/marketing"), order)
        .await;
    stage.advance(0).await;
    stage
}

#[tokio::test]
async fn deliveries_are_found_by_field_number_state_and_time() {
    let stage = told().await;
    let number = stage.company.phone_number_id.clone();
    assert_eq!(list(&stage, "").await.len(), 2);
    assert_eq!(list(&stage, "field=user_preferences").await.len(), 1);
    assert_eq!(
        list(&stage, &format!("phone_number_id={number}&state=delivered"))
            .await
            .len(),
        2
    );
    assert_eq!(list(&stage, "phone_number_id=1").await.len(), 0);
    assert_eq!(list(&stage, "state=waiting").await.len(), 0);
    let newest = list(&stage, "limit=1").await[0].clone();
    assert_eq!(newest["field"], "user_preferences");
    let at = newest["at_ms"].as_i64().unwrap();
    assert_eq!(list(&stage, &format!("since_ms={at}")).await.len(), 1);
    assert_eq!(list(&stage, &format!("until_ms={at}")).await.len(), 1);
    let older = list(&stage, &format!("cursor={}", newest["id"].as_str().unwrap())).await;
    assert_eq!((older.len(), older[0]["field"].as_str()), (1, Some("messages")));
}

#[tokio::test]
async fn a_delivery_is_shown_with_its_exact_bytes_headers_and_signature() {
    let stage = told().await;
    let id = list(&stage, "limit=1").await[0]["id"].as_str().unwrap().to_owned();
    let whole = stage
        .control(Method::GET, &format!("deliveries/{id}"), Value::Null)
        .await
        .body;
    let received = stage.receiver.received().pop().unwrap();
    assert_eq!(whole["body"].as_str().unwrap().as_bytes(), received.bytes);
    assert_eq!(whole["signature"], json!(received.signature));
    assert_eq!(whole["headers"]["X-Hub-Signature-256"], whole["signature"]);
    assert_eq!(
        whole["signature"],
        json!(sign(&stage.company.app_secret, &received.bytes))
    );
    for wrong in ["deliveries/99", "deliveries/none"] {
        assert_eq!(stage.control(Method::GET, wrong, Value::Null).await.status, 404);
    }
}

#[tokio::test]
async fn a_range_is_sent_again_in_its_order_with_the_same_bytes() {
    let stage = told().await;
    let answer = stage
        .control(Method::POST, "deliveries/redeliver", json!({"from": 1}))
        .await;
    assert_eq!((answer.status, answer.body["redelivered"].as_u64()), (202, Some(2)));
    stage.advance(0).await;
    let received = stage.receiver.received();
    assert_eq!(received.len(), 4);
    let mut again: Vec<&[u8]> = received[2..].iter().map(|each| &each.bytes[..]).collect();
    again.sort_unstable();
    let mut first: Vec<&[u8]> = received[..2].iter().map(|each| &each.bytes[..]).collect();
    first.sort_unstable();
    assert_eq!(again, first);
    let none = stage
        .control(Method::POST, "deliveries/redeliver", json!({"from": 3, "to": 1}))
        .await;
    assert_eq!(none.body, json!({"redelivered": 0}));
}

#[tokio::test]
async fn bodies_are_escaped_as_metas_are_unless_the_setting_says_otherwise() {
    for (webhook_escaped, ascii) in [(None, true), (Some(false), false)] {
        let standard = WorldSettings::default();
        let world = WorldSettings {
            webhook_escaped: webhook_escaped.unwrap_or(standard.webhook_escaped),
            ..standard
        };
        let stage = Stage::open(Settings { world, ..paused() }).await;
        stage.write_from(CUSTOMER).await;
        stage.advance(0).await;
        let received = stage.receiver.received().remove(0);
        assert_eq!(received.bytes.is_ascii(), ascii);
        assert!(verify(&stage.company.app_secret, &received.bytes, &received.signature));
        assert_eq!(stage.receiver.messages()[0]["text"]["body"], "Добрый день");
    }
}
