//! Comparing words: case, «ё», accents, signs and spaces make no difference; `*` at the end of a word stands for any
//! ending.

use super::documents::KeywordMatch;
use crate::words::{is_of_word, plain};

/// Whether a keyword or phrase is in the text in the wanted way.
pub(super) fn is_in(text: &str, keyword: &str, compare: KeywordMatch) -> bool {
    let said = words_of(text, false);
    let wanted = words_of(keyword, true);
    if wanted.is_empty() || said.len() < wanted.len() {
        return false;
    }
    let begins = |place: usize| {
        said[place..]
            .iter()
            .zip(&wanted)
            .all(|(said, wanted)| is_word(said, wanted))
    };
    match compare {
        KeywordMatch::Contains => (0..=said.len() - wanted.len()).any(begins),
        KeywordMatch::Starts => begins(0),
        KeywordMatch::Exact => said.len() == wanted.len() && begins(0),
    }
}

/// Whether two titles are the same to a reader: unlike in keywords, a sign or a picture makes another title.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    let shown = |title: &str| title.split_whitespace().map(plain).collect::<Vec<_>>();
    shown(one) == shown(other)
}

fn is_word(said: &str, wanted: &str) -> bool {
    match wanted.strip_suffix('*') {
        Some(stem) => said.starts_with(stem),
        None => said == wanted,
    }
}

fn words_of(text: &str, with_stars: bool) -> Vec<String> {
    text.split(|letter| !(is_of_word(letter) || (with_stars && letter == '*')))
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .map(plain)
        .map(|word| match word.trim_start_matches('*') {
            rest if rest.ends_with('*') => format!("{}*", rest.trim_end_matches('*').replace('*', "")),
            rest => rest.replace('*', ""),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn finds_words_as_people_write_them() {
        use KeywordMatch::{Contains, Exact, Starts};
        for (text, keyword, compare, found) in [
            ("Какая цена?", "цена", Contains, true),
            ("Какая ЦЕНА?", "цена", Contains, true),
            ("сколько стоит доставка в Москву", "стоит доставка", Contains, true),
            ("сколько стоит ваша доставка", "стоит доставка", Contains, false),
            ("который час", "кот", Contains, false),
            ("цены на розы", "цен*", Contains, true),
            ("оценка", "цен*", Contains, false),
            ("Ещё вопрос", "еще", Contains, true),
            ("Цена", "цена", Exact, true),
            ("  цена !!!", "цена", Exact, true),
            ("цена роз", "цена", Exact, false),
            ("Цена роз", "цена", Starts, true),
            ("Какая цена", "цена", Starts, false),
            ("price-list", "price list", Contains, true),
            ("", "цена", Contains, false),
            ("цена", "!!!", Contains, false),
            ("*цена*", "цена", Contains, true),
            ("сче\u{308}т", "счёт", Exact, true),
            ("Un cafe por favor", "café", Contains, true),
            ("це\u{200b}на", "цена", Exact, true),
            ("мой", "мои", Contains, false),
        ] {
            assert_eq!(is_in(text, keyword, compare), found, "{text:?} {keyword:?} {compare}");
        }
    }

    #[test]
    fn titles_differ_by_their_signs() {
        for (one, other, same) in [
            ("Да", " да ", true),
            ("Ещё  розы", "еще розы", true),
            ("❤️", "❤", true),
            ("👍", "👎", false),
            ("1+", "1-", false),
        ] {
            assert_eq!(is_same(one, other), same, "{one:?} {other:?}");
        }
    }

    proptest! {
        #[test]
        fn an_exact_match_starts_and_a_start_is_contained(text in "[а-яё !?*]{0,20}", keyword in "[а-яё *]{0,10}") {
            let is = |compare| is_in(&text, &keyword, compare);
            prop_assert!(!is(KeywordMatch::Exact) || is(KeywordMatch::Starts));
            prop_assert!(!is(KeywordMatch::Starts) || is(KeywordMatch::Contains));
        }
    }
}
