//! Header, body and footer of a template before review.

use std::collections::BTreeMap;

use super::{Problem, too_long};
use crate::rule_set::RuleSet;
use crate::template::Template;
use crate::template::components::Header;
use crate::template::variables::{ParameterFormat, Piece, pieces, variables};

pub(super) fn check_header(template: &Template, rules: &RuleSet, problems: &mut Vec<Problem>) {
    match &template.components.header {
        Some(Header::Text { text, samples }) => {
            if text.trim().is_empty() {
                problems.push(Problem::new("header", "required"));
            }
            too_long("header", text, rules.template_header_max, problems);
            if text.contains('\n') {
                problems.push(Problem::new("header", "line_break"));
            }
            if text.contains(['*', '~', '`']) || text.chars().any(is_emoji) {
                problems.push(Problem::new("header", "formatting"));
            }
            let keys = variables(text);
            if keys.len() > 1 {
                problems.push(
                    Problem::new("header", "too_many_variables")
                        .with("max", 1)
                        .with("count", keys.len()),
                );
            }
            check_keys("header", &keys, template.parameter_format, problems);
            check_samples("header", &keys, samples, problems);
        }
        Some(Header::Media { kind, sample: None }) => {
            problems.push(Problem::new("header", "sample_missing").with("key", kind.as_str()));
        }
        Some(Header::Media { .. } | Header::Location | Header::Product) | None => {}
    }
}

pub(super) fn check_body(template: &Template, rules: &RuleSet, problems: &mut Vec<Problem>) {
    let body = &template.components.body;
    if body.text.trim().is_empty() {
        return problems.push(Problem::new("body", "required"));
    }
    too_long("body", &body.text, rules.template_body_max, problems);
    let keys = variables(&body.text);
    check_keys("body", &keys, template.parameter_format, problems);
    check_placement(&body.text, problems);
    check_samples("body", &keys, &body.samples, problems);
}

pub(super) fn check_footer(template: &Template, rules: &RuleSet, problems: &mut Vec<Problem>) {
    let Some(footer) = &template.components.footer else {
        return;
    };
    if footer.trim().is_empty() {
        problems.push(Problem::new("footer", "required"));
    }
    too_long("footer", footer, rules.template_footer_max, problems);
    if !variables(footer).is_empty() {
        problems.push(Problem::new("footer", "variables_not_allowed"));
    }
}

/// Keys must be of the chosen form; numbers go from 1 without a gap.
fn check_keys(field: &str, keys: &[&str], format: ParameterFormat, problems: &mut Vec<Problem>) {
    let invalid: Vec<_> = keys.iter().filter(|key| !format.admits(key)).collect();
    for key in &invalid {
        problems.push(
            Problem::new(field, "variable_invalid")
                .with("key", **key)
                .with("format", format.as_str()),
        );
    }
    if format == ParameterFormat::Positional && invalid.is_empty() {
        let missing = (1..=keys.len())
            .map(|number| number.to_string())
            .find(|number| !keys.contains(&number.as_str()));
        problems.extend(missing.map(|key| Problem::new(field, "variable_gap").with("key", key)));
    }
}

/// A body neither begins nor ends with a variable, and has words between variables
/// (Meta, errors 2388299 and 2388293, 2026).
fn check_placement(text: &str, problems: &mut Vec<Problem>) {
    let pieces = pieces(text.trim());
    let is_variable = |piece: Option<&Piece<'_>>| matches!(piece, Some(Piece::Variable(_)));
    if is_variable(pieces.first()) {
        problems.push(Problem::new("body", "variable_at_start"));
    }
    if is_variable(pieces.last()) {
        problems.push(Problem::new("body", "variable_at_end"));
    }
    let visible: Vec<_> = pieces
        .iter()
        .filter(|piece| !matches!(piece, Piece::Text(text) if text.trim().is_empty()))
        .collect();
    let adjacent = visible
        .windows(2)
        .any(|pair| matches!(pair, [Piece::Variable(_), Piece::Variable(_)]));
    if adjacent {
        problems.push(Problem::new("body", "variables_adjacent"));
    }
    let count = pieces
        .iter()
        .filter(|piece| matches!(piece, Piece::Variable(_)))
        .count();
    let words: usize = pieces.iter().map(words_of).sum();
    // Meta gives no figure; a text with fewer words than variables is refused by any reading.
    if words < count {
        problems.push(
            Problem::new("body", "too_many_variables")
                .with("count", count)
                .with("words", words),
        );
    }
}

fn words_of(piece: &Piece<'_>) -> usize {
    match piece {
        Piece::Text(text) => text
            .split_whitespace()
            .filter(|word| word.chars().any(char::is_alphanumeric))
            .count(),
        Piece::Variable(_) => 0,
    }
}

fn check_samples(field: &str, keys: &[&str], samples: &BTreeMap<String, String>, problems: &mut Vec<Problem>) {
    let missing = keys
        .iter()
        .filter(|key| samples.get(**key).is_none_or(|sample| sample.trim().is_empty()));
    problems.extend(missing.map(|key| Problem::new(field, "sample_missing").with("key", *key)));
}

/// The blocks in which emoji stand.
const fn is_emoji(letter: char) -> bool {
    matches!(letter, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{fe0f}')
}
