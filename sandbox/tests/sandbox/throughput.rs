//! Many sends at once: every one in the book, every status told.

use crate::support::{Stage, ask};
use futures_util::StreamExt;
use futures_util::stream;
use galka_sandbox::{Settings, WorldSettings};
use reqwest::Method;
use serde_json::{Value, json};

const SENDS: u32 = 2_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_thousand_sends_over_many_connections_are_all_told() {
    let world = WorldSettings {
        throughput_mps: Some(1_000_000),
        ..WorldSettings::default()
    };
    let stage = Stage::open(Settings {
        world,
        ..Settings::default()
    })
    .await;
    let template = json!([{"type": "BODY", "text": "Ваш заказ ждёт вас в магазине."}]);
    stage.approved("ready", "UTILITY", template).await;
    let path = format!("world/numbers/{}", stage.company.phone_number_id);
    stage
        .control(Method::PATCH, &path, json!({"messaging_limit_tier": "TIER_UNLIMITED"}))
        .await;
    let url = format!(
        "{}/v25.0/{}/messages",
        stage.sandbox.base_url(),
        stage.company.phone_number_id
    );
    let accepted = stream::iter(0..SENDS)
        .map(|index| {
            let message = json!({"messaging_product": "whatsapp", "to": format!("+7916{index:07}"), "type": "template",
                "template": {"name": "ready", "language": {"code": "ru"}}});
            ask(stage
                .client
                .post(&url)
                .bearer_auth(&stage.company.access_token)
                .json(&message))
        })
        .buffer_unordered(32)
        .filter(|answer| std::future::ready(answer.status == 200))
        .count()
        .await;
    assert_eq!(accepted, SENDS as usize);
    stage.advance(60_000).await;
    let summary = stage.control(Method::GET, "messages/summary", Value::Null).await.body;
    assert_eq!(
        summary,
        json!({"accepted": SENDS, "refused": 0, "by_status": {"read": SENDS}, "recipients": SENDS, "max_per_recipient": 1})
    );
    let told: usize = stage
        .receiver
        .changes()
        .iter()
        .filter_map(|(_, value)| value["statuses"].as_array().map(Vec::len))
        .sum();
    assert_eq!(told, 3 * SENDS as usize);
}
