//! Taking a person out of every table. What stays is listed in the decision record on erasure, with the reason.

use galka_domain::ids::{ContactId, ImportId, MediaId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::{Kind, Result, Row, Rows, Tx, read_json, search, sql};

/// An erasure that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// The company.
    pub workspace: WorkspaceId,
    /// Who was erased; the id says nothing by itself any more.
    pub contact_id: ContactId,
    /// What the person is found by in raw bodies; nothing once it is done.
    pub needles: Vec<String>,
    /// Files that are still to be removed.
    pub files: Vec<MediaId>,
    /// How far the raw bodies were looked through.
    pub journal_seen: i64,
    /// Who asked.
    pub requested_by: String,
    /// When.
    pub requested_at: Timestamp,
    /// When nothing was left; none while it runs.
    pub finished_at: Option<Timestamp>,
}

/// Files of a person, and how much was deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// Threads.
    pub conversations: u64,
    /// Messages in both directions.
    pub messages: u64,
    /// Files.
    pub files: u64,
}

/// Notes that somebody is to be erased.
pub fn insert_erasure(tx: &mut Tx<'_>, erasure: &Erasure) -> Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO erasures (workspace_id, contact_id, needles, files, journal_seen, requested_by, requested_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &[
            &erasure.workspace,
            &erasure.contact_id,
            &to_json(&erasure.needles),
            &to_json(&erasure.files),
            &erasure.journal_seen,
            &erasure.requested_by,
            &erasure.requested_at,
        ],
    )?;
    Ok(())
}

/// The erasure of one contact.
pub fn find_erasure(tx: &mut Tx<'_>, workspace: &WorkspaceId, contact: &ContactId) -> Result<Option<Erasure>> {
    tx.query_opt(
        sql!(
            "SELECT workspace_id, contact_id, needles, files, journal_seen, requested_by, requested_at, finished_at
             FROM erasures WHERE workspace_id = $1 AND contact_id = $2"
        ),
        &[workspace, contact],
        read,
    )
}

/// The oldest erasure that is not finished, of any company.
pub fn find_running(tx: &mut Tx<'_>) -> Result<Option<Erasure>> {
    tx.query_opt(
        sql!(
            "SELECT workspace_id, contact_id, needles, files, journal_seen, requested_by, requested_at, finished_at
             FROM erasures WHERE finished_at IS NULL
             ORDER BY requested_at
             LIMIT 1"
        ),
        &[],
        read,
    )
}

/// Notes how far the raw bodies were looked through.
pub fn save_progress(tx: &mut Tx<'_>, erasure: &Erasure, journal_seen: i64) -> Result<()> {
    tx.execute(
        sql!("UPDATE erasures SET journal_seen = $3 WHERE workspace_id = $1 AND contact_id = $2"),
        &[&erasure.workspace, &erasure.contact_id, &journal_seen],
    )?;
    Ok(())
}

/// Files and raw bodies are done: what the person was found by is forgotten too.
pub fn forget_needles(tx: &mut Tx<'_>, erasure: &Erasure) -> Result<()> {
    tx.execute(
        sql!("UPDATE erasures SET needles = '[]', files = '[]' WHERE workspace_id = $1 AND contact_id = $2"),
        &[&erasure.workspace, &erasure.contact_id],
    )?;
    Ok(())
}

/// Nothing is left.
pub fn finish(tx: &mut Tx<'_>, erasure: &Erasure, now: Timestamp) -> Result<()> {
    tx.execute(
        sql!("UPDATE erasures SET finished_at = $3 WHERE workspace_id = $1 AND contact_id = $2"),
        &[&erasure.workspace, &erasure.contact_id, &now],
    )?;
    Ok(())
}

/// Files that only this person got or sent. What others got too (a price list, a campaign's picture) is not theirs.
pub fn list_own_files(tx: &mut Tx<'_>, workspace: &WorkspaceId, contact: &ContactId) -> Result<Vec<MediaId>> {
    tx.query(
        sql!(
            "WITH own AS MATERIALIZED (
                 SELECT DISTINCT m.media_id AS id
                 FROM conversations AS v
                 JOIN messages AS m ON m.workspace_id = $1 AND m.conversation_id = v.id
                 WHERE v.workspace_id = $1 AND v.contact_id = $2 AND m.media_id IS NOT NULL
                   AND m.campaign_id IS NULL AND m.template_id IS NULL
             )
             SELECT own.id FROM own
             WHERE own.id NOT IN (
                 SELECT o.media_id FROM messages AS o
                 WHERE o.workspace_id = $1 AND o.media_id IS NOT NULL AND o.contact_id <> $2
             )
             AND NOT EXISTS (
                 SELECT 1 FROM quick_replies AS q
                 WHERE q.workspace_id = $1 AND q.media_ids LIKE '%' || own.id || '%')
             AND NOT EXISTS (
                 SELECT 1 FROM automations AS a
                 WHERE a.workspace_id = $1 AND a.document LIKE '%' || own.id || '%')"
        ),
        &[workspace, contact],
        |row| row.get("id"),
    )
}

/// Deletes everything that a contact's threads hold, and the threads.
pub fn delete_threads(tx: &mut Tx<'_>, workspace: &WorkspaceId, contact: &ContactId) -> Result<Erased> {
    let mut erased = Erased::default();
    for (thread, _) in super::merge::list_threads(tx, workspace, contact)? {
        let ids = super::merge::list_message_ids(tx, workspace, &thread)?;
        super::threads::delete_companions(tx, workspace, &thread)?;
        let rows = Rows::of(&ids);
        tx.execute_rows(
            sql!("DELETE FROM reactions WHERE workspace_id = $1 AND message_id IN (SELECT r.id FROM each($2: id TEXT) AS r)"),
            &[workspace],
            &rows,
        )?;
        erased.messages += tx.execute(
            sql!("DELETE FROM messages WHERE workspace_id = $1 AND conversation_id = $2"),
            &[workspace, &thread],
        )?;
        let ids: Vec<String> = ids.into_iter().map(|id| id.as_str().to_owned()).collect();
        search::delete_all(tx, workspace, "message", &ids)?;
        super::merge::delete_thread(tx, workspace, &thread)?;
        erased.conversations += 1;
    }
    Ok(erased)
}

/// Deletes the rows of files; their bytes are removed afterwards.
pub fn delete_files(tx: &mut Tx<'_>, workspace: &WorkspaceId, files: &[MediaId]) -> Result<u64> {
    let rows = Rows::of(files);
    tx.execute_rows(
        sql!("DELETE FROM media WHERE workspace_id = $1 AND id IN (SELECT r.id FROM each($2: id TEXT) AS r)"),
        &[workspace],
        &rows,
    )
}

/// Deletes the contact, its names, labels, choices and blocks, and what the guard remembers of its texts. Its uses of
/// the messaging limit stay for their day: they hold the id alone, and without them the limit would be counted wrong.
pub fn delete_person(tx: &mut Tx<'_>, workspace: &WorkspaceId, contact: &ContactId) -> Result<()> {
    tx.execute(
        sql!("DELETE FROM contact_identities WHERE workspace_id = $1 AND contact_id = $2"),
        &[workspace, contact],
    )?;
    tx.execute(
        sql!("DELETE FROM contact_labels WHERE workspace_id = $1 AND contact_id = $2"),
        &[workspace, contact],
    )?;
    tx.execute(
        sql!("DELETE FROM contact_blocks WHERE workspace_id = $1 AND contact_id = $2"),
        &[workspace, contact],
    )?;
    tx.execute(
        sql!("DELETE FROM template_sends WHERE workspace_id = $1 AND contact_id = $2"),
        &[workspace, contact],
    )?;
    crate::marketing::delete_choices(tx, workspace, contact)?;
    search::delete(tx, workspace, "contact", contact.as_str())?;
    super::merge::delete_contact_row(tx, workspace, contact)
}

/// Campaigns keep their figures: a recipient loses its values and reasons, and one that waits is stopped.
pub fn blank_recipients(tx: &mut Tx<'_>, workspace: &WorkspaceId, contact: &ContactId, now: Timestamp) -> Result<()> {
    tx.execute(
        sql!(
            "UPDATE campaign_recipients SET value_list = '[]', reason = NULL, message_id = NULL, button = NULL,
                 state = CASE WHEN state IN ('waiting', 'deferred', 'sending', 'uncertain') THEN 'stopped' ELSE state END,
                 updated_at = $3
             WHERE workspace_id = $1 AND contact_id = $2
               AND campaign_id IN (SELECT k.id FROM campaigns AS k WHERE k.workspace_id = $1)"
        ),
        &[workspace, contact, &now],
    )?;
    Ok(())
}

/// Answers to repeated requests that show the person, by a text they hold.
pub fn delete_answers(tx: &mut Tx<'_>, workspace: &WorkspaceId, text: &str) -> Result<()> {
    tx.execute(
        sql!("DELETE FROM idempotency WHERE workspace_id = $1 AND response LIKE $2 ESCAPE '!'"),
        &[workspace, &anywhere(text)],
    )?;
    Ok(())
}

/// Dead letters that hold a text of the person's.
pub fn delete_letters(tx: &mut Tx<'_>, workspace: &WorkspaceId, text: &str) -> Result<()> {
    tx.execute(
        sql!(
            "DELETE FROM dead_letters
             WHERE workspace_id = $1 AND (item LIKE $2 ESCAPE '!' OR detail LIKE $2 ESCAPE '!')"
        ),
        &[workspace, &anywhere(text)],
    )?;
    Ok(())
}

/// What outgoing webhooks told of the person, or wait to tell, by a text it holds.
pub fn delete_tellings(tx: &mut Tx<'_>, workspace: &WorkspaceId, text: &str) -> Result<()> {
    tx.execute(
        sql!("DELETE FROM webhook_deliveries WHERE workspace_id = $1 AND body LIKE $2 ESCAPE '!'"),
        &[workspace, &anywhere(text)],
    )?;
    Ok(())
}

/// Blanks what imports kept of the person's row; answers which imports.
pub fn blank_import_rows(tx: &mut Tx<'_>, workspace: &WorkspaceId, contact: &ContactId) -> Result<Vec<ImportId>> {
    let mut found: Vec<ImportId> = tx.query(
        sql!(
            "UPDATE import_rows SET raw = NULL, before = NULL, contact_id = NULL
             WHERE workspace_id = $1 AND contact_id = $2
               AND import_id IN (SELECT i.id FROM imports AS i WHERE i.workspace_id = $1)
             RETURNING import_id"
        ),
        &[workspace, contact],
        |row| row.get("import_id"),
    )?;
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Forgets the uploaded file of an import that has ended, and writes its document without the person.
pub fn blank_import(tx: &mut Tx<'_>, workspace: &WorkspaceId, import: &ImportId, document: &str) -> Result<()> {
    tx.execute(
        sql!(
            "UPDATE imports SET file = $3, document = $4
             WHERE workspace_id = $1 AND id = $2 AND finished_at IS NOT NULL"
        ),
        &[workspace, import, &Vec::<u8>::new(), &document],
    )?;
    Ok(())
}

/// The document of an import.
pub fn find_import_document(tx: &mut Tx<'_>, workspace: &WorkspaceId, import: &ImportId) -> Result<Option<String>> {
    tx.query_opt(
        sql!("SELECT document FROM imports WHERE workspace_id = $1 AND id = $2"),
        &[workspace, import],
        |row| row.get("document"),
    )
}

/// A raw body with the connection that signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawBody {
    /// Its number.
    pub id: i64,
    /// The connection.
    pub connection_id: String,
    /// Its bytes.
    pub body: Vec<u8>,
}

/// The next raw bodies after a number that are applied already; those that wait are news and not history.
pub fn list_bodies(tx: &mut Tx<'_>, after: i64, limit: i64) -> Result<Vec<RawBody>> {
    tx.query(
        sql!(
            "SELECT j.id, j.connection_id, j.body FROM journal AS j
             WHERE j.id > $1 AND NOT EXISTS (SELECT 1 FROM journal_pending AS p WHERE p.id = j.id)
             ORDER BY j.id
             LIMIT $2"
        ),
        &[&after, &limit],
        |row| {
            Ok(RawBody {
                id: row.get("id")?,
                connection_id: row.get("connection_id")?,
                body: row.get("body")?,
            })
        },
    )
}

/// Deletes raw bodies that were applied.
pub fn delete_bodies(tx: &mut Tx<'_>, ids: &[i64]) -> Result<u64> {
    let rows = Rows::of(ids);
    tx.execute_rows(
        sql!("DELETE FROM journal WHERE id IN (SELECT r.id FROM each($1: id BIGINT) AS r)"),
        &[],
        &rows,
    )
}

/// Bytes of one page of filler, and how many pages go into one row.
const PAGE_BYTES: usize = 4_096;
const PAGES_PER_ROW: usize = 64;
/// Most rows of filler in one go.
const ROWS_MAX: i64 = 512;

/// Writes zeros over the pages that SQLite's file has free: deleting only takes a page out of use. Answers whether all
/// of them were written over; on PostgreSQL that is the server's vacuum and nothing is done here.
pub fn overwrite_free_pages(tx: &mut Tx<'_>) -> Result<bool> {
    if tx.kind() == Kind::Postgres {
        return Ok(true);
    }
    let free: i64 = tx.query_one(
        sql!(
            "/*sqlite: SELECT freelist_count AS pages FROM pragma_freelist_count */
             /*postgres: SELECT CAST(0 AS BIGINT) AS pages */"
        ),
        &[],
        |row| row.get("pages"),
    )?;
    let rows = free / i64::try_from(PAGES_PER_ROW).unwrap_or(1) + 1;
    let filler = vec![0_u8; PAGE_BYTES * PAGES_PER_ROW];
    for _ in 0..rows.min(ROWS_MAX) {
        tx.execute(sql!("INSERT INTO filler (zeros) VALUES ($1)"), &[&filler])?;
    }
    let done = rows <= ROWS_MAX;
    if done {
        tx.execute(sql!("DELETE FROM filler"), &[])?;
    }
    Ok(done)
}

fn anywhere(text: &str) -> String {
    let escaped: String = text
        .chars()
        .flat_map(|letter| match letter {
            '!' | '%' | '_' => vec!['!', letter],
            _ => vec![letter],
        })
        .collect();
    format!("%{escaped}%")
}

fn to_json<T: serde::Serialize>(list: &[T]) -> String {
    serde_json::to_string(list).unwrap_or_else(|_| "[]".to_owned())
}

fn read(row: &Row<'_>) -> Result<Erasure> {
    let contact_id: ContactId = row.get("contact_id")?;
    Ok(Erasure {
        workspace: row.get("workspace_id")?,
        needles: list_in(row, "needles", &contact_id)?,
        files: list_in(row, "files", &contact_id)?,
        contact_id,
        journal_seen: row.get("journal_seen")?,
        requested_by: row.get("requested_by")?,
        requested_at: row.get("requested_at")?,
        finished_at: row.get("finished_at")?,
    })
}

/// A list that was stored as JSON; one that cannot be read must not pass for an empty one.
fn list_in<T: serde::de::DeserializeOwned>(row: &Row<'_>, column: &str, of: &ContactId) -> Result<Vec<T>> {
    let text: String = row.get(column)?;
    read_json(&text, "erasures", column, of.as_str())
}
