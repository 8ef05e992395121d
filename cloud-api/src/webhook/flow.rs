//! How flows fare.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::flexible;

/// `flows`: a change of state, or an alert about errors, slowness or absence.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct FlowUpdate {
    /// `FLOW_STATUS_CHANGE`, `CLIENT_ERROR_RATE`, `ENDPOINT_LATENCY` and so on.
    pub event: String,
    /// The flow.
    #[serde(default, deserialize_with = "flexible::text_opt")]
    pub flow_id: Option<String>,
    /// The words.
    #[serde(default)]
    pub message: Option<String>,
    /// The state before.
    #[serde(default)]
    pub old_status: Option<String>,
    /// The state now.
    #[serde(default)]
    pub new_status: Option<String>,
    /// `ACTIVATED` or `DEACTIVATED`, with alerts.
    #[serde(default)]
    pub alert_state: Option<String>,
    /// Rates, latencies and whatever else came.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}
