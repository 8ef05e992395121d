//! Connecting against a stand-in for WhatsApp's side that only listens on loopback.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::{Arc, Mutex};

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use galka_domain::access::Provider;
use galka_domain::ids::{MediaId, MessageId, WorkspaceId};
use galka_domain::message::Direction;
use galka_domain::template::{TemplateCategory, TemplateStatus};
use galka_domain::time::Timestamp;
use galka_engine::connect::{
    CheckState, ConnectOutcome, NewConnection, check_connection, create_connection, delete_connection, read_checks,
};
use galka_engine::fetch::FetchWorker;
use galka_engine::live::{LiveHub, LiveWorker, Missed};
use galka_engine::runner::Worker;
use galka_engine::templates::{
    NewTemplate, TemplateContent, TemplateOutcome, create_template, delete_template, read_content, submit_template,
};
use galka_engine::{Engine, EngineSettings};
use galka_store::connections::StoredConnection;
use galka_store::media::{MediaShape, StoredMedia};
use galka_store::templates::TemplateFilter;
use galka_store::{media, numbers, templates};
use serde_json::{Value, json};

const T0: Timestamp = Timestamp::from_secs(1_795_000_000);
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x03";

/// What the stand-in was asked, and whether it accepts the token.
#[derive(Clone, Default)]
struct Remote {
    asked: Arc<Mutex<Vec<String>>>,
    token_is_bad: Arc<Mutex<bool>>,
    address: Arc<Mutex<String>>,
}

impl Remote {
    async fn start() -> Self {
        let remote = Self::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        *remote.address.lock().unwrap() = format!("http://{}", listener.local_addr().unwrap());
        let router = axum::Router::new().fallback(answer).with_state(remote.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        remote
    }

    fn address(&self) -> String {
        self.address.lock().unwrap().clone()
    }

    fn was_asked(&self, what: &str) -> bool {
        self.asked.lock().unwrap().iter().any(|asked| asked.contains(what))
    }
}

async fn answer(State(remote): State<Remote>, request: Request) -> Response {
    let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
    let query = request.uri().query().unwrap_or_default().to_owned();
    let body = axum::body::to_bytes(request.into_body(), 1_000_000).await.unwrap();
    let body = String::from_utf8_lossy(&body).into_owned();
    remote
        .asked
        .lock()
        .unwrap()
        .push(format!("{method} {path}?{query} {body}"));
    if *remote.token_is_bad.lock().unwrap() {
        let error =
            json!({"error": {"code": 190, "message": "(#190) Access token has expired", "type": "OAuthException"}});
        return (StatusCode::UNAUTHORIZED, Json(error)).into_response();
    }
    match (method.as_str(), path.as_str()) {
        ("GET", "/media/file") => PICTURE.into_response(),
        ("GET", "/v26.0/77") => Json(json!({
            "id": "77", "url": format!("{}/media/file", remote.address()), "mime_type": "image/png", "file_size": "24"
        }))
        .into_response(),
        (_, path) => Json(known(&method, path)).into_response(),
    }
}

fn known(method: &str, path: &str) -> Value {
    match (method, path) {
        ("GET", "/v26.0/debug_token") => json!({"data": {"is_valid": true, "app_id": "88"}}),
        ("GET", "/v26.0/1099") => json!({"id": "1099", "display_phone_number": "+7 900 000-00-01"}),
        ("GET", "/v26.0/2088/phone_numbers") => json!({"data": [
            {"id": "1099", "display_phone_number": "+7 900 000-00-01", "verified_name": "Цветы", "status": "CONNECTED",
             "quality_rating": "GREEN", "whatsapp_business_manager_messaging_limit": "TIER_2K", "throughput": {"level": "HIGH"}},
            {"id": "1100", "display_phone_number": "+7 900 000-00-02", "verified_name": "Цветы 2", "quality_rating": "NA",
             "throughput": {"level": "STANDARD"}, "is_on_biz_app": true}]}),
        ("GET", "/v26.0/2088/message_templates") => json!({"data": [
            {"id": "17", "name": "spring", "language": "ru", "status": "APPROVED", "category": "MARKETING",
             "components": [{"type": "BODY", "text": "Весна, {{1}}!", "example": {"body_text": [["Анна"]]}}]}]}),
        ("POST", "/v26.0/2088/message_templates") => json!({"id": "18", "status": "PENDING", "category": "UTILITY"}),
        _ => json!({"success": true}),
    }
}

async fn engine() -> (Engine, tempfile::TempDir) {
    let files = tempfile::tempdir().unwrap();
    let settings = EngineSettings {
        database_url: format!("sqlite://{}/galka.db", files.path().display()),
        data_dir: files.path().to_owned(),
        public_url: "http://127.0.0.1:8080/".to_owned(),
        sandbox_control: None,
        follow_clock: false,
        media_bytes_max: 1_000,
        journal_keep_days: 30,
        allow_private: Vec::new(),
        secret_key: None,
        push: None,
    };
    (Engine::open(settings).await.unwrap(), files)
}

fn ours() -> WorkspaceId {
    WorkspaceId::new(T0, 1)
}

fn new_connection(remote: &Remote) -> NewConnection {
    let own = |text: &str| Some(text.to_owned());
    NewConnection {
        name: None,
        provider: Provider::Sandbox,
        base_url: Some(remote.address()),
        api_version: None,
        waba_id: own("2088"),
        phone_number_id: own("1099"),
        portfolio_id: None,
        access_token: own("EAAtoken"),
        app_secret: own("app-secret"),
        verify_token: None,
        rule_set: None,
        rate_card: None,
    }
}

async fn connect(engine: &Engine, remote: &Remote) -> StoredConnection {
    match create_connection(engine, &ours(), new_connection(remote))
        .await
        .unwrap()
    {
        ConnectOutcome::Done(connection) => *connection,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn connecting_checks_subscribes_and_takes_over_numbers_and_templates() {
    let remote = Remote::start().await;
    let (engine, _files) = engine().await;
    let connection = connect(&engine, &remote).await;
    assert_eq!(connection.state, "connected", "{}", connection.checks);
    assert!(!connection.secrets.contains("EAAtoken"));
    assert!(remote.was_asked(&format!("http://127.0.0.1:8080/webhooks/whatsapp/{}", connection.id)));
    let (numbers, templates) = engine
        .db
        .read(|tx| {
            let filter = TemplateFilter::default();
            Ok((
                numbers::list(tx, &ours())?,
                templates::list(tx, &ours(), &filter, None, 10)?,
            ))
        })
        .await
        .unwrap();
    let shown: Vec<_> = numbers
        .iter()
        .map(|number| (number.tier.as_str(), number.throughput_mps, number.on_app))
        .collect();
    assert_eq!(shown, [("TIER_2K", 1_000, false), ("TIER_250", 20, true)]);
    assert_eq!(templates[0].status, TemplateStatus::Approved);
    assert_eq!(read_content(&templates[0].content).body, "Весна, {{1}}!");
    assert!(delete_connection(&engine, &ours(), &connection.id).await.unwrap());
    assert_eq!(check_connection(&engine, &ours(), &connection.id).await.unwrap(), None);
}

#[tokio::test]
async fn a_refused_token_is_said_and_holds_the_numbers_until_it_works() {
    let remote = Remote::start().await;
    let (engine, _files) = engine().await;
    let connection = connect(&engine, &remote).await;
    let held = async || {
        let all = engine.db.read(|tx| numbers::list(tx, &ours())).await.unwrap();
        all.into_iter().map(|number| number.paused_reason).collect::<Vec<_>>()
    };
    *remote.token_is_bad.lock().unwrap() = true;
    let failed = check_connection(&engine, &ours(), &connection.id)
        .await
        .unwrap()
        .unwrap();
    let checks = read_checks(&failed.checks);
    assert_eq!((failed.state.as_str(), checks.len()), ("failed", 5));
    assert_eq!(
        (checks[0].state, checks[0].code.as_deref()),
        (CheckState::Failed, Some("190"))
    );
    assert_eq!(checks[1].state, CheckState::Waiting);
    assert_eq!(
        held().await,
        [Some("unauthorised".to_owned()), Some("unauthorised".to_owned())]
    );
    *remote.token_is_bad.lock().unwrap() = false;
    check_connection(&engine, &ours(), &connection.id).await.unwrap();
    assert_eq!(held().await, [None, None]);
}

#[tokio::test]
async fn what_cannot_be_used_is_named_before_anything_is_kept() {
    let remote = Remote::start().await;
    let (engine, _files) = engine().await;
    type Spoil = fn(&mut NewConnection);
    let cases: [(Spoil, &str); 5] = [
        (|new| new.access_token = None, "access_token"),
        (|new| new.app_secret = Some(" ".to_owned()), "app_secret"),
        (|new| new.base_url = Some("ftp://host".to_owned()), "base_url"),
        (|new| new.rule_set = Some("of-tomorrow".to_owned()), "rule_set"),
        (|new| new.provider = Provider::CloudApi, "base_url"),
    ];
    for (spoil, expected) in cases {
        let mut new = new_connection(&remote);
        spoil(&mut new);
        match create_connection(&engine, &ours(), new).await.unwrap() {
            ConnectOutcome::Invalid { field, .. } => assert_eq!(field, expected),
            other => panic!("{other:?}"),
        }
    }
    assert!(remote.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_template_goes_from_draft_to_review_and_away() {
    let remote = Remote::start().await;
    let (engine, _files) = engine().await;
    connect(&engine, &remote).await;
    let content = TemplateContent {
        body: "Здравствуйте, {{1}}! Заказ {{2}} уже готов.".to_owned(),
        samples: [("1", "Анна"), ("2", "А-17")]
            .map(|(key, text)| (key.to_owned(), text.to_owned()))
            .into(),
        ..TemplateContent::default()
    };
    let new = || NewTemplate {
        connection_id: None,
        name: "order_ready".to_owned(),
        language: "ru".to_owned(),
        category: TemplateCategory::Utility,
        content: content.clone(),
    };
    let TemplateOutcome::Done(draft) = create_template(&engine, &ours(), new()).await.unwrap() else {
        panic!()
    };
    assert_eq!(
        create_template(&engine, &ours(), new()).await.unwrap(),
        TemplateOutcome::Taken
    );
    let TemplateOutcome::Done(sent) = submit_template(&engine, &ours(), &draft.id).await.unwrap() else {
        panic!()
    };
    assert_eq!(
        (sent.status, sent.remote_id.as_deref()),
        (TemplateStatus::Pending, Some("18"))
    );
    assert!(remote.was_asked(r#""body_text":[["Анна","А-17"]]"#));
    let again = submit_template(&engine, &ours(), &draft.id).await.unwrap();
    assert_eq!(
        again,
        TemplateOutcome::WrongStatus {
            status: TemplateStatus::Pending
        }
    );
    assert_eq!(
        delete_template(&engine, &ours(), &draft.id).await.unwrap(),
        TemplateOutcome::Removed
    );
    assert!(remote.was_asked("DELETE /v26.0/2088/message_templates?"));
}

#[tokio::test]
async fn a_file_of_a_customer_is_fetched_and_measured_and_watchers_hear_of_connecting() {
    let remote = Remote::start().await;
    let (engine, _files) = engine().await;
    let hub = LiveHub::new(
        &engine,
        Arc::new(|_, _, events| Ok(events.iter().map(|event| event.kind).collect())),
    );
    let mut watcher = hub.subscribe(&ours()).await.unwrap();
    let before = *watcher.borrow_and_update();
    connect(&engine, &remote).await;
    let mut live = LiveWorker::new(hub.clone());
    live.step(engine.business_now()).await.unwrap();
    watcher.changed().await.unwrap();
    assert_eq!((before, *watcher.borrow()), (0, 3));
    let Missed::Events(missed) = hub.missed(&ours(), 1).await.unwrap() else {
        panic!()
    };
    assert_eq!(missed.iter().map(|told| told.seq).collect::<Vec<_>>(), [1, 2, 3]);
    assert!(matches!(
        hub.missed(&ours(), 99).await.unwrap(),
        Missed::Gap { head: 3 }
    ));

    let number = engine
        .db
        .read(|tx| numbers::list(tx, &ours()))
        .await
        .unwrap()
        .remove(0)
        .id;
    let id = MediaId::new(T0, 1);
    let row = StoredMedia {
        id: id.clone(),
        number_id: Some(number),
        message_id: Some(MessageId::new(T0, 1)),
        direction: Direction::Inbound,
        remote_id: Some("77".to_owned()),
        remote_until: None,
        mime_type: "image/png".to_owned(),
        file_name: None,
        byte_count: None,
        sha256: None,
        shape: MediaShape::default(),
        state: "failed".to_owned(),
        attempts: 0,
        error: None,
        created_at: T0,
    };
    engine
        .db
        .write(move |tx| media::insert(tx, &ours(), &row))
        .await
        .unwrap();
    assert!(galka_engine::fetch::retry_fetch(&engine, &ours(), &id).await.unwrap());
    FetchWorker::new(engine.clone())
        .step(engine.business_now())
        .await
        .unwrap();
    let wanted = id.clone();
    let stored = engine
        .db
        .read(move |tx| media::find(tx, &ours(), &wanted))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (stored.state.as_str(), stored.byte_count),
        ("ready", Some(24)),
        "{:?}",
        stored.error
    );
    assert_eq!((stored.shape.width, stored.shape.height), (Some(2), Some(3)));
    assert_eq!(engine.files.read(&id).await.unwrap().1, 24);
}
