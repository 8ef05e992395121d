//! What Meta checks when a template is sent: parameters against the definition.
//!
//! Meta, "Send message templates" and "Error codes", 2026; the wording of `details` is what integrations report.

use crate::errors::GraphError;
use crate::rules::figures::Figures;
use crate::rules::review::length;
use crate::rules::template_text::{fill, variables};
use crate::templates::Template;
use serde_json::Value;

/// A template with a body and nothing else may become this long.
const BODY_ALONE_MAX: usize = 32_768;

/// What a send puts into a template.
pub(crate) struct Filling<'a> {
    pub(crate) template: &'a Template,
    /// `template.components` of the request.
    pub(crate) components: &'a [Value],
    pub(crate) figures: &'a Figures,
    pub(crate) version: u16,
    /// Whether a media object of this kind can be used.
    pub(crate) media: &'a dyn Fn(&str, &Value) -> Result<(), GraphError>,
}

impl Filling<'_> {
    /// Checks everything; gives the quick replies as (text, payload) with their places among all buttons.
    pub(crate) fn check(&self) -> Result<Vec<(usize, String, String)>, GraphError> {
        for component in self.components {
            let kind = component["type"].as_str().unwrap_or_default().to_ascii_lowercase();
            let known = [
                "header",
                "body",
                "button",
                "carousel",
                "limited_time_offer",
                "order_status",
                "tap_target_configuration",
            ];
            if !known.contains(&kind.as_str()) {
                return Err(GraphError::parameter(format!(
                    "Param template['components'] has an unknown type {kind:?}."
                )));
            }
        }
        self.check_header()?;
        self.check_body()?;
        self.check_buttons()
    }

    fn parameters(&self, kind: &str) -> &[Value] {
        let component = self.components.iter().find(|part| {
            part["type"]
                .as_str()
                .is_some_and(|name| name.eq_ignore_ascii_case(kind))
        });
        component
            .and_then(|part| part["parameters"].as_array())
            .map_or(&[], Vec::as_slice)
    }

    fn check_header(&self) -> Result<(), GraphError> {
        let given = self.parameters("header");
        let Some(header) = self.template.component("HEADER") else {
            return expect_count("header", given.len(), 0);
        };
        let format = header["format"].as_str().unwrap_or("TEXT");
        match format {
            "TEXT" => {
                let text = header["text"].as_str().unwrap_or_default();
                let filled = self.fill_text("header", text, given)?;
                if length(&filled) > self.figures.template_header_max {
                    return Err(GraphError::new(132_005)
                        .details("header: text is too long after its parameters were filled in"));
                }
                Ok(())
            }
            "IMAGE" | "VIDEO" | "DOCUMENT" | "LOCATION" | "PRODUCT" | "GIF" => {
                let kind = format.to_ascii_lowercase();
                let received = given
                    .first()
                    .and_then(|parameter| parameter["type"].as_str())
                    .unwrap_or("unknown");
                if !received.eq_ignore_ascii_case(&kind) {
                    let received = received.to_ascii_uppercase();
                    return Err(GraphError::new(132_012).details(format!(
                        "header: Format mismatch, expected {format}, received {received}"
                    )));
                }
                if matches!(format, "IMAGE" | "VIDEO" | "DOCUMENT") {
                    (self.media)(&kind, &given[0][&kind])?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn check_body(&self) -> Result<(), GraphError> {
        let given = self.parameters("body");
        let Some(text) = self.template.text_of("BODY") else {
            return Ok(());
        };
        let filled = self.fill_text("body", text, given)?;
        let alone = self.template.components.len() == 1;
        let most = if alone {
            BODY_ALONE_MAX
        } else {
            self.figures.template_body_max
        };
        if length(&filled) > most {
            return Err(GraphError::new(132_005).details(format!(
                "body: text is longer than {most} characters after its parameters were filled in"
            )));
        }
        if self.template.category == "AUTHENTICATION" {
            let code = given
                .first()
                .and_then(|parameter| parameter["text"].as_str())
                .unwrap_or_default();
            if length(code) > self.figures.authentication_code_max {
                return Err(GraphError::new(132_005).details(format!(
                    "body: a code has at most {} characters",
                    self.figures.authentication_code_max
                )));
            }
        }
        Ok(())
    }

    fn fill_text(&self, place: &str, text: &str, given: &[Value]) -> Result<String, GraphError> {
        let names = variables(text);
        expect_count(place, given.len(), names.len())?;
        let mut values: Vec<(&str, &str)> = Vec::with_capacity(names.len());
        for (index, parameter) in given.iter().enumerate() {
            let value = self.text_value(place, parameter)?;
            let name = if self.template.parameter_format == "NAMED" {
                let name = parameter["parameter_name"].as_str().filter(|name| !name.is_empty());
                name.ok_or_else(|| {
                    GraphError::new(132_012).details(format!("{place}: Parameter name is missing or empty"))
                })?
            } else {
                names
                    .iter()
                    .copied()
                    .find(|name| name.parse() == Ok(index + 1))
                    .unwrap_or_default()
            };
            values.push((name, value));
        }
        if let Some(missing) = names
            .iter()
            .find(|name| !values.iter().any(|(given, _)| given == *name))
        {
            return Err(GraphError::new(132_012)
                .details(format!("{place}: parameter ({missing}) of the template is not given")));
        }
        Ok(fill(text, |name| {
            values.iter().find(|(given, _)| *given == name).map(|(_, value)| *value)
        }))
    }

    fn text_value<'v>(&self, place: &str, parameter: &'v Value) -> Result<&'v str, GraphError> {
        let kind = parameter["type"].as_str().unwrap_or("unknown");
        let value = match kind {
            "text" => parameter["text"].as_str(),
            "currency" | "date_time" => parameter[kind]["fallback_value"].as_str(),
            _ => {
                let received = kind.to_ascii_uppercase();
                return Err(GraphError::new(132_012)
                    .details(format!("{place}: Format mismatch, expected TEXT, received {received}")));
            }
        };
        let value = value.filter(|text| !text.is_empty()).ok_or_else(|| {
            GraphError::new(131_008).details(format!("{place}: Parameter of type {kind} is missing text value"))
        })?;
        if value.contains(['\n', '\t', '\r']) || value.contains("     ") {
            let text = "Param text cannot have new-line/tab characters or more than 4 consecutive spaces";
            // Meta, changelog of v23 (2025-05-29): 132018 is new there.
            return Err(if self.version >= 23 {
                GraphError::new(132_018).details(text)
            } else {
                GraphError::parameter(text)
            });
        }
        Ok(value)
    }

    fn check_buttons(&self) -> Result<Vec<(usize, String, String)>, GraphError> {
        let buttons = self.template.buttons();
        let sent: Vec<(usize, &Value)> = self
            .components
            .iter()
            .filter(|part| {
                part["type"]
                    .as_str()
                    .is_some_and(|name| name.eq_ignore_ascii_case("button"))
            })
            .map(|part| Ok((index_of(part)?, part)))
            .collect::<Result<_, GraphError>>()?;
        if let Some((index, _)) = sent.iter().find(|(index, _)| *index >= buttons.len()) {
            return Err(
                GraphError::new(132_018).details(format!("buttons: the template has no button at index {index}"))
            );
        }
        let mut replies = Vec::new();
        for (index, button) in buttons.iter().enumerate() {
            let parameter = sent
                .iter()
                .find(|(at, _)| *at == index)
                .map(|(_, part)| &part["parameters"][0]);
            let kind = button["type"].as_str().unwrap_or_default();
            match kind {
                "QUICK_REPLY" => {
                    let text = button["text"].as_str().unwrap_or_default();
                    let payload = parameter.and_then(|value| value["payload"].as_str()).unwrap_or(text);
                    if length(payload) > self.figures.payload_max && payload != text {
                        return Err(GraphError::value(format!(
                            "Button payload length invalid. Max length: {}",
                            self.figures.payload_max
                        )));
                    }
                    replies.push((index, text.to_owned(), payload.to_owned()));
                }
                "URL" => self.check_url_button(index, button, parameter)?,
                "COPY_CODE" => {
                    let code = parameter
                        .and_then(|value| value["coupon_code"].as_str())
                        .unwrap_or_default();
                    if code.is_empty() {
                        return Err(requires_parameter(index, "CopyCode"));
                    }
                    if length(code) > self.figures.coupon_code_max {
                        return Err(GraphError::value(format!(
                            "Coupon code has at most {} characters",
                            self.figures.coupon_code_max
                        )));
                    }
                }
                _ => {}
            }
        }
        Ok(replies)
    }

    fn check_url_button(&self, index: usize, button: &Value, parameter: Option<&Value>) -> Result<(), GraphError> {
        let has_variable = !variables(button["url"].as_str().unwrap_or_default()).is_empty();
        let text = parameter.and_then(|value| value["text"].as_str()).unwrap_or_default();
        if has_variable && text.is_empty() {
            return Err(requires_parameter(index, "Url"));
        }
        if !has_variable && parameter.is_some() {
            return Err(GraphError::new(132_018).details(format!(
                "buttons: Button at index {index} of type Url takes no parameter"
            )));
        }
        if self.template.category == "AUTHENTICATION" {
            let code = self.parameters("body").first().and_then(|value| value["text"].as_str());
            if code != Some(text) {
                return Err(
                    GraphError::new(132_018).details("buttons: the code of the button must equal the code of the body")
                );
            }
        }
        Ok(())
    }
}

fn expect_count(place: &str, given: usize, expected: usize) -> Result<(), GraphError> {
    if given == expected {
        return Ok(());
    }
    Err(GraphError::new(132_000).details(format!(
        "{place}: number of localizable_params ({given}) does not match the expected number of params ({expected})"
    )))
}

fn requires_parameter(index: usize, kind: &str) -> GraphError {
    GraphError::new(131_008).details(format!(
        "buttons: Button at index {index} of type {kind} requires a parameter"
    ))
}

/// `index` is a number or a string.
fn index_of(component: &Value) -> Result<usize, GraphError> {
    let index = &component["index"];
    let number = index
        .as_u64()
        .or_else(|| index.as_str().and_then(|text| text.parse().ok()));
    number
        .and_then(|number| usize::try_from(number).ok())
        .ok_or_else(|| GraphError::required("template['components']['button']['index']"))
}
