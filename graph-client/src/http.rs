//! The only place that builds HTTP clients and makes calls.

use std::error::Error as _;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::{Method, RequestBuilder, Response, redirect};
use tracing::warn;
use url::Url;

use crate::address::{self, Forbidden, PublicResolver};
use crate::target::{Provider, Target, TargetError};

/// Time limits, sizes and the number of connections kept open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientSettings {
    /// The longest wait for a connection.
    pub connect_timeout: Duration,
    /// The longest call, from the first byte to the last.
    pub timeout: Duration,
    /// The longest upload or download.
    pub media_timeout: Duration,
    /// Idle connections kept for each host.
    pub idle_connections_per_host: usize,
    /// How long an idle connection is kept.
    pub idle_timeout: Duration,
    /// The largest answer that is read, in bytes; files have limits of their own.
    pub answer_bytes_max: usize,
    /// What we call ourselves; Meta's file servers turn away clients without a name.
    pub user_agent: String,
}

impl Default for ClientSettings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(5),
            timeout: Duration::from_secs(30),
            media_timeout: Duration::from_secs(300),
            idle_connections_per_host: 64,
            idle_timeout: Duration::from_secs(55),
            answer_bytes_max: 8 * 1024 * 1024,
            user_agent: concat!("galka/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

/// Makes calls for every connection; cheap to clone, its clones share their open connections.
#[derive(Debug, Clone)]
pub struct GraphClient {
    public: reqwest::Client,
    private: reqwest::Client,
    settings: ClientSettings,
}

/// The client could not be built.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client could not be built")]
pub struct BuildError(#[source] reqwest::Error);

/// An answer that was read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) provider: Provider,
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// A call without an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoAnswer {
    /// The request never reached the other side.
    NotSent(String),
    /// The request may have been acted upon.
    TimedOut(String),
    /// The request may have been acted upon.
    Lost(String),
}

impl NoAnswer {
    /// Why, for a person.
    pub(crate) fn into_words(self) -> String {
        match self {
            Self::NotSent(why) | Self::TimedOut(why) | Self::Lost(why) => why,
        }
    }
}

impl GraphClient {
    /// Builds the client.
    ///
    /// # Errors
    /// The settings cannot be put into headers.
    pub fn new(settings: ClientSettings) -> Result<Self, BuildError> {
        // Fails only when a provider is installed already, which then serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(Self {
            public: build(&settings, false)?,
            private: build(&settings, true)?,
            settings,
        })
    }

    /// The settings it was built with.
    pub fn settings(&self) -> &ClientSettings {
        &self.settings
    }

    /// The client that may reach addresses of this machine and network.
    pub(crate) const fn private(&self) -> &reqwest::Client {
        &self.private
    }

    /// The client that may reach all addresses, or public ones alone.
    pub(crate) const fn reaching(&self, allow_private: bool) -> &reqwest::Client {
        if allow_private { &self.private } else { &self.public }
    }

    /// Begins a call to an address that belongs to the target, with its token.
    pub(crate) fn request(&self, target: &Target, method: Method, url: Url) -> Result<RequestBuilder, NoAnswer> {
        address::check_literal(&url, target.allow_private).map_err(|error| NoAnswer::NotSent(error.to_string()))?;
        let (name, value) = authorization(target)?;
        Ok(self
            .reaching(target.allow_private)
            .request(method, url)
            .header(name, value))
    }

    /// As [`Self::request`], with the token as uploads in sessions want it (Meta, 'Resumable Upload API', 2026).
    pub(crate) fn request_oauth(&self, target: &Target, method: Method, url: Url) -> Result<RequestBuilder, NoAnswer> {
        let request = self.request(target, method, url)?;
        let text = format!("OAuth {}", target.access_token.expose());
        let mut value = HeaderValue::from_str(&text).map_err(|_| NoAnswer::NotSent(TargetError::Token.to_string()))?;
        value.set_sensitive(true);
        Ok(request.headers(HeaderMap::from_iter([(AUTHORIZATION, value)])))
    }

    /// Makes the call and reads the whole answer.
    pub(crate) async fn answer(&self, provider: Provider, request: RequestBuilder) -> Result<Answer, NoAnswer> {
        let response = request.send().await.map_err(no_answer)?;
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let body = self.read_body(response).await?;
        Ok(Answer {
            provider,
            status,
            headers,
            body,
        })
    }

    /// Reads the body of an answer, within its limit.
    pub(crate) async fn read_body(&self, response: Response) -> Result<Bytes, NoAnswer> {
        read_limited(response, self.settings.answer_bytes_max).await
    }
}

#[expect(clippy::disallowed_methods, reason = "the home of every outgoing connection")]
fn build(settings: &ClientSettings, allow_private: bool) -> Result<reqwest::Client, BuildError> {
    let builder = || {
        let builder = reqwest::Client::builder()
            .user_agent(settings.user_agent.as_str())
            .connect_timeout(settings.connect_timeout)
            .timeout(settings.timeout)
            .pool_max_idle_per_host(settings.idle_connections_per_host)
            .pool_idle_timeout(settings.idle_timeout)
            // One request per connection: measured faster for sending than streams that share one.
            .http1_only()
            // A redirect would carry a message, or a token, where nobody meant it to go.
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            // A proxy would resolve names itself, past the check of addresses.
            .no_proxy()
            .referer(false);
        if allow_private {
            builder
        } else {
            builder.dns_resolver(PublicResolver)
        }
    };
    builder().build().or_else(|error| {
        warn!(
            error = %chain(&error),
            "No usable root certificates were found: https calls will fail until they are installed"
        );
        builder().tls_certs_only([]).build().map_err(BuildError)
    })
}

fn authorization(target: &Target) -> Result<(reqwest::header::HeaderName, HeaderValue), NoAnswer> {
    let token = target.access_token.expose();
    let (name, text) = match target.provider {
        Provider::Meta => (AUTHORIZATION, format!("Bearer {token}")),
        Provider::Dialog360 => (
            reqwest::header::HeaderName::from_static("d360-api-key"),
            token.to_owned(),
        ),
    };
    let mut value = HeaderValue::from_str(&text).map_err(|_| NoAnswer::NotSent(TargetError::Token.to_string()))?;
    value.set_sensitive(true);
    Ok((name, value))
}

async fn read_limited(mut response: Response, bytes_max: usize) -> Result<Bytes, NoAnswer> {
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(after_the_request)? {
        if body.len() + chunk.len() > bytes_max {
            return Err(NoAnswer::Lost(format!("the answer is larger than {bytes_max} bytes")));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// What a failed request means: refused connections, unknown names and failed handshakes come before the request.
pub(crate) fn no_answer(error: reqwest::Error) -> NoAnswer {
    if error.is_connect() || error.is_builder() {
        return NoAnswer::NotSent(chain(&error.without_url()));
    }
    after_the_request(error)
}

fn after_the_request(error: reqwest::Error) -> NoAnswer {
    let timed_out = error.is_timeout();
    let why = chain(&error.without_url());
    if timed_out {
        NoAnswer::TimedOut(why)
    } else {
        NoAnswer::Lost(why)
    }
}

/// The innermost reason, which is the one a person can act upon; addresses are left out, they carry proofs.
fn chain(error: &reqwest::Error) -> String {
    let mut innermost: &dyn std::error::Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
        if innermost.is::<Forbidden>() {
            break;
        }
    }
    match error.source() {
        Some(_) => format!("{error}: {innermost}"),
        None => error.to_string(),
    }
}
