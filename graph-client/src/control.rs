//! Calls to the sandbox's own control API: its address is a setting of the operator, and it has no token.

use bytes::Bytes;
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use url::Url;

use crate::http::{GraphClient, NoAnswer, no_answer};

/// A request to the control API.
#[derive(Debug, Clone)]
pub struct ControlRequest {
    /// `GET`, `POST`, `PATCH` or `DELETE`.
    pub method: String,
    /// The whole address, with its query.
    pub url: String,
    /// Type of the body.
    pub content_type: Option<String>,
    /// The body; empty for none.
    pub body: Bytes,
}

/// What the control API answered.
#[derive(Debug, Clone)]
pub struct ControlAnswer {
    /// HTTP status.
    pub status: u16,
    /// Type of the body.
    pub content_type: Option<String>,
    /// The body.
    pub body: Bytes,
}

impl ControlRequest {
    /// A question.
    #[must_use]
    pub fn get(url: impl Into<String>) -> Self {
        Self {
            method: "GET".to_owned(),
            url: url.into(),
            content_type: None,
            body: Bytes::new(),
        }
    }

    /// A command with a JSON body.
    #[must_use]
    pub fn post(url: impl Into<String>, body: &serde_json::Value) -> Self {
        Self {
            method: "POST".to_owned(),
            url: url.into(),
            content_type: Some("application/json".to_owned()),
            body: body.to_string().into(),
        }
    }
}

impl ControlAnswer {
    /// Whether it was done.
    #[must_use]
    pub const fn is_success(&self) -> bool {
        self.status >= 200 && self.status < 300
    }
}

impl GraphClient {
    /// Asks or commands the sandbox.
    ///
    /// # Errors
    /// Why there was no answer, in words.
    pub async fn control(&self, request: ControlRequest) -> Result<ControlAnswer, String> {
        let method = Method::from_bytes(request.method.as_bytes()).map_err(|error| error.to_string())?;
        let url = Url::parse(&request.url).map_err(|error| error.to_string())?;
        let mut call = self.private().request(method, url);
        if let Some(content_type) = request.content_type {
            call = call.header(CONTENT_TYPE, content_type);
        }
        if !request.body.is_empty() {
            call = call.body(request.body);
        }
        let response = call.send().await.map_err(|error| no_answer(error).into_words())?;
        let content_type = response
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned);
        let status = response.status().as_u16();
        let body = self.read_body(response).await.map_err(NoAnswer::into_words)?;
        Ok(ControlAnswer {
            status,
            content_type,
            body,
        })
    }
}
