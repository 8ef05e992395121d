//! The delivery log as the control API shows it.

use crate::deliveries::{Attempt, Deliveries, DeliveryState};
use serde::Serialize;
use utoipa::ToSchema;

/// One delivery of the log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeliveryView {
    /// Its number, growing.
    pub id: String,
    /// When it was formed.
    pub at_ms: i64,
    /// The field of its first change.
    pub field: String,
    /// Where it goes.
    pub url: String,
    /// How it stands.
    pub state: DeliveryState,
    /// Every try.
    pub attempts: Vec<Attempt>,
    /// When it is tried again.
    pub next_attempt_ms: Option<i64>,
    /// The exact bytes, as text.
    pub body: String,
}

impl Deliveries {
    /// The newest deliveries before a number, newest first.
    pub(crate) fn list(&self, state: Option<DeliveryState>, before: Option<u64>, limit: usize) -> Vec<DeliveryView> {
        self.log
            .range(..before.unwrap_or(u64::MAX))
            .rev()
            .filter(|(_, delivery)| state.is_none_or(|state| delivery.state == state))
            .take(limit)
            .map(|(id, delivery)| DeliveryView {
                id: id.to_string(),
                at_ms: delivery.at_ms,
                field: delivery.field.clone(),
                url: self.endpoints[delivery.endpoint as usize].url.clone(),
                state: delivery.state,
                attempts: delivery.attempts.clone(),
                next_attempt_ms: delivery.next_attempt_ms,
                body: delivery.body.clone(),
            })
            .collect()
    }
}
