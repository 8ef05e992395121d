//! What WhatsApp refuses, at the very boundary.

use crate::support::{CUSTOMER, HOUR_MS, Stage, greeting, greeting_values, paused, paused_under};
use galka_sandbox::{Settings, WorldSettings};
use reqwest::Method;
use serde_json::{Value, json};

/// The code with which a message failed after it was accepted; 0 when it did not.
async fn fate(stage: &Stage, id: &str) -> u64 {
    stage.advance(10_000).await;
    let statuses = stage.receiver.statuses(id);
    statuses
        .iter()
        .find(|status| status["status"] == "failed")
        .map_or(0, |status| status["errors"][0]["code"].as_u64().unwrap())
}

#[tokio::test]
async fn free_text_fails_from_24_hours_after_the_last_message_on() {
    for (passed, code) in [
        (24 * HOUR_MS - 1_000, 0),
        (24 * HOUR_MS, 131_047),
        (24 * HOUR_MS + 1_000, 131_047),
    ] {
        let stage = Stage::paused().await;
        stage.add_customer(json!({"phone": CUSTOMER})).await;
        stage.write(CUSTOMER, "Добрый день").await;
        stage.advance(passed).await;
        let id = stage.send_text(CUSTOMER, "Здравствуйте").await.wamid();
        assert_eq!(fate(&stage, &id).await, code, "after {passed} ms");
    }
}

#[tokio::test]
async fn the_next_unique_recipient_is_over_the_limit_until_the_first_leaves() {
    let stage = Stage::open(paused_under("meta-2026-10")).await;
    stage.approved("ready", "MARKETING", greeting()).await;
    let phone = |index: u32| format!("7916{index:07}");
    for index in 0..250 {
        assert_eq!(
            stage
                .send_template(&phone(index), "ready", greeting_values("Анна"))
                .await
                .status,
            200
        );
    }
    let over = stage.send_template(&phone(250), "ready", greeting_values("Анна")).await;
    assert_eq!((over.status, over.code()), (400, 131_048));
    assert!(
        over.body["error"]["error_data"]["details"]
            .as_str()
            .unwrap()
            .contains("messaging limit")
    );
    assert_eq!(
        stage
            .send_template(&phone(7), "ready", greeting_values("Анна"))
            .await
            .status,
        200,
        "a known recipient"
    );
    stage.write(&phone(7), "Добрый день").await;
    assert_eq!(stage.send_text(&phone(7), "В окне можно всем").await.status, 200);
    stage.advance(24 * HOUR_MS - 1).await;
    assert_eq!(
        stage
            .send_template(&phone(250), "ready", greeting_values("Анна"))
            .await
            .code(),
        131_048
    );
    stage.advance(1).await;
    assert_eq!(
        stage
            .send_template(&phone(250), "ready", greeting_values("Анна"))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn a_higher_step_of_the_limit_lets_more_recipients_through() {
    let stage = Stage::paused().await;
    stage.approved("ready", "UTILITY", greeting()).await;
    let path = format!("world/numbers/{}", stage.company.phone_number_id);
    assert_eq!(
        stage
            .control(Method::PATCH, &path, json!({"messaging_limit_tier": "TIER_3"}))
            .await
            .status,
        422
    );
    let number = stage
        .control(Method::PATCH, &path, json!({"messaging_limit_tier": "TIER_2K"}))
        .await;
    assert_eq!(number.body["messaging_limit_tier"], "TIER_2K");
    for index in 0..300 {
        assert_eq!(
            stage
                .send_template(&format!("7916{index:07}"), "ready", greeting_values("Анна"))
                .await
                .status,
            200
        );
    }
    let world = stage.control(Method::GET, "world", Value::Null).await;
    assert_eq!(world.body["wabas"][0]["numbers"][0]["messaging_limit_used"], 300);
}

#[tokio::test]
async fn marketing_fails_after_the_users_own_stop_and_utility_does_not() {
    let stage = Stage::paused().await;
    stage.add_customer(json!({"phone": CUSTOMER})).await;
    stage.approved("sale", "MARKETING", greeting()).await;
    stage
        .approved(
            "ready",
            "UTILITY",
            json!([{"type": "BODY", "text": "Ваш заказ ждёт вас в магазине."}]),
        )
        .await;
    let path = format!("customers/{CUSTOMER}/marketing");
    stage.control(Method::POST, &path, json!({"value": "stop"})).await;
    stage.advance(0).await;
    let preference = stage
        .receiver
        .changes()
        .into_iter()
        .find(|(field, _)| field == "user_preferences")
        .unwrap()
        .1;
    assert_eq!(preference["user_preferences"][0]["value"], "stop");
    let stopped = stage
        .send_template(CUSTOMER, "sale", greeting_values("Анна"))
        .await
        .wamid();
    assert_eq!(fate(&stage, &stopped).await, 131_050);
    let utility = stage.send_template(CUSTOMER, "ready", json!([])).await.wamid();
    assert_eq!(fate(&stage, &utility).await, 0);
    stage.control(Method::POST, &path, json!({"value": "resume"})).await;
    let resumed = stage
        .send_template(CUSTOMER, "sale", greeting_values("Анна"))
        .await
        .wamid();
    assert_eq!(fate(&stage, &resumed).await, 0);
}

#[tokio::test]
async fn a_phone_without_whatsapp_and_a_user_who_blocked_us_are_undeliverable() {
    let stage = Stage::paused().await;
    stage
        .add_customer(json!({"customers": [{"phone": CUSTOMER}, {"phone": "79160000001", "has_whatsapp": false}]}))
        .await;
    stage.approved("ready", "UTILITY", greeting()).await;
    stage
        .control(
            Method::POST,
            &format!("customers/{CUSTOMER}/block"),
            json!({"value": true, "reason": "spam"}),
        )
        .await;
    for phone in [CUSTOMER, "79160000001"] {
        let id = stage
            .send_template(phone, "ready", greeting_values("Анна"))
            .await
            .wamid();
        assert_eq!(fate(&stage, &id).await, 131_026, "{phone}");
    }
}

#[tokio::test]
async fn the_46th_message_of_a_burst_to_one_user_is_refused() {
    let stage = Stage::paused().await;
    stage.add_customer(json!({"phone": CUSTOMER})).await;
    stage.write(CUSTOMER, "Добрый день").await;
    for _ in 0..45 {
        assert_eq!(stage.send_text(CUSTOMER, "Ещё одно").await.status, 200);
    }
    let refused = stage.send_text(CUSTOMER, "Лишнее").await;
    assert_eq!((refused.status, refused.code()), (400, 131_056));
    stage.advance(6_000).await;
    assert_eq!(stage.send_text(CUSTOMER, "Через шесть секунд").await.status, 200);
}

#[tokio::test]
async fn throttling_answers_429_by_a_switch() {
    let world = WorldSettings {
        throttle_status: 429,
        throughput_mps: Some(3),
        ..WorldSettings::default()
    };
    let stage = Stage::open(Settings {
        world,
        ..Settings::default()
    })
    .await;
    stage.add_customer(json!({"phone": CUSTOMER})).await;
    stage.write(CUSTOMER, "Добрый день").await;
    let mut refused = 0;
    for index in 0..30 {
        let answer = stage.send_text(&format!("7916{index:07}"), "Быстро").await;
        if answer.status != 200 {
            assert_eq!((answer.status, answer.code()), (429, 130_429));
            refused += 1;
        }
    }
    assert!(refused > 0);
    let summary = stage.control(Method::GET, "messages/summary", Value::Null).await;
    assert_eq!(summary.body["refused"], refused);
}

#[tokio::test]
async fn what_is_wrong_with_a_send_is_said_at_once() {
    let stage = Stage::open(paused()).await;
    stage.add_customer(json!({"phone": CUSTOMER})).await;
    stage.write(CUSTOMER, "Добрый день").await;
    let own = stage.company.display_phone_number.clone();
    let cases = [
        (own.as_str(), json!({"text": {"body": "Себе"}}), 131_021),
        ("не телефон", json!({"text": {"body": "Кому?"}}), 131_009),
        (CUSTOMER, json!({"type": "text", "text": {}}), 100),
        (
            CUSTOMER,
            json!({"type": "text", "text": {"body": "я".repeat(4_097)}}),
            100,
        ),
        (CUSTOMER, json!({"type": "hologram"}), 100),
        (CUSTOMER, json!({"type": "image", "image": {"id": "123"}}), 100),
        (
            CUSTOMER,
            json!({"type": "image", "image": {"link": "ftp://example.test/a.jpg"}}),
            100,
        ),
        (
            CUSTOMER,
            json!({"type": "reaction", "reaction": {"message_id": "wamid.none", "emoji": "👍"}}),
            131_009,
        ),
        (
            CUSTOMER,
            json!({"type": "contacts", "contacts": [{"name": {"formatted_name": "Анна"}}]}),
            131_009,
        ),
        (
            CUSTOMER,
            json!({"type": "location", "location": {"latitude": 91, "longitude": 37}}),
            131_009,
        ),
        (
            CUSTOMER,
            json!({"type": "interactive", "interactive": {"type": "button", "body": {"text": "?"}, "action": {"buttons": []}}}),
            131_009,
        ),
        (
            CUSTOMER,
            json!({"text": {"body": "x"}, "biz_opaque_callback_data": "x".repeat(513)}),
            100,
        ),
        (
            CUSTOMER,
            json!({"type": "template", "template": {"name": "none", "language": {"code": "ru"}}}),
            132_001,
        ),
    ];
    for (to, message, code) in cases {
        let answer = stage.send(to, message.clone()).await;
        assert_eq!(answer.code(), code, "{message}: {}", answer.body);
        assert_eq!(answer.status, if code == 132_001 { 404 } else { 400 });
        assert!(answer.body["error"]["fbtrace_id"].is_string());
    }
    assert_eq!(
        stage
            .send(CUSTOMER, json!({"text": {"body": "я".repeat(4_096)}}))
            .await
            .status,
        200
    );
}
