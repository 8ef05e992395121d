//! The limits of messages with buttons, lists and links, and of cards, places and reactions (Meta, 'Interactive
//! messages' and the pages of each kind, 2026). Lengths are code points.

use galka_cloud_api::content::{ContactCard, Interactive, InteractiveHeader, Location};
use serde_json::Value;

use super::Invalid;
use super::content::{check_length, invalid};

const BODY_MAX: usize = 1_024;
const LIST_BODY_MAX: usize = 4_096;
const LINE_MAX: usize = 60;
const TITLE_MAX: usize = 20;
const ROW_TITLE_MAX: usize = 24;
const ROW_TEXT_MAX: usize = 72;
const BUTTON_ID_MAX: usize = 256;
const ROW_ID_MAX: usize = 200;
const BUTTONS_MAX: usize = 3;
const ROWS_MAX: usize = 10;
const SECTIONS_MAX: usize = 10;
const CARDS_MAX: usize = 257;
const ADDRESS_MAX: usize = 1_000;
const LINK_MAX: usize = 2_000;

/// Checks the kinds that people compose here; the others are left to WhatsApp.
pub(super) fn check_interactive(message: &Interactive) -> Result<(), Invalid> {
    let body_max = match message.kind.as_str() {
        "button" | "cta_url" | "location_request_message" => BODY_MAX,
        "list" => LIST_BODY_MAX,
        _ => return Ok(()),
    };
    let body = message.body.as_ref().map_or("", |body| &body.text);
    check_length("interactive.body.text", body, 1, body_max)?;
    let footer = message.footer.as_ref().map_or("", |footer| &footer.text);
    check_length("interactive.footer.text", footer, 0, LINE_MAX)?;
    if let Some(header) = &message.header {
        check_header(header, message.kind == "list")?;
    }
    match message.kind.as_str() {
        "button" => check_buttons(message),
        "list" => check_list(message),
        "cta_url" => check_link(message),
        "location_request_message" => {
            let action = message.action.as_ref().and_then(|action| action.name.as_deref());
            if action == Some("send_location") {
                return Ok(());
            }
            Err(invalid(
                "interactive.action.name",
                "required",
                "the action is send_location",
            ))
        }
        _ => Ok(()),
    }
}

/// A text, or a file; a list has only a text.
fn check_header(header: &InteractiveHeader, of_list: bool) -> Result<(), Invalid> {
    let file = match header.kind.as_str() {
        "text" => {
            let text = header.text.as_deref().unwrap_or_default();
            return check_length("interactive.header.text", text, 1, LINE_MAX);
        }
        "image" if !of_list => &header.image,
        "video" if !of_list => &header.video,
        "document" if !of_list => &header.document,
        _ => {
            let detail = "a header is text, image, video or document; that of a list is text";
            return Err(invalid("interactive.header.type", "malformed", detail));
        }
    };
    let is_named = file
        .as_ref()
        .is_some_and(|file| file.id.is_some() || file.link.is_some());
    if is_named {
        return Ok(());
    }
    let field = format!("interactive.header.{}.id", header.kind);
    Err(invalid(&field, "required", "upload the file and give its id"))
}

fn check_buttons(message: &Interactive) -> Result<(), Invalid> {
    const FIELD: &str = "interactive.action.buttons";
    let buttons = message.action.as_ref().map_or(&[][..], |action| &action.buttons);
    check_count(FIELD, buttons.len(), BUTTONS_MAX)?;
    let replies: Vec<_> = buttons.iter().filter_map(|button| button.reply.as_ref()).collect();
    if replies.len() < buttons.len() {
        return Err(invalid(FIELD, "required", "each button has a reply with id and title"));
    }
    for reply in &replies {
        check_length(FIELD, &reply.title, 1, TITLE_MAX)?;
        check_length(FIELD, &reply.id, 1, BUTTON_ID_MAX)?;
    }
    check_unique(FIELD, replies.iter().map(|reply| reply.title.as_str()))?;
    check_unique(FIELD, replies.iter().map(|reply| reply.id.as_str()))
}

fn check_list(message: &Interactive) -> Result<(), Invalid> {
    const FIELD: &str = "interactive.action.sections";
    let action = message.action.as_ref();
    let label = action.and_then(|action| action.button.as_deref()).unwrap_or_default();
    check_length("interactive.action.button", label, 1, TITLE_MAX)?;
    let sections = action.map_or(&[][..], |action| &action.sections);
    check_count(FIELD, sections.len(), SECTIONS_MAX)?;
    for section in sections {
        check_count(FIELD, section.rows.len(), ROWS_MAX)?;
        let title = section.title.as_deref().unwrap_or_default();
        check_length(FIELD, title, usize::from(sections.len() > 1), ROW_TITLE_MAX)?;
    }
    let rows: Vec<_> = sections.iter().flat_map(|section| &section.rows).collect();
    check_count(FIELD, rows.len(), ROWS_MAX)?;
    for row in &rows {
        check_length(FIELD, &row.title, 1, ROW_TITLE_MAX)?;
        check_length(FIELD, row.description.as_deref().unwrap_or_default(), 0, ROW_TEXT_MAX)?;
        check_length(FIELD, &row.id, 1, ROW_ID_MAX)?;
    }
    check_unique(FIELD, rows.iter().map(|row| row.id.as_str()))
}

fn check_link(message: &Interactive) -> Result<(), Invalid> {
    const FIELD: &str = "interactive.action.parameters.url";
    let parameters = message.action.as_ref().and_then(|action| action.parameters.as_ref());
    let part = |name: &str| parameters.and_then(|all| all[name].as_str()).unwrap_or_default();
    check_length(
        "interactive.action.parameters.display_text",
        part("display_text"),
        1,
        TITLE_MAX,
    )?;
    let link = part("url");
    check_length(FIELD, link, 1, LINK_MAX)?;
    let is_web = url::Url::parse(link).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    if is_web {
        Ok(())
    } else {
        Err(invalid(FIELD, "malformed", "a link begins with https://"))
    }
}

/// Degrees on the globe; an address is only shown beside a name.
pub(super) fn check_location(place: &Location) -> Result<(), Invalid> {
    if !(-90.0..=90.0).contains(&place.latitude) || !(-180.0..=180.0).contains(&place.longitude) {
        return Err(invalid(
            "location",
            "out_of_range",
            "latitude is within ±90, longitude within ±180",
        ));
    }
    check_length(
        "location.name",
        place.name.as_deref().unwrap_or_default(),
        0,
        ADDRESS_MAX,
    )?;
    check_length(
        "location.address",
        place.address.as_deref().unwrap_or_default(),
        0,
        ADDRESS_MAX,
    )
}

/// Each card has a whole name and a part of it.
pub(super) fn check_cards(cards: &[ContactCard]) -> Result<(), Invalid> {
    check_count("contacts", cards.len(), CARDS_MAX)?;
    let whole = cards.iter().all(|card| {
        let name = &card.name;
        let parts = name.first_name.is_some() || name.last_name.is_some() || !name.other.is_empty();
        !name.formatted_name.trim().is_empty() && parts
    });
    if whole {
        Ok(())
    } else {
        let detail = "a card has name.formatted_name and at least one more part of the name";
        Err(invalid("contacts", "required", detail))
    }
}

/// One emoji, or nothing to take it back.
pub(super) fn check_emoji(reaction: &Value) -> Result<(), Invalid> {
    let emoji = reaction["emoji"].as_str().unwrap_or_default();
    let is_word = emoji
        .chars()
        .any(|letter| letter.is_alphanumeric() && !letter.is_ascii_digit());
    // Figures and signs of the keyboard are emoji only with the mark that makes a key of them.
    let is_typed = !emoji.is_empty() && emoji.is_ascii();
    if emoji.chars().count() > 16 || is_word || is_typed {
        return Err(invalid("reaction.emoji", "malformed", "a reaction is one emoji"));
    }
    Ok(())
}

fn check_count(field: &str, count: usize, most: usize) -> Result<(), Invalid> {
    match count {
        0 => Err(invalid(field, "required", "add at least one")),
        more if more > most => Err(invalid(
            field,
            "too_many",
            &format!("at most {most} are allowed, these are {more}"),
        )),
        _ => Ok(()),
    }
}

fn check_unique<'a>(field: &str, values: impl Iterator<Item = &'a str>) -> Result<(), Invalid> {
    let mut seen = std::collections::HashSet::new();
    for value in values {
        if !seen.insert(value) {
            return Err(invalid(field, "duplicate", &format!("{value:?} stands there twice")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::content::check_shape;
    use serde_json::{Value, json};

    fn check(kind: &str, object: Value) -> (String, &'static str) {
        match check_shape(&json!({"type": kind, kind: object})) {
            Ok(()) => (String::new(), "fine"),
            Err(invalid) => (invalid.field, invalid.code),
        }
    }

    fn buttons(titles: &[&str]) -> Value {
        let buttons: Vec<Value> = titles
            .iter()
            .enumerate()
            .map(|(place, title)| json!({"type": "reply", "reply": {"id": place.to_string(), "title": title}}))
            .collect();
        json!({"type": "button", "body": {"text": "Да?"}, "action": {"buttons": buttons}})
    }

    fn list(rows: usize) -> Value {
        let rows: Vec<Value> = (0..rows)
            .map(|place| json!({"id": place.to_string(), "title": "Роза"}))
            .collect();
        json!({"type": "list", "body": {"text": "Что?"}, "action": {"button": "Выбрать", "sections": [{"rows": rows}]}})
    }

    fn sections(count: usize) -> Value {
        let sections: Vec<Value> = (0..count)
            .map(|place| json!({"title": "Цветы", "rows": [{"id": place.to_string(), "title": "Роза"}]}))
            .collect();
        json!({"type": "list", "body": {"text": "Что?"}, "action": {"button": "Выбрать", "sections": sections}})
    }

    fn under(mut message: Value, header: Value) -> Value {
        message["header"] = header;
        message
    }

    #[test]
    fn buttons_lists_and_links_keep_their_limits() {
        let twenty = "я".repeat(20);
        let longer = "я".repeat(21);
        let link = |text: &str, url: &str| {
            json!({"type": "cta_url", "body": {"text": "Тут"},
                "action": {"name": "cta_url", "parameters": {"display_text": text, "url": url}}})
        };
        for (object, code) in [
            (buttons(&[&twenty, "Нет", "Потом"]), "fine"),
            (buttons(&[&longer]), "too_long"),
            (buttons(&["Да", "Да"]), "duplicate"),
            (buttons(&["1", "2", "3", "4"]), "too_many"),
            (buttons(&[]), "required"),
            (
                json!({"type": "button", "body": {"text": "?"}, "action": {"buttons": [{"type": "reply"}]}}),
                "required",
            ),
            (
                under(buttons(&["Да"]), json!({"type": "image", "image": {"id": "md_1"}})),
                "fine",
            ),
            (under(buttons(&["Да"]), json!({"type": "image"})), "required"),
            (under(list(1), json!({"type": "text", "text": "Меню"})), "fine"),
            (
                under(list(1), json!({"type": "image", "image": {"id": "md_1"}})),
                "malformed",
            ),
            (sections(10), "fine"),
            (sections(11), "too_many"),
            (
                json!({"type": "location_request_message", "body": {"text": "Где?"}, "action": {"name": "send_location"}}),
                "fine",
            ),
            (
                json!({"type": "location_request_message", "body": {"text": "Где?"}}),
                "required",
            ),
            (list(10), "fine"),
            (list(11), "too_many"),
            (link("Открыть", "https://a.example"), "fine"),
            (link("Открыть", "javascript:alert(1)"), "malformed"),
            (link(&longer, "https://a.example"), "too_long"),
            (
                json!({"type": "location_request_message", "body": {"text": "я".repeat(1_025)}}),
                "too_long",
            ),
            (json!({"type": "flow"}), "fine"),
        ] {
            assert_eq!(check("interactive", object.clone()).1, code, "{object}");
        }
    }

    #[test]
    fn places_cards_and_reactions_are_looked_at() {
        for (kind, object, code) in [
            ("location", json!({"latitude": 90.0, "longitude": -180.0}), "fine"),
            ("location", json!({"latitude": 90.1, "longitude": 0.0}), "out_of_range"),
            ("contacts", json!([]), "required"),
            ("contacts", json!([{"name": {"formatted_name": "Анна"}}]), "required"),
            (
                "contacts",
                json!([{"name": {"formatted_name": "Анна", "first_name": "Анна"}}]),
                "fine",
            ),
            ("reaction", json!({"message_id": "wamid.1", "emoji": "👍🏽"}), "fine"),
            ("reaction", json!({"message_id": "wamid.1", "emoji": ""}), "fine"),
            ("reaction", json!({"message_id": "wamid.1", "emoji": "1️⃣"}), "fine"),
            ("reaction", json!({"message_id": "wamid.1", "emoji": "1"}), "malformed"),
            ("reaction", json!({"message_id": "wamid.1", "emoji": "да"}), "malformed"),
        ] {
            assert_eq!(check(kind, object.clone()).1, code, "{kind} {object}");
        }
    }
}
