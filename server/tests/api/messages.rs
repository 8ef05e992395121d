//! Messages and threads: sending, refusals, what becomes of a message, and doing it once.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use galka_domain::guard::OnBehalfOf;
use galka_domain::ids::{ConversationId, UserId};
use galka_engine::accept::{Accepted, Recipient, SendDraft, accept_message};
use galka_server::tokens;
use galka_store::events;
use galka_store::idempotency::{self, Claim, RequestKey};
use serde_json::{Value, json};

use crate::house::{House, Reply, eventually};
use crate::stub::Shop;

const ANNA: &str = "79161234567";

fn text(words: &str) -> Value {
    json!({"type": "text", "text": {"body": words}})
}

/// A customer writes, is answered, and the ticks come.
pub(crate) async fn talks(shop: &Shop) {
    let work = shop.house.start_work();
    let anna = shop.person("Анна", ANNA, true, &[]).await;
    let early = json!({"contact_id": anna, "type": "text", "text": {"body": "Рано"}});
    let refused = shop.ask("POST", "/messages", Some(early.clone())).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, "refused")
    );
    assert_eq!(refused.headers[header::CONTENT_TYPE], "application/problem+json");
    assert_eq!(refused.json()["reason"]["rule"], "window_closed");
    let decision = shop.ask("POST", "/decisions", Some(early.clone())).await.json();
    assert_eq!(
        (&decision["decision"], &decision["reason"]["code"]),
        (&json!("refuse"), &json!("window_closed"))
    );

    let thread = shop.hears(ANNA, "wamid.IN1", "Есть тюльпаны?").await;
    assert_eq!(
        (&thread["unread"], &thread["window"]["open"]),
        (&json!(1), &json!(true))
    );
    assert_eq!(thread["contact"]["id"], anna.as_str());
    let decision = shop.ask("POST", "/decisions", Some(early)).await.json();
    assert_eq!(decision["decision"], "send", "{decision}");

    let number = format!("/numbers/{}", shop.number);
    assert_eq!(
        shop.ask("PATCH", &number, Some(json!({"mark_read": "on_open"})))
            .await
            .status,
        StatusCode::OK
    );
    let path = format!("/conversations/{}", thread["id"].as_str().unwrap());
    let opened = shop.ask("POST", &format!("{path}/read"), None).await.json();
    assert_eq!(opened["unread"], 0);
    eventually("the customer sees that it was read", async || {
        let receipts = shop.stub.bodies("/messages");
        receipts
            .into_iter()
            .find(|body| body["status"] == "read" && body["message_id"] == "wamid.IN1")
    })
    .await;

    let sent = shop
        .ask("POST", &format!("{path}/messages"), Some(text("Да, двадцать видов")))
        .await;
    assert_eq!(sent.status, StatusCode::CREATED, "{:?}", sent.json());
    let id = sent.json()["id"].as_str().unwrap().to_owned();
    let taken = eventually("WhatsApp takes it", async || {
        let message = shop.ask("GET", &format!("/messages/{id}"), None).await.json();
        (message["status"] == "accepted").then_some(message)
    })
    .await;
    let wamid = taken["wamid"].as_str().unwrap().to_owned();
    for status in ["read", "sent", "delivered"] {
        shop.status(&wamid, ANNA, status).await;
    }
    let known = ["queued", "accepted", "sent", "delivered", "read"];
    eventually("all ticks are known, and read stays read", async || {
        let message = shop.ask("GET", &format!("/messages/{id}"), None).await.json();
        let timeline = message["timeline"].as_array()?;
        let all = known
            .iter()
            .all(|status| timeline.iter().any(|step| step["status"] == *status));
        (all && message["status"] == "read").then_some(())
    })
    .await;
    let page = shop.ask("GET", &format!("{path}/messages?limit=1"), None).await.json();
    assert_eq!(page["data"][0]["id"], id.as_str());
    let cursor = page["next_cursor"].as_str().unwrap();
    let older = shop
        .ask("GET", &format!("{path}/messages?cursor={cursor}"), None)
        .await
        .json();
    assert_eq!(older["data"][0]["text"], "Есть тюльпаны?");
    let late = shop
        .ask(
            "POST",
            &format!("/messages/{id}/decide"),
            Some(json!({"decision": "resend"})),
        )
        .await;
    assert_eq!(
        (late.status, late.code().as_str()),
        (StatusCode::CONFLICT, "not_uncertain")
    );
    drop(work);
}

#[tokio::test]
async fn a_customer_is_answered_within_the_window_and_the_ticks_come() {
    talks(&Shop::open(House::open().await).await).await;
}

#[tokio::test]
async fn a_wish_that_cannot_be_understood_is_named() {
    let shop = Shop::open(House::open().await).await;
    shop.person("Анна", ANNA, true, &[]).await;
    for (wish, status, code) in [
        (
            json!({"to": "+79161234567", "type": "text", "text": {"body": ""}}),
            422,
            "required",
        ),
        (json!({"type": "text", "text": {"body": "x"}}), 422, "required"),
        (
            json!({"to": "12", "type": "text", "text": {"body": "x"}}),
            422,
            "invalid_phone",
        ),
        (json!({"to": "+79161234567", "type": "poem"}), 422, "unknown"),
        (
            json!({"to": "+79161234567", "type": "text", "txt": {}}),
            422,
            "invalid_field",
        ),
        (
            json!({"contact_id": "ct_none", "type": "text", "text": {"body": "x"}}),
            404,
            "not_found",
        ),
    ] {
        let reply = shop.ask("POST", "/messages", Some(wish.clone())).await;
        assert_eq!((reply.status.as_u16(), reply.code().as_str()), (status, code), "{wish}");
    }
    let template = json!({"to": "+79161234567", "type": "template",
        "template": {"name": "nothing", "language": {"code": "ru"}}});
    let reply = shop.ask("POST", "/messages", Some(template)).await;
    assert_eq!(reply.json()["reason"]["rule"], "template_not_approved");
}

#[tokio::test]
async fn a_double_click_goes_once_and_a_message_of_another_chat_is_not_answered() {
    let shop = Shop::open(House::open().await).await;
    let work = shop.house.start_work();
    let boris = shop.hears("79167654321", "wamid.IN2", "Здравствуйте").await;
    let anna = shop.hears(ANNA, "wamid.IN1", "Есть тюльпаны?").await;
    // Nothing leaves from here on: what was said waits.
    drop(work);
    let path = format!("/conversations/{}/messages", anna["id"].as_str().unwrap());
    let theirs = format!("/conversations/{}/messages", boris["id"].as_str().unwrap());
    let theirs = shop.ask("GET", &theirs, None).await.json()["data"][0]["id"].clone();
    let mut quoting = text("Да");
    quoting["context"] = json!({ "message_id": theirs });
    let reaction = json!({"type": "reaction", "reaction": {"message_id": theirs, "emoji": "👍"}});
    for (wish, status, code) in [
        (text("Есть"), 201, ""),
        (text("Есть"), 422, "refused"),
        (text("Розы тоже"), 201, ""),
        (text("Д\0а"), 422, "invalid_field"),
        (quoting, 404, "not_found"),
        (reaction, 404, "not_found"),
    ] {
        let reply = shop.ask("POST", &path, Some(wish.clone())).await;
        assert_eq!(reply.status.as_u16(), status, "{wish}");
        if status != 201 {
            assert_eq!(reply.code(), code, "{wish}");
        }
    }
}

#[tokio::test]
async fn a_colleague_who_answered_first_is_noticed() {
    let shop = Shop::open(House::open().await).await;
    let work = shop.house.start_work();
    let thread = shop.hears(ANNA, "wamid.IN1", "Есть тюльпаны?").await;
    let path = format!("/api/v1/conversations/{}/messages", thread["id"].as_str().unwrap());
    let head = async || {
        let home = shop.workspace.clone();
        shop.house
            .engine
            .db
            .read(move |tx| events::head(tx, &home))
            .await
            .unwrap()
    };
    let say = async |key: &str, words: &str, seen: i64| {
        let mut message = text(words);
        message["seen_seq"] = json!(seen);
        shop.house.ask("POST", &path, key, Some(message)).await
    };
    let seen = head().await;
    let first = say(&shop.owner, "Да", seen).await;
    assert_eq!(first.status, StatusCode::CREATED, "{:?}", first.json());
    let own = say(&shop.owner, "И розы", seen).await;
    assert_eq!(own.status, StatusCode::CREATED, "one's own answer is no surprise");
    let blind = say(&shop.agent, "Сейчас узнаю", seen).await;
    assert_eq!(
        (blind.status, blind.code().as_str()),
        (StatusCode::CONFLICT, "thread_moved")
    );
    let id = own.json()["id"].as_str().unwrap().to_owned();
    eventually("WhatsApp takes it", async || {
        let message = shop.ask("GET", &format!("/messages/{id}"), None).await.json();
        (message["status"] == "accepted").then_some(())
    })
    .await;
    let seen = head().await;
    shop.status("wamid.OUT1", ANNA, "delivered").await;
    eventually("a tick of a known answer comes", async || {
        (head().await > seen).then_some(())
    })
    .await;
    let informed = say(&shop.agent, "Чем ещё помочь?", seen).await;
    assert_eq!(informed.status, StatusCode::CREATED, "{:?}", informed.json());
    drop(work);
}

struct Repeated<'a> {
    shop: &'a Shop,
    path: String,
    key: &'a str,
    body: String,
}

impl Repeated<'_> {
    async fn send(&self) -> Reply {
        let request = Request::builder()
            .method("POST")
            .uri(&self.path)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.shop.owner))
            .header(header::CONTENT_TYPE, "application/json")
            .header("idempotency-key", self.key)
            .body(Body::from(self.body.clone()));
        self.shop.house.send(request.unwrap()).await
    }

    /// What a process leaves that ends right after it took the key.
    async fn claim(&self, before_ms: i64) -> Claim {
        let engine = &self.shop.house.engine;
        let route = format!("create_conversation_message {}", self.path);
        let request = RequestKey {
            workspace: self.shop.workspace.clone(),
            route,
            key: self.key.to_owned(),
        };
        let claim = Claim {
            request,
            at: engine.machine_now().minus(before_ms),
        };
        let (kept, hash, never) = (
            claim.clone(),
            tokens::hash(&self.body),
            galka_domain::time::Timestamp::from_millis(0),
        );
        let taken = engine
            .db
            .write(move |tx| idempotency::claim_request(tx, &kept.request, &hash, kept.at, never, never));
        assert_eq!(taken.await.unwrap(), None);
        claim
    }

    async fn texts(&self) -> Vec<Value> {
        let page = self
            .shop
            .house
            .ask("GET", &self.path, &self.shop.owner, None)
            .await
            .json();
        let ours = page["data"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|message| message["direction"] == "outbound");
        ours.map(|message| message["text"].clone()).collect()
    }
}

#[tokio::test]
async fn a_send_whose_process_died_is_found_again_and_never_doubled() {
    let shop = Shop::open(House::open().await).await;
    let work = shop.house.start_work();
    let thread = shop.hears(ANNA, "wamid.IN1", "Есть тюльпаны?").await;
    drop(work);
    let thread = ConversationId::parse(thread["id"].as_str().unwrap()).unwrap();
    let path = format!("/api/v1/conversations/{thread}/messages");
    let repeated = |key: &'static str, words: &str| Repeated {
        shop: &shop,
        path: path.clone(),
        key,
        body: text(words).to_string(),
    };
    let draft = |words: &str, claim: &Claim| SendDraft {
        workspace: shop.workspace.clone(),
        from: None,
        to: Recipient::Conversation(thread.clone()),
        content: text(words),
        context_message_id: None,
        on_behalf_of: OnBehalfOf::Person(UserId::from_stored("us_owner".to_owned())),
        seen_seq: None,
        claim: Some(claim.clone()),
        quick_reply: None,
    };

    // It died after the message was queued, before it answered.
    let queued = repeated("queued", "Да, есть");
    let claim = queued.claim(60_000).await;
    let first = accept_message(&shop.house.engine, draft("Да, есть", &claim))
        .await
        .unwrap();
    let Accepted::Queued(id) = first else {
        panic!("{first:?}")
    };
    for _ in 0..2 {
        let again = queued.send().await;
        assert_eq!(
            (again.status, again.json()["id"].as_str()),
            (StatusCode::CREATED, Some(id.as_str()))
        );
        assert_eq!(again.headers["idempotency-replayed"], "true");
    }
    assert_eq!(queued.texts().await, ["Да, есть"]);

    // It died, or hangs, before the message was queued: the repetition sends, and who comes late does nothing.
    let claimed = repeated("claimed", "Розы тоже");
    let claim = claimed.claim(60_000).await;
    let sent = claimed.send().await;
    assert_eq!(sent.status, StatusCode::CREATED, "{:?}", sent.json());
    let late = accept_message(&shop.house.engine, draft("Розы тоже", &claim))
        .await
        .unwrap();
    assert!(matches!(late, Accepted::TakenOver), "{late:?}");
    assert_eq!(claimed.send().await.json()["id"], sent.json()["id"]);
    assert_eq!(claimed.texts().await, ["Розы тоже", "Да, есть"]);

    // It runs still in this process.
    let running = repeated("running", "И пионы");
    running.claim(-1_000).await;
    let reply = running.send().await;
    assert_eq!(
        (reply.status, reply.code().as_str()),
        (StatusCode::CONFLICT, "idempotency_in_progress")
    );
    assert_eq!(running.texts().await.len(), 2);
}
