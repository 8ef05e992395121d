//! A campaign with everything that its recipients have in common, and the guard asked for many of them at once.

use std::collections::{BTreeMap, HashMap};

use galka_domain::guard::{Decision, Draft, DraftKind, OnBehalfOf, decide_send};
use galka_domain::ids::{ContactId, WorkspaceId};
use galka_domain::template::{RenderedButton, render};
use galka_domain::time::Timestamp;
use galka_store::campaigns::{self, StoredCampaign};
use galka_store::facts::{BudgetUse, PersonFacts};
use galka_store::{Result, Tx, templates};
use serde_json::json;

use crate::guarding::{SendingNumber, SendingTemplate, content_hash};
use crate::templates::translate::values_of;
use crate::templates::{TemplateContent, read_content};

/// A campaign that can be sent: its number and template are there.
#[derive(Clone, Debug)]
pub(super) struct Sendable {
    pub(super) campaign: StoredCampaign,
    pub(super) number: SendingNumber,
    pub(super) template: SendingTemplate,
    content: TemplateContent,
}

/// What keeps a campaign from being sendable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    Campaign,
    Number { chosen: bool },
    Template { chosen: bool },
}

/// One person's message.
#[derive(Clone, Debug)]
pub(super) struct Composed {
    /// In the Cloud API's shape.
    pub(super) content: String,
    /// In words.
    pub(super) text: String,
    draft: Draft,
    hash: i64,
}

impl Sendable {
    /// Loads a campaign with its number and template.
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
        let Some(template_id) = &campaign.template_id else {
            return Ok(Err(Missing::Template { chosen: false }));
        };
        let stored = templates::find(tx, workspace, template_id)?;
        // A template belongs to the account of its connection; another connection's number cannot send it.
        let Some(stored) = stored.filter(|one| one.connection_id == number.connection.id) else {
            return Ok(Err(Missing::Template { chosen: true }));
        };
        let content = read_content(&stored.content);
        Ok(Ok(Self {
            campaign,
            number,
            template: SendingTemplate::of(stored),
            content,
        }))
    }

    /// The message of one person with these values.
    pub(super) fn compose(&self, values: &BTreeMap<String, String>) -> Composed {
        let template = &self.template.template;
        let values = values_of(template, &self.content, values);
        let mut body = json!({"name": template.name, "language": {"code": template.language}});
        let components = values.to_json(template);
        if components.as_array().is_some_and(|list| !list.is_empty()) {
            body["components"] = components;
        }
        let content = json!({"type": "template", "template": body}).to_string();
        let shown = render(template, &values);
        let buttons = shown
            .buttons
            .iter()
            .map(|RenderedButton { text, .. }| format!("[{text}]"));
        let lines = shown
            .header_text
            .into_iter()
            .chain([shown.body])
            .chain(shown.footer)
            .chain(buttons);
        let text = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
        let on_behalf_of = OnBehalfOf::Campaign(self.campaign.id.clone());
        let hash = content_hash(&content);
        Composed {
            content,
            text,
            draft: Draft {
                kind: DraftKind::Template(values),
                on_behalf_of,
            },
            hash,
        }
    }

    /// Whether this message may go to this person now.
    pub(super) fn decide(
        &self,
        message: &Composed,
        person: &PersonFacts,
        budget: BudgetUse,
        now: Timestamp,
    ) -> Decision {
        let facts = self.number.facts(person, Some(&self.template), message.hash, budget);
        decide_send(&message.draft, &facts, now)
    }

    /// As [`Self::decide`], as if the messaging limit had no end: who would be refused for other reasons?
    pub(super) fn decide_without_limit(&self, message: &Composed, person: &PersonFacts, now: Timestamp) -> Decision {
        let mut facts = self
            .number
            .facts(person, Some(&self.template), message.hash, BudgetUse::default());
        facts.limit.allowed = None;
        decide_send(&message.draft, &facts, now)
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
    }
}
