//! A campaign with everything that its recipients have in common, and the guard asked for many of them at once.

use std::collections::{BTreeMap, HashMap};

use galka_domain::guard::{Decision, Facts, QuotaFacts, decide_send};
use galka_domain::ids::{ContactId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_store::campaigns::{self, StoredCampaign};
use galka_store::contacts::ContactRow;
use galka_store::facts::{BudgetUse, PersonFacts};
use galka_store::{Result, Tx};

use super::message::{Composed, Message};
use super::values::{ValueSource, ValueSources, is_fact, read_sources};
use crate::engine::{Engine, EngineError};
use crate::guarding::SendingNumber;

/// A campaign that can be sent: its number is there, and what it says.
#[derive(Clone, Debug)]
pub(super) struct Sendable {
    pub(super) campaign: StoredCampaign,
    pub(super) number: SendingNumber,
    pub(super) message: Message,
}

/// What keeps a campaign from being sendable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    Campaign,
    Number { chosen: bool },
    Template { chosen: bool },
    Text,
}

impl Sendable {
    /// Loads a campaign with its number and what it says.
    pub(super) fn load(
        tx: &mut Tx<'_>,
        workspace: &WorkspaceId,
        id: &galka_domain::ids::CampaignId,
    ) -> Result<std::result::Result<Self, Missing>> {
        let Some(campaign) = campaigns::find(tx, workspace, id)? else {
            return Ok(Err(Missing::Campaign));
        };
        let Some(number_id) = &campaign.number_id else {
            return Ok(Err(Missing::Number { chosen: false }));
        };
        let Some(number) = SendingNumber::load(tx, workspace, number_id)? else {
            return Ok(Err(Missing::Number { chosen: true }));
        };
        Ok(match Message::load(tx, workspace, &campaign, &number)? {
            Ok(message) => Ok(Self {
                campaign,
                number,
                message,
            }),
            Err(missing) => Err(missing),
        })
    }

    /// The message of one person with these values.
    pub(super) fn compose(&self, values: &BTreeMap<String, String>) -> Composed {
        self.message.compose(&self.campaign.id, values)
    }

    /// Where the values come from. A variable of a text that has no source and is called like one is that one.
    pub(super) fn sources(&self) -> ValueSources {
        let mut sources = read_sources(&self.campaign.value_sources);
        if self.message.needs_window() {
            for key in self.message.keys().into_iter().filter(|key| is_fact(key)) {
                sources.entry(key.clone()).or_insert_with(|| ValueSource {
                    source: key,
                    ..ValueSource::default()
                });
            }
        }
        sources
    }

    /// Whether this message may go to this person now.
    pub(super) fn decide(
        &self,
        message: &Composed,
        person: &PersonFacts,
        budget: BudgetUse,
        quota: QuotaFacts,
        now: Timestamp,
    ) -> Decision {
        let mut facts = self.number.facts(person, self.message.template(), message.hash, budget);
        facts.quota = quota;
        ask(message, &facts, now)
    }

    /// As [`Self::decide`], as if the messaging limit and the company's plan had no end: who would be refused for other reasons?
    pub(super) fn decide_without_limit(&self, message: &Composed, person: &PersonFacts, now: Timestamp) -> Decision {
        let mut facts = self
            .number
            .facts(person, self.message.template(), message.hash, BudgetUse::default());
        facts.limit.allowed = None;
        ask(message, &facts, now)
    }

    /// Those of these people whose windows with the campaign's number are open.
    pub(super) async fn with_open_windows(
        &self,
        engine: &Engine,
        workspace: &WorkspaceId,
        mut people: Vec<ContactRow>,
        now: Timestamp,
    ) -> std::result::Result<Vec<ContactRow>, EngineError> {
        let ids: Vec<ContactId> = people.iter().map(|person| person.id.clone()).collect();
        let (own, asking) = (workspace.clone(), self.clone());
        let facts = engine.db.read(move |tx| asking.people(tx, &own, &ids, now)).await?;
        people.retain(|person| facts.get(&person.id).is_some_and(|known| known.window.is_open(now)));
        Ok(people)
    }

    /// What the guard must know of these people.
    pub(super) fn people(
        &self,
        tx: &mut Tx<'_>,
        workspace: &WorkspaceId,
        contacts: &[ContactId],
        now: Timestamp,
    ) -> Result<HashMap<ContactId, PersonFacts>> {
        let number = &self.number;
        galka_store::facts::load_people(tx, workspace, &number.number.id, &number.budget, contacts, now)
    }
}

/// The guard's word; what it would let through is not sent while a variable has no value.
fn ask(message: &Composed, facts: &Facts<'_>, now: Timestamp) -> Decision {
    match (decide_send(&message.draft, facts, now), &message.fault) {
        (Decision::Send { .. } | Decision::Defer { .. }, Some(why)) => Decision::Refuse { why: why.clone() },
        (decision, _) => decision,
    }
}

/// What a person is told about it.
pub(super) const fn outcome_of(missing: Missing) -> super::CampaignOutcome {
    use super::CampaignOutcome::{Invalid, NotFound};
    const fn code(chosen: bool) -> &'static str {
        if chosen { "unknown" } else { "required" }
    }
    match missing {
        Missing::Campaign => NotFound,
        Missing::Number { chosen } => Invalid {
            field: "number_id",
            code: code(chosen),
        },
        Missing::Template { chosen } => Invalid {
            field: "template_id",
            code: code(chosen),
        },
        Missing::Text => Invalid {
            field: "content",
            code: "required",
        },
    }
}
