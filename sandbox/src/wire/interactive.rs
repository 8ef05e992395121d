//! Interactive messages: what all kinds share, and which kind may have which parts.
//!
//! Meta, "Interactive messages" and its pages by kind, 2026. Flows, catalogues, payments and calls are not modelled: such
//! a message is checked for its form and shown to the customer, and the ids that it names are taken as existing.

mod actions;
mod carousel;
mod commerce;
mod replies;

use crate::errors::GraphError;
use crate::rules::{order, products, shape};
use crate::wire::content::MediaCheck;
use serde_json::Value;

const HEADER_MAX: usize = 60;
const BODY_MAX: usize = 1_024;
const LIST_BODY_MAX: usize = 4_096;
const FOOTER_MAX: usize = 60;
/// The longest text on a button.
const TITLE_MAX: usize = 20;

const ANY_HEADER: &[&str] = &["text", "image", "video", "document"];

/// Which parts a kind has.
struct Parts {
    /// The formats its header may have.
    headers: &'static [&'static str],
    needs_header: bool,
    needs_body: bool,
    body_max: usize,
    has_footer: bool,
}

/// Checks an `interactive` object.
pub(super) fn check(media: &MediaCheck<'_>, content: &Value) -> Result<(), GraphError> {
    let kind = shape::required_text(&content["type"], "interactive['type']", 40)?.to_ascii_lowercase();
    let parts = parts_of(&kind).ok_or_else(|| {
        GraphError::new(131_051).details(format!("There are no interactive messages of type {kind}."))
    })?;
    check_body(content, &parts)?;
    check_footer(content, &parts)?;
    check_header(media, content, &kind, &parts)?;
    let action = &content["action"];
    shape::required_object(action, "interactive['action']")?;
    match kind.as_str() {
        "button" => replies::buttons(action),
        "list" => replies::list(action),
        "cta_url" => actions::cta_url(action),
        "location_request_message" => named(action, "send_location"),
        "flow" => actions::flow(action),
        "address_message" => actions::address(action),
        "voice_call" => actions::voice_call(action),
        "product" => products::check_product(action, "interactive['action']"),
        "product_list" => commerce::product_list(action),
        "catalog_message" => commerce::catalog(action),
        "carousel" => carousel::check(media, action),
        "order_details" => named(action, "review_and_pay").and_then(|()| order::check_details(&action["parameters"])),
        "order_status" => named(action, "review_order").and_then(|()| order::check_status(&action["parameters"])),
        _ => named(action, &kind),
    }
}

/// The table of Meta's pages by kind.
fn parts_of(kind: &str) -> Option<Parts> {
    let parts = |headers, needs_body, has_footer| Parts {
        headers,
        needs_header: false,
        needs_body,
        body_max: BODY_MAX,
        has_footer,
    };
    Some(match kind {
        "button" | "cta_url" | "flow" | "address_message" | "voice_call" => parts(ANY_HEADER, true, true),
        "list" => Parts {
            body_max: LIST_BODY_MAX,
            ..parts(&["text"], true, true)
        },
        "product" => parts(&[], false, true),
        "product_list" => Parts {
            needs_header: true,
            ..parts(&["text"], true, true)
        },
        "catalog_message" => parts(&[], true, true),
        "order_details" | "order_status" => parts(&["image"], true, true),
        "location_request_message" | "carousel" | "request_contact_info" => parts(&[], true, false),
        "call_permission_request" => parts(&[], false, false),
        _ => return None,
    })
}

fn check_body(content: &Value, parts: &Parts) -> Result<(), GraphError> {
    let body = &content["body"];
    shape::optional_object(body, "interactive['body']")?;
    let text = shape::optional_text(&body["text"], "interactive['body']['text']", parts.body_max)?;
    if text.is_none() && parts.needs_body {
        return Err(GraphError::required("interactive['body']['text']"));
    }
    Ok(())
}

fn check_footer(content: &Value, parts: &Parts) -> Result<(), GraphError> {
    let footer = &content["footer"];
    if footer.is_null() {
        return Ok(());
    }
    if !parts.has_footer {
        return Err(GraphError::parameter(
            "Unexpected key \"footer\" on param \"interactive\".",
        ));
    }
    shape::required_object(footer, "interactive['footer']")?;
    shape::optional_text(&footer["text"], "interactive['footer']['text']", FOOTER_MAX)?;
    Ok(())
}

fn check_header(media: &MediaCheck<'_>, content: &Value, kind: &str, parts: &Parts) -> Result<(), GraphError> {
    let header = &content["header"];
    if header.is_null() {
        return if parts.needs_header {
            Err(GraphError::required("interactive['header']"))
        } else {
            Ok(())
        };
    }
    shape::required_object(header, "interactive['header']")?;
    let format = shape::required_text(&header["type"], "interactive['header']['type']", 40)?;
    if !parts.headers.contains(&format) {
        return Err(GraphError::value(format!(
            "A header of type {format} is not allowed in an interactive message of type {kind}."
        )));
    }
    if format != "text" {
        return media.file(format, &header[format]);
    }
    match shape::optional_text(&header["text"], "interactive['header']['text']", HEADER_MAX)? {
        Some(_) => Ok(()),
        // The words that integrations report.
        None => Err(GraphError::value("Text cannot be null for header type text")),
    }
}

fn named(action: &Value, name: &str) -> Result<(), GraphError> {
    if action["name"] == name {
        return Ok(());
    }
    Err(GraphError::value(format!(
        "Param interactive['action']['name'] must be {name}."
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_parts() {
        for kind in ["button", "cta_url", "flow", "address_message", "voice_call"] {
            assert_eq!(parts_of(kind).unwrap().headers, ANY_HEADER, "{kind}");
        }
        for kind in [
            "product",
            "catalog_message",
            "carousel",
            "location_request_message",
            "request_contact_info",
            "call_permission_request",
        ] {
            assert!(parts_of(kind).unwrap().headers.is_empty(), "{kind}");
        }
        assert_eq!(parts_of("list").unwrap().body_max, 4_096);
        assert!(parts_of("product_list").unwrap().needs_header);
        assert!(!parts_of("call_permission_request").unwrap().needs_body);
        assert!(parts_of("hologram").is_none());
    }
}
