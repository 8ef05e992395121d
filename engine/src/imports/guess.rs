//! What the columns of a file probably mean: by their names in Russian and English, else by their content.

use crate::latin::latin_of;
use galka_domain::phone::Phone;
use galka_store::fields::Field;

use super::ImportColumn;
use super::table::{Table, is_blank};

const SAMPLES: usize = 5;
const LOOKED_AT: usize = 100;

/// Words of a column's name, and where such a column goes. The first that fits counts.
const NAMES: &[(&str, &[&str])] = &[
    (
        "phone",
        &[
            "телефон",
            "тел",
            "моб",
            "номер",
            "phone",
            "mobile",
            "msisdn",
            "whatsapp",
            "ватсап",
            "cell",
            "tel",
        ],
    ),
    (
        "last_name",
        &["фамилия", "last name", "last_name", "lastname", "surname"],
    ),
    ("first_name", &["first name", "first_name", "firstname", "given name"]),
    (
        "name",
        &[
            "фио",
            "имя",
            "клиент",
            "контакт",
            "покупатель",
            "name",
            "customer",
            "contact",
        ],
    ),
    ("locale", &["язык", "language", "locale", "lang"]),
    ("label", &["ярлык", "метк", "тег", "label", "tag", "группа", "group"]),
];

/// Whether the first row names the columns: no number stands in it, and below it numbers do, or it has a known word.
#[must_use]
pub fn has_header(table: &Table, country: &str) -> bool {
    let Some(first) = table.rows.iter().find(|row| !is_blank(row)) else {
        return false;
    };
    if first.iter().any(|cell| is_phone(cell, country)) {
        return false;
    }
    let below = table.rows.iter().filter(|row| !is_blank(row)).skip(1).take(LOOKED_AT);
    let known = first.iter().any(|cell| by_name(cell).is_some());
    known || below.flatten().any(|cell| is_phone(cell, country))
}

/// The columns with their guessed meaning; each of the single targets is given once.
#[must_use]
pub fn columns(table: &Table, has_header: bool, country: &str, known: &[Field]) -> Vec<ImportColumn> {
    let mut rows = table.rows.iter().filter(|row| !is_blank(row));
    let header = if has_header { rows.next() } else { None };
    let rows: Vec<&Vec<String>> = rows.take(LOOKED_AT).collect();
    let width = rows
        .iter()
        .map(|row| row.len())
        .chain(header.map(Vec::len))
        .max()
        .unwrap_or(0);
    let mut columns: Vec<ImportColumn> = (0..width)
        .map(|index| {
            let name = header.and_then(|row| row.get(index)).cloned().unwrap_or_default();
            let values: Vec<&str> = rows
                .iter()
                .filter_map(|row| row.get(index))
                .map(String::as_str)
                .collect();
            let filled = values.iter().filter(|value| !value.is_empty());
            let samples = filled.take(SAMPLES).map(|value| (*value).to_owned()).collect();
            let guess = guess(&name, &values, country, known);
            ImportColumn {
                index,
                header: name,
                samples,
                guess,
            }
        })
        .collect();
    settle(&mut columns);
    columns
}

/// The key of a field with this name: Latin letters, digits and `_`.
#[must_use]
pub fn field_key_of(name: &str) -> String {
    let mut key = String::new();
    for letter in name.to_lowercase().chars() {
        match (letter, latin_of(letter)) {
            ('a'..='z' | '0'..='9', _) => key.push(letter),
            (_, Some(latin)) => key.push_str(latin),
            _ if !key.is_empty() && !key.ends_with('_') => key.push('_'),
            _ => {}
        }
    }
    let key: String = key.trim_matches('_').chars().take(40).collect();
    if key.is_empty() {
        format!("field_{:x}", fold(name))
    } else {
        key
    }
}

/// Whether a column can go there.
#[must_use]
pub fn is_target(target: &str) -> bool {
    match target.split_once(':') {
        None => matches!(
            target,
            "phone" | "name" | "first_name" | "last_name" | "locale" | "label" | "skip"
        ),
        Some(("field", key)) => !key.is_empty() && key.len() <= 40,
        Some(("new_field", name)) => !name.trim().is_empty() && name.chars().count() <= 60,
        Some(_) => false,
    }
}

fn guess(name: &str, values: &[&str], country: &str, known: &[Field]) -> String {
    let lower = name.trim().to_lowercase();
    if let Some(field) = known
        .iter()
        .find(|field| field.name.to_lowercase() == lower || field.key == lower)
    {
        return format!("field:{}", field.key);
    }
    let filled: Vec<&&str> = values.iter().filter(|value| !value.is_empty()).collect();
    let phones = filled.iter().filter(|value| is_phone(value, country)).count();
    let mostly_phones = !filled.is_empty() && phones * 10 >= filled.len() * 6;
    match by_name(&lower) {
        // «Номер заказа» and the like are no phones.
        Some("phone") if !mostly_phones && phones == 0 && !filled.is_empty() => {}
        Some(target) => return target.to_owned(),
        None => {}
    }
    if mostly_phones {
        return "phone".to_owned();
    }
    if filled.is_empty() {
        return "skip".to_owned();
    }
    if lower.is_empty() {
        let wordy = filled
            .iter()
            .filter(|value| value.chars().any(char::is_alphabetic) && !value.contains('@'))
            .count();
        return if wordy * 2 > filled.len() { "name" } else { "skip" }.to_owned();
    }
    format!("new_field:{}", name.trim().chars().take(60).collect::<String>())
}

/// A target that means one thing is given to one column; «имя» beside «фамилия» is the first name.
fn settle(columns: &mut [ImportColumn]) {
    if columns.iter().any(|column| column.guess == "last_name")
        && let Some(column) = columns.iter_mut().find(|column| column.guess == "name")
    {
        "first_name".clone_into(&mut column.guess);
    }
    let mut taken: Vec<String> = Vec::new();
    for column in columns {
        let single = !matches!(column.guess.as_str(), "phone" | "label" | "skip");
        if single && taken.contains(&column.guess) {
            "skip".clone_into(&mut column.guess);
        }
        taken.push(column.guess.clone());
    }
}

fn by_name(name: &str) -> Option<&'static str> {
    let name = name.trim().to_lowercase();
    if name.is_empty() || name.chars().count() > 40 {
        return None;
    }
    let fits = |words: &[&str]| words.iter().any(|word| name == *word || begins_a_word(&name, word));
    NAMES.iter().find(|(_, words)| fits(words)).map(|(target, _)| *target)
}

fn begins_a_word(name: &str, word: &str) -> bool {
    name.match_indices(word).any(|(place, _)| {
        name[..place]
            .chars()
            .next_back()
            .is_none_or(|before| !before.is_alphanumeric())
    })
}

fn is_phone(cell: &str, country: &str) -> bool {
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    (9..=16).contains(&digits) && Phone::parse(cell, country).is_ok()
}

fn fold(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&[&str]]) -> Table {
        let rows = rows
            .iter()
            .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect())
            .collect();
        Table {
            rows,
            encoding: "utf-8".to_owned(),
            delimiter: Some(';'),
        }
    }

    fn check(rows: &[&[&str]], header: bool, guesses: &[&str]) {
        let table = table(rows);
        assert_eq!(has_header(&table, "RU"), header);
        let found: Vec<String> = columns(&table, header, "RU", &[])
            .into_iter()
            .map(|column| column.guess)
            .collect();
        assert_eq!(found, guesses);
    }

    #[test]
    fn columns_are_known_by_name() {
        check(
            &[
                &["Фамилия", "Имя", "Мобильный телефон", "Город", "Номер заказа", "Пусто"],
                &["Петрова", "Анна", "8 (916) 123-45-67", "Москва", "17", ""],
            ],
            true,
            &[
                "last_name",
                "first_name",
                "phone",
                "new_field:Город",
                "new_field:Номер заказа",
                "skip",
            ],
        );
    }

    #[test]
    fn without_a_header_the_content_tells() {
        check(
            &[&["Анна", "89161234567"], &["Пётр", "916 000-00-01"]],
            false,
            &["name", "phone"],
        );
    }

    #[test]
    fn keys_are_latin() {
        for (name, key) in [
            ("Дата рождения", "data_rozhdeniya"),
            ("Last order №", "last_order"),
            ("city", "city"),
        ] {
            assert_eq!(field_key_of(name), key);
        }
        assert!(field_key_of("花").starts_with("field_"));
    }

    #[test]
    fn targets_are_a_closed_list() {
        for target in ["phone", "skip", "field:city", "new_field:Город"] {
            assert!(is_target(target), "{target}");
        }
        for target in ["", "field:", "new_field: ", "id", "consent:granted"] {
            assert!(!is_target(target), "{target}");
        }
    }
}
