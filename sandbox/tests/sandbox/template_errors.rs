//! Every refusal of a template, with its code, subcode, status and shape.

use crate::support::{Answer, HOUR_MS, Stage, greeting, paused, paused_under};
use galka_sandbox::{Settings, WorldSettings};
use reqwest::Method;
use serde_json::{Value, json};

async fn create(stage: &Stage, order: Value) -> Answer {
    let path = format!("{}/message_templates", stage.company.waba_id);
    stage.graph(Method::POST, &path, order).await
}

fn order(category: &str, components: Value) -> Value {
    json!({"name": "ready", "language": "ru", "category": category, "components": components})
}

/// A refusal of Business Management: code 100 with a subcode and words for people.
fn assert_business(refused: &Answer, subcode: u64, what: &Value) {
    let error = &refused.body["error"];
    assert_eq!((refused.status, refused.code()), (400, 100), "{what}: {}", refused.body);
    assert_eq!(error["error_subcode"], subcode, "{what}: {}", refused.body);
    assert_eq!(error["message"], "Invalid parameter");
    assert_eq!(
        (&error["type"], &error["is_transient"]),
        (&json!("OAuthException"), &json!(false))
    );
    for name in ["error_user_title", "error_user_msg", "fbtrace_id"] {
        assert!(error[name].is_string(), "{name} of {what}");
    }
}

fn body() -> Value {
    json!({"type": "BODY", "text": "Ваш заказ ждёт вас в магазине."})
}

fn with(component: Value) -> Value {
    json!([body(), component])
}

fn buttons(buttons: Value) -> Value {
    with(json!({"type": "BUTTONS", "buttons": buttons}))
}

fn card(format: &str, text: &str) -> Value {
    json!({"components": [
        {"type": "header", "format": format, "example": {"header_handle": ["4::aW"]}},
        {"type": "body", "text": text},
        {"type": "buttons", "buttons": [{"type": "QUICK_REPLY", "text": "Беру"}]}]})
}

#[tokio::test]
async fn what_is_wrong_with_a_part_has_its_own_subcode() {
    let stage = Stage::paused().await;
    let text =
        |text: &str, samples: Value| json!([{"type": "BODY", "text": text, "example": {"body_text": [samples]}}]);
    let header = |text: &str| json!([{"type": "HEADER", "format": "TEXT", "text": text}, body()]);
    let reply = |text: &str| json!({"type": "QUICK_REPLY", "text": text});
    let replies = |count: usize| Value::Array((0..count).map(|index| reply(&format!("Ответ {index}"))).collect());
    let url = |url: &str| json!({"type": "URL", "text": "Сайт", "url": url});
    let code = |buttons: Value| json!([{"type": "BODY"}, {"type": "BUTTONS", "buttons": buttons}]);
    let offer = |text: &str, buttons: Value| json!([body(), {"type": "LIMITED_TIME_OFFER", "limited_time_offer": {"text": text, "has_expiration": true}}, {"type": "BUTTONS", "buttons": buttons}]);
    let carousel = |cards: Value| with(json!({"type": "CAROUSEL", "cards": cards}));
    let copy = json!({"type": "COPY_CODE", "example": "SAVE"});
    let cases = [
        (
            "UTILITY",
            text("{{1}}, ваш заказ готов к выдаче", json!(["x"])),
            2_388_299,
        ),
        (
            "UTILITY",
            text("Ваш заказ готов к выдаче, {{1}}", json!(["x"])),
            2_388_299,
        ),
        (
            "UTILITY",
            text("Ваш заказ {{1}}{{2}} готов к выдаче", json!(["x", "y"])),
            2_388_072,
        ),
        (
            "UTILITY",
            text("Ваш заказ {{2}} готов к выдаче", json!(["x"])),
            2_388_072,
        ),
        (
            "UTILITY",
            text("Ваш заказ {{Имя}} готов к выдаче", json!(["x"])),
            2_388_072,
        ),
        ("UTILITY", text("а {{1}} и {{2}}!", json!(["x", "y"])), 2_388_293),
        ("UTILITY", text("Ваш заказ {{1}} готов к выдаче", json!([])), 2_388_043),
        (
            "UTILITY",
            text("Ваш заказ {{1}} готов к выдаче", json!([""])),
            2_388_043,
        ),
        ("UTILITY", json!([{"type": "BODY", "text": " "}]), 2_388_043),
        ("UTILITY", json!([{"type": "FOOTER", "text": "Подвал"}]), 2_388_043),
        ("UTILITY", json!([body(), body()]), 2_388_039),
        (
            "UTILITY",
            json!([{"type": "BODY", "text": "я".repeat(1_025)}]),
            2_388_040,
        ),
        ("UTILITY", header(&"я".repeat(61)), 2_388_040),
        ("UTILITY", header("*Заказ*"), 2_388_047),
        ("UTILITY", header("Заказ 🎁"), 2_388_047),
        ("UTILITY", header("Заказ\nготов"), 2_388_047),
        ("UTILITY", header("{{1}} и {{2}}"), 2_388_047),
        ("UTILITY", header("{{2}} готов"), 2_388_047),
        ("UTILITY", header("Заказ {{1}}"), 2_388_043),
        (
            "UTILITY",
            json!([{"type": "HEADER", "format": "IMAGE"}, body()]),
            2_388_043,
        ),
        (
            "UTILITY",
            json!([{"type": "HEADER", "format": "GIF", "example": {"header_handle": ["4::aW"]}}, body()]),
            2_388_039,
        ),
        (
            "MARKETING",
            json!([{"type": "HEADER", "format": "PRODUCT"}, body()]),
            2_388_039,
        ),
        (
            "UTILITY",
            with(json!({"type": "FOOTER", "text": "я".repeat(61)})),
            2_388_040,
        ),
        (
            "UTILITY",
            with(json!({"type": "FOOTER", "text": "Для {{1}}"})),
            2_388_073,
        ),
        ("UTILITY", buttons(json!([])), 2_388_039),
        ("UTILITY", buttons(replies(11)), 2_388_039),
        ("UTILITY", buttons(json!([reply(&"я".repeat(26))])), 2_388_039),
        ("UTILITY", buttons(json!([reply("Для {{1}}")])), 2_388_039),
        ("UTILITY", buttons(json!([reply("Да"), reply("Да")])), 2_388_039),
        (
            "UTILITY",
            buttons(json!([reply("Да"), url("https://example.test"), reply("Нет")])),
            2_388_039,
        ),
        ("UTILITY", buttons(json!([url("example.test")])), 2_388_039),
        (
            "UTILITY",
            buttons(json!([url("https://example.test/{{1}}/x")])),
            2_388_039,
        ),
        (
            "UTILITY",
            buttons(json!([url(&format!("https://example.test/{}", "x".repeat(2_000)))])),
            2_388_039,
        ),
        (
            "UTILITY",
            buttons(json!([url("https://example.test/{{1}}")])),
            2_388_043,
        ),
        (
            "UTILITY",
            buttons(json!([{"type": "PHONE_NUMBER", "text": "Звонок", "phone_number": "+".repeat(9)}])),
            2_388_039,
        ),
        (
            "UTILITY",
            buttons(json!([{"type": "COPY_CODE", "example": "x".repeat(21)}])),
            2_388_039,
        ),
        ("UTILITY", buttons(json!([copy.clone(), copy.clone()])), 2_388_039),
        (
            "UTILITY",
            buttons(json!([{"type": "FLOW", "text": "Анкета"}])),
            2_388_043,
        ),
        (
            "UTILITY",
            buttons(json!([{"type": "OTP", "otp_type": "COPY_CODE"}])),
            2_388_039,
        ),
        (
            "UTILITY",
            buttons(json!([{"type": "TELEPATHY", "text": "Да"}])),
            2_388_039,
        ),
        ("AUTHENTICATION", json!([{"type": "BODY"}]), 2_388_043),
        (
            "AUTHENTICATION",
            json!([{"type": "BODY"}, {"type": "HEADER", "format": "LOCATION"}]),
            2_388_039,
        ),
        ("AUTHENTICATION", code(json!([reply("Да")])), 2_388_039),
        (
            "AUTHENTICATION",
            code(json!([{"type": "OTP", "otp_type": "ONE_TAP"}])),
            2_388_039,
        ),
        (
            "AUTHENTICATION",
            code(
                json!([{"type": "OTP", "otp_type": "ZERO_TAP", "supported_apps": [{"package_name": "a.b", "signature_hash": "x".repeat(11)}]}]),
            ),
            2_388_039,
        ),
        (
            "AUTHENTICATION",
            json!([{"type": "BODY"}, {"type": "FOOTER", "code_expiration_minutes": 91}, {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE"}]}]),
            2_388_039,
        ),
        ("UTILITY", offer("Успейте", json!([copy.clone()])), 2_388_039),
        (
            "MARKETING",
            offer("Успейте", json!([url("https://example.test")])),
            2_388_039,
        ),
        ("MARKETING", offer(&"я".repeat(17), json!([copy.clone()])), 2_388_040),
        ("MARKETING", carousel(json!([card("IMAGE", "Роза")])), 2_388_039),
        (
            "MARKETING",
            carousel(Value::Array(vec![card("IMAGE", "Роза"); 11])),
            2_388_039,
        ),
        (
            "MARKETING",
            carousel(json!([card("IMAGE", "Роза"), card("VIDEO", "Астра")])),
            2_388_039,
        ),
        (
            "MARKETING",
            carousel(json!([card("IMAGE", "Роза"), card("IMAGE", &"я".repeat(161))])),
            2_388_040,
        ),
        (
            "MARKETING",
            carousel(json!([{"components": []}, {"components": []}])),
            2_388_043,
        ),
        ("MARKETING", with(json!({"type": "ORDER_STATUS"})), 2_388_039),
    ];
    for (category, components, subcode) in cases {
        let refused = create(&stage, order(category, components.clone())).await;
        assert_business(&refused, subcode, &components);
    }
}

#[tokio::test]
async fn a_parameter_that_is_wrong_by_itself_is_code_100_without_a_subcode() {
    let stage = Stage::paused().await;
    let good = order("UTILITY", json!([body()]));
    let changed = |name: &str, value: Value| {
        let mut order = good.clone();
        order[name] = value;
        order
    };
    for wrong in [
        changed("name", json!("Big Name")),
        changed("name", json!("x".repeat(513))),
        changed("name", Value::Null),
        changed("language", json!("ru_RU")),
        changed("language", json!("en-US")),
        changed("category", json!("SPAM")),
        changed("category", json!("ALERT_UPDATE")),
        changed("parameter_format", json!("LOOSE")),
        changed("components", Value::Null),
        changed("components", json!("text")),
        changed("components", json!([])),
        changed("components", with(json!({"type": "SONG"}))),
        changed("components", json!([{"type": "HEADER", "format": "SMELL"}, body()])),
        changed(
            "components",
            json!([{"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["https://x"]}}, body()]),
        ),
        changed("message_send_ttl_seconds", json!(29)),
        changed("message_send_ttl_seconds", json!(43_201)),
    ] {
        let refused = create(&stage, wrong.clone()).await;
        assert_eq!(
            (refused.status, refused.code()),
            (400, 100),
            "{wrong}: {}",
            refused.body
        );
        assert!(refused.body["error"]["error_subcode"].is_null(), "{wrong}");
        assert!(
            refused.body["error"]["message"]
                .as_str()
                .unwrap()
                .starts_with("(#100) "),
            "{wrong}"
        );
    }
    for (category, seconds) in [
        ("UTILITY", 30_i64),
        ("UTILITY", 43_200),
        ("UTILITY", -1),
        ("MARKETING", 43_200),
    ] {
        let mut fine = order(category, json!([body()]));
        fine["message_send_ttl_seconds"] = json!(seconds);
        fine["name"] = json!(format!("ttl_{}_{}", category.to_lowercase(), seconds.unsigned_abs()));
        assert_eq!(create(&stage, fine).await.status, 200, "{category} {seconds}");
    }
}

#[tokio::test]
async fn every_component_and_button_of_metas_pages_is_accepted() {
    let stage = Stage::paused().await;
    let handle = json!({"header_handle": ["4::aW1hZ2U="]});
    let code = |button: Value| json!([{"type": "BODY", "add_security_recommendation": true}, {"type": "FOOTER", "code_expiration_minutes": 90}, {"type": "BUTTONS", "buttons": [button]}]);
    let apps = json!([{"package_name": "com.example.app", "signature_hash": "K8a/AINcGX7"}]);
    let many = json!([
        {"type": "QUICK_REPLY", "text": "Да"}, {"type": "QUICK_REPLY", "text": "Нет"},
        {"type": "URL", "text": "Сайт", "url": "https://example.test/{{1}}", "example": ["https://example.test/1"]},
        {"type": "PHONE_NUMBER", "text": "Звонок", "phone_number": "+74950001001"}, {"type": "COPY_CODE", "example": "x".repeat(20)},
        {"type": "FLOW", "text": "Анкета", "flow_id": "1", "icon": "REVIEW"}, {"type": "VOICE_CALL", "text": "Голос", "ttl_minutes": 1_440},
        {"type": "REQUEST_CONTACT_INFO", "text": "Контакт"}]);
    let cases = [
        (
            "UTILITY",
            json!([{"type": "HEADER", "format": "IMAGE", "example": handle}, body(), {"type": "FOOTER", "text": "я".repeat(60)}]),
        ),
        (
            "UTILITY",
            json!([{"type": "header", "format": "text", "text": "Заказ {{1}}", "example": {"header_text": ["1"]}}, body()]),
        ),
        ("UTILITY", json!([{"type": "HEADER", "format": "LOCATION"}, body()])),
        (
            "MARKETING",
            json!([{"type": "HEADER", "format": "GIF", "example": handle}, body()]),
        ),
        (
            "MARKETING",
            json!([{"type": "HEADER", "format": "PRODUCT"}, body(), {"type": "BUTTONS", "buttons": [{"type": "SPM"}]}]),
        ),
        ("MARKETING", buttons(many)),
        ("MARKETING", buttons(json!([{"type": "CATALOG"}]))),
        ("MARKETING", buttons(json!([{"type": "MPM"}]))),
        (
            "UTILITY",
            buttons(json!([{"type": "ORDER_DETAILS", "text": "К оплате"}])),
        ),
        ("UTILITY", with(json!({"type": "order_status"}))),
        ("UTILITY", with(json!({"type": "call_permission_request"}))),
        (
            "MARKETING",
            json!([body(), {"type": "limited_time_offer", "limited_time_offer": {"text": "я".repeat(16), "has_expiration": true}}, {"type": "BUTTONS", "buttons": [{"type": "COPY_CODE", "example": "SAVE"}, {"type": "URL", "text": "Сайт", "url": "https://example.test"}]}]),
        ),
        (
            "MARKETING",
            with(
                json!({"type": "carousel", "cards": [card("IMAGE", "Роза в горшке"), card("IMAGE", &"я".repeat(160))]}),
            ),
        ),
        ("AUTHENTICATION", code(json!({"type": "OTP", "otp_type": "COPY_CODE"}))),
        (
            "AUTHENTICATION",
            code(json!({"type": "OTP", "otp_type": "ONE_TAP", "autofill_text": "Вставить", "supported_apps": apps})),
        ),
        (
            "AUTHENTICATION",
            code(
                json!({"type": "OTP", "otp_type": "ZERO_TAP", "zero_tap_terms_accepted": true, "supported_apps": apps}),
            ),
        ),
    ];
    for (place, (category, components)) in cases.into_iter().enumerate() {
        let mut wanted = order(category, components.clone());
        wanted["name"] = json!(format!("case_{place}"));
        let created = create(&stage, wanted).await;
        assert_eq!(created.status, 200, "{components}: {}", created.body);
        let id = created.body["id"].as_str().unwrap();
        let shown = stage.get(&format!("{id}?fields=components")).await.body["components"].clone();
        assert!(
            !shown.to_string().contains("4::aW"),
            "a sample is read as an address: {shown}"
        );
        if category == "AUTHENTICATION" {
            assert_eq!(shown[2]["buttons"][0]["type"], "URL");
            assert!(shown[0]["text"].as_str().unwrap().contains("{{1}}"));
        }
    }
}

#[tokio::test]
async fn the_hundred_and_first_creation_of_an_hour_is_refused_and_so_is_the_251st_template() {
    let stage = Stage::paused().await;
    let named = |index: usize| json!({"name": format!("t_{index}"), "language": "ru", "category": "UTILITY", "components": [body()]});
    for index in 0..100 {
        assert_eq!(create(&stage, named(index)).await.status, 200, "{index}");
    }
    let refused = create(&stage, named(100)).await;
    assert_eq!((refused.status, refused.code()), (400, 80_007));
    stage.advance(HOUR_MS - 1_000).await;
    assert_eq!(create(&stage, named(100)).await.code(), 80_007);
    stage.advance(1_000).await;
    for index in 100..250 {
        if index == 200 {
            stage.advance(HOUR_MS).await;
        }
        assert_eq!(create(&stage, named(index)).await.status, 200, "{index}");
    }
    assert_business(&create(&stage, named(250)).await, 2_388_019, &json!("one too many"));
    let path = format!(
        "{}?fields=message_templates.limit(0).summary(total_count,message_template_count,message_template_limit)",
        stage.company.waba_id
    );
    let shown = stage.get(&path).await.body;
    assert_eq!(shown["message_templates"]["data"], json!([]));
    assert_eq!(
        shown["message_templates"]["summary"],
        json!({"total_count": 250, "message_template_count": 250, "message_template_limit": 250})
    );
}

#[tokio::test]
async fn names_states_and_ids_that_do_not_fit_are_refused_in_the_same_shape() {
    let stage = Stage::paused().await;
    let id = stage.approved("ready", "UTILITY", greeting()).await;
    let path = format!("{}/message_templates", stage.company.waba_id);
    assert_business(
        &create(&stage, order("UTILITY", json!([body()]))).await,
        2_388_024,
        &json!("twice"),
    );
    let edit = |order: Value| stage.graph(Method::POST, &id, order);
    assert_business(
        &edit(json!({"category": "MARKETING"})).await,
        2_388_003,
        &json!("category"),
    );
    assert_business(&edit(json!({"name": "other"})).await, 2_388_003, &json!("name"));
    assert_business(
        &stage
            .graph(Method::DELETE, &format!("{path}?name=nobody"), Value::Null)
            .await,
        2_593_002,
        &json!("unknown"),
    );
    assert_eq!(stage.graph(Method::DELETE, &path, Value::Null).await.code(), 100);
    let many: Vec<String> = (0..101).map(|index| index.to_string()).collect();
    let answer = stage.graph(Method::DELETE, &path, json!({"hsm_ids": many})).await;
    assert_eq!(answer.code(), 100);
    let answer = stage.graph(Method::DELETE, &path, json!({"hsm_ids": [id]})).await;
    assert_eq!(answer.body, json!({"success": true}));
    assert_eq!(
        stage
            .graph(Method::GET, &format!("{path}/groups"), Value::Null)
            .await
            .code(),
        100
    );
    let groups = format!("{}/template_groups", stage.company.waba_id);
    assert_eq!(stage.get(&groups).await.body["error"]["error_subcode"], 33);
}

#[tokio::test]
async fn in_2021_there_were_fewer_kinds_and_more_categories() {
    let stage = Stage::open(paused_under("whatsapp-2021")).await;
    let reply = json!({"type": "QUICK_REPLY", "text": "Да"});
    let url = json!({"type": "URL", "text": "Сайт", "url": "https://example.test"});
    for components in [
        buttons(json!([reply, url])),
        buttons(json!([{"type": "COPY_CODE", "example": "SAVE"}])),
        buttons(json!([{"type": "QUICK_REPLY", "text": "я".repeat(21)}])),
    ] {
        assert_business(
            &create(&stage, order("UTILITY", components.clone())).await,
            2_388_039,
            &components,
        );
    }
    let created = create(&stage, order("ALERT_UPDATE", json!([body()]))).await;
    assert_eq!(created.body["category"], "UTILITY", "{}", created.body);
    let id = created.body["id"].as_str().unwrap();
    assert_eq!(
        stage.get(&format!("{id}?fields=sub_category")).await.body["sub_category"],
        "ALERT_UPDATE"
    );
}

#[tokio::test]
async fn a_sample_must_be_a_file_that_was_uploaded_where_the_settings_say_so() {
    let settings = Settings {
        world: WorldSettings {
            foreign_file_handles: false,
            ..WorldSettings::default()
        },
        ..paused()
    };
    let stage = Stage::open(settings).await;
    let picture = json!([{"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["4::aW"]}}, body()]);
    assert_business(
        &create(&stage, order("UTILITY", picture.clone())).await,
        2_388_043,
        &picture,
    );
}
