//! What became of a campaign: counts, pace, reasons, buttons.

use std::collections::HashMap;

use galka_domain::campaign::{CampaignState, RecipientState};
use galka_domain::ids::{CampaignId, WorkspaceId};
use galka_domain::price::{Money, PriceCategory, PriceFacts, RateCard, price};
use galka_domain::rule_set::RuleSet;
use galka_domain::template::TemplateCategory;
use galka_domain::time::{SECOND_MS, Timestamp};
use galka_store::campaigns::{self, StoredCampaign};
use galka_store::recipients::{self, FailureCount};
use galka_store::{Result, Tx};

/// Recipients by state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CampaignCounts {
    counts: [i64; RecipientState::ALL.len()],
}

/// The live report.
#[derive(Clone, Debug, PartialEq)]
pub struct CampaignReport {
    /// The campaign.
    pub campaign: StoredCampaign,
    /// Its recipients by state.
    pub counts: CampaignCounts,
    /// How many got a message each second since it began.
    pub rate_per_second: f64,
    /// How long the rest takes at this pace; nothing while it does not run.
    pub left_ms: Option<i64>,
    /// Why people did not get it, most frequent first.
    pub failures: Vec<FailureCount>,
    /// How often each button was pressed.
    pub buttons: Vec<(String, i64)>,
    /// How many took their consent back.
    pub opted_out: i64,
}

impl CampaignCounts {
    /// How many are in this state.
    #[must_use]
    pub fn of(&self, state: RecipientState) -> i64 {
        self.counts[place_of(state)]
    }

    /// How many there are.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.counts.iter().sum()
    }

    /// How many have nothing left to happen on our side.
    #[must_use]
    pub fn settled(&self) -> i64 {
        let settled = RecipientState::ALL.iter().filter(|state| state.is_settled());
        settled.map(|state| self.of(*state)).sum()
    }

    /// How many messages WhatsApp took.
    #[must_use]
    pub fn taken(&self) -> i64 {
        use RecipientState::{Accepted, Delivered, Read, Replied, Sent};
        [Accepted, Sent, Delivered, Read, Replied]
            .iter()
            .map(|state| self.of(*state))
            .sum()
    }
}

fn place_of(state: RecipientState) -> usize {
    RecipientState::ALL
        .iter()
        .position(|one| *one == state)
        .expect("every state is listed")
}

/// The recipients of these campaigns by state.
pub fn campaign_counts(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    ids: &[CampaignId],
) -> Result<HashMap<CampaignId, CampaignCounts>> {
    let mut found: HashMap<CampaignId, CampaignCounts> =
        ids.iter().map(|id| (id.clone(), CampaignCounts::default())).collect();
    for row in campaigns::count_states(tx, workspace, ids)? {
        found.entry(row.campaign).or_default().counts[place_of(row.state)] = row.count;
    }
    Ok(found)
}

/// The live report; none when there is no such campaign.
pub fn campaign_report(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    id: &CampaignId,
    now: Timestamp,
) -> Result<Option<CampaignReport>> {
    let Some(campaign) = campaigns::find(tx, workspace, id)? else {
        return Ok(None);
    };
    let counts = campaign_counts(tx, workspace, std::slice::from_ref(id))?
        .remove(id)
        .unwrap_or_default();
    let opted_out = match campaign.started_at {
        Some(started_at) => recipients::count_opted_out(tx, workspace, id, started_at)?,
        None => 0,
    };
    let rate_per_second = rate_of(&campaign, &counts, now);
    Ok(Some(CampaignReport {
        left_ms: left_ms(&campaign, &counts, rate_per_second),
        failures: recipients::failure_counts(tx, workspace, id)?,
        buttons: recipients::button_counts(tx, workspace, id)?,
        campaign,
        counts,
        rate_per_second,
        opted_out,
    }))
}

#[expect(clippy::cast_precision_loss, reason = "a pace for people to read")]
fn rate_of(campaign: &StoredCampaign, counts: &CampaignCounts, now: Timestamp) -> f64 {
    let Some(started_at) = campaign.started_at else {
        return 0.0;
    };
    let elapsed_ms = campaign.finished_at.unwrap_or(now).since(started_at).max(SECOND_MS);
    let tried = counts.taken() + counts.of(RecipientState::Failed) + counts.of(RecipientState::Uncertain);
    tried as f64 * SECOND_MS as f64 / elapsed_ms as f64
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a guess for people to read"
)]
fn left_ms(campaign: &StoredCampaign, counts: &CampaignCounts, rate: f64) -> Option<i64> {
    let left = counts.of(RecipientState::Waiting) + counts.of(RecipientState::Sending);
    let runs = campaign.state == CampaignState::Running;
    (runs && rate > 0.0).then(|| (left as f64 / rate * SECOND_MS as f64) as i64)
}

/// What one message of this category costs to this phone outside the window; without a phone, in the usual market.
#[must_use]
pub fn unit_price(card: &RateCard, rules: &RuleSet, category: TemplateCategory, phone: &str) -> Money {
    let facts = PriceFacts {
        category: PriceCategory::from(category),
        window_open: false,
        free_entry: false,
        service_messages_used: 0,
    };
    price(card, rules, phone, facts).money
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_add_up() {
        let mut counts = CampaignCounts::default();
        for (state, count) in [
            (RecipientState::Waiting, 5),
            (RecipientState::Read, 3),
            (RecipientState::Refused, 2),
        ] {
            counts.counts[place_of(state)] = count;
        }
        assert_eq!((counts.total(), counts.settled(), counts.taken()), (10, 5, 3));
        assert_eq!(counts.of(RecipientState::Read), 3);
    }
}
