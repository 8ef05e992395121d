//! A sandbox, a client for it, and a receiver for its webhooks.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use galka_sandbox::{ClockStart, Credentials, Running, Sandbox, Settings, WorldSettings};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// The first moment of the paused clock: 2026-01-01T00:00:00Z.
pub(crate) const START_MS: i64 = 1_767_225_600_000;
pub(crate) const HOUR_MS: i64 = 3_600_000;
pub(crate) const CUSTOMER: &str = "79161234567";

/// What the receiver got.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) signature: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) answered: u16,
}

#[derive(Default)]
struct Inbox {
    received: Vec<Received>,
    answers: VecDeque<u16>,
}

/// A webhook receiver on a port of its own.
#[derive(Clone)]
pub(crate) struct Receiver {
    pub(crate) url: String,
    inbox: Arc<Mutex<Inbox>>,
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        let inbox = Arc::new(Mutex::new(Inbox::default()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let router = Router::new()
            .route("/hook", get(challenge).post(receive))
            .with_state(Arc::clone(&inbox));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, inbox }
    }

    /// The next webhooks are answered with these statuses; 200 after them.
    pub(crate) fn answer_with(&self, statuses: &[u16]) {
        self.inbox.lock().unwrap().answers.extend(statuses);
    }

    /// From now on every webhook is answered 200.
    pub(crate) fn forget_answers(&self) {
        self.inbox.lock().unwrap().answers.clear();
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.inbox.lock().unwrap().received.clone()
    }

    /// Every change that was taken with 200, in the order of arrival: (field, value).
    pub(crate) fn changes(&self) -> Vec<(String, Value)> {
        let mut changes = Vec::new();
        for received in self.received().iter().filter(|received| received.answered == 200) {
            let body: Value = serde_json::from_slice(&received.bytes).unwrap();
            for entry in body["entry"].as_array().unwrap() {
                for change in entry["changes"].as_array().unwrap() {
                    changes.push((change["field"].as_str().unwrap().to_owned(), change["value"].clone()));
                }
            }
        }
        changes
    }

    /// Every status of a message, in the order of arrival.
    pub(crate) fn statuses(&self, id: &str) -> Vec<Value> {
        let all = self
            .changes()
            .into_iter()
            .flat_map(|(_, value)| value["statuses"].as_array().cloned().unwrap_or_default());
        all.filter(|status| status["id"] == id).collect()
    }

    /// The names of these statuses.
    pub(crate) fn status_names(&self, id: &str) -> Vec<String> {
        self.statuses(id)
            .iter()
            .map(|status| status["status"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Every inbound message, in the order of arrival.
    pub(crate) fn messages(&self) -> Vec<Value> {
        self.changes()
            .into_iter()
            .flat_map(|(_, value)| value["messages"].as_array().cloned().unwrap_or_default())
            .collect()
    }
}

async fn challenge(Query(query): Query<HashMap<String, String>>) -> Result<String, StatusCode> {
    let known = query.get("hub.mode").is_some_and(|mode| mode == "subscribe")
        && query.get("hub.verify_token").is_some_and(|token| token == "word");
    if known {
        Ok(query["hub.challenge"].clone())
    } else {
        Err(StatusCode::FORBIDDEN)
    }
}

async fn receive(State(inbox): State<Arc<Mutex<Inbox>>>, headers: HeaderMap, bytes: Bytes) -> StatusCode {
    let mut inbox = inbox.lock().unwrap();
    let answered = inbox.answers.pop_front().unwrap_or(200);
    let signature = headers["x-hub-signature-256"].to_str().unwrap().to_owned();
    inbox.received.push(Received {
        signature,
        bytes: bytes.to_vec(),
        answered,
    });
    StatusCode::from_u16(answered).unwrap()
}

/// A sandbox with a client of its first company and a receiver subscribed to it.
pub(crate) struct Stage {
    pub(crate) sandbox: Running,
    pub(crate) company: Credentials,
    pub(crate) receiver: Receiver,
    pub(crate) client: Client,
}

/// The answer of a call.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) fn code(&self) -> u64 {
        self.body["error"]["code"].as_u64().unwrap_or(0)
    }

    pub(crate) fn wamid(&self) -> String {
        assert_eq!(self.status, 200, "{}", self.body);
        self.body["messages"][0]["id"].as_str().unwrap().to_owned()
    }
}

/// Settings under a paused clock.
pub(crate) fn paused() -> Settings {
    Settings {
        clock: ClockStart::Paused { at_ms: START_MS },
        ..Settings::default()
    }
}

/// Settings under a paused clock with a rule set.
pub(crate) fn paused_under(rule_set: &str) -> Settings {
    Settings {
        world: WorldSettings {
            rule_set: rule_set.to_owned(),
            ..WorldSettings::default()
        },
        ..paused()
    }
}

#[expect(clippy::disallowed_methods, reason = "a test's own client, on loopback only")]
pub(crate) fn client() -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy().build().unwrap()
}

impl Stage {
    pub(crate) async fn open(settings: Settings) -> Self {
        let sandbox = Sandbox::start(settings).await.unwrap();
        let company = sandbox.credentials().remove(0);
        let stage = Self {
            sandbox,
            company,
            receiver: Receiver::start().await,
            client: client(),
        };
        let order = json!({"override_callback_uri": stage.receiver.url, "verify_token": "word"});
        let answer = stage
            .graph(
                Method::POST,
                &format!("{}/subscribed_apps", stage.company.waba_id),
                order,
            )
            .await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        stage
    }

    pub(crate) async fn paused() -> Self {
        Self::open(paused()).await
    }

    pub(crate) async fn graph(&self, method: Method, path: &str, body: Value) -> Answer {
        let request = self
            .client
            .request(method, format!("{}/v25.0/{path}", self.sandbox.base_url()));
        ask(if body.is_null() { request } else { request.json(&body) }.bearer_auth(&self.company.access_token)).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.graph(Method::GET, path, Value::Null).await
    }

    pub(crate) async fn control(&self, method: Method, path: &str, body: Value) -> Answer {
        let request = self
            .client
            .request(method, format!("{}/control/v1/{path}", self.sandbox.base_url()));
        ask(if body.is_null() { request } else { request.json(&body) }).await
    }

    /// Sends a message object; the envelope is added.
    pub(crate) async fn send(&self, to: &str, mut message: Value) -> Answer {
        message["messaging_product"] = json!("whatsapp");
        message["to"] = json!(to);
        self.graph(
            Method::POST,
            &format!("{}/messages", self.company.phone_number_id),
            message,
        )
        .await
    }

    pub(crate) async fn send_text(&self, to: &str, text: &str) -> Answer {
        self.send(to, json!({"type": "text", "text": {"body": text}})).await
    }

    pub(crate) async fn send_template(&self, to: &str, name: &str, components: Value) -> Answer {
        self.send(to, json!({"type": "template", "template": {"name": name, "language": {"code": "ru"}, "components": components}})).await
    }

    /// A customer writes.
    pub(crate) async fn write(&self, phone: &str, text: &str) -> Answer {
        let answer = self
            .control(
                Method::POST,
                &format!("customers/{phone}/messages"),
                json!({"type": "text", "text": {"body": text}}),
            )
            .await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer
    }

    /// A customer is made and writes.
    pub(crate) async fn write_from(&self, phone: &str) {
        self.add_customer(json!({"phone": phone})).await;
        self.write(phone, "Добрый день").await;
    }

    pub(crate) async fn add_customer(&self, customer: Value) {
        let answer = self.control(Method::POST, "customers", customer).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
    }

    pub(crate) async fn advance(&self, span_ms: i64) -> Answer {
        let answer = self
            .control(Method::POST, "clock", json!({"advance_ms": span_ms}))
            .await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer
    }

    /// A template of one body, approved by hand.
    pub(crate) async fn approved(&self, name: &str, category: &str, components: Value) -> String {
        let order = json!({"name": name, "language": "ru", "category": category, "components": components});
        let answer = self
            .graph(
                Method::POST,
                &format!("{}/message_templates", self.company.waba_id),
                order,
            )
            .await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let id = answer.body["id"].as_str().unwrap().to_owned();
        let answer = self
            .control(
                Method::POST,
                &format!("templates/{id}/decision"),
                json!({"decision": "approve"}),
            )
            .await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        id
    }
}

/// Sends a request and reads the answer, JSON or not.
pub(crate) async fn ask(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let text = response.text().await.unwrap();
    Answer {
        status,
        headers,
        body: serde_json::from_str(&text).unwrap_or(Value::String(text)),
    }
}

/// The components of a template with one variable and two quick replies.
pub(crate) fn greeting() -> Value {
    json!([
        {"type": "BODY", "text": "Здравствуйте, {{1}}! Ваш заказ готов к выдаче.", "example": {"body_text": [["Анна"]]}},
        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Спасибо"}, {"type": "QUICK_REPLY", "text": "Отписаться"}]},
    ])
}

/// The values for [`greeting`].
pub(crate) fn greeting_values(name: &str) -> Value {
    json!([{"type": "body", "parameters": [{"type": "text", "text": name}]}])
}
