//! What Meta checks when a template is created, and what its reviewers turn down.
//!
//! Meta, "Template components", "Template review" and "Template categorization", 2026; the subcodes 23880xx are those
//! of Meta's table of December 2025 and of integrations.

use crate::errors::GraphError;
use crate::rules::figures::Figures;
use crate::rules::template_text::{Piece, pieces, variables};
use crate::templates::Template;
use serde_json::{Value, json};

/// How a review ends.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Approve,
    /// It is approved as MARKETING.
    Recategorise,
    Reject {
        reason: &'static str,
        because: &'static str,
        advice: &'static str,
    },
}

/// Addresses that hide where they lead.
const SHORTENERS: [&str; 6] = ["bit.ly/", "tinyurl.com/", "goo.gl/", "t.co/", "clck.ru/", "wa.me/"];
/// Words of games and prizes.
const PRIZES: [&str; 5] = ["lottery", "jackpot", "you have won", "вы выиграли", "лотере"];
/// Words that ask for what a business may not ask.
const SENSITIVE: [&str; 5] = [
    "card number",
    "cvv",
    "full credit card",
    "номер карты",
    "паспортные данные",
];

/// Words of advertising, which a utility template may not hold.
const ADVERTISING: [&str; 8] = [
    "% off",
    "discount",
    "special offer",
    "promo code",
    "скидк",
    "промокод",
    "распродаж",
    "спецпредложени",
];

/// Whether a utility template is marketing by what it says.
///
/// Meta, "Template categorization", 2026.
pub(crate) fn is_misfiled(template: &Template, figures: &Figures) -> bool {
    let text = template.text_of("BODY").unwrap_or_default().to_lowercase();
    figures.template_flagged_days.is_none()
        && template.category == "UTILITY"
        && ADVERTISING.iter().any(|word| text.contains(word))
}

/// Reads a submitted template as a reviewer would.
pub(crate) fn judge<'a>(template: &Template, others: impl Iterator<Item = &'a Template>, figures: &Figures) -> Verdict {
    let text: String = ["HEADER", "BODY", "FOOTER"]
        .iter()
        .filter_map(|kind| template.text_of(kind))
        .collect::<Vec<_>>()
        .join("\n");
    let text = text.to_lowercase();
    let urls: String = template
        .buttons()
        .iter()
        .filter_map(|button| button["url"].as_str())
        .collect::<Vec<_>>()
        .join(" ");
    let has = |words: &[&str], place: &str| words.iter().any(|word| place.contains(word));
    if has(&SHORTENERS, &text) || has(&SHORTENERS, &urls) {
        return reject(
            "The template contains a shortened link or a wa.me link.",
            "Use the full address of your own website.",
        );
    }
    if has(&PRIZES, &text) {
        return Verdict::Reject {
            reason: "SCAM",
            because: "Prize content.",
            advice: "Remove it.",
        };
    }
    if has(&SENSITIVE, &text) {
        return Verdict::Reject {
            reason: "ABUSIVE_CONTENT",
            because: "Asks for sensitive data.",
            advice: "Remove it.",
        };
    }
    let same = |other: &Template| {
        other.id != template.id
            && other.name != template.name
            && other.language == template.language
            && other.category != "AUTHENTICATION"
            && other.text_of("BODY") == template.text_of("BODY")
            && other.text_of("FOOTER") == template.text_of("FOOTER")
    };
    if template.text_of("BODY").is_some() && others.into_iter().any(same) {
        return reject(
            "A template with the same body and footer exists.",
            "Use the existing template or change the text.",
        );
    }
    if is_misfiled(template, figures) {
        return Verdict::Recategorise;
    }
    Verdict::Approve
}

fn reject(because: &'static str, advice: &'static str) -> Verdict {
    Verdict::Reject {
        reason: "INVALID_FORMAT",
        because,
        advice,
    }
}

/// A template's components after the checks of creation, in the form in which they are stored.
pub(crate) fn check_components(
    components: &[Value],
    category: &str,
    parameter_format: &str,
    figures: &Figures,
) -> Result<Vec<Value>, GraphError> {
    let mut stored = Vec::with_capacity(components.len());
    let mut has_body = false;
    for (index, component) in components.iter().enumerate() {
        let kind = component["type"].as_str().unwrap_or_default().to_ascii_uppercase();
        let mut checked = component.clone();
        checked["type"] = json!(kind);
        match kind.as_str() {
            "HEADER" => check_header(&mut checked, parameter_format, figures)?,
            "BODY" if category == "AUTHENTICATION" => {
                has_body = true;
                // Meta, "Authentication templates", 2026: the text is fixed.
                let advice = " For your security, do not share this code.";
                let recommended = component["add_security_recommendation"].as_bool() == Some(true);
                checked["text"] = json!(format!(
                    "*{{{{1}}}}* is your verification code.{}",
                    if recommended { advice } else { "" }
                ));
            }
            "BODY" => {
                has_body = true;
                check_body(component, parameter_format, figures)?;
            }
            "FOOTER" => check_footer(component, figures)?,
            "BUTTONS" => check_buttons(&mut checked, figures)?,
            "CAROUSEL" | "LIMITED_TIME_OFFER" | "CALL_PERMISSION_REQUEST" | "ORDER_STATUS" => {
                checked["type"] = json!(kind);
            }
            _ => {
                return Err(GraphError::parameter(format!(
                    "Param components[{index}]['type'] must be one of {{HEADER, BODY, FOOTER, BUTTONS, CAROUSEL, LIMITED_TIME_OFFER, ORDER_STATUS}}"
                )));
            }
        }
        stored.push(checked);
    }
    if !has_body {
        return Err(invalid(
            2_388_043,
            "Message template is missing expected field(s)",
            "A template needs a component of type BODY.",
        ));
    }
    Ok(stored)
}

fn check_header(component: &mut Value, parameter_format: &str, figures: &Figures) -> Result<(), GraphError> {
    let format = component["format"].as_str().unwrap_or_default().to_ascii_uppercase();
    component["format"] = json!(format);
    match format.as_str() {
        "TEXT" => {
            let text = required_text(component, "HEADER")?;
            let names = variables(text);
            if length(text) > figures.template_header_max {
                return Err(invalid(
                    2_388_040,
                    "Header is too long",
                    format!("The header can have up to {} characters.", figures.template_header_max),
                ));
            }
            if names.len() > 1 || text.contains('\n') {
                return Err(invalid(
                    2_388_047,
                    "Header format is incorrect",
                    "A header has one line and at most one variable.",
                ));
            }
            check_examples(component, &names, parameter_format, "header_text")
        }
        "IMAGE" | "VIDEO" | "DOCUMENT" => match component["example"]["header_handle"].as_array() {
            Some(handles) if handles.iter().any(Value::is_string) => Ok(()),
            _ => Err(invalid(
                2_388_043,
                "Missing sample",
                "A media header needs example.header_handle.",
            )),
        },
        "LOCATION" | "PRODUCT" | "GIF" => Ok(()),
        _ => Err(GraphError::parameter(
            "Param components['HEADER']['format'] must be one of {TEXT, IMAGE, VIDEO, DOCUMENT, LOCATION, PRODUCT, GIF}",
        )),
    }
}

fn check_body(component: &Value, parameter_format: &str, figures: &Figures) -> Result<(), GraphError> {
    let text = required_text(component, "BODY")?;
    if length(text) > figures.template_body_max {
        return Err(invalid(
            2_388_040,
            "Body is too long",
            format!("The body can have up to {} characters.", figures.template_body_max),
        ));
    }
    let parts = pieces(text.trim());
    if matches!(parts.first(), Some(Piece::Variable(_))) || matches!(parts.last(), Some(Piece::Variable(_))) {
        return Err(invalid(
            2_388_299,
            "Variables can't be at the start or end of the template",
            "Variables can't be at the start or end of the template text. Put text before and after them.",
        ));
    }
    let adjacent = parts
        .windows(2)
        .any(|pair| matches!(pair, [Piece::Variable(_), Piece::Variable(_)]));
    let spaced = parts.windows(3).any(|three| match three {
        [Piece::Variable(_), Piece::Fixed(between), Piece::Variable(_)] => between.trim().is_empty(),
        _ => false,
    });
    if adjacent || spaced {
        return Err(invalid(
            2_388_072,
            "Body format is incorrect",
            "Variables can't stand next to each other.",
        ));
    }
    let names = variables(text);
    check_names(&names, parameter_format)?;
    let words: usize = parts
        .iter()
        .map(|piece| {
            if let Piece::Fixed(text) = piece {
                words_in(text)
            } else {
                0
            }
        })
        .sum();
    // Meta gives no figure; integrations report that more variables than fixed words are turned down.
    if names.len() > words {
        return Err(invalid(
            2_388_293,
            "Too many variables for the length",
            "This template has too many variables for its length. Reduce the variables or write more text.",
        ));
    }
    check_examples(component, &names, parameter_format, "body_text")
}

fn check_names(names: &[&str], parameter_format: &str) -> Result<(), GraphError> {
    let good = if parameter_format == "NAMED" {
        names.iter().all(|name| {
            !name.is_empty()
                && name
                    .chars()
                    .all(|character| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_')
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
    Err(invalid(
        2_388_072,
        "Body format is incorrect",
        "Positional variables are {{1}}, {{2}} and so on without gaps; named ones are lower-case letters, digits and underscores.",
    ))
}

fn check_examples(component: &Value, names: &[&str], parameter_format: &str, key: &str) -> Result<(), GraphError> {
    if names.is_empty() {
        return Ok(());
    }
    let example = &component["example"];
    let given = if parameter_format == "NAMED" {
        example[format!("{key}_named_params")].as_array().map_or(0, |list| {
            names
                .iter()
                .filter(|name| list.iter().any(|entry| entry["param_name"] == **name))
                .count()
        })
    } else {
        let list = &example[key];
        let inner = if list[0].is_array() { &list[0] } else { list };
        inner.as_array().map_or(usize::from(inner.is_string()), Vec::len)
    };
    if given == names.len() {
        return Ok(());
    }
    Err(invalid(
        2_388_043,
        "Missing sample parameters",
        format!(
            "{} variables need as many examples in example.{key}; {given} are given.",
            names.len()
        ),
    ))
}

fn check_footer(component: &Value, figures: &Figures) -> Result<(), GraphError> {
    if component.get("code_expiration_minutes").is_some() {
        return Ok(());
    }
    let text = required_text(component, "FOOTER")?;
    if length(text) > figures.template_footer_max {
        return Err(invalid(
            2_388_040,
            "Footer is too long",
            format!("The footer can have up to {} characters.", figures.template_footer_max),
        ));
    }
    if !variables(text).is_empty() {
        return Err(invalid(
            2_388_073,
            "Footer format is incorrect",
            "A footer has no variables.",
        ));
    }
    Ok(())
}

fn check_buttons(component: &mut Value, figures: &Figures) -> Result<(), GraphError> {
    let Some(buttons) = component["buttons"].as_array_mut() else {
        return Err(GraphError::required("components['BUTTONS']['buttons']"));
    };
    let wrong = |text: String| Err(invalid(2_388_039, "Buttons are incorrect", text));
    if buttons.is_empty() || buttons.len() > figures.buttons_max {
        return wrong(format!("A template has 1 to {} buttons.", figures.buttons_max));
    }
    let mut kinds = Vec::with_capacity(buttons.len());
    for button in buttons.iter_mut() {
        let kind = button["type"].as_str().unwrap_or_default().to_ascii_uppercase();
        button["type"] = json!(kind);
        let text = button["text"].as_str().unwrap_or_default();
        if matches!(kind.as_str(), "QUICK_REPLY" | "URL" | "PHONE_NUMBER")
            && (text.is_empty() || length(text) > figures.button_text_max)
        {
            return wrong(format!(
                "A button's text has 1 to {} characters.",
                figures.button_text_max
            ));
        }
        match kind.as_str() {
            "QUICK_REPLY"
            | "FLOW"
            | "CATALOG"
            | "MPM"
            | "SPM"
            | "ORDER_DETAILS"
            | "VOICE_CALL"
            | "REQUEST_CONTACT_INFO" => {}
            "URL" => check_url(button, figures)?,
            "PHONE_NUMBER" => {
                let phone = button["phone_number"].as_str().unwrap_or_default();
                if phone.is_empty() || length(phone) > figures.button_phone_max {
                    return wrong(format!(
                        "A phone button needs phone_number, up to {} characters.",
                        figures.button_phone_max
                    ));
                }
            }
            "COPY_CODE" => {
                let example = button["example"]
                    .as_str()
                    .or_else(|| button["example"][0].as_str())
                    .unwrap_or_default();
                if example.is_empty() || length(example) > figures.coupon_code_max {
                    return wrong(format!(
                        "A copy-code button needs an example of up to {} characters.",
                        figures.coupon_code_max
                    ));
                }
            }
            // Meta, "Authentication templates", 2026: a one-time-password button is kept and returned as a URL button.
            "OTP" => {
                let otp = button["otp_type"].as_str().unwrap_or("COPY_CODE").to_ascii_uppercase();
                let text = button["text"].as_str().unwrap_or("Copy code").to_owned();
                *button = json!({"type": "URL", "text": text, "otp_type": otp,
                    "url": format!("https://www.whatsapp.com/otp/code/?otp_type={otp}&code=otp{{{{1}}}}")});
            }
            other => return wrong(format!("Unknown button type {other:?}.")),
        }
        kinds.push(kind);
    }
    let count = |kind: &str| kinds.iter().filter(|each| *each == kind).count();
    for (kind, most) in [
        ("QUICK_REPLY", figures.quick_replies_max),
        ("URL", figures.url_buttons_max),
        ("PHONE_NUMBER", figures.phone_buttons_max),
        ("COPY_CODE", 1),
    ] {
        if count(kind) > most {
            return wrong(format!("A template has at most {most} buttons of type {kind}."));
        }
    }
    let mut groups: Vec<bool> = kinds.iter().map(|kind| kind == "QUICK_REPLY").collect();
    groups.dedup();
    if groups.len() > 2 {
        return wrong("Quick replies must stand together, before or after the other buttons.".to_owned());
    }
    Ok(())
}

fn check_url(button: &Value, figures: &Figures) -> Result<(), GraphError> {
    let url = button["url"].as_str().unwrap_or_default();
    let parts = pieces(url);
    let names = variables(url);
    let at_end = names.is_empty() || matches!(parts.last(), Some(Piece::Variable(_)));
    let has_scheme = url.starts_with("https://") || url.starts_with("http://");
    if !has_scheme || length(url) > figures.button_url_max || names.len() > 1 || !at_end {
        return Err(invalid(
            2_388_039,
            "Buttons are incorrect",
            format!(
                "A button's address starts with https://, has up to {} characters and at most one variable, at its end.",
                figures.button_url_max
            ),
        ));
    }
    let example = button["example"].as_str().or_else(|| button["example"][0].as_str());
    if !names.is_empty() && example.is_none() {
        return Err(invalid(
            2_388_043,
            "Missing sample parameters",
            "An address with a variable needs an example.",
        ));
    }
    Ok(())
}

fn required_text<'a>(component: &'a Value, kind: &str) -> Result<&'a str, GraphError> {
    let text = component["text"].as_str().unwrap_or_default();
    if text.trim().is_empty() {
        return Err(invalid(
            2_388_043,
            "Message template is missing expected field(s)",
            format!("The component of type {kind} needs a text."),
        ));
    }
    Ok(text)
}

/// The refusal of a template as Business Management words it: code 100, a subcode, and words for people.
pub(crate) fn invalid(subcode: u32, title: &str, text: impl Into<String>) -> GraphError {
    GraphError::parameter("Invalid parameter")
        .subcode(subcode)
        .user(title, text)
}

fn words_in(text: &str) -> usize {
    text.split_whitespace()
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .count()
}

/// Lengths count code points.
pub(crate) fn length(text: &str) -> usize {
    text.chars().count()
}
