//! Automations and working hours: versions, order, bounds, and who may change them.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::house::House;

fn greeting(version: i64, text: &str) -> Value {
    json!({"enabled": true, "version": version, "document": {"text": text}})
}

fn rule(name: &str) -> Value {
    let document = json!({
        "when": {"kind": "keywords", "words": ["цена"]},
        "actions": [{"kind": "send_text", "text": "От 1500"}],
    });
    json!({"name": name, "enabled": true, "document": document})
}

#[tokio::test]
async fn a_greeting_is_written_in_versions_and_an_old_one_is_not_written_over() {
    let house = House::open().await;
    let (_, [key, _, agent]) = house.company("Цветы").await;
    let path = "/api/v1/automations/greeting";
    let empty = house.ask("GET", path, &key, None).await.json();
    assert_eq!((&empty["version"], &empty["document"]), (&json!(0), &Value::Null));
    let ahead = house.ask("PUT", path, &key, Some(greeting(1, "Ничего не было"))).await;
    assert_eq!(ahead.status, StatusCode::CONFLICT);
    let still = house.ask("GET", path, &key, None).await.json();
    assert_eq!(still["version"], 0, "what is refused is not kept: {still}");
    let made = house.ask("PUT", path, &key, Some(greeting(0, "Привет"))).await;
    assert_eq!(made.status, StatusCode::OK, "{:?}", made.json());
    let made = made.json();
    assert_eq!(made["document"]["silence_days"], 14, "the app's two weeks");
    assert_eq!(made["document"]["audience"]["kind"], "everyone");
    let changed = house
        .ask("PUT", path, &key, Some(greeting(1, "Здравствуйте")))
        .await
        .json();
    assert_eq!(changed["version"], 2);
    assert_eq!(changed["enabled_at"], made["enabled_at"], "it was on all the time");
    let late = house.ask("PUT", path, &key, Some(greeting(1, "Добрый день"))).await;
    assert_eq!(
        (late.status, late.code().as_str()),
        (StatusCode::CONFLICT, "changed_meanwhile")
    );
    let versions = format!("/api/v1/automations/{}/versions", made["id"].as_str().unwrap());
    let versions = house.ask("GET", &versions, &agent, None).await.json();
    assert_eq!(versions["data"][1]["document"]["text"], "Привет", "{versions}");
    for (document, field) in [
        (json!({"text": " "}), "document.text"),
        (json!({"text": "я".repeat(4_097)}), "document.text"),
        (json!({"text": "x", "silence_days": 0}), "document.silence_days"),
        (json!({"text": "x", "audience": {"kind": "only"}}), "document.audience"),
        (
            json!({"text": "x", "audience": {"kind": "only", "label_ids": vec!["lb_x"; 201]}}),
            "document.audience.label_ids",
        ),
    ] {
        let new = json!({"enabled": true, "version": 2, "document": document});
        let refused = house.ask("PUT", path, &key, Some(new)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert_eq!(refused.json()["field"], field);
    }
    let forbidden = house.ask("PUT", path, &agent, Some(greeting(2, "x"))).await;
    assert_eq!(forbidden.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn rules_keep_their_order_and_come_back_after_deletion() {
    let house = House::open().await;
    let (_, [key, ..]) = house.company("Цветы").await;
    let (_, [other, ..]) = house.company("Хлеб").await;
    let mut ids = Vec::new();
    for name in ["а", "б", "в"] {
        let made = house
            .ask("POST", "/api/v1/automations/rules", &key, Some(rule(name)))
            .await;
        assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.json());
        ids.push(made.json()["id"].as_str().unwrap().to_owned());
    }
    let names = async |key: &str| {
        let list = house.ask("GET", "/api/v1/automations/rules", key, None).await.json();
        let names = list["data"].as_array().unwrap().iter().map(|rule| rule["name"].clone());
        names.collect::<Vec<Value>>()
    };
    ids.reverse();
    let order = "/api/v1/automations/rules/order";
    house.ask("PUT", order, &key, Some(json!({"ids": ids}))).await;
    assert_eq!(names(&key).await, ["в", "б", "а"]);
    let short = house.ask("PUT", order, &key, Some(json!({"ids": ids[1..]}))).await;
    assert_eq!(short.status, StatusCode::CONFLICT);
    let path = format!("/api/v1/automations/rules/{}", ids[0]);
    let off = house
        .ask("PATCH", &path, &key, Some(json!({"enabled": false})))
        .await
        .json();
    assert_eq!((&off["enabled"], &off["version"]), (&json!(false), &json!(1)));
    for (method, path) in [
        ("PATCH", path.clone()),
        ("DELETE", path.clone()),
        ("POST", format!("{path}/restore")),
    ] {
        let body = (method == "PATCH").then(|| json!({"name": "x"}));
        assert_eq!(
            house.ask(method, &path, &other, body).await.status,
            StatusCode::NOT_FOUND
        );
    }
    assert_eq!(
        house.ask("DELETE", &path, &key, None).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(names(&key).await, ["б", "а"]);
    let back = house.ask("POST", &format!("{path}/restore"), &key, None).await;
    assert_eq!(back.status, StatusCode::OK, "{:?}", back.json());
    assert_eq!(names(&key).await, ["в", "б", "а"]);
    assert_eq!(names(&other).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_rule_says_what_is_wrong_with_it() {
    let house = House::open().await;
    let (_, [key, ..]) = house.company("Цветы").await;
    let when = json!({"kind": "keywords", "words": ["цена"]});
    let say = json!({"kind": "send_text", "text": "x"});
    let button = |id: &str| json!({"id": id, "title": id});
    for (when, actions, field) in [
        (
            json!({"kind": "keywords", "words": []}),
            json!([say]),
            "document.when.words",
        ),
        (
            json!({"kind": "keywords", "words": ["!!"]}),
            json!([say]),
            "document.when.words.0",
        ),
        (when.clone(), json!([]), "document.actions"),
        (when.clone(), json!([say, say]), "document.actions"),
        (
            when.clone(),
            json!([{"kind": "send_text", "text": ""}]),
            "document.actions.0.text",
        ),
        (
            when.clone(),
            json!([{"kind": "send_buttons", "text": "x", "buttons": [button("a"), button("a")]}]),
            "document.actions.0.buttons.0.title",
        ),
        (
            when.clone(),
            json!([{"kind": "add_label", "label_id": ""}]),
            "document.actions.0.label_id",
        ),
        (when.clone(), json!([{"kind": "explode"}]), ""),
    ] {
        let new = json!({"name": "x", "document": {"when": when, "actions": actions}});
        let refused = house.ask("POST", "/api/v1/automations/rules", &key, Some(new)).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{field}: {:?}",
            refused.json()
        );
        if !field.is_empty() {
            assert_eq!(refused.json()["field"], field);
        }
    }
}

#[tokio::test]
async fn what_a_document_names_is_of_this_company() {
    let house = House::open().await;
    let (_, [key, ..]) = house.company("Цветы").await;
    let (_, [theirs, ..]) = house.company("Соседи").await;
    let label = async |key: &str| {
        let made = house
            .ask("POST", "/api/v1/labels", key, Some(json!({"name": "Цены"})))
            .await;
        made.json()["id"].clone()
    };
    let (own, other) = (label(&key).await, label(&theirs).await);
    let only = |label: &Value| json!({"text": "x", "audience": {"kind": "only", "label_ids": [label]}});
    let greeting = async |version: i64, document: Value| {
        let new = json!({"enabled": false, "version": version, "document": document});
        house.ask("PUT", "/api/v1/automations/greeting", &key, Some(new)).await
    };
    assert_eq!(greeting(0, only(&other)).await.code(), "unknown_label");
    assert_eq!(greeting(0, only(&own)).await.status, StatusCode::OK);
    let deleted = format!("/api/v1/labels/{}", own.as_str().unwrap());
    house.ask("DELETE", &deleted, &key, None).await;
    let kept = greeting(1, only(&own)).await;
    assert_eq!(
        kept.status,
        StatusCode::OK,
        "what stood there may stay: {:?}",
        kept.json()
    );
    let any = json!({"kind": "any_message"});
    for (when_if, action, code) in [
        (
            json!({}),
            json!({"kind": "add_label", "label_id": other}),
            "unknown_label",
        ),
        (
            json!({}),
            json!({"kind": "assign_team", "team_id": "tm_01m8kkts8100y8kcst2cdx"}),
            "unknown_team",
        ),
        (
            json!({}),
            json!({"kind": "assign_person", "user_id": "us_01m8kkts8100y8kcst2cdx"}),
            "unknown_member",
        ),
        (
            json!({"number_ids": ["nb_01m8kkts8100y8kcst2cdx"]}),
            json!({"kind": "close"}),
            "unknown_number",
        ),
        (
            json!({"labels_any": [other]}),
            json!({"kind": "close"}),
            "unknown_label",
        ),
    ] {
        let document = json!({"when": any, "conditions": when_if, "actions": [action]});
        let new = json!({"name": "x", "document": document});
        let refused = house.ask("POST", "/api/v1/automations/rules", &key, Some(new)).await;
        assert_eq!(refused.code(), code, "{document}");
    }
}

#[tokio::test]
async fn hours_are_kept_in_order_and_refused_where_they_overlap() {
    let house = House::open().await;
    let (_, [key, _, agent]) = house.company("Цветы").await;
    let path = "/api/v1/settings/hours";
    let none = house.ask("GET", path, &agent, None).await.json();
    assert_eq!(
        (&none["is_set"], &none["is_open"]),
        (&json!(false), &json!(true)),
        "{none}"
    );
    let week = |monday: Value| json!({"week": [monday, [], [], [], [], [], []], "holidays": [{"date": "2026-12-31", "until": "2027-01-08", "name": "Новый год"}]});
    let monday = json!([{"from": "14:00", "to": "24:00"}, {"from": "09:00", "to": "13:00"}]);
    let set = house.ask("PUT", path, &key, Some(week(monday))).await;
    assert_eq!(set.status, StatusCode::OK, "{:?}", set.json());
    let set = set.json();
    assert_eq!(set["week"][0][0]["from"], "09:00");
    assert_eq!(set["holidays"][0]["until"], "2027-01-08");
    for monday in [
        json!([{"from": "09:00", "to": "13:00"}, {"from": "12:59", "to": "14:00"}]),
        json!([{"from": "9:00", "to": "13:00"}]),
        json!([{"from": "13:00", "to": "13:00"}]),
    ] {
        let refused = house.ask("PUT", path, &key, Some(week(monday))).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{:?}", refused.json());
    }
    assert_eq!(
        house.ask("PUT", path, &agent, Some(week(json!([])))).await.status,
        StatusCode::FORBIDDEN
    );
}
