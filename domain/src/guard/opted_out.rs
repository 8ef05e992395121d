//! After «стоп» nothing is sent but answers: no template, no campaign.
//!
//! A customer who writes again opens a window and may be answered in it, by people and bots.
//! Stopping marketing in WhatsApp's own settings forbids marketing templates only
//! (Meta, 'Marketing opt-outs', error 131050, 2026). What a campaign says in words is no answer either and no category
//! tells what it is about, so for us it is marketing.

use super::decision::{Objection, Reason, Rule};
use super::{Draft, Facts};
use crate::consent::ConsentState;
use crate::template::TemplateCategory;
use crate::time::Timestamp;

pub(super) fn check(draft: &Draft, facts: &Facts<'_>, _: Timestamp) -> Option<Objection> {
    let said_stop = facts.contact.opted_out_at.is_some() || facts.contact.consent == ConsentState::Withdrawn;
    if said_stop && (draft.is_template() || draft.on_behalf_of.campaign().is_some()) {
        return Some(refuse("messages", facts.contact.opted_out_at));
    }
    let is_marketing = if draft.is_template() {
        facts.category() == Some(TemplateCategory::Marketing)
    } else {
        draft.on_behalf_of.campaign().is_some()
    };
    if is_marketing && facts.contact.marketing_stopped_at.is_some() {
        return Some(refuse("marketing", facts.contact.marketing_stopped_at));
    }
    None
}

fn refuse(stopped: &str, at: Option<Timestamp>) -> Objection {
    let why = Reason::new(Rule::OptedOut).with("stopped", stopped);
    Objection::Refuse(match at {
        Some(at) => why.with_time("at", at),
        None => why,
    })
}
