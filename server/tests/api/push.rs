//! Notifications of browsers, against a push service that only listens on loopback.

use std::sync::{Arc, Mutex};

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use galka_domain::access::Role;
use galka_domain::ids::UserId;
use galka_domain::together::UserSettingKey;
use galka_engine::push::{self, NewBrowser, NewSubscription, PushSettings, PushWorker, SubscribeOutcome};
use galka_engine::runner::Worker as _;
use galka_server::accounts::{NewUser, create_user};
use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral};
use ring::hkdf::{HKDF_SHA256, KeyType, Salt};
use ring::rand::SystemRandom;
use serde_json::{Value, json};

use crate::accounts::{browse, first_owner};
use crate::house::House;
use crate::stub::Shop;

/// The head and the sealed body of what was pushed.
type Pushed = (HeaderMap, Vec<u8>);

/// A push service: keeps what comes, and answers as it is told.
#[derive(Clone)]
struct Service {
    came: Arc<Mutex<Vec<Pushed>>>,
    answer: Arc<Mutex<StatusCode>>,
    address: String,
}

impl Service {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let service = Self {
            came: Arc::default(),
            answer: Arc::new(Mutex::new(StatusCode::CREATED)),
            address: format!("http://{}/send/1", listener.local_addr().unwrap()),
        };
        let router = axum::Router::new().fallback(take).with_state(service.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        service
    }

    fn count(&self) -> usize {
        self.came.lock().unwrap().len()
    }
}

async fn take(State(service): State<Service>, request: Request) -> StatusCode {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, 8_192).await.unwrap().to_vec();
    service.came.lock().unwrap().push((head.headers, body));
    *service.answer.lock().unwrap()
}

/// A browser with a key of one use.
struct Browser {
    key: EphemeralPrivateKey,
    public: Vec<u8>,
    auth: [u8; 16],
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

impl Browser {
    fn open() -> Self {
        let key = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).unwrap();
        let public = key.compute_public_key().unwrap().as_ref().to_vec();
        Self {
            key,
            public,
            auth: [9; 16],
        }
    }

    fn named(&self, endpoint: &str, with_text: bool) -> NewBrowser {
        let keys = NewSubscription {
            endpoint: endpoint.to_owned(),
            p256dh: URL_SAFE_NO_PAD.encode(&self.public),
            auth: URL_SAFE_NO_PAD.encode(self.auth),
        };
        NewBrowser {
            keys,
            device: "Chromium".to_owned(),
            with_text,
        }
    }

    /// RFC 8291 from the other side.
    fn read(self, body: &[u8]) -> Value {
        let (salt, theirs) = (&body[..16], &body[21..86]);
        let derive = |salt: &[u8], secret: &[u8], info: &[&[u8]], count: usize| {
            let mut out = vec![0; count];
            let key = Salt::new(HKDF_SHA256, salt).extract(secret);
            key.expand(info, Length(count)).unwrap().fill(&mut out).unwrap();
            out
        };
        let peer = UnparsedPublicKey::new(&ECDH_P256, theirs);
        let ikm = agree_ephemeral(self.key, &peer, |agreed| {
            derive(&self.auth, agreed, &[b"WebPush: info\0", &self.public, theirs], 32)
        })
        .unwrap();
        let key = derive(salt, &ikm, &[b"Content-Encoding: aes128gcm\0"], 16);
        let nonce = derive(salt, &ikm, &[b"Content-Encoding: nonce\0"], 12);
        let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).unwrap());
        let mut record = body[86..].to_vec();
        let nonce = Nonce::try_assume_unique_for_key(&nonce).unwrap();
        let text = key.open_in_place(nonce, Aad::empty(), &mut record).unwrap();
        let (last, text) = text.split_last().unwrap();
        assert_eq!(*last, 2);
        serde_json::from_slice(text).unwrap()
    }
}

fn settings() -> PushSettings {
    PushSettings {
        contact: "mailto:it@example.com".to_owned(),
    }
}

async fn colleague(shop: &Shop) -> UserId {
    let new = NewUser {
        name: "Олег".to_owned(),
        email: "oleg@example.com".to_owned(),
        password: None,
        locale: "ru".to_owned(),
    };
    let user = create_user(&shop.house.engine, new, &shop.workspace, Role::Agent).await;
    user.unwrap().id
}

/// The conversation of nobody is told to whoever asks for such.
async fn wants_unassigned(shop: &Shop, user: &UserId) {
    let (workspace, user, now) = (shop.workspace.clone(), user.clone(), shop.house.engine.machine_now());
    let set = shop.house.engine.db.write(move |tx| {
        let value = r#"{"desktop": ["message_unassigned"]}"#;
        galka_store::user_settings::set(tx, &workspace, &user, UserSettingKey::Alerts, value, now)
    });
    set.await.unwrap();
}

async fn subscribe(shop: &Shop, user: &UserId, browser: &Browser, endpoint: &str, with_text: bool) {
    let new = browser.named(endpoint, with_text);
    let kept = push::subscribe(&shop.house.engine, &shop.workspace, user, new).await;
    assert!(matches!(kept.unwrap(), SubscribeOutcome::Kept(_)));
}

#[tokio::test]
async fn a_browser_is_told_once_and_without_words_unless_they_are_allowed() {
    let shop = Shop::open(House::open().await).await;
    let service = Service::start().await;
    let user = colleague(&shop).await;
    wants_unassigned(&shop, &user).await;
    let (quiet, open) = (Browser::open(), Browser::open());
    subscribe(&shop, &user, &quiet, &service.address, false).await;
    subscribe(&shop, &user, &open, &format!("{}?2", service.address), true).await;
    let work = shop.house.start_work();
    let thread = shop.hears("79161234567", "wamid.IN1", "Есть тюльпаны?").await;
    drop(work);
    let mut worker = PushWorker::new(shop.house.engine.clone(), settings());
    for _ in 0..2 {
        worker.step(shop.house.engine.business_now()).await.unwrap();
    }
    assert_eq!(service.count(), 2);
    let came = service.came.lock().unwrap().clone();
    let (head, _) = &came[0];
    assert_eq!(head["content-encoding"], "aes128gcm");
    assert!(head["authorization"].to_str().unwrap().starts_with("vapid t="));
    let told = quiet.read(&came[0].1);
    assert_eq!(
        (&told["title"], &told["body"]),
        (&json!("Galka"), &json!("Новое сообщение"))
    );
    assert!(told["path"].as_str().unwrap().ends_with(thread["id"].as_str().unwrap()));
    let told = open.read(&came[1].1);
    assert_eq!(
        (&told["title"], &told["body"]),
        (&json!("Анна"), &json!("Есть тюльпаны?"))
    );
}

#[tokio::test]
async fn a_note_that_names_somebody_is_told_once_and_not_after_it_was_seen() {
    let shop = Shop::open(House::open().await).await;
    let service = Service::start().await;
    let user = colleague(&shop).await;
    let browser = Browser::open();
    subscribe(&shop, &user, &browser, &service.address, true).await;
    let work = shop.house.start_work();
    let thread = shop.hears("79161234567", "wamid.IN1", "Есть тюльпаны?").await;
    let path = format!("/conversations/{}/notes", thread["id"].as_str().unwrap());
    let name = async |text: &str| {
        let note = json!({"text": text, "mentions": [user.as_str()]});
        assert_eq!(shop.ask("POST", &path, Some(note)).await.status, StatusCode::CREATED);
    };
    name("@Олег, посмотри").await;
    let mut worker = PushWorker::new(shop.house.engine.clone(), settings());
    for _ in 0..2 {
        worker.step(shop.house.engine.business_now()).await.unwrap();
    }
    assert_eq!(
        service.count(),
        1,
        "a message of nobody is not told to whoever set nothing"
    );
    name("@Олег, уже не нужно").await;
    let (home, now) = (shop.workspace.clone(), shop.house.engine.business_now());
    let reader = user.clone();
    let seen = shop
        .house
        .engine
        .db
        .write(move |tx| galka_store::alerts::mark_read(tx, &home, &reader, None, None, now));
    seen.await.unwrap();
    worker.step(shop.house.engine.business_now()).await.unwrap();
    drop(work);
    assert_eq!(service.count(), 1);
    let told = browser.read(&service.came.lock().unwrap()[0].1);
    assert_eq!(told["body"], json!("@Олег, посмотри"));
    assert!(told["title"].as_str().unwrap().ends_with(" · Анна"), "{told}");
}

#[tokio::test]
async fn a_browser_that_is_no_more_is_forgotten() {
    let shop = Shop::open(House::open().await).await;
    let service = Service::start().await;
    *service.answer.lock().unwrap() = StatusCode::GONE;
    let user = colleague(&shop).await;
    wants_unassigned(&shop, &user).await;
    subscribe(&shop, &user, &Browser::open(), &service.address, false).await;
    let work = shop.house.start_work();
    let mut worker = PushWorker::new(shop.house.engine.clone(), settings());
    for wamid in ["wamid.IN1", "wamid.IN2"] {
        shop.hears("79161234567", wamid, wamid).await;
        worker.step(shop.house.engine.business_now()).await.unwrap();
    }
    drop(work);
    assert_eq!(service.count(), 1);
}

#[tokio::test]
async fn where_pushing_is_off_nobody_subscribes_and_private_addresses_are_refused() {
    let house = House::open().await;
    let cookie = first_owner(&house).await;
    let seen = browse(&house, "GET", "/api/v1/me/push", &cookie, "same-origin", None).await;
    assert_eq!((seen.status, &seen.json()["enabled"]), (StatusCode::OK, &json!(false)));
    let new = json!({"endpoint": "https://push.example.com/1", "p256dh": "x", "auth": "y", "device": "Chromium"});
    let refused = browse(
        &house,
        "POST",
        "/api/v1/me/push/subscriptions",
        &cookie,
        "same-origin",
        Some(new),
    )
    .await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (StatusCode::CONFLICT, "push_off")
    );
    let shop = Shop::open(House::open().await).await;
    let user = colleague(&shop).await;
    let private = Browser::open().named("https://10.0.0.1/1", false);
    let refused = push::subscribe(&shop.house.engine, &shop.workspace, &user, private).await;
    assert_eq!(refused.unwrap(), SubscribeOutcome::Unusable);
}
