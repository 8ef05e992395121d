//! Stored files: what came in and is still to be fetched, what goes out and WhatsApp's id for it.
//!
//! Pauses between attempts are machine time; how long WhatsApp keeps a file is business time.

use galka_domain::ids::{ConversationId, MediaId, MessageId, NumberId, WorkspaceId};
use galka_domain::message::Direction;
use galka_domain::time::Timestamp;

use crate::{Result, Row, Rows, Tx, sql};

/// What can be known of a picture, a sound or a film without playing it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MediaShape {
    /// Width of a picture or a film.
    pub width: Option<i64>,
    /// Height of a picture or a film.
    pub height: Option<i64>,
    /// How long a sound or a film plays.
    pub duration_ms: Option<i64>,
    /// At most 64 loudnesses from 0 to 100, separated by commas.
    pub peaks: Option<String>,
    /// WhatsApp takes it as a voice message.
    pub is_voice: bool,
}

/// A file as it is stored; its bytes are on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMedia {
    /// Our id.
    pub id: MediaId,
    /// The number it came to, or was last uploaded for.
    pub number_id: Option<NumberId>,
    /// The message it came with.
    pub message_id: Option<MessageId>,
    /// Who sent it.
    pub direction: Direction,
    /// WhatsApp's id.
    pub remote_id: Option<String>,
    /// Until when WhatsApp knows that id.
    pub remote_until: Option<Timestamp>,
    /// Its type, such as `image/jpeg`.
    pub mime_type: String,
    /// Its name, when it has one.
    pub file_name: Option<String>,
    /// Its size.
    pub byte_count: Option<i64>,
    /// Its hash in hex.
    pub sha256: Option<String>,
    /// What its bytes say of it.
    pub shape: MediaShape,
    /// `waiting`, `fetching`, `ready`, `failed` or `too_large`; `removed` while it is being taken away, and then it is not found.
    pub state: String,
    /// How often fetching was tried.
    pub attempts: i64,
    /// Why it is not here.
    pub error: Option<String>,
    /// When it became known.
    pub created_at: Timestamp,
}

/// A file that is to be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueMedia {
    /// The company.
    pub workspace: WorkspaceId,
    /// Our id.
    pub id: MediaId,
    /// The number it came to.
    pub number_id: Option<NumberId>,
    /// The message it came with.
    pub message_id: Option<MessageId>,
    /// WhatsApp's id.
    pub remote_id: Option<String>,
    /// The hash that WhatsApp announced, in hex or base64.
    pub sha256: Option<String>,
    /// Its type.
    pub mime_type: String,
    /// How often fetching was tried, this time included.
    pub attempts: i64,
}

/// What was fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// Its size.
    pub byte_count: i64,
    /// Its hash in hex.
    pub sha256: String,
    /// Its type.
    pub mime_type: String,
    /// What its bytes say of it.
    pub shape: MediaShape,
}

/// Keeps a file that is here already: somebody uploaded it.
pub fn insert(tx: &mut Tx<'_>, workspace: &WorkspaceId, new: &StoredMedia) -> Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO media (workspace_id, id, number_id, message_id, direction, remote_id, remote_until, mime_type,
                 file_name, byte_count, sha256, width, height, duration_ms, peaks, is_voice, state, attempts, error,
                 created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)"
        ),
        &[
            workspace,
            &new.id,
            &new.number_id,
            &new.message_id,
            &new.direction,
            &new.remote_id,
            &new.remote_until,
            &new.mime_type,
            &new.file_name,
            &new.byte_count,
            &new.sha256,
            &new.shape.width,
            &new.shape.height,
            &new.shape.duration_ms,
            &new.shape.peaks,
            &new.shape.is_voice,
            &new.state,
            &new.attempts,
            &new.error,
            &new.created_at,
        ],
    )?;
    Ok(())
}

/// The file with our id.
pub fn find(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &MediaId) -> Result<Option<StoredMedia>> {
    tx.query_opt(
        sql!(
            "SELECT id, number_id, message_id, direction, remote_id, remote_until, mime_type, file_name, byte_count,
                 sha256, width, height, duration_ms, peaks, is_voice, state, attempts, error, created_at
             FROM media
             WHERE workspace_id = $1 AND id = $2 AND state <> 'removed'"
        ),
        &[workspace, id],
        read,
    )
}

/// Several files by our ids, for lists of messages.
pub fn list_by_ids(tx: &mut Tx<'_>, workspace: &WorkspaceId, ids: &[MediaId]) -> Result<Vec<StoredMedia>> {
    let rows = Rows::of(ids);
    tx.query_rows(
        sql!(
            "SELECT m.id, m.number_id, m.message_id, m.direction, m.remote_id, m.remote_until, m.mime_type,
                 m.file_name, m.byte_count, m.sha256, m.width, m.height, m.duration_ms, m.peaks, m.is_voice, m.state,
                 m.attempts, m.error, m.created_at
             FROM each($2: id TEXT) AS r JOIN media m ON m.workspace_id = $1 AND m.id = r.id AND m.state <> 'removed'"
        ),
        &[workspace],
        &rows,
        read,
    )
}

/// Takes files that are due for fetching; should we die meanwhile, they are due again at `again_at` (machine time).
pub fn claim_due(tx: &mut Tx<'_>, now: Timestamp, again_at: Timestamp, limit: i64) -> Result<Vec<DueMedia>> {
    tx.query(
        sql!(
            "UPDATE media SET state = 'fetching', attempts = attempts + 1, next_attempt_at = $2
             WHERE (workspace_id, id) IN (
                 SELECT workspace_id, id FROM media
                 WHERE state IN ('waiting', 'fetching') AND next_attempt_at <= $1
                 ORDER BY next_attempt_at
                 LIMIT $3
                 /*postgres: FOR UPDATE SKIP LOCKED */
             )
             RETURNING workspace_id, id, number_id, message_id, remote_id, sha256, mime_type, attempts"
        ),
        &[&now, &again_at, &limit],
        |row| {
            Ok(DueMedia {
                workspace: row.get("workspace_id")?,
                id: row.get("id")?,
                number_id: row.get("number_id")?,
                message_id: row.get("message_id")?,
                remote_id: row.get("remote_id")?,
                sha256: row.get("sha256")?,
                mime_type: row.get("mime_type")?,
                attempts: row.get("attempts")?,
            })
        },
    )
}

/// When the next file is due for fetching.
pub fn next_due_at(tx: &mut Tx<'_>) -> Result<Option<Timestamp>> {
    let due: Option<Option<Timestamp>> = tx.query_opt(
        sql!(
            "SELECT next_attempt_at FROM media
             WHERE state IN ('waiting', 'fetching') AND next_attempt_at IS NOT NULL
             ORDER BY next_attempt_at
             LIMIT 1"
        ),
        &[],
        |row| row.get("next_attempt_at"),
    )?;
    Ok(due.flatten())
}

/// The file is on disk.
pub fn save_fetched(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &MediaId, fetched: &Fetched) -> Result<bool> {
    let changed = tx.execute(
        sql!(
            "UPDATE media
             SET state = 'ready', byte_count = $3, sha256 = $4, mime_type = $5, width = $6, height = $7,
                 duration_ms = $8, peaks = $9, is_voice = $10, next_attempt_at = NULL, error = NULL
             WHERE workspace_id = $1 AND id = $2"
        ),
        &[
            workspace,
            id,
            &fetched.byte_count,
            &fetched.sha256,
            &fetched.mime_type,
            &fetched.shape.width,
            &fetched.shape.height,
            &fetched.shape.duration_ms,
            &fetched.shape.peaks,
            &fetched.shape.is_voice,
        ],
    )?;
    Ok(changed > 0)
}

/// Fetching did not succeed: `state` is `waiting` with a next attempt, or `failed` or `too_large` without.
pub fn save_not_fetched(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    id: &MediaId,
    (state, error): (&str, &str),
    next_attempt_at: Option<Timestamp>,
) -> Result<bool> {
    let changed = tx.execute(
        sql!(
            "UPDATE media SET state = $3, error = $4, next_attempt_at = $5
             WHERE workspace_id = $1 AND id = $2 AND state <> 'ready'"
        ),
        &[workspace, id, &state, &error, &next_attempt_at],
    )?;
    Ok(changed > 0)
}

/// Somebody asked to try again.
pub fn retry(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &MediaId, now: Timestamp) -> Result<bool> {
    let changed = tx.execute(
        sql!(
            "UPDATE media SET state = 'waiting', attempts = 0, next_attempt_at = $3, error = NULL
             WHERE workspace_id = $1 AND id = $2 AND state IN ('failed', 'too_large', 'waiting')
                 AND remote_id IS NOT NULL"
        ),
        &[workspace, id, &now],
    )?;
    Ok(changed > 0)
}

/// WhatsApp's id of an uploaded file, and until when it is good.
pub fn save_remote(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    id: &MediaId,
    number: &NumberId,
    (remote_id, remote_until): (&str, Timestamp),
) -> Result<()> {
    tx.execute(
        sql!(
            "UPDATE media SET number_id = $3, remote_id = $4, remote_until = $5
             WHERE workspace_id = $1 AND id = $2"
        ),
        &[workspace, id, number, &remote_id, &remote_until],
    )?;
    Ok(())
}

/// The conversation of the message that a file came with: who shows it must hear that it is here.
pub fn find_conversation(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    message: &MessageId,
) -> Result<Option<ConversationId>> {
    tx.query_opt(
        sql!("SELECT conversation_id FROM messages WHERE workspace_id = $1 AND id = $2"),
        &[workspace, message],
        |row| row.get("conversation_id"),
    )
}

fn read(row: &Row<'_>) -> Result<StoredMedia> {
    Ok(StoredMedia {
        id: row.get("id")?,
        number_id: row.get("number_id")?,
        message_id: row.get("message_id")?,
        direction: row.get("direction")?,
        remote_id: row.get("remote_id")?,
        remote_until: row.get("remote_until")?,
        mime_type: row.get("mime_type")?,
        file_name: row.get("file_name")?,
        byte_count: row.get("byte_count")?,
        sha256: row.get("sha256")?,
        shape: MediaShape {
            width: row.get("width")?,
            height: row.get("height")?,
            duration_ms: row.get("duration_ms")?,
            peaks: row.get("peaks")?,
            is_voice: row.get("is_voice")?,
        },
        state: row.get("state")?,
        attempts: row.get("attempts")?,
        error: row.get("error")?,
        created_at: row.get("created_at")?,
    })
}
