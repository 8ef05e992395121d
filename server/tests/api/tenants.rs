//! Companies are strangers to each other: every route is asked for rows that another company really has.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use galka_domain::access::Role;
use galka_domain::ids::DeadLetterId;
use galka_server::access::Access;
use galka_server::accounts::{NewUser, create_user};
use galka_server::routes::{self, Route};
use galka_store::dead_letters::{self, DeadLetter};
use galka_store::push::Subscription;
use serde_json::{Value, json};

use crate::house::{House, Reply};
use crate::permissions::{body_of, with_foreign_ids};
use crate::stub::Shop;

/// Parts of paths that name a word and no row: any company may use the same one.
const WORDS: &[&str] = &["{token}", "{key}"];

/// A row of each kind that paths name, by its part of a path.
async fn rows_of(shop: &Shop) -> BTreeMap<&'static str, String> {
    let made = async |path: &str, new: Value| id_of(&shop.ask("POST", path, Some(new)).await);
    let label = made("/labels", json!({"name": "VIP"})).await;
    let contact = shop.person("Анна", "79161234567", true, &[&label]).await;
    let filter = json!({"version": 1, "match": "all", "conditions": []});
    let campaign = json!({
        "name": "Весна", "number_id": shop.number, "template_id": shop.template,
        "audience": {"label_ids": [label]}, "values": {"1": {"source": "first_name", "fallback": "друг"}},
    });
    let work = shop.house.start_work();
    let conversation = shop.hears("79161234567", "wamid.IN1", "Есть тюльпаны?").await["id"].clone();
    let conversation = conversation.as_str().unwrap().to_owned();
    let messages = shop
        .ask("GET", &format!("/conversations/{conversation}/messages"), None)
        .await;
    let keys = shop.ask("GET", "/api_keys", None).await.json();
    let file = shop
        .house
        .upload("/api/v1/media", &shop.owner, "a.png", b"\x89PNG\r\n\x1a\n")
        .await;
    let people = "name,phone\nАнна,79161234567\n".as_bytes();
    let import = shop.house.upload("/api/v1/imports", &shop.owner, "a.csv", people).await;
    drop(work);
    let reply = json!({"shortcut": "адрес", "text": "Тверская, 1"});
    let rule = json!({"name": "Цены", "document": {
        "when": {"kind": "any_message"}, "actions": [{"kind": "send_text", "text": "Скоро ответим"}],
    }});
    let address = json!({"url": "https://shop.example/hooks", "events": ["message.received"]});
    let hook = shop.ask("POST", "/webhooks", Some(address)).await.json()["webhook"]["id"].clone();
    let hook = hook.as_str().unwrap().to_owned();
    let told = shop.ask("POST", &format!("/webhooks/{hook}/test"), None).await.json()["id"].clone();
    let field = shop
        .ask("POST", "/fields", Some(json!({"key": "size", "name": "Размер"})))
        .await;
    BTreeMap::from([
        ("{user_id}", colleague(shop).await),
        ("{api_key_id}", keys["data"][0]["id"].as_str().unwrap().to_owned()),
        ("{connection_id}", shop.connection.to_string()),
        ("{number_id}", shop.number.to_string()),
        ("{label_id}", label.clone()),
        ("{contact_id}", contact),
        ("{import_id}", id_of(&import)),
        (
            "{segment_id}",
            made("/segments", json!({"name": "Все", "filter": filter})).await,
        ),
        ("{template_id}", shop.template.to_string()),
        ("{campaign_id}", made("/campaigns", campaign).await),
        ("{conversation_id}", conversation),
        (
            "{message_id}",
            messages.json()["data"][0]["id"].as_str().unwrap().to_owned(),
        ),
        ("{media_id}", id_of(&file)),
        ("{dead_letter_id}", dead_letter(shop).await),
        ("{push_subscription_id}", browser(shop).await),
        ("{team_id}", made("/teams", json!({"name": "Продажи"})).await),
        ("{automation_id}", made("/automations/rules", rule).await),
        ("{quick_reply_id}", made("/quick_replies", reply).await),
        ("{webhook_id}", hook),
        ("{delivery_id}", told.as_str().unwrap().to_owned()),
        ("{field_key}", field.json()["key"].as_str().unwrap().to_owned()),
        ("{identity_kind}", "phone".to_owned()),
        ("{identity_value}", "+79161234567".to_owned()),
    ])
}

fn id_of(reply: &Reply) -> String {
    assert_eq!(reply.status, StatusCode::CREATED, "{:?}", reply.json());
    reply.json()["id"].as_str().unwrap().to_owned()
}

async fn colleague(shop: &Shop) -> String {
    let new = NewUser {
        name: "Олег".to_owned(),
        email: "oleg@example.com".to_owned(),
        password: None,
        locale: "ru".to_owned(),
    };
    let user = create_user(&shop.house.engine, new, &shop.workspace, Role::Agent).await;
    user.unwrap().id.to_string()
}

async fn dead_letter(shop: &Shop) -> String {
    let engine = &shop.house.engine;
    let (id, now, workspace): (DeadLetterId, _, _) = (engine.new_id(), engine.business_now(), shop.workspace.clone());
    let letter = DeadLetter {
        id: id.clone(),
        journal_id: 1,
        connection_id: shop.connection.to_string(),
        phone_number_id: None,
        kind: "unreadable".to_owned(),
        reason: "not_json".to_owned(),
        detail: String::new(),
        item: "{}".to_owned(),
        state: "waiting".to_owned(),
        received_at: now,
        created_at: now,
        replayed_at: None,
    };
    engine
        .db
        .write(move |tx| dead_letters::insert(tx, &workspace, std::slice::from_ref(&letter)))
        .await
        .unwrap();
    id.to_string()
}

async fn browser(shop: &Shop) -> String {
    let engine = &shop.house.engine;
    let subscription = Subscription {
        id: engine.new_id(),
        user_id: engine.new_id(),
        digest: "d".to_owned(),
        sealed: engine.secrets.seal("{}"),
        device: "Chromium".to_owned(),
        with_text: false,
        created_at: engine.business_now(),
    };
    let workspace = shop.workspace.clone();
    let id = engine
        .db
        .write(move |tx| galka_store::push::upsert(tx, &workspace, &subscription))
        .await;
    id.unwrap().to_string()
}

/// The path with real rows; nothing where it names none.
fn filled(route: &Route, rows: &BTreeMap<&'static str, String>) -> Option<String> {
    let parts = route.path.split('/').map(|part| {
        if !part.starts_with('{') || WORDS.contains(&part) {
            return (part.to_owned(), false);
        }
        // Of kinds that take more than one call to make, an id that nobody has.
        let row = rows.get(part).cloned().unwrap_or_else(|| with_foreign_ids(part));
        assert!(!row.starts_with('{'), "{}: give {part} a row", route.operation);
        (row, true)
    });
    let (parts, named): (Vec<String>, Vec<bool>) = parts.unzip();
    named
        .contains(&true)
        .then(|| format!("{}{}", routes::BASE, parts.join("/")))
}

/// What the owner of the rows reads of them.
async fn picture(shop: &Shop, rows: &BTreeMap<&'static str, String>) -> BTreeMap<String, (StatusCode, Value)> {
    let mut seen = BTreeMap::new();
    // An export is noted in the person's history: asking for it changes what is read.
    let reads = |route: &&Route| route.method == "GET" && route.operation != "export_contact";
    for route in routes::ROUTES.iter().filter(reads) {
        if let Some(path) = filled(route, rows) {
            let reply = shop.house.ask("GET", &path, &shop.owner, None).await;
            seen.insert(route.path.to_owned(), (reply.status, reply.json()));
        }
    }
    seen
}

#[tokio::test]
async fn no_route_shows_or_changes_a_row_of_another_company() {
    let shop = Shop::open(House::open().await).await;
    let rows = rows_of(&shop).await;
    let (_, [stranger, ..]) = shop.house.company("Хлеб").await;
    let before = picture(&shop, &rows).await;
    // The rows are there, or nothing would be shown by their being not found.
    let shown: BTreeSet<&str> = before
        .iter()
        .filter(|(_, (status, _))| *status == StatusCode::OK)
        .flat_map(|(path, _)| path.split('/').filter(|part| part.starts_with('{')))
        .collect();
    for kind in [
        "{contact_id}",
        "{conversation_id}",
        "{campaign_id}",
        "{template_id}",
        "{media_id}",
    ] {
        assert!(shown.contains(kind), "{kind}: {before:?}");
    }
    let mut asked = 0;
    for route in routes::ROUTES.iter().filter(|route| route.access != Access::Open) {
        let Some(path) = filled(route, &rows) else { continue };
        asked += 1;
        let body = (!route.body.is_empty()).then(|| body_of(route.operation)).flatten();
        let reply = shop.house.ask(route.method, &path, &stranger, body).await;
        assert_eq!(
            reply.status,
            StatusCode::NOT_FOUND,
            "{}: {:?}",
            route.operation,
            reply.json()
        );
    }
    assert!(asked > 40, "{asked}");
    assert_eq!(picture(&shop, &rows).await, before);
}

#[tokio::test]
async fn a_key_opens_no_other_company_by_its_name() {
    let house = House::open().await;
    let (_, [ours, ..]) = house.company("Цветы").await;
    let (theirs, _) = house.company("Хлеб").await;
    let mut asked = 0;
    for route in routes::ROUTES.iter().filter(|route| route.access != Access::Open) {
        asked += 1;
        let path = format!("{}{}", routes::BASE, route.path.replace(['{', '}'], ""));
        for (by_query, by_header) in [(true, false), (false, true)] {
            let uri = if by_query {
                format!("{path}?workspace={theirs}")
            } else {
                path.clone()
            };
            let mut request = Request::builder()
                .method(route.method)
                .uri(uri)
                .header(header::AUTHORIZATION, format!("Bearer {ours}"));
            if by_header {
                request = request.header("x-galka-workspace", theirs.to_string());
            }
            let reply = house.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(
                reply.status,
                StatusCode::NOT_FOUND,
                "{}: {:?}",
                route.operation,
                reply.json()
            );
        }
    }
    assert!(asked > 60, "{asked}");
}
