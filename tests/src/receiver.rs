//! A company's own system: an address on loopback that is told of events, and answers as the test wants.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::patience::eventually;

/// Something that was told.
#[derive(Clone, Debug)]
pub struct Told {
    /// `X-Galka-Delivery`.
    pub id: String,
    /// `X-Galka-Signature-256`.
    pub signature: String,
    /// The raw body.
    pub raw: Vec<u8>,
    /// The body.
    pub body: Value,
}

/// How the address answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// With this status.
    Status(u16),
    /// Never.
    Silent,
}

/// The address.
#[derive(Clone, Debug)]
pub struct Receiver {
    /// Where it is.
    pub url: String,
    told: Arc<Mutex<Vec<Told>>>,
    manner: Arc<Mutex<Manner>>,
}

type Shared = (Arc<Mutex<Vec<Told>>>, Arc<Mutex<Manner>>);

impl Receiver {
    /// One that takes everything.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port is free");
        let address = listener.local_addr().expect("it is bound");
        let receiver = Self {
            url: format!("http://{address}/hooks"),
            told: Arc::default(),
            manner: Arc::new(Mutex::new(Manner::Status(200))),
        };
        let shared: Shared = (Arc::clone(&receiver.told), Arc::clone(&receiver.manner));
        let router = Router::new().fallback(take).with_state(shared);
        tokio::spawn(async move { axum::serve(listener, router).await.expect("it is served") });
        receiver
    }

    /// Answers so from now on.
    ///
    /// # Panics
    /// When a test panicked meanwhile.
    pub fn answer(&self, manner: Manner) {
        *self.manner.lock().expect("nobody panicked") = manner;
    }

    /// Everything that was told, in its order.
    ///
    /// # Panics
    /// When a test panicked meanwhile.
    #[must_use]
    pub fn told(&self) -> Vec<Told> {
        self.told.lock().expect("nobody panicked").clone()
    }

    /// Waits for something that was told after the first `seen`.
    pub async fn hears(&self, what: &str, seen: usize, is_it: impl Fn(&Told) -> bool) -> Told {
        eventually(what, || async {
            self.told().into_iter().skip(seen).find(|told| is_it(told))
        })
        .await
    }
}

async fn take(State((told, manner)): State<Shared>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let header = |name: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    };
    told.lock().expect("nobody panicked").push(Told {
        id: header("x-galka-delivery"),
        signature: header("x-galka-signature-256"),
        body: serde_json::from_slice(&body).unwrap_or_default(),
        raw: body.to_vec(),
    });
    let manner = *manner.lock().expect("nobody panicked");
    match manner {
        Manner::Status(status) => StatusCode::from_u16(status).expect("a status"),
        Manner::Silent => std::future::pending().await,
    }
}
