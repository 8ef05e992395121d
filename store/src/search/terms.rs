//! Terms: how a text becomes what the index holds, and how a query becomes what is asked of it.

use galka_domain::ids::WorkspaceId;
use galka_domain::words::{plain, words};
use rust_stemmers::{Algorithm, Stemmer};

use super::{SearchDocument, id_term, late_term, scope_term};

/// Longest text whose words are indexed, and longest word.
const CHARS_MAX: usize = 4_096;
const WORD_CHARS_MAX: usize = 40;
const QUERY_WORDS_MAX: usize = 8;
/// What the words of contacts begin with once more: an index goes through all words with a beginning, and a message's
/// words are far more than those of names and numbers. No word of a language begins like this, and no id.
const CONTACT_MARK: &str = "xq";
/// How the first terms of a message begin, which nobody looks for: its workspace and its id, whose time starts with a
/// nought for a thousand years.
const ID_BEGINNINGS: [&str; 2] = ["ws0", "msg0"];

/// Each word stands stemmed and as written: the stem answers whole words, the other beginnings of words.
pub(super) fn document_terms(workspace: &WorkspaceId, document: &SearchDocument) -> String {
    let mut terms = format!("{} {}", scope_term(workspace, document.kind), id_term(&document.id));
    if document.is_late {
        terms.push(' ');
        terms.push_str(&late_term(workspace, document.kind));
    }
    let cut: String = document.text.chars().take(CHARS_MAX).collect();
    let mark = beginning_mark(document.kind);
    for word in words_of(&cut) {
        let stemmed = stem(&word);
        if stemmed != word || !mark.is_empty() {
            terms.push(' ');
            terms.push_str(&stemmed);
        }
        terms.push(' ');
        terms.push_str(mark);
        terms.push_str(&word);
    }
    terms
}

/// The words of a query: those before the last by their stems; the last by its stem, or as a beginning.
pub(super) struct QueryTerms {
    pub(super) whole: Vec<String>,
    pub(super) last: String,
    pub(super) begins_words: bool,
    mark: &'static str,
}

/// What stands before a word that is looked for by its beginning.
fn beginning_mark(kind: &str) -> &'static str {
    if kind == "contact" { CONTACT_MARK } else { "" }
}

/// From how many letters on a word also counts as a beginning: among a million messages a letter or two begin so many
/// words that going through them takes seconds.
fn beginning_chars(kind: &str) -> usize {
    if kind == "contact" { 2 } else { 3 }
}

pub(super) fn query_terms(kind: &str, query: &str) -> Option<QueryTerms> {
    let mut found: Vec<String> = words_of(query).take(QUERY_WORDS_MAX).collect();
    let last = found.pop()?;
    let mark = beginning_mark(kind);
    let begins_ids = mark.is_empty()
        && ID_BEGINNINGS
            .iter()
            .any(|id| id.starts_with(&last) || last.starts_with(id));
    Some(QueryTerms {
        whole: found.iter().map(|word| stem(word)).collect(),
        begins_words: !begins_ids && last.chars().count() >= beginning_chars(kind),
        last,
        mark,
    })
}

impl QueryTerms {
    /// How a term begins that the last word is looked for by.
    pub(super) fn beginning(&self) -> String {
        format!("{}{}", self.mark, self.last)
    }

    /// What the words before the last ask of SQLite's index.
    pub(super) fn sqlite_whole(&self, scope: &str) -> String {
        let mut expression = format!("\"{scope}\"");
        for word in &self.whole {
            expression.push_str(&format!(" AND \"{word}\""));
        }
        expression
    }

    /// What all words ask of SQLite's index: of the last one its beginning, or the words that are known to begin so.
    pub(super) fn sqlite(&self, scope: &str, begun: Option<&[String]>) -> String {
        let mut expression = format!("{} AND (\"{}\"", self.sqlite_whole(scope), stem(&self.last));
        match begun {
            Some(words) => {
                for word in words {
                    expression.push_str(&format!(" OR \"{word}\""));
                }
            }
            None => expression.push_str(&format!(" OR \"{}\"*", self.beginning())),
        }
        expression + ")"
    }

    /// What all words ask of PostgreSQL's index.
    pub(super) fn postgres(&self, scope: &str) -> String {
        let mut expression = format!("'{scope}'");
        for word in &self.whole {
            expression.push_str(&format!(" & '{word}'"));
        }
        let stemmed = stem(&self.last);
        if self.begins_words {
            expression + &format!(" & ('{stemmed}' | '{}':*)", self.beginning())
        } else {
            expression + &format!(" & '{stemmed}'")
        }
    }
}

/// Letters and digits in runs, each as the index has it; so a term never holds a character of a query language.
fn words_of(text: &str) -> impl Iterator<Item = String> {
    words(text).map(normal)
}

/// A word as the index has it, the same on both databases.
pub(super) fn normal(word: &str) -> String {
    let mut plain = plain(word);
    if let Some((end, _)) = plain.char_indices().nth(WORD_CHARS_MAX) {
        plain.truncate(end);
    }
    plain
}

pub(super) fn stem(word: &str) -> String {
    let algorithm = if word.chars().any(|letter| ('а'..='я').contains(&letter)) {
        Algorithm::Russian
    } else if word.is_ascii() && word.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        Algorithm::English
    } else {
        return word.to_owned();
    };
    Stemmer::create(algorithm).stem(word).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_stemmed_in_both_languages() {
        assert_eq!(stem("доставки"), stem("доставка"));
        assert_eq!(stem("orders"), stem("order"));
        assert_eq!(stem("10482"), "10482");
    }

    #[test]
    fn a_query_cannot_speak_the_query_language() {
        let terms = query_terms("message", "a\" OR b* & 'c").unwrap();
        assert_eq!((terms.whole.join(" "), terms.last.as_str()), ("a or b".to_owned(), "c"));
        assert!(query_terms("message", "!!!").is_none());
    }
}
