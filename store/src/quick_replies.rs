//! Quick replies: prepared answers, and how often they are used.

use galka_domain::ids::{LabelId, MediaId, QuickReplyId, UserId, WorkspaceId};
use galka_domain::time::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::db::{Result, Row, Tx, read_json};
use crate::sql;

/// A quick reply as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredQuickReply {
    /// Its id.
    pub id: QuickReplyId,
    /// What is typed after the slash.
    pub shortcut: String,
    /// The form of it that is unique in the company.
    pub shortcut_key: String,
    /// Its name in lists.
    pub title: String,
    /// Its words.
    pub text: String,
    /// Words by which it is found.
    pub keywords: Vec<String>,
    /// The language of its words.
    pub language: Option<String>,
    /// Whose own it is; nobody's when everybody uses it.
    pub owner_id: Option<UserId>,
    /// The files that go along.
    pub media_ids: Vec<MediaId>,
    /// The labels that are put on the contact.
    pub label_ids: Vec<LabelId>,
    /// Whether the conversation is closed afterwards.
    pub closes: bool,
    /// How often it was sent.
    pub usage_count: i64,
    /// When it was last sent.
    pub last_used_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// Adds a quick reply; a taken shortcut is a duplicate in `quick_replies`.
pub fn insert(tx: &mut Tx<'_>, workspace: &WorkspaceId, new: &StoredQuickReply) -> Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO quick_replies (workspace_id, id, shortcut, shortcut_key, title, text, keywords, language,
                 owner_id, media_ids, label_ids, closes, usage_count, last_used_at, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
        ),
        &[
            workspace,
            &new.id,
            &new.shortcut,
            &new.shortcut_key,
            &new.title,
            &new.text,
            &written(&new.keywords),
            &new.language,
            &new.owner_id,
            &written(&new.media_ids),
            &written(&new.label_ids),
            &new.closes,
            &new.usage_count,
            &new.last_used_at,
            &new.created_at,
            &new.updated_at,
        ],
    )?;
    Ok(())
}

/// Writes everything but the counts; a taken shortcut is a duplicate in `quick_replies`.
pub fn update(tx: &mut Tx<'_>, workspace: &WorkspaceId, changed: &StoredQuickReply) -> Result<bool> {
    let count = tx.execute(
        sql!(
            "UPDATE quick_replies
             SET shortcut = $3, shortcut_key = $4, title = $5, text = $6, keywords = $7, language = $8, owner_id = $9,
                 media_ids = $10, label_ids = $11, closes = $12, updated_at = $13
             WHERE workspace_id = $1 AND id = $2 AND deleted_at IS NULL"
        ),
        &[
            workspace,
            &changed.id,
            &changed.shortcut,
            &changed.shortcut_key,
            &changed.title,
            &changed.text,
            &written(&changed.keywords),
            &changed.language,
            &changed.owner_id,
            &written(&changed.media_ids),
            &written(&changed.label_ids),
            &changed.closes,
            &changed.updated_at,
        ],
    )?;
    Ok(count == 1)
}

/// The company's quick replies and this person's own, by shortcut.
pub fn list(tx: &mut Tx<'_>, workspace: &WorkspaceId, person: Option<&UserId>) -> Result<Vec<StoredQuickReply>> {
    tx.query(
        sql!(
            "SELECT id, shortcut, shortcut_key, title, text, keywords, language, owner_id, media_ids, label_ids, closes,
                 usage_count, last_used_at, created_at, updated_at
             FROM quick_replies
             WHERE workspace_id = $1 AND deleted_at IS NULL AND (owner_id IS NULL OR owner_id = $2)
             ORDER BY shortcut_key, id"
        ),
        &[workspace, &person.map(UserId::as_str)],
        read,
    )
}

/// One quick reply that is not deleted.
pub fn find(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &QuickReplyId) -> Result<Option<StoredQuickReply>> {
    tx.query_opt(
        sql!(
            "SELECT id, shortcut, shortcut_key, title, text, keywords, language, owner_id, media_ids, label_ids, closes,
                 usage_count, last_used_at, created_at, updated_at
             FROM quick_replies
             WHERE workspace_id = $1 AND id = $2 AND deleted_at IS NULL"
        ),
        &[workspace, id],
        read,
    )
}

/// One quick reply that was deleted and is still here.
pub fn find_deleted(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &QuickReplyId) -> Result<Option<StoredQuickReply>> {
    tx.query_opt(
        sql!(
            "SELECT id, shortcut, shortcut_key, title, text, keywords, language, owner_id, media_ids, label_ids, closes,
                 usage_count, last_used_at, created_at, updated_at
             FROM quick_replies
             WHERE workspace_id = $1 AND id = $2 AND deleted_at IS NOT NULL"
        ),
        &[workspace, id],
        read,
    )
}

/// The quick reply with this shortcut, whoever owns it.
pub fn find_by_key(tx: &mut Tx<'_>, workspace: &WorkspaceId, key: &str) -> Result<Option<StoredQuickReply>> {
    tx.query_opt(
        sql!(
            "SELECT id, shortcut, shortcut_key, title, text, keywords, language, owner_id, media_ids, label_ids, closes,
                 usage_count, last_used_at, created_at, updated_at
             FROM quick_replies
             WHERE workspace_id = $1 AND shortcut_key = $2 AND deleted_at IS NULL"
        ),
        &[workspace, &key],
        read,
    )
}

/// How many there are, everybody's own included.
pub fn count(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<i64> {
    tx.query_one(
        sql!("SELECT COUNT(*) AS count FROM quick_replies WHERE workspace_id = $1 AND deleted_at IS NULL"),
        &[workspace],
        |row| row.get("count"),
    )
}

/// Deletes one so that it can be brought back; those deleted before `before` go for good.
pub fn delete(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    id: &QuickReplyId,
    now: Timestamp,
    before: Timestamp,
) -> Result<bool> {
    tx.execute(
        sql!("DELETE FROM quick_replies WHERE workspace_id = $1 AND deleted_at < $2"),
        &[workspace, &before],
    )?;
    let changed = tx.execute(
        sql!("UPDATE quick_replies SET deleted_at = $3 WHERE workspace_id = $1 AND id = $2 AND deleted_at IS NULL"),
        &[workspace, id, &now],
    )?;
    Ok(changed == 1)
}

/// Deletes what somebody who leaves had for themselves: nobody else sees it, and its shortcuts are free again.
pub fn delete_of(tx: &mut Tx<'_>, workspace: &WorkspaceId, person: &UserId) -> Result<u64> {
    tx.execute(
        sql!("DELETE FROM quick_replies WHERE workspace_id = $1 AND owner_id = $2"),
        &[workspace, person],
    )
}

/// Brings a deleted one back; a shortcut that was taken meanwhile is a duplicate in `quick_replies`.
pub fn restore(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &QuickReplyId) -> Result<bool> {
    let changed = tx.execute(
        sql!(
            "UPDATE quick_replies SET deleted_at = NULL
             WHERE workspace_id = $1 AND id = $2 AND deleted_at IS NOT NULL"
        ),
        &[workspace, id],
    )?;
    Ok(changed == 1)
}

/// It was sent once more.
pub fn count_use(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &QuickReplyId, now: Timestamp) -> Result<bool> {
    let changed = tx.execute(
        sql!(
            "UPDATE quick_replies SET usage_count = usage_count + 1, last_used_at = $3
             WHERE workspace_id = $1 AND id = $2"
        ),
        &[workspace, id, &now],
    )?;
    Ok(changed == 1)
}

fn read(row: &Row<'_>) -> Result<StoredQuickReply> {
    let id: QuickReplyId = row.get("id")?;
    let keywords = read_list(row, &id, "keywords")?;
    let media_ids = read_list(row, &id, "media_ids")?;
    let label_ids = read_list(row, &id, "label_ids")?;
    Ok(StoredQuickReply {
        shortcut: row.get("shortcut")?,
        shortcut_key: row.get("shortcut_key")?,
        title: row.get("title")?,
        text: row.get("text")?,
        keywords,
        language: row.get("language")?,
        owner_id: row.get("owner_id")?,
        media_ids,
        label_ids,
        closes: row.get("closes")?,
        usage_count: row.get("usage_count")?,
        last_used_at: row.get("last_used_at")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        id,
    })
}

fn written<T: Serialize>(list: &[T]) -> String {
    serde_json::to_string(list).expect("texts become JSON")
}

fn read_list<T: DeserializeOwned>(row: &Row<'_>, id: &QuickReplyId, column: &'static str) -> Result<Vec<T>> {
    let text: String = row.get(column)?;
    read_json(&text, "quick_replies", column, id.as_str())
}
