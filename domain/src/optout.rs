//! Words by which a customer stops or resumes messages.
//!
//! A message is such a word only as a whole: «Стоп!» is one, «не останавливайте доставку» and
//! «стоп, а когда привезут?» are not. Case, «ё», punctuation, spaces and emoji around it do not matter.

use crate::named::named_enum;

named_enum! {
    /// What a customer asked by one word.
    pub enum OptWord {
        /// No more messages.
        Stop = "stop",
        /// Messages again.
        Resume = "resume",
    }
}

const STOP_WORDS: [&str; 29] = [
    "стоп",
    "стоп рассылка",
    "стоп рассылки",
    "отписка",
    "отписаться",
    "отпишите",
    "отпишите меня",
    "отписать",
    "отписать меня",
    "отпиши",
    "отпиши меня",
    "отменить подписку",
    "отказ от рассылки",
    "хватит рассылки",
    "не пишите мне",
    "не пишите",
    "больше не пишите",
    "не присылайте",
    "не беспокоить",
    "stop",
    "stop all",
    "stopall",
    "unsubscribe",
    "unsubscribe me",
    "opt out",
    "optout",
    "cancel subscription",
    "stop promotions",
    "stop messages",
];

const RESUME_WORDS: [&str; 11] = [
    "старт",
    "подписаться",
    "подписка",
    "подпишите",
    "подпишите меня",
    "возобновить",
    "start",
    "subscribe",
    "unstop",
    "opt in",
    "resume",
];

/// What the text of a message or a button asks, if it is such a word as a whole.
#[must_use]
pub fn opt_word(text: &str) -> Option<OptWord> {
    // Longer texts are no single word; folding them would only cost time.
    if text.len() > 200 {
        return None;
    }
    let folded = fold(text);
    if STOP_WORDS.contains(&folded.as_str()) {
        Some(OptWord::Stop)
    } else if RESUME_WORDS.contains(&folded.as_str()) {
        Some(OptWord::Resume)
    } else {
        None
    }
}

/// Lower case, «ё» as «е», and everything that is no letter or digit as one space.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            'ё' => folded.push('е'),
            // Invisible joiners stand inside words; they are dropped rather than taken for a gap.
            '\u{00ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => {}
            letter if letter.is_alphanumeric() => folded.push(letter),
            _ if folded.is_empty() || folded.ends_with(' ') => {}
            _ => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn whole_words_stop() {
        for text in [
            "стоп",
            "СТОП",
            "Стоп!",
            "  стоп.  ",
            "«Стоп»",
            "стоп 🙏",
            "Отписка",
            "отписаться",
            "Отпишите меня!!!",
            "STOP",
            "Stop.",
            "unsubscribe",
            "Opt-out",
            "stop\u{a0}all",
            "с\u{200b}топ",
        ] {
            assert_eq!(opt_word(text), Some(OptWord::Stop), "{text}");
        }
    }

    #[test]
    fn sentences_do_not_stop() {
        for text in [
            "",
            "!!!",
            "не останавливайте",
            "стоп, а когда привезут?",
            "Вы на какой остановке?",
            "стопка книг",
            "don't stop",
            "non-stop",
            "bus stop",
            "Как отписаться от рассылки магазина и получить деньги назад?",
        ] {
            assert_eq!(opt_word(text), None, "{text}");
        }
    }

    #[test]
    fn words_that_resume() {
        for text in ["старт", "START", "Подписаться", "opt-in", "Subscribe!"] {
            assert_eq!(opt_word(text), Some(OptWord::Resume), "{text}");
        }
    }

    #[test]
    fn every_word_is_in_its_folded_form_once() {
        let mut words: Vec<_> = STOP_WORDS.iter().chain(&RESUME_WORDS).collect();
        assert!(words.iter().all(|word| fold(word) == **word));
        let count = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), count);
    }

    proptest! {
        #[test]
        fn case_and_punctuation_around_do_not_matter(before in "[ .!?«»\"-]{0,5}", after in "[ .!?»\")🙂]{0,5}", upper: bool) {
            let word = if upper { "СТОП" } else { "стоп" };
            let text = format!("{before}{word}{after}");
            prop_assert_eq!(opt_word(&text), Some(OptWord::Stop));
        }
    }
}
