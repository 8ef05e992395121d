//! The worker that turns recipients of running campaigns into queued messages, a few seconds of sending ahead.
//!
//! Each recipient is asked about here and again at the moment of sending. What is planned can be taken back until a
//! sender has claimed it.

use std::collections::{BTreeMap, HashMap, HashSet};

use galka_domain::campaign::{CampaignState, RecipientState};
use galka_domain::event::EventKind;
use galka_domain::guard::{Decision, QuotaFacts, Reason, Rule};
use galka_domain::ids::{CampaignId, ContactId, ConversationId, MediaId, MessageId, RecipientId, WorkspaceId};
use galka_domain::time::{SECOND_MS, Timestamp};
use galka_store::dispatch::{Intent, insert_intents, open_conversations};
use galka_store::events::{self, NewEvent};
use galka_store::facts::{BudgetUse, PersonFacts, load_budget};
use galka_store::recipients::{self, PlannedRecipient, SetAside};
use galka_store::{Result, Tx, campaigns};
use tracing::info;

use super::guarded::Sendable;
use super::message::Composed;
use super::report::{CampaignCounts, campaign_counts};
use crate::engine::{Engine, EngineError};
use crate::hints::Work;
use crate::plans::{MessagePlaces, facts_of};
use crate::runner::{NextWake, Worker};

/// Plans every running campaign.
#[derive(Debug)]
pub struct CampaignWorker {
    engine: Engine,
    running: HashMap<CampaignId, Progress>,
}

/// What is remembered of a running campaign; all of it can be found again.
#[derive(Debug, Default)]
struct Progress {
    /// Until when everybody is deferred, once known.
    deferred_until: Option<Option<Timestamp>>,
    /// When that was read: another plan of the company may have brought it forward.
    deferred_read_at: Option<Timestamp>,
    /// When the next message may go, of a campaign that is slower than its number.
    free_at: Option<Timestamp>,
    told: CampaignCounts,
    told_at: Option<Timestamp>,
}

/// How many queued messages a number has ahead of it.
const QUEUE_MAX: i64 = 2_000;
/// How many recipients are looked at together.
const BATCH: i64 = 500;
/// How far ahead a slow campaign is planned.
const AHEAD_MS: i64 = 5 * SECOND_MS;
/// For how long it is taken for known when the next of the deferred is due.
const DEFERRED_KNOWN_MS: i64 = 30 * SECOND_MS;
/// Lower goes first; people have 0.
const PRIORITY: i64 = 10;

impl CampaignWorker {
    /// The worker of this node.
    #[must_use]
    pub fn new(engine: Engine) -> Self {
        Self {
            engine,
            running: HashMap::new(),
        }
    }

    /// Plans one campaign; answers whether there may be more to do at once.
    async fn plan_one(&mut self, workspace: &WorkspaceId, id: &CampaignId, now: Timestamp) -> Ended<bool> {
        self.wake_deferred(workspace, id, now).await?;
        let free_at = self.running.entry(id.clone()).or_default().free_at;
        let (own, wanted) = (workspace.clone(), id.clone());
        let Some(look) = self
            .engine
            .db
            .read(move |tx| look(tx, &own, &wanted, free_at, now))
            .await?
        else {
            return Ok(false);
        };
        if look.waiting_is_empty {
            self.finish_if_done(workspace, id, now).await?;
            return Ok(false);
        }
        let sorted = sort(&self.engine, look, now);
        let more = !sorted.intents.is_empty() || !sorted.aside.is_empty();
        let planned = sorted.intents.len();
        if let Some(free_at) = sorted.free_at {
            self.running.entry(id.clone()).or_default().free_at = Some(free_at);
        }
        if !sorted.aside.is_empty() {
            self.running.entry(id.clone()).or_default().deferred_until = None;
        }
        if more {
            let (own, wanted) = (workspace.clone(), id.clone());
            self.engine
                .db
                .write(move |tx| save(tx, &own, &wanted, &sorted, now))
                .await?;
        }
        if planned > 0 {
            self.engine.hints.wake(Work::Dispatch);
        }
        Ok(more)
    }

    async fn wake_deferred(&mut self, workspace: &WorkspaceId, id: &CampaignId, now: Timestamp) -> Ended<()> {
        let machine_now = self.engine.machine_now();
        let progress = self.running.entry(id.clone()).or_default();
        let is_old = progress
            .deferred_read_at
            .is_none_or(|at| machine_now.since(at) > DEFERRED_KNOWN_MS);
        let until = match progress.deferred_until {
            Some(until) if !is_old => until,
            _ => {
                progress.deferred_read_at = Some(machine_now);
                let (own, wanted) = (workspace.clone(), id.clone());
                self.engine
                    .db
                    .read(move |tx| recipients::next_deferred_at(tx, &own, &wanted))
                    .await?
            }
        };
        progress.deferred_until = Some(until);
        if until.is_some_and(|until| until <= now) {
            let (own, wanted) = (workspace.clone(), id.clone());
            let woken = self
                .engine
                .db
                .write(move |tx| recipients::wake_deferred(tx, &own, &wanted, now, QUEUE_MAX))
                .await?;
            progress.deferred_until = None;
            info!(campaign.id = %id, woken, "{woken} recipients of campaign {id} are looked at again");
        }
        Ok(())
    }

    async fn finish_if_done(&mut self, workspace: &WorkspaceId, id: &CampaignId, now: Timestamp) -> Ended<()> {
        let (own, wanted) = (workspace.clone(), id.clone());
        let finished = self
            .engine
            .db
            .write(move |tx| {
                if recipients::has_unfinished(tx, &own, &wanted)? {
                    return Ok(false);
                }
                let states = (CampaignState::Running, CampaignState::Finished);
                let moved = campaigns::move_state(tx, &own, &wanted, states, None, now)?;
                if moved {
                    events::append(tx, &own, &[progress_of(&wanted)], now)?;
                }
                Ok(moved)
            })
            .await?;
        if finished {
            self.running.remove(id);
            self.engine.hints.wake(Work::Live);
            info!(campaign.id = %id, "Campaign {id} finished");
        }
        Ok(())
    }

    /// Tells once a second at most that counts have changed.
    async fn tell(&mut self, workspace: &WorkspaceId, id: &CampaignId, now: Timestamp) -> Ended<()> {
        let machine_now = self.engine.machine_now();
        let Some(progress) = self.running.get_mut(id) else {
            return Ok(());
        };
        if progress.told_at.is_some_and(|at| machine_now.since(at) < SECOND_MS) {
            return Ok(());
        }
        progress.told_at = Some(machine_now);
        let (own, ids) = (workspace.clone(), vec![id.clone()]);
        let mut counts = self.engine.db.read(move |tx| campaign_counts(tx, &own, &ids)).await?;
        let counts = counts.remove(id).unwrap_or_default();
        if counts != progress.told {
            progress.told = counts;
            let (own, event) = (workspace.clone(), progress_of(id));
            self.engine
                .db
                .write(move |tx| events::append(tx, &own, std::slice::from_ref(&event), now))
                .await?;
            self.engine.hints.wake(Work::Live);
        }
        Ok(())
    }
}

type Ended<T> = std::result::Result<T, EngineError>;

impl Worker for CampaignWorker {
    fn work(&self) -> Work {
        Work::Campaigns
    }

    async fn step(&mut self, now: Timestamp) -> Ended<NextWake> {
        let running = self.engine.db.read(campaigns::list_running).await?;
        let ids: HashSet<&CampaignId> = running.iter().map(|(_, id)| id).collect();
        self.running.retain(|id, _| ids.contains(id));
        let mut more = false;
        for (workspace, id) in &running {
            more |= self.plan_one(workspace, id, now).await?;
            self.tell(workspace, id, now).await?;
        }
        Ok(NextWake::After(match (running.is_empty(), more) {
            (true, _) => 30 * SECOND_MS,
            (false, true) => 50,
            (false, false) => 250,
        }))
    }
}

fn progress_of(id: &CampaignId) -> NewEvent {
    NewEvent::of(EventKind::CampaignProgress, id.as_str())
}

/// What planning needs to know, read together.
struct Look {
    sendable: Sendable,
    waiting: Vec<PlannedRecipient>,
    waiting_is_empty: bool,
    people: HashMap<ContactId, PersonFacts>,
    budget: BudgetUse,
    /// What the company's plan still allows.
    quota: QuotaFacts,
    /// How many messages will use the budget before these.
    queued: u64,
    free_at: Timestamp,
}

/// Nothing when the campaign cannot be sent now, or enough of it stands in the queue.
fn look(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    id: &CampaignId,
    free_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<Option<Look>> {
    let Ok(sendable) = Sendable::load(tx, workspace, id)? else {
        return Ok(None);
    };
    let queued = recipients::count_queued(tx, workspace, &sendable.number.number.id, QUEUE_MAX)?;
    let free_at = free_at.unwrap_or(now).max(now);
    let by_rate = sendable.campaign.rate_per_second.map_or(BATCH, |rate| {
        let left_ms = now.plus(AHEAD_MS).since(free_at).max(0);
        rate.saturating_mul(left_ms) / SECOND_MS
    });
    let room = (QUEUE_MAX - queued).min(BATCH).min(by_rate);
    if room <= 0 {
        return Ok(None);
    }
    let waiting = recipients::list_waiting(tx, workspace, id, room)?;
    let contacts: Vec<ContactId> = waiting.iter().map(|one| one.contact_id.clone()).collect();
    let people = sendable.people(tx, workspace, &contacts, now)?;
    let budget = load_budget(tx, workspace, &sendable.number.budget, now)?;
    let quota = facts_of(MessagePlaces::look(tx, workspace, now)?.as_ref());
    let queued = queued.max(0).cast_unsigned();
    Ok(Some(Look {
        waiting_is_empty: waiting.is_empty(),
        sendable,
        waiting,
        people,
        budget,
        quota,
        queued,
        free_at,
    }))
}

/// A batch of recipients, sorted by what the guard says.
struct Sorted {
    intents: Vec<(RecipientId, Intent)>,
    aside: Vec<SetAside>,
    free_at: Option<Timestamp>,
}

fn sort(engine: &Engine, look: Look, now: Timestamp) -> Sorted {
    let Look {
        sendable,
        waiting,
        people,
        mut budget,
        mut quota,
        mut free_at,
        queued,
        ..
    } = look;
    let is_used_up = sendable.number.allowed().is_some_and(|allowed| budget.used >= allowed);
    // What stands in the queue will use the limit too.
    budget.used += queued;
    let media_id = sendable.message.media_id();
    let rate = sendable.campaign.rate_per_second;
    let mut sorted = Sorted {
        intents: Vec::new(),
        aside: Vec::new(),
        free_at: None,
    };
    for recipient in waiting {
        let Some(person) = people.get(&recipient.contact_id) else {
            let gone = Reason::new(Rule::Blocked).with("because", "contact_deleted");
            sorted
                .aside
                .push(aside(&recipient, RecipientState::Refused, &gone, None));
            continue;
        };
        let values: BTreeMap<String, String> = serde_json::from_str(&recipient.values).unwrap_or_default();
        let message = sendable.compose(&values);
        match sendable.decide(&message, person, budget, quota, now) {
            Decision::Send { counts_against_limit } => {
                budget.used += u64::from(counts_against_limit);
                quota.used += 1;
                sorted.intents.push(intent(
                    engine,
                    &sendable,
                    &recipient,
                    message,
                    media_id.clone(),
                    free_at,
                ));
                free_at = step_of(free_at, rate, sorted.intents.len());
            }
            // Pace is the sender's; while the number is held, everybody simply waits.
            Decision::Defer { why, .. } if why.rule == Rule::PairRate || why.rule == Rule::Throughput => {
                quota.used += 1;
                sorted.intents.push(intent(
                    engine,
                    &sendable,
                    &recipient,
                    message,
                    media_id.clone(),
                    free_at,
                ));
                free_at = step_of(free_at, rate, sorted.intents.len());
            }
            Decision::Defer { why, .. } if why.rule == Rule::NumberPaused => {}
            // Whether the queue will really use the limit up is known when it has been sent.
            Decision::Defer { why, .. } if why.rule == Rule::LimitReached && !is_used_up => {}
            Decision::Defer { until, why } => {
                sorted
                    .aside
                    .push(aside(&recipient, RecipientState::Deferred, &why, Some(until)));
            }
            Decision::Refuse { why } => sorted
                .aside
                .push(aside(&recipient, RecipientState::Refused, &why, None)),
        }
    }
    sorted.free_at = rate.map(|_| free_at);
    sorted
}

/// The next moment of a campaign with a pace of its own; thousandths that do not divide are caught up each second.
fn step_of(free_at: Timestamp, rate: Option<i64>, planned: usize) -> Timestamp {
    let Some(rate) = rate else { return free_at };
    let planned = i64::try_from(planned).unwrap_or(i64::MAX);
    let total = |count: i64| count.saturating_mul(SECOND_MS) / rate.max(1);
    free_at.plus(total(planned) - total(planned - 1))
}

fn intent(
    engine: &Engine,
    sendable: &Sendable,
    recipient: &PlannedRecipient,
    message: Composed,
    media_id: Option<MediaId>,
    due_at: Timestamp,
) -> (RecipientId, Intent) {
    let intent = Intent {
        message_id: engine.new_id::<MessageId>(),
        conversation_id: engine.new_id::<ConversationId>(),
        contact_id: recipient.contact_id.clone(),
        number_id: sendable.number.number.id.clone(),
        kind: sendable.message.kind().to_owned(),
        content: message.content,
        text: message.text,
        context_wamid: None,
        media_id,
        template_id: sendable.message.template_id(),
        campaign_id: Some(sendable.campaign.id.clone()),
        recipient_id: Some(recipient.id.clone()),
        sent_by: sendable.campaign.created_by.clone(),
        priority: PRIORITY,
        due_at,
    };
    (recipient.id.clone(), intent)
}

fn aside(
    recipient: &PlannedRecipient,
    state: RecipientState,
    why: &Reason,
    deferred_until: Option<Timestamp>,
) -> SetAside {
    SetAside {
        id: recipient.id.clone(),
        state,
        reason_code: why.rule.as_str().to_owned(),
        reason: why.details_json(),
        deferred_until,
    }
}

/// Queues the messages of those who were still waiting; nothing of a campaign that was paused meanwhile.
fn save(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    campaign: &CampaignId,
    sorted: &Sorted,
    now: Timestamp,
) -> Result<()> {
    if !campaigns::hold_running(tx, workspace, campaign)? {
        return Ok(());
    }
    recipients::set_aside(tx, workspace, campaign, &sorted.aside, now)?;
    let Some((_, first)) = sorted.intents.first() else {
        return Ok(());
    };
    // Others may have taken places of the plan since the guard was asked: who finds none is asked about again.
    let places = MessagePlaces::hold(tx, workspace, now)?;
    let room = places.as_ref().map_or(u64::MAX, MessagePlaces::room);
    let wanted: Vec<(RecipientId, MessageId)> = sorted
        .intents
        .iter()
        .take(usize::try_from(room).unwrap_or(usize::MAX))
        .map(|(recipient, intent)| (recipient.clone(), intent.message_id.clone()))
        .collect();
    let planned: HashSet<RecipientId> = recipients::plan(tx, workspace, campaign, &wanted, now)?
        .into_iter()
        .collect();
    let planned: Vec<&Intent> = sorted
        .intents
        .iter()
        .filter(|(recipient, _)| planned.contains(recipient))
        .map(|(_, intent)| intent)
        .collect();
    let threads: Vec<(ContactId, ConversationId)> = planned
        .iter()
        .map(|intent| (intent.contact_id.clone(), intent.conversation_id.clone()))
        .collect();
    let opened = open_conversations(tx, workspace, &first.number_id, &threads, now)?;
    let intents: Vec<Intent> = planned
        .into_iter()
        .filter_map(|intent| {
            let conversation_id = opened.get(&intent.contact_id)?.clone();
            Some(Intent {
                conversation_id,
                ..intent.clone()
            })
        })
        .collect();
    insert_intents(tx, workspace, &intents, now)?;
    if let Some(places) = &places {
        places.take(tx, workspace, u64::try_from(intents.len()).unwrap_or(u64::MAX))?;
    }
    Ok(())
}
