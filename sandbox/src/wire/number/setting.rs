//! What a company sets for a number: ice breakers and commands, commerce, India's compliance form, the key of flows,
//! and `/settings`.
//!
//! Meta, "Conversational components", "Commerce settings", "Business compliance info", "Flows encryption" and "Phone
//! number settings", 2026. Calls are not modelled: they are off, and turning them on is refused.

use super::{unsupported, want_product};
use crate::errors::GraphError;
use crate::rules::review::length;
use crate::wire::request::GraphRequest;
use crate::world::World;
use serde_json::{Map, Value, json};

const PROMPTS_MAX: usize = 4;
const PROMPT_MAX: usize = 80;
const COMMANDS_MAX: usize = 30;
const COMMAND_MAX: usize = 32;
const HINT_MAX: usize = 256;
const NAME_MAX: usize = 128;
const KEY_MAX: usize = 4_096;
const ENTITY_TYPES: [&str; 6] = [
    "LIMITED_LIABILITY_PARTNERSHIP",
    "SOLE_PROPRIETORSHIP",
    "PARTNERSHIP",
    "PUBLIC_COMPANY",
    "PRIVATE_COMPANY",
    "OTHER",
];
/// Parts of `/settings` that are kept as they come.
const KEPT: [&str; 3] = ["user_identity_change", "storage_configuration", "payload_encryption"];

/// An edge that only keeps what it is told.
pub(super) fn answer(world: &mut World, request: &GraphRequest, number: u32, edge: &str) -> Result<Value, GraphError> {
    let done = |()| json!({"success": true});
    match (request.method.as_str(), edge) {
        ("POST", "conversational_automation") => set_automation(world, request, number).map(done),
        ("GET", "whatsapp_commerce_settings") => Ok(commerce(world, number)),
        ("POST", "whatsapp_commerce_settings") => set_commerce(world, request, number).map(done),
        ("GET", "business_compliance_info") => {
            let kept = &world.accounts.numbers[number as usize].desk.compliance;
            Ok(json!({"data": kept.iter().collect::<Vec<_>>()}))
        }
        ("POST", "business_compliance_info") => set_compliance(world, request, number).map(done),
        ("GET", "whatsapp_business_encryption") => {
            let key = world.accounts.numbers[number as usize].desk.public_key.iter();
            let key =
                key.map(|key| json!({"business_public_key": key, "business_public_key_signature_status": "VALID"}));
            Ok(json!({"data": key.collect::<Vec<_>>()}))
        }
        ("POST", "whatsapp_business_encryption") => set_key(world, request, number).map(done),
        ("GET", "settings") => Ok(settings(world, number)),
        ("POST", "settings") => set_settings(world, request, number).map(done),
        _ => Err(unsupported(world, request, number)),
    }
}

fn set_automation(world: &mut World, request: &GraphRequest, number: u32) -> Result<(), GraphError> {
    let mut changes = Map::new();
    if let Some(prompts) = request.value("prompts") {
        let list = array_of(&prompts, "prompts", PROMPTS_MAX)?;
        for (index, prompt) in list.iter().enumerate() {
            check_words(&format!("prompts[{index}]"), prompt, PROMPT_MAX)?;
        }
        changes.insert("prompts".into(), prompts);
    }
    if let Some(commands) = request.value("commands") {
        let list = array_of(&commands, "commands", COMMANDS_MAX)?;
        for (index, command) in list.iter().enumerate() {
            let param = |name: &str| format!("commands[{index}]['{name}']");
            check_words(&param("command_name"), &command["command_name"], COMMAND_MAX)?;
            check_words(&param("command_description"), &command["command_description"], HINT_MAX)?;
        }
        changes.insert("commands".into(), commands);
    }
    // `enable_welcome_message` is read over: Meta removed it on 2026-03-27, and older clients still send it.
    if changes.is_empty() {
        return Ok(());
    }
    let World { accounts, random, .. } = world;
    let automation = &mut accounts.numbers[number as usize].desk.automation;
    // Meta's page shows none, but integrations see that it has an id of its own, as every node of the Graph API has.
    automation.entry("id").or_insert_with(|| json!(random.digits(15)));
    automation.extend(changes);
    Ok(())
}

fn array_of<'a>(value: &'a Value, name: &str, most: usize) -> Result<&'a [Value], GraphError> {
    let list = value.as_array().filter(|list| list.len() <= most);
    list.map(Vec::as_slice)
        .ok_or_else(|| GraphError::parameter(format!("Param {name} must be an array of at most {most} elements.")))
}

fn check_words(param: &str, value: &Value, most: usize) -> Result<(), GraphError> {
    let text = value.as_str().filter(|text| !text.trim().is_empty());
    let text = text.ok_or_else(|| GraphError::required(param))?;
    if length(text) > most {
        return Err(GraphError::too_long(param, most));
    }
    if text.chars().any(is_emoji) {
        return Err(GraphError::parameter(format!("Param {param} may not have emoji.")));
    }
    Ok(())
}

/// The blocks of Unicode 17 where emoji are.
fn is_emoji(character: char) -> bool {
    matches!(u32::from(character), 0x1F000..=0x1FAFF | 0x2600..=0x27BF | 0x2B00..=0x2BFF | 0xFE0F | 0x20E3)
}

fn commerce(world: &World, number: u32) -> Value {
    let row = &world.accounts.numbers[number as usize];
    let (cart, catalog) = row.desk.commerce.unwrap_or((true, false));
    json!({"data": [{"is_cart_enabled": cart, "is_catalog_visible": catalog, "id": row.id}]})
}

fn set_commerce(world: &mut World, request: &GraphRequest, number: u32) -> Result<(), GraphError> {
    let (cart, catalog) = world.accounts.numbers[number as usize]
        .desk
        .commerce
        .unwrap_or((true, false));
    let switch = |name: &str, before: bool| match request.params.get(name) {
        None => Ok(before),
        Some(value) => read_switch(name, value),
    };
    let wanted = (switch("is_cart_enabled", cart)?, switch("is_catalog_visible", catalog)?);
    world.accounts.numbers[number as usize].desk.commerce = Some(wanted);
    Ok(())
}

fn read_switch(name: &str, value: &Value) -> Result<bool, GraphError> {
    let word = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_ascii_lowercase);
    match word.as_str() {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(GraphError::parameter(format!("Param {name} must be a boolean."))),
    }
}

fn set_compliance(world: &mut World, request: &GraphRequest, number: u32) -> Result<(), GraphError> {
    want_product(request)?;
    let text = |name: &str| {
        let text = request.text(name).filter(|text| !text.trim().is_empty());
        text.ok_or_else(|| GraphError::required(name))
    };
    if length(text("entity_name")?) > NAME_MAX {
        return Err(GraphError::too_long("entity_name", NAME_MAX));
    }
    let entity_type = text("entity_type")?;
    if !ENTITY_TYPES.contains(&entity_type) {
        return Err(GraphError::parameter(format!(
            "Param entity_type must be one of {{{}}}",
            ENTITY_TYPES.join(", ")
        )));
    }
    if entity_type == "OTHER" {
        text("entity_type_custom")?;
    }
    let mut kept = Map::from_iter([("messaging_product".to_owned(), json!("whatsapp"))]);
    for (name, fields) in [
        ("grievance_officer_details", &["name", "email"][..]),
        ("customer_care_details", &["email"][..]),
    ] {
        let details = request.value(name).ok_or_else(|| GraphError::required(name))?;
        for field in fields {
            let short = details[*field]
                .as_str()
                .is_some_and(|text| (1..=NAME_MAX).contains(&length(text)));
            if !short {
                return Err(GraphError::required(&format!("{name}['{field}']")));
            }
        }
        kept.insert(name.to_owned(), details);
    }
    for name in ["entity_name", "entity_type", "entity_type_custom"] {
        kept.extend(request.text(name).map(|text| (name.to_owned(), json!(text))));
    }
    if let Some(registered) = request.params.get("is_registered") {
        kept.insert("is_registered".into(), json!(read_switch("is_registered", registered)?));
    }
    world.accounts.numbers[number as usize].desk.compliance = Some(Value::Object(kept));
    Ok(())
}

fn set_key(world: &mut World, request: &GraphRequest, number: u32) -> Result<(), GraphError> {
    let key = request
        .text("business_public_key")
        .ok_or_else(|| GraphError::required("business_public_key"))?;
    let (begin, end) = ("-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----");
    if key.len() > KEY_MAX || !key.trim_start().starts_with(begin) || !key.trim_end().ends_with(end) {
        return Err(GraphError::parameter(
            "Param business_public_key must be a 2048-bit RSA public key in PEM format.",
        ));
    }
    world.accounts.numbers[number as usize].desk.public_key = Some(key.to_owned());
    Ok(())
}

fn settings(world: &World, number: u32) -> Value {
    let row = &world.accounts.numbers[number as usize];
    let desk = &row.desk;
    let mut view = json!({
        "calling": {"status": "DISABLED"},
        "storage_configuration": {"status": "DEFAULT"},
    });
    if let Some(region) = &desk.registration.region {
        view["storage_configuration"] =
            json!({"status": "IN_COUNTRY_STORAGE_ENABLED", "data_localization_region": region});
    }
    if let Some(view) = view.as_object_mut() {
        view.extend(desk.settings.clone());
    }
    view["user_identity_change"] = json!({"enable_identity_key_check": row.identity_check});
    view
}

fn set_settings(world: &mut World, request: &GraphRequest, number: u32) -> Result<(), GraphError> {
    if let Some(calling) = request.value("calling") {
        let status = calling["status"].as_str().unwrap_or_default();
        if !status.eq_ignore_ascii_case("DISABLED") {
            return Err(GraphError::parameter(
                "Unsupported setting calling: this sandbox does not model calls.",
            ));
        }
    }
    let mut changes = Map::new();
    for name in KEPT {
        let Some(value) = request.value(name) else { continue };
        if !value.is_object() {
            return Err(GraphError::parameter(format!("Param {name} must be an object.")));
        }
        changes.insert(name.to_owned(), value);
    }
    if let Some(check) = changes.get("user_identity_change")
        && !check["enable_identity_key_check"].is_boolean()
    {
        return Err(GraphError::required(
            "user_identity_change['enable_identity_key_check']",
        ));
    }
    if changes.is_empty() {
        return Ok(());
    }
    let row = &mut world.accounts.numbers[number as usize];
    if let Some(check) = changes.get("user_identity_change") {
        row.identity_check = check["enable_identity_key_check"] == true;
    }
    row.desk.settings.extend(changes.clone());
    let (id, waba) = (row.id.clone(), row.waba);
    let mut told = Map::from_iter([("phone_number_id".to_owned(), json!(id))]);
    told.extend(changes);
    let value = json!({
        "messaging_product": "whatsapp",
        "timestamp": (world.now_ms() / 1_000).to_string(),
        "type": "phone_number_settings",
        "phone_number_settings": told,
    });
    world.emit_account(waba, "account_settings_update", &value);
    Ok(())
}
