//! The HTTP side of the Graph API: a call in, its answer with the headers of Meta's.
//!
//! Headers as integrations see them: `facebook-api-version`, trace and request ids, usage as JSON, a challenge with 401.
//! Browsers of other sites get no CORS headers: tokens do not belong there.

use crate::errors::GraphError;
use crate::faults::Manner;
use crate::request_log::Note;
use crate::shared::Shared;
use crate::wire::protocol::{self, Style};
use crate::wire::reading::read;
use crate::wire::request::{GraphRequest, NEWEST, OLDEST};
use crate::wire::{Handshake, changes, handshake_of, rates, trouble};
use crate::world::{Call, Reply, World};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use std::sync::Arc;

const ALLOW: &str = "GET, HEAD, POST, DELETE, OPTIONS";

/// Any call under `/v{N}.0/`, or without a version.
pub(crate) async fn graph(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    if request.method() == Method::OPTIONS {
        let mut response = Response::new(Body::empty());
        set(&mut response, header::ALLOW, ALLOW);
        return response;
    }
    let path = request.uri().path().to_owned();
    let method = request.method().to_string();
    let parts: Vec<String> = path
        .split('/')
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect();
    let version = parts.first().and_then(|part| version_of(part));
    let served = version.unwrap_or(OLDEST).max(OLDEST);
    let nodes = parts[usize::from(version.is_some())..].to_vec();
    let headers = request.headers().clone();
    let outcome = match served > NEWEST {
        true => Err(GraphError::unknown_path(&parts.join("/"))),
        false => read(&shared, request, nodes, served).await,
    };
    match outcome {
        Ok(request) => perform(&shared, request, &headers).await,
        Err(error) => {
            let response = refuse(&shared, &error, served.min(NEWEST));
            let at_ms = shared.look(|world| world.now_ms());
            let status = response.status().as_u16();
            let note = Note::bare(&method, &path);
            shared.with_log(|log| log.add(note, at_ms, status, Some(error.code), Manner::Plain));
            response
        }
    }
}

async fn perform(shared: &Arc<Shared>, request: GraphRequest, headers: &HeaderMap) -> Response {
    let version = request.version;
    let note = Note::of(&request);
    let ready = shared.look(|world| ready(world, &request));
    let (marks, style) = (ready.marks, ready.style);
    let fail = |error: &GraphError| refused(shared, error, version, &marks);
    let checked = match ready.checked {
        Err(error) => Err(error),
        Ok(None) => Ok(()),
        Ok(Some(handshake)) => {
            let shaken = shared.poster.shake_hands(&handshake).await;
            shaken.map_err(|why| GraphError::new(2200).details(why))
        }
    };
    if let Err(error) = checked {
        let response = fail(&error);
        let status = response.status().as_u16();
        shared.with_log(|log| log.add(note, ready.at_ms, status, Some(error.code), Manner::Plain));
        return response;
    }
    // A fault that strikes is a change, whatever the call.
    let (journaled, is_read) = (ready.troubled || changes(&request), request.method == "GET");
    let Reply::Graph(reply) = shared.call(Call::Graph(Box::new(request)), journaled) else {
        return fail(&GraphError::new(1));
    };
    let error_code = reply.result.as_ref().err().map(|error| error.code);
    let response = match reply.result {
        Ok(value) => {
            let text = style.write(&value);
            let tag = style.tags(is_read).then(|| protocol::tag_of(&text));
            let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
            if tag.is_some() && known == tag.as_deref() {
                write(StatusCode::NOT_MODIFIED, String::new(), version, &marks)
            } else {
                let mut response = write(StatusCode::OK, text, version, &marks);
                if let Some(tag) = tag {
                    set(&mut response, header::ETAG, &tag);
                }
                response
            }
        }
        Err(error) => fail(&error),
    };
    let status = response.status().as_u16();
    shared.with_log(|log| log.add(note, reply.at_ms, status, error_code, reply.manner));
    trouble::leave(response, reply.delay_ms, reply.manner).await
}

/// What is settled about a call before the world hears of it; nothing here is kept in the journal.
struct Ready {
    marks: Marks,
    style: Style,
    checked: Result<Option<Handshake>, GraphError>,
    /// Whether faults are at work.
    troubled: bool,
    at_ms: i64,
}

/// What marks an answer: ids to ask Meta about, and how much of the call rate is used.
struct Marks {
    trace: String,
    request: String,
    usage: Option<rates::Usage>,
}

fn ready(world: &mut World, request: &GraphRequest) -> Ready {
    let (trace, id) = (world.draw_trace(), world.draw_trace());
    let (usage, allowed) = rates::admit(world, request);
    let style = Style::of(request, world.now_ms());
    let checked = allowed.and_then(|()| handshake_of(world, request));
    let marks = Marks {
        trace,
        request: id,
        usage,
    };
    Ready {
        marks,
        style,
        checked,
        troubled: !world.faults.list.is_empty(),
        at_ms: world.now_ms(),
    }
}

/// A refusal of a call that could not be read.
pub(super) fn refuse(shared: &Shared, error: &GraphError, version: u16) -> Response {
    let (trace, request) = shared.look(|world| (world.draw_trace(), world.draw_trace()));
    let usage = None;
    refused(shared, error, version, &Marks { trace, request, usage })
}

fn refused(shared: &Shared, error: &GraphError, version: u16, marks: &Marks) -> Response {
    let status = if error.is_throttling() && error.status == 400 {
        shared.look(|world| world.settings.throttle_status)
    } else {
        error.status
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    let mut response = write(status, error.body(&marks.trace).to_string(), version, marks);
    if status == StatusCode::UNAUTHORIZED {
        let challenge = format!(r#"OAuth "Facebook Platform" "invalid_token" "{}""#, error.message());
        set(&mut response, header::WWW_AUTHENTICATE, &challenge);
    }
    response
}

fn write(status: StatusCode, text: String, version: u16, marks: &Marks) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    set(&mut response, header::CONTENT_TYPE, "application/json; charset=UTF-8");
    let named = HeaderName::from_static;
    set(&mut response, named("facebook-api-version"), &format!("v{version}.0"));
    set(&mut response, named("x-fb-trace-id"), &marks.trace);
    set(&mut response, named("x-fb-request-id"), &marks.request);
    if let Some(usage) = &marks.usage {
        set(&mut response, named("x-app-usage"), &usage.app);
        if let Some(business) = &usage.business {
            set(&mut response, named("x-business-use-case-usage"), business);
        }
    }
    response
}

fn set(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

fn version_of(part: &str) -> Option<u16> {
    let (major, minor) = part.strip_prefix('v')?.split_once('.')?;
    (minor.len() == 1 && minor.chars().all(|digit| digit.is_ascii_digit()))
        .then(|| major.parse().ok())
        .flatten()
}
