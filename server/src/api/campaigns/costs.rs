//! What campaigns cost.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use galka_domain::ids::{CampaignId, WorkspaceId};
use galka_domain::time::{SECOND_MS, Timestamp};
use galka_store::{Result, Tx, costs};

use crate::views::Money;

/// How old a sum may be that an event tells.
const FRESH_MS: i64 = 5 * SECOND_MS;

/// Sums that events tell. A campaign that runs changes many times a second, and its sum goes over all of its
/// recipients, so it is read anew only now and then.
#[derive(Debug, Default)]
pub struct KnownCosts {
    known: Mutex<HashMap<CampaignId, (Timestamp, Option<Money>)>>,
}

/// What each of these campaigns cost so far; those that cost nothing yet are left out.
///
/// # Errors
/// When the storage cannot answer.
pub fn read_costs(tx: &mut Tx<'_>, workspace: &WorkspaceId, ids: &[CampaignId]) -> Result<HashMap<CampaignId, Money>> {
    // A campaign has one number and so one card and one currency.
    let costs = costs::list_campaign_costs(tx, workspace, ids)?.into_iter();
    Ok(costs
        .map(|cost| (cost.campaign, Money::of_micros(cost.micros, &cost.currency)))
        .collect())
}

impl KnownCosts {
    /// What each of these campaigns cost, as known at `now` on machine time or a moment before.
    ///
    /// # Errors
    /// When the storage cannot answer.
    pub fn read(
        &self,
        tx: &mut Tx<'_>,
        workspace: &WorkspaceId,
        ids: &[CampaignId],
        now: Timestamp,
    ) -> Result<HashMap<CampaignId, Money>> {
        let stale: Vec<CampaignId> = {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.retain(|_, (at, _)| (0..FRESH_MS).contains(&now.since(*at)));
            ids.iter().filter(|id| !known.contains_key(id)).cloned().collect()
        };
        let mut read = read_costs(tx, workspace, &stale)?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.extend(stale.into_iter().map(|id| {
            let cost = read.remove(&id);
            (id, (now, cost))
        }));
        Ok(ids
            .iter()
            .filter_map(|id| Some((id.clone(), known.get(id)?.1.clone()?)))
            .collect())
    }
}
