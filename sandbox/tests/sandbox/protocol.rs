//! Versions, headers, forms of an answer, call rates.

use crate::support::{Answer, START_MS, Stage, ask, paused};
use galka_sandbox::{Settings, WorldSettings};
use reqwest::Method;
use serde_json::{Value, json};

async fn at(stage: &Stage, version: u16, path: &str) -> Answer {
    let url = format!("{}/v{version}.0/{path}", stage.sandbox.base_url());
    ask(stage.client.get(url).bearer_auth(&stage.company.access_token)).await
}

#[tokio::test]
async fn what_version_26_gave_up_older_ones_have_until_october_2026() {
    let stage = Stage::paused().await;
    let company = &stage.company;
    let both = format!("?ids={},{}", company.phone_number_id, company.waba_id);
    let dated = format!("{}?date_format=U", company.phone_number_id);
    let found = at(&stage, 25, &both).await;
    assert_eq!(
        (found.status, &found.body[&company.waba_id]["id"]),
        (200, &json!(company.waba_id))
    );
    assert_eq!(at(&stage, 25, &dated).await.status, 200);
    for path in [&both, &dated] {
        assert_eq!(at(&stage, 26, path).await.code(), 100);
    }
    let tag = at(&stage, 25, &company.waba_id).await.headers["etag"].clone();
    let again = async |version: u16| {
        let url = format!("{}/v{version}.0/{}", stage.sandbox.base_url(), company.waba_id);
        let request = stage.client.get(url).header("if-none-match", tag.clone());
        ask(request.bearer_auth(&company.access_token)).await.status
    };
    assert_eq!((again(25).await, again(26).await), (304, 200));
    stage.advance(1_793_059_200_000 - START_MS - 1_000).await;
    assert_eq!((at(&stage, 25, &dated).await.status, again(25).await), (200, 304));
    stage.advance(1_000).await;
    assert_eq!((at(&stage, 25, &dated).await.status, again(25).await), (400, 200));
}

#[tokio::test]
async fn answers_carry_metas_headers() {
    let stage = Stage::paused().await;
    let answer = stage.get(&stage.company.waba_id).await;
    for name in [
        "x-fb-trace-id",
        "x-fb-request-id",
        "facebook-api-version",
        "x-app-usage",
    ] {
        assert!(answer.headers.contains_key(name), "{name}");
    }
    let refused = stage.get("999").await;
    assert_eq!(
        refused.headers["x-fb-trace-id"],
        refused.body["error"]["fbtrace_id"].as_str().unwrap()
    );
    let url = format!("{}/v25.0/{}", stage.sandbox.base_url(), stage.company.waba_id);
    let options = stage.client.request(Method::OPTIONS, &url).send().await.unwrap();
    assert_eq!(options.status(), 200);
    assert!(options.headers().contains_key("allow"));
    assert!(!options.headers().contains_key("access-control-allow-origin"));
    let head = stage.client.head(&url).bearer_auth(&stage.company.access_token);
    let head = head.send().await.unwrap();
    assert_eq!(
        (head.status().as_u16(), head.text().await.unwrap()),
        (200, String::new())
    );
}

#[tokio::test]
async fn the_last_call_of_an_hour_passes_and_the_next_is_refused_until_the_hour_is_over() {
    let stage = Stage::open(Settings {
        world: WorldSettings {
            management_calls_per_hour: Some(4),
            ..WorldSettings::default()
        },
        ..paused()
    })
    .await;
    // Opening the stage took one call.
    for used in 2..=4 {
        let answer = stage.get(&stage.company.waba_id).await;
        assert_eq!(answer.status, 200);
        let usage: Value = serde_json::from_str(answer.headers["x-business-use-case-usage"].to_str().unwrap()).unwrap();
        let entry = &usage[&stage.company.waba_id][0];
        assert_eq!(
            (&entry["type"], &entry["call_count"]),
            (&json!("whatsapp"), &json!(used * 25))
        );
    }
    let refused = stage.get(&stage.company.waba_id).await;
    assert_eq!((refused.status, refused.code()), (400, 80_007));
    assert!(
        refused.headers["x-business-use-case-usage"]
            .to_str()
            .unwrap()
            .contains("\"estimated_time_to_regain_access\":60")
    );
    for _ in 0..4 {
        assert_eq!(stage.get("me").await.status, 200);
    }
    assert_eq!(stage.get("me").await.code(), 4);
    stage.add_customer(json!({"phone": "79161234567"})).await;
    stage.write("79161234567", "Да").await;
    assert_eq!(stage.send_text("79161234567", "Нет").await.status, 200);
    stage.advance(3_599_000).await;
    assert_eq!(stage.get(&stage.company.waba_id).await.code(), 80_007);
    stage.advance(1_000).await;
    assert_eq!(stage.get(&stage.company.waba_id).await.status, 200);
}

#[tokio::test]
async fn edges_that_are_not_modelled_answer_metas_unsupported_error() {
    let stage = Stage::paused().await;
    let company = &stage.company;
    for (method, path) in [
        (Method::POST, format!("{}/groups", company.phone_number_id)),
        (Method::POST, format!("{}/calls", company.phone_number_id)),
        (Method::GET, format!("{}/flows", company.waba_id)),
        (Method::GET, format!("{}/extendedcredits", company.portfolio_id)),
        (Method::GET, format!("{}/whatsapp_business_solutions", company.app_id)),
        (Method::PUT, company.waba_id.clone()),
    ] {
        let answer = stage.graph(method, &path, Value::Null).await;
        let error = &answer.body["error"];
        assert_eq!(
            (answer.status, &error["code"], &error["error_subcode"], &error["type"]),
            (400, &json!(100), &json!(33), &json!("GraphMethodException")),
            "{path}"
        );
    }
}
