//! How a reviewer reads a submitted template.
//!
//! Meta, "Template review" and "Template categorization", 2026, name what is turned down; the words by which it is found
//! here are our own. Only fixed text is read: what a variable will hold is nobody's business at review.

mod words;

use crate::rules::figures::Figures;
use crate::rules::languages::is_mismatch;
use crate::rules::template_check::is_same_text;
use crate::rules::template_text::{Piece, pieces};
use crate::templates::Template;
use serde_json::Value;

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

/// A text needs this many letters of its own to be understood.
const LETTERS_MIN: usize = 3;

/// Reads a submitted template as a reviewer would.
pub(crate) fn judge<'a>(template: &Template, others: impl Iterator<Item = &'a Template>, figures: &Figures) -> Verdict {
    if template.category == "AUTHENTICATION" {
        return Verdict::Approve;
    }
    let reading = Reading::of(template);
    if let Some(verdict) = reading.find_fault(template) {
        return verdict;
    }
    let same = |other: &Template| {
        let apart = other.id != template.id && other.name != template.name;
        apart && other.language == template.language && is_same_text(template, other)
    };
    if others.into_iter().any(same) {
        return invalid(
            "A template with the same body and footer exists.",
            "Use the existing template or change the text.",
        );
    }
    if is_misfiled(template, figures) {
        return Verdict::Recategorise;
    }
    // WhatsApp Business API, "Message templates", 2021: promotion was let in only for chosen kinds.
    if template.category == "UTILITY" && reading.has(&words::ADVERTISING) {
        return Verdict::Reject {
            reason: "PROMOTIONAL",
            because: "The text advertises.",
            advice: "Take the offer out, or choose the category MARKETING.",
        };
    }
    Verdict::Approve
}

/// Whether a utility template is marketing by what it says; before 2025 such a template was turned down instead.
pub(crate) fn is_misfiled(template: &Template, figures: &Figures) -> bool {
    figures.template_flagged_days.is_none()
        && template.category == "UTILITY"
        && Reading::of(template).has(&words::ADVERTISING)
}

/// Everything a reviewer sees, in lower case.
struct Reading {
    text: String,
    urls: String,
}

impl Reading {
    fn of(template: &Template) -> Self {
        let (mut text, mut urls) = (String::new(), String::new());
        template
            .components
            .iter()
            .for_each(|component| gather(component, &mut text, &mut urls));
        Self {
            text: text.to_lowercase(),
            urls: urls.to_lowercase(),
        }
    }

    fn has(&self, list: &[&str]) -> bool {
        list.iter().any(|word| holds(&self.text, word))
    }

    fn find_fault(&self, template: &Template) -> Option<Verdict> {
        let body = template.text_of("BODY").unwrap_or_default();
        let fixed: String = pieces(body)
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Fixed(text) => Some(text),
                Piece::Variable(_) => None,
            })
            .collect();
        if fixed.contains(['{', '}']) {
            return Some(invalid(
                "A variable is not written as it should be.",
                "Write each variable with two braces on both sides: {{1}}.",
            ));
        }
        let own = fixed.chars().filter(|character| character.is_alphabetic()).count();
        if own < LETTERS_MIN || words::PLACEHOLDERS.contains(&fixed.trim().to_lowercase().as_str()) {
            return Some(invalid(
                "The text says nothing but placeholders.",
                "Write the message that people will get.",
            ));
        }
        let links = format!("{} {}", self.text, self.urls);
        if words::SHORTENERS.iter().any(|host| names_host(&links, host)) {
            return Some(invalid(
                "The template contains a shortened link or a wa.me link.",
                "Use the full address of your own website.",
            ));
        }
        for (list, reason, because, advice) in [
            (
                &words::THREATS[..],
                "ABUSIVE_CONTENT",
                "The text threatens.",
                "Take the threat out.",
            ),
            (
                &words::SENSITIVE,
                "ABUSIVE_CONTENT",
                "The text asks for sensitive data.",
                "Do not ask for full numbers of cards, accounts or documents.",
            ),
            (
                &words::PRIZES,
                "SCAM",
                "The text is about games, bets or prizes.",
                "Take it out.",
            ),
        ] {
            if self.has(list) {
                return Some(Verdict::Reject {
                    reason,
                    because,
                    advice,
                });
            }
        }
        is_mismatch(&template.language, &fixed).then_some(Verdict::Reject {
            reason: "TAG_CONTENT_MISMATCH",
            because: "The text is in another language than the template.",
            advice: "Choose the language of the text.",
        })
    }
}

fn invalid(because: &'static str, advice: &'static str) -> Verdict {
    Verdict::Reject {
        reason: "INVALID_FORMAT",
        because,
        advice,
    }
}

/// Collects the texts and the addresses of a component, its buttons and its cards; samples are not read.
fn gather(value: &Value, text: &mut String, urls: &mut String) {
    match value {
        Value::Array(list) => list.iter().for_each(|inside| gather(inside, text, urls)),
        Value::Object(object) => {
            for (key, inside) in object {
                match (key.as_str(), inside) {
                    ("text", Value::String(words)) => {
                        text.push_str(words);
                        text.push('\n');
                    }
                    ("url", Value::String(url)) => {
                        urls.push_str(url);
                        urls.push(' ');
                    }
                    ("example", _) => {}
                    (_, inside) => gather(inside, text, urls),
                }
            }
        }
        _ => {}
    }
}

/// Whether a word, or the beginning of one, stands in a text.
fn holds(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(place, _)| {
        let before = text[..place].chars().next_back();
        word.starts_with('%') || before.is_none_or(|character| !character.is_alphanumeric())
    })
}

/// Whether a text leads to a host: `t.co/x` does, `best.com/t.co` and `art.co/x` do not.
fn names_host(text: &str, host: &str) -> bool {
    let needle = format!("{host}/");
    text.match_indices(&needle).any(|(place, _)| {
        let before = text[..place].strip_suffix("www.").unwrap_or(&text[..place]);
        before
            .chars()
            .next_back()
            .is_none_or(|character| !character.is_alphanumeric() && !matches!(character, '.' | '-' | '_'))
    })
}

/// Lengths count code points.
pub(crate) fn length(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::figures::find;
    use serde_json::json;

    fn template(category: &str, language: &str, text: &str) -> Template {
        Template {
            id: "1".into(),
            name: "mine".into(),
            category: category.into(),
            language: language.into(),
            components: vec![json!({"type": "BODY", "text": text})],
            ..Template::default()
        }
    }

    fn verdict(category: &str, language: &str, text: &str, rule_set: &str) -> &'static str {
        let template = template(category, language, text);
        match judge(&template, std::iter::empty(), find(rule_set).unwrap()) {
            Verdict::Approve => "APPROVE",
            Verdict::Recategorise => "RECATEGORISE",
            Verdict::Reject { reason, .. } => reason,
        }
    }

    #[test]
    fn a_reviewer_reads_the_text() {
        for (language, text, expected) in [
            ("ru", "Ваш заказ {{1}} готов к выдаче.", "APPROVE"),
            ("ru", "Смотрите на bit.ly/abc прямо сейчас.", "INVALID_FORMAT"),
            ("ru", "Пишите нам: https://wa.me/79161234567", "INVALID_FORMAT"),
            ("en", "Read it at https://art.co/x today", "APPROVE"),
            ("ru", "Ваш заказ {1} готов к выдаче.", "INVALID_FORMAT"),
            ("ru", "Ваш заказ {{1} готов к выдаче.", "INVALID_FORMAT"),
            ("en", "Test", "INVALID_FORMAT"),
            ("en", "- {{1}} -", "INVALID_FORMAT"),
            ("ru", "Пришлите нам номер карты в ответ.", "ABUSIVE_CONTENT"),
            ("en", "Reply with your CVV to confirm.", "ABUSIVE_CONTENT"),
            ("en", "Pay now or we will take legal action.", "ABUSIVE_CONTENT"),
            ("ru", "Вы выиграли приз, приходите за ним.", "SCAM"),
            ("en", "Place your bet at our casino.", "SCAM"),
            ("ru", "Your order is ready and waits for you.", "TAG_CONTENT_MISMATCH"),
            ("en_US", "Ваш заказ ждёт вас в магазине.", "TAG_CONTENT_MISMATCH"),
        ] {
            assert_eq!(verdict("MARKETING", language, text, "meta-2026-10"), expected, "{text}");
        }
    }

    #[test]
    fn advertising_in_utility_becomes_marketing_and_was_turned_down_in_2021() {
        let text = "Ваш заказ готов, а на следующий — скидка 20%.";
        assert_eq!(verdict("UTILITY", "ru", text, "meta-2025-10"), "RECATEGORISE");
        assert_eq!(verdict("UTILITY", "ru", text, "meta-2026-10"), "RECATEGORISE");
        assert_eq!(verdict("UTILITY", "ru", text, "whatsapp-2021"), "PROMOTIONAL");
        assert_eq!(verdict("MARKETING", "ru", text, "meta-2026-10"), "APPROVE");
    }

    #[test]
    fn the_same_body_under_another_name_is_a_duplicate() {
        let mine = template("UTILITY", "ru", "Ваш заказ ждёт вас в магазине.");
        let mut other = template("MARKETING", "ru", "Ваш заказ ждёт вас в магазине.");
        (other.id, other.name) = ("2".into(), "other".into());
        let figures = find("meta-2026-10").unwrap();
        assert!(matches!(
            judge(&mine, [&other].into_iter(), figures),
            Verdict::Reject {
                reason: "INVALID_FORMAT",
                ..
            }
        ));
        other.language = "uk".into();
        assert_eq!(judge(&mine, [&other].into_iter(), figures), Verdict::Approve);
    }
}
