//! A company hears that a number's limit, throughput or quality changed.

use crate::support::{Stage, paused_under};
use reqwest::Method;
use serde_json::{Value, json};

async fn change(stage: &Stage, patch: Value) {
    let world = stage.control(Method::GET, "world", Value::Null).await;
    let id = world.body["wabas"][0]["numbers"][0]["phone_number_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let answer = stage
        .control(Method::PATCH, &format!("world/numbers/{id}"), patch)
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    stage.advance(0).await;
}

#[tokio::test]
async fn a_new_limit_is_told_as_the_rule_set_tells_it() {
    let told = [
        (
            "meta-2026-10",
            "TIER_10K",
            "business_capability_update",
            json!({"max_daily_conversations_per_business": 10_000}),
        ),
        (
            "meta-2026-10",
            "TIER_UNLIMITED",
            "business_capability_update",
            json!({"max_daily_conversations_per_business": -1}),
        ),
        (
            "meta-2025-10",
            "TIER_2K",
            "business_capability_update",
            json!({"max_daily_conversations_per_business": 2_000}),
        ),
        (
            "whatsapp-2021",
            "TIER_10K",
            "phone_number_quality_update",
            json!({"event": "UPGRADE", "current_limit": "TIER_10K"}),
        ),
    ];
    for (rule_set, tier, field, expected) in told {
        let stage = Stage::open(paused_under(rule_set)).await;
        change(&stage, json!({"messaging_limit_tier": tier})).await;
        change(&stage, json!({"messaging_limit_tier": tier})).await;
        let changes = stage.receiver.changes();
        let [(told, value)] = changes.as_slice() else {
            panic!("{rule_set} {tier}: {changes:?}")
        };
        assert_eq!(told, field, "{rule_set}");
        for (name, wanted) in expected.as_object().unwrap() {
            assert_eq!(&value[name], wanted, "{rule_set} {tier}: {value}");
        }
    }
}

#[tokio::test]
async fn a_higher_throughput_is_told_once_and_a_lower_one_never() {
    let stage = Stage::paused().await;
    change(&stage, json!({"throughput_mps": 1_000})).await;
    change(&stage, json!({"throughput_mps": 80})).await;
    let changes = stage.receiver.changes();
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert_eq!(changes[0].0, "phone_number_quality_update");
    assert_eq!(changes[0].1["event"], "THROUGHPUT_UPGRADE");
}

#[tokio::test]
async fn a_number_was_flagged_under_the_old_rules_and_is_only_read_under_the_new() {
    let old = Stage::open(paused_under("whatsapp-2021")).await;
    for quality in ["YELLOW", "RED", "GREEN"] {
        change(&old, json!({"quality_rating": quality})).await;
    }
    let changes = old.receiver.changes();
    let events: Vec<&Value> = changes.iter().map(|(_, value)| &value["event"]).collect();
    assert_eq!(events, ["FLAGGED", "UNFLAGGED"]);
    let new = Stage::paused().await;
    change(&new, json!({"quality_rating": "RED"})).await;
    assert_eq!(new.receiver.changes(), []);
}
