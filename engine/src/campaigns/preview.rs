//! Real recipients with their texts, before anything is sent.

use std::collections::BTreeMap;

use galka_domain::guard::{Decision, Reason};
use galka_domain::ids::{CampaignId, ContactId, WorkspaceId};
use galka_store::contacts::ContactRow;
use galka_store::facts::load_budget;

use super::audience::Walk;
use super::guarded::{Sendable, outcome_of};
use super::values::values_for;
use super::{Audience, CampaignOutcome};
use crate::engine::{Engine, EngineError};
use crate::plans::{MessagePlaces, facts_of};

/// A real recipient with its values and its text.
#[derive(Clone, Debug, PartialEq)]
pub struct PreviewRecipient {
    /// The person.
    pub contact_id: ContactId,
    /// What people call the person.
    pub name: String,
    /// The phone in E.164, when there is one.
    pub phone: Option<String>,
    /// The values by variable.
    pub values: BTreeMap<String, String>,
    /// What the person would read.
    pub text: String,
    /// Why the person would not get it now.
    pub reason: Option<Reason>,
}

/// How many people are looked at for those with open windows: a preview is asked for after every word that is typed.
const LOOK_MAX: usize = 20_000;

/// A page of real recipients; the cursor is how many came before. People look at the first few pages. Of a text it has
/// those whose windows are open.
///
/// # Errors
/// When the database does not answer.
pub async fn preview_campaign(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &CampaignId,
    skip: usize,
    limit: usize,
) -> Result<Result<(Vec<PreviewRecipient>, Option<usize>), CampaignOutcome>, EngineError> {
    let now = engine.business_now();
    let (own, wanted) = (workspace.clone(), id.clone());
    let sendable = match engine.db.read(move |tx| Sendable::load(tx, &own, &wanted)).await? {
        Ok(sendable) => sendable,
        Err(missing) => return Ok(Err(outcome_of(missing))),
    };
    let audience = Audience::read(&sendable.campaign.audience);
    let Ok(mut walk) = Walk::begin(engine, workspace, &audience).await? else {
        return Ok(Err(CampaignOutcome::Invalid {
            field: "audience",
            code: "unknown",
        }));
    };
    let mut chosen: Vec<ContactRow> = Vec::new();
    let mut left = skip;
    let mut looked_at = 0;
    while chosen.len() <= limit && looked_at < LOOK_MAX {
        let Some(mut people) = walk.next(engine, workspace).await? else {
            break;
        };
        if sendable.message.needs_window() {
            looked_at += people.len();
            people = sendable.with_open_windows(engine, workspace, people, now).await?;
        }
        let passed = left.min(people.len());
        left -= passed;
        chosen.extend(people.into_iter().skip(passed).take(limit + 1 - chosen.len()));
    }
    let next = (chosen.len() > limit).then_some(skip + limit);
    chosen.truncate(limit);
    let sources = sendable.sources();
    let keys = sendable.message.keys();
    let own = workspace.clone();
    let shown = engine
        .db
        .read(move |tx| {
            let ids: Vec<ContactId> = chosen.iter().map(|person| person.id.clone()).collect();
            let facts = sendable.people(tx, &own, &ids, now)?;
            let used = load_budget(tx, &own, &sendable.number.budget, now)?;
            let quota = facts_of(MessagePlaces::look(tx, &own, now)?.as_ref());
            let show = |person: &ContactRow| {
                let values = values_for(&keys, &sources, person);
                let message = sendable.compose(&values);
                let decided = facts
                    .get(&person.id)
                    .map(|known| sendable.decide(&message, known, used, quota, now));
                let reason = match decided {
                    Some(Decision::Defer { why, .. } | Decision::Refuse { why }) => Some(why),
                    Some(Decision::Send { .. }) | None => None,
                };
                preview_of(person, values, message.text, reason)
            };
            Ok(chosen.iter().map(show).collect::<Vec<_>>())
        })
        .await?;
    Ok(Ok((shown, next)))
}

/// A person as people see one.
pub(super) fn preview_of(
    person: &ContactRow,
    values: BTreeMap<String, String>,
    text: String,
    reason: Option<Reason>,
) -> PreviewRecipient {
    PreviewRecipient {
        contact_id: person.id.clone(),
        name: person.name.clone(),
        phone: person.phone.clone(),
        values,
        text,
        reason,
    }
}
