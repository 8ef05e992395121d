//! Templates side by side, and from one account to another.
//!
//! Meta, "Template comparison" and "Template migration", 2026.

use super::{create, ids};
use crate::book::{Direction, Status};
use crate::clock::DAY_MS;
use crate::errors::GraphError;
use crate::templates::{Template, TemplateStatus};
use crate::wire::request::GraphRequest;
use crate::world::World;
use serde_json::{Map, Value, json};

/// The spans that can be compared, in days.
const SPANS: [i64; 4] = [7, 30, 60, 90];
/// Fewer sends than this say nothing.
const SENDS_MIN: usize = 1_000;
/// Templates in one page of a migration.
const MIGRATION_PAGE: i64 = 500;

/// `GET /{template-id}/compare`.
///
/// A customer who has blocked the number counts against the templates that reached them in the span.
pub(super) fn compare(world: &World, request: &GraphRequest, index: u32) -> Result<Value, GraphError> {
    let one = &world.templates.list[index as usize];
    let [other] = &ids(request, "template_ids")[..] else {
        return Err(GraphError::parameter("Param template_ids must have exactly one id."));
    };
    let other = world
        .templates
        .find_id(other)
        .map(|other| &world.templates.list[other as usize]);
    let other = other
        .filter(|other| other.waba == one.waba && other.id != one.id)
        .ok_or_else(|| {
            GraphError::parameter("Param template_ids must be the id of another template of this account.")
        })?;
    let start = request.number("start").ok_or_else(|| GraphError::required("start"))?;
    let end = request.number("end").ok_or_else(|| GraphError::required("end"))?;
    let span = end.checked_sub(start).unwrap_or(0).saturating_mul(1_000);
    if !SPANS.iter().any(|days| (span - days * DAY_MS).abs() < DAY_MS) {
        return Err(GraphError::parameter(
            "Params start and end must be 7, 30, 60 or 90 days apart.",
        ));
    }
    let (mut sends, mut blocks) = ([0_usize; 2], [0_usize; 2]);
    let span = start.saturating_mul(1_000)..=end.saturating_mul(1_000);
    for message in &world.book.messages {
        let counts = message.direction == Direction::Outbound
            && message.kind == "template"
            && span.contains(&message.at_ms())
            && !matches!(message.status(), Status::Accepted | Status::Failed)
            && world.accounts.numbers[message.number as usize].waba == one.waba;
        if !counts {
            continue;
        }
        let content: Value = serde_json::from_str(&message.content).unwrap_or_default();
        let named =
            |template: &Template| content["name"] == template.name && content["language"]["code"] == template.language;
        if let Some(place) = [one, other].into_iter().position(named) {
            sends[place] += 1;
            blocks[place] += usize::from(world.customers.get(message.customer).has_blocked(message.number));
        }
    }
    if sends.iter().any(|count| *count < SENDS_MIN) {
        return Err(GraphError::parameter(format!(
            "Each template must have been sent at least {SENDS_MIN} times between start and end."
        )));
    }
    let mut order = [(&one.id, blocks[0] * sends[1]), (&other.id, blocks[1] * sends[0])];
    order.sort_by_key(|(_, rate)| *rate);
    let order: Vec<_> = order.iter().map(|(id, _)| id).collect();
    Ok(json!({"data": [
        {"metric": "BLOCK_RATE", "type": "RELATIVE", "order_by_relative_metric": order},
        {"metric": "MESSAGE_SENDS", "type": "NUMBER_VALUES", "number_values": [
            {"key": one.id, "value": sends[0]}, {"key": other.id, "value": sends[1]}]},
    ]}))
}

/// `POST /{waba-id}/migrate_message_templates`: approved ones of another account of the same portfolio.
pub(super) fn migrate(world: &mut World, request: &GraphRequest, waba: u32) -> Result<Value, GraphError> {
    let source = ids(request, "source_waba_id").pop();
    let source = source.ok_or_else(|| GraphError::required("source_waba_id"))?;
    let portfolio = world.accounts.wabas[waba as usize].portfolio;
    let from = world.accounts.find_waba(&source);
    let from = from.filter(|from| *from != waba && world.accounts.wabas[*from as usize].portfolio == portfolio);
    let from = from.ok_or_else(|| {
        GraphError::parameter("Param source_waba_id must be another account of the same business portfolio.")
    })?;
    let count = request
        .number("count")
        .unwrap_or(MIGRATION_PAGE)
        .clamp(1, MIGRATION_PAGE) as usize;
    let page = request.number("page_number").unwrap_or(0).clamp(0, 1_000_000) as usize;
    let chosen: Vec<u32> = world
        .templates
        .of_waba(from)
        .filter(|(_, template)| template.status == TemplateStatus::Approved)
        .map(|(index, _)| index)
        .skip(page * count)
        .take(count)
        .collect();
    let (mut migrated, mut failed) = (Vec::new(), Map::new());
    for index in chosen {
        let template = &world.templates.list[index as usize];
        let id = template.id.clone();
        let copy = Template {
            waba,
            name: template.name.clone(),
            language: template.language.clone(),
            category: template.category.clone(),
            sub_category: template.sub_category.clone(),
            status: TemplateStatus::Approved,
            parameter_format: template.parameter_format.clone(),
            components: template.components.clone(),
            ttl_seconds: template.ttl_seconds,
            ..Template::default()
        };
        match create::add_copy(world, copy) {
            Ok(copy) => {
                migrated.push(world.templates.list[copy as usize].id.clone());
                world.tell_template(copy, "APPROVED", json!("NONE"), None);
            }
            Err(why) => {
                failed.insert(id, json!(why.told()));
            }
        }
    }
    Ok(json!({"migrated_templates": migrated, "failed_templates": failed}))
}
