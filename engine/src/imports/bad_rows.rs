//! The rows that could not be taken, as a file that opens in an office program.

use std::collections::HashSet;

use galka_domain::error_catalogue::find_message;
use galka_domain::ids::{ImportId, WorkspaceId};
use galka_store::{imports, workspaces};

use super::prepare::{Trouble, prepare};
use super::table::{self, ReadAs, Table};
use super::{ImportAnswer, ImportOptions, ImportRefusal, blocking, load, read_document};
use crate::engine::Engine;
use crate::spreadsheet::defused;

/// Why a good row was not taken: the plan had no place for it while the import ran.
pub(super) const NO_PLACE: &str = "quota_reached";

/// The bad rows with their reasons: UTF-8 with a byte order mark, the file's own delimiter and columns.
///
/// # Errors
/// When the storage cannot answer.
pub async fn bad_rows_csv(engine: &Engine, workspace: &WorkspaceId, id: &ImportId) -> ImportAnswer<Vec<u8>> {
    let Some((import, file)) = load(engine, workspace, id).await? else {
        return Ok(Err(ImportRefusal::NotFound));
    };
    let Some(options) = read_document(&import).options else {
        return Ok(Err(ImportRefusal::WrongState(import.state)));
    };
    let (own, id) = (workspace.clone(), import.id);
    let read = engine.db.read(move |tx| {
        let home = workspaces::find_workspace(tx, &own)?;
        Ok((home, imports::list_row_numbers_by_code(tx, &own, &id, NO_PLACE)?))
    });
    let (home, without_place) = read.await?;
    let russian = home.is_some_and(|workspace| workspace.locale == "ru");
    let without_place = without_place
        .into_iter()
        .filter_map(|number| usize::try_from(number).ok());
    let without_place: HashSet<usize> = without_place.collect();
    let written = blocking(move || {
        let table = table::read(&file, &ReadAs::of(&options)).map_err(ImportRefusal::Unreadable)?;
        Ok(write(&table, &options, &without_place, russian))
    });
    written.await
}

/// A fault in words, in Russian and in English.
pub(super) fn words(code: &str) -> (String, String) {
    let prefix = if code == NO_PLACE { "import" } else { "phone" };
    match find_message(&format!("{prefix}.{code}")) {
        Some(message) => (message.ru.clone(), message.en.clone()),
        None => (code.to_owned(), code.to_owned()),
    }
}

fn write(table: &Table, options: &ImportOptions, without_place: &HashSet<usize>, russian: bool) -> Vec<u8> {
    let delimiter = table.delimiter.filter(char::is_ascii).unwrap_or(';');
    let bom = "\u{feff}".as_bytes().to_vec();
    let mut out = csv::WriterBuilder::new()
        .flexible(true)
        .delimiter(delimiter as u8)
        .from_writer(bom);
    let (row_word, reason_word) = if russian {
        ("Строка", "Причина")
    } else {
        ("Row", "Reason")
    };
    let header = if options.has_header {
        table.rows.iter().find(|row| !table::is_blank(row))
    } else {
        None
    };
    let width = table.rows.iter().map(Vec::len).max().unwrap_or(0);
    let names = (0..width).map(|place| header.and_then(|row| row.get(place)).cloned().unwrap_or_default());
    let first = [row_word.to_owned(), reason_word.to_owned()]
        .into_iter()
        .chain(names.map(defused));
    let mut lines = vec![first.collect::<Vec<_>>()];
    for row in prepare(table, options) {
        let code = match row.outcome {
            Err(Trouble::Invalid { code, .. }) => code,
            Ok(_) if without_place.contains(&row.number) => NO_PLACE,
            _ => continue,
        };
        let (ru, en) = words(code);
        let reason = if russian { ru } else { en };
        let cells = table.rows[row.number - 1].iter().cloned().map(defused);
        lines.push([row.number.to_string(), reason].into_iter().chain(cells).collect());
    }
    for line in lines {
        out.write_record(&line).expect("a list in memory takes everything");
    }
    out.into_inner().expect("a list in memory takes everything")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::{Duplicates, ImportMapping};

    #[test]
    fn bad_rows_carry_their_reason_and_no_formula() {
        let rows = [
            ["Имя", "Телефон"],
            ["=HYPERLINK(1)", "123"],
            ["Анна", "89161234567"],
            ["-1+cmd", "+7 12"],
        ];
        let table = Table {
            rows: rows
                .iter()
                .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect())
                .collect(),
            encoding: "utf-8".to_owned(),
            delimiter: Some(';'),
        };
        let mapping = [(0, "name"), (1, "phone")];
        let options = ImportOptions {
            mapping: mapping
                .map(|(index, target)| ImportMapping {
                    index,
                    target: target.to_owned(),
                })
                .to_vec(),
            default_country: "RU".to_owned(),
            has_header: true,
            encoding: None,
            delimiter: None,
            duplicates: Duplicates::Skip,
            consent: None,
            label_ids: Vec::new(),
        };
        let whole = |without_place: &[usize]| {
            let without_place = without_place.iter().copied().collect();
            String::from_utf8(write(&table, &options, &without_place, true)).unwrap()
        };
        assert!(whole(&[3]).contains("\n3;В тарифе нет места"), "{}", whole(&[3]));
        let text = whole(&[]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "\u{feff}Строка;Причина;Имя;Телефон");
        assert_eq!(lines.len(), 3);
        assert!(
            lines[1].starts_with("2;") && lines[1].contains(";'=HYPERLINK(1);123"),
            "{}",
            lines[1]
        );
        assert!(lines[2].ends_with(";'-1+cmd;+7 12"), "{}", lines[2]);
    }
}
