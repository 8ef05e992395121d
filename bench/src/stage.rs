//! The stage of a bench: the real binary, connected through the stub to a sandbox in this process.

use std::path::PathBuf;
use std::time::Duration;

use galka_domain::ids::WorkspaceId;
use galka_sandbox::{Running, Sandbox, Settings};
use galka_store::Db;
use galka_store::numbers::{self, NumberReport};
use serde_json::{Value, json};

use crate::bodies::Signer;
use crate::failure::BenchError;
use crate::pace;
use crate::product::{FreePort, Product, ProductSettings};
use crate::stub::Stub;

/// Everything that a bench needs.
pub struct Stage {
    /// The product.
    pub product: Product,
    /// WhatsApp as far as sends go.
    pub stub: Stub,
    /// Webhooks in the company's name.
    pub signer: Signer,
    /// Address of the product's database.
    pub database_url: String,
    /// A folder that goes with the stage.
    pub folder: tempfile::TempDir,
    /// The key of a script.
    pub key: String,
    /// Our id of the number.
    pub number_id: String,
    /// Our id of the connection.
    pub connection_id: String,
    workspace: WorkspaceId,
    sandbox: Running,
    client: reqwest::Client,
    _port: FreePort,
}

const CONNECT_LIMIT: Duration = Duration::from_secs(30);
const STEP: Duration = Duration::from_millis(20);
/// Asking more often would be a part of what is measured.
const APPLIED_STEP: Duration = Duration::from_millis(100);

impl Stage {
    /// Starts everything; the database is a file of its own unless an address is given.
    ///
    /// # Errors
    /// When a part does not start.
    pub async fn open(binary: PathBuf, database_url: Option<String>) -> Result<Self, BenchError> {
        let folder = tempfile::Builder::new().prefix("galka-bench-").tempdir()?;
        let data_dir = folder.path().join("data");
        std::fs::create_dir(&data_dir)?;
        let file = data_dir.join("galka.db");
        let database_url = database_url.unwrap_or_else(|| format!("sqlite://{}", file.display()));
        let port = FreePort::find().ok_or_else(|| BenchError::unexpected("no port is free"))?;
        let settings = ProductSettings {
            binary,
            data_dir,
            listen: port.address,
            settings: vec![
                ("GALKA_DATABASE__URL".to_owned(), database_url.clone()),
                ("GALKA_LOG__LEVEL".to_owned(), "warn".to_owned()),
            ],
            log: folder.path().join("galka.log"),
        };
        let key = make_owner(&settings)?;
        let sandbox = Sandbox::start(Settings::default()).await;
        let sandbox = sandbox.map_err(|failure| BenchError::unexpected(failure.to_string()))?;
        let stub = Stub::start(&sandbox.base_url()).await?;
        let product = Product::start(settings).await?;
        let company = sandbox
            .credentials()
            .into_iter()
            .next()
            .ok_or_else(|| BenchError::unexpected("no company"))?;
        let signer = Signer {
            address: port.address,
            path: String::new(),
            app_secret: company.app_secret.clone(),
            waba_id: company.waba_id.clone(),
            phone_number_id: company.phone_number_id.clone(),
        };
        let mut stage = Self {
            product,
            stub,
            signer,
            database_url,
            folder,
            key,
            number_id: String::new(),
            connection_id: String::new(),
            workspace: WorkspaceId::from_stored(String::new()),
            sandbox,
            client: crate::http::client(),
            _port: port,
        };
        stage.connect(&company).await?;
        Ok(stage)
    }

    async fn connect(&mut self, company: &galka_sandbox::Credentials) -> Result<(), BenchError> {
        let number = format!("/world/numbers/{}", company.phone_number_id);
        self.control(
            "PATCH",
            &number,
            json!({ "messaging_limit_tier": "TIER_UNLIMITED", "throughput_mps": 1_000 }),
        )
        .await?;
        let me = self.api("GET", "/me", Value::Null).await?;
        self.workspace = WorkspaceId::from_stored(text(&me["workspace"], "id")?);
        let connection = json!({
            "name": "Bench", "provider": "sandbox", "base_url": format!("http://{}", self.stub.address), "api_version": "v26.0",
            "waba_id": company.waba_id, "phone_number_id": company.phone_number_id, "portfolio_id": company.portfolio_id,
            "access_token": company.access_token, "app_secret": company.app_secret, "verify_token": "word",
        });
        let made = self.api("POST", "/connections", connection).await?;
        self.connection_id = text(&made, "id")?;
        self.signer.path = format!("/webhooks/whatsapp/{}", self.connection_id);
        let path = format!("/connections/{}", self.connection_id);
        let connected = pace::poll(CONNECT_LIMIT, STEP, || async {
            let connection = self.api("GET", &path, Value::Null).await.ok()?;
            (connection["state"] == "connected").then_some(())
        });
        connected
            .await
            .ok_or_else(|| BenchError::unexpected("the connection was not made"))?;
        let numbers = self.api("GET", "/numbers", Value::Null).await?;
        self.number_id = text(&numbers["data"][0], "id")?;
        Ok(())
    }

    /// Asks the product's API.
    ///
    /// # Errors
    /// When it does not answer, or refuses.
    pub async fn api(&self, method: &str, path: &str, body: Value) -> Result<Value, BenchError> {
        let address = format!("{}/api/v1{path}", self.product.settings().base_url());
        self.call(method, address, body, Some(&self.key)).await
    }

    /// Asks the sandbox's control API.
    ///
    /// # Errors
    /// When it does not answer, or refuses.
    pub async fn control(&self, method: &str, path: &str, body: Value) -> Result<Value, BenchError> {
        self.call(
            method,
            format!("{}/control/v1{path}", self.sandbox.base_url()),
            body,
            None,
        )
        .await
    }

    async fn call(&self, method: &str, address: String, body: Value, key: Option<&str>) -> Result<Value, BenchError> {
        let verb = method
            .parse()
            .map_err(|_| BenchError::unexpected(format!("{method} is no method")))?;
        let mut request = self.client.request(verb, &address);
        if !body.is_null() {
            request = request.json(&body);
        }
        if let Some(key) = key {
            request = request.bearer_auth(key);
        }
        let answer = request.send().await?;
        let status = answer.status();
        let said = answer.text().await?;
        if !status.is_success() {
            return Err(BenchError::unexpected(format!("{method} {address}: {status} {said}")));
        }
        Ok(serde_json::from_str(&said).unwrap_or_default())
    }

    /// The company.
    #[must_use]
    pub const fn workspace(&self) -> &WorkspaceId {
        &self.workspace
    }

    /// Lets the number send so many messages a second.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn set_throughput(&self, per_second: i64) -> Result<(), BenchError> {
        let report = NumberReport {
            phone_number_id: self.signer.phone_number_id.clone(),
            throughput_mps: Some(per_second),
            on_app: Some(false),
            display_phone_number: None,
            verified_name: None,
            status: None,
            quality: None,
            tier: None,
        };
        let workspace = self.workspace.clone();
        let db = self.database().await?;
        let written = db.write(move |tx| numbers::apply_report(tx, &workspace, &report)).await;
        db.close().await;
        written?;
        Ok(())
    }

    /// The product's database, for a moment, beside the product.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub async fn database(&self) -> Result<Db, BenchError> {
        Ok(Db::open(&*self.database_url).await?)
    }

    /// Waits until every webhook that was taken is applied.
    ///
    /// # Errors
    /// When it takes longer than `limit`.
    pub async fn applied(&self, limit: Duration) -> Result<Value, BenchError> {
        let applied = pace::poll(limit, APPLIED_STEP, || async {
            let pipe = self.api("GET", "/pipe", Value::Null).await.ok()?;
            (pipe["backlog"] == 0).then_some(pipe)
        });
        applied
            .await
            .ok_or_else(|| BenchError::unexpected(format!("not applied within {limit:?}")))
    }
}

fn make_owner(settings: &ProductSettings) -> Result<String, BenchError> {
    let arguments = [
        "user",
        "create",
        "--email",
        "bench@example.com",
        "--role",
        "owner",
        "--print-api-key",
    ];
    let output = settings.command(&arguments).output()?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let key = printed.split_whitespace().last().filter(|_| output.status.success());
    key.map(str::to_owned)
        .ok_or_else(|| BenchError::unexpected(String::from_utf8_lossy(&output.stderr).into_owned()))
}

/// A text of a document.
///
/// # Errors
/// When there is none.
pub fn text(document: &Value, name: &str) -> Result<String, BenchError> {
    let found = document[name].as_str().map(str::to_owned);
    found.ok_or_else(|| BenchError::unexpected(format!("no {name} in {document}")))
}
