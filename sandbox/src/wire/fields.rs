//! The `fields` of a call: names, their arguments, and what is asked of what they lead to.
//!
//! Meta, "Graph API › Field expansion", 2026: `a,b{c,d},edge.limit(5){e},analytics.start(1).end(2)`.

use serde_json::{Map, Value};

/// How deep one call may ask.
const DEPTH_MAX: usize = 4;
/// How many fields one level may name.
const FIELDS_MAX: usize = 100;

/// One field that a call asks for.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: String,
    /// What stands in brackets after the name, by its own name.
    pub(crate) arguments: Vec<(String, String)>,
    /// What stands in braces, unread.
    pub(crate) inner: Option<String>,
}

impl Field {
    /// The arguments and the inner fields as the parameters of a call of their own.
    pub(crate) fn params(&self) -> Map<String, Value> {
        let arguments = self.arguments.iter();
        let mut params: Map<String, Value> = arguments
            .map(|(name, value)| (name.clone(), Value::String(value.clone())))
            .collect();
        if let Some(inner) = &self.inner {
            params.insert("fields".to_owned(), Value::String(inner.clone()));
        }
        params
    }
}

/// Reads fields; what cannot be read is read over.
pub(crate) fn parse(text: &str) -> Vec<Field> {
    split(text, ',')
        .into_iter()
        .take(FIELDS_MAX)
        .filter_map(field)
        .collect()
}

/// Whether fields lead deeper than one call may ask.
pub(crate) fn is_too_deep(text: &str) -> bool {
    let mut depth = 0_usize;
    let mut most = 0;
    for character in text.chars() {
        match character {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        most = most.max(depth);
    }
    most > DEPTH_MAX
}

/// Keeps of a value what the inner fields name; lists are pruned one by one.
pub(crate) fn prune(value: Value, inner: &str) -> Value {
    match value {
        Value::Array(list) => list.into_iter().map(|each| prune(each, inner)).collect(),
        Value::Object(mut object) if !object.contains_key("data") => {
            let mut kept = Map::new();
            for field in parse(inner) {
                if let Some(value) = object.remove(&field.name) {
                    let value = match &field.inner {
                        Some(deeper) => prune(value, deeper),
                        None => value,
                    };
                    kept.insert(field.name, value);
                }
            }
            if let Some(id) = object.remove("id") {
                kept.insert("id".to_owned(), id);
            }
            Value::Object(kept)
        }
        other => other,
    }
}

fn field(text: &str) -> Option<Field> {
    let text = text.trim();
    let (outer, inner) = match text.split_once('{') {
        Some((outer, rest)) => (
            outer,
            Some(rest.trim_end().strip_suffix('}').unwrap_or(rest).to_owned()),
        ),
        None => (text, None),
    };
    let mut parts = split(outer, '.').into_iter();
    let name = parts.next()?.trim();
    if name.is_empty() {
        return None;
    }
    let arguments = parts
        .filter_map(|part| {
            let (name, rest) = part.split_once('(')?;
            let value = rest.trim_end().strip_suffix(')').unwrap_or(rest);
            Some((name.trim().to_owned(), value.trim().to_owned()))
        })
        .collect();
    Some(Field {
        name: name.to_owned(),
        arguments,
        inner,
    })
}

/// Splits where no bracket is open.
fn split(text: &str, at: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut from) = (0_usize, 0);
    for (place, character) in text.char_indices() {
        match character {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth = depth.saturating_sub(1),
            _ if character == at && depth == 0 => {
                parts.push(&text[from..place]);
                from = place + character.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reads_names_arguments_and_inner_fields() {
        let fields = parse(r#"id, name,edge.limit(5){id,b{c}},analytics.start(1).country_codes(["US","RU"]),,"#);
        let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(names, ["id", "name", "edge", "analytics"]);
        assert_eq!(fields[2].inner.as_deref(), Some("id,b{c}"));
        assert_eq!(
            fields[2].params(),
            *json!({"limit": "5", "fields": "id,b{c}"}).as_object().unwrap()
        );
        assert_eq!(
            fields[3].arguments,
            [
                ("start".to_owned(), "1".to_owned()),
                ("country_codes".to_owned(), r#"["US","RU"]"#.to_owned())
            ]
        );
    }

    #[test]
    fn broken_fields_are_read_as_far_as_they_go() {
        for text in ["", ",", "a{", "a(", "}{)(", "a{b}c", "é{ü", "....", "{{{{{{"] {
            parse(text);
        }
        assert_eq!(parse("a{b")[0].inner.as_deref(), Some("b"));
        assert!(is_too_deep("a{b{c{d{e{f}}}}}") && !is_too_deep("a{b{c{d}}}"));
    }

    #[test]
    fn prunes_what_inner_fields_do_not_name() {
        let value = json!({"level": "HIGH", "note": 1, "deep": [{"a": 1, "b": 2, "id": "7"}]});
        assert_eq!(
            prune(value, "level,deep{a}"),
            json!({"level": "HIGH", "deep": [{"a": 1, "id": "7"}]})
        );
    }
}
