//! A message's life as its sender hears of it.

use crate::support::{CUSTOMER, Stage, greeting, greeting_values, paused};
use galka_cloud_api::signature::verify;
use galka_sandbox::{Settings, WorldSettings};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_text_in_the_window_is_sent_delivered_and_read_in_order() {
    let stage = Stage::paused().await;
    stage.add_customer(json!({"phone": CUSTOMER, "name": "Анна"})).await;
    stage.write(CUSTOMER, "Добрый день").await;
    let answer = stage
        .send(
            CUSTOMER,
            json!({"text": {"body": "Здравствуйте"}, "biz_opaque_callback_data": "try-1"}),
        )
        .await;
    assert_eq!(
        answer.body["contacts"][0],
        json!({"input": CUSTOMER, "wa_id": CUSTOMER})
    );
    assert!(answer.body["messages"][0].get("message_status").is_none());
    let id = answer.wamid();
    assert!(id.starts_with("wamid.HBgL"), "{id}");
    stage.advance(60_000).await;
    assert_eq!(stage.receiver.status_names(&id), ["sent", "delivered", "read"]);
    let statuses = stage.receiver.statuses(&id);
    assert!(
        statuses
            .iter()
            .all(|status| status["biz_opaque_callback_data"] == "try-1" && status["recipient_id"] == CUSTOMER)
    );
    assert_eq!(
        statuses[0]["pricing"],
        json!({"billable": false, "pricing_model": "PMP", "type": "free_customer_service", "category": "service"})
    );
    assert!(statuses[2].get("pricing").is_none() && statuses[0].get("conversation").is_none());
    let times: Vec<i64> = statuses
        .iter()
        .map(|status| status["timestamp"].as_str().unwrap().parse().unwrap())
        .collect();
    assert!(times.is_sorted());
}

#[tokio::test]
async fn every_webhook_is_signed_over_its_exact_bytes() {
    for webhook_escaped in [false, true] {
        let world = WorldSettings {
            webhook_escaped,
            ..WorldSettings::default()
        };
        let stage = Stage::open(Settings { world, ..paused() }).await;
        stage.add_customer(json!({"phone": CUSTOMER, "name": "Анна 🌷"})).await;
        stage.write(CUSTOMER, "Привет/привет").await;
        stage.advance(0).await;
        let received = stage.receiver.received();
        assert_eq!(received.len(), 1);
        assert!(verify(
            &stage.company.app_secret,
            &received[0].bytes,
            &received[0].signature
        ));
        assert_eq!(received[0].bytes.is_ascii(), webhook_escaped);
        assert_eq!(stage.receiver.messages()[0]["text"]["body"], "Привет/привет");
    }
}

#[tokio::test]
async fn an_older_webhook_version_carries_the_conversation() {
    let world = WorldSettings {
        webhook_version: 23,
        ..WorldSettings::default()
    };
    let stage = Stage::open(Settings { world, ..paused() }).await;
    stage.add_customer(json!({"phone": CUSTOMER})).await;
    stage.write(CUSTOMER, "Добрый день").await;
    let id = stage.send_text(CUSTOMER, "Здравствуйте").await.wamid();
    stage.advance(60_000).await;
    let statuses = stage.receiver.statuses(&id);
    assert_eq!(statuses[0]["conversation"]["origin"]["type"], "service");
    assert!(statuses[0]["conversation"]["expiration_timestamp"].is_string());
    assert!(statuses[1]["conversation"].get("expiration_timestamp").is_none());
}

#[tokio::test]
async fn a_phone_that_is_off_gets_its_messages_when_it_comes_on() {
    let stage = Stage::paused().await;
    stage.add_customer(json!({"phone": CUSTOMER, "online": false})).await;
    stage.approved("ready", "UTILITY", greeting()).await;
    let id = stage
        .send_template(CUSTOMER, "ready", greeting_values("Анна"))
        .await
        .wamid();
    stage.advance(3_600_000).await;
    assert_eq!(stage.receiver.status_names(&id), ["sent"]);
    stage
        .control(Method::PATCH, &format!("customers/{CUSTOMER}"), json!({"online": true}))
        .await;
    stage.advance(60_000).await;
    assert_eq!(stage.receiver.status_names(&id), ["sent", "delivered", "read"]);
}

#[tokio::test]
async fn a_customer_without_read_receipts_reads_only_by_hand() {
    let stage = Stage::paused().await;
    stage.add_customer(json!({"phone": CUSTOMER, "reads": false})).await;
    stage.write(CUSTOMER, "Добрый день").await;
    let id = stage.send_text(CUSTOMER, "Здравствуйте").await.wamid();
    stage.advance(3_600_000).await;
    assert_eq!(stage.receiver.status_names(&id), ["sent", "delivered"]);
    let read = stage
        .control(Method::POST, &format!("customers/{CUSTOMER}/read"), json!({}))
        .await;
    assert_eq!(read.body["read"], 1);
    stage.advance(0).await;
    assert_eq!(stage.receiver.status_names(&id), ["sent", "delivered", "read"]);
}

#[tokio::test]
async fn pressing_a_quick_reply_quotes_the_template_and_opens_the_window() {
    let stage = Stage::paused().await;
    stage.add_customer(json!({"phone": CUSTOMER})).await;
    stage.approved("ready", "UTILITY", greeting()).await;
    let values = json!([
        {"type": "body", "parameters": [{"type": "text", "text": "Анна"}]},
        {"type": "button", "sub_type": "quick_reply", "index": "1", "parameters": [{"type": "payload", "payload": "STOP"}]},
    ]);
    let answer = stage.send_template(CUSTOMER, "ready", values).await;
    assert_eq!(answer.body["messages"][0]["message_status"], "accepted");
    let id = answer.wamid();
    stage.advance(10_000).await;
    let phone = stage
        .control(
            Method::GET,
            &format!("customers/{CUSTOMER}/messages"),
            serde_json::Value::Null,
        )
        .await;
    assert_eq!(
        phone.body["data"][0]["rendered"]["body"],
        "Здравствуйте, Анна! Ваш заказ готов к выдаче."
    );
    let press = json!({"type": "button", "button": {"message_id": id, "index": 1}});
    let pressed = stage
        .control(Method::POST, &format!("customers/{CUSTOMER}/messages"), press)
        .await;
    assert_eq!(pressed.status, 201, "{}", pressed.body);
    stage.advance(0).await;
    let message = &stage.receiver.messages()[0];
    assert_eq!(message["button"], json!({"payload": "STOP", "text": "Отписаться"}));
    assert_eq!(message["context"]["id"], id.as_str());
    assert_eq!(stage.send_text(CUSTOMER, "Больше не побеспокоим").await.status, 200);
    stage.advance(60_000).await;
    let summary = stage
        .control(Method::GET, "messages/summary", serde_json::Value::Null)
        .await;
    assert_eq!(
        summary.body,
        json!({"accepted": 2, "refused": 0, "by_status": {"read": 2}, "recipients": 1, "max_per_recipient": 2})
    );
}

#[tokio::test]
async fn the_business_marks_a_message_read() {
    let stage = Stage::paused().await;
    stage.add_customer(json!({"phone": CUSTOMER})).await;
    let first = stage.write(CUSTOMER, "Раз").await.body["id"].clone();
    let second = stage.write(CUSTOMER, "Два").await.body["id"].clone();
    let receipt = |id| json!({"messaging_product": "whatsapp", "status": "read", "message_id": id, "typing_indicator": {"type": "text"}});
    let path = format!("{}/messages", stage.company.phone_number_id);
    assert_eq!(
        stage.graph(Method::POST, &path, receipt(second)).await.body,
        json!({"success": true})
    );
    let book = stage
        .control(
            Method::GET,
            "messages?direction=inbound&status=read",
            serde_json::Value::Null,
        )
        .await;
    assert_eq!(
        book.body["data"].as_array().unwrap().len(),
        2,
        "the earlier one is read too: {first}"
    );
    assert_eq!(
        stage
            .graph(Method::POST, &path, receipt(json!("wamid.none")))
            .await
            .code(),
        131_009
    );
}
