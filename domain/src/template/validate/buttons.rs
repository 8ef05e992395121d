//! Buttons of a template before review.

use super::{Problem, too_long};
use crate::rule_set::RuleSet;
use crate::template::Template;
use crate::template::button::{Button, ButtonKind};
use crate::template::variables::variables;

pub(super) fn check(template: &Template, rules: &RuleSet, problems: &mut Vec<Problem>) {
    let buttons = &template.components.buttons;
    check_counts(buttons, rules, problems);
    check_groups(buttons, problems);
    for (place, button) in buttons.iter().enumerate() {
        check_one(place, button, rules, problems);
    }
    check_texts_differ(buttons, problems);
}

fn check_counts(buttons: &[Button], rules: &RuleSet, problems: &mut Vec<Problem>) {
    let count_of = |kind| buttons.iter().filter(|button| button.kind == kind).count();
    let limits = [
        (None, rules.buttons_max),
        (Some(ButtonKind::QuickReply), rules.quick_replies_max),
        (Some(ButtonKind::Url), rules.url_buttons_max),
        (Some(ButtonKind::PhoneNumber), rules.phone_buttons_max),
        (Some(ButtonKind::CopyCode), 1),
        (Some(ButtonKind::Flow), 1),
        (Some(ButtonKind::Catalog), 1),
        (Some(ButtonKind::Mpm), 1),
        (Some(ButtonKind::OrderDetails), 1),
        (Some(ButtonKind::VoiceCall), 1),
        (Some(ButtonKind::RequestContactInfo), 1),
    ];
    for (kind, max) in limits {
        let count = kind.map_or(buttons.len(), count_of);
        if count > max {
            let kind = kind.map_or("any", ButtonKind::as_str);
            problems.push(
                Problem::new("buttons", "too_many")
                    .with("kind", kind)
                    .with("max", max)
                    .with("count", count),
            );
        }
    }
}

/// Quick replies stand together, before or after the others.
fn check_groups(buttons: &[Button], problems: &mut Vec<Problem>) {
    let is_reply = |button: &Button| button.kind == ButtonKind::QuickReply;
    let changes = buttons
        .windows(2)
        .filter(|pair| is_reply(&pair[0]) != is_reply(&pair[1]))
        .count();
    if changes > 1 {
        problems.push(Problem::new("buttons", "quick_replies_apart"));
    }
}

fn check_one(place: usize, button: &Button, rules: &RuleSet, problems: &mut Vec<Problem>) {
    let field = |name: &str| format!("buttons.{place}.{name}");
    let text_is_ours = !matches!(button.kind, ButtonKind::CopyCode | ButtonKind::Otp | ButtonKind::Other);
    if text_is_ours && button.text.trim().is_empty() {
        problems.push(Problem::new(field("text"), "required"));
    }
    too_long(&field("text"), &button.text, rules.button_text_max, problems);
    if !variables(&button.text).is_empty() {
        problems.push(Problem::new(field("text"), "variables_not_allowed"));
    }
    match button.kind {
        ButtonKind::Url => check_url(&field, button, rules, problems),
        ButtonKind::PhoneNumber => check_number(&field("phone_number"), button, rules, problems),
        ButtonKind::CopyCode => check_coupon(&field("example"), button, rules, problems),
        _ => {}
    }
}

fn check_url(field: &dyn Fn(&str) -> String, button: &Button, rules: &RuleSet, problems: &mut Vec<Problem>) {
    let url = button.url.as_deref().unwrap_or_default();
    let host = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))
        .unwrap_or_default();
    if url.is_empty() {
        return problems.push(Problem::new(field("url"), "required"));
    }
    if host.is_empty() || host.starts_with(['/', '{', '.']) || url.contains(char::is_whitespace) {
        problems.push(Problem::new(field("url"), "invalid"));
    }
    too_long(&field("url"), url, rules.button_url_max, problems);
    let keys = variables(url);
    if keys.len() > 1 || (keys.len() == 1 && !url.ends_with("}}")) {
        problems.push(Problem::new(field("url"), "variable_not_at_end"));
    }
    if !keys.is_empty()
        && button
            .example
            .as_deref()
            .is_none_or(|example| example.trim().is_empty())
    {
        problems.push(Problem::new(field("example"), "sample_missing"));
    }
}

fn check_number(field: &str, button: &Button, rules: &RuleSet, problems: &mut Vec<Problem>) {
    let number = button.phone_number.as_deref().unwrap_or_default();
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    if number.is_empty() {
        problems.push(Problem::new(field, "required"));
    } else if digits < 5 || number.chars().any(char::is_alphabetic) {
        problems.push(Problem::new(field, "invalid"));
    }
    too_long(field, number, rules.button_phone_max, problems);
}

fn check_coupon(field: &str, button: &Button, rules: &RuleSet, problems: &mut Vec<Problem>) {
    match button.example.as_deref() {
        Some(code) if !code.trim().is_empty() => too_long(field, code, rules.coupon_code_max, problems),
        _ => problems.push(Problem::new(field, "sample_missing")),
    }
}

fn check_texts_differ(buttons: &[Button], problems: &mut Vec<Problem>) {
    for (place, button) in buttons.iter().enumerate() {
        let again = !button.text.is_empty() && buttons[..place].iter().any(|earlier| earlier.text == button.text);
        if again {
            problems.push(Problem::new(format!("buttons.{place}.text"), "repeated"));
        }
    }
}
