//! The Graph API as WhatsApp speaks it: one call in, one answer or documented refusal out.
//!
//! Nodes are opaque ids, so a call is understood by what its first path part names: a number, an account, a template, a
//! file or an app. Endpoints that are not modelled answer as the Graph API answers for an edge it does not have.

mod access;
mod account;
mod admit;
mod analytics;
mod apps;
mod assigned_users;
mod content;
mod discovery;
mod download;
mod fields;
mod files;
mod http;
mod interactive;
mod number;
mod oauth;
mod pictures;
mod protocol;
mod rates;
mod reading;
pub(crate) mod request;
mod send;
mod subscriptions;
mod template_edge;
mod trouble;
mod unsupported;
mod uploads;

pub(crate) use download::download;
pub(crate) use files::inbound_link;
pub(crate) use http::graph;
pub(crate) use pictures::pictures;
pub(crate) use subscriptions::{Handshake, handshake_of};
pub(crate) use trouble::fate_of_download;

use crate::errors::GraphError;
use crate::faults::{CallFate, Target};
use crate::wire::access::{Access, authorize};
use crate::wire::fields::Field;
use crate::wire::request::GraphRequest;
use crate::world::{GraphReply, World};
use serde_json::{Map, Value, json};

/// Answers one call.
pub(crate) fn answer(world: &mut World, request: &GraphRequest) -> GraphReply {
    let place = trouble::place_of(world, request);
    let mut fate = trouble::fate_of(world, request, place);
    let result = match fate.error.take() {
        Some(error) => Err(error),
        None if fate.stopped => Err(GraphError::new(2)),
        None if fate.media_gone => Err(trouble::gone(request)),
        None => protocol::check(request, world.now_ms()).and_then(|()| serve(world, request, &fate)),
    };
    if place == Target::Messages && result.is_err() && !fate.stopped {
        world.book.refused += 1;
    }
    let result = result.and_then(|value| fate.late_error.take().map_or(Ok(value), Err));
    GraphReply {
        result,
        delay_ms: fate.delay_ms,
        manner: fate.manner,
        at_ms: world.now_ms(),
    }
}

/// True when the call may change something once it is allowed: those are kept in the journal.
pub(crate) fn changes(request: &GraphRequest) -> bool {
    request.method != "GET" || oauth::is_exchange(request)
}

fn serve(world: &mut World, request: &GraphRequest, fate: &CallFate) -> Result<Value, GraphError> {
    if oauth::is_exchange(request) {
        return oauth::exchange(world, request);
    }
    let access = authorize(world, request)?;
    let Some(ids) = protocol::ids_of(request) else {
        return route(world, request, &access, fate);
    };
    let mut found = Map::new();
    for id in ids {
        let one = GraphRequest {
            path: vec![id.clone()],
            ..request.clone()
        };
        found.insert(id, route(world, &one, &access, fate)?);
    }
    Ok(Value::Object(found))
}

fn route(world: &mut World, request: &GraphRequest, access: &Access, fate: &CallFate) -> Result<Value, GraphError> {
    let path: Vec<&str> = request.path.iter().map(String::as_str).collect();
    let Some((node, edge)) = path.split_first() else {
        return Err(GraphError::unknown_path(""));
    };
    match (*node, edge) {
        ("debug_token", []) => return apps::debug_token(world, request, access),
        ("app", []) => return apps::answer(world, request, access, access.app, edge),
        ("me", _) => return discovery::of_user(world, request, access, edge),
        ("message_template_library", []) if request.method == "GET" => return template_edge::library(request),
        _ => {}
    }
    if uploads::is_session(node) {
        return uploads::answer(world, request, access, node, edge);
    }
    if let Some(number) = world.accounts.find_number(node) {
        access.allow_waba(world, world.accounts.numbers[number as usize].waba, request, node)?;
        return number::answer(world, request, number, edge, fate);
    }
    if let Some(waba) = world.accounts.find_waba(node) {
        access.allow_waba(world, waba, request, node)?;
        return account::answer(world, request, access, waba, edge);
    }
    if let Some(template) = world.templates.find_id(node) {
        access.allow_waba(world, world.templates.list[template as usize].waba, request, node)?;
        return template_edge::answer_one(world, request, template, edge);
    }
    if let Some(media) = world.media.get(*node) {
        access.allow_waba(world, world.accounts.numbers[media.number as usize].waba, request, node)?;
        return files::answer_one(world, request, node, edge);
    }
    if let Some(app) = world.accounts.apps.iter().position(|app| app.id == *node) {
        return apps::answer(world, request, access, app as u32, edge);
    }
    if let Some(portfolio) = world.accounts.find_portfolio(node) {
        access.allow_portfolio(world, portfolio, request)?;
        return discovery::of_portfolio(world, request, access, portfolio, edge);
    }
    if access.user(world).is_some_and(|token| token.user_id == *node) {
        return discovery::of_user(world, request, access, edge);
    }
    if node.chars().all(|character| character.is_ascii_digit()) && !node.is_empty() {
        return Err(GraphError::unknown_node(&request.method, node));
    }
    Err(GraphError::unknown_path(&path.join("/")))
}

/// The asked-for fields of a node; the defaults when none are named.
pub(crate) fn select(
    mut all: Map<String, Value>,
    fields: Option<&str>,
    defaults: &str,
    node: &str,
) -> Result<Value, GraphError> {
    let fields = fields.filter(|text| !text.trim().is_empty());
    let mut chosen = Map::new();
    for Field { name, inner, .. } in fields::parse(fields.unwrap_or(defaults)) {
        match all.remove(&name) {
            Some(value) => {
                let value = match &inner {
                    Some(inner) => fields::prune(value, inner),
                    None => value,
                };
                chosen.insert(name, value);
            }
            None if chosen.contains_key(&name) || KNOWN_ELSEWHERE.contains(&name.as_str()) => {}
            None => {
                return Err(GraphError::parameter(format!(
                    "Tried accessing nonexistent field ({name}) on node type ({node})"
                )));
            }
        }
    }
    if let Some(id) = all.remove("id") {
        chosen.insert("id".to_owned(), id);
    }
    Ok(Value::Object(chosen))
}

/// Answers the edges among a node's asked-for fields, each as a call of its own.
fn expand(
    world: &mut World,
    request: &GraphRequest,
    access: &Access,
    edges: &[&str],
    all: &mut Map<String, Value>,
) -> Result<(), GraphError> {
    let text = request.text("fields").unwrap_or_default();
    if fields::is_too_deep(text) {
        return Err(GraphError::parameter("The fields lead too deep."));
    }
    let asked = fields::parse(text);
    for field in asked.iter().filter(|field| edges.contains(&field.name.as_str())) {
        let mut path = request.path.clone();
        path.push(field.name.clone());
        let inner = GraphRequest {
            path,
            params: field.params(),
            ..request.clone()
        };
        let answer = route(world, &inner, access, &CallFate::default())?;
        all.insert(field.name.clone(), answer);
    }
    Ok(())
}

/// Fields that exist at Meta and are empty here, so that asking for them is no mistake.
const KNOWN_ELSEWHERE: [&str; 25] = [
    "certificate",
    "new_certificate",
    "new_display_name",
    "conversational_automation",
    "username",
    "search_visibility",
    "official_business_account",
    "is_preverified_number",
    "sub_category",
    "previous_category",
    "correct_category",
    "library_template_name",
    "rejection_info",
    "message_send_ttl_seconds",
    "on_behalf_of_business_info",
    "primary_funding_id",
    "eligibility_for_api_business_global_search",
    "country_code",
    "country_dial_code",
    "cta_url_link_tracking_opted_out",
    "degrees_of_freedom_spec",
    "creative_sourcing_spec",
    "disable_marketing_messages_on_cloud_api",
    "display_format",
    "optimization_spec",
];

/// One page of a list, in the envelope of the Graph API.
///
/// Cursors are the base64 of a place in the list, opaque to clients as Meta's are.
pub(crate) fn page(request: &GraphRequest, items: Vec<Value>) -> Result<Value, GraphError> {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let limit = request.number("limit").unwrap_or(25).clamp(1, 1_000) as usize;
    let place = |cursor: &str| -> Option<usize> {
        String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?)
            .ok()?
            .strip_prefix("p")?
            .parse()
            .ok()
    };
    let read = |cursor: &str| place(cursor).ok_or_else(|| GraphError::new(131_059).details("The cursor is not valid."));
    let from = match (request.text("after"), request.text("before")) {
        (Some(after), _) if !after.is_empty() => read(after)? + 1,
        (_, Some(before)) if !before.is_empty() => read(before)?.saturating_sub(limit),
        _ => 0,
    };
    let total = items.len();
    let data: Vec<Value> = items.into_iter().skip(from).take(limit).collect();
    let cursor = |place: usize| URL_SAFE_NO_PAD.encode(format!("p{place}"));
    let mut answer = json!({"data": data});
    if let Some(count) = answer["data"].as_array().map(Vec::len).filter(|count| *count > 0) {
        let last = from + count - 1;
        let mut paging = json!({"cursors": {"before": cursor(from), "after": cursor(last)}});
        if last + 1 < total {
            paging["next"] = json!(format!("{}?limit={limit}&after={}", request.address(), cursor(last)));
        }
        if from > 0 {
            paging["previous"] = json!(format!("{}?limit={limit}&before={}", request.address(), cursor(from)));
        }
        answer["paging"] = paging;
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_do_not_overlap_and_end() {
        let items = || (0..5).map(|index| json!(index)).collect::<Vec<_>>();
        let mut request = GraphRequest::get("/1/edge");
        request.params.insert("limit".into(), json!("2"));
        let mut seen = Vec::new();
        loop {
            let answer = page(&request, items()).unwrap();
            seen.extend(answer["data"].as_array().unwrap().iter().cloned());
            if answer["paging"].get("next").is_none() {
                break;
            }
            request
                .params
                .insert("after".into(), answer["paging"]["cursors"]["after"].clone());
        }
        assert_eq!(seen, items());
        request.params.insert("after".into(), json!("nonsense"));
        assert_eq!(page(&request, items()).unwrap_err().code, 131_059);
    }
}
