//! Words as people compare them: case, accents and marks that nobody sees make no difference, «ё» is «е».
//!
//! Keywords and the search go by the same words. An accent may be a part of its letter or stand after it as a sign of
//! its own; only «й» stays a letter of its own, because it is one.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::decompose_canonical;

/// The words of a text as they were written: runs of letters and digits, with what stands on or between them unseen.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter| !is_of_word(letter))
        .filter(|word| word.chars().any(char::is_alphanumeric))
}

/// Whether a character is a part of a word and does not end one.
#[must_use]
pub fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || is_accent(letter) || is_unseen(letter)
}

/// A text in the form in which it is compared with others.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            'й' => plain.push('й'),
            '\u{306}' if plain.ends_with('и') => {
                plain.pop();
                plain.push('й');
            }
            accent if is_accent(accent) => {}
            unseen if is_unseen(unseen) => {}
            letter if bears_accents(letter) => decompose_canonical(letter, |part| {
                if !is_accent(part) {
                    plain.push(part);
                }
            }),
            letter => plain.push(letter),
        }
    }
    plain
}

/// Whether a text shows anything: spaces, and what has neither width nor ink, do not.
#[must_use]
pub fn is_seen(text: &str) -> bool {
    text.chars().any(|letter| {
        let is_blank = matches!(
            letter,
            '\u{115f}' | '\u{1160}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2061}'..='\u{206f}'
                | '\u{2800}' | '\u{3164}' | '\u{ffa0}'
        );
        !(letter.is_whitespace() || letter.is_control() || is_unseen(letter) || is_blank)
    })
}

/// A name in the form in which two names are one: without regard to case, to how its letters are put together, and to
/// spaces around and between its words.
#[must_use]
pub fn name_key(name: &str) -> String {
    let one_case: String = name
        .chars()
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .nfc()
        .collect();
    one_case.split_whitespace().collect::<Vec<_>>().join(" ")
}

const fn is_accent(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

/// Spaces without width, soft hyphens, and what chooses between two pictures of one sign.
const fn is_unseen(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{fe0e}' | '\u{fe0f}' | '\u{feff}'
    )
}

/// Whether a letter is of Latin, Greek or Cyrillic and may hold an accent; the parts of others are no accents.
const fn bears_accents(letter: char) -> bool {
    matches!(letter, '\u{c0}'..='\u{24f}' | '\u{386}'..='\u{3ce}' | '\u{450}'..='\u{52f}' | '\u{1e00}'..='\u{1fff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_of_nothing_that_shows_is_not_seen() {
        for (name, expected) in [
            ("Анна", true),
            ("\u{200b}.\u{200b}", true),
            ("❤\u{fe0f}", true),
            ("", false),
            (" \u{a0}\t", false),
            ("\u{200b}\u{2060}", false),
            ("\u{3164}", false),
            ("\u{202e}\u{2067}\u{200f}", false),
        ] {
            assert_eq!(is_seen(name), expected, "{name:?}");
        }
    }

    #[test]
    fn what_a_reader_takes_for_one_word_is_one() {
        for (text, expected) in [
            ("Ещё СЧЁТ", "еще счет"),
            ("сче\u{308}т", "счет"),
            ("Й й и\u{306} И\u{306}", "й й й й"),
            ("за\u{301}мок", "замок"),
            ("Café, cafe\u{301}", "cafe cafe"),
            ("İstanbul", "istanbul"),
            ("це\u{200b}на", "цена"),
            ("Страсть-к 50%", "страсть к 50"),
            ("한국어 か\u{3099}", "한국어 か"),
            ("\u{301} ❤\u{fe0f}", ""),
        ] {
            let found: Vec<String> = words(text).map(plain).collect();
            assert_eq!(found.join(" "), expected, "{text:?}");
        }
    }

    #[test]
    fn names_that_differ_by_case_or_spaces_are_one() {
        for (one, other, are_one) in [
            ("VIP", "vip", true),
            ("Опт", "оПТ", true),
            ("Straße", "STRASSE", true),
            ("ΟΔΟΣ", "οδος", true),
            ("И\u{306}од", "йод", true),
            (" Опт  Москва", "опт москва", true),
            ("Ёлки", "Елки", false),
            ("café", "cafe", false),
            ("Опт", "Опт 2", false),
        ] {
            assert_eq!(name_key(one) == name_key(other), are_one, "{one:?} {other:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_plain_stays(text in "\\PC{0,40}") {
            let once = plain(&text);
            prop_assert_eq!(plain(&once), once);
        }
    }
}
