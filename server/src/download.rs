//! Files that leave: answers that a browser saves instead of showing them.

use axum::http::{HeaderName, HeaderValue, header};

/// A file with the headers that make a browser save it.
pub type Download<T> = ([(HeaderName, HeaderValue); 2], T);

/// A table that opens in an office program; `disposition` is `attachment; filename="…"`.
#[must_use]
pub fn csv<T>(disposition: &'static str, rows: T) -> Download<T> {
    saved("text/csv; charset=utf-8", disposition, rows)
}

/// A JSON document.
#[must_use]
pub fn json<T>(disposition: &'static str, document: T) -> Download<T> {
    saved("application/json", disposition, document)
}

fn saved<T>(kind: &'static str, disposition: &'static str, body: T) -> Download<T> {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(disposition)),
    ];
    (headers, body)
}
