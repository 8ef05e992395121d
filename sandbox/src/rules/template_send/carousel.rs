//! The cards of a carousel template: each is filled like a small template of its own.
//!
//! Meta, "Media card carousel templates" and "Product card carousel templates", 2026: a call names all cards.

use super::{Face, Filling, Replies, find};
use crate::errors::GraphError;
use crate::rules::shape;
use serde_json::Value;

/// The longest body of a card.
const CARD_BODY_MAX: usize = 160;

/// Checks the cards; gives their quick replies, with places that count over all cards.
pub(super) fn check(filling: &Filling<'_>) -> Result<Replies, GraphError> {
    let sent = find(filling.components, "carousel");
    let Some(defined) = filling.template.component("CAROUSEL") else {
        return match sent {
            Some(_) => Err(filling.unfit("carousel: the template has no carousel".to_owned())),
            None => Ok(Vec::new()),
        };
    };
    let defined = defined["cards"].as_array().map_or(&[][..], Vec::as_slice);
    let sent = shape::list(sent.map_or(&Value::Null, |part| &part["cards"]), "carousel['cards']")?;
    if sent.len() != defined.len() {
        return Err(GraphError::new(132_012).details(format!(
            "carousel: Format mismatch, expected {} cards, received {}",
            defined.len(),
            sent.len()
        )));
    }
    let cards = in_order(filling, sent)?;
    let mut replies = Vec::new();
    let mut place = 0;
    for (index, (defined, sent)) in defined.iter().zip(cards).enumerate() {
        let components = shape::list(&defined["components"], "components")?;
        let face = Face {
            filling,
            defined: components,
            sent: shape::list(&sent["components"], "carousel['cards']['components']")?,
            card: Some(index),
            body_max: CARD_BODY_MAX,
        };
        for (at, text, payload) in face.check()? {
            replies.push((place + at, text, payload));
        }
        place += find(components, "BUTTONS")
            .and_then(|part| part["buttons"].as_array())
            .map_or(0, Vec::len);
    }
    Ok(replies)
}

/// The cards of the call by their index; every index comes once.
fn in_order<'v>(filling: &Filling<'_>, sent: &'v [Value]) -> Result<Vec<&'v Value>, GraphError> {
    let mut cards = vec![None; sent.len()];
    for card in sent {
        let index = shape::whole_number(&card["card_index"]).and_then(|index| usize::try_from(index).ok());
        let place = index.and_then(|index| cards.get_mut(index));
        match place {
            Some(place) if place.is_none() => *place = Some(card),
            Some(_) | None => {
                return Err(filling.unfit("carousel: every card needs a card_index of its own, from 0 on".to_owned()));
            }
        }
    }
    Ok(cards.into_iter().flatten().collect())
}
