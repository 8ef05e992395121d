//! Limited-time offers and carousels.
//!
//! Meta, "Limited-time offer templates", "Media card carousel templates" and "Product card carousel templates", 2026.

use super::{Draft, kind_of, limits, missing};
use crate::errors::GraphError;
use crate::rules::review::length;
use serde_json::{Value, json};

/// A card has one or two buttons.
const CARD_BUTTONS_MAX: usize = 2;

impl Draft<'_> {
    pub(super) fn check_offer(&self, component: &mut Value) -> Result<(), GraphError> {
        let offer = &mut component["limited_time_offer"];
        let text = offer["text"].as_str().unwrap_or_default();
        if text.trim().is_empty() {
            return Err(missing("A limited-time offer needs limited_time_offer.text."));
        }
        let most = self.figures.limited_time_offer_text_max;
        if length(text) > most {
            return Err(super::too_long("Offer text is too long", most));
        }
        match &offer["has_expiration"] {
            Value::Null => offer["has_expiration"] = json!(false),
            Value::Bool(_) => {}
            _ => return Err(GraphError::parameter("Param has_expiration must be a boolean.")),
        }
        Ok(())
    }

    pub(super) fn check_carousel(&self, component: &mut Value) -> Result<(), GraphError> {
        let figures = self.figures;
        let Some(cards) = component["cards"].as_array_mut() else {
            return Err(GraphError::required("components['CAROUSEL']['cards']"));
        };
        if !(figures.carousel_cards_min..=figures.carousel_cards_max).contains(&cards.len()) {
            return Err(limits(format!(
                "A carousel has {} to {} cards.",
                figures.carousel_cards_min, figures.carousel_cards_max
            )));
        }
        let mut structure: Option<Vec<String>> = None;
        for (index, card) in cards.iter_mut().enumerate() {
            let this = self.check_card(card)?;
            match &structure {
                Some(first) if *first != this => {
                    let text = format!("All cards have the same components and buttons; card {index} differs.");
                    return Err(limits(text));
                }
                Some(_) => {}
                None => structure = Some(this),
            }
        }
        Ok(())
    }

    /// Checks a card; gives the kinds of its parts, which must be those of every other card.
    fn check_card(&self, card: &mut Value) -> Result<Vec<String>, GraphError> {
        let Some(components) = card["components"].as_array_mut() else {
            return Err(GraphError::required("components['CAROUSEL']['cards']['components']"));
        };
        let mut structure = Vec::new();
        for component in components.iter_mut() {
            let kind = kind_of(component);
            if structure.contains(&kind) {
                return Err(limits(format!("A card has at most one component of type {kind}.")));
            }
            component["type"] = json!(kind);
            structure.push(kind.clone());
            match kind.as_str() {
                "HEADER" => structure.push(self.check_card_header(component)?),
                "BODY" => self.check_body(component, self.figures.carousel_body_max)?,
                "BUTTONS" => {
                    self.check_buttons(component)?;
                    let buttons = component["buttons"].as_array().map_or(&[][..], Vec::as_slice);
                    if buttons.len() > CARD_BUTTONS_MAX {
                        return Err(limits(format!("A card has at most {CARD_BUTTONS_MAX} buttons.")));
                    }
                    structure.extend(buttons.iter().map(kind_of));
                }
                _ => return Err(limits(format!("A card has no component of type {kind:?}."))),
            }
        }
        if structure.first().is_none_or(|kind| kind != "HEADER") || !structure.iter().any(|kind| kind == "BUTTONS") {
            return Err(missing("A card needs a header, which comes first, and buttons."));
        }
        Ok(structure)
    }

    fn check_card_header(&self, component: &mut Value) -> Result<String, GraphError> {
        let format = component["format"].as_str().unwrap_or_default().to_ascii_uppercase();
        component["format"] = json!(format);
        match format.as_str() {
            "IMAGE" | "VIDEO" => super::text::check_handle(component)?,
            "PRODUCT" if self.category == "MARKETING" => {}
            "PRODUCT" => return Err(limits("A product carousel is a marketing template.")),
            _ => return Err(limits("A card's header is an image, a video or a product.")),
        }
        Ok(format)
    }
}
