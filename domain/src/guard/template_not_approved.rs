//! Only approved templates are sent (Meta, 'Template status', errors 132001, 132015, 132016, 2026).

use super::decision::{Objection, Reason, Rule};
use super::{Draft, Facts, wait_or_refuse};
use crate::template::TemplateStatus;
use crate::time::Timestamp;

pub(super) fn check(draft: &Draft, facts: &Facts<'_>, now: Timestamp) -> Option<Objection> {
    if !draft.is_template() {
        return None;
    }
    let Some(found) = &facts.template else {
        return Some(Objection::Refuse(
            Reason::new(Rule::TemplateNotApproved).with("status", "missing"),
        ));
    };
    let why = Reason::new(Rule::TemplateNotApproved)
        .with("status", found.status.as_str())
        .with("template", found.template.name.as_str())
        .with("language", found.template.language.as_str());
    match found.status {
        TemplateStatus::Approved => None,
        TemplateStatus::Paused => Some(wait_or_refuse(draft, found.paused_until, why, now)),
        _ => Some(Objection::Refuse(why)),
    }
}
