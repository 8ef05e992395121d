//! Telling an address of the company's own choice: without tokens, within a short time, through the same checks of
//! where a call may lead.

use std::time::Duration;

use reqwest::Response;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_TYPE, HeaderValue};
use url::Url;

use crate::address::check_literal;
use crate::http::{GraphClient, no_answer};

/// What is told.
#[derive(Debug, Clone)]
pub struct HookRequest {
    /// Where.
    pub url: Url,
    /// Whether the address may be one of this machine or network.
    pub allow_private: bool,
    /// Headers beside the type of the body.
    pub headers: Vec<(&'static str, String)>,
    /// The body, which is JSON.
    pub body: String,
    /// The longest the call may take.
    pub timeout: Duration,
    /// How much of the answer is read.
    pub answer_bytes_max: usize,
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookAnswer {
    /// HTTP status.
    pub status: u16,
    /// The beginning of the body, as text.
    pub body: String,
}

impl GraphClient {
    /// Tells an address; redirects are not followed.
    ///
    /// # Errors
    /// Why there was no answer, in words.
    pub async fn tell_hook(&self, request: HookRequest) -> Result<HookAnswer, String> {
        check_literal(&request.url, request.allow_private).map_err(|error| error.to_string())?;
        let client = self.reaching(request.allow_private);
        let mut call = client
            .post(request.url)
            .timeout(request.timeout)
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .header(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        for (name, value) in request.headers {
            call = call.header(name, value);
        }
        let response = call.body(request.body).send().await;
        let response = response.map_err(|error| no_answer(error).into_words())?;
        Ok(HookAnswer {
            status: response.status().as_u16(),
            body: read_beginning(response, request.answer_bytes_max).await,
        })
    }
}

/// The beginning of an answer. The status has said what matters: a body that breaks off is shown as far as it came.
async fn read_beginning(mut response: Response, bytes_max: usize) -> String {
    let mut body = Vec::new();
    while body.len() < bytes_max {
        let Ok(Some(chunk)) = response.chunk().await else { break };
        let room = bytes_max - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
    }
    String::from_utf8_lossy(&body).into_owned()
}
