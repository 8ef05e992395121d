//! The filter of a segment: a versioned document, stored as JSON and spoken as such by the API.

use galka_domain::consent::ConsentState;
use galka_domain::ids::LabelId;
use galka_domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The version that is written today.
const VERSION: i64 = 1;
const CONDITIONS_MAX: usize = 50;
const VALUE_CHARS_MAX: usize = 500;

/// All or any of the conditions. No condition at all is everybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SegmentFilter {
    /// Version of the document.
    pub version: i64,
    /// How the conditions are joined.
    #[serde(rename = "match")]
    pub mode: MatchMode,
    /// The conditions.
    pub conditions: Vec<SegmentCondition>,
}

/// How conditions are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchMode {
    /// Every one of them.
    All,
    /// At least one of them.
    Any,
}

/// One condition: `field` is `label`, `consent`, `country`, `created_at`, `last_inbound_at`, `name`, `phone` or
/// `field:<key>`; `op` is `is`, `is_not`, `contains`, `is_set`, `is_not_set`, `before`, `after`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SegmentCondition {
    /// What is looked at.
    pub field: String,
    /// How.
    pub op: String,
    /// Against what.
    #[serde(default)]
    pub value: Option<String>,
}

/// Why a filter cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterProblem {
    /// Where, as `conditions.0.value`.
    pub path: String,
    /// What, in a stable word.
    pub code: &'static str,
}

impl SegmentFilter {
    /// Everybody.
    #[must_use]
    pub const fn everyone() -> Self {
        Self {
            version: VERSION,
            mode: MatchMode::All,
            conditions: Vec::new(),
        }
    }

    /// Whoever wears at least one of these labels.
    #[must_use]
    pub fn of_labels(labels: &[LabelId]) -> Self {
        let is_label = |label: &LabelId| SegmentCondition {
            field: "label".to_owned(),
            op: "is".to_owned(),
            value: Some(label.as_str().to_owned()),
        };
        Self {
            version: VERSION,
            mode: MatchMode::Any,
            conditions: labels.iter().map(is_label).collect(),
        }
    }

    /// The stored document.
    ///
    /// # Errors
    /// When the text is none.
    pub fn read(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The document as it is stored.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The first thing that stands against asking it.
    #[must_use]
    pub fn problem(&self) -> Option<FilterProblem> {
        if self.version != VERSION {
            return Some(FilterProblem {
                path: "version".to_owned(),
                code: "unknown_version",
            });
        }
        if self.conditions.len() > CONDITIONS_MAX {
            return Some(FilterProblem {
                path: "conditions".to_owned(),
                code: "too_many_conditions",
            });
        }
        let broken = |(place, condition): (usize, &SegmentCondition)| {
            let (part, code) = condition.problem()?;
            Some(FilterProblem {
                path: format!("conditions.{place}.{part}"),
                code,
            })
        };
        self.conditions.iter().enumerate().find_map(broken)
    }
}

impl SegmentCondition {
    fn problem(&self) -> Option<(&'static str, &'static str)> {
        let ops: &[&str] = match self.field.as_str() {
            "label" => &["is", "is_not", "is_set", "is_not_set"],
            "consent" => &["is", "is_not"],
            "country" => &["is", "is_not", "is_set", "is_not_set"],
            "created_at" => &["before", "after"],
            "last_inbound_at" => &["before", "after", "is_set", "is_not_set"],
            "name" | "phone" => &["is", "is_not", "contains", "is_set", "is_not_set"],
            field if field.strip_prefix("field:").is_some_and(|key| !key.is_empty()) => {
                &["is", "is_not", "contains", "is_set", "is_not_set", "before", "after"]
            }
            _ => return Some(("field", "unknown_field")),
        };
        if !ops.contains(&self.op.as_str()) {
            return Some(("op", "unknown_op"));
        }
        if matches!(self.op.as_str(), "is_set" | "is_not_set") {
            return None;
        }
        let Some(value) = self.value.as_deref().filter(|value| !value.trim().is_empty()) else {
            return Some(("value", "required"));
        };
        self.value_problem(value).map(|code| ("value", code))
    }

    fn value_problem(&self, value: &str) -> Option<&'static str> {
        if value.chars().count() > VALUE_CHARS_MAX {
            return Some("too_long");
        }
        let fits = match self.field.as_str() {
            "label" => LabelId::parse(value).is_ok(),
            "consent" => ConsentState::parse(value).is_some(),
            "created_at" | "last_inbound_at" => read_time(value).is_some(),
            _ => true,
        };
        if fits { None } else { Some("invalid_value") }
    }
}

/// An instant, or the beginning of a day.
pub(super) fn read_time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    Timestamp::parse_rfc3339(text)
        .or_else(|_| Timestamp::parse_rfc3339(&format!("{text}T00:00:00Z")))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(field: &str, op: &str, value: Option<&str>, expected: Option<&str>) {
        let condition = SegmentCondition {
            field: field.to_owned(),
            op: op.to_owned(),
            value: value.map(str::to_owned),
        };
        let filter = SegmentFilter {
            conditions: vec![condition],
            ..SegmentFilter::everyone()
        };
        assert_eq!(
            filter.problem().map(|problem| problem.path).as_deref(),
            expected,
            "{field} {op} {value:?}"
        );
    }

    #[test]
    fn what_cannot_be_asked_is_named() {
        check("consent", "is", Some("granted"), None);
        check("field:city", "contains", Some("Москва"), None);
        check("created_at", "after", Some("2026-11-01"), None);
        check("last_inbound_at", "is_not_set", None, None);
        check("shoe_size", "is", Some("41"), Some("conditions.0.field"));
        check("field:", "is", Some("41"), Some("conditions.0.field"));
        check("consent", "contains", Some("gr"), Some("conditions.0.op"));
        check("name", "contains", Some(" "), Some("conditions.0.value"));
        check("label", "is", Some("vip"), Some("conditions.0.value"));
        check("created_at", "before", Some("yesterday"), Some("conditions.0.value"));
        assert_eq!(
            SegmentFilter {
                version: 2,
                ..SegmentFilter::everyone()
            }
            .problem()
            .unwrap()
            .code,
            "unknown_version"
        );
    }
}
