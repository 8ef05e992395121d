//! Campaigns in words, and what WhatsApp slowed down.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::house::{House, eventually};
use crate::stub::Shop;

const ANNA: &str = "79161234561";

fn words(body: &str) -> Value {
    json!({"type": "text", "text": {"body": body}})
}

#[tokio::test]
async fn a_text_goes_to_whoever_wrote_within_a_day() {
    let shop = Shop::open(House::open().await).await;
    let label = shop
        .ask("POST", "/labels", Some(json!({"name": "Сегодня"})))
        .await
        .json()["id"]
        .clone();
    for (name, phone) in [("Анна Петрова", ANNA), ("Пётр", "79161234562")] {
        shop.person(name, phone, false, &[label.as_str().unwrap()]).await;
    }
    let work = shop.house.start_work();
    shop.hears(ANNA, "wamid.IN1", "До скольки вы открыты?").await;
    let new = json!({
        "name": "Сегодня до 20:00", "number_id": shop.number, "audience": {"label_ids": [label]},
        "content": words("Здравствуйте, {{who}}!\nСегодня мы до 20:00."),
        "values": {"who": {"source": "first_name", "fallback": "друг"}},
    });
    let made = shop.ask("POST", "/campaigns", Some(new)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.json());
    assert_eq!(
        (&made.json()["template_id"], &made.json()["content"]["text"]["body"]),
        (&Value::Null, &json!("Здравствуйте, {{who}}!\nСегодня мы до 20:00."))
    );
    let path = format!("/campaigns/{}", made.json()["id"].as_str().unwrap());
    let forecast = shop.ask("POST", &format!("{path}/forecast"), None).await.json();
    assert_eq!(
        (&forecast["audience"], &forecast["recipients"]),
        (&json!(2), &json!(1)),
        "{forecast}"
    );
    let closed = &forecast["exclusions"][0];
    assert_eq!(
        (&closed["rule"], &closed["count"], &closed["examples"][0]["name"]),
        (&json!("window_closed"), &json!(1), &json!("Пётр"))
    );
    assert_eq!(
        (&forecast["lines"][0]["category"], &forecast["windows_closing"]),
        (&json!("service"), &json!(0))
    );
    let preview = shop.ask("GET", &format!("{path}/preview"), None).await.json();
    let shown = preview["data"].as_array().unwrap();
    let anna = shown.iter().find(|one| one["name"] == "Анна Петрова").unwrap();
    assert_eq!(
        (&anna["text"], &anna["reason"]),
        (&json!("Здравствуйте, Анна!\nСегодня мы до 20:00."), &Value::Null)
    );
    assert_eq!(
        shop.ask("POST", &format!("{path}/start"), None).await.json()["counts"]["total"],
        1
    );
    let report = eventually("it is finished", async || {
        let report = shop.ask("GET", &format!("{path}/report"), None).await.json();
        (report["campaign"]["state"] == "finished").then_some(report)
    })
    .await;
    assert_eq!(report["campaign"]["counts"]["accepted"], 1);
    let sent = shop.stub.messages();
    assert_eq!(
        (sent.len(), &sent[0]["text"]["body"]),
        (1, &json!("Здравствуйте, Анна!\nСегодня мы до 20:00."))
    );
    assert!(sent[0]["template"].is_null(), "{sent:?}");
    drop(work);
}

#[tokio::test]
async fn a_campaign_says_one_thing_in_a_shape_that_can_be_read() {
    let shop = Shop::open(House::open().await).await;
    let with = |content: Value| json!({"name": "Текст", "content": content});
    for (content, field) in [(words(&"я".repeat(4_097)), "content"), (words("с нулём \0"), "content")] {
        let refused = shop.ask("POST", "/campaigns", Some(with(content))).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{:?}", refused.json());
        assert_eq!(refused.json()["field"], field);
    }
    for content in [
        json!({"type": "image", "image": {"link": "https://example.test/a.jpg"}}),
        json!({"type": "text", "text": {"body": "a", "colour": "red"}}),
        json!("Здравствуйте"),
    ] {
        let refused = shop.ask("POST", "/campaigns", Some(with(content))).await;
        assert!(refused.status.is_client_error(), "{:?}", refused.json());
    }
    let made = shop
        .ask("POST", "/campaigns", Some(with(words("Мы открыты"))))
        .await
        .json();
    let path = format!("/campaigns/{}", made["id"].as_str().unwrap());
    let by_template = json!({"template_id": shop.template});
    let changed = shop.ask("PATCH", &path, Some(by_template)).await.json();
    assert_eq!(
        (&changed["template_name"], &changed["content"]),
        (&json!("spring"), &Value::Null)
    );
    let both = json!({"template_id": shop.template, "content": words("Мы открыты")});
    let refused = shop.ask("PATCH", &path, Some(both)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let changed = shop
        .ask("PATCH", &path, Some(json!({"content": words("")})))
        .await
        .json();
    assert_eq!(
        (&changed["template_id"], &changed["content"]["text"]["body"]),
        (&Value::Null, &json!(""))
    );
    let away = shop.ask("PATCH", &path, Some(json!({"content": null}))).await.json();
    assert_eq!(away["content"], Value::Null);
}

#[tokio::test]
async fn what_whatsapp_slowed_down_is_sent_when_its_time_comes() {
    let shop = Shop::open(House::open().await).await;
    let work = shop.house.start_work();
    let anna = shop.person("Анна", ANNA, true, &[]).await;
    shop.hears(ANNA, "wamid.IN1", "Есть тюльпаны?").await;
    let component = json!({"type": "body", "parameters": [{"type": "text", "text": "Анна"}]});
    let template = json!({"type": "template",
        "template": {"name": "spring", "language": {"code": "ru"}, "components": [component]}});
    for content in [words("Есть!"), template] {
        shop.stub.slow_down(1);
        let mut new = content.clone();
        new["contact_id"] = json!(anna);
        let made = shop.ask("POST", "/messages", Some(new)).await;
        assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.json());
        let path = format!("/messages/{}", made.json()["id"].as_str().unwrap());
        eventually("it has an outcome", async || {
            let message = shop.ask("GET", &path, None).await.json();
            assert_ne!(message["status"], "refused", "it is no duplicate of itself: {message}");
            (message["status"] == "accepted").then_some(())
        })
        .await;
    }
    assert_eq!(shop.stub.messages().len(), 4, "each was tried twice");
    drop(work);
}
