//! Imports of contacts: the file, how far its run is, and what it did to each row.

use galka_domain::ids::{ContactId, ImportId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::db::{Result, Row, Tx};
use crate::rows::Rows;
use crate::sql;

/// An import without its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRow {
    /// Its id.
    pub id: ImportId,
    /// Name of the file.
    pub file_name: String,
    /// `uploaded`, `checked`, `running`, `finished`, `failed` or `undone`.
    pub state: String,
    /// Everything else, as the engine writes it.
    pub document: String,
    /// Who brought it.
    pub created_by: Option<String>,
    /// When.
    pub created_at: Timestamp,
    /// When its run ended.
    pub finished_at: Option<Timestamp>,
    /// Until when it can be taken back.
    pub undo_until: Option<Timestamp>,
}

/// What an import did to one row of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedRow {
    /// Number of the row in the file, from 1.
    pub row_number: i64,
    /// `created`, `updated`, `skipped` or `invalid`.
    pub outcome: String,
    /// The contact it became.
    pub contact_id: Option<ContactId>,
    /// What is wrong with it.
    pub code: Option<String>,
    /// The row as it stands in the file: a JSON list of texts.
    pub raw: Option<String>,
    /// The contact before it, as JSON.
    pub before: Option<String>,
}

/// Adds an import with its file.
pub fn insert_import(tx: &mut Tx<'_>, workspace: &WorkspaceId, import: &ImportRow, file: &[u8]) -> Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO imports (workspace_id, id, file_name, state, document, file, created_by, created_at,
                                  finished_at, undo_until)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, NULL)"
        ),
        &[
            workspace,
            &import.id,
            &import.file_name,
            &import.state,
            &import.document,
            &file,
            &import.created_by,
            &import.created_at,
        ],
    )?;
    Ok(())
}

/// One import.
pub fn find_import(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &ImportId) -> Result<Option<ImportRow>> {
    tx.query_opt(
        sql!(
            "SELECT id, file_name, state, document, created_by, created_at, finished_at, undo_until
             FROM imports WHERE workspace_id = $1 AND id = $2"
        ),
        &[workspace, id],
        read_import,
    )
}

/// One import, held against other writers until the transaction ends.
pub fn find_import_locked(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &ImportId) -> Result<Option<ImportRow>> {
    tx.query_opt(
        sql!(
            "SELECT id, file_name, state, document, created_by, created_at, finished_at, undo_until
             FROM imports WHERE workspace_id = $1 AND id = $2 /*postgres: FOR UPDATE */"
        ),
        &[workspace, id],
        read_import,
    )
}

/// The file of an import.
pub fn find_file(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &ImportId) -> Result<Option<Vec<u8>>> {
    tx.query_opt(
        sql!("SELECT file FROM imports WHERE workspace_id = $1 AND id = $2"),
        &[workspace, id],
        |row| row.get("file"),
    )
}

/// Imports, newest first.
pub fn list_imports(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    before: Option<&ImportId>,
    limit: i64,
) -> Result<Vec<ImportRow>> {
    tx.query(
        sql!(
            "SELECT id, file_name, state, document, created_by, created_at, finished_at, undo_until
             FROM imports
             WHERE workspace_id = $1 AND (CAST($2 AS TEXT) IS NULL OR id < $2)
             ORDER BY id DESC
             LIMIT $3"
        ),
        &[workspace, &before, &limit],
        read_import,
    )
}

/// Imports of a workspace whose run has not ended.
pub fn list_running(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<Vec<ImportId>> {
    tx.query(
        sql!("SELECT id FROM imports WHERE workspace_id = $1 AND state = 'running' ORDER BY id"),
        &[workspace],
        |row| row.get("id"),
    )
}

/// Writes state, document and times, if the state is still `from`.
pub fn update_import(tx: &mut Tx<'_>, workspace: &WorkspaceId, import: &ImportRow, from: &str) -> Result<bool> {
    let changed = tx.execute(
        sql!(
            "UPDATE imports SET state = $4, document = $5, finished_at = $6, undo_until = $7
             WHERE workspace_id = $1 AND id = $2 AND state = $3"
        ),
        &[
            workspace,
            &import.id,
            &from,
            &import.state,
            &import.document,
            &import.finished_at,
            &import.undo_until,
        ],
    )?;
    Ok(changed == 1)
}

/// Notes what was done to rows. A row that is noted already is a duplicate in `import_rows`:
/// so a batch of rows is never done twice.
pub fn insert_rows(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &ImportId, done: &[ImportedRow]) -> Result<()> {
    let mut rows = Rows::new();
    for row in done {
        rows.push(&[
            &row.row_number,
            &row.outcome,
            &row.contact_id,
            &row.code,
            &row.raw,
            &row.before,
        ]);
    }
    tx.execute_rows(
        sql!(
            "INSERT INTO import_rows (workspace_id, import_id, row_number, outcome, contact_id, code, raw, before)
             SELECT $1, $2, r.row_number, r.outcome, r.contact_id, r.code, r.raw, r.before
             FROM each($3: row_number BIGINT, outcome TEXT, contact_id TEXT, code TEXT, raw TEXT, before TEXT) AS r"
        ),
        &[workspace, id],
        &rows,
    )?;
    Ok(())
}

/// What was done to the rows after number `after` with this outcome, in the file's order.
pub fn list_rows(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    id: &ImportId,
    outcome: &str,
    after: i64,
    limit: i64,
) -> Result<Vec<ImportedRow>> {
    tx.query(
        sql!(
            "SELECT row_number, outcome, contact_id, code, raw, before FROM import_rows
             WHERE workspace_id = $1 AND import_id = $2 AND outcome = $3 AND row_number > $4
             ORDER BY row_number
             LIMIT $5"
        ),
        &[workspace, id, &outcome, &after, &limit],
        |row| {
            Ok(ImportedRow {
                row_number: row.get("row_number")?,
                outcome: row.get("outcome")?,
                contact_id: row.get("contact_id")?,
                code: row.get("code")?,
                raw: row.get("raw")?,
                before: row.get("before")?,
            })
        },
    )
}

/// Numbers of the rows with which something is wrong, in the file's order.
pub fn list_row_numbers_by_code(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    id: &ImportId,
    code: &str,
) -> Result<Vec<i64>> {
    tx.query(
        sql!(
            "SELECT row_number FROM import_rows
             WHERE workspace_id = $1 AND import_id = $2 AND code = $3
             ORDER BY row_number"
        ),
        &[workspace, id, &code],
        |row| row.get("row_number"),
    )
}

fn read_import(row: &Row<'_>) -> Result<ImportRow> {
    Ok(ImportRow {
        id: row.get("id")?,
        file_name: row.get("file_name")?,
        state: row.get("state")?,
        document: row.get("document")?,
        created_by: row.get("created_by")?,
        created_at: row.get("created_at")?,
        finished_at: row.get("finished_at")?,
        undo_until: row.get("undo_until")?,
    })
}
