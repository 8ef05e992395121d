//! Trouble on command. Without faults nothing in the sandbox goes wrong by itself.

use crate::errors::GraphError;
use crate::random::Random;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a fault strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Target {
    /// `POST /{phone-number-id}/messages`.
    Messages,
    /// Upload, lookup, download and deletion of media.
    Media,
    /// Everything about templates.
    Templates,
    /// Any other Graph call.
    Graph,
    /// Deliveries to callbacks.
    Webhook,
}

/// What it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// The call is refused with `code` and `http_status`.
    Error,
    /// The message is accepted and fails afterwards with `code`.
    Status,
    /// The answer, or the webhook, comes `delay_ms` later.
    Delay,
    /// The call takes effect and the connection closes without an answer.
    LostAnswer,
    /// The webhook comes twice.
    Duplicate,
    /// The webhook never comes.
    Drop,
    /// The webhook comes after later ones.
    Reorder,
}

/// A fault as it is ordered.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewFault {
    /// What it strikes.
    pub target: Target,
    /// What it does.
    pub kind: Kind,
    /// The error code, 131000 when absent.
    #[serde(default)]
    pub code: Option<u32>,
    /// The HTTP status, the code's own when absent.
    #[serde(default)]
    pub http_status: Option<u16>,
    /// The delay: machine time for answers, sandbox time for webhooks.
    #[serde(default)]
    pub delay_ms: Option<u64>,
    /// After this many strikes it is over.
    #[serde(default)]
    pub count: Option<u32>,
    /// The share of calls that it strikes, 0 to 1; all when absent.
    #[serde(default)]
    pub share: Option<f64>,
    /// The only customer, by phone digits, whom it strikes.
    #[serde(default)]
    pub customer: Option<String>,
}

/// A fault at work.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct Fault {
    /// Its number.
    pub id: String,
    /// How often it has struck.
    pub struck: u32,
    /// What was ordered.
    #[serde(flatten)]
    pub order: NewFault,
}

/// All faults at work, in the order in which they were set.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Faults {
    pub(crate) list: Vec<Fault>,
    next: u64,
    random: Random,
}

/// What faults do to one call.
#[derive(Debug, Default)]
pub(crate) struct CallFate {
    pub(crate) error: Option<GraphError>,
    pub(crate) failed_status: Option<u32>,
    pub(crate) delay_ms: u64,
    pub(crate) lost: bool,
}

/// What faults do to one webhook.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum WebhookFate {
    Plain,
    Dropped,
    Doubled,
    Delayed(Option<i64>),
}

impl Faults {
    /// No faults; shares will be drawn from the seed.
    pub(crate) fn seeded(seed: u64) -> Self {
        Self {
            list: Vec::new(),
            next: 1,
            random: Random::seeded(seed, 3),
        }
    }

    /// Sets a fault.
    pub(crate) fn add(&mut self, order: NewFault) -> Fault {
        let fault = Fault {
            id: self.next.to_string(),
            struck: 0,
            order,
        };
        self.next += 1;
        self.list.push(fault.clone());
        fault
    }

    /// What happens to a call.
    pub(crate) fn call(&mut self, target: Target, customer: Option<&str>) -> CallFate {
        let mut fate = CallFate::default();
        for order in self.strike(target, customer) {
            let code = order.code.unwrap_or(131_000);
            match order.kind {
                Kind::Error => {
                    let error = GraphError::new(code);
                    fate.error = Some(match order.http_status {
                        Some(status) => error.status(status),
                        None => error,
                    });
                }
                Kind::Status => fate.failed_status = Some(code),
                Kind::Delay => fate.delay_ms += order.delay_ms.unwrap_or(1_000),
                Kind::LostAnswer => fate.lost = true,
                Kind::Duplicate | Kind::Drop | Kind::Reorder => {}
            }
        }
        fate
    }

    /// What happens to a webhook.
    pub(crate) fn webhook(&mut self, customer: Option<&str>) -> WebhookFate {
        let delay = |order: &NewFault| order.delay_ms.and_then(|delay| i64::try_from(delay).ok());
        self.strike(Target::Webhook, customer)
            .first()
            .map_or(WebhookFate::Plain, |order| match order.kind {
                Kind::Drop | Kind::Error | Kind::LostAnswer => WebhookFate::Dropped,
                Kind::Duplicate => WebhookFate::Doubled,
                Kind::Delay | Kind::Reorder => WebhookFate::Delayed(delay(order)),
                Kind::Status => WebhookFate::Plain,
            })
    }

    fn strike(&mut self, target: Target, customer: Option<&str>) -> Vec<NewFault> {
        let Self { list, random, .. } = self;
        let mut struck = Vec::new();
        for fault in list.iter_mut().filter(|fault| fault.order.target == target) {
            let meant = fault.order.customer.is_none() || fault.order.customer.as_deref() == customer;
            if meant && fault.order.share.is_none_or(|share| random.chance(share)) {
                fault.struck += 1;
                struck.push(fault.order.clone());
            }
        }
        list.retain(|fault| fault.order.count.is_none_or(|count| fault.struck < count));
        struck
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(kind: Kind) -> NewFault {
        NewFault {
            target: Target::Messages,
            kind,
            code: None,
            http_status: None,
            delay_ms: None,
            count: None,
            share: None,
            customer: None,
        }
    }

    #[test]
    fn strikes_as_often_as_ordered_and_only_whom_it_means() {
        let mut faults = Faults::seeded(1);
        faults.add(NewFault {
            count: Some(2),
            customer: Some("7".to_owned()),
            ..order(Kind::LostAnswer)
        });
        assert!(!faults.call(Target::Messages, Some("8")).lost);
        assert!(!faults.call(Target::Media, Some("7")).lost);
        assert!(faults.call(Target::Messages, Some("7")).lost);
        assert!(faults.call(Target::Messages, Some("7")).lost);
        assert!(!faults.call(Target::Messages, Some("7")).lost);
        assert!(faults.list.is_empty());
    }

    #[test]
    fn a_share_strikes_about_that_often() {
        let mut faults = Faults::seeded(1);
        faults.add(NewFault {
            share: Some(0.25),
            ..order(Kind::Error)
        });
        let struck = (0..4_000)
            .filter(|_| faults.call(Target::Messages, None).error.is_some())
            .count();
        assert!((900..1_100).contains(&struck), "{struck}");
    }
}
