//! The quick replies as a file that opens in an office program, and back.
//!
//! Columns: shortcut, title, text, keywords (between `, `), language, scope (`shared` or `personal`), labels (by name,
//! between `, `), close (`yes` or nothing). Files stay here: a table cannot carry them.

use std::collections::HashMap;

use galka_domain::ids::{LabelId, QuickReplyId, WorkspaceId};
use galka_domain::quick_reply::{QuickReplySettings, shortcut_key};
use galka_domain::words::name_key;
use galka_store::quick_replies::{self, StoredQuickReply};
use galka_store::{Result as StoreResult, Tx, labels, settings};

use super::{Author, QuickReplyInput, QuickReplyRefusal, as_count, change, input_of, read_input};
use crate::engine::{Engine, EngineError};
use crate::imports::table::{ReadAs, is_blank, read};
use crate::spreadsheet::defused;

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuickReplyImport {
    /// New ones.
    pub created: usize,
    /// Changed ones.
    pub updated: usize,
    /// Rows whose shortcut was there already and that were to be left.
    pub skipped: usize,
    /// Rows that could not be taken.
    pub problems: Vec<RowProblem>,
}

/// A row that could not be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// Its number, as office programs count.
    pub row: usize,
    /// The column.
    pub field: &'static str,
    /// A stable word.
    pub code: &'static str,
}

/// Why a file cannot be read at all: `empty`, `unreadable`, `too_many_rows`, `no_columns`.
pub type UnreadableFile = &'static str;

const COLUMNS: [&str; 8] = [
    "shortcut", "title", "text", "keywords", "language", "scope", "labels", "close",
];
/// The columns as people call them, in both languages.
const NAMES: [&[&str]; 8] = [
    &["shortcut", "сокращение", "команда"],
    &["title", "name", "название", "заголовок"],
    &[
        "text",
        "message",
        "message text",
        "текст",
        "сообщение",
        "текст сообщения",
        "ответ",
    ],
    &["keywords", "keyword", "ключевые слова", "ключевое слово"],
    &["language", "язык"],
    &["scope", "доступ", "область"],
    &["labels", "label", "ярлыки", "ярлык"],
    &["close", "закрыть", "закрыть диалог"],
];
const ROWS_MAX: usize = 2_000;
const YES: [&str; 5] = ["yes", "true", "1", "да", "истина"];

/// Writes the replies that the author sees as UTF-8 CSV with a header.
///
/// # Errors
/// When the storage cannot answer.
pub async fn export_quick_replies(
    engine: &Engine,
    workspace: &WorkspaceId,
    author: &Author,
) -> Result<Vec<u8>, EngineError> {
    let (own, person) = (workspace.clone(), author.person.clone());
    let (rows, labels) = engine
        .db
        .read(move |tx| {
            Ok((
                quick_replies::list(tx, &own, person.as_ref())?,
                labels::list_labels(tx, &own)?,
            ))
        })
        .await?;
    let names: HashMap<LabelId, String> = labels.into_iter().map(|label| (label.id, label.name)).collect();
    let mut file = csv::Writer::from_writer(Vec::new());
    let unwritable = |failure: csv::Error| EngineError::Unusable(failure.to_string());
    file.write_record(COLUMNS).map_err(unwritable)?;
    for row in &rows {
        file.write_record(cells(row, &names)).map_err(unwritable)?;
    }
    file.into_inner()
        .map_err(|failure| EngineError::Unusable(failure.to_string()))
}

fn cells(row: &StoredQuickReply, names: &HashMap<LabelId, String>) -> [String; 8] {
    let labels: Vec<&str> = row
        .label_ids
        .iter()
        .filter_map(|id| names.get(id))
        .map(String::as_str)
        .collect();
    [
        row.shortcut.clone(),
        row.title.clone(),
        row.text.clone(),
        row.keywords.join(", "),
        row.language.clone().unwrap_or_default(),
        if row.owner_id.is_some() { "personal" } else { "shared" }.to_owned(),
        labels.join(", "),
        if row.closes { "yes" } else { "" }.to_owned(),
    ]
    .map(defused)
}

/// Takes the rows of a file: new shortcuts are made, known ones changed or left. One bad row does not stop the others.
///
/// # Errors
/// When the storage fails; an unreadable file is an answer.
pub async fn import_quick_replies(
    engine: &Engine,
    workspace: &WorkspaceId,
    author: &Author,
    file: &[u8],
    update_known: bool,
) -> Result<Result<QuickReplyImport, UnreadableFile>, EngineError> {
    let rows = match read_rows(file) {
        Ok(rows) => rows,
        Err(why) => return Ok(Err(why)),
    };
    let rows: Vec<(Row, QuickReplyId)> = rows.into_iter().map(|row| (row, engine.new_id())).collect();
    let (own, author, now) = (workspace.clone(), author.clone(), engine.business_now());
    let done = change(engine, workspace, move |tx| {
        let mut report = QuickReplyImport::default();
        let names = labels::list_ids_by_key(tx, &own)?;
        for (row, id) in &rows {
            let taken = take(tx, &own, &author, row, &names, (id.clone(), now), update_known)?;
            report.note(row.number, taken);
        }
        Ok(Ok(report))
    })
    .await?;
    Ok(done.map_err(|_| "busy"))
}

/// A row of the file.
struct Row {
    number: usize,
    cells: HashMap<&'static str, String>,
}

enum Taken {
    Created,
    Updated,
    Skipped,
    Bad(Vec<(&'static str, &'static str)>),
}

fn take(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    author: &Author,
    row: &Row,
    names: &HashMap<String, LabelId>,
    (id, now): (QuickReplyId, galka_domain::time::Timestamp),
    update_known: bool,
) -> StoreResult<Taken> {
    let limits = settings::get::<QuickReplySettings>(tx, workspace)?.limits();
    let key = shortcut_key(row.cell("shortcut"));
    let known = quick_replies::find_by_key(tx, workspace, &key)?;
    if known.as_ref().is_some_and(|known| !author.sees(known)) {
        return Ok(Taken::Bad(vec![("shortcut", "shortcut_taken")]));
    }
    if known.is_some() && !update_known {
        return Ok(Taken::Skipped);
    }
    if known.is_none() && quick_replies::count(tx, workspace)? >= as_count(limits.replies_max) {
        return Ok(Taken::Bad(vec![("shortcut", "too_many")]));
    }
    let input = match row.input(known.as_ref().map(input_of).unwrap_or_default(), names) {
        Ok(input) => input,
        Err(problem) => return Ok(Taken::Bad(vec![problem])),
    };
    let reply = match read_input(tx, workspace, author, input, limits, (id, now))? {
        Ok(reply) => reply,
        Err(refusal) => return Ok(Taken::Bad(problems_of(refusal))),
    };
    Ok(match known {
        None => {
            quick_replies::insert(tx, workspace, &reply)?;
            Taken::Created
        }
        Some(known) => {
            let changed = StoredQuickReply { id: known.id, ..reply };
            quick_replies::update(tx, workspace, &changed)?;
            Taken::Updated
        }
    })
}

fn problems_of(refusal: QuickReplyRefusal) -> Vec<(&'static str, &'static str)> {
    match refusal {
        QuickReplyRefusal::Invalid(problems) => problems.iter().map(|one| (one.field, one.code)).collect(),
        QuickReplyRefusal::Unknown(field) => vec![(field, "unknown")],
        QuickReplyRefusal::Taken => vec![("shortcut", "shortcut_taken")],
        QuickReplyRefusal::TooMany { .. } => vec![("shortcut", "too_many")],
        QuickReplyRefusal::PersonNeeded => vec![("scope", "person_needed")],
        QuickReplyRefusal::NotAllowed | QuickReplyRefusal::NotFound => vec![("scope", "forbidden")],
    }
}

fn read_rows(file: &[u8]) -> Result<Vec<Row>, UnreadableFile> {
    let table = read(file, &ReadAs::default())?;
    let mut rows = table.rows.iter().enumerate().filter(|(_, row)| !is_blank(row));
    let (_, header) = rows.next().ok_or("empty")?;
    let columns: Vec<Option<&'static str>> = header.iter().map(|cell| column_of(cell)).collect();
    if !columns.contains(&Some("shortcut")) || !columns.contains(&Some("text")) {
        return Err("no_columns");
    }
    let rows: Vec<Row> = rows
        .map(|(index, row)| Row {
            number: index + 1,
            cells: columns
                .iter()
                .zip(row)
                .filter_map(|(column, cell)| column.map(|column| (column, armed(cell))))
                .collect(),
        })
        .collect();
    if rows.len() > ROWS_MAX {
        return Err("too_many_rows");
    }
    Ok(rows)
}

fn column_of(header: &str) -> Option<&'static str> {
    let header = header.trim().to_lowercase();
    let place = NAMES.iter().position(|names| names.contains(&header.as_str()))?;
    Some(COLUMNS[place])
}

/// A cell without the sign that keeps office programs from taking it for a formula.
fn armed(cell: &str) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest.to_owned(),
        _ => cell.to_owned(),
    }
}

fn parts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([',', ';']).map(str::trim).filter(|part| !part.is_empty())
}

impl Row {
    fn cell(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", |cell| cell.trim())
    }

    /// The reply that the row means; columns that the file does not have leave it as it was.
    fn input(
        &self,
        mut input: QuickReplyInput,
        names: &HashMap<String, LabelId>,
    ) -> Result<QuickReplyInput, (&'static str, &'static str)> {
        let given = |column: &str| self.cells.contains_key(column);
        self.cell("shortcut").clone_into(&mut input.shortcut);
        self.cell("text").clone_into(&mut input.text);
        if given("title") {
            self.cell("title").clone_into(&mut input.title);
        }
        if given("keywords") {
            input.keywords = parts(self.cell("keywords")).map(str::to_owned).collect();
        }
        if given("language") {
            input.language = Some(self.cell("language").to_owned());
        }
        if given("scope") {
            input.personal = matches!(self.cell("scope").to_lowercase().as_str(), "personal" | "личный");
        }
        if given("close") {
            input.closes = YES.contains(&self.cell("close").to_lowercase().as_str());
        }
        if given("labels") {
            input.label_ids = parts(self.cell("labels"))
                .map(|name| names.get(&name_key(name)).cloned().ok_or(("labels", "unknown")))
                .collect::<Result<_, _>>()?;
        }
        Ok(input)
    }
}

impl QuickReplyImport {
    fn note(&mut self, row: usize, taken: Taken) {
        match taken {
            Taken::Created => self.created += 1,
            Taken::Updated => self.updated += 1,
            Taken::Skipped => self.skipped += 1,
            Taken::Bad(problems) => {
                self.problems.extend(
                    problems
                        .into_iter()
                        .map(|(field, code)| RowProblem { row, field, code }),
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_by_the_names_of_their_columns_in_both_languages() {
        for file in [
            "Сокращение;Текст;Ключевые слова\nцена;Букет 2500;прайс, стоимость\n;;\n",
            "Text,Shortcut,Keywords\nБукет 2500,цена,\"прайс, стоимость\"\n",
        ] {
            let rows = read_rows(file.as_bytes()).unwrap();
            assert_eq!(rows.len(), 1, "{file}");
            let input = rows[0].input(QuickReplyInput::default(), &HashMap::new()).unwrap();
            assert_eq!((input.shortcut.as_str(), input.text.as_str()), ("цена", "Букет 2500"));
            assert_eq!(
                (input.keywords, rows[0].number),
                (vec!["прайс".to_owned(), "стоимость".to_owned()], 2)
            );
        }
        assert_eq!(read_rows(b"a,b\n1,2\n").err(), Some("no_columns"));
        assert_eq!(read_rows(b"\n").err(), Some("empty"));
    }

    #[test]
    fn a_cell_that_was_defused_comes_back_as_it_was() {
        for text in ["=1+1", "-10 %", "обычный", "+7 916"] {
            assert_eq!(armed(&defused(text.to_owned())), text);
        }
    }
}
