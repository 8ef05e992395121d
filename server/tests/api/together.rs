//! Several people in one conversation: drafts, settings, presence, and who answers first.

use axum::http::StatusCode;
use galka_domain::access::Role;
use galka_domain::ids::UserId;
use galka_domain::time::DAY_MS;
use galka_server::tokens;
use galka_store::sessions::{self, Session};
use galka_store::users::{self, User};
use galka_store::{events, members};
use serde_json::{Value, json};

use crate::accounts::browse;
use crate::events::Stream;
use crate::house::{House, Reply, eventually};
use crate::stub::Shop;

pub(crate) const ANNA: &str = "79161234567";

/// Somebody of the shop's team, signed in.
pub(crate) struct Person<'a> {
    shop: &'a Shop,
    /// Who.
    pub(crate) id: UserId,
    cookie: String,
}

impl<'a> Person<'a> {
    pub(crate) async fn enter(shop: &'a Shop, name: &str, role: Role) -> Self {
        let engine = &shop.house.engine;
        let (id, now): (UserId, _) = (engine.new_id(), engine.machine_now());
        let token = tokens::new_token(&engine.chance);
        let user = User {
            id: id.clone(),
            email: format!("{id}@example.com"),
            name: name.to_owned(),
            password_hash: String::new(),
            locale: "ru".to_owned(),
            theme: "system".to_owned(),
            created_at: now,
        };
        let session = Session {
            token_hash: tokens::hash(&token),
            user_id: id.clone(),
            workspace_id: Some(shop.workspace.clone()),
            created_at: now,
            expires_at: now.plus(DAY_MS),
        };
        let home = shop.workspace.clone();
        engine
            .db
            .write(move |tx| {
                users::insert_user(tx, &user)?;
                members::insert_member(tx, &home, &user.id, role, now)?;
                sessions::insert_session(tx, &session)
            })
            .await
            .unwrap();
        Self {
            shop,
            id,
            cookie: format!("{}={token}", tokens::SESSION_COOKIE),
        }
    }

    pub(crate) async fn ask(&self, method: &str, path: &str, body: Option<Value>) -> Reply {
        let path = format!("/api/v1{path}");
        browse(&self.shop.house, method, &path, &self.cookie, "same-origin", body).await
    }

    async fn listen(&self) -> Stream {
        Stream::open(&self.shop.house, (axum::http::header::COOKIE, &self.cookie), None).await
    }
}

/// The shop with a thread, and its address.
pub(crate) async fn thread_of(shop: &Shop) -> String {
    let thread = shop.hears(ANNA, "wamid.IN1", "Есть тюльпаны?").await;
    format!("/conversations/{}", thread["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_setting_is_ones_own_and_bounded() {
    let shop = Shop::open(House::open().await).await;
    let (anna, oleg) = (
        Person::enter(&shop, "Анна", Role::Agent).await,
        Person::enter(&shop, "Олег", Role::Agent).await,
    );
    let path = "/me/settings/composer";
    assert_eq!(anna.ask("GET", path, None).await.json()["value"], Value::Null);
    let value = json!({"hold": 5});
    let set = anna.ask("PUT", path, Some(json!({"value": value}))).await;
    assert_eq!(set.status, StatusCode::OK, "{:?}", set.json());
    assert_eq!(anna.ask("GET", path, None).await.json()["value"], value);
    assert_eq!(oleg.ask("GET", path, None).await.json()["value"], Value::Null);
    let long = json!({"value": {"text": "ы".repeat(10_000)}});
    assert_eq!(anna.ask("PUT", path, Some(long)).await.code(), "too_long");
    let other = anna
        .ask("PUT", "/me/settings/secrets", Some(json!({"value": {}})))
        .await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    let script = shop.ask("GET", path, None).await;
    assert_eq!(
        (script.status, script.code().as_str()),
        (StatusCode::FORBIDDEN, "person_needed")
    );
}

#[tokio::test]
async fn a_draft_is_kept_for_its_person_alone_and_heard_on_other_devices() {
    let shop = Shop::open(House::open().await).await;
    let work = shop.house.start_work();
    let path = thread_of(&shop).await;
    let (anna, oleg) = (
        Person::enter(&shop, "Анна", Role::Agent).await,
        Person::enter(&shop, "Олег", Role::Agent).await,
    );
    let file = shop
        .house
        .upload("/api/v1/media", &shop.owner, "счёт.pdf", b"%PDF-1.4 bill")
        .await
        .json();
    let (mut hers, mut his) = (anna.listen().await, oleg.listen().await);
    let draft = json!({"mode": "reply", "text": "Да, двадцать", "files": [file["id"]]});
    let saved = anna.ask("PUT", &format!("{path}/draft"), Some(draft)).await;
    assert_eq!(saved.status, StatusCode::OK, "{:?}", saved.json());
    let note = json!({"mode": "note", "text": "Спросить склад"});
    anna.ask("PUT", &format!("{path}/draft"), Some(note)).await;
    let drafts = anna.ask("GET", "/drafts", None).await.json();
    let texts: Vec<_> = drafts["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["text"])
        .collect();
    assert_eq!(texts.len(), 2, "{drafts}");
    assert_eq!(saved.json()["files"][0]["id"], file["id"]);
    assert_eq!(oleg.ask("GET", "/drafts", None).await.json()["data"], json!([]));
    let heard = hers.whisper().await;
    assert_eq!(heard.name, "draft");
    assert!(path.ends_with(heard.data["conversation_id"].as_str().unwrap()));

    // Nothing of it reaches a colleague: the next thing he hears is that somebody looks.
    anna.ask("POST", &format!("{path}/presence"), Some(json!({"state": "viewing"})))
        .await;
    assert_eq!(his.whisper().await.name, "presence");

    for mode in ["reply", "note"] {
        let empty = json!({"mode": mode, "text": ""});
        anna.ask("PUT", &format!("{path}/draft"), Some(empty)).await;
    }
    assert_eq!(anna.ask("GET", "/drafts", None).await.json()["data"], json!([]));
    let strange = json!({"mode": "reply", "text": "", "files": ["md_0000000001000000000002"]});
    let refused = anna.ask("PUT", &format!("{path}/draft"), Some(strange)).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    let long = json!({"mode": "reply", "text": "ы".repeat(20_001)});
    let refused = anna.ask("PUT", &format!("{path}/draft"), Some(long)).await;
    assert_eq!(refused.code(), "too_long");
    drop(work);
}

#[tokio::test]
async fn colleagues_see_who_looks_and_who_writes_and_the_customer_sees_writing_only_as_the_number_is_set() {
    let shop = Shop::open(House::open().await).await;
    let work = shop.house.start_work();
    let path = thread_of(&shop).await;
    let (anna, oleg) = (
        Person::enter(&shop, "Анна", Role::Agent).await,
        Person::enter(&shop, "Олег", Role::Agent).await,
    );
    let typing = || {
        shop.stub
            .bodies("/messages")
            .into_iter()
            .filter(|body| body["typing_indicator"].is_object())
    };
    let number = format!("/numbers/{}", shop.number);
    shop.ask("PATCH", &number, Some(json!({"mark_read": "on_reply"}))).await;
    let mut his = oleg.listen().await;
    let presence = format!("{path}/presence");
    let there = anna
        .ask("POST", &presence, Some(json!({"state": "typing"})))
        .await
        .json();
    assert_eq!(there["people"][0]["state"], "typing", "{there}");
    let heard = his.whisper().await;
    assert_eq!(
        heard.data["people"],
        json!([{"user_id": anna.id, "name": "Анна", "state": "typing"}])
    );
    anna.ask("POST", &presence, Some(json!({"state": "left"}))).await;
    assert_eq!(his.whisper().await.data["people"], json!([]));
    assert_eq!(typing().count(), 0, "the number tells nothing before an answer");

    shop.ask("PATCH", &number, Some(json!({"mark_read": "on_open"}))).await;
    for _ in 0..3 {
        anna.ask("POST", &presence, Some(json!({"state": "typing"}))).await;
        oleg.ask("POST", &presence, Some(json!({"state": "typing"}))).await;
    }
    eventually("the customer sees that somebody writes", async || typing().next()).await;
    assert_eq!(
        typing().count(),
        1,
        "WhatsApp is told once for 20 seconds, whoever writes"
    );
    assert_eq!(typing().next().unwrap()["message_id"], "wamid.IN1");
    drop(work);
}

/// Two people press at once, many times over: one goes, the other hears of it, with the message.
pub(crate) async fn only_one_goes(shop: &Shop) {
    let work = shop.house.start_work();
    let path = thread_of(shop).await;
    let (anna, oleg) = (
        Person::enter(shop, "Анна", Role::Agent).await,
        Person::enter(shop, "Олег", Role::Agent).await,
    );
    for round in 0..10 {
        let home = shop.workspace.clone();
        let seen = shop
            .house
            .engine
            .db
            .read(move |tx| events::head(tx, &home))
            .await
            .unwrap();
        let say = |words: String| Some(json!({"type": "text", "text": {"body": words}, "seen_seq": seen}));
        let messages = format!("{path}/messages");
        let (hers, his) = tokio::join!(
            anna.ask("POST", &messages, say(format!("Анна {round}"))),
            oleg.ask("POST", &messages, say(format!("Олег {round}"))),
        );
        let (won, lost) = if hers.status == StatusCode::CREATED {
            (hers, his)
        } else {
            (his, hers)
        };
        assert_eq!(won.status, StatusCode::CREATED, "{:?}", won.json());
        assert_eq!(
            (lost.status, lost.code().as_str()),
            (StatusCode::CONFLICT, "thread_moved"),
            "round {round}: {:?}",
            lost.json()
        );
        assert_eq!(lost.json()["message"]["id"], won.json()["id"]);
        assert_eq!(lost.json()["message"]["text"], won.json()["text"]);
    }
    drop(work);
}

#[tokio::test]
async fn of_two_who_send_at_once_exactly_one_goes() {
    only_one_goes(&Shop::open(House::open().await).await).await;
}

#[tokio::test]
async fn a_thread_is_read_around_a_message_on_from_it_and_searched() {
    let shop = Shop::open(House::open().await).await;
    let work = shop.house.start_work();
    let path = thread_of(&shop).await;
    let mut ids = Vec::new();
    for number in 1..=9 {
        let body = json!({"type": "text", "text": {"body": format!("Ответ {number}")}});
        let sent = shop.ask("POST", &format!("{path}/messages"), Some(body)).await.json();
        ids.push(sent["id"].as_str().unwrap().to_owned());
    }
    let page = async |query: String| {
        let page = shop.ask("GET", &format!("{path}/messages?{query}"), None).await.json();
        let texts = page["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["text"].as_str().unwrap().to_owned());
        (
            texts.collect::<Vec<_>>(),
            page["next_cursor"].as_str().map(str::to_owned),
        )
    };
    let (around, older) = page(format!("around={}&limit=4", ids[4])).await;
    assert_eq!(around, ["Ответ 7", "Ответ 6", "Ответ 5", "Ответ 4", "Ответ 3"]);
    let (before, _) = page(format!("cursor={}&limit=2", older.unwrap())).await;
    assert_eq!(before, ["Ответ 2", "Ответ 1"]);
    let (after, more) = page(format!("after={}&limit=1", ids[6])).await;
    assert_eq!((after, more.is_some()), (vec!["Ответ 8".to_owned()], true));
    let (after, more) = page(format!("after={}&limit=1", ids[7])).await;
    assert_eq!((after, more.is_some()), (vec!["Ответ 9".to_owned()], false));
    let strange = shop
        .ask(
            "GET",
            &format!("{path}/messages?around=msg_0000000001000000000002"),
            None,
        )
        .await;
    assert_eq!(strange.status, StatusCode::NOT_FOUND);
    let both = format!("{path}/messages?around={}&after={}", ids[0], ids[0]);
    assert_eq!(shop.ask("GET", &both, None).await.status, StatusCode::BAD_REQUEST);

    let found = shop
        .ask("GET", &format!("{path}/messages/found?q=ОТВЕТ%203"), None)
        .await
        .json();
    assert_eq!(found["data"].as_array().unwrap().len(), 1, "{found}");
    assert_eq!(found["data"][0]["message_id"], ids[2].as_str());
    let none = shop.ask("GET", &format!("{path}/messages/found?q=%20"), None).await;
    assert_eq!(none.json()["data"], json!([]));
    drop(work);
}
