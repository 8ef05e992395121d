//! Variables in a text: `{{1}}`, `{{2}}`, … or `{{first_name}}`.

use crate::named::named_enum;

named_enum! {
    /// How variables are written.
    pub enum ParameterFormat {
        /// `{{1}}`, `{{2}}`, …
        Positional = "positional",
        /// `{{first_name}}`.
        Named = "named",
    }
}

impl ParameterFormat {
    /// Reads Meta's word; absent or not known means positional.
    #[must_use]
    pub fn from_meta(word: &str) -> Self {
        if word.eq_ignore_ascii_case("named") {
            Self::Named
        } else {
            Self::Positional
        }
    }

    /// Whether this is how a key of this format is written.
    #[must_use]
    pub fn admits(self, key: &str) -> bool {
        match self {
            Self::Positional => key
                .parse::<u32>()
                .is_ok_and(|number| number > 0 && !key.starts_with(['0', '+'])),
            Self::Named => {
                key.starts_with(|first: char| first.is_ascii_lowercase())
                    && key
                        .bytes()
                        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
            }
        }
    }
}

/// A piece of a text with variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Fixed text.
    Text(&'a str),
    /// What stands between the braces, without spaces around it.
    Variable(&'a str),
}

/// Splits a text into fixed text and variables. Braces without an end are fixed text.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let Some(length) = rest[start + 2..].find("}}") else {
            break;
        };
        if start > 0 {
            found.push(Piece::Text(&rest[..start]));
        }
        found.push(Piece::Variable(rest[start + 2..start + 2 + length].trim()));
        rest = &rest[start + 2 + length + 2..];
    }
    if !rest.is_empty() {
        found.push(Piece::Text(rest));
    }
    found
}

/// The keys of the variables of a text, each once, in the order they appear.
#[must_use]
pub fn variables(text: &str) -> Vec<&str> {
    let mut keys = Vec::new();
    for piece in pieces(text) {
        if let Piece::Variable(key) = piece
            && !keys.contains(&key)
        {
            keys.push(key);
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn finds_each_variable_once() {
        assert_eq!(variables("Привет, {{1}}! {{ 2 }} и снова {{1}}."), ["1", "2"]);
        assert_eq!(variables("{{first_name}} {{"), ["first_name"]);
        assert!(variables("{1}} и {{2}").is_empty());
    }

    #[test]
    fn knows_the_keys_of_each_format() {
        for (format, key, admitted) in [
            (ParameterFormat::Positional, "1", true),
            (ParameterFormat::Positional, "0", false),
            (ParameterFormat::Positional, "01", false),
            (ParameterFormat::Positional, "name", false),
            (ParameterFormat::Named, "first_name2", true),
            (ParameterFormat::Named, "Имя", false),
            (ParameterFormat::Named, "1", false),
            (ParameterFormat::Named, "", false),
        ] {
            assert_eq!(format.admits(key), admitted, "{key}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_split_without_panic(text in "[{}1a ж]{0,30}") {
            let length: usize = pieces(&text).iter().map(|piece| match piece {
                Piece::Text(text) => text.len(),
                Piece::Variable(_) => 0,
            }).sum();
            prop_assert!(length <= text.len());
        }
    }
}
