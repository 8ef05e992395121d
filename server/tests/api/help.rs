//! What somebody who helps is told, and how the ways to WhatsApp compare.

use axum::http::StatusCode;
use serde_json::json;

use crate::house::House;
use crate::stub::{SECRET, Shop};

#[tokio::test]
async fn a_report_of_a_problem_holds_nobodys_data() {
    let shop = Shop::open(House::open().await).await;
    let _work = shop.house.start_work();
    shop.person("Анна Кузнецова", "+79161234567", true, &[]).await;
    shop.hears("79161234567", "wamid.1", "Тайный заказ").await;
    let reply = shop.ask("GET", "/diagnostics", None).await;
    assert_eq!(reply.status, StatusCode::OK, "{:?}", reply.json());
    let told = reply.json();
    assert_eq!(told["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(told["database"], "sqlite");
    assert_eq!(told["pipe"]["received"], 1);
    assert_eq!(told["connections"][0]["provider"], "sandbox");
    assert_eq!(told["numbers"][0]["channel"], "sandbox");
    let text = told.to_string();
    for secret in ["Анна", "9161234567", "9000000001", "Тайный", "127.0.0.1", SECRET] {
        assert!(!text.contains(secret), "{secret} is told: {text}");
    }
}

#[tokio::test]
async fn every_way_to_whatsapp_says_what_it_can_do() {
    let shop = Shop::open(House::open().await).await;
    let channels = shop.ask("GET", "/channels", None).await.json();
    let can = |channel: &str, thing: &str| {
        let all = channels["data"].as_array().unwrap();
        let found = all.iter().find(|one| one["channel"] == channel).unwrap();
        found["capabilities"].as_array().unwrap().contains(&json!(thing))
    };
    for thing in ["team", "api", "campaigns", "automation", "interactive"] {
        assert!(
            !can("app", thing) && can("cloud_api", thing) && can("coexistence", thing),
            "{thing}"
        );
    }
    let number = shop.ask("GET", &format!("/numbers/{}", shop.number), None).await.json();
    assert_eq!(number["channel"], "sandbox");
    assert!(number["capabilities"].as_array().unwrap().contains(&json!("campaigns")));
}
