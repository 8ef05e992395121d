use proptest::prelude::*;
use serde_json::json;

use super::pace::Bucket;
use super::*;
use crate::consent::ConsentState;
use crate::conversation::ServiceWindow;
use crate::ids::{CampaignId, UserId};
use crate::number::{NumberStatus, Quality};
use crate::rule_set::RuleSet;
use crate::template::{Components, ParameterFormat, Template, TemplateCategory, TemplateStatus, TemplateValues};
use crate::time::{DAY_MS, HOUR_MS, MINUTE_MS};

mod boundaries;
mod properties;

const NOW: Timestamp = Timestamp::from_millis(1_795_341_600_000);

/// Owns what [`Facts`] borrows, with everything in favour of sending.
struct World {
    rules: &'static RuleSet,
    policy: SendPolicy,
    template: Template,
    status: TemplateStatus,
    template_paused_until: Option<Timestamp>,
    has_template: bool,
    contact: ContactFacts,
    window: ServiceWindow,
    number: NumberFacts,
    history: HistoryFacts,
    limit: LimitFacts,
    quota: QuotaFacts,
    pace: PaceFacts,
}

impl World {
    fn good() -> Self {
        Self {
            rules: RuleSet::newest(),
            policy: SendPolicy::default(),
            template: template(TemplateCategory::Marketing),
            status: TemplateStatus::Approved,
            template_paused_until: None,
            has_template: true,
            contact: ContactFacts {
                blocked: false,
                consent: ConsentState::Granted,
                opted_out_at: None,
                marketing_stopped_at: None,
            },
            window: ServiceWindow::default(),
            number: NumberFacts {
                status: NumberStatus::Connected,
                quality: Quality::Green,
                restricted_until: None,
                paused_because: None,
                paused_until: None,
            },
            history: HistoryFacts::default(),
            limit: LimitFacts {
                allowed: Some(250),
                ..LimitFacts::default()
            },
            quota: QuotaFacts::default(),
            pace: PaceFacts::default(),
        }
    }

    fn with_window(mut self) -> Self {
        self.window = ServiceWindow::until(NOW.plus(HOUR_MS));
        self
    }

    fn decide(&self, draft: &Draft) -> Decision {
        let template = TemplateFacts {
            template: &self.template,
            status: self.status,
            paused_until: self.template_paused_until,
        };
        let facts = Facts {
            rules: self.rules,
            policy: &self.policy,
            contact: self.contact,
            window: self.window,
            number: self.number.clone(),
            template: self.has_template.then_some(template),
            history: self.history.clone(),
            limit: self.limit,
            quota: self.quota,
            pace: self.pace,
        };
        decide_send(draft, &facts, NOW)
    }
}

fn template(category: TemplateCategory) -> Template {
    Template {
        name: "spring".to_owned(),
        language: "ru".to_owned(),
        category,
        parameter_format: ParameterFormat::Positional,
        components: Components::read(&json!([{"type": "BODY", "text": "Привет, {{1}}, это мы"}])).unwrap(),
    }
}

fn person() -> OnBehalfOf {
    OnBehalfOf::Person(UserId::new(NOW, 1))
}

fn campaign() -> OnBehalfOf {
    OnBehalfOf::Campaign(CampaignId::new(NOW, 1))
}

fn by_template(on_behalf_of: OnBehalfOf) -> Draft {
    Draft {
        kind: DraftKind::Template(TemplateValues::of_body([("1", "Анна")])),
        on_behalf_of,
    }
}

fn free_form(on_behalf_of: OnBehalfOf) -> Draft {
    Draft {
        kind: DraftKind::FreeForm("text".to_owned()),
        on_behalf_of,
    }
}

fn outcome(decision: &Decision) -> (&'static str, Option<Rule>) {
    (decision.as_str(), decision.rule())
}
