//! `GET /{waba-id}/phone_numbers`: fields, order, filters.
//!
//! Meta, "Business phone numbers", 2026 (filtering is marked beta there).

use super::view;
use crate::errors::GraphError;
use crate::wire::page;
use crate::wire::request::GraphRequest;
use crate::world::World;
use serde_json::Value;

const ORDERS: [&str; 4] = [
    "creation_time_ascending",
    "creation_time_descending",
    "last_onboarded_time_ascending",
    "last_onboarded_time_descending",
];

/// One page of an account's numbers.
pub(in crate::wire) fn list(world: &World, request: &GraphRequest, waba: u32) -> Result<Value, GraphError> {
    let rows = world.accounts.numbers.iter().enumerate();
    let ours = rows.filter(|(_, row)| row.waba == waba && row.desk.deleted_ms.is_none());
    let mut ours: Vec<u32> = ours.map(|(index, _)| index as u32).collect();
    match order(request)? {
        Some("creation_time_descending") => ours.reverse(),
        Some("last_onboarded_time_ascending") => {
            ours.sort_by_key(|index| world.accounts.numbers[*index as usize].onboarded_ms);
        }
        Some("last_onboarded_time_descending") => {
            ours.sort_by_key(|index| std::cmp::Reverse(world.accounts.numbers[*index as usize].onboarded_ms));
        }
        _ => {}
    }
    let filters = filters(request)?;
    ours.retain(|index| {
        let fields = world.number_fields(*index, request.version);
        filters
            .iter()
            .all(|filter| filter.lets_through(fields.get(&filter.field)))
    });
    let items = ours.into_iter().map(|index| view(world, request, index));
    page(request, items.collect::<Result<Vec<_>, _>>()?)
}

/// The wish may come as a word, as a JSON list, or as Meta's own example writes it, with single quotes.
fn order(request: &GraphRequest) -> Result<Option<&'static str>, GraphError> {
    let Some(wish) = request.params.get("sort") else {
        return Ok(None);
    };
    let wish = wish.to_string();
    let word = wish.trim_matches(|character: char| !character.is_ascii_lowercase());
    let known = ORDERS.iter().find(|order| **order == word).copied();
    let refused = || GraphError::parameter(format!("Param sort[0] must be one of {{{}}}", ORDERS.join(", ")));
    known.map(Some).ok_or_else(refused)
}

struct Filter {
    field: String,
    operator: String,
    value: Value,
}

impl Filter {
    fn lets_through(&self, found: Option<&Value>) -> bool {
        let same = |value: &Value| found.is_some_and(|found| found == value || text(found) == text(value));
        match self.operator.as_str() {
            "NOT_EQUAL" => !same(&self.value),
            "IN" => self.value.as_array().is_some_and(|list| list.iter().any(same)),
            _ => same(&self.value),
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn filters(request: &GraphRequest) -> Result<Vec<Filter>, GraphError> {
    let Some(wishes) = request.value("filtering") else {
        return Ok(Vec::new());
    };
    let refused = || {
        GraphError::parameter(
            "Param filtering must be an array of {field, operator, value}, with EQUAL, NOT_EQUAL or IN.",
        )
    };
    let read = |wish: &Value| {
        let operator = wish["operator"].as_str()?.to_ascii_uppercase();
        let known = matches!(operator.as_str(), "EQUAL" | "NOT_EQUAL" | "IN");
        let value = wish.get("value").cloned().unwrap_or(Value::Null);
        let field = wish["field"].as_str()?.to_owned();
        known.then_some(Filter { field, operator, value })
    };
    let wishes = wishes.as_array().ok_or_else(refused)?;
    wishes.iter().map(|wish| read(wish).ok_or_else(refused)).collect()
}
