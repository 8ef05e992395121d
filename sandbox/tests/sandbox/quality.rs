//! Quality of numbers and templates, and what follows from it under each rule set.

use crate::support::{HOUR_MS, Stage, greeting, greeting_values, paused_under};
use reqwest::Method;
use serde_json::{Value, json};

const DAY_MS: i64 = 24 * HOUR_MS;

fn phone(index: u32) -> String {
    format!("7916{index:07}")
}

async fn standing(stage: &Stage) -> Value {
    let path = format!("numbers/{}/standing", stage.company.phone_number_id);
    stage.control(Method::GET, &path, Value::Null).await.body
}

async fn patch(stage: &Stage, patch: Value) {
    let path = format!("world/numbers/{}", stage.company.phone_number_id);
    let answer = stage.control(Method::PATCH, &path, patch).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

/// Sends the template to these people and lets it be read.
async fn sent(stage: &Stage, name: &str, people: std::ops::Range<u32>) {
    for index in people {
        let answer = stage.send_template(&phone(index), name, greeting_values("Анна")).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    stage.advance(60_000).await;
}

async fn block(stage: &Stage, people: std::ops::Range<u32>) {
    for index in people {
        let path = format!("customers/{}/block", phone(index));
        let answer = stage
            .control(Method::POST, &path, json!({"value": true, "reason": "spam"}))
            .await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    stage.advance(0).await;
}

/// The field of a number as the Graph API shows it.
async fn shown(stage: &Stage, field: &str) -> String {
    let path = format!("{}?fields={field}", stage.company.phone_number_id);
    stage.get(&path).await.body[field].as_str().unwrap().to_owned()
}

async fn events(stage: &Stage, field: &str) -> Vec<String> {
    stage.advance(0).await;
    let changes = stage.receiver.changes().into_iter();
    let events = changes.filter(|(told, _)| told == field);
    events
        .map(|(_, value)| value["event"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn complaints_lower_only_the_number_that_they_are_about_and_the_day_is_kept() {
    let stage = Stage::paused().await;
    let other = stage
        .control(Method::POST, "world/wabas", json!({"name": "Другая"}))
        .await;
    stage.approved("ready", "UTILITY", greeting()).await;
    sent(&stage, "ready", 0..25).await;
    assert_eq!(standing(&stage).await["quality"]["score"], 100);
    block(&stage, 0..2).await;
    let now = standing(&stage).await;
    assert_eq!(
        (&now["quality"]["rating"], &now["status"]),
        (&json!("YELLOW"), &json!("CONNECTED"))
    );
    block(&stage, 2..5).await;
    assert_eq!(shown(&stage, "quality_rating").await, "RED");
    let now = standing(&stage).await;
    assert_eq!(now["quality"]["delivered"], 25);
    assert_eq!(now["quality"]["history"].as_array().unwrap().len(), 1);
    assert_eq!(now["quality"]["history"][0]["rating"], "RED");
    let path = format!("numbers/{}/standing", other.body["phone_number_id"].as_str().unwrap());
    let other = stage.control(Method::GET, &path, Value::Null).await.body;
    assert_eq!(
        (&other["quality"]["rating"], &other["quality"]["score"]),
        (&json!("GREEN"), &Value::Null)
    );
    assert_eq!(
        events(&stage, "phone_number_quality_update").await,
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn answers_bring_a_level_back_on_the_hour_after_them() {
    let stage = Stage::paused().await;
    stage.approved("ready", "UTILITY", greeting()).await;
    sent(&stage, "ready", 0..25).await;
    block(&stage, 0..2).await;
    assert_eq!(standing(&stage).await["quality"]["rating"], "YELLOW");
    for index in 2..25 {
        stage.write(&phone(index), "Спасибо, заберу").await;
    }
    let now = standing(&stage).await;
    assert_eq!(now["quality"]["rating"], "YELLOW");
    let check = now["next_checks"][0].clone();
    assert_eq!(check["kind"], "quality");
    let left = check["at_ms"].as_i64().unwrap() - crate::support::START_MS - 60_000;
    stage.advance(left - 1).await;
    assert_eq!(standing(&stage).await["quality"]["rating"], "YELLOW");
    stage.advance(1).await;
    assert_eq!(standing(&stage).await["quality"]["rating"], "GREEN");
}

#[tokio::test]
async fn a_flagged_number_has_seven_days_and_is_then_one_step_lower() {
    let week = 7 * DAY_MS;
    for (mended_after, tier, told) in [
        (None, "TIER_1K", vec!["UPGRADE", "FLAGGED", "DOWNGRADE", "UNFLAGGED"]),
        (Some(week - 1_000), "TIER_10K", vec!["UPGRADE", "FLAGGED", "UNFLAGGED"]),
    ] {
        let stage = Stage::open(paused_under("whatsapp-2021")).await;
        patch(&stage, json!({"messaging_limit_tier": "TIER_10K"})).await;
        patch(&stage, json!({"quality_rating": "RED"})).await;
        stage.advance(week - 1_000).await;
        assert_eq!(shown(&stage, "status").await, "FLAGGED");
        assert_eq!(shown(&stage, "messaging_limit_tier").await, "TIER_10K");
        if mended_after.is_some() {
            patch(&stage, json!({"quality_rating": "YELLOW"})).await;
            assert_eq!(shown(&stage, "status").await, "CONNECTED");
        }
        stage.advance(2_000).await;
        assert_eq!(shown(&stage, "status").await, "CONNECTED");
        assert_eq!(shown(&stage, "messaging_limit_tier").await, tier);
        assert_eq!(events(&stage, "phone_number_quality_update").await, told);
    }
}

#[tokio::test]
async fn low_quality_flags_nobody_since_october_2025() {
    let stage = Stage::open(paused_under("meta-2025-10")).await;
    patch(
        &stage,
        json!({"messaging_limit_tier": "TIER_10K", "quality_rating": "RED"}),
    )
    .await;
    assert_eq!(shown(&stage, "status").await, "CONNECTED");
    stage.advance(8 * DAY_MS).await;
    assert_eq!(
        shown(&stage, "whatsapp_business_manager_messaging_limit").await,
        "TIER_10K"
    );
}

#[tokio::test]
async fn a_restricted_number_may_only_answer_for_24_hours() {
    let stage = Stage::open(paused_under("whatsapp-2021")).await;
    stage.approved("ready", "UTILITY", greeting()).await;
    sent(&stage, "ready", 0..25).await;
    block(&stage, 0..12).await;
    assert_eq!(shown(&stage, "status").await, "RESTRICTED");
    let until = standing(&stage).await["restricted_until_ms"].as_i64().unwrap();
    let refused = stage.send_template(&phone(100), "ready", greeting_values("Анна")).await;
    assert_eq!((refused.status, refused.code()), (400, 131_048), "{}", refused.body);
    stage.write(&phone(20), "Где мой заказ?").await;
    let answer = stage.send_text(&phone(20), "Ждёт вас").await.wamid();
    stage.advance(10_000).await;
    assert!(stage.receiver.status_names(&answer).contains(&"delivered".to_owned()));
    let now = crate::support::START_MS + 60_000 + 10_000;
    stage.advance(until - now - 1_000).await;
    let refused = stage.send_template(&phone(100), "ready", greeting_values("Анна")).await;
    assert_eq!(refused.code(), 131_048, "a second before");
    stage.advance(2_000).await;
    assert_eq!(
        stage
            .send_template(&phone(100), "ready", greeting_values("Анна"))
            .await
            .status,
        200
    );
    assert_eq!(shown(&stage, "status").await, "FLAGGED");
}

#[tokio::test]
async fn a_number_whose_limit_is_used_up_is_restricted_in_2021() {
    let stage = Stage::open(paused_under("whatsapp-2021")).await;
    stage.approved("ready", "UTILITY", greeting()).await;
    sent(&stage, "ready", 0..999).await;
    assert_eq!(shown(&stage, "status").await, "CONNECTED");
    sent(&stage, "ready", 999..1_000).await;
    assert_eq!(shown(&stage, "status").await, "RESTRICTED");
    let now = standing(&stage).await["messaging_limit"].clone();
    assert_eq!((&now["used"], &now["remaining"]), (&json!(1_000), &json!(0)));
    assert_eq!(now["next_free_at_ms"], crate::support::START_MS + DAY_MS);
    stage.advance(DAY_MS).await;
    assert_eq!(shown(&stage, "status").await, "CONNECTED");
}
