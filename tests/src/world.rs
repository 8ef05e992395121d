//! WhatsApp's side: a sandbox in this process, steered through its control API.

use galka_cloud_api::content::Content;
use galka_cloud_api::send::SendRequest;
use galka_graph_client::{ClientSettings, GraphClient, Outcome, Provider, Secret, Target};
use galka_sandbox::{ClockStart, Credentials, Running, Sandbox, Settings, WorldSettings};
use serde_json::{Value, json};

use crate::api::Api;

/// A running sandbox.
pub struct World {
    sandbox: Running,
    /// Its control API.
    pub control: Api,
    /// How to speak to its first company.
    pub company: Credentials,
}

impl World {
    /// A fresh world whose clock follows the machine's.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start() -> Self {
        Self::start_at(ClockStart::Real).await
    }

    /// A fresh world with this clock.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start_at(clock: ClockStart) -> Self {
        let world = WorldSettings {
            delivery_log_max: 100_000,
            ..WorldSettings::default()
        };
        let settings = Settings {
            clock,
            world,
            ..Settings::default()
        };
        let sandbox = Sandbox::start(settings).await.expect("the sandbox starts");
        let control = Api::open(format!("{}/control/v1", sandbox.base_url()), "");
        let company = sandbox
            .credentials()
            .into_iter()
            .next()
            .expect("the world begins with a company");
        Self {
            sandbox,
            control,
            company,
        }
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        self.sandbox.base_url()
    }

    /// Moves time forward; answers when everything on the way has happened.
    pub async fn advance(&self, span_ms: i64) {
        self.control
            .post("/clock", json!({ "advance_ms": span_ms }))
            .await
            .expect(200);
    }

    /// Moves time to this moment, written as `2026-03-02T08:00:00Z`.
    pub async fn advance_to(&self, moment: &str) {
        self.control
            .post("/clock", json!({ "advance_to": moment }))
            .await
            .expect(200);
    }

    /// Changes the company's number.
    pub async fn set_number(&self, patch: Value) {
        let path = format!("/world/numbers/{}", self.company.phone_number_id);
        self.control.patch(&path, patch).await.expect(200);
    }

    /// Sets trouble; answers its id.
    pub async fn fault(&self, fault: Value) -> String {
        let set = self.control.post("/faults", fault).await.expect(201);
        set["id"].as_str().expect("a fault has an id").to_owned()
    }

    /// Ends trouble.
    pub async fn heal(&self, id: &str) {
        self.control.delete(&format!("/faults/{id}")).await.expect(204);
    }

    /// A customer writes to the company.
    pub async fn writes(&self, phone: &str, text: &str) -> Value {
        let message =
            json!({ "phone_number_id": self.company.phone_number_id, "type": "text", "text": { "body": text } });
        self.control
            .post(&format!("/customers/{phone}/messages"), message)
            .await
            .expect(201)
    }

    /// The number is in the company's app as well.
    pub async fn join_app(&self) {
        let path = format!("/world/numbers/{}/app", self.company.phone_number_id);
        self.control.post(&path, json!({})).await.expect(204);
    }

    /// The company writes from its app.
    pub async fn writes_in_app(&self, phone: &str, text: &str) -> Value {
        let message = json!({ "to": phone, "type": "text", "text": { "body": text } });
        let path = format!("/world/numbers/{}/app/messages", self.company.phone_number_id);
        self.control.post(&path, message).await.expect(201)
    }

    /// Makes customers, with these properties.
    pub async fn make_customers(&self, phones: &[String], properties: Value) {
        let customer = |phone: &String| {
            let mut customer = properties.clone();
            customer["phone"] = json!(phone);
            customer
        };
        for chunk in phones.chunks(5_000) {
            let customers: Vec<Value> = chunk.iter().map(customer).collect();
            self.control
                .post("/customers", json!({ "customers": customers }))
                .await
                .expect(201);
        }
    }

    /// The sandbox's own book of what businesses sent.
    pub async fn book(&self) -> Vec<Value> {
        self.control.pages("/messages?direction=outbound&limit=1000").await
    }

    /// The book in figures.
    pub async fn summary(&self) -> Value {
        self.control.get("/messages/summary").await.expect(200)
    }

    /// Speaks to the sandbox as the company, past our own guard.
    ///
    /// # Panics
    /// When the content is none.
    pub async fn send_past_the_guard(&self, to: &str, content: Value) -> Outcome {
        let content: Content = serde_json::from_value(content).expect("the content is readable");
        let client = GraphClient::new(ClientSettings::default()).expect("the client can be built");
        client.send(&self.target(), &SendRequest::to_phone(to, content)).await
    }

    fn target(&self) -> Target {
        Target {
            provider: Provider::Meta,
            base_url: self.url(),
            api_version: "v26.0".to_owned(),
            access_token: Secret::new(self.company.access_token.clone()),
            app_secret: Some(Secret::new(self.company.app_secret.clone())),
            phone_number_id: Some(self.company.phone_number_id.clone()),
            waba_id: Some(self.company.waba_id.clone()),
            allow_private: true,
        }
    }
}
