//! A JSON API as a script uses it.

use serde_json::Value;

/// An address with a key.
#[derive(Clone, Debug)]
pub struct Api {
    client: reqwest::Client,
    base: String,
    key: String,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body; `null` when there is none.
    pub body: Value,
    asked: String,
}

impl Api {
    /// An address without a slash at its end, and a key, which may be empty.
    #[must_use]
    pub fn open(base: String, key: &str) -> Self {
        Self {
            client: galka_bench::http::client(),
            base,
            key: key.to_owned(),
        }
    }

    /// The same caller at another address.
    #[must_use]
    pub fn towards(&self, base: String) -> Self {
        Self::open(base, &self.key)
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Answer {
        self.call(reqwest::Method::GET, path, None).await
    }

    /// POST.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(reqwest::Method::POST, path, Some(body)).await
    }

    /// PUT.
    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.call(reqwest::Method::PUT, path, Some(body)).await
    }

    /// PATCH.
    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.call(reqwest::Method::PATCH, path, Some(body)).await
    }

    /// DELETE.
    pub async fn delete(&self, path: &str) -> Answer {
        self.call(reqwest::Method::DELETE, path, None).await
    }

    /// Sends a file as a form does.
    ///
    /// # Panics
    /// When there is no answer.
    pub async fn upload(&self, path: &str, file_name: &str, bytes: Vec<u8>) -> Answer {
        let part = reqwest::multipart::Part::bytes(bytes).file_name(file_name.to_owned());
        let form = reqwest::multipart::Form::new().part("file", part);
        let request = self.client.post(format!("{}{path}", self.base)).multipart(form);
        self.answer(request, format!("POST {path}")).await
    }

    /// All pages of a list.
    pub async fn pages(&self, path: &str) -> Vec<Value> {
        let mut all = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let sign = if path.contains('?') { '&' } else { '?' };
            let address = cursor
                .as_ref()
                .map_or_else(|| path.to_owned(), |cursor| format!("{path}{sign}cursor={cursor}"));
            let page = self.get(&address).await.expect(200);
            all.extend(page["data"].as_array().cloned().unwrap_or_default());
            cursor = page["next_cursor"].as_str().map(str::to_owned);
            if cursor.is_none() {
                return all;
            }
        }
    }

    async fn call(&self, method: reqwest::Method, path: &str, body: Option<Value>) -> Answer {
        let asked = format!("{method} {path}");
        let mut request = self.client.request(method, format!("{}{path}", self.base));
        if let Some(body) = body {
            request = request.json(&body);
        }
        self.answer(request, asked).await
    }

    async fn answer(&self, mut request: reqwest::RequestBuilder, asked: String) -> Answer {
        if !self.key.is_empty() {
            request = request.bearer_auth(&self.key);
        }
        let response = request
            .send()
            .await
            .unwrap_or_else(|failure| panic!("{asked}: no answer: {failure:?}"));
        let status = response.status().as_u16();
        let bytes = response
            .bytes()
            .await
            .unwrap_or_else(|failure| panic!("{asked}: no body: {failure:?}"));
        let text = || Value::String(String::from_utf8_lossy(&bytes).into_owned());
        let body = if bytes.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&bytes).unwrap_or_else(|_| text())
        };
        Answer { status, body, asked }
    }
}

impl Answer {
    /// The body of an answer with this status.
    ///
    /// # Panics
    /// When the status is another one.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}: {}", self.asked, self.body);
        self.body
    }

    /// The body of an answer that is no refusal.
    ///
    /// # Panics
    /// When it is one.
    #[track_caller]
    pub fn done(self) -> Value {
        assert!(
            (200..300).contains(&self.status),
            "{}: {} {}",
            self.asked,
            self.status,
            self.body
        );
        self.body
    }
}

/// A text of a document.
///
/// # Panics
/// When there is none.
#[track_caller]
#[must_use]
pub fn text(document: &Value, name: &str) -> String {
    document[name]
        .as_str()
        .unwrap_or_else(|| panic!("no {name} in {document}"))
        .to_owned()
}
