//! Advice on a template: nothing here forbids it, but reviewers refuse such texts and customers block them.

use super::Template;
use super::button::ButtonKind;
use super::components::Header;
use super::variables::{Piece, pieces};
use crate::named::named_enum;
use crate::template::TemplateCategory;

named_enum! {
    /// A piece of advice.
    pub enum LintName {
        /// A link shortener hides where a link leads; use a domain of your own.
        ShortenedLink = "shortened_link",
        /// Links into WhatsApp itself are refused.
        WhatsappLink = "whatsapp_link",
        /// Most of the text is in capitals.
        Capitals = "capitals",
        /// Many exclamation marks.
        Shouting = "shouting",
        /// The text does not say who writes or why.
        NoContext = "no_context",
        /// Asks for card numbers, passwords or documents.
        SensitiveData = "sensitive_data",
        /// An offer in a template that is not marketing: Meta will move its category.
        PromotionInUtility = "promotion_in_utility",
        /// Threats and insults are refused.
        Threat = "threat",
        /// Games of chance and prizes are refused.
        Prize = "prize",
        /// Goods that WhatsApp's commerce policy forbids.
        ForbiddenGoods = "forbidden_goods",
        /// Marketing that does not say how to stop it.
        NoWayOut = "no_way_out",
        /// Typing errors: doubled words, doubled spaces, a space before a comma.
        Typing = "typing",
        /// Computers cannot show so many or so mixed buttons.
        ButtonsOnDesktop = "buttons_on_desktop",
    }
}

/// One piece of advice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lint {
    /// Which advice.
    pub name: LintName,
    /// Where: `header`, `body`, `footer` or `buttons`.
    pub field: &'static str,
    /// The words it is about, when there are some.
    pub found: Option<String>,
}

const SHORTENERS: [&str; 18] = [
    "bit.ly",
    "tinyurl.com",
    "goo.gl",
    "t.co/",
    "ow.ly",
    "is.gd",
    "clck.ru",
    "vk.cc",
    "cutt.ly",
    "rebrand.ly",
    "buff.ly",
    "t.ly/",
    "rb.gy",
    "shorturl.at",
    "goo.su",
    "u.to/",
    "tiny.cc",
    "short.io",
];
const WHATSAPP_LINKS: [&str; 3] = ["wa.me", "api.whatsapp.com", "chat.whatsapp.com"];
const SENSITIVE: [&str; 10] = [
    "номер карты",
    "cvv",
    "cvc",
    "пин-код",
    "пароль",
    "паспорт",
    "card number",
    "password",
    "passport",
    "ssn",
];
const PROMOTION: [&str; 12] = [
    "скидк",
    "распродаж",
    "акци",
    "промокод",
    "выгодн",
    "спецпредложен",
    "купон",
    "discount",
    "sale",
    "% off",
    "promo",
    "special offer",
];
const THREATS: [&str; 6] = [
    "подадим в суд",
    "последнее предупреждение",
    "иначе мы",
    "we will sue",
    "final warning",
    "or else",
];
const PRIZES: [&str; 8] = [
    "розыгрыш",
    "выиграл",
    "лотере",
    "казино",
    "lottery",
    "casino",
    "giveaway",
    "you won",
];
const GOODS: [&str; 14] = [
    "алкогол",
    "вино ",
    "пиво",
    "водк",
    "табак",
    "сигарет",
    "вейп",
    "оружи",
    "alcohol",
    "tobacco",
    "cigarette",
    "vape",
    "weapon",
    "прекурсор",
];
const WAYS_OUT: [&str; 6] = ["стоп", "отпис", "отказ", "stop", "unsubscribe", "opt out"];

/// All advice on a template, in the order of the form.
#[must_use]
pub fn lint(template: &Template) -> Vec<Lint> {
    let components = &template.components;
    let header = match &components.header {
        Some(Header::Text { text, .. }) => text.as_str(),
        _ => "",
    };
    let footer = components.footer.as_deref().unwrap_or_default();
    let mut lints = Vec::new();
    for (field, text) in [
        ("header", header),
        ("body", components.body.text.as_str()),
        ("footer", footer),
    ] {
        lint_text(field, text, template.category, &mut lints);
    }
    if template.category != TemplateCategory::Authentication && has_no_context(&components.body.text) {
        lints.push(Lint {
            name: LintName::NoContext,
            field: "body",
            found: None,
        });
    }
    lint_buttons(template, &mut lints);
    if template.category == TemplateCategory::Marketing && !says_how_to_stop(template) {
        lints.push(Lint {
            name: LintName::NoWayOut,
            field: "footer",
            found: None,
        });
    }
    lints
}

fn lint_text(field: &'static str, text: &str, category: TemplateCategory, lints: &mut Vec<Lint>) {
    let lower = text.to_lowercase();
    let mut word_lists = vec![
        (LintName::ShortenedLink, &SHORTENERS[..]),
        (LintName::WhatsappLink, &WHATSAPP_LINKS),
        (LintName::SensitiveData, &SENSITIVE),
        (LintName::Threat, &THREATS),
        (LintName::Prize, &PRIZES),
        (LintName::ForbiddenGoods, &GOODS),
    ];
    if category == TemplateCategory::Utility {
        word_lists.push((LintName::PromotionInUtility, &PROMOTION));
    }
    for (name, words) in word_lists {
        let found = words.iter().find(|word| contains_from_word_start(&lower, word));
        lints.extend(found.map(|word| Lint {
            name,
            field,
            found: Some(word.trim_end_matches(['/', ' ']).to_owned()),
        }));
    }
    if is_mostly_capitals(text) {
        lints.push(Lint {
            name: LintName::Capitals,
            field,
            found: None,
        });
    }
    if text.contains("!!") || text.matches('!').count() > 3 {
        lints.push(Lint {
            name: LintName::Shouting,
            field,
            found: None,
        });
    }
    lints.extend(typing_error(text).map(|found| Lint {
        name: LintName::Typing,
        field,
        found: Some(found),
    }));
}

/// Whether the word stands at the start of a word: «акци» in «акция», not in «реакция».
fn contains_from_word_start(text: &str, word: &str) -> bool {
    text.match_indices(word)
        .any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric))
}

fn is_mostly_capitals(text: &str) -> bool {
    let fixed: String = pieces(text)
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Text(text) => Some(text),
            Piece::Variable(_) => None,
        })
        .collect();
    let upper = fixed.chars().filter(|letter| letter.is_uppercase()).count();
    let lower = fixed.chars().filter(|letter| letter.is_lowercase()).count();
    upper + lower >= 10 && upper > lower
}

/// A text of few words around variables tells the customer nothing.
fn has_no_context(text: &str) -> bool {
    let words = pieces(text).into_iter().map(|piece| match piece {
        Piece::Text(text) => text
            .split_whitespace()
            .filter(|word| word.chars().any(char::is_alphabetic))
            .count(),
        Piece::Variable(_) => 0,
    });
    words.sum::<usize>() < 5
}

fn typing_error(text: &str) -> Option<String> {
    let words: Vec<_> = text.split_whitespace().collect();
    let doubled = words.windows(2).find(|pair| {
        pair[0].chars().count() > 1
            && pair[0].chars().all(char::is_alphabetic)
            && pair[0].to_lowercase() == pair[1].to_lowercase()
    });
    if let Some(pair) = doubled {
        return Some(pair.join(" "));
    }
    [" ,", " .", "  "]
        .iter()
        .find(|error| text.contains(**error))
        .map(|error| (*error).to_owned())
}

fn lint_buttons(template: &Template, lints: &mut Vec<Lint>) {
    let buttons = &template.components.buttons;
    for url in buttons.iter().filter_map(|button| button.url.as_deref()) {
        let lower = url.to_lowercase();
        for (name, hosts) in [
            (LintName::ShortenedLink, &SHORTENERS[..]),
            (LintName::WhatsappLink, &WHATSAPP_LINKS),
        ] {
            if hosts.iter().any(|host| contains_from_word_start(&lower, host)) {
                lints.push(Lint {
                    name,
                    field: "buttons",
                    found: Some(url.to_owned()),
                });
            }
        }
    }
    let replies = buttons
        .iter()
        .filter(|button| button.kind == ButtonKind::QuickReply)
        .count();
    if buttons.len() >= 4 || (replies > 0 && replies < buttons.len()) {
        lints.push(Lint {
            name: LintName::ButtonsOnDesktop,
            field: "buttons",
            found: None,
        });
    }
}

fn says_how_to_stop(template: &Template) -> bool {
    let components = &template.components;
    let mut texts = vec![
        components.body.text.as_str(),
        components.footer.as_deref().unwrap_or_default(),
    ];
    texts.extend(components.buttons.iter().map(|button| button.text.as_str()));
    texts.iter().any(|text| {
        let lower = text.to_lowercase();
        WAYS_OUT.iter().any(|word| contains_from_word_start(&lower, word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::{Button, Components, ParameterFormat};
    use serde_json::json;

    fn names(category: TemplateCategory, text: &str, buttons: Vec<Button>) -> Vec<LintName> {
        let mut components = Components::read(&json!([{"type": "BODY", "text": text}])).unwrap();
        components.buttons = buttons;
        let template = Template {
            name: "t".to_owned(),
            language: "ru".to_owned(),
            category,
            parameter_format: ParameterFormat::Positional,
            components,
        };
        lint(&template).into_iter().map(|lint| lint.name).collect()
    }

    #[test]
    fn each_advice_is_given_by_name() {
        use LintName as L;
        let utility = TemplateCategory::Utility;
        for (text, expected) in [
            ("Здравствуйте! Ваш букет в магазине «Ромашка» готов.", &[][..]),
            (
                "Ваш заказ готов, подробности тут: https://bit.ly/x1",
                &[L::ShortenedLink],
            ),
            ("Ваш заказ готов, напишите нам на wa.me/79161234567", &[L::WhatsappLink]),
            ("ВАШ ЗАКАЗ УЖЕ ГОТОВ К ВЫДАЧЕ", &[L::Capitals]),
            ("Ваш заказ уже готов к выдаче!!!", &[L::Shouting]),
            ("Привет, {{1}}, это {{2}}!", &[L::NoContext]),
            ("Пришлите номер карты, чтобы вернуть вам деньги", &[L::SensitiveData]),
            ("Ваш заказ готов, а на второй скидка сегодня", &[L::PromotionInUtility]),
            ("Ваша реакция на заказ очень важна для нас", &[]),
            ("Ваш заказ заказ уже готов к выдаче", &[L::Typing]),
            ("Ваш заказ  уже готов к выдаче", &[L::Typing]),
        ] {
            assert_eq!(names(utility, text, Vec::new()), expected, "{text}");
        }
    }

    #[test]
    fn marketing_says_how_to_stop() {
        let text = "В магазине «Ромашка» новая коллекция букетов";
        assert_eq!(
            names(TemplateCategory::Marketing, text, Vec::new()),
            [LintName::NoWayOut]
        );
        assert!(
            names(
                TemplateCategory::Marketing,
                text,
                vec![Button::quick_reply("Отписаться")]
            )
            .is_empty()
        );
    }

    #[test]
    fn mixed_buttons_do_not_show_on_computers() {
        let buttons = vec![
            Button::quick_reply("Да"),
            Button::url("Сайт", "https://clck.ru/1", None),
        ];
        let found = names(TemplateCategory::Utility, "Ваш заказ уже готов к выдаче", buttons);
        assert_eq!(found, [LintName::ShortenedLink, LintName::ButtonsOnDesktop]);
    }
}
