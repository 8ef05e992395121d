//! What every handler shares.

use std::sync::Arc;
use std::time::Duration;

use galka_domain::time::Timestamp;
use galka_engine::Engine;
use galka_engine::intake::Intake;
use galka_engine::live::LiveHub;
use galka_engine::webhooks::WebhookWorker;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio_util::sync::CancellationToken;

use crate::api::events::{Wire, hydrate, hydrate_rows};
use crate::beat::BEAT;

/// What every handler shares; cheap to clone.
#[derive(Clone, Debug)]
pub struct AppState {
    inner: Arc<Inner>,
    beat: Duration,
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
    live: LiveHub<Wire>,
    settings: ServerSettings,
    started_at: Timestamp,
}

impl std::fmt::Debug for ServerSettings {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("ServerSettings")
            .field("public_url", &self.public_url)
            .finish_non_exhaustive()
    }
}

impl AppState {
    /// The state over a running engine. The hub of live events that it makes needs its worker:
    /// `runner.spawn(LiveWorker::new(state.live().clone()))`; so do webhooks: `runner.spawn(state.webhook_worker())`.
    #[must_use]
    pub fn new(engine: Engine, intake: Intake, settings: ServerSettings) -> Self {
        let live = LiveHub::new(&engine, hydrate(engine.clocks.clone()));
        let started_at = engine.machine_now();
        Self {
            inner: Arc::new(Inner {
                engine,
                intake,
                live,
                settings,
                started_at,
            }),
            beat: BEAT,
        }
    }

    /// The worker of outgoing webhooks, which tells what the stream of events shows.
    #[must_use]
    pub fn webhook_worker(&self) -> WebhookWorker {
        WebhookWorker::new(self.engine().clone(), hydrate_rows(self.engine().clocks.clone()))
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
    pub fn live(&self) -> &LiveHub<Wire> {
        &self.inner.live
    }

    /// The same with another pace of the event streams.
    #[must_use]
    pub fn with_beat(self, beat: Duration) -> Self {
        Self { beat, ..self }
    }

    /// Between two beats of an event stream.
    #[must_use]
    pub const fn beat(&self) -> Duration {
        self.beat
    }

    /// When this process began, on machine time.
    #[must_use]
    pub fn started_at(&self) -> Timestamp {
        self.inner.started_at
    }

    /// How the HTTP edge is set up.
    #[must_use]
    pub fn settings(&self) -> &ServerSettings {
        &self.inner.settings
    }
}
