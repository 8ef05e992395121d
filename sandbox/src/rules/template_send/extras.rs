//! Components of special templates: an offer that ends, the state of an order, a picture that leads somewhere.
//!
//! Meta, "Limited-time offer templates", "Order status templates" and "Tap target URL title override", 2026.

use super::{Filling, find, parameters_of};
use crate::errors::GraphError;
use crate::rules::{order, shape};
use serde_json::Value;

const TARGET_URL_MAX: usize = 2_000;
const TARGET_TITLE_MAX: usize = 256;

/// Checks what stands beside header, body, buttons and cards.
pub(super) fn check(filling: &Filling<'_>) -> Result<(), GraphError> {
    check_offer(filling)?;
    check_order(filling)?;
    check_target(filling)
}

fn check_offer(filling: &Filling<'_>) -> Result<(), GraphError> {
    let sent = parameter(filling, "limited_time_offer");
    let Some(defined) = filling.template.component("LIMITED_TIME_OFFER") else {
        return surplus(filling, "limited_time_offer");
    };
    if defined["limited_time_offer"]["has_expiration"] != true && sent.is_none() {
        return Ok(());
    }
    let expires = sent.and_then(|value| shape::whole_number(&value["expiration_time_ms"]));
    let expires = expires.ok_or_else(|| {
        GraphError::new(131_008).details("limited_time_offer: Parameter expiration_time_ms is missing")
    })?;
    if expires <= filling.now_ms {
        return Err(GraphError::value(
            "limited_time_offer: expiration_time_ms is in the past; it counts milliseconds",
        ));
    }
    Ok(())
}

fn check_order(filling: &Filling<'_>) -> Result<(), GraphError> {
    if filling.template.component("ORDER_STATUS").is_none() {
        return surplus(filling, "order_status");
    }
    let sent = parameter(filling, "order_status");
    let sent = sent.ok_or_else(|| GraphError::new(131_008).details("order_status: the parameter is missing"))?;
    order::check_status(sent)
}

/// The component is the call's own: a template with a picture for its header need not define it.
fn check_target(filling: &Filling<'_>) -> Result<(), GraphError> {
    let kind = "tap_target_configuration";
    if find(filling.components, kind).is_none() {
        return Ok(());
    }
    let header = filling.template.component("HEADER");
    let has_picture = header
        .and_then(|header| header["format"].as_str())
        .is_some_and(|format| format.eq_ignore_ascii_case("IMAGE"));
    if !has_picture {
        return Err(filling.unfit(format!("{kind}: the template has no picture for its header")));
    }
    let targets = shape::list(parameter(filling, kind).unwrap_or(&Value::Null), kind)?;
    let [target] = targets else {
        return Err(GraphError::value(format!("{kind}: exactly one target is required")));
    };
    let url = shape::required_text(&target["url"], "tap_target_configuration['url']", TARGET_URL_MAX)?;
    if !shape::is_web_address(url) {
        return Err(GraphError::value(format!("{kind}: the address is not valid")));
    }
    shape::optional_text(&target["title"], "tap_target_configuration['title']", TARGET_TITLE_MAX)?;
    Ok(())
}

/// The object in the one parameter of such a component, which carries the component's own name.
fn parameter<'v>(filling: &Filling<'v>, kind: &str) -> Option<&'v Value> {
    let components: &'v [Value] = filling.components;
    let component = find(components, kind)?;
    let object = &parameters_of(component).first()?[kind];
    (!object.is_null()).then_some(object)
}

fn surplus(filling: &Filling<'_>, kind: &str) -> Result<(), GraphError> {
    match find(filling.components, kind) {
        Some(_) => Err(filling.unfit(format!("{kind}: the template has no such component"))),
        None => Ok(()),
    }
}
