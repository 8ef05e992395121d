//! What a company decides about its desk: a stored document.

use serde::{Deserialize, Serialize};

use super::AssignmentMode;
use crate::ids::LabelId;

/// How conversations find their person, and what closing one needs. What a stored document does not name is as here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AssignmentSettings {
    /// How conversations of no team, and of teams without a way of their own, are given out.
    pub mode: AssignmentMode,
    /// Whoever had a customer last gets them again.
    pub sticky: bool,
    /// Most conversations at once of a colleague who has no limit of their own.
    pub capacity: Option<i64>,
    /// Answering in a conversation that nobody has takes it.
    pub assign_on_reply: bool,
    /// Closing needs one of these labels as its reason; none when it needs no reason.
    pub close_reasons: Vec<LabelId>,
}

impl Default for AssignmentSettings {
    fn default() -> Self {
        Self {
            mode: AssignmentMode::Manual,
            sticky: true,
            capacity: None,
            assign_on_reply: true,
            close_reasons: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_document_gets_what_it_does_not_name() {
        let read: AssignmentSettings = serde_json::from_str(r#"{"mode":"least_busy"}"#).unwrap();
        let expected = AssignmentSettings {
            mode: AssignmentMode::LeastBusy,
            ..AssignmentSettings::default()
        };
        assert_eq!(read, expected);
    }
}
