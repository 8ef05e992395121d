//! Rows to people, or to what is wrong with them. Pure: the same file and options give the same rows.

use std::collections::{BTreeMap, HashSet};

use galka_domain::phone::{Phone, PhoneError, identity_variants};

use super::table::{Table, is_blank};
use super::{ImportMapping, ImportOptions, field_key_of};

/// One row of data.
#[derive(Clone, Debug)]
pub struct PreparedRow {
    /// Its number in the file, from 1.
    pub number: usize,
    /// The person, or the trouble with it.
    pub outcome: Result<Person, Trouble>,
}

/// A person as a row tells of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// The number in its normal form.
    pub phone: Phone,
    /// The name; may be empty.
    pub name: String,
    /// The language.
    pub locale: Option<String>,
    /// Custom fields by key.
    pub fields: BTreeMap<String, String>,
    /// Names of labels.
    pub labels: Vec<String>,
}

/// Why a row is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// There is nothing in it.
    Blank,
    /// Its person stands further up.
    Duplicate,
    /// It has no number that can be used.
    Invalid {
        /// Why, in a stable word.
        code: &'static str,
        /// What stands there.
        value: String,
    },
}

const VALUE_CHARS_MAX: usize = 500;
const NAME_CHARS_MAX: usize = 200;
const LABELS_PER_ROW_MAX: usize = 10;

/// Every row of data in the order of the file.
#[must_use]
pub fn prepare(table: &Table, options: &ImportOptions) -> Vec<PreparedRow> {
    let header = if options.has_header {
        table.rows.iter().position(|row| !is_blank(row))
    } else {
        None
    };
    let first = header.map_or(0, |place| place + 1);
    let country = options.default_country.to_ascii_uppercase();
    let mut seen = HashSet::new();
    let rows = table.rows.iter().enumerate().skip(first);
    rows.map(|(place, row)| PreparedRow {
        number: place + 1,
        outcome: prepare_row(row, options, &country, &mut seen),
    })
    .collect()
}

fn prepare_row(
    row: &[String],
    options: &ImportOptions,
    country: &str,
    seen: &mut HashSet<String>,
) -> Result<Person, Trouble> {
    if is_blank(row) {
        return Err(Trouble::Blank);
    }
    let phone = read_phone(row, options, country)?;
    // One person, however the number is written: the variants of a number are one.
    let same = identity_variants(&phone.e164)
        .into_iter()
        .min()
        .unwrap_or_else(|| phone.e164.clone());
    if !seen.insert(same) {
        return Err(Trouble::Duplicate);
    }
    let mut person = Person {
        phone,
        name: String::new(),
        locale: None,
        fields: BTreeMap::new(),
        labels: Vec::new(),
    };
    let (mut first, mut last) = (String::new(), String::new());
    for ImportMapping { index, target } in &options.mapping {
        let Some(value) = row
            .get(*index)
            .map(|cell| clean(cell))
            .filter(|value| !value.is_empty())
        else {
            continue;
        };
        match target.split_once(':') {
            Some(("field", key)) => drop(person.fields.insert(key.to_owned(), value)),
            Some(("new_field", name)) => drop(person.fields.insert(field_key_of(name), value)),
            _ => match target.as_str() {
                "name" => person.name = value,
                "first_name" => first = value,
                "last_name" => last = value,
                "locale" => person.locale = read_locale(&value),
                "label" => person.labels.extend(read_labels(&value)),
                _ => {}
            },
        }
    }
    if person.name.is_empty() {
        person.name = [first, last]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
    }
    person.name = person.name.chars().take(NAME_CHARS_MAX).collect();
    person.labels.truncate(LABELS_PER_ROW_MAX);
    Ok(person)
}

/// The first of the number columns that has a number; else what is wrong with the first that has anything.
fn read_phone(row: &[String], options: &ImportOptions, country: &str) -> Result<Phone, Trouble> {
    let columns = options.mapping.iter().filter(|mapping| mapping.target == "phone");
    let mut trouble = None;
    for cell in columns
        .filter_map(|mapping| row.get(mapping.index))
        .filter(|cell| !cell.trim().is_empty())
    {
        match Phone::parse(cell, country) {
            Ok(phone) => return Ok(phone),
            Err(error) => {
                trouble.get_or_insert(Trouble::Invalid {
                    code: error.as_str(),
                    value: clean(cell),
                });
            }
        }
    }
    Err(trouble.unwrap_or(Trouble::Invalid {
        code: PhoneError::Empty.as_str(),
        value: String::new(),
    }))
}

fn clean(cell: &str) -> String {
    let shown = cell.chars().map(|letter| {
        if letter.is_control() && letter != '\n' {
            ' '
        } else {
            letter
        }
    });
    shown.take(VALUE_CHARS_MAX).collect::<String>().trim().to_owned()
}

fn read_locale(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    match lower.as_str() {
        "ru" | "rus" | "русский" | "russian" => Some("ru".to_owned()),
        "en" | "eng" | "английский" | "english" => Some("en".to_owned()),
        _ if lower.len() <= 8
            && lower
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte)) =>
        {
            Some(text.to_owned())
        }
        _ => None,
    }
}

fn read_labels(text: &str) -> impl Iterator<Item = String> {
    let names = text
        .split([',', ';', '|'])
        .map(|name| name.trim().chars().take(60).collect::<String>());
    names.filter(|name| !name.is_empty()).collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::Duplicates;

    fn options(targets: &[&str]) -> ImportOptions {
        let mapping = targets.iter().enumerate();
        ImportOptions {
            mapping: mapping
                .map(|(index, target)| ImportMapping {
                    index,
                    target: (*target).to_owned(),
                })
                .collect(),
            default_country: "ru".to_owned(),
            has_header: false,
            encoding: None,
            delimiter: None,
            duplicates: Duplicates::Skip,
            consent: None,
            label_ids: Vec::new(),
        }
    }

    fn prepared(rows: &[&[&str]], targets: &[&str]) -> Vec<Result<Person, Trouble>> {
        let rows = rows
            .iter()
            .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect())
            .collect();
        let table = Table {
            rows,
            encoding: "utf-8".to_owned(),
            delimiter: Some(';'),
        };
        prepare(&table, &options(targets))
            .into_iter()
            .map(|row| row.outcome)
            .collect()
    }

    #[test]
    fn numbers_become_one_form_and_repetitions_are_found() {
        let rows: &[&[&str]] = &[
            &["8 (916) 123-45-67"],
            &["+7 916 123 45 67"],
            &["9161234567"],
            &[""],
            &["79161234568"],
        ];
        let found = prepared(rows, &["phone"]);
        assert_eq!(found[0].as_ref().unwrap().phone.e164, "+79161234567");
        assert_eq!(found[1], Err(Trouble::Duplicate));
        assert_eq!(found[2], Err(Trouble::Duplicate));
        assert_eq!(found[3], Err(Trouble::Blank));
        assert_eq!(found[4].as_ref().unwrap().phone.e164, "+79161234568");
    }

    #[test]
    fn broken_numbers_say_why() {
        let rows: &[&[&str]] = &[
            &["Анна", ""],
            &["Анна", "7,92E+10"],
            &["Анна", "123"],
            &["Анна", "позвонить"],
        ];
        let codes: Vec<&str> = prepared(rows, &["name", "phone"])
            .into_iter()
            .map(|row| match row.unwrap_err() {
                Trouble::Invalid { code, .. } => code,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(codes, ["empty", "rounded", "too_short", "letters"]);
    }

    #[test]
    fn names_fields_and_labels_are_put_together() {
        let targets = ["last_name", "first_name", "phone", "new_field:Город", "label"];
        let found = prepared(&[&["Петрова", "Анна", "89161234567", "Москва", "VIP, опт"]], &targets);
        let person = found[0].as_ref().unwrap();
        assert_eq!(person.name, "Анна Петрова");
        assert_eq!(person.fields["gorod"], "Москва");
        assert_eq!(person.labels, ["VIP", "опт"]);
    }
}
