//! The references: as little as anybody could do with the same parts.
//!
//! Intake: axum, the same signature function, and the same group-commit writer on a table with two columns in a
//! database of its own. Dispatch: the same HTTP client in a loop, and nothing durable at all.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::serve::ListenerExt as _;
use galka_cloud_api::signature;
use galka_store::{Db, sql};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::failure::BenchError;
use crate::pace;
use crate::report::Measure;
use crate::usage::process_cpu;

/// This file, as the report names it.
pub const FILE: &str = "bench/src/reference.rs";

/// A running intake that does nothing but verify and store.
#[derive(Debug)]
pub struct Intake {
    /// Where it listens.
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

#[derive(Clone)]
struct Parts {
    db: Db,
    app_secret: Arc<str>,
    next: Arc<AtomicI64>,
}

impl Intake {
    /// Starts it in a runtime of its own, with as many threads as the product has.
    ///
    /// # Errors
    /// When its database or its port cannot be opened.
    pub async fn start(database_url: &str, app_secret: &str) -> Result<Self, BenchError> {
        let db = Db::open(database_url).await?;
        db.write(|tx| {
            tx.execute(
                sql!("CREATE TABLE IF NOT EXISTS bench_bodies (id BIGINT PRIMARY KEY, body BYTEA NOT NULL)"),
                &[],
            )?;
            Ok(())
        })
        .await?;
        let parts = Parts {
            db,
            app_secret: app_secret.into(),
            next: Arc::new(AtomicI64::new(pace::epoch_ms() << 20)),
        };
        let (ready, listening) = oneshot::channel();
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("bench-reference".to_owned())
            .spawn(move || {
                let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
                // Without a runtime the sender is dropped, and the caller sees that.
                if let Ok(runtime) = runtime {
                    runtime.block_on(serve(parts, ready, stopped));
                }
            })?;
        let address = listening
            .await
            .map_err(|_| BenchError::unexpected("the reference did not start"))?;
        Ok(Self {
            address,
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for Intake {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // It may have ended by itself.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn serve(parts: Parts, ready: oneshot::Sender<SocketAddr>, stopped: oneshot::Receiver<()>) {
    let Ok(listener) = TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0)).await else {
        return;
    };
    let Ok(address) = listener.local_addr() else { return };
    let db = parts.db.clone();
    let router = Router::new().route("/webhook", post(receive)).with_state(parts);
    let listener = listener.tap_io(|stream| {
        // Failing to set it only costs time.
        let _ = stream.set_nodelay(true);
    });
    if ready.send(address).is_err() {
        return;
    }
    tokio::select! {
        _ = async { axum::serve(listener, router).await } => {}
        _ = stopped => {}
    }
    db.close().await;
}

async fn receive(State(parts): State<Parts>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let signature = headers
        .get("x-hub-signature-256")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if !signature::verify(&parts.app_secret, &body, signature) {
        return StatusCode::UNAUTHORIZED;
    }
    let id = parts.next.fetch_add(1, Ordering::Relaxed);
    let body = body.to_vec();
    let stored = parts.db.write(move |tx| {
        tx.execute(
            sql!("INSERT INTO bench_bodies (id, body) VALUES ($1, $2)"),
            &[&id, &body],
        )
    });
    match stored.await {
        Ok(_) => StatusCode::OK,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// The bare HTTP loop: `count` sends over `in_flight` connections, as fast as answers come.
///
/// # Errors
/// When the stub does not answer.
pub async fn sends(url: String, count: u64, in_flight: usize) -> Result<Measure, BenchError> {
    let before = process_cpu(std::process::id());
    let client = crate::http::client();
    let next = Arc::new(AtomicU64::new(0));
    let started = pace::now();
    let loops: Vec<_> = (0..in_flight)
        .map(|_| {
            let (client, url, next) = (client.clone(), url.clone(), Arc::clone(&next));
            tokio::spawn(async move {
                while next.fetch_add(1, Ordering::Relaxed) < count {
                    let body = json!({
                        "messaging_product": "whatsapp", "recipient_type": "individual", "to": "+79170000001",
                        "type": "text", "text": { "body": "Здравствуйте" },
                    });
                    let answer = client
                        .post(&url)
                        .bearer_auth("token")
                        .json(&body)
                        .send()
                        .await?
                        .error_for_status()?;
                    answer.bytes().await?;
                }
                Ok::<(), reqwest::Error>(())
            })
        })
        .collect();
    for one in loops {
        one.await
            .map_err(|failure| BenchError::unexpected(failure.to_string()))??;
    }
    let elapsed: Duration = pace::now() - started;
    // The stub works in this process too, for the product as for the loop.
    let cpu = process_cpu(std::process::id()).saturating_sub(before);
    Ok(Measure {
        count,
        elapsed,
        cpu,
        answers_us: Vec::new(),
    })
}
