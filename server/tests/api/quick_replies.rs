//! Quick replies: made, found, counted when they are sent, carried as a file.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::house::House;
use crate::stub::Shop;

const BASE: &str = "/api/v1/quick_replies";

async fn make(house: &House, key: &str, body: Value) -> Value {
    let made = house.ask("POST", BASE, key, Some(body)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.json());
    made.json()
}

#[tokio::test]
async fn a_shortcut_is_unique_and_each_part_is_refused_by_its_own_limit() {
    let house = House::open().await;
    let (_, [owner, _, agent]) = house.company("Цветы").await;
    let made = make(
        &house,
        &owner,
        json!({"shortcut": "/Цена", "text": "2 500 ₽", "keywords": ["прайс", "Прайс"]}),
    )
    .await;
    assert_eq!(
        (&made["shortcut"], &made["scope"], &made["keywords"]),
        (&json!("Цена"), &json!("shared"), &json!(["прайс"]))
    );
    let taken = house
        .ask("POST", BASE, &owner, Some(json!({"shortcut": "цена", "text": "x"})))
        .await;
    assert_eq!(
        (taken.status, taken.code().as_str()),
        (StatusCode::CONFLICT, "shortcut_taken")
    );
    let long = json!({"shortcut": "a b", "text": "я".repeat(4_097), "title": "т".repeat(101)});
    let refused = house.ask("POST", BASE, &owner, Some(long)).await.json();
    let fields: Vec<_> = refused["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["field"].clone(), one["code"].clone()))
        .collect();
    assert_eq!(
        fields,
        [
            (json!("shortcut"), json!("invalid_field")),
            (json!("title"), json!("too_long")),
            (json!("text"), json!("too_long"))
        ]
    );
    let unknown = json!({"shortcut": "b", "text": "x", "label_ids": ["lb_0000000001000000000002"]});
    assert_eq!(house.ask("POST", BASE, &owner, Some(unknown)).await.code(), "unknown");
    // A key has nothing of its own, and an agent does not write what everybody uses.
    let own = json!({"shortcut": "c", "text": "x", "scope": "personal"});
    assert_eq!(house.ask("POST", BASE, &owner, Some(own)).await.code(), "person_needed");
    let shared = json!({"shortcut": "d", "text": "x"});
    let refused = house.ask("POST", BASE, &agent, Some(shared)).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (StatusCode::FORBIDDEN, "forbidden")
    );
    let path = format!("{BASE}/{}", made["id"].as_str().unwrap());
    assert_eq!(
        house
            .ask("PATCH", &path, &agent, Some(json!({"text": "x"})))
            .await
            .status,
        StatusCode::FORBIDDEN
    );
    let changed = house
        .ask(
            "PATCH",
            &path,
            &owner,
            Some(json!({"shortcut": "ЦЕНА", "language": "ru"})),
        )
        .await
        .json();
    assert_eq!(
        (&changed["shortcut"], &changed["text"], &changed["language"]),
        (&json!("ЦЕНА"), &json!("2 500 ₽"), &json!("ru"))
    );
}

#[tokio::test]
async fn a_deletion_is_taken_back_unless_the_shortcut_was_taken_meanwhile() {
    let house = House::open().await;
    let (_, [owner, ..]) = house.company("Цветы").await;
    let made = make(&house, &owner, json!({"shortcut": "цена", "text": "2 500 ₽"})).await;
    let path = format!("{BASE}/{}", made["id"].as_str().unwrap());
    assert_eq!(
        house.ask("DELETE", &path, &owner, None).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        house.ask("GET", &path, &owner, None).await.status,
        StatusCode::NOT_FOUND
    );
    let back = house.ask("POST", &format!("{path}/restore"), &owner, None).await;
    assert_eq!((back.status, &back.json()["text"]), (StatusCode::OK, &json!("2 500 ₽")));
    assert_eq!(
        house.ask("POST", &format!("{path}/restore"), &owner, None).await.status,
        StatusCode::NOT_FOUND
    );
    house.ask("DELETE", &path, &owner, None).await;
    make(&house, &owner, json!({"shortcut": "Цена", "text": "другое"})).await;
    assert_eq!(
        house.ask("POST", &format!("{path}/restore"), &owner, None).await.code(),
        "shortcut_taken"
    );
}

#[tokio::test]
async fn a_use_is_counted_once_when_it_is_sent_and_its_label_is_put_on() {
    let shop = Shop::open(House::open().await).await;
    let work = shop.house.start_work();
    let thread = shop.hears("79161234567", "wamid.IN1", "Почём тюльпаны?").await;
    let thread = thread["id"].as_str().unwrap().to_owned();
    let label = shop
        .ask("POST", "/labels", Some(json!({"name": "Цена названа"})))
        .await
        .json()["id"]
        .clone();
    let body = json!({"shortcut": "цена", "text": "2 500 ₽", "label_ids": [label], "closes": true});
    let reply = make(&shop.house, &shop.owner, body).await;
    let path = format!("/conversations/{thread}/messages");
    let message = json!({"type": "text", "text": {"body": "2 500 ₽"}, "quick_reply_id": reply["id"]});
    let sent = shop.ask("POST", &path, Some(message)).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{:?}", sent.json());
    assert!(sent.json()["content"].get("quick_reply_id").is_none());
    let listed = shop.ask("GET", "/quick_replies", None).await.json();
    assert_eq!(
        (
            &listed["data"][0]["usage_count"],
            listed["data"][0]["last_used_at"].is_string()
        ),
        (&json!(1), true)
    );
    let contact = sent.json()["contact_id"].as_str().unwrap().to_owned();
    let contact = shop.ask("GET", &format!("/contacts/{contact}"), None).await.json();
    assert_eq!(contact["labels"], json!([label]));
    let seen = shop.ask("GET", &format!("/conversations/{thread}"), None).await.json();
    assert_eq!(seen["state"], json!("closed"), "the reply closes what it answers");
    work.drain().await;
}

#[tokio::test]
async fn the_list_goes_out_as_a_file_and_comes_back() {
    let house = House::open().await;
    let (_, [owner, _, agent]) = house.company("Цветы").await;
    let (_, [stranger, ..]) = house.company("Кофе").await;
    house
        .ask("POST", "/api/v1/labels", &owner, Some(json!({"name": "Цена"})))
        .await;
    let file = "Сокращение;Текст;Ключевые слова;Ярлыки\nцена;Букет 2500;прайс, стоимость;Цена\nадрес;ул. Мира, 1;;\nбез текста;;;\nмимо;x;;нет такого\n";
    let path = format!("{BASE}/import");
    assert_eq!(
        house.upload(&path, &agent, "q.csv", file.as_bytes()).await.status,
        StatusCode::FORBIDDEN
    );
    let report = house.upload(&path, &owner, "q.csv", file.as_bytes()).await.json();
    assert_eq!(
        (&report["created"], &report["skipped"]),
        (&json!(2), &json!(0)),
        "{report}"
    );
    let problems: Vec<_> = report["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["row"].clone(), one["field"].clone(), one["code"].clone()))
        .collect();
    assert_eq!(
        problems,
        [
            (json!(4), json!("shortcut"), json!("invalid_field")),
            (json!(4), json!("text"), json!("required")),
            (json!(5), json!("labels"), json!("unknown"))
        ]
    );
    let again = house.upload(&path, &owner, "q.csv", file.as_bytes()).await.json();
    assert_eq!((&again["created"], &again["skipped"]), (&json!(0), &json!(2)));
    let out = house.ask("GET", &format!("{BASE}/export"), &owner, None).await;
    let text = String::from_utf8(out.body).unwrap();
    assert!(
        text.contains("цена,,Букет 2500,\"прайс, стоимость\",,shared,Цена,"),
        "{text}"
    );
    house
        .ask("POST", "/api/v1/labels", &stranger, Some(json!({"name": "Цена"})))
        .await;
    let carried = house.upload(&path, &stranger, "q.csv", text.as_bytes()).await.json();
    assert_eq!((&carried["created"], &carried["problems"]), (&json!(2), &json!([])));
    let changed = file.replace("Букет 2500", "Букет 2700");
    let updated = house
        .upload(
            &format!("{path}?duplicates=update"),
            &owner,
            "q.csv",
            changed.as_bytes(),
        )
        .await
        .json();
    assert_eq!(updated["updated"], json!(2));
    let listed = house.ask("GET", BASE, &owner, None).await.json();
    assert_eq!(listed["data"][1]["text"], json!("Букет 2700"));
    assert_eq!(
        house.upload(&path, &owner, "q.csv", b"a,b\n1,2\n").await.code(),
        "no_columns"
    );
}

#[tokio::test]
async fn the_limits_of_the_app_are_a_switch() {
    let house = House::open().await;
    let (_, [owner, _, agent]) = house.company("Цветы").await;
    let path = format!("{BASE}/settings");
    let switch = json!({"app_limits": true});
    assert_eq!(
        house.ask("PATCH", &path, &agent, Some(switch.clone())).await.status,
        StatusCode::FORBIDDEN
    );
    let wide = json!({"shortcut": "я".repeat(26), "text": "x", "keywords": ["a", "b", "c", "d"]});
    make(&house, &owner, wide.clone()).await;
    let limits = house.ask("PATCH", &path, &owner, Some(switch)).await.json();
    assert_eq!(
        limits,
        json!({"app_limits": true, "replies_max": 50, "keywords_max": 3, "shortcut_chars_max": 25})
    );
    assert_eq!(house.ask("GET", &path, &agent, None).await.json(), limits);
    let refused = house.ask("POST", BASE, &owner, Some(wide)).await.json();
    let fields: Vec<_> = refused["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["field"].clone())
        .collect();
    assert_eq!(fields, [json!("shortcut"), json!("keywords")]);
    for number in 1..50 {
        make(&house, &owner, json!({"shortcut": format!("r{number}"), "text": "x"})).await;
    }
    let more = house
        .ask("POST", BASE, &owner, Some(json!({"shortcut": "more", "text": "x"})))
        .await;
    assert_eq!((more.status, more.code().as_str()), (StatusCode::CONFLICT, "too_many"));
}
