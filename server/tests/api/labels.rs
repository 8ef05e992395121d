//! Labels: deleted and back, and one that becomes a part of another.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::house::House;
use crate::stub::Shop;

const ANNA: &str = "79161234567";

fn id_of(row: &Value) -> String {
    row["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_deleted_label_comes_back_with_whoever_wore_it_and_both_are_in_the_ledger() {
    let shop = Shop::open(House::open().await).await;
    let label = shop.ask("POST", "/labels", Some(json!({"name": "VIP"}))).await.json();
    let id = id_of(&label);
    shop.person("Анна", ANNA, false, &[&id]).await;
    let path = format!("/labels/{id}");
    assert_eq!(shop.ask("DELETE", &path, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(shop.ask("GET", "/labels", None).await.json()["data"], json!([]));
    let back = shop.ask("POST", &format!("{path}/restore"), None).await.json();
    assert_eq!((&back["name"], &back["contacts"]), (&json!("VIP"), &json!(1)));
    assert_eq!(
        shop.ask("POST", &format!("{path}/restore"), None).await.status,
        StatusCode::NOT_FOUND
    );
    let home = shop.workspace.clone();
    let told = shop
        .house
        .engine
        .db
        .read(move |tx| galka_store::ledger::list_entries_about(tx, &home, &id))
        .await
        .unwrap();
    let kinds: Vec<&str> = told.iter().map(|one| one.entry.kind.as_str()).collect();
    assert_eq!(kinds, ["label.deleted", "label.restored"]);
}

#[tokio::test]
async fn a_label_becomes_a_part_of_another_with_whatever_names_it() {
    let shop = Shop::open(House::open().await).await;
    let mut made = Vec::new();
    for name in ["вип", "VIP"] {
        made.push(id_of(
            &shop.ask("POST", "/labels", Some(json!({"name": name}))).await.json(),
        ));
    }
    let (from, into) = (made[0].clone(), made[1].clone());
    shop.person("Анна", ANNA, false, &[&from]).await;
    let filter = json!({"version": 1, "match": "all",
        "conditions": [{"field": "label", "op": "is", "value": from}]});
    let segment = shop
        .ask("POST", "/segments", Some(json!({"name": "Важные", "filter": filter})))
        .await;
    assert_eq!(segment.status, StatusCode::CREATED, "{}", segment.json());
    let path = format!("/labels/{from}/merge");
    for (wanted, code) in [
        (&from, "same_label"),
        (&"lb_0000000001000000000002".to_owned(), "unknown_label"),
    ] {
        let refused = shop.ask("POST", &path, Some(json!({"into": wanted}))).await;
        assert_eq!(refused.code(), code);
    }
    let merged = shop.ask("POST", &path, Some(json!({"into": into}))).await.json();
    assert_eq!((&merged["name"], &merged["contacts"]), (&json!("VIP"), &json!(1)));
    let segment = shop
        .ask("GET", &format!("/segments/{}", id_of(&segment.json())), None)
        .await
        .json();
    assert_eq!(segment["filter"]["conditions"][0]["value"], json!(into));
    assert_eq!(
        shop.ask("POST", &path, Some(json!({"into": into}))).await.status,
        StatusCode::NOT_FOUND
    );
    let home = shop.workspace.clone();
    let told = shop
        .house
        .engine
        .db
        .read(move |tx| galka_store::ledger::list_entries_about(tx, &home, &from))
        .await
        .unwrap();
    assert_eq!(told.last().unwrap().entry.kind, "label.merged");
}
