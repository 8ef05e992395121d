//! Message templates: ours while they are drafts, WhatsApp's word on them afterwards.
//!
//! `content` and `history` are JSON that the engine reads and writes.

use galka_domain::ids::{ConnectionId, TemplateId, WorkspaceId};
use galka_domain::number::Quality;
use galka_domain::template::{TemplateCategory, TemplateStatus};
use galka_domain::time::Timestamp;

use crate::{Result, Row, Rows, Tx, sql};

/// A template in one language as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTemplate {
    /// Our id.
    pub id: TemplateId,
    /// The connection whose account has it.
    pub connection_id: ConnectionId,
    /// WhatsApp's id, once it was submitted.
    pub remote_id: Option<String>,
    /// Its name.
    pub name: String,
    /// Its language, such as `ru` or `en_US`.
    pub language: String,
    /// What it is for.
    pub category: TemplateCategory,
    /// What it says, as JSON.
    pub content: String,
    /// Where it stands.
    pub status: TemplateStatus,
    /// Its quality rating.
    pub quality: Quality,
    /// WhatsApp's word for why it was rejected.
    pub rejection_reason: Option<String>,
    /// WhatsApp's explanation.
    pub rejection_detail: Option<String>,
    /// Until when it is held, when that is known.
    pub paused_until: Option<Timestamp>,
    /// What happened to it, as JSON.
    pub history: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it was last submitted.
    pub submitted_at: Option<Timestamp>,
}

/// Which templates to list; nothing means all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TemplateFilter {
    /// Only with this status.
    pub status: Option<TemplateStatus>,
    /// Only of this connection.
    pub connection_id: Option<ConnectionId>,
    /// Only whose name has this text in it, in lower case.
    pub name_part: Option<String>,
}

/// Keeps a new template. The name and language may not be taken in its account.
pub fn insert(tx: &mut Tx<'_>, workspace: &WorkspaceId, new: &StoredTemplate) -> Result<()> {
    upsert(tx, workspace, std::slice::from_ref(new), false)
}

/// Keeps templates by our id: new ones are added, known ones take every value given here.
pub fn save(tx: &mut Tx<'_>, workspace: &WorkspaceId, templates: &[StoredTemplate]) -> Result<()> {
    upsert(tx, workspace, templates, true)
}

fn upsert(tx: &mut Tx<'_>, workspace: &WorkspaceId, templates: &[StoredTemplate], known: bool) -> Result<()> {
    let mut rows = Rows::new();
    for one in templates {
        rows.push(&[
            &one.id,
            &one.connection_id,
            &one.remote_id,
            &one.name,
            &one.language,
            &one.category,
            &one.content,
            &one.status,
            &one.quality,
            &one.rejection_reason,
            &one.rejection_detail,
            &one.paused_until,
            &one.history,
            &one.created_at,
            &one.updated_at,
            &one.submitted_at,
        ]);
    }
    let statement = if known {
        sql!(
            "INSERT INTO templates (workspace_id, id, connection_id, remote_id, name, language, category, content,
                 status, quality, rejection_reason, rejection_detail, paused_until, history, created_at, updated_at,
                 submitted_at)
             SELECT $1, r.id, r.connection_id, r.remote_id, r.name, r.language, r.category, r.content, r.status,
                 r.quality, r.rejection_reason, r.rejection_detail, r.paused_until, r.history, r.created_at,
                 r.updated_at, r.submitted_at
             FROM each($2: id TEXT, connection_id TEXT, remote_id TEXT, name TEXT, language TEXT, category TEXT,
                 content TEXT, status TEXT, quality TEXT, rejection_reason TEXT, rejection_detail TEXT,
                 paused_until BIGINT, history TEXT, created_at BIGINT, updated_at BIGINT, submitted_at BIGINT) AS r
             WHERE TRUE
             ON CONFLICT (workspace_id, id) DO UPDATE SET
                 remote_id = excluded.remote_id, name = excluded.name, language = excluded.language,
                 category = excluded.category, content = excluded.content, status = excluded.status,
                 quality = excluded.quality, rejection_reason = excluded.rejection_reason,
                 rejection_detail = excluded.rejection_detail, paused_until = excluded.paused_until,
                 history = excluded.history, updated_at = excluded.updated_at, submitted_at = excluded.submitted_at"
        )
    } else {
        sql!(
            "INSERT INTO templates (workspace_id, id, connection_id, remote_id, name, language, category, content,
                 status, quality, rejection_reason, rejection_detail, paused_until, history, created_at, updated_at,
                 submitted_at)
             SELECT $1, r.id, r.connection_id, r.remote_id, r.name, r.language, r.category, r.content, r.status,
                 r.quality, r.rejection_reason, r.rejection_detail, r.paused_until, r.history, r.created_at,
                 r.updated_at, r.submitted_at
             FROM each($2: id TEXT, connection_id TEXT, remote_id TEXT, name TEXT, language TEXT, category TEXT,
                 content TEXT, status TEXT, quality TEXT, rejection_reason TEXT, rejection_detail TEXT,
                 paused_until BIGINT, history TEXT, created_at BIGINT, updated_at BIGINT, submitted_at BIGINT) AS r"
        )
    };
    tx.execute_rows(statement, &[workspace], &rows)?;
    Ok(())
}

/// The template with our id.
pub fn find(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &TemplateId) -> Result<Option<StoredTemplate>> {
    tx.query_opt(
        sql!(
            "SELECT id, connection_id, remote_id, name, language, category, content, status, quality,
                 rejection_reason, rejection_detail, paused_until, history, created_at, updated_at, submitted_at
             FROM templates
             WHERE workspace_id = $1 AND id = $2"
        ),
        &[workspace, id],
        read,
    )
}

/// The template that a send names, on this connection.
pub fn find_by_name(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    connection: &ConnectionId,
    name: &str,
    language: &str,
) -> Result<Option<StoredTemplate>> {
    tx.query_opt(
        sql!(
            "SELECT id, connection_id, remote_id, name, language, category, content, status, quality,
                 rejection_reason, rejection_detail, paused_until, history, created_at, updated_at, submitted_at
             FROM templates
             WHERE workspace_id = $1 AND connection_id = $2 AND name = $3 AND language = $4"
        ),
        &[workspace, connection, &name, &language],
        read,
    )
}

/// Several templates by our ids, for events and lists of campaigns.
pub fn list_by_ids(tx: &mut Tx<'_>, workspace: &WorkspaceId, ids: &[TemplateId]) -> Result<Vec<StoredTemplate>> {
    let rows = Rows::of(ids);
    tx.query_rows(
        sql!(
            "SELECT t.id, t.connection_id, t.remote_id, t.name, t.language, t.category, t.content, t.status,
                 t.quality, t.rejection_reason, t.rejection_detail, t.paused_until, t.history, t.created_at,
                 t.updated_at, t.submitted_at
             FROM each($2: id TEXT) AS r JOIN templates t ON t.workspace_id = $1 AND t.id = r.id"
        ),
        &[workspace],
        &rows,
        read,
    )
}

/// Everything that an account has with us, for comparing with what WhatsApp lists.
pub fn list_of_connection(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    connection: &ConnectionId,
) -> Result<Vec<StoredTemplate>> {
    tx.query(
        sql!(
            "SELECT id, connection_id, remote_id, name, language, category, content, status, quality,
                 rejection_reason, rejection_detail, paused_until, history, created_at, updated_at, submitted_at
             FROM templates
             WHERE workspace_id = $1 AND connection_id = $2
             ORDER BY name, language"
        ),
        &[workspace, connection],
        read,
    )
}

/// Whether WhatsApp still reviews a template of this account.
pub fn is_any_pending(tx: &mut Tx<'_>, workspace: &WorkspaceId, connection: &ConnectionId) -> Result<bool> {
    let found = tx.query_opt(
        sql!(
            "SELECT 1 AS one FROM templates
             WHERE workspace_id = $1 AND connection_id = $2 AND status = $3
             LIMIT 1"
        ),
        &[workspace, connection, &TemplateStatus::Pending],
        |row| row.get::<i64>("one"),
    )?;
    Ok(found.is_some())
}

/// A page of templates, newest first, after the one with id `before`. Those that are gone are shown only when asked for.
pub fn list(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    filter: &TemplateFilter,
    before: Option<&TemplateId>,
    limit: i64,
) -> Result<Vec<StoredTemplate>> {
    tx.query(
        sql!(
            "SELECT id, connection_id, remote_id, name, language, category, content, status, quality,
                 rejection_reason, rejection_detail, paused_until, history, created_at, updated_at, submitted_at
             FROM templates
             WHERE workspace_id = $1
                 AND (id < $2 OR $2 IS NULL)
                 AND (status = $3 OR ($3 IS NULL AND status <> 'deleted'))
                 AND (connection_id = $4 OR $4 IS NULL)
                 AND (name LIKE $5 OR $5 IS NULL)
             ORDER BY id DESC
             LIMIT $6"
        ),
        &[
            workspace,
            &before,
            &filter.status,
            &filter.connection_id,
            &filter.name_part.as_ref().map(|part| like_anywhere(part)),
            &limit,
        ],
        read,
    )
}

/// Removes a draft that WhatsApp never saw.
pub fn delete_draft(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &TemplateId) -> Result<bool> {
    let changed = tx.execute(
        sql!("DELETE FROM templates WHERE workspace_id = $1 AND id = $2 AND status = 'draft'"),
        &[workspace, id],
    )?;
    Ok(changed > 0)
}

/// Renames what WhatsApp has deleted, so that its name can be used again one day.
pub fn free_name(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &TemplateId) -> Result<()> {
    tx.execute(
        sql!(
            "UPDATE templates SET remote_id = NULL, name = name || ' ' || id
             WHERE workspace_id = $1 AND id = $2 AND status = 'deleted'"
        ),
        &[workspace, id],
    )?;
    Ok(())
}

/// `part` as a LIKE pattern; a name has letters, digits and underscores, so nothing else can match.
fn like_anywhere(part: &str) -> String {
    let plain: String = part.chars().filter(|c| c.is_alphanumeric() || *c == '_').collect();
    format!("%{}%", plain.to_lowercase())
}

fn read(row: &Row<'_>) -> Result<StoredTemplate> {
    Ok(StoredTemplate {
        id: row.get("id")?,
        connection_id: row.get("connection_id")?,
        remote_id: row.get("remote_id")?,
        name: row.get("name")?,
        language: row.get("language")?,
        category: row.get("category")?,
        content: row.get("content")?,
        status: row.get("status")?,
        quality: row.get("quality")?,
        rejection_reason: row.get("rejection_reason")?,
        rejection_detail: row.get("rejection_detail")?,
        paused_until: row.get("paused_until")?,
        history: row.get("history")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        submitted_at: row.get("submitted_at")?,
    })
}
