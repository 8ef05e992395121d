//! What a customer can press in a free-form message: place, title, id.

use serde_json::Value;

/// Reply buttons, the rows of a list, the quick replies of a carousel's cards; places count over the whole message.
pub(super) fn reply_buttons(kind: &str, content: &Value) -> Vec<(usize, String, String)> {
    if kind != "interactive" {
        return Vec::new();
    }
    let action = &content["action"];
    match content["type"]
        .as_str()
        .unwrap_or_default()
        .to_ascii_lowercase()
        .as_str()
    {
        "button" => collect(items(&action["buttons"]).map(|button| &button["reply"])),
        "list" => collect(items(&action["sections"]).flat_map(|section| items(&section["rows"]))),
        "carousel" => {
            let mut cards: Vec<&Value> = items(&action["cards"]).collect();
            cards.sort_by_key(|card| crate::rules::shape::whole_number(&card["card_index"]));
            let buttons = cards.into_iter().flat_map(|card| items(&card["action"]["buttons"]));
            collect(buttons.map(|button| &button["quick_reply"]))
        }
        _ => Vec::new(),
    }
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn collect<'v>(replies: impl Iterator<Item = &'v Value>) -> Vec<(usize, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    replies
        .enumerate()
        .map(|(place, reply)| (place, text(&reply["title"]), text(&reply["id"])))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn rows_of_all_sections_are_counted_through() {
        let list = json!({"type": "list", "action": {"sections": [
            {"rows": [{"id": "a", "title": "A"}, {"id": "b", "title": "B"}]}, {"rows": [{"id": "c", "title": "C"}]}]}});
        let places: Vec<(usize, String)> = reply_buttons("interactive", &list)
            .into_iter()
            .map(|(place, _, id)| (place, id))
            .collect();
        assert_eq!(places, [(0, "a".to_owned()), (1, "b".to_owned()), (2, "c".to_owned())]);
    }

    #[test]
    fn cards_stand_in_the_order_of_their_index() {
        let card = |index: usize| {
            json!({"card_index": index, "action": {"buttons": [{"type": "quick_reply",
            "quick_reply": {"id": format!("id-{index}"), "title": "More"}}]}})
        };
        let carousel = json!({"type": "carousel", "action": {"cards": [card(1), card(0)]}});
        let buttons = reply_buttons("interactive", &carousel);
        assert_eq!(buttons[0], (0, "More".to_owned(), "id-0".to_owned()));
        assert_eq!(buttons[1].2, "id-1");
        assert!(reply_buttons("text", &carousel).is_empty());
    }
}
