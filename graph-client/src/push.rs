//! Handing a sealed message to a push service. The address comes from a browser, so only the public internet is reached.

use std::time::Duration;

use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONTENT_ENCODING, HeaderName, HeaderValue};
use url::Url;

use crate::address;
use crate::http::{GraphClient, NoAnswer, no_answer};

/// A sealed message, and for whom the service is to keep it.
#[derive(Clone)]
pub struct PushRequest {
    /// The address that the browser gave.
    pub endpoint: Url,
    /// Who pushes, RFC 8292.
    pub authorization: String,
    /// What belongs together: a later message of a topic takes the place of one that waits. RFC 8030, 5.4.
    pub topic: String,
    /// So long the service keeps it for a browser that is away.
    pub keep: Duration,
    /// The sealed message.
    pub body: Vec<u8>,
    /// Whether the address may be one of this machine or network.
    pub allow_private: bool,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PushOutcome {
    /// The service has it.
    Taken,
    /// There is no such subscription any more.
    Gone,
    /// Not now: the service is busy or away.
    Later(String),
    /// The service does not want it.
    Refused(u16),
}

const TIMEOUT: Duration = Duration::from_secs(10);

impl GraphClient {
    /// Hands over a sealed message.
    pub async fn push(&self, request: PushRequest) -> PushOutcome {
        match self.try_push(request).await {
            Ok(status @ (404 | 410)) => {
                tracing::debug!(status, "A push subscription is gone");
                PushOutcome::Gone
            }
            Ok(200..=299) => PushOutcome::Taken,
            Ok(status @ (429 | 500..)) => PushOutcome::Later(format!("HTTP {status}")),
            Ok(status) => PushOutcome::Refused(status),
            Err(NoAnswer::NotSent(why) | NoAnswer::TimedOut(why) | NoAnswer::Lost(why)) => PushOutcome::Later(why),
        }
    }

    async fn try_push(&self, request: PushRequest) -> Result<u16, NoAnswer> {
        let text = |text: &str| HeaderValue::from_str(text).map_err(|_| NoAnswer::NotSent("a header".to_owned()));
        let not_sent = |error: address::Forbidden| NoAnswer::NotSent(error.to_string());
        address::check_literal(&request.endpoint, request.allow_private).map_err(not_sent)?;
        let mut authorization = text(&request.authorization)?;
        authorization.set_sensitive(true);
        let sending = self
            .reaching(request.allow_private)
            .request(Method::POST, request.endpoint)
            .timeout(TIMEOUT)
            .header(AUTHORIZATION, authorization)
            .header(CONTENT_ENCODING, "aes128gcm")
            .header("content-type", "application/octet-stream")
            .header(HeaderName::from_static("ttl"), request.keep.as_secs())
            .header(HeaderName::from_static("urgency"), "high")
            .header(HeaderName::from_static("topic"), text(&request.topic)?)
            .body(request.body);
        Ok(sending.send().await.map_err(no_answer)?.status().as_u16())
    }
}
