//! Trouble on command, kind by kind.

use crate::support::{CUSTOMER, Stage, ask};
use galka_sandbox::Settings;
use reqwest::Method;
use serde_json::{Value, json};

async fn fault(stage: &Stage, order: Value) -> String {
    let answer = stage.control(Method::POST, "faults", order).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.body["id"].as_str().unwrap().to_owned()
}

async fn talking() -> Stage {
    let stage = Stage::paused().await;
    stage.write_from(CUSTOMER).await;
    stage.advance(0).await;
    stage
}

async fn accepted(stage: &Stage) -> u64 {
    stage.control(Method::GET, "messages/summary", Value::Null).await.body["accepted"]
        .as_u64()
        .unwrap()
}

#[tokio::test]
async fn an_error_refuses_as_often_as_ordered_with_its_code_and_status() {
    let stage = talking().await;
    fault(
        &stage,
        json!({"target": "messages", "kind": "error", "code": 131_016, "count": 1}),
    )
    .await;
    fault(&stage, json!({"target": "messages", "kind": "error", "code": 130_429, "http_status": 429, "count": 1, "customer": "79160000001"})).await;
    let refused = stage.send_text(CUSTOMER, "Раз").await;
    assert_eq!((refused.status, refused.code()), (500, 131_016));
    assert_eq!(refused.body["error"]["is_transient"], true);
    assert_eq!(stage.send_text(CUSTOMER, "Два").await.status, 200);
    assert_eq!(stage.send_text("79160000001", "Раз").await.status, 429);
    assert_eq!(accepted(&stage).await, 1);
    assert_eq!(
        stage.control(Method::GET, "faults", Value::Null).await.body["data"],
        json!([])
    );
}

#[tokio::test]
async fn a_status_fault_fails_the_message_after_it_was_accepted() {
    let stage = talking().await;
    fault(
        &stage,
        json!({"target": "messages", "kind": "status", "code": 131_049, "count": 1}),
    )
    .await;
    let id = stage.send_text(CUSTOMER, "Раз").await.wamid();
    stage.advance(10_000).await;
    let statuses = stage.receiver.statuses(&id);
    assert_eq!(
        (statuses.len(), &statuses[0]["errors"][0]["code"]),
        (1, &json!(131_049))
    );
}

#[tokio::test]
async fn a_lost_answer_leaves_the_message_accepted_and_the_caller_without_a_word() {
    let stage = talking().await;
    fault(&stage, json!({"target": "messages", "kind": "lost_answer", "count": 1})).await;
    let message = json!({"messaging_product": "whatsapp", "to": CUSTOMER, "text": {"body": "Дошло ли?"}, "biz_opaque_callback_data": "lost"});
    let url = format!(
        "{}/v25.0/{}/messages",
        stage.sandbox.base_url(),
        stage.company.phone_number_id
    );
    let sent = stage
        .client
        .post(url)
        .bearer_auth(&stage.company.access_token)
        .json(&message)
        .send()
        .await;
    let heard = match sent {
        Ok(response) => response.bytes().await.is_ok(),
        Err(_) => false,
    };
    assert!(!heard);
    assert_eq!(accepted(&stage).await, 1);
    stage.advance(60_000).await;
    let echoed = stage
        .receiver
        .changes()
        .into_iter()
        .filter(|(_, value)| value["statuses"][0]["biz_opaque_callback_data"] == "lost")
        .count();
    assert!(echoed > 0);
}

#[tokio::test]
async fn webhooks_are_doubled_dropped_delayed_and_reordered() {
    let stage = Stage::paused().await;
    let texts = || {
        stage
            .receiver
            .messages()
            .iter()
            .map(|message| message["text"]["body"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    stage.add_customer(json!({"phone": CUSTOMER})).await;
    fault(&stage, json!({"target": "webhook", "kind": "duplicate", "count": 1})).await;
    stage.write(CUSTOMER, "дважды").await;
    stage.advance(0).await;
    assert_eq!(texts(), ["дважды", "дважды"]);
    fault(&stage, json!({"target": "webhook", "kind": "drop", "count": 1})).await;
    stage.write(CUSTOMER, "ни разу").await;
    fault(&stage, json!({"target": "webhook", "kind": "reorder", "count": 1})).await;
    stage.write(CUSTOMER, "позже").await;
    stage.write(CUSTOMER, "раньше").await;
    stage.advance(10_000).await;
    assert_eq!(texts()[2..], ["раньше", "позже"]);
    fault(
        &stage,
        json!({"target": "webhook", "kind": "delay", "delay_ms": 60_000, "count": 1}),
    )
    .await;
    stage.write(CUSTOMER, "через минуту").await;
    stage.advance(59_999).await;
    assert_eq!(texts().len(), 4);
    stage.advance(1).await;
    assert_eq!(texts()[4], "через минуту");
}

#[tokio::test]
async fn a_delay_holds_the_answer_back_and_faults_can_be_taken_away() {
    let stage = Stage::open(Settings::default()).await;
    stage.write_from(CUSTOMER).await;
    let slow = fault(
        &stage,
        json!({"target": "messages", "kind": "delay", "delay_ms": 30_000}),
    )
    .await;
    let message = json!({"messaging_product": "whatsapp", "to": CUSTOMER, "text": {"body": "Медленно"}});
    let url = format!(
        "{}/v25.0/{}/messages",
        stage.sandbox.base_url(),
        stage.company.phone_number_id
    );
    let request = stage
        .client
        .post(url)
        .bearer_auth(&stage.company.access_token)
        .json(&message);
    let hasty = request.timeout(std::time::Duration::from_millis(300)).send().await;
    assert!(hasty.unwrap_err().is_timeout());
    assert_eq!(
        stage
            .control(Method::DELETE, &format!("faults/{slow}"), Value::Null)
            .await
            .status,
        204
    );
    assert_eq!(stage.send_text(CUSTOMER, "Быстро").await.status, 200);
    assert_eq!(accepted(&stage).await, 2);
}

#[tokio::test]
async fn a_share_and_other_targets_strike_where_they_are_meant() {
    let stage = talking().await;
    fault(&stage, json!({"target": "templates", "kind": "error", "code": 80_007})).await;
    let templates = stage.get(&format!("{}/message_templates", stage.company.waba_id)).await;
    assert_eq!((templates.status, templates.code()), (400, 80_007));
    fault(
        &stage,
        json!({"target": "messages", "kind": "error", "code": 2, "share": 0.5}),
    )
    .await;
    let mut refused = 0;
    for _ in 0..40 {
        refused += u32::from(stage.send_text(CUSTOMER, "Раз").await.status == 503);
    }
    assert!((8..=32).contains(&refused), "{refused}");
    assert_eq!(
        stage
            .control(
                Method::POST,
                "faults",
                json!({"target": "messages", "kind": "error", "share": 2})
            )
            .await
            .status,
        422
    );
    let request = stage
        .client
        .delete(format!("{}/control/v1/faults", stage.sandbox.base_url()));
    assert_eq!(ask(request).await.status, 204);
    assert_eq!(
        stage
            .get(&format!("{}/message_templates", stage.company.waba_id))
            .await
            .status,
        200
    );
}
