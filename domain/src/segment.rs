//! Segments: a versioned document of conditions on contacts, all or any of which must hold.
//!
//! ```json
//! {"version": 1, "match": "all", "conditions": [
//!   {"field": "label", "op": "is", "value": "lb_…"}, {"field": "field:city", "op": "contains", "value": "Москва"},
//!   {"field": "last_inbound_at", "op": "after", "value": "2026-11-01T00:00:00.000Z"}]}
//! ```
//! All of no conditions is everybody; any of none is nobody. What a contact does not have is neither
//! equal, nor contained, nor before or after; so `is_not` holds for it.

mod condition;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use condition::{Condition, Field, Operator};

use crate::contact::Contact;
use crate::named::named_enum;

/// The version of the document that is written today.
pub const SEGMENT_VERSION: u32 = 1;

const CONDITIONS_MAX: usize = 50;

/// Which contacts belong to a segment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SegmentFilter {
    /// The version of this document.
    pub version: u32,
    /// Whether all or any of the conditions must hold.
    #[serde(rename = "match")]
    pub matching: Matching,
    /// The conditions.
    pub conditions: Vec<Condition>,
}

named_enum! {
    /// How many of the conditions must hold.
    pub enum Matching {
        /// Every one.
        All = "all",
        /// At least one.
        Any = "any",
    }
}

/// Something in a segment that cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentProblem {
    /// Where, as `conditions.0.value`.
    pub field: String,
    /// What, in a stable word.
    pub code: &'static str,
    /// Particulars that a text about it shows.
    pub params: BTreeMap<String, String>,
}

impl SegmentFilter {
    /// A filter of today's version.
    #[must_use]
    pub const fn new(matching: Matching, conditions: Vec<Condition>) -> Self {
        Self {
            version: SEGMENT_VERSION,
            matching,
            conditions,
        }
    }

    /// Reads the document from JSON text.
    ///
    /// # Errors
    /// When the text is no such document.
    pub fn read(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The document as JSON text.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Everything that stands against asking it.
    #[must_use]
    pub fn problems(&self) -> Vec<SegmentProblem> {
        let mut problems = Vec::new();
        if self.version != SEGMENT_VERSION {
            problems.push(problem("version", "unknown_version"));
        }
        if self.conditions.len() > CONDITIONS_MAX {
            problems.push(problem("conditions", "too_many"));
        }
        for (place, condition) in self.conditions.iter().enumerate() {
            if let Some((part, code)) = condition.fault() {
                problems.push(problem(&format!("conditions.{place}.{part}"), code));
            }
        }
        problems
    }

    /// Whether a contact belongs to it.
    #[must_use]
    pub fn matches(&self, contact: &Contact) -> bool {
        match self.matching {
            Matching::All => self.conditions.iter().all(|condition| condition.holds(contact)),
            Matching::Any => self.conditions.iter().any(|condition| condition.holds(contact)),
        }
    }
}

fn problem(field: &str, code: &'static str) -> SegmentProblem {
    SegmentProblem {
        field: field.to_owned(),
        code,
        params: BTreeMap::new(),
    }
}

#[cfg(test)]
mod tests;
