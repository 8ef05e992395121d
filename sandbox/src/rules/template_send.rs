//! What Meta checks when a template is sent: parameters against the definition.
//!
//! Meta, "Send message templates" and "Error codes", 2026; the wording of `details` is what integrations report.

mod buttons;
mod carousel;
mod extras;
mod header;
mod texts;

use crate::errors::GraphError;
use crate::rules::figures::Figures;
use crate::rules::shape;
use crate::templates::Template;
use serde_json::Value;

/// A template with a body and nothing else may become this long.
const BODY_ALONE_MAX: usize = 32_768;
/// Meta, "Limited-time offer templates", 2026.
const OFFER_BODY_MAX: usize = 600;
/// The components that a call may fill.
const KINDS: [&str; 7] = [
    "header",
    "body",
    "button",
    "carousel",
    "limited_time_offer",
    "order_status",
    "tap_target_configuration",
];

/// What can be pressed in a message: place, text, payload.
pub(crate) type Replies = Vec<(usize, String, String)>;

/// What a send puts into a template.
pub(crate) struct Filling<'a> {
    pub(crate) template: &'a Template,
    /// `template.components` of the request.
    pub(crate) components: &'a [Value],
    pub(crate) figures: &'a Figures,
    pub(crate) version: u16,
    pub(crate) now_ms: i64,
    /// Whether a media object of this kind can be used.
    pub(crate) media: &'a dyn Fn(&str, &Value) -> Result<(), GraphError>,
}

/// One face of a template: the message itself, or a card of its carousel.
struct Face<'a> {
    filling: &'a Filling<'a>,
    /// The components of the definition.
    defined: &'a [Value],
    /// The components of the call.
    sent: &'a [Value],
    card: Option<usize>,
    body_max: usize,
}

impl Filling<'_> {
    /// Checks everything; gives the quick replies with their places among all buttons.
    pub(crate) fn check(&self) -> Result<Replies, GraphError> {
        let face = Face {
            filling: self,
            defined: &self.template.components,
            sent: self.components,
            card: None,
            body_max: self.body_max(),
        };
        let mut replies = face.check()?;
        replies.extend(carousel::check(self)?);
        extras::check(self)?;
        Ok(replies)
    }

    fn body_max(&self) -> usize {
        if self.template.components.len() == 1 {
            BODY_ALONE_MAX
        } else if self.template.component("LIMITED_TIME_OFFER").is_some() {
            OFFER_BODY_MAX
        } else {
            self.figures.template_body_max
        }
    }

    /// Parameters that make no sense together. Meta, changelog of v23 (2025-05-29): 132018 is new there.
    fn unfit(&self, details: String) -> GraphError {
        if self.version >= 23 {
            GraphError::new(132_018).details(details)
        } else {
            GraphError::parameter(details)
        }
    }
}

impl<'a> Face<'a> {
    fn check(&self) -> Result<Replies, GraphError> {
        self.check_kinds()?;
        self.check_header()?;
        self.check_body()?;
        self.check_buttons()
    }

    /// Every component is of a kind that exists, and none but buttons comes twice.
    fn check_kinds(&self) -> Result<(), GraphError> {
        let mut seen = Vec::with_capacity(self.sent.len());
        for component in self.sent {
            shape::required_object(component, "template['components']")?;
            let kind = kind_of(component);
            let known = KINDS.iter().find(|known| known.eq_ignore_ascii_case(kind));
            let Some(known) =
                known.filter(|known| self.card.is_none() || matches!(**known, "header" | "body" | "button"))
            else {
                return Err(GraphError::parameter(format!(
                    "Param template['components'] has an unknown type \"{}\".",
                    shape::excerpt(kind)
                )));
            };
            if *known != "button" && seen.contains(known) {
                return Err(self
                    .filling
                    .unfit(self.place(&format!("{known}: the component is given twice"))));
            }
            seen.push(*known);
            shape::list(&component["parameters"], "template['components']['parameters']")?;
        }
        Ok(())
    }

    fn defined(&self, kind: &str) -> Option<&'a Value> {
        find(self.defined, kind)
    }

    /// The parameters of a component; none when it is left out.
    fn parameters(&self, kind: &str) -> &'a [Value] {
        find(self.sent, kind).map_or(&[], parameters_of)
    }

    /// Says on which card something is wrong.
    fn place(&self, details: &str) -> String {
        match self.card {
            Some(card) => format!("card {card} {details}"),
            None => details.to_owned(),
        }
    }

    fn expect_count(&self, part: &str, given: usize, expected: usize) -> Result<(), GraphError> {
        if given == expected {
            return Ok(());
        }
        Err(GraphError::new(132_000).details(self.place(&format!(
            "{part}: number of localizable_params ({given}) does not match the expected number of params ({expected})"
        ))))
    }

    fn mismatch(&self, part: &str, expected: &str, received: &str) -> GraphError {
        let received = shape::excerpt(received).to_ascii_uppercase();
        GraphError::new(132_012).details(self.place(&format!(
            "{part}: Format mismatch, expected {expected}, received {received}"
        )))
    }
}

/// The component of a kind, whatever the case of its name.
fn find<'v>(components: &'v [Value], kind: &str) -> Option<&'v Value> {
    components
        .iter()
        .find(|component| kind_of(component).eq_ignore_ascii_case(kind))
}

fn kind_of(value: &Value) -> &str {
    value["type"].as_str().unwrap_or_default()
}

/// The type of a parameter as a refusal names it.
fn received(parameter: Option<&Value>) -> &str {
    match parameter.map(kind_of) {
        Some(kind) if !kind.is_empty() => kind,
        Some(_) | None => "unknown",
    }
}

fn parameters_of(component: &Value) -> &[Value] {
    component["parameters"].as_array().map_or(&[], Vec::as_slice)
}
