//! What 360dialog does differently (360dialog, "Messaging", "Webhooks", "Error Code Reference", 2026).

use galka_cloud_api::error::ApiError;
use galka_cloud_api::template::Template;
use serde::Deserialize;
use url::Url;

use crate::target::{Node, Target, TargetError};

/// The `type` of an error that is 360dialog's own and not Meta's.
pub(crate) const ERROR_KIND: &str = "Dialog360";

/// The list of templates.
#[derive(Debug, Deserialize)]
pub(crate) struct TemplateList {
    pub(crate) waba_templates: Vec<Template>,
    #[serde(default)]
    pub(crate) total: Option<usize>,
}

#[derive(Deserialize)]
struct ErrorAnswer {
    meta: Meta,
}

#[derive(Deserialize)]
struct Meta {
    #[serde(alias = "httpCode")]
    http_code: i64,
    #[serde(default, alias = "developerMessage")]
    developer_message: Option<String>,
}

/// The address of a setting; the address of its sandbox ends with the `v1` that settings begin with.
pub(crate) fn config_url(target: &Target, path: &[&str]) -> Result<Url, TargetError> {
    let prefix: &[&str] = match target.base()?.path().trim_end_matches('/').ends_with("/v1") {
        true => &["configs"],
        false => &["v1", "configs"],
    };
    target.url(Node::Root, &[prefix, path].concat())
}

/// The address of a file on 360dialog's host: same path and query as on Meta's.
pub(crate) fn media_url(target: &Target, url: &Url) -> Result<Url, TargetError> {
    let base = target.base()?;
    let mut rewritten = base.clone();
    rewritten.set_path(url.path());
    rewritten.set_query(url.query());
    Ok(rewritten)
}

/// Its own errors, in either spelling; the code is the HTTP status, which is none of Meta's codes.
pub(crate) fn error_from_body(body: &[u8]) -> Option<ApiError> {
    let answer: ErrorAnswer = serde_json::from_slice(body).ok()?;
    if (200..300).contains(&answer.meta.http_code) {
        return None;
    }
    let message = answer
        .meta
        .developer_message
        .unwrap_or_else(|| "360dialog refused the request".to_owned());
    let mut error = ApiError::new(answer.meta.http_code, message);
    error.kind = Some(ERROR_KIND.to_owned());
    Some(error)
}

/// Its limit of requests is told in words, with status 400.
pub(crate) fn is_throttling(error: &ApiError) -> bool {
    error.kind.as_deref() == Some(ERROR_KIND)
        && (error.code == 429
            || error
                .message
                .as_deref()
                .is_some_and(|message| message.to_ascii_lowercase().contains("too many requests")))
}
