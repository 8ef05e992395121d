//! The world's habits, read and changed while it runs.

use crate::control::call::ControlCall;
use crate::control::problem::Problem;
use crate::control::routes::{Answer, change, json_body};
use crate::settings::WorldSettings;
use crate::shared::Shared;
use crate::world::{ControlReply, World};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// What a world is made with and keeps: everything drawn, and every limit, follows from them.
const FIXED: [&str; 2] = ["seed", "rule_set"];

/// Shows the settings.
#[utoipa::path(get, path = "/world/settings", operation_id = "get_settings", tag = "world", responses((status = 200, body = WorldSettings)))]
pub(super) async fn get_settings(State(shared): State<Arc<Shared>>) -> Json<WorldSettings> {
    Json(shared.look(|world| world.settings.clone()))
}

/// Changes settings; absent fields stay. `seed` and `rule_set` belong to the world and cannot be changed.
#[utoipa::path(patch, path = "/world/settings", operation_id = "update_settings", tag = "world", request_body = WorldSettings,
    responses((status = 200, body = WorldSettings), (status = 422, body = Problem)))]
pub(super) async fn update_settings(State(shared): State<Arc<Shared>>, body: Bytes) -> Answer {
    change(&shared, StatusCode::OK, ControlCall::PatchSettings(json_body(&body)?))
}

/// Applies a change of settings; all of it or nothing.
pub(crate) fn patch(world: &mut World, patch: Map<String, Value>) -> ControlReply {
    if let Some(name) = FIXED.iter().find(|name| patch.contains_key(**name)) {
        return Err(Problem::field(
            name,
            "This belongs to a world from its beginning: start a new one with it.",
        ));
    }
    let changed = merged(&world.settings, patch)?;
    let version = changed.webhook_version;
    if version != world.settings.webhook_version {
        world
            .accounts
            .apps
            .iter_mut()
            .for_each(|app| app.webhook_version = version);
    }
    world.settings = changed;
    Ok(json!(world.settings))
}

/// Settings with some fields replaced.
///
/// # Errors
/// The first field that is unknown, or whose value it cannot have.
pub(crate) fn merged(settings: &WorldSettings, patch: Map<String, Value>) -> Result<WorldSettings, Problem> {
    let Value::Object(mut all) = json!(settings) else {
        return Ok(settings.clone());
    };
    for (name, value) in patch {
        if !all.contains_key(&name) {
            let names: Vec<&str> = all.keys().map(String::as_str).collect();
            return Err(Problem::field(
                &name,
                format!("There is no such setting: use {}.", names.join(", ")),
            ));
        }
        let before = all.insert(name.clone(), value);
        // One at a time, so that the refusal names the field.
        if let Err(problem) = serde_json::from_value::<WorldSettings>(Value::Object(all.clone())) {
            return Err(Problem::field(&name, format!("{problem}; it was {}.", json!(before))));
        }
    }
    let merged =
        serde_json::from_value(Value::Object(all)).map_err(|problem| Problem::unreadable(problem.to_string()))?;
    check(&merged)?;
    Ok(merged)
}

/// Whether settings make sense together.
pub(crate) fn check(settings: &WorldSettings) -> Result<(), Problem> {
    let within = |name: &str, value: usize, least: usize, most: usize| {
        if (least..=most).contains(&value) {
            Ok(())
        } else {
            Err(Problem::field(name, format!("Use {least} to {most}.")))
        }
    };
    if !matches!(settings.throttle_status, 400 | 429) {
        return Err(Problem::field("throttle_status", "Use 400 or 429."));
    }
    if galka_cloud_api::error_table::find(i64::from(settings.limit_code)).is_none() {
        return Err(Problem::field(
            "limit_code",
            "Use a code of Meta's table, such as 131048.",
        ));
    }
    within("webhook_version", usize::from(settings.webhook_version), 20, 26)?;
    // Meta, "Webhooks" (Graph API), 2026: up to 1,000 updates in one request.
    within("webhook_batch_max", settings.webhook_batch_max, 1, 1_000)?;
    within("webhook_concurrency", settings.webhook_concurrency, 1, 256)?;
    within("delivery_log_max", settings.delivery_log_max, 1, 1_000_000)?;
    if !(0.0..=1.0).contains(&settings.experiment_share) {
        return Err(Problem::field("experiment_share", "A share is between 0 and 1."));
    }
    if !(0.0..=1.0).contains(&settings.review_manual_share) {
        return Err(Problem::field("review_manual_share", "From 0 to 1."));
    }
    if settings.throughput_mps == Some(0) {
        return Err(Problem::field("throughput_mps", "Use 1 or more."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patched(patch: Value) -> Result<WorldSettings, Option<String>> {
        let patch = patch.as_object().cloned().unwrap();
        merged(&WorldSettings::default(), patch).map_err(|problem| problem.field)
    }

    #[test]
    fn a_patch_changes_what_it_names_and_nothing_else() {
        let changed =
            patched(json!({"throttle_status": 429, "webhook_batch_max": 1_000, "throughput_mps": null})).unwrap();
        assert_eq!((changed.throttle_status, changed.webhook_batch_max), (429, 1_000));
        assert_eq!(changed.limit_code, WorldSettings::default().limit_code);
    }

    #[test]
    fn a_wrong_field_is_named() {
        for (patch, field) in [
            (json!({"throttle_status": 500}), "throttle_status"),
            (json!({"throttle_status": "429"}), "throttle_status"),
            (json!({"limit_code": 999}), "limit_code"),
            (json!({"webhook_batch_max": 0}), "webhook_batch_max"),
            (json!({"webhook_batch_max": 1_001}), "webhook_batch_max"),
            (json!({"webhook_concurrency": -1}), "webhook_concurrency"),
            (json!({"webhook_version": 19}), "webhook_version"),
            (json!({"webhook_escaped": 1}), "webhook_escaped"),
            (json!({"delivery_log_max": 0}), "delivery_log_max"),
            (json!({"throughput_mps": 0}), "throughput_mps"),
            (json!({"experiment_share": 1.5}), "experiment_share"),
            (json!({"colour": "red"}), "colour"),
        ] {
            assert_eq!(patched(patch.clone()).unwrap_err().as_deref(), Some(field), "{patch}");
        }
    }
}
