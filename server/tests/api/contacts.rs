//! Contacts, consent, segments, labels and repeated requests.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};

use crate::house::{House, Reply};

async fn repeat(house: &House, key: &str, idempotency: &str, body: &Value) -> Reply {
    let request = Request::builder()
        .method("POST")
        .uri("/api/v1/contacts")
        .header(header::AUTHORIZATION, format!("Bearer {key}"))
        .header(header::CONTENT_TYPE, "application/json")
        .header("idempotency-key", idempotency)
        .body(Body::from(body.to_string()));
    house.send(request.unwrap()).await
}

#[tokio::test]
async fn a_repeated_creation_is_answered_and_not_done_again() {
    let house = House::open().await;
    let (_, [key, ..]) = house.company("Цветы").await;
    let anna = json!({"name": "Анна", "phone": "8 916 123-45-67"});
    let first = repeat(&house, &key, "one", &anna).await;
    assert_eq!(first.status, StatusCode::CREATED, "{:?}", first.json());
    let second = repeat(&house, &key, "one", &anna).await;
    assert_eq!((second.status, second.json()), (first.status, first.json()));
    assert_eq!(second.headers["idempotency-replayed"], "true");
    let other = repeat(&house, &key, "one", &json!({"name": "Пётр", "phone": "+79160000000"})).await;
    assert_eq!(
        (other.status, other.code().as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, "idempotency_mismatch")
    );
    let taken = repeat(&house, &key, "two", &anna).await;
    assert_eq!(
        (taken.status, taken.code().as_str()),
        (StatusCode::CONFLICT, "phone_taken")
    );
}

#[tokio::test]
async fn contacts_are_found_by_name_number_label_and_segment() {
    let house = House::open().await;
    let (_, [key, ..]) = house.company("Цветы").await;
    let label = house
        .ask("POST", "/api/v1/labels", &key, Some(json!({"name": "VIP"})))
        .await
        .json()["id"]
        .clone();
    for (name, phone, city, labels) in [
        ("Анна Петрова", "89161234567", "Москва", json!([label])),
        ("Пётр Сидоров", "+49 1512 3456789", "Берлин", json!([])),
        ("Мария", "9160000001", "Тула", json!([])),
    ] {
        let new = json!({"name": name, "phone": phone, "fields": {"city": city}, "labels": labels});
        let made = house.ask("POST", "/api/v1/contacts", &key, Some(new)).await;
        assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.json());
    }
    let label = label.as_str().unwrap();
    for (query, names) in [
        ("q=петр", vec!["Пётр Сидоров", "Анна Петрова"]),
        ("q=8%20(916)", vec!["Мария", "Анна Петрова"]),
        (&format!("label_id={label}"), vec!["Анна Петрова"]),
        ("consent=granted", vec![]),
        ("limit=2", vec!["Мария", "Пётр Сидоров"]),
    ] {
        let page = house.ask("GET", &format!("/api/v1/contacts?{query}"), &key, None).await;
        let found: Vec<String> = page.json()["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["name"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(found, names, "{query}");
    }
    let condition = |field: &str, op: &str, value: &str| json!({"field": field, "op": op, "value": value});
    for (mode, conditions, count) in [
        ("all", json!([]), 3),
        (
            "all",
            json!([
                condition("country", "is", "ru"),
                condition("field:city", "contains", "моск")
            ]),
            1,
        ),
        (
            "any",
            json!([condition("label", "is", label), condition("country", "is", "DE")]),
            2,
        ),
        ("all", json!([condition("label", "is_not", label)]), 2),
        ("all", json!([condition("name", "contains", "МАР")]), 1),
        ("all", json!([{"field": "last_inbound_at", "op": "is_set"}]), 0),
    ] {
        let filter = json!({"filter": {"version": 1, "match": mode, "conditions": conditions}});
        let preview = house
            .ask("POST", "/api/v1/segments/preview", &key, Some(filter.clone()))
            .await
            .json();
        assert_eq!(preview["count"], count, "{filter}");
        assert_eq!(preview["sample"].as_array().unwrap().len(), count, "{filter}");
    }
}

#[tokio::test]
async fn consent_needs_source_and_date_and_a_withdrawal_stands() {
    let house = House::open().await;
    let (_, [key, ..]) = house.company("Цветы").await;
    let made = house
        .ask(
            "POST",
            "/api/v1/contacts",
            &key,
            Some(json!({"name": "Анна", "phone": "89161234567"})),
        )
        .await;
    let path = format!("/api/v1/contacts/{}/consent", made.json()["id"].as_str().unwrap());
    let set = async |body: Value| house.ask("POST", &path, &key, Some(body)).await;
    assert_eq!(set(json!({"state": "granted"})).await.code(), "required");
    let granted = json!({"state": "granted", "source": "Анкета", "at": "2026-11-01T10:00:00Z"});
    assert_eq!(set(granted.clone()).await.json()["consent"]["source"], "Анкета");
    assert_eq!(
        set(json!({"state": "withdrawn"})).await.json()["consent"]["state"],
        "withdrawn"
    );
    assert_eq!(set(granted).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_cannot_be_read_is_named() {
    let house = House::open().await;
    let (_, [key, ..]) = house.company("Цветы").await;
    let ask = async |body: Value| house.ask("POST", "/api/v1/contacts", &key, Some(body)).await;
    let misspelt = ask(json!({"name": "x", "phone": "89161234567", "nmae": "y"})).await;
    assert_eq!(
        (misspelt.status, misspelt.json()["field"].clone()),
        (StatusCode::UNPROCESSABLE_ENTITY, json!("nmae"))
    );
    assert_eq!(misspelt.headers[header::CONTENT_TYPE], "application/problem+json");
    assert_eq!(ask(json!({"name": "x", "phone": "123"})).await.code(), "too_short");
    let page = house.ask("GET", "/api/v1/contacts?cursor=nonsense", &key, None).await;
    assert_eq!(
        (page.status, page.code().as_str()),
        (StatusCode::BAD_REQUEST, "invalid_cursor")
    );
}
