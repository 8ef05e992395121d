//! The Graph API around messages: tokens, versions, nodes, fields.

use crate::support::{Stage, ask};
use galka_cloud_api::signature::appsecret_proof;
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn a_wrong_token_is_401_and_a_missing_one_too() {
    let stage = Stage::paused().await;
    let url = format!("{}/v25.0/{}", stage.sandbox.base_url(), stage.company.phone_number_id);
    let wrong = ask(stage.client.get(&url).bearer_auth("EAAwrong")).await;
    assert_eq!((wrong.status, wrong.code()), (401, 190));
    assert!(wrong.headers.contains_key("www-authenticate"));
    let missing = ask(stage.client.get(&url)).await;
    assert_eq!((missing.status, missing.code()), (401, 200));
    let in_the_address = ask(stage
        .client
        .get(&url)
        .query(&[("access_token", &stage.company.access_token)]))
    .await;
    assert_eq!(in_the_address.status, 200);
}

#[tokio::test]
async fn the_proof_of_the_token_is_checked_when_it_is_given() {
    let stage = Stage::paused().await;
    let proof = appsecret_proof(&stage.company.app_secret, &stage.company.access_token);
    let path = |proof: &str| format!("{}?appsecret_proof={proof}", stage.company.phone_number_id);
    assert_eq!(stage.get(&path(&proof)).await.status, 200);
    let refused = stage.get(&path(&"0".repeat(64))).await;
    assert_eq!((refused.status, refused.code()), (400, 100));
}

#[tokio::test]
async fn every_living_version_is_served_and_older_ones_as_the_oldest() {
    let stage = Stage::paused().await;
    let get = async |prefix: &str| {
        let url = format!("{}{prefix}/{}", stage.sandbox.base_url(), stage.company.phone_number_id);
        ask(stage.client.get(url).bearer_auth(&stage.company.access_token)).await
    };
    for (prefix, served) in [
        ("/v26.0", "v26.0"),
        ("/v20.0", "v20.0"),
        ("/v13.0", "v20.0"),
        ("", "v20.0"),
    ] {
        let answer = get(prefix).await;
        assert_eq!(
            (answer.status, answer.headers["facebook-api-version"].to_str().unwrap()),
            (200, served),
            "{prefix}"
        );
    }
    assert_eq!(get("/v99.0").await.code(), 2500);
}

#[tokio::test]
async fn numbers_are_listed_and_fields_can_be_chosen() {
    let stage = Stage::paused().await;
    let listed = stage
        .get(&format!("{}/phone_numbers", stage.company.waba_id))
        .await
        .body;
    let number = &listed["data"][0];
    assert_eq!(number["id"], stage.company.phone_number_id.as_str());
    assert_eq!(
        (&number["quality_rating"], &number["throughput"]["level"]),
        (&json!("GREEN"), &json!("STANDARD"))
    );
    let chosen = stage
        .get(&format!(
            "{}?fields=whatsapp_business_manager_messaging_limit,health_status",
            stage.company.phone_number_id
        ))
        .await
        .body;
    assert_eq!(chosen["whatsapp_business_manager_messaging_limit"], "TIER_250");
    assert!(chosen["id"].is_string() && chosen.get("verified_name").is_none());
    let unknown = stage
        .get(&format!("{}?fields=shoe_size", stage.company.phone_number_id))
        .await;
    assert!(
        unknown.body["error"]["message"]
            .as_str()
            .unwrap()
            .contains("nonexistent field (shoe_size)")
    );
    let account = stage
        .get(&format!("{}?fields=name,owner_business_info", stage.company.waba_id))
        .await
        .body;
    assert_eq!(
        account["owner_business_info"]["id"],
        stage.company.portfolio_id.as_str()
    );
}

#[tokio::test]
async fn a_company_does_not_see_another_ones_things() {
    let stage = Stage::paused().await;
    let other = stage
        .control(Method::POST, "world/wabas", json!({"name": "Пекарня"}))
        .await;
    assert_eq!(other.status, 201, "{}", other.body);
    let hidden = stage.get(other.body["phone_number_id"].as_str().unwrap()).await;
    assert_eq!(
        (hidden.status, hidden.code(), &hidden.body["error"]["error_subcode"]),
        (400, 100, &json!(33))
    );
    let own = stage.client.get(format!(
        "{}/v25.0/{}",
        stage.sandbox.base_url(),
        other.body["phone_number_id"].as_str().unwrap()
    ));
    assert_eq!(
        ask(own.bearer_auth(other.body["access_token"].as_str().unwrap()))
            .await
            .status,
        200
    );
    let world = stage.control(Method::GET, "world", Value::Null).await.body;
    assert_eq!(world["wabas"].as_array().unwrap().len(), 2);
    for secret in [&stage.company.app_secret, &stage.company.access_token] {
        assert!(!world.to_string().contains(secret.as_str()));
    }
    assert_eq!(stage.sandbox.credentials().len(), 2);
}

#[tokio::test]
async fn tokens_can_be_looked_into_and_the_profile_kept() {
    let stage = Stage::paused().await;
    let token = stage
        .get(&format!("debug_token?input_token={}", stage.company.access_token))
        .await
        .body;
    assert_eq!(
        (&token["data"]["is_valid"], &token["data"]["app_id"]),
        (&json!(true), &json!(stage.company.app_id))
    );
    assert_eq!(
        stage.get("debug_token?input_token=EAAnone").await.body["data"]["is_valid"],
        false
    );
    let path = format!("{}/whatsapp_business_profile", stage.company.phone_number_id);
    let profile = json!({"messaging_product": "whatsapp", "about": "Цветы", "vertical": "RETAIL", "websites": ["https://example.test"]});
    assert_eq!(
        stage.graph(Method::POST, &path, profile).await.body,
        json!({"success": true})
    );
    let shown = stage.get(&format!("{path}?fields=about,vertical,websites")).await.body;
    assert_eq!(
        shown["data"][0],
        json!({"about": "Цветы", "vertical": "RETAIL", "websites": ["https://example.test"], "messaging_product": "whatsapp"})
    );
    assert_eq!(
        stage
            .graph(
                Method::POST,
                &path,
                json!({"messaging_product": "whatsapp", "about": "я".repeat(140)})
            )
            .await
            .code(),
        100
    );
}

#[tokio::test]
async fn nonsense_gets_an_error_in_metas_shape() {
    let stage = Stage::paused().await;
    let base = stage.sandbox.base_url();
    let messages = format!("{base}/v25.0/{}/messages", stage.company.phone_number_id);
    let bodies: [&[u8]; 6] = [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"{\"messaging_product\":\"whatsapp\",\"to\":{\"a\":[1]},\"text\":7}",
    ];
    for body in bodies {
        let answer = ask(stage
            .client
            .post(&messages)
            .bearer_auth(&stage.company.access_token)
            .body(body.to_vec()))
        .await;
        assert!(
            answer.status == 400 && answer.body["error"]["fbtrace_id"].is_string(),
            "{body:?}: {}",
            answer.body
        );
    }
    for path in [
        "/v25.0/",
        "/v25.0/../../etc/passwd",
        "/v25.0/999/messages",
        "/v25.0/%00%ff",
        "/v25.0/abc/def/ghi",
    ] {
        let answer = ask(stage
            .client
            .get(format!("{base}{path}"))
            .bearer_auth(&stage.company.access_token))
        .await;
        assert!(
            answer.status == 400 && answer.body["error"]["code"].is_u64(),
            "{path}: {}",
            answer.body
        );
    }
    let huge = ask(stage
        .client
        .post(&messages)
        .bearer_auth(&stage.company.access_token)
        .body(vec![b' '; 4 << 20]))
    .await;
    assert_eq!(huge.status, 413);
    assert_eq!(
        stage.control(Method::GET, "nothing", Value::Null).await.body["code"],
        "not_found"
    );
}
