//! The book in Meta's figures.

use crate::support::{Answer, CUSTOMER, START_MS, Stage, greeting, greeting_values};
use reqwest::Method;
use serde_json::{Value, json};

const START: i64 = START_MS / 1_000;
const DAY: i64 = 86_400;

/// Two customers get a template, one of them answers with a button and gets a text.
async fn played() -> (Stage, String) {
    let stage = Stage::paused().await;
    let template = stage.approved("ready", "UTILITY", greeting()).await;
    stage.add_customer(json!({"phone": CUSTOMER})).await;
    stage.add_customer(json!({"phone": "77011234567"})).await;
    let first = stage
        .send_template(CUSTOMER, "ready", greeting_values("Анна"))
        .await
        .wamid();
    stage
        .send_template("77011234567", "ready", greeting_values("Асель"))
        .await
        .wamid();
    stage.advance(60_000).await;
    let press = json!({"type": "button", "button": {"message_id": first, "index": 0}});
    let pressed = stage
        .control(Method::POST, &format!("customers/{CUSTOMER}/messages"), press)
        .await;
    assert_eq!(pressed.status, 201, "{}", pressed.body);
    stage.send_text(CUSTOMER, "Спасибо").await.wamid();
    stage.advance(60_000).await;
    (stage, template)
}

async fn field(stage: &Stage, field: &str) -> Answer {
    stage.get(&format!("{}?fields={field}", stage.company.waba_id)).await
}

#[tokio::test]
async fn messages_are_counted_by_day_kind_and_country() {
    let (stage, _) = played().await;
    let span = format!("start({START}).end({})", START + DAY);
    for (more, sent) in [
        ("", 3),
        (".product_types([0])", 2),
        (".product_types([2])", 1),
        (r#".country_codes(["KZ"])"#, 1),
        (".phone_numbers([])", 3),
        (r#".phone_numbers(["15550000000"])"#, 0),
    ] {
        let answer = field(&stage, &format!("analytics.{span}.granularity(DAY){more}")).await;
        let points = answer.body["analytics"]["data_points"]
            .as_array()
            .unwrap_or_else(|| panic!("{}", answer.body));
        let counted = points.iter().map(|point| point["sent"].as_i64().unwrap()).sum::<i64>();
        assert_eq!(counted, sent, "{more}");
        assert!(
            points
                .iter()
                .all(|point| point["start"] == START && point["end"] == START + DAY)
        );
    }
    let edge = stage
        .get(&format!(
            "{}/analytics?start={START}&end={}&granularity=HALF_HOUR",
            stage.company.waba_id,
            START + DAY
        ))
        .await
        .body;
    assert_eq!(
        edge["data_points"],
        json!([{"start": START, "end": START + 1_800, "sent": 3, "delivered": 3}])
    );
}

#[tokio::test]
async fn charges_are_counted_by_the_dimensions_asked_for() {
    let (stage, _) = played().await;
    let ask = async |more: &str| {
        let asked = format!(
            "pricing_analytics.start({START}).end({}).granularity(DAILY){more}",
            START + DAY
        );
        let answer = field(&stage, &asked).await;
        answer.body["pricing_analytics"]["data"][0]["data_points"].clone()
    };
    let whole = ask("").await;
    assert_eq!(whole[0]["volume"], 3);
    let by = ask(r#".dimensions(["PRICING_CATEGORY","PRICING_TYPE","COUNTRY"]).metric_types(["VOLUME"])"#).await;
    assert_eq!(
        by,
        json!([
            {"start": START, "end": START + DAY, "country": "KZ", "pricing_category": "UTILITY", "pricing_type": "REGULAR", "volume": 1},
            {"start": START, "end": START + DAY, "country": "RU", "pricing_category": "SERVICE", "pricing_type": "FREE_CUSTOMER_SERVICE", "volume": 1},
            {"start": START, "end": START + DAY, "country": "RU", "pricing_category": "UTILITY", "pricing_type": "REGULAR", "volume": 1},
        ])
    );
    let free = ask(r#".pricing_types(["FREE_CUSTOMER_SERVICE"])"#).await;
    assert_eq!(free[0]["volume"], 1);
    let conversations = format!(
        "conversation_analytics.start({START}).end({}).granularity(DAILY)",
        START + DAY
    );
    assert_eq!(
        field(&stage, &conversations).await.body["conversation_analytics"],
        json!({"data": [{"data_points": []}]})
    );
}

#[tokio::test]
async fn templates_have_figures_once_they_are_switched_on() {
    let (stage, template) = played().await;
    let waba = stage.company.waba_id.as_str();
    let path = format!(
        "{waba}/template_analytics?start={START}&end={}&granularity=DAILY&template_ids=[{template}]&metric_types=['SENT','DELIVERED','READ','REPLIED','CLICKED']",
        START + DAY
    );
    assert_eq!(stage.get(&path).await.code(), 200_007);
    let on = stage
        .graph(
            Method::POST,
            &format!("{waba}?is_enabled_for_insights=true"),
            Value::Null,
        )
        .await;
    assert_eq!(on.status, 200, "{}", on.body);
    let answer = stage.get(&path).await.body;
    let data = &answer["data"][0];
    assert_eq!(data["granularity"], "DAILY");
    assert_eq!(
        data["data_points"],
        json!([{"template_id": template, "start": START, "end": START + DAY, "sent": 2, "delivered": 2, "read": 2, "replied": 1,
            "clicked": [{"type": "quick_reply_button", "button_content": "Спасибо", "count": 1}]}])
    );
    let germany = stage
        .control(Method::PATCH, &format!("world/wabas/{waba}"), json!({"country": "DE"}))
        .await;
    assert_eq!(germany.status, 204);
    assert_eq!(stage.get(&path).await.code(), 200_005);
}

#[tokio::test]
async fn questions_without_sense_are_refused() {
    let (stage, _) = played().await;
    let year = 365 * DAY;
    // Two minutes were played.
    let cases = [
        (format!("analytics?start={START}&end={}", START + DAY), 100),
        (format!("analytics?start={START}&granularity=DAY"), 100),
        (format!("analytics?start={START}&end={START}&granularity=DAY"), 100),
        (
            format!("analytics?start={START}&end={}&granularity=DAILY", START + DAY),
            100,
        ),
        (
            format!(
                "analytics?start={}&end={}&granularity=DAY",
                START - year + 120,
                START + DAY
            ),
            0,
        ),
        (
            format!(
                "analytics?start={}&end={}&granularity=DAY",
                START - year + 119,
                START + DAY
            ),
            100,
        ),
        (
            format!(
                "pricing_analytics?start={START}&end={}&granularity=DAILY&dimensions=MOON",
                START + DAY
            ),
            100,
        ),
        (
            format!(
                "pricing_analytics?start={START}&end={}&granularity=DAILY&dimensions=PHONE,TIER",
                START + DAY
            ),
            0,
        ),
    ];
    for (path, code) in cases {
        let answer = stage.get(&format!("{}/{path}", stage.company.waba_id)).await;
        assert_eq!(answer.code(), code, "{path}: {}", answer.body);
    }
}
