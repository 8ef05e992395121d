//! Webhooks that do not arrive at once.

use crate::support::{CUSTOMER, Stage};
use reqwest::Method;
use serde_json::{Value, json};

const DAY_MS: i64 = 86_400_000;

#[tokio::test]
async fn a_receiver_that_answered_503_gets_the_same_bytes_again() {
    let stage = Stage::paused().await;
    stage.add_customer(json!({"phone": CUSTOMER})).await;
    stage.receiver.answer_with(&[503, 503]);
    stage.write(CUSTOMER, "Не потеряйте").await;
    stage.advance(0).await;
    assert_eq!(stage.receiver.received().len(), 1);
    stage.advance(999).await;
    assert_eq!(stage.receiver.received().len(), 1);
    stage.advance(1).await;
    assert_eq!(stage.receiver.received().len(), 2);
    stage.advance(2_000).await;
    let received = stage.receiver.received();
    assert_eq!(
        received.iter().map(|each| each.answered).collect::<Vec<_>>(),
        [503, 503, 200]
    );
    assert!(
        received
            .windows(2)
            .all(|pair| pair[0].bytes == pair[1].bytes && pair[0].signature == pair[1].signature)
    );
    let log = stage
        .control(Method::GET, "deliveries?state=delivered", Value::Null)
        .await;
    let attempts = &log.body["data"][0]["attempts"];
    assert_eq!(
        attempts
            .as_array()
            .unwrap()
            .iter()
            .map(|each| each["http_status"].as_u64().unwrap())
            .collect::<Vec<_>>(),
        [503, 503, 200]
    );
}

#[tokio::test]
async fn everything_that_waited_arrives_in_one_advance_once_the_receiver_is_back() {
    let stage = Stage::paused().await;
    stage.receiver.answer_with(&[503; 4]);
    for index in 0..20 {
        stage.write_from(&format!("7916{index:07}")).await;
    }
    stage.advance(60_000).await;
    let texts: Vec<Value> = stage
        .receiver
        .messages()
        .into_iter()
        .map(|message| message["from"].clone())
        .collect();
    assert_eq!(texts.len(), 20);
    let world = stage.control(Method::GET, "world", Value::Null).await;
    assert_eq!(world.body["counts"]["deliveries_waiting"], 0);
}

#[tokio::test]
async fn an_undelivered_webhook_is_given_up_after_seven_days_and_can_be_sent_by_hand() {
    let stage = Stage::paused().await;
    stage.add_customer(json!({"phone": CUSTOMER})).await;
    stage.receiver.answer_with(&[500; 60]);
    stage.write(CUSTOMER, "Никто не слышит").await;
    stage.advance(6 * DAY_MS).await;
    let state = async || stage.control(Method::GET, "deliveries", Value::Null).await.body["data"][0].clone();
    assert_eq!(state().await["state"], "waiting");
    stage.advance(DAY_MS).await;
    let given_up = state().await;
    assert_eq!(given_up["state"], "given_up");
    let tries = stage.receiver.received().len();
    stage.advance(2 * DAY_MS).await;
    assert_eq!(stage.receiver.received().len(), tries);
    stage.receiver.forget_answers();
    let redelivered = stage
        .control(
            Method::POST,
            &format!("deliveries/{}/redeliver", given_up["id"].as_str().unwrap()),
            Value::Null,
        )
        .await;
    assert_eq!(redelivered.status, 202);
    stage.advance(0).await;
    assert_eq!(state().await["state"], "delivered");
}

#[tokio::test]
async fn statuses_that_pile_up_share_a_delivery() {
    let stage = Stage::paused().await;
    for index in 0..150 {
        let phone = format!("7916{index:07}");
        stage.write_from(&phone).await;
        stage.send_text(&phone, "Здравствуйте").await.wamid();
    }
    let before = stage.receiver.received().len();
    stage.advance(60_000).await;
    let after = stage.receiver.received().len();
    let statuses: usize = stage
        .receiver
        .changes()
        .iter()
        .filter_map(|(_, value)| value["statuses"].as_array().map(Vec::len))
        .sum();
    assert_eq!(statuses, 450);
    assert!(after - before < 100, "{} deliveries", after - before);
}

#[tokio::test]
async fn an_address_that_does_not_answer_the_challenge_is_not_saved() {
    let stage = Stage::paused().await;
    let path = format!("{}/subscribed_apps", stage.company.waba_id);
    let order = json!({"override_callback_uri": stage.receiver.url, "verify_token": "wrong"});
    let refused = stage.graph(Method::POST, &path, order).await;
    assert_eq!((refused.status, refused.code()), (400, 2200));
    let listed = stage.get(&path).await;
    assert_eq!(
        listed.body["data"][0]["override_callback_uri"],
        stage.receiver.url.as_str()
    );
    let removed = stage.graph(Method::DELETE, &path, Value::Null).await;
    assert_eq!(removed.body, json!({"success": true}));
    assert_eq!(stage.get(&path).await.body, json!({"data": []}));
    stage.write_from(CUSTOMER).await;
    stage.advance(0).await;
    assert!(stage.receiver.received().is_empty());
}
