//! Conditions on contacts as rows of a batch: the form in which the statements read them.

use galka_domain::consent::ConsentState;
use galka_domain::ids::LabelId;
use galka_domain::time::Timestamp;

use super::filter::{MatchMode, SegmentCondition, SegmentFilter, read_time};
use crate::rows::Rows;

/// Parts that all must hold; in each, all or one of its conditions.
#[derive(Clone, Debug, Default)]
pub struct ContactFilter {
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
struct Part {
    needed: i64,
    conditions: Vec<Condition>,
}

/// One condition as the statements know it; what a kind does not use is empty.
#[derive(Clone, Debug, Default)]
struct Condition {
    kind: &'static str,
    name: String,
    value: String,
    other: String,
    at: Option<Timestamp>,
    negated: bool,
}

impl ContactFilter {
    /// Who belongs to a segment.
    #[must_use]
    pub fn of_segment(segment: &SegmentFilter) -> Self {
        Self::default().and_segment(segment)
    }

    /// … and belongs to this segment.
    #[must_use]
    pub fn and_segment(mut self, segment: &SegmentFilter) -> Self {
        let conditions: Vec<Condition> = segment.conditions.iter().map(translate).collect();
        let needed = match segment.mode {
            MatchMode::All => i64::try_from(conditions.len()).unwrap_or(i64::MAX),
            MatchMode::Any => 1,
        };
        // No condition is everybody, however they would be joined.
        if !conditions.is_empty() {
            self.parts.push(Part { needed, conditions });
        }
        self
    }

    /// … and wears this label.
    #[must_use]
    pub fn and_label(mut self, label: &LabelId) -> Self {
        self.parts.push(Part::of(Condition {
            kind: "label",
            value: label.as_str().to_owned(),
            ..Condition::default()
        }));
        self
    }

    /// … and has this consent.
    #[must_use]
    pub fn and_consent(mut self, state: ConsentState) -> Self {
        self.parts.push(Part::of(Condition {
            kind: "consent",
            value: state.as_str().to_owned(),
            ..Condition::default()
        }));
        self
    }

    /// … and has this text in its name or phone.
    #[must_use]
    pub fn and_text(mut self, text: &str) -> Self {
        let mut conditions = vec![like("name_like", String::new(), text)];
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        if digits.len() >= 3 {
            conditions.push(like("phone_like", String::new(), &digits));
        }
        self.parts.push(Part { needed: 1, conditions });
        self
    }

    /// Whether it leaves nobody out.
    #[must_use]
    pub fn is_everyone(&self) -> bool {
        self.parts.is_empty()
    }

    /// The batch that the statements open. It is never empty: a statement over no rows would not run.
    pub(super) fn rows(&self) -> Rows {
        let mut rows = Rows::new();
        let everyone = Condition {
            kind: "everyone",
            ..Condition::default()
        };
        push(&mut rows, 0, 1, &everyone);
        for (number, part) in (1_i64..).zip(&self.parts) {
            for condition in &part.conditions {
                push(&mut rows, number, part.needed, condition);
            }
        }
        rows
    }
}

impl Part {
    fn of(condition: Condition) -> Self {
        Self {
            needed: 1,
            conditions: vec![condition],
        }
    }
}

fn push(rows: &mut Rows, part: i64, needed: i64, condition: &Condition) {
    rows.push(&[
        &part,
        &needed,
        &condition.kind,
        &condition.name,
        &condition.value,
        &condition.other,
        &condition.at.map_or(0, Timestamp::as_millis),
        &condition.negated,
    ]);
}

fn translate(condition: &SegmentCondition) -> Condition {
    let value = condition.value.as_deref().unwrap_or_default().trim();
    let (op, negated) = match condition.op.as_str() {
        "is_not" => ("is", true),
        "is_not_set" => ("is_set", true),
        op => (op, false),
    };
    let plain = |kind| Condition {
        kind,
        value: value.to_owned(),
        ..Condition::default()
    };
    let timed = |kind| Condition {
        kind,
        at: read_time(value),
        ..Condition::default()
    };
    let translated = match (condition.field.as_str(), op) {
        ("label", "is") => plain("label"),
        ("label", _) => plain("label_any"),
        ("consent", _) => plain("consent"),
        ("country", "is") => Condition {
            kind: "country",
            value: value.to_uppercase(),
            ..Condition::default()
        },
        ("country", _) => plain("country_any"),
        ("created_at", "before") => timed("created_before"),
        ("created_at", _) => timed("created_after"),
        ("last_inbound_at", "before") => timed("inbound_before"),
        ("last_inbound_at", "after") => timed("inbound_after"),
        ("last_inbound_at", _) => plain("inbound_any"),
        ("name", "is") => plain("name"),
        ("name", "contains") => like("name_like", String::new(), value),
        ("name", _) => plain("name_any"),
        ("phone", "is") => plain("phone"),
        ("phone", "contains") => like("phone_like", String::new(), &only_digits(value)),
        ("phone", _) => plain("phone_any"),
        (field, op) => of_custom_field(field.trim_start_matches("field:"), op, value),
    };
    Condition { negated, ..translated }
}

fn of_custom_field(key: &str, op: &str, value: &str) -> Condition {
    let plain = |kind| Condition {
        kind,
        name: key.to_owned(),
        value: value.to_owned(),
        ..Condition::default()
    };
    match op {
        "is" => plain("field"),
        "contains" => like("field_like", key.to_owned(), value),
        "before" => plain("field_before"),
        "after" => plain("field_after"),
        _ => plain("field_any"),
    }
}

/// SQLite folds the case of Latin letters only, so the text goes in twice: in lower case and with a capital.
fn like(kind: &'static str, name: String, text: &str) -> Condition {
    let lower = text.to_lowercase();
    let mut letters = lower.chars();
    let capital: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect();
    Condition {
        kind,
        name,
        value: pattern(&lower),
        other: pattern(&capital),
        ..Condition::default()
    }
}

fn pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

fn only_digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
