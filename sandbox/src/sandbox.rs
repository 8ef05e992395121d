//! Starting and stopping.

use crate::begin::{Beginning, begin};
use crate::clock::machine_now_ms;
use crate::control;
use crate::persist::{self, Journal, StateError};
use crate::poster::Poster;
use crate::runner;
use crate::scenario::ScenarioError;
use crate::settings::{Credentials, Settings, State};
use crate::shared::Shared;
use crate::wire;
use axum::Router;
use axum::extract::Request;
use axum::http::Method;
use axum::http::header::AUTHORIZATION;
use axum::routing::{any, get};
use axum::serve::ListenerExt;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tower::ServiceExt;

/// Why a sandbox could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: std::io::Error,
    },
    /// The world cannot be read or written.
    #[error(transparent)]
    State(#[from] StateError),
    /// The scenario cannot be played.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// The client for webhooks cannot be made.
    #[error("cannot set up outgoing connections: {0}")]
    Client(#[from] reqwest::Error),
}

/// A sandbox: WhatsApp's whole side on one port.
pub struct Sandbox;

impl Sandbox {
    /// Starts a sandbox on its address and gives a handle to it.
    ///
    /// # Errors
    /// When the port is taken, the state file is unusable, or the rule set has no such name.
    pub async fn start(settings: Settings) -> Result<Running, StartError> {
        let address = settings.listen;
        let failed = |source| StartError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let embedded = Self::embed(settings, address)?;
        let (stop, stopped) = watch::channel(false);
        let router = embedded.router;
        let served = tokio::spawn(async move {
            let listener = listener.tap_io(|stream| {
                // Without it small answers wait for an acknowledgement; failing to set it only costs time.
                let _ = stream.set_nodelay(true);
            });
            let mut stopped = stopped;
            let end = async move {
                let _ = stopped.wait_for(|stop| *stop).await;
            };
            if let Err(problem) = axum::serve(listener, router).with_graceful_shutdown(end).await {
                tracing::error!(error = %problem, "The sandbox's server ended");
            }
        });
        Ok(Running {
            address,
            shared: embedded.shared,
            stop,
            served,
            run_stop: embedded.run_stop,
            ran: embedded.ran,
        })
    }

    /// Makes a sandbox without a port of its own: its router and its timers, for a server that has one already.
    ///
    /// # Errors
    /// When the state file is unusable or the rule set has no such name.
    pub fn embed(settings: Settings, address: SocketAddr) -> Result<Embedded, StartError> {
        let public_url = settings.public_url.unwrap_or_else(|| reachable(address));
        let public_url = public_url.trim_end_matches('/').to_owned();
        let path = match settings.state {
            State::Memory => None,
            State::File(path) => Some(path),
        };
        let kept = path
            .as_deref()
            .map(|path| persist::read(path, &public_url))
            .transpose()?
            .flatten();
        let mut world = match kept {
            Some(world) => world,
            None => begin(Beginning {
                world: settings.world,
                clock: settings.clock,
                speed: settings.speed,
                callback: settings.callback,
                scenario: settings.scenario,
                snapshot: settings.snapshot,
                app_secret: settings.app_secret,
                public_url: &public_url,
                machine_ms: machine_now_ms(),
            })?,
        };
        world.public_url.clone_from(&public_url);
        let journal = path.as_deref().map(|path| Journal::begin(path, &world)).transpose()?;
        let shared = Arc::new(Shared::new(world, journal, Poster::new(settings.receiver)?, public_url));
        let (run_stop, stopped) = watch::channel(false);
        let ran = tokio::spawn(runner::run(Arc::clone(&shared), stopped));
        let router = router(&shared, settings.fallback);
        Ok(Embedded {
            router,
            shared,
            run_stop,
            ran,
        })
    }
}

/// A sandbox inside another server; its timers run until it is dropped.
pub struct Embedded {
    /// All its routes.
    pub router: Router,
    shared: Arc<Shared>,
    run_stop: watch::Sender<bool>,
    ran: JoinHandle<()>,
}

impl Embedded {
    /// What clients need to speak to each company, in the order in which they were made.
    pub fn credentials(&self) -> Vec<Credentials> {
        credentials(&self.shared)
    }
}

/// A sandbox that listens.
pub struct Running {
    address: SocketAddr,
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    served: JoinHandle<()>,
    run_stop: watch::Sender<bool>,
    ran: JoinHandle<()>,
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address for clients, without a path.
    pub fn base_url(&self) -> String {
        reachable(self.address)
    }

    /// What clients need to speak to each company, in the order in which they were made.
    pub fn credentials(&self) -> Vec<Credentials> {
        credentials(&self.shared)
    }

    /// Finishes the calls under way, writes the state down and ends.
    pub async fn shutdown(self) {
        self.stop.send_replace(true);
        self.run_stop.send_replace(true);
        // A follower of the clock may be waiting for half a minute; a change of version lets it go.
        self.shared.clock.send_replace(u64::MAX);
        for ended in [self.served.await, self.ran.await] {
            if let Err(problem) = ended {
                tracing::error!(error = %problem, "A part of the sandbox broke");
            }
        }
        self.shared.save();
    }

    /// Ends at once, as a killed process does: nothing is written down any more.
    pub async fn kill(self) {
        self.served.abort();
        self.run_stop.send_replace(true);
        let _ = self.ran.await;
    }
}

/// How a client on this machine reaches an address; one that stands for all of them is none to connect to.
fn reachable(address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        format!("http://127.0.0.1:{}", address.port())
    } else {
        format!("http://{address}")
    }
}

fn credentials(shared: &Shared) -> Vec<Credentials> {
    shared.look(|world| {
        (0..world.accounts.wabas.len() as u32)
            .filter_map(|waba| world.accounts.credentials(waba))
            .collect()
    })
}

/// Everything but control and media is the Graph API; a website, when there is one, takes what is not versioned.
fn router(shared: &Arc<Shared>, fallback: Option<Router>) -> Router {
    let graph = Router::new().fallback(any(wire::graph)).with_state(Arc::clone(shared));
    let media = Router::new()
        .route("/media/{id}", get(wire::download))
        .with_state(Arc::clone(shared));
    let router = media
        .merge(wire::pictures(Arc::clone(shared)))
        .merge(control::router(Arc::clone(shared)));
    let Some(site) = fallback else {
        return router.fallback_service(graph);
    };
    router.fallback(move |request: Request| {
        let chosen = if is_graph(&request) {
            graph.clone()
        } else {
            site.clone()
        };
        async move { chosen.oneshot(request).await }
    })
}

/// Graph calls have a version in their path, or carry a token, or are not read-only; the rest is the website's.
fn is_graph(request: &Request) -> bool {
    let versioned = request
        .uri()
        .path()
        .trim_start_matches('/')
        .strip_prefix('v')
        .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()));
    let token = request.headers().contains_key(AUTHORIZATION)
        || request
            .uri()
            .query()
            .is_some_and(|query| query.contains("access_token="));
    versioned || token || !matches!(*request.method(), Method::GET | Method::HEAD)
}
