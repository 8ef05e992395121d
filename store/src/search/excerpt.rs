//! Where the words of a query stand in a text: an excerpt around the first of them, in pieces.

use galka_domain::words::words;

use super::terms::{QueryTerms, normal, query_terms, stem};

/// A part of an excerpt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its text as it was written.
    pub text: String,
    /// Whether it is one of the words that were looked for.
    pub is_hit: bool,
}

/// How much is shown before the first hit.
const LEAD_CHARS: usize = 40;

/// At most about `chars_max` characters of a text around the first word of the query, with every word of it marked.
#[must_use]
pub fn excerpt(text: &str, query: &str, chars_max: usize) -> Vec<Piece> {
    let spans = query_terms("message", query).map_or_else(Vec::new, |terms| hits(text, &terms));
    let first = spans.first().map_or(0, |span| span.0);
    let begin = if text.chars().nth(chars_max).is_none() {
        0
    } else {
        begin_before(text, first)
    };
    let end = text[begin..]
        .char_indices()
        .nth(chars_max)
        .map_or(text.len(), |(offset, _)| begin + offset);
    let mut pieces = Vec::new();
    let mut at = begin;
    if begin > 0 {
        push(&mut pieces, "…", false);
    }
    for (from, to) in spans.into_iter().filter(|(from, to)| *from >= begin && *to <= end) {
        push(&mut pieces, &text[at..from], false);
        push(&mut pieces, &text[from..to], true);
        at = to;
    }
    push(&mut pieces, &text[at..end], false);
    if end < text.len() {
        push(&mut pieces, "…", false);
    }
    pieces
}

fn push(pieces: &mut Vec<Piece>, text: &str, is_hit: bool) {
    if !text.is_empty() {
        pieces.push(Piece {
            text: text.to_owned(),
            is_hit,
        });
    }
}

/// The start of a word not far before `first`.
fn begin_before(text: &str, first: usize) -> usize {
    let before: Vec<(usize, char)> = text[..first].char_indices().collect();
    if before.len() <= LEAD_CHARS {
        return 0;
    }
    let cut = before.len() - LEAD_CHARS;
    before[cut..]
        .iter()
        .find(|(_, letter)| letter.is_whitespace())
        .map_or(before[cut].0, |(offset, letter)| offset + letter.len_utf8())
}

fn hits(text: &str, terms: &QueryTerms) -> Vec<(usize, usize)> {
    word_spans(text)
        .filter(|(from, to)| {
            let word = normal(&text[*from..*to]);
            let stemmed = stem(&word);
            terms.whole.contains(&stemmed)
                || stemmed == stem(&terms.last)
                || (terms.begins_words && word.starts_with(&terms.last))
        })
        .collect()
}

/// Where the words stand that the index has.
fn word_spans(text: &str) -> impl Iterator<Item = (usize, usize)> {
    words(text).map(|word| {
        let from = word.as_ptr() as usize - text.as_ptr() as usize;
        (from, from + word.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marked(text: &str, query: &str) -> String {
        excerpt(text, query, 60)
            .into_iter()
            .map(|piece| {
                if piece.is_hit {
                    format!("[{}]", piece.text)
                } else {
                    piece.text
                }
            })
            .collect()
    }

    #[test]
    fn words_are_marked_in_any_form_and_the_last_as_a_beginning() {
        for (text, query, expected) in [
            ("Когда доставка роз?", "доставки роз", "Когда [доставка] [роз]?"),
            ("Заказ 10482 готов", "104", "Заказ [10482] готов"),
            ("<b>Заказ</b>", "заказ", "<b>[Заказ]</b>"),
            ("без слов", "тюльпан", "без слов"),
            ("", "x", ""),
        ] {
            assert_eq!(marked(text, query), expected, "{query}");
        }
        let long = format!("{} заказ {}", "слово ".repeat(30), "хвост ".repeat(30));
        let shown = marked(&long, "заказ");
        assert!(
            shown.starts_with('…') && shown.ends_with('…') && shown.contains("[заказ]"),
            "{shown}"
        );
        assert!(shown.chars().count() < 70, "{shown}");
    }

    proptest! {
        #[test]
        fn an_excerpt_of_a_short_text_is_the_text(text in "\\PC{0,50}", query in "\\PC{0,12}") {
            let joined: String = excerpt(&text, &query, 60).into_iter().map(|piece| piece.text).collect();
            prop_assert_eq!(joined.trim_matches('…'), text.trim_matches('…'));
        }
    }
}
