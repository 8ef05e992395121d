//! The messaging limit grows at its moments, for exactly the documented number of recipients.

use crate::support::{HOUR_MS, Stage, greeting, greeting_values, paused_under};
use reqwest::Method;
use serde_json::{Value, json};

const DAY_MS: i64 = 24 * HOUR_MS;

async fn send(stage: &Stage, people: std::ops::Range<u32>) {
    for index in people {
        let phone = format!("7916{index:07}");
        let answer = stage.send_template(&phone, "ready", greeting_values("Анна")).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
}

async fn standing(stage: &Stage) -> Value {
    let path = format!("numbers/{}/standing", stage.company.phone_number_id);
    stage.control(Method::GET, &path, Value::Null).await.body
}

async fn tier(stage: &Stage) -> String {
    standing(stage).await["messaging_limit"]["tier"]
        .as_str()
        .unwrap()
        .to_owned()
}

async fn patch(stage: &Stage, patch: Value) {
    let path = format!("world/numbers/{}", stage.company.phone_number_id);
    let answer = stage.control(Method::PATCH, &path, patch).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

async fn open(rule_set: &str) -> Stage {
    let stage = Stage::open(paused_under(rule_set)).await;
    stage.approved("ready", "UTILITY", greeting()).await;
    stage
}

#[tokio::test]
async fn half_of_the_limit_in_seven_days_lifts_it_at_the_next_check_and_one_less_does_not() {
    let stage = open("meta-2026-10").await;
    patch(&stage, json!({"messaging_limit_tier": "TIER_2K"})).await;
    send(&stage, 0..999).await;
    let now = standing(&stage).await["messaging_limit"]["next_step"].clone();
    assert_eq!(
        now,
        json!({"tier": "TIER_10K", "reached": 999, "needed": 1_000, "within_days": 7, "by_delivery": false})
    );
    stage.advance(7 * HOUR_MS).await;
    assert_eq!(tier(&stage).await, "TIER_2K");
    send(&stage, 0..1).await;
    assert_eq!(
        standing(&stage).await["next_checks"],
        json!([]),
        "the same person is no further recipient"
    );
    send(&stage, 999..1_000).await;
    let check = standing(&stage).await["next_checks"][0].clone();
    assert_eq!(
        check,
        json!({"kind": "messaging_limit", "at_ms": crate::support::START_MS + 12 * HOUR_MS})
    );
    stage.advance(5 * HOUR_MS - 1_000).await;
    assert_eq!(tier(&stage).await, "TIER_2K");
    stage.advance(1_000).await;
    assert_eq!(tier(&stage).await, "TIER_10K");
    let changes = stage.receiver.changes();
    let told = changes
        .iter()
        .filter(|(field, _)| field == "business_capability_update");
    let told: Vec<&Value> = told
        .map(|(_, value)| &value["max_daily_conversations_per_business"])
        .collect();
    assert_eq!(told, [2_000, 10_000]);
}

#[tokio::test]
async fn less_than_high_quality_keeps_the_limit_and_every_check_looks_again() {
    let stage = open("meta-2026-10").await;
    patch(
        &stage,
        json!({"messaging_limit_tier": "TIER_2K", "quality_rating": "YELLOW"}),
    )
    .await;
    send(&stage, 0..1_000).await;
    stage.advance(6 * HOUR_MS).await;
    assert_eq!(tier(&stage).await, "TIER_2K");
    patch(&stage, json!({"quality_rating": "GREEN"})).await;
    stage.advance(6 * HOUR_MS - 1).await;
    assert_eq!(tier(&stage).await, "TIER_2K");
    stage.advance(1).await;
    assert_eq!(tier(&stage).await, "TIER_10K");
}

#[tokio::test]
async fn the_first_step_is_left_by_2000_deliveries_in_30_days_or_by_verification() {
    let stage = open("meta-2026-10").await;
    for day in 0..7 {
        send(&stage, day * 250..(day + 1) * 250).await;
        stage.advance(DAY_MS).await;
    }
    send(&stage, 1_750..1_999).await;
    stage.advance(DAY_MS).await;
    assert_eq!(tier(&stage).await, "TIER_250");
    let now = standing(&stage).await;
    assert_eq!(
        (&now["messaging_limit"]["next_step"]["reached"], &now["next_checks"]),
        (&json!(1_999), &json!([]))
    );
    send(&stage, 1_999..2_000).await;
    stage.advance(6 * HOUR_MS - 1).await;
    assert_eq!(tier(&stage).await, "TIER_250");
    stage.advance(1).await;
    assert_eq!(tier(&stage).await, "TIER_2K");

    let verified = open("meta-2026-10").await;
    patch(&verified, json!({"business_verified": true})).await;
    assert_eq!(tier(&verified).await, "TIER_2K");
    patch(&verified, json!({"business_verified": true})).await;
    assert_eq!(tier(&verified).await, "TIER_2K");
}

#[tokio::test]
async fn twice_the_limit_in_seven_days_lifts_it_in_2021_and_never_before_48_hours() {
    let stage = open("whatsapp-2021").await;
    send(&stage, 0..1_000).await;
    stage.advance(DAY_MS).await;
    send(&stage, 1_000..2_000).await;
    stage.advance(DAY_MS - 1).await;
    assert_eq!(tier(&stage).await, "TIER_1K");
    stage.advance(1).await;
    assert_eq!(tier(&stage).await, "TIER_10K");
    let changes = stage.receiver.changes();
    let told = changes
        .iter()
        .find(|(field, _)| field == "phone_number_quality_update")
        .unwrap();
    assert_eq!(
        (&told.1["event"], &told.1["current_limit"]),
        (&json!("UPGRADE"), &json!("TIER_10K"))
    );
}

#[tokio::test]
async fn one_recipient_less_keeps_the_limit_of_2021_until_the_day_after_that_one() {
    let stage = open("whatsapp-2021").await;
    send(&stage, 0..1_000).await;
    stage.advance(DAY_MS).await;
    send(&stage, 1_000..1_999).await;
    stage.advance(2 * DAY_MS + HOUR_MS).await;
    assert_eq!(tier(&stage).await, "TIER_1K");
    send(&stage, 1_999..2_000).await;
    stage.advance(23 * HOUR_MS - 1).await;
    assert_eq!(tier(&stage).await, "TIER_1K");
    stage.advance(1).await;
    assert_eq!(tier(&stage).await, "TIER_10K");
}
