//! Where a call stands in the eyes of faults, and how an answer leaves when one has struck.

use crate::errors::GraphError;
use crate::faults::{CallFate, Manner, Scene, Target};
use crate::people::customer::digits_of;
use crate::runner;
use crate::wire::request::GraphRequest;
use crate::world::World;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// The kinds of messages that carry a file.
const WITH_FILE: [&str; 5] = ["audio", "document", "image", "sticker", "video"];

/// What faults do to a call.
pub(super) fn fate_of(world: &mut World, request: &GraphRequest, place: Target) -> CallFate {
    if world.faults.list.is_empty() {
        return CallFate::default();
    }
    let customer = request.text("to").and_then(digits_of);
    let node = request.path.first().map(String::as_str).unwrap_or_default();
    let phone_number_id = number_of(world, node);
    let scene = Scene {
        place,
        now_ms: world.now_ms(),
        customer: customer.as_deref(),
        phone_number_id: phone_number_id.as_deref(),
        edge: request.path.get(1).map(String::as_str),
        field: None,
        file: place == Target::MediaLookup || request.text("type").is_some_and(|kind| WITH_FILE.contains(&kind)),
    };
    world.faults.call(scene)
}

/// What faults do to the download of a file.
pub(crate) fn fate_of_download(world: &mut World, media: &str) -> CallFate {
    let phone_number_id = number_of(world, media);
    let scene = Scene {
        place: Target::MediaDownload,
        now_ms: world.now_ms(),
        customer: None,
        phone_number_id: phone_number_id.as_deref(),
        edge: None,
        field: None,
        file: true,
    };
    world.faults.call(scene)
}

/// What a call is about.
pub(super) fn place_of(world: &World, request: &GraphRequest) -> Target {
    match request.path.get(1).map(String::as_str) {
        Some("messages") => Target::Messages,
        Some("media") => Target::MediaUpload,
        Some("message_templates") => Target::Templates,
        Some(_) => Target::Graph,
        None => {
            let node = request.path.first().map(String::as_str).unwrap_or_default();
            if world.media.contains_key(node) {
                Target::MediaLookup
            } else if world.templates.find_id(node).is_some() {
                Target::Templates
            } else {
                Target::Graph
            }
        }
    }
}

/// The file is not there any more.
pub(super) fn gone(request: &GraphRequest) -> GraphError {
    let node = request.path.first().map(String::as_str).unwrap_or_default();
    GraphError::unknown_node(&request.method, node).status(404)
}

/// Lets an answer leave late, broken, or not at all.
pub(super) async fn leave(response: Response, delay_ms: u64, manner: Manner) -> Response {
    if delay_ms > 0 {
        runner::pause(delay_ms).await;
    }
    match manner {
        Manner::Plain => response,
        Manner::Closed => closed(),
        Manner::Truncated => rewritten(response, |body| body.truncate(body.len() / 2)).await,
        Manner::Malformed => rewritten(response, |body| body.extend_from_slice(b",}")).await,
        Manner::ProxyPage(status) => proxy_page(status),
    }
}

fn number_of(world: &World, node: &str) -> Option<String> {
    let media = world.media.get(node).map(|media| media.number);
    let number = media.or_else(|| world.accounts.find_number(node))?;
    Some(world.accounts.numbers[number as usize].id.clone())
}

/// A connection that closes before anything was answered.
fn closed() -> Response {
    let broken =
        futures_util::stream::once(async { Err::<bytes::Bytes, _>(std::io::Error::other("the answer is lost")) });
    Response::new(Body::from_stream(broken))
}

/// The same answer with other bytes; the bytes were in memory already, so reading them cannot fail.
async fn rewritten(response: Response, change: impl FnOnce(&mut Vec<u8>)) -> Response {
    let (mut head, body) = response.into_parts();
    let mut bytes = to_bytes(body, usize::MAX).await.unwrap_or_default().to_vec();
    change(&mut bytes);
    head.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(head, Body::from(bytes))
}

/// What stands in front of the Graph API when it cannot be reached.
fn proxy_page(status: u16) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    let page = format!(
        "<html>\r\n<head><title>{status}</title></head>\r\n<body>\r\n<center><h1>{status}</h1></center>\r\n</body>\r\n</html>\r\n"
    );
    let kind = HeaderValue::from_static("text/html");
    (status, [(header::CONTENT_TYPE, kind)], page).into_response()
}
