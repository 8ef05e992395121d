//! What messages cost, against the rate cards by hand.

use crate::support::{CUSTOMER, HOUR_MS, Stage, paused_under};
use reqwest::Method;
use serde_json::{Value, json};

async fn money(stage: &Stage) -> Value {
    stage.control(Method::GET, "money", Value::Null).await.body
}

fn sum(view: &Value, list: &str, name: &str) -> (i64, i64, i64) {
    let row = view[list].as_array().unwrap().iter().find(|row| row["name"] == name);
    let row = row.unwrap_or_else(|| panic!("no {name} in {view}"));
    let figure = |key: &str| row[key].as_i64().unwrap();
    (figure("delivered"), figure("billable"), figure("amount_micros"))
}

async fn templates(stage: &Stage) {
    let body = json!([{"type": "BODY", "text": "Ваш заказ ждёт вас в магазине до пятницы."}]);
    stage.approved("sale", "MARKETING", body.clone()).await;
    stage
        .approved(
            "ready",
            "UTILITY",
            json!([{"type": "BODY", "text": "Заказ собран и ждёт вас."}]),
        )
        .await;
    let code = json!([{"type": "BODY", "add_security_recommendation": true}, {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE", "text": "Copy code"}]}]);
    stage.approved("code", "AUTHENTICATION", code).await;
}

fn code() -> Value {
    json!([{"type": "body", "parameters": [{"type": "text", "text": "482913"}]},
        {"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "482913"}]}])
}

/// The statuses of a message, and the `pricing` of each that carries one.
fn pricing(stage: &Stage, id: &str) -> Vec<Value> {
    let statuses = stage.receiver.statuses(id).into_iter();
    statuses
        .map(|status| status["pricing"].clone())
        .filter(|pricing| !pricing.is_null())
        .collect()
}

#[tokio::test]
async fn ten_mixed_messages_cost_what_the_card_of_their_time_says() {
    // By market: Russia .0802, Germany .0550, India .0014, Brazil .0068 in the window and an answer, Canada .0250,
    // Turkey .0109, Kenya .0040, Dominican Republic .0113, Bahamas (other) .0604.
    let all = 80_200 + 55_000 + 1_400 + 6_800 + 25_000 + 10_900 + 4_000 + 11_300 + 60_400;
    for (rule_set, billable, total, card) in [
        ("meta-2026-10", 9, all, "PMP"),
        ("meta-2025-10", 8, all - 6_800, "PMP"),
        ("whatsapp-2021", 8, 8 * 50_000, "NBP"),
    ] {
        let stage = Stage::open(paused_under(rule_set)).await;
        templates(&stage).await;
        stage.write_from("5511987654321").await;
        for (phone, name, values) in [
            ("79161234567", "sale", json!([])),
            ("491511234567", "ready", json!([])),
            ("919876543210", "code", code()),
            ("5511987654321", "ready", json!([])),
            ("14165550100", "sale", json!([])),
            ("905321234567", "sale", json!([])),
            ("254712345678", "ready", json!([])),
            ("18095550100", "code", code()),
            ("12425550100", "sale", json!([])),
        ] {
            let answer = stage.send_template(phone, name, values).await;
            assert_eq!(answer.status, 200, "{rule_set} {phone}: {}", answer.body);
        }
        let answer = stage.send_text("5511987654321", "Заказ готов").await.wamid();
        stage
            .add_customer(json!({"phone": "79160000001", "has_whatsapp": false}))
            .await;
        stage.send_template("79160000001", "sale", json!([])).await.wamid();
        stage
            .add_customer(json!({"phone": "79160000002", "online": false}))
            .await;
        stage.send_template("79160000002", "sale", json!([])).await.wamid();
        stage.advance(60_000).await;
        let view = money(&stage).await;
        assert_eq!(view["currency"], "USD");
        let total_row = &view["total"];
        assert_eq!(
            (
                &total_row["delivered"],
                &total_row["billable"],
                &total_row["amount_micros"]
            ),
            (&json!(10), &json!(billable), &json!(total)),
            "{rule_set}: {view}"
        );
        assert_eq!(
            sum(&view, "by_number", &stage.company.phone_number_id),
            (10, billable, total)
        );
        assert_eq!(sum(&view, "by_day", "2026-01-01"), (10, billable, total));
        if card == "PMP" {
            assert_eq!(
                sum(&view, "by_category", "marketing"),
                (4, 4, 80_200 + 25_000 + 10_900 + 60_400)
            );
            assert_eq!(sum(&view, "by_category", "authentication"), (2, 2, 1_400 + 11_300));
            assert_eq!(sum(&view, "by_category", "service"), (1, 0, 0));
            assert_eq!(sum(&view, "by_market", "Rest of Latin America"), (1, 1, 11_300));
            assert_eq!(sum(&view, "by_market", "North America"), (1, 1, 25_000));
        }
        let told = pricing(&stage, &answer);
        assert_eq!(told.len(), 2);
        assert!(
            told.iter()
                .all(|told| told["cost"].is_null() && told["pricing_model"] == card)
        );
        let book = stage
            .control(Method::GET, "messages?limit=1000", Value::Null)
            .await
            .body;
        let charged = book["data"].as_array().unwrap().iter();
        let charged: i64 = charged
            .filter_map(|row| row["pricing"]["cost"]["amount_micros"].as_i64())
            .sum();
        assert_eq!(charged, total, "{rule_set}");
        // The phone comes on: what waited is charged on the day on which it arrives.
        stage.advance(24 * HOUR_MS).await;
        let path = "customers/79160000002";
        stage.control(Method::PATCH, path, json!({"online": true})).await;
        stage.advance(60_000).await;
        let price = if card == "PMP" { 80_200 } else { 50_000 };
        assert_eq!(sum(&money(&stage).await, "by_day", "2026-01-02"), (1, 1, price));
    }
}

#[tokio::test]
async fn a_thousand_delivered_service_messages_a_month_are_free_and_the_next_is_not() {
    let stage = Stage::open(paused_under("meta-2026-10")).await;
    let phone = |index: u32| format!("4915110{index:06}");
    let people = 1_001_u32.div_ceil(40);
    for index in 0..people {
        stage.write_from(&phone(index)).await;
    }
    stage
        .add_customer(json!({"phone": "4915199000000", "online": false}))
        .await;
    stage.write("4915199000000", "Добрый день").await;
    stage.send_text("4915199000000", "Не дошло").await.wamid();
    for index in 0..999 {
        stage.send_text(&phone(index % people), "Ответ").await.wamid();
    }
    stage.advance(60_000).await;
    let thousandth = stage.send_text(&phone(0), "Тысячное").await.wamid();
    stage.advance(60_000).await;
    let next = stage.send_text(&phone(1), "Тысяча первое").await.wamid();
    stage.advance(60_000).await;
    let arrived = |id: &str| pricing(&stage, id).pop().unwrap();
    let free = arrived(&thousandth);
    assert_eq!(
        (&free["billable"], &free["type"]),
        (&json!(false), &json!("free_customer_service"))
    );
    let charged = arrived(&next);
    assert_eq!(
        (&charged["billable"], &charged["type"], &charged["category"]),
        (&json!(true), &json!("regular"), &json!("service"))
    );
    assert_eq!(sum(&money(&stage).await, "by_category", "service"), (1_001, 1, 55_000));
    // A new month begins with a thousand free ones again.
    stage.advance(31 * 24 * HOUR_MS).await;
    stage.write(&phone(2), "Добрый день").await;
    let again = stage.send_text(&phone(2), "Ответ").await.wamid();
    stage.advance(60_000).await;
    assert_eq!(arrived(&again)["billable"], false);
}

#[tokio::test]
async fn everything_is_free_for_72_hours_after_an_answer_to_an_ad() {
    for (waited, passed, free) in [
        (24 * HOUR_MS - 1_000, 0, true),
        (24 * HOUR_MS, 0, false),
        (HOUR_MS, 72 * HOUR_MS - 1_000, true),
        (HOUR_MS, 72 * HOUR_MS, false),
        (HOUR_MS, 72 * HOUR_MS + 1_000, false),
    ] {
        let stage = Stage::open(paused_under("meta-2026-10")).await;
        templates(&stage).await;
        stage.add_customer(json!({"phone": CUSTOMER})).await;
        let referral = json!({"source_url": "https://fb.example/ad", "source_type": "ad", "source_id": "1", "headline": "Весна", "ctwa_clid": "abc"});
        let order = json!({"type": "text", "text": {"body": "Здравствуйте"}, "referral": referral});
        let written = stage
            .control(Method::POST, &format!("customers/{CUSTOMER}/messages"), order)
            .await;
        assert_eq!(written.status, 201, "{}", written.body);
        stage.advance(waited).await;
        assert_eq!(stage.receiver.messages()[0]["referral"]["ctwa_clid"], "abc");
        let first = stage.send_template(CUSTOMER, "sale", json!([])).await.wamid();
        stage.advance(passed).await;
        let id = if passed == 0 {
            first
        } else {
            stage.send_template(CUSTOMER, "sale", json!([])).await.wamid()
        };
        stage.advance(60_000).await;
        let told = pricing(&stage, &id);
        let (kind, category) = if free {
            ("free_entry_point", "referral_conversion")
        } else {
            ("regular", "marketing")
        };
        for told in &told {
            assert_eq!(
                (&told["billable"], &told["type"], &told["category"]),
                (&json!(!free), &json!(kind), &json!(category)),
                "{waited} {passed}"
            );
        }
        let with_conversation = stage
            .receiver
            .statuses(&id)
            .iter()
            .filter(|status| status["conversation"]["origin"]["type"] == "referral_conversion")
            .count();
        assert_eq!(with_conversation, if free { 2 } else { 0 });
    }
}
