//! Every refusal that a send can meet, caused, with its code, HTTP status and envelope.

use crate::samples::{self, button, interactive, press, text};
use crate::support::{Answer, CUSTOMER, Stage, client, greeting, greeting_values, paused};
use galka_sandbox::{Settings, WorldSettings};
use reqwest::Method;
use serde_json::{Value, json};

/// Asserts the documented envelope: Meta, "Error codes", table of December 2025.
fn assert_refused(answer: &Answer, code: u64, status: u16, title: &str, details: &str) {
    let error = &answer.body["error"];
    assert_eq!((answer.code(), answer.status), (code, status), "{}", answer.body);
    assert_eq!(error["message"], format!("(#{code}) {title}"), "{}", answer.body);
    assert_eq!(error["type"], "OAuthException");
    assert!(error["fbtrace_id"].as_str().is_some_and(|id| !id.is_empty()));
    assert_eq!(
        answer.headers["x-fb-trace-id"].to_str().unwrap(),
        error["fbtrace_id"].as_str().unwrap()
    );
    if details.is_empty() {
        return;
    }
    assert_eq!(error["error_data"]["messaging_product"], "whatsapp");
    let said = error["error_data"]["details"].as_str().unwrap();
    assert!(said.contains(details), "{said}");
}

async fn refused(stage: &Stage, message: Value, code: u64, title: &str, details: &str) {
    let answer = stage.send(CUSTOMER, message).await;
    let status = if code == 132_001 { 404 } else { 400 };
    assert_refused(&answer, code, status, title, details);
}

async fn decide(stage: &Stage, id: &str, decision: Value) {
    let answer = stage
        .control(Method::POST, &format!("templates/{id}/decision"), decision)
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

#[tokio::test]
async fn what_is_missing_too_long_or_misspelt_is_100() {
    let stage = Stage::paused().await;
    let path = format!("{}/messages", stage.company.phone_number_id);
    let hello = json!({"messaging_product": "whatsapp", "to": CUSTOMER, "text": {"body": "Здравствуйте"}});
    let with = |key: &str, value: Value| {
        let mut order = hello.clone();
        order[key] = value;
        order
    };
    let cases = [
        (
            with("messaging_product", Value::Null),
            "The parameter messaging_product is required.",
        ),
        (
            with("messaging_product", json!("telegram")),
            "Param messaging_product must be one of {WHATSAPP}",
        ),
        (with("to", Value::Null), "The parameter to is required."),
        (with("to", json!({})), "Param to must be a string."),
        (with("text", json!({"body": 5})), "Param text['body'] must be a string."),
        (with("text", json!("x")), "Param text must be a JSON object."),
        (with("text", Value::Null), "The parameter text is required."),
        (
            with("text", json!({"body": "я".repeat(4_097)})),
            "Param text['body'] must be at most 4096 characters long.",
        ),
        (
            with("recipient_type", json!("crowd")),
            "Param recipient_type must be one of {INDIVIDUAL, GROUP}",
        ),
        (
            with("biz_opaque_callback_data", json!("x".repeat(513))),
            "Param biz_opaque_callback_data must be at most 512 characters long.",
        ),
        (
            with("context", json!({})),
            "The parameter context['message_id'] is required.",
        ),
        (with("status", json!("seen")), "Param status must be one of {READ}"),
    ];
    for (order, title) in cases {
        let answer = stage.graph(Method::POST, &path, order).await;
        assert_refused(&answer, 100, 400, title, "");
    }
}

#[tokio::test]
async fn values_that_are_not_valid_are_131009_and_say_why() {
    let stage = Stage::paused().await;
    let title = "Parameter value is not valid";
    let long = interactive("button", json!({"buttons": [button("a", &"я".repeat(21))]}));
    refused(
        &stage,
        long,
        131_009,
        title,
        "Button title length invalid. Min length: 1, Max length: 20",
    )
    .await;
    let unknown = json!({"text": {"body": "x"}, "context": {"message_id": "wamid.none"}});
    refused(&stage, unknown, 131_009, title, "not in this chat").await;
    let receipt = json!({"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.none"});
    let path = format!("{}/messages", stage.company.phone_number_id);
    let answer = stage.graph(Method::POST, &path, receipt).await;
    assert_refused(&answer, 131_009, 400, title, "30 days");
}

#[tokio::test]
async fn recipients_that_cannot_be_written_to() {
    let stage = Stage::paused().await;
    let own = stage.company.display_phone_number.clone();
    let answer = stage.send_text(&own, "Себе").await;
    assert_refused(&answer, 131_021, 400, "Recipient cannot be sender", "same as sender");
    let group = json!({"recipient_type": "group", "text": {"body": "Всем"}});
    refused(&stage, group, 131_020, "Group is not valid for sending", "not modelled").await;
    let pin = json!({"type": "pin", "pin": {"type": "pin", "message_id": "wamid.x", "expiration_days": 1}});
    refused(&stage, pin, 131_020, "Group is not valid for sending", "not modelled").await;
    let hologram = interactive("hologram", json!({}));
    refused(&stage, hologram, 131_051, "Unsupported message type", "hologram").await;
    let code = samples::templates().remove(3);
    stage.approved(code.name, code.category, code.definition).await;
    let mut order = samples::template(code.name, &code.components);
    order["messaging_product"] = json!("whatsapp");
    order["recipient"] = json!("US.70011223344556677889");
    let path = format!("{}/messages", stage.company.phone_number_id);
    let answer = stage.graph(Method::POST, &path, order).await;
    assert_refused(&answer, 131_062, 400, "Recipient is not supported for this message", "");
}

#[tokio::test]
async fn templates_that_are_not_there_or_not_sendable() {
    let stage = Stage::paused().await;
    let missing = samples::template("spring_promo", &json!([]));
    let title = "Template name does not exist in the translation";
    refused(
        &stage,
        missing,
        132_001,
        title,
        "template name (spring_promo) does not exist in ru",
    )
    .await;
    let id = stage.approved("ready", "UTILITY", greeting()).await;
    let ready = || samples::template("ready", &greeting_values("Анна"));
    decide(&stage, &id, json!({"decision": "pause"})).await;
    refused(&stage, ready(), 132_015, "Template is paused", "paused").await;
    decide(&stage, &id, json!({"decision": "disable"})).await;
    refused(&stage, ready(), 132_016, "Template is disabled", "disabled").await;
    let body = json!([{"type": "BODY", "text": "Ваш заказ ждёт вас в магазине."}]);
    let id = stage.approved("bad", "UTILITY", body).await;
    decide(&stage, &id, json!({"decision": "reject", "reason": "SCAM"})).await;
    let bad = || samples::template("bad", &json!([]));
    let title = "Template format character policy violated";
    refused(&stage, bad(), 132_007, title, "policy").await;
    decide(&stage, &id, json!({"decision": "reject", "reason": "INVALID_FORMAT"})).await;
    let title = "Template name does not exist in the translation";
    refused(&stage, bad(), 132_001, title, "bad").await;
}

#[tokio::test]
async fn values_that_do_not_fit_a_template() {
    let stage = Stage::paused().await;
    for sample in samples::templates() {
        stage.approved(sample.name, sample.category, sample.definition).await;
    }
    stage.approved("ready", "UTILITY", greeting()).await;
    let ready = |values: Value| samples::template("ready", &values);
    let title = "Number of parameters does not match the expected number of params";
    let details = "body: number of localizable_params (0) does not match the expected number of params (1)";
    refused(&stage, ready(json!([])), 132_000, title, details).await;
    let title = "Translated text too long";
    refused(
        &stage,
        ready(greeting_values(&"я".repeat(1_024))),
        132_005,
        title,
        "1024",
    )
    .await;
    let title = "Parameter format does not match format in the created template";
    let details = "header: Format mismatch, expected IMAGE, received UNKNOWN";
    refused(&stage, samples::template("parcel", &json!([])), 132_012, title, details).await;
    let title = "There's an issue with the parameters in your template";
    let details = "Param text cannot have new-line/tab characters or more than 4 consecutive spaces";
    refused(&stage, ready(greeting_values("две\nстроки")), 132_018, title, details).await;
    let details = "buttons: Button at index 0 of type Url requires a parameter";
    let mut components = samples::templates().remove(0).components;
    components.as_array_mut().unwrap().remove(2);
    let parcel = samples::template("parcel", &components);
    refused(&stage, parcel, 131_008, "Required parameter is missing", details).await;
    let values = json!([samples::body(&["482913"]), press("url", 0, text("482914"))]);
    let code = samples::template("code", &values);
    let title = "There's an issue with the parameters in your template";
    refused(&stage, code, 132_018, title, "must equal").await;
}

#[tokio::test]
async fn a_number_that_is_not_registered_or_too_fast() {
    let stage = Stage::paused().await;
    let hello = || json!({"text": {"body": "Здравствуйте"}});
    for _ in 0..45 {
        assert_eq!(stage.send(CUSTOMER, hello()).await.status, 200);
    }
    let title = "(Business Account, Consumer Account) pair rate limit hit";
    refused(
        &stage,
        hello(),
        131_056,
        title,
        "to the same phone number in a short period of time",
    )
    .await;
    stage.advance(6_000).await;
    assert_eq!(stage.send(CUSTOMER, hello()).await.status, 200);
    let path = format!("{}/deregister", stage.company.phone_number_id);
    assert_eq!(stage.graph(Method::POST, &path, json!({})).await.status, 200);
    refused(&stage, hello(), 133_010, "The account is not registered", "").await;
}

#[tokio::test]
async fn a_number_over_its_throughput_under_a_real_clock() {
    let world = WorldSettings {
        throughput_mps: Some(1),
        ..WorldSettings::default()
    };
    let stage = Stage::open(Settings {
        world,
        ..Settings::default()
    })
    .await;
    let mut last = None;
    for index in 0..20 {
        let answer = stage.send_text(&format!("7916{index:07}"), "Здравствуйте").await;
        if answer.status != 200 {
            last = Some(answer);
            break;
        }
    }
    assert_refused(&last.unwrap(), 130_429, 400, "Rate limit hit", "short period of time");
}

#[tokio::test]
async fn refusals_that_follow_as_a_status() {
    let stage = Stage::open(paused()).await;
    let fate = async |to: &str, message: Value| {
        let id = stage.send(to, message).await.wamid();
        stage.advance(10_000).await;
        let statuses = stage.receiver.statuses(&id);
        let failed = statuses.iter().find(|status| status["status"] == "failed").unwrap();
        let error = failed["errors"][0].clone();
        assert_eq!(error["title"], error["message"]);
        assert!(
            error["error_data"]["details"]
                .as_str()
                .is_some_and(|text| !text.is_empty())
        );
        assert!(error["href"].is_string());
        error["code"].as_u64().unwrap()
    };
    let hello = || json!({"text": {"body": "Здравствуйте"}});
    stage
        .add_customer(json!({"phone": "79160000001", "has_whatsapp": false}))
        .await;
    assert_eq!(fate("79160000001", hello()).await, 131_026);
    stage.add_customer(json!({"phone": "79160000002"})).await;
    assert_eq!(fate("79160000002", hello()).await, 131_047);
    stage.write_from(CUSTOMER).await;
    let part = reqwest::multipart::Part::bytes(vec![1])
        .mime_str("application/pdf")
        .unwrap();
    let form = reqwest::multipart::Form::new()
        .text("messaging_product", "whatsapp")
        .part("file", part.file_name("a.pdf"));
    let url = format!(
        "{}/v25.0/{}/media",
        stage.sandbox.base_url(),
        stage.company.phone_number_id
    );
    let upload = client()
        .post(url)
        .bearer_auth(&stage.company.access_token)
        .multipart(form);
    let id = crate::support::ask(upload).await.body["id"].clone();
    assert_eq!(
        fate(CUSTOMER, json!({"type": "image", "image": {"id": id}})).await,
        131_053
    );
    let voice = json!({"type": "audio", "audio": {"id": id, "voice": true}});
    assert_eq!(fate(CUSTOMER, voice).await, 131_053);
}
