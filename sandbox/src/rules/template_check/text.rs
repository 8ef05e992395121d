//! Headers, bodies and footers: lengths, variables and their samples.
//!
//! Meta, "Template components", 2026.

use super::{Draft, invalid, missing, too_long};
use crate::errors::GraphError;
use crate::rules::review::length;
use crate::rules::template_text::{Piece, pieces, variables};
use serde_json::{Value, json};

/// The longest file handle that is read.
const HANDLE_MAX: usize = 8_192;

impl Draft<'_> {
    pub(super) fn check_header(&self, component: &mut Value) -> Result<(), GraphError> {
        let format = component["format"].as_str().unwrap_or("TEXT").to_ascii_uppercase();
        component["format"] = json!(format);
        match format.as_str() {
            "TEXT" => self.check_header_text(component),
            "IMAGE" | "VIDEO" | "DOCUMENT" | "GIF" => check_handle(component),
            "LOCATION" | "PRODUCT" if !self.is_2021() => Ok(()),
            _ => Err(GraphError::parameter(
                "Param components['HEADER']['format'] must be one of {TEXT, IMAGE, VIDEO, DOCUMENT, LOCATION, PRODUCT, GIF}",
            )),
        }
    }

    fn check_header_text(&self, component: &Value) -> Result<(), GraphError> {
        let text = required_text(component, "HEADER")?;
        if length(text) > self.figures.template_header_max {
            return Err(too_long("Header is too long", self.figures.template_header_max));
        }
        let names = variables(text);
        if names.len() > 1 || text.contains('\n') || is_formatted(text) {
            return Err(invalid(
                2_388_047,
                "Header format is incorrect",
                "A header has one line, at most one variable, no formatting and no emoji.",
            ));
        }
        self.check_names(&names, 2_388_047, "Header format is incorrect")?;
        self.check_examples(component, &names, "header_text")
    }

    pub(super) fn check_body(&self, component: &Value, most: usize) -> Result<(), GraphError> {
        let text = required_text(component, "BODY")?;
        if length(text) > most {
            return Err(too_long("Body is too long", most));
        }
        let parts = pieces(text.trim());
        if matches!(parts.first(), Some(Piece::Variable(_))) || matches!(parts.last(), Some(Piece::Variable(_))) {
            return Err(invalid(
                2_388_299,
                "Variables can't be at the start or end of the template",
                "Variables can't be at the start or end of the template text. Put text before and after them.",
            ));
        }
        if are_adjacent(&parts) {
            let text = "Variables can't stand next to each other. Put text between them.";
            return Err(invalid(2_388_072, "Body format is incorrect", text));
        }
        let names = variables(text);
        self.check_names(&names, 2_388_072, "Body format is incorrect")?;
        let words: usize = parts.iter().map(words_in).sum();
        // Meta gives no figure; integrations report that a text needs more words of its own than variables.
        if !names.is_empty() && words <= names.len() {
            return Err(invalid(
                2_388_293,
                "Too many variables for the length",
                "This template has too many variables for its length. Reduce the variables or write more text.",
            ));
        }
        self.check_examples(component, &names, "body_text")
    }

    pub(super) fn check_footer(&self, component: &Value) -> Result<(), GraphError> {
        let text = required_text(component, "FOOTER")?;
        if length(text) > self.figures.template_footer_max {
            return Err(too_long("Footer is too long", self.figures.template_footer_max));
        }
        if variables(text).is_empty() && !text.contains('\n') {
            return Ok(());
        }
        Err(invalid(
            2_388_073,
            "Footer format is incorrect",
            "A footer has one line and no variables.",
        ))
    }

    /// Positional variables count from one without gaps; named ones have letters, digits and underscores.
    fn check_names(&self, names: &[&str], subcode: u32, title: &str) -> Result<(), GraphError> {
        let good = if self.parameter_format == "NAMED" {
            names.iter().all(|name| {
                name.chars().any(|character| character.is_ascii_lowercase())
                    && name.chars().all(|character| {
                        character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_'
                    })
            })
        } else {
            let mut numbers: Vec<Option<usize>> = names.iter().map(|name| name.parse().ok()).collect();
            numbers.sort_unstable();
            numbers
                .iter()
                .enumerate()
                .all(|(index, number)| *number == Some(index + 1))
        };
        if good {
            return Ok(());
        }
        let text = "Positional variables are {{1}}, {{2}} and so on without gaps; named ones are lower-case letters, digits and underscores.";
        Err(invalid(subcode, title, text))
    }

    /// Every variable has a sample.
    fn check_examples(&self, component: &Value, names: &[&str], key: &str) -> Result<(), GraphError> {
        if names.is_empty() {
            return Ok(());
        }
        let example = &component["example"];
        let is_sample = |value: &Value| value.as_str().is_some_and(|text| !text.trim().is_empty()) || value.is_number();
        let given = if self.parameter_format == "NAMED" {
            let list = example[format!("{key}_named_params")].as_array();
            let has = |name: &&&str| {
                list.is_some_and(|list| {
                    list.iter()
                        .any(|entry| entry["param_name"] == **name && is_sample(&entry["example"]))
                })
            };
            names.iter().filter(has).count()
        } else {
            let list = &example[key];
            match if list[0].is_array() { &list[0] } else { list } {
                Value::Array(samples) => samples.iter().filter(|sample| is_sample(sample)).count(),
                sample => usize::from(is_sample(sample)),
            }
        };
        if given == names.len() {
            return Ok(());
        }
        let text = format!(
            "{} variables need as many examples in example.{key}; {given} are given.",
            names.len()
        );
        Err(invalid(2_388_043, "Missing sample parameters", text))
    }
}

/// A media header has the handle of a file that was uploaded for it.
pub(super) fn check_handle(component: &Value) -> Result<(), GraphError> {
    let handles = component["example"]["header_handle"].as_array();
    let Some(handle) = handles.and_then(|handles| handles.first()?.as_str()) else {
        return Err(missing("A media header needs a sample in example.header_handle."));
    };
    // A resumable upload answers `4::` and base64, in several lines for large files.
    let tail = handle.split_once(':').filter(|(version, _)| {
        (1..=2).contains(&version.len()) && version.chars().all(|character| character.is_ascii_digit())
    });
    let good = handle.len() <= HANDLE_MAX && tail.is_some_and(|(_, tail)| tail.trim_start_matches(':').len() > 1);
    if good {
        return Ok(());
    }
    Err(GraphError::parameter(
        "Param components['HEADER']['example']['header_handle'] must be the handle of an uploaded file.",
    ))
}

fn are_adjacent(parts: &[Piece<'_>]) -> bool {
    let touching = |pair: &[Piece<'_>]| matches!(pair, [Piece::Variable(_), Piece::Variable(_)]);
    let spaced = |three: &[Piece<'_>]| match three {
        [Piece::Variable(_), Piece::Fixed(between), Piece::Variable(_)] => between.trim().is_empty(),
        _ => false,
    };
    parts.windows(2).any(touching) || parts.windows(3).any(spaced)
}

fn words_in(piece: &Piece<'_>) -> usize {
    let Piece::Fixed(text) = piece else {
        return 0;
    };
    text.split_whitespace()
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .count()
}

/// Asterisks, tildes, back-ticks, words between underscores, and pictures.
fn is_formatted(text: &str) -> bool {
    let italic = |word: &str| word.len() > 2 && word.starts_with('_') && word.ends_with('_');
    text.contains(['*', '~', '`']) || text.split_whitespace().any(italic) || text.chars().any(is_emoji)
}

fn is_emoji(character: char) -> bool {
    matches!(u32::from(character), 0x2600..=0x27BF | 0x1F000..=0x1FAFF | 0xFE0F)
}

pub(super) fn required_text<'a>(component: &'a Value, kind: &str) -> Result<&'a str, GraphError> {
    let text = component["text"].as_str().unwrap_or_default();
    if text.trim().is_empty() {
        return Err(missing(format!("The component of type {kind} needs a text.")));
    }
    Ok(text)
}
