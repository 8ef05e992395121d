//! `galka import`: contacts from a file, as the browser's wizard takes them.
//!
//! The columns are guessed unless they are named; the import is kept with its file, so that it can be taken back in the
//! browser for a day, and a killed command is finished by the next product that starts.

use std::fs;
use std::path::Path;

use anyhow::{Context, anyhow, bail};
use galka_domain::ids::{ImportId, LabelId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_engine::Engine;
use galka_engine::imports::{
    self, Duplicates, ImportColumn, ImportConsent, ImportDocument, ImportMapping, ImportOptions, ImportRefusal,
    ImportWorker, bad_rows_csv,
};
use galka_engine::runner::Worker;
use galka_store::imports::{ImportRow, find_import};
use galka_store::labels;

use crate::cli::{ImportCommand, KnownPeople};
use crate::settings::{BadUsage, Settings};
use crate::{beside, companies, logging};

/// Who is noted as the one who imported.
const BY: &str = "galka import";
/// Largest file, as in the browser.
const FILE_BYTES_MAX: u64 = 20 << 20;

/// Imports the file, or with `--check` only says what it would do; it may run beside a product that is running.
///
/// # Errors
/// When the file cannot be read, an option does not fit it, or the storage cannot answer.
pub(crate) async fn run(settings: &Settings, command: &ImportCommand) -> anyhow::Result<()> {
    logging::start(&settings.log)?;
    let file = read_file(&command.file)?;
    let (engine, _lock) = beside::open(settings).await?;
    let company = companies::find(&engine, command.workspace.as_deref()).await?;
    let name = command.file.file_name().unwrap_or_default().to_string_lossy();
    let uploaded = imports::upload_import(&engine, &company.id, BY, &name, file).await?;
    let uploaded = uploaded.map_err(|refusal| in_words(&refusal))?;
    let options = options(&engine, &company.id, command, &imports::read_document(&uploaded)).await?;
    let checked = imports::check_import(&engine, &company.id, &uploaded.id, options).await?;
    let checked = checked.map_err(|refusal| in_words(&refusal))?;
    report_check(&imports::read_document(&checked));
    write_bad_rows(&engine, &company.id, &uploaded.id, command).await?;
    if !command.check {
        let started = imports::start_import(&engine, &company.id, &uploaded.id).await?;
        started.map_err(|refusal| in_words(&refusal))?;
        work_off(&engine, &company.id, &uploaded.id).await?;
    }
    engine.db.close().await;
    Ok(())
}

fn read_file(path: &Path) -> anyhow::Result<Vec<u8>> {
    let unreadable = || format!("{} cannot be read", path.display());
    let bytes = fs::metadata(path).with_context(unreadable)?.len();
    if bytes > FILE_BYTES_MAX {
        bail!("{} is larger than 20 MB: split it", path.display());
    }
    fs::read(path).with_context(unreadable)
}

async fn options(
    engine: &Engine,
    workspace: &WorkspaceId,
    command: &ImportCommand,
    document: &ImportDocument,
) -> anyhow::Result<ImportOptions> {
    let consent = match (&command.consent_source, &command.consent_at) {
        (Some(source), Some(at)) => Some(ImportConsent {
            source: source.clone(),
            at: read_moment(at)?,
        }),
        _ => None,
    };
    Ok(ImportOptions {
        mapping: mapping(&document.columns, &command.map)?,
        default_country: command.country.clone().unwrap_or(document.default_country.clone()),
        has_header: document.has_header,
        encoding: command.encoding.clone(),
        delimiter: command.delimiter.clone(),
        duplicates: match command.known {
            KnownPeople::Skip => Duplicates::Skip,
            KnownPeople::Update => Duplicates::Update,
        },
        consent,
        label_ids: find_labels(engine, workspace, &command.label).await?,
    })
}

/// The guessed mapping, with the columns that were named put where they should go.
fn mapping(columns: &[ImportColumn], named: &[String]) -> anyhow::Result<Vec<ImportMapping>> {
    let mut mapping: Vec<ImportMapping> = columns
        .iter()
        .map(|column| ImportMapping {
            index: column.index,
            target: column.guess.clone(),
        })
        .collect();
    for each in named {
        let split = each.split_once('=');
        let (column, target) =
            split.ok_or_else(|| BadUsage(format!("--map takes COLUMN=TARGET, such as Phone=phone; got {each}")))?;
        let place = columns
            .iter()
            .position(|known| known.header == column || (known.index + 1).to_string() == column);
        let place = place.ok_or_else(|| {
            let headers: Vec<&str> = columns.iter().map(|known| known.header.as_str()).collect();
            BadUsage(format!(
                "--map: there is no column {column}; the file has: {}",
                headers.join(", ")
            ))
        })?;
        target.clone_into(&mut mapping[place].target);
    }
    Ok(mapping)
}

fn read_moment(text: &str) -> anyhow::Result<Timestamp> {
    let whole_day = Timestamp::parse_rfc3339(&format!("{text}T00:00:00Z"));
    let moment = whole_day.or_else(|_| Timestamp::parse_rfc3339(text));
    Ok(moment.map_err(|_| {
        BadUsage(format!(
            "--consent-at takes a date, 2026-11-28, or a moment; got {text}"
        ))
    })?)
}

async fn find_labels(engine: &Engine, workspace: &WorkspaceId, names: &[String]) -> anyhow::Result<Vec<LabelId>> {
    let (own, names) = (workspace.clone(), names.to_vec());
    let found = engine.db.read(move |tx| {
        let ids = names
            .iter()
            .map(|name| Ok((name.clone(), labels::find_label_by_name(tx, &own, name)?)));
        ids.collect::<galka_store::Result<Vec<_>>>()
    });
    let known = found.await?.into_iter();
    known
        .map(|(name, id)| id.ok_or_else(|| anyhow!("--label: there is no label {name}; make it in the browser first")))
        .collect()
}

fn report_check(document: &ImportDocument) {
    for column in &document.columns {
        let target = document.options.as_ref().and_then(|options| {
            let mut mapped = options.mapping.iter();
            mapped.find(|mapping| mapping.index == column.index)
        });
        let target = target.map_or("skip", |mapping| mapping.target.as_str());
        println!("column {} ({}) goes to {target}", column.index + 1, column.header);
    }
    let Some(check) = &document.check else { return };
    println!(
        "{} rows: {} usable, {} bad, {} repeated, {} blank",
        check.rows, check.valid, check.invalid, check.duplicates_in_file, check.blank
    );
    println!(
        "{} contacts to be made, {} to be changed, {} are known",
        check.would_create, check.would_update, check.existing
    );
    for problem in &check.problems {
        let first = problem.examples.first();
        let (row, value) = first.map_or((0, ""), |example| (example.row, example.value.as_str()));
        let message = first.map_or("", |example| example.message.as_str());
        println!("bad: {} rows, such as row {row} ({value}): {message}", problem.rows);
    }
}

async fn write_bad_rows(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &ImportId,
    command: &ImportCommand,
) -> anyhow::Result<()> {
    let Some(path) = &command.bad_rows else { return Ok(()) };
    let bytes = bad_rows_csv(engine, workspace, id).await?;
    let bytes = bytes.map_err(|refusal| in_words(&refusal))?;
    fs::write(path, bytes).with_context(|| format!("{} cannot be written", path.display()))
}

/// Does the background work here and now; where a product is running too, both may take batches.
async fn work_off(engine: &Engine, workspace: &WorkspaceId, id: &ImportId) -> anyhow::Result<()> {
    let mut worker = ImportWorker::new(engine.clone());
    loop {
        let import = get(engine, workspace, id).await?;
        let document = imports::read_document(&import);
        if import.state != "running" {
            return finished(&import, &document);
        }
        worker.step(engine.business_now()).await?;
    }
}

async fn get(engine: &Engine, workspace: &WorkspaceId, id: &ImportId) -> anyhow::Result<ImportRow> {
    let (own, wanted) = (workspace.clone(), id.clone());
    let found = engine.db.read(move |tx| find_import(tx, &own, &wanted)).await?;
    found.ok_or_else(|| anyhow!("the import {id} is gone"))
}

fn finished(import: &ImportRow, document: &ImportDocument) -> anyhow::Result<()> {
    if let Some(error) = &document.error {
        bail!("the import {} failed: {error}", import.id);
    }
    let progress = &document.progress;
    println!(
        "done: {} made, {} changed, {} left as they were, {} not taken (import {})",
        progress.created, progress.updated, progress.skipped, progress.invalid, import.id
    );
    if let Some(until) = import.undo_until {
        println!("It can be taken back until {until}: Contacts, Import.");
    }
    Ok(())
}

fn in_words(refusal: &ImportRefusal) -> anyhow::Error {
    match refusal {
        ImportRefusal::NotFound => anyhow!("the import is gone"),
        ImportRefusal::WrongState(state) => anyhow!("the import is {state} already"),
        ImportRefusal::Unreadable(code) => {
            anyhow!("the file cannot be read as a table ({code}): save it as CSV or XLSX, at most 200,000 rows")
        }
        ImportRefusal::Invalid {
            field: "mapping",
            code: "phone_missing",
        } => BadUsage("no column holds the phone: name it with --map COLUMN=phone".to_owned()).into(),
        ImportRefusal::Invalid { field, code } => BadUsage(format!("{field} cannot be used: {code}")).into(),
        ImportRefusal::Quota(reached) => anyhow!(
            "the company's plan allows {} contacts and has {}: galka plan list shows it",
            reached.limit,
            reached.used
        ),
        ImportRefusal::UndoOver => anyhow!("the day for taking it back is over"),
    }
}
