//! Webhooks on their way: batched, signed, tried again with growing pauses for seven days of sandbox time.
//!
//! Meta, "Webhooks", 2026: anything but 200 is tried again at once, then less and less often, for up to 7 days;
//! several updates may share a delivery; order is not guaranteed.
//! This file is the queue and its log; it sends nothing. [`body`] writes the bytes.

pub(crate) mod body;
pub(crate) mod view;

use crate::clock::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS};
use crate::timers::{Timer, Timers};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};

/// After each failed attempt, how long until the next; the last one repeats.
const PAUSES_MS: [i64; 14] = [
    SECOND_MS,
    2 * SECOND_MS,
    5 * SECOND_MS,
    15 * SECOND_MS,
    30 * SECOND_MS,
    MINUTE_MS,
    2 * MINUTE_MS,
    5 * MINUTE_MS,
    15 * MINUTE_MS,
    30 * MINUTE_MS,
    HOUR_MS,
    2 * HOUR_MS,
    4 * HOUR_MS,
    6 * HOUR_MS,
];
/// The longest that one failing delivery keeps others of its address waiting.
const BLOCK_MAX_MS: i64 = 15 * SECOND_MS;
/// Meta, "Webhooks", 2026: a body has at most 3 MB, and at most 1,000 updates. Escaping trebles most letters.
const BODY_MAX: usize = 1 << 20;
const UPDATES_MAX: usize = 1_000;
/// After this long an undelivered webhook is given up.
const PATIENCE_MS: i64 = 7 * DAY_MS;

/// One thing to tell: a status, a message, or a whole `value` of an account-level field.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Update {
    pub(crate) field: String,
    pub(crate) waba_id: String,
    /// `metadata` of message-level fields, as JSON text; none for account-level ones.
    pub(crate) metadata: Option<String>,
    pub(crate) at_ms: i64,
    pub(crate) part: Part,
}

/// The part of an update that differs, as JSON text.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Part {
    Status(String),
    /// A status with the element of `contacts` that belongs to it.
    StatusOf {
        contact: String,
        status: String,
    },
    /// The inside of `value`, after the metadata.
    Value(String),
}

impl Part {
    fn bytes(&self) -> usize {
        match self {
            Self::Status(text) | Self::Value(text) => text.len(),
            Self::StatusOf { contact, status } => contact.len() + status.len(),
        }
    }
}

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DeliveryState {
    /// Not delivered yet.
    Waiting,
    /// Answered 200.
    Delivered,
    /// Seven days passed without a 200.
    GivenUp,
}

/// One try.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub(crate) struct Attempt {
    /// When.
    pub at_ms: i64,
    /// What was answered.
    pub http_status: Option<u16>,
    /// Why nothing was answered.
    pub error: Option<String>,
}

/// One POST to a callback.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Delivery {
    pub(crate) endpoint: u32,
    pub(crate) at_ms: i64,
    pub(crate) field: String,
    pub(crate) body: String,
    pub(crate) state: DeliveryState,
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) next_attempt_ms: Option<i64>,
    under_way: bool,
}

/// An address with the app whose secret signs for it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Endpoint {
    pub(crate) url: String,
    pub(crate) app: u32,
    backlog: VecDeque<Update>,
    ready: VecDeque<u64>,
    under_way: usize,
    failures: u32,
    blocked: bool,
}

impl Endpoint {
    /// An address that failed is tried with one delivery at a time, after its pause.
    fn has_room(&self, habits: Habits) -> bool {
        let most = if self.failures > 0 {
            1
        } else {
            habits.concurrency.max(1)
        };
        !self.blocked && self.under_way < most
    }
}

/// What has to be posted now.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outgoing {
    pub(crate) delivery: u64,
    pub(crate) url: String,
    pub(crate) app: u32,
    pub(crate) body: String,
}

/// How an attempt ended.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Outcome {
    pub(crate) http_status: Option<u16>,
    pub(crate) error: Option<String>,
}

/// All addresses, and every delivery that is not forgotten yet.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Deliveries {
    pub(crate) endpoints: Vec<Endpoint>,
    pub(crate) log: BTreeMap<u64, Delivery>,
    finished: VecDeque<u64>,
    /// Updates that a fault holds back, with their address.
    held: BTreeMap<u64, (u32, Update)>,
    next: u64,
}

/// How many may be under way, how many share a body, how many are remembered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Habits {
    pub(crate) concurrency: usize,
    pub(crate) batch_max: usize,
    pub(crate) log_max: usize,
    pub(crate) escaped: bool,
}

impl Deliveries {
    /// Queues an update for an address.
    pub(crate) fn push(&mut self, url: &str, app: u32, update: Update) {
        let endpoint = self.endpoint(url, app);
        self.endpoints[endpoint as usize].backlog.push_back(update);
    }

    /// Keeps an update back; the timer that releases it is the caller's to set.
    pub(crate) fn hold(&mut self, url: &str, app: u32, update: Update) -> u64 {
        let endpoint = self.endpoint(url, app);
        self.next += 1;
        self.held.insert(self.next, (endpoint, update));
        self.next
    }

    /// Queues an update that was kept back.
    pub(crate) fn release(&mut self, held: u64) {
        if let Some((endpoint, update)) = self.held.remove(&held) {
            self.endpoints[endpoint as usize].backlog.push_back(update);
        }
    }

    /// Updates and deliveries that have not arrived.
    pub(crate) fn waiting(&self) -> usize {
        let queued: usize = self.endpoints.iter().map(|endpoint| endpoint.backlog.len()).sum();
        let tried = self
            .log
            .values()
            .filter(|delivery| delivery.state == DeliveryState::Waiting)
            .count();
        queued + tried + self.held.len()
    }

    /// Updates that could go out now.
    pub(crate) fn backlog(&self) -> usize {
        self.endpoints
            .iter()
            .filter(|endpoint| !endpoint.blocked)
            .map(|endpoint| endpoint.backlog.len() + endpoint.ready.len())
            .sum()
    }

    /// Whether an address has both something to get and room for one more delivery under way.
    pub(crate) fn can_dispatch(&self, habits: Habits) -> bool {
        self.endpoints
            .iter()
            .any(|endpoint| endpoint.has_room(habits) && !(endpoint.backlog.is_empty() && endpoint.ready.is_empty()))
    }

    /// Deliveries under way.
    pub(crate) fn under_way(&self) -> usize {
        self.endpoints.iter().map(|endpoint| endpoint.under_way).sum()
    }

    /// Takes what may be posted now, forming batches from what has piled up.
    pub(crate) fn dispatch(&mut self, habits: Habits, now_ms: i64) -> Vec<Outgoing> {
        let mut outgoing = Vec::new();
        for index in 0..self.endpoints.len() {
            while let Some(id) = self.next_delivery(index, habits, now_ms) {
                let endpoint = &mut self.endpoints[index];
                let Some(delivery) = self.log.get_mut(&id) else {
                    continue;
                };
                endpoint.under_way += 1;
                delivery.under_way = true;
                delivery.next_attempt_ms = None;
                outgoing.push(Outgoing {
                    delivery: id,
                    url: endpoint.url.clone(),
                    app: endpoint.app,
                    body: delivery.body.clone(),
                });
            }
        }
        outgoing
    }

    fn next_delivery(&mut self, index: usize, habits: Habits, now_ms: i64) -> Option<u64> {
        let endpoint = &mut self.endpoints[index];
        if !endpoint.has_room(habits) {
            return None;
        }
        if let Some(id) = endpoint.ready.pop_front() {
            return Some(id);
        }
        self.form(index, habits, now_ms)
    }

    /// Forms deliveries of everything that waits, without taking them.
    pub(crate) fn seal(&mut self, habits: Habits, now_ms: i64) {
        for index in 0..self.endpoints.len() {
            while let Some(id) = self.form(index, habits, now_ms) {
                self.endpoints[index].ready.push_back(id);
            }
        }
    }

    fn form(&mut self, index: usize, habits: Habits, now_ms: i64) -> Option<u64> {
        let endpoint = &mut self.endpoints[index];
        let mut bytes = 0;
        let fitting = endpoint.backlog.iter().take_while(|update| {
            bytes += update.part.bytes();
            bytes <= BODY_MAX
        });
        // One that is too large by itself goes alone.
        let most = fitting.take(habits.batch_max.clamp(1, UPDATES_MAX)).count().max(1);
        let share = endpoint.backlog.len().min(most);
        let batch: Vec<Update> = endpoint.backlog.drain(..share).collect();
        let field = batch.first()?.field.clone();
        self.next += 1;
        self.log.insert(
            self.next,
            Delivery {
                endpoint: index as u32,
                at_ms: now_ms,
                field,
                body: body::write(&batch, habits.escaped),
                state: DeliveryState::Waiting,
                attempts: Vec::new(),
                next_attempt_ms: None,
                under_way: false,
            },
        );
        Some(self.next)
    }

    /// Notes how an attempt ended and sets the next one.
    pub(crate) fn settle(&mut self, id: u64, outcome: Outcome, habits: Habits, timers: &mut Timers, now_ms: i64) {
        let Some(delivery) = self.log.get_mut(&id).filter(|delivery| delivery.under_way) else {
            return;
        };
        let arrived = outcome.http_status == Some(200);
        delivery.under_way = false;
        delivery.attempts.push(Attempt {
            at_ms: now_ms,
            http_status: outcome.http_status,
            error: outcome.error,
        });
        let index = delivery.endpoint;
        let endpoint = &mut self.endpoints[index as usize];
        endpoint.under_way = endpoint.under_way.saturating_sub(1);
        if arrived {
            delivery.state = DeliveryState::Delivered;
            let recovered = std::mem::take(&mut endpoint.failures) > 1;
            self.finish(id, habits.log_max);
            if recovered {
                self.retry_all(index);
            }
            return;
        }
        let pause = PAUSES_MS[(delivery.attempts.len() - 1).min(PAUSES_MS.len() - 1)];
        endpoint.failures += 1;
        endpoint.blocked = true;
        let block = PAUSES_MS[(endpoint.failures as usize - 1).min(PAUSES_MS.len() - 1)].min(BLOCK_MAX_MS);
        timers.set(now_ms + block, Timer::Unblock(index));
        if now_ms + pause > delivery.at_ms + PATIENCE_MS {
            delivery.state = DeliveryState::GivenUp;
            self.finish(id, habits.log_max);
        } else {
            delivery.next_attempt_ms = Some(now_ms + pause);
            timers.set(now_ms + pause, Timer::Retry(id));
        }
    }

    /// Lets a delivery whose pause is over go again.
    pub(crate) fn retry(&mut self, id: u64) {
        let due = self.log.get(&id).filter(|delivery| {
            delivery.state == DeliveryState::Waiting && !delivery.under_way && delivery.next_attempt_ms.is_some()
        });
        if let Some(endpoint) = due.map(|delivery| delivery.endpoint) {
            self.make_ready(id, endpoint);
        }
    }

    /// Lets an address that failed be tried again.
    pub(crate) fn unblock(&mut self, endpoint: u32) {
        self.endpoints[endpoint as usize].blocked = false;
    }

    /// Sends a delivery once more by hand; false when it is forgotten or under way.
    pub(crate) fn redeliver(&mut self, id: u64) -> bool {
        let Some(delivery) = self.log.get_mut(&id).filter(|delivery| !delivery.under_way) else {
            return false;
        };
        delivery.state = DeliveryState::Waiting;
        let endpoint = delivery.endpoint;
        self.endpoints[endpoint as usize].blocked = false;
        if !self.endpoints[endpoint as usize].ready.contains(&id) {
            self.make_ready(id, endpoint);
        }
        true
    }

    /// After a restart nothing is under way: what was, goes again.
    pub(crate) fn recover(&mut self) {
        let lost: Vec<(u64, u32)> = self
            .log
            .iter()
            .filter(|(_, delivery)| delivery.under_way)
            .map(|(id, delivery)| (*id, delivery.endpoint))
            .collect();
        for (id, endpoint) in lost {
            if let Some(delivery) = self.log.get_mut(&id) {
                delivery.under_way = false;
            }
            self.make_ready(id, endpoint);
        }
        self.endpoints.iter_mut().for_each(|endpoint| endpoint.under_way = 0);
    }

    fn retry_all(&mut self, endpoint: u32) {
        let waiting: Vec<u64> = self
            .log
            .iter()
            .filter(|(_, delivery)| delivery.endpoint == endpoint && delivery.next_attempt_ms.is_some())
            .map(|(id, _)| *id)
            .collect();
        for id in waiting {
            self.make_ready(id, endpoint);
        }
    }

    fn make_ready(&mut self, id: u64, endpoint: u32) {
        if let Some(delivery) = self.log.get_mut(&id) {
            delivery.next_attempt_ms = None;
        }
        self.endpoints[endpoint as usize].ready.push_back(id);
    }

    fn finish(&mut self, id: u64, log_max: usize) {
        self.finished.push_back(id);
        while self.finished.len() > log_max {
            let Some(oldest) = self.finished.pop_front() else { break };
            if self
                .log
                .get(&oldest)
                .is_some_and(|delivery| delivery.state != DeliveryState::Waiting)
            {
                self.log.remove(&oldest);
            }
        }
    }

    fn endpoint(&mut self, url: &str, app: u32) -> u32 {
        let known = self
            .endpoints
            .iter()
            .position(|endpoint| endpoint.app == app && endpoint.url == url);
        let index = known.unwrap_or_else(|| {
            self.endpoints.push(Endpoint {
                url: url.to_owned(),
                app,
                backlog: VecDeque::new(),
                ready: VecDeque::new(),
                under_way: 0,
                failures: 0,
                blocked: false,
            });
            self.endpoints.len() - 1
        });
        index as u32
    }
}
