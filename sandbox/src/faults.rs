//! Trouble on command. Without faults nothing in the sandbox goes wrong by itself.
//!
//! A fault has a target, a kind, and limits: how often, to whom, when. [`order`] says which orders make sense.

mod order;

pub(crate) use order::NewFault;

use crate::errors::GraphError;
use crate::random::Random;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a fault strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Target {
    /// Every Graph call.
    Any,
    /// `POST /{phone-number-id}/messages`.
    Messages,
    /// Upload, lookup, download and deletion of media.
    Media,
    /// `POST /{phone-number-id}/media` alone.
    MediaUpload,
    /// `GET` and `DELETE /{media-id}` alone.
    MediaLookup,
    /// The bytes behind a media link alone.
    MediaDownload,
    /// Everything about templates.
    Templates,
    /// Any other Graph call.
    Graph,
    /// Deliveries to callbacks.
    Webhook,
}

impl Target {
    /// Whether it is about files.
    pub(crate) fn is_media(self) -> bool {
        matches!(
            self,
            Self::Media | Self::MediaUpload | Self::MediaLookup | Self::MediaDownload
        )
    }

    /// Whether a fault on this target strikes what happens at that place.
    fn covers(self, place: Self) -> bool {
        match self {
            Self::Any => place != Self::Webhook,
            Self::Media => place.is_media(),
            same => same == place,
        }
    }
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
    /// The connection closes before the call takes effect.
    Reset,
    /// The token is refused as expired: 190, subcode 463.
    TokenExpired,
    /// Lookup and download find no file (404); a message with a file is accepted and fails with 131052.
    MediaGone,
    /// The call takes effect; its answer breaks off in the middle.
    Truncated,
    /// The call takes effect; its answer is not JSON.
    Malformed,
    /// A proxy on the way answers with a page of HTML.
    ProxyPage,
    /// The webhook comes twice, the second time `delay_ms` later.
    Duplicate,
    /// The webhook never comes.
    Drop,
    /// The webhook comes after later ones.
    Reorder,
}

/// A fault at work.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct Fault {
    /// Its number.
    pub id: String,
    /// How often it has struck.
    pub struck: u32,
    /// How many calls it was meant for, struck or not.
    #[serde(default)]
    pub seen: u32,
    /// What was ordered.
    #[serde(flatten)]
    pub order: NewFault,
}

impl Fault {
    fn is_over(&self, now_ms: i64) -> bool {
        self.order.count.is_some_and(|count| self.struck >= count)
            || self.order.until_ms.is_some_and(|until| until <= now_ms)
    }

    fn means(&self, scene: &Scene<'_>) -> bool {
        let only = |wanted: &Option<String>, found: Option<&str>| wanted.is_none() || wanted.as_deref() == found;
        self.order.target.covers(scene.place)
            && (self.order.kind != Kind::MediaGone || scene.file)
            && self.order.from_ms.is_none_or(|from| from <= scene.now_ms)
            && only(&self.order.customer, scene.customer)
            && only(&self.order.phone_number_id, scene.phone_number_id)
            && only(&self.order.edge, scene.edge)
            && only(&self.order.field, scene.field)
    }
}

/// What a fault may strike now.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) place: Target,
    pub(crate) now_ms: i64,
    pub(crate) customer: Option<&'a str>,
    pub(crate) phone_number_id: Option<&'a str>,
    pub(crate) edge: Option<&'a str>,
    pub(crate) field: Option<&'a str>,
    /// Whether a file is asked for or sent.
    pub(crate) file: bool,
}

/// All faults at work, in the order in which they were set.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Faults {
    pub(crate) list: Vec<Fault>,
    next: u64,
    random: Random,
}

/// How an answer leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Manner {
    /// As it is.
    #[default]
    Plain,
    /// Not at all: the connection closes.
    Closed,
    /// Half of it.
    Truncated,
    /// With its last character broken.
    Malformed,
    /// Replaced by a proxy's page with this status.
    ProxyPage(u16),
}

/// What faults do to one call.
#[derive(Debug, Default)]
pub(crate) struct CallFate {
    /// What is answered instead of the call taking effect.
    pub(crate) error: Option<GraphError>,
    /// What is answered after the call took effect.
    pub(crate) late_error: Option<GraphError>,
    pub(crate) failed_status: Option<u32>,
    pub(crate) delay_ms: u64,
    pub(crate) manner: Manner,
    /// The call never reaches its handler, whatever is answered.
    pub(crate) stopped: bool,
    pub(crate) media_gone: bool,
}

/// What faults do to one webhook.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum WebhookFate {
    Plain,
    /// Each copy that comes, by how much later; none is a webhook that never comes.
    Copies(Vec<i64>),
}

/// How far a reordered update is set back when the fault does not say.
const REORDER_MS: i64 = 2_000;
/// How late an answer is when the fault does not say.
const DELAY_MS: u64 = 1_000;
/// Meta: a file of a message that cannot be had.
const MEDIA_GONE: u32 = 131_052;

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
    pub(crate) fn add(&mut self, order: NewFault, now_ms: i64) -> Fault {
        let fault = Fault {
            id: self.next.to_string(),
            struck: 0,
            seen: 0,
            order: order.at(now_ms),
        };
        self.next += 1;
        self.list.push(fault.clone());
        fault
    }

    /// The faults that are not over.
    pub(crate) fn at_work(&self, now_ms: i64) -> Vec<Fault> {
        let at_work = self.list.iter().filter(|fault| !fault.is_over(now_ms));
        at_work.cloned().collect()
    }

    /// What happens to a call.
    pub(crate) fn call(&mut self, scene: Scene<'_>) -> CallFate {
        let mut fate = CallFate::default();
        for order in self.strike(scene) {
            strike_call(&mut fate, &order, scene.place);
        }
        fate
    }

    /// What happens to a webhook.
    pub(crate) fn webhook(&mut self, scene: Scene<'_>) -> WebhookFate {
        let struck = self.strike(scene);
        if struck.is_empty() {
            return WebhookFate::Plain;
        }
        let mut first = 0;
        let mut copies = Vec::new();
        for order in struck {
            let delay = order.delay_ms.and_then(|delay| i64::try_from(delay).ok());
            match order.kind {
                Kind::Drop => return WebhookFate::Copies(Vec::new()),
                Kind::Duplicate => copies.push(delay.unwrap_or(0)),
                Kind::Delay => first += delay.unwrap_or(DELAY_MS as i64),
                Kind::Reorder => first += delay.unwrap_or(REORDER_MS),
                Kind::Error
                | Kind::Status
                | Kind::LostAnswer
                | Kind::Reset
                | Kind::TokenExpired
                | Kind::MediaGone
                | Kind::Truncated
                | Kind::Malformed
                | Kind::ProxyPage => {}
            }
        }
        copies.insert(0, 0);
        copies.iter_mut().for_each(|copy| *copy += first);
        WebhookFate::Copies(copies)
    }

    fn strike(&mut self, scene: Scene<'_>) -> Vec<NewFault> {
        let Self { list, random, .. } = self;
        let mut struck = Vec::new();
        if list.is_empty() {
            return struck;
        }
        list.retain(|fault| !fault.is_over(scene.now_ms));
        for fault in list.iter_mut().filter(|fault| fault.means(&scene)) {
            fault.seen = fault.seen.saturating_add(1);
            let turn = fault.order.every.is_none_or(|every| fault.seen % every.max(1) == 0);
            if turn && fault.order.share.is_none_or(|share| random.chance(share)) {
                fault.struck = fault.struck.saturating_add(1);
                struck.push(fault.order.clone());
            }
        }
        list.retain(|fault| !fault.is_over(scene.now_ms));
        struck
    }
}

fn strike_call(fate: &mut CallFate, order: &NewFault, place: Target) {
    let takes_effect = order.takes_effect.unwrap_or(false);
    match order.kind {
        Kind::Error if takes_effect => fate.late_error = Some(error_of(order)),
        Kind::Error => fate.error = Some(error_of(order)),
        Kind::TokenExpired => fate.error = Some(GraphError::token(463, "Session has expired.")),
        Kind::Status => fate.failed_status = Some(order.code.unwrap_or(131_000)),
        Kind::Delay => fate.delay_ms = fate.delay_ms.saturating_add(order.delay_ms.unwrap_or(DELAY_MS)),
        Kind::LostAnswer => fate.manner = Manner::Closed,
        Kind::Reset => {
            fate.manner = Manner::Closed;
            fate.stopped = true;
        }
        Kind::MediaGone if place == Target::Messages => fate.failed_status = Some(MEDIA_GONE),
        Kind::MediaGone => fate.media_gone = true,
        Kind::Truncated => fate.manner = Manner::Truncated,
        Kind::Malformed => fate.manner = Manner::Malformed,
        Kind::ProxyPage => {
            fate.manner = Manner::ProxyPage(order.http_status.unwrap_or(502));
            fate.stopped |= !takes_effect;
        }
        Kind::Duplicate | Kind::Drop | Kind::Reorder => {}
    }
}

fn error_of(order: &NewFault) -> GraphError {
    let mut error = GraphError::new(order.code.unwrap_or(131_000));
    if let Some(status) = order.http_status {
        error = error.status(status);
    }
    match &order.details {
        Some(details) => error.details(details.clone()),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scene(place: Target) -> Scene<'static> {
        Scene {
            place,
            now_ms: 1_000,
            customer: None,
            phone_number_id: None,
            edge: None,
            field: None,
            file: false,
        }
    }

    fn of(customer: &'static str) -> Scene<'static> {
        Scene {
            customer: Some(customer),
            ..scene(Target::Messages)
        }
    }

    fn closed(faults: &mut Faults, scene: Scene<'_>) -> bool {
        faults.call(scene).manner == Manner::Closed
    }

    #[test]
    fn strikes_as_often_as_ordered_and_only_whom_it_means() {
        let mut faults = Faults::seeded(1);
        let order = NewFault {
            count: Some(2),
            customer: Some("7".to_owned()),
            ..NewFault::plain(Target::Messages, Kind::LostAnswer)
        };
        faults.add(order, 0);
        assert!(!closed(&mut faults, of("8")));
        assert!(!closed(&mut faults, scene(Target::MediaUpload)));
        assert!(closed(&mut faults, of("7")));
        assert!(closed(&mut faults, of("7")));
        assert!(!closed(&mut faults, of("7")));
        assert!(faults.list.is_empty());
    }

    #[test]
    fn a_share_strikes_about_that_often_and_the_same_calls_for_the_same_seed() {
        let played = |seed: u64| {
            let mut faults = Faults::seeded(seed);
            let order = NewFault {
                share: Some(0.25),
                ..NewFault::plain(Target::Messages, Kind::Error)
            };
            faults.add(order, 0);
            (0..4_000)
                .map(|_| faults.call(scene(Target::Messages)).error.is_some())
                .collect::<Vec<_>>()
        };
        let struck = played(1).iter().filter(|struck| **struck).count();
        assert!((900..1_100).contains(&struck), "{struck}");
        assert_eq!(played(1), played(1));
        assert_ne!(played(1), played(2));
    }

    #[test]
    fn every_third_call_is_the_third_and_the_sixth() {
        let mut faults = Faults::seeded(1);
        let order = NewFault {
            every: Some(3),
            ..NewFault::plain(Target::Any, Kind::LostAnswer)
        };
        faults.add(order, 0);
        let struck: Vec<bool> = (0..7).map(|_| closed(&mut faults, scene(Target::Graph))).collect();
        assert_eq!(struck, [false, false, true, false, false, true, false]);
        assert_eq!((faults.list[0].seen, faults.list[0].struck), (7, 2));
    }

    #[test]
    fn a_schedule_begins_and_ends_at_its_very_millisecond() {
        let mut faults = Faults::seeded(1);
        let order = NewFault {
            after_ms: Some(500),
            for_ms: Some(100),
            ..NewFault::plain(Target::Any, Kind::LostAnswer)
        };
        faults.add(order, 1_000);
        let mut at = |now_ms| {
            closed(
                &mut faults,
                Scene {
                    now_ms,
                    ..scene(Target::Graph)
                },
            )
        };
        assert_eq!([at(1_499), at(1_500), at(1_599)], [false, true, true]);
        assert_eq!(faults.at_work(1_599).len(), 1);
        assert_eq!(faults.at_work(1_600).len(), 0);
        assert!(!closed(
            &mut faults,
            Scene {
                now_ms: 1_600,
                ..scene(Target::Graph)
            }
        ));
        assert!(faults.list.is_empty());
    }

    #[test]
    fn a_target_covers_its_places_and_no_others() {
        let covered = |target: Target| {
            [
                Target::Messages,
                Target::MediaUpload,
                Target::MediaLookup,
                Target::MediaDownload,
                Target::Templates,
                Target::Graph,
                Target::Webhook,
            ]
            .map(|place| target.covers(place))
        };
        assert_eq!(covered(Target::Any), [true, true, true, true, true, true, false]);
        assert_eq!(covered(Target::Media), [false, true, true, true, false, false, false]);
        assert_eq!(
            covered(Target::MediaLookup),
            [false, false, true, false, false, false, false]
        );
        assert_eq!(
            covered(Target::Webhook),
            [false, false, false, false, false, false, true]
        );
    }

    #[test]
    fn webhooks_may_be_late_and_doubled_at_once() {
        let mut faults = Faults::seeded(1);
        let of_field = |field| Scene {
            field: Some(field),
            ..scene(Target::Webhook)
        };
        let late = NewFault {
            delay_ms: Some(50),
            field: Some("messages".to_owned()),
            ..NewFault::plain(Target::Webhook, Kind::Delay)
        };
        faults.add(late, 0);
        let doubled = NewFault {
            delay_ms: Some(7),
            count: Some(1),
            ..NewFault::plain(Target::Webhook, Kind::Duplicate)
        };
        faults.add(doubled, 0);
        assert_eq!(faults.webhook(of_field("messages")), WebhookFate::Copies(vec![50, 57]));
        assert_eq!(faults.webhook(of_field("messages")), WebhookFate::Copies(vec![50]));
        assert_eq!(faults.webhook(of_field("account_update")), WebhookFate::Plain);
    }
}
