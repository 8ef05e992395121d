//! The clock, the settings and the log of calls by hand.

use crate::support::{CUSTOMER, HOUR_MS, START_MS, Stage, greeting};
use reqwest::Method;
use serde_json::{Value, json};

async fn patch(stage: &Stage, settings: Value) -> crate::support::Answer {
    stage.control(Method::PATCH, "world/settings", settings).await
}

#[tokio::test]
async fn throttling_answers_400_and_429_by_the_switch() {
    let stage = Stage::paused().await;
    stage.write_from(CUSTOMER).await;
    let order = json!({"target": "messages", "kind": "error", "code": 130_429});
    stage.control(Method::POST, "faults", order).await;
    assert_eq!(stage.send_text(CUSTOMER, "Раз").await.status, 400);
    let changed = patch(&stage, json!({"throttle_status": 429})).await;
    assert_eq!((changed.status, &changed.body["throttle_status"]), (200, &json!(429)));
    let answer = stage.send_text(CUSTOMER, "Раз").await;
    assert_eq!((answer.status, answer.code()), (429, 130_429));
    let shown = stage.control(Method::GET, "world/settings", Value::Null).await;
    assert_eq!(shown.body, changed.body);
}

#[tokio::test]
async fn webhooks_change_their_writing_while_the_world_runs() {
    let stage = Stage::paused().await;
    stage.write_from(CUSTOMER).await;
    stage.advance(0).await;
    assert!(stage.receiver.received().last().unwrap().bytes.is_ascii());
    assert_eq!(patch(&stage, json!({"webhook_escaped": false})).await.status, 200);
    stage.write(CUSTOMER, "Ещё раз").await;
    stage.advance(0).await;
    assert!(!stage.receiver.received().last().unwrap().bytes.is_ascii());
    assert_eq!(patch(&stage, json!({"webhook_version": 23})).await.status, 200);
    let id = stage.send_text(CUSTOMER, "Раз").await.wamid();
    stage.advance(1_000).await;
    assert!(stage.receiver.statuses(&id)[0]["conversation"].is_object());
}

#[tokio::test]
async fn a_setting_that_is_unknown_or_belongs_to_the_world_is_refused_by_name() {
    let stage = Stage::paused().await;
    for (settings, field) in [
        (json!({"seed": 2}), "seed"),
        (json!({"rule_set": "meta-2025-10"}), "rule_set"),
        (json!({"throttle_status": 418}), "throttle_status"),
        (json!({"webhook_batch_max": 7, "nonsense": 1}), "nonsense"),
    ] {
        let refused = patch(&stage, settings).await;
        assert_eq!((refused.status, &refused.body["field"]), (422, &json!(field)));
    }
    let shown = stage.control(Method::GET, "world/settings", Value::Null).await.body;
    assert_eq!(shown["webhook_batch_max"], 100, "all of a patch or nothing");
}

#[tokio::test]
async fn the_next_event_is_told_and_moved_to() {
    let stage = Stage::paused().await;
    stage.write_from(CUSTOMER).await;
    stage.advance(0).await;
    let id = stage.send_text(CUSTOMER, "Раз").await.wamid();
    let order = json!({"name": "ready", "language": "ru", "category": "UTILITY", "components": greeting()});
    let path = format!("{}/message_templates", stage.company.waba_id);
    stage.graph(Method::POST, &path, order).await;
    let events = stage
        .control(Method::GET, "clock/events?limit=10", Value::Null)
        .await
        .body;
    assert_eq!(events["total"], 2);
    assert_eq!(
        (&events["data"][0]["kind"], &events["data"][1]["kind"]),
        (&json!("message"), &json!("review"))
    );
    assert_eq!(events["data"][0]["subject"]["message_id"], json!(id));
    assert_eq!(events["data"][1]["subject"]["name"], "ready");
    let clock = stage.control(Method::GET, "clock", Value::Null).await.body;
    assert_eq!(clock["next_event"], events["data"][0]);
    let moved = stage
        .control(Method::POST, "clock", json!({"to_next_event": true}))
        .await
        .body;
    assert_eq!(moved["now_ms"], events["data"][0]["due_ms"]);
    assert_eq!(moved["happened"], json!([events["data"][0]]));
    assert_eq!(stage.receiver.status_names(&id), ["sent"]);
    let one = stage
        .control(Method::GET, "clock/events?limit=1", Value::Null)
        .await
        .body;
    assert_eq!(one["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn time_is_moved_by_a_span_to_a_moment_and_never_back() {
    let stage = Stage::paused().await;
    let clock = async |order: Value| stage.control(Method::POST, "clock", order).await;
    assert_eq!(
        clock(json!({"advance_ms": 1_500})).await.body["now_ms"],
        START_MS + 1_500
    );
    assert_eq!(
        clock(json!({"set_ms": START_MS + 2_000})).await.body["now_ms"],
        START_MS + 2_000
    );
    let moved = clock(json!({"advance_to": "2026-01-31T12:00:00Z"})).await;
    assert_eq!(moved.body["now"], "2026-01-31T12:00:00.000Z");
    for (order, field) in [
        (json!({"advance_to": "2026-01-31T11:59:59Z"}), "advance_to"),
        (json!({"advance_to": "tomorrow"}), "advance_to"),
        (json!({"advance_ms": -1}), "advance_ms"),
        (json!({"set_ms": i64::MAX}), "set_ms"),
        (json!({"speed": 0}), "speed"),
        (json!({"speed": 100_000.1}), "speed"),
    ] {
        let refused = clock(order.clone()).await;
        assert_eq!(
            (refused.status, &refused.body["field"]),
            (422, &json!(field)),
            "{order}"
        );
    }
    assert_eq!(clock(json!({"advance_ms": 1, "speed": 2})).await.status, 400);
    assert_eq!(clock(json!({})).await.status, 400);
}

#[tokio::test]
async fn a_jump_over_a_year_lets_everything_on_the_way_happen_at_its_moment() {
    let stage = Stage::paused().await;
    let mut sent = Vec::new();
    for index in 0..50 {
        let phone = format!("7916{index:07}");
        stage.write_from(&phone).await;
        sent.push(stage.send_text(&phone, "Здравствуйте").await.wamid());
    }
    stage.advance(365 * 24 * HOUR_MS).await;
    for id in &sent {
        assert_eq!(stage.receiver.status_names(id), ["sent", "delivered", "read"]);
    }
    let read = stage.receiver.statuses(&sent[0])[2]["timestamp"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(read.parse::<i64>().unwrap() < (START_MS + 60_000) / 1_000);
}

#[tokio::test]
async fn the_log_of_calls_shows_what_was_asked_and_answered_without_secrets() {
    let stage = Stage::paused().await;
    stage.write_from(CUSTOMER).await;
    let before = stage.control(Method::GET, "journal", Value::Null).await.body["last"]
        .as_u64()
        .unwrap();
    stage.send_text(CUSTOMER, "Раз").await.wamid();
    stage.send_text("not a phone", "Раз").await;
    let number = &stage.company.phone_number_id;
    let url = format!(
        "{}/v25.0/{number}?access_token={}",
        stage.sandbox.base_url(),
        stage.company.access_token
    );
    stage.client.get(url).send().await.unwrap();
    let order = json!({"target": "messages", "kind": "lost_answer", "count": 1});
    stage.control(Method::POST, "faults", order).await;
    let order = json!({"messaging_product": "whatsapp", "to": CUSTOMER, "text": {"body": "Два"}});
    let url = format!("{}/v25.0/{number}/messages", stage.sandbox.base_url());
    let lost = stage
        .client
        .post(&url)
        .bearer_auth(&stage.company.access_token)
        .json(&order);
    let _ = lost.send().await;
    stage.client.post(&url).body("{broken").send().await.unwrap();
    let log = stage
        .control(Method::GET, &format!("journal?since={before}"), Value::Null)
        .await
        .body;
    let seen: Vec<_> = log["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|call| {
            (
                call["method"].as_str().unwrap(),
                call["http_status"].as_u64(),
                call["error_code"].as_u64(),
            )
        })
        .collect();
    assert_eq!(seen[0], ("POST", Some(200), None));
    assert_eq!((seen[1].0, seen[1].1), ("POST", Some(400)));
    assert!(seen[1].2.is_some());
    assert_eq!(seen[2], ("GET", Some(200), None));
    assert_eq!(seen[3], ("POST", None, None));
    assert_eq!(seen[4], ("POST", Some(400), Some(100)));
    assert_eq!(log["data"][0]["params"]["text"]["body"], "Раз");
    assert_eq!(log["data"][0]["path"], json!(format!("/v25.0/{number}/messages")));
    let all = stage
        .control(Method::GET, "journal?limit=1000", Value::Null)
        .await
        .body
        .to_string();
    assert!(!all.contains(&stage.company.access_token) && !all.contains("\"word\""));
}

#[test]
fn the_document_tells_the_clocks_of_the_world_and_of_a_scenario_apart() {
    let document: Value = serde_json::from_str(&galka_sandbox::openapi()).unwrap();
    let schema = |name: &str, field: &str| {
        let field = &document["components"]["schemas"][name]["properties"][field];
        assert!(field.is_object(), "{name}");
    };
    for (name, field) in [
        ("ClockOrder", "advance_to"),
        ("ScenarioClock", "start"),
        ("Scenario", "storms"),
        ("ScenarioNumber", "phone_number_id"),
        ("ScenarioTemplate", "template"),
        ("NewCustomer", "phone"),
        ("NewFault", "takes_effect"),
        ("WorldSettings", "throttle_status"),
        ("LoggedCall", "params"),
    ] {
        schema(name, field);
    }
}
