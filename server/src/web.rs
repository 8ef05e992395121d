//! The browser app, embedded in the binary, under headers that let nothing foreign run.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, Version, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::access::cookie;
use crate::errors::Problem;

#[derive(RustEmbed)]
#[folder = "../web/dist"]
#[allow_missing = true]
struct Assets;

/// Nothing runs, loads or frames but what comes from here.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; \
     style-src 'self' 'unsafe-inline'; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; \
     frame-ancestors 'none'";

/// The opening tag of the pages, which is written anew with the visitor's language and theme.
const OPENING: &str = "<html lang=\"ru\" data-theme=\"system\">";

/// Shown where the app was not built, as on a machine without Node.
const NOT_BUILT: &str = "<!doctype html>\n<html lang=\"ru\" data-theme=\"system\">\n<head><meta charset=\"utf-8\">\
     <title>Galka</title></head>\n<body><h1>Galka</h1><p>The browser app is not part of this build: run \
     <code>make web</code> and build again. The API is at <a href=\"/api/docs\">/api/docs</a>.</p></body>\n</html>\n";

/// The sandbox's own page at `/`, for `galka sandbox`.
pub fn sandbox_ui<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .fallback(|request: Request| async move { serve(&request, "sandbox.html") })
        .layer(axum::middleware::from_fn(secure))
}

/// From how many bytes on an answer is made smaller for the line.
const COMPRESSED_FROM: u64 = 1_024;

/// Whether an answer is worth compressing: a list is a tenth as long then. Files are what they are, the app's own are
/// compressed when it is built, and a stream of events must not be held back.
pub fn is_long_json(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let is_json = header(header::CONTENT_TYPE).is_some_and(|kind| kind.starts_with("application/json"));
    let length = header(header::CONTENT_LENGTH).and_then(|length| length.parse().ok());
    is_json && length.is_none_or(|length: u64| length >= COMPRESSED_FROM)
}

/// Answers what no route has: a file of the app, or the app itself for its addresses.
pub async fn fallback(request: Request) -> Response {
    let path = request.uri().path();
    if ["/api/", "/webhooks/"].iter().any(|machine| path.starts_with(machine)) {
        return Problem::new(StatusCode::NOT_FOUND, "no_such_route", "There is no such route.").into_response();
    }
    serve(&request, "index.html")
}

fn serve(request: &Request, page: &str) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = request.uri().path().trim_start_matches('/');
    let is_page = path.is_empty() || has_extension(path, "html");
    if is_page {
        return serve_page(request.headers(), page);
    }
    match Assets::get(path) {
        Some(file) => serve_file(request.headers(), request.uri(), path, file),
        None if is_asset(path) => StatusCode::NOT_FOUND.into_response(),
        None => serve_page(request.headers(), page),
    }
}

/// The page with `lang` and `data-theme` of the visitor's cookies: the policy allows no script to set them first.
fn serve_page(headers: &HeaderMap, page: &str) -> Response {
    let file = Assets::get(page);
    let text = file
        .as_ref()
        .and_then(|file| std::str::from_utf8(&file.data).ok())
        .unwrap_or(NOT_BUILT);
    let lang = match cookie(headers, "galka_lang") {
        Some("en") => "en",
        Some("ru") => "ru",
        _ if prefers_english(headers) => "en",
        _ => "ru",
    };
    let theme = match cookie(headers, "galka_theme") {
        Some("light") => "light",
        Some("dark") => "dark",
        _ => "system",
    };
    let html = text.replacen(OPENING, &format!("<html lang=\"{lang}\" data-theme=\"{theme}\">"), 1);
    let kind = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::VARY, "Cookie, Accept-Language"),
    ];
    (kind, html).into_response()
}

/// Russian is the default; whoever asks for other languages only gets English.
fn prefers_english(headers: &HeaderMap) -> bool {
    let wanted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    !wanted.is_empty()
        && !wanted
            .split(',')
            .any(|language| language.trim_start().to_ascii_lowercase().starts_with("ru"))
}

fn serve_file(headers: &HeaderMap, uri: &Uri, path: &str, file: EmbeddedFile) -> Response {
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let accepts_brotli = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| {
            value
                .split(',')
                .any(|coding| coding.trim().split(';').next() == Some("br"))
        });
    let packed = if accepts_brotli {
        Assets::get(&format!("{path}.br"))
    } else {
        None
    };
    let is_packed = packed.is_some();
    let file = packed.unwrap_or(file);
    let tag = format!("\"{}\"", hex::encode(&file.metadata.sha256_hash()[..16]));
    if headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == tag.as_bytes())
    {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    // Vite names these files by their content.
    let is_hashed = uri.path().starts_with("/assets/");
    let lifetime = if is_hashed {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let mut response = Response::new(Body::from(file.data.into_owned()));
    let out = response.headers_mut();
    let text_kind = if kind.type_() == "text" || kind.subtype() == "javascript" {
        format!("{kind}; charset=utf-8")
    } else {
        kind.to_string()
    };
    for (name, value) in [(header::CONTENT_TYPE, text_kind), (header::ETAG, tag)] {
        out.insert(name, HeaderValue::from_str(&value).expect("types and tags are ASCII"));
    }
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(lifetime));
    out.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if is_packed {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    response
}

fn is_asset(path: &str) -> bool {
    path.starts_with("assets/") || path.rsplit('/').next().is_some_and(|name| name.contains('.'))
}

fn has_extension(path: &str, extension: &str) -> bool {
    std::path::Path::new(path)
        .extension()
        .is_some_and(|found| found.eq_ignore_ascii_case(extension))
}

/// Puts the security headers on an answer, unless its handler set stricter ones.
pub async fn secure(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(self)",
        ),
    ] {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    response
}
