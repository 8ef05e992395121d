//! Asking the guard: what it must know of a number, its connection and its budget, gathered for a batch.

use galka_domain::guard::{
    Draft, DraftKind, Facts, NumberFacts, OnBehalfOf, PaceFacts, QuotaFacts, SendPolicy, TemplateFacts, fingerprint,
};
use galka_domain::ids::{ApiKeyId, CampaignId, NumberId, UserId, WorkspaceId};
use galka_domain::rule_set::{LimitScope, RuleSet};
use galka_domain::template::{Template, TemplateCategory, TemplateValues};
use galka_store::connections::{self, StoredConnection};
use galka_store::facts::{BudgetUse, PersonFacts};
use galka_store::numbers::{self, StoredNumber};
use galka_store::templates::StoredTemplate;
use galka_store::{Result, Tx};

use crate::connect::rules_of;
use crate::templates::domain_template;

/// A number with everything that its sends have in common.
#[derive(Clone, Debug)]
pub struct SendingNumber {
    /// The number.
    pub number: StoredNumber,
    /// Its connection.
    pub connection: StoredConnection,
    /// The figures in force.
    pub rules: &'static RuleSet,
    /// The workspace's own rules.
    pub policy: SendPolicy,
    /// The budget of unique recipients that it draws on.
    pub budget: String,
}

/// A template as the guard sees it, beside its row.
#[derive(Clone, Debug)]
pub struct SendingTemplate {
    /// The row.
    pub stored: StoredTemplate,
    /// Its content.
    pub template: Template,
}

impl SendingNumber {
    /// Loads a number that is connected; none if it is not there or its connection is gone.
    pub fn load(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &NumberId) -> Result<Option<Self>> {
        let Some(number) = numbers::find(tx, workspace, id)? else {
            return Ok(None);
        };
        let Some(connection) = connections::find(tx, workspace, &number.connection_id)? else {
            return Ok(None);
        };
        let rules = rules_of(&connection);
        let budget = budget_of(&number, &connection, rules);
        Ok(Some(Self {
            number,
            connection,
            rules,
            policy: SendPolicy::default(),
            budget,
        }))
    }

    /// How many different people may be written to first within the rolling time; nothing is no limit.
    #[must_use]
    pub fn allowed(&self) -> Option<u64> {
        self.rules.recipients_allowed(&self.number.tier)
    }

    /// The facts of one message that has its place in the company's plan, or needs none.
    #[must_use]
    pub fn facts<'a>(
        &'a self,
        person: &PersonFacts,
        template: Option<&'a SendingTemplate>,
        content_hash: i64,
        budget: BudgetUse,
    ) -> Facts<'a> {
        Facts {
            rules: self.rules,
            policy: &self.policy,
            contact: person.contact,
            window: person.window,
            number: NumberFacts {
                status: self.number.status,
                quality: self.number.quality,
                restricted_until: None,
                paused_because: self.number.paused_reason.clone(),
                paused_until: self.number.paused_until,
            },
            template: template.map(|sending| TemplateFacts {
                template: &sending.template,
                status: sending.stored.status,
                paused_until: sending.stored.paused_until,
            }),
            history: person.history(content_hash, template.is_some()),
            limit: budget.facts(self.allowed(), person.counted),
            quota: QuotaFacts::default(),
            pace: PaceFacts {
                pair: person.pair,
                number_free_at: None,
            },
        }
    }
}

/// Limits are per portfolio or per number, as the rule set says (Meta, 'Messaging limits', 2025-10-07). Where the
/// portfolio is not known, the account stands for it.
fn budget_of(number: &StoredNumber, connection: &StoredConnection, rules: &RuleSet) -> String {
    match rules.messaging_limit.scope {
        LimitScope::Number => format!("number:{}", number.id),
        LimitScope::Portfolio => match &connection.portfolio_id {
            Some(portfolio) => format!("portfolio:{portfolio}"),
            None => format!("account:{}", connection.waba_id),
        },
    }
}

impl SendingTemplate {
    /// The template of a row.
    #[must_use]
    pub fn of(stored: StoredTemplate) -> Self {
        Self {
            template: domain_template(&stored),
            stored,
        }
    }

    /// Whether it counts as marketing.
    #[must_use]
    pub fn is_marketing(&self) -> bool {
        self.stored.category == TemplateCategory::Marketing
    }
}

/// The draft of a message whose content is in the Cloud API's shape.
#[must_use]
pub fn draft_of(content: &serde_json::Value, on_behalf_of: OnBehalfOf) -> Draft {
    let kind = content["type"].as_str().unwrap_or("text");
    let kind = if kind == "template" {
        DraftKind::Template(TemplateValues::read(&content["template"]["components"]).unwrap_or_default())
    } else {
        DraftKind::FreeForm(kind.to_owned())
    };
    Draft { kind, on_behalf_of }
}

/// Who wants a stored message sent.
#[must_use]
pub fn on_behalf_of(campaign: Option<&CampaignId>, sent_by: Option<&str>) -> OnBehalfOf {
    if let Some(campaign) = campaign {
        return OnBehalfOf::Campaign(campaign.clone());
    }
    match sent_by {
        Some(id) if id.starts_with(UserId::PREFIX) => OnBehalfOf::Person(UserId::from_stored(id.to_owned())),
        Some(id) if id.starts_with(ApiKeyId::PREFIX) => OnBehalfOf::ApiKey(ApiKeyId::from_stored(id.to_owned())),
        _ => OnBehalfOf::Automation,
    }
}

/// By what the same content is known again: its stored text.
#[must_use]
pub fn content_hash(content: &str) -> i64 {
    fingerprint(&[content])
}
