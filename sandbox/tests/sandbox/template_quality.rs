//! Quality of templates from what people do with their messages: paused today, flagged in 2021.

use crate::support::{HOUR_MS, Stage, greeting, greeting_values, paused_under};
use reqwest::Method;
use serde_json::{Value, json};

const DAY_MS: i64 = 24 * HOUR_MS;

fn phone(index: u32) -> String {
    format!("7916{index:07}")
}

/// Sends to one person; gives the refusal's code, 0 when it was accepted.
async fn send(stage: &Stage, index: u32) -> u64 {
    stage
        .send_template(&phone(index), "ready", greeting_values("Анна"))
        .await
        .code()
}

/// Sends to 25 people; the first `blocks` of them then block the number.
async fn campaign(stage: &Stage, first: u32, blocks: u32) {
    for index in first..first + 25 {
        assert_eq!(send(stage, index).await, 0);
    }
    stage.advance(60_000).await;
    for index in first..first + blocks {
        let path = format!("customers/{}/block", phone(index));
        stage
            .control(Method::POST, &path, json!({"value": true, "reason": "spam"}))
            .await;
    }
    stage.advance(0).await;
}

async fn quality(stage: &Stage, template: &str) -> String {
    let answer = stage.get(&format!("{template}?fields=quality_score,status")).await;
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    format!(
        "{} {}",
        word(&answer.body["status"]),
        word(&answer.body["quality_score"]["score"])
    )
}

/// What was told of the template, without the approval at the beginning.
fn told(stage: &Stage) -> Vec<String> {
    let changes = stage.receiver.changes().into_iter();
    let words = changes.filter_map(|(field, value)| match field.as_str() {
        "message_template_status_update" => {
            let title = value["other_info"]["title"].as_str().unwrap_or_default();
            Some(format!("{} {title}", value["event"].as_str().unwrap()))
        }
        "message_template_quality_update" => Some(value["new_quality_score"].as_str().unwrap().to_owned()),
        _ => None,
    });
    words.skip(1).map(|words| words.trim_end().to_owned()).collect()
}

#[tokio::test]
async fn low_quality_pauses_for_3_hours_then_for_6_and_then_disables() {
    let stage = Stage::open(paused_under("meta-2026-10")).await;
    let template = stage.approved("ready", "UTILITY", greeting()).await;
    assert_eq!(quality(&stage, &template).await, "APPROVED UNKNOWN");
    for (round, hours) in [(0, 3), (1, 6)] {
        campaign(&stage, round * 100, 6).await;
        assert_eq!(quality(&stage, &template).await, "PAUSED RED");
        stage.advance(hours * HOUR_MS - 1_000).await;
        assert_eq!(send(&stage, 900).await, 132_015, "a second before {hours} hours");
        stage.advance(2_000).await;
        assert_eq!(send(&stage, 900 + round).await, 0, "a second after {hours} hours");
    }
    campaign(&stage, 200, 6).await;
    assert_eq!(send(&stage, 903).await, 132_016);
    assert_eq!(quality(&stage, &template).await, "DISABLED RED");
    assert_eq!(
        told(&stage),
        [
            "GREEN",
            "YELLOW",
            "RED",
            "PAUSED FIRST_PAUSE",
            "APPROVED UNPAUSE",
            "GREEN",
            "YELLOW",
            "RED",
            "PAUSED SECOND_PAUSE",
            "APPROVED UNPAUSE",
            "GREEN",
            "YELLOW",
            "RED",
            "DISABLED"
        ]
    );
}

#[tokio::test]
async fn fewer_messages_than_twenty_say_nothing_about_a_template() {
    let stage = Stage::open(paused_under("meta-2026-10")).await;
    let template = stage.approved("ready", "UTILITY", greeting()).await;
    for index in 0..19 {
        send(&stage, index).await;
    }
    stage.advance(60_000).await;
    let path = format!("customers/{}/block", phone(0));
    stage.control(Method::POST, &path, json!({"value": true})).await;
    assert_eq!(quality(&stage, &template).await, "APPROVED UNKNOWN");
    send(&stage, 19).await;
    stage.advance(60_000).await;
    assert_eq!(quality(&stage, &template).await, "APPROVED GREEN");
}

#[tokio::test]
async fn a_flagged_template_of_2021_is_disabled_after_seven_days_unless_it_mends() {
    for mends in [false, true] {
        let stage = Stage::open(paused_under("whatsapp-2021")).await;
        let template = stage.approved("ready", "UTILITY", greeting()).await;
        campaign(&stage, 0, 6).await;
        assert_eq!(quality(&stage, &template).await, "APPROVED RED");
        assert_eq!(send(&stage, 900).await, 0, "a flagged template can be sent");
        stage.advance(6 * DAY_MS).await;
        if mends {
            campaign(&stage, 100, 0).await;
        } else {
            stage.advance(60_000).await;
        }
        stage.advance(DAY_MS - 60_000 - 1_000).await;
        assert_eq!(send(&stage, 901).await, 0, "a second before the seventh day is over");
        stage.advance(2_000).await;
        assert_eq!(send(&stage, 902).await, if mends { 0 } else { 132_016 });
        let last = told(&stage).pop().unwrap();
        assert_eq!(last, if mends { "REINSTATED" } else { "DISABLED" });
    }
}
