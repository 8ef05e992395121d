//! The bytes behind a media link, whole or a range of them.
//!
//! Meta, "Media", 2026: a link is good for five minutes and asks for a token of the app that owns the file; a wrong token
//! is 401, a link that is no longer good 404. Ranges as RFC 9110, section 14, has them: one range, bytes only.

use crate::errors::GraphError;
use crate::faults::CallFate;
use crate::shared::Shared;
use crate::wire::http::refuse;
use crate::wire::reading::bearer;
use crate::wire::request::{GraphRequest, NEWEST};
use crate::wire::{access, files, trouble};
use crate::world::{Call, Reply};
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Deserialize;
use serde_json::Map;
use std::ops::Range;
use std::sync::Arc;

/// The longest file name that is repeated in a header.
const NAME_MAX: usize = 200;

/// What a media link carries.
#[derive(Debug, Deserialize)]
pub(crate) struct LinkParams {
    #[serde(default)]
    ext: i64,
    #[serde(default)]
    hash: String,
    #[serde(default)]
    access_token: Option<String>,
}

/// `GET /media/{id}`: the bytes, for the right app and while the link is good.
pub(crate) async fn download(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    Query(link): Query<LinkParams>,
    headers: HeaderMap,
) -> Response {
    let request = GraphRequest {
        method: "GET".to_owned(),
        version: NEWEST,
        path: Vec::new(),
        token: bearer(&headers).or(link.access_token.clone()),
        params: Map::new(),
        file: None,
        public_url: String::new(),
    };
    let fate = match shared.look(|world| !world.faults.list.is_empty()) {
        true => match shared.call(Call::Download { media: id.clone() }, true) {
            Reply::Fate(fate) => fate,
            _ => CallFate::default(),
        },
        false => CallFate::default(),
    };
    let (delay_ms, manner) = (fate.delay_ms, fate.manner);
    let response = serve(&shared, &id, &link, &request, &headers, fate);
    trouble::leave(response, delay_ms, manner).await
}

fn serve(
    shared: &Shared,
    id: &str,
    link: &LinkParams,
    request: &GraphRequest,
    headers: &HeaderMap,
    fate: CallFate,
) -> Response {
    let gone = || GraphError::unknown_node("GET", id).status(404);
    let struck = fate.error.or(fate.late_error).or(fate.media_gone.then(gone));
    let found = shared.look(|world| {
        if let Some(error) = struck {
            return Err(error);
        }
        let caller = access::identify(world, request)?;
        files::open(world, id, link.ext, &link.hash, caller.app).ok_or_else(gone)
    });
    let (mime_type, filename, bytes) = match found {
        Ok(found) => found,
        Err(error) => return refuse(shared, &error, NEWEST),
    };
    let total = bytes.len();
    let mut response = match range_of(headers, total) {
        Asked::Whole => Response::new(Body::from(bytes)),
        Asked::Part(part) => {
            let content_range = format!("bytes {}-{}/{total}", part.start, part.end - 1);
            let mut response = Response::new(Body::from(bytes.slice(part)));
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
            insert(&mut response, header::CONTENT_RANGE, &content_range);
            response
        }
        Asked::Beyond => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
            insert(&mut response, header::CONTENT_RANGE, &format!("bytes */{total}"));
            return response;
        }
    };
    let typed = HeaderValue::from_str(&mime_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    response.headers_mut().insert(header::CONTENT_TYPE, typed);
    insert(&mut response, header::ACCEPT_RANGES, "bytes");
    insert(&mut response, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    let disposition = format!("attachment; filename=\"{}\"", clean_name(filename.as_deref()));
    insert(&mut response, header::CONTENT_DISPOSITION, &disposition);
    response
}

fn insert(response: &mut Response, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// A file name that cannot leave its folder or its header.
fn clean_name(name: Option<&str>) -> String {
    let kept: String = name
        .unwrap_or("file")
        .chars()
        .filter(|character| character.is_ascii_alphanumeric() || ".-_ ".contains(*character))
        .take(NAME_MAX)
        .collect();
    match kept.trim_matches(['.', ' ']) {
        "" => "file".to_owned(),
        kept => kept.to_owned(),
    }
}

/// What part of a file is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Whole,
    Part(Range<usize>),
    Beyond,
}

/// The range that a call asks for; a header that is not one range of bytes is read over, as the RFC allows.
fn range_of(headers: &HeaderMap, total: usize) -> Asked {
    let spec = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
    let Some((first, last)) = spec
        .and_then(|spec| spec.trim().strip_prefix("bytes="))
        .filter(|spec| !spec.contains(','))
        .and_then(|spec| spec.split_once('-'))
    else {
        return Asked::Whole;
    };
    match (first.trim().parse::<usize>(), last.trim().parse::<usize>()) {
        (Ok(first), Ok(last)) if first <= last && first < total => Asked::Part(first..last.min(total - 1) + 1),
        (Ok(first), Ok(last)) if first <= last => Asked::Beyond,
        (Ok(first), Err(_)) if last.trim().is_empty() && first < total => Asked::Part(first..total),
        (Ok(_), Err(_)) if last.trim().is_empty() => Asked::Beyond,
        (Err(_), Ok(0)) if first.trim().is_empty() => Asked::Beyond,
        (Err(_), Ok(count)) if first.trim().is_empty() => Asked::Part(total.saturating_sub(count)..total),
        _ => Asked::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_rfc_has_them() {
        let cases = [
            ("bytes=0-0", Asked::Part(0..1)),
            ("bytes=2-5", Asked::Part(2..6)),
            ("bytes=9-", Asked::Part(9..10)),
            ("bytes=9-99", Asked::Part(9..10)),
            ("bytes=-4", Asked::Part(6..10)),
            ("bytes=-99", Asked::Part(0..10)),
            ("bytes=10-", Asked::Beyond),
            ("bytes=10-12", Asked::Beyond),
            ("bytes=-0", Asked::Beyond),
            ("bytes=5-2", Asked::Whole),
            ("bytes=0-1,4-5", Asked::Whole),
            ("items=0-1", Asked::Whole),
            ("bytes=x-y", Asked::Whole),
        ];
        for (text, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::RANGE, HeaderValue::from_static(text));
            assert_eq!(range_of(&headers, 10), expected, "{text}");
        }
        assert_eq!(range_of(&HeaderMap::new(), 10), Asked::Whole);
    }

    #[test]
    fn hostile_names_stay_names() {
        for (given, shown) in [
            (Some("../../etc/passwd"), "etcpasswd"),
            (Some("a\"; filename=\"b\r\nX: y"), "a filenamebX y"),
            (Some(".."), "file"),
            (Some("накладная"), "file"),
            (Some("накладная.pdf"), "pdf"),
            (None, "file"),
        ] {
            assert_eq!(clean_name(given), shown);
        }
        assert_eq!(clean_name(Some(&"a".repeat(9_000))).len(), NAME_MAX);
    }
}
