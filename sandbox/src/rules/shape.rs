//! What a field of a request must look like: its kind of value, its length, its count.
//!
//! The words are those of the Graph API: "The parameter x is required.", "Param x must be a string."

use crate::errors::GraphError;
use crate::rules::review::length;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// The longest id that a request may name.
pub(crate) const ID_MAX: usize = 512;

/// A text that may be absent; empty counts as absent.
pub(crate) fn optional_text<'v>(value: &'v Value, name: &str, most: usize) -> Result<Option<&'v str>, GraphError> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) if is_longer(text, most) => Err(GraphError::too_long(name, most)),
        Value::String(text) => Ok(Some(text.as_str()).filter(|text| !text.is_empty())),
        _ => Err(GraphError::parameter(format!("Param {name} must be a string."))),
    }
}

/// A text that must be there.
pub(crate) fn required_text<'v>(value: &'v Value, name: &str, most: usize) -> Result<&'v str, GraphError> {
    optional_text(value, name, most)?.ok_or_else(|| GraphError::required(name))
}

/// An id that may be absent; clients write ids as numbers too.
pub(crate) fn optional_id<'v>(value: &'v Value, name: &str) -> Result<Option<Cow<'v, str>>, GraphError> {
    match value {
        Value::Number(number) => Ok(Some(Cow::Owned(number.to_string()))),
        _ => Ok(optional_text(value, name, ID_MAX)?.map(Cow::Borrowed)),
    }
}

/// An id that must be there.
pub(crate) fn required_id<'v>(value: &'v Value, name: &str) -> Result<Cow<'v, str>, GraphError> {
    optional_id(value, name)?.ok_or_else(|| GraphError::required(name))
}

/// An object that must be there.
pub(crate) fn required_object<'v>(value: &'v Value, name: &str) -> Result<&'v Map<String, Value>, GraphError> {
    match value {
        Value::Object(object) => Ok(object),
        Value::Null => Err(GraphError::required(name)),
        _ => Err(GraphError::parameter(format!("Param {name} must be a JSON object."))),
    }
}

/// An object that may be absent, when present of the right kind.
pub(crate) fn optional_object(value: &Value, name: &str) -> Result<(), GraphError> {
    if value.is_null() {
        return Ok(());
    }
    required_object(value, name).map(drop)
}

/// A list; absent counts as empty.
pub(crate) fn list<'v>(value: &'v Value, name: &str) -> Result<&'v [Value], GraphError> {
    match value {
        Value::Null => Ok(&[]),
        Value::Array(items) => Ok(items),
        _ => Err(GraphError::parameter(format!("Param {name} must be an array."))),
    }
}

/// A truth value that may be absent; forms write it as text.
pub(crate) fn optional_flag(value: &Value, name: &str) -> Result<Option<bool>, GraphError> {
    match value {
        Value::Null => Ok(None),
        Value::Bool(flag) => Ok(Some(*flag)),
        Value::String(text) if text == "true" || text == "1" => Ok(Some(true)),
        Value::String(text) if text == "false" || text == "0" => Ok(Some(false)),
        _ => Err(GraphError::parameter(format!("Param {name} must be a boolean."))),
    }
}

/// A whole number, written as a number or as text.
pub(crate) fn whole_number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// A number, written as a number or as text.
pub(crate) fn number(value: &Value) -> Option<f64> {
    let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())?;
    number.is_finite().then_some(number)
}

/// Whether this is an address that a phone can open.
pub(crate) fn is_web_address(text: &str) -> bool {
    (text.starts_with("http://") || text.starts_with("https://")) && url::Url::parse(text).is_ok()
}

/// One of a set of words, whatever their case.
pub(crate) fn one_of(value: &Value, name: &str, words: &[&str]) -> Result<(), GraphError> {
    match value {
        Value::Null => Ok(()),
        Value::String(text) if words.iter().any(|word| word.eq_ignore_ascii_case(text)) => Ok(()),
        _ => Err(GraphError::parameter(format!(
            "Param {name} must be one of {{{}}}",
            words.join(", ").to_ascii_uppercase()
        ))),
    }
}

/// Whether a text has more characters than that.
pub(crate) fn is_longer(text: &str, most: usize) -> bool {
    text.len() > most && length(text) > most
}

/// The beginning of a text from outside, fit to be repeated in a refusal.
pub(crate) fn excerpt(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(100) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lengths_count_characters_and_the_last_allowed_one_passes() {
        assert!(optional_text(&json!("я".repeat(5)), "x", 5).is_ok());
        assert!(optional_text(&json!("я".repeat(6)), "x", 5).is_err());
        assert_eq!(required_text(&json!(""), "x", 5).unwrap_err().code, 100);
        assert!(required_text(&json!(5), "x", 5).is_err());
    }

    #[test]
    fn numbers_come_as_text_too_and_are_finite() {
        assert_eq!(number(&json!("-12.5")), Some(-12.5));
        assert_eq!(number(&json!("inf")), None);
        assert_eq!(whole_number(&json!("7")), Some(7));
        assert_eq!(whole_number(&json!(7.5)), None);
    }

    #[test]
    fn only_the_beginning_of_foreign_text_is_repeated() {
        assert_eq!(excerpt("short"), "short");
        assert_eq!(excerpt(&"я".repeat(101)).chars().count(), 101);
    }
}
