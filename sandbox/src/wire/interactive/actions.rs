//! Buttons that lead somewhere: an address, a flow, a form of an address, a call.
//!
//! Meta, "Interactive URL buttons", "Sending flows", "Address messages", "Call button messages", 2026.

use super::{TITLE_MAX, named};
use crate::errors::GraphError;
use crate::rules::shape;
use serde_json::Value;

const URL_MAX: usize = 2_000;
/// Meta's page says 30, an older text 20.
const FLOW_CTA_MAX: usize = 30;
const FLOW_TOKEN_MAX: usize = 4_096;
const PIN_CODE_MAX: usize = 6;
const CALL_TTL_MAX: i64 = 43_200;
const CALL_PAYLOAD_MAX: usize = 512;

/// One button that opens a page.
pub(super) fn cta_url(action: &Value) -> Result<(), GraphError> {
    named(action, "cta_url")?;
    let parameters = &action["parameters"];
    shape::required_object(parameters, "interactive['action']['parameters']")?;
    shape::required_text(
        &parameters["display_text"],
        "interactive['action']['parameters']['display_text']",
        TITLE_MAX,
    )?;
    let url = shape::required_text(
        &parameters["url"],
        "interactive['action']['parameters']['url']",
        URL_MAX,
    )?;
    if shape::is_web_address(url) {
        Ok(())
    } else {
        Err(GraphError::value("The button's address is not valid."))
    }
}

/// A button that opens a flow.
pub(super) fn flow(action: &Value) -> Result<(), GraphError> {
    named(action, "flow")?;
    let parameters = &action["parameters"];
    shape::required_object(parameters, "interactive['action']['parameters']")?;
    if shape::whole_number(&parameters["flow_message_version"]) != Some(3) {
        return Err(GraphError::value("Param flow_message_version must be 3."));
    }
    let id = shape::optional_id(&parameters["flow_id"], "flow_id")?;
    let name = shape::optional_text(&parameters["flow_name"], "flow_name", shape::ID_MAX)?;
    if id.is_some() == name.is_some() {
        return Err(GraphError::value("Exactly one of flow_id and flow_name is required."));
    }
    let title = shape::required_text(&parameters["flow_cta"], "flow_cta", FLOW_CTA_MAX)?;
    if title.chars().any(is_emoji) {
        return Err(GraphError::value("Param flow_cta cannot have emoji."));
    }
    shape::optional_text(&parameters["flow_token"], "flow_token", FLOW_TOKEN_MAX)?;
    shape::one_of(&parameters["mode"], "mode", &["published", "draft"])?;
    let step = &parameters["flow_action"];
    shape::one_of(step, "flow_action", &["navigate", "data_exchange"])?;
    let payload = &parameters["flow_action_payload"];
    shape::optional_object(payload, "flow_action_payload")?;
    if !payload.is_null() && step == "data_exchange" {
        return Err(GraphError::value("Param flow_action_payload goes with navigate only."));
    }
    shape::optional_text(&payload["screen"], "flow_action_payload['screen']", shape::ID_MAX)?;
    shape::optional_object(&payload["data"], "flow_action_payload['data']")
}

/// A form that asks for an address; it exists in India only.
pub(super) fn address(action: &Value) -> Result<(), GraphError> {
    named(action, "address_message")?;
    let parameters = &action["parameters"];
    shape::required_object(parameters, "interactive['action']['parameters']")?;
    if shape::required_text(&parameters["country"], "parameters['country']", 2)? != "IN" {
        return Err(GraphError::value(
            "Address messages exist in India only: country must be IN.",
        ));
    }
    let values = &parameters["values"];
    shape::optional_object(values, "parameters['values']")?;
    shape::optional_text(&values["in_pin_code"], "values['in_pin_code']", PIN_CODE_MAX)?;
    shape::optional_object(&parameters["validation_errors"], "parameters['validation_errors']")?;
    for saved in shape::list(&parameters["saved_addresses"], "parameters['saved_addresses']")? {
        shape::required_text(&saved["id"], "saved_addresses['id']", shape::ID_MAX)?;
        let value = &saved["value"];
        shape::required_object(value, "saved_addresses['value']")?;
        shape::optional_text(&value["in_pin_code"], "value['in_pin_code']", PIN_CODE_MAX)?;
    }
    Ok(())
}

/// A button that calls the business.
pub(super) fn voice_call(action: &Value) -> Result<(), GraphError> {
    named(action, "voice_call")?;
    let parameters = &action["parameters"];
    shape::optional_object(parameters, "interactive['action']['parameters']")?;
    shape::optional_text(&parameters["display_text"], "parameters['display_text']", TITLE_MAX)?;
    shape::optional_text(&parameters["payload"], "parameters['payload']", CALL_PAYLOAD_MAX)?;
    let minutes = &parameters["ttl_minutes"];
    let good = minutes.is_null() || shape::whole_number(minutes).is_some_and(|span| (1..=CALL_TTL_MAX).contains(&span));
    if good {
        Ok(())
    } else {
        Err(GraphError::value(format!(
            "Param ttl_minutes must be between 1 and {CALL_TTL_MAX}."
        )))
    }
}

/// Pictographs, as far as blocks of Unicode tell them.
fn is_emoji(character: char) -> bool {
    matches!(u32::from(character), 0x1F000..=0x1FAFF | 0x2600..=0x27BF | 0x2B00..=0x2BFF | 0xFE0F | 0x20E3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn code(result: Result<(), GraphError>) -> u32 {
        result.map_or_else(|error| error.code, |()| 0)
    }

    #[test]
    fn a_button_opens_an_address_of_the_web() {
        let of = |text: &str, url: &str| {
            code(cta_url(
                &json!({"name": "cta_url", "parameters": {"display_text": text, "url": url}}),
            ))
        };
        assert_eq!(of(&"я".repeat(20), "https://example.test/map"), 0);
        assert_eq!(of(&"я".repeat(21), "https://example.test/map"), 100);
        assert_eq!(of("Map", "javascript:alert(1)"), 131_009);
        assert_eq!(of("Map", "map"), 131_009);
        assert_eq!(code(cta_url(&json!({"name": "url"}))), 131_009);
        assert_eq!(code(cta_url(&json!({"name": "cta_url"}))), 100);
    }

    #[test]
    fn a_flow_is_named_once_and_its_payload_goes_with_navigate() {
        let of = |more: Value| {
            let mut parameters = json!({"flow_message_version": "3", "flow_cta": "Book"});
            for (key, value) in more.as_object().unwrap() {
                parameters[key] = value.clone();
            }
            code(flow(&json!({"name": "flow", "parameters": parameters})))
        };
        assert_eq!(of(json!({"flow_id": "1"})), 0);
        assert_eq!(of(json!({"flow_id": 1, "mode": "draft"})), 0);
        assert_eq!(
            of(json!({"flow_name": "booking", "flow_action_payload": {"screen": "START", "data": {}}})),
            0
        );
        assert_eq!(of(json!({})), 131_009);
        assert_eq!(of(json!({"flow_id": "1", "flow_name": "booking"})), 131_009);
        assert_eq!(of(json!({"flow_id": "1", "flow_cta": "Book 📅"})), 131_009);
        assert_eq!(of(json!({"flow_id": "1", "flow_cta": "к".repeat(31)})), 100);
        assert_eq!(of(json!({"flow_id": "1", "mode": "secret"})), 100);
        assert_eq!(
            of(json!({"flow_id": "1", "flow_action": "data_exchange", "flow_action_payload": {}})),
            131_009
        );
        assert_eq!(of(json!({"flow_id": "1", "flow_message_version": "2"})), 131_009);
    }

    #[test]
    fn an_address_is_asked_for_in_india_and_a_call_lasts_thirty_days_at_most() {
        let address_of = |country: &str| {
            code(address(
                &json!({"name": "address_message", "parameters": {"country": country}}),
            ))
        };
        assert_eq!(address_of("IN"), 0);
        assert_eq!(address_of("SG"), 131_009);
        let call = |minutes: Value| {
            code(voice_call(
                &json!({"name": "voice_call", "parameters": {"ttl_minutes": minutes}}),
            ))
        };
        assert_eq!(call(json!(43_200)), 0);
        assert_eq!(call(json!(43_201)), 131_009);
        assert_eq!(call(json!(0)), 131_009);
        assert_eq!(code(voice_call(&json!({"name": "voice_call"}))), 0);
    }
}
