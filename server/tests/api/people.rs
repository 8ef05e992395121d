//! Search over everything, custom fields, names of contacts, merging, blocking, many at once, erasure.

use axum::http::StatusCode;
use galka_domain::ids::{ContactId, ConversationId, MessageId, NumberId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_store::apply::{InboundMessage, Sender, apply_messages};
use serde_json::{Value, json};

use crate::house::House;

/// 2026-03-01 09:00 in Moscow.
const T0: Timestamp = Timestamp::from_secs(1_772_344_800);
const DAY: i64 = 86_400_000;

async fn writes(house: &House, home: &WorkspaceId, nth: u64, phone: &str, name: &str, body: &str) {
    let at = T0.plus(i64::try_from(nth).unwrap() * DAY);
    let message = InboundMessage {
        number_id: NumberId::new(T0, 1),
        message_id: MessageId::new(at, nth),
        contact_id: ContactId::new(at, nth),
        conversation_id: ConversationId::new(at, nth),
        wamid: format!("wamid.{home}.{nth}"),
        sender: Sender {
            identities: vec![("phone", phone.to_owned())],
            profile_name: Some(name.to_owned()),
            phone: Some(phone.to_owned()),
            username: None,
            country: Some("RU".to_owned()),
            moved_to: None,
        },
        kind: "text".to_owned(),
        content: json!({"type": "text", "text": {"body": body}}).to_string(),
        text: body.to_owned(),
        context_wamid: None,
        button: None,
        at,
        window_expires_at: Some(at.plus(DAY)),
        consent: None,
        media: None,
        reaction: None,
        change: None,
    };
    let home = home.clone();
    house
        .engine
        .db
        .write(move |tx| apply_messages(tx, &home, std::slice::from_ref(&message), T0))
        .await
        .unwrap();
}

fn ids(rows: &Value, field: &str) -> Vec<String> {
    rows.as_array()
        .unwrap()
        .iter()
        .map(|row| row[field].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn messages_are_found_by_words_and_filters_with_their_place() {
    let house = House::open().await;
    let (home, [key, ..]) = house.company("Цветы").await;
    let (other, [theirs, ..]) = house.company("Хлеб").await;
    let (anna, boris) = ("+79161234567", "+79167770000");
    writes(&house, &home, 1, anna, "Анна", "Когда доставка заказа 10482?").await;
    writes(&house, &home, 2, boris, "Борис", "Доставили заказ, спасибо <b>всем</b>").await;
    writes(&house, &home, 3, anna, "Анна", "Ещё один заказ").await;
    writes(&house, &other, 4, anna, "Анна", "Заказ хлеба 10482").await;
    let label = house
        .ask("POST", "/api/v1/labels", &key, Some(json!({"name": "Ждёт оплаты"})))
        .await
        .json()["id"]
        .clone();
    let contacts = house.ask("GET", "/api/v1/contacts?q=Борис", &key, None).await.json();
    let boris_id = contacts["data"][0]["id"].as_str().unwrap();
    let worn = json!({"labels": [label]});
    house
        .ask("PATCH", &format!("/api/v1/contacts/{boris_id}"), &key, Some(worn))
        .await;
    let found = async |q: &str| {
        let q: String = url::form_urlencoded::byte_serialize(q.as_bytes()).collect();
        let reply = house.ask("GET", &format!("/api/v1/search?q={q}"), &key, None).await;
        assert_eq!(reply.status, StatusCode::OK, "{:?}", reply.json());
        reply.json()
    };
    for (q, texts) in [
        ("заказ", vec!["один", "спасибо", "доставка"]),
        ("10482", vec!["доставка"]),
        ("заказ от:анна", vec!["один", "доставка"]),
        ("заказ ярлык:\"ждёт оплаты\"", vec!["спасибо"]),
        ("заказ до:03.03.2026", vec!["доставка"]),
        ("заказ after:2026-03-03 before:2026-03-04", vec!["спасибо"]),
        ("заказ ярлык:нет-такого", vec![]),
        ("", vec![]),
    ] {
        let results = found(q).await;
        let messages = results["messages"].as_array().unwrap();
        assert_eq!(messages.len(), texts.len(), "{q}: {results}");
        for (message, text) in messages.iter().zip(texts) {
            let whole: String = ids(&message["excerpt"], "text").concat();
            assert!(whole.contains(text), "{q}: {whole}");
        }
    }
    let results = found("заказа 10482").await;
    let hit = &results["messages"][0];
    let marked: Vec<&Value> = hit["excerpt"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|piece| piece["hit"] == true)
        .collect();
    assert_eq!((marked.len(), &marked[0]["text"]), (2, &json!("заказа")));
    assert_eq!(hit["contact"]["phone"], anna);
    assert!(hit["conversation_id"].as_str().unwrap().starts_with("cv_"));
    let first = house
        .ask(
            "GET",
            "/api/v1/search/messages?q=%D0%B7%D0%B0%D0%BA%D0%B0%D0%B7&limit=2",
            &key,
            None,
        )
        .await
        .json();
    let cursor = first["next_cursor"].as_str().unwrap();
    let path = format!("/api/v1/search/messages?q=%D0%B7%D0%B0%D0%BA%D0%B0%D0%B7&limit=2&cursor={cursor}");
    let second = house.ask("GET", &path, &key, None).await.json();
    assert_eq!(
        (
            first["data"].as_array().unwrap().len(),
            second["data"].as_array().unwrap().len()
        ),
        (2, 1)
    );
    assert_eq!(second["next_cursor"], Value::Null);
    // By the last digits, in any form; the other company's people are not seen.
    for (q, names) in [
        ("4567", vec!["Анна"]),
        ("45-67", vec!["Анна"]),
        ("8 916 123 45 67", vec!["Анна"]),
        ("+7 (916) 777", vec!["Борис"]),
        ("0000", vec!["Борис"]),
    ] {
        assert_eq!(ids(&found(q).await["contacts"], "name"), names, "{q}");
    }
    let reply = house.ask("GET", "/api/v1/search?q=10482", &theirs, None).await.json();
    assert_eq!(reply["messages"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_companys_fields_are_renamed_ordered_deleted_and_come_back() {
    let house = House::open().await;
    let (_, [key, ..]) = house.company("Цветы").await;
    let ask = async |method: &str, path: &str, body: Option<Value>| {
        house.ask(method, &format!("/api/v1/{path}"), &key, body).await
    };
    for name in ["City", "Size"] {
        ask("POST", "fields", Some(json!({"name": name}))).await;
    }
    let new = json!({"name": "Анна", "phone": "89161234567", "fields": {"city": "Тула"}});
    let anna = ask("POST", "contacts", Some(new)).await.json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let names = async || ids(&ask("GET", "fields", None).await.json()["data"], "name");
    assert_eq!(
        ask("PATCH", "fields/city", Some(json!({"name": "Город"}))).await.json()["name"],
        "Город"
    );
    let order = json!({"keys": ["size", "city"]});
    assert_eq!(ask("POST", "fields/order", Some(order)).await.status, StatusCode::OK);
    assert_eq!(names().await, ["Size", "Город"]);
    let short = json!({"keys": ["size"]});
    assert_eq!(ask("POST", "fields/order", Some(short)).await.code(), "incomplete");
    assert_eq!(ask("DELETE", "fields/city", None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(names().await, ["Size"]);
    assert_eq!(ask("DELETE", "fields/city", None).await.status, StatusCode::NOT_FOUND);
    assert_eq!(ask("POST", "fields/city/restore", None).await.json()["name"], "Город");
    let anna = ask("GET", &format!("contacts/{anna}"), None).await.json();
    assert_eq!(anna["fields"]["city"], "Тула", "the value came back with its field");
}

#[tokio::test]
async fn a_name_that_somebody_has_leads_to_that_contact_and_the_two_can_be_merged() {
    let house = House::open().await;
    let (_, [key, _, agent]) = house.company("Цветы").await;
    let (_, [theirs, ..]) = house.company("Хлеб").await;
    let make = async |key: &str, name: &str, phone: &str| {
        let new = json!({"name": name, "phone": phone});
        let made = house.ask("POST", "/api/v1/contacts", key, Some(new)).await;
        made.json()["id"].as_str().unwrap().to_owned()
    };
    let anna = make(&key, "Анна", "+79161234567").await;
    let twin = make(&key, "Анна", "+79160000001").await;
    let foreign = make(&theirs, "Анна", "+79160000002").await;
    let path = format!("/api/v1/contacts/{anna}");
    let add = json!({"kind": "phone", "value": "8 916 000-00-01"});
    let taken = house.ask("POST", &format!("{path}/identities"), &key, Some(add)).await;
    assert_eq!(
        (taken.status, taken.code().as_str()),
        (StatusCode::CONFLICT, "phone_taken")
    );
    assert_eq!(taken.json()["reason"]["params"]["contact_id"], twin.as_str());
    let merge = |other: &str| Some(json!({"contact_id": other, "take": ["phone"]}));
    let refused = house.ask("POST", &format!("{path}/merge"), &agent, merge(&twin)).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let refused = house.ask("POST", &format!("{path}/merge"), &key, merge(&foreign)).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    assert_eq!(
        house
            .ask("POST", &format!("{path}/merge"), &key, merge(&anna))
            .await
            .code(),
        "same_contact"
    );
    let merged = house
        .ask("POST", &format!("{path}/merge"), &key, merge(&twin))
        .await
        .json();
    assert_eq!(merged["phone"], "+79160000001");
    assert_eq!(
        house
            .ask("GET", &format!("/api/v1/contacts/{twin}"), &key, None)
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    let names = house.ask("GET", &format!("{path}/identities"), &key, None).await.json();
    assert_eq!(ids(&names["data"], "value"), ["+79160000001", "+79161234567"]);
    let primary = json!({"value": "+79161234567"});
    let chosen = house
        .ask("POST", &format!("{path}/identities/primary"), &key, Some(primary))
        .await
        .json();
    assert_eq!(chosen["phone"], "+79161234567");
    let removed = house
        .ask("DELETE", &format!("{path}/identities/phone/+79161234567"), &key, None)
        .await;
    assert_eq!(removed.code(), "is_primary");
    let removed = house
        .ask("DELETE", &format!("{path}/identities/phone/+79160000001"), &key, None)
        .await
        .json();
    assert_eq!(ids(&removed["data"], "value"), ["+79161234567"]);
    let history = house.ask("GET", &format!("{path}/history"), &key, None).await.json();
    let kinds = ids(&history["data"], "kind");
    for kind in [
        "contact.created",
        "contact.merged",
        "identity.primary",
        "identity.removed",
    ] {
        assert!(kinds.contains(&kind.to_owned()), "{kinds:?}");
    }
}

#[tokio::test]
async fn a_blocked_contact_gets_nothing_until_it_is_let_in_again() {
    let house = House::open().await;
    let (home, [key, ..]) = house.company("Цветы").await;
    writes(&house, &home, 1, "+79161234567", "Анна", "давно").await;
    let anna = house.ask("GET", "/api/v1/contacts?q=4567", &key, None).await.json()["data"][0].clone();
    let path = format!("/api/v1/contacts/{}", anna["id"].as_str().unwrap());
    let report = house
        .ask("POST", &format!("{path}/block"), &key, Some(json!({"reason": "Спам"})))
        .await
        .json();
    assert_eq!(report["contact"]["blocked"], true);
    assert_eq!(
        report["numbers"][0]["state"], "not_recent",
        "WhatsApp takes only who wrote in the last 24 hours"
    );
    let history = house.ask("GET", &format!("{path}/history"), &key, None).await.json();
    assert_eq!(history["data"][0]["details"]["reason"], "Спам");
    let report = house.ask("POST", &format!("{path}/unblock"), &key, None).await.json();
    assert_eq!(
        (&report["contact"]["blocked"], &report["numbers"]),
        (&json!(false), &json!([]))
    );
}

#[tokio::test]
async fn many_contacts_are_labelled_and_taken_back_and_written_into_a_harmless_file() {
    let house = House::open().await;
    let (home, [key, _, agent]) = house.company("Цветы").await;
    let label = house
        .ask("POST", "/api/v1/labels", &key, Some(json!({"name": "VIP"})))
        .await
        .json()["id"]
        .clone();
    let mut people = Vec::new();
    for (name, phone) in [("=HYPERLINK(1)", "+79160000001"), ("Борис", "+79160000002")] {
        let new = json!({"name": name, "phone": phone});
        people.push(house.ask("POST", "/api/v1/contacts", &key, Some(new)).await.json()["id"].clone());
    }
    writes(&house, &home, 1, "+79160000003", "Вера", "привет").await;
    let vera = house.ask("GET", "/api/v1/contacts?q=0003", &key, None).await.json()["data"][0]["id"].clone();
    people.push(vera.clone());
    let bulk = async |key: &str, action: &str, ids: &[Value]| {
        let body = json!({"action": action, "ids": ids, "label_id": label});
        house.ask("POST", "/api/v1/contacts/bulk", key, Some(body)).await
    };
    assert_eq!(
        bulk(&agent, "label", &people[..1]).await.json()["changed"],
        json!(people[..1])
    );
    let changed = bulk(&agent, "label", &people).await.json()["changed"]
        .as_array()
        .unwrap()
        .len();
    assert_eq!(changed, 2, "who wears it already did not change");
    assert_eq!(
        bulk(&agent, "unlabel", &people).await.json()["changed"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
    assert_eq!(bulk(&agent, "delete", &people).await.status, StatusCode::FORBIDDEN);
    let file = house.ask("GET", "/api/v1/contacts/export", &key, None).await;
    let text = String::from_utf8(file.body).unwrap();
    assert!(text.contains("'=HYPERLINK(1)") && text.lines().count() == 4, "{text}");
    let changed = bulk(&key, "delete", &people).await.json()["changed"].clone();
    assert_eq!(changed.as_array().unwrap().len(), 2, "who has a conversation stays");
    assert!(!changed.as_array().unwrap().contains(&vera));
}

#[tokio::test]
async fn a_copy_of_everything_is_given_and_an_erasure_needs_its_word() {
    let house = House::open().await;
    let (home, [key, ..]) = house.company("Цветы").await;
    writes(&house, &home, 1, "+79161234567", "Анна", "Мой адрес: Сосновая, 17").await;
    let anna = house.ask("GET", "/api/v1/contacts?q=4567", &key, None).await.json()["data"][0].clone();
    let id = anna["id"].as_str().unwrap();
    let path = format!("/api/v1/contacts/{id}");
    let copy = house.ask("GET", &format!("{path}/export"), &key, None).await;
    assert_eq!(
        copy.headers["content-disposition"],
        "attachment; filename=\"person.json\""
    );
    assert_eq!(
        copy.json()["conversations"][0]["messages"][0]["text"],
        "Мой адрес: Сосновая, 17"
    );
    let unsure = house
        .ask("POST", &format!("{path}/erase"), &key, Some(json!({"confirm": "yes"})))
        .await;
    assert_eq!(unsure.code(), "not_confirmed");
    let erased = house
        .ask("POST", &format!("{path}/erase"), &key, Some(json!({"confirm": id})))
        .await;
    assert_eq!(erased.status, StatusCode::OK, "{:?}", erased.json());
    assert_eq!(house.ask("GET", &path, &key, None).await.status, StatusCode::NOT_FOUND);
    let found = house.ask("GET", "/api/v1/search?q=4567", &key, None).await.json();
    assert_eq!((&found["contacts"], &found["messages"]), (&json!([]), &json!([])));
    let erasure = house.ask("GET", &format!("{path}/erasure"), &key, None).await.json();
    assert_eq!(erasure["contact_id"], id);
}
