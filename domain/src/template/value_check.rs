//! Whether the values of a send fit a template (Meta, errors 132000, 132005, 132012, 132018, 2026).

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Template;
use super::button::ButtonKind;
use super::components::{Header, HeaderMedia};
use super::render::fill;
use super::values::{ButtonValue, HeaderValue, TemplateValues};
use super::variables::variables;
use crate::named::named_enum;
use crate::rule_set::RuleSet;
use crate::template::TemplateCategory;

named_enum! {
    /// Where a value belongs.
    pub enum ValuePart {
        /// Above the text.
        Header = "header",
        /// In the text.
        Body = "body",
        /// In a button.
        Button = "button",
    }
}

/// A text without anything around it may become this long, as integrations report; Meta's pages are silent.
const BODY_ALONE_MAX: usize = 32_768;

/// A value that a send must bring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredValue {
    /// Where it belongs.
    pub part: ValuePart,
    /// The variable, the place of the button, or the kind of media.
    pub key: String,
    /// The sample that the template was approved with.
    pub sample: Option<String>,
}

/// A value that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueProblem {
    /// Where it belongs.
    pub part: ValuePart,
    /// The variable, the place of the button, or the kind of media.
    pub key: String,
    /// `missing`, `unexpected`, `white_space`, `too_long`, `wrong_kind` or `differs`.
    pub code: &'static str,
}

impl ValueProblem {
    /// The problem as an object to be shown.
    #[must_use]
    pub fn to_json(&self) -> Map<String, Value> {
        let pairs = [("part", self.part.as_str()), ("key", &self.key), ("code", self.code)];
        pairs
            .into_iter()
            .map(|(name, text)| (name.to_owned(), Value::from(text)))
            .collect()
    }
}

/// The values that a send of this template must bring, in the order of the template.
#[must_use]
pub fn required_values(template: &Template) -> Vec<RequiredValue> {
    let mut required = Vec::new();
    match &template.components.header {
        Some(Header::Text { text, samples }) => {
            require_texts(&mut required, ValuePart::Header, &variables(text), samples)
        }
        Some(Header::Media { kind, sample }) => required.push(RequiredValue {
            part: ValuePart::Header,
            key: kind.as_str().to_owned(),
            sample: sample.clone(),
        }),
        Some(Header::Location) => required.push(header_of("location")),
        Some(Header::Product) => required.push(header_of("product")),
        None => {}
    }
    require_texts(
        &mut required,
        ValuePart::Body,
        &body_keys(template),
        &template.components.body.samples,
    );
    for (place, button) in template.components.buttons.iter().enumerate() {
        if button.needs_value() {
            let key = place.to_string();
            required.push(RequiredValue {
                part: ValuePart::Button,
                key,
                sample: button.example.clone(),
            });
        }
    }
    required
}

/// The values of a send that do not fit; none means that it may go.
#[must_use]
pub fn check_values(template: &Template, values: &TemplateValues, rules: &RuleSet) -> Vec<ValueProblem> {
    let mut problems = Vec::new();
    check_header(template, values, &mut problems);
    check_texts(ValuePart::Body, &body_keys(template), &values.body, &mut problems);
    check_buttons(template, values, rules, &mut problems);
    check_lengths(template, values, rules, &mut problems);
    if template.category == TemplateCategory::Authentication {
        check_code(template, values, rules, &mut problems);
    }
    problems
}

/// The text of a one-time code is written by WhatsApp and has one variable, the code.
fn body_keys(template: &Template) -> Vec<&str> {
    let text = &template.components.body.text;
    if text.is_empty() && template.category == TemplateCategory::Authentication {
        vec!["1"]
    } else {
        variables(text)
    }
}

fn header_of(kind: &str) -> RequiredValue {
    RequiredValue {
        part: ValuePart::Header,
        key: kind.to_owned(),
        sample: None,
    }
}

fn require_texts(
    required: &mut Vec<RequiredValue>,
    part: ValuePart,
    keys: &[&str],
    samples: &BTreeMap<String, String>,
) {
    let one = |key: &&str| RequiredValue {
        part,
        key: (*key).to_owned(),
        sample: samples.get(*key).cloned(),
    };
    required.extend(keys.iter().map(one));
}

fn check_header(template: &Template, values: &TemplateValues, problems: &mut Vec<ValueProblem>) {
    let none = BTreeMap::new();
    match (&template.components.header, &values.header) {
        (Some(Header::Text { text, .. }), found) => {
            let texts = match found {
                Some(HeaderValue::Text(texts)) => texts,
                Some(_) => return problems.push(problem(ValuePart::Header, "text", "wrong_kind")),
                None => &none,
            };
            check_texts(ValuePart::Header, &variables(text), texts, problems);
        }
        (Some(Header::Media { kind, .. }), found) => problems.extend(media_problem(*kind, found.as_ref())),
        (Some(Header::Location), found) => problems.extend(parameter_problem("location", found.as_ref())),
        (Some(Header::Product), found) => problems.extend(parameter_problem("product", found.as_ref())),
        (None, Some(_)) => problems.push(problem(ValuePart::Header, "header", "unexpected")),
        (None, None) => {}
    }
}

fn media_problem(wanted: HeaderMedia, found: Option<&HeaderValue>) -> Option<ValueProblem> {
    let code = match found {
        Some(HeaderValue::Media { kind, .. }) if *kind != wanted => "wrong_kind",
        Some(HeaderValue::Media { object, .. }) => {
            let named = ["id", "link"].iter().any(|key| {
                object
                    .get(*key)
                    .and_then(Value::as_str)
                    .is_some_and(|text| !text.is_empty())
            });
            return (!named).then(|| problem(ValuePart::Header, wanted.as_str(), "missing"));
        }
        Some(_) => "wrong_kind",
        None => "missing",
    };
    Some(problem(ValuePart::Header, wanted.as_str(), code))
}

fn parameter_problem(wanted: &str, found: Option<&HeaderValue>) -> Option<ValueProblem> {
    match found {
        Some(HeaderValue::Parameter(parameter)) if parameter["type"] == wanted => None,
        Some(_) => Some(problem(ValuePart::Header, wanted, "wrong_kind")),
        None => Some(problem(ValuePart::Header, wanted, "missing")),
    }
}

fn check_texts(part: ValuePart, keys: &[&str], values: &BTreeMap<String, String>, problems: &mut Vec<ValueProblem>) {
    for key in keys {
        let code = match values.get(*key) {
            None => "missing",
            Some(text) if text.trim().is_empty() => "missing",
            Some(text) if has_refused_space(text) => "white_space",
            Some(_) => continue,
        };
        problems.push(problem(part, key, code));
    }
    let unexpected = values.keys().filter(|key| !keys.contains(&key.as_str()));
    problems.extend(unexpected.map(|key| problem(part, key, "unexpected")));
}

/// Line breaks, tabs and more than four spaces in a row are refused in a value.
fn has_refused_space(text: &str) -> bool {
    text.contains(['\n', '\r', '\t']) || text.contains("     ")
}

fn check_buttons(template: &Template, values: &TemplateValues, rules: &RuleSet, problems: &mut Vec<ValueProblem>) {
    for (place, button) in template.components.buttons.iter().enumerate() {
        let key = place.to_string();
        let code = match values.buttons.get(&place) {
            None if button.needs_value() => "missing",
            Some(ButtonValue::Text(text)) if text.trim().is_empty() && button.needs_value() => "missing",
            Some(ButtonValue::Text(text)) if has_refused_space(text) => "white_space",
            Some(ButtonValue::Text(text))
                if button.kind == ButtonKind::CopyCode && text.chars().count() > rules.coupon_code_max =>
            {
                "too_long"
            }
            Some(_) if button.kind == ButtonKind::Url && !button.needs_value() => "unexpected",
            _ => continue,
        };
        problems.push(problem(ValuePart::Button, &key, code));
    }
    let beyond = values
        .buttons
        .keys()
        .filter(|place| **place >= template.components.buttons.len());
    problems.extend(beyond.map(|place| problem(ValuePart::Button, &place.to_string(), "unexpected")));
}

/// The code stands in the text and in the button, and must be the same and short.
fn check_code(template: &Template, values: &TemplateValues, rules: &RuleSet, problems: &mut Vec<ValueProblem>) {
    let Some(code) = values.body.get("1") else {
        return;
    };
    if code.chars().count() > rules.authentication_code_max {
        problems.push(problem(ValuePart::Body, "1", "too_long"));
    }
    for (place, button) in template.components.buttons.iter().enumerate() {
        let differs = matches!(values.buttons.get(&place), Some(ButtonValue::Text(text)) if text != code);
        if differs && button.needs_value() {
            problems.push(problem(ValuePart::Button, &place.to_string(), "differs"));
        }
    }
}

/// Filled in, a text may be too long (Meta, error 132005, 2026): the longest value is named.
fn check_lengths(template: &Template, values: &TemplateValues, rules: &RuleSet, problems: &mut Vec<ValueProblem>) {
    let none = BTreeMap::new();
    let header = match (&template.components.header, &values.header) {
        (Some(Header::Text { text, .. }), Some(HeaderValue::Text(texts))) => (text.as_str(), texts),
        _ => ("", &none),
    };
    let components = &template.components;
    let is_alone = components.header.is_none()
        && components.footer.is_none()
        && components.buttons.is_empty()
        && components.other.is_empty();
    let body_max = if is_alone {
        BODY_ALONE_MAX
    } else {
        rules.template_body_max
    };
    let parts = [
        (ValuePart::Header, header, rules.template_header_max),
        (ValuePart::Body, (components.body.text.as_str(), &values.body), body_max),
    ];
    for (part, (text, texts), most) in parts {
        let longest = texts.iter().max_by_key(|(_, value)| value.chars().count());
        if let Some((key, _)) = longest.filter(|_| fill(text, texts).chars().count() > most) {
            problems.push(problem(part, key, "too_long"));
        }
    }
}

fn problem(part: ValuePart, key: &str, code: &'static str) -> ValueProblem {
    ValueProblem {
        part,
        key: key.to_owned(),
        code,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::Components;
    use serde_json::json;

    fn template(components: Value) -> Template {
        Template {
            name: "t".to_owned(),
            language: "ru".to_owned(),
            category: TemplateCategory::Utility,
            parameter_format: crate::template::ParameterFormat::Positional,
            components: Components::read(&components).unwrap(),
        }
    }

    fn codes(template: &Template, send: Value) -> Vec<String> {
        let values = TemplateValues::read(&send).unwrap();
        let show = |problem: ValueProblem| format!("{} {} {}", problem.part, problem.key, problem.code);
        check_values(template, &values, RuleSet::newest())
            .into_iter()
            .map(show)
            .collect()
    }

    fn body(texts: &[&str]) -> Value {
        let parameters: Vec<_> = texts.iter().map(|text| json!({"type": "text", "text": text})).collect();
        json!({"type": "body", "parameters": parameters})
    }

    #[test]
    fn texts_must_be_there_and_in_one_line() {
        let template = template(json!([{"type": "BODY", "text": "{{1}}, заказ {{2}} готов"}]));
        for (texts, expected) in [
            (&["Анна", "17"][..], &[][..]),
            (&["Анна"], &["body 2 missing"]),
            (&["  ", "17"], &["body 1 missing"]),
            (&["а\nб", "17"], &["body 1 white_space"]),
            (&["а\tб", "17"], &["body 1 white_space"]),
            (&["а    б", "17"], &[]),
            (&["а     б", "17"], &["body 1 white_space"]),
            (&["а", "б", "в"], &["body 3 unexpected"]),
        ] {
            assert_eq!(codes(&template, json!([body(texts)])), expected, "{texts:?}");
        }
    }

    #[test]
    fn a_text_that_is_too_long_once_it_is_filled_in_names_its_longest_value() {
        let template = template(json!([
            {"type": "HEADER", "format": "TEXT", "text": "Заказ {{1}}"},
            {"type": "BODY", "text": "{{1}}, заказ {{2}} готов"},
        ]));
        let header = |text: &str| json!({"type": "header", "parameters": [{"type": "text", "text": text}]});
        let (header_max, body_max) = (60, 1_024);
        let (fits_header, fits_body) = ("9".repeat(header_max - 6), "я".repeat(body_max - 15));
        assert!(codes(&template, json!([header(&fits_header), body(&["А", &fits_body])])).is_empty());
        assert_eq!(
            codes(
                &template,
                json!([
                    header(&format!("{fits_header}9")),
                    body(&["А", &format!("{fits_body}я")])
                ])
            ),
            ["header 1 too_long", "body 2 too_long"]
        );
    }

    #[test]
    fn media_and_buttons_must_fit() {
        let template = template(json!([
            {"type": "HEADER", "format": "IMAGE"}, {"type": "BODY", "text": "x"},
            {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "да"}, {"type": "URL", "text": "u", "url": "https://a.test/{{1}}"}]}
        ]));
        assert_eq!(
            codes(&template, json!([])),
            ["header image missing", "button 1 missing"]
        );
        let header = |kind: &str| json!({"type": "header", "parameters": [{"type": kind, kind: {"id": "1"}}]});
        let button =
            json!({"type": "button", "sub_type": "url", "index": 1, "parameters": [{"type": "text", "text": "z"}]});
        assert_eq!(
            codes(&template, json!([header("video"), button])),
            ["header image wrong_kind"]
        );
        assert!(codes(&template, json!([header("image"), button])).is_empty());
        let keys: Vec<_> = required_values(&template).into_iter().map(|value| value.key).collect();
        assert_eq!(keys, ["image", "1"]);
    }

    #[test]
    fn a_one_time_code_is_the_same_twice_and_short() {
        let mut template = template(json!([
            {"type": "BODY", "add_security_recommendation": true},
            {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE"}]}
        ]));
        template.category = TemplateCategory::Authentication;
        let button = |code: &str| json!({"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": code}]});
        assert!(codes(&template, json!([body(&["482913"]), button("482913")])).is_empty());
        assert_eq!(
            codes(&template, json!([body(&["482913"]), button("482914")])),
            ["button 0 differs"]
        );
        assert_eq!(
            codes(
                &template,
                json!([body(&["1234567890123456"]), button("1234567890123456")])
            ),
            ["body 1 too_long"]
        );
    }
}
