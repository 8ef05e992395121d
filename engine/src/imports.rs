//! Imports: contacts from a file as companies have it.
//!
//! A file is uploaded, its columns guessed, a mapping tried as often as people like, and then run in the background
//! in batches. Each batch is one transaction that also notes what it did to each row, so a killed process goes on
//! where it was and does nothing twice, and the whole can be taken back for a day.
//!
//! - [`document`]: what is kept of an import
//! - [`table`]: bytes to rows: encodings, delimiters, spreadsheets
//! - [`guess`]: what the columns mean
//! - [`mod@prepare`]: rows to contacts, or to what is wrong with them
//! - [`run`]: the background work; `labelling`: the labels that rows name
//! - [`undo`]: taking it back
//! - [`bad_rows`]: the list of what could not be taken

pub mod bad_rows;
pub mod document;
pub mod guess;
mod labelling;
pub mod prepare;
pub mod run;
pub mod table;
pub mod undo;

use std::collections::HashSet;

use galka_domain::ids::{ImportId, LabelId, WorkspaceId};
use galka_domain::phone::is_country;
use galka_domain::time::DAY_MS;
use galka_store::contacts::find_owners;
use galka_store::fields::{self, Field};
use galka_store::imports::{self, ImportRow};
use galka_store::{Tx, labels, workspaces};

pub use bad_rows::bad_rows_csv;
pub use document::{
    Duplicates, ImportAnswer, ImportBadRow, ImportCheck, ImportColumn, ImportConsent, ImportDocument, ImportMapping,
    ImportOptions, ImportProblem, ImportProgress, ImportRefusal, ImportSample,
};
pub use guess::field_key_of;
pub use run::ImportWorker;
pub use undo::undo_import;

use crate::engine::{Engine, EngineError};
use crate::hints::Work;
use crate::plans::check_contacts;
use prepare::{PreparedRow, Trouble, prepare};
use table::{ReadAs, Table};

/// For how long an import can be taken back.
pub const UNDO_MS: i64 = DAY_MS;
/// Rows that a file may have.
pub const ROWS_MAX: usize = 200_000;
const EXAMPLES: usize = 5;
/// Columns that may be named, and labels that all contacts of a list get.
const MAPPINGS_MAX: usize = 500;
const LABELS_MAX: usize = 50;
/// How long the words may be that say how people gave their consent.
const CONSENT_SOURCE_CHARS_MAX: usize = 200;

/// Keeps an uploaded file with guesses about it.
///
/// # Errors
/// When the storage cannot answer.
pub async fn upload_import(
    engine: &Engine,
    workspace: &WorkspaceId,
    by: &str,
    file_name: &str,
    file: Vec<u8>,
) -> ImportAnswer<ImportRow> {
    let own = workspace.clone();
    let (country, known) = engine
        .db
        .read(move |tx| Ok((default_country(tx, &own)?, fields::list_fields(tx, &own)?)))
        .await?;
    let read = blocking(move || (table::read(&file, &ReadAs::default()), file)).await?;
    let (table, file) = match read {
        (Ok(table), file) => (table, file),
        (Err(code), _) => return Ok(Err(ImportRefusal::Unreadable(code))),
    };
    let document = describe(&table, country, &known);
    let import = ImportRow {
        id: engine.new_id(),
        file_name: file_name
            .chars()
            .filter(|letter| !letter.is_control())
            .take(200)
            .collect(),
        state: "uploaded".to_owned(),
        document: write_document(&document),
        created_by: Some(by.to_owned()),
        created_at: engine.business_now(),
        finished_at: None,
        undo_until: None,
    };
    let (own, kept) = (workspace.clone(), import.clone());
    engine
        .db
        .write(move |tx| imports::insert_import(tx, &own, &kept, &file))
        .await?;
    Ok(Ok(import))
}

/// Tries a mapping; nothing of the contacts is written.
///
/// # Errors
/// When the storage cannot answer.
pub async fn check_import(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &ImportId,
    options: ImportOptions,
) -> ImportAnswer<ImportRow> {
    let Some((import, file)) = load(engine, workspace, id).await? else {
        return Ok(Err(ImportRefusal::NotFound));
    };
    if !matches!(import.state.as_str(), "uploaded" | "checked") {
        return Ok(Err(ImportRefusal::WrongState(import.state)));
    }
    if let Some(refusal) = check_options(engine, workspace, &options).await? {
        return Ok(Err(refusal));
    }
    let wanted = options.clone();
    let read = blocking(move || {
        table::read(&file, &ReadAs::of(&wanted)).map(|table| {
            let rows = prepare(&table, &wanted);
            (table, rows)
        })
    });
    let (table, rows) = match read.await? {
        Ok(read) => read,
        Err(code) => return Ok(Err(ImportRefusal::Unreadable(code))),
    };
    let (own, from) = (workspace.clone(), import.state.clone());
    let checked = engine.db.write(move |tx| {
        let known = fields::list_fields(tx, &own)?;
        let mut document = describe(&table, options.default_country.clone(), &known);
        document.has_header = options.has_header;
        document.check = Some(summarise(tx, &own, &rows, &options)?);
        document.options = Some(options.clone());
        let import = ImportRow {
            state: "checked".to_owned(),
            document: write_document(&document),
            ..import.clone()
        };
        Ok(imports::update_import(tx, &own, &import, &from)?.then_some(import))
    });
    Ok(checked
        .await?
        .ok_or_else(|| ImportRefusal::WrongState("running".to_owned())))
}

/// Lets a checked import run in the background.
///
/// # Errors
/// When the storage cannot answer.
pub async fn start_import(engine: &Engine, workspace: &WorkspaceId, id: &ImportId) -> ImportAnswer<ImportRow> {
    let (own, id, now) = (workspace.clone(), id.clone(), engine.business_now());
    let started = engine.db.write(move |tx| {
        let Some(import) = imports::find_import_locked(tx, &own, &id)? else {
            return Ok(Err(ImportRefusal::NotFound));
        };
        let mut document = read_document(&import);
        let (Some(options), Some(check)) = (&document.options, &document.check) else {
            return Ok(Err(ImportRefusal::WrongState(import.state)));
        };
        if import.state != "checked" {
            return Ok(Err(ImportRefusal::WrongState(import.state)));
        }
        let more = u64::try_from(check.would_create).unwrap_or(u64::MAX);
        if let Some(reached) = check_contacts(tx, &own, more)? {
            return Ok(Err(ImportRefusal::Quota(reached)));
        }
        for mapping in &options.mapping {
            if let Some(name) = mapping.target.strip_prefix("new_field:") {
                let field = Field {
                    key: field_key_of(name),
                    name: name.to_owned(),
                    kind: "text".to_owned(),
                    created_at: now,
                };
                fields::ensure_field(tx, &own, &field)?;
            }
        }
        document.progress = ImportProgress {
            rows: check.rows - check.blank,
            ..ImportProgress::default()
        };
        let import = ImportRow {
            state: "running".to_owned(),
            document: write_document(&document),
            ..import
        };
        imports::update_import(tx, &own, &import, "checked")?;
        Ok(Ok(import))
    });
    let started = started.await?;
    engine.hints.wake(Work::Imports);
    Ok(started)
}

/// The document of a stored import.
#[must_use]
pub fn read_document(import: &ImportRow) -> ImportDocument {
    serde_json::from_str(&import.document).unwrap_or_else(|_| ImportDocument {
        encoding: "utf-8".to_owned(),
        delimiter: ",".to_owned(),
        has_header: false,
        default_country: "US".to_owned(),
        columns: Vec::new(),
        options: None,
        check: None,
        progress: ImportProgress::default(),
        error: Some("the stored document cannot be read".to_owned()),
    })
}

pub(crate) fn write_document(document: &ImportDocument) -> String {
    serde_json::to_string(document).expect("texts and numbers become JSON")
}

/// An import with its file.
pub(crate) async fn load(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &ImportId,
) -> Result<Option<(ImportRow, Vec<u8>)>, EngineError> {
    let (own, id) = (workspace.clone(), id.clone());
    let found = engine.db.read(move |tx| {
        let Some(import) = imports::find_import(tx, &own, &id)? else {
            return Ok(None);
        };
        Ok(imports::find_file(tx, &own, &id)?.map(|file| (import, file)))
    });
    Ok(found.await?)
}

/// Runs what takes its time on a thread of its own.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, EngineError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|failure| EngineError::Unusable(failure.to_string()))
}

fn default_country(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> galka_store::Result<String> {
    let found = workspaces::find_workspace(tx, workspace)?;
    let is_russian = found.is_some_and(|workspace| workspace.locale == "ru");
    Ok(if is_russian { "RU" } else { "US" }.to_owned())
}

fn describe(table: &Table, default_country: String, known: &[Field]) -> ImportDocument {
    let has_header = guess::has_header(table, &default_country);
    ImportDocument {
        encoding: table.encoding.clone(),
        delimiter: table.delimiter.map(String::from).unwrap_or_default(),
        has_header,
        columns: guess::columns(table, has_header, &default_country, known),
        default_country,
        options: None,
        check: None,
        progress: ImportProgress::default(),
        error: None,
    }
}

async fn check_options(
    engine: &Engine,
    workspace: &WorkspaceId,
    options: &ImportOptions,
) -> Result<Option<ImportRefusal>, EngineError> {
    let invalid = |field, code| Ok(Some(ImportRefusal::Invalid { field, code }));
    if !is_country(&options.default_country.to_ascii_uppercase()) {
        return invalid("default_country", "unknown");
    }
    if options.mapping.len() > MAPPINGS_MAX {
        return invalid("mapping", "too_many");
    }
    if options.label_ids.len() > LABELS_MAX {
        return invalid("label_ids", "too_many");
    }
    if !options.mapping.iter().any(|mapping| mapping.target == "phone") {
        return invalid("mapping", "phone_missing");
    }
    if !options.mapping.iter().all(|mapping| guess::is_target(&mapping.target)) {
        return invalid("mapping", "unknown");
    }
    if let Some(consent) = &options.consent {
        if consent.source.trim().is_empty() {
            return invalid("consent.source", "required");
        }
        // It is kept with every contact of the list.
        if consent.source.chars().count() > CONSENT_SOURCE_CHARS_MAX {
            return invalid("consent.source", "too_long");
        }
        if consent.source.contains('\0') {
            return invalid("consent.source", "invalid_field");
        }
        if consent.at > engine.business_now() {
            return invalid("consent.at", "in_the_future");
        }
    }
    let (own, wanted) = (workspace.clone(), options.label_ids.clone());
    let known: HashSet<LabelId> = engine
        .db
        .read(move |tx| labels::list_existing(tx, &own, &wanted))
        .await?
        .into_iter()
        .collect();
    if options.label_ids.iter().any(|label| !known.contains(label)) {
        return invalid("label_ids", "unknown_label");
    }
    Ok(None)
}

fn summarise(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    rows: &[PreparedRow],
    options: &ImportOptions,
) -> galka_store::Result<ImportCheck> {
    let mut check = ImportCheck {
        rows: rows.len(),
        ..ImportCheck::default()
    };
    let mut names = Vec::new();
    for row in rows {
        match &row.outcome {
            Ok(person) => {
                check.valid += 1;
                names.push(("phone", person.phone.e164.clone()));
                if check.samples.len() < EXAMPLES {
                    check.samples.push(ImportSample {
                        row: row.number,
                        phone: person.phone.e164.clone(),
                        name: person.name.clone(),
                        fields: person.fields.clone(),
                    });
                }
            }
            Err(Trouble::Blank) => check.blank += 1,
            Err(Trouble::Duplicate) => check.duplicates_in_file += 1,
            Err(Trouble::Invalid { code, value }) => {
                check.invalid += 1;
                note(&mut check.problems, row.number, code, value);
            }
        }
    }
    let known: HashSet<usize> = find_owners(tx, workspace, &names)?
        .into_iter()
        .map(|(place, _)| place)
        .collect();
    check.existing = known.len();
    check.would_create = check.valid - check.existing;
    check.would_update = if options.duplicates == Duplicates::Update {
        check.existing
    } else {
        0
    };
    Ok(check)
}

fn note(problems: &mut Vec<ImportProblem>, row: usize, code: &str, value: &str) {
    let place = problems
        .iter()
        .position(|problem| problem.code == code)
        .unwrap_or_else(|| {
            problems.push(ImportProblem {
                code: code.to_owned(),
                rows: 0,
                examples: Vec::new(),
            });
            problems.len() - 1
        });
    let problem = &mut problems[place];
    problem.rows += 1;
    if problem.examples.len() < EXAMPLES {
        let (_, message) = bad_rows::words(code);
        problem.examples.push(ImportBadRow {
            row,
            code: code.to_owned(),
            value: value.to_owned(),
            message,
        });
    }
}
