//! Where webhooks go: the app's address, an account's override, a number's.

use crate::support::{Answer, CUSTOMER, Receiver, Stage, ask, greeting};
use reqwest::Method;
use serde_json::{Value, json};

async fn subscribe(stage: &Stage, params: &[(&str, &str)]) -> Answer {
    let url = format!(
        "{}/v25.0/{}/subscriptions",
        stage.sandbox.base_url(),
        stage.company.app_id
    );
    let token = format!("{}|{}", stage.company.app_id, stage.company.app_secret);
    let request = stage.client.post(url).query(&[("access_token", token)]);
    ask(request
        .header("content-type", "application/x-www-form-urlencoded")
        .body(serde_urlencoded::to_string(params).unwrap()))
    .await
}

fn fields_of(receiver: &Receiver) -> Vec<String> {
    receiver.changes().into_iter().map(|(field, _)| field).collect()
}

#[tokio::test]
async fn a_message_goes_to_the_nearest_address_and_a_template_to_the_apps() {
    let stage = Stage::paused().await;
    let (app, number) = (Receiver::start().await, Receiver::start().await);
    let set = subscribe(
        &stage,
        &[
            ("object", "whatsapp_business_account"),
            ("callback_url", &app.url),
            ("verify_token", "word"),
        ],
    )
    .await;
    assert_eq!(set.status, 200, "{}", set.body);
    stage.write_from(CUSTOMER).await;
    stage.advance(0).await;
    assert_eq!((stage.receiver.messages().len(), app.messages().len()), (1, 0));
    let order = json!({"webhook_configuration": {"override_callback_uri": number.url, "verify_token": "word"}});
    let set = stage.graph(Method::POST, &stage.company.phone_number_id, order).await;
    assert_eq!(set.status, 200, "{}", set.body);
    stage.write(CUSTOMER, "Ещё").await;
    stage.approved("ready", "UTILITY", greeting()).await;
    stage.advance(0).await;
    assert_eq!((stage.receiver.messages().len(), number.messages().len()), (1, 1));
    assert!(fields_of(&app).contains(&"message_template_status_update".to_owned()));
    let shown = stage.get(&stage.company.phone_number_id).await.body["webhook_configuration"].clone();
    assert_eq!(
        shown,
        json!({"application": app.url, "whatsapp_business_account": stage.receiver.url, "phone_number": number.url})
    );
    let none = json!({"webhook_configuration": {"override_callback_uri": ""}});
    stage.graph(Method::POST, &stage.company.phone_number_id, none).await;
    let path = format!("{}/subscribed_apps", stage.company.waba_id);
    stage.graph(Method::POST, &path, Value::Null).await;
    stage.write(CUSTOMER, "И ещё").await;
    stage.advance(0).await;
    assert_eq!(app.messages().len(), 1);
    stage.graph(Method::DELETE, &path, Value::Null).await;
    stage.write(CUSTOMER, "Алло").await;
    stage.advance(0).await;
    assert_eq!(app.messages().len(), 1);
}

#[tokio::test]
async fn an_address_must_be_short_and_answer_the_handshake() {
    let stage = Stage::paused().await;
    let path = format!("{}/subscribed_apps", stage.company.waba_id);
    let order = |url: &str, word: &str| json!({"override_callback_uri": url, "verify_token": word});
    let longest = format!("{}?{}", stage.receiver.url, "a".repeat(199 - stage.receiver.url.len()));
    assert_eq!(longest.len(), 200);
    assert_eq!(
        stage.graph(Method::POST, &path, order(&longest, "word")).await.status,
        200
    );
    assert_eq!(
        stage
            .graph(Method::POST, &path, order(&format!("{longest}a"), "word"))
            .await
            .code(),
        100
    );
    assert_eq!(
        stage
            .graph(Method::POST, &path, order(&stage.receiver.url, "other"))
            .await
            .code(),
        2200
    );
    assert_eq!(
        stage
            .graph(Method::POST, &path, order("ftp://example.test", "word"))
            .await
            .code(),
        100
    );
    let unasked = stage.graph(
        Method::POST,
        &path,
        json!({"override_callback_uri": stage.receiver.url}),
    );
    assert_eq!(unasked.await.code(), 100);
    let shown = stage.get(&path).await.body;
    assert_eq!(shown["data"][0]["override_callback_uri"], longest.as_str());
}
