//! Reading a Graph call: its parameters from the address, from JSON, from a form or from parts; its token; its file.

use crate::errors::GraphError;
use crate::runner;
use crate::shared::Shared;
use crate::wire::request::{GraphRequest, UploadedFile};
use crate::wire::uploads;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{HeaderMap, Method, header};
use bytes::Bytes;
use serde_json::{Map, Value};

/// The largest call: a document of 100 MB and the parts around it.
const BODY_MAX: usize = 101 << 20;
/// The largest call without a file.
const JSON_MAX: usize = 3 << 20;
/// How long a body may take: without a file, and with one.
const BODY_PATIENCE_MS: u64 = 60_000;
const FILE_PATIENCE_MS: u64 = 600_000;

/// Reads a call; `path` comes without the version, and is not decoded.
pub(super) async fn read(
    shared: &Shared,
    request: Request,
    mut path: Vec<String>,
    version: u16,
) -> Result<GraphRequest, GraphError> {
    let (method, headers) = (request.method().clone(), request.headers().clone());
    let mut params = form(request.uri().query().unwrap_or_default());
    let session = session_in(&mut path, &mut params);
    let mut file = None;
    if reads(&method) {
    } else if session {
        let bytes = whole(request.into_body(), BODY_MAX).await?;
        if let Some(offset) = headers.get("file_offset").and_then(|value| value.to_str().ok()) {
            params.insert("file_offset".to_owned(), Value::String(offset.trim().to_owned()));
        }
        file = Some(UploadedFile {
            mime_type: None,
            filename: None,
            bytes,
        });
    } else {
        let kind = headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_ascii_lowercase();
        if kind.starts_with("multipart/form-data") {
            file = parts(request, &mut params).await?;
        } else {
            let body = whole(request.into_body(), JSON_MAX).await?;
            if kind.starts_with("application/x-www-form-urlencoded") {
                params.extend(form(&String::from_utf8_lossy(&body)));
            } else if !body.is_empty() {
                params.extend(object(&body)?);
            }
        }
    }
    // Integrations call with their own token in every header and put the app's beside it where Meta wants that one:
    // the parameter wins.
    let given = params.remove("access_token");
    let given = given.as_ref().and_then(Value::as_str).filter(|token| !token.is_empty());
    let token = given.map(str::to_owned).or_else(|| bearer(&headers));
    let method = if method == Method::HEAD { Method::GET } else { method };
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

/// Whether a method only reads.
pub(super) fn reads(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

/// The token in the header: `Bearer`, or `OAuth` as resumable uploads write it.
pub(super) fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("oauth")).then(|| token.trim().to_owned())
}

/// Takes the signature of an upload session out of a path in which a client encoded the whole id.
fn session_in(path: &mut [String], params: &mut Map<String, Value>) -> bool {
    let Some(node) = path.first_mut() else { return false };
    if node
        .get(..9)
        .is_some_and(|start| start.eq_ignore_ascii_case("upload%3a"))
    {
        node.replace_range(6..9, ":");
    }
    if !uploads::is_session(node) {
        return false;
    }
    if let Some((id, query)) = node.clone().split_once("%3F").or(node.clone().split_once("%3f")) {
        params.extend(form(&query.replace("%3D", "=").replace("%3d", "=")));
        *node = id.to_owned();
    }
    true
}

fn object(body: &[u8]) -> Result<Map<String, Value>, GraphError> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(GraphError::parameter("The body must be a JSON object.")),
        Err(problem) => Err(GraphError::parameter(format!("The body is not valid JSON: {problem}"))),
    }
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
    let limited = Body::from(whole(body, BODY_MAX).await?);
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

/// Reads a body to its end, as long as it is neither too large nor too slow.
async fn whole(body: Body, most: usize) -> Result<Bytes, GraphError> {
    let patience_ms = if most > JSON_MAX {
        FILE_PATIENCE_MS
    } else {
        BODY_PATIENCE_MS
    };
    match runner::within(patience_ms, to_bytes(body, most)).await {
        None => Err(GraphError::new(1)
            .details("The body did not arrive in time.")
            .status(408)),
        Some(Err(_)) => Err(GraphError::parameter("The request is too large, or its body broke off.").status(413)),
        Some(Ok(bytes)) => Ok(bytes),
    }
}
