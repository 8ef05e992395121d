//! A database that comes from a backup: the world went on after the backup was made, so what waited then may have
//! happened since, and is not done again without a decision.

use std::collections::BTreeMap;

use galka_domain::campaign::CampaignState;
use galka_domain::event::EventKind;
use galka_domain::ids::WorkspaceId;
use galka_domain::time::Timestamp;

use crate::dispatch::{list_due_numbers, mark_restored};
use crate::events::NewEvent;
use crate::{Result, Tx, automations, campaigns, events};

/// What was held back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeldBack {
    /// Messages that were to be sent, and wait for a decision now.
    pub messages: usize,
    /// Campaigns that ran, and are paused now.
    pub campaigns: usize,
}

/// Holds back what would go out by itself: messages that were to be sent become uncertain, campaigns that ran are paused,
/// and what automations had not answered is left to people. For a database that nobody works on.
pub fn hold_back(tx: &mut Tx<'_>, now: Timestamp) -> Result<HeldBack> {
    let mut held = HeldBack::default();
    let mut happened = BTreeMap::<WorkspaceId, Vec<NewEvent>>::new();
    for (workspace, campaign) in campaigns::list_running(tx)? {
        let states = (CampaignState::Running, CampaignState::Paused);
        if campaigns::move_state(tx, &workspace, &campaign, states, None, now)? {
            held.campaigns += 1;
            let paused = NewEvent::of(EventKind::CampaignProgress, campaign.as_str());
            happened.entry(workspace).or_default().push(paused);
        }
    }
    for number in list_due_numbers(tx)? {
        let told = mark_restored(tx, &number, now)?;
        held.messages += told
            .iter()
            .filter(|event| event.kind == EventKind::MessageStatus)
            .count();
        happened.entry(number.workspace_id).or_default().extend(told);
    }
    for (workspace, events) in happened {
        events::append(tx, &workspace, &events, now)?;
    }
    automations::pass_over(tx)?;
    Ok(held)
}
