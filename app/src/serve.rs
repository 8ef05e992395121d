//! `galka serve`: the product, wired and run.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context;
use axum::serve::ListenerExt;
use galka_engine::Engine;
use galka_engine::follow::follow_once;
use galka_engine::intake::Intake;
use galka_engine::live::LiveWorker;
use galka_engine::runner::Runner;
use galka_engine::workers;
use galka_server::accounts;
use galka_server::{AppState, ServerSettings};
use metrics_exporter_prometheus::PrometheusBuilder;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use crate::lock::DataLock;
use crate::settings::Settings;
use crate::users::in_words;
use crate::{listen, logging, signals};

/// How long open requests may take to end when the process is to end.
const PATIENCE: Duration = Duration::from_secs(20);

/// A product that is running.
pub(crate) struct Product {
    /// What its workers share.
    pub(crate) engine: Engine,
    /// Where it can be reached, without a trailing slash.
    pub(crate) public_url: String,
    address: SocketAddr,
    runner: Runner,
    served: JoinHandle<()>,
    /// Ends streams and the listening.
    stop: CancellationToken,
    /// Ends the journal's writer, after the last request.
    stop_intake: CancellationToken,
    _lock: DataLock,
}

/// Runs the product until somebody ends it.
///
/// # Errors
/// When it cannot start.
pub(crate) async fn run(settings: Settings) -> anyhow::Result<()> {
    logging::start(&settings.log)?;
    signals::survive_file_limit()?;
    let lock = DataLock::take(&settings.data.dir)?;
    let listener = listen::bind(settings.server.listen, "--listen").await?;
    let product = Product::start(&settings, listener, lock).await?;
    info!(url = product.public_url, "Galka listens at {}", product.public_url);
    println!("Galka is at {}", product.public_url);
    if let Some(link) = product.owner_link().await? {
        println!("Sign in as the first owner by this one-time link: {link}");
    }
    signals::end_wanted().await?;
    info!("Galka finishes what is under way and ends");
    signals::drain(product.drain()).await
}

impl Product {
    /// Opens the installation, starts its workers, and serves `listener`.
    ///
    /// # Errors
    /// When the database cannot be opened or was made by a newer version, or the directory cannot be written.
    pub(crate) async fn start(settings: &Settings, listener: TcpListener, lock: DataLock) -> anyhow::Result<Self> {
        let address = listener
            .local_addr()
            .context("the address of the listener is not known")?;
        let public_url = settings.public_url(address);
        let metrics = PrometheusBuilder::new()
            .install_recorder()
            .context("metrics cannot be collected")?;
        let engine = Engine::open(settings.engine(public_url.clone())).await?;
        if engine.settings.follow_clock
            && let Err(failure) = follow_once(&engine).await
        {
            warn!(error = %failure, "The sandbox's clock cannot be read yet");
        }
        let (stop, stop_intake) = (CancellationToken::new(), CancellationToken::new());
        let intake = Intake::start(&engine, stop_intake.clone());
        let mut runner = Runner::new(engine.clocks.clone(), engine.hints.clone());
        workers::spawn_all(&engine, &mut runner);
        let edge = ServerSettings {
            public_url: public_url.clone(),
            stop: stop.clone(),
            metrics: Some(metrics),
        };
        let state = AppState::new(engine.clone(), intake, edge);
        runner.spawn(LiveWorker::new(state.live().clone()));
        runner.spawn(state.webhook_worker());
        let router = galka_server::router(state);
        let ended = stop.clone();
        let served = tokio::spawn(async move {
            let listener = listener.tap_io(|stream| {
                // Without it small answers wait for an acknowledgement; failing to set it only costs time.
                let _ = stream.set_nodelay(true);
            });
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            let served = axum::serve(listener, service).with_graceful_shutdown(async move { ended.cancelled().await });
            if let Err(failure) = served.await {
                error!(error = %failure, "The HTTP server ended");
            }
        });
        Ok(Self {
            engine,
            public_url,
            address,
            runner,
            served,
            stop,
            stop_intake,
            _lock: lock,
        })
    }

    /// Where this machine reaches it, whatever its public address.
    pub(crate) fn local_url(&self) -> String {
        let port = self.address.port();
        if self.address.ip().is_unspecified() {
            format!("http://127.0.0.1:{port}")
        } else {
            format!("http://{}", self.address)
        }
    }

    /// The one-time link of the first owner; nothing once there is one.
    ///
    /// # Errors
    /// When the storage cannot answer.
    pub(crate) async fn owner_link(&self) -> anyhow::Result<Option<String>> {
        accounts::owner_link(&self.engine, &self.public_url)
            .await
            .map_err(in_words)
    }

    /// Takes no new requests, finishes what is under way, and closes the database.
    pub(crate) async fn drain(self) {
        self.stop.cancel();
        let stuck = self.served.abort_handle();
        if tokio::time::timeout(PATIENCE, self.served).await.is_err() {
            warn!("Some requests did not end in time and were cut off");
            stuck.abort();
        }
        self.runner.drain().await;
        self.stop_intake.cancel();
        self.engine.db.close().await;
    }
}
