//! Carousels of free-form messages.
//!
//! Meta, "Interactive media carousel messages" and "Product carousel messages", late 2025: two to ten cards of one make.
//! Meta's page names links as headers; ids are taken too.

use super::actions;
use super::replies::check_reply;
use crate::errors::GraphError;
use crate::rules::{products, shape};
use crate::wire::content::MediaCheck;
use serde_json::Value;

const CARDS_MIN: usize = 2;
const CARDS_MAX: usize = 10;
const CARD_BODY_MAX: usize = 160;
const CARD_LINE_BREAKS_MAX: usize = 2;
const REPLY_ID_MAX: usize = 20;
/// Meta gives no figure for a card; a message of reply buttons has this one.
const REPLIES_MAX: usize = 3;

/// What must be the same on all cards.
#[derive(PartialEq, Eq)]
struct Make<'v> {
    header: &'v str,
    button: &'static str,
    buttons: usize,
    catalog: String,
}

/// Checks the cards.
pub(super) fn check(media: &MediaCheck<'_>, action: &Value) -> Result<(), GraphError> {
    let cards = shape::list(&action["cards"], "interactive['action']['cards']")?;
    if !(CARDS_MIN..=CARDS_MAX).contains(&cards.len()) {
        return Err(GraphError::value(format!(
            "Invalid cards count. Min allowed: {CARDS_MIN}, Max allowed: {CARDS_MAX}"
        )));
    }
    let mut seen = [false; CARDS_MAX];
    let mut first: Option<Make<'_>> = None;
    for card in cards {
        shape::required_object(card, "card")?;
        let index = shape::whole_number(&card["card_index"]).and_then(|index| usize::try_from(index).ok());
        let Some(place) = index.and_then(|index| seen.get_mut(index)).filter(|seen| !**seen) else {
            return Err(GraphError::value(
                "Every card needs a card_index of its own, from 0 on.",
            ));
        };
        *place = true;
        let make = check_card(media, card)?;
        if first.as_ref().is_some_and(|first| *first != make) {
            return Err(GraphError::value(
                "All cards must have the same type of header and the same buttons.",
            ));
        }
        first.get_or_insert(make);
    }
    Ok(())
}

fn check_card<'v>(media: &MediaCheck<'_>, card: &'v Value) -> Result<Make<'v>, GraphError> {
    let action = &card["action"];
    shape::required_object(action, "card['action']")?;
    if card["type"] == "product" {
        products::check_product(action, "card['action']")?;
        return Ok(Make {
            header: "product",
            button: "product",
            buttons: 0,
            catalog: action["catalog_id"].to_string(),
        });
    }
    let header = &card["header"];
    shape::required_object(header, "card['header']")?;
    let format = header["type"].as_str().unwrap_or_default();
    if !matches!(format, "image" | "video") {
        return Err(GraphError::value("The header of a card is an image or a video."));
    }
    media.file(format, &header[format])?;
    shape::optional_object(&card["body"], "card['body']")?;
    let body = shape::optional_text(&card["body"]["text"], "card['body']['text']", CARD_BODY_MAX)?;
    if body.is_some_and(|text| text.matches('\n').count() > CARD_LINE_BREAKS_MAX) {
        return Err(GraphError::value(format!(
            "The body of a card has at most {CARD_LINE_BREAKS_MAX} line breaks."
        )));
    }
    // Meta's example of quick replies keeps the type cta_url on the cards, so the action tells what they are.
    let (button, buttons) = if action["buttons"].is_null() {
        actions::cta_url(action)?;
        ("cta_url", 1)
    } else {
        ("quick_reply", check_replies(action)?)
    };
    Ok(Make {
        header: format,
        button,
        buttons,
        catalog: String::new(),
    })
}

fn check_replies(action: &Value) -> Result<usize, GraphError> {
    let buttons = shape::list(&action["buttons"], "card['action']['buttons']")?;
    if buttons.is_empty() || buttons.len() > REPLIES_MAX {
        return Err(GraphError::value(format!(
            "Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: {REPLIES_MAX}"
        )));
    }
    for button in buttons {
        if button["type"] != "quick_reply" {
            return Err(GraphError::value("Button type must be quick_reply"));
        }
        check_reply(&button["quick_reply"], REPLY_ID_MAX)?;
    }
    Ok(buttons.len())
}
