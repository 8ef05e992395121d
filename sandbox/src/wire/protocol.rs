//! How a call may ask for its answer, and what of that Meta gave up.
//!
//! Meta, changelog of v26 (2026-07-29): `pretty`, `debug` and `If-None-Match` are read over, `date_format` and `GET /?ids=`
//! are refused; from 2026-10-27 on in every version. Meta does not publish the words of the two refusals.

use crate::errors::GraphError;
use crate::wire::request::GraphRequest;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// 2026-10-27T00:00:00Z, when the change reached every version.
const EVERYWHERE_MS: i64 = 1_793_059_200_000;
/// The most nodes that one call of the old protocol may ask for.
const IDS_MAX: usize = 50;

/// The form in which an answer is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pretty: bool,
    new: bool,
}

impl Style {
    /// The form that a call asks for, as far as its protocol lets it.
    pub(super) fn of(request: &GraphRequest, now_ms: i64) -> Self {
        let new = is_new(request, now_ms);
        let pretty = !new && matches!(request.text("pretty"), Some("1" | "true"));
        Self { pretty, new }
    }

    /// An answer as text.
    pub(super) fn write(self, value: &Value) -> String {
        if self.pretty {
            format!("{value:#}")
        } else {
            value.to_string()
        }
    }

    /// Whether the answer to a call carries a tag by which it can be asked for again.
    pub(super) fn tags(self, is_read: bool) -> bool {
        is_read && !self.new
    }
}

/// The tag of an answer.
pub(super) fn tag_of(text: &str) -> String {
    format!("\"{}\"", hex::encode(&Sha256::digest(text)[..20]))
}

/// Refuses what the protocol of a call no longer has.
pub(super) fn check(request: &GraphRequest, now_ms: i64) -> Result<(), GraphError> {
    if is_new(request, now_ms) {
        let many = request.method == "GET" && request.path.is_empty() && request.params.contains_key("ids");
        for (given, name) in [
            (request.params.contains_key("date_format"), "date_format"),
            (many, "ids"),
        ] {
            if given {
                return Err(GraphError::parameter(format!(
                    "The parameter {name} is no longer supported."
                )));
            }
        }
    }
    Ok(())
}

/// The nodes that a call of the old protocol asks for together; none when it is another call.
pub(super) fn ids_of(request: &GraphRequest) -> Option<Vec<String>> {
    let ids = request
        .text("ids")
        .filter(|_| request.method == "GET" && request.path.is_empty())?;
    Some(
        ids.split(',')
            .map(str::trim)
            .filter(|id| !id.is_empty())
            .take(IDS_MAX)
            .map(str::to_owned)
            .collect(),
    )
}

fn is_new(request: &GraphRequest, now_ms: i64) -> bool {
    request.version >= 26 || now_ms >= EVERYWHERE_MS
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_change_of_october_2026_comes_to_old_versions_at_its_second() {
        let mut request = GraphRequest::get("/1");
        request.params.insert("date_format".into(), json!("U"));
        for (version, now_ms, refused) in [
            (25, EVERYWHERE_MS - 1, false),
            (25, EVERYWHERE_MS, true),
            (26, EVERYWHERE_MS - 1, true),
        ] {
            request.version = version;
            assert_eq!(check(&request, now_ms).is_err(), refused, "v{version} at {now_ms}");
            assert_eq!(Style::of(&request, now_ms).tags(true), !refused);
        }
    }
}
