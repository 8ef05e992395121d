//! Campaigns over their whole life.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::house::{House, eventually};
use crate::stub::Shop;

/// A draft to everybody with the label; four people, one of whom did not consent.
async fn draft(shop: &Shop) -> String {
    let label = shop.ask("POST", "/labels", Some(json!({"name": "Весна"}))).await.json()["id"].clone();
    let label = label.as_str().unwrap();
    for (name, phone, consents) in [
        ("Анна Петрова", "79161234561", true),
        ("Пётр", "79161234562", true),
        ("Мария", "79161234563", true),
        ("Олег", "79161234564", false),
    ] {
        shop.person(name, phone, consents, &[label]).await;
    }
    let new = json!({
        "name": "Весна", "number_id": shop.number, "template_id": shop.template,
        "audience": {"label_ids": [label]},
        "values": {"1": {"source": "first_name", "fallback": "друг"}},
    });
    let made = shop.ask("POST", "/campaigns", Some(new)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.json());
    assert_eq!(
        (&made.json()["state"], &made.json()["template_name"]),
        (&json!("draft"), &json!("spring"))
    );
    format!("/campaigns/{}", made.json()["id"].as_str().unwrap())
}

/// Draft, forecast, start, pause, resume, report.
pub(crate) async fn runs(shop: &Shop) {
    let path = draft(shop).await;
    let forecast = shop.ask("POST", &format!("{path}/forecast"), None).await.json();
    assert_eq!(
        (&forecast["audience"], &forecast["recipients"]),
        (&json!(4), &json!(3)),
        "{forecast}"
    );
    assert_eq!(forecast["exclusions"][0]["rule"], "consent_missing");
    assert_eq!(forecast["exclusions"][0]["examples"][0]["name"], "Олег");
    let unit = forecast["lines"][0]["unit"]["micros"].as_i64().unwrap();
    assert_eq!(
        (&forecast["lines"][0]["market"], &forecast["total"]["micros"]),
        (&json!("Russia"), &json!(unit * 3))
    );
    let preview = shop.ask("GET", &format!("{path}/preview"), None).await.json();
    let texts: Vec<&Value> = preview["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["text"])
        .collect();
    assert!(
        texts.contains(&&json!("Привет, Анна! Тюльпаны здесь.\n[Хочу]")),
        "{preview}"
    );

    let act = async |what: &str| shop.ask("POST", &format!("{path}/{what}"), None).await;
    assert_eq!(act("pause").await.code(), "wrong_state");
    let started = act("start").await;
    assert_eq!(
        (started.status, &started.json()["state"]),
        (StatusCode::OK, &json!("running")),
        "{:?}",
        started.json()
    );
    assert_eq!(act("start").await.status, StatusCode::CONFLICT);
    assert_eq!(act("pause").await.json()["state"], "paused");
    assert_eq!(
        shop.ask("PATCH", &path, Some(json!({"name": "Другая"}))).await.status,
        StatusCode::CONFLICT
    );
    assert_eq!(shop.ask("DELETE", &path, None).await.status, StatusCode::CONFLICT);
    assert_eq!(act("resume").await.json()["state"], "running");

    let work = shop.house.start_work();
    eventually("everybody has an outcome", async || {
        let report = shop.ask("GET", &format!("{path}/report"), None).await.json();
        let counts = &report["campaign"]["counts"];
        (counts["accepted"] == 3 && counts["refused"] == 1).then_some(())
    })
    .await;
    let bodies = shop.stub.messages();
    assert_eq!(bodies.len(), 3, "{bodies:?}");
    assert!(
        bodies.iter().all(|body| body["template"]["name"] == "spring"),
        "{bodies:?}"
    );
    for place in 1..=bodies.len() {
        let phone = bodies[place - 1]["to"]
            .as_str()
            .unwrap()
            .trim_start_matches('+')
            .to_owned();
        shop.status(&format!("wamid.OUT{place}"), &phone, "delivered").await;
    }
    let report = eventually("it is delivered and finished", async || {
        let report = shop.ask("GET", &format!("{path}/report"), None).await.json();
        let campaign = &report["campaign"];
        let is_paid = campaign["cost"]["micros"] == unit * 3;
        (is_paid && campaign["counts"]["delivered"] == 3 && campaign["state"] == "finished").then_some(report)
    })
    .await;
    assert_eq!(report["failures"][0]["reason"]["code"], "consent_missing");
    let list = shop.ask("GET", "/campaigns?state=finished", None).await.json();
    assert_eq!(list["data"][0]["cost"], report["campaign"]["cost"]);
    let refused = shop
        .ask("GET", &format!("{path}/recipients?state=refused"), None)
        .await
        .json();
    assert_eq!(
        (refused["data"].as_array().unwrap().len(), &refused["data"][0]["name"]),
        (1, &json!("Олег"))
    );
    drop(work);
}

#[tokio::test]
async fn a_campaign_is_forecast_started_paused_resumed_and_reported() {
    runs(&Shop::open(House::open().await).await).await;
}

#[tokio::test]
async fn a_stopped_campaign_sends_nothing_more() {
    let shop = Shop::open(House::open().await).await;
    let path = draft(&shop).await;
    let act = async |what: &str| shop.ask("POST", &format!("{path}/{what}"), None).await.json();
    assert_eq!(act("start").await["state"], "running");
    let stopped = act("stop").await;
    assert_eq!(
        (&stopped["state"], &stopped["counts"]["stopped"]),
        (&json!("stopped"), &json!(4)),
        "{stopped}"
    );
    assert_eq!(act("resume").await["code"], "wrong_state");
    let work = shop.house.start_work();
    let thread = shop.hears("79161234561", "wamid.IN1", "Здравствуйте").await;
    let path = format!("/conversations/{}/messages", thread["id"].as_str().unwrap());
    let text = json!({"type": "text", "text": {"body": "Добрый день"}});
    assert_eq!(shop.ask("POST", &path, Some(text)).await.status, StatusCode::CREATED);
    // What was sent later has arrived: nothing of the campaign comes any more.
    eventually("the answer arrives", async || {
        (!shop.stub.messages().is_empty()).then_some(())
    })
    .await;
    assert_eq!(shop.stub.messages()[0]["type"], "text");
    drop(work);
}

#[tokio::test]
async fn what_a_draft_lacks_is_named() {
    let shop = Shop::open(House::open().await).await;
    let made = shop
        .ask("POST", "/campaigns", Some(json!({"name": "Пустая"})))
        .await
        .json();
    let path = format!("/campaigns/{}", made["id"].as_str().unwrap());
    let started = shop.ask("POST", &format!("{path}/start"), None).await;
    assert_eq!(started.status, StatusCode::UNPROCESSABLE_ENTITY, "{:?}", started.json());
    assert!(started.json()["field"].is_string());
    let agent = shop
        .house
        .ask("POST", &format!("/api/v1{path}/start"), &shop.agent, None)
        .await;
    assert_eq!(agent.status, StatusCode::FORBIDDEN);
    assert_eq!(shop.ask("DELETE", &path, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(shop.ask("GET", &path, None).await.status, StatusCode::NOT_FOUND);
}
