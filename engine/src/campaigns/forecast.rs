//! What starting would do: who gets it, who does not and why, what it costs, and what the limit says.

use std::collections::BTreeMap;

use galka_domain::guard::{Decision, QuotaFacts};
use galka_domain::ids::{CampaignId, ContactId, WorkspaceId};
use galka_domain::price::{Money, PriceCategory, PriceFacts, month_start, price};
use galka_domain::time::{DAY_MS, SECOND_MS, Timestamp};
use galka_store::Tx;
use galka_store::contacts::ContactRow;
use galka_store::costs::count_service_messages;
use galka_store::facts::{BudgetUse, PersonFacts, load_budget};

use super::audience::Walk;
use super::guarded::{Sendable, outcome_of};
use super::preview::{PreviewRecipient, preview_of};
use super::values::{ValueSources, values_for};
use super::{Audience, CampaignOutcome};
use crate::connect::limit::view_of;
use crate::connect::{LimitView, rate_card_of};
use crate::engine::{Engine, EngineError};
use crate::plans::{MessagePlaces, facts_of};

/// What starting would do and cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// How many people are meant.
    pub audience: i64,
    /// How many of them will get it.
    pub recipients: i64,
    /// Who will not, by rule; most frequent first.
    pub exclusions: Vec<Exclusion>,
    /// The cost by market.
    pub lines: Vec<ForecastLine>,
    /// The cost altogether, if every message is delivered.
    pub total: Money,
    /// The rate card the prices come from.
    pub rate_card: String,
    /// Its first day, `YYYY-MM-DD`.
    pub rate_card_valid_from: String,
    /// The messaging limit.
    pub limit: LimitView,
    /// How many recipients are beyond it today.
    pub over_limit: i64,
    /// How many recipients are beyond what the company's plan still allows this month.
    pub over_plan: i64,
    /// When the plan's next month begins, where it limits messages.
    pub plan_resets_at: Option<Timestamp>,
    /// How long it takes.
    pub duration_ms: i64,
    /// How many windows will close before their turn, of a text: about so many get nothing.
    pub windows_closing: i64,
    /// The number's quality.
    pub quality: String,
    /// Stable words: `template_not_approved`, `over_limit`, `over_plan`, `quality_low`, `number_paused`,
    /// `values_missing`, `windows_closing`.
    pub warnings: Vec<String>,
}

/// People who will not get it, for one reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Exclusion {
    /// The rule's name.
    pub rule: String,
    /// How many.
    pub count: i64,
    /// Some of them.
    pub examples: Vec<PreviewRecipient>,
}

/// The recipients of one market.
#[derive(Clone, Debug, PartialEq)]
pub struct ForecastLine {
    /// Meta's name of the market.
    pub market: String,
    /// What the messages are charged as.
    pub category: String,
    /// How many recipients.
    pub recipients: i64,
    /// The price of one message.
    pub unit: Money,
    /// The price of all of them.
    pub total: Money,
}

const EXAMPLES_MAX: usize = 5;

/// What starting would do and cost; or what the campaign still lacks.
///
/// # Errors
/// When the database does not answer.
pub async fn forecast_campaign(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &CampaignId,
) -> Result<Result<Forecast, CampaignOutcome>, EngineError> {
    let now = engine.business_now();
    let (own, wanted) = (workspace.clone(), id.clone());
    let loaded = engine
        .db
        .read(move |tx| {
            let sendable = match Sendable::load(tx, &own, &wanted)? {
                Ok(sendable) => sendable,
                Err(missing) => return Ok(Err(missing)),
            };
            let used = load_budget(tx, &own, &sendable.number.budget, now)?;
            let service = service_messages(tx, &own, &sendable, now)?;
            let quota = facts_of(MessagePlaces::look(tx, &own, now)?.as_ref());
            Ok(Ok((sendable, used, service, quota)))
        })
        .await?;
    let (sendable, used, service, quota) = match loaded {
        Ok(loaded) => loaded,
        Err(missing) => return Ok(Err(outcome_of(missing))),
    };
    let audience = Audience::read(&sendable.campaign.audience);
    let Ok(mut walk) = Walk::begin(engine, workspace, &audience).await? else {
        return Ok(Err(CampaignOutcome::Invalid {
            field: "audience",
            code: "unknown",
        }));
    };
    let mut sum = Sum::new(&sendable, service, now);
    while let Some(people) = walk.next(engine, workspace).await? {
        let (own, asking) = (workspace.clone(), sendable.clone());
        let ids: Vec<ContactId> = people.iter().map(|person| person.id.clone()).collect();
        let facts = engine.db.read(move |tx| asking.people(tx, &own, &ids, now)).await?;
        for person in &people {
            if let Some(known) = facts.get(&person.id) {
                sum.add(person, known);
            }
        }
    }
    Ok(Ok(sum.finish(used, quota)))
}

/// How many of the month's free service messages are used up, where they are charged and this campaign sends such.
fn service_messages(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    sendable: &Sendable,
    now: Timestamp,
) -> galka_store::Result<u64> {
    let number = &sendable.number;
    let free = number.rules.free_service_messages;
    let (Some(free), PriceCategory::Service) = (free, sendable.message.category()) else {
        return Ok(0);
    };
    let free = i64::try_from(free).unwrap_or(i64::MAX);
    let used = count_service_messages(tx, workspace, &number.number.id, month_start(now), free)?;
    Ok(used.max(0).cast_unsigned())
}

/// The sum while it grows.
struct Sum<'a> {
    sendable: &'a Sendable,
    sources: ValueSources,
    keys: Vec<String>,
    now: Timestamp,
    /// Service messages of the month that come before the next one.
    service: u64,
    windows_closing: i64,
    audience: i64,
    recipients: i64,
    new_people: u64,
    exclusions: BTreeMap<&'static str, Exclusion>,
    lines: BTreeMap<(String, i64), ForecastLine>,
}

impl<'a> Sum<'a> {
    fn new(sendable: &'a Sendable, service: u64, now: Timestamp) -> Self {
        Self {
            sendable,
            sources: sendable.sources(),
            keys: sendable.message.keys(),
            now,
            service,
            windows_closing: 0,
            audience: 0,
            recipients: 0,
            new_people: 0,
            exclusions: BTreeMap::new(),
            lines: BTreeMap::new(),
        }
    }

    fn add(&mut self, person: &ContactRow, known: &PersonFacts) {
        self.audience += 1;
        let values = values_for(&self.keys, &self.sources, person);
        let message = self.sendable.compose(&values);
        match self.sendable.decide_without_limit(&message, known, self.now) {
            Decision::Send { counts_against_limit } => {
                self.new_people += u64::from(counts_against_limit);
                self.count(person, known);
            }
            // Pace passes within seconds, a pause of number or template by itself: they will get it.
            Decision::Defer { why, .. } if passes_by_itself(why.rule.as_str()) => {
                self.new_people += u64::from(!known.counted && !known.window.is_open(self.now));
                self.count(person, known);
            }
            Decision::Defer { why, .. } | Decision::Refuse { why } => {
                let rule = why.rule.as_str();
                let entry = self.exclusions.entry(rule).or_insert_with(|| Exclusion {
                    rule: rule.to_owned(),
                    count: 0,
                    examples: Vec::new(),
                });
                entry.count += 1;
                if entry.examples.len() < EXAMPLES_MAX {
                    entry.examples.push(preview_of(person, values, message.text, Some(why)));
                }
            }
        }
    }

    fn count(&mut self, person: &ContactRow, known: &PersonFacts) {
        let turn_at = self.now.plus(sending_ms(self.sendable, self.recipients));
        let closes_first = self.sendable.message.needs_window() && !known.window.is_open(turn_at);
        self.windows_closing += i64::from(closes_first);
        self.recipients += 1;
        let category = self.sendable.message.category();
        let facts = PriceFacts {
            category,
            window_open: known.window.is_open(self.now),
            free_entry: known.window.is_free_entry(self.now),
            service_messages_used: self.service,
        };
        self.service = self.service.saturating_add(1);
        let card = rate_card_of(&self.sendable.number.connection);
        let one = price(
            card,
            self.sendable.number.rules,
            person.phone.as_deref().unwrap_or_default(),
            facts,
        );
        let nothing = Money {
            micros: 0,
            currency: one.money.currency,
        };
        let line = self
            .lines
            .entry((one.market.clone(), one.money.micros))
            .or_insert_with(|| ForecastLine {
                market: one.market,
                category: category.as_str().to_owned(),
                recipients: 0,
                unit: one.money,
                total: nothing,
            });
        line.recipients += 1;
        line.total.micros = line.total.micros.saturating_add(one.money.micros);
    }

    fn finish(self, used: BudgetUse, quota: QuotaFacts) -> Forecast {
        let number = &self.sendable.number;
        let card = rate_card_of(&number.connection);
        let limit = view_of(number, used);
        let over_limit = limit
            .remaining
            .map_or(0, |remaining| self.new_people.saturating_sub(remaining));
        let over_limit = i64::try_from(over_limit).unwrap_or(i64::MAX);
        let over_plan = over_plan(quota, self.recipients);
        let mut exclusions: Vec<_> = self.exclusions.into_values().collect();
        exclusions.sort_by_key(|exclusion| std::cmp::Reverse(exclusion.count));
        let lines: Vec<_> = self.lines.into_values().collect();
        let micros = lines
            .iter()
            .fold(0_i64, |sum, line| sum.saturating_add(line.total.micros));
        let mut warnings = Vec::new();
        let mut warn = |is_so: bool, word: &str| warnings.extend(is_so.then(|| word.to_owned()));
        warn(self.sendable.message.is_not_approved(), "template_not_approved");
        warn(over_limit > 0, "over_limit");
        warn(over_plan > 0, "over_plan");
        warn(
            number.number.quality == galka_domain::number::Quality::Red,
            "quality_low",
        );
        warn(number.number.paused_reason.is_some(), "number_paused");
        warn(
            exclusions.iter().any(|exclusion| exclusion.rule == "template_values"),
            "values_missing",
        );
        warn(self.windows_closing > 0, "windows_closing");
        Forecast {
            audience: self.audience,
            recipients: self.recipients,
            exclusions,
            lines,
            total: Money {
                micros,
                currency: card.currency,
            },
            rate_card: card.id.clone(),
            rate_card_valid_from: card.valid_from.clone(),
            duration_ms: duration_ms(self.sendable, self.recipients, over_limit, limit.limit),
            over_limit,
            over_plan,
            plan_resets_at: quota.resets_at,
            windows_closing: self.windows_closing,
            limit,
            quality: number.number.quality.as_str().to_owned(),
            warnings,
        }
    }
}

/// How many of so many recipients find no place in what the plan still allows.
fn over_plan(quota: QuotaFacts, recipients: i64) -> i64 {
    let left = quota.room().and_then(|room| i64::try_from(room).ok());
    recipients.saturating_sub(left.unwrap_or(i64::MAX)).max(0)
}

fn passes_by_itself(rule: &str) -> bool {
    matches!(rule, "pair_rate" | "throughput" | "number_paused" | "quality")
}

/// Sending at the pace of the number or the campaign; and a day more for each full limit of people beyond today's.
fn duration_ms(sendable: &Sendable, recipients: i64, over_limit: i64, limit: Option<u64>) -> i64 {
    let limit = limit
        .and_then(|limit| i64::try_from(limit).ok())
        .unwrap_or(i64::MAX)
        .max(1);
    let days = over_limit.saturating_add(limit.saturating_sub(1).min(i64::MAX - over_limit)) / limit;
    let days = if over_limit == 0 { 0 } else { days };
    sending_ms(sendable, recipients) + days.saturating_mul(DAY_MS)
}

/// How long so many messages take at the pace of the number or the campaign.
fn sending_ms(sendable: &Sendable, messages: i64) -> i64 {
    let own = sendable.campaign.rate_per_second.unwrap_or(i64::MAX);
    let rate = own.min(sendable.number.number.throughput_mps).max(1);
    messages.saturating_mul(SECOND_MS) / rate
}
