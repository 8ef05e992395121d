use std::collections::BTreeMap;

use super::*;
use crate::consent::ConsentState;
use crate::identity::{Identity, IdentityKind};
use crate::ids::{ContactId, LabelId};
use crate::time::Timestamp;

const T0: Timestamp = Timestamp::from_millis(1_790_000_000_000);

fn label(number: u64) -> LabelId {
    LabelId::new(T0, number)
}

fn anna() -> Contact {
    Contact {
        id: ContactId::new(T0, 1),
        name: "Анна".to_owned(),
        identities: vec![Identity {
            kind: IdentityKind::Phone,
            value: "+79161234567".to_owned(),
        }],
        country: Some("RU".to_owned()),
        labels: vec![label(1), label(2)],
        fields: BTreeMap::from([
            ("city".to_owned(), "Нижний Новгород".to_owned()),
            ("born".to_owned(), "1990-05-01".to_owned()),
        ]),
        consent: ConsentState::Granted,
        last_inbound_at: Some(T0),
        created_at: T0,
    }
}

fn condition(field: &str, op: &str, value: &str) -> Condition {
    let value = Some(value).filter(|value| !value.is_empty());
    Condition::new(Field::parse(field).unwrap(), Operator::parse(op).unwrap(), value)
}

#[test]
fn each_condition_has_both_answers() {
    let (first, third, now, later) = (
        label(1).to_string(),
        label(3).to_string(),
        T0.to_rfc3339(),
        T0.plus(1).to_rfc3339(),
    );
    for (field, op, value, expected) in [
        ("label", "is", first.as_str(), true),
        ("label", "is", &third, false),
        ("label", "is_not", &third, true),
        ("label", "is_not", &first, false),
        ("label", "is_set", "", true),
        ("consent", "is", "granted", true),
        ("consent", "is_not", "granted", false),
        ("country", "is", "RU", true),
        ("country", "is_not", "KZ", true),
        ("country", "is_not_set", "", false),
        ("created_at", "before", &now, false),
        ("created_at", "before", &later, true),
        ("last_inbound_at", "after", &now, true),
        ("last_inbound_at", "after", &later, false),
        ("name", "contains", "АНН", true),
        ("name", "is", "Анн", false),
        ("phone", "contains", "916", true),
        ("field:city", "is", "Нижний Новгород", true),
        ("field:city", "contains", "новгород", true),
        ("field:city", "is_not", "Москва", true),
        ("field:shoe", "is_set", "", false),
        ("field:shoe", "is_not", "41", true),
        ("field:shoe", "is_not_set", "", true),
        ("field:born", "before", "1991-01-01", true),
        ("field:born", "after", "1991-01-01", false),
    ] {
        let condition = condition(field, op, value);
        assert_eq!(condition.fault(), None, "{field} {op}");
        assert_eq!(condition.holds(&anna()), expected, "{field} {op} {value}");
    }
}

#[test]
fn all_and_any() {
    let (yes, no) = (condition("country", "is", "RU"), condition("country", "is", "KZ"));
    for (matching, conditions, expected) in [
        (Matching::All, vec![], true),
        (Matching::Any, vec![], false),
        (Matching::All, vec![yes.clone(), no.clone()], false),
        (Matching::Any, vec![yes, no], true),
    ] {
        assert_eq!(SegmentFilter::new(matching, conditions).matches(&anna()), expected);
    }
}

#[test]
fn who_never_wrote_is_neither_before_nor_after() {
    let silent = Contact {
        last_inbound_at: None,
        ..anna()
    };
    for op in ["before", "after"] {
        assert!(!condition("last_inbound_at", op, &T0.to_rfc3339()).holds(&silent));
    }
    assert!(condition("last_inbound_at", "is_not_set", "").holds(&silent));
}

#[test]
fn the_document_is_read_and_written() {
    let text = r#"{"version":1,"match":"all","conditions":[{"field":"consent","op":"is","value":"granted"},{"field":"field:city","op":"is_set"}]}"#;
    let segment = SegmentFilter::read(text).unwrap();
    assert!(segment.problems().is_empty());
    assert_eq!(segment.to_json(), text);
    assert!(
        SegmentFilter::read(r#"{"version":1,"match":"all","conditions":[{"field":"shoe_size","op":"is"}]}"#).is_err()
    );
}

#[test]
fn what_cannot_be_asked_is_named() {
    for (field, op, value, place, code) in [
        ("label", "is", "", "conditions.0.value", "required"),
        ("label", "is", "vip", "conditions.0.value", "invalid"),
        ("consent", "is", "perhaps", "conditions.0.value", "invalid"),
        ("country", "is", "Россия", "conditions.0.value", "invalid"),
        ("created_at", "after", "yesterday", "conditions.0.value", "invalid"),
        ("consent", "contains", "g", "conditions.0.op", "not_for_this_field"),
        ("created_at", "is_set", "", "conditions.0.op", "not_for_this_field"),
    ] {
        let problems = SegmentFilter::new(Matching::All, vec![condition(field, op, value)]).problems();
        assert_eq!(
            (problems[0].field.as_str(), problems[0].code),
            (place, code),
            "{field} {op} {value}"
        );
    }
    let many = SegmentFilter::new(Matching::All, vec![condition("name", "is_set", ""); 51]);
    assert_eq!(many.problems()[0].code, "too_many");
    let future = SegmentFilter {
        version: 2,
        ..SegmentFilter::new(Matching::All, vec![])
    };
    assert_eq!(future.problems()[0].code, "unknown_version");
}
