//! The storage: away it is told as such, and on PostgreSQL everything is as on SQLite.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use galka_store::migrate::MIGRATIONS;
use galka_store::testing::TestDatabase;

use crate::house::House;
use crate::stub::Shop;
use crate::webhooks::signature;
use crate::{campaigns, messages, plans, together};

#[tokio::test]
async fn without_storage_webhooks_are_to_come_again() {
    let shop = Shop::open(House::open().await).await;
    shop.house.engine.db.close().await;
    let body = r#"{"object":"whatsapp_business_account","entry":[]}"#;
    let request = Request::builder()
        .method("POST")
        .uri(format!("/webhooks/whatsapp/{}", shop.connection))
        .header("x-hub-signature-256", signature(crate::stub::SECRET, body.as_bytes()))
        .body(Body::from(body));
    assert_eq!(
        shop.house.send(request.unwrap()).await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
    let asked = shop.ask("GET", "/conversations", None).await;
    assert_eq!(asked.status, StatusCode::SERVICE_UNAVAILABLE, "{:?}", asked.json());
    assert_eq!(asked.code(), "storage_unavailable");
}

#[tokio::test]
async fn customers_are_answered_and_campaigns_run_on_postgresql() {
    let database = TestDatabase::postgres(MIGRATIONS).await;
    let shop = Shop::open(House::open_at(&database.url).await).await;
    messages::talks(&shop).await;
    shop.house.engine.db.close().await;
    database.remove().await;
    let database = TestDatabase::postgres(MIGRATIONS).await;
    let shop = Shop::open(House::open_at(&database.url).await).await;
    together::only_one_goes(&shop).await;
    shop.house.engine.db.close().await;
    database.remove().await;
    let database = TestDatabase::postgres(MIGRATIONS).await;
    let shop = Shop::open(House::open_at(&database.url).await).await;
    campaigns::runs(&shop).await;
    shop.house.engine.db.close().await;
    database.remove().await;
    let database = TestDatabase::postgres(MIGRATIONS).await;
    let shop = Shop::open(House::open_at(&database.url).await).await;
    plans::exactly_the_quota_passes(&shop).await;
    shop.house.engine.db.close().await;
    database.remove().await;
}
