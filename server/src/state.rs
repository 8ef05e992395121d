//! What every handler shares.

use std::sync::Arc;

use galka_engine::Engine;
use galka_engine::intake::Intake;
use galka_engine::live::LiveHub;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio_util::sync::CancellationToken;

/// What every handler shares; cheap to clone.
#[derive(Clone, Debug)]
pub struct AppState {
    inner: Arc<Inner>,
}

/// How the HTTP edge is set up.
#[derive(Clone)]
pub struct ServerSettings {
    /// Where browsers reach us, without a trailing slash; `https` makes the cookie secure.
    pub public_url: String,
    /// Ends the event streams when the process drains.
    pub stop: CancellationToken,
    /// Gives what `/metrics` prints; nothing where another recorder is installed.
    pub metrics: Option<PrometheusHandle>,
}

#[derive(Debug)]
struct Inner {
    engine: Engine,
    intake: Intake,
    live: LiveHub,
    settings: ServerSettings,
}

impl std::fmt::Debug for ServerSettings {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("ServerSettings").field("public_url", &self.public_url).finish_non_exhaustive()
    }
}

impl AppState {
    /// The state over a running engine. The hub of live events that it makes needs its worker:
    /// `runner.spawn(LiveWorker::new(state.live().clone()))`.
    #[must_use]
    pub fn new(engine: Engine, intake: Intake, settings: ServerSettings) -> Self {
        let live = LiveHub::new(&engine, crate::api::events::hydrate(engine.clocks.clone()));
        Self { inner: Arc::new(Inner { engine, intake, live, settings }) }
    }

    /// The work between the edges.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.inner.engine
    }

    /// Takes webhooks in.
    #[must_use]
    pub fn intake(&self) -> &Intake {
        &self.inner.intake
    }

    /// What changed, to those who watch.
    #[must_use]
    pub fn live(&self) -> &LiveHub {
        &self.inner.live
    }

    /// How the HTTP edge is set up.
    #[must_use]
    pub fn settings(&self) -> &ServerSettings {
        &self.inner.settings
    }
}
