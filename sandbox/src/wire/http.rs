//! The HTTP side of the Graph API: reading a call, writing its answer.

use crate::errors::GraphError;
use crate::runner;
use crate::shared::Shared;
use crate::wire::request::{GraphRequest, NEWEST, OLDEST, UploadedFile};
use crate::wire::{access, changes, files, handshake_of};
use crate::world::{Call, Reply};
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Multipart, Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::sync::Arc;

/// The largest call: a document of 100 MB and the parts around it.
const BODY_MAX: usize = 101 << 20;
/// The largest call without a file.
const JSON_MAX: usize = 3 << 20;

/// Any call under `/v{N}.0/`, or without a version.
pub(crate) async fn graph(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let parts: Vec<String> = path
        .split('/')
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect();
    let version = parts.first().and_then(|part| version_of(part));
    let served = version.unwrap_or(OLDEST).max(OLDEST);
    let path = parts[usize::from(version.is_some())..].to_vec();
    let outcome = match served > NEWEST {
        true => Err(GraphError::unknown_path(&parts.join("/"))),
        false => read(&shared, request, path, served).await,
    };
    match outcome {
        Ok(request) => perform(&shared, request, served).await,
        Err(error) => refuse(&shared, &error, served),
    }
}

async fn perform(shared: &Arc<Shared>, request: GraphRequest, version: u16) -> Response {
    match shared.look(|world| handshake_of(world, &request)) {
        Err(error) => return refuse(shared, &error, version),
        Ok(Some(handshake)) => {
            if let Err(why) = shared.poster.shake_hands(&handshake).await {
                let error = GraphError::new(2200).details(why);
                return refuse(shared, &error, version);
            }
        }
        Ok(None) => {}
    }
    let journaled = changes(&request);
    let Reply::Graph(reply) = shared.call(Call::Graph(Box::new(request)), journaled) else {
        return refuse(shared, &GraphError::new(1), version);
    };
    if reply.delay_ms > 0 {
        runner::pause(reply.delay_ms).await;
    }
    if reply.lost {
        return closed();
    }
    match reply.result {
        Ok(value) => write(StatusCode::OK, &value, version, None),
        Err(error) => refuse(shared, &error, version),
    }
}

fn refuse(shared: &Shared, error: &GraphError, version: u16) -> Response {
    let (trace, throttle) = shared.look(|world| (world.draw_trace(), world.settings.throttle_status));
    let status = if error.is_throttling() && error.status == 400 {
        throttle
    } else {
        error.status
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    let mut response = write(status, &error.body(&trace), version, Some(&trace));
    if status == StatusCode::UNAUTHORIZED {
        let challenge = r#"OAuth "Facebook Platform" "invalid_token" "Invalid OAuth access token.""#;
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    }
    response
}

fn write(status: StatusCode, value: &Value, version: u16, trace: Option<&str>) -> Response {
    let mut response = (
        status,
        [(header::CONTENT_TYPE, "application/json; charset=UTF-8")],
        value.to_string(),
    )
        .into_response();
    if let Ok(version) = HeaderValue::from_str(&format!("v{version}.0")) {
        response.headers_mut().insert("facebook-api-version", version);
    }
    if let Some(trace) = trace.and_then(|trace| HeaderValue::from_str(trace).ok()) {
        response.headers_mut().insert("x-fb-trace-id", trace);
    }
    response
}

/// A connection that closes before anything was answered.
fn closed() -> Response {
    let broken =
        futures_util::stream::once(async { Err::<bytes::Bytes, _>(std::io::Error::other("the answer is lost")) });
    Response::new(Body::from_stream(broken))
}

fn version_of(part: &str) -> Option<u16> {
    let (major, minor) = part.strip_prefix('v')?.split_once('.')?;
    (minor.len() == 1 && minor.chars().all(|digit| digit.is_ascii_digit()))
        .then(|| major.parse().ok())
        .flatten()
}

async fn read(shared: &Shared, request: Request, path: Vec<String>, version: u16) -> Result<GraphRequest, GraphError> {
    let (method, headers) = (request.method().clone(), request.headers().clone());
    let mut params = form(request.uri().query().unwrap_or_default());
    let mut file = None;
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_ascii_lowercase();
    if method == Method::GET {
    } else if kind.starts_with("multipart/form-data") {
        file = parts(request, &mut params).await?;
    } else {
        let too_large = |_| GraphError::parameter("The request is too large.").status(413);
        let body = to_bytes(request.into_body(), JSON_MAX).await.map_err(too_large)?;
        if kind.starts_with("application/x-www-form-urlencoded") {
            params.extend(form(&String::from_utf8_lossy(&body)));
        } else if !body.is_empty() {
            match serde_json::from_slice(&body) {
                Ok(Value::Object(object)) => params.extend(object),
                Ok(_) => return Err(GraphError::parameter("The body must be a JSON object.")),
                Err(problem) => return Err(GraphError::parameter(format!("The body is not valid JSON: {problem}"))),
            }
        }
    }
    let token = bearer(&headers).or_else(|| params.remove("access_token")?.as_str().map(str::to_owned));
    Ok(GraphRequest {
        method: method.to_string(),
        version,
        path,
        token,
        params,
        file,
        public_url: shared.public_url.clone(),
    })
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("oauth")).then(|| token.trim().to_owned())
}

fn form(text: &str) -> Map<String, Value> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(text).unwrap_or_default();
    pairs
        .into_iter()
        .map(|(name, value)| (name, Value::String(value)))
        .collect()
}

async fn parts(request: Request, params: &mut Map<String, Value>) -> Result<Option<UploadedFile>, GraphError> {
    let broken = |problem: String| GraphError::parameter(format!("The parts of the request cannot be read: {problem}"));
    let (head, body) = request.into_parts();
    let limited = http_body_limit(body).await?;
    let mut multipart = Multipart::from_request(Request::from_parts(head, limited), &())
        .await
        .map_err(|problem| broken(problem.to_string()))?;
    let mut file = None;
    while let Some(field) = multipart
        .next_field()
        .await
        .map_err(|problem| broken(problem.to_string()))?
    {
        let name = field.name().unwrap_or_default().to_owned();
        let (mime_type, filename) = (
            field.content_type().map(str::to_owned),
            field.file_name().map(str::to_owned),
        );
        let bytes = field.bytes().await.map_err(|problem| broken(problem.to_string()))?;
        if name == "file" {
            file = Some(UploadedFile {
                mime_type,
                filename,
                bytes,
            });
        } else {
            params.insert(name, Value::String(String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    Ok(file)
}

async fn http_body_limit(body: Body) -> Result<Body, GraphError> {
    let bytes = to_bytes(body, BODY_MAX)
        .await
        .map_err(|_| GraphError::parameter("The file is too large.").status(413))?;
    Ok(Body::from(bytes))
}

/// What a media link carries.
#[derive(Debug, Deserialize)]
pub(crate) struct LinkParams {
    #[serde(default)]
    ext: i64,
    #[serde(default)]
    hash: String,
}

/// `GET /media/{id}`: the bytes, for the right app and while the link is good.
pub(crate) async fn download(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    Query(link): Query<LinkParams>,
    headers: HeaderMap,
) -> Response {
    let mut request = GraphRequest {
        method: "GET".to_owned(),
        version: NEWEST,
        path: vec![id.clone()],
        token: bearer(&headers),
        params: Map::new(),
        file: None,
        public_url: String::new(),
    };
    let found = shared.look(|world| {
        let fate = world.faults.call(crate::faults::Target::Media, None);
        if let Some(error) = fate.error {
            return Err(error);
        }
        let caller = access::authorize(world, &request)?;
        request.path.clear();
        files::open(world, &id, link.ext, &link.hash, caller.app)
            .ok_or_else(|| GraphError::unknown_node("GET", &id).status(404))
    });
    match found {
        Err(error) => refuse(&shared, &error, NEWEST),
        Ok((mime_type, filename, bytes)) => {
            let mut response = Response::new(Body::from(bytes));
            let typed =
                HeaderValue::from_str(&mime_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
            response.headers_mut().insert(header::CONTENT_TYPE, typed);
            response
                .headers_mut()
                .insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
            let clean: String = filename
                .unwrap_or_else(|| "file".to_owned())
                .chars()
                .filter(|character| character.is_ascii_alphanumeric() || ".-_ ".contains(*character))
                .collect();
            if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{clean}\"")) {
                response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
            }
            response
        }
    }
}
