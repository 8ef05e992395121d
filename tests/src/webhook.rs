//! Webhooks of our own making: bodies as WhatsApp writes them, signed or not.

use std::sync::atomic::{AtomicU64, Ordering};

use galka_cloud_api::signature;
use galka_sandbox::Credentials;
use serde_json::{Value, json};

use crate::patience::epoch_seconds;

/// Where webhooks go, and in whose name.
#[derive(Clone, Debug)]
pub struct Sender {
    /// The address.
    pub url: String,
    /// The key of the signatures.
    pub app_secret: String,
    /// The account.
    pub waba_id: String,
    /// The number.
    pub phone_number_id: String,
    client: reqwest::Client,
}

impl Sender {
    /// One that speaks for a company of the sandbox.
    #[must_use]
    pub fn new(url: String, company: &Credentials) -> Self {
        Self {
            url,
            app_secret: company.app_secret.clone(),
            waba_id: company.waba_id.clone(),
            phone_number_id: company.phone_number_id.clone(),
            client: galka_bench::http::client(),
        }
    }

    /// The same with connections of its own.
    #[must_use]
    pub fn apart(&self) -> Self {
        Self {
            client: galka_bench::http::client(),
            ..self.clone()
        }
    }

    /// The same for another number.
    #[must_use]
    pub fn for_number(&self, phone_number_id: &str) -> Self {
        Self {
            phone_number_id: phone_number_id.to_owned(),
            ..self.clone()
        }
    }

    /// A body with these messages.
    #[must_use]
    pub fn messages(&self, messages: &[Value]) -> Vec<u8> {
        let contact = |message: &Value| json!({ "profile": { "name": format!("Клиент {}", message["from"]) }, "wa_id": message["from"] });
        let contacts: Vec<Value> = messages.iter().map(contact).collect();
        self.body(json!({ "contacts": contacts, "messages": messages }))
    }

    /// A body with these statuses.
    #[must_use]
    pub fn statuses(&self, statuses: &[Value]) -> Vec<u8> {
        self.body(json!({ "statuses": statuses }))
    }

    fn body(&self, mut value: Value) -> Vec<u8> {
        value["messaging_product"] = json!("whatsapp");
        value["metadata"] = json!({ "display_phone_number": "74950001005", "phone_number_id": self.phone_number_id });
        let change = json!({ "field": "messages", "value": value });
        let body =
            json!({ "object": "whatsapp_business_account", "entry": [{ "id": self.waba_id, "changes": [change] }] });
        body.to_string().into_bytes()
    }

    /// Posts a body with its signature; the status of the answer, none if there was no answer.
    pub async fn post(&self, body: &[u8]) -> Option<u16> {
        let signature = signature::sign(&self.app_secret, body);
        self.post_signed(body, Some(&signature)).await
    }

    /// Posts a body with this signature.
    pub async fn post_signed(&self, body: &[u8], signature: Option<&str>) -> Option<u16> {
        let mut request = self
            .client
            .post(&self.url)
            .header("content-type", "application/json")
            .body(body.to_vec());
        if let Some(signature) = signature {
            request = request.header("x-hub-signature-256", signature);
        }
        let response = request.send().await.ok()?;
        Some(response.status().as_u16())
    }
}

/// A text message of a customer.
#[must_use]
pub fn text_message(wamid: &str, from: &str, text: &str) -> Value {
    json!({ "id": wamid, "from": from, "timestamp": epoch_seconds().to_string(), "type": "text", "text": { "body": text } })
}

/// A status of a message of ours.
#[must_use]
pub fn status(wamid: &str, to: &str, status: &str) -> Value {
    let mut status =
        json!({ "id": wamid, "recipient_id": to, "timestamp": epoch_seconds().to_string(), "status": status });
    if status["status"] == "failed" {
        status["errors"] = json!([{ "code": 131_026, "title": "Message undeliverable" }]);
    }
    status
}

/// An id as WhatsApp gives them, never given before in this process.
#[must_use]
pub fn new_wamid() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("wamid.TEST{:08X}{count:012X}", std::process::id())
}

/// The phone of the customer with this number, digits only.
#[must_use]
pub fn phone(index: usize) -> String {
    format!("7916{index:07}")
}
