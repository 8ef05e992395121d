//! Every variable of a template needs a value that WhatsApp accepts (Meta, errors 132000, 132012, 132018, 2026).

use serde_json::Value;

use super::decision::{Objection, Reason, Rule};
use super::draft::DraftKind;
use super::{Draft, Facts};
use crate::template::check_values;
use crate::time::Timestamp;

pub(super) fn check(draft: &Draft, facts: &Facts<'_>, _: Timestamp) -> Option<Objection> {
    let DraftKind::Template(values) = &draft.kind else {
        return None;
    };
    let problems = check_values(facts.template.as_ref()?.template, values, facts.rules);
    let first = problems.first()?;
    let why = Reason::new(Rule::TemplateValues)
        .with("part", first.part.as_str())
        .with("key", first.key.as_str())
        .with("because", first.code);
    let shown: Vec<Value> = problems
        .iter()
        .map(|problem| Value::Object(problem.to_json()))
        .collect();
    Some(Objection::Refuse(why.with("problems", shown)))
}
