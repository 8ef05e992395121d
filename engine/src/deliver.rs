//! Delivery: makes the calls for claimed messages, no faster than each number may go.

use std::time::Duration;

use galka_cloud_api::content::Content;
use galka_cloud_api::error::ApiError;
use galka_cloud_api::error_table::{Class, Scope};
use galka_cloud_api::send::SendRequest;
use galka_domain::ids::MediaId;
use galka_domain::reach::Address;
use galka_domain::time::Timestamp;
use galka_graph_client::Outcome;
use galka_store::dispatch::{DueNumber, SettledAs, Settlement};
use serde_json::json;

use crate::clock::monotonic_now;
use crate::desk::{Desk, Finished, Ready};
use crate::engine::{Engine, EngineError};
use crate::fetch::{RemoteMedia, remote_media_id};
use crate::hints::Work;
use crate::ingest::{callback_data, reason_of};
use crate::runner::{NextWake, Worker};
use crate::settle::{ACCOUNT_BLOCKED, UNAUTHORISED};

/// The worker that makes the calls.
#[derive(Debug)]
pub struct Deliver {
    engine: Engine,
    desk: Desk,
}

const IDLE_MS: i64 = 1_000;
/// Pauses of a number that WhatsApp slows down or that cannot be reached.
const HOLD_MS: std::ops::RangeInclusive<i64> = 1_000..=30_000;
/// A pair that is too fast waits 4ⁿ seconds (Meta, 'Pair rate limits', 2026).
const PAIR_BASE_MS: i64 = 4_000;
/// What may succeed after a time is tried again after an hour.
const WAIT_MS: i64 = 3_600_000;
/// A person's marketing cap is full: trying again soon is punished (Meta, 'Per-user marketing limits', 2026-04).
const MARKETING_CAP: i64 = 131_049;

/// A message from the desk, with its number and the budget it draws on.
type Taken = (DueNumber, std::sync::Arc<str>, Ready);

impl Deliver {
    /// The worker of this node.
    #[must_use]
    pub const fn new(engine: Engine, desk: Desk) -> Self {
        Self { engine, desk }
    }

    /// Takes from the desk what may go now, and when the next may.
    fn take_ready(&self) -> (Vec<Taken>, Option<Duration>) {
        let (now, machine_now) = (monotonic_now(), self.engine.machine_now());
        let mut taken = Vec::new();
        let mut soonest: Option<Duration> = None;
        let mut thirsty = false;
        for (number, lane) in self.desk.lanes().iter_mut() {
            if lane.ready.is_empty() || lane.held_until.is_some_and(|until| machine_now < until) {
                continue;
            }
            let granted = lane.pacer.take(lane.ready.len(), now);
            let budget = &lane.budget;
            taken.extend(
                lane.ready
                    .drain(..granted)
                    .map(|ready| (number.clone(), budget.clone(), ready)),
            );
            if !lane.ready.is_empty() {
                let wait = lane.pacer.wait();
                soonest = Some(soonest.map_or(wait, |soonest| soonest.min(wait)));
            }
            thirsty |= granted > 0;
        }
        if thirsty {
            self.engine.hints.wake(Work::Dispatch);
        }
        (taken, soonest)
    }
}

impl Worker for Deliver {
    fn work(&self) -> Work {
        Work::Deliver
    }

    async fn step(&mut self, _: Timestamp) -> Result<NextWake, EngineError> {
        let (ready, soonest) = self.take_ready();
        for (number, budget, ready) in ready {
            tokio::spawn(call(self.engine.clone(), self.desk.clone(), number, budget, ready));
        }
        Ok(match soonest {
            Some(wait) => NextWake::After(i64::try_from(wait.as_millis()).unwrap_or(IDLE_MS).max(1)),
            None => NextWake::After(IDLE_MS),
        })
    }
}

/// Takes back what stands ready and was not called, at the end of the process: it returns to the queue.
pub(crate) fn take_back(engine: &Engine, desk: &Desk) {
    let due_at = engine.business_now();
    let mut waiting = Vec::new();
    for (number, lane) in desk.lanes().iter_mut() {
        let budget = lane.budget.clone();
        waiting.extend(
            lane.ready
                .drain(..)
                .map(|ready| (number.clone(), budget.clone(), ready)),
        );
    }
    for (number, budget, ready) in waiting {
        finish(
            desk,
            number,
            budget,
            &ready,
            SettledAs::Requeued {
                due_at,
                code: None,
                reason: None,
            },
            None,
        );
    }
}

async fn call(engine: Engine, desk: Desk, number: DueNumber, budget: std::sync::Arc<str>, ready: Ready) {
    let outcome = match compose(&engine, &number, &ready).await {
        Ok(request) => engine.client.send(&ready.target, &request).await,
        Err(failure) => failure,
    };
    metrics::counter!("galka_sends_total", "outcome" => outcome.as_str()).increment(1);
    let hold = hold_of(&outcome);
    let settled = settle_as(&engine, &desk, &number, &ready, outcome);
    finish(&desk, number, budget, &ready, settled, hold);
    engine.hints.wake(Work::Settle);
}

fn finish(
    desk: &Desk,
    number: DueNumber,
    budget: std::sync::Arc<str>,
    ready: &Ready,
    outcome: SettledAs,
    hold: Option<&'static str>,
) {
    desk.finish(Finished {
        number,
        budget,
        conversation_id: ready.message.conversation_id.clone(),
        settlement: Settlement {
            message_id: ready.message.message_id.clone(),
            attempt: ready.attempt,
            outcome,
        },
        hold,
    });
}

/// The request of a stored message: its content with WhatsApp's media id in place of ours, and our id to be echoed.
async fn compose(engine: &Engine, number: &DueNumber, ready: &Ready) -> Result<SendRequest, Outcome> {
    let message = &ready.message;
    let mut content: serde_json::Value =
        serde_json::from_str(&message.content).map_err(|failure| impossible(&failure.to_string()))?;
    if let Some(media) = &message.media_id {
        let remote = upload(engine, number, media).await?;
        replace_media(&mut content, media, &remote);
    }
    let content: Content = serde_json::from_value(content).map_err(|failure| impossible(&failure.to_string()))?;
    let mut request = match &message.to {
        Some(Address::Phone(phone)) => SendRequest::to_phone(phone.clone(), content),
        Some(Address::UserId(user)) => SendRequest::to_user(user.clone(), content),
        None => return Err(impossible("the contact has neither a phone nor a WhatsApp id")),
    };
    request.reply_to.clone_from(&message.context_wamid);
    request.biz_opaque_callback_data = Some(callback_data(&message.message_id, ready.attempt));
    Ok(request)
}

/// WhatsApp's id of a stored file. Whatever fails here, the message itself was not sent.
async fn upload(engine: &Engine, number: &DueNumber, media: &MediaId) -> Result<String, Outcome> {
    match remote_media_id(engine, &number.workspace_id, &number.number_id, media).await {
        Ok(RemoteMedia::Id(id)) => Ok(id),
        Ok(RemoteMedia::NotReady) => Err(impossible("the file is not here")),
        Ok(RemoteMedia::NotTaken(failure)) if failure.is_passing() => Err(Outcome::NotSent {
            why: failure.to_string(),
        }),
        Ok(RemoteMedia::NotTaken(failure)) => Err(match failure.api_error() {
            Some(error) => Outcome::Rejected {
                error: Box::new(error.clone()),
            },
            None => impossible(&failure.to_string()),
        }),
        Err(failure) => Err(Outcome::NotSent {
            why: failure.to_string(),
        }),
    }
}

/// A message that cannot be put into words of the wire: it was never sent, and never will be.
fn impossible(why: &str) -> Outcome {
    Outcome::Rejected {
        error: Box::new(ApiError::new(100, "The message cannot be sent").with_details(why)),
    }
}

/// Our media id stands wherever the Cloud API wants its own.
fn replace_media(content: &mut serde_json::Value, ours: &MediaId, remote: &str) {
    match content {
        serde_json::Value::Object(fields) => {
            for (name, value) in fields {
                if name == "id" && value.as_str() == Some(ours.as_str()) {
                    *value = json!(remote);
                } else {
                    replace_media(value, ours, remote);
                }
            }
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(|item| replace_media(item, ours, remote)),
        _ => {}
    }
}

/// What an outcome means for the message; those that concern the whole number hold its lane.
fn settle_as(engine: &Engine, desk: &Desk, number: &DueNumber, ready: &Ready, outcome: Outcome) -> SettledAs {
    let now = engine.business_now();
    match outcome {
        Outcome::Accepted { wamid, .. } => {
            release(desk, number);
            SettledAs::Accepted { wamid }
        }
        Outcome::Rejected { error } if error.class() == Class::Account => {
            requeued(now, Some(error.code.to_string()), Some(reason_of(&error)))
        }
        Outcome::Rejected { error } if error.class() == Class::Wait && error.code != MARKETING_CAP => {
            requeued(now.plus(WAIT_MS), Some(error.code.to_string()), Some(reason_of(&error)))
        }
        Outcome::Rejected { error } => SettledAs::Failed {
            code: error.code.to_string(),
            reason: reason_of(&error),
        },
        Outcome::Throttled {
            scope: Scope::Pair,
            error,
            ..
        } => {
            let exponent = u32::try_from(ready.attempt.clamp(1, 6) - 1).unwrap_or(0);
            let due_at = now.plus(PAIR_BASE_MS * 4_i64.pow(exponent));
            requeued(due_at, Some("pair_rate".to_owned()), Some(reason_of(&error)))
        }
        Outcome::Throttled { retry_after, error, .. } => {
            hold(engine, desk, number, retry_after);
            requeued(now, Some(error.code.to_string()), Some(reason_of(&error)))
        }
        Outcome::Unauthorised { error } => requeued(now, Some(error.code.to_string()), Some(reason_of(&error))),
        Outcome::Uncertain { why, error } => {
            let detail = error.map(|error| reason_of(&error));
            SettledAs::Uncertain {
                reason: json!({ "because": why.as_str(), "answer": detail }).to_string(),
            }
        }
        Outcome::NotSent { why } => {
            hold(engine, desk, number, None);
            requeued(
                now,
                None,
                Some(json!({ "because": "not_sent", "detail": why }).to_string()),
            )
        }
    }
}

/// Why the numbers of the connection are to be held: no call of theirs succeeds until a person has acted.
fn hold_of(outcome: &Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::Unauthorised { .. } => Some(UNAUTHORISED),
        Outcome::Rejected { error } if error.class() == Class::Account => Some(ACCOUNT_BLOCKED),
        _ => None,
    }
}

const fn requeued(due_at: Timestamp, code: Option<String>, reason: Option<String>) -> SettledAs {
    SettledAs::Requeued { due_at, code, reason }
}

/// Slows a number down: each time in a row twice as long.
fn hold(engine: &Engine, desk: &Desk, number: &DueNumber, wanted: Option<Duration>) {
    let now = engine.machine_now();
    let mut lanes = desk.lanes();
    let Some(lane) = lanes.get_mut(number) else { return };
    if lane.held_until.is_some_and(|until| now < until) {
        return;
    }
    let grown = (HOLD_MS.start() << lane.holds.min(5)).min(*HOLD_MS.end());
    let asked = wanted.map_or(0, |wanted| i64::try_from(wanted.as_millis()).unwrap_or(*HOLD_MS.end()));
    lane.held_until = Some(now.plus(grown.max(asked)));
    lane.holds = lane.holds.saturating_add(1);
}

fn release(desk: &Desk, number: &DueNumber) {
    if let Some(lane) = desk.lanes().get_mut(number) {
        lane.holds = 0;
    }
}
