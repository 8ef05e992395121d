//! What came of an account's templates, day by day.
//!
//! Meta, "Template analytics", 2026: sent, delivered, read, answered, buttons pressed, amount spent.

use crate::analytics::{Filter, Grain, cost_micros, outbound};
use crate::book::{Direction, Status};
use crate::clock::SECOND_MS;
use crate::world::World;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// One template on one day.
#[derive(Debug, Default)]
pub(crate) struct TemplatePoint {
    pub(crate) sent: u64,
    pub(crate) delivered: u64,
    pub(crate) read: u64,
    pub(crate) replied: u64,
    /// Presses of quick replies, by their text.
    pub(crate) clicked: BTreeMap<String, u64>,
    pub(crate) cost_micros: i64,
}

/// The points of some templates, by template and then by day.
pub(crate) fn template_points(
    world: &World,
    waba: u32,
    templates: &[u32],
    filter: &Filter,
) -> BTreeMap<(u32, i64, i64), TemplatePoint> {
    let mut points: BTreeMap<(u32, i64, i64), TemplatePoint> = BTreeMap::new();
    let key = |template: u32, at_ms: i64| {
        let (start, end) = Grain::Day.point(at_ms.div_euclid(SECOND_MS));
        (template, start, end)
    };
    let mut shown: BTreeMap<&str, u32> = BTreeMap::new();
    for (message, _, _) in outbound(world, waba, filter).filter(|(message, _, _)| message.kind == "template") {
        let Some(template) = template_of(world, waba, &message.content).filter(|found| templates.contains(found))
        else {
            continue;
        };
        shown.insert(&message.id, template);
        for step in message.timeline.iter().filter(|step| filter.covers(step.at_ms)) {
            let point = points.entry(key(template, step.at_ms)).or_default();
            match step.status {
                Status::Sent => point.sent += 1,
                Status::Delivered => {
                    point.delivered += 1;
                    point.cost_micros += cost_micros(message);
                }
                Status::Read => point.read += 1,
                Status::Accepted | Status::Played | Status::Failed | Status::Received => {}
            }
        }
    }
    let mut answered = BTreeSet::new();
    let answers = world.book.messages.iter();
    for answer in answers.filter(|answer| answer.direction == Direction::Inbound && filter.covers(answer.at_ms())) {
        let Some((id, template)) = answer.context.as_deref().and_then(|id| shown.get_key_value(id)) else {
            continue;
        };
        let point = points.entry(key(*template, answer.at_ms())).or_default();
        if answered.insert(*id) {
            point.replied += 1;
        }
        if answer.kind == "button" {
            let content: Value = serde_json::from_str(&answer.content).unwrap_or_default();
            let text = content["text"].as_str().unwrap_or_default().to_owned();
            *point.clicked.entry(text).or_default() += 1;
        }
    }
    points.retain(|_, point| point.sent + point.delivered + point.read + point.replied > 0);
    points
}

fn template_of(world: &World, waba: u32, content: &str) -> Option<u32> {
    let content: Value = serde_json::from_str(content).ok()?;
    let language = content["language"]["code"].as_str()?;
    world.templates.find(waba, content["name"].as_str()?, language)
}
