//! What a failure means to a person: title, cause and next action, in Russian and English.
//!
//! Three kinds of codes are explained: WhatsApp's error codes, the rules of the guard, and the codes
//! of our own API. Short messages (what is wrong with a template, a number, a value) stand beside them.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

/// A code explained in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Entry {
    /// WhatsApp's number, a rule's name or an API code.
    pub code: String,
    /// In Russian.
    pub ru: Text,
    /// In English.
    pub en: Text,
}

/// An explanation in one language.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Text {
    /// What happened, in a few words.
    pub title: String,
    /// Why.
    pub cause: String,
    /// What to do next.
    pub action: String,
}

/// A short message in both languages, with `{name}` where a particular goes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Message {
    /// In Russian.
    pub ru: String,
    /// In English.
    pub en: String,
}

#[derive(Deserialize)]
struct File {
    whatsapp: Vec<Entry>,
    rules: Vec<Entry>,
    api: Vec<Entry>,
    messages: BTreeMap<String, Message>,
}

struct Catalogue {
    entries: Vec<Entry>,
    by_code: HashMap<String, usize>,
    messages: BTreeMap<String, Message>,
}

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let text = include_str!("../../data/rules/errors.json");
    let file: File = serde_json::from_str(text).expect("the catalogue is checked by a test");
    let written = file.whatsapp.into_iter().chain(file.rules).chain(file.api);
    let entries: Vec<_> = written.flat_map(expand).collect();
    let by_code = entries
        .iter()
        .enumerate()
        .map(|(place, entry)| (entry.code.clone(), place))
        .collect();
    Catalogue {
        entries,
        by_code,
        messages: file.messages,
    }
});

/// Every explanation: WhatsApp's codes, then rules, then API codes.
pub fn all() -> impl Iterator<Item = &'static Entry> {
    CATALOGUE.entries.iter()
}

/// The explanation of a code.
#[must_use]
pub fn find(code: &str) -> Option<&'static Entry> {
    CATALOGUE.by_code.get(code).map(|place| &CATALOGUE.entries[*place])
}

/// The explanation of WhatsApp's code; one not known is explained as such.
#[must_use]
pub fn get_whatsapp(code: i64) -> &'static Entry {
    find(&code.to_string())
        .or_else(|| find("unknown"))
        .expect("the catalogue explains codes not known")
}

/// The short message of a key such as `template.variable_gap`, `lint.capitals`, `phone.letters` or `value.missing`.
#[must_use]
pub fn find_message(key: &str) -> Option<&'static Message> {
    CATALOGUE.messages.get(key)
}

impl Message {
    /// The message with its particulars, in Russian and in English.
    #[must_use]
    pub fn fill(&self, params: &BTreeMap<String, String>) -> (String, String) {
        let fill = |text: &str| {
            params.iter().fold(text.to_owned(), |text, (name, value)| {
                text.replace(&format!("{{{name}}}"), value)
            })
        };
        (fill(&self.ru), fill(&self.en))
    }
}

/// `200-299` stands for each of them.
fn expand(entry: Entry) -> Vec<Entry> {
    let range = entry
        .code
        .split_once('-')
        .and_then(|(from, to)| Some(from.parse::<u32>().ok()?..=to.parse().ok()?));
    match range {
        Some(range) => range
            .map(|code| Entry {
                code: code.to_string(),
                ..entry.clone()
            })
            .collect(),
        None => vec![entry],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guard::Rule;
    use crate::phone::PhoneError;
    use crate::template::LintName;

    /// Meta, 'Error codes', 2025-12, and the codes announced in 2026.
    const META_CODES: [i64; 133] = [
        0, 1, 2, 3, 4, 10, 33, 100, 190, 200, 250, 299, 368, 613, 80007, 130403, 130429, 130472, 130497, 130501,
        131000, 131005, 131008, 131009, 131016, 131020, 131021, 131026, 131030, 131031, 131035, 131036, 131037, 131041,
        131042, 131044, 131045, 131047, 131048, 131049, 131050, 131051, 131052, 131053, 131055, 131056, 131057, 131059,
        131060, 131062, 131063, 131064, 131201, 131208, 131215, 132000, 132001, 132005, 132007, 132008, 132012, 132015,
        132016, 132018, 132068, 132069, 133000, 133004, 133005, 133006, 133008, 133009, 133010, 133015, 133016, 134011,
        134100, 134101, 134102, 134103, 135000, 136024, 137000, 138000, 138023, 139000, 139001, 139002, 139003, 139004,
        139100, 139101, 139102, 139103, 141006, 141014, 147001, 147002, 147003, 147004, 147005, 1_752_041, 2_388_001,
        2_388_012, 2_388_019, 2_388_023, 2_388_024, 2_388_039, 2_388_040, 2_388_047, 2_388_072, 2_388_073, 2_388_091,
        2_388_093, 2_388_103, 2_388_293, 2_388_299, 2_494_100, 2_494_164, 2_494_165, 2_494_166, 2_494_167, 2_494_168,
        2_494_176, 2_494_177, 2_494_179, 2_593_107, 2_593_108, 2_593_109, 200_005, 200_006, 200_007, 131_047,
    ];

    #[test]
    fn every_code_and_rule_is_explained() {
        let missing: Vec<_> = META_CODES
            .iter()
            .filter(|code| find(&code.to_string()).is_none())
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
        for rule in Rule::ALL {
            assert!(find(rule.as_str()).is_some(), "{rule}");
        }
        assert_eq!(get_whatsapp(131_047).en.title, "24-hour window closed");
        assert_eq!(get_whatsapp(999_999).code, "unknown");
    }

    #[test]
    fn both_languages_are_complete_and_no_code_is_twice() {
        let is_russian = |text: &str| text.chars().any(|letter| ('а'..='я').contains(&letter));
        for entry in all() {
            let Entry { code, ru, en } = entry;
            for text in [&ru.title, &ru.cause, &ru.action] {
                assert!(is_russian(text), "{code}: {text}");
            }
            for text in [&en.title, &en.cause, &en.action] {
                assert!(text.len() > 3 && !is_russian(text), "{code}: {text}");
            }
            assert!(
                !ru.title.ends_with('.') && ru.cause.ends_with('.') && ru.action.ends_with('.'),
                "{code}"
            );
        }
        assert_eq!(CATALOGUE.by_code.len(), CATALOGUE.entries.len());
    }

    #[test]
    fn every_word_of_advice_and_every_fault_of_a_number_has_a_message() {
        for name in LintName::ALL {
            assert!(find_message(&format!("lint.{name}")).is_some(), "{name}");
        }
        for error in PhoneError::ALL {
            assert!(find_message(&format!("phone.{error}")).is_some(), "{error}");
        }
        for (key, message) in &CATALOGUE.messages {
            assert!(!message.ru.is_empty() && !message.en.is_empty(), "{key}");
        }
    }

    #[test]
    fn particulars_go_into_their_places() {
        let params = BTreeMap::from([
            ("max".to_owned(), "60".to_owned()),
            ("length".to_owned(), "61".to_owned()),
        ]);
        let (ru, en) = find_message("template.too_long").unwrap().fill(&params);
        assert_eq!(ru, "Не больше 60 знаков, сейчас 61.");
        assert_eq!(en, "At most 60 characters, now 61.");
        let key = BTreeMap::from([("key".to_owned(), "2".to_owned())]);
        assert!(
            find_message("template.variable_gap")
                .unwrap()
                .fill(&key)
                .1
                .contains("{{2}}")
        );
    }
}
