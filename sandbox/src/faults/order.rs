//! A fault as it is ordered, and what an order must be like to make sense.

use crate::clock::DAY_MS;
use crate::control::problem::Problem;
use crate::faults::{Kind, Target};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The longest that an answer is held back; webhooks may wait as long as Meta tries them.
const ANSWER_DELAY_MAX_MS: u64 = 10 * 60_000;
const WEBHOOK_DELAY_MAX_MS: u64 = 7 * DAY_MS as u64;
/// Meta's codes have at most seven digits.
const CODE_MAX: u32 = 9_999_999;
const DETAILS_MAX: usize = 1_000;
const NAME_MAX: usize = 100;

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
    /// The HTTP status, the code's own when absent; 502 for a proxy's page.
    #[serde(default)]
    pub http_status: Option<u16>,
    /// `error_data.details` of an error.
    #[serde(default)]
    pub details: Option<String>,
    /// Whether a call that is answered with an error or a proxy's page takes effect all the same.
    #[serde(default)]
    pub takes_effect: Option<bool>,
    /// The delay: machine time for answers, sandbox time for webhooks.
    #[serde(default)]
    pub delay_ms: Option<u64>,
    /// After this many strikes it is over.
    #[serde(default)]
    pub count: Option<u32>,
    /// The share of calls that it strikes, 0 to 1; all when absent.
    #[serde(default)]
    pub share: Option<f64>,
    /// Strikes only every so many-th of the calls that it means.
    #[serde(default)]
    pub every: Option<u32>,
    /// Strikes from this moment of sandbox time on.
    #[serde(default)]
    pub from_ms: Option<i64>,
    /// Is over at this moment of sandbox time.
    #[serde(default)]
    pub until_ms: Option<i64>,
    /// Begins so long after it is ordered: another way to say `from_ms`.
    #[serde(default)]
    pub after_ms: Option<i64>,
    /// Lasts so long from its beginning: another way to say `until_ms`.
    #[serde(default)]
    pub for_ms: Option<i64>,
    /// The only customer, by phone digits, whom it strikes.
    #[serde(default)]
    pub customer: Option<String>,
    /// The only business number, by its id, that it strikes.
    #[serde(default)]
    pub phone_number_id: Option<String>,
    /// The only edge, such as `register` or `subscribed_apps`, that it strikes.
    #[serde(default)]
    pub edge: Option<String>,
    /// The only webhook field, such as `message_template_status_update`, that it strikes.
    #[serde(default)]
    pub field: Option<String>,
}

impl NewFault {
    /// A fault without any limits.
    #[cfg(test)]
    pub(crate) fn plain(target: Target, kind: Kind) -> Self {
        Self {
            target,
            kind,
            code: None,
            http_status: None,
            details: None,
            takes_effect: None,
            delay_ms: None,
            count: None,
            share: None,
            every: None,
            from_ms: None,
            until_ms: None,
            after_ms: None,
            for_ms: None,
            customer: None,
            phone_number_id: None,
            edge: None,
            field: None,
        }
    }

    /// Whether the order makes sense.
    ///
    /// # Errors
    /// The first field that does not, and what it may be.
    pub(crate) fn check(&self) -> Result<(), Problem> {
        self.check_kind()?;
        self.check_numbers()?;
        self.check_times()?;
        self.check_names()
    }

    /// Turns the spans of the order into moments.
    pub(crate) fn at(mut self, now_ms: i64) -> Self {
        if let Some(after) = self.after_ms.take() {
            self.from_ms = Some(now_ms.saturating_add(after));
        }
        if let Some(span) = self.for_ms.take() {
            self.until_ms = Some(self.from_ms.unwrap_or(now_ms).saturating_add(span));
        }
        self
    }

    fn check_kind(&self) -> Result<(), Problem> {
        let webhook = self.target == Target::Webhook;
        let of_webhooks = matches!(self.kind, Kind::Delay | Kind::Duplicate | Kind::Drop | Kind::Reorder);
        if webhook && !of_webhooks {
            return Err(Problem::field(
                "kind",
                "Webhooks take delay, duplicate, drop and reorder; this one is for calls.",
            ));
        }
        if !webhook && matches!(self.kind, Kind::Duplicate | Kind::Drop | Kind::Reorder) {
            return Err(Problem::field(
                "kind",
                "Only webhooks can be doubled, dropped and reordered.",
            ));
        }
        let messages = matches!(self.target, Target::Messages | Target::Any);
        if self.kind == Kind::Status && !messages {
            return Err(Problem::field("kind", "Only messages fail with a status afterwards."));
        }
        if self.kind == Kind::MediaGone && !(messages || self.target.is_media()) {
            return Err(Problem::field("kind", "Media can be gone for messages and media only."));
        }
        Ok(())
    }

    fn check_numbers(&self) -> Result<(), Problem> {
        if self.code.is_some_and(|code| code > CODE_MAX) {
            return Err(Problem::field("code", "Meta's codes have at most seven digits."));
        }
        if self.code.is_some() && !matches!(self.kind, Kind::Error | Kind::Status) {
            return Err(Problem::field("code", "Only an error and a status have a code."));
        }
        if self.http_status.is_some_and(|status| !(200..=599).contains(&status)) {
            return Err(Problem::field("http_status", "An HTTP status is between 200 and 599."));
        }
        if self.http_status.is_some() && !matches!(self.kind, Kind::Error | Kind::ProxyPage) {
            return Err(Problem::field(
                "http_status",
                "Only an error and a proxy's page have a status.",
            ));
        }
        if self.takes_effect.is_some() && !matches!(self.kind, Kind::Error | Kind::ProxyPage) {
            return Err(Problem::field(
                "takes_effect",
                "Only an error and a proxy's page can be told to take effect.",
            ));
        }
        if self.share.is_some_and(|share| !(0.0..=1.0).contains(&share)) {
            return Err(Problem::field("share", "A share is between 0 and 1."));
        }
        if self.count == Some(0) {
            return Err(Problem::field(
                "count",
                "A count is at least 1; leave it out for no end.",
            ));
        }
        if self.every == Some(0) {
            return Err(Problem::field(
                "every",
                "Every first call is all of them: use 1 or more.",
            ));
        }
        Ok(())
    }

    fn check_times(&self) -> Result<(), Problem> {
        let most = if self.target == Target::Webhook {
            WEBHOOK_DELAY_MAX_MS
        } else {
            ANSWER_DELAY_MAX_MS
        };
        if self.delay_ms.is_some_and(|delay| delay > most) {
            return Err(Problem::field("delay_ms", format!("A delay is at most {most} here.")));
        }
        if self.delay_ms.is_some() && !matches!(self.kind, Kind::Delay | Kind::Reorder | Kind::Duplicate) {
            return Err(Problem::field(
                "delay_ms",
                "Only a delay, a reordering and a duplicate have one; set a second fault of the kind delay.",
            ));
        }
        if self.after_ms.is_some() && self.from_ms.is_some() {
            return Err(Problem::field("after_ms", "Give after_ms or from_ms, not both."));
        }
        if self.for_ms.is_some() && self.until_ms.is_some() {
            return Err(Problem::field("for_ms", "Give for_ms or until_ms, not both."));
        }
        if self.after_ms.is_some_and(|span| span < 0) {
            return Err(Problem::field("after_ms", "A span is not negative."));
        }
        if self.for_ms.is_some_and(|span| span <= 0) {
            return Err(Problem::field("for_ms", "A span is above 0."));
        }
        match (self.from_ms, self.until_ms) {
            (Some(from), Some(until)) if until <= from => {
                Err(Problem::field("until_ms", "The end comes after the beginning."))
            }
            _ => Ok(()),
        }
    }

    fn check_names(&self) -> Result<(), Problem> {
        if self
            .details
            .as_ref()
            .is_some_and(|text| text.chars().count() > DETAILS_MAX)
        {
            return Err(Problem::field("details", format!("At most {DETAILS_MAX} characters.")));
        }
        if self.details.is_some() && self.kind != Kind::Error {
            return Err(Problem::field("details", "Only an error has details."));
        }
        let digits = |text: &String| !text.is_empty() && text.chars().all(|character| character.is_ascii_digit());
        if self.customer.as_ref().is_some_and(|phone| !digits(phone)) {
            return Err(Problem::field(
                "customer",
                "A customer is named by the digits of the phone.",
            ));
        }
        if self.phone_number_id.as_ref().is_some_and(|id| !digits(id)) {
            return Err(Problem::field(
                "phone_number_id",
                "A number is named by its id, all digits.",
            ));
        }
        let word = |text: &String| {
            (1..=NAME_MAX).contains(&text.len())
                && text
                    .chars()
                    .all(|character| character.is_ascii_alphanumeric() || character == '_')
        };
        if self.edge.as_ref().is_some_and(|edge| !word(edge)) {
            return Err(Problem::field("edge", "An edge is one word, such as register."));
        }
        if self.edge.is_some() && self.target == Target::Webhook {
            return Err(Problem::field("edge", "Webhooks have a field, not an edge."));
        }
        if self.field.as_ref().is_some_and(|field| !word(field)) {
            return Err(Problem::field("field", "A field is one word, such as messages."));
        }
        if self.field.is_some() && self.target != Target::Webhook {
            return Err(Problem::field("field", "Only webhooks have a field."));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn refused_field(order: Value) -> Option<String> {
        let order: NewFault = serde_json::from_value(order).unwrap();
        order.check().err().and_then(|problem| problem.field)
    }

    #[test]
    fn an_order_that_makes_no_sense_is_refused_by_its_field() {
        for (order, field) in [
            (json!({"target": "webhook", "kind": "error"}), "kind"),
            (json!({"target": "messages", "kind": "drop"}), "kind"),
            (json!({"target": "templates", "kind": "status"}), "kind"),
            (json!({"target": "templates", "kind": "media_gone"}), "kind"),
            (
                json!({"target": "messages", "kind": "error", "code": 10_000_000}),
                "code",
            ),
            (json!({"target": "messages", "kind": "delay", "code": 2}), "code"),
            (
                json!({"target": "messages", "kind": "error", "http_status": 600}),
                "http_status",
            ),
            (
                json!({"target": "messages", "kind": "reset", "http_status": 500}),
                "http_status",
            ),
            (
                json!({"target": "messages", "kind": "reset", "takes_effect": true}),
                "takes_effect",
            ),
            (json!({"target": "messages", "kind": "error", "share": 1.1}), "share"),
            (json!({"target": "messages", "kind": "error", "count": 0}), "count"),
            (json!({"target": "messages", "kind": "error", "every": 0}), "every"),
            (
                json!({"target": "messages", "kind": "delay", "delay_ms": 600_001}),
                "delay_ms",
            ),
            (
                json!({"target": "webhook", "kind": "delay", "delay_ms": 604_800_001}),
                "delay_ms",
            ),
            (
                json!({"target": "messages", "kind": "error", "delay_ms": 1}),
                "delay_ms",
            ),
            (
                json!({"target": "messages", "kind": "error", "from_ms": 5, "until_ms": 5}),
                "until_ms",
            ),
            (
                json!({"target": "messages", "kind": "error", "from_ms": 5, "after_ms": 5}),
                "after_ms",
            ),
            (
                json!({"target": "messages", "kind": "error", "until_ms": 5, "for_ms": 5}),
                "for_ms",
            ),
            (json!({"target": "messages", "kind": "error", "for_ms": 0}), "for_ms"),
            (
                json!({"target": "messages", "kind": "error", "customer": "+7"}),
                "customer",
            ),
            (
                json!({"target": "messages", "kind": "error", "phone_number_id": ""}),
                "phone_number_id",
            ),
            (json!({"target": "graph", "kind": "error", "edge": "a/b"}), "edge"),
            (
                json!({"target": "graph", "kind": "error", "field": "messages"}),
                "field",
            ),
            (
                json!({"target": "messages", "kind": "status", "details": "why"}),
                "details",
            ),
        ] {
            assert_eq!(refused_field(order.clone()).as_deref(), Some(field), "{order}");
        }
        for order in [
            json!({"target": "webhook", "kind": "delay", "delay_ms": 604_800_000, "field": "messages"}),
            json!({"target": "any", "kind": "token_expired", "for_ms": 60_000}),
            json!({"target": "media_download", "kind": "media_gone", "count": 1}),
            json!({"target": "graph", "kind": "proxy_page", "http_status": 503, "edge": "register", "every": 3}),
        ] {
            assert_eq!(refused_field(order.clone()), None, "{order}");
        }
    }

    #[test]
    fn spans_count_from_the_order() {
        let order = NewFault {
            after_ms: Some(10),
            for_ms: Some(5),
            ..NewFault::plain(Target::Any, Kind::TokenExpired)
        };
        let order = order.at(1_000);
        assert_eq!((order.from_ms, order.until_ms), (Some(1_010), Some(1_015)));
        assert_eq!((order.after_ms, order.for_ms), (None, None));
    }
}
