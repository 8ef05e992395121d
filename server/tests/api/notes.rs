//! Notes and alerts: what colleagues write to each other, and who is told of what.

use axum::http::StatusCode;
use galka_domain::access::Role;
use serde_json::{Value, json};

use crate::house::{House, eventually};
use crate::stub::Shop;
use crate::together::{Person, thread_of};

async fn alerts_of(person: &Person<'_>) -> Vec<Value> {
    let page = person.ask("GET", "/alerts", None).await.json();
    page["data"].as_array().unwrap().clone()
}

async fn unread(person: &Person<'_>) -> Value {
    person.ask("GET", "/alerts/count", None).await.json()["unread"].clone()
}

#[tokio::test]
async fn a_note_is_its_authors_and_reaches_those_it_names() {
    let shop = Shop::open(House::open().await).await;
    let work = shop.house.start_work();
    let path = thread_of(&shop).await;
    let (anna, oleg) = (
        Person::enter(&shop, "Анна", Role::Agent).await,
        Person::enter(&shop, "Олег", Role::Agent).await,
    );
    let note = json!({"text": "@Олег, сколько стоит?", "mentions": [oleg.id, anna.id]});
    let made = anna.ask("POST", &format!("{path}/notes"), Some(note)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.json());
    let made = made.json();
    assert_eq!(
        (
            &made["kind"],
            &made["author"]["name"],
            &made["data"]["mentions"][0]["name"]
        ),
        (&json!("note"), &json!("Анна"), &json!("Анна"))
    );
    let id = made["id"].as_str().unwrap().to_owned();
    let page = oleg.ask("GET", &format!("{path}/entries"), None).await.json();
    assert_eq!(page["data"][0]["id"], id.as_str());

    let told = alerts_of(&oleg).await;
    assert_eq!(
        (told.len(), &told[0]["kind"], &told[0]["by_name"], &told[0]["text"]),
        (1, &json!("mention"), &json!("Анна"), &json!("@Олег, сколько стоит?"))
    );
    assert_eq!(unread(&anna).await, 0, "who names oneself is not told");
    oleg.ask("POST", "/alerts/read", Some(json!({"alert_id": told[0]["id"]})))
        .await;
    assert_eq!((unread(&oleg).await, alerts_of(&oleg).await.len()), (json!(0), 1));

    let change = json!({"text": "@Олег, узнай цену", "mentions": [oleg.id]});
    let stranger = oleg.ask("PATCH", &format!("/notes/{id}"), Some(change.clone())).await;
    assert_eq!(
        (stranger.status, stranger.code().as_str()),
        (StatusCode::FORBIDDEN, "not_own")
    );
    assert_eq!(
        oleg.ask("DELETE", &format!("/notes/{id}"), None).await.status,
        StatusCode::FORBIDDEN
    );
    let changed = anna.ask("PATCH", &format!("/notes/{id}"), Some(change)).await.json();
    assert_eq!(changed["data"]["text"], "@Олег, узнай цену");
    assert!(changed["data"]["edited_at"].is_string(), "{changed}");
    assert_eq!(alerts_of(&oleg).await.len(), 1, "a changed note is not told again");
    let gone = anna.ask("DELETE", &format!("/notes/{id}"), None).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    let page = oleg.ask("GET", &format!("{path}/entries"), None).await.json();
    let notes = page["data"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["kind"] == "note");
    assert_eq!(notes.count(), 0);

    for (note, code) in [
        (json!({"text": "  "}), "required"),
        (json!({"text": "ы".repeat(4_097)}), "too_long"),
        (
            json!({"text": "x", "mentions": ["us_0000000001000000000002"]}),
            "unknown_user",
        ),
    ] {
        let refused = anna.ask("POST", &format!("{path}/notes"), Some(note)).await;
        assert_eq!(refused.code(), code);
    }
    assert!(shop.stub.messages().is_empty(), "customers never see notes");
    drop(work);
}

#[tokio::test]
async fn a_message_that_failed_and_a_conversation_that_was_given_are_told_once_to_whom_they_concern() {
    let shop = Shop::open(House::open().await).await;
    let work = shop.house.start_work();
    let path = thread_of(&shop).await;
    let (anna, oleg) = (
        Person::enter(&shop, "Анна", Role::Agent).await,
        Person::enter(&shop, "Олег", Role::Agent).await,
    );
    let body = json!({"type": "text", "text": {"body": "Двадцать рублей"}});
    let sent = anna.ask("POST", &format!("{path}/messages"), Some(body)).await.json();
    let id = sent["id"].as_str().unwrap().to_owned();
    let wamid = eventually("WhatsApp takes it", async || {
        let message = shop.ask("GET", &format!("/messages/{id}"), None).await.json();
        message["wamid"].as_str().map(str::to_owned)
    })
    .await;
    for _ in 0..2 {
        shop.status(&wamid, crate::together::ANNA, "failed").await;
    }
    let failed = eventually("she is told", async || {
        alerts_of(&anna)
            .await
            .into_iter()
            .find(|alert| alert["kind"] == "message_failed")
    })
    .await;
    assert_eq!(
        (&failed["subject"], &failed["text"]),
        (&json!(id), &json!("Двадцать рублей"))
    );

    let give = json!({"assignee_id": oleg.id});
    let given = anna.ask("PATCH", &path, Some(give)).await;
    assert_eq!(given.status, StatusCode::OK, "{:?}", given.json());
    let told = eventually("he is told", async || {
        alerts_of(&oleg)
            .await
            .into_iter()
            .find(|alert| alert["kind"] == "assigned")
    })
    .await;
    assert_eq!(told["by_name"], "Анна");
    let conversation = json!({"conversation_id": told["conversation_id"]});
    oleg.ask("POST", "/alerts/read", Some(conversation)).await;
    assert_eq!(unread(&oleg).await, 0);
    assert_eq!(
        alerts_of(&anna).await.len(),
        1,
        "nothing is told twice, nor to whom it does not concern"
    );
    drop(work);
}

#[tokio::test]
async fn a_thread_names_the_label_that_stayed_where_others_became_a_part_of_it() {
    let shop = Shop::open(House::open().await).await;
    let work = shop.house.start_work();
    let path = thread_of(&shop).await;
    let mut labels = Vec::new();
    for name in ["вип", "Постоянный", "VIP"] {
        let made = shop.ask("POST", "/labels", Some(json!({"name": name}))).await.json();
        labels.push(made["id"].as_str().unwrap().to_owned());
    }
    let thread = path.rsplit('/').next().unwrap();
    let label = json!({"ids": [thread], "action": "label", "label_id": labels[0]});
    let done = shop.ask("POST", "/conversations/bulk", Some(label)).await;
    assert_eq!(done.status, StatusCode::OK, "{:?}", done.json());
    for (from, into) in [(0, 1), (1, 2)] {
        let merge = format!("/labels/{}/merge", labels[from]);
        let merged = shop.ask("POST", &merge, Some(json!({"into": labels[into]}))).await;
        assert_eq!(merged.status, StatusCode::OK, "{:?}", merged.json());
    }
    let page = shop.ask("GET", &format!("{path}/entries"), None).await.json();
    let entries = page["data"].as_array().unwrap();
    let told = entries.iter().find(|entry| entry["kind"] == "labels").unwrap();
    assert_eq!(told["data"]["added"], json!([labels[2]]), "{told}");
    work.drain().await;
}
