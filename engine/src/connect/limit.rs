//! How far the messaging limit is used: the rolling count of people written to outside their windows.

use galka_domain::ids::{NumberId, WorkspaceId};
use galka_domain::rule_set::LimitScope;
use galka_domain::time::Timestamp;
use galka_store::facts::{self, BudgetUse, LIMIT_PERIOD_MS};
use galka_store::{Result, Tx};

use crate::guarding::SendingNumber;

/// Unique recipients outside the window in rolling 24 hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitView {
    /// What has the limit.
    pub scope: LimitScope,
    /// The step, such as `TIER_2K`.
    pub tier: String,
    /// How many are allowed; nothing is no limit.
    pub limit: Option<u64>,
    /// How many were written to.
    pub used: u64,
    /// How many are left.
    pub remaining: Option<u64>,
    /// When the oldest of them is counted no more.
    pub next_free_at: Option<Timestamp>,
}

/// How far the limit of a number is used; none when the number or its connection is gone.
pub fn limit_view(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    number: &NumberId,
    now: Timestamp,
) -> Result<Option<LimitView>> {
    let Some(sending) = SendingNumber::load(tx, workspace, number)? else {
        return Ok(None);
    };
    let used = facts::load_budget(tx, workspace, &sending.budget, now)?;
    Ok(Some(view_of(&sending, used)))
}

/// How far the limits of these numbers are used, in their order. A workspace has few numbers.
pub fn limit_views(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    numbers: &[NumberId],
    now: Timestamp,
) -> Result<Vec<Option<LimitView>>> {
    numbers
        .iter()
        .map(|number| limit_view(tx, workspace, number, now))
        .collect()
}

/// The limit of a number in the form that people see.
pub(crate) fn view_of(sending: &SendingNumber, used: BudgetUse) -> LimitView {
    let limit = sending.allowed();
    LimitView {
        scope: sending.rules.messaging_limit.scope,
        tier: sending.number.tier.clone(),
        limit,
        used: used.used,
        remaining: limit.map(|limit| limit.saturating_sub(used.used)),
        next_free_at: used.oldest.map(|oldest| oldest.plus(LIMIT_PERIOD_MS)),
    }
}
