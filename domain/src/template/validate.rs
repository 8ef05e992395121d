//! Whether a template may be submitted: Meta's limits and forms, checked before review
//! (Meta, 'Template components' and 'Template categorisation', 2026). Lengths are in code points.

mod buttons;
mod texts;

use std::collections::BTreeMap;

use serde_json::Value;

use super::components::{Components, Header};
use super::{Template, TemplateCategory};
use crate::rule_set::RuleSet;

/// Something that would make WhatsApp refuse the template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where: `name`, `language`, `header`, `body`, `footer`, `buttons`, `buttons.2.text`, …
    pub field: String,
    /// What, in a stable word.
    pub code: &'static str,
    /// Particulars that a text about it shows.
    pub params: BTreeMap<String, String>,
}

impl Problem {
    fn new(field: impl Into<String>, code: &'static str) -> Self {
        Self {
            field: field.into(),
            code,
            params: BTreeMap::new(),
        }
    }

    fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }
}

/// Everything that stands against submitting a template, in the order of the form.
#[must_use]
pub fn validate(template: &Template, rules: &RuleSet) -> Vec<Problem> {
    let mut problems = Vec::new();
    check_name(&template.name, rules, &mut problems);
    if !is_language(&template.language) {
        problems.push(Problem::new("language", "invalid"));
    }
    if template.category == TemplateCategory::Authentication {
        check_authentication(&template.components, &mut problems);
    } else {
        texts::check_header(template, rules, &mut problems);
        texts::check_body(template, rules, &mut problems);
    }
    texts::check_footer(template, rules, &mut problems);
    buttons::check(template, rules, &mut problems);
    check_carousel(&template.components, rules, &mut problems);
    problems
}

fn check_name(name: &str, rules: &RuleSet, problems: &mut Vec<Problem>) {
    if name.is_empty() {
        problems.push(Problem::new("name", "required"));
    } else if !name
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    {
        problems.push(Problem::new("name", "invalid_characters"));
    }
    too_long("name", name, rules.template_name_max, problems);
}

/// `ru`, `fil`, `en_US`, `zh_CN`.
fn is_language(code: &str) -> bool {
    let (language, region) = code
        .split_once('_')
        .map_or((code, None), |(language, region)| (language, Some(region)));
    (2..=3).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_lowercase())
        && region.is_none_or(|region| region.len() == 2 && region.bytes().all(|byte| byte.is_ascii_uppercase()))
}

/// The text of a one-time code is WhatsApp's own; it has one button and no media.
fn check_authentication(components: &Components, problems: &mut Vec<Problem>) {
    if components.header.is_some() {
        problems.push(Problem::new("header", "not_in_authentication"));
    }
    if !components.body.text.is_empty() && !components.body.text.contains("{{1}}") {
        problems.push(Problem::new("body", "not_in_authentication"));
    }
    if components.footer.is_some() {
        problems.push(Problem::new("footer", "not_in_authentication"));
    }
    if components.buttons.len() != 1 {
        problems.push(Problem::new("buttons", "authentication_needs_one"));
    }
}

fn check_carousel(components: &Components, rules: &RuleSet, problems: &mut Vec<Problem>) {
    let is_carousel = |other: &&Value| {
        other
            .get("type")
            .and_then(Value::as_str)
            .is_some_and(|kind| kind.eq_ignore_ascii_case("carousel"))
    };
    let Some(carousel) = components.other.iter().find(is_carousel) else {
        return;
    };
    let cards = carousel.get("cards").and_then(Value::as_array).map_or(0, Vec::len);
    if !(rules.carousel_cards_min..=rules.carousel_cards_max).contains(&cards) {
        let problem = Problem::new("carousel", "card_count");
        problems.push(
            problem
                .with("min", rules.carousel_cards_min)
                .with("max", rules.carousel_cards_max)
                .with("count", cards),
        );
    }
    if matches!(components.header, Some(Header::Media { .. })) {
        problems.push(Problem::new("header", "not_with_carousel"));
    }
}

/// Adds a problem when a text has more than `max` code points.
fn too_long(field: &str, text: &str, max: usize, problems: &mut Vec<Problem>) {
    let length = text.chars().count();
    if length > max {
        problems.push(Problem::new(field, "too_long").with("max", max).with("length", length));
    }
}

#[cfg(test)]
mod tests;
