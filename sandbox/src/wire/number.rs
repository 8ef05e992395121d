//! A business number and its edges.
//!
//! Meta, "Business phone numbers" and "Business profiles", 2026.

use crate::errors::GraphError;
use crate::faults::CallFate;
use crate::rules::review::length;
use crate::wire::request::GraphRequest;
use crate::wire::{files, select, send, subscriptions};
use crate::world::World;
use serde_json::{Map, Value, json};

const DEFAULT_FIELDS: &str = "verified_name,code_verification_status,display_phone_number,quality_rating,platform_type,throughput,webhook_configuration,last_onboarded_time";
const PROFILE_FIELDS: [(&str, usize); 4] = [("about", 139), ("address", 256), ("description", 512), ("email", 128)];
const VERTICALS: &str = "ALCOHOL, APPAREL, AUTO, BEAUTY, EDU, ENTERTAIN, EVENT_PLAN, FINANCE, GOVT, GROCERY, HEALTH, HOTEL, NONPROFIT, ONLINE_GAMBLING, OTC_DRUGS, OTHER, PHYSICAL_GAMBLING, PROF_SERVICES, RESTAURANT, RETAIL, TRAVEL, UNDEFINED, NOT_A_BIZ";

/// `/{phone-number-id}` and what hangs on it.
pub(super) fn answer(
    world: &mut World,
    request: &GraphRequest,
    number: u32,
    edge: &[&str],
    fate: &CallFate,
) -> Result<Value, GraphError> {
    match (request.method.as_str(), edge) {
        ("POST", ["messages"]) => send::answer(world, request, number, fate),
        ("POST", ["media"]) => files::upload(world, request, number),
        ("GET", []) => view(world, request, number),
        ("POST", []) => change(world, request, number),
        ("POST", ["smb_app_data"]) => app_data(world, request, number),
        ("GET", ["whatsapp_business_profile"]) => profile(world, request, number),
        ("POST", ["whatsapp_business_profile"]) => set_profile(world, request, number),
        ("POST", ["register"]) => register(world, request, number),
        ("POST", ["deregister"]) => {
            world.accounts.numbers[number as usize].registered = false;
            Ok(json!({"success": true}))
        }
        (method, _) => Err(GraphError::unknown_node(
            method,
            &world.accounts.numbers[number as usize].id,
        )),
    }
}

/// Meta, "Onboarding WhatsApp Business app users", 2026.
fn app_data(world: &mut World, request: &GraphRequest, number: u32) -> Result<Value, GraphError> {
    if request.text("messaging_product") != Some("whatsapp") {
        return Err(GraphError::required("messaging_product"));
    }
    let sync_type = request
        .text("sync_type")
        .ok_or_else(|| GraphError::required("sync_type"))?
        .to_ascii_lowercase();
    world.ask_app_data(number, &sync_type)
}

/// The fields of a number.
pub(super) fn view(world: &World, request: &GraphRequest, number: u32) -> Result<Value, GraphError> {
    let mut all = world.accounts.number_view(number, world.figures(), request.version);
    if all.get("status").is_some_and(|status| status == "CONNECTED")
        && let Some(status) = world.troubled_status(number)
    {
        all.insert("status".into(), json!(status));
    }
    all.insert("health_status".into(), world.number_health(number));
    select(
        all,
        request.text("fields"),
        DEFAULT_FIELDS,
        "WhatsAppBusinessPhoneNumber",
    )
}

fn change(world: &mut World, request: &GraphRequest, number: u32) -> Result<Value, GraphError> {
    if let Some(configuration) = request.value("webhook_configuration") {
        let callback = subscriptions::callback_in(&configuration)?;
        world.accounts.numbers[number as usize].callback = callback;
    }
    if let Some(pin) = request.text("pin") {
        world.accounts.numbers[number as usize].pin = Some(check_pin(pin)?);
    }
    Ok(json!({"success": true}))
}

fn register(world: &mut World, request: &GraphRequest, number: u32) -> Result<Value, GraphError> {
    let pin = check_pin(request.text("pin").ok_or_else(|| GraphError::required("pin"))?)?;
    let number = &mut world.accounts.numbers[number as usize];
    if number.pin.as_ref().is_some_and(|known| *known != pin) {
        return Err(GraphError::new(133_005));
    }
    number.pin = Some(pin);
    number.registered = true;
    Ok(json!({"success": true}))
}

fn check_pin(pin: &str) -> Result<String, GraphError> {
    if pin.len() == 6 && pin.chars().all(|character| character.is_ascii_digit()) {
        return Ok(pin.to_owned());
    }
    Err(GraphError::parameter("Param pin must be 6 digits."))
}

fn profile(world: &World, request: &GraphRequest, number: u32) -> Result<Value, GraphError> {
    let number = &world.accounts.numbers[number as usize];
    let wanted = request.text("fields").unwrap_or("messaging_product");
    let mut view = Map::new();
    for name in wanted.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        let known = PROFILE_FIELDS.iter().any(|(field, _)| *field == name);
        if !known
            && !matches!(
                name,
                "messaging_product" | "profile_picture_url" | "websites" | "vertical" | "id"
            )
        {
            return Err(GraphError::parameter(format!(
                "Tried accessing nonexistent field ({name}) on node type (WhatsAppBusinessProfile)"
            )));
        }
        if let Some(value) = number.profile.get(name) {
            view.insert(name.to_owned(), value.clone());
        }
    }
    view.insert("messaging_product".into(), json!("whatsapp"));
    Ok(json!({"data": [view]}))
}

fn set_profile(world: &mut World, request: &GraphRequest, number: u32) -> Result<Value, GraphError> {
    if request.text("messaging_product") != Some("whatsapp") {
        return Err(GraphError::required("messaging_product"));
    }
    if let Some(handle) = request.text("profile_picture_handle") {
        let picture = world.find_upload(handle);
        if picture.is_none_or(|file| !file.mime_type.starts_with("image/")) {
            return Err(GraphError::parameter(
                "Param profile_picture_handle must be the handle of an uploaded picture.",
            ));
        }
    }
    let mut changes = Map::new();
    for (name, most) in PROFILE_FIELDS {
        let Some(value) = request.params.get(name) else {
            continue;
        };
        let text = value
            .as_str()
            .ok_or_else(|| GraphError::parameter(format!("Param {name} must be a string.")))?;
        if length(text) > most || (name == "about" && text.is_empty()) {
            return Err(GraphError::too_long(name, most));
        }
        changes.insert(name.to_owned(), value.clone());
    }
    if let Some(vertical) = request.text("vertical") {
        if !vertical.is_empty() && !VERTICALS.split(", ").any(|known| known == vertical) {
            return Err(GraphError::parameter(format!(
                "Param vertical must be one of {{{VERTICALS}}}"
            )));
        }
        changes.insert("vertical".into(), json!(vertical));
    }
    if let Some(websites) = request.value("websites") {
        let list = websites.as_array().map_or(&[][..], Vec::as_slice);
        let good = |site: &Value| {
            site.as_str()
                .is_some_and(|site| length(site) <= 256 && site.starts_with("http"))
        };
        if list.len() > 2 || !list.iter().all(good) {
            return Err(GraphError::parameter(
                "Param websites must have at most 2 addresses of 256 characters, with http:// or https://.",
            ));
        }
        changes.insert("websites".into(), websites);
    }
    world.accounts.numbers[number as usize].profile.extend(changes);
    Ok(json!({"success": true}))
}
