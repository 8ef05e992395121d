//! Business profiles: read, changed field by field, kept in step with WhatsApp.

use axum::http::StatusCode;
use serde_json::json;

use crate::house::House;
use crate::stub::Shop;

#[tokio::test]
async fn a_profile_is_read_once_changed_field_by_field_and_read_back() {
    let shop = Shop::open(House::open().await).await;
    let path = format!("/numbers/{}/profile", shop.number);
    shop.stub
        .keep_profile(json!({"about": "Цветы", "vertical": "RETAIL", "websites": ["https://a.ru"]}));
    let seen = shop.ask("GET", &path, None).await;
    assert_eq!(seen.status, StatusCode::OK, "{:?}", seen.json());
    let seen = seen.json();
    assert_eq!(
        (&seen["about"], &seen["version"], &seen["changed_by"]),
        (&json!("Цветы"), &json!(1), &json!(null))
    );

    let bad = json!({"version": 1, "about": "я".repeat(140), "email": "nobody", "websites": ["a.ru"],
        "location": {"latitude": 91.0, "longitude": 0.0}});
    let refused = shop.ask("PATCH", &path, Some(bad)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields: Vec<_> = refused.json()["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["field"].clone())
        .collect();
    assert_eq!(
        fields,
        [json!("about"), json!("email"), json!("websites[0]"), json!("latitude")]
    );
    assert!(
        shop.stub
            .bodies("/whatsapp_business_profile")
            .iter()
            .all(|body| body["about"].is_null())
    );

    let good = json!({"version": 1, "about": "Цветы и букеты 🌷", "address": "Мира, 1",
        "location": {"latitude": 55.75, "longitude": 37.62},
        "extra_contacts": [{"label": "Склад", "value": "+7 495 123-45-67"}, {"label": "Телеграм", "value": "https://t.me/x"}]});
    let saved = shop.ask("PATCH", &path, Some(good)).await;
    assert_eq!(saved.status, StatusCode::OK, "{:?}", saved.json());
    let saved = saved.json();
    assert_eq!(
        (&saved["about"], &saved["version"]),
        (&json!("Цветы и букеты 🌷"), &json!(2))
    );
    assert_eq!(
        (
            &saved["location"]["latitude"],
            saved["extra_contacts"].as_array().unwrap().len()
        ),
        (&json!(55.75), 2)
    );
    let sent = shop.stub.bodies("/whatsapp_business_profile");
    let sent = sent.iter().find(|body| body["about"].is_string()).unwrap();
    assert_eq!(
        *sent,
        json!({"messaging_product": "whatsapp", "about": "Цветы и букеты 🌷", "address": "Мира, 1"})
    );
}

#[tokio::test]
async fn a_change_made_elsewhere_is_shown_and_not_written_over() {
    let shop = Shop::open(House::open().await).await;
    let path = format!("/numbers/{}/profile", shop.number);
    shop.stub.keep_profile(json!({"about": "Цветы"}));
    assert_eq!(shop.ask("GET", &path, None).await.json()["version"], json!(1));
    shop.stub.keep_profile(json!({"about": "Цветы и кофе"}));
    let mine = json!({"version": 1, "about": "Букеты"});
    let refused = shop.ask("PATCH", &path, Some(mine)).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (StatusCode::CONFLICT, "profile_changed")
    );
    let now = shop.ask("GET", &path, None).await.json();
    assert_eq!((&now["about"], &now["version"]), (&json!("Цветы и кофе"), &json!(2)));
    let saved = shop
        .ask("PATCH", &path, Some(json!({"version": 2, "about": "Букеты"})))
        .await
        .json();
    assert_eq!((&saved["about"], &saved["version"]), (&json!("Букеты"), &json!(3)));
    // The daily reading and the button take it in as well.
    shop.stub.keep_profile(json!({"about": "Снова иначе"}));
    let again = shop.ask("POST", &format!("{path}/refresh"), None).await.json();
    assert_eq!(
        (&again["about"], &again["changed_by"]),
        (&json!("Снова иначе"), &json!(null))
    );
    let agent = shop
        .house
        .ask(
            "PATCH",
            &format!("/api/v1{path}"),
            &shop.agent,
            Some(json!({"version": 4})),
        )
        .await;
    assert_eq!(agent.status, StatusCode::FORBIDDEN);
}
