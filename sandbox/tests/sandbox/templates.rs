//! Templates: creation, review, sending, and what is refused at each.

use crate::support::{CUSTOMER, HOUR_MS, Stage, greeting, greeting_values};
use reqwest::Method;
use serde_json::{Value, json};

fn order(name: &str, components: Value) -> Value {
    json!({"name": name, "language": "ru", "category": "UTILITY", "components": components})
}

async fn create(stage: &Stage, order: Value) -> crate::support::Answer {
    stage
        .graph(
            Method::POST,
            &format!("{}/message_templates", stage.company.waba_id),
            order,
        )
        .await
}

async fn status(stage: &Stage, id: &str) -> String {
    stage.get(&format!("{id}?fields=status")).await.body["status"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn a_review_ends_after_two_to_six_hours_and_is_told() {
    let stage = Stage::paused().await;
    let created = create(&stage, order("ready", greeting())).await;
    assert_eq!(
        (&created.body["status"], &created.body["category"]),
        (&json!("PENDING"), &json!("UTILITY"))
    );
    let id = created.body["id"].as_str().unwrap().to_owned();
    assert_eq!(
        stage
            .send_template(CUSTOMER, "ready", greeting_values("Анна"))
            .await
            .code(),
        132_001,
        "not approved yet"
    );
    stage.advance(2 * HOUR_MS - 1).await;
    assert_eq!(status(&stage, &id).await, "PENDING");
    stage.advance(4 * HOUR_MS + 1).await;
    assert_eq!(status(&stage, &id).await, "APPROVED");
    let (_, told) = stage
        .receiver
        .changes()
        .into_iter()
        .find(|(field, _)| field == "message_template_status_update")
        .unwrap();
    assert_eq!(
        (&told["event"], &told["message_template_name"]),
        (&json!("APPROVED"), &json!("ready"))
    );
    assert_eq!(told["message_template_id"].as_u64().unwrap().to_string(), id);
    let entry: Value = serde_json::from_slice(&stage.receiver.received().last().unwrap().bytes).unwrap();
    assert!(entry["entry"][0]["time"].is_i64());
    assert_eq!(
        stage
            .send_template(CUSTOMER, "ready", greeting_values("Анна"))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn reviewers_turn_down_what_is_obviously_bad() {
    let stage = Stage::paused().await;
    let body = |text: &str| json!([{"type": "BODY", "text": text}]);
    stage
        .approved("first", "UTILITY", body("Ваш заказ ждёт вас в магазине."))
        .await;
    let cases = [
        ("short", body("Смотрите на bit.ly/abc прямо сейчас."), "INVALID_FORMAT"),
        ("prize", body("Вы выиграли приз, приходите за ним."), "SCAM"),
        ("card", body("Пришлите нам номер карты в ответ."), "ABUSIVE_CONTENT"),
        ("again", body("Ваш заказ ждёт вас в магазине."), "INVALID_FORMAT"),
    ];
    for (name, components, reason) in cases {
        let id = create(&stage, order(name, components)).await.body["id"]
            .as_str()
            .unwrap()
            .to_owned();
        stage.advance(6 * HOUR_MS).await;
        let shown = stage.get(&format!("{id}?fields=status,rejected_reason")).await.body;
        assert_eq!(
            (&shown["status"], &shown["rejected_reason"]),
            (&json!("REJECTED"), &json!(reason)),
            "{name}"
        );
        let code = if reason == "INVALID_FORMAT" { 132_001 } else { 132_007 };
        assert_eq!(stage.send_template(CUSTOMER, name, json!([])).await.code(), code);
    }
    let told = stage
        .receiver
        .changes()
        .into_iter()
        .filter(|(_, value)| value["event"] == "REJECTED")
        .count();
    assert_eq!(told, 4);
}

#[tokio::test]
async fn creation_refuses_with_the_documented_subcodes() {
    let stage = Stage::paused().await;
    let body =
        |text: &str, examples: Value| json!([{"type": "BODY", "text": text, "example": {"body_text": [examples]}}]);
    let with_buttons = |buttons: Value| json!([{"type": "BODY", "text": "Выберите, что вам удобно."}, {"type": "BUTTONS", "buttons": buttons}]);
    let reply = |text: &str| json!({"type": "QUICK_REPLY", "text": text});
    let cases = [
        (
            order("a", body("{{1}}, здравствуйте и добро пожаловать", json!(["x"]))),
            2_388_299,
        ),
        (
            order("a", body("Здравствуйте и добро пожаловать, {{1}}", json!(["x"]))),
            2_388_299,
        ),
        (
            order("a", body("Заказ {{1}} {{2}} готов к выдаче", json!(["x", "y"]))),
            2_388_072,
        ),
        (
            order("a", body("Заказ {{1}} и {{3}} готов к выдаче", json!(["x", "y"]))),
            2_388_072,
        ),
        (
            order("a", body("a {{1}} - {{2}} - {{3}} b", json!(["x", "y", "z"]))),
            2_388_293,
        ),
        (order("a", body("Заказ {{1}} готов к выдаче", json!([]))), 2_388_043),
        (order("a", json!([{"type": "FOOTER", "text": "Подвал"}])), 2_388_043),
        (
            order("a", json!([{"type": "BODY", "text": "я".repeat(1_025)}])),
            2_388_040,
        ),
        (
            order(
                "a",
                json!([{"type": "BODY", "text": "Текст сообщения"}, {"type": "FOOTER", "text": "до {{1}}"}]),
            ),
            2_388_073,
        ),
        (order("a", with_buttons(json!([reply(&"я".repeat(26))]))), 2_388_039),
        (
            order(
                "a",
                with_buttons(
                    json!([reply("Да"), {"type": "PHONE_NUMBER", "text": "Звонок", "phone_number": "74950001001"}, reply("Нет")]),
                ),
            ),
            2_388_039,
        ),
        (
            order(
                "a",
                with_buttons(json!([{"type": "URL", "text": "Сайт", "url": "https://example.test/{{1}}/x"}])),
            ),
            2_388_039,
        ),
    ];
    for (order, subcode) in cases {
        let refused = create(&stage, order.clone()).await;
        assert_eq!((refused.status, refused.code()), (400, 100), "{order}");
        assert_eq!(
            refused.body["error"]["error_subcode"], subcode,
            "{order}: {}",
            refused.body
        );
        assert!(refused.body["error"]["error_user_msg"].is_string());
    }
    for order in [
        order("Big Name", greeting()),
        json!({"name": "a", "language": "русский", "category": "UTILITY", "components": greeting()}),
        json!({"name": "a", "language": "ru", "category": "SPAM", "components": greeting()}),
        json!({"name": "a", "language": "ru", "category": "UTILITY"}),
    ] {
        assert_eq!(create(&stage, order).await.code(), 100);
    }
    assert_eq!(create(&stage, order("a", greeting())).await.status, 200);
    assert_eq!(
        create(&stage, order("a", greeting())).await.body["error"]["error_subcode"],
        2_388_024
    );
}

#[tokio::test]
async fn sending_refuses_values_that_do_not_fit() {
    let stage = Stage::paused().await;
    stage.approved("ready", "UTILITY", greeting()).await;
    let picture = json!([{"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["4::aW"]}}, {"type": "BODY", "text": "Букет дня в нашем магазине."}]);
    stage.approved("picture", "MARKETING", picture).await;
    let link = json!([{"type": "BODY", "text": "Следите за заказом по ссылке."}, {"type": "BUTTONS", "buttons": [
        {"type": "URL", "text": "Следить", "url": "https://example.test/{{1}}", "example": ["https://example.test/1"]}]}]);
    stage.approved("link", "UTILITY", link).await;
    let body = |parameters: Value| json!([{"type": "body", "parameters": parameters}]);
    let cases = [
        ("ready", json!([]), 132_000),
        (
            "ready",
            body(json!([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}])),
            132_000,
        ),
        (
            "ready",
            body(json!([{"type": "image", "image": {"link": "https://example.test/a.jpg"}}])),
            132_012,
        ),
        ("ready", body(json!([{"type": "text", "text": ""}])), 131_008),
        ("ready", body(json!([{"type": "text", "text": "две\nстроки"}])), 132_018),
        (
            "ready",
            body(json!([{"type": "text", "text": "я".repeat(1_024)}])),
            132_005,
        ),
        ("picture", json!([]), 132_012),
        (
            "picture",
            json!([{"type": "header", "parameters": [{"type": "image", "image": {"id": "1"}}]}]),
            100,
        ),
        ("link", json!([]), 131_008),
    ];
    for (name, components, code) in cases {
        let refused = stage.send_template(CUSTOMER, name, components.clone()).await;
        assert_eq!(refused.code(), code, "{name} {components}: {}", refused.body);
    }
    let details =
        stage.send_template(CUSTOMER, "ready", json!([])).await.body["error"]["error_data"]["details"].clone();
    assert_eq!(
        details,
        "body: number of localizable_params (0) does not match the expected number of params (1)"
    );
    let fits =
        json!([{"type": "header", "parameters": [{"type": "image", "image": {"link": "https://example.test/a.jpg"}}]}]);
    assert_eq!(stage.send_template(CUSTOMER, "picture", fits).await.status, 200);
    let fits =
        json!([{"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "A-1"}]}]);
    assert_eq!(stage.send_template(CUSTOMER, "link", fits).await.status, 200);
}

#[tokio::test]
async fn pauses_last_three_hours_then_six_and_the_third_disables() {
    let stage = Stage::paused().await;
    let id = stage.approved("ready", "UTILITY", greeting()).await;
    let pause = async || {
        stage
            .control(
                Method::POST,
                &format!("templates/{id}/decision"),
                json!({"decision": "pause"}),
            )
            .await
    };
    for hours in [3, 6] {
        assert_eq!(pause().await.body["status"], "PAUSED");
        stage.advance(hours * HOUR_MS - 1_000).await;
        assert_eq!(
            stage
                .send_template(CUSTOMER, "ready", greeting_values("Анна"))
                .await
                .code(),
            132_015,
            "{hours} h"
        );
        stage.advance(1_000).await;
        assert_eq!(
            stage
                .send_template(CUSTOMER, "ready", greeting_values("Анна"))
                .await
                .status,
            200,
            "{hours} h"
        );
    }
    assert_eq!(pause().await.body["status"], "DISABLED");
    stage.advance(48 * HOUR_MS).await;
    assert_eq!(
        stage
            .send_template(CUSTOMER, "ready", greeting_values("Анна"))
            .await
            .code(),
        132_016
    );
}

#[tokio::test]
async fn lists_filter_and_page_and_edits_go_to_review_again() {
    let stage = Stage::paused().await;
    for index in 0..30 {
        let text = format!("Заказ номер {index} ждёт вас в магазине.");
        stage
            .approved(
                &format!("order_{index}"),
                "UTILITY",
                json!([{"type": "BODY", "text": text}]),
            )
            .await;
    }
    create(&stage, order("fresh", greeting())).await;
    let path = format!("{}/message_templates", stage.company.waba_id);
    let pending = stage
        .get(&format!("{path}?status=PENDING&fields=name,status"))
        .await
        .body;
    assert_eq!(pending["data"].as_array().unwrap().len(), 1);
    assert_eq!(pending["data"][0]["name"], "fresh");
    let first = stage.get(&format!("{path}?limit=20&fields=name")).await.body;
    assert_eq!(first["data"].as_array().unwrap().len(), 20);
    let after = first["paging"]["cursors"]["after"].as_str().unwrap();
    assert!(first["paging"]["next"].is_string());
    let second = stage
        .get(&format!("{path}?limit=20&fields=name&after={after}"))
        .await
        .body;
    assert_eq!(second["data"].as_array().unwrap().len(), 11);
    assert_eq!(stage.get(&format!("{path}?after=nonsense")).await.code(), 131_059);
    let id = stage.get(&format!("{path}?name=order_7")).await.body["data"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let edited = json!({"components": [{"type": "BODY", "text": "Новый текст для вашего заказа."}]});
    assert_eq!(
        stage.graph(Method::POST, &id, edited.clone()).await.body,
        json!({"success": true})
    );
    assert_eq!(status(&stage, &id).await, "PENDING");
    stage.advance(6 * HOUR_MS).await;
    assert_eq!(
        stage.graph(Method::POST, &id, edited).await.status,
        400,
        "one edit in 24 hours"
    );
    assert_eq!(
        stage
            .graph(Method::DELETE, &format!("{path}?name=order_7"), Value::Null)
            .await
            .body,
        json!({"success": true})
    );
    assert_eq!(stage.get(&id).await.code(), 100);
    assert_eq!(
        create(&stage, order("order_7", greeting())).await.body["error"]["error_subcode"],
        2_388_023
    );
}

#[tokio::test]
async fn codes_and_named_values_are_checked_in_their_own_way() {
    let stage = Stage::paused().await;
    let code = json!([{"type": "BODY", "add_security_recommendation": true}, {"type": "FOOTER", "code_expiration_minutes": 5},
        {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE", "text": "Copy code"}]}]);
    stage.approved("code", "AUTHENTICATION", code).await;
    let values = |body: &str, button: &str| {
        json!([{"type": "body", "parameters": [{"type": "text", "text": body}]},
        {"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": button}]}])
    };
    assert_eq!(
        stage
            .send_template(CUSTOMER, "code", values("482913", "482913"))
            .await
            .status,
        200
    );
    assert_eq!(
        stage
            .send_template(CUSTOMER, "code", values("482913", "482914"))
            .await
            .code(),
        132_018
    );
    let named = json!({"name": "named", "language": "ru", "category": "UTILITY", "parameter_format": "NAMED", "components": [
        {"type": "BODY", "text": "Здравствуйте, {{first_name}}, заказ {{order_no}} готов.",
         "example": {"body_text_named_params": [{"param_name": "first_name", "example": "Анна"}, {"param_name": "order_no", "example": "1"}]}}]});
    let id = create(&stage, named).await.body["id"].as_str().unwrap().to_owned();
    stage
        .control(
            Method::POST,
            &format!("templates/{id}/decision"),
            json!({"decision": "approve"}),
        )
        .await;
    let text = |name: &str| json!({"type": "text", "parameter_name": name, "text": "x"});
    let body = |parameters: Value| json!([{"type": "body", "parameters": parameters}]);
    assert_eq!(
        stage
            .send_template(CUSTOMER, "named", body(json!([text("order_no"), text("first_name")])))
            .await
            .status,
        200
    );
    assert_eq!(
        stage
            .send_template(CUSTOMER, "named", body(json!([text("order_no"), text("surname")])))
            .await
            .code(),
        132_012
    );
}
