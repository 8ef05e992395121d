//! The languages a template can be in, and the script each is written in.
//!
//! Meta, "Supported languages", 2026.

use std::ops::RangeInclusive;

/// A writing system, as far as it tells languages apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    Latin,
    Cyrillic,
    Arabic,
    Hebrew,
    Greek,
    Indic,
    SouthEast,
    Georgian,
    EastAsian,
}

/// Codes by script; a language that is written in two stands in none of these and is never a mismatch.
const LANGUAGES: [(Script, &str); 9] = [
    (
        Script::Latin,
        "af sq az ca hr cs da nl nl_BE en en_GB en_US en_AE en_AU en_CA en_GH en_IE en_IN en_JM en_MY en_NZ en_QA en_SG \
         en_UG en_ZA et fil fi fr fr_BE fr_CA fr_CH fr_CI fr_MA de de_AT de_CH ha hu id ga it lv lt ms nb pl pt_BR pt_PT \
         ro rw_RW sk sl es es_AR es_CL es_CO es_CR es_DO es_EC es_ES es_HN es_MX es_PA es_PE es_UY sw sv tr vi zu",
    ),
    (Script::Cyrillic, "be_BY bg kk ky_KG mk ru uk"),
    (Script::Arabic, "ar ar_AE ar_EG ar_LB ar_MA ar_QA fa prs_AF ps_AF ur"),
    (Script::Hebrew, "he"),
    (Script::Greek, "el"),
    (Script::Indic, "bn bn_IN gu hi kn ml mr pa si_LK ta te"),
    (Script::SouthEast, "lo th"),
    (Script::Georgian, "ka"),
    (Script::EastAsian, "ja ko zh_CN zh_HK zh_TW"),
];
/// Written in two scripts.
const EITHER: [&str; 2] = ["sr", "uz"];

/// Whether a template can be in this language.
pub(crate) fn is_known(code: &str) -> bool {
    EITHER.contains(&code) || script_of(code).is_some()
}

/// The script of a language; none where it has two, or is not known.
fn script_of(code: &str) -> Option<Script> {
    let found = LANGUAGES
        .iter()
        .find(|(_, codes)| codes.split_whitespace().any(|known| known == code));
    found.map(|(script, _)| *script)
}

/// Whether text is written in another script than the language it is said to be in.
///
/// Names and brands are often written in Latin letters, so those alone are never held against a text.
pub(crate) fn is_mismatch(code: &str, text: &str) -> bool {
    let Some(expected) = script_of(code) else {
        return false;
    };
    let (mut fitting, mut foreign) = (0_usize, 0_usize);
    for character in text.chars() {
        match script_of_letter(character) {
            Some(script) if script == expected => fitting += 1,
            Some(_) => foreign += 1,
            None => {}
        }
    }
    foreign >= 10 && foreign > fitting * 4
}

fn script_of_letter(character: char) -> Option<Script> {
    let blocks: [(Script, RangeInclusive<u32>); 12] = [
        (Script::Latin, 0x41..=0x24F),
        (Script::Greek, 0x370..=0x3FF),
        (Script::Cyrillic, 0x400..=0x52F),
        (Script::Hebrew, 0x590..=0x5FF),
        (Script::Arabic, 0x600..=0x6FF),
        (Script::Indic, 0x900..=0xDFF),
        (Script::SouthEast, 0xE00..=0xEFF),
        (Script::Georgian, 0x10A0..=0x10FF),
        (Script::Latin, 0x1E00..=0x1EFF),
        (Script::EastAsian, 0x3040..=0x30FF),
        (Script::EastAsian, 0x3400..=0x9FFF),
        (Script::EastAsian, 0xAC00..=0xD7AF),
    ];
    let code = u32::from(character);
    let found = blocks.iter().find(|(_, block)| block.contains(&code));
    found.filter(|_| character.is_alphabetic()).map(|(script, _)| *script)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_metas_codes_and_no_others() {
        for code in ["ru", "en_US", "zh_HK", "fil", "sr", "prs_AF"] {
            assert!(is_known(code), "{code}");
        }
        for code in ["xx", "en_us", "ru_RU", "en-US", "", "pt"] {
            assert!(!is_known(code), "{code}");
        }
    }

    #[test]
    fn a_text_in_another_script_is_noticed_and_a_brand_is_not() {
        assert!(is_mismatch("ru", "Your order is ready and waits for you"));
        assert!(is_mismatch("en_US", "Ваш заказ ждёт вас в магазине"));
        assert!(!is_mismatch("ru", "Ваш заказ из Apple Store готов"));
        assert!(!is_mismatch("ru", "OK!"));
        assert!(!is_mismatch("sr", "Ваша наруџба је спремна за преузимање"));
    }
}
