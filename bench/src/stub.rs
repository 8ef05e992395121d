//! A WhatsApp that answers sends at once, or after a set time, and refuses the arrival after the cap in a sliding
//! second; every other call goes on to a sandbox.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::serve::ListenerExt as _;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::bodies::Sent;
use crate::failure::BenchError;
use crate::pace;

/// A running stub.
#[derive(Clone, Debug)]
pub struct Stub {
    /// Where it listens.
    pub address: SocketAddr,
    book: Arc<Mutex<Book>>,
}

/// What arrived, and how it is answered.
#[derive(Debug, Default)]
pub struct Book {
    /// How long an answer takes.
    pub latency: Duration,
    /// How many arrivals a sliding second may hold.
    pub cap: Option<usize>,
    /// What was taken.
    pub sent: Vec<Sent>,
    /// How many were refused.
    pub refused: u64,
    /// The first arrival since the book was cleared.
    pub first_at: Option<Instant>,
    /// The last one.
    pub last_at: Option<Instant>,
    window: VecDeque<Instant>,
}

#[derive(Clone)]
struct Parts {
    book: Arc<Mutex<Book>>,
    client: reqwest::Client,
    beyond: Arc<str>,
}

impl Stub {
    /// Starts it in a thread of its own; it ends with the process. `beyond` is the address of the sandbox.
    ///
    /// # Errors
    /// When there is no port or no thread.
    pub async fn start(beyond: &str) -> Result<Self, BenchError> {
        let book = Arc::new(Mutex::new(Book::default()));
        let parts = Parts {
            book: Arc::clone(&book),
            client: crate::http::client(),
            beyond: beyond.into(),
        };
        let (ready, listening) = oneshot::channel();
        std::thread::Builder::new()
            .name("bench-stub".to_owned())
            .spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                // Without a runtime the sender is dropped, and the caller sees that.
                if let Ok(runtime) = runtime {
                    runtime.block_on(serve(parts, ready));
                }
            })?;
        let address = listening
            .await
            .map_err(|_| BenchError::unexpected("the stub did not start"))?;
        Ok(Self { address, book })
    }

    /// Its book.
    pub fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a new page: nothing has arrived, and answers take this long under this cap.
    pub fn begin(&self, latency: Duration, cap: Option<usize>) {
        *self.book() = Book {
            latency,
            cap,
            ..Book::default()
        };
    }

    /// The address to which a number's messages are posted.
    #[must_use]
    pub fn messages_url(&self) -> String {
        format!("http://{}/v26.0/1/messages", self.address)
    }
}

impl Book {
    fn take(&mut self, request: &Value) -> Option<String> {
        let now = pace::now();
        self.first_at.get_or_insert(now);
        self.last_at = Some(now);
        if let Some(cap) = self.cap {
            while self
                .window
                .front()
                .is_some_and(|at| now - *at >= Duration::from_secs(1))
            {
                self.window.pop_front();
            }
            if self.window.len() >= cap {
                self.refused += 1;
                return None;
            }
            self.window.push_back(now);
        }
        let wamid = format!(
            "wamid.STUB{:08X}{:012X}{:04X}",
            std::process::id(),
            self.sent.len(),
            pace::epoch_ms() & 0xFFFF
        );
        let text = |name: &str| {
            request[name]
                .as_str()
                .unwrap_or_default()
                .trim_start_matches('+')
                .to_owned()
        };
        self.sent.push(Sent {
            wamid: wamid.clone(),
            to: text("to"),
            callback_data: text("biz_opaque_callback_data"),
        });
        Some(wamid)
    }
}

async fn serve(parts: Parts, ready: oneshot::Sender<SocketAddr>) {
    let Ok(listener) = TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0)).await else {
        return;
    };
    let Ok(address) = listener.local_addr() else { return };
    if ready.send(address).is_err() {
        return;
    }
    let router = Router::new().fallback(answer).with_state(parts);
    let listener = listener.tap_io(|stream| {
        // Failing to set it only costs time.
        let _ = stream.set_nodelay(true);
    });
    // It serves until the process ends.
    let _ = axum::serve(listener, router).await;
}

async fn answer(State(parts): State<Parts>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, 16 << 20).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    if head.method == Method::POST && head.uri.path().ends_with("/messages") {
        return send(&parts, &body).await;
    }
    let address = format!("{}{}", parts.beyond, head.uri);
    let mut onward = parts.client.request(head.method, address).body(body);
    for name in ["authorization", "content-type", "file_offset"] {
        if let Some(value) = head.headers.get(name) {
            onward = onward.header(name, value);
        }
    }
    match onward.send().await {
        Ok(answer) => {
            let (status, kind) = (answer.status(), answer.headers().get("content-type").cloned());
            let mut response = Response::new(Body::from(answer.bytes().await.unwrap_or_default()));
            *response.status_mut() = status;
            if let Some(kind) = kind {
                response.headers_mut().insert("content-type", kind);
            }
            response
        }
        Err(_) => StatusCode::BAD_GATEWAY.into_response(),
    }
}

async fn send(parts: &Parts, body: &Bytes) -> Response {
    let request: Value = serde_json::from_slice(body).unwrap_or_default();
    if request["status"] == "read" {
        return Json(json!({ "success": true })).into_response();
    }
    let (wamid, latency) = {
        let mut book = parts.book.lock().unwrap_or_else(PoisonError::into_inner);
        (book.take(&request), book.latency)
    };
    if !latency.is_zero() {
        pace::pause(latency).await;
    }
    match wamid {
        Some(wamid) => {
            let contacts = json!([{ "input": request["to"], "wa_id": request["to"] }]);
            Json(json!({ "messaging_product": "whatsapp", "contacts": contacts, "messages": [{ "id": wamid }] }))
                .into_response()
        }
        None => {
            let error = json!({ "message": "(#130429) Rate limit hit", "type": "OAuthException", "code": 130_429 });
            (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response()
        }
    }
}
