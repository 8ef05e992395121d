//! The call rate of the Graph API, asked before a call is applied: what is refused here is never part of the journal.
//!
//! Meta, "Rate limits" and "Graph API › Rate limits", 2026: an account's limit is 80007, an app's is 4; usage is told in
//! percent by headers.

use crate::errors::GraphError;
use crate::wire::access::identify;
use crate::wire::request::GraphRequest;
use crate::world::World;
use serde_json::json;

/// Calls an hour to an account none of whose numbers is registered.
const IDLE_MOST: u32 = 200;

/// How much of the rates is used, as the headers tell it.
pub(super) struct Usage {
    pub(super) app: String,
    pub(super) business: Option<String>,
}

/// Counts a management call, and refuses it when there were too many in the last hour.
pub(super) fn admit(world: &mut World, request: &GraphRequest) -> (Option<Usage>, Result<(), GraphError>) {
    let Some(most) = world.settings.management_calls_per_hour else {
        return (None, Ok(()));
    };
    if matches!(request.path.get(1).map(String::as_str), Some("messages" | "media")) {
        return (None, Ok(()));
    }
    let Ok(caller) = identify(world, request) else {
        return (None, Ok(()));
    };
    let node = request.path.first().map(String::as_str).unwrap_or_default();
    if world.media.contains_key(node) {
        return (None, Ok(()));
    }
    let waba = waba_of(world, node);
    let most = match waba {
        Some(waba) if !is_active(world, waba) => most.min(IDLE_MOST),
        _ => most,
    };
    let (now, key) = (world.now_ms(), (caller.app, waba));
    let (used, admitted) = world.call_rates.admit(key, most, now);
    let wait = if admitted {
        0
    } else {
        world.call_rates.wait_minutes(key, now)
    };
    let percent = u64::from(used) * 100 / u64::from(most.max(1));
    let quiet = json!({"call_count": 0, "total_cputime": 0, "total_time": 0});
    let usage = match waba {
        None => Usage {
            app: json!({"call_count": percent, "total_cputime": percent, "total_time": percent}).to_string(),
            business: None,
        },
        Some(waba) => {
            let mut business = serde_json::Map::new();
            let entry = json!({"type": "whatsapp", "call_count": percent, "total_cputime": percent, "total_time": percent,
                "estimated_time_to_regain_access": wait});
            business.insert(world.accounts.wabas[waba as usize].id.clone(), json!([entry]));
            Usage {
                app: quiet.to_string(),
                business: Some(json!(business).to_string()),
            }
        }
    };
    let answer = match (admitted, waba) {
        (true, _) => Ok(()),
        (false, Some(_)) => {
            Err(GraphError::new(80_007).details("The WhatsApp Business Account has reached its rate limit."))
        }
        (false, None) => Err(GraphError::new(4)),
    };
    (Some(usage), answer)
}

fn is_active(world: &World, waba: u32) -> bool {
    world
        .accounts
        .numbers
        .iter()
        .any(|number| number.waba == waba && number.registered)
}

/// The account that a node belongs to.
fn waba_of(world: &World, node: &str) -> Option<u32> {
    if let Some(number) = world.accounts.find_number(node) {
        return Some(world.accounts.numbers[number as usize].waba);
    }
    world.accounts.find_waba(node).or_else(|| {
        let template = world.templates.find_id(node)?;
        Some(world.templates.list[template as usize].waba)
    })
}
