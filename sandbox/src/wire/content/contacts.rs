//! Contact cards.
//!
//! Meta, "Contacts messages", 2026: up to 257 cards; the OpenAPI document says 5, and the page is followed.

use crate::errors::GraphError;
use crate::rules::shape;
use serde_json::Value;

const CARDS_MAX: usize = 257;
/// The longest field of a card: Meta gives no figure, a text message has this one.
const FIELD_MAX: usize = 4_096;
/// One of these has to stand beside `formatted_name`.
const NAME_PARTS: [&str; 5] = ["first_name", "last_name", "middle_name", "prefix", "suffix"];
/// The lists of a card and the texts of their entries.
const LISTS: [(&str, &[&str]); 4] = [
    ("phones", &["phone", "type", "wa_id"]),
    ("emails", &["email", "type"]),
    ("urls", &["url", "type"]),
    (
        "addresses",
        &["street", "city", "state", "zip", "country", "country_code", "type"],
    ),
];

/// Checks the cards of a message.
pub(super) fn check(content: &Value) -> Result<(), GraphError> {
    let cards = shape::list(content, "contacts")?;
    if cards.is_empty() || cards.len() > CARDS_MAX {
        return Err(GraphError::parameter(format!(
            "Param contacts must have 1 to {CARDS_MAX} elements."
        )));
    }
    cards.iter().try_for_each(card)
}

fn card(card: &Value) -> Result<(), GraphError> {
    shape::required_object(card, "contacts")?;
    let name = &card["name"];
    shape::required_object(name, "contacts['name']")?;
    shape::required_text(&name["formatted_name"], "contacts['name']['formatted_name']", FIELD_MAX)?;
    let mut parts = 0;
    for part in NAME_PARTS {
        parts += usize::from(text(&name[part], "name", part)?);
    }
    if parts == 0 {
        return Err(GraphError::value(
            "A contact needs formatted_name and at least one more part of the name.",
        ));
    }
    for (key, fields) in LISTS {
        for entry in shape::list(&card[key], &format!("contacts['{key}']"))? {
            shape::required_object(entry, &format!("contacts['{key}']"))?;
            for field in fields {
                text(&entry[*field], key, field)?;
            }
        }
    }
    shape::optional_object(&card["org"], "contacts['org']")?;
    for field in ["company", "department", "title"] {
        text(&card["org"][field], "org", field)?;
    }
    match shape::optional_text(&card["birthday"], "contacts['birthday']", FIELD_MAX)? {
        Some(day) if !is_date(day) => Err(GraphError::value("Param contacts['birthday'] must be YYYY-MM-DD.")),
        Some(_) | None => Ok(()),
    }
}

/// True when the text is there.
fn text(value: &Value, part: &str, field: &str) -> Result<bool, GraphError> {
    match value {
        Value::Null => Ok(false),
        Value::String(text) if !shape::is_longer(text, FIELD_MAX) => Ok(!text.is_empty()),
        _ => {
            let name = format!("contacts['{part}']['{field}']");
            shape::optional_text(value, &name, FIELD_MAX).map(|text| text.is_some())
        }
    }
}

fn is_date(text: &str) -> bool {
    text.parse::<jiff::civil::Date>().is_ok() && text.len() == 10
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn code(cards: &Value) -> u32 {
        check(cards).map_or_else(|error| error.code, |()| 0)
    }

    #[test]
    fn a_card_has_its_whole_name_and_one_part_of_it() {
        let named = |name: Value| json!([{ "name": name }]);
        assert_eq!(code(&named(json!({"formatted_name": "Ada", "first_name": "Ada"}))), 0);
        assert_eq!(code(&named(json!({"formatted_name": "Ada", "suffix": "Jr"}))), 0);
        assert_eq!(
            code(&named(json!({"formatted_name": "Ada", "middle_name": ""}))),
            131_009
        );
        assert_eq!(code(&named(json!({"first_name": "Ada"}))), 100);
        assert_eq!(code(&json!(["Ada"])), 100);
    }

    #[test]
    fn two_hundred_and_fifty_seven_cards_pass() {
        let card = json!({"name": {"formatted_name": "Ada", "first_name": "Ada"}});
        assert_eq!(code(&json!(vec![card.clone(); 257])), 0);
        assert_eq!(code(&json!(vec![card; 258])), 100);
        assert_eq!(code(&json!([])), 100);
    }

    #[test]
    fn lists_are_lists_and_days_are_days() {
        let with = |key: &str, value: Value| {
            let mut card = json!({"name": {"formatted_name": "Ada", "first_name": "Ada"}});
            card[key] = value;
            code(&json!([card]))
        };
        assert_eq!(with("phones", json!([{"phone": "+15551230001", "type": "WORK"}])), 0);
        assert_eq!(with("phones", json!("+15551230001")), 100);
        assert_eq!(with("phones", json!([{"phone": 5}])), 100);
        assert_eq!(with("birthday", json!("1990-05-17")), 0);
        assert_eq!(with("birthday", json!("17.05.1990")), 131_009);
        assert_eq!(with("org", json!([])), 100);
    }
}
