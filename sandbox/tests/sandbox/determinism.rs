//! The same seed and the same calls give the same bytes.

use crate::support::{CUSTOMER, Stage, greeting, greeting_values, paused};
use galka_sandbox::{Settings, WorldSettings};
use reqwest::Method;
use serde_json::{Value, json};

/// Plays a small story and gives everything that can be seen of it, but for the addresses.
async fn story(seed: u64) -> Vec<String> {
    let world = WorldSettings {
        seed,
        ..WorldSettings::default()
    };
    let stage = Stage::open(Settings {
        world,
        public_url: Some("http://sandbox.test".to_owned()),
        ..paused()
    })
    .await;
    let mut seen = vec![format!("{:?}", stage.company)];
    for index in 0..20 {
        stage.write_from(&format!("7916{index:07}")).await;
    }
    let order = json!({"name": "ready", "language": "ru", "category": "UTILITY", "components": greeting()});
    let created = stage
        .graph(
            Method::POST,
            &format!("{}/message_templates", stage.company.waba_id),
            order,
        )
        .await;
    seen.push(created.body.to_string());
    for index in 0..20 {
        seen.push(
            stage
                .send_text(&format!("7916{index:07}"), "Здравствуйте")
                .await
                .body
                .to_string(),
        );
    }
    seen.push(stage.send_template(CUSTOMER, "none", json!([])).await.body.to_string());
    stage.advance(6 * 3_600_000).await;
    seen.push(
        stage
            .send_template(CUSTOMER, "ready", greeting_values("Анна"))
            .await
            .body
            .to_string(),
    );
    stage.advance(60_000).await;
    let log = stage
        .control(Method::GET, "deliveries?limit=1000", Value::Null)
        .await
        .body;
    for delivery in log["data"].as_array().unwrap() {
        assert_eq!(delivery["state"], "delivered");
        seen.push(format!("{} {} {}", delivery["id"], delivery["at_ms"], delivery["body"]));
    }
    seen.push(
        stage
            .control(Method::GET, "messages?limit=1000", Value::Null)
            .await
            .body
            .to_string(),
    );
    seen
}

#[tokio::test]
async fn the_same_story_twice_gives_the_same_bytes() {
    let (first, second) = (story(7).await, story(7).await);
    for (one, two) in first.iter().zip(&second) {
        assert_eq!(one, two);
    }
    assert_eq!(first.len(), second.len());
    assert_ne!(first, story(8).await);
}
