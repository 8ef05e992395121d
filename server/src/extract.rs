//! Reading requests: JSON bodies, queries, ids in paths and cursors, each refused with a problem.

use std::collections::HashSet;
use std::str::FromStr;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use galka_domain::ids::Id;
use galka_domain::time::Timestamp;
use serde::de::DeserializeOwned;

use crate::errors::{Answer, Problem};
use crate::state::AppState;

/// Largest JSON body.
pub const JSON_BYTES_MAX: usize = 1 << 20;
/// Rows of a page when the caller does not say.
const PAGE_DEFAULT: i64 = 50;
/// Most rows of a page.
const PAGE_MAX: i64 = 200;

/// A JSON body. Fields that nobody knows are refused, so that a misspelt one is noticed.
#[derive(Clone, Copy, Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Answer<Self> {
        let is_json = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.starts_with("application/json"));
        if !is_json {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "json_expected",
                "Send the body as application/json.",
            ));
        }
        let bytes = read_body(request, state).await?;
        read_json(&bytes).map(Self)
    }
}

/// Reads the whole body within the limit for JSON.
pub(crate) async fn read_body(request: Request, state: &AppState) -> Answer<Bytes> {
    Bytes::from_request(request, state).await.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Problem::too_large(JSON_BYTES_MAX as u64)
        } else {
            Problem::bad_request("unreadable_body", "The body could not be read.")
        }
    })
}

fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Answer<T> {
    serde_json::from_slice(bytes).map_err(|failure| {
        let detail = failure.to_string();
        match failure.classify() {
            serde_json::error::Category::Data => match named_field(&detail) {
                Some(field) => Problem::field(&field, "invalid_field", detail),
                None => Problem::unprocessable("invalid_field", detail),
            },
            _ => Problem::bad_request("invalid_json", detail),
        }
    })
}

/// The field that serde's words name, as in "unknown field `x`, expected …".
fn named_field(words: &str) -> Option<String> {
    let rest = words
        .strip_prefix("unknown field `")
        .or_else(|| words.strip_prefix("missing field `"))?;
    rest.split_once('`').map(|(field, _)| field.to_owned())
}

/// The parameters of a query. Those that nobody knows are passed over: proxies and browsers add their own.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<AppState> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &AppState) -> Answer<Self> {
        axum::extract::Query::try_from_uri(&parts.uri)
            .map(|axum::extract::Query(query)| Self(query))
            .map_err(|rejection| Problem::bad_request("invalid_query", rejection.body_text()))
    }
}

/// The id in a path. What is no id of the kind is not found, as one of another workspace is.
#[derive(Clone, Debug)]
pub struct PathId<I>(pub I);

impl<I: Id + std::str::FromStr> FromRequestParts<AppState> for PathId<I> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Answer<Self> {
        let text = Path::<String>::from_request_parts(parts, state)
            .await
            .map(|Path(text)| text);
        text.ok()
            .and_then(|text| text.parse().ok())
            .map(Self)
            .ok_or_else(|| Problem::not_found("entry"))
    }
}

/// How many rows a page has: the caller's wish within bounds.
pub fn page_limit(wish: Option<i64>) -> Answer<i64> {
    match wish {
        None => Ok(PAGE_DEFAULT),
        Some(wish @ 1..=PAGE_MAX) => Ok(wish),
        Some(_) => Err(Problem::bad_request(
            "invalid_query",
            format!("limit is 1 to {PAGE_MAX}."),
        )),
    }
}

/// A limit as a count of rows in memory.
pub fn as_rows(limit: i64) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}

/// A cursor over `key`; nobody outside needs to read it.
pub fn write_cursor(key: &str) -> String {
    URL_SAFE_NO_PAD.encode(key)
}

/// The key behind a cursor.
///
/// # Errors
/// When the cursor is none of ours.
pub fn read_cursor(cursor: Option<&str>) -> Answer<Option<String>> {
    let Some(cursor) = cursor else { return Ok(None) };
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok();
    let key = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    key.map(Some).ok_or_else(invalid_cursor)
}

/// The key of a place in an order by time and id.
#[must_use]
pub fn write_place(at: Timestamp, id: &str) -> String {
    format!("{} {id}", at.as_millis())
}

/// The time and the id behind a cursor.
///
/// # Errors
/// When the cursor is none of ours.
pub fn read_place<I: FromStr>(cursor: Option<&str>) -> Answer<Option<(Timestamp, I)>> {
    let Some(key) = read_cursor(cursor)? else {
        return Ok(None);
    };
    let (at, id) = key.split_once(' ').ok_or_else(invalid_cursor)?;
    let at = at.parse().map_err(|_| invalid_cursor())?;
    Ok(Some((
        Timestamp::from_millis(at),
        id.parse().map_err(|_| invalid_cursor())?,
    )))
}

/// Ids that somebody names, in that order and each once; at most `most` of them.
///
/// # Errors
/// When one of them is no such id, or there are more.
pub fn read_ids<'a, I: Id + FromStr>(ids: impl Iterator<Item = &'a str>, most: usize) -> Answer<Vec<I>> {
    let (mut read, mut known) = (Vec::new(), HashSet::new());
    for id in ids {
        let Ok(id) = I::from_str(id) else {
            return Err(Problem::field(
                "ids",
                "unknown",
                format!("An id begins with {} here.", I::PREFIX),
            ));
        };
        if known.insert(id.clone()) {
            read.push(id);
        }
        if read.len() > most {
            return Err(Problem::field("ids", "too_many", format!("At most {most} at once.")));
        }
    }
    Ok(read)
}

/// The id behind a cursor.
///
/// # Errors
/// When the cursor is none of ours.
pub fn read_id_cursor<I: FromStr>(cursor: Option<&str>) -> Answer<Option<I>> {
    read_cursor(cursor)?
        .map(|key| key.parse().map_err(|_| invalid_cursor()))
        .transpose()
}

/// A cursor that cannot be read.
pub fn invalid_cursor() -> Problem {
    Problem::bad_request("invalid_cursor", "This cursor was not given by this list.")
}

/// Text that must say something and not too much.
///
/// # Errors
/// When it is blank or longer than `chars_max`.
pub fn check_text(field: &str, text: &str, chars_max: usize) -> Answer<String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::field(field, "required", "This must not be empty."));
    }
    if text.chars().count() > chars_max {
        return Err(Problem::field(
            field,
            "too_long",
            format!("At most {chars_max} characters."),
        ));
    }
    if text.contains('\0') {
        return Err(Problem::field(
            field,
            "invalid_field",
            "The character U+0000 is not allowed.",
        ));
    }
    Ok(text.to_owned())
}

/// Reads a field that may be absent, null or a value: the outer layer tells absence.
pub mod patch {
    use serde::{Deserialize, Deserializer};

    /// `Some(None)` is an explicit null.
    ///
    /// # Errors
    /// When the value is of another type.
    pub fn nullable<'de, D: Deserializer<'de>, T: Deserialize<'de>>(input: D) -> Result<Option<Option<T>>, D::Error> {
        Option::deserialize(input).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_field_is_named() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        #[expect(dead_code, reason = "only its reading is tested")]
        struct Sample {
            name: String,
        }
        let problem = read_json::<Sample>(br#"{"name":"a","nmae":"b"}"#).unwrap_err();
        assert_eq!(problem.body()["field"], "nmae");
        assert_eq!(read_json::<Sample>(b"{").unwrap_err().code(), "invalid_json");
    }

    #[test]
    fn cursors_are_read_back_and_foreign_ones_refused() {
        assert_eq!(
            read_cursor(Some(&write_cursor("17|x"))).unwrap().as_deref(),
            Some("17|x")
        );
        assert_eq!(read_cursor(None).unwrap(), None);
        assert!(read_cursor(Some("!!")).is_err());
        assert!(read_id_cursor::<galka_domain::ids::ContactId>(Some(&write_cursor("17"))).is_err());
    }

    #[test]
    fn limits_are_bounded() {
        assert_eq!(page_limit(None).unwrap(), 50);
        assert!(page_limit(Some(0)).is_err());
        assert!(page_limit(Some(201)).is_err());
    }
}
