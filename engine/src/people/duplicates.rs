//! Contacts that may be the same person.

use std::collections::BTreeMap;

use galka_domain::ids::{ContactId, WorkspaceId};
use galka_store::contacts::{self, ContactRow};
use galka_store::{Result, Tx, search};

/// Why two contacts may be one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// The numbers end alike: one was written without its country.
    NumberEnd,
    /// The same name, and a field of the company's with the same value.
    NameAndField,
    /// The same name, and one of the two has no number.
    NameWithoutNumber,
}

/// How many digits of a number must agree from its end.
const END_DIGITS: usize = 9;
const CANDIDATES: i64 = 50;
const SUGGESTIONS: usize = 10;

/// Contacts that may be the same person as this one, the likeliest first.
///
/// # Errors
/// When the storage cannot answer.
pub fn find_duplicates(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    row: &ContactRow,
) -> Result<Vec<(ContactId, Likeness)>> {
    let mut ids = Vec::new();
    if let Some(end) = end_of(row) {
        ids.extend(search::find(
            tx,
            workspace,
            "contact",
            &search::phone_end(&end),
            CANDIDATES,
        )?);
    }
    if !row.name.trim().is_empty() {
        ids.extend(search::find(tx, workspace, "contact", &row.name, CANDIDATES)?);
    }
    let mut ids: Vec<ContactId> = ids.into_iter().map(|hit| ContactId::from_stored(hit.id)).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.retain(|id| *id != row.id);
    let mut found: Vec<(ContactId, Likeness)> = contacts::list_contacts_by_id(tx, workspace, &ids)?
        .into_iter()
        .filter_map(|other| likeness(row, &other).map(|likeness| (other.id, likeness)))
        .collect();
    found.sort_by_key(|(_, likeness)| *likeness);
    found.truncate(SUGGESTIONS);
    Ok(found)
}

fn end_of(row: &ContactRow) -> Option<String> {
    let digits = row.phone.as_deref()?.trim_start_matches('+');
    digits
        .len()
        .checked_sub(END_DIGITS)
        .and_then(|from| digits.get(from..))
        .map(str::to_owned)
}

fn likeness(one: &ContactRow, other: &ContactRow) -> Option<Likeness> {
    let end = end_of(one);
    if end.is_some() && end == end_of(other) {
        return Some(Likeness::NumberEnd);
    }
    let plain = |name: &str| name.trim().to_lowercase().replace('ё', "е");
    if plain(&one.name).is_empty() || plain(&one.name) != plain(&other.name) {
        return None;
    }
    let read = |text: &str| -> BTreeMap<String, String> { serde_json::from_str(text).unwrap_or_default() };
    let others = read(&other.fields);
    let shared = read(&one.fields)
        .into_iter()
        .any(|(key, value)| !value.is_empty() && others.get(&key) == Some(&value));
    if shared {
        return Some(Likeness::NameAndField);
    }
    (one.phone.is_none() || other.phone.is_none()).then_some(Likeness::NameWithoutNumber)
}

#[cfg(test)]
mod tests {
    use super::*;
    use galka_domain::consent::ConsentState;
    use galka_domain::time::Timestamp;

    fn contact(name: &str, phone: Option<&str>, fields: &str) -> ContactRow {
        let at = Timestamp::from_millis(1);
        ContactRow {
            id: ContactId::new(at, 1),
            name: name.to_owned(),
            phone: phone.map(str::to_owned),
            username: None,
            country: None,
            locale: None,
            fields: fields.to_owned(),
            consent_state: ConsentState::Unknown,
            consent_source: None,
            consent_at: None,
            blocked: false,
            last_inbound_at: None,
            import_id: None,
            created_at: at,
            updated_at: at,
        }
    }

    #[test]
    fn a_name_alone_makes_nobody_the_same_person() {
        let anna = contact("Анна Петрова", Some("+79161234567"), r#"{"email":"a@example.org"}"#);
        for (other, expected) in [
            (contact("Другая", Some("+89161234567"), "{}"), Some(Likeness::NumberEnd)),
            (
                contact("анна петрова", Some("+79990000000"), r#"{"email":"a@example.org"}"#),
                Some(Likeness::NameAndField),
            ),
            (contact("Анна Петрова", None, "{}"), Some(Likeness::NameWithoutNumber)),
            (contact("Анна Петрова", Some("+79990000000"), "{}"), None),
            (contact("", None, "{}"), None),
        ] {
            assert_eq!(likeness(&anna, &other), expected, "{other:?}");
        }
    }
}
