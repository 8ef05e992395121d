//! Imports of contacts from files.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use galka_domain::ids::{ImportId, LabelId};
use galka_engine::imports as work;
use galka_store::imports::{self, ImportRow};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Here;
use crate::download::csv;
use crate::errors::{Answer, Problem};
use crate::extract::{Body, PathId, Query, as_rows, page_limit, read_id_cursor};
use crate::failures;
use crate::state::AppState;
use crate::views::{Page, Time};

/// Largest file.
const FILE_BYTES_MAX: usize = 20 << 20;
/// Largest form: the file and what stands around it.
pub const FORM_BYTES_MAX: usize = FILE_BYTES_MAX + (64 << 10);

/// A column of the file with its guessed meaning.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportColumn {
    index: i64,
    header: String,
    samples: Vec<String>,
    guess: String,
}

/// Where a column goes: `phone`, `name`, `first_name`, `last_name`, `locale`, `label`, `field:<key>`, `new_field:<name>` or `skip`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportMapping {
    index: i64,
    target: String,
}

/// How to read and what to do.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportOptions {
    mapping: Vec<ImportMapping>,
    default_country: String,
    has_header: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    encoding: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delimiter: Option<String>,
    #[schema(inline)]
    duplicates: Duplicates,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    consent: Option<ImportConsent>,
    #[serde(default)]
    #[schema(required = false)]
    label_ids: Vec<String>,
}

/// What to do with people who are known already.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Duplicates {
    /// Leave them.
    Skip,
    /// Write over them.
    Update,
}

/// Consent that the file's people gave.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportConsent {
    source: String,
    at: Time,
}

/// Rows with one fault.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportProblem {
    code: String,
    rows: i64,
    examples: Vec<ImportBadRow>,
}

/// One bad row.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportBadRow {
    row: i64,
    code: String,
    value: String,
    message: String,
}

/// One row as it will be imported.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportSample {
    row: i64,
    phone: String,
    name: String,
    fields: BTreeMap<String, String>,
}

/// What an import would do.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportCheck {
    rows: i64,
    blank: i64,
    valid: i64,
    invalid: i64,
    duplicates_in_file: i64,
    existing: i64,
    would_create: i64,
    would_update: i64,
    problems: Vec<ImportProblem>,
    samples: Vec<ImportSample>,
}

/// How far the run is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportProgress {
    rows: i64,
    done: i64,
    created: i64,
    updated: i64,
    skipped: i64,
    invalid: i64,
}

/// An import of contacts from a file.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Import {
    id: String,
    file_name: String,
    #[schema(inline)]
    state: ImportState,
    encoding: String,
    delimiter: String,
    has_header: bool,
    default_country: String,
    columns: Vec<ImportColumn>,
    options: Option<ImportOptions>,
    check: Option<ImportCheck>,
    progress: ImportProgress,
    undo_until: Option<Time>,
    error: Option<String>,
    created_by: Option<String>,
    created_at: Time,
    finished_at: Option<Time>,
}

/// Where an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// The file is here.
    Uploaded,
    /// A mapping was tried.
    Checked,
    /// It runs.
    Running,
    /// It is done.
    Finished,
    /// It could not be done.
    Failed,
    /// It was taken back.
    Undone,
}

/// What to list.
#[derive(Debug, Deserialize)]
pub struct ImportQuery {
    limit: Option<i64>,
    cursor: Option<String>,
}

/// `GET /imports`
pub async fn list_imports(
    State(state): State<AppState>,
    here: Here,
    Query(query): Query<ImportQuery>,
) -> Answer<Json<Page<Import>>> {
    let limit = page_limit(query.limit)?;
    let before: Option<ImportId> = read_id_cursor(query.cursor.as_deref())?;
    let rows = state
        .engine()
        .db
        .read(move |tx| imports::list_imports(tx, &here.id, before.as_ref(), limit + 1))
        .await?;
    let page = Page::cut(rows, as_rows(limit), |row| row.id.as_str().to_owned());
    Ok(Json(page.map(|row| Import::of(&row))))
}

/// `POST /imports`
pub async fn create_import(
    State(state): State<AppState>,
    here: Here,
    form: Multipart,
) -> Answer<(StatusCode, Json<Import>)> {
    let (name, file) = read_form(form).await?;
    let made = work::upload_import(state.engine(), &here.id, &here.by, &name, file).await?;
    Ok((StatusCode::CREATED, Json(Import::of(&failures::import(made)?))))
}

/// `GET /imports/{import_id}`
pub async fn get_import(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ImportId>,
) -> Answer<Json<Import>> {
    let found = state
        .engine()
        .db
        .read(move |tx| imports::find_import(tx, &here.id, &id))
        .await?;
    found
        .map(|row| Json(Import::of(&row)))
        .ok_or_else(|| Problem::not_found("import"))
}

/// `POST /imports/{import_id}/check`
pub async fn check_import(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ImportId>,
    Body(options): Body<ImportOptions>,
) -> Answer<Json<Import>> {
    let checked = work::check_import(state.engine(), &here.id, &id, options.into_work()?).await?;
    Ok(Json(Import::of(&failures::import(checked)?)))
}

/// `POST /imports/{import_id}/start`
pub async fn start_import(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ImportId>,
) -> Answer<(StatusCode, Json<Import>)> {
    let started = work::start_import(state.engine(), &here.id, &id).await?;
    Ok((StatusCode::ACCEPTED, Json(Import::of(&failures::import(started)?))))
}

/// `POST /imports/{import_id}/undo`
pub async fn undo_import(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ImportId>,
) -> Answer<Json<Import>> {
    let undone = work::undo_import(state.engine(), &here.id, &here.by, &id).await?;
    Ok(Json(Import::of(&failures::import(undone)?)))
}

/// `GET /imports/{import_id}/bad_rows`
pub async fn download_bad_rows(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ImportId>,
) -> Answer<Response> {
    let written = work::bad_rows_csv(state.engine(), &here.id, &id).await?;
    let rows = failures::import(written)?;
    Ok(csv("attachment; filename=\"bad_rows.csv\"", rows).into_response())
}

/// The file, or text that was pasted, with a name.
async fn read_form(mut form: Multipart) -> Answer<(String, Vec<u8>)> {
    let unreadable = |failure: axum::extract::multipart::MultipartError| {
        if failure.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Problem::too_large(FILE_BYTES_MAX as u64)
        } else {
            Problem::bad_request("unreadable_form", "The form could not be read.")
        }
    };
    let (mut name, mut file) = (None, None);
    while let Some(part) = form.next_field().await.map_err(unreadable)? {
        match part.name() {
            Some("file") => {
                name = name.or_else(|| part.file_name().map(str::to_owned).filter(|name| !name.is_empty()));
                let bytes = part.bytes().await.map_err(unreadable)?;
                if !bytes.is_empty() {
                    file = Some(bytes.to_vec());
                }
            }
            Some("text") => {
                let text = part.text().await.map_err(unreadable)?;
                if file.is_none() && !text.trim().is_empty() {
                    file = Some(text.into_bytes());
                }
            }
            Some("file_name") => name = Some(part.text().await.map_err(unreadable)?).filter(|name| !name.is_empty()),
            _ => {}
        }
    }
    let file = file.ok_or_else(|| Problem::field("file", "required", "The form has no file and no text."))?;
    if file.len() > FILE_BYTES_MAX {
        return Err(Problem::too_large(FILE_BYTES_MAX as u64));
    }
    Ok((name.unwrap_or_else(|| "import.csv".to_owned()), file))
}

impl ImportOptions {
    fn into_work(self) -> Answer<work::ImportOptions> {
        let index = |index: i64| {
            usize::try_from(index).map_err(|_| Problem::field("mapping", "unknown", "There is no such column."))
        };
        let mapping: Answer<Vec<_>> = self
            .mapping
            .into_iter()
            .map(|one| {
                Ok(work::ImportMapping {
                    index: index(one.index)?,
                    target: one.target,
                })
            })
            .collect();
        let labels: Result<Vec<LabelId>, _> = self.label_ids.iter().map(|id| LabelId::parse(id)).collect();
        Ok(work::ImportOptions {
            mapping: mapping?,
            default_country: self.default_country,
            has_header: self.has_header,
            encoding: self.encoding,
            delimiter: self.delimiter,
            duplicates: match self.duplicates {
                Duplicates::Skip => work::Duplicates::Skip,
                Duplicates::Update => work::Duplicates::Update,
            },
            consent: self.consent.map(|consent| work::ImportConsent {
                source: consent.source,
                at: consent.at.0,
            }),
            label_ids: labels.map_err(|_| Problem::field("label_ids", "unknown_label", "There is no such label."))?,
        })
    }

    fn of(options: work::ImportOptions) -> Self {
        let mapping = options.mapping.into_iter();
        Self {
            mapping: mapping
                .map(|one| ImportMapping {
                    index: whole(one.index),
                    target: one.target,
                })
                .collect(),
            default_country: options.default_country,
            has_header: options.has_header,
            encoding: options.encoding,
            delimiter: options.delimiter,
            duplicates: match options.duplicates {
                work::Duplicates::Skip => Duplicates::Skip,
                work::Duplicates::Update => Duplicates::Update,
            },
            consent: options.consent.map(|consent| ImportConsent {
                source: consent.source,
                at: consent.at.into(),
            }),
            label_ids: options.label_ids.iter().map(|id| id.as_str().to_owned()).collect(),
        }
    }
}

impl Import {
    fn of(row: &ImportRow) -> Self {
        let document = work::read_document(row);
        let column = |one: work::ImportColumn| ImportColumn {
            index: whole(one.index),
            header: one.header,
            samples: one.samples,
            guess: one.guess,
        };
        Self {
            id: row.id.as_str().to_owned(),
            file_name: row.file_name.clone(),
            state: ImportState::of_stored(&row.state),
            encoding: document.encoding,
            delimiter: document.delimiter,
            has_header: document.has_header,
            default_country: document.default_country,
            columns: document.columns.into_iter().map(column).collect(),
            options: document.options.map(ImportOptions::of),
            check: document.check.map(ImportCheck::of),
            progress: ImportProgress::of(document.progress),
            undo_until: row.undo_until.map(Time),
            error: document.error,
            created_by: row.created_by.clone(),
            created_at: row.created_at.into(),
            finished_at: row.finished_at.map(Time),
        }
    }
}

impl ImportCheck {
    fn of(check: work::ImportCheck) -> Self {
        let bad = |one: work::ImportBadRow| ImportBadRow {
            row: whole(one.row),
            code: one.code,
            value: one.value,
            message: one.message,
        };
        let problem = |one: work::ImportProblem| ImportProblem {
            code: one.code,
            rows: whole(one.rows),
            examples: one.examples.into_iter().map(bad).collect(),
        };
        let sample = |one: work::ImportSample| ImportSample {
            row: whole(one.row),
            phone: one.phone,
            name: one.name,
            fields: one.fields,
        };
        Self {
            rows: whole(check.rows),
            blank: whole(check.blank),
            valid: whole(check.valid),
            invalid: whole(check.invalid),
            duplicates_in_file: whole(check.duplicates_in_file),
            existing: whole(check.existing),
            would_create: whole(check.would_create),
            would_update: whole(check.would_update),
            problems: check.problems.into_iter().map(problem).collect(),
            samples: check.samples.into_iter().map(sample).collect(),
        }
    }
}

impl ImportProgress {
    fn of(progress: work::ImportProgress) -> Self {
        Self {
            rows: whole(progress.rows),
            done: whole(progress.done),
            created: whole(progress.created),
            updated: whole(progress.updated),
            skipped: whole(progress.skipped),
            invalid: whole(progress.invalid),
        }
    }
}

impl ImportState {
    fn of_stored(text: &str) -> Self {
        match text {
            "checked" => Self::Checked,
            "running" => Self::Running,
            "finished" => Self::Finished,
            "failed" => Self::Failed,
            "undone" => Self::Undone,
            _ => Self::Uploaded,
        }
    }
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
