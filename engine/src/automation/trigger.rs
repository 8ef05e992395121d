//! A stored message as automation sees it.

use galka_domain::automation::{MediaKind, Press, Trigger};
use galka_domain::message::Direction;
use galka_store::messages::MessageRow;
use serde_json::Value;

/// What the customer did; nothing for what is no message to answer: reactions, edits, notices of the system.
pub(super) fn trigger_of(message: &MessageRow) -> Option<Trigger> {
    let answerable = message.direction == Direction::Inbound
        && !matches!(message.kind.as_str(), "reaction" | "system" | "edit" | "revoke");
    if !answerable {
        return None;
    }
    let content: Value = serde_json::from_str(&message.content).unwrap_or_default();
    Some(Trigger {
        at: message.at,
        text: message.text.clone(),
        press: press_of(&message.kind, &content),
        media: media_of(&message.kind, &content),
    })
}

/// The button of a template answers with its payload, an interactive one with its id (Meta, 'Webhooks: messages', 2026).
fn press_of(kind: &str, content: &Value) -> Option<Press> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    match kind {
        "button" => {
            let button = &content["button"];
            Some(Press {
                id: text(&button["payload"]),
                title: text(&button["text"]),
            })
        }
        "interactive" => {
            let interactive = &content["interactive"];
            let reply = ["button_reply", "list_reply"]
                .iter()
                .map(|kind| &interactive[kind])
                .find(|reply| reply.is_object())?;
            Some(Press {
                id: text(&reply["id"]),
                title: text(&reply["title"]),
            })
        }
        _ => None,
    }
}

fn media_of(kind: &str, content: &Value) -> Option<MediaKind> {
    if kind == "audio" && content["audio"]["voice"] == Value::Bool(true) {
        return Some(MediaKind::Voice);
    }
    MediaKind::parse(kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn presses_and_media_are_read_from_the_content() {
        let press = |kind, content: Value| press_of(kind, &content).map(|press| (press.id, press.title));
        let both = |id: &str, title: &str| Some((id.to_owned(), title.to_owned()));
        for (kind, content, expected) in [
            (
                "button",
                json!({"button": {"payload": "yes", "text": "Да"}}),
                both("yes", "Да"),
            ),
            (
                "interactive",
                json!({"interactive": {"type": "list_reply", "list_reply": {"id": "r1", "title": "Розы"}}}),
                both("r1", "Розы"),
            ),
            (
                "interactive",
                json!({"interactive": {"type": "nfm_reply", "nfm_reply": {}}}),
                None,
            ),
            ("text", json!({"text": {"body": "x"}}), None),
        ] {
            assert_eq!(press(kind, content), expected, "{kind}");
        }
        assert_eq!(
            media_of("audio", &json!({"audio": {"voice": true}})),
            Some(MediaKind::Voice)
        );
        assert_eq!(media_of("audio", &json!({"audio": {}})), Some(MediaKind::Audio));
        assert_eq!(media_of("text", &json!({})), None);
    }
}
