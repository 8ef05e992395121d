//! A stand-in for the Graph API: answers by script and remembers what it was asked.

#![expect(dead_code, reason = "each test file uses the part it needs")]

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, Method, Uri};
use axum::response::Response;
use galka_graph_client::{ClientSettings, GraphClient, Provider, Secret, Target};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// A scripted answer.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Bytes,
    pub(crate) answered: bool,
    /// Sends the body in chunks and does not say how long it is.
    pub(crate) chunked: bool,
}

/// What was asked.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) peer: SocketAddr,
}

/// The stand-in.
pub(crate) struct Stub {
    pub(crate) url: String,
    script: Arc<Script>,
}

struct Script {
    replies: Mutex<VecDeque<Reply>>,
    seen: Mutex<Vec<Seen>>,
}

impl Reply {
    pub(crate) fn json(status: u16, body: &str) -> Self {
        Self {
            status,
            headers: vec![("content-type", "application/json".to_owned())],
            body: Bytes::copy_from_slice(body.as_bytes()),
            answered: true,
            chunked: false,
        }
    }

    pub(crate) fn file(body: impl Into<Bytes>) -> Self {
        let headers = vec![("content-type", "image/jpeg".to_owned())];
        Self {
            status: 200,
            headers,
            body: body.into(),
            answered: true,
            chunked: false,
        }
    }

    pub(crate) fn never() -> Self {
        Self {
            answered: false,
            ..Self::json(200, "")
        }
    }
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(crate) fn query_value(&self, name: &str) -> Option<String> {
        url::form_urlencoded::parse(self.query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }
}

impl Stub {
    pub(crate) async fn start(replies: impl IntoIterator<Item = Reply>) -> Self {
        let script = Arc::new(Script {
            replies: Mutex::new(replies.into_iter().collect()),
            seen: Mutex::default(),
        });
        let app = Router::new().fallback(answer).with_state(script.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let service = app.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        Self { url, script }
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.script.seen.lock().expect("no test panicked here").clone()
    }
}

async fn answer(
    State(script): State<Arc<Script>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let seen = Seen {
        method,
        path: uri.path().to_owned(),
        query: uri.query().unwrap_or_default().to_owned(),
        headers,
        body,
        peer,
    };
    script.seen.lock().expect("no test panicked here").push(seen);
    let reply = script.replies.lock().expect("no test panicked here").pop_front();
    let reply = reply.unwrap_or_else(|| Reply::json(599, "the script has ended"));
    if !reply.answered {
        std::future::pending::<()>().await;
    }
    let mut response = Response::builder().status(reply.status);
    for (name, value) in reply.headers {
        response = response.header(name, value);
    }
    let body = if reply.chunked {
        let chunks: Vec<_> = reply.body.chunks(600).map(Bytes::copy_from_slice).collect();
        Body::from_stream(futures_util::stream::iter(
            chunks.into_iter().map(Ok::<_, std::io::Error>),
        ))
    } else {
        Body::from(reply.body)
    };
    response.body(body).expect("scripted headers are valid")
}

/// How a connection that breaks behaves.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Behaviour {
    CloseAfterRequest,
    HalfAnAnswer,
}

/// A server that reads a request and breaks the connection; counts the requests it read.
pub(crate) async fn raw(behaviour: Behaviour) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    let requests = Arc::new(AtomicUsize::new(0));
    let counter = requests.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = Vec::new();
            while !request.ends_with(b"}") {
                match stream.read_buf(&mut request).await {
                    Ok(0) | Err(_) => break,
                    Ok(_) => {}
                }
            }
            counter.fetch_add(1, Ordering::SeqCst);
            if let Behaviour::HalfAnAnswer = behaviour {
                let half =
                    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 200\r\n\r\n{\"messages\":[";
                let _ = stream.write_all(half).await;
            }
            let _ = stream.shutdown().await;
        }
    });
    (url, requests)
}

pub(crate) fn client() -> GraphClient {
    GraphClient::new(ClientSettings::default()).expect("default settings are valid")
}

pub(crate) fn target(url: &str) -> Target {
    Target {
        provider: Provider::Meta,
        base_url: url.to_owned(),
        api_version: "v26.0".to_owned(),
        access_token: Secret::new("EAAsandboxtoken"),
        app_secret: None,
        phone_number_id: Some("1099".to_owned()),
        waba_id: Some("2088".to_owned()),
        allow_private: true,
    }
}
