//! Who a customer is to a business: ids and usernames in statuses and preferences, changed phones and identities.

use crate::inbound::{DAY_MS, order, stage_with};
use crate::support::{CUSTOMER, HOUR_MS};
use reqwest::Method;
use serde_json::{Value, json};

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
