//! Reading templates: filters, pages, and counts.
//!
//! Meta, "Template management › Get templates", 2026.

use super::create;
use crate::errors::GraphError;
use crate::templates::{DEFAULT_FIELDS, Template, TemplateStatus};
use crate::wire::request::GraphRequest;
use crate::wire::select;
use crate::world::World;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

/// How many templates a page has when nothing is asked for, and at most.
const PAGE: i64 = 25;
const PAGE_MAX: i64 = 1_000;

/// `GET /{waba-id}/message_templates`.
pub(super) fn list(world: &World, request: &GraphRequest, waba: u32) -> Result<Value, GraphError> {
    let limit = request.number("limit").unwrap_or(PAGE).clamp(0, PAGE_MAX) as usize;
    let matching: Vec<(u32, &Template)> = world
        .templates
        .of_waba(waba)
        .filter(|(_, template)| is_wanted(request, template))
        .collect();
    let place = |cursor: &str| read_cursor(cursor).ok_or_else(|| bad_cursor(request));
    let given = |name: &str| request.text(name).filter(|text| !text.is_empty());
    // Newest first, so what comes after a cursor was created before it.
    let from = match (given("after"), given("before")) {
        (Some(after), _) => {
            let after = place(after)?;
            matching.partition_point(|(index, _)| *index >= after)
        }
        (_, Some(before)) => {
            let before = place(before)?;
            matching
                .partition_point(|(index, _)| *index > before)
                .saturating_sub(limit)
        }
        _ => 0,
    };
    let page = &matching[from..(from + limit).min(matching.len())];
    let data = page
        .iter()
        .map(|(_, template)| {
            select(
                template.view(),
                request.text("fields"),
                DEFAULT_FIELDS,
                "WhatsAppMessageTemplate",
            )
        })
        .collect::<Result<Vec<_>, _>>()?;
    let mut answer = json!({"data": data});
    if let (Some((first, _)), Some((last, _))) = (page.first(), page.last()) {
        let (first, last) = (cursor(*first), cursor(*last));
        let mut paging = json!({"cursors": {"before": first, "after": last}});
        if from + page.len() < matching.len() {
            paging["next"] = json!(link(request, limit, "after", &last));
        }
        if from > 0 {
            paging["previous"] = json!(link(request, limit, "before", &first));
        }
        answer["paging"] = paging;
    }
    if let Some(wanted) = request
        .params
        .get("summary")
        .filter(|wanted| **wanted != false && *wanted != "false")
    {
        let names = wanted.as_str().filter(|text| *text != "true").unwrap_or_default();
        answer["summary"] = summary(world, waba, matching.len(), names);
    }
    Ok(answer)
}

/// Counts of an account's templates; all of them when none are named.
fn summary(world: &World, waba: u32, total: usize, names: &str) -> Value {
    let count = world.templates.of_waba(waba).count();
    let mut all = Map::new();
    all.insert("total_count".into(), json!(total));
    all.insert("message_template_count".into(), json!(count));
    all.insert("message_template_limit".into(), json!(create::limit(world, waba)));
    all.insert(
        "are_translations_complete".into(),
        json!(are_translations_complete(world, waba)),
    );
    if !names.is_empty() {
        all.retain(|name, _| names.split(',').any(|wanted| wanted.trim() == name));
    }
    Value::Object(all)
}

/// Whether every name has as many languages as every other.
fn are_translations_complete(world: &World, waba: u32) -> bool {
    let mut languages = std::collections::BTreeMap::<&str, usize>::new();
    for (_, template) in world.templates.of_waba(waba) {
        *languages.entry(&template.name).or_default() += 1;
    }
    let mut counts = languages.values();
    let first = counts.next();
    counts.all(|count| Some(count) == first)
}

fn is_wanted(request: &GraphRequest, template: &Template) -> bool {
    let body = || template.text_of("BODY").unwrap_or_default().to_lowercase();
    let contains = |filter: &str, test: &dyn Fn(&str) -> bool| {
        request.text(filter).is_none_or(|wanted| test(&wanted.to_lowercase()))
    };
    // What is archived is shown only to who asks for it.
    let hidden = template.status == TemplateStatus::Archived && request.value("status").is_none();
    !hidden
        && is_one_of(request, "status", template.status.as_str())
        && is_one_of(request, "category", &template.category)
        && is_one_of(request, "language", &template.language)
        && is_one_of(request, "quality_score", &template.quality)
        && contains("name", &|wanted| template.name.contains(wanted))
        && contains("content", &|wanted| body().contains(wanted))
        && contains("name_or_content", &|wanted| {
            template.name.contains(wanted) || body().contains(wanted)
        })
}

/// A filter that holds one value, several in a list, or several between commas.
fn is_one_of(request: &GraphRequest, filter: &str, value: &str) -> bool {
    request.value(filter).is_none_or(|wanted| match wanted {
        Value::Array(several) => several
            .iter()
            .any(|one| one.as_str().is_some_and(|one| one.eq_ignore_ascii_case(value))),
        Value::String(one) => one.is_empty() || one.split(',').any(|one| one.trim().eq_ignore_ascii_case(value)),
        _ => true,
    })
}

/// A link to another page, with the filters of this one.
fn link(request: &GraphRequest, limit: usize, direction: &str, cursor: &str) -> String {
    let mut pairs = vec![("limit".to_owned(), limit.to_string())];
    for (name, value) in &request.params {
        if !matches!(name.as_str(), "limit" | "after" | "before" | "access_token") {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            pairs.push((name.clone(), text));
        }
    }
    pairs.push((direction.to_owned(), cursor.to_owned()));
    let query = serde_urlencoded::to_string(&pairs).unwrap_or_default();
    format!("{}?{query}", request.address())
}

/// Cursors name a template by its place in the world, opaque to clients as Meta's are.
fn cursor(index: u32) -> String {
    URL_SAFE_NO_PAD.encode(format!("template {index}"))
}

fn read_cursor(cursor: &str) -> Option<u32> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    text.strip_prefix("template ")?.parse().ok()
}

/// Meta, changelog of v24 (2025-10-08): 131059 is new there.
fn bad_cursor(request: &GraphRequest) -> GraphError {
    if request.version >= 24 {
        GraphError::new(131_059).details("The cursor is not valid.")
    } else {
        GraphError::parameter("Invalid cursors values")
    }
}
