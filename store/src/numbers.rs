//! Business phone numbers of a workspace, as WhatsApp reports them and as we hold them.

use galka_domain::ids::{ConnectionId, NumberId, WorkspaceId};
use galka_domain::number::{NumberStatus, Quality};
use galka_domain::time::Timestamp;

use crate::{Result, Row, Rows, Tx, sql};

/// A number as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredNumber {
    /// Our id.
    pub id: NumberId,
    /// The connection it was found by.
    pub connection_id: ConnectionId,
    /// WhatsApp's id.
    pub phone_number_id: String,
    /// As WhatsApp shows it.
    pub display_phone_number: String,
    /// The name that customers see.
    pub verified_name: String,
    /// WhatsApp's word on it.
    pub status: NumberStatus,
    /// Its quality rating.
    pub quality: Quality,
    /// The step of the messaging limit, such as `TIER_2K`.
    pub tier: String,
    /// Messages a second.
    pub throughput_mps: i64,
    /// Whether it is in the WhatsApp Business app as well.
    pub on_app: bool,
    /// Until when we hold it, when that is known.
    pub paused_until: Option<Timestamp>,
    /// Why we hold it: a stable word, while we do.
    pub paused_reason: Option<String>,
    /// `on_open`, `on_reply` or `never`.
    pub mark_read: String,
    /// When WhatsApp last told us something about it.
    pub last_webhook_at: Option<Timestamp>,
    /// When we first saw it.
    pub created_at: Timestamp,
}

/// What WhatsApp tells of a number; what it did not tell stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NumberReport {
    /// WhatsApp's id.
    pub phone_number_id: String,
    /// As WhatsApp shows it.
    pub display_phone_number: Option<String>,
    /// The name that customers see.
    pub verified_name: Option<String>,
    /// WhatsApp's word on it.
    pub status: Option<NumberStatus>,
    /// Its quality rating.
    pub quality: Option<Quality>,
    /// The step of the messaging limit.
    pub tier: Option<String>,
    /// Messages a second.
    pub throughput_mps: Option<i64>,
    /// Whether it is in the WhatsApp Business app as well.
    pub on_app: Option<bool>,
}

/// Where an item of a webhook belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberRoute {
    /// WhatsApp's id.
    pub phone_number_id: String,
    /// The company.
    pub workspace: WorkspaceId,
    /// Our id.
    pub id: NumberId,
    /// The connection.
    pub connection_id: ConnectionId,
}

/// Keeps what a connection's account lists: known numbers are renewed, others added with the given ids.
pub fn upsert(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    connection: &ConnectionId,
    reports: &[(NumberId, NumberReport)],
    now: Timestamp,
) -> Result<()> {
    let mut rows = Rows::new();
    for (id, report) in reports {
        rows.push(&[
            id,
            &report.phone_number_id,
            &report.display_phone_number,
            &report.verified_name,
            &report.status,
            &report.quality,
            &report.tier,
            &report.throughput_mps,
            &report.on_app,
        ]);
    }
    tx.execute_rows(
        sql!(
            "INSERT INTO numbers (workspace_id, id, connection_id, phone_number_id, display_phone_number,
                 verified_name, status, quality, tier, throughput_mps, on_app, mark_read, created_at)
             SELECT $1, r.id, $2, r.phone_number_id, COALESCE(r.display, ''), COALESCE(r.name, ''),
                 COALESCE(r.status, 'connected'), COALESCE(r.quality, 'unknown'), COALESCE(r.tier, ''),
                 COALESCE(r.mps, 80), COALESCE(r.on_app, FALSE), 'on_open', $3
             FROM each($4: id TEXT, phone_number_id TEXT, display TEXT, name TEXT, status TEXT, quality TEXT,
                 tier TEXT, mps BIGINT, on_app BOOLEAN) AS r
             WHERE TRUE
             ON CONFLICT (workspace_id, phone_number_id) DO UPDATE SET
                 connection_id = excluded.connection_id,
                 display_phone_number = CASE WHEN excluded.display_phone_number = ''
                     THEN numbers.display_phone_number ELSE excluded.display_phone_number END,
                 verified_name = CASE WHEN excluded.verified_name = ''
                     THEN numbers.verified_name ELSE excluded.verified_name END,
                 status = excluded.status,
                 quality = excluded.quality,
                 tier = CASE WHEN excluded.tier = '' THEN numbers.tier ELSE excluded.tier END,
                 throughput_mps = excluded.throughput_mps,
                 on_app = excluded.on_app"
        ),
        &[workspace, connection, &now],
        &rows,
    )?;
    Ok(())
}

/// The numbers of a workspace, oldest first.
pub fn list(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<Vec<StoredNumber>> {
    tx.query(
        sql!(
            "SELECT id, connection_id, phone_number_id, display_phone_number, verified_name, status, quality, tier,
                 throughput_mps, on_app, paused_until, paused_reason, mark_read, last_webhook_at, created_at
             FROM numbers
             WHERE workspace_id = $1
             ORDER BY id"
        ),
        &[workspace],
        read,
    )
}

/// The number with our id.
pub fn find(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &NumberId) -> Result<Option<StoredNumber>> {
    tx.query_opt(
        sql!(
            "SELECT id, connection_id, phone_number_id, display_phone_number, verified_name, status, quality, tier,
                 throughput_mps, on_app, paused_until, paused_reason, mark_read, last_webhook_at, created_at
             FROM numbers
             WHERE workspace_id = $1 AND id = $2"
        ),
        &[workspace, id],
        read,
    )
}

/// Several numbers by our ids, for events.
pub fn list_by_ids(tx: &mut Tx<'_>, workspace: &WorkspaceId, ids: &[NumberId]) -> Result<Vec<StoredNumber>> {
    let rows = Rows::of(ids);
    tx.query_rows(
        sql!(
            "SELECT n.id, n.connection_id, n.phone_number_id, n.display_phone_number, n.verified_name, n.status,
                 n.quality, n.tier, n.throughput_mps, n.on_app, n.paused_until, n.paused_reason, n.mark_read,
                 n.last_webhook_at, n.created_at
             FROM each($2: id TEXT) AS r JOIN numbers n ON n.workspace_id = $1 AND n.id = r.id"
        ),
        &[workspace],
        &rows,
        read,
    )
}

/// Which workspaces have numbers with these ids of WhatsApp.
pub fn list_routes(tx: &mut Tx<'_>, phone_number_ids: &[String]) -> Result<Vec<NumberRoute>> {
    let rows = Rows::of(phone_number_ids);
    tx.query_rows(
        sql!(
            "SELECT n.phone_number_id, n.workspace_id, n.id, n.connection_id
             FROM each($1: phone_number_id TEXT) AS r JOIN numbers n ON n.phone_number_id = r.phone_number_id
             ORDER BY n.phone_number_id, n.workspace_id"
        ),
        &[],
        &rows,
        |row| {
            Ok(NumberRoute {
                phone_number_id: row.get("phone_number_id")?,
                workspace: row.get("workspace_id")?,
                id: row.get("id")?,
                connection_id: row.get("connection_id")?,
            })
        },
    )
}

/// Renews what a webhook told of a number; answers its id when anything is different now.
pub fn apply_report(tx: &mut Tx<'_>, workspace: &WorkspaceId, report: &NumberReport) -> Result<Option<NumberId>> {
    tx.query_opt(
        sql!(
            "UPDATE numbers
             SET verified_name = COALESCE($3, verified_name), status = COALESCE($4, status),
                 quality = COALESCE($5, quality), tier = COALESCE($6, tier),
                 throughput_mps = COALESCE($7, throughput_mps),
                 display_phone_number = COALESCE($8, display_phone_number)
             WHERE workspace_id = $1 AND phone_number_id = $2
                 AND (verified_name <> COALESCE($3, verified_name) OR status <> COALESCE($4, status)
                     OR quality <> COALESCE($5, quality) OR tier <> COALESCE($6, tier)
                     OR throughput_mps <> COALESCE($7, throughput_mps)
                     OR display_phone_number <> COALESCE($8, display_phone_number))
             RETURNING id"
        ),
        &[
            workspace,
            &report.phone_number_id,
            &report.verified_name,
            &report.status,
            &report.quality,
            &report.tier,
            &report.throughput_mps,
            &report.display_phone_number,
        ],
        |row| row.get("id"),
    )
}

/// Chooses when customers see that their messages were read.
pub fn update_mark_read(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &NumberId, mark_read: &str) -> Result<bool> {
    let changed = tx.execute(
        sql!("UPDATE numbers SET mark_read = $3 WHERE workspace_id = $1 AND id = $2"),
        &[workspace, id, &mark_read],
    )?;
    Ok(changed > 0)
}

/// Holds the numbers of a connection whose token was refused; answers those that were not held yet.
pub fn pause_connection(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    connection: &ConnectionId,
    reason: &str,
) -> Result<Vec<NumberId>> {
    tx.query(
        sql!(
            "UPDATE numbers SET paused_reason = $3, paused_until = NULL
             WHERE workspace_id = $1 AND connection_id = $2 AND paused_reason IS NULL
             RETURNING id"
        ),
        &[workspace, connection, &reason],
        |row| row.get("id"),
    )
}

/// Lets the numbers of a connection send again that were held for this reason.
pub fn unpause_connection(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    connection: &ConnectionId,
    reason: &str,
) -> Result<Vec<NumberId>> {
    tx.query(
        sql!(
            "UPDATE numbers SET paused_reason = NULL, paused_until = NULL
             WHERE workspace_id = $1 AND connection_id = $2 AND paused_reason = $3
             RETURNING id"
        ),
        &[workspace, connection, &reason],
        |row| row.get("id"),
    )
}

fn read(row: &Row<'_>) -> Result<StoredNumber> {
    Ok(StoredNumber {
        id: row.get("id")?,
        connection_id: row.get("connection_id")?,
        phone_number_id: row.get("phone_number_id")?,
        display_phone_number: row.get("display_phone_number")?,
        verified_name: row.get("verified_name")?,
        status: row.get("status")?,
        quality: row.get("quality")?,
        tier: row.get("tier")?,
        throughput_mps: row.get("throughput_mps")?,
        on_app: row.get("on_app")?,
        paused_until: row.get("paused_until")?,
        paused_reason: row.get("paused_reason")?,
        mark_read: row.get("mark_read")?,
        last_webhook_at: row.get("last_webhook_at")?,
        created_at: row.get("created_at")?,
    })
}
