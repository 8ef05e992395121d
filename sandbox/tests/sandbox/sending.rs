//! Every kind of message that a business sends, as it is accepted and as a customer can press it.

use crate::samples::{self, body, button, filled_card, interactive, link_card, press, reply_card, text};
use crate::support::{CUSTOMER, Stage, ask};
use reqwest::Method;
use serde_json::{Value, json};

/// A stage with a customer who has just written, and that message's id.
async fn in_a_chat() -> (Stage, String) {
    let stage = Stage::paused().await;
    stage.add_customer(json!({"phone": CUSTOMER})).await;
    let written = stage.write(CUSTOMER, "Добрый день").await;
    let id = written.body["id"].as_str().unwrap().to_owned();
    (stage, id)
}

async fn code_of(stage: &Stage, message: &Value) -> u64 {
    let answer = stage.send(CUSTOMER, message.clone()).await;
    assert_eq!(answer.status == 200, answer.code() == 0, "{message}: {}", answer.body);
    answer.code()
}

#[tokio::test]
async fn every_kind_is_accepted_and_delivered() {
    let (stage, inbound) = in_a_chat().await;
    for message in samples::free_form(&inbound) {
        let answer = stage.send(CUSTOMER, message.clone()).await;
        assert_eq!(answer.status, 200, "{message}: {}", answer.body);
        assert!(answer.body["messages"][0].get("message_status").is_none());
        stage.advance(60_000).await;
        let names = stage.receiver.status_names(&answer.wamid());
        // A reaction is only sent; a voice message is played after it was read.
        let count = match message["type"].as_str() {
            Some("reaction") => 1,
            Some("audio") if message["audio"]["voice"] == true => 4,
            _ => 3,
        };
        assert_eq!(names.len(), count, "{message}: {names:?}");
    }
}

#[tokio::test]
async fn every_template_is_accepted_with_its_values_and_carries_a_status() {
    let (stage, _) = in_a_chat().await;
    for sample in samples::templates() {
        stage.approved(sample.name, sample.category, sample.definition).await;
        let message = samples::template(sample.name, &sample.components);
        let answer = stage.send(CUSTOMER, message).await;
        assert_eq!(answer.status, 200, "{}: {}", sample.name, answer.body);
        assert_eq!(answer.body["messages"][0]["message_status"], "accepted");
    }
}

#[tokio::test]
async fn values_that_do_not_fit_their_template_are_refused() {
    let (stage, _) = in_a_chat().await;
    let all = samples::templates();
    for sample in &all {
        stage
            .approved(sample.name, sample.category, sample.definition.clone())
            .await;
    }
    let changed = |name: &str, pointer: &str, value: Value| {
        let sample = all.iter().find(|sample| sample.name == name).unwrap();
        let mut components = sample.components.clone();
        *components.pointer_mut(pointer).unwrap() = value;
        (name.to_owned(), components)
    };
    let past = json!(1_767_225_600_000_i64);
    let target = |url: &str| {
        json!({"type": "tap_target_configuration", "parameters": [{"type": "tap_target_configuration",
        "tap_target_configuration": [{"url": url, "title": "Магазин"}]}]})
    };
    let aimed = |name: &str, url: &str| {
        let sample = all.iter().find(|sample| sample.name == name).unwrap();
        let mut components = sample.components.clone();
        components.as_array_mut().unwrap().push(target(url));
        (name.to_owned(), components)
    };
    let cases = [
        (
            changed(
                "parcel",
                "/0/parameters/0",
                json!({"type": "video", "video": {"link": "https://example.test/a.mp4"}}),
            ),
            132_012,
        ),
        (changed("parcel", "/0/parameters", json!([])), 132_012),
        (
            changed("parcel", "/1/parameters/0", json!({"type": "payload", "payload": "x"})),
            132_012,
        ),
        (
            changed("parcel", "/1/parameters/0", text("много     пробелов")),
            132_018,
        ),
        (changed("parcel", "/1/parameters/0", text("\tотступ")), 132_018),
        (changed("parcel", "/1/parameters/0", text("четыре    пробела")), 0),
        (changed("parcel", "/1/parameters/0", json!({"type": "text"})), 100),
        (changed("parcel", "/1/type", json!("chorus")), 100),
        (changed("parcel", "/1/type", json!("header")), 132_018),
        (changed("parcel", "/1/type", json!("BODY")), 0),
        (changed("parcel", "/2/index", json!(0)), 0),
        (changed("parcel", "/2/index", json!(1)), 132_012),
        (changed("parcel", "/2/index", json!(3)), 132_018),
        (changed("parcel", "/2/index", json!("zero")), 100),
        (changed("parcel", "/2/sub_type", json!("quick_reply")), 132_012),
        (changed("parcel", "/2/sub_type", json!("URL")), 0),
        (changed("parcel", "/2/parameters", json!([])), 131_008),
        (changed("parcel", "/3/parameters/0/payload", json!("x".repeat(128))), 0),
        (
            changed("parcel", "/3/parameters/0/payload", json!("x".repeat(129))),
            131_009,
        ),
        (changed("parcel", "/3/index", json!("0")), 132_012),
        (
            changed(
                "parcel",
                "/3",
                json!({"type": "button", "sub_type": "phone_number", "index": 1, "parameters": [text("x")]}),
            ),
            132_018,
        ),
        (changed("money", "/0/parameters/0", text(&"7".repeat(55))), 0),
        (changed("money", "/0/parameters/0", text(&"7".repeat(56))), 132_005),
        (changed("money", "/1/parameters/0/currency/code", json!("US")), 132_012),
        (changed("money", "/1/parameters/1", json!({"type": "date_time"})), 100),
        (
            changed("place", "/0/parameters/0/location/latitude", json!("91")),
            131_009,
        ),
        (changed("code", "/0/parameters/0/text", json!("482914")), 132_018),
        (
            changed(
                "code",
                "",
                json!([body(&["1234567890123456"]), press("url", 0, text("1234567890123456"))]),
            ),
            132_005,
        ),
        (
            changed(
                "code",
                "",
                json!([body(&["123456789012345"]), press("url", 0, text("123456789012345"))]),
            ),
            0,
        ),
        (
            changed("offer", "/1/parameters/0/limited_time_offer/expiration_time_ms", past),
            131_009,
        ),
        (
            changed(
                "offer",
                "/1/parameters/0/limited_time_offer/expiration_time_ms",
                json!("1893456000000"),
            ),
            0,
        ),
        (changed("offer", "/1/parameters", json!([])), 131_008),
        (changed("offer", "/2/parameters/0/coupon_code", json!("")), 131_008),
        (
            changed("offer", "/2/parameters/0/coupon_code", json!("x".repeat(20))),
            0,
        ),
        (
            changed("offer", "/2/parameters/0/coupon_code", json!("x".repeat(21))),
            131_009,
        ),
        (changed("cards", "/0/cards/1", filled_card(0)), 132_018),
        (changed("cards", "/0/cards", json!([filled_card(0)])), 132_012),
        (changed("cards", "/0/cards", json!([filled_card(1), filled_card(0)])), 0),
        (
            changed("cards", "/0/cards/1/components/1/parameters/0", text(&"я".repeat(141))),
            132_005,
        ),
        (
            changed("cards", "/0/cards/1/components/1/parameters", json!([])),
            132_000,
        ),
        (changed("cards", "", json!([])), 132_012),
        (changed("form", "/0/parameters/0/action", json!("tok")), 100),
        (changed("form", "", json!([])), 0),
        (changed("products", "", json!([])), 131_008),
        (
            changed("products", "/0/parameters/0/action/sections", json!([])),
            131_009,
        ),
        (changed("call", "/0/parameters/0/ttl_minutes", json!(43_201)), 131_009),
        (changed("form", "", json!([{"type": "carousel", "cards": []}])), 132_018),
        (changed("order", "", json!([])), 131_008),
        (
            changed("order", "/0/parameters/0/order_status/order/status", json!("lost")),
            131_009,
        ),
        (
            changed(
                "order",
                "/0/parameters/0/order_status/order/description",
                json!("я".repeat(121)),
            ),
            100,
        ),
        (changed("product", "", json!([])), 132_012),
        (changed("product", "/0/parameters/0/product/catalog_id", json!("")), 100),
        (aimed("parcel", "https://example.test/shop"), 0),
        (aimed("parcel", "javascript:alert(1)"), 131_009),
        (aimed("money", "https://example.test/shop"), 132_018),
    ];
    for ((name, components), code) in cases {
        let found = code_of(&stage, &samples::template(&name, &components)).await;
        assert_eq!(found, code, "{name}: {components}");
    }
}

#[tokio::test]
async fn before_v23_parameters_that_make_no_sense_are_100() {
    let (stage, _) = in_a_chat().await;
    let sample = samples::templates().remove(0);
    stage.approved(sample.name, sample.category, sample.definition).await;
    let mut components = sample.components;
    components[1]["parameters"][0] = text("две\nстроки");
    for (version, code) in [("v22.0", 100), ("v23.0", 132_018)] {
        let url = format!(
            "{}/{version}/{}/messages",
            stage.sandbox.base_url(),
            stage.company.phone_number_id
        );
        let mut order = samples::template(sample.name, &components);
        order["messaging_product"] = json!("whatsapp");
        order["to"] = json!(CUSTOMER);
        let request = stage.client.post(url).bearer_auth(&stage.company.access_token);
        assert_eq!(ask(request.json(&order)).await.code(), code, "{version}");
    }
}

#[tokio::test]
async fn interactive_messages_at_their_bounds() {
    let (stage, _) = in_a_chat().await;
    let buttons = || json!({"buttons": [button("yes", "Да")]});
    let with = |kind: &str, action: Value, key: &str, value: Value| {
        let mut message = interactive(kind, action);
        message["interactive"][key] = value;
        message
    };
    let rows = json!({"button": "Меню", "sections": [{"rows": [{"id": "r", "title": "Суп"}]}]});
    let words = |count: usize| json!({"text": "я".repeat(count)});
    let header = |kind: &str| json!({"type": kind, kind: {"link": "https://example.test/a"}});
    let here = || json!({"name": "send_location"});
    let long_card = |count: usize| {
        let mut card = link_card(1);
        card["body"]["text"] = json!("я".repeat(count));
        interactive("carousel", json!({"cards": [link_card(0), card]}))
    };
    let cases = [
        (with("button", buttons(), "body", words(1_024)), 0),
        (with("button", buttons(), "body", words(1_025)), 100),
        (with("button", buttons(), "body", json!({})), 100),
        (with("list", rows.clone(), "body", words(4_096)), 0),
        (with("list", rows.clone(), "body", words(4_097)), 100),
        (with("button", buttons(), "footer", words(60)), 0),
        (with("button", buttons(), "footer", words(61)), 100),
        (
            with(
                "button",
                buttons(),
                "header",
                json!({"type": "text", "text": "я".repeat(60)}),
            ),
            0,
        ),
        (
            with(
                "button",
                buttons(),
                "header",
                json!({"type": "text", "text": "я".repeat(61)}),
            ),
            100,
        ),
        (with("button", buttons(), "header", json!({"type": "text"})), 131_009),
        (with("button", buttons(), "header", header("audio")), 131_009),
        (with("button", buttons(), "header", header("video")), 0),
        (with("list", rows, "header", header("image")), 131_009),
        (
            with("location_request_message", here(), "header", header("image")),
            131_009,
        ),
        (with("location_request_message", here(), "footer", words(1)), 100),
        (
            interactive("location_request_message", json!({"name": "location"})),
            131_009,
        ),
        (
            interactive("product_list", json!({"catalog_id": "1", "sections": []})),
            100,
        ),
        (interactive("hologram", json!({})), 131_051),
        (interactive("carousel", json!({"cards": [link_card(0)]})), 131_009),
        (
            interactive("carousel", json!({"cards": (0..10).map(link_card).collect::<Vec<_>>()})),
            0,
        ),
        (
            interactive("carousel", json!({"cards": (0..11).map(link_card).collect::<Vec<_>>()})),
            131_009,
        ),
        (
            interactive("carousel", json!({"cards": [link_card(0), link_card(0)]})),
            131_009,
        ),
        (
            interactive("carousel", json!({"cards": [link_card(0), reply_card(1)]})),
            131_009,
        ),
        (long_card(160), 0),
        (long_card(161), 100),
    ];
    for (message, code) in cases {
        assert_eq!(code_of(&stage, &message).await, code, "{message}");
    }
}

#[tokio::test]
async fn what_was_shown_can_be_pressed_and_is_kept_with_its_places() {
    let (stage, _) = in_a_chat().await;
    let choice = interactive("button", json!({"buttons": [button("yes", "Да"), button("no", "Нет")]}));
    let id = stage.send(CUSTOMER, choice).await.wamid();
    let press = json!({"type": "button", "button": {"message_id": id, "index": 1}});
    let pressed = stage
        .control(Method::POST, &format!("customers/{CUSTOMER}/messages"), press)
        .await;
    assert_eq!(pressed.status, 201, "{}", pressed.body);
    stage.advance(0).await;
    let reply = stage.receiver.messages().pop().unwrap();
    assert_eq!(
        reply["interactive"]["button_reply"],
        json!({"id": "no", "title": "Нет"})
    );
    assert_eq!(reply["context"]["id"], json!(id));
}

#[tokio::test]
async fn a_phone_may_be_written_in_any_way_and_the_answer_repeats_it() {
    let stage = Stage::paused().await;
    for input in ["79161234567", "+79161234567", "+7 (916) 123-45-67"] {
        let answer = stage.send_text(input, "Здравствуйте").await;
        assert_eq!(
            answer.body["contacts"],
            json!([{"input": input, "wa_id": CUSTOMER}]),
            "{input}"
        );
    }
}

#[tokio::test]
async fn a_user_id_reaches_its_user_and_a_phone_beside_it_wins() {
    let stage = Stage::paused().await;
    stage
        .add_customer(json!({"phone": CUSTOMER, "user_id": "US.70011223344556677889"}))
        .await;
    let path = format!("{}/messages", stage.company.phone_number_id);
    let send = async |to: Value, recipient: &str, message: Value| {
        let mut order = message;
        order["messaging_product"] = json!("whatsapp");
        order["recipient"] = json!(recipient);
        if !to.is_null() {
            order["to"] = to;
        }
        stage.graph(Method::POST, &path, order).await
    };
    let hello = || json!({"text": {"body": "Здравствуйте"}});
    let user = "US.70011223344556677889";
    let alone = send(Value::Null, user, hello()).await;
    assert_eq!(
        alone.body["contacts"],
        json!([{"input": user, "user_id": user}]),
        "{}",
        alone.body
    );
    let both = send(json!("+79160000001"), user, hello()).await;
    assert_eq!(
        both.body["contacts"],
        json!([{"input": "+79160000001", "wa_id": "79160000001", "user_id": user}])
    );
    assert_eq!(send(Value::Null, "US.1", hello()).await.code(), 131_009);
    assert_eq!(send(Value::Null, "../../etc/passwd", hello()).await.code(), 131_009);
    let code = samples::templates().remove(3);
    stage.approved(code.name, code.category, code.definition).await;
    let message = || samples::template(code.name, &code.components);
    assert_eq!(send(Value::Null, user, message()).await.code(), 131_062);
    assert_eq!(send(json!("+79160000001"), user, message()).await.status, 200);
}

#[tokio::test]
async fn objects_come_as_text_from_forms() {
    let stage = Stage::paused().await;
    let url = format!(
        "{}/v25.0/{}/messages",
        stage.sandbox.base_url(),
        stage.company.phone_number_id
    );
    let fields = [
        ("messaging_product", "whatsapp"),
        ("to", CUSTOMER),
        ("type", "text"),
        ("text", r#"{"body":"Из формы","preview_url":"false"}"#),
    ];
    let form = serde_urlencoded::to_string(fields).unwrap();
    let request = stage.client.post(url).bearer_auth(&stage.company.access_token);
    let request = request
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form);
    let answer = ask(request).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

#[tokio::test]
async fn a_chats_own_messages_can_be_quoted_and_reacted_to_for_thirty_days() {
    let (stage, inbound) = in_a_chat().await;
    let other = "79160000002";
    stage.write_from(other).await;
    let reaction = |id: &str| json!({"type": "reaction", "reaction": {"message_id": id, "emoji": "👍"}});
    let answer = |id: &str| json!({"text": {"body": "Да"}, "context": {"message_id": id}});
    let reacted = stage.send(CUSTOMER, reaction(&inbound)).await.wamid();
    assert_eq!(code_of(&stage, &reaction(&reacted)).await, 131_009, "a reaction");
    assert_eq!(
        stage.send(other, reaction(&inbound)).await.code(),
        131_009,
        "another chat"
    );
    assert_eq!(
        stage.send(other, answer(&inbound)).await.code(),
        131_009,
        "another chat"
    );
    assert_eq!(code_of(&stage, &answer(&inbound)).await, 0);
    assert_eq!(code_of(&stage, &answer("wamid.none")).await, 131_009);
    assert_eq!(
        code_of(&stage, &json!({"text": {"body": "Да"}, "context": {}})).await,
        100
    );
    stage.advance(30 * 86_400_000).await;
    assert_eq!(code_of(&stage, &reaction(&inbound)).await, 0, "30 days");
    stage.advance(1_000).await;
    assert_eq!(
        code_of(&stage, &reaction(&inbound)).await,
        131_009,
        "30 days and a second"
    );
}
