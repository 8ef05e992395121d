//! A company: a running product, connected to a number of the sandbox.

use std::time::Duration;

use galka_bench::product::{FreePort, Product, ProductSettings};
use galka_domain::event::EventKind;
use galka_domain::ids::WorkspaceId;
use galka_store::events;
use serde_json::{Value, json};

use crate::api::{Api, text};
use crate::binary;
use crate::patience::{eventually, within};
use crate::storage::{Kind, Storage};
use crate::webhook::Sender;
use crate::world::World;

/// The marketing template that every company has, approved, with one variable and two quick replies.
pub const TEMPLATE: &str = "spring_offer";

/// A product, its world, and how to speak to both.
pub struct Company {
    /// WhatsApp.
    pub world: World,
    /// The product's API.
    pub api: Api,
    /// Its data.
    pub storage: Storage,
    /// The running process.
    pub product: Product,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// Our id of the number; empty before it is connected.
    pub number_id: String,
    /// Our id of the connection; empty before it is made.
    pub connection_id: String,
    _port: FreePort,
}

impl Company {
    /// A company on a fresh database, connected and ready.
    pub async fn open(kind: Kind) -> Self {
        let mut company = Self::unconnected(Storage::fresh(kind).await, World::start().await).await;
        company.connect().await;
        company
    }

    /// A company without a connection.
    ///
    /// # Panics
    /// When the product does not start.
    pub async fn unconnected(storage: Storage, world: World) -> Self {
        let port = FreePort::find().expect("a port is free");
        let settings = ProductSettings {
            binary: binary::path(),
            data_dir: storage.data_dir(),
            listen: port.address,
            settings: vec![
                ("GALKA_DATABASE__URL".to_owned(), storage.url().to_owned()),
                ("GALKA_CLOCK__FOLLOW".to_owned(), format!("{}/control/v1", world.url())),
            ],
            log: storage.folder().join("galka.log"),
        };
        let key = make_owner(&settings);
        let product = Product::start(settings)
            .await
            .unwrap_or_else(|failure| panic!("{failure}"));
        let api = Api::open(format!("http://{}/api/v1", port.address), &key);
        let me = api.get("/me").await.expect(200);
        let workspace = WorkspaceId::from_stored(text(&me["workspace"], "id"));
        Self {
            world,
            api,
            storage,
            product,
            workspace,
            number_id: String::new(),
            connection_id: String::new(),
            _port: port,
        }
    }

    /// Connects the world's number, with room for many recipients.
    pub async fn connect(&mut self) {
        self.world
            .set_number(json!({ "messaging_limit_tier": "TIER_100K", "throughput_mps": 1_000 }))
            .await;
        self.connect_as_it_is().await;
    }

    /// Connects the world's number as the world has it.
    ///
    /// # Panics
    /// When connecting fails.
    pub async fn connect_as_it_is(&mut self) {
        let company = &self.world.company;
        let connection = json!({
            "name": "Цветы", "provider": "sandbox", "base_url": self.world.url(), "api_version": "v26.0",
            "waba_id": company.waba_id, "phone_number_id": company.phone_number_id, "portfolio_id": company.portfolio_id,
            "access_token": company.access_token, "app_secret": company.app_secret, "verify_token": "word",
        });
        let made = self.api.post("/connections", connection).await.expect(201);
        self.connection_id = text(&made, "id");
        let path = format!("/connections/{}", self.connection_id);
        let api = self.api.clone();
        eventually("the connection is made", || async {
            let connection = api.get(&path).await.expect(200);
            assert_ne!(connection["state"], "failed", "{connection}");
            (connection["state"] == "connected").then_some(())
        })
        .await;
        let numbers = self.api.get("/numbers").await.expect(200);
        self.number_id = text(&numbers["data"][0], "id");
    }

    /// Sends webhooks in the company's name, to the connection's own address.
    #[must_use]
    pub fn sender(&self) -> Sender {
        let base = self.product.settings().base_url();
        Sender::new(
            format!("{base}/webhooks/whatsapp/{}", self.connection_id),
            &self.world.company,
        )
    }

    /// Sends webhooks to the address that all connections share.
    #[must_use]
    pub fn common_sender(&self) -> Sender {
        let base = self.product.settings().base_url();
        Sender::new(format!("{base}/webhooks/whatsapp"), &self.world.company)
    }

    /// Kills the product and starts it again on the same data.
    ///
    /// # Panics
    /// When it does not come back.
    pub async fn crash(&mut self) {
        self.product.kill();
        self.restart().await;
    }

    /// Starts the product again on the same data.
    ///
    /// # Panics
    /// When it does not come back.
    pub async fn restart(&mut self) {
        let settings = self.product.settings().clone();
        self.product = Product::start(settings)
            .await
            .unwrap_or_else(|failure| panic!("{failure}"));
    }

    /// Ends the product as a supervisor does.
    ///
    /// # Panics
    /// When it does not end by itself, or not well.
    pub async fn end(&mut self) {
        let status = self.product.terminate(Duration::from_secs(40)).await;
        let log = self.product.log_tail();
        assert_eq!(
            status.and_then(|status| status.code()),
            Some(0),
            "the product did not drain:\n{log}"
        );
    }

    /// Waits until every webhook that was taken is applied.
    pub async fn applied(&self) -> Value {
        let api = self.api.clone();
        within(Duration::from_secs(120), "every webhook is applied", || async {
            let pipe = api.get("/pipe").await.expect(200);
            (pipe["backlog"] == 0).then_some(pipe)
        })
        .await
    }

    /// Every message of every conversation, with the phone of its customer in `phone`.
    pub async fn messages(&self) -> Vec<Value> {
        let mut all = Vec::new();
        for conversation in self.api.pages("/conversations?limit=100").await {
            let path = format!("/conversations/{}/messages?limit=100", text(&conversation, "id"));
            for mut message in self.api.pages(&path).await {
                message["phone"] = conversation["contact"]["phone"].clone();
                all.push(message);
            }
        }
        all
    }

    /// How many events of this kind the log holds. The product must not run on SQLite.
    ///
    /// # Panics
    /// When the database does not answer.
    pub async fn count_events(&self, kind: EventKind) -> usize {
        let db = self.storage.open().await;
        let workspace = self.workspace.clone();
        let all = db
            .read(move |tx| events::list_after(tx, &workspace, 0, i64::from(i32::MAX)))
            .await;
        db.close().await;
        all.expect("the events can be read")
            .iter()
            .filter(|event| event.kind == kind)
            .count()
    }

    /// Asks whether a message might go, and asks to send it.
    pub async fn refusals(&self, message: &Value) -> (Value, crate::api::Answer) {
        let decision = self.api.post("/decisions", message.clone()).await.expect(200);
        (decision, self.api.post("/messages", message.clone()).await)
    }

    /// A contact with consent.
    pub async fn make_contact(&self, name: &str, phone: &str, consent: bool) -> Value {
        let mut contact = json!({ "name": name, "phone": format!("+{phone}") });
        if consent {
            contact["consent"] = json!({ "state": "granted", "source": "касса", "at": "2026-01-01T00:00:00.000Z" });
        }
        self.api.post("/contacts", contact).await.expect(201)
    }

    /// A template of the company, submitted; answers its id.
    pub async fn submit_template(&self, name: &str, category: &str) -> String {
        let buttons =
            json!([{ "type": "quick_reply", "text": "Хочу" }, { "type": "quick_reply", "text": "Не сейчас" }]);
        let content = json!({ "body": "Здравствуйте, {{1}}! Весенние букеты уже в салоне.", "buttons": buttons, "samples": { "1": "Анна" } });
        let template = json!({ "connection_id": self.connection_id, "name": name, "language": "ru", "category": category, "content": content });
        let made = self.api.post("/templates", template).await.expect(201);
        let id = text(&made, "id");
        self.api
            .post(&format!("/templates/{id}/submit"), json!({}))
            .await
            .expect(200);
        id
    }

    /// An approved template; answers its id.
    pub async fn approved_template(&self) -> String {
        let id = self.submit_template(TEMPLATE, "marketing").await;
        self.decide_template(TEMPLATE, "approve").await;
        self.template_becomes(&id, "approved").await;
        id
    }

    /// WhatsApp decides about a template.
    ///
    /// # Panics
    /// When there is none of this name.
    pub async fn decide_template(&self, name: &str, decision: &str) {
        let templates = self.world.control.get("/templates").await.expect(200);
        let list = templates["data"]
            .as_array()
            .or_else(|| templates.as_array())
            .cloned()
            .unwrap_or_default();
        let found = list
            .iter()
            .find(|template| template["name"] == name)
            .unwrap_or_else(|| panic!("no {name} in {templates}"));
        let path = format!("/templates/{}/decision", text(found, "id"));
        self.world
            .control
            .post(&path, json!({ "decision": decision }))
            .await
            .done();
    }

    /// Waits until the product knows.
    pub async fn template_becomes(&self, id: &str, status: &str) {
        let (api, path) = (self.api.clone(), format!("/templates/{id}"));
        eventually(&format!("template {id} is {status}"), || async {
            (api.get(&path).await.expect(200)["status"] == status).then_some(())
        })
        .await;
    }

    /// The content of a message by this template.
    #[must_use]
    pub fn template_content(name: &str) -> Value {
        let component = json!({ "type": "body", "parameters": [{ "type": "text", "text": "Анна" }] });
        json!({ "type": "template", "template": { "name": name, "language": { "code": "ru" }, "components": [component] } })
    }

    /// A message to this phone.
    #[must_use]
    pub fn message_to(&self, phone: &str, mut content: Value) -> Value {
        content["from"] = json!(self.number_id);
        content["to"] = json!(format!("+{phone}"));
        content
    }

    /// Waits until a message stands so.
    pub async fn message_becomes(&self, id: &str, status: &str) -> Value {
        let (api, path) = (self.api.clone(), format!("/messages/{id}"));
        eventually(&format!("message {id} is {status}"), || async {
            let message = api.get(&path).await.expect(200);
            (message["status"] == status).then_some(message)
        })
        .await
    }
}

/// The first owner, and the key of a script.
fn make_owner(settings: &ProductSettings) -> String {
    let arguments = [
        "user",
        "create",
        "--email",
        "owner@example.com",
        "--role",
        "owner",
        "--print-api-key",
    ];
    let output = settings.command(&arguments).output().expect("the binary runs");
    let (printed, said) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "no user could be made:\n{printed}\n{said}");
    let key = printed
        .split_whitespace()
        .last()
        .unwrap_or_else(|| panic!("no key was printed:\n{said}"));
    key.to_owned()
}

/// A text as messages carry it.
#[must_use]
pub fn text_content(body: &str) -> Value {
    json!({ "type": "text", "text": { "body": body } })
}
