//! Templates: checked while they are written, submitted, priced.

use axum::http::StatusCode;
use galka_domain::time::MINUTE_MS;
use galka_store::connections;
use serde_json::{Value, json};

use crate::house::House;
use crate::stub::Shop;

fn template(name: &str, body: &str, samples: Value) -> Value {
    json!({"name": name, "language": "ru", "category": "marketing",
        "content": {"body": body, "buttons": [{"type": "quick_reply", "text": "Хочу"}], "samples": samples}})
}

#[tokio::test]
async fn a_draft_is_checked_and_every_problem_has_words_in_both_languages() {
    let shop = Shop::open(House::open().await).await;
    let good = template("tulips", "Привет, {{1}}! Тюльпаны здесь.", json!({"1": "Анна"}));
    let check = shop.ask("POST", "/templates/check", Some(good)).await.json();
    assert_eq!(check["variables"], json!(["1"]), "{check}");
    let errors = |check: &Value| -> Vec<Value> {
        check["problems"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|one| one["severity"] == "error")
            .cloned()
            .collect()
    };
    assert_eq!(errors(&check), Vec::<Value>::new());
    let bad = template("Плохое имя", "{{1}} и {{3}}", json!({}));
    let check = shop.ask("POST", "/templates/check", Some(bad)).await.json();
    let found = errors(&check);
    assert!(found.iter().any(|one| one["field"] == "name"), "{check}");
    assert!(found.len() > 1, "{check}");
    for problem in found {
        let words = [&problem["message_ru"], &problem["message_en"]];
        assert!(
            words
                .iter()
                .all(|words| words.as_str().is_some_and(|words| !words.is_empty())),
            "{problem}"
        );
    }
}

#[tokio::test]
async fn a_draft_is_submitted_once_and_shows_its_price() {
    let shop = Shop::open(House::open().await).await;
    let new = template("tulips", "Привет, {{1}}! Тюльпаны здесь.", json!({"1": "Анна"}));
    let made = shop.ask("POST", "/templates", Some(new.clone())).await;
    assert_eq!(
        (made.status, &made.json()["status"]),
        (StatusCode::CREATED, &json!("draft")),
        "{:?}",
        made.json()
    );
    assert_eq!(made.json()["unit_price"]["currency"], "USD");
    let taken = shop.ask("POST", "/templates", Some(new)).await;
    assert_eq!(
        (taken.status, taken.code().as_str()),
        (StatusCode::CONFLICT, "name_taken")
    );
    let path = format!("/templates/{}", made.json()["id"].as_str().unwrap());
    let submitted = shop.ask("POST", &format!("{path}/submit"), None).await;
    assert_eq!(
        (submitted.status, &submitted.json()["status"]),
        (StatusCode::OK, &json!("pending"))
    );
    let engine = &shop.house.engine;
    let next = engine.db.read(connections::next_check_at).await.unwrap().unwrap();
    assert!(
        next <= engine.machine_now().plus(15 * MINUTE_MS),
        "the answer of the review is asked for"
    );
    let asked = shop.stub.bodies("/message_templates");
    assert_eq!((asked.len(), &asked[0]["name"]), (1, &json!("tulips")));
    let again = shop.ask("POST", &format!("{path}/submit"), None).await;
    assert_eq!(
        (again.status, again.code().as_str()),
        (StatusCode::CONFLICT, "wrong_status")
    );
    let list = shop.ask("GET", "/templates?status=approved", None).await.json();
    assert_eq!(list["data"].as_array().unwrap().len(), 1);
    let unit = list["data"][0]["unit_price"]["micros"].as_i64().unwrap();
    assert!(unit > 0, "{list}");
    let bad = template("tulips2", "{{1}}", json!({}));
    let draft = shop.ask("POST", "/templates", Some(bad)).await;
    let path = format!("/templates/{}/submit", draft.json()["id"].as_str().unwrap_or_default());
    let refused = if draft.status.is_success() {
        shop.ask("POST", &path, None).await
    } else {
        draft
    };
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, "template_invalid")
    );
}
