//! How a number stands: its quality with a history, its limit and when it grows, its throughput.

use crate::clock::{DAY_MS, HOUR_MS, day_name};
use crate::control::problem::Problem;
use crate::rules::figures::Scope;
use crate::shared::Shared;
use crate::world::World;
use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// How a number stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StandingView {
    /// The number.
    pub phone_number_id: String,
    /// As the Graph API shows it: `CONNECTED`, `PENDING`, in 2021 also `FLAGGED` and `RESTRICTED`.
    pub status: String,
    /// What people think of its messages.
    pub quality: QualityView,
    /// How many different people it may message first.
    pub messaging_limit: LimitView,
    /// How fast it may send.
    pub throughput: ThroughputView,
    /// In 2021: until when its quality has to mend.
    pub flagged_until_ms: Option<i64>,
    /// In 2021: until when it may only answer.
    pub restricted_until_ms: Option<i64>,
    /// What is looked at next, and when.
    pub next_checks: Vec<CheckView>,
}

/// Quality now and day by day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QualityView {
    /// `GREEN`, `YELLOW`, `RED` or `UNKNOWN`.
    pub rating: String,
    /// Whether it was set by hand: it then holds until complaints make it worse.
    pub set_by_hand: bool,
    /// 100 without complaints, below 80 yellow, below 50 red; none without messages. Thresholds are the sandbox's own.
    pub score: Option<i64>,
    /// What counts now.
    pub window_hours: i64,
    /// Messages delivered in it.
    pub delivered: i64,
    /// Messages read in it.
    pub read: i64,
    /// Answers in it.
    pub replies: i64,
    /// Blocks and reports in it, by their weight.
    pub complaints: f64,
    /// The last thirty days, oldest first; a day without messages has no line.
    pub history: Vec<QualityDay>,
}

/// Quality on one day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QualityDay {
    /// `2026-11-28`, UTC.
    pub day: String,
    /// The last rating.
    pub rating: String,
    /// The lowest score.
    pub score: i64,
}

/// The messaging limit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LimitView {
    /// `number`, or since October 2025 `portfolio`.
    pub scope: String,
    /// The step.
    pub tier: String,
    /// Different people in rolling 24 hours; none is no limit.
    pub recipients: Option<usize>,
    /// How many count now.
    pub used: usize,
    /// How many may follow now.
    pub remaining: Option<usize>,
    /// When the next one leaves the count.
    pub next_free_at_ms: Option<i64>,
    /// The next step, and how far it is.
    pub next_step: Option<NextStep>,
}

/// What the next step of the limit asks for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NextStep {
    /// Its name.
    pub tier: String,
    /// Different people reached.
    pub reached: usize,
    /// Different people asked for.
    pub needed: usize,
    /// In how many days.
    pub within_days: i64,
    /// Whether only deliveries count.
    pub by_delivery: bool,
}

/// How fast a number may send.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ThroughputView {
    /// Messages a second.
    pub mps: u32,
    /// While it is being raised: until when sends answer 131057.
    pub maintenance_until_ms: Option<i64>,
}

/// Something that will be looked at.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CheckView {
    /// `quality`, `messaging_limit`, `flag`, `restriction` or `throughput`.
    pub kind: String,
    /// When.
    pub at_ms: i64,
}

/// Shows how a number stands.
#[utoipa::path(get, path = "/numbers/{phone_number_id}/standing", operation_id = "get_number_standing", tag = "world",
    params(("phone_number_id" = String, Path)), responses((status = 200, body = StandingView), (status = 404, body = Problem)))]
pub(super) async fn get_standing(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
) -> Result<Json<StandingView>, Problem> {
    shared.look(|world| {
        let number = world.accounts.find_number(&id);
        let number = number.ok_or_else(|| Problem::not_found("number"))?;
        Ok(Json(view(world, number)))
    })
}

fn view(world: &mut World, number: u32) -> StandingView {
    let now = world.now_ms();
    let messaging_limit = limit_view(world, number);
    let limit_check = world.limit_check_ms(number);
    let quality = quality_view(world, number);
    let row = &world.accounts.numbers[number as usize];
    let (id, mps, registered) = (row.id.clone(), row.throughput_mps, row.registered);
    let status = match world.troubled_status(number) {
        Some(status) if registered => status,
        _ if registered => "CONNECTED",
        _ => "PENDING",
    };
    let standing = world.standings.number(number);
    let restricted = standing.restricted_until_ms.filter(|until| now < *until);
    let checks = [
        ("quality", standing.look_ms.filter(|due| now < *due)),
        ("messaging_limit", limit_check),
        ("flag", standing.flagged_until_ms),
        ("restriction", restricted),
        ("throughput", standing.maintenance_until_ms),
    ];
    let named = |(kind, at_ms): (&str, Option<i64>)| {
        at_ms.map(|at_ms| CheckView {
            kind: kind.to_owned(),
            at_ms,
        })
    };
    let mut next_checks: Vec<CheckView> = checks.into_iter().filter_map(named).collect();
    next_checks.sort_by_key(|check| check.at_ms);
    StandingView {
        phone_number_id: id,
        status: status.to_owned(),
        quality,
        messaging_limit,
        throughput: ThroughputView {
            mps,
            maintenance_until_ms: standing.maintenance_until_ms,
        },
        flagged_until_ms: standing.flagged_until_ms,
        restricted_until_ms: restricted,
        next_checks,
    }
}

fn quality_view(world: &mut World, number: u32) -> QualityView {
    let (now, score) = (world.now_ms(), world.score_of(number));
    let window_hours = world.figures().standing.quality_days * DAY_MS / HOUR_MS;
    let rating = world.accounts.numbers[number as usize].quality.clone();
    let standing = world.standings.number(number);
    let sums = standing.tally.sums(window_hours, now);
    let days = standing.days.iter().map(|day| QualityDay {
        day: day_name(day.day),
        rating: day.rating.clone(),
        score: day.score,
    });
    QualityView {
        rating,
        set_by_hand: standing.by_hand,
        score,
        window_hours,
        delivered: sums.delivered,
        read: sums.read,
        replies: sums.replies,
        complaints: sums.complaints as f64 / 100.0,
        history: days.collect(),
    }
}

fn limit_view(world: &mut World, number: u32) -> LimitView {
    let (figures, now) = (world.figures(), world.now_ms());
    let rolling = figures.messaging_limit.rolling_hours * HOUR_MS;
    let progress = world.limit_progress(number);
    let tier = world.accounts.tier_of(number, figures).to_owned();
    let counted = world.accounts.recipients_of(number, figures);
    let (used, next_free_at_ms) = (counted.used(now, rolling), counted.next_free_ms(rolling));
    let recipients = figures.find_tier(&tier).and_then(|tier| tier.recipients);
    let scope = match figures.messaging_limit.scope {
        Scope::Number => "number",
        Scope::Portfolio => "portfolio",
    };
    let above = figures.tier_above(&tier);
    LimitView {
        scope: scope.to_owned(),
        recipients,
        used,
        remaining: recipients.map(|most| most.saturating_sub(used)),
        next_free_at_ms,
        next_step: above.zip(progress).map(|(above, progress)| NextStep {
            tier: above.name.clone(),
            reached: progress.reached,
            needed: progress.needed,
            within_days: progress.within_days,
            by_delivery: progress.by_delivery,
        }),
        tier,
    }
}
