//! The plan that a hoster attached to the company, and how far it is used. Companies read theirs and change nothing.

use axum::Json;
use axum::extract::State;
use galka_domain::plan::{Nearness, QuotaUse as Use};
use galka_engine::plans::plan_use;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Here;
use crate::errors::Answer;
use crate::state::AppState;
use crate::views::Time;

/// The company's plan; null while nothing is limited.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanView {
    plan: Option<Plan>,
}

/// A plan with its quotas.
#[derive(Debug, Serialize, ToSchema)]
pub struct Plan {
    /// Its name.
    name: String,
    /// What it costs, in the hoster's words; empty when nothing was said.
    fee: String,
    /// How far each quota is used.
    quotas: Vec<QuotaUse>,
}

/// How far a quota is used.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuotaUse {
    /// `members` (with open invitations), `numbers`, `contacts` or `messages_per_month`.
    quota: String,
    /// How much the plan allows; null is no limit.
    limit: Option<i64>,
    /// How much there is.
    used: i64,
    /// `far`, `near` from four fifths on, or `reached`.
    state: String,
    /// When it begins anew, of one that does.
    resets_at: Option<Time>,
}

/// `GET /plan`
pub async fn get_plan(State(state): State<AppState>, here: Here) -> Answer<Json<PlanView>> {
    let found = plan_use(state.engine(), &here.id).await?;
    let plan = found.map(|found| Plan {
        name: found.plan.name,
        fee: found.plan.fee,
        quotas: found.uses.into_iter().map(QuotaUse::of).collect(),
    });
    Ok(Json(PlanView { plan }))
}

impl QuotaUse {
    fn of(one: Use) -> Self {
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let state = match one.nearness() {
            Nearness::Far => "far",
            Nearness::Near => "near",
            Nearness::Reached => "reached",
        };
        Self {
            quota: one.quota.as_str().to_owned(),
            limit: one.limit.map(number),
            used: number(one.used),
            state: state.to_owned(),
            resets_at: one.resets_at.map(Time),
        }
    }
}
