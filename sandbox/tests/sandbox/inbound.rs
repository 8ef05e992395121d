//! What a business's webhook sees of its customers, kind by kind, with business-scoped ids and without.

use crate::support::{CUSTOMER, HOUR_MS, Stage, greeting, greeting_values, paused};
use galka_sandbox::{Settings, WorldSettings};
use reqwest::Method;
use serde_json::{Value, json};

const DAY_MS: i64 = 24 * HOUR_MS;

async fn stage_with(ids: bool) -> Stage {
    let world = WorldSettings {
        business_scoped_ids: Some(ids),
        ..WorldSettings::default()
    };
    let stage = Stage::open(Settings { world, ..paused() }).await;
    stage.add_customer(json!({"phone": CUSTOMER, "name": "Анна"})).await;
    stage
}

async fn order(stage: &Stage, order: Value) -> Value {
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
async fn statuses_name_the_user_but_a_failed_one_to_a_phone_does_not() {
    for ids in [true, false] {
        let stage = stage_with(ids).await;
        order(&stage, json!({"type": "text", "text": {"body": "Раз"}})).await;
        let id = stage.send_text(CUSTOMER, "Два").await.wamid();
        stage.advance(60_000).await;
        let of = |value: &Value| {
            let statuses = value["statuses"].as_array().cloned().unwrap_or_default();
            statuses
                .into_iter()
                .map(|status| (status, value.get("contacts").cloned()))
                .collect::<Vec<_>>()
        };
        let all: Vec<(Value, Option<Value>)> = stage
            .receiver
            .changes()
            .iter()
            .flat_map(|(_, value)| of(value))
            .collect();
        assert_eq!(all.len(), 3);
        for (status, contacts) in &all {
            assert_eq!(status["id"], json!(id));
            assert_eq!(status.get("recipient_user_id").is_some(), ids);
            assert_eq!(
                contacts.as_ref().map(|contacts| &contacts[0]["user_id"]),
                status.get("recipient_user_id")
            );
        }
        stage.advance(25 * HOUR_MS).await;
        let late = stage.send_text(CUSTOMER, "Поздно").await.wamid();
        stage.advance(60_000).await;
        let (failed, contacts) = stage
            .receiver
            .changes()
            .iter()
            .flat_map(|(_, value)| of(value))
            .find(|(status, _)| status["id"] == json!(late))
            .unwrap();
        assert_eq!(failed["errors"][0]["code"], 131_047);
        assert!(failed.get("recipient_user_id").is_none() && contacts.is_none());
    }
}

#[tokio::test]
async fn a_username_hides_the_phone_until_it_is_known_and_again_after_thirty_days() {
    let stage = stage_with(true).await;
    stage
        .control(
            Method::PATCH,
            &format!("customers/{CUSTOMER}"),
            json!({"username": "anna.k"}),
        )
        .await;
    let text = || json!({"type": "text", "text": {"body": "Раз"}});
    let value = order(&stage, text()).await;
    let (message, contact) = (&value["messages"][0], &value["contacts"][0]);
    assert!(message.get("from").is_none() && contact.get("wa_id").is_none());
    assert_eq!(contact["profile"]["username"], "anna.k");
    let user_id = message["from_user_id"].as_str().unwrap().to_owned();

    let by_id = json!({"messaging_product": "whatsapp", "recipient": user_id, "type": "text", "text": {"body": "Два"}});
    let path = format!("{}/messages", stage.company.phone_number_id);
    let sent = stage.graph(Method::POST, &path, by_id).await;
    let id = sent.wamid();
    stage.advance(60_000).await;
    let statuses = stage.receiver.statuses(&id);
    assert!(statuses.iter().all(|status| status.get("recipient_id").is_none()));
    assert_eq!(statuses[0]["recipient_user_id"], json!(user_id));
    assert!(order(&stage, text()).await["messages"][0].get("from").is_none());

    stage.send_text(CUSTOMER, "На телефон").await.wamid();
    assert_eq!(order(&stage, text()).await["messages"][0]["from"], CUSTOMER);
    stage.advance(30 * DAY_MS - 1).await;
    assert_eq!(order(&stage, text()).await["messages"][0]["from"], CUSTOMER);
    stage.advance(30 * DAY_MS).await;
    assert!(order(&stage, text()).await["messages"][0].get("from").is_none());
    let in_contacts = json!({"in_contacts": true});
    stage
        .control(Method::PATCH, &format!("customers/{CUSTOMER}"), in_contacts)
        .await;
    assert_eq!(order(&stage, text()).await["messages"][0]["from"], CUSTOMER);
}

#[tokio::test]
async fn user_preferences_name_the_user() {
    for ids in [true, false] {
        let stage = stage_with(ids).await;
        for word in ["stop", "resume"] {
            let answer = stage
                .control(
                    Method::POST,
                    &format!("customers/{CUSTOMER}/marketing"),
                    json!({"value": word}),
                )
                .await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            stage.advance(0).await;
            let changes = stage.receiver.changes();
            let (field, value) = changes.last().unwrap();
            assert_eq!(field, "user_preferences");
            let mut preference = value["user_preferences"][0].clone();
            let user_id = preference.as_object_mut().unwrap().remove("user_id");
            assert_eq!(
                (user_id.as_ref(), user_id.is_some()),
                (value["contacts"][0].get("user_id"), ids)
            );
            assert!(preference["timestamp"].is_i64());
            preference.as_object_mut().unwrap().remove("timestamp");
            let detail = format!("User requested to {word} marketing messages");
            assert_eq!(
                preference,
                json!({"wa_id": CUSTOMER, "detail": detail, "category": "marketing_messages", "value": word})
            );
        }
    }
}

#[tokio::test]
async fn a_changed_phone_is_told_under_the_old_one_with_new_ids() {
    for ids in [true, false] {
        let stage = stage_with(ids).await;
        let before = order(&stage, json!({"type": "text", "text": {"body": "Раз"}})).await;
        let answer = stage
            .control(
                Method::POST,
                &format!("customers/{CUSTOMER}/change-number"),
                json!({"phone": "+7 916 765-43-21"}),
            )
            .await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        stage.advance(0).await;
        let changes = stage.receiver.changes();
        let notices: Vec<&Value> = changes[1..].iter().map(|(_, value)| value).collect();
        assert!(notices.iter().all(|value| value.get("contacts").is_none()));
        let system = |place: usize| &notices[place]["messages"][0];
        assert_eq!(
            (&system(0)["from"], &system(0)["type"]),
            (&json!(CUSTOMER), &json!("system"))
        );
        assert_eq!(system(0)["system"]["type"], "user_changed_number");
        assert_eq!(system(0)["system"]["wa_id"], "79167654321");
        assert_eq!(notices.len(), if ids { 2 } else { 1 });
        if ids {
            let changed = &system(1)["system"];
            assert_eq!(changed["type"], "user_changed_user_id");
            assert_eq!(changed["previous_user_id"], before["contacts"][0]["user_id"]);
            assert_eq!(changed["user_id"], system(0)["system"]["user_id"]);
            assert_ne!(changed["user_id"], changed["previous_user_id"]);
        }
        let gone = stage
            .control(Method::GET, &format!("customers/{CUSTOMER}"), Value::Null)
            .await;
        assert_eq!(gone.status, 404);
        let taken = stage
            .control(
                Method::POST,
                "customers/79167654321/change-number",
                json!({"phone": "79167654321"}),
            )
            .await;
        assert_eq!(taken.status, 409);
    }
}

#[tokio::test]
async fn a_deleted_account_gets_nothing_and_a_report_is_kept_without_a_webhook() {
    let stage = stage_with(true).await;
    order(&stage, json!({"type": "text", "text": {"body": "Раз"}})).await;
    let report = json!({"reason": "Spam", "block": true});
    let answer = stage
        .control(Method::POST, &format!("customers/{CUSTOMER}/report"), report)
        .await;
    assert_eq!(answer.body["blocked"], json!([stage.company.phone_number_id]));
    stage
        .control(
            Method::POST,
            &format!("customers/{CUSTOMER}/block"),
            json!({"value": false}),
        )
        .await;
    stage
        .control(
            Method::POST,
            &format!("customers/{CUSTOMER}/delete-account"),
            Value::Null,
        )
        .await;
    let id = stage.send_text(CUSTOMER, "Вы здесь?").await.wamid();
    stage.advance(60_000).await;
    assert_eq!(stage.receiver.statuses(&id)[0]["errors"][0]["code"], 131_026);
    assert_eq!(stage.receiver.messages().len(), 1);
}

#[tokio::test]
async fn an_edit_reaches_numbers_with_the_app_and_is_unsupported_for_others() {
    let stage = stage_with(true).await;
    let id = order(&stage, json!({"type": "text", "text": {"body": "Раз"}})).await["messages"][0]["id"].clone();
    let edit = json!({"type": "edit", "edit": {"message_id": id, "text": {"body": "Два"}}});
    let plain = order(&stage, edit.clone()).await;
    assert_eq!(plain["messages"][0]["unsupported"], json!({"type": "edit"}));
    let app = format!("world/numbers/{}/app", stage.company.phone_number_id);
    assert_eq!(stage.control(Method::POST, &app, json!({})).await.status, 204);
    let told = order(&stage, edit.clone()).await;
    assert_eq!(
        told["messages"][0]["edit"],
        json!({"original_message_id": id, "message": {"type": "text", "text": {"body": "Два"}}})
    );
    let revoke = json!({"type": "revoke", "revoke": {"message_id": id}});
    stage.advance(15 * 60_000 + 1).await;
    let late = stage
        .control(Method::POST, &format!("customers/{CUSTOMER}/messages"), edit)
        .await;
    assert_eq!(late.body["code"], "too_late");
    let told = order(&stage, revoke).await;
    assert_eq!(told["messages"][0]["revoke"], json!({"original_message_id": id}));
}

#[tokio::test]
async fn a_voice_message_is_played_after_it_was_read() {
    let stage = stage_with(true).await;
    order(&stage, json!({"type": "text", "text": {"body": "Раз"}})).await;
    let media = order(&stage, json!({"type": "audio"})).await["messages"][0]["audio"]["id"].clone();
    let voice = stage
        .send(
            CUSTOMER,
            json!({"type": "audio", "audio": {"id": media, "voice": true}}),
        )
        .await
        .wamid();
    let music = stage
        .send(CUSTOMER, json!({"type": "audio", "audio": {"id": media}}))
        .await
        .wamid();
    stage.advance(120_000).await;
    assert_eq!(
        stage.receiver.status_names(&voice),
        ["sent", "delivered", "read", "played"]
    );
    assert_eq!(stage.receiver.status_names(&music), ["sent", "delivered", "read"]);
}

#[tokio::test]
async fn a_changed_identity_is_told_where_it_is_asked_for_and_stops_what_was_meant_for_the_old_one() {
    let stage = stage_with(true).await;
    let number = format!("world/numbers/{}", stage.company.phone_number_id);
    let checks = json!({"identity_check": true});
    assert_eq!(stage.control(Method::PATCH, &number, checks).await.status, 200);
    let value = order(&stage, json!({"type": "text", "text": {"body": "Раз"}})).await;
    let hash = value["contacts"][0]["identity_key_hash"].clone();
    let message = json!({"type": "text", "text": {"body": "Два"}, "recipient_identity_key_hash": hash});
    assert_eq!(stage.send(CUSTOMER, message.clone()).await.status, 200);
    stage
        .control(
            Method::POST,
            &format!("customers/{CUSTOMER}/change-identity"),
            Value::Null,
        )
        .await;
    stage.advance(0).await;
    let (_, told) = stage.receiver.changes().pop().unwrap();
    let notice = &told["messages"][0];
    assert_eq!(notice["system"]["type"], "customer_identity_changed");
    assert_ne!(notice["identity"]["hash"], hash);
    assert_eq!(told["contacts"][0]["identity_key_hash"], notice["identity"]["hash"]);
    assert_eq!(stage.send(CUSTOMER, message).await.code(), 137_000);
}
