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

#[tokio::test]
async fn case_makes_no_other_label_or_team_and_doubles_of_before_stay_until_they_are_merged() {
    let shop = Shop::open(House::open().await).await;
    let vip = shop
        .ask("POST", "/labels", Some(json!({"name": "Опт VIP"})))
        .await
        .json();
    let told = |reply: &crate::house::Reply| {
        let body = reply.json();
        (reply.status, reply.code(), body["reason"]["params"]["name"].clone())
    };
    let taken = |name: &str| (StatusCode::CONFLICT, "name_taken".to_owned(), json!(name));
    for name in ["опт vip", "ОПТ  Vip", "Опт VIP"] {
        let refused = shop.ask("POST", "/labels", Some(json!({"name": name}))).await;
        assert_eq!(told(&refused), taken("Опт VIP"), "{name}");
    }
    let other = shop
        .ask("POST", "/labels", Some(json!({"name": "Розница"})))
        .await
        .json();
    let path = format!("/labels/{}", id_of(&other));
    let refused = shop.ask("PATCH", &path, Some(json!({"name": "опт vip"}))).await;
    assert_eq!(told(&refused), taken("Опт VIP"));
    let own = format!("/labels/{}", id_of(&vip));
    let renamed = shop.ask("PATCH", &own, Some(json!({"name": "ОПТ vip"}))).await.json();
    assert_eq!(renamed["name"], "ОПТ vip", "its own name in another case is no other's");

    // From the time when case made two of them: both go on, and one becomes a part of the other.
    let home = shop.workspace.clone();
    let double = galka_store::labels::Label {
        id: shop.house.engine.new_id(),
        name: "опт VIP".to_owned(),
        color: 1,
        contacts: 0,
        created_at: shop.house.engine.business_now(),
    };
    let id = double.id.to_string();
    let insert = move |tx: &mut galka_store::Tx<'_>| galka_store::labels::insert_label(tx, &home, &double);
    shop.house.engine.db.write(insert).await.unwrap();
    let path = format!("/labels/{id}");
    let coloured = shop
        .ask("PATCH", &path, Some(json!({"name": "опт VIP", "color": 3})))
        .await;
    assert_eq!(coloured.status, StatusCode::OK, "{:?}", coloured.json());
    let into = json!({"into": id_of(&vip)});
    let merged = shop.ask("POST", &format!("{path}/merge"), Some(into)).await;
    assert_eq!(merged.status, StatusCode::OK, "{:?}", merged.json());

    // A name that is taken in another case while the label was away.
    assert_eq!(shop.ask("DELETE", &own, None).await.status, StatusCode::NO_CONTENT);
    shop.ask("POST", "/labels", Some(json!({"name": "Опт Vip"}))).await;
    let refused = shop.ask("POST", &format!("{own}/restore"), None).await;
    assert_eq!(told(&refused), taken("Опт Vip"));

    let team = shop
        .ask("POST", "/teams", Some(json!({"name": "Склад", "member_ids": []})))
        .await;
    assert_eq!(team.status, StatusCode::CREATED, "{:?}", team.json());
    let refused = shop
        .ask("POST", "/teams", Some(json!({"name": "СКЛАД", "member_ids": []})))
        .await;
    assert_eq!(told(&refused), taken("Склад"));
}
