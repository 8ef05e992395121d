//! The stream of events: what was missed, what happens, and when it ends.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::{Request, StatusCode, header};
use futures_util::StreamExt as _;
use galka_domain::access::Role;
use galka_domain::event::EventKind;
use galka_domain::ids::WorkspaceId;
use galka_engine::hints::Work;
use galka_server::accounts::{self, NewUser};
use galka_store::events::{self, NewEvent};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::accounts::{browse, first_owner};
use crate::house::House;

/// An open stream, read event by event.
pub(crate) struct Stream {
    body: BodyDataStream,
    unread: String,
}

/// One event of the wire.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    id: String,
    pub(crate) name: String,
    pub(crate) data: Value,
}

impl Stream {
    pub(crate) async fn open(house: &House, credential: (header::HeaderName, &str), last: Option<&str>) -> Self {
        let (name, value) = credential;
        let mut request = Request::builder()
            .uri("/api/v1/events")
            .header(name, value)
            // As browsers do; a stream is never compressed, which would hold events back.
            .header(header::ACCEPT_ENCODING, "gzip");
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = house
            .router
            .clone()
            .oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
        Self {
            body: response.into_body().into_data_stream(),
            unread: String::new(),
        }
    }

    /// The next event; nothing when the stream ended.
    async fn next(&mut self) -> Option<Heard> {
        while !self.unread.contains("\n\n") {
            let read = tokio::time::timeout(Duration::from_secs(30), self.body.next())
                .await
                .unwrap();
            self.unread.push_str(std::str::from_utf8(&read?.unwrap()).unwrap());
        }
        let (first, rest) = self.unread.split_once("\n\n").unwrap();
        let mut heard = Heard::default();
        for line in first.lines() {
            match line.split_once(": ") {
                Some(("id", id)) => id.clone_into(&mut heard.id),
                Some(("event", name)) => name.clone_into(&mut heard.name),
                Some(("data", data)) => heard.data = serde_json::from_str(data).unwrap(),
                _ => panic!("{line}"),
            }
        }
        self.unread = rest.to_owned();
        Some(heard)
    }

    /// The next thing that holds for a moment only.
    pub(crate) async fn whisper(&mut self) -> Heard {
        loop {
            let heard = self.next().await.unwrap();
            if matches!(heard.name.as_str(), "presence" | "draft") {
                return heard;
            }
        }
    }

    /// The next event that is no beat.
    async fn news(&mut self) -> Heard {
        loop {
            let heard = self.next().await.unwrap();
            if heard.name != "beat" {
                return heard;
            }
        }
    }
}

async fn add(house: &House, key: &str, name: &str, phone: &str) {
    let new = json!({"name": name, "phone": phone});
    let made = house.ask("POST", "/api/v1/contacts", key, Some(new)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.json());
}

#[tokio::test]
async fn who_comes_back_hears_what_was_missed_and_then_what_happens() {
    let house = House::open().await;
    let (_, [key, ..]) = house.company("Цветы").await;
    let (_, [other, ..]) = house.company("Кофе").await;
    let work = house.start_work();
    for (name, phone) in [
        ("Анна", "89161234561"),
        ("Пётр", "89161234562"),
        ("Мария", "89161234563"),
    ] {
        add(&house, &key, name, phone).await;
    }
    let bearer = format!("Bearer {key}");
    let mut stream = Stream::open(&house, (header::AUTHORIZATION, &bearer), Some("1")).await;
    let first = stream.next().await.unwrap();
    assert_eq!((first.name.as_str(), &first.data["seq"]), ("beat", &json!(1)));
    assert!(first.data["now"].is_string() && first.data["real_now"].is_string());
    for (seq, name) in [("2", "Пётр"), ("3", "Мария")] {
        let heard = stream.news().await;
        assert_eq!((heard.id.as_str(), &heard.data["contact"]["name"]), (seq, &json!(name)));
        assert_eq!(heard.data["kind"], "contact.changed");
    }
    add(&house, &other, "Чужая", "89161234567").await;
    add(&house, &key, "Олег", "89161234564").await;
    let heard = stream.news().await;
    assert_eq!(
        (heard.id.as_str(), &heard.data["contact"]["name"]),
        ("4", &json!("Олег"))
    );
    let beat = loop {
        let heard = stream.next().await.unwrap();
        if heard.name == "beat" {
            break heard;
        }
    };
    assert_eq!(beat.data["seq"], 4);
    drop(work);
}

#[tokio::test]
async fn who_missed_too_much_is_told_to_read_anew() {
    let house = House::open().await;
    let (workspace, [key, ..]) = house.company("Цветы").await;
    let now = house.engine.business_now();
    let many = move |tx: &mut galka_store::Tx<'_>| {
        let happened = vec![NewEvent::of(EventKind::ContactChanged, "ct_0"); 10_005];
        events::append(tx, &workspace, &happened, now)
    };
    assert_eq!(house.engine.db.write(many).await.unwrap(), 10_005);
    let bearer = format!("Bearer {key}");
    let mut stream = Stream::open(&house, (header::AUTHORIZATION, &bearer), Some("1")).await;
    let heard = stream.news().await;
    assert_eq!((heard.name.as_str(), heard.id.as_str()), ("gap", "10005"));
    let me = house.ask("GET", "/api/v1/me", &key, None).await;
    assert_eq!(me.json()["events_seen"], 10_005, "where a stream goes on from");
    let refused = house.ask("GET", "/api/v1/events?cursor=soon", &key, None).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (StatusCode::BAD_REQUEST, "invalid_cursor")
    );
}

#[tokio::test]
async fn the_stream_ends_after_signing_out() {
    let house = House::open().await;
    let cookie = first_owner(&house).await;
    let mut stream = Stream::open(&house, (header::COOKIE, &cookie), None).await;
    for _ in 0..2 {
        assert_eq!(stream.next().await.unwrap().name, "beat");
    }
    let out = browse(&house, "POST", "/api/v1/auth/sign_out", &cookie, "same-origin", None).await;
    assert_eq!(out.status, StatusCode::NO_CONTENT);
    let mut beats = 0;
    while stream.next().await.is_some() {
        beats += 1;
        assert!(beats < 3, "it goes on");
    }
}

#[tokio::test]
async fn a_busy_stream_ends_after_signing_out_too() {
    let house = House::open().await;
    let cookie = first_owner(&house).await;
    let me = browse(&house, "GET", "/api/v1/me", &cookie, "same-origin", None).await;
    let workspace = WorkspaceId::from_stored(me.json()["workspace"]["id"].as_str().unwrap().to_owned());
    let work = house.start_work();
    let mut stream = Stream::open(&house, (header::COOKIE, &cookie), None).await;
    let out = browse(&house, "POST", "/api/v1/auth/sign_out", &cookie, "same-origin", None).await;
    assert_eq!(out.status, StatusCode::NO_CONTENT);
    let now = house.engine.business_now();
    let never_quiet = async {
        loop {
            let own = workspace.clone();
            let happens = move |tx: &mut galka_store::Tx<'_>| {
                let event = NewEvent::of(EventKind::ContactChanged, "ct_0");
                events::append(tx, &own, std::slice::from_ref(&event), now)
            };
            house.engine.db.write(happens).await.unwrap();
            house.engine.hints.wake(Work::Live);
        }
    };
    let ends = async { while stream.next().await.is_some() {} };
    let ended = tokio::time::timeout(Duration::from_secs(20), async {
        tokio::select! {
            () = never_quiet => {}
            () = ends => {}
        }
    });
    ended.await.expect("it goes on");
    drop(work);
}

/// What the stream tells until it ends, without beats.
async fn heard_to_the_end(mut stream: Stream) -> Vec<String> {
    let mut heard = Vec::new();
    while let Some(one) = stream.next().await {
        if one.name != "beat" {
            heard.push(one.data["contact"]["name"].as_str().unwrap_or(&one.id).to_owned());
        }
    }
    heard
}

#[tokio::test]
async fn who_may_not_listen_any_more_hears_nothing_of_what_happens_after_that() {
    let house = House::open().await.without_beats();
    let (home, [owner, admin, _]) = house.company("Цветы").await;
    let anna = NewUser {
        name: "Анна".to_owned(),
        email: "anna@example.com".to_owned(),
        password: Some("очень длинный".to_owned()),
        locale: "ru".to_owned(),
    };
    let anna = accounts::create_user(&house.engine, anna, &home, Role::Agent)
        .await
        .unwrap();
    let sign_in = async || {
        let credentials = json!({"email": "anna@example.com", "password": "очень длинный"});
        let entered = browse(
            &house,
            "POST",
            "/api/v1/auth/sign_in",
            "",
            "same-origin",
            Some(credentials),
        )
        .await;
        entered.headers[header::SET_COOKIE]
            .to_str()
            .unwrap()
            .split(';')
            .next()
            .unwrap()
            .to_owned()
    };
    let keys = house.ask("GET", "/api/v1/api_keys", &owner, None).await.json();
    let of_admin = keys["data"]
        .as_array()
        .unwrap()
        .iter()
        .find(|key| key["role"] == "admin")
        .unwrap();
    let key_path = format!("/api/v1/api_keys/{}", of_admin["id"].as_str().unwrap());
    let member_path = format!("/api/v1/members/{}", anna.id);
    let (one, other) = (sign_in().await, sign_in().await);
    let work = house.start_work();
    let bearer = format!("Bearer {admin}");
    let by_key = Stream::open(&house, (header::AUTHORIZATION, &bearer), None).await;
    let (mut first, second) = (
        Stream::open(&house, (header::COOKIE, &one), None).await,
        Stream::open(&house, (header::COOKIE, &other), None).await,
    );
    add(&house, &owner, "До всего", "89161234560").await;
    let revoked = house.ask("DELETE", &key_path, &owner, None).await;
    assert_eq!(revoked.status, StatusCode::NO_CONTENT);
    add(&house, &owner, "Без ключа", "89161234561").await;
    assert_eq!(heard_to_the_end(by_key).await, ["До всего"]);
    // Another password ends all other sessions, and this one goes on.
    let patch = json!({"current_password": "очень длинный", "new_password": "совсем другой"});
    let changed = browse(&house, "PATCH", "/api/v1/me", &one, "same-origin", Some(patch)).await;
    assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.json());
    add(&house, &owner, "После пароля", "89161234562").await;
    assert!(!heard_to_the_end(second).await.contains(&"После пароля".to_owned()));
    while first.news().await.data["contact"]["name"] != "После пароля" {}
    let removed = house.ask("DELETE", &member_path, &owner, None).await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT);
    add(&house, &owner, "После ухода", "89161234563").await;
    assert!(!heard_to_the_end(first).await.contains(&"После ухода".to_owned()));
    drop(work);
}
