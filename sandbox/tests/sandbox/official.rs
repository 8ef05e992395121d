//! The official badge, the three kinds of account and usernames.

use crate::numbers::Number;
use crate::support::{HOUR_MS, Stage, paused_under};
use reqwest::Method;
use serde_json::{Value, json};

const DAY_MS: i64 = 24 * HOUR_MS;

fn application(links: usize) -> Value {
    json!({
        "business_website_url": "https://example.test",
        "primary_country_of_operation": "RU",
        "primary_language": "ru",
        "parent_business_or_brand": "Цветы",
        "supporting_links": (0..links).map(|index| format!("https://press.test/{index}")).collect::<Vec<_>>(),
    })
}

async fn apply(number: &Number<'_>, body: Value) -> u64 {
    number.post("official_business_account", body).await.code()
}

async fn status(number: &Number<'_>) -> Value {
    number.field("official_business_account").await["oba_status"].clone()
}

#[tokio::test]
async fn a_known_brand_gets_its_tick_after_one_to_three_weeks() {
    let stage = Stage::paused().await;
    let number = Number::first(&stage);
    assert_eq!(status(&number).await, "NOT_STARTED");
    number.post("", json!({"pin": "123456"})).await;
    stage.advance(30 * DAY_MS).await;
    assert_eq!(apply(&number, application(3)).await, 0);
    assert_eq!(apply(&number, application(3)).await, 100, "one at a time");
    assert_eq!(status(&number).await, "PENDING");
    stage.advance(7 * DAY_MS - 1_000).await;
    assert_eq!(status(&number).await, "PENDING");
    stage.advance(14 * DAY_MS + 1_000).await;
    assert_eq!(status(&number).await, "APPROVED");
    assert_eq!(number.field("is_official_business_account").await, true);
    assert_eq!(apply(&number, application(3)).await, 100);
    let changes = stage.receiver.changes();
    let (_, alert) = changes.iter().find(|(field, _)| field == "account_alerts").unwrap();
    assert_eq!(
        (
            &alert["entity_type"],
            &alert["entity_id"],
            &alert["alert_info"]["alert_type"]
        ),
        (&json!("PHONE_NUMBER"), &json!(number.id), &json!("OBA_APPROVED"))
    );
}

#[tokio::test]
async fn an_application_needs_thirty_days_a_pin_and_links() {
    for (days_ms, pin, links, expected) in [
        (30 * DAY_MS, true, 3, "APPROVED"),
        (30 * DAY_MS - 1_000, true, 3, "REJECTED"),
        (30 * DAY_MS, false, 3, "REJECTED"),
        (30 * DAY_MS, true, 2, "REJECTED"),
    ] {
        let stage = Stage::paused().await;
        let number = Number::first(&stage);
        if pin {
            number.post("", json!({"pin": "123456"})).await;
        }
        stage.advance(days_ms).await;
        assert_eq!(apply(&number, application(links)).await, 0);
        stage.advance(21 * DAY_MS).await;
        assert_eq!(status(&number).await, expected, "{days_ms} {pin} {links}");
    }
}

#[tokio::test]
async fn a_refused_application_is_repeated_after_thirty_days() {
    let stage = Stage::paused().await;
    let number = Number::first(&stage);
    apply(&number, application(0)).await;
    let order = json!({"approve": false, "reason": "Not notable."});
    let refused = number.control(Method::POST, "/official_decision", order).await;
    assert_eq!(refused.body["official_reason"], "Not notable.");
    stage.advance(30 * DAY_MS - 1_000).await;
    assert_eq!(status(&number).await, "REJECTED", "the old timer decides nothing");
    assert_eq!(apply(&number, application(0)).await, 100);
    stage.advance(1_000).await;
    assert_eq!(apply(&number, application(0)).await, 0);
    assert_eq!(apply(&number, json!({"action": "WITHDRAW_APPLICATION"})).await, 0);
    assert_eq!(status(&number).await, "NOT_STARTED");
    assert_eq!(apply(&number, json!({"action": "WITHDRAW_APPLICATION"})).await, 100);
    let alerts = stage.receiver.changes();
    assert!(
        alerts
            .iter()
            .any(|(_, value)| value["alert_info"]["alert_type"] == "OBA_REJECTED")
    );
}

#[tokio::test]
async fn an_application_form_is_checked() {
    let stage = Stage::paused().await;
    let number = Number::first(&stage);
    for (name, value) in [
        ("business_website_url", json!("example.test")),
        ("business_website_url", json!(null)),
        ("primary_country_of_operation", json!("")),
        ("primary_language", json!(7)),
        ("supporting_links", application(6)["supporting_links"].clone()),
        ("supporting_links", json!(["press"])),
        ("additional_supporting_information", json!("я".repeat(2_001))),
        ("action", json!("DANCE")),
    ] {
        let mut form = application(3);
        form[name] = value;
        assert_eq!(apply(&number, form).await, 100, "{name}");
    }
    assert_eq!(status(&number).await, "NOT_STARTED");
}

#[tokio::test]
async fn a_phone_shows_one_of_three_kinds_of_account() {
    for (rule_set, tick) in [("whatsapp-2021", "green_tick"), ("meta-2026-10", "blue_tick")] {
        let stage = Stage::open(paused_under(rule_set)).await;
        let number = Number::first(&stage);
        let identity = async || number.control(Method::GET, "", Value::Null).await.body["identity"].clone();
        let own = "+7 495 000-10-01";
        assert_eq!(
            identity().await,
            json!({"kind": "business", "title": own, "mark": "question"})
        );
        assert_eq!(number.patch(json!({"account_kind": "verified"})).await.status, 422);
        assert_eq!(
            number.patch(json!({"profile_phone": "+7 495 000-99-99"})).await.status,
            200
        );
        assert_eq!(identity().await["kind"], "business");
        assert_eq!(
            number
                .patch(json!({"profile_phone": own, "account_kind": "verified"}))
                .await
                .status,
            200
        );
        assert_eq!(
            identity().await,
            json!({"kind": "verified", "title": own, "mark": "grey_tick"})
        );
        let shown = number.patch(json!({"account_kind": "confirmed"})).await.body;
        let confirmed = json!({"kind": "confirmed", "title": "Sandbox", "mark": tick});
        assert_eq!(shown["desk"]["identity"], confirmed);
        assert_eq!(number.field("is_official_business_account").await, true);
        number.patch(json!({"account_kind": "business"})).await;
        assert_eq!(identity().await["mark"], "question");
    }
}

#[tokio::test]
async fn a_business_takes_and_gives_up_a_username() {
    let stage = Stage::paused().await;
    let number = Number::first(&stage);
    let take = async |name: &str| number.post("username", json!({"username": name})).await;
    assert_eq!(number.get("/username").await.body, json!({"status": "none"}));
    assert_eq!(
        number.get("/username_suggestions").await.body["data"][0]["username_suggestions"][0],
        "sandbox"
    );
    for wrong in ["ab", "www.acme", "acme.com", "1234", "a..b", "цветы"] {
        assert_eq!(take(wrong).await.code(), 100, "{wrong}");
    }
    stage
        .add_customer(json!({"phone": "79161234567", "username": "anna"}))
        .await;
    for taken in ["whatsapp", "Anna"] {
        let answer = take(taken).await;
        assert_eq!((answer.status, answer.code()), (400, 147_001), "{taken}");
    }
    assert_eq!(take("Acme").await.body, json!({"status": "approved"}));
    assert_eq!(number.field("username").await, "acme");
    assert_eq!(
        number.get("/username").await.body,
        json!({"username": "acme", "status": "approved"})
    );
    let path = format!("{}/username", number.id);
    assert_eq!(
        stage.graph(Method::DELETE, &path, Value::Null).await.body,
        json!({"success": true})
    );
    assert_eq!(stage.graph(Method::DELETE, &path, Value::Null).await.code(), 100);
    stage.advance(0).await;
    let told: Vec<Value> = stage
        .receiver
        .changes()
        .into_iter()
        .map(|(_, value)| value["status"].clone())
        .collect();
    assert_eq!(told, ["approved", "deleted"]);
    number.post("deregister", json!({})).await;
    assert_eq!(take("acme").await.code(), 133_010);
}

#[tokio::test]
async fn a_username_moves_between_numbers_of_one_business_only_by_force() {
    let stage = Stage::paused().await;
    let first = Number::first(&stage);
    let order = json!({"cc": "7", "phone_number": "9160000001", "verified_name": "Цветы"});
    let path = format!("{}/phone_numbers", stage.company.waba_id);
    let id = stage.graph(Method::POST, &path, order).await.body["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let second = Number::of(&stage, id);
    second.patch(json!({"verification": "VERIFIED"})).await;
    second
        .post("register", json!({"messaging_product": "whatsapp", "pin": "123456"}))
        .await;
    assert_eq!(first.post("username", json!({"username": "acme"})).await.status, 200);
    assert_eq!(
        second.post("username", json!({"username": "acme"})).await.code(),
        147_005
    );
    assert_eq!(
        second
            .post("username", json!({"username": "acme", "transfer_action": "x"}))
            .await
            .code(),
        100
    );
    let moved = second
        .post(
            "username",
            json!({"username": "acme", "transfer_action": "force_transfer"}),
        )
        .await;
    assert_eq!(moved.body, json!({"status": "reserved"}), "its name was never reviewed");
    assert_eq!(first.get("/username").await.body["status"], "none");
    first.patch(json!({"messaging_limit_tier": "TIER_2K"})).await;
    first.post("", json!({"new_display_name": "Цветы у дома"})).await;
    assert_eq!(
        first.post("username", json!({"username": "flowers"})).await.status,
        200,
        "the present name is approved"
    );
}
