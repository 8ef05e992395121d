//! The shape of a content that is to be sent: what can be known without asking anybody.

use galka_cloud_api::content::Content;
use serde_json::Value;

use super::Invalid;
use super::interactive::{check_cards, check_emoji, check_interactive, check_location};

/// Longest text and caption, in code points (Meta, 'Text messages' and 'Media messages', 2026).
const TEXT_MAX: usize = 4_096;
const CAPTION_MAX: usize = 1_024;

/// Refuses what the Cloud API would not understand.
pub(super) fn check_shape(content: &Value) -> Result<(), Invalid> {
    let Some(kind) = content["type"].as_str() else {
        return Err(invalid(
            "type",
            "required",
            "name the type of the message, such as text or template",
        ));
    };
    let parsed: Content =
        serde_json::from_value(content.clone()).map_err(|failure| invalid(kind, "malformed", &failure.to_string()))?;
    match parsed {
        Content::Text(text) => check_length("text.body", &text.body, 1, TEXT_MAX),
        Content::Image(media) | Content::Video(media) | Content::Document(media) => {
            check_media(kind, media.id.is_some() || media.link.is_some())?;
            check_length(
                &format!("{kind}.caption"),
                media.caption.as_deref().unwrap_or_default(),
                0,
                CAPTION_MAX,
            )
        }
        Content::Audio(media) | Content::Sticker(media) => {
            check_media(kind, media.id.is_some() || media.link.is_some())
        }
        Content::Interactive(message) => check_interactive(&message),
        Content::Location(place) => check_location(&place),
        Content::Contacts(cards) => check_cards(&cards),
        Content::Reaction(_) => check_emoji(&content["reaction"]),
        Content::Template(template) if template.name.is_empty() => {
            Err(invalid("template.name", "required", "name the template"))
        }
        Content::Unknown { .. } => Err(invalid("type", "unknown", "this type of message cannot be sent")),
        _ => Ok(()),
    }
}

/// What a message that is no template says in words.
pub(super) fn words(content: &Value) -> String {
    let Some(kind) = content["type"].as_str() else {
        return String::new();
    };
    if let Some(cards) = content["contacts"].as_array() {
        let names = cards.iter().filter_map(|card| card["name"]["formatted_name"].as_str());
        return names.collect::<Vec<_>>().join(", ");
    }
    let object = &content[kind];
    let part = |name: &str| object[name].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    let body = object["body"]["text"].as_str().map(str::to_owned);
    part("body")
        .or(body)
        .or_else(|| part("caption"))
        .or_else(|| part("filename"))
        .or_else(|| part("emoji"))
        .or_else(|| part("name"))
        .unwrap_or_default()
}

fn check_media(kind: &str, named: bool) -> Result<(), Invalid> {
    if named {
        Ok(())
    } else {
        Err(invalid(
            &format!("{kind}.id"),
            "required",
            "upload the file and give its id",
        ))
    }
}

pub(super) fn check_length(field: &str, text: &str, least: usize, most: usize) -> Result<(), Invalid> {
    let length = text.chars().count();
    if length > most {
        let detail = format!("at most {most} characters are allowed, these are {length}");
        return Err(invalid(field, "too_long", &detail));
    }
    if length < least || (least > 0 && text.trim().is_empty()) {
        return Err(invalid(field, "required", "write something"));
    }
    Ok(())
}

pub(super) fn invalid(field: &str, code: &'static str, detail: &str) -> Invalid {
    Invalid {
        field: field.to_owned(),
        code,
        detail: detail.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn refuses_what_cannot_be_sent_with_the_field_and_the_remedy() {
        for (content, field, code) in [
            (json!({}), "type", "required"),
            (json!({"type": "text"}), "text", "malformed"),
            (json!({"type": "text", "text": {"body": "  "}}), "text.body", "required"),
            (
                json!({"type": "text", "text": {"body": "я".repeat(4_097)}}),
                "text.body",
                "too_long",
            ),
            (json!({"type": "image", "image": {}}), "image.id", "required"),
            (json!({"type": "poll", "poll": {}}), "type", "unknown"),
        ] {
            let found = check_shape(&content).unwrap_err();
            assert_eq!((found.field.as_str(), found.code), (field, code), "{content}");
        }
        assert_eq!(
            check_shape(&json!({"type": "text", "text": {"body": "я".repeat(4_096)}})),
            Ok(())
        );
    }
}
