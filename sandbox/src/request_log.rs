//! The last Graph calls, so that a person can see what a client does and copy it as a test.
//!
//! It lives beside the world, in memory alone: looking at calls changes nothing. Tokens and secrets never enter it.

use crate::faults::Manner;
use crate::wire::request::GraphRequest;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::VecDeque;
use utoipa::ToSchema;

/// How many calls are remembered.
const KEPT: usize = 1_000;
/// How much of one call is remembered: values, values of one list, and characters of each text.
const VALUES_MAX: usize = 300;
const LIST_MAX: usize = 50;
const TEXT_MAX: usize = 1_000;
/// Parameters that are never written down, wherever they stand.
const SECRET: [&str; 11] = [
    "access_token",
    "app_secret",
    "appsecret_proof",
    "client_secret",
    "fb_exchange_token",
    "hub.verify_token",
    "input_token",
    "new_pin",
    "pin",
    "two_step_pin",
    "verify_token",
];
/// Edges whose `code` is a secret; elsewhere it is a language or an error.
const SECRET_CODE: [&str; 2] = ["verify_code", "access_token"];
const HIDDEN: &str = "[hidden]";

/// One Graph call.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LoggedCall {
    /// Its number, growing.
    pub id: u64,
    /// When it was answered.
    pub at_ms: i64,
    /// `GET`, `POST` or `DELETE`.
    pub method: String,
    /// The path with its version, without parameters.
    pub path: String,
    /// The parameters, however they came, without secrets and cut where they are long.
    #[schema(value_type = Object)]
    pub params: Value,
    /// The file that came with it.
    pub file: Option<LoggedFile>,
    /// What was answered; none when the connection was closed without a word.
    pub http_status: Option<u16>,
    /// The code of the refusal.
    pub error_code: Option<u32>,
}

/// A file of a call, without its bytes.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LoggedFile {
    /// As the client named it.
    pub filename: Option<String>,
    /// As the client typed it.
    pub mime_type: Option<String>,
    /// Its size.
    pub bytes: usize,
}

/// A call that is not answered yet.
#[derive(Debug)]
pub(crate) struct Note {
    method: String,
    path: String,
    params: Value,
    file: Option<LoggedFile>,
}

/// The calls, oldest first.
#[derive(Debug, Default)]
pub(crate) struct RequestLog {
    calls: VecDeque<LoggedCall>,
    last: u64,
}

impl Note {
    /// What will be remembered of a call.
    pub(crate) fn of(request: &GraphRequest) -> Self {
        let secret_code = request
            .path
            .last()
            .is_some_and(|edge| SECRET_CODE.contains(&edge.as_str()));
        let mut left = VALUES_MAX;
        let mut params = object(&request.params, &mut left);
        if secret_code && params.contains_key("code") {
            params.insert("code".to_owned(), HIDDEN.into());
        }
        Self {
            params: Value::Object(params),
            file: request.file.as_ref().map(|file| LoggedFile {
                filename: file.filename.as_deref().map(cut),
                mime_type: file.mime_type.as_deref().map(cut),
                bytes: file.bytes.len(),
            }),
            ..Self::bare(
                &request.method,
                &format!("/v{}.0/{}", request.version, request.path.join("/")),
            )
        }
    }

    /// What will be remembered of a call that could not be read.
    pub(crate) fn bare(method: &str, path: &str) -> Self {
        Self {
            method: cut(method),
            path: cut(path),
            params: Value::Object(Map::new()),
            file: None,
        }
    }
}

impl RequestLog {
    /// Remembers a call with its answer, and forgets the oldest.
    pub(crate) fn add(&mut self, note: Note, at_ms: i64, http_status: u16, error_code: Option<u32>, manner: Manner) {
        let http_status = match manner {
            Manner::Closed => None,
            Manner::ProxyPage(status) => Some(status),
            Manner::Plain | Manner::Truncated | Manner::Malformed => Some(http_status),
        };
        if self.calls.len() == KEPT {
            self.calls.pop_front();
        }
        self.last += 1;
        self.calls.push_back(LoggedCall {
            id: self.last,
            at_ms,
            method: note.method,
            path: note.path,
            params: note.params,
            file: note.file,
            http_status,
            error_code,
        });
    }

    /// The calls after a number, oldest first; the last ones when there are more than `limit`.
    pub(crate) fn since(&self, id: u64, limit: usize) -> Vec<LoggedCall> {
        let newer = self.calls.iter().rev().take_while(|call| call.id > id);
        let mut calls: Vec<LoggedCall> = newer.take(limit).cloned().collect();
        calls.reverse();
        calls
    }

    /// The number of the last call.
    pub(crate) fn last(&self) -> u64 {
        self.last
    }
}

fn object(params: &Map<String, Value>, left: &mut usize) -> Map<String, Value> {
    let mut shown = Map::new();
    for (name, value) in params {
        if *left == 0 {
            break;
        }
        let value = if SECRET.contains(&name.as_str()) {
            HIDDEN.into()
        } else {
            shorten(value, left)
        };
        shown.insert(cut(name), value);
    }
    shown
}

fn shorten(value: &Value, left: &mut usize) -> Value {
    *left = left.saturating_sub(1);
    match value {
        Value::String(text) if text.starts_with(['{', '[']) => match serde_json::from_str::<Value>(text) {
            // Forms carry JSON as text, and secrets inside it.
            Ok(inside) => shorten(&inside, left),
            Err(_) => cut(text).into(),
        },
        Value::String(text) => cut(text).into(),
        Value::Array(list) => {
            let mut shown = Vec::new();
            for item in list.iter().take(LIST_MAX) {
                if *left == 0 {
                    break;
                }
                shown.push(shorten(item, left));
            }
            Value::Array(shown)
        }
        Value::Object(map) => Value::Object(object(map, left)),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(TEXT_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn noted(path: &str, params: Value) -> Value {
        let mut request = GraphRequest::get(path);
        request.params = params.as_object().cloned().unwrap();
        Note::of(&request).params
    }

    #[test]
    fn secrets_are_hidden_wherever_they_stand() {
        let shown = noted(
            "/1/subscribed_apps",
            json!({
                "access_token": "EAAsecret", "pin": "123456", "code": "ru",
                "webhook_configuration": {"override_callback_uri": "http://a", "verify_token": "word"},
                "form": "{\"verify_token\":\"word\"}",
            }),
        );
        assert_eq!(
            shown,
            json!({
                "access_token": "[hidden]", "pin": "[hidden]", "code": "ru",
                "webhook_configuration": {"override_callback_uri": "http://a", "verify_token": "[hidden]"},
                "form": {"verify_token": "[hidden]"},
            })
        );
        assert_eq!(noted("/1/verify_code", json!({"code": "123456"}))["code"], "[hidden]");
    }

    #[test]
    fn long_calls_are_cut() {
        let shown = noted("/1/x", json!({"text": "я".repeat(1_001), "list": vec![0; 5_000]}));
        assert_eq!(shown["text"].as_str().unwrap().chars().count(), 1_001);
        assert_eq!(shown["list"].as_array().unwrap().len(), LIST_MAX);
    }

    #[test]
    fn the_last_thousand_are_kept() {
        let mut log = RequestLog::default();
        for _ in 0..1_005 {
            log.add(Note::bare("GET", "/x"), 0, 200, None, Manner::Plain);
        }
        let all = log.since(0, 2_000);
        assert_eq!((all.len(), all[0].id, log.last()), (1_000, 6, 1_005));
        let ids: Vec<u64> = log.since(1_002, 2).iter().map(|call| call.id).collect();
        assert_eq!(ids, [1_004, 1_005]);
    }
}
