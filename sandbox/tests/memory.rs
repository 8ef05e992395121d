//! How much memory a hundred thousand customers take, alone in this process.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![cfg(target_os = "linux")]

use axum::body::{Body, to_bytes};
use axum::http::Request;
use galka_sandbox::{ClockStart, Sandbox, Settings};
use serde_json::{Value, json};
use std::net::SocketAddr;
use tower::ServiceExt;

const COUNT: usize = 100_000;
const MOST_BYTES: usize = 100 << 20;

fn resident_bytes() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    let kilobytes: usize = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kilobytes << 10
}

async fn post(router: &axum::Router, path: &str, token: Option<&str>, body: &Value) -> Value {
    let mut request = Request::post(path);
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let request = request.body(Body::from(body.to_string())).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    assert!(status.is_success(), "{path}: {}", String::from_utf8_lossy(&bytes));
    serde_json::from_slice(&bytes).unwrap_or_default()
}

#[tokio::test]
async fn a_hundred_thousand_customers_fit_in_a_hundred_megabytes() {
    let settings = Settings {
        clock: ClockStart::Paused {
            at_ms: 1_767_225_600_000,
        },
        ..Settings::default()
    };
    let sandbox = Sandbox::embed(settings, SocketAddr::from(([127, 0, 0, 1], 9))).unwrap();
    let company = sandbox.credentials().remove(0);
    let before = resident_bytes();
    let population = json!({"name": "city", "count": COUNT, "read_receipts": 0.8, "online": 0.9, "usernames": 0.02,
        "habits": {"answer_rate_with_buttons": 0.1}});
    post(&sandbox.router, "/control/v1/populations", None, &population).await;
    // One message each would take a minute in a debug build; a quarter shows what one costs with its whole life, and
    // leaves tables that grow by doubling as full as the whole does.
    let sent = COUNT / 4;
    let tier = json!({"messaging_limit_tier": "TIER_UNLIMITED"});
    let number = format!("/control/v1/world/numbers/{}", company.phone_number_id);
    let patch = Request::patch(number).body(Body::from(tier.to_string())).unwrap();
    assert!(
        sandbox
            .router
            .clone()
            .oneshot(patch)
            .await
            .unwrap()
            .status()
            .is_success()
    );
    let token = Some(company.access_token.as_str());
    let template = json!({"name": "ready", "language": "ru", "category": "UTILITY",
        "components": [{"type": "BODY", "text": "Ваш заказ готов к выдаче."}]});
    let templates = format!("/v25.0/{}/message_templates", company.waba_id);
    let template = post(&sandbox.router, &templates, token, &template).await;
    let decision = format!("/control/v1/templates/{}/decision", template["id"].as_str().unwrap());
    post(&sandbox.router, &decision, None, &json!({"decision": "approve"})).await;
    let mut phones = Vec::new();
    let mut cursor = String::new();
    while phones.len() < sent {
        let request = Request::get(format!("/control/v1/customers?limit=1000&cursor={cursor}"));
        let response = sandbox
            .router
            .clone()
            .oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap();
        let page: Value = serde_json::from_slice(&to_bytes(response.into_body(), 4 << 20).await.unwrap()).unwrap();
        let rows = page["data"].as_array().unwrap();
        phones.extend(rows.iter().map(|each| each["phone"].as_str().unwrap().to_owned()));
        cursor = page["next_cursor"].as_str().unwrap_or_default().to_owned();
    }
    let made = resident_bytes().saturating_sub(before);
    assert!(made < MOST_BYTES / 5, "{made} bytes for customers and a list of them");

    let path = format!("/v25.0/{}/messages", company.phone_number_id);
    for phone in &phones {
        let template = json!({"name": "ready", "language": {"code": "ru"}});
        let message = json!({"messaging_product": "whatsapp", "to": phone, "type": "template", "template": template});
        post(&sandbox.router, &path, token, &message).await;
    }
    let day = json!({"advance_ms": 86_400_000});
    post(&sandbox.router, "/control/v1/clock", None, &day).await;
    let each = resident_bytes().saturating_sub(before + made) / sent;
    let whole = made + each * COUNT;
    println!("{COUNT} customers: {made} bytes; a message: {each} bytes; with a message each: {whole} bytes");
    assert!(whole < MOST_BYTES, "{whole} bytes with a message to each");
}
