//! Dispatch: claims due messages, number by number, for the calls that are about to be made.
//!
//! One node at a time sends from a number, by a lease. A claim asks the guard once more, marks the message as being
//! sent and counts it against pair, limit and cap, all in one transaction. Only what will be called within moments is
//! claimed, because whatever is claimed when a process dies has an unknown outcome.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use galka_domain::guard::pace::Bucket;
use galka_domain::guard::{Decision, decide_send};
use galka_domain::ids::{ConversationId, TemplateId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_graph_client::Target;
use galka_store::dispatch::{
    Claim, Deferral, DueMessage, DueNumber, Refusal, list_due, list_due_numbers, mark_abandoned, next_due_at,
    refuse_with_recipients, write_claims, write_deferrals,
};
use galka_store::facts::{load_budget, load_people};
use galka_store::{Result as StoreResult, Tx, events, leases, templates};

use crate::clock::monotonic_now;
use crate::connect::target_of;
use crate::desk::{Desk, Lane, Ready};
use crate::engine::{Engine, EngineError};
use crate::guarding::{SendingNumber, SendingTemplate, content_hash, draft_of, on_behalf_of};
use crate::hints::Work;
use crate::pacer::Pacer;
use crate::runner::{NextWake, Worker};

/// The worker that claims.
#[derive(Debug)]
pub struct Dispatch {
    engine: Engine,
    desk: Desk,
}

const LEASE_MS: i64 = 5_000;
/// What may stand ready for its call: as much as goes within this time.
const AHEAD: Duration = Duration::from_millis(60);
const IDLE_MS: i64 = 500;
/// Most messages of one claim, and most calls of one number at once.
const CLAIM_MAX: usize = 400;
const IN_FLIGHT_MAX: usize = 512;

impl Dispatch {
    /// The worker of this node.
    #[must_use]
    pub const fn new(engine: Engine, desk: Desk) -> Self {
        Self { engine, desk }
    }

    /// Takes or renews the number's lease; on taking it, whatever its last holder was sending is uncertain.
    async fn hold_lane(&self, number: &DueNumber) -> Result<bool, EngineError> {
        let now = self.engine.machine_now();
        if self.desk.lanes().get(number).is_some_and(|lane| now < lane.renew_at) {
            return Ok(true);
        }
        let known = self.desk.lanes().get(number).map(|lane| lane.token);
        let (holder, key, business_now) = (self.engine.node.to_string(), number.clone(), self.engine.business_now());
        let token = self
            .engine
            .db
            .write(move |tx| {
                let token = leases::acquire(tx, &lease_name(&key), &holder, now, now.plus(LEASE_MS))?;
                if token.is_some() && token != known {
                    let happened = mark_abandoned(tx, &key, business_now)?;
                    if !happened.is_empty() {
                        events::append(tx, &key.workspace_id, &happened, business_now)?;
                    }
                }
                Ok(token)
            })
            .await?;
        let mut lanes = self.desk.lanes();
        let Some(token) = token else {
            // Another node sends from it now; what stood ready here is uncertain there.
            lanes.remove(number);
            return Ok(false);
        };
        let renew_at = now.plus(LEASE_MS / 3);
        match lanes.get_mut(number).filter(|lane| lane.token == token) {
            Some(lane) => lane.renew_at = renew_at,
            None => {
                lanes.insert(number.clone(), Lane::new(token, renew_at));
            }
        }
        Ok(true)
    }

    /// How many messages may be claimed now.
    fn room(&self, number: &DueNumber) -> usize {
        let now = self.engine.machine_now();
        let lanes = self.desk.lanes();
        let Some(lane) = lanes.get(number) else { return 0 };
        if lane.held_until.is_some_and(|until| now < until) {
            return 0;
        }
        let ahead = lane.pacer.within(AHEAD).min(CLAIM_MAX);
        let in_flight = lane.busy.len();
        ahead
            .saturating_sub(lane.ready.len())
            .min(IN_FLIGHT_MAX.saturating_sub(in_flight))
    }

    async fn claim(&self, number: &DueNumber, room: usize) -> Result<Claimed, EngineError> {
        let (busy, token): (Vec<ConversationId>, i64) = match self.desk.lanes().get(number) {
            Some(lane) => (lane.busy.iter().cloned().collect(), lane.token),
            None => return Ok(Claimed::default()),
        };
        let (key, now, machine_now) = (number.clone(), self.engine.business_now(), self.engine.machine_now());
        let busy = Arc::new(busy);
        Ok(self
            .engine
            .db
            .write(move |tx| {
                if !leases::is_held(tx, &lease_name(&key), token)? {
                    return Ok(Claimed::default());
                }
                claim_in(tx, &key, &busy, room, now, machine_now)
            })
            .await?)
    }

    fn lay_out(&self, number: &DueNumber, claimed: Claimed) -> Result<(), EngineError> {
        let Some(sending) = claimed.sending else { return Ok(()) };
        let target = Arc::new(target_of(
            &self.engine,
            &sending.connection,
            Some(&sending.number.phone_number_id),
        )?);
        let mut lanes = self.desk.lanes();
        let Some(lane) = lanes.get_mut(number) else {
            return Ok(());
        };
        lane.budget = sending.budget.as_str().into();
        lane.pacer
            .set_cap(u32::try_from(sending.number.throughput_mps).unwrap_or(u32::MAX));
        for message in claimed.messages {
            lane.busy.insert(message.conversation_id.clone());
            let attempt = message.attempt + 1;
            lane.ready.push_back(Ready {
                message,
                attempt,
                target: Arc::<Target>::clone(&target),
            });
        }
        drop(lanes);
        self.engine.hints.wake(Work::Deliver);
        Ok(())
    }
}

/// The name of a number's lease.
fn lease_name(number: &DueNumber) -> String {
    format!("send:{}:{}", number.workspace_id, number.number_id)
}

impl Lane {
    fn new(token: i64, renew_at: Timestamp) -> Self {
        Self {
            token,
            renew_at,
            ready: std::collections::VecDeque::new(),
            busy: std::collections::HashSet::new(),
            budget: "".into(),
            pacer: Pacer::new(1, monotonic_now()),
            held_until: None,
            holds: 0,
        }
    }
}

/// What a claim gave.
#[derive(Default)]
struct Claimed {
    messages: Vec<DueMessage>,
    sending: Option<SendingNumber>,
    /// Something was deferred or refused: there may be more behind it.
    moved: bool,
    /// When the next message of the number is due.
    next_due_at: Option<Timestamp>,
}

fn claim_in(
    tx: &mut Tx<'_>,
    key: &DueNumber,
    busy: &[ConversationId],
    room: usize,
    now: Timestamp,
    machine_now: Timestamp,
) -> StoreResult<Claimed> {
    let Some(sending) = SendingNumber::load(tx, &key.workspace_id, &key.number_id)? else {
        return Ok(Claimed::default());
    };
    let limit = i64::try_from(room + busy.len()).unwrap_or(i64::MAX);
    let due = one_per_thread(list_due(tx, key, now, limit)?, busy, room);
    let verdicts = decide(tx, key, &sending, due, now)?;
    write_claims(
        tx,
        &key.workspace_id,
        &sending.budget,
        &verdicts.claims,
        now,
        machine_now,
    )?;
    write_deferrals(tx, &key.workspace_id, &verdicts.deferrals)?;
    let happened = refuse_with_recipients(tx, &key.workspace_id, &verdicts.refusals, now)?;
    if !happened.is_empty() {
        events::append(tx, &key.workspace_id, &happened, now)?;
    }
    Ok(Claimed {
        messages: verdicts.messages,
        sending: Some(sending),
        moved: !verdicts.deferrals.is_empty() || !verdicts.refusals.is_empty(),
        next_due_at: next_due_at(tx, key)?,
    })
}

/// The first due message of each thread that has none in flight, so that an agent's messages keep their order.
fn one_per_thread(due: Vec<DueMessage>, busy: &[ConversationId], room: usize) -> Vec<DueMessage> {
    let mut taken: std::collections::HashSet<ConversationId> = busy.iter().cloned().collect();
    due.into_iter()
        .filter(|message| taken.insert(message.conversation_id.clone()))
        .take(room)
        .collect()
}

/// What the guard said of a batch.
#[derive(Default)]
struct Verdicts {
    messages: Vec<DueMessage>,
    claims: Vec<Claim>,
    deferrals: Vec<Deferral>,
    refusals: Vec<Refusal>,
}

fn decide(
    tx: &mut Tx<'_>,
    key: &DueNumber,
    sending: &SendingNumber,
    due: Vec<DueMessage>,
    now: Timestamp,
) -> StoreResult<Verdicts> {
    let contacts: Vec<_> = due.iter().map(|message| message.contact_id.clone()).collect();
    let people = load_people(tx, &key.workspace_id, &key.number_id, &sending.budget, &contacts, now)?;
    let mut budget = load_budget(tx, &key.workspace_id, &sending.budget, now)?;
    let templates = load_templates(tx, &key.workspace_id, &due)?;
    let mut verdicts = Verdicts::default();
    for message in due {
        let Some(person) = people.get(&message.contact_id) else {
            continue;
        };
        let template = message.template_id.as_ref().and_then(|id| templates.get(id));
        let hash = content_hash(&message.content);
        // Slowed down by WhatsApp, or claimed when its sender ended: what it left then is not held against it.
        let anew = (message.attempt > 0).then(|| person.without(hash));
        let person = anew.as_ref().unwrap_or(person);
        let content = serde_json::from_str(&message.content).unwrap_or_default();
        let draft = draft_of(
            &content,
            on_behalf_of(message.campaign_id.as_ref(), message.sent_by.as_deref()),
        );
        let facts = sending.facts(person, template, hash, budget);
        match decide_send(&draft, &facts, now) {
            Decision::Send { counts_against_limit } => {
                budget.used += u64::from(counts_against_limit);
                verdicts.claims.push(Claim {
                    message_id: message.message_id.clone(),
                    contact_id: message.contact_id.clone(),
                    conversation_id: message.conversation_id.clone(),
                    pair_full_at: Bucket::after_send(person.pair, now, sending.rules.pair).full_at,
                    content_hash: hash,
                    counts: counts_against_limit,
                    template_marketing: template.map(SendingTemplate::is_marketing),
                });
                verdicts.messages.push(message);
            }
            Decision::Defer { until, why } => {
                verdicts.deferrals.push(Deferral {
                    message_id: message.message_id,
                    until,
                    why,
                });
            }
            Decision::Refuse { why } => verdicts.refusals.push(Refusal {
                message_id: message.message_id,
                why,
            }),
        }
    }
    Ok(verdicts)
}

fn load_templates(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    due: &[DueMessage],
) -> StoreResult<HashMap<TemplateId, SendingTemplate>> {
    let ids: std::collections::BTreeSet<TemplateId> =
        due.iter().filter_map(|message| message.template_id.clone()).collect();
    let ids: Vec<TemplateId> = ids.into_iter().collect();
    let found = templates::list_by_ids(tx, workspace, &ids)?;
    Ok(found
        .into_iter()
        .map(|stored| (stored.id.clone(), SendingTemplate::of(stored)))
        .collect())
}

impl Worker for Dispatch {
    fn work(&self) -> Work {
        Work::Dispatch
    }

    async fn step(&mut self, _: Timestamp) -> Result<NextWake, EngineError> {
        let numbers = self.engine.db.read(list_due_numbers).await?;
        let mut soonest: Option<Timestamp> = None;
        let mut more = false;
        for number in numbers {
            if !self.hold_lane(&number).await? {
                continue;
            }
            let room = self.room(&number);
            if room == 0 {
                continue;
            }
            let claimed = self.claim(&number, room).await?;
            more |= claimed.moved || claimed.messages.len() == room;
            if claimed.moved {
                self.engine.hints.wake(Work::Live);
            }
            soonest = [soonest, claimed.next_due_at].into_iter().flatten().min();
            self.lay_out(&number, claimed)?;
        }
        self.renew_flying().await?;
        if more {
            return Ok(NextWake::After(1));
        }
        let now = self.engine.business_now();
        Ok(match soonest.filter(|due| *due > now) {
            Some(due)
                if self
                    .engine
                    .clocks
                    .machine_ms_until_business(due)
                    .is_some_and(|wait| wait < IDLE_MS) =>
            {
                NextWake::AtBusiness(due)
            }
            _ => NextWake::After(IDLE_MS),
        })
    }
}

impl Dispatch {
    /// A number without queued messages may still have calls in flight: its lease must not run out under them.
    async fn renew_flying(&self) -> Result<(), EngineError> {
        let flying: Vec<DueNumber> = {
            let lanes = self.desk.lanes();
            lanes
                .iter()
                .filter(|(_, lane)| !lane.busy.is_empty())
                .map(|(number, _)| number.clone())
                .collect()
        };
        for number in flying {
            self.hold_lane(&number).await?;
        }
        Ok(())
    }
}
