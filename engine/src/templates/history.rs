//! The life of a template as people read it.

use galka_domain::template::TemplateStatus;
use galka_domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A change in a template's life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateEvent {
    /// When.
    pub at: Timestamp,
    /// Where it stands since.
    pub status: TemplateStatus,
    /// Why, in WhatsApp's word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who did it, when it was one of us.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// Longer lives lose their beginning: pauses can repeat for years.
const EVENTS_MAX: usize = 100;

/// The life that was stored as JSON.
#[must_use]
pub fn read_history(json: &str) -> Vec<TemplateEvent> {
    serde_json::from_str(json).unwrap_or_default()
}

/// The life with one more change, as JSON.
pub(super) fn with_event(json: &str, event: TemplateEvent) -> String {
    let mut events = read_history(json);
    events.push(event);
    let from = events.len().saturating_sub(EVENTS_MAX);
    serde_json::to_string(&events[from..]).expect("texts and times become JSON")
}
