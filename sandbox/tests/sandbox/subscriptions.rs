//! What an app hears: the fields that it asked for, and no other.

use crate::support::{Answer, CUSTOMER, Stage, ask, client, paused};
use reqwest::Method;
use serde_json::{Value, json};

/// The app's own subscription with its own token.
async fn subscribe(stage: &Stage, method: Method, mut params: Value) -> Answer {
    params["access_token"] = json!(format!("{}|{}", stage.company.app_id, stage.company.app_secret));
    let url = format!(
        "{}/v25.0/{}/subscriptions",
        stage.sandbox.base_url(),
        stage.company.app_id
    );
    ask(client().request(method, url).json(&params)).await
}

fn wanting(stage: &Stage, fields: &str) -> Value {
    json!({"object": "whatsapp_business_account", "callback_url": stage.receiver.url, "verify_token": "word", "fields": fields})
}

async fn names(stage: &Stage) -> Vec<String> {
    let token = format!("{}|{}", stage.company.app_id, stage.company.app_secret);
    let url = format!(
        "{}/v25.0/{}/subscriptions",
        stage.sandbox.base_url(),
        stage.company.app_id
    );
    let answer = ask(client().get(url).query(&[("access_token", token)])).await;
    let fields = answer.body["data"][0]["fields"].as_array().cloned().unwrap_or_default();
    fields
        .iter()
        .map(|field| field["name"].as_str().unwrap().to_owned())
        .collect()
}

/// One thing that happens in each of two fields; which of them was told.
async fn heard(stage: &Stage) -> (bool, bool) {
    let before = stage.receiver.changes().len();
    stage.write_from(CUSTOMER).await;
    let path = format!("world/numbers/{}", stage.company.phone_number_id);
    for tier in ["TIER_10K", "TIER_2K"] {
        let patch = json!({"messaging_limit_tier": tier});
        stage.control(Method::PATCH, &path, patch).await;
    }
    stage.advance(1_000).await;
    let told = stage.receiver.changes().split_off(before);
    let of = |wanted: &str| told.iter().any(|(field, _)| field == wanted);
    (of("messages"), of("business_capability_update"))
}

#[tokio::test]
async fn an_app_hears_of_the_fields_that_it_named() {
    let stage = Stage::open(paused()).await;
    assert_eq!(heard(&stage).await, (true, true));
    let answer = subscribe(&stage, Method::POST, wanting(&stage, "messages,account_update")).await;
    assert_eq!(answer.body, json!({"success": true}));
    assert_eq!(names(&stage).await, ["account_update", "messages"]);
    assert_eq!(heard(&stage).await, (true, false));
    subscribe(&stage, Method::POST, wanting(&stage, "business_capability_update")).await;
    assert_eq!(heard(&stage).await, (false, true));
}

#[tokio::test]
async fn a_field_is_given_up_by_name() {
    let stage = Stage::open(paused()).await;
    subscribe(&stage, Method::POST, wanting(&stage, "")).await;
    assert!(names(&stage).await.len() > 30);
    let gone = json!({"object": "whatsapp_business_account", "fields": "business_capability_update"});
    subscribe(&stage, Method::DELETE, gone).await;
    assert_eq!(heard(&stage).await, (true, false));
}

#[tokio::test]
async fn an_unknown_field_is_refused() {
    let stage = Stage::open(paused()).await;
    let answer = subscribe(&stage, Method::POST, wanting(&stage, "messages,letters")).await;
    assert_eq!((answer.status, answer.code()), (400, 100));
    assert_eq!(heard(&stage).await, (true, true));
}
