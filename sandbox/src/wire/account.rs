//! A WhatsApp Business account and its edges.
//!
//! Meta, "WhatsApp Business Accounts", 2026.

use crate::errors::GraphError;
use crate::wire::access::Access;
use crate::wire::request::GraphRequest;
use crate::wire::{number, page, select, subscriptions, template_edge};
use crate::world::World;
use serde_json::{Map, Value, json};

const DEFAULT_FIELDS: &str = "id,name,timezone_id,message_template_namespace";

/// `/{waba-id}` and what hangs on it.
pub(super) fn answer(
    world: &mut World,
    request: &GraphRequest,
    access: &Access,
    waba: u32,
    edge: &[&str],
) -> Result<Value, GraphError> {
    match (request.method.as_str(), edge) {
        ("GET", []) => select(
            view(world, waba),
            request.text("fields"),
            DEFAULT_FIELDS,
            "WhatsAppBusinessAccount",
        ),
        ("GET", ["phone_numbers"]) => {
            let ours = (0..world.accounts.numbers.len() as u32)
                .filter(|index| world.accounts.numbers[*index as usize].waba == waba);
            let items = ours
                .map(|index| number::view(world, request, index))
                .collect::<Result<Vec<_>, _>>()?;
            page(request, items)
        }
        (_, ["message_templates"]) => template_edge::answer(world, request, waba),
        (_, ["subscribed_apps"]) => subscriptions::subscribed_apps(world, request, access, waba),
        (method, _) => Err(GraphError::unknown_node(
            method,
            &world.accounts.wabas[waba as usize].id,
        )),
    }
}

fn view(world: &World, waba: u32) -> Map<String, Value> {
    let account = &world.accounts.wabas[waba as usize];
    let portfolio = &world.accounts.portfolios[account.portfolio as usize];
    let view = json!({
        "id": account.id,
        "name": account.name,
        "timezone_id": "1",
        "currency": "USD",
        "message_template_namespace": account.namespace,
        "account_review_status": "APPROVED",
        "business_verification_status": "not_verified",
        "country": "RU",
        "ownership_type": "SELF",
        "owner_business_info": {"id": portfolio.id, "name": account.name},
        "status": "ACTIVE",
        "is_enabled_for_insights": false,
        "whatsapp_business_manager_messaging_limit": portfolio.tier,
        "marketing_messages_onboarding_status": "INELIGIBLE",
        "creation_time": account.created_ms / 1_000,
        "health_status": {"can_send_message": "AVAILABLE", "entities": [
            {"entity_type": "WABA", "id": account.id, "can_send_message": "AVAILABLE"},
            {"entity_type": "BUSINESS", "id": portfolio.id, "can_send_message": "AVAILABLE"},
        ]},
    });
    match view {
        Value::Object(view) => view,
        _ => Map::new(),
    }
}
