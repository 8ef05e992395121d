//! An account as a whole: its fields, its people, what Meta does to it.

use crate::support::{CUSTOMER, Stage, greeting, greeting_values};
use reqwest::Method;
use serde_json::{Value, json};

const DAY_MS: i64 = 86_400_000;

async fn enforce(stage: &Stage, order: Value) {
    let path = format!("world/wabas/{}/enforcement", stage.company.waba_id);
    let answer = stage.control(Method::POST, &path, order).await;
    assert_eq!(answer.status, 204, "{}", answer.body);
    stage.advance(0).await;
}

async fn patch(stage: &Stage, order: Value) {
    let path = format!("world/wabas/{}", stage.company.waba_id);
    let answer = stage.control(Method::PATCH, &path, order).await;
    assert_eq!(answer.status, 204, "{}", answer.body);
    stage.advance(0).await;
}

/// What the app was told under a field, last first.
fn told(stage: &Stage, field: &str) -> Value {
    let changes = stage.receiver.changes();
    let last = changes.into_iter().rev().find(|(name, _)| name == field);
    last.map_or(Value::Null, |(_, value)| value)
}

async fn health(stage: &Stage, node: &str) -> Value {
    let answer = stage.get(&format!("{node}?fields=health_status")).await;
    answer.body["health_status"].clone()
}

#[tokio::test]
async fn an_account_shows_its_fields_and_changes_the_few_it_may() {
    let stage = Stage::paused().await;
    let waba = &stage.company.waba_id;
    let fields = "id,name,timezone_id,currency,account_review_status,business_verification_status,country,ownership_type,status,is_enabled_for_insights,owner_business_info{id},creation_time";
    let shown = stage.get(&format!("{waba}?fields={fields}")).await.body;
    assert_eq!(
        (
            &shown["account_review_status"],
            &shown["business_verification_status"],
            &shown["status"]
        ),
        (&json!("APPROVED"), &json!("not_verified"), &json!("ACTIVE"))
    );
    assert_eq!(shown["owner_business_info"], json!({"id": stage.company.portfolio_id}));
    let post = async |order: Value| stage.graph(Method::POST, waba, order).await;
    assert_eq!(
        post(json!({"name": "Букет", "timezone_id": "42", "is_enabled_for_insights": true}))
            .await
            .status,
        200
    );
    let shown = stage
        .get(&format!("{waba}?fields=name,timezone_id,is_enabled_for_insights"))
        .await
        .body;
    assert_eq!(
        shown,
        json!({"name": "Букет", "timezone_id": "42", "is_enabled_for_insights": true, "id": waba})
    );
    assert_eq!(post(json!({"is_enabled_for_insights": false})).await.code(), 200_006);
    assert_eq!(post(json!({"name": "я".repeat(129)})).await.code(), 100);
    assert_eq!(post(json!({"timezone_id": "Moscow"})).await.code(), 100);
    patch(&stage, json!({"currency": "EUR", "country": "KZ", "business_verification_status": "verified", "account_review_status": "PENDING"})).await;
    let shown = stage
        .get(&format!(
            "{waba}?fields=currency,country,business_verification_status,account_review_status,status"
        ))
        .await
        .body;
    assert_eq!(
        shown,
        json!({"currency": "EUR", "country": "KZ", "business_verification_status": "verified",
            "account_review_status": "PENDING", "status": "PENDING", "id": waba})
    );
    assert_eq!(told(&stage, "account_review_update"), json!({"decision": "PENDING"}));
}

#[tokio::test]
async fn fields_lead_to_edges_with_arguments() {
    let stage = Stage::paused().await;
    for name in ["one", "two", "three"] {
        stage.approved(name, "UTILITY", greeting()).await;
    }
    let fields = "name,message_templates.limit(2){name,status},phone_numbers{id,throughput{level}}";
    let shown = stage
        .get(&format!("{}?fields={fields}", stage.company.waba_id))
        .await
        .body;
    let templates = &shown["message_templates"];
    assert_eq!(templates["data"].as_array().unwrap().len(), 2);
    assert_eq!(templates["data"][0]["status"], "APPROVED");
    assert!(templates["data"][0].get("components").is_none());
    assert!(templates["paging"]["next"].is_string());
    assert_eq!(
        shown["phone_numbers"]["data"][0],
        json!({"id": stage.company.phone_number_id, "throughput": {"level": "STANDARD"}})
    );
    let deep = format!(
        "{}?fields={}id{}",
        stage.company.waba_id,
        "phone_numbers{".repeat(9),
        "}".repeat(9)
    );
    assert_eq!(stage.get(&deep).await.code(), 100);
}

#[tokio::test]
async fn people_are_assigned_with_tasks() {
    let stage = Stage::paused().await;
    let path = format!("{}/assigned_users", stage.company.waba_id);
    let added = stage
        .graph(
            Method::POST,
            &format!("{path}?user=1234567&tasks=['MANAGE','DEVELOP']"),
            Value::Null,
        )
        .await;
    assert_eq!(added.body, json!({"success": true}));
    let listed = stage
        .get(&format!("{path}?business={}", stage.company.portfolio_id))
        .await
        .body;
    assert_eq!(
        (&listed["data"][0]["id"], &listed["data"][0]["tasks"]),
        (&json!("1234567"), &json!(["MANAGE", "DEVELOP"]))
    );
    for wrong in [
        "user=1&tasks=['FLY']",
        "user=abc&tasks=['MANAGE']",
        "tasks=['MANAGE']",
        "user=1",
    ] {
        let answer = stage.graph(Method::POST, &format!("{path}?{wrong}"), Value::Null).await;
        assert_eq!(answer.code(), 100, "{wrong}");
    }
    assert_eq!(stage.get(&path).await.code(), 100);
    let removed = stage
        .graph(Method::DELETE, &format!("{path}?user=1234567"), Value::Null)
        .await;
    assert_eq!(removed.status, 200);
    let again = stage
        .graph(Method::DELETE, &format!("{path}?user=1234567"), Value::Null)
        .await;
    assert_eq!(again.code(), 100);
}

#[tokio::test]
async fn a_restriction_refuses_its_kind_of_message_until_its_second() {
    let stage = Stage::paused().await;
    stage.approved("ready", "UTILITY", greeting()).await;
    stage.write_from(CUSTOMER).await;
    stage.add_customer(json!({"phone": "79160000001"})).await;
    let kind = "RESTRICTED_BIZ_INITIATED_MESSAGING";
    enforce(
        &stage,
        json!({"action": "restrict", "restriction_type": kind, "days": 1}),
    )
    .await;
    assert_eq!(
        told(&stage, "account_update"),
        json!({"event": "ACCOUNT_RESTRICTION", "restriction_info": [{"restriction_type": kind, "expiration": 1_767_225_600 + 86_400}]})
    );
    let first = async || {
        stage
            .send_template("79160000001", "ready", greeting_values("Анна"))
            .await
    };
    let refused = first().await;
    assert_eq!((refused.status, refused.code()), (403, 368));
    assert_eq!(stage.send_text(CUSTOMER, "Здравствуйте").await.status, 200);
    let standing = health(&stage, &stage.company.phone_number_id).await;
    assert_eq!(
        (
            &standing["can_send_message"],
            &standing["entities"][1]["can_send_message"]
        ),
        (&json!("LIMITED"), &json!("LIMITED"))
    );
    stage.advance(DAY_MS - 1_000).await;
    assert_eq!(first().await.code(), 368);
    stage.advance(1_000).await;
    assert_eq!(first().await.status, 200);
    assert_eq!(
        health(&stage, &stage.company.waba_id).await["can_send_message"],
        "AVAILABLE"
    );
    stage.write(CUSTOMER, "Ещё").await;
    enforce(
        &stage,
        json!({"action": "restrict", "restriction_type": "RESTRICTED_CUSTOMER_INITIATED_MESSAGING"}),
    )
    .await;
    assert_eq!(stage.send_text(CUSTOMER, "Да").await.code(), 368);
    enforce(&stage, json!({"action": "lift"})).await;
    assert_eq!(told(&stage, "account_update")["restriction_info"], json!([]));
    assert_eq!(stage.send_text(CUSTOMER, "Да").await.status, 200);
}

#[tokio::test]
async fn a_closed_account_sends_nothing_until_it_is_opened_again() {
    let stage = Stage::paused().await;
    stage.write_from(CUSTOMER).await;
    enforce(&stage, json!({"action": "violation", "violation_type": "SPAM"})).await;
    assert_eq!(
        told(&stage, "account_update"),
        json!({"event": "ACCOUNT_VIOLATION", "violation_info": {"violation_type": "SPAM"}})
    );
    for (state, status, code) in [
        ("SCHEDULE_FOR_DISABLE", 200, 0),
        ("DISABLE", 403, 131_031),
        ("REINSTATE", 200, 0),
    ] {
        enforce(&stage, json!({"action": "ban", "state": state})).await;
        assert_eq!(
            told(&stage, "account_update"),
            json!({"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": state, "waba_ban_date": "January 1, 2026"}})
        );
        let sent = stage.send_text(CUSTOMER, "Здравствуйте").await;
        assert_eq!((sent.status, sent.code()), (status, code), "{state}");
        let blocked = health(&stage, &stage.company.waba_id).await["can_send_message"] == "BLOCKED";
        assert_eq!(blocked, code != 0, "{state}");
    }
    enforce(&stage, json!({"action": "alert", "alert_type": "OBA_APPROVED"})).await;
    assert_eq!(
        told(&stage, "account_alerts")["alert_info"]["alert_type"],
        "OBA_APPROVED"
    );
    for order in [
        json!({"action": "violation", "violation_type": "RUDENESS"}),
        json!({"action": "restrict", "restriction_type": "RESTRICTED_ADD_PHONE_NUMBER_ACTION", "days": 0}),
        json!({"action": "praise"}),
    ] {
        let path = format!("world/wabas/{}/enforcement", stage.company.waba_id);
        assert_eq!(stage.control(Method::POST, &path, order).await.status, 422);
    }
}

#[tokio::test]
async fn without_a_payment_method_only_free_messages_arrive() {
    let stage = Stage::paused().await;
    stage.approved("ready", "MARKETING", greeting()).await;
    stage.write_from(CUSTOMER).await;
    patch(&stage, json!({"payment_problem": true})).await;
    let free = stage.send_text(CUSTOMER, "Здравствуйте").await.wamid();
    stage.advance(10_000).await;
    let charged = stage
        .send_template(CUSTOMER, "ready", greeting_values("Анна"))
        .await
        .wamid();
    stage.advance(60_000).await;
    assert!(stage.receiver.status_names(&free).contains(&"delivered".to_owned()));
    let failed = &stage.receiver.statuses(&charged)[0];
    assert_eq!(
        (&failed["status"], &failed["errors"][0]["code"]),
        (&json!("failed"), &json!(131_042))
    );
    assert!(failed.get("pricing").is_none());
    let standing = health(&stage, &stage.company.waba_id).await;
    assert_eq!(standing["entities"][0]["errors"][0]["error_code"], 141_006);
}

#[tokio::test]
async fn a_restricted_account_adds_no_number_until_the_restriction_ends() {
    let stage = Stage::paused().await;
    let order = json!({"action": "restrict", "restriction_type": "RESTRICTED_ADD_PHONE_NUMBER_ACTION", "days": 1});
    enforce(&stage, order).await;
    let path = format!("/{}/phone_numbers", stage.company.waba_id);
    let number = json!({"cc": "7", "phone_number": "9160000077", "verified_name": "Пион"});
    assert_eq!(stage.graph(Method::POST, &path, number.clone()).await.code(), 368);
    stage.advance(24 * 3_600_000).await;
    assert_eq!(stage.graph(Method::POST, &path, number).await.status, 200);
}
