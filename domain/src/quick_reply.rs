//! Quick replies: prepared answers that a shortcut brings into a chat.
//!
//! The limits come in two sets: those of the WhatsApp Business app (50 replies, 3 keywords, shortcuts of 25 characters;
//! WhatsApp Help Center, "About quick replies", 2026), and our own, which allow more.

use std::collections::BTreeSet;

/// How many quick replies there may be, and how long their parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuickReplyLimits {
    /// Quick replies of a company, the personal ones included.
    pub replies_max: usize,
    /// Keywords of one.
    pub keywords_max: usize,
    /// Characters of a shortcut.
    pub shortcut_chars_max: usize,
}

/// What a company sets for its quick replies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct QuickReplySettings {
    /// Whether the limits are those of the WhatsApp Business app.
    pub app_limits: bool,
}

/// What a person writes down as a quick reply.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuickReplyDraft {
    /// What is typed after the slash.
    pub shortcut: String,
    /// A name for lists; may be empty.
    pub title: String,
    /// The words; may be empty when there are files.
    pub text: String,
    /// Words by which it is found.
    pub keywords: Vec<String>,
    /// The language of the words, such as `ru`.
    pub language: Option<String>,
    /// How many files go along.
    pub files: usize,
    /// How many labels are put on.
    pub labels: usize,
}

/// A part of a quick reply that cannot stay as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuickReplyProblem {
    /// Which part.
    pub field: &'static str,
    /// A stable word: `required`, `too_long`, `too_many`, `invalid_field`.
    pub code: &'static str,
    /// The limit that was passed.
    pub max: Option<usize>,
}

/// Longest title, text and keyword, in characters. The text's is that of a message (Meta, 'Text messages', 2026).
const TITLE_MAX: usize = 100;
const TEXT_MAX: usize = 4_096;
const KEYWORD_MAX: usize = 40;
/// Most files and labels of one.
const FILES_MAX: usize = 5;
const LABELS_MAX: usize = 10;

impl QuickReplySettings {
    /// The limits in force.
    #[must_use]
    pub const fn limits(self) -> QuickReplyLimits {
        if self.app_limits {
            QuickReplyLimits::APP
        } else {
            QuickReplyLimits::OWN
        }
    }
}

impl QuickReplyLimits {
    /// Those of the WhatsApp Business app.
    pub const APP: Self = Self {
        replies_max: 50,
        keywords_max: 3,
        shortcut_chars_max: 25,
    };
    /// Ours.
    pub const OWN: Self = Self {
        replies_max: 500,
        keywords_max: 20,
        shortcut_chars_max: 60,
    };
}

/// The form by which shortcuts are compared: without the slash, in small letters, ё as е.
#[must_use]
pub fn shortcut_key(shortcut: &str) -> String {
    bare(shortcut).to_lowercase().replace('ё', "е")
}

/// The draft as it is kept: trimmed, the shortcut without its slash, each keyword once.
///
/// # Errors
/// Everything that cannot stay as it is.
pub fn check_quick_reply(
    draft: QuickReplyDraft,
    limits: QuickReplyLimits,
) -> Result<QuickReplyDraft, Vec<QuickReplyProblem>> {
    let tidy = tidy(draft);
    let mut problems = Vec::new();
    let mut refuse = |field, code, max| problems.push(QuickReplyProblem { field, code, max });
    if tidy.shortcut.is_empty() {
        refuse("shortcut", "required", None);
    } else if tidy
        .shortcut
        .chars()
        .any(|letter| letter.is_whitespace() || letter == '/' || letter.is_control())
    {
        refuse("shortcut", "invalid_field", None);
    }
    if tidy.text.is_empty() && tidy.files == 0 {
        refuse("text", "required", None);
    }
    for (field, text, max) in [
        ("shortcut", &tidy.shortcut, limits.shortcut_chars_max),
        ("title", &tidy.title, TITLE_MAX),
        ("text", &tidy.text, TEXT_MAX),
    ] {
        if text.chars().count() > max {
            refuse(field, "too_long", Some(max));
        } else if text.contains('\0') {
            refuse(field, "invalid_field", None);
        }
    }
    if tidy.keywords.iter().any(|word| word.chars().count() > KEYWORD_MAX) {
        refuse("keywords", "too_long", Some(KEYWORD_MAX));
    }
    if tidy.keywords.iter().any(|word| word.contains('\0')) {
        refuse("keywords", "invalid_field", None);
    }
    if tidy.language.as_deref().is_some_and(|code| !is_language(code)) {
        refuse("language", "invalid_field", None);
    }
    for (field, count, max) in [
        ("keywords", tidy.keywords.len(), limits.keywords_max),
        ("media_ids", tidy.files, FILES_MAX),
        ("label_ids", tidy.labels, LABELS_MAX),
    ] {
        if count > max {
            refuse(field, "too_many", Some(max));
        }
    }
    if problems.is_empty() { Ok(tidy) } else { Err(problems) }
}

fn bare(shortcut: &str) -> &str {
    shortcut.trim().trim_start_matches('/').trim_start()
}

fn tidy(draft: QuickReplyDraft) -> QuickReplyDraft {
    let mut seen = BTreeSet::new();
    let keywords = draft.keywords.iter().map(|word| word.trim());
    QuickReplyDraft {
        shortcut: bare(&draft.shortcut).to_owned(),
        title: draft.title.trim().to_owned(),
        text: draft.text.trim().to_owned(),
        keywords: keywords
            .filter(|word| !word.is_empty() && seen.insert(word.to_lowercase()))
            .map(str::to_owned)
            .collect(),
        language: draft
            .language
            .map(|code| code.trim().to_owned())
            .filter(|code| !code.is_empty()),
        ..draft
    }
}

/// `ru`, `en_US`, `pt-BR`: letters in parts of two to eight.
fn is_language(code: &str) -> bool {
    let mut parts = code.split(['_', '-']);
    let first = parts.next().unwrap_or_default();
    let is_part = |part: &str| (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (2..=3).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_lowercase()) && parts.all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn draft(shortcut: &str, text: &str) -> QuickReplyDraft {
        QuickReplyDraft {
            shortcut: shortcut.to_owned(),
            text: text.to_owned(),
            ..QuickReplyDraft::default()
        }
    }

    #[test]
    fn a_shortcut_is_known_whatever_its_case_and_with_or_without_the_slash() {
        for written in ["Счёт", " /счет", "//СЧЁТ", "/ счёт"] {
            assert_eq!(shortcut_key(written), "счет", "{written}");
        }
    }

    #[test]
    fn is_kept_trimmed_with_each_keyword_once() {
        let mut written = draft(" /Цена ", " Букет стоит 2 500 ₽ \n");
        written.keywords = vec![
            " прайс ".to_owned(),
            "Прайс".to_owned(),
            String::new(),
            "стоимость".to_owned(),
        ];
        written.language = Some("  ".to_owned());
        let kept = check_quick_reply(written, QuickReplyLimits::OWN).unwrap();
        assert_eq!(
            (kept.shortcut.as_str(), kept.text.as_str()),
            ("Цена", "Букет стоит 2 500 ₽")
        );
        assert_eq!(
            (kept.keywords, kept.language),
            (vec!["прайс".to_owned(), "стоимость".to_owned()], None)
        );
    }

    #[test]
    fn each_part_is_refused_by_its_own_limit() {
        let words = |count: usize| (0..count).map(|number| format!("w{number}")).collect::<Vec<_>>();
        let cases: Vec<(QuickReplyDraft, QuickReplyLimits, &str, &str)> = vec![
            (draft("/", "x"), QuickReplyLimits::OWN, "shortcut", "required"),
            (draft("a b", "x"), QuickReplyLimits::OWN, "shortcut", "invalid_field"),
            (draft("a/b", "x"), QuickReplyLimits::OWN, "shortcut", "invalid_field"),
            (
                draft(&"я".repeat(26), "x"),
                QuickReplyLimits::APP,
                "shortcut",
                "too_long",
            ),
            (
                draft(&"я".repeat(61), "x"),
                QuickReplyLimits::OWN,
                "shortcut",
                "too_long",
            ),
            (draft("a", "  "), QuickReplyLimits::OWN, "text", "required"),
            (
                draft("a", &"я".repeat(4_097)),
                QuickReplyLimits::OWN,
                "text",
                "too_long",
            ),
            (
                QuickReplyDraft {
                    keywords: words(4),
                    ..draft("a", "x")
                },
                QuickReplyLimits::APP,
                "keywords",
                "too_many",
            ),
            (
                QuickReplyDraft {
                    keywords: words(21),
                    ..draft("a", "x")
                },
                QuickReplyLimits::OWN,
                "keywords",
                "too_many",
            ),
            (
                QuickReplyDraft {
                    files: 6,
                    ..draft("a", "")
                },
                QuickReplyLimits::OWN,
                "media_ids",
                "too_many",
            ),
            (
                QuickReplyDraft {
                    labels: 11,
                    ..draft("a", "x")
                },
                QuickReplyLimits::OWN,
                "label_ids",
                "too_many",
            ),
            (
                QuickReplyDraft {
                    language: Some("русский".to_owned()),
                    ..draft("a", "x")
                },
                QuickReplyLimits::OWN,
                "language",
                "invalid_field",
            ),
        ];
        for (written, limits, field, code) in cases {
            let found = check_quick_reply(written.clone(), limits).unwrap_err();
            assert_eq!(
                (found[0].field, found[0].code, found.len()),
                (field, code, 1),
                "{written:?}"
            );
        }
        for good in [
            draft(&"я".repeat(25), "x"),
            QuickReplyDraft {
                keywords: words(3),
                ..draft("a", "x")
            },
        ] {
            assert!(check_quick_reply(good, QuickReplyLimits::APP).is_ok());
        }
        assert!(
            check_quick_reply(
                QuickReplyDraft {
                    files: 1,
                    ..draft("a", "")
                },
                QuickReplyLimits::OWN
            )
            .is_ok()
        );
    }

    proptest! {
        #[test]
        fn what_is_kept_stays_as_it_is(shortcut in "\\PC{0,30}", text in "\\PC{0,30}", word in "\\PC{0,10}") {
            let mut written = draft(&shortcut, &text);
            written.keywords = vec![word];
            if let Ok(kept) = check_quick_reply(written, QuickReplyLimits::OWN) {
                prop_assert_eq!(check_quick_reply(kept.clone(), QuickReplyLimits::OWN).unwrap(), kept);
            }
        }
    }
}
