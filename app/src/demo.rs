//! `galka demo`: the product and a sandbox in one process, with a sample company at the first start.
//!
//! The sample is seeded through the product's REST API and the sandbox's control API, as a script of anybody's would.
//! Its past is real: the sandbox's clock begins some days back, everything happens at its own time, and at the end the
//! clock is let go to the machine's. Seeding goes on where it stopped, and a later start changes nothing.

mod company;
mod history;
mod http;
mod progress;
mod schedule;
mod seed;

use anyhow::{Context, bail};
use galka_domain::ids::WorkspaceId;
use galka_domain::time::{DAY_MS, Timestamp};
use galka_engine::Engine;
use galka_engine::clock::Clocks;
use galka_sandbox::{ClockStart, Running, Settings as World, State};
use galka_server::accounts;
use galka_store::{Db, workspaces};
use serde_json::{Value, json};

use crate::lock::DataLock;
use crate::serve::Product;
use crate::settings::Settings;
use crate::users::in_words;
use crate::{listen, logging, sandbox, signals};
use company::Sample;
use http::Api;
use progress::Progress;

/// How often something is asked before it counts as not happening, and how long to wait between two questions.
const ASKED_MAX: u32 = 600;
const ASK_AGAIN_MS: u32 = 50;

/// Everything that seeding works with.
struct Stage {
    engine: Engine,
    sample: Sample,
    progress: Progress,
    /// The product, as the sample's company.
    api: Api,
    /// The sandbox's control API.
    control: Api,
    sandbox_url: String,
}

/// Runs both until somebody ends it.
///
/// # Errors
/// When one of them cannot start, or seeding is refused.
pub(crate) async fn run(mut settings: Settings) -> anyhow::Result<()> {
    logging::start(&settings.log)?;
    signals::survive_file_limit()?;
    let lock = DataLock::take(&settings.data.dir)?;
    let listener = listen::bind(settings.server.listen, "--listen").await?;
    let sample = company::sample()?;
    let progress = Progress::load(&settings.data.dir, Clocks::real().machine_now())?;
    let running = start_sandbox(&settings, &sample, &progress).await?;
    let control_url = format!("{}/control/v1", running.base_url());
    settings.clock.follow = Some(control_url.clone());
    let product = Product::start(&settings, listener, lock).await?;

    let wanted = !progress.finished && (progress.workspace.is_some() || is_empty(&product.engine.db).await?);
    if wanted {
        let base = Api::new(format!("{}/api/v1", product.local_url()))?;
        let stage = Stage {
            engine: product.engine.clone(),
            sample,
            progress,
            api: base,
            control: Api::new(control_url)?,
            sandbox_url: running.base_url(),
        };
        tokio::select! {
            seeded = stage.seed(&running, &product.public_url) => seeded?,
            asked = signals::end_wanted() => {
                asked?;
                println!("Stopped; the next start goes on from here.");
                return end(product, running).await;
            }
        }
    }
    print_addresses(&product, &running).await?;
    signals::end_wanted().await?;
    end(product, running).await
}

async fn end(product: Product, running: Running) -> anyhow::Result<()> {
    signals::drain(async {
        product.drain().await;
        running.shutdown().await;
    })
    .await
}

async fn start_sandbox(settings: &Settings, sample: &Sample, progress: &Progress) -> anyhow::Result<Running> {
    let opening = Timestamp::from_millis(progress.started_ms).minus(sample.company.opens_days_ago * DAY_MS);
    let clock = if progress.finished {
        ClockStart::Real
    } else {
        ClockStart::Paused {
            at_ms: opening.as_millis(),
        }
    };
    let world = World {
        listen: settings.sandbox.listen,
        state: State::File(settings.data.dir.join("sandbox/state.jsonl")),
        clock,
        fallback: Some(galka_server::sandbox_ui()),
        ..World::default()
    };
    sandbox::start(world, "--sandbox-listen").await
}

/// A database that somebody uses already gets no sample.
async fn is_empty(db: &Db) -> anyhow::Result<bool> {
    Ok(db.read(workspaces::list_ids).await?.is_empty())
}

async fn print_addresses(product: &Product, running: &Running) -> anyhow::Result<()> {
    println!();
    println!("  Galka    {}", product.public_url);
    println!("  Sandbox  {}", running.base_url());
    if let Some(link) = product.owner_link().await? {
        println!();
        println!("  Sign in by this one-time link:");
        println!("  {link}");
    }
    println!();
    Ok(())
}

impl Stage {
    /// Seeds what is missing, a line for each step.
    async fn seed(mut self, running: &Running, origin: &str) -> anyhow::Result<()> {
        println!("Preparing the sample company (once; it takes some seconds):");
        let credentials = running
            .credentials()
            .into_iter()
            .next()
            .context("the sandbox has no number")?;
        step("the company and its colleague");
        self.make_company().await?;
        self.name_number().await?;
        let key_id = self.take_key().await?;
        step("its WhatsApp number in the sandbox");
        self.connect(&credentials).await?;
        step("labels, fields and 40 customers");
        self.make_marks().await?;
        self.make_customers().await?;
        step("templates, and their review by the sandbox");
        self.approve_templates().await?;
        step("a few days of conversations");
        let password = self.progress.colleague_password.clone().unwrap_or_default();
        let colleague = self
            .anonymous()
            .sign_in(origin, &self.sample.colleague.email, &password)
            .await?;
        self.play(&colleague).await?;
        colleague.post("/auth/sign_out", &Value::Null).await?;
        step("the clock runs with the real one");
        self.let_the_clock_go().await?;
        self.api.delete(&format!("/api_keys/{key_id}")).await?;
        self.progress.finished = true;
        self.progress.colleague_password = None;
        self.progress.save()
    }

    fn workspace(&self) -> anyhow::Result<WorkspaceId> {
        self.progress
            .workspace
            .clone()
            .map(WorkspaceId::from_stored)
            .context("the sample company is not made yet")
    }

    /// A key for the time of seeding; those that an interrupted start left behind are revoked.
    async fn take_key(&mut self) -> anyhow::Result<String> {
        const NAME: &str = "galka demo";
        let (key, token) = accounts::create_api_key(
            &self.engine,
            &self.workspace()?,
            NAME,
            galka_domain::access::Role::Owner,
        )
        .await
        .map_err(in_words)?;
        self.api = self.api.with_key(token);
        let present = self.api.get("/api_keys").await?;
        for other in present["data"].as_array().map(Vec::as_slice).unwrap_or_default() {
            let id = other["id"].as_str().unwrap_or_default();
            if other["name"] == NAME && other["revoked_at"].is_null() && id != key.id.as_str() {
                self.api.delete(&format!("/api_keys/{id}")).await?;
            }
        }
        Ok(key.id.to_string())
    }

    fn anonymous(&self) -> Api {
        self.api.as_nobody()
    }

    /// Moves the sandbox's clock to `at`, if it is not there yet, and waits until the product has followed.
    async fn advance_to(&self, at: Timestamp) -> anyhow::Result<()> {
        let now_ms = self.control.get("/clock").await?["now_ms"].as_i64().unwrap_or_default();
        if now_ms < at.as_millis() {
            self.control
                .post("/clock", &json!({ "set_ms": at.as_millis() }))
                .await?;
        }
        self.wait_until_followed().await
    }

    async fn advance_by(&self, span_ms: i64) -> anyhow::Result<()> {
        self.control.post("/clock", &json!({ "advance_ms": span_ms })).await?;
        self.wait_until_followed().await
    }

    async fn wait_until_followed(&self) -> anyhow::Result<()> {
        let now_ms = self.control.get("/clock").await?["now_ms"].as_i64().unwrap_or_default();
        self.wait_for("the product's clock", async || {
            Ok((self.engine.business_now().as_millis() == now_ms).then_some(()))
        })
        .await
    }

    async fn let_the_clock_go(&self) -> anyhow::Result<()> {
        self.control.post("/clock", &json!({ "reset": true })).await?;
        self.wait_for("the product's clock", async || {
            let clock = self.api.get("/clock").await?;
            Ok((clock["steered"] == false).then_some(()))
        })
        .await
    }

    /// Asks until there is an answer.
    async fn wait_for<T>(&self, what: &str, ask: impl AsyncFn() -> anyhow::Result<Option<T>>) -> anyhow::Result<T> {
        for _ in 0..ASKED_MAX {
            if let Some(answer) = ask().await? {
                return Ok(answer);
            }
            // A question to the clock that has no news is answered after a while: that is the pause.
            let version = self.control.get("/clock").await?["version"].clone();
            self.control
                .get(&format!("/clock?version={version}&wait_ms={ASK_AGAIN_MS}"))
                .await?;
        }
        bail!("{what} did not come")
    }
}

fn step(what: &str) {
    println!("  · {what}");
}
