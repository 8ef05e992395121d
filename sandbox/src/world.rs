//! The whole state of WhatsApp's side, and the one way in which it changes.
//!
//! Every change is a [`Call`] applied at a machine time: no input but these two, no output but the answer and the queue
//! of webhooks. Applying the same calls to the same seed gives the same world, which is how the journal restores it.

mod call;
mod emit;
mod enforcement;
mod health;
mod limits;
mod pacing;
mod quality;
mod signals;
mod standing;
#[cfg(test)]
mod tests;

pub(crate) use call::{Call, Reply};

use crate::accounts::{Accounts, NewCompany, NewNumber};
use crate::book::Book;
use crate::call_rates::CallRates;
use crate::clock::{Clock, Mode};
use crate::control::problem::Problem;
use crate::deliveries::{Deliveries, Habits, Outgoing};
use crate::errors::GraphError;
use crate::faults::{Faults, Manner};
use crate::media::MediaShelf;
use crate::money::Money;
use crate::people::conversation::Conversations;
use crate::people::customer::Customers;
use crate::random::Random;
use crate::rules::figures::{self, Figures};
use crate::scenario::deed::Plan;
use crate::settings::{Callback, ClockStart, Credentials, WorldSettings};
use crate::standings::Standings;
use crate::templates::Templates;
use crate::timers::{Timer, Timers};
use crate::uploads::Uploads;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

/// The rule set named in the settings is not one of ours.
#[derive(Debug, thiserror::Error)]
#[error("unknown rule set {0:?}: use whatsapp-2021, meta-2025-10 or meta-2026-10")]
pub struct UnknownRuleSet(pub String);

/// Everything there is.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct World {
    pub(crate) settings: WorldSettings,
    pub(crate) clock: Clock,
    pub(crate) timers: Timers,
    pub(crate) random: Random,
    pub(crate) accounts: Accounts,
    pub(crate) customers: Customers,
    pub(crate) conversations: Conversations,
    pub(crate) book: Book,
    pub(crate) templates: Templates,
    pub(crate) media: MediaShelf,
    #[serde(default)]
    pub(crate) uploads: Uploads,
    pub(crate) deliveries: Deliveries,
    pub(crate) faults: Faults,
    #[serde(default)]
    pub(crate) standings: Standings,
    #[serde(default)]
    pub(crate) money: Money,
    #[serde(default)]
    pub(crate) plan: Plan,
    #[serde(skip)]
    pub(crate) public_url: String,
    #[serde(skip)]
    pub(crate) call_rates: CallRates,
    traces: Random,
    machine_ms: i64,
    now_ms: i64,
}

impl World {
    /// A new world with one company in it.
    pub(crate) fn create(
        settings: WorldSettings,
        clock: ClockStart,
        callback: Option<Callback>,
        machine_ms: i64,
    ) -> Result<Self, UnknownRuleSet> {
        let mut world = Self::empty(settings, clock, machine_ms)?;
        world.add_company("Sandbox".to_owned(), None, None);
        world.call_back(callback);
        Ok(world)
    }

    /// A new world with nobody in it.
    pub(crate) fn empty(settings: WorldSettings, clock: ClockStart, machine_ms: i64) -> Result<Self, UnknownRuleSet> {
        let clock = match clock {
            ClockStart::Real => Clock::real(machine_ms),
            ClockStart::Paused { at_ms } => Clock::paused(at_ms, machine_ms),
            ClockStart::PausedNow => Clock::paused(machine_ms, machine_ms),
            ClockStart::RunningFrom { at_ms } => Clock::running_from(at_ms, machine_ms),
        };
        figures::find(&settings.rule_set).ok_or_else(|| UnknownRuleSet(settings.rule_set.clone()))?;
        let now_ms = clock.now(machine_ms);
        Ok(Self {
            random: Random::seeded(settings.seed, 1),
            traces: Random::seeded(settings.seed, 2),
            faults: Faults::seeded(settings.seed),
            settings,
            clock,
            timers: Timers::default(),
            accounts: Accounts::default(),
            customers: Customers::default(),
            conversations: Conversations::default(),
            book: Book::default(),
            templates: Templates::default(),
            media: MediaShelf::new(),
            uploads: Uploads::default(),
            deliveries: Deliveries::default(),
            standings: Standings::default(),
            money: Money::default(),
            plan: Plan::default(),
            public_url: String::new(),
            call_rates: CallRates::default(),
            machine_ms,
            now_ms,
        })
    }

    /// Sets where the first app's webhooks go.
    pub(crate) fn call_back(&mut self, callback: Option<Callback>) {
        if let (Some(callback), Some(app), Some(waba)) = (
            callback,
            self.accounts.apps.first_mut(),
            self.accounts.wabas.first_mut(),
        ) {
            app.callback = Some(callback);
            waba.subscribed = true;
        }
    }

    /// Restores what a snapshot leaves out; nothing is under way after it.
    pub(crate) fn rebuild(&mut self) -> Result<(), UnknownRuleSet> {
        figures::find(&self.settings.rule_set).ok_or_else(|| UnknownRuleSet(self.settings.rule_set.clone()))?;
        self.accounts.rebuild();
        self.customers.rebuild();
        self.conversations.rebuild();
        self.book.rebuild();
        self.templates.rebuild();
        self.standings.rebuild();
        self.deliveries.recover();
        Ok(())
    }

    /// The one way in: time first passes up to now, then the call is applied.
    pub(crate) fn apply(&mut self, call: Call, machine_ms: i64) -> Reply {
        self.pass(machine_ms);
        let still = self.clock.mode == Mode::Paused || matches!(call, Call::Advance { .. });
        let reply = self.perform(call);
        if still {
            // Batches then depend on the calls alone, not on how quickly webhooks are answered meanwhile.
            let habits = self.habits();
            self.deliveries.seal(habits, self.now_ms);
        }
        reply
    }

    fn perform(&mut self, call: Call) -> Reply {
        match call {
            Call::Pass => Reply::Done,
            Call::Graph(request) => Reply::Graph(crate::wire::answer(self, &request)),
            Call::Control(call) => Reply::Control(crate::control::apply(self, call)),
            Call::Download { media } => Reply::Fate(crate::wire::fate_of_download(self, &media)),
            Call::Dispatch => {
                let habits = self.habits();
                Reply::Outgoing(self.deliveries.dispatch(habits, self.now_ms))
            }
            Call::Settle { delivery, outcome } => {
                let habits = self.habits();
                self.deliveries
                    .settle(delivery, outcome, habits, &mut self.timers, self.now_ms);
                Reply::Done
            }
            Call::Advance { target_ms } => Reply::Arrived(self.advance(target_ms)),
            Call::ClockMoved => {
                self.clock.touch();
                Reply::Done
            }
        }
    }

    /// What sandbox time it is, as of the last call.
    pub(crate) fn now_ms(&self) -> i64 {
        self.now_ms
    }

    /// What machine time it is, as of the last call.
    pub(crate) fn machine_ms(&self) -> i64 {
        self.machine_ms
    }

    /// Lets time pass up to now: every timer that falls due fires at its own moment, in order.
    pub(crate) fn pass(&mut self, machine_ms: i64) {
        self.machine_ms = machine_ms;
        let now = self.clock.now(machine_ms);
        while let Some((due, timer)) = self.timers.take_due(now) {
            self.now_ms = due.min(now);
            self.fire(timer, due);
        }
        self.now_ms = now;
    }

    /// Moves time towards a moment, as far as one batch of webhooks; true when it has arrived.
    ///
    /// Webhooks of one second of sandbox time go out together, before what comes later happens.
    fn advance(&mut self, target_ms: i64) -> bool {
        let habits = self.habits();
        let full = habits.batch_max.max(1) * habits.concurrency.max(1);
        let mut first_ms = None;
        loop {
            let next = self.timers.next_due().filter(|due| *due <= target_ms);
            let slice_over = next.is_none_or(|due| first_ms.is_none_or(|first| due > first + 1_000))
                || self.deliveries.backlog() >= full;
            if slice_over && self.deliveries.can_dispatch(habits) {
                return false;
            }
            let Some(due) = next else {
                self.move_to(target_ms);
                return true;
            };
            self.move_to(due.max(self.now_ms));
            if let Some((due, timer)) = self.timers.take_due(self.now_ms) {
                self.fire(timer, due);
            }
            if self.deliveries.can_dispatch(habits) {
                first_ms.get_or_insert(due);
            }
        }
    }

    fn move_to(&mut self, now_ms: i64) {
        self.clock.step_to(now_ms, self.machine_ms);
        self.now_ms = now_ms;
    }

    fn fire(&mut self, timer: Timer, due_ms: i64) {
        match timer {
            Timer::Message(message) => self.live(message),
            Timer::Act(message) => self.act(message),
            Timer::Review { template, round } => self.finish_review(template, round),
            Timer::Unpause { template, round } => self.finish_pause(template, round),
            Timer::Template { template, round, due } => self.template_due(template, round, due),
            Timer::Number { number, task, round } => self.finish_number_task(number, task, round),
            Timer::Retry(delivery) => self.deliveries.retry(delivery),
            Timer::Unblock(endpoint) => self.deliveries.unblock(endpoint),
            Timer::Release(held) => self.deliveries.release(held),
            Timer::Standing(check) => self.check_standing(check, due_ms),
            Timer::Planned(planned) => self.do_planned(planned),
        }
    }

    /// Adds a company with one number.
    pub(crate) fn add_company(
        &mut self,
        name: String,
        display: Option<String>,
        verified_name: Option<String>,
    ) -> Credentials {
        let figures = self.figures();
        let new = NewCompany {
            name,
            display_phone_number: display,
            verified_name,
            webhook_version: self.settings.webhook_version,
            throughput_mps: self.settings.throughput_mps.unwrap_or(figures.throughput_mps),
        };
        self.accounts.add(new, figures, &mut self.random, self.now_ms)
    }

    /// Adds a number to an account; a fictional one when it is not given.
    pub(crate) fn add_number(&mut self, waba: u32, display: Option<String>, verified_name: Option<String>) -> u32 {
        let figures = self.figures();
        let new = NewNumber {
            waba,
            display: display.unwrap_or_else(|| self.accounts.fictional_number()),
            verified_name: verified_name.unwrap_or_else(|| self.accounts.wabas[waba as usize].name.clone()),
            tier: figures.messaging_limit.start.clone(),
            throughput_mps: self.settings.throughput_mps.unwrap_or(figures.throughput_mps),
        };
        self.accounts.add_number(new, &mut self.random, self.now_ms)
    }

    /// The numbers of the configured rule set.
    pub(crate) fn figures(&self) -> &'static Figures {
        figures::find(&self.settings.rule_set).expect("the rule set is checked when a world is made or read")
    }

    /// A message id of the form that real ones have: base64 around the peer's digits and a drawn key.
    pub(crate) fn draw_wamid(&mut self, peer: &str, outbound: bool) -> String {
        let key = self.random.hex(if outbound { 18 } else { 20 });
        let mut bytes = vec![0x1C, 0x18, peer.len() as u8];
        bytes.extend_from_slice(peer.as_bytes());
        bytes.extend_from_slice(&[
            0x15,
            0x02,
            0x00,
            if outbound { 0x11 } else { 0x12 },
            0x18,
            key.len() as u8,
        ]);
        bytes.extend_from_slice(key.as_bytes());
        bytes.push(0);
        format!("wamid.{}", STANDARD.encode(bytes))
    }

    /// An `fbtrace_id`; drawn apart, so that a refusal changes nothing else.
    pub(crate) fn draw_trace(&mut self) -> String {
        format!("A{}", self.traces.letters(22))
    }

    /// How webhooks are handled.
    pub(crate) fn habits(&self) -> Habits {
        Habits {
            concurrency: self.settings.webhook_concurrency,
            batch_max: self.settings.webhook_batch_max,
            log_max: self.settings.delivery_log_max,
            escaped: self.settings.webhook_escaped,
        }
    }
}

/// What a Graph call comes to, with what faults do to its answer.
#[derive(Debug)]
pub(crate) struct GraphReply {
    pub(crate) result: Result<serde_json::Value, GraphError>,
    pub(crate) delay_ms: u64,
    pub(crate) manner: Manner,
    pub(crate) at_ms: i64,
}

/// What a control call comes to.
pub(crate) type ControlReply = Result<serde_json::Value, Problem>;

/// Deliveries to be posted now.
pub(crate) type OutgoingBatch = Vec<Outgoing>;
