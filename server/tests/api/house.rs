//! A running server for the tests: the real engine on a database of its own, without a socket.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use galka_domain::access::Role;
use galka_domain::ids::WorkspaceId;
use galka_engine::intake::Intake;
use galka_engine::live::LiveWorker;
use galka_engine::runner::{Runner, Worker as _};
use galka_engine::workers::spawn_all;
use galka_engine::{Engine, EngineSettings};
use galka_server::accounts::{self, NewCompany};
use galka_server::{AppState, ServerSettings, router};
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

/// A server and everything behind it.
pub(crate) struct House {
    /// The work between the edges.
    pub(crate) engine: Engine,
    /// What is served.
    pub(crate) router: Router,
    state: AppState,
    _folder: Arc<tempfile::TempDir>,
}

/// An answer that was read to its end.
#[derive(Debug)]
pub(crate) struct Reply {
    /// Its status.
    pub(crate) status: StatusCode,
    /// Its headers.
    pub(crate) headers: axum::http::HeaderMap,
    /// Its body.
    pub(crate) body: Vec<u8>,
}

impl Reply {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// The stable code of a problem.
    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

impl House {
    /// A new one on SQLite.
    pub(crate) async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("galka.db").display());
        Self::over(folder, url).await
    }

    /// A new one on this database.
    pub(crate) async fn open_at(url: &str) -> Self {
        Self::over(tempfile::tempdir().unwrap(), url.to_owned()).await
    }

    async fn over(folder: tempfile::TempDir, url: String) -> Self {
        let folder = Arc::new(folder);
        let engine = Engine::open(settings(folder.path(), url)).await.unwrap();
        let stop = CancellationToken::new();
        let intake = Intake::start(&engine, stop.clone());
        let settings = ServerSettings {
            public_url: "http://127.0.0.1:8080".to_owned(),
            stop,
            metrics: None,
        };
        let state = AppState::new(engine.clone(), intake, settings).with_beat(Duration::from_millis(300));
        Self {
            engine,
            router: router(state.clone()),
            state,
            _folder: folder,
        }
    }

    /// The same, whose event streams do not beat while a test runs.
    pub(crate) fn without_beats(self) -> Self {
        let state = self.state.with_beat(Duration::from_secs(3_600));
        Self {
            router: router(state.clone()),
            state,
            ..self
        }
    }

    /// A company with a key of each role: owner, admin, agent.
    pub(crate) async fn company(&self, name: &str) -> (WorkspaceId, [String; 3]) {
        let new = NewCompany {
            name: name.to_owned(),
            timezone: "Europe/Moscow".to_owned(),
            currency: "RUB".to_owned(),
            locale: "ru".to_owned(),
            is_sample: false,
        };
        let workspace = accounts::create_workspace(&self.engine, new, None).await.unwrap();
        let mut keys = Vec::new();
        for role in [Role::Owner, Role::Admin, Role::Agent] {
            keys.push(
                accounts::create_api_key(&self.engine, &workspace.id, role.as_str(), role)
                    .await
                    .unwrap()
                    .1,
            );
        }
        (workspace.id, keys.try_into().unwrap())
    }

    /// Asks with a key.
    pub(crate) async fn ask(&self, method: &str, path: &str, key: &str, body: Option<Value>) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        if !key.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
        }
        let body = match body {
            Some(body) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        self.send(request.body(body).unwrap()).await
    }

    /// Sends any request.
    pub(crate) async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec();
        Reply { status, headers, body }
    }

    /// Uploads a file as a form.
    pub(crate) async fn upload(&self, path: &str, key: &str, name: &str, file: &[u8]) -> Reply {
        let mut body = Vec::new();
        body.extend_from_slice(b"--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"");
        body.extend_from_slice(name.as_bytes());
        body.extend_from_slice(b"\"\r\nContent-Type: application/octet-stream\r\n\r\n");
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--edge--\r\n");
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {key}"))
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
            .body(Body::from(body));
        self.send(request.unwrap()).await
    }

    /// Starts all the background work; it ends with what is returned.
    pub(crate) fn start_work(&self) -> Runner {
        let mut runner = Runner::new(self.engine.clocks.clone(), self.engine.hints.clone());
        spawn_all(&self.engine, &mut runner);
        runner.spawn(LiveWorker::new(self.state.live().clone()));
        runner.spawn(self.state.webhook_worker());
        runner
    }

    /// Lets the background work of imports run until nothing is left.
    pub(crate) async fn run_imports(&self) {
        let mut worker = galka_engine::imports::ImportWorker::new(self.engine.clone());
        while worker.step(self.engine.business_now()).await.unwrap() == galka_engine::runner::NextWake::Now {}
    }
}

/// Asks until there is an answer.
pub(crate) async fn eventually<T>(what: &str, ask: impl AsyncFn() -> Option<T>) -> T {
    let found = tokio::time::timeout(Duration::from_secs(30), async {
        loop {
            if let Some(found) = ask().await {
                return found;
            }
            tokio::task::yield_now().await;
        }
    });
    found.await.unwrap_or_else(|_| panic!("it did not happen: {what}"))
}

fn settings(folder: &Path, database_url: String) -> EngineSettings {
    EngineSettings {
        database_url,
        data_dir: folder.to_owned(),
        public_url: "http://127.0.0.1:8080".to_owned(),
        sandbox_control: None,
        follow_clock: false,
        media_bytes_max: 10 << 20,
        journal_keep_days: 30,
        allow_private: vec!["127.0.0.1".to_owned()],
        secret_key: None,
        push: None,
    }
}
