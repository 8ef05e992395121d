//! Edges that Meta has and this sandbox does not model: they answer as an edge that the caller may not use.
//!
//! Names from Meta's references of 2026: groups, calling, Flows, payments, catalogue, multi-partner solutions, In-App
//! Signup, Marketing Messages API, credit lines, migration.

use crate::errors::GraphError;
use crate::wire::request::GraphRequest;

/// The edges, by the node that has them.
pub(crate) const EDGES: [(&str, &[&str]); 4] = [
    (
        "a phone number",
        &[
            "groups",
            "calls",
            "call_permissions",
            "marketing_messages",
            "payments",
            "message_history",
            "assigned_message_campaigns",
            "smb_app_data",
        ],
    ),
    (
        "an account",
        &[
            "flows",
            "migrate_flows",
            "payment_configuration",
            "payment_configurations",
            "product_catalogs",
            "signups",
            "schedules",
            "activities",
            "call_analytics",
            "group_analytics",
            "template_group_analytics",
            "template_groups",
            "set_solution_migration_intent",
            "set_obo_mobility_intent",
        ],
    ),
    (
        "a portfolio",
        &[
            "preverified_numbers",
            "add_phone_numbers",
            "extendedcredits",
            "self_certify_whatsapp_business",
            "onboard_partners_to_mm_lite",
        ],
    ),
    (
        "an app",
        &[
            "whatsapp_business_solution",
            "whatsapp_business_solutions",
            "connected_client_businesses",
        ],
    ),
];

/// The refusal of an edge that a node does not have here; one that Meta has is named as such.
pub(super) fn refuse(request: &GraphRequest, node: &str) -> GraphError {
    let error = GraphError::unknown_node(&request.method, node);
    let edge = request.path.get(1).map(String::as_str).unwrap_or_default();
    match EDGES.iter().find(|(_, edges)| edges.contains(&edge)) {
        Some((owner, _)) => error.details(format!("The edge {edge} of {owner} is not modelled by this sandbox.")),
        None => error,
    }
}
