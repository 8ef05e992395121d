//! What a business's webhook sees of its customers, kind by kind, with business-scoped ids and without.

use crate::support::{CUSTOMER, HOUR_MS, Stage, greeting, greeting_values, paused};
use galka_sandbox::{Settings, WorldSettings};
use reqwest::Method;
use serde_json::{Value, json};

pub(crate) const DAY_MS: i64 = 24 * HOUR_MS;

/// A company and a customer, with business-scoped ids or without.
pub(crate) async fn stage_with(ids: bool) -> Stage {
    let world = WorldSettings {
        business_scoped_ids: Some(ids),
        ..WorldSettings::default()
    };
    let stage = Stage::open(Settings { world, ..paused() }).await;
    stage.add_customer(json!({"phone": CUSTOMER, "name": "Анна"})).await;
    stage
}

/// A customer does what is ordered; what the business hears of it.
pub(crate) async fn order(stage: &Stage, order: Value) -> Value {
    let answer = stage
        .control(Method::POST, &format!("customers/{CUSTOMER}/messages"), order)
        .await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    stage.advance(0).await;
    let changes = stage.receiver.changes();
    let (field, value) = changes.last().unwrap();
    assert_eq!(field, "messages");
    value.clone()
}

/// What an order becomes, without what every message has and what is drawn.
fn essence(value: &Value) -> Value {
    let mut message = value["messages"][0].clone();
    let kind = message["type"].as_str().unwrap().to_owned();
    let parts = message.as_object_mut().unwrap();
    for common in ["from", "from_user_id", "id", "timestamp", "type"] {
        parts.remove(common);
    }
    if let Some(file) = parts.get_mut(&kind).and_then(Value::as_object_mut)
        && file.contains_key("sha256")
    {
        assert!(file["id"].as_str().unwrap().len() > 10 && file["url"].as_str().unwrap().contains("/media/"));
        for drawn in ["id", "sha256", "url"] {
            file.remove(drawn);
        }
    }
    message
}

#[tokio::test]
async fn every_kind_has_its_documented_shape() {
    let cards = json!([{"name": {"formatted_name": "Пётр"}, "phones": [{"phone": "+7 916 000-00-00"}], "vcard": "BEGIN:VCARD"}]);
    let referral = json!({"source_url": "https://fb.me/1", "source_id": "7", "source_type": "ad", "headline": "Цветы", "ctwa_clid": "c1"});
    let table = [
        (
            json!({"type": "text", "text": {"body": "Да"}}),
            json!({"text": {"body": "Да"}}),
        ),
        (
            json!({"type": "image", "image": {"caption": "Чек"}}),
            json!({"image": {"caption": "Чек", "mime_type": "image/jpeg"}}),
        ),
        (
            json!({"type": "video", "video": {"filename": "a.mp4"}}),
            json!({"video": {"filename": "a.mp4", "mime_type": "video/mp4"}}),
        ),
        (
            json!({"type": "audio"}),
            json!({"audio": {"mime_type": "audio/ogg; codecs=opus", "voice": true}}),
        ),
        (
            json!({"type": "audio", "audio": {"mime_type": "audio/mpeg", "voice": false}}),
            json!({"audio": {"mime_type": "audio/mpeg", "voice": false}}),
        ),
        (
            json!({"type": "document"}),
            json!({"document": {"filename": "document.pdf", "mime_type": "application/pdf"}}),
        ),
        (
            json!({"type": "sticker"}),
            json!({"sticker": {"mime_type": "image/webp", "animated": false}}),
        ),
        (
            json!({"type": "location", "location": {"latitude": 55.75, "longitude": 37.61, "name": "Кремль"}}),
            json!({"location": {"latitude": 55.75, "longitude": 37.61, "name": "Кремль"}}),
        ),
        (
            json!({"type": "contacts", "contacts": cards, "origin": "contact_request"}),
            json!({"contacts": cards, "origin": "contact_request"}),
        ),
        (
            json!({"type": "order", "order": {"catalog_id": "9", "text": "скорее", "product_items": [
                {"product_retailer_id": "p1", "quantity": 2, "item_price": 7.5, "currency": "RUB"}]}}),
            json!({"order": {"catalog_id": "9", "text": "скорее", "product_items": [
                {"product_retailer_id": "p1", "quantity": 2, "item_price": 7.5, "currency": "RUB"}]}}),
        ),
        (
            json!({"type": "interactive", "interactive": {"nfm_reply": {"response_json": {"slot": "10:00"}}}}),
            json!({"interactive": {"type": "nfm_reply", "nfm_reply": {"name": "flow", "body": "Sent", "response_json": "{\"slot\":\"10:00\"}"}}}),
        ),
        (
            json!({"type": "interactive", "interactive": {"call_permission_reply": {"response": "reject"}}}),
            json!({"interactive": {"type": "call_permission_reply", "call_permission_reply": {"response": "reject", "response_source": "user_action"}}}),
        ),
        (
            json!({"type": "unsupported", "unsupported": {"type": "poll_creation"}}),
            json!({"unsupported": {"type": "poll_creation"}, "errors": [{"code": 131_051, "title": "Message type unknown",
                "message": "Message type unknown", "error_data": {"details": "Message type is currently not supported."}}]}),
        ),
        (
            json!({"type": "text", "text": {"body": "Смотри"}, "context": {"forwarded": true, "frequently_forwarded": true}}),
            json!({"text": {"body": "Смотри"}, "context": {"forwarded": true, "frequently_forwarded": true}}),
        ),
        (
            json!({"type": "text", "text": {"body": "По объявлению"}, "referral": referral}),
            json!({"text": {"body": "По объявлению"}, "referral": referral}),
        ),
        (
            json!({"type": "system", "system": {"type": "note", "body": "Что-то новое"}}),
            json!({"system": {"type": "note", "body": "Что-то новое"}}),
        ),
    ];
    for ids in [true, false] {
        let stage = stage_with(ids).await;
        for (given, expected) in &table {
            let value = order(&stage, given.clone()).await;
            assert_eq!(essence(&value), *expected, "{given}");
            let message = &value["messages"][0];
            assert_eq!(message["from"], CUSTOMER);
            assert!(message["id"].as_str().unwrap().starts_with("wamid.") && message["timestamp"].is_string());
            let contact = &value["contacts"][0];
            assert_eq!(contact["wa_id"], CUSTOMER);
            assert_eq!(contact["profile"], json!({"name": "Анна"}));
            assert_eq!(contact.get("user_id").is_some(), ids);
            assert_eq!(message.get("from_user_id"), contact.get("user_id"));
            if ids {
                let user_id = contact["user_id"].as_str().unwrap();
                assert!(user_id.starts_with("RU.700") && user_id.len() == 23, "{user_id}");
            }
        }
    }
}

#[tokio::test]
async fn answers_name_the_message_they_answer() {
    for ids in [true, false] {
        let stage = stage_with(ids).await;
        let own = order(&stage, json!({"type": "text", "text": {"body": "Раз"}})).await["messages"][0]["id"].clone();
        let business: String = stage
            .company
            .display_phone_number
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        let list = json!({"type": "interactive", "interactive": {"type": "list", "body": {"text": "Что?"}, "action": {"button": "Меню",
            "sections": [{"title": "Супы", "rows": [{"id": "r-1", "title": "Борщ", "description": "горячий"}]}]}}});
        let list = stage.send(CUSTOMER, list).await.wamid();
        let buttons = json!({"type": "interactive", "interactive": {"type": "button", "body": {"text": "Идёте?"}, "action": {"buttons": [
            {"type": "reply", "reply": {"id": "yes", "title": "Да"}}, {"type": "reply", "reply": {"id": "no", "title": "Нет"}}]}}});
        let buttons = stage.send(CUSTOMER, buttons).await.wamid();
        stage.approved("ready", "UTILITY", greeting()).await;
        let template = stage
            .send_template(CUSTOMER, "ready", greeting_values("Анна"))
            .await
            .wamid();
        let cases = [
            (
                json!({"type": "text", "text": {"body": "Два"}, "context": {"message_id": own}}),
                json!({"text": {"body": "Два"}}),
                &own,
            ),
            (
                json!({"type": "interactive", "interactive": {"message_id": list, "list_reply": {"id": "r-1"}}}),
                json!({"interactive": {"type": "list_reply", "list_reply": {"id": "r-1", "title": "Борщ", "description": "горячий"}}}),
                &json!(list),
            ),
            (
                json!({"type": "button", "button": {"message_id": list, "text": "Борщ"}}),
                json!({"interactive": {"type": "list_reply", "list_reply": {"id": "r-1", "title": "Борщ", "description": "горячий"}}}),
                &json!(list),
            ),
            (
                json!({"type": "interactive", "interactive": {"message_id": buttons, "button_reply": {"index": 1}}}),
                json!({"interactive": {"type": "button_reply", "button_reply": {"id": "no", "title": "Нет"}}}),
                &json!(buttons),
            ),
            (
                json!({"type": "button", "button": {"message_id": template, "text": "Отписаться"}}),
                json!({"button": {"payload": "Отписаться", "text": "Отписаться"}}),
                &json!(template),
            ),
        ];
        for (given, expected, quoted) in cases {
            let value = order(&stage, given.clone()).await;
            let mut got = essence(&value);
            let context = got.as_object_mut().unwrap().remove("context").unwrap();
            assert_eq!(got, expected, "{given}");
            assert_eq!(context["id"], *quoted);
            let from = if *quoted == own { CUSTOMER } else { business.as_str() };
            assert_eq!(context["from"], from);
        }
        let reaction = json!({"type": "reaction", "reaction": {"message_id": template, "emoji": "👍"}});
        let value = order(&stage, reaction).await;
        assert_eq!(
            essence(&value),
            json!({"reaction": {"message_id": template, "emoji": "👍"}})
        );
        let removed = order(
            &stage,
            json!({"type": "reaction", "reaction": {"message_id": template}}),
        )
        .await;
        assert_eq!(essence(&removed), json!({"reaction": {"message_id": template}}));
    }
}

#[tokio::test]
async fn a_reaction_to_a_message_older_than_thirty_days_does_not_arrive() {
    let stage = stage_with(true).await;
    let id = order(&stage, json!({"type": "text", "text": {"body": "Раз"}})).await["messages"][0]["id"].clone();
    let react = json!({"type": "reaction", "reaction": {"message_id": id, "emoji": "👍"}});
    stage.advance(30 * DAY_MS).await;
    order(&stage, react.clone()).await;
    assert_eq!(stage.receiver.messages().len(), 2);
    stage.advance(1_000).await;
    order(&stage, react).await;
    assert_eq!(stage.receiver.messages().len(), 2);
}

#[tokio::test]
async fn wrong_orders_are_refused_with_the_field() {
    let stage = stage_with(true).await;
    for (wrong, field) in [
        (json!({"type": "text"}), "text.body"),
        (json!({"type": "telepathy"}), "type"),
        (
            json!({"type": "location", "location": {"latitude": 91, "longitude": 0}}),
            "location.latitude",
        ),
        (
            json!({"type": "contacts", "contacts": [{}]}),
            "contacts[0].name.formatted_name",
        ),
        (
            json!({"type": "order", "order": {"product_items": []}}),
            "order.product_items",
        ),
        (json!({"type": "interactive", "interactive": {}}), "interactive"),
        (
            json!({"type": "reaction", "reaction": {"message_id": "wamid.none"}}),
            "reaction.message_id",
        ),
        (
            json!({"type": "button", "button": {"message_id": "wamid.none"}}),
            "button.message_id",
        ),
        (
            json!({"type": "text", "text": {"body": "a"}, "context": {"message_id": "wamid.none"}}),
            "context.message_id",
        ),
        (
            json!({"type": "text", "text": {"body": "a"}, "referral": {"source_type": "wall"}}),
            "referral.source_type",
        ),
        (json!({"type": "image", "image": {"data_base64": "%"}}), "data_base64"),
    ] {
        let answer = stage
            .control(Method::POST, &format!("customers/{CUSTOMER}/messages"), wrong.clone())
            .await;
        assert_eq!(
            (answer.status, answer.body["field"].as_str()),
            (422, Some(field)),
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn a_phone_hears_sounds_and_gets_no_other_file() {
    let stage = stage_with(true).await;
    let id_of = |told: Value, kind: &str| told["messages"][0][kind]["id"].as_str().unwrap().to_owned();
    let voice = id_of(order(&stage, json!({"type": "audio"})).await, "audio");
    let picture = id_of(order(&stage, json!({"type": "image"})).await, "image");
    let hear = async |id: &str| {
        let url = format!("{}/control/v1/sounds/{id}", stage.sandbox.base_url());
        stage.client.get(url).send().await.unwrap()
    };
    let heard = hear(&voice).await;
    assert_eq!(heard.headers()["content-type"], "audio/ogg; codecs=opus");
    assert_eq!(heard.headers()["x-content-type-options"], "nosniff");
    assert!(heard.bytes().await.unwrap().starts_with(b"OggS"));
    for id in [picture.as_str(), "1"] {
        assert_eq!(hear(id).await.status(), 404, "{id}");
    }
}
