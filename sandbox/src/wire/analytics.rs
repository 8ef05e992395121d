//! `analytics`, `conversation_analytics`, `pricing_analytics` and `template_analytics`: as edges of an account, and as its
//! fields with arguments.
//!
//! Meta, "Analytics", 2026: figures of the last year, of templates of the last 90 days.

use crate::analytics::{ChargeAsk, Filter, Grain, charge_points, message_points, template_points};
use crate::clock::{DAY_MS, SECOND_MS};
use crate::errors::GraphError;
use crate::wire::request::GraphRequest;
use crate::world::World;
use serde_json::{Map, Value, json};

const YEAR_DAYS: i64 = 365;
const TEMPLATE_DAYS: i64 = 90;
const TEMPLATES_MAX: usize = 10;
/// Where template analytics are not given: the EEA and Japan; the United Kingdom has them since June 2026.
const NO_TEMPLATE_ANALYTICS: [&str; 31] = [
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU", "MT",
    "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE", "IS", "LI", "NO", "JP",
];

/// Whether an edge of an account is one of these.
pub(super) fn is_one(edge: &str) -> bool {
    matches!(
        edge,
        "analytics" | "conversation_analytics" | "pricing_analytics" | "template_analytics"
    )
}

/// Answers one of them.
pub(super) fn answer(world: &World, request: &GraphRequest, waba: u32, edge: &str) -> Result<Value, GraphError> {
    match edge {
        "analytics" => messages(world, request, waba),
        "pricing_analytics" => pricing(world, request, waba),
        "template_analytics" => templates(world, request, waba),
        _ => conversations(world, request),
    }
}

fn messages(world: &World, request: &GraphRequest, waba: u32) -> Result<Value, GraphError> {
    let grain = grain(
        request,
        &[
            ("HALF_HOUR", Grain::HalfHour),
            ("DAY", Grain::Day),
            ("MONTH", Grain::Month),
        ],
    )?;
    let filter = filter(world, request, YEAR_DAYS)?;
    let products = numbers(request, "product_types");
    let all = products.is_empty() || products.contains(&100);
    let kinds = (all || products.contains(&0), all || products.contains(&2));
    let points: Vec<Value> = message_points(world, waba, &filter, grain, kinds)
        .into_iter()
        .map(|((start, end), (sent, delivered))| json!({"start": start, "end": end, "sent": sent, "delivered": delivered}))
        .collect();
    let phones = if filter.phones.is_empty() {
        let numbers = world.accounts.numbers.iter().filter(|number| number.waba == waba);
        numbers.map(|number| number.digits.clone()).collect()
    } else {
        filter.phones
    };
    let mut view = Map::new();
    view.insert("phone_numbers".into(), json!(phones));
    if !filter.countries.is_empty() {
        view.insert("country_codes".into(), json!(filter.countries));
    }
    view.insert("granularity".into(), json!(request.text("granularity")));
    view.insert("data_points".into(), json!(points));
    Ok(Value::Object(view))
}

/// There have been no conversations to charge since July 2025: the form stays, the points are gone.
fn conversations(world: &World, request: &GraphRequest) -> Result<Value, GraphError> {
    daily_grain(request)?;
    filter(world, request, YEAR_DAYS)?;
    Ok(json!({"data": [{"data_points": []}]}))
}

fn pricing(world: &World, request: &GraphRequest, waba: u32) -> Result<Value, GraphError> {
    let (grain, filter) = (daily_grain(request)?, filter(world, request, YEAR_DAYS)?);
    let dimensions = words(request, "dimensions");
    known(
        "dimensions",
        &dimensions,
        "COUNTRY, PHONE, PRICING_CATEGORY, PRICING_TYPE, TIER",
    )?;
    let metrics = words(request, "metric_types");
    known("metric_types", &metrics, "COST, VOLUME")?;
    let by = |name: &str| dimensions.iter().any(|dimension| dimension == name);
    let ask = ChargeAsk {
        by_country: by("COUNTRY"),
        by_phone: by("PHONE"),
        by_category: by("PRICING_CATEGORY"),
        by_kind: by("PRICING_TYPE"),
        categories: words(request, "pricing_categories"),
        kinds: words(request, "pricing_types"),
    };
    let shows = |metric: &str| metrics.is_empty() || metrics.iter().any(|one| one == metric);
    let points: Vec<Value> = charge_points(world, waba, &filter, grain, &ask)
        .into_iter()
        .map(|(key, (volume, micros))| {
            let mut point = Map::new();
            point.insert("start".into(), json!(key.point.0));
            point.insert("end".into(), json!(key.point.1));
            for (name, value) in [
                ("country", key.country),
                ("phone_number", key.phone),
                ("pricing_type", key.kind),
                ("pricing_category", key.category),
            ] {
                if let Some(value) = value {
                    point.insert(name.into(), json!(value));
                }
            }
            if shows("VOLUME") {
                point.insert("volume".into(), json!(volume));
            }
            if shows("COST") {
                point.insert("cost".into(), money(micros));
            }
            Value::Object(point)
        })
        .collect();
    Ok(json!({"data": [{"data_points": points}]}))
}

fn templates(world: &World, request: &GraphRequest, waba: u32) -> Result<Value, GraphError> {
    let affairs = &world.accounts.wabas[waba as usize].affairs;
    if NO_TEMPLATE_ANALYTICS.contains(&affairs.country.as_str()) {
        return Err(GraphError::new(200_005).words("(#200005) Template insights are not available for this account."));
    }
    if !affairs.insights {
        return Err(GraphError::new(200_007).words("(#200007) Template insights are not enabled for this account."));
    }
    grain(request, &[("DAILY", Grain::Day), ("DAY", Grain::Day)])?;
    let filter = filter(world, request, TEMPLATE_DAYS)?;
    let ids = texts(request, "template_ids");
    if ids.is_empty() || ids.len() > TEMPLATES_MAX {
        return Err(GraphError::parameter(format!(
            "Param template_ids must have 1 to {TEMPLATES_MAX} ids."
        )));
    }
    let metrics = words(request, "metric_types");
    known(
        "metric_types",
        &metrics,
        "CLICKED, COST, DELIVERED, READ, REPLIED, SENT",
    )?;
    let ours = |id: &String| {
        let found = world.templates.find_id(id);
        found
            .filter(|template| world.templates.list[*template as usize].waba == waba)
            .ok_or_else(|| GraphError::parameter("Param template_ids must be ids of this account's templates."))
    };
    let wanted = ids.iter().map(ours).collect::<Result<Vec<_>, _>>()?;
    let shows = |metric: &str| metrics.is_empty() || metrics.iter().any(|one| one == metric);
    let points: Vec<Value> = template_points(world, waba, &wanted, &filter)
        .into_iter()
        .map(|((template, start, end), point)| {
            let id = &world.templates.list[template as usize].id;
            let mut view = json!({"template_id": id, "start": start, "end": end});
            for (metric, name, count) in [
                ("SENT", "sent", point.sent),
                ("DELIVERED", "delivered", point.delivered),
                ("READ", "read", point.read),
                ("REPLIED", "replied", point.replied),
            ] {
                if shows(metric) {
                    view[name] = json!(count);
                }
            }
            if shows("CLICKED") && !point.clicked.is_empty() {
                let clicks = point.clicked.iter();
                let clicks = clicks
                    .map(|(text, count)| json!({"type": "quick_reply_button", "button_content": text, "count": count}));
                view["clicked"] = clicks.collect();
            }
            if shows("COST") {
                let each = point.cost_micros / i64::try_from(point.delivered.max(1)).unwrap_or(1);
                view["cost"] = json!([
                    {"type": "amount_spent", "value": money(point.cost_micros)},
                    {"type": "cost_per_delivered", "value": money(each)},
                ]);
            }
            view
        })
        .collect();
    Ok(json!({"data": [{"granularity": "DAILY", "product_type": "CLOUD_API", "data_points": points}]}))
}

fn filter(world: &World, request: &GraphRequest, days: i64) -> Result<Filter, GraphError> {
    let from_s = request.number("start").ok_or_else(|| GraphError::required("start"))?;
    let until_s = request.number("end").ok_or_else(|| GraphError::required("end"))?;
    if from_s >= until_s || from_s < 0 || until_s > 253_402_300_799 {
        return Err(GraphError::parameter(
            "Param start must be before end, both in seconds.",
        ));
    }
    let oldest = (world.now_ms() - days * DAY_MS) / SECOND_MS;
    if from_s < oldest {
        return Err(GraphError::parameter(format!(
            "Param start must be within the last {days} days."
        )));
    }
    let digits = |text: String| text.chars().filter(char::is_ascii_digit).collect();
    Ok(Filter {
        from_s,
        until_s,
        phones: texts(request, "phone_numbers").into_iter().map(digits).collect(),
        countries: words(request, "country_codes"),
    })
}

fn daily_grain(request: &GraphRequest) -> Result<Grain, GraphError> {
    grain(
        request,
        &[
            ("HALF_HOUR", Grain::HalfHour),
            ("DAILY", Grain::Day),
            ("MONTHLY", Grain::Month),
        ],
    )
}

fn grain(request: &GraphRequest, known: &[(&str, Grain)]) -> Result<Grain, GraphError> {
    let asked = request
        .text("granularity")
        .ok_or_else(|| GraphError::required("granularity"))?;
    let found = known.iter().find(|(name, _)| name.eq_ignore_ascii_case(asked));
    found.map(|(_, grain)| *grain).ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        GraphError::parameter(format!("Param granularity must be one of {{{}}}", names.join(", ")))
    })
}

/// A list of texts: JSON, or words with commas between them.
fn texts(request: &GraphRequest, name: &str) -> Vec<String> {
    let list = match request.value(name) {
        Some(Value::Array(list)) => list,
        Some(Value::String(text)) => text
            .split(',')
            .map(|word| json!(word.trim_matches(['[', ']', '\'', '"', ' '])))
            .collect(),
        Some(Value::Number(number)) => vec![json!(number)],
        _ => Vec::new(),
    };
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    list.iter().map(text).filter(|text| !text.is_empty()).collect()
}

fn words(request: &GraphRequest, name: &str) -> Vec<String> {
    texts(request, name)
        .into_iter()
        .map(|word| word.to_ascii_uppercase())
        .collect()
}

fn numbers(request: &GraphRequest, name: &str) -> Vec<i64> {
    texts(request, name)
        .iter()
        .filter_map(|text| text.parse().ok())
        .collect()
}

fn known(name: &str, words: &[String], list: &str) -> Result<(), GraphError> {
    if words.iter().all(|word| list.split(", ").any(|known| known == word)) {
        return Ok(());
    }
    Err(GraphError::parameter(format!(
        "Param {name} must be some of {{{list}}}"
    )))
}

/// Millionths as a number of the currency.
fn money(micros: i64) -> Value {
    json!(micros as f64 / 1_000_000.0)
}
