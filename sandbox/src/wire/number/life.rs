//! A number's life: added, verified, registered, renamed, taken off.
//!
//! Meta, "Business phone numbers", "Registration" and "Two-step verification", 2026.

use super::want_product;
use crate::errors::GraphError;
use crate::numbers::ownership::Method;
use crate::wire::request::GraphRequest;
use crate::wire::subscriptions;
use crate::world::World;
use serde_json::{Value, json};

/// `POST /{waba-id}/phone_numbers`.
pub(in crate::wire) fn add(world: &mut World, request: &GraphRequest, waba: u32) -> Result<Value, GraphError> {
    let cc = text_or_number(request, "cc")?;
    let local = text_or_number(request, "phone_number")?;
    let name = request
        .text("verified_name")
        .ok_or_else(|| GraphError::required("verified_name"))?;
    Ok(json!({"id": world.request_number(waba, &cc, &local, name)?}))
}

/// `POST /{phone-number-id}`: PIN, display name, webhook override.
pub(super) fn change(world: &mut World, request: &GraphRequest, number: u32) -> Result<Value, GraphError> {
    let pin = request.params.get("pin").map(read_pin).transpose()?;
    if let Some(configuration) = request.value("webhook_configuration") {
        let callback = subscriptions::callback_in(&configuration)?;
        world.accounts.numbers[number as usize].callback = callback;
    }
    if let Some(name) = request.params.get("new_display_name") {
        let name = name
            .as_str()
            .ok_or_else(|| GraphError::parameter("Param new_display_name must be a string."))?;
        world.rename_number(number, name)?;
    }
    if let Some(pin) = pin {
        let requester = requester(world, request);
        world.set_pin(number, &pin, &requester);
    }
    Ok(json!({"success": true}))
}

/// `POST /{phone-number-id}/request_code`.
pub(super) fn request_code(world: &mut World, request: &GraphRequest, number: u32) -> Result<Value, GraphError> {
    let method = match request.text("code_method") {
        Some("SMS") => Method::Sms,
        Some("VOICE") => Method::Voice,
        Some(_) => return Err(GraphError::parameter("Param code_method must be one of {SMS, VOICE}")),
        None => return Err(GraphError::required("code_method")),
    };
    let language = request
        .text("language")
        .ok_or_else(|| GraphError::required("language"))?;
    if !is_language(language) {
        return Err(GraphError::parameter(
            "Param language must be a language code, such as en_US.",
        ));
    }
    let now = world.now_ms();
    let World { accounts, random, .. } = world;
    let row = &mut accounts.numbers[number as usize];
    row.desk.ownership.request(method, language, &row.digits, random, now)?;
    Ok(json!({"success": true}))
}

/// `POST /{phone-number-id}/verify_code`.
pub(super) fn verify_code(world: &mut World, request: &GraphRequest, number: u32) -> Result<Value, GraphError> {
    let code = text_or_number(request, "code")?;
    if !is_six_digits(&code) {
        return Err(GraphError::parameter("Param code must be 6 digits."));
    }
    let now = world.now_ms();
    let desk = &mut world.accounts.numbers[number as usize].desk;
    desk.ownership.verify(&code, now)?;
    Ok(json!({"success": true, "id": world.accounts.numbers[number as usize].id}))
}

/// `POST /{phone-number-id}/register`.
pub(super) fn register(world: &mut World, request: &GraphRequest, number: u32) -> Result<Value, GraphError> {
    want_product(request)?;
    let pin = read_pin(request.params.get("pin").ok_or_else(|| GraphError::required("pin"))?)?;
    let requester = requester(world, request);
    let region = request
        .text("data_localization_region")
        .filter(|region| !region.is_empty());
    world.register(number, &pin, region, &requester)?;
    Ok(json!({"success": true}))
}

/// `POST /{phone-number-id}/deregister`.
pub(super) fn deregister(world: &mut World, number: u32) -> Result<Value, GraphError> {
    world.deregister(number)?;
    Ok(json!({"success": true}))
}

/// Digits that clients send as text or as a number.
fn text_or_number(request: &GraphRequest, name: &str) -> Result<String, GraphError> {
    match request.params.get(name) {
        Some(Value::String(text)) => Ok(text.clone()),
        Some(Value::Number(number)) => Ok(number.to_string()),
        Some(_) => Err(GraphError::parameter(format!("Param {name} must be a string."))),
        None => Err(GraphError::required(name)),
    }
}

fn read_pin(value: &Value) -> Result<String, GraphError> {
    let pin = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    if is_six_digits(&pin) {
        Ok(pin)
    } else {
        Err(GraphError::parameter("Param pin must be 6 digits."))
    }
}

fn is_six_digits(text: &str) -> bool {
    text.len() == 6 && text.chars().all(|character| character.is_ascii_digit())
}

fn is_language(code: &str) -> bool {
    let mut parts = code.split('_');
    let letters = |part: &str, upper: bool| {
        (2..=3).contains(&part.len())
            && part
                .chars()
                .all(|letter| letter.is_ascii_alphabetic() && letter.is_ascii_uppercase() == upper)
    };
    parts.next().is_some_and(|language| letters(language, false))
        && parts.next().is_none_or(|country| letters(country, true))
        && parts.next().is_none()
}

/// The system user whose token it is.
fn requester(world: &World, request: &GraphRequest) -> String {
    let token = request.token.as_deref().unwrap_or_default();
    let found = world.accounts.find_token(token);
    let user = |(app, place): (u32, usize)| world.accounts.apps[app as usize].tokens[place].user_id.clone();
    found.map(user).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_language_codes() {
        for (code, good) in [
            ("en", true),
            ("en_US", true),
            ("fil", true),
            ("EN", false),
            ("en_us", false),
            ("en-US", false),
            ("", false),
            ("en_US_x", false),
        ] {
            assert_eq!(is_language(code), good, "{code}");
        }
    }
}
