//! A company whose WhatsApp is a stand-in on loopback.

use std::sync::{Arc, Mutex};

use axum::Json;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use galka_domain::access::Provider;
use galka_domain::ids::{ConnectionId, NumberId, TemplateId, WorkspaceId};
use galka_domain::number::{NumberStatus, Quality};
use galka_domain::template::{TemplateCategory, TemplateStatus};
use galka_engine::secrets::ConnectionSecrets;
use galka_store::connections::{self, StoredConnection};
use galka_store::numbers::{self, NumberReport};
use galka_store::templates::{self, StoredTemplate};
use serde_json::{Value, json};

use crate::house::{House, Reply, eventually};
use crate::webhooks::signature;

/// Signs what this stand-in brings.
pub(crate) const SECRET: &str = "the shop's secret";
const ACCOUNT: &str = "2088";
const PHONE_NUMBER_ID: &str = "1099";

/// WhatsApp's side: takes every message and remembers what it was asked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stub {
    asked: Arc<Mutex<Vec<(String, Value)>>>,
    profile: Arc<Mutex<Value>>,
    slow: Arc<Mutex<u32>>,
}

/// A company with one number and one approved template `spring`.
pub(crate) struct Shop {
    /// The server.
    pub(crate) house: House,
    /// WhatsApp's side.
    pub(crate) stub: Stub,
    /// The company.
    pub(crate) workspace: WorkspaceId,
    /// Its owner's key.
    pub(crate) owner: String,
    /// An agent's key.
    pub(crate) agent: String,
    /// Its connection.
    pub(crate) connection: ConnectionId,
    /// Its number.
    pub(crate) number: NumberId,
    /// Its approved template.
    pub(crate) template: TemplateId,
}

impl Stub {
    async fn start() -> (Self, String) {
        let stub = Self::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let router = axum::Router::new().fallback(answer).with_state(stub.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        (stub, address)
    }

    /// The bodies that came to a path with this end, oldest first.
    pub(crate) fn bodies(&self, end: &str) -> Vec<Value> {
        let asked = self.asked.lock().unwrap();
        asked
            .iter()
            .filter(|(path, _)| path.ends_with(end))
            .map(|(_, body)| body.clone())
            .collect()
    }

    /// So many sends are too fast for it.
    pub(crate) fn slow_down(&self, sends: u32) {
        *self.slow.lock().unwrap() = sends;
    }

    /// Whether this send is one of those.
    fn is_too_fast(&self) -> bool {
        let mut left = self.slow.lock().unwrap();
        let too_fast = *left > 0;
        *left = left.saturating_sub(1);
        too_fast
    }

    /// What the business profile says from now on.
    pub(crate) fn keep_profile(&self, profile: Value) {
        *self.profile.lock().unwrap() = profile;
    }

    /// The messages that were sent, without receipts of reading.
    pub(crate) fn messages(&self) -> Vec<Value> {
        let mut bodies = self.bodies("/messages");
        bodies.retain(|body| body["status"].is_null());
        bodies
    }
}

async fn answer(State(stub): State<Stub>, request: Request) -> (StatusCode, Json<Value>) {
    let path = request.uri().path().to_owned();
    let reads = request.method() == "GET";
    let body = axum::body::to_bytes(request.into_body(), 1 << 20).await.unwrap();
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let count = {
        let mut asked = stub.asked.lock().unwrap();
        asked.push((path.clone(), body.clone()));
        asked.len()
    };
    let to = body["to"]
        .as_str()
        .unwrap_or_default()
        .trim_start_matches('+')
        .to_owned();
    let sends = path.ends_with("/messages") && body["status"].is_null();
    if sends && stub.is_too_fast() {
        let error = json!({"message": "(#130429) Rate limit hit", "type": "OAuthException", "code": 130_429,
            "error_data": {"messaging_product": "whatsapp", "details": "Slow down"}, "fbtrace_id": "A"});
        return (StatusCode::BAD_REQUEST, Json(json!({"error": error})));
    }
    let said = if sends {
        json!({"messaging_product": "whatsapp", "contacts": [{"input": to, "wa_id": to}],
            "messages": [{"id": format!("wamid.OUT{count}"), "message_status": "accepted"}]})
    } else if path.ends_with("/whatsapp_business_profile") {
        let mut profile = stub.profile.lock().unwrap();
        if reads {
            json!({"data": [*profile]})
        } else {
            let changes = body.as_object().into_iter().flatten();
            for (name, value) in changes.filter(|(name, _)| *name != "messaging_product") {
                profile[name] = value.clone();
            }
            json!({"success": true})
        }
    } else if path.ends_with("/message_templates") {
        json!({"id": "18", "status": "PENDING", "category": "MARKETING"})
    } else {
        json!({"success": true})
    };
    (StatusCode::OK, Json(said))
}

impl Shop {
    /// A new one.
    pub(crate) async fn open(house: House) -> Self {
        let (stub, address) = Stub::start().await;
        let (workspace, [owner, _, agent]) = house.company("Цветы").await;
        let engine = &house.engine;
        let (connection, number, template) = (engine.new_id(), engine.new_id(), engine.new_id());
        let stored = connection_at(&house, &workspace, &connection, address);
        let (approved, named, now) = (template_of(&connection, &template), number, engine.business_now());
        let (home, wanted): (WorkspaceId, NumberId) = (workspace.clone(), named);
        let number = wanted.clone();
        engine
            .db
            .write(move |tx| {
                let report = NumberReport {
                    phone_number_id: PHONE_NUMBER_ID.to_owned(),
                    display_phone_number: Some("+7 900 000-00-01".to_owned()),
                    verified_name: None,
                    status: Some(NumberStatus::Connected),
                    quality: Some(Quality::Green),
                    tier: Some("TIER_250".to_owned()),
                    throughput_mps: Some(80),
                    on_app: Some(false),
                };
                connections::insert(tx, &stored)?;
                numbers::upsert(tx, &home, &stored.id, &[(wanted.clone(), report)], now)?;
                templates::insert(tx, &home, &approved)
            })
            .await
            .unwrap();
        engine.keys.refresh().await.unwrap();
        Self {
            house,
            stub,
            workspace,
            owner,
            agent,
            connection,
            number,
            template,
        }
    }

    /// Asks as the owner.
    pub(crate) async fn ask(&self, method: &str, path: &str, body: Option<Value>) -> Reply {
        self.house
            .ask(method, &format!("/api/v1{path}"), &self.owner, body)
            .await
    }

    /// A new contact; answers its id.
    pub(crate) async fn person(&self, name: &str, phone: &str, consents: bool, labels: &[&str]) -> String {
        let new = json!({"name": name, "phone": phone, "labels": labels});
        let made = self.ask("POST", "/contacts", Some(new)).await;
        assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.json());
        let id = made.json()["id"].as_str().unwrap().to_owned();
        if consents {
            let consent = json!({"state": "granted", "source": "Анкета", "at": "2026-01-01T10:00:00Z"});
            let set = self
                .ask("POST", &format!("/contacts/{id}/consent"), Some(consent))
                .await;
            assert_eq!(set.status, StatusCode::OK, "{:?}", set.json());
        }
        id
    }

    /// A customer writes; answers the thread when it is there.
    pub(crate) async fn hears(&self, phone: &str, wamid: &str, text: &str) -> Value {
        let message = json!({"from": phone, "id": wamid, "timestamp": self.seconds(), "type": "text",
            "text": {"body": text}});
        let contact = json!({"profile": {"name": "Анна"}, "wa_id": phone});
        self.deliver(json!({"contacts": [contact], "messages": [message]}))
            .await;
        eventually("the message is in its thread", async || {
            let page = self.ask("GET", "/conversations", None).await.json();
            let mut threads = page["data"].as_array()?.iter();
            threads.find(|thread| thread["last_message"]["text"] == text).cloned()
        })
        .await
    }

    /// WhatsApp tells what became of a message.
    pub(crate) async fn status(&self, wamid: &str, phone: &str, status: &str) {
        let status = json!({"id": wamid, "recipient_id": phone, "timestamp": self.seconds(), "status": status,
            "pricing": {"billable": true, "pricing_model": "PMP", "category": "marketing", "type": "regular"}});
        self.deliver(json!({"statuses": [status]})).await;
    }

    /// The signed webhook around a value.
    async fn deliver(&self, mut value: Value) {
        value["messaging_product"] = json!("whatsapp");
        value["metadata"] = json!({"display_phone_number": "79000000001", "phone_number_id": PHONE_NUMBER_ID});
        let body = json!({"object": "whatsapp_business_account",
            "entry": [{"id": ACCOUNT, "changes": [{"field": "messages", "value": value}]}]});
        let body = body.to_string();
        let request = Request::builder()
            .method("POST")
            .uri(format!("/webhooks/whatsapp/{}", self.connection))
            .header("x-hub-signature-256", signature(SECRET, body.as_bytes()))
            .body(Body::from(body));
        assert_eq!(self.house.send(request.unwrap()).await.status, StatusCode::OK);
    }

    fn seconds(&self) -> String {
        (self.house.engine.business_now().as_millis() / 1_000).to_string()
    }
}

fn connection_at(house: &House, workspace: &WorkspaceId, id: &ConnectionId, address: String) -> StoredConnection {
    let secrets = ConnectionSecrets {
        access_token: "token".to_owned(),
        app_secret: Some(SECRET.to_owned()),
        webhook_header: None,
    };
    StoredConnection {
        workspace: workspace.clone(),
        id: id.clone(),
        name: "Цветы".to_owned(),
        provider: Provider::Sandbox,
        base_url: address,
        api_version: "v26.0".to_owned(),
        waba_id: ACCOUNT.to_owned(),
        phone_number_id: PHONE_NUMBER_ID.to_owned(),
        portfolio_id: None,
        secrets: house.engine.secrets.seal_connection(&secrets),
        has_app_secret: true,
        verify_token: "verify".to_owned(),
        rule_set: "meta-2026-10".to_owned(),
        rate_card: "meta-usd-2026-10-01".to_owned(),
        state: "connected".to_owned(),
        checks: "[]".to_owned(),
        last_checked_at: None,
        next_check_at: house.engine.machine_now().plus(1_000_000_000),
        created_at: house.engine.business_now(),
    }
}

fn template_of(connection: &ConnectionId, id: &TemplateId) -> StoredTemplate {
    let made = galka_domain::time::Timestamp::from_secs(1_790_000_000);
    StoredTemplate {
        id: id.clone(),
        connection_id: connection.clone(),
        remote_id: Some("17".to_owned()),
        name: "spring".to_owned(),
        language: "ru".to_owned(),
        category: TemplateCategory::Marketing,
        content: json!({"body": "Привет, {{1}}! Тюльпаны здесь.", "samples": {"1": "Анна"},
            "buttons": [{"type": "quick_reply", "text": "Хочу"}]})
        .to_string(),
        status: TemplateStatus::Approved,
        quality: Quality::Green,
        rejection_reason: None,
        rejection_detail: None,
        paused_until: None,
        history: "[]".to_owned(),
        created_at: made,
        updated_at: made,
        submitted_at: Some(made),
    }
}
