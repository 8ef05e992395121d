//! The delivery log as the control API shows it, and deliveries sent again by hand.

use crate::deliveries::{Attempt, Deliveries, Delivery, DeliveryState};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// Most deliveries that one order sends again.
const REDELIVERED_MAX: usize = 10_000;

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

/// One delivery with all that is posted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WholeDelivery {
    /// The delivery.
    #[serde(flatten)]
    pub delivery: DeliveryView,
    /// The headers, the signature over the exact bytes among them.
    pub headers: BTreeMap<&'static str, String>,
    /// The value of `X-Hub-Signature-256`.
    pub signature: String,
}

/// Which deliveries are meant; every given part must hold.
#[derive(Debug, Default, Deserialize, IntoParams)]
pub(crate) struct DeliveryFilter {
    /// How it stands.
    pub state: Option<DeliveryState>,
    /// The field of one of its changes.
    pub field: Option<String>,
    /// The business number that one of its changes is about.
    pub phone_number_id: Option<String>,
    /// Formed at this moment or later.
    pub since_ms: Option<i64>,
    /// Formed before this moment.
    pub until_ms: Option<i64>,
}

/// Which deliveries are sent again; every given part must hold.
#[derive(Debug, Default, Clone, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RedeliverOrder {
    /// The first, by its number.
    pub from: Option<u64>,
    /// The last, by its number.
    pub to: Option<u64>,
    /// How they stand; delivered and given up ones when absent.
    pub state: Option<DeliveryState>,
    /// Formed at this moment or later.
    pub since_ms: Option<i64>,
    /// Formed before this moment.
    pub until_ms: Option<i64>,
}

impl DeliveryFilter {
    fn admits(&self, delivery: &Delivery) -> bool {
        // Bodies are written by `body.rs`, so a name in them is found by its exact text.
        let holds = |name: &str, value: &Option<String>| {
            value
                .as_ref()
                .is_none_or(|value| delivery.body.contains(&format!("\"{name}\":\"{value}\"")))
        };
        self.state.is_none_or(|state| delivery.state == state)
            && self.since_ms.is_none_or(|since| delivery.at_ms >= since)
            && self.until_ms.is_none_or(|until| delivery.at_ms < until)
            && holds("field", &self.field)
            && holds("phone_number_id", &self.phone_number_id)
    }
}

impl Deliveries {
    /// The newest deliveries before a number that a filter admits, newest first.
    pub(crate) fn list(&self, filter: &DeliveryFilter, before: Option<u64>, limit: usize) -> Vec<DeliveryView> {
        self.log
            .range(..before.unwrap_or(u64::MAX))
            .rev()
            .filter(|(_, delivery)| filter.admits(delivery))
            .take(limit)
            .map(|(id, delivery)| self.view(*id, delivery))
            .collect()
    }

    /// A delivery with its app.
    pub(crate) fn find(&self, id: u64) -> Option<(DeliveryView, u32)> {
        let delivery = self.log.get(&id)?;
        Some((self.view(id, delivery), self.endpoints[delivery.endpoint as usize].app))
    }

    /// Sends a range once more by hand, in the order in which it was formed; gives how many.
    pub(crate) fn redeliver_all(&mut self, order: &RedeliverOrder) -> usize {
        let (from, to) = (order.from.unwrap_or(0), order.to.unwrap_or(u64::MAX));
        if from > to {
            return 0;
        }
        let filter = DeliveryFilter {
            state: order.state,
            since_ms: order.since_ms,
            until_ms: order.until_ms,
            ..DeliveryFilter::default()
        };
        let standing = |delivery: &Delivery| order.state.is_some() || delivery.state != DeliveryState::Waiting;
        let meant: Vec<u64> = self
            .log
            .range(from..=to)
            .filter(|(_, delivery)| standing(delivery) && filter.admits(delivery))
            .map(|(id, _)| *id)
            .take(REDELIVERED_MAX)
            .collect();
        meant.into_iter().filter(|id| self.redeliver(*id)).count()
    }

    fn view(&self, id: u64, delivery: &Delivery) -> DeliveryView {
        DeliveryView {
            id: id.to_string(),
            at_ms: delivery.at_ms,
            field: delivery.field.clone(),
            url: self.endpoints[delivery.endpoint as usize].url.clone(),
            state: delivery.state,
            attempts: delivery.attempts.clone(),
            next_attempt_ms: delivery.next_attempt_ms,
            body: delivery.body.clone(),
        }
    }
}
