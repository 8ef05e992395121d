//! Every kind of trouble on calls: what the client hears, and what took effect.

use crate::support::{CUSTOMER, START_MS, Stage, ask};
use reqwest::Method;
use serde_json::{Value, json};

async fn fault(stage: &Stage, order: Value) {
    let answer = stage.control(Method::POST, "faults", order).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
}

async fn talking() -> Stage {
    let stage = Stage::paused().await;
    stage.write_from(CUSTOMER).await;
    stage.advance(0).await;
    stage
}

async fn accepted(stage: &Stage) -> u64 {
    stage.control(Method::GET, "messages/summary", Value::Null).await.body["accepted"]
        .as_u64()
        .unwrap()
}

/// Sends a text and gives status and bytes; none when the connection closed without an answer.
async fn raw_send(stage: &Stage) -> Option<(u16, String)> {
    let message = json!({"messaging_product": "whatsapp", "to": CUSTOMER, "type": "text", "text": {"body": "Слышно?"}});
    let url = format!(
        "{}/v25.0/{}/messages",
        stage.sandbox.base_url(),
        stage.company.phone_number_id
    );
    let request = stage.client.post(url).bearer_auth(&stage.company.access_token);
    let response = request.json(&message).send().await.ok()?;
    let status = response.status().as_u16();
    Some((status, response.text().await.ok()?))
}

#[tokio::test]
async fn every_code_of_the_table_can_be_ordered_and_carries_its_status_and_title() {
    let stage = talking().await;
    for known in galka_cloud_api::error_table::ALL {
        let order = json!({"target": "messages", "kind": "error", "code": known.code, "count": 1});
        fault(&stage, order).await;
        let answer = stage.send_text(CUSTOMER, "Раз").await;
        assert_eq!(answer.status, known.http_status.unwrap_or(400), "{}", answer.body);
        assert_eq!(answer.code(), known.code as u64);
        let error = &answer.body["error"];
        let title = error["message"].as_str().unwrap();
        assert!(
            title.starts_with(&format!("(#{}) ", known.code)) && title.len() > 12,
            "{title}"
        );
        assert_eq!(error["type"], "OAuthException");
        assert_eq!(error["fbtrace_id"].as_str().map(str::len), Some(23));
    }
    assert_eq!(accepted(&stage).await, 0);
    assert_eq!(stage.send_text(CUSTOMER, "Раз").await.status, 200);
}

#[tokio::test]
async fn every_code_of_the_table_can_fail_a_message_afterwards() {
    let stage = talking().await;
    let mut sent = Vec::new();
    for known in galka_cloud_api::error_table::ALL {
        let order = json!({"target": "messages", "kind": "status", "code": known.code, "count": 1});
        fault(&stage, order).await;
        sent.push((stage.send_text(CUSTOMER, "Раз").await.wamid(), known.code));
        stage.advance(10_000).await;
    }
    for (id, code) in sent {
        let statuses = stage.receiver.statuses(&id);
        assert_eq!(statuses.len(), 1, "{code}");
        assert_eq!(
            (&statuses[0]["status"], &statuses[0]["errors"][0]["code"]),
            (&json!("failed"), &json!(code))
        );
    }
}

#[tokio::test]
async fn an_error_may_take_effect_all_the_same() {
    let stage = talking().await;
    let order = json!({"target": "messages", "kind": "error", "code": 131_000, "details": "Try again later.", "takes_effect": true, "count": 1});
    fault(&stage, order).await;
    let answer = stage.send_text(CUSTOMER, "Раз").await;
    assert_eq!((answer.status, answer.code()), (500, 131_000));
    assert_eq!(answer.body["error"]["error_data"]["details"], "Try again later.");
    assert_eq!(accepted(&stage).await, 1);
}

#[tokio::test]
async fn a_reset_connection_leaves_no_message_and_a_lost_answer_does() {
    let stage = talking().await;
    fault(&stage, json!({"target": "messages", "kind": "reset", "count": 1})).await;
    assert_eq!(raw_send(&stage).await, None);
    assert_eq!(accepted(&stage).await, 0);
    fault(&stage, json!({"target": "messages", "kind": "lost_answer", "count": 1})).await;
    assert_eq!(raw_send(&stage).await, None);
    assert_eq!(accepted(&stage).await, 1);
    assert_eq!(raw_send(&stage).await.unwrap().0, 200);
}

#[tokio::test]
async fn an_answer_breaks_off_or_is_no_json_after_the_message_was_accepted() {
    let stage = talking().await;
    for kind in ["truncated", "malformed"] {
        fault(&stage, json!({"target": "messages", "kind": kind, "count": 1})).await;
        let (status, text) = raw_send(&stage).await.unwrap();
        assert_eq!(status, 200);
        assert!(
            text.starts_with('{') && serde_json::from_str::<Value>(&text).is_err(),
            "{text}"
        );
    }
    assert_eq!(accepted(&stage).await, 2);
}

#[tokio::test]
async fn a_proxy_answers_with_its_page_before_or_after_the_call_took_effect() {
    let stage = talking().await;
    fault(&stage, json!({"target": "messages", "kind": "proxy_page", "count": 1})).await;
    let (status, text) = raw_send(&stage).await.unwrap();
    assert_eq!(status, 502);
    assert!(text.starts_with("<html>") && text.contains("502 Bad Gateway"), "{text}");
    assert_eq!(accepted(&stage).await, 0);
    let order =
        json!({"target": "messages", "kind": "proxy_page", "http_status": 504, "takes_effect": true, "count": 1});
    fault(&stage, order).await;
    assert_eq!(raw_send(&stage).await.unwrap().0, 504);
    assert_eq!(accepted(&stage).await, 1);
}

#[tokio::test]
async fn a_token_is_expired_for_a_while_on_every_endpoint() {
    let stage = talking().await;
    let order = json!({"target": "any", "kind": "token_expired", "after_ms": 1_000, "for_ms": 60_000});
    fault(&stage, order).await;
    let number = stage.company.phone_number_id.clone();
    stage.advance(999).await;
    assert_eq!(stage.get(&number).await.status, 200);
    stage.advance(1).await;
    for answer in [stage.get(&number).await, stage.send_text(CUSTOMER, "Раз").await] {
        assert_eq!((answer.status, answer.code()), (401, 190));
        assert_eq!(answer.body["error"]["error_subcode"], 463);
        assert!(answer.headers.contains_key("www-authenticate"));
    }
    stage.advance(59_999).await;
    assert_eq!(stage.get(&number).await.status, 401);
    stage.advance(1).await;
    assert_eq!(stage.get(&number).await.status, 200);
    let list = stage.control(Method::GET, "faults", Value::Null).await.body;
    assert_eq!(list["data"], json!([]));
}

async fn upload(stage: &Stage) -> crate::support::Answer {
    let file = reqwest::multipart::Part::bytes(b"\x89PNG small".to_vec())
        .file_name("a.png")
        .mime_str("image/png")
        .unwrap();
    let form = reqwest::multipart::Form::new()
        .text("messaging_product", "whatsapp")
        .text("type", "image/png")
        .part("file", file);
    let url = format!(
        "{}/v25.0/{}/media",
        stage.sandbox.base_url(),
        stage.company.phone_number_id
    );
    ask(stage
        .client
        .post(url)
        .multipart(form)
        .bearer_auth(&stage.company.access_token))
    .await
}

async fn download(stage: &Stage, url: &str) -> Result<(u16, Vec<u8>), reqwest::Error> {
    let request = stage.client.get(url).bearer_auth(&stage.company.access_token);
    let response = request.send().await?;
    let status = response.status().as_u16();
    Ok((status, response.bytes().await?.to_vec()))
}

#[tokio::test]
async fn upload_lookup_and_download_of_media_fail_apart() {
    let stage = talking().await;
    let id = upload(&stage).await.body["id"].as_str().unwrap().to_owned();
    let url = stage.get(&id).await.body["url"].as_str().unwrap().to_owned();
    fault(
        &stage,
        json!({"target": "media_upload", "kind": "error", "code": 131_053, "count": 1}),
    )
    .await;
    assert_eq!(stage.get(&id).await.status, 200);
    assert_eq!(upload(&stage).await.code(), 131_053);
    fault(
        &stage,
        json!({"target": "media_lookup", "kind": "error", "code": 131_000, "count": 1}),
    )
    .await;
    assert_eq!(download(&stage, &url).await.unwrap().0, 200);
    assert_eq!(stage.get(&id).await.status, 500);
    let other = json!({"target": "media_download", "kind": "error", "code": 2, "count": 1, "phone_number_id": "1"});
    fault(&stage, other).await;
    let order = json!({"target": "media_download", "kind": "error", "code": 2, "count": 1, "phone_number_id": stage.company.phone_number_id});
    fault(&stage, order).await;
    assert_eq!(stage.get(&id).await.status, 200);
    assert_eq!(download(&stage, &url).await.unwrap().0, 503);
    fault(
        &stage,
        json!({"target": "media_download", "kind": "truncated", "count": 1}),
    )
    .await;
    assert_eq!(download(&stage, &url).await.unwrap(), (200, b"\x89PNG ".to_vec()));
    fault(&stage, json!({"target": "media_download", "kind": "reset", "count": 1})).await;
    assert!(download(&stage, &url).await.is_err());
    assert_eq!(download(&stage, &url).await.unwrap(), (200, b"\x89PNG small".to_vec()));
}

#[tokio::test]
async fn media_that_is_gone_is_not_found_and_fails_the_message_that_carries_it() {
    let stage = talking().await;
    let id = upload(&stage).await.body["id"].as_str().unwrap().to_owned();
    let url = stage.get(&id).await.body["url"].as_str().unwrap().to_owned();
    fault(&stage, json!({"target": "media", "kind": "media_gone", "count": 2})).await;
    let lookup = stage.get(&id).await;
    assert_eq!((lookup.status, lookup.code()), (404, 100));
    assert_eq!(download(&stage, &url).await.unwrap().0, 404);
    assert_eq!(download(&stage, &url).await.unwrap().0, 200);
    fault(&stage, json!({"target": "messages", "kind": "media_gone", "count": 1})).await;
    let text = stage.send_text(CUSTOMER, "Без файла").await.wamid();
    let image = stage
        .send(CUSTOMER, json!({"type": "image", "image": {"id": id}}))
        .await
        .wamid();
    stage.advance(60_000).await;
    assert_eq!(stage.receiver.status_names(&text), ["sent", "delivered", "read"]);
    let statuses = stage.receiver.statuses(&image);
    assert_eq!(statuses[0]["errors"][0]["code"], 131_052);
}

#[tokio::test]
async fn a_fault_keeps_to_its_edge_its_number_and_its_field() {
    let stage = talking().await;
    let other = stage
        .control(Method::POST, "world/wabas", json!({"name": "Другая"}))
        .await
        .body;
    let ours = &stage.company.phone_number_id;
    fault(
        &stage,
        json!({"target": "graph", "kind": "error", "code": 4, "edge": "whatsapp_business_profile"}),
    )
    .await;
    assert_eq!(stage.get(ours).await.status, 200);
    assert_eq!(stage.get(&format!("{ours}/whatsapp_business_profile")).await.code(), 4);
    fault(
        &stage,
        json!({"target": "messages", "kind": "error", "code": 2, "phone_number_id": other["phone_number_id"]}),
    )
    .await;
    assert_eq!(stage.send_text(CUSTOMER, "Раз").await.status, 200);
    fault(
        &stage,
        json!({"target": "webhook", "kind": "drop", "field": "account_update"}),
    )
    .await;
    stage.write(CUSTOMER, "дойдёт").await;
    stage.advance(0).await;
    assert_eq!(stage.receiver.messages().last().unwrap()["text"]["body"], "дойдёт");
    fault(
        &stage,
        json!({"target": "webhook", "kind": "drop", "field": "messages"}),
    )
    .await;
    let before = stage.receiver.messages().len();
    stage.write(CUSTOMER, "не дойдёт").await;
    stage.advance(10_000).await;
    assert_eq!(stage.receiver.messages().len(), before);
}

#[tokio::test]
async fn every_second_call_fails_and_a_schedule_ends_at_its_moment() {
    let stage = talking().await;
    fault(
        &stage,
        json!({"target": "messages", "kind": "error", "code": 131_016, "every": 2}),
    )
    .await;
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(stage.send_text(CUSTOMER, "Раз").await.status);
    }
    assert_eq!(seen, [200, 500, 200, 500]);
    let request = stage
        .client
        .delete(format!("{}/control/v1/faults", stage.sandbox.base_url()));
    assert_eq!(ask(request).await.status, 204);
    fault(
        &stage,
        json!({"target": "messages", "kind": "error", "from_ms": START_MS + 1_000, "until_ms": START_MS + 2_000}),
    )
    .await;
    let at = async |at_ms: i64| {
        let moved = stage.control(Method::POST, "clock", json!({"set_ms": at_ms})).await;
        assert_eq!(moved.status, 200, "{}", moved.body);
        stage.send_text(CUSTOMER, "Раз").await.status
    };
    let mut seen = Vec::new();
    for offset in [999, 1_000, 1_999, 2_000] {
        seen.push(at(START_MS + offset).await);
    }
    assert_eq!(seen, [200, 500, 500, 200]);
}

#[tokio::test]
async fn an_order_that_makes_no_sense_names_its_field() {
    let stage = Stage::paused().await;
    let answer = stage
        .control(Method::POST, "faults", json!({"target": "webhook", "kind": "reset"}))
        .await;
    assert_eq!((answer.status, &answer.body["field"]), (422, &json!("kind")));
    let answer = stage
        .control(
            Method::POST,
            "faults",
            json!({"target": "messages", "kind": "error", "colour": 1}),
        )
        .await;
    assert_eq!(answer.status, 422);
    assert!(answer.body["detail"].as_str().unwrap().contains("colour"));
}

#[tokio::test]
async fn struck_faults_on_reading_calls_survive_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let settings = || galka_sandbox::Settings {
        state: galka_sandbox::State::File(folder.path().join("world.journal")),
        ..crate::support::paused()
    };
    let stage = Stage::open(settings()).await;
    let number = stage.company.phone_number_id.clone();
    fault(
        &stage,
        json!({"target": "graph", "kind": "error", "code": 2, "count": 2}),
    )
    .await;
    assert_eq!(stage.get(&number).await.status, 503);
    let Stage {
        sandbox,
        company,
        receiver,
        client,
    } = stage;
    sandbox.kill().await;
    let sandbox = galka_sandbox::Sandbox::start(settings()).await.unwrap();
    let stage = Stage {
        sandbox,
        company,
        receiver,
        client,
    };
    assert_eq!(stage.get(&number).await.status, 503);
    assert_eq!(stage.get(&number).await.status, 200);
}
