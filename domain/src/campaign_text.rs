//! The text of a campaign into open windows: its variables, and what it says to one person.
//!
//! Free text needs no template, so nobody at WhatsApp has looked at it: what is missing must be found here.

use std::collections::BTreeMap;

use crate::guard::{Reason, Rule};
use crate::template::variables::{Piece, pieces, variables};

/// Longest text, in code points (Meta, 'Text messages', 2026).
pub const BODY_CHARS_MAX: usize = 4_096;

/// What a text says to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// The text; a variable without a value stands in it as it was written.
    pub text: String,
    /// Why it may not be sent, by the name of the first variable without a value or for its length.
    pub fault: Option<Reason>,
}

/// The keys of the variables, each once, in the order they appear.
#[must_use]
pub fn keys(body: &str) -> Vec<String> {
    variables(body).into_iter().map(str::to_owned).collect()
}

/// Puts the values into a text.
#[must_use]
pub fn fill(body: &str, values: &BTreeMap<String, String>) -> Filled {
    let mut text = String::with_capacity(body.len());
    let mut missing = None;
    for piece in pieces(body) {
        match piece {
            Piece::Text(fixed) => text.push_str(fixed),
            Piece::Variable(key) => match values.get(key).filter(|value| !value.trim().is_empty()) {
                Some(value) => text.push_str(value),
                None => {
                    missing = missing.or(Some(key));
                    text.push_str("{{");
                    text.push_str(key);
                    text.push_str("}}");
                }
            },
        }
    }
    let because = match missing {
        Some(_) => Some("missing"),
        None if text.trim().is_empty() => Some("missing"),
        None if text.chars().count() > BODY_CHARS_MAX => Some("too_long"),
        None => None,
    };
    let reason = |because: &str| {
        Reason::new(Rule::TemplateValues)
            .with("part", "body")
            .with("key", missing.unwrap_or_default())
            .with("because", because)
    };
    Filled {
        fault: because.map(reason),
        text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn says_the_values_and_names_the_first_that_is_missing() {
        let body = "Здравствуйте, {{first_name}}! {{ город }}: сегодня до {{until}}.";
        assert_eq!(keys(body), ["first_name", "город", "until"]);
        for (given, text, key) in [
            (
                vec![("first_name", "Анна"), ("город", "Тула"), ("until", "20:00")],
                "Здравствуйте, Анна! Тула: сегодня до 20:00.",
                None,
            ),
            (
                vec![("first_name", "Анна"), ("until", " ")],
                "Здравствуйте, Анна! {{город}}: сегодня до {{until}}.",
                Some("город"),
            ),
        ] {
            let filled = fill(body, &values(&given));
            assert_eq!(filled.text, text);
            let found = filled.fault.map(|why| {
                assert_eq!(why.details["because"], "missing");
                why.details["key"].as_str().unwrap_or_default().to_owned()
            });
            assert_eq!(found.as_deref(), key);
        }
    }

    #[test]
    fn a_value_is_never_read_as_a_variable() {
        let filled = fill("{{name}}", &values(&[("name", "{{phone}}"), ("phone", "+7")]));
        assert_eq!((filled.text.as_str(), filled.fault), ("{{phone}}", None));
    }

    #[test]
    fn a_text_that_its_values_make_too_long_may_not_go() {
        let long = "я".repeat(BODY_CHARS_MAX - 1);
        for (name, because) in [("а", None), ("аб", Some("too_long"))] {
            let filled = fill(&format!("{long}{{{{name}}}}"), &values(&[("name", name)]));
            let found = filled.fault.map(|why| why.details["because"].clone());
            assert_eq!(found.as_ref().and_then(serde_json::Value::as_str), because, "{name}");
        }
    }

    proptest! {
        #[test]
        fn what_may_go_has_no_variable_left(body in "[{}ab ж]{0,40}", value in "[a-z]{0,3}") {
            let given = keys(&body).into_iter().map(|key| (key, value.clone())).collect();
            let filled = fill(&body, &given);
            if filled.fault.is_none() {
                prop_assert!(!filled.text.trim().is_empty());
                prop_assert!(keys(&body).is_empty() || !value.is_empty());
            }
        }
    }
}
