//! A sandbox without a port, inside this process: its clock stands, and its webhooks go to a function.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use galka_sandbox::{Callback, ClockStart, Credentials, Embedded, Receiver, Sandbox, Settings, WorldSettings};
use serde_json::Value;
use tower::ServiceExt as _;

use crate::failure::BenchError;

const ANSWER_BYTES_MAX: usize = 64 << 20;

/// A sandbox inside this process.
pub struct Inside {
    embedded: Embedded,
    /// Its first company.
    pub company: Credentials,
}

impl Inside {
    /// A fresh world whose clock stands at `at_ms`; `told` gets the body of every webhook.
    ///
    /// # Errors
    /// When the rule set is not known.
    pub fn open(
        world: WorldSettings,
        at_ms: i64,
        told: impl Fn(&[u8]) + Send + Sync + 'static,
    ) -> Result<Self, BenchError> {
        let settings = Settings {
            clock: ClockStart::Paused { at_ms },
            callback: Some(Callback {
                url: "http://drained.invalid/".to_owned(),
                verify_token: String::new(),
            }),
            receiver: Receiver::Function(Arc::new(told)),
            world,
            ..Settings::default()
        };
        let embedded = Sandbox::embed(settings, SocketAddr::from(([127, 0, 0, 1], 0)))
            .map_err(|failure| BenchError::unexpected(failure.to_string()))?;
        let company = embedded.credentials().swap_remove(0);
        Ok(Self { embedded, company })
    }

    /// Asks the Graph API or the control API with the company's token; the status and the JSON of the answer.
    ///
    /// # Errors
    /// When the request cannot be made.
    pub async fn ask(&self, method: &str, path: &str, body: &Value) -> Result<(u16, Value), BenchError> {
        let text = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {}", self.company.access_token))
            .header("content-type", "application/json")
            .body(Body::from(text))
            .map_err(|failure| BenchError::unexpected(failure.to_string()))?;
        let Ok(answer) = self.embedded.router.clone().oneshot(request).await;
        let status = answer.status().as_u16();
        let bytes = to_bytes(answer.into_body(), ANSWER_BYTES_MAX).await;
        let bytes = bytes.map_err(|failure| BenchError::unexpected(failure.to_string()))?;
        Ok((status, serde_json::from_slice(&bytes).unwrap_or_default()))
    }

    /// The same, where everything but a success is a failure.
    ///
    /// # Errors
    /// When it refuses.
    pub async fn must(&self, method: &str, path: &str, body: &Value) -> Result<Value, BenchError> {
        let (status, said) = self.ask(method, path, body).await?;
        if (200..300).contains(&status) {
            return Ok(said);
        }
        Err(BenchError::unexpected(format!("{method} {path}: {status} {said}")))
    }

    /// Asks the control API to change something.
    ///
    /// # Errors
    /// When it refuses.
    pub async fn control(&self, path: &str, body: &Value) -> Result<Value, BenchError> {
        self.must("POST", &format!("/control/v1{path}"), body).await
    }
}
