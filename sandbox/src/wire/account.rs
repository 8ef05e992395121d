//! A WhatsApp Business account and its edges.
//!
//! Meta, "WhatsApp Business Account", 2026; since September 2026 its pages call it a messaging account.

use crate::errors::GraphError;
use crate::wire::access::Access;
use crate::wire::request::GraphRequest;
use crate::wire::{analytics, assigned_users, expand, number, select, subscriptions, template_edge, unsupported};
use crate::world::World;
use serde_json::{Map, Value, json};

const DEFAULT_FIELDS: &str = "id,name,timezone_id,message_template_namespace";
const NAME_MAX: usize = 128;
/// The edges that can be asked for as fields.
const EDGES: [&str; 8] = [
    "phone_numbers",
    "message_templates",
    "subscribed_apps",
    "assigned_users",
    "analytics",
    "conversation_analytics",
    "pricing_analytics",
    "template_analytics",
];

/// `/{waba-id}` and what hangs on it.
pub(super) fn answer(
    world: &mut World,
    request: &GraphRequest,
    access: &Access,
    waba: u32,
    edge: &[&str],
) -> Result<Value, GraphError> {
    match (request.method.as_str(), edge) {
        ("GET", []) => node(world, request, access, waba),
        ("POST", []) => change(world, request, waba),
        ("GET", ["phone_numbers"]) => number::list(world, request, waba),
        ("POST", ["phone_numbers"]) => number::add(world, request, waba),
        (
            _,
            [
                "message_templates"
                | "upsert_message_templates"
                | "message_template_previews"
                | "migrate_message_templates",
                ..,
            ],
        ) => template_edge::answer(world, request, waba, edge),
        (_, ["subscribed_apps"]) => subscriptions::subscribed_apps(world, request, access, waba),
        (_, ["assigned_users"]) => assigned_users::answer(world, request, waba),
        ("GET", [name]) if analytics::is_one(name) => analytics::answer(world, request, waba, name),
        _ => Err(unsupported::refuse(request, &world.accounts.wabas[waba as usize].id)),
    }
}

/// The account itself, with the edges that are asked for as fields.
pub(super) fn node(world: &mut World, request: &GraphRequest, access: &Access, waba: u32) -> Result<Value, GraphError> {
    let mut all = view(world, waba);
    expand(world, request, access, &EDGES, &mut all)?;
    select(all, request.text("fields"), DEFAULT_FIELDS, "WhatsAppBusinessAccount")
}

fn view(world: &World, waba: u32) -> Map<String, Value> {
    let account = &world.accounts.wabas[waba as usize];
    let (affairs, portfolio) = (&account.affairs, &world.accounts.portfolios[account.portfolio as usize]);
    let view = json!({
        "id": account.id,
        "name": account.name,
        "timezone_id": affairs.timezone_id,
        "currency": affairs.currency,
        "message_template_namespace": account.namespace,
        "account_review_status": affairs.review,
        "business_verification_status": world.business_verification(account.portfolio),
        "country": affairs.country,
        "ownership_type": "SELF",
        "owner_business_info": {"id": portfolio.id, "name": account.name},
        "primary_business_location": affairs.country,
        "status": affairs.status(),
        "is_enabled_for_insights": affairs.insights,
        "whatsapp_business_manager_messaging_limit": portfolio.tier,
        "marketing_messages_onboarding_status": affairs.marketing_status(world.now_ms()),
        "marketing_messages_lite_api_status": affairs.marketing_onboarding,
        "purchase_order_number": "",
        "auth_international_rate_eligibility": {"exception_countries": []},
        "degrees_of_freedom_spec": {},
        "creation_time": account.created_ms / 1_000,
        "health_status": world.waba_health(waba),
    });
    match view {
        Value::Object(view) => view,
        _ => Map::new(),
    }
}

/// Meta, "WhatsApp Business Account › Updating", 2026: few fields can be changed; insights cannot be switched off again.
fn change(world: &mut World, request: &GraphRequest, waba: u32) -> Result<Value, GraphError> {
    let name = request.text("name");
    if name.is_some_and(|name| name.trim().is_empty() || name.chars().count() > NAME_MAX) {
        return Err(GraphError::parameter(format!(
            "Param name must have 1 to {NAME_MAX} characters."
        )));
    }
    let timezone = request.number("timezone_id");
    if request.params.contains_key("timezone_id") && timezone.is_none_or(|id| !(0..=600).contains(&id)) {
        return Err(GraphError::parameter(
            "Param timezone_id must be the id of a time zone.",
        ));
    }
    let insights = match request.params.get("is_enabled_for_insights") {
        None => None,
        Some(Value::Bool(on)) => Some(*on),
        Some(Value::String(on)) if on == "true" || on == "1" => Some(true),
        Some(Value::String(on)) if on == "false" || on == "0" => Some(false),
        Some(_) => {
            return Err(GraphError::parameter(
                "Param is_enabled_for_insights must be a boolean.",
            ));
        }
    };
    let account = &mut world.accounts.wabas[waba as usize];
    if insights == Some(false) && account.affairs.insights {
        return Err(GraphError::new(200_006).words("(#200006) Template insights cannot be switched off."));
    }
    if let Some(name) = name {
        account.name = name.to_owned();
    }
    if let Some(timezone) = timezone {
        account.affairs.timezone_id = timezone.to_string();
    }
    account.affairs.insights |= insights == Some(true);
    Ok(json!({"success": true, "id": account.id}))
}
