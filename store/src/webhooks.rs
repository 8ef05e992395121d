//! Addresses of a company's own systems that are told of events, and how far the log was read for each.

pub mod deliveries;

use galka_domain::event::EventKind;
use galka_domain::ids::{WebhookId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_domain::webhook::DisabledReason;

use crate::{Error, Result, Row, Tx, read_json, sql};

/// An address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Its id.
    pub id: WebhookId,
    /// Where it is.
    pub url: String,
    /// Which events it is told of.
    pub kinds: Vec<EventKind>,
    /// What tellings are signed with, sealed.
    pub secret: String,
    /// The secret before that, sealed, and until when it signs too.
    pub old_secret: Option<(String, Timestamp)>,
    /// Why nothing is told to it; nothing while it is on.
    pub disabled_reason: Option<DisabledReason>,
    /// The number of the last event that was looked at for it.
    pub seq: i64,
    /// Since when it takes nothing; nothing while it does.
    pub failing_since: Option<Timestamp>,
    /// When it last took something.
    pub delivered_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// An address that is on, with what there may be to do for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Which.
    pub id: WebhookId,
    /// The number of the last event that was looked at for it.
    pub seq: i64,
    /// The number of the newest event.
    pub newest: i64,
    /// When the next telling is due.
    pub next_at: Option<Timestamp>,
}

/// A company's addresses, oldest first.
pub fn list(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<Vec<Endpoint>> {
    tx.query(
        sql!(
            "SELECT id, url, kinds, secret, old_secret, old_secret_until, disabled_reason, seq, failing_since,
                    delivered_at, created_at
             FROM webhook_endpoints
             WHERE workspace_id = $1
             ORDER BY id"
        ),
        &[workspace],
        read,
    )
}

/// One of them.
pub fn find(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &WebhookId) -> Result<Option<Endpoint>> {
    tx.query_opt(
        sql!(
            "SELECT id, url, kinds, secret, old_secret, old_secret_until, disabled_reason, seq, failing_since,
                    delivered_at, created_at
             FROM webhook_endpoints
             WHERE workspace_id = $1 AND id = $2"
        ),
        &[workspace, id],
        read,
    )
}

/// Adds an address.
pub fn insert(tx: &mut Tx<'_>, workspace: &WorkspaceId, endpoint: &Endpoint) -> Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO webhook_endpoints (workspace_id, id, url, kinds, secret, old_secret, old_secret_until,
                 disabled_reason, seq, failing_since, delivered_at, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, NULL, NULL, $6, $7, NULL, NULL, $8, $8)"
        ),
        &[
            workspace,
            &endpoint.id,
            &endpoint.url,
            &write_kinds(&endpoint.kinds)?,
            &endpoint.secret,
            &endpoint.disabled_reason,
            &endpoint.seq,
            &endpoint.created_at,
        ],
    )?;
    Ok(())
}

/// Writes where it is, what it is told of, its secrets, and whether it is on and from which event.
pub fn update(tx: &mut Tx<'_>, workspace: &WorkspaceId, endpoint: &Endpoint, now: Timestamp) -> Result<()> {
    let (old_secret, until) = endpoint.old_secret.clone().unzip();
    tx.execute(
        sql!(
            "UPDATE webhook_endpoints
             SET url = $3, kinds = $4, secret = $5, old_secret = $6, old_secret_until = $7, disabled_reason = $8,
                 seq = $9, failing_since = $10, updated_at = $11
             WHERE workspace_id = $1 AND id = $2"
        ),
        &[
            workspace,
            &endpoint.id,
            &endpoint.url,
            &write_kinds(&endpoint.kinds)?,
            &endpoint.secret,
            &old_secret,
            &until,
            &endpoint.disabled_reason,
            &endpoint.seq,
            &endpoint.failing_since,
            &now,
        ],
    )?;
    Ok(())
}

/// Deletes an address with its log; false when there is none.
pub fn delete(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &WebhookId) -> Result<bool> {
    tx.execute(
        sql!("DELETE FROM webhook_deliveries WHERE workspace_id = $1 AND endpoint_id = $2"),
        &[workspace, id],
    )?;
    let deleted = tx.execute(
        sql!("DELETE FROM webhook_endpoints WHERE workspace_id = $1 AND id = $2"),
        &[workspace, id],
    )?;
    Ok(deleted == 1)
}

/// Every address that is on, of all companies.
pub fn list_standing(tx: &mut Tx<'_>) -> Result<Vec<Standing>> {
    tx.query(
        sql!(
            "SELECT w.workspace_id, w.id, w.seq, COALESCE(h.seq, 0) AS newest,
                    (SELECT d.next_at FROM webhook_deliveries AS d
                     WHERE d.workspace_id = w.workspace_id AND d.endpoint_id = w.id AND d.state = 'waiting'
                     ORDER BY d.next_at
                     LIMIT 1) AS next_at
             FROM webhook_endpoints AS w
             LEFT JOIN event_heads AS h ON h.workspace_id = w.workspace_id
             WHERE w.disabled_reason IS NULL"
        ),
        &[],
        |row| {
            Ok(Standing {
                workspace: row.get("workspace_id")?,
                id: row.get("id")?,
                seq: row.get("seq")?,
                newest: row.get("newest")?,
                next_at: row.get("next_at")?,
            })
        },
    )
}

/// The addresses of all companies, for what is done to each now and then.
pub fn list_ids(tx: &mut Tx<'_>) -> Result<Vec<(WorkspaceId, WebhookId)>> {
    tx.query(sql!("SELECT workspace_id, id FROM webhook_endpoints"), &[], |row| {
        Ok((row.get("workspace_id")?, row.get("id")?))
    })
}

/// Moves an address on in the log; false when it is off or somebody moved it meanwhile.
pub fn advance(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &WebhookId, from: i64, to: i64) -> Result<bool> {
    let moved = tx.execute(
        sql!(
            "UPDATE webhook_endpoints SET seq = $4
             WHERE workspace_id = $1 AND id = $2 AND seq = $3 AND disabled_reason IS NULL"
        ),
        &[workspace, id, &from, &to],
    )?;
    Ok(moved == 1)
}

/// Notes that an address took something.
pub fn note_taken(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &WebhookId, now: Timestamp) -> Result<()> {
    tx.execute(
        sql!(
            "UPDATE webhook_endpoints SET delivered_at = $3, failing_since = NULL
             WHERE workspace_id = $1 AND id = $2"
        ),
        &[workspace, id, &now],
    )?;
    Ok(())
}

/// Notes that an address did not take something; answers since when it takes nothing.
pub fn note_refused(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    id: &WebhookId,
    now: Timestamp,
) -> Result<Option<Timestamp>> {
    tx.query_opt(
        sql!(
            "UPDATE webhook_endpoints SET failing_since = COALESCE(failing_since, $3)
             WHERE workspace_id = $1 AND id = $2
             RETURNING failing_since"
        ),
        &[workspace, id, &now],
        |row| row.get("failing_since"),
    )
}

/// Switches an address off.
pub fn disable(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    id: &WebhookId,
    reason: DisabledReason,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        sql!(
            "UPDATE webhook_endpoints SET disabled_reason = $3, updated_at = $4
             WHERE workspace_id = $1 AND id = $2 AND disabled_reason IS NULL"
        ),
        &[workspace, id, &reason, &now],
    )?;
    Ok(())
}

fn write_kinds(kinds: &[EventKind]) -> Result<String> {
    serde_json::to_string(kinds).map_err(|failure| Error::Driver(failure.to_string()))
}

fn read(row: &Row<'_>) -> Result<Endpoint> {
    let (old_secret, until): (Option<String>, Option<Timestamp>) =
        (row.get("old_secret")?, row.get("old_secret_until")?);
    let id: WebhookId = row.get("id")?;
    let kinds: String = row.get("kinds")?;
    Ok(Endpoint {
        url: row.get("url")?,
        kinds: read_json(&kinds, "webhook_endpoints", "kinds", id.as_str())?,
        id,
        secret: row.get("secret")?,
        old_secret: old_secret.zip(until),
        disabled_reason: row.get("disabled_reason")?,
        seq: row.get("seq")?,
        failing_since: row.get("failing_since")?,
        delivered_at: row.get("delivered_at")?,
        created_at: row.get("created_at")?,
    })
}
