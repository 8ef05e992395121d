//! A Graph call, whichever way its parameters came: in the address, as JSON, as a form or as parts.

use crate::media::{from_base64, to_base64};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// The oldest version that is still served; lower ones get it.
pub(crate) const OLDEST: u16 = 20;
/// The newest version there is.
pub(crate) const NEWEST: u16 = 26;

/// One call.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct GraphRequest {
    pub(crate) method: String,
    pub(crate) version: u16,
    pub(crate) path: Vec<String>,
    pub(crate) token: Option<String>,
    pub(crate) params: Map<String, Value>,
    pub(crate) file: Option<UploadedFile>,
    /// Where the sandbox can be reached, for the links in answers.
    pub(crate) public_url: String,
}

/// A file part of a call.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct UploadedFile {
    pub(crate) mime_type: Option<String>,
    pub(crate) filename: Option<String>,
    #[serde(serialize_with = "to_base64", deserialize_with = "from_base64")]
    pub(crate) bytes: Bytes,
}

impl GraphRequest {
    /// A parameter that is text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.params.get(name)?.as_str()
    }

    /// A parameter that is a number, or text that reads as one.
    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        let value = self.params.get(name)?;
        value.as_i64().or_else(|| value.as_str()?.parse().ok())
    }

    /// A parameter of any kind; text that holds JSON counts as that JSON, as in forms.
    pub(crate) fn value(&self, name: &str) -> Option<Value> {
        self.params.get(name).map(|value| unfold(value).into_owned())
    }

    /// The same without a copy where none is needed; null counts as absent.
    pub(crate) fn look(&self, name: &str) -> Option<Cow<'_, Value>> {
        self.params.get(name).filter(|value| !value.is_null()).map(unfold)
    }

    /// The address of the edge, without parameters.
    pub(crate) fn address(&self) -> String {
        format!("{}/v{}.0/{}", self.public_url, self.version, self.path.join("/"))
    }

    #[cfg(test)]
    pub(crate) fn get(path: &str) -> Self {
        Self {
            method: "GET".to_owned(),
            version: NEWEST,
            path: path.trim_matches('/').split('/').map(str::to_owned).collect(),
            token: None,
            params: Map::new(),
            file: None,
            public_url: "http://127.0.0.1".to_owned(),
        }
    }
}

fn unfold(value: &Value) -> Cow<'_, Value> {
    match value {
        Value::String(text) if text.starts_with(['[', '{']) => {
            serde_json::from_str(text).map_or(Cow::Borrowed(value), Cow::Owned)
        }
        other => Cow::Borrowed(other),
    }
}
