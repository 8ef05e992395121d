//! Exports: contacts as a file that opens in an office program and can be imported again.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;

use galka_domain::ids::{ContactId, LabelId, WorkspaceId};
use galka_store::contacts::{self, ContactRow};
use galka_store::segments::{self, ContactFilter};
use galka_store::{fields, labels};

use crate::engine::{Engine, EngineError};
use crate::spreadsheet::defused;

/// Contacts read in one go; the file is written page by page, however many there are.
const PAGE: i64 = 1_000;

/// Why an export broke off.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The storage cannot answer.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The file cannot be written.
    #[error("the file cannot be written: {0}")]
    Write(#[from] csv::Error),
}

/// One page of contacts with the names of their labels.
struct Page {
    rows: Vec<ContactRow>,
    labels: HashMap<ContactId, Vec<String>>,
    last: Option<ContactId>,
}

/// Which contacts a file is to hold.
#[derive(Clone, Debug)]
pub enum Which {
    /// Those that match, newest first.
    Matching(ContactFilter),
    /// These.
    Named(Vec<ContactId>),
}

/// Writes contacts of a company as UTF-8 CSV with a header; answers how many.
///
/// Columns: phone, username, name, locale, labels (between `, `), the three of consent, then the company's own fields.
///
/// # Errors
/// When the storage cannot answer or the file cannot be written.
pub async fn export_contacts(
    engine: &Engine,
    workspace: &WorkspaceId,
    which: &Which,
    out: impl Write,
) -> Result<u64, ExportError> {
    let own = workspace.clone();
    let fields = engine.db.read(move |tx| fields::list_fields(tx, &own)).await;
    let keys: Vec<String> = fields
        .map_err(EngineError::from)?
        .into_iter()
        .map(|field| field.key)
        .collect();
    let mut file = csv::Writer::from_writer(out);
    let first = [
        "phone",
        "username",
        "name",
        "locale",
        "labels",
        "consent",
        "consent_source",
        "consent_at",
    ];
    file.write_record(first.into_iter().chain(keys.iter().map(String::as_str)))?;
    let (mut count, mut after) = (0, None);
    loop {
        let page = read_page(engine, workspace, which, after).await?;
        for row in &page.rows {
            file.write_record(cells(row, page.labels.get(&row.id), &keys))?;
            count += 1;
        }
        after = page.last;
        if after.is_none() {
            break;
        }
    }
    file.flush().map_err(csv::Error::from)?;
    Ok(count)
}

async fn read_page(
    engine: &Engine,
    workspace: &WorkspaceId,
    which: &Which,
    after: Option<ContactId>,
) -> Result<Page, EngineError> {
    let (own, which) = (workspace.clone(), which.clone());
    let page = engine.db.read(move |tx| {
        let (ids, is_named) = match &which {
            Which::Matching(filter) => (segments::list_matching(tx, &own, filter, after.as_ref(), PAGE)?, false),
            Which::Named(ids) => (ids.clone(), true),
        };
        let names: HashMap<LabelId, String> = labels::list_labels(tx, &own)?
            .into_iter()
            .map(|label| (label.id, label.name))
            .collect();
        let mut worn: HashMap<ContactId, Vec<String>> = HashMap::new();
        for (contact, label) in labels::list_labels_of(tx, &own, &ids)? {
            worn.entry(contact).or_default().extend(names.get(&label).cloned());
        }
        let mut rows = contacts::list_contacts_by_id(tx, &own, &ids)?;
        rows.reverse();
        let is_full = !is_named && i64::try_from(ids.len()).is_ok_and(|count| count == PAGE);
        let last = ids.into_iter().next_back().filter(|_| is_full);
        Ok(Page {
            rows,
            labels: worn,
            last,
        })
    });
    Ok(page.await?)
}

fn cells(row: &ContactRow, labels: Option<&Vec<String>>, keys: &[String]) -> Vec<String> {
    let own: BTreeMap<String, String> = serde_json::from_str(&row.fields).unwrap_or_default();
    let fixed = [
        row.phone.clone().unwrap_or_default(),
        row.username.clone().unwrap_or_default(),
        row.name.clone(),
        row.locale.clone().unwrap_or_default(),
        labels.map(|names| names.join(", ")).unwrap_or_default(),
        row.consent_state.as_str().to_owned(),
        row.consent_source.clone().unwrap_or_default(),
        row.consent_at.map(|at| at.to_string()).unwrap_or_default(),
    ];
    let fields = keys.iter().map(|key| own.get(key).cloned().unwrap_or_default());
    fixed.into_iter().chain(fields).map(defused).collect()
}
