//! Reply buttons and lists.
//!
//! Meta, "Interactive reply buttons" and "Interactive lists", 2026; the words about titles are those that Meta answers.

use super::TITLE_MAX;
use crate::errors::GraphError;
use crate::rules::shape;
use serde_json::Value;
use std::collections::HashSet;

const BUTTONS_MAX: usize = 3;
const BUTTON_ID_MAX: usize = 256;
const SECTIONS_MAX: usize = 10;
const SECTION_TITLE_MAX: usize = 24;
const ROWS_MAX: usize = 10;
const ROW_ID_MAX: usize = 200;
const ROW_TITLE_MAX: usize = 24;
const ROW_DESCRIPTION_MAX: usize = 72;

/// Up to three buttons with ids and titles of their own.
pub(super) fn buttons(action: &Value) -> Result<(), GraphError> {
    let buttons = shape::list(&action["buttons"], "interactive['action']['buttons']")?;
    if buttons.is_empty() || buttons.len() > BUTTONS_MAX {
        return Err(GraphError::value(format!(
            "Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: {BUTTONS_MAX}"
        )));
    }
    let (mut ids, mut titles) = (HashSet::new(), HashSet::new());
    for button in buttons {
        if button["type"] != "reply" {
            return Err(GraphError::value("Button type must be reply"));
        }
        let (id, title) = check_reply(&button["reply"], BUTTON_ID_MAX)?;
        if !ids.insert(id) {
            return Err(GraphError::value("Button ids must be unique"));
        }
        if !titles.insert(title) {
            return Err(GraphError::value("Button titles must be unique"));
        }
    }
    Ok(())
}

/// Id and title of something that can be pressed.
pub(super) fn check_reply(reply: &Value, id_max: usize) -> Result<(&str, &str), GraphError> {
    shape::required_object(reply, "button['reply']")?;
    let title = reply["title"].as_str().unwrap_or_default();
    if title.is_empty() || shape::is_longer(title, TITLE_MAX) {
        return Err(GraphError::value(format!(
            "Button title length invalid. Min length: 1, Max length: {TITLE_MAX}"
        )));
    }
    if title.contains(['\n', '\r']) {
        return Err(GraphError::value("Button title cannot have new-line characters"));
    }
    let id = reply["id"].as_str().unwrap_or_default();
    if id.is_empty() || shape::is_longer(id, id_max) {
        return Err(GraphError::value(format!(
            "Button id length invalid. Min length: 1, Max length: {id_max}"
        )));
    }
    if id.trim() != id {
        return Err(GraphError::value("Button id cannot have leading or trailing spaces"));
    }
    Ok((id, title))
}

/// Up to ten rows in up to ten sections; the ten rows are those of the whole message.
pub(super) fn list(action: &Value) -> Result<(), GraphError> {
    shape::required_text(&action["button"], "interactive['action']['button']", TITLE_MAX)?;
    let sections = shape::list(&action["sections"], "interactive['action']['sections']")?;
    if sections.is_empty() || sections.len() > SECTIONS_MAX {
        return Err(GraphError::value(format!(
            "Invalid sections count. Min allowed: 1, Max allowed: {SECTIONS_MAX}"
        )));
    }
    let mut ids = HashSet::new();
    let mut count = 0;
    for section in sections {
        shape::required_object(section, "section")?;
        let title = shape::optional_text(&section["title"], "section['title']", SECTION_TITLE_MAX)?;
        if title.is_none() && sections.len() > 1 {
            return Err(GraphError::required("section['title']"));
        }
        let rows = shape::list(&section["rows"], "section['rows']")?;
        if rows.is_empty() {
            return Err(GraphError::required("section['rows']"));
        }
        count += rows.len();
        if count > ROWS_MAX {
            return Err(GraphError::value(format!(
                "Total row count exceed max allowed count: {ROWS_MAX}"
            )));
        }
        for row in rows {
            shape::required_object(row, "row")?;
            let id = shape::required_text(&row["id"], "row['id']", ROW_ID_MAX)?;
            shape::required_text(&row["title"], "row['title']", ROW_TITLE_MAX)?;
            shape::optional_text(&row["description"], "row['description']", ROW_DESCRIPTION_MAX)?;
            if !ids.insert(id) {
                return Err(GraphError::value("Row ids must be unique"));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn code(result: Result<(), GraphError>) -> u32 {
        result.map_or_else(|error| error.code, |()| 0)
    }

    fn button(id: &str, title: &str) -> Value {
        json!({"type": "reply", "reply": {"id": id, "title": title}})
    }

    #[test]
    fn buttons_at_their_bounds() {
        let of = |buttons: Vec<Value>| code(buttons_of(buttons));
        assert_eq!(of(vec![button("a", "A"), button("b", "B"), button("c", "C")]), 0);
        assert_eq!(
            of(vec![
                button("a", "A"),
                button("b", "B"),
                button("c", "C"),
                button("d", "D")
            ]),
            131_009
        );
        assert_eq!(of(vec![button("a", &"я".repeat(20))]), 0);
        assert_eq!(of(vec![button("a", &"я".repeat(21))]), 131_009);
        assert_eq!(of(vec![button("a", "two\nlines")]), 131_009);
        assert_eq!(of(vec![button(&"a".repeat(256), "A")]), 0);
        assert_eq!(of(vec![button(&"a".repeat(257), "A")]), 131_009);
        assert_eq!(of(vec![button(" a", "A")]), 131_009);
        assert_eq!(of(vec![button("a", "A"), button("a", "B")]), 131_009);
        assert_eq!(of(vec![button("a", "A"), button("b", "A")]), 131_009);
        assert_eq!(of(vec![json!({"type": "url"})]), 131_009);
    }

    fn buttons_of(buttons: Vec<Value>) -> Result<(), GraphError> {
        super::buttons(&json!({ "buttons": buttons }))
    }

    fn rows(from: usize, count: usize) -> Vec<Value> {
        (from..from + count)
            .map(|index| json!({"id": format!("r{index}"), "title": "Row"}))
            .collect()
    }

    fn list_of(sections: &Value) -> u32 {
        code(list(&json!({"button": "Menu", "sections": sections})))
    }

    #[test]
    fn ten_rows_pass_wherever_they_stand_and_eleven_do_not() {
        let two = |second: usize| json!([{"title": "a", "rows": rows(0, 5)}, {"title": "b", "rows": rows(5, second)}]);
        assert_eq!(list_of(&two(5)), 0);
        assert_eq!(list_of(&two(6)), 131_009);
        assert_eq!(list_of(&json!([{"rows": rows(0, 10)}])), 0);
        assert_eq!(list_of(&json!([{"rows": rows(0, 1)}, {"rows": rows(1, 1)}])), 100);
        assert_eq!(list_of(&json!([{"title": "a", "rows": []}])), 100);
        assert_eq!(
            list_of(&json!([{"title": "a", "rows": rows(0, 1)}, {"title": "b", "rows": rows(0, 1)}])),
            131_009
        );
        assert_eq!(list_of(&json!([])), 131_009);
    }

    #[test]
    fn row_texts_at_their_bounds() {
        let row = |id: usize, title: usize, description: usize| {
            list_of(
                &json!([{"rows": [{"id": "i".repeat(id), "title": "т".repeat(title), "description": "о".repeat(description)}]}]),
            )
        };
        assert_eq!(row(200, 24, 72), 0);
        assert_eq!(row(201, 24, 72), 100);
        assert_eq!(row(200, 25, 72), 100);
        assert_eq!(row(200, 24, 73), 100);
    }
}
