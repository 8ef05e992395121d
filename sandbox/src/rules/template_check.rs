//! What Meta checks when a template is created or edited.
//!
//! Meta, "Template components", "Marketing templates", "Utility templates" and "Authentication templates", 2026. The
//! subcodes 23880xx are those of Meta's table of December 2025; the refusals carry code 100, as integrations report.

mod authentication;
mod buttons;
mod cards;
mod text;

pub(crate) use authentication::{is_expiry, previews, upsert_components};

use crate::errors::GraphError;
use crate::rules::figures::Figures;
use crate::templates::Template;
use serde_json::{Value, json};

/// A template before it is stored: what its components are checked against.
pub(crate) struct Draft<'a> {
    pub(crate) category: &'a str,
    pub(crate) language: &'a str,
    pub(crate) parameter_format: &'a str,
    pub(crate) figures: &'a Figures,
}

/// The kinds of component, as they are stored.
const KINDS: [&str; 8] = [
    "HEADER",
    "BODY",
    "FOOTER",
    "BUTTONS",
    "LIMITED_TIME_OFFER",
    "CAROUSEL",
    "CALL_PERMISSION_REQUEST",
    "ORDER_STATUS",
];
/// Since when a rule set knows only the first four: there was nothing else in 2021.
const KINDS_2021: usize = 4;

impl Draft<'_> {
    /// A template's components in the form in which they are stored.
    pub(crate) fn check(&self, components: &[Value]) -> Result<Vec<Value>, GraphError> {
        let mut stored = Vec::with_capacity(components.len());
        for (index, component) in components.iter().enumerate() {
            let kind = kind_of(component);
            let known = &KINDS[..if self.is_2021() { KINDS_2021 } else { KINDS.len() }];
            if !known.contains(&kind.as_str()) {
                return Err(GraphError::parameter(format!(
                    "Param components[{index}]['type'] must be one of {{{}}} - got \"{kind}\".",
                    known.join(", ")
                )));
            }
            if stored.iter().any(|other: &Value| other["type"] == kind) {
                let text = format!("A template has at most one component of type {kind}.");
                return Err(limits(text));
            }
            let mut checked = component.clone();
            checked["type"] = json!(kind);
            stored.push(checked);
        }
        if self.category == "AUTHENTICATION" {
            return self.check_authentication(stored);
        }
        let whole = Parts::of(&stored);
        if !whole.has("BODY") {
            return Err(missing("A template needs a component of type BODY."));
        }
        self.check_together(&whole)?;
        let body_max = self.body_max(&whole);
        for component in &mut stored {
            match kind_of(component).as_str() {
                "HEADER" => self.check_header(component)?,
                "BODY" => self.check_body(component, body_max)?,
                "FOOTER" => self.check_footer(component)?,
                "BUTTONS" => self.check_buttons(component)?,
                "LIMITED_TIME_OFFER" => self.check_offer(component)?,
                "CAROUSEL" => self.check_carousel(component)?,
                _ => {}
            }
        }
        Ok(stored)
    }

    /// The rule set of 2021, when there were no carousels, codes, flows and catalogues.
    fn is_2021(&self) -> bool {
        self.figures.template_flagged_days.is_some()
    }

    fn body_max(&self, parts: &Parts) -> usize {
        if parts.has("LIMITED_TIME_OFFER") {
            self.figures.limited_time_offer_body_max
        } else if parts.header == "PRODUCT" {
            self.figures.carousel_body_max
        } else {
            self.figures.template_body_max
        }
    }

    /// What may stand beside what, and in which category.
    fn check_together(&self, parts: &Parts) -> Result<(), GraphError> {
        let wrong = |text: &str| Err(limits(text));
        if parts.has("LIMITED_TIME_OFFER") {
            if self.category != "MARKETING" {
                return wrong("A limited-time offer is a marketing template.");
            }
            if parts.has("FOOTER") || parts.has("CAROUSEL") {
                return wrong("A limited-time offer has no footer and no carousel.");
            }
            if !matches!(parts.header.as_str(), "" | "IMAGE" | "VIDEO") {
                return wrong("The header of a limited-time offer is an image or a video.");
            }
            if parts.offer_expires && parts.buttons.first().is_none_or(|kind| kind != "COPY_CODE") {
                return wrong("The first button of an offer that expires is COPY_CODE.");
            }
        }
        if parts.has("CAROUSEL") && (parts.has("HEADER") || parts.has("FOOTER") || parts.has("BUTTONS")) {
            return wrong("Beside a carousel stands a body and nothing else.");
        }
        if parts.has("ORDER_STATUS") && (self.category != "UTILITY" || parts.has("HEADER") || parts.has("BUTTONS")) {
            return wrong("An order status is a utility template with a body and a footer.");
        }
        if parts.has("CALL_PERMISSION_REQUEST") && parts.has("BUTTONS") {
            return wrong("A call permission request has no buttons of its own.");
        }
        if parts.header == "PRODUCT" && !parts.buttons.iter().any(|kind| kind == "SPM" || kind == "URL") {
            return wrong("A product header needs a button of type SPM.");
        }
        if matches!(parts.header.as_str(), "PRODUCT" | "GIF") && self.category != "MARKETING" {
            return wrong("Product and GIF headers belong to marketing templates.");
        }
        Ok(())
    }
}

/// What a template is made of, at a glance.
struct Parts {
    kinds: Vec<String>,
    header: String,
    buttons: Vec<String>,
    offer_expires: bool,
}

impl Parts {
    fn of(components: &[Value]) -> Self {
        let find = |kind: &str| components.iter().find(|component| component["type"] == kind);
        let header = find("HEADER").map_or("", |header| header["format"].as_str().unwrap_or_default());
        let buttons = find("BUTTONS").and_then(|component| component["buttons"].as_array());
        let offer = find("LIMITED_TIME_OFFER").map(|offer| &offer["limited_time_offer"]["has_expiration"]);
        Self {
            kinds: components.iter().map(kind_of).collect(),
            header: header.to_ascii_uppercase(),
            buttons: buttons.map_or_else(Vec::new, |buttons| buttons.iter().map(kind_of).collect()),
            offer_expires: offer.is_some_and(|expires| expires.as_bool() == Some(true)),
        }
    }

    fn has(&self, kind: &str) -> bool {
        self.kinds.iter().any(|each| each == kind)
    }
}

/// How long a message may wait to be delivered, by category; −1 is thirty days.
///
/// Meta, "Time-to-live", 2026.
pub(crate) fn check_ttl(category: &str, seconds: i64) -> Result<(), GraphError> {
    let (low, high) = match category {
        "AUTHENTICATION" => (30, 900),
        "UTILITY" => (30, 43_200),
        _ => (43_200, 2_592_000),
    };
    if (low..=high).contains(&seconds) || (seconds == -1 && category != "MARKETING") {
        return Ok(());
    }
    Err(GraphError::parameter(format!(
        "Param message_send_ttl_seconds must be between {low} and {high} for the category {category}."
    )))
}

/// The refusal of a template as Business Management words it: code 100, a subcode, and words for people.
pub(crate) fn invalid(subcode: u32, title: &str, text: impl Into<String>) -> GraphError {
    GraphError::business(subcode, title, text)
}

fn limits(text: impl Into<String>) -> GraphError {
    invalid(2_388_039, "Message template components are incorrect", text)
}

fn missing(text: impl Into<String>) -> GraphError {
    invalid(2_388_043, "Message template is missing expected field(s)", text)
}

fn too_long(title: &str, most: usize) -> GraphError {
    invalid(2_388_040, title, format!("The text can have up to {most} characters."))
}

fn kind_of(value: &Value) -> String {
    value["type"].as_str().unwrap_or_default().to_ascii_uppercase()
}

/// The parts of a stored template that make it the same as another: body and footer.
pub(crate) fn is_same_text(one: &Template, other: &Template) -> bool {
    one.text_of("BODY").is_some()
        && one.text_of("BODY") == other.text_of("BODY")
        && one.text_of("FOOTER") == other.text_of("FOOTER")
}
