//! The document of an import: what was uploaded, what people chose, and what a check found.

use std::collections::BTreeMap;

use galka_domain::ids::LabelId;
use galka_domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::engine::EngineError;
use crate::plans::QuotaReached;

/// Everything that is known of an import besides its file; stored as JSON.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ImportDocument {
    /// How the file was read: `utf-8`, `windows-1251`, `xlsx` …
    pub encoding: String,
    /// What stands between cells; empty for a spreadsheet.
    pub delimiter: String,
    /// Whether the first row names the columns.
    pub has_header: bool,
    /// The country of numbers without a country code.
    pub default_country: String,
    /// The columns with their guessed meaning.
    pub columns: Vec<ImportColumn>,
    /// What people chose.
    pub options: Option<ImportOptions>,
    /// What it would do.
    pub check: Option<ImportCheck>,
    /// How far it is.
    pub progress: ImportProgress,
    /// Why it failed.
    pub error: Option<String>,
}

/// A column of the file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ImportColumn {
    /// Its place, from 0.
    pub index: usize,
    /// Its name in the first row.
    pub header: String,
    /// Some of its values.
    pub samples: Vec<String>,
    /// What it probably means.
    pub guess: String,
}

/// How to read the file and what to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ImportOptions {
    /// Where each column goes.
    pub mapping: Vec<ImportMapping>,
    /// The country of numbers without a country code.
    pub default_country: String,
    /// Whether the first row names the columns.
    pub has_header: bool,
    /// Another encoding than the guessed one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Another delimiter than the guessed one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<String>,
    /// What to do with people who are known already.
    pub duplicates: Duplicates,
    /// Consent that the file's people gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<ImportConsent>,
    /// Labels for all of them.
    #[serde(default)]
    pub label_ids: Vec<LabelId>,
}

/// Where a column goes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ImportMapping {
    /// Which column.
    pub index: usize,
    /// `phone`, `name`, `first_name`, `last_name`, `locale`, `label`, `field:<key>`, `new_field:<name>` or `skip`.
    pub target: String,
}

/// What to do with people who are known already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duplicates {
    /// Leave them as they are.
    Skip,
    /// Write what the file says over what is known.
    Update,
}

/// Consent that the file's people gave.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ImportConsent {
    /// How.
    pub source: String,
    /// When.
    pub at: Timestamp,
}

/// What an import would do.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ImportCheck {
    /// Rows of data, blank ones included.
    pub rows: usize,
    /// Rows without anything.
    pub blank: usize,
    /// Rows that can be taken.
    pub valid: usize,
    /// Rows that cannot.
    pub invalid: usize,
    /// Rows whose person stands further up.
    pub duplicates_in_file: usize,
    /// People who are known already.
    pub existing: usize,
    /// Contacts it would make.
    pub would_create: usize,
    /// Contacts it would change.
    pub would_update: usize,
    /// What is wrong, by kind.
    pub problems: Vec<ImportProblem>,
    /// Some rows as they would be taken.
    pub samples: Vec<ImportSample>,
}

/// Rows with one fault.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ImportProblem {
    /// Which fault.
    pub code: String,
    /// How many rows.
    pub rows: usize,
    /// Some of them.
    pub examples: Vec<ImportBadRow>,
}

/// One bad row.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ImportBadRow {
    /// Its number in the file, from 1.
    pub row: usize,
    /// What is wrong.
    pub code: String,
    /// What stands there.
    pub value: String,
    /// The fault in words.
    pub message: String,
}

/// One row as it would be taken.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ImportSample {
    /// Its number in the file, from 1.
    pub row: usize,
    /// The number in its normal form.
    pub phone: String,
    /// The name.
    pub name: String,
    /// Custom fields.
    pub fields: BTreeMap<String, String>,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportProgress {
    /// Rows in all, blank ones excluded.
    pub rows: usize,
    /// Rows that are done.
    pub done: usize,
    /// Contacts made.
    pub created: usize,
    /// Contacts changed.
    pub updated: usize,
    /// Rows passed over.
    pub skipped: usize,
    /// Rows that could not be taken.
    pub invalid: usize,
}

/// Why an import stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportRefusal {
    /// There is no such import.
    NotFound,
    /// Its state does not admit this.
    WrongState(String),
    /// The file cannot be read as a table, in a stable word.
    Unreadable(&'static str),
    /// An option cannot be used.
    Invalid {
        /// Which.
        field: &'static str,
        /// Why, in a stable word.
        code: &'static str,
    },
    /// The day for taking it back is over.
    UndoOver,
    /// The company's plan does not allow so many contacts.
    Quota(QuotaReached),
}

/// The answer of a step: what came of it, or why not.
pub type ImportAnswer<T> = Result<Result<T, ImportRefusal>, EngineError>;
