//! What keeps marketing rare: the user's cap, countries, an experiment, pacing.

use crate::support::{CUSTOMER, HOUR_MS, Stage, greeting, greeting_values, paused, paused_under};
use galka_sandbox::{MarketingCap, Settings, WorldSettings};
use reqwest::Method;
use serde_json::{Value, json};

/// A sandbox with a marketing template `sale`.
async fn open(world: WorldSettings) -> Stage {
    let stage = Stage::open(Settings { world, ..paused() }).await;
    stage.approved("sale", "MARKETING", greeting()).await;
    stage
}

fn capped(most: usize) -> WorldSettings {
    WorldSettings {
        marketing_cap: Some(MarketingCap { per_days: 1, most }),
        ..WorldSettings::default()
    }
}

/// The code with which a marketing message to this phone failed; 0 when it did not.
async fn fate(stage: &Stage, phone: &str) -> u64 {
    let id = stage
        .send_template(phone, "sale", greeting_values("Анна"))
        .await
        .wamid();
    stage.advance(60_000).await;
    let failed = stage
        .receiver
        .statuses(&id)
        .into_iter()
        .find(|status| status["status"] == "failed");
    failed.map_or(0, |status| status["errors"][0]["code"].as_u64().unwrap())
}

#[tokio::test]
async fn the_message_over_a_users_cap_fails_later_and_a_retry_before_24_hours_too() {
    let stage = open(capped(2)).await;
    assert_eq!([fate(&stage, CUSTOMER).await, fate(&stage, CUSTOMER).await], [0, 0]);
    assert_eq!(fate(&stage, CUSTOMER).await, 131_049);
    assert_eq!(fate(&stage, "79160000002").await, 0, "another user");
    // The first two are over after 24 hours; the refusal came two minutes later and holds as long.
    stage.advance(24 * HOUR_MS - 3 * 60_000).await;
    assert_eq!(fate(&stage, CUSTOMER).await, 131_049);
    stage.advance(60_000).await;
    assert_eq!(fate(&stage, CUSTOMER).await, 0);
}

#[tokio::test]
async fn what_is_sent_inside_a_window_that_the_user_opened_does_not_count() {
    let stage = open(capped(1)).await;
    stage.write_from(CUSTOMER).await;
    assert_eq!([fate(&stage, CUSTOMER).await, fate(&stage, CUSTOMER).await], [0, 0]);
    stage.advance(24 * HOUR_MS).await;
    assert_eq!(fate(&stage, CUSTOMER).await, 0, "the first outside");
    assert_eq!(fate(&stage, CUSTOMER).await, 131_049);
}

#[tokio::test]
async fn countries_have_rules_of_their_own() {
    let stage = open(capped(1)).await;
    for (phone, codes) in [
        ("491511234567", [0, 0]),
        ("447700900123", [0, 0]),
        ("819012345678", [0, 0]),
        ("821012345678", [0, 0]),
        ("12125550100", [131_049, 131_049]),
        ("14165550100", [0, 131_049]),
        ("79160000003", [0, 131_049]),
    ] {
        assert_eq!([fate(&stage, phone).await, fate(&stage, phone).await], codes, "{phone}");
    }
    let then = Stage::open(paused_under("whatsapp-2021")).await;
    then.approved("sale", "MARKETING", greeting()).await;
    assert_eq!(fate(&then, "12125550100").await, 0);
}

#[tokio::test]
async fn by_default_a_campaign_to_everybody_once_meets_no_cap() {
    let stage = open(WorldSettings::default()).await;
    for index in 0..50 {
        assert_eq!(fate(&stage, &format!("7916{index:07}")).await, 0);
    }
}

#[tokio::test]
async fn who_is_in_an_experiment_gets_no_marketing_and_everything_else() {
    let world = WorldSettings {
        experiment_share: 0.5,
        ..WorldSettings::default()
    };
    let stage = open(world).await;
    let mut held_out = 0;
    for index in 0..40 {
        let phone = format!("7916{index:07}");
        let codes = [fate(&stage, &phone).await, fate(&stage, &phone).await];
        assert!(codes == [0, 0] || codes == [130_472, 130_472], "{codes:?}");
        held_out += u32::from(codes[0] != 0);
    }
    assert!((8..=32).contains(&held_out), "{held_out}");
}

/// Sends to 20 people with a first batch of 15; gives the ids of the held ones.
async fn paced(stage: &Stage) -> Vec<String> {
    let mut held = Vec::new();
    for index in 0..20 {
        let answer = stage
            .send_template(&format!("7916{index:07}"), "sale", greeting_values("Анна"))
            .await;
        let status = answer.body["messages"][0]["message_status"]
            .as_str()
            .unwrap()
            .to_owned();
        let expected = if index < 15 {
            "accepted"
        } else {
            "held_for_quality_assessment"
        };
        assert_eq!(status, expected, "{index}");
        if index >= 15 {
            held.push(answer.wamid());
        }
    }
    stage.advance(60_000).await;
    for id in &held {
        assert_eq!(stage.receiver.status_names(id), Vec::<String>::new());
    }
    held
}

fn pacing() -> WorldSettings {
    WorldSettings {
        pacing: Some(15),
        ..WorldSettings::default()
    }
}

#[tokio::test]
async fn held_messages_go_out_within_the_hour_when_the_first_ones_were_liked() {
    let stage = open(pacing()).await;
    let held = paced(&stage).await;
    stage.advance(HOUR_MS).await;
    for id in &held {
        assert_eq!(stage.receiver.status_names(id), ["sent", "delivered", "read"]);
    }
    let next = stage
        .send_template("79169999999", "sale", greeting_values("Анна"))
        .await;
    assert_eq!(next.body["messages"][0]["message_status"], "accepted");
}

#[tokio::test]
async fn held_messages_fail_and_the_template_is_paused_when_the_first_ones_were_not() {
    let stage = open(pacing()).await;
    let held = paced(&stage).await;
    // Fifteen messages are too few for the template's quality, so it is pacing that finds them disliked.
    for index in 0..6 {
        let path = format!("customers/7916{index:07}/block");
        stage
            .control(Method::POST, &path, json!({"value": true, "reason": "spam"}))
            .await;
    }
    stage.advance(HOUR_MS).await;
    for id in &held {
        let statuses = stage.receiver.statuses(id);
        assert_eq!(statuses.len(), 1, "{statuses:?}");
        assert_eq!(statuses[0]["errors"][0]["code"], 132_015);
    }
    let refused = stage
        .send_template("79169999999", "sale", greeting_values("Анна"))
        .await;
    assert_eq!(refused.code(), 132_015);
    let changes = stage.receiver.changes();
    let paused: Vec<&Value> = changes
        .iter()
        .filter(|(_, value)| value["event"] == "PAUSED")
        .map(|(_, value)| value)
        .collect();
    assert_eq!(paused.len(), 1, "{changes:?}");
    assert_eq!(paused[0]["other_info"]["title"], "RATE_LIMITING_PAUSE");
}
