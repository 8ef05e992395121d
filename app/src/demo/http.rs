//! Calls of the demo to the two programs it started, over HTTP like any script's.

use anyhow::{Context, bail};
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, header};
use serde_json::{Value, json};

/// One of the two programs, and as whom it is spoken to.
#[derive(Clone, Debug)]
pub(super) struct Api {
    client: Client,
    base: String,
    identity: Identity,
}

#[derive(Clone, Debug)]
enum Identity {
    Nobody,
    Key(String),
    /// A person's session.
    Cookie {
        cookie: String,
        origin: String,
    },
}

/// An answer that is no refusal.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) body: Value,
    cookie: Option<String>,
}

impl Api {
    /// Speaks to the program at `base` as nobody.
    ///
    /// # Errors
    /// When the client cannot be made.
    #[expect(
        clippy::disallowed_methods,
        reason = "the demo is a script that speaks to loopback, not a part of the product"
    )]
    pub(super) fn new(base: String) -> anyhow::Result<Self> {
        let client = Client::builder()
            .no_proxy()
            .build()
            .context("the demo's client cannot be made")?;
        Ok(Self {
            client,
            base,
            identity: Identity::Nobody,
        })
    }

    /// The same with an API key.
    pub(super) fn with_key(&self, key: String) -> Self {
        Self {
            identity: Identity::Key(key),
            ..self.clone()
        }
    }

    /// The same as nobody.
    pub(super) fn as_nobody(&self) -> Self {
        Self {
            identity: Identity::Nobody,
            ..self.clone()
        }
    }

    /// The same as a person who signs in.
    ///
    /// # Errors
    /// When the person may not.
    pub(super) async fn sign_in(&self, origin: &str, email: &str, password: &str) -> anyhow::Result<Self> {
        let form = json!({ "email": email, "password": password });
        let answer = self.call(Method::POST, "/auth/sign_in", Some(&form), None).await?;
        let cookie = answer.cookie.context("the product set no session")?;
        Ok(Self {
            identity: Identity::Cookie {
                cookie,
                origin: origin.to_owned(),
            },
            ..self.clone()
        })
    }

    /// Reads.
    ///
    /// # Errors
    /// When it is refused.
    pub(super) async fn get(&self, path: &str) -> anyhow::Result<Value> {
        Ok(self.call(Method::GET, path, None, None).await?.body)
    }

    /// Changes something.
    ///
    /// # Errors
    /// When it is refused.
    pub(super) async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        Ok(self.call(Method::POST, path, Some(body), None).await?.body)
    }

    /// Creates something under an idempotency key: a repetition changes nothing.
    ///
    /// # Errors
    /// When it is refused.
    pub(super) async fn post_once(&self, path: &str, body: &Value, key: &str) -> anyhow::Result<Value> {
        Ok(self.call(Method::POST, path, Some(body), Some(key)).await?.body)
    }

    /// Uploads a file.
    ///
    /// # Errors
    /// When it is refused.
    pub(super) async fn upload(
        &self,
        path: &str,
        name: &str,
        kind: &str,
        bytes: &'static [u8],
    ) -> anyhow::Result<Value> {
        let part = Part::bytes(bytes).file_name(name.to_owned()).mime_str(kind)?;
        let request = self
            .request(Method::POST, path)
            .multipart(Form::new().part("file", part));
        let response = request
            .send()
            .await
            .with_context(|| format!("POST {path} got no answer"))?;
        Ok(read(Method::POST, path, response).await?.body)
    }

    /// Removes something.
    ///
    /// # Errors
    /// When it is refused.
    pub(super) async fn delete(&self, path: &str) -> anyhow::Result<()> {
        self.call(Method::DELETE, path, None, None).await.map(drop)
    }

    /// Creates something; none when it exists already.
    ///
    /// # Errors
    /// When it is refused for another reason.
    pub(super) async fn create(&self, path: &str, body: &Value) -> anyhow::Result<Option<Value>> {
        let response = self.send(Method::POST, path, Some(body), None).await?;
        if response.status() == StatusCode::CONFLICT {
            return Ok(None);
        }
        Ok(Some(read(Method::POST, path, response).await?.body))
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        once: Option<&str>,
    ) -> anyhow::Result<Answer> {
        let response = self.send(method.clone(), path, body, once).await?;
        read(method, path, response).await
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        once: Option<&str>,
    ) -> anyhow::Result<Response> {
        let mut request = self.request(method.clone(), path);
        if let Some(once) = once {
            request = request.header("Idempotency-Key", once);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        request
            .send()
            .await
            .with_context(|| format!("{method} {path} got no answer"))
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        match &self.identity {
            Identity::Nobody => request,
            Identity::Key(key) => request.bearer_auth(key),
            Identity::Cookie { cookie, origin } => {
                request.header(header::COOKIE, cookie).header(header::ORIGIN, origin)
            }
        }
    }
}

async fn read(method: Method, path: &str, response: Response) -> anyhow::Result<Answer> {
    let status = response.status();
    let cookie = response
        .headers()
        .get(header::SET_COOKIE)
        .and_then(|value| value.to_str().ok());
    let cookie = cookie.and_then(|value| value.split(';').next()).map(str::to_owned);
    let text = response
        .text()
        .await
        .with_context(|| format!("{method} {path} broke off"))?;
    if !status.is_success() {
        bail!("{method} {path} answered {status}: {text}");
    }
    let body = if text.is_empty() {
        Value::Null
    } else {
        serde_json::from_str(&text).with_context(|| format!("{method} {path}"))?
    };
    Ok(Answer { body, cookie })
}
