//! The library, codes in many languages, previews, lists, comparison and migration.

use crate::support::{Answer, CUSTOMER, Stage, greeting};
use reqwest::Method;
use serde_json::{Value, json};

async fn create(stage: &Stage, order: Value) -> Answer {
    let path = format!("{}/message_templates", stage.company.waba_id);
    stage.graph(Method::POST, &path, order).await
}

#[tokio::test]
async fn a_library_template_is_approved_at_once_with_ones_own_links() {
    let stage = Stage::paused().await;
    let found = stage
        .get("message_template_library?topic=PAYMENTS&search=overdue")
        .await
        .body;
    assert_eq!(found["data"].as_array().unwrap().len(), 1);
    let entry = &found["data"][0];
    assert_eq!(entry["body_param_types"], json!(["TEXT", "AMOUNT", "DATE"]));
    let order = json!({"name": "overdue", "language": "en_US", "category": "UTILITY", "library_template_name": entry["name"],
        "library_template_button_inputs": [{"type": "URL", "url": {"base_url": "https://example.test/{{1}}", "url_suffix_example": "https://example.test/1"}}],
        "library_template_body_inputs": {"add_contact_number": true}});
    let created = create(&stage, order.clone()).await;
    assert_eq!(
        (&created.body["status"], &created.body["category"]),
        (&json!("APPROVED"), &json!("UTILITY"))
    );
    let id = created.body["id"].as_str().unwrap();
    let shown = stage
        .get(&format!("{id}?fields=library_template_name,components"))
        .await
        .body;
    assert_eq!(shown["library_template_name"], entry["name"]);
    assert_eq!(
        shown["components"][2]["buttons"][0]["url"],
        "https://example.test/{{1}}"
    );
    let values = json!([{"type": "body", "parameters": [{"type": "text", "text": "Ada"}, {"type": "text", "text": "$1"}, {"type": "text", "text": "May 1"}]},
        {"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "1"}]}]);
    let message = json!({"type": "template", "template": {"name": "overdue", "language": {"code": "en_US"}, "components": values}});
    assert_eq!(stage.send(CUSTOMER, message).await.status, 200);
    let changed = |name: &str, value: Value| {
        let mut order = order.clone();
        order["name"] = json!("other");
        order[name] = value;
        order
    };
    for wrong in [
        changed("library_template_name", json!("nothing")),
        changed("library_template_button_inputs", json!([])),
        changed("components", greeting()),
        changed("category", json!("MARKETING")),
    ] {
        assert_eq!(create(&stage, wrong.clone()).await.code(), 100, "{wrong}");
    }
}

#[tokio::test]
async fn codes_are_made_in_many_languages_at_once_and_shown_before() {
    let stage = Stage::paused().await;
    let waba = &stage.company.waba_id;
    let path = format!(
        "{waba}/message_template_previews?category=AUTHENTICATION&languages=en_US,ru&add_security_recommendation=true&code_expiration_minutes=5&button_types=OTP"
    );
    let previews = stage.get(&path).await.body;
    assert_eq!(
        previews["data"][0],
        json!({"body": "{{1}} is your verification code. For your security, do not share this code.", "footer": "This code expires in 5 minutes.",
               "buttons": [{"type": "OTP", "text": "Copy code", "autofill_text": "Autofill"}], "language": "en_US"})
    );
    assert_eq!(previews["data"][1]["language"], "ru");
    let button = json!({"type": "OTP", "otp_type": "COPY_CODE"});
    let order = |languages: Value, button: &Value| {
        json!({"name": "code", "category": "AUTHENTICATION", "languages": languages,
        "components": [{"type": "BODY", "add_security_recommendation": true}, {"type": "BUTTONS", "buttons": [button]}]})
    };
    let path = format!("{waba}/upsert_message_templates");
    let made = stage
        .graph(Method::POST, &path, order(json!(["en_US", "ru"]), &button))
        .await;
    assert_eq!(made.status, 200, "{}", made.body);
    assert_eq!(made.body["data"].as_array().unwrap().len(), 2);
    assert_eq!(
        (&made.body["data"][1]["language"], &made.body["data"][1]["status"]),
        (&json!("ru"), &json!("PENDING"))
    );
    let again = stage
        .graph(Method::POST, &path, order(json!(["ru", "de"]), &button))
        .await
        .body;
    assert_eq!(again["data"][0]["id"], made.body["data"][1]["id"]);
    let labelled = json!({"type": "OTP", "otp_type": "COPY_CODE", "text": "Copy"});
    assert_eq!(
        stage
            .graph(Method::POST, &path, order(json!(["fr"]), &labelled))
            .await
            .code(),
        100
    );
    assert_eq!(
        stage.graph(Method::POST, &path, order(json!([]), &button)).await.code(),
        100
    );
}

#[tokio::test]
async fn lists_filter_by_quality_count_and_page_both_ways() {
    let stage = Stage::paused().await;
    let mut made = Vec::new();
    for index in 0..5 {
        let text = json!([{"type": "BODY", "text": format!("Заказ номер {index} ждёт вас в магазине.")}]);
        made.push(stage.approved(&format!("order_{index}"), "UTILITY", text).await);
    }
    let decision = json!({"decision": "rate", "quality": "GREEN"});
    stage
        .control(Method::POST, &format!("templates/{}/decision", made[2]), decision)
        .await;
    let path = format!("{}/message_templates", stage.company.waba_id);
    let green = stage
        .get(&format!("{path}?quality_score=GREEN&fields=id&summary=true"))
        .await
        .body;
    assert_eq!(green["data"], json!([{"id": made[2]}]));
    assert_eq!(
        (
            &green["summary"]["total_count"],
            &green["summary"]["message_template_count"]
        ),
        (&json!(1), &json!(5))
    );
    let names = |page: &Value| {
        page["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let first = stage
        .get(&format!("{path}?limit=2&fields=name&status=APPROVED"))
        .await
        .body;
    assert_eq!(names(&first), ["order_4", "order_3"]);
    assert!(
        first["paging"]["next"].as_str().unwrap().contains("status=APPROVED"),
        "a link keeps the filters"
    );
    // A template that is made meanwhile moves nothing.
    stage.approved("late", "UTILITY", greeting()).await;
    let after = first["paging"]["cursors"]["after"].as_str().unwrap();
    let second = stage
        .get(&format!("{path}?limit=2&fields=name&after={after}"))
        .await
        .body;
    assert_eq!(names(&second), ["order_2", "order_1"]);
    let before = second["paging"]["cursors"]["before"].as_str().unwrap();
    let back = stage
        .get(&format!("{path}?limit=2&fields=name&before={before}"))
        .await
        .body;
    assert_eq!(names(&back), ["order_4", "order_3"]);
    assert_eq!(
        stage.get(&format!("{path}?content=номер 3")).await.body["data"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(stage.get(&format!("{path}?after=nonsense")).await.code(), 131_059);
}

#[tokio::test]
async fn a_comparison_needs_a_span_another_template_and_enough_sends() {
    let stage = Stage::paused().await;
    let one = stage.approved("one", "UTILITY", greeting()).await;
    let two = stage
        .approved(
            "two",
            "UTILITY",
            json!([{"type": "BODY", "text": "Ваш заказ ждёт вас."}]),
        )
        .await;
    let week = "start=1767225600&end=1767830400";
    for query in [
        format!("template_ids={two}"),
        format!("template_ids={one}&{week}"),
        format!("template_ids={two}&start=1767225600&end=1767225601"),
        format!("template_ids={two}&{week}"),
    ] {
        assert_eq!(
            stage.get(&format!("{one}/compare?{query}")).await.code(),
            100,
            "{query}"
        );
    }
}

#[tokio::test]
async fn templates_move_to_another_account_of_the_same_portfolio_only() {
    let stage = Stage::paused().await;
    stage.approved("one", "UTILITY", greeting()).await;
    let path = format!("{}/migrate_message_templates", stage.company.waba_id);
    let own = json!({"source_waba_id": stage.company.waba_id});
    assert_eq!(stage.graph(Method::POST, &path, own).await.code(), 100);
    assert_eq!(stage.graph(Method::POST, &path, json!({})).await.code(), 100);
}
