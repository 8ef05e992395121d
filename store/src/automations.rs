//! Automations as the company writes them: documents with their versions, switches, order, and the cursor from which
//! messages are answered.

use galka_domain::automation::Kind;
use galka_domain::ids::{AutomationId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::{Result, Row, Rows, Tx, events, sql};

pub mod chats;
pub mod runs;

/// An automation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Automation {
    /// Its id.
    pub id: AutomationId,
    /// Its kind.
    pub kind: Kind,
    /// What the company calls it.
    pub name: String,
    /// The document, as JSON.
    pub document: String,
    /// Which writing of the document it is, from 1.
    pub version: i64,
    /// Whether it is switched on.
    pub enabled: bool,
    /// Since when.
    pub enabled_at: Option<Timestamp>,
    /// Its place among the rules.
    pub position: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// An earlier writing of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Which.
    pub version: i64,
    /// The document, as JSON.
    pub document: String,
    /// Who wrote it: a person's id, or `key:` and a key's name.
    pub written_by: String,
    /// When.
    pub written_at: Timestamp,
}

/// How far a workspace's log was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Whose.
    pub workspace: WorkspaceId,
    /// The number of the last event that was read.
    pub seq: i64,
}

impl Automation {
    /// The same, switched on or off; what was on stays on since then.
    #[must_use]
    pub fn switched(self, enabled: bool, now: Timestamp) -> Self {
        Self {
            enabled,
            enabled_at: enabled.then(|| self.enabled_at.unwrap_or(now)),
            ..self
        }
    }

    /// The same, on since now if it is on.
    #[must_use]
    pub fn anew(self, now: Timestamp) -> Self {
        Self {
            enabled_at: self.enabled_at.map(|_| now),
            ..self
        }
    }

    /// The same with this document; another one is a version of its own.
    #[must_use]
    pub fn written(self, document: &str) -> Self {
        Self {
            version: self.version + i64::from(self.document != document),
            document: document.to_owned(),
            ..self
        }
    }
}

/// All of a workspace: the greeting, the away message, and the rules in their order.
pub fn list(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<Vec<Automation>> {
    tx.query(
        sql!(
            "SELECT id, kind, name, document, version, enabled, enabled_at, position, created_at, updated_at
             FROM automations
             WHERE workspace_id = $1 AND deleted_at IS NULL
             ORDER BY position, id"
        ),
        &[workspace],
        read,
    )
}

/// One that was not deleted.
pub fn find(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &AutomationId) -> Result<Option<Automation>> {
    tx.query_opt(
        sql!(
            "SELECT id, kind, name, document, version, enabled, enabled_at, position, created_at, updated_at
             FROM automations
             WHERE workspace_id = $1 AND id = $2 AND deleted_at IS NULL"
        ),
        &[workspace, id],
        read,
    )
}

/// The greeting or the away message.
pub fn find_single(tx: &mut Tx<'_>, workspace: &WorkspaceId, kind: Kind) -> Result<Option<Automation>> {
    Ok(list(tx, workspace)?.into_iter().find(|one| one.kind == kind))
}

/// Adds an automation with its first version.
pub fn insert(tx: &mut Tx<'_>, workspace: &WorkspaceId, new: &Automation, by: &str) -> Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO automations (workspace_id, id, kind, name, document, version, enabled, enabled_at, position,
                                      created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)"
        ),
        &[
            workspace,
            &new.id,
            &new.kind,
            &new.name,
            &new.document,
            &new.version,
            &new.enabled,
            &new.enabled_at,
            &new.position,
            &new.created_at,
        ],
    )?;
    insert_version(tx, workspace, new, by, new.created_at)?;
    follow_switches(tx, workspace)
}

/// Writes an automation that was read as version `read_version`; a document that changed becomes a version of its own.
/// False when somebody else wrote it meanwhile.
pub fn update(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    changed: &Automation,
    read_version: i64,
    by: &str,
    now: Timestamp,
) -> Result<bool> {
    let written = tx.execute(
        sql!(
            "UPDATE automations SET name = $3, document = $4, version = $5, enabled = $6, enabled_at = $7, position = $8,
                    updated_at = $9
             WHERE workspace_id = $1 AND id = $2 AND version = $10 AND deleted_at IS NULL"
        ),
        &[
            workspace,
            &changed.id,
            &changed.name,
            &changed.document,
            &changed.version,
            &changed.enabled,
            &changed.enabled_at,
            &changed.position,
            &now,
            &read_version,
        ],
    )?;
    if written == 0 {
        return Ok(false);
    }
    if changed.version != read_version {
        insert_version(tx, workspace, changed, by, now)?;
    }
    follow_switches(tx, workspace)?;
    Ok(true)
}

/// Deletes a rule; what it did stays told.
pub fn delete(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &AutomationId, now: Timestamp) -> Result<bool> {
    let deleted = tx.execute(
        sql!(
            "UPDATE automations SET deleted_at = $3, enabled = FALSE, enabled_at = NULL
             WHERE workspace_id = $1 AND id = $2 AND deleted_at IS NULL"
        ),
        &[workspace, id, &now],
    )?;
    follow_switches(tx, workspace)?;
    Ok(deleted == 1)
}

/// Puts a deleted rule back as it was, switched off.
pub fn restore(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &AutomationId, now: Timestamp) -> Result<bool> {
    let restored = tx.execute(
        sql!(
            "UPDATE automations SET deleted_at = NULL, updated_at = $3
             WHERE workspace_id = $1 AND id = $2 AND deleted_at IS NOT NULL"
        ),
        &[workspace, id, &now],
    )?;
    Ok(restored == 1)
}

/// Puts the rules into this order.
pub fn reorder(tx: &mut Tx<'_>, workspace: &WorkspaceId, ids: &[AutomationId]) -> Result<()> {
    let mut rows = Rows::new();
    for (position, id) in (1_i64..).zip(ids) {
        rows.push(&[id, &position]);
    }
    tx.execute_rows(
        sql!(
            "UPDATE automations SET position = r.position
             FROM each($2: id TEXT, position BIGINT) AS r
             WHERE automations.workspace_id = $1 AND automations.id = r.id AND automations.kind = 'rule'"
        ),
        &[workspace],
        &rows,
    )?;
    Ok(())
}

/// The earlier writings of a document, newest first.
pub fn list_versions(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &AutomationId, limit: i64) -> Result<Vec<Version>> {
    tx.query(
        sql!(
            "SELECT version, document, written_by, written_at FROM automation_versions
             WHERE workspace_id = $1 AND automation_id = $2
             ORDER BY version DESC
             LIMIT $3"
        ),
        &[workspace, id, &limit],
        |row| {
            Ok(Version {
                version: row.get("version")?,
                document: row.get("document")?,
                written_by: row.get("written_by")?,
                written_at: row.get("written_at")?,
            })
        },
    )
}

/// The names of these automations, deleted ones included.
pub fn list_names(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    ids: &[AutomationId],
) -> Result<Vec<(AutomationId, String)>> {
    let rows = Rows::of(ids);
    tx.query_rows(
        sql!(
            "SELECT a.id, a.name FROM each($2: id TEXT) AS r
             JOIN automations AS a ON a.workspace_id = $1 AND a.id = r.id"
        ),
        &[workspace],
        &rows,
        |row| Ok((row.get("id")?, row.get("name")?)),
    )
}

/// The workspaces in which something is switched on and whose log goes on after what was read, and how far each was read.
pub fn list_behind(tx: &mut Tx<'_>) -> Result<Vec<Cursor>> {
    tx.query(
        sql!(
            "SELECT c.workspace_id, c.seq
             FROM automation_cursors AS c
             JOIN event_heads AS h ON h.workspace_id = c.workspace_id
             WHERE c.seq < h.seq
             ORDER BY c.workspace_id"
        ),
        &[],
        |row| {
            Ok(Cursor {
                workspace: row.get("workspace_id")?,
                seq: row.get("seq")?,
            })
        },
    )
}

/// Moves a cursor from where it was read; false when another node moved it. The row stays locked until the transaction
/// ends, so what goes with the move is done by one node.
pub fn advance(tx: &mut Tx<'_>, read: &Cursor, seq: i64) -> Result<bool> {
    let moved = tx.execute(
        sql!("UPDATE automation_cursors SET seq = $3 WHERE workspace_id = $1 AND seq = $2"),
        &[&read.workspace, &read.seq, &seq],
    )?;
    Ok(moved == 1)
}

/// Leaves to people what was not read yet, everywhere.
pub fn pass_over(tx: &mut Tx<'_>) -> Result<()> {
    for cursor in list_behind(tx)? {
        let head = events::head(tx, &cursor.workspace)?;
        advance(tx, &cursor, head)?;
    }
    Ok(())
}

/// Reading begins at the newest event when the first automation is switched on, and ends with the last one: what came
/// while nothing was on is answered by people.
fn follow_switches(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<()> {
    let head = events::head(tx, workspace)?;
    tx.execute(
        sql!(
            "INSERT INTO automation_cursors (workspace_id, seq)
             SELECT $1, $2 WHERE EXISTS (
                 SELECT 1 FROM automations WHERE workspace_id = $1 AND enabled AND deleted_at IS NULL)
             ON CONFLICT (workspace_id) DO NOTHING"
        ),
        &[workspace, &head],
    )?;
    tx.execute(
        sql!(
            "DELETE FROM automation_cursors
             WHERE workspace_id = $1 AND NOT EXISTS (
                 SELECT 1 FROM automations WHERE workspace_id = $1 AND enabled AND deleted_at IS NULL)"
        ),
        &[workspace],
    )?;
    Ok(())
}

fn insert_version(tx: &mut Tx<'_>, workspace: &WorkspaceId, one: &Automation, by: &str, now: Timestamp) -> Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO automation_versions (workspace_id, automation_id, version, document, written_by, written_at)
             VALUES ($1, $2, $3, $4, $5, $6)"
        ),
        &[workspace, &one.id, &one.version, &one.document, &by, &now],
    )?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Automation> {
    Ok(Automation {
        id: row.get("id")?,
        kind: row.get("kind")?,
        name: row.get("name")?,
        document: row.get("document")?,
        version: row.get("version")?,
        enabled: row.get("enabled")?,
        enabled_at: row.get("enabled_at")?,
        position: row.get("position")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
    })
}
