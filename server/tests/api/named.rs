//! What a person finds again in the inbox: where they were named, what they starred, how much their views hold.

use axum::http::StatusCode;
use galka_domain::access::Role;
use galka_domain::ids::ConversationId;
use serde_json::{Value, json};

use crate::house::House;
use crate::stub::Shop;
use crate::together::{Person, thread_of};

fn ids(list: &Value, name: &str) -> Vec<String> {
    let rows = list["data"].as_array().unwrap();
    rows.iter().map(|row| row[name].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_mention_is_counted_until_it_is_seen_and_found_afterwards() {
    let shop = Shop::open(House::open().await).await;
    let work = shop.house.start_work();
    let path = thread_of(&shop).await;
    drop(work);
    let thread = path.rsplit('/').next().unwrap();
    let (anna, oleg) = (
        Person::enter(&shop, "Анна", Role::Agent).await,
        Person::enter(&shop, "Олег", Role::Agent).await,
    );
    let note = json!({"text": "@Олег посмотри", "mentions": [oleg.id]});
    let written = anna.ask("POST", &format!("{path}/notes"), Some(note)).await;
    assert_eq!(written.status, StatusCode::CREATED, "{:?}", written.json());
    let counts = oleg.ask("GET", "/conversations/counts", None).await.json();
    assert_eq!(
        (&counts["mentions"], &counts["mentioned_in"]),
        (&json!(1), &json!([thread]))
    );
    let hers = anna.ask("GET", "/conversations/counts", None).await.json();
    assert_eq!((&hers["mentions"], &hers["mentioned_in"]), (&json!(0), &json!([])));

    let close = json!({"state": "closed"});
    assert_eq!(anna.ask("PATCH", &path, Some(close)).await.status, StatusCode::OK);
    let seen = json!({"conversation_id": thread});
    oleg.ask("POST", "/alerts/read", Some(seen)).await;
    let counts = oleg.ask("GET", "/conversations/counts", None).await.json();
    assert_eq!(counts["mentions"], json!(0));
    let list = oleg.ask("GET", "/conversations?view=mentions", None).await.json();
    assert_eq!(ids(&list, "id"), [thread]);
    let others = anna.ask("GET", "/conversations?view=mentions", None).await.json();
    assert_eq!(ids(&others, "id"), [""; 0]);
    let open = oleg.ask("GET", "/conversations?view=mentions&state=open", None).await;
    assert_eq!(ids(&open.json(), "id"), [""; 0]);
}

#[tokio::test]
async fn a_star_is_ones_own_and_leads_back_to_its_message() {
    let shop = Shop::open(House::open().await).await;
    let work = shop.house.start_work();
    let path = thread_of(&shop).await;
    drop(work);
    let (anna, oleg) = (
        Person::enter(&shop, "Анна", Role::Agent).await,
        Person::enter(&shop, "Олег", Role::Agent).await,
    );
    let messages = anna.ask("GET", &format!("{path}/messages"), None).await.json();
    let message = messages["data"][0]["id"].as_str().unwrap();
    let star = format!("/messages/{message}/star");
    for _ in 0..2 {
        assert_eq!(anna.ask("PUT", &star, None).await.status, StatusCode::NO_CONTENT);
    }
    let in_thread = anna.ask("GET", &format!("{path}/starred"), None).await.json();
    assert_eq!(in_thread["message_ids"], json!([message]));
    let list = anna.ask("GET", "/starred_messages", None).await.json();
    assert_eq!(ids(&list, "message_id"), [message]);
    assert_eq!(list["data"][0]["excerpt"][0]["text"], json!("Есть тюльпаны?"));
    assert_eq!(list["data"][0]["contact"]["name"], json!("Анна"));
    let thread = path.rsplit('/').next().unwrap();
    let other = ConversationId::new(shop.house.engine.business_now(), 1).to_string();
    for (filter, found) in [(thread, 1), (other.as_str(), 0)] {
        let path = format!("/starred_messages?conversation_id={filter}");
        let list = anna.ask("GET", &path, None).await;
        assert_eq!(list.json()["data"].as_array().map(Vec::len), Some(found), "{filter}");
    }
    let his = oleg.ask("GET", "/starred_messages", None).await.json();
    assert_eq!(his["data"], json!([]));

    assert_eq!(oleg.ask("DELETE", &star, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(anna.ask("DELETE", &star, None).await.status, StatusCode::NO_CONTENT);
    let list = anna.ask("GET", "/starred_messages", None).await.json();
    assert_eq!(list["data"], json!([]));
    let script = shop.ask("PUT", &star, None).await;
    assert_eq!(
        (script.status, script.code().as_str()),
        (StatusCode::FORBIDDEN, "person_needed")
    );
}

#[tokio::test]
async fn saved_views_are_counted_for_whoever_sees_them() {
    let shop = Shop::open(House::open().await).await;
    let work = shop.house.start_work();
    thread_of(&shop).await;
    drop(work);
    let (anna, oleg) = (
        Person::enter(&shop, "Анна", Role::Agent).await,
        Person::enter(&shop, "Олег", Role::Agent).await,
    );
    let views = [
        ("Ждут", true, json!({"waiting": true})),
        ("Мои", true, json!({"view": "mine"})),
        ("Закрытые", false, json!({"view": "closed"})),
    ];
    let mut made = Vec::new();
    for (name, shared, query) in views {
        let new = json!({"name": name, "shared": shared, "query": query});
        let view = anna.ask("POST", "/views", Some(new)).await.json();
        made.push(view["id"].clone());
    }
    let counts = anna.ask("GET", "/views/counts", None).await.json();
    let count = |id: &Value| {
        let rows = counts["data"].as_array().unwrap();
        let row = rows.iter().find(|row| row["view_id"] == *id).unwrap();
        assert_eq!(row["more"], json!(false));
        row["count"].as_i64().unwrap()
    };
    assert_eq!(made.iter().map(count).collect::<Vec<_>>(), [1, 0, 0]);
    let his = oleg.ask("GET", "/views/counts", None).await.json();
    assert_eq!(ids(&his, "view_id").len(), 2, "{his}");
}
