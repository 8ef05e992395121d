//! Buttons: which there are, how many, and in which order.
//!
//! Meta, "Template components › Buttons", 2026.

use super::{Draft, invalid, kind_of, limits, missing};
use crate::errors::GraphError;
use crate::rules::review::length;
use crate::rules::template_text::{Piece, pieces, variables};
use serde_json::{Value, json};

/// The kinds a business names; a one-time password belongs to authentication templates.
const KINDS: [&str; 11] = [
    "QUICK_REPLY",
    "URL",
    "PHONE_NUMBER",
    "COPY_CODE",
    "FLOW",
    "CATALOG",
    "MPM",
    "SPM",
    "ORDER_DETAILS",
    "VOICE_CALL",
    "REQUEST_CONTACT_INFO",
];
/// The kinds of 2021.
const KINDS_2021: usize = 3;
/// Labels that cannot be chosen.
const LABELS: [(&str, &str); 4] = [
    ("COPY_CODE", "Copy offer code"),
    ("CATALOG", "View catalog"),
    ("MPM", "View items"),
    ("SPM", "View"),
];
/// How long a customer may call back after a voice-call button: 30 days in minutes.
const CALL_MINUTES_MAX: i64 = 43_200;

impl Draft<'_> {
    pub(super) fn check_buttons(&self, component: &mut Value) -> Result<(), GraphError> {
        let Some(buttons) = component["buttons"].as_array_mut() else {
            return Err(GraphError::required("components['BUTTONS']['buttons']"));
        };
        if buttons.is_empty() || buttons.len() > self.figures.buttons_max {
            let text = format!("A template has 1 to {} buttons.", self.figures.buttons_max);
            return Err(limits(text));
        }
        for button in buttons.iter_mut() {
            self.check_button(button)?;
        }
        self.check_group(buttons)
    }

    /// One button, in the form in which it is stored.
    pub(super) fn check_button(&self, button: &mut Value) -> Result<(), GraphError> {
        let kind = kind_of(button);
        let known = &KINDS[..if self.is_2021() { KINDS_2021 } else { KINDS.len() }];
        if !known.contains(&kind.as_str()) {
            return Err(limits(format!("Unknown button type {kind:?}.")));
        }
        button["type"] = json!(kind);
        if let Some((_, label)) = LABELS.iter().find(|(labelled, _)| *labelled == kind) {
            button["text"] = json!(label);
        }
        let text = button["text"].as_str().unwrap_or_default();
        if text.trim().is_empty() || length(text) > self.figures.button_text_max {
            let text = format!("A button's text has 1 to {} characters.", self.figures.button_text_max);
            return Err(limits(text));
        }
        if text.contains("{{") || text.contains('\n') {
            return Err(limits("A button's text has one line and no variables."));
        }
        match kind.as_str() {
            "URL" => self.check_url(button),
            "PHONE_NUMBER" => self.check_phone(button),
            "COPY_CODE" => self.check_code(button),
            "FLOW" => check_flow(button),
            "VOICE_CALL" => match &button["ttl_minutes"] {
                Value::Null => Ok(()),
                minutes
                    if minutes
                        .as_i64()
                        .is_some_and(|minutes| (1..=CALL_MINUTES_MAX).contains(&minutes)) =>
                {
                    Ok(())
                }
                _ => Err(limits(format!("ttl_minutes is a number from 1 to {CALL_MINUTES_MAX}."))),
            },
            _ => Ok(()),
        }
    }

    fn check_url(&self, button: &Value) -> Result<(), GraphError> {
        let url = button["url"].as_str().unwrap_or_default();
        let (parts, names) = (pieces(url), variables(url));
        let at_end = names.is_empty() || (names == ["1"] && matches!(parts.last(), Some(Piece::Variable(_))));
        let has_host = ["https://", "http://"].iter().any(|scheme| {
            url.strip_prefix(scheme)
                .is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['/', '{', ' ']))
        });
        let whole = !url.contains(char::is_whitespace);
        if !has_host || !whole || length(url) > self.figures.button_url_max || !at_end {
            let text = format!(
                "A button's address starts with https://, has up to {} characters and at most one variable, {{{{1}}}}, at its end.",
                self.figures.button_url_max
            );
            return Err(limits(text));
        }
        let example = button["example"].as_str().or_else(|| button["example"][0].as_str());
        if !names.is_empty() && example.is_none_or(str::is_empty) {
            return Err(invalid(
                2_388_043,
                "Missing sample parameters",
                "An address with a variable needs an example.",
            ));
        }
        Ok(())
    }

    fn check_phone(&self, button: &Value) -> Result<(), GraphError> {
        let phone = button["phone_number"].as_str().unwrap_or_default();
        let digits = phone.strip_prefix('+').unwrap_or(phone);
        let good = digits.chars().filter(char::is_ascii_digit).count() >= 3
            && digits
                .chars()
                .all(|character| character.is_ascii_digit() || " -()".contains(character));
        if good && length(phone) <= self.figures.button_phone_max {
            return Ok(());
        }
        Err(limits(format!(
            "A phone button needs phone_number, up to {} characters.",
            self.figures.button_phone_max
        )))
    }

    fn check_code(&self, button: &Value) -> Result<(), GraphError> {
        let example = button["example"].as_str().or_else(|| button["example"][0].as_str());
        let example = example.unwrap_or_default();
        if example.is_empty() || length(example) > self.figures.coupon_code_max {
            return Err(limits(format!(
                "A copy-code button needs an example of up to {} characters.",
                self.figures.coupon_code_max
            )));
        }
        Ok(())
    }

    /// How many there may be of each kind, and that quick replies stand together.
    fn check_group(&self, buttons: &[Value]) -> Result<(), GraphError> {
        let kinds: Vec<&str> = buttons.iter().filter_map(|button| button["type"].as_str()).collect();
        let count = |kind: &str| kinds.iter().filter(|each| **each == kind).count();
        for kind in KINDS {
            let most = match kind {
                "QUICK_REPLY" => self.figures.quick_replies_max,
                "URL" => self.figures.url_buttons_max,
                "PHONE_NUMBER" => self.figures.phone_buttons_max,
                _ => 1,
            };
            if count(kind) > most {
                return Err(limits(format!("A template has at most {most} buttons of type {kind}.")));
            }
        }
        let texts: Vec<_> = buttons.iter().filter_map(|button| button["text"].as_str()).collect();
        if (1..texts.len()).any(|index| texts[..index].contains(&texts[index])) {
            return Err(limits("Two buttons of a template can't have the same text."));
        }
        let mut groups: Vec<bool> = kinds.iter().map(|kind| *kind == "QUICK_REPLY").collect();
        groups.dedup();
        if groups.len() > 2 {
            return Err(limits(
                "Quick replies must stand together, before or after the other buttons.",
            ));
        }
        // WhatsApp Business API, "Message templates", 2021: quick replies or calls to action, not both.
        if self.is_2021() && groups.len() > 1 {
            return Err(limits("A template has quick replies or calls to action, not both."));
        }
        Ok(())
    }
}

/// Meta, "Flows › Sending a flow", 2026: exactly one way to name the flow.
fn check_flow(button: &mut Value) -> Result<(), GraphError> {
    let named = ["flow_id", "flow_name", "flow_json"];
    let given = named.iter().filter(|name| !button[**name].is_null()).count();
    if given != 1 {
        return Err(missing("A flow button needs one of flow_id, flow_name and flow_json."));
    }
    let action = button["flow_action"]
        .as_str()
        .unwrap_or("navigate")
        .to_ascii_lowercase();
    if !matches!(action.as_str(), "navigate" | "data_exchange") {
        return Err(GraphError::parameter(
            "Param flow_action must be one of {NAVIGATE, DATA_EXCHANGE}",
        ));
    }
    button["flow_action"] = json!(action.to_ascii_uppercase());
    match &button["icon"] {
        Value::Null => Ok(()),
        icon if ["DOCUMENT", "PROMOTION", "REVIEW"].iter().any(|known| icon == known) => Ok(()),
        _ => Err(GraphError::parameter(
            "Param icon must be one of {DOCUMENT, PROMOTION, REVIEW}",
        )),
    }
}
