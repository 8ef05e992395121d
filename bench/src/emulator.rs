//! The stage of the sandbox's bench: `galka sandbox` as a child process, and who receives its webhooks here.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::routing::get;
use axum::serve::ListenerExt as _;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::failure::BenchError;
use crate::product::FreePort;
use crate::stage::text;

/// The word of the handshake.
const WORD: &str = "bench";

/// Takes webhooks, counts the statuses in them, and does nothing else.
#[derive(Debug)]
pub struct Receiver {
    /// Where it listens.
    pub address: SocketAddr,
    statuses: Arc<AtomicU64>,
}

impl Receiver {
    /// Starts it in a thread of its own; it ends with the process.
    ///
    /// # Errors
    /// When there is no port or no thread.
    pub async fn start() -> Result<Self, BenchError> {
        let statuses = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&statuses);
        let (ready, listening) = oneshot::channel();
        std::thread::Builder::new()
            .name("bench-receiver".to_owned())
            .spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                // Without a runtime the sender is dropped, and the caller sees that.
                if let Ok(runtime) = runtime {
                    runtime.block_on(receive(counted, ready));
                }
            })?;
        let address = listening
            .await
            .map_err(|_| BenchError::unexpected("the receiver did not start"))?;
        Ok(Self { address, statuses })
    }

    /// How many statuses have arrived.
    #[must_use]
    pub fn statuses(&self) -> u64 {
        self.statuses.load(Ordering::Relaxed)
    }
}

async fn receive(statuses: Arc<AtomicU64>, ready: oneshot::Sender<SocketAddr>) {
    let Ok(listener) = TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0)).await else {
        return;
    };
    let Ok(address) = listener.local_addr() else { return };
    if ready.send(address).is_err() {
        return;
    }
    let take = |State(statuses): State<Arc<AtomicU64>>, body: Bytes| async move {
        statuses.fetch_add(count_statuses(&body), Ordering::Relaxed);
    };
    let answer = |Query(asked): Query<Vec<(String, String)>>| async move {
        let challenge = asked.into_iter().find(|(name, _)| name == "hub.challenge");
        challenge.map(|(_, value)| value).unwrap_or_default()
    };
    let router = Router::new().route("/", get(answer).post(take)).with_state(statuses);
    let listener = listener.tap_io(|stream| {
        // Failing to set it only costs time.
        let _ = stream.set_nodelay(true);
    });
    // It serves until the process ends.
    let _ = axum::serve(listener, router).await;
}

/// How many statuses a body tells of.
#[must_use]
pub fn count_statuses(body: &[u8]) -> u64 {
    const MARK: &[u8] = b"\"status\":\"";
    let mut count = 0;
    let mut rest = body;
    while let Some(place) = rest.iter().position(|byte| *byte == b'"') {
        rest = &rest[place..];
        let step = if rest.starts_with(MARK) {
            count += 1;
            MARK.len()
        } else {
            1
        };
        rest = &rest[step..];
    }
    count
}

/// A running `galka sandbox`; it is killed when dropped.
#[derive(Debug)]
pub struct Emulator {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// What a client needs.
    pub credentials: Value,
    client: reqwest::Client,
    _port: FreePort,
}

impl Emulator {
    /// Starts the binary with an empty world whose webhooks go to `receiver`, and waits until it listens.
    ///
    /// # Errors
    /// When it cannot be started or does not say how to reach it.
    pub async fn start(binary: &std::path::Path, receiver: SocketAddr) -> Result<Self, BenchError> {
        let port = FreePort::find().ok_or_else(|| BenchError::unexpected("no port is free"))?;
        let mut child = Command::new(binary)
            .args(["sandbox", "--json", "--verify-token", WORD])
            .args(["--listen", &port.address.to_string()])
            .args(["--webhook-url", &format!("http://{receiver}/")])
            .env("GALKA_LOG__LEVEL", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        if let Some(output) = child.stdout.take() {
            BufReader::new(output).read_line(&mut line)?;
        }
        let said: Value = serde_json::from_str(&line)
            .map_err(|failure| BenchError::unexpected(format!("the sandbox did not start ({failure}): {line}")))?;
        let emulator = Self {
            child,
            address: port.address,
            credentials: said["companies"][0].clone(),
            client: crate::http::client(),
            _port: port,
        };
        let number = format!("/world/numbers/{}", text(&emulator.credentials, "phone_number_id")?);
        let unbound = json!({ "messaging_limit_tier": "TIER_UNLIMITED", "throughput_mps": 1_000_000 });
        emulator.control("PATCH", &number, unbound).await?;
        Ok(emulator)
    }

    /// Its process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// CPU time that it used so far.
    #[must_use]
    pub fn cpu(&self) -> Duration {
        crate::usage::process_cpu(self.pid())
    }

    /// Asks its control API.
    ///
    /// # Errors
    /// When it does not answer, or refuses.
    pub async fn control(&self, method: &str, path: &str, body: Value) -> Result<Value, BenchError> {
        self.call(method, &format!("/control/v1{path}"), body).await
    }

    /// Asks its Graph API with the company's token.
    ///
    /// # Errors
    /// When it does not answer, or refuses.
    pub async fn graph(&self, method: &str, path: &str, body: Value) -> Result<Value, BenchError> {
        self.call(method, &format!("/v26.0{path}"), body).await
    }

    async fn call(&self, method: &str, path: &str, body: Value) -> Result<Value, BenchError> {
        let verb = method
            .parse()
            .map_err(|_| BenchError::unexpected(format!("{method} is no method")))?;
        let token = text(&self.credentials, "access_token")?;
        let mut request = self.client.request(verb, format!("http://{}{path}", self.address));
        if !body.is_null() {
            request = request.json(&body);
        }
        let answer = request.bearer_auth(token).send().await?;
        let status = answer.status();
        let said = answer.text().await?;
        if !status.is_success() {
            return Err(BenchError::unexpected(format!("{method} {path}: {status} {said}")));
        }
        Ok(serde_json::from_str(&said).unwrap_or_default())
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // One that has ended cannot be killed, and need not be.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_statuses_and_no_other_word() {
        let body = br#"{"statuses":[{"id":"a","status":"sent"},{"status":"read","status_x":"\"status\":"}]}"#;
        assert_eq!(count_statuses(body), 2);
        assert_eq!(count_statuses(b""), 0);
    }
}
