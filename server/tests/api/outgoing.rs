//! Outgoing webhooks: made, refused, tried out, and told what the stream shows.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::house::{House, eventually};
use crate::stub::Shop;

const BASE: &str = "/api/v1/webhooks";

/// What an address was told: headers and raw bodies; it answers with a status that can be changed.
#[derive(Clone, Default)]
struct Receiver {
    told: Arc<Mutex<Vec<(HeaderMap, Bytes)>>>,
    status: Arc<Mutex<u16>>,
}

impl Receiver {
    async fn start() -> (Self, String) {
        let receiver = Self::default();
        receiver.answer(200);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hooks", listener.local_addr().unwrap());
        let router = Router::new().fallback(take).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        (receiver, url)
    }

    fn answer(&self, status: u16) {
        *self.status.lock().unwrap() = status;
    }

    fn told(&self) -> Vec<(HeaderMap, Bytes)> {
        self.told.lock().unwrap().clone()
    }
}

async fn take(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> (StatusCode, String) {
    receiver.told.lock().unwrap().push((headers, body));
    let status = StatusCode::from_u16(*receiver.status.lock().unwrap()).unwrap();
    (status, "я".repeat(2_000))
}

/// The check of docs/webhooks.md, written anew.
fn is_signed(secret: &str, headers: &HeaderMap, body: &[u8]) -> bool {
    let header = headers["x-galka-signature-256"].to_str().unwrap();
    let (time, proofs) = header.split_once(',').unwrap();
    let mut hash = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    hash.update(format!("{}.", time.trim_start_matches("t=")).as_bytes());
    hash.update(body);
    let wanted = format!("v1={}", hex::encode(hash.finalize().into_bytes()));
    proofs.split(',').any(|proof| proof == wanted)
}

async fn make(house: &House, key: &str, url: &str, events: Value) -> (String, String) {
    let made = house
        .ask("POST", BASE, key, Some(json!({"url": url, "events": events})))
        .await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.json());
    let made = made.json();
    (text(&made["webhook"]["id"]), text(&made["secret"]))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

#[tokio::test]
async fn a_webhook_is_made_changed_and_deleted_and_its_secret_is_shown_once() {
    let house = House::open().await;
    let (_, [owner, ..]) = house.company("Цветы").await;
    let events = json!(["message.status", "message.received", "message.status"]);
    let (id, secret) = make(&house, &owner, "https://shop.example/hooks#x", events).await;
    assert!(secret.starts_with("whsec_"));
    let path = format!("{BASE}/{id}");
    let shown = house.ask("GET", &path, &owner, None).await.json();
    assert_eq!(shown["url"], "https://shop.example/hooks");
    assert_eq!(shown["events"], json!(["message.received", "message.status"]));
    assert_eq!((&shown["enabled"], &shown["secret"]), (&json!(true), &Value::Null));
    let changed = json!({"url": "https://shop.example/new", "events": ["contact.changed"], "enabled": false});
    let changed = house.ask("PATCH", &path, &owner, Some(changed)).await.json();
    assert_eq!(changed["url"], "https://shop.example/new");
    assert_eq!(
        (&changed["enabled"], &changed["disabled_reason"]),
        (&json!(false), &json!("switched_off"))
    );
    let trial = house.ask("POST", &format!("{path}/test"), &owner, None).await;
    assert_eq!(
        (trial.status, trial.code().as_str()),
        (StatusCode::CONFLICT, "webhook_off")
    );
    let replaced = house.ask("POST", &format!("{path}/secret"), &owner, None).await.json();
    assert_ne!(text(&replaced["secret"]), secret);
    assert!(replaced["webhook"]["old_secret_until"].is_string());
    let listed = house.ask("GET", BASE, &owner, None).await;
    assert_eq!(listed.json()["data"].as_array().map(Vec::len), Some(1));
    assert!(!String::from_utf8_lossy(&listed.body).contains("whsec_"));
    assert_eq!(
        house.ask("DELETE", &path, &owner, None).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        house.ask("DELETE", &path, &owner, None).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn an_address_that_must_not_be_called_and_events_that_are_not_told_are_refused() {
    let house = House::open().await;
    let (_, [owner, ..]) = house.company("Цветы").await;
    let received = json!(["message.received"]);
    for (url, events, code) in [
        ("http://shop.example/", received.clone(), "invalid_url"),
        ("shop.example", received.clone(), "invalid_url"),
        ("https://a:b@shop.example/", received.clone(), "invalid_url"),
        ("https://10.0.0.1/", received.clone(), "private_url"),
        ("https://169.254.169.254/latest", received.clone(), "private_url"),
        ("https://[::1]/", received.clone(), "private_url"),
        ("https://localhost/", received.clone(), "private_url"),
        ("https://2130706434/", received.clone(), "private_url"),
        ("https://shop.example/", json!([]), "invalid_events"),
        ("https://shop.example/", json!(["alert.changed"]), "invalid_events"),
        ("https://shop.example/", json!(["message.lost"]), "invalid_field"),
    ] {
        let new = json!({"url": url, "events": events});
        let refused = house.ask("POST", BASE, &owner, Some(new)).await;
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, code),
            "{url} {events}"
        );
    }
    for number in 0..10 {
        make(
            &house,
            &owner,
            &format!("https://shop.example/{number}"),
            received.clone(),
        )
        .await;
    }
    let more = json!({"url": "https://shop.example/10", "events": received});
    assert_eq!(
        house.ask("POST", BASE, &owner, Some(more)).await.code(),
        "too_many_webhooks"
    );
}

#[tokio::test]
async fn a_customers_message_is_told_signed_as_the_stream_shows_it_and_can_be_told_again() {
    let shop = Shop::open(House::open().await).await;
    let (receiver, url) = Receiver::start().await;
    let (id, secret) = make(&shop.house, &shop.owner, &url, json!(["message.received"])).await;
    let work = shop.house.start_work();
    shop.hears("79161234567", "wamid.IN1", "Есть тюльпаны?").await;
    let told = eventually("it is told", async || receiver.told().into_iter().next()).await;
    let (headers, body) = told;
    assert!(is_signed(&secret, &headers, &body));
    assert!(!is_signed("whsec_another", &headers, &body));
    assert_eq!(headers["x-galka-event"], "message.received");
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(headers["x-galka-delivery"], text(&body["id"]).as_str());
    assert_eq!(body["type"], "message.received");
    assert_eq!(body["workspace"], shop.workspace.as_str());
    assert_eq!(body["data"]["message"]["text"], "Есть тюльпаны?");
    assert_eq!(
        body["data"]["conversation"]["id"],
        body["data"]["message"]["conversation_id"]
    );
    let message = format!("/messages/{}", text(&body["data"]["message"]["id"]));
    let shown = shop.ask("GET", &message, None).await.json();
    assert_eq!(body["data"]["message"]["created_at"], shown["created_at"]);

    let log = format!("/webhooks/{id}/deliveries");
    let row = eventually("it is written down", async || {
        let row = shop.ask("GET", &log, None).await.json()["data"][0].clone();
        (row["state"] == "delivered").then_some(row)
    })
    .await;
    assert_eq!((&row["status"], &row["attempts"]), (&json!(200), &json!(1)));
    assert_eq!(text(&row["answer"]).len(), 1_024);
    let one = format!("{log}/{}", text(&row["id"]));
    let full = shop.ask("GET", &one, None).await.json();
    assert_eq!(serde_json::from_str::<Value>(&text(&full["body"])).unwrap(), body);

    let again = shop.ask("POST", &format!("{one}/replay"), None).await;
    assert_eq!(again.json()["state"], "waiting", "{:?}", again.json());
    let (headers, _) = eventually("it is told again", async || receiver.told().into_iter().nth(1)).await;
    assert_eq!(headers["x-galka-delivery"], text(&row["id"]).as_str());
    drop(work);
}

#[tokio::test]
async fn what_is_not_taken_waits_and_an_address_that_is_gone_is_told_nothing_more() {
    let shop = Shop::open(House::open().await).await;
    let (receiver, url) = Receiver::start().await;
    let (id, _) = make(&shop.house, &shop.owner, &url, json!(["message.received"])).await;
    let work = shop.house.start_work();
    let log = format!("/webhooks/{id}/deliveries");
    receiver.answer(503);
    shop.hears("79161234567", "wamid.IN1", "Раз").await;
    let row = eventually("the attempt is written down", async || {
        let row = shop.ask("GET", &log, None).await.json()["data"][0].clone();
        (row["attempts"] == 1).then_some(row)
    })
    .await;
    assert_eq!((&row["state"], &row["status"]), (&json!("waiting"), &json!(503)));
    let failing = shop.ask("GET", &format!("/webhooks/{id}"), None).await.json();
    assert!(failing["failing_since"].is_string(), "{failing}");
    // A trial is made once: whoever asked for it looks at what came of it. It does not wait for what failed.
    let trial = shop.ask("POST", &format!("/webhooks/{id}/test"), None).await;
    assert_eq!(trial.status, StatusCode::ACCEPTED, "{:?}", trial.json());
    let trial = format!("{log}/{}", text(&trial.json()["id"]));
    eventually("the trial failed", async || {
        let row = shop.ask("GET", &trial, None).await.json();
        (row["state"] == "failed" && row["type"] == "webhook.test").then_some(())
    })
    .await;
    receiver.answer(410);
    shop.hears("79161234567", "wamid.IN2", "Два").await;
    let off = eventually("it is switched off", async || {
        let hook = shop.ask("GET", &format!("/webhooks/{id}"), None).await.json();
        (hook["enabled"] == false).then_some(hook)
    })
    .await;
    assert_eq!(off["disabled_reason"], "gone");
    let listed = shop.ask("GET", &format!("{log}?state=failed"), None).await.json();
    assert_eq!(listed["data"].as_array().map(Vec::len), Some(1), "{listed}");
    let wrong = shop.ask("GET", &format!("{log}?state=lost"), None).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    drop(work);
}
