//! Connections to WhatsApp, and what is needed to recognise their webhooks.

use galka_domain::access::Provider;
use galka_domain::ids::{ConnectionId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::{Result, Row, Tx, sql};

/// A connection as it is stored. `secrets` is sealed; only the engine opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredConnection {
    /// The company it belongs to.
    pub workspace: WorkspaceId,
    /// Our id.
    pub id: ConnectionId,
    /// What people call it.
    pub name: String,
    /// Through whom we reach WhatsApp.
    pub provider: Provider,
    /// Host and path before the version.
    pub base_url: String,
    /// Such as `v26.0`.
    pub api_version: String,
    /// The account at WhatsApp.
    pub waba_id: String,
    /// The number that was given when connecting; empty when all numbers of the account were meant.
    pub phone_number_id: String,
    /// The business portfolio, which shares one messaging limit.
    pub portfolio_id: Option<String>,
    /// The sealed secrets.
    pub secrets: String,
    /// Whether webhooks can be verified by an app secret.
    pub has_app_secret: bool,
    /// What WhatsApp must say when it verifies our address.
    pub verify_token: String,
    /// The figures in force.
    pub rule_set: String,
    /// The prices in force.
    pub rate_card: String,
    /// `connecting`, `connected` or `failed`.
    pub state: String,
    /// The steps of connecting with their outcomes, as JSON.
    pub checks: String,
    /// When it was last checked.
    pub last_checked_at: Option<Timestamp>,
    /// When it is checked next (machine time).
    pub next_check_at: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What verifies the webhooks of one connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntakeKey {
    /// The company.
    pub workspace: WorkspaceId,
    /// The connection.
    pub id: ConnectionId,
    /// Through whom it reaches WhatsApp.
    pub provider: Provider,
    /// The sealed secrets.
    pub secrets: String,
    /// What WhatsApp must say when it verifies our address.
    pub verify_token: String,
}

/// The outcome of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckOutcome {
    /// `connected` or `failed`.
    pub state: String,
    /// The steps with their outcomes, as JSON.
    pub checks: String,
    /// The business portfolio, when WhatsApp told it.
    pub portfolio_id: Option<String>,
    /// When it was checked.
    pub checked_at: Timestamp,
    /// When it is checked next (machine time).
    pub next_check_at: Timestamp,
}

/// Keeps a new connection.
pub fn insert(tx: &mut Tx<'_>, new: &StoredConnection) -> Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO connections (workspace_id, id, name, provider, base_url, api_version, waba_id,
                 phone_number_id, portfolio_id, secrets, has_app_secret, verify_token, rule_set, rate_card,
                 state, checks, last_checked_at, next_check_at, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)"
        ),
        &[
            &new.workspace,
            &new.id,
            &new.name,
            &new.provider,
            &new.base_url,
            &new.api_version,
            &new.waba_id,
            &new.phone_number_id,
            &new.portfolio_id,
            &new.secrets,
            &new.has_app_secret,
            &new.verify_token,
            &new.rule_set,
            &new.rate_card,
            &new.state,
            &new.checks,
            &new.last_checked_at,
            &new.next_check_at,
            &new.created_at,
        ],
    )?;
    Ok(())
}

/// The connection of this workspace, unless it was disconnected.
pub fn find(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &ConnectionId) -> Result<Option<StoredConnection>> {
    tx.query_opt(
        sql!(
            "SELECT workspace_id, id, name, provider, base_url, api_version, waba_id, phone_number_id, portfolio_id,
                 secrets, has_app_secret, verify_token, rule_set, rate_card, state, checks, last_checked_at,
                 next_check_at, created_at
             FROM connections
             WHERE workspace_id = $1 AND id = $2 AND deleted_at IS NULL"
        ),
        &[workspace, id],
        read,
    )
}

/// The connections of a workspace, oldest first.
pub fn list(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<Vec<StoredConnection>> {
    tx.query(
        sql!(
            "SELECT workspace_id, id, name, provider, base_url, api_version, waba_id, phone_number_id, portfolio_id,
                 secrets, has_app_secret, verify_token, rule_set, rate_card, state, checks, last_checked_at,
                 next_check_at, created_at
             FROM connections
             WHERE workspace_id = $1 AND deleted_at IS NULL
             ORDER BY id"
        ),
        &[workspace],
        read,
    )
}

/// What verifies webhooks at the address of this connection, which names no workspace.
pub fn find_intake_key(tx: &mut Tx<'_>, id: &ConnectionId) -> Result<Option<IntakeKey>> {
    tx.query_opt(
        sql!(
            "SELECT workspace_id, id, provider, secrets, verify_token
             FROM connections
             WHERE id = $1 AND deleted_at IS NULL"
        ),
        &[id],
        read_intake_key,
    )
}

/// What verifies webhooks at the common address: the connections in the order in which they were made.
pub fn list_intake_keys(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<IntakeKey>> {
    tx.query(
        sql!(
            "SELECT workspace_id, id, provider, secrets, verify_token
             FROM connections
             WHERE deleted_at IS NULL AND id > ''
             ORDER BY id
             LIMIT $1"
        ),
        &[&limit],
        read_intake_key,
    )
}

/// The connections of this account in any workspace: template and account webhooks name the account only.
pub fn list_of_account(tx: &mut Tx<'_>, waba_id: &str) -> Result<Vec<(WorkspaceId, ConnectionId)>> {
    tx.query(
        sql!("SELECT workspace_id, id FROM connections WHERE waba_id = $1 AND deleted_at IS NULL ORDER BY id"),
        &[&waba_id],
        |row| Ok((row.get("workspace_id")?, row.get("id")?)),
    )
}

/// Takes connections whose check is due and puts the next one off, so that two nodes do not check the same.
pub fn claim_due(
    tx: &mut Tx<'_>,
    now: Timestamp,
    again_at: Timestamp,
    limit: i64,
) -> Result<Vec<(WorkspaceId, ConnectionId)>> {
    tx.query(
        sql!(
            "UPDATE connections SET next_check_at = $2
             WHERE (workspace_id, id) IN (
                 SELECT workspace_id, id FROM connections
                 WHERE deleted_at IS NULL AND next_check_at <= $1
                 ORDER BY next_check_at
                 LIMIT $3
                 /*postgres: FOR UPDATE SKIP LOCKED */
             )
             RETURNING workspace_id, id"
        ),
        &[&now, &again_at, &limit],
        |row| Ok((row.get("workspace_id")?, row.get("id")?)),
    )
}

/// When the next check of any connection is due.
pub fn next_check_at(tx: &mut Tx<'_>) -> Result<Option<Timestamp>> {
    tx.query_opt(
        sql!("SELECT next_check_at FROM connections WHERE deleted_at IS NULL ORDER BY next_check_at LIMIT 1"),
        &[],
        |row| row.get("next_check_at"),
    )
}

/// Writes down the outcome of a check.
pub fn save_check(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &ConnectionId, outcome: &CheckOutcome) -> Result<bool> {
    let changed = tx.execute(
        sql!(
            "UPDATE connections
             SET state = $3, checks = $4, portfolio_id = COALESCE($5, portfolio_id), last_checked_at = $6,
                 next_check_at = $7
             WHERE workspace_id = $1 AND id = $2 AND deleted_at IS NULL"
        ),
        &[
            workspace,
            id,
            &outcome.state,
            &outcome.checks,
            &outcome.portfolio_id,
            &outcome.checked_at,
            &outcome.next_check_at,
        ],
    )?;
    Ok(changed > 0)
}

/// Brings the next check forward to `at`, unless it comes sooner anyway.
pub fn check_by(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &ConnectionId, at: Timestamp) -> Result<()> {
    tx.execute(
        sql!(
            "UPDATE connections SET next_check_at = $3
             WHERE workspace_id = $1 AND id = $2 AND deleted_at IS NULL AND next_check_at > $3"
        ),
        &[workspace, id, &at],
    )?;
    Ok(())
}

/// Writes the settings that people may change; everything else stays.
pub fn update_settings(tx: &mut Tx<'_>, changed: &StoredConnection) -> Result<bool> {
    let count = tx.execute(
        sql!(
            "UPDATE connections
             SET name = $3, base_url = $4, api_version = $5, portfolio_id = $6, secrets = $7, has_app_secret = $8,
                 rule_set = $9, rate_card = $10
             WHERE workspace_id = $1 AND id = $2 AND deleted_at IS NULL"
        ),
        &[
            &changed.workspace,
            &changed.id,
            &changed.name,
            &changed.base_url,
            &changed.api_version,
            &changed.portfolio_id,
            &changed.secrets,
            &changed.has_app_secret,
            &changed.rule_set,
            &changed.rate_card,
        ],
    )?;
    Ok(count > 0)
}

/// Disconnects: the row stays for the history, its secrets go.
pub fn delete(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &ConnectionId, now: Timestamp) -> Result<bool> {
    let changed = tx.execute(
        sql!(
            "UPDATE connections SET deleted_at = $3, secrets = ''
             WHERE workspace_id = $1 AND id = $2 AND deleted_at IS NULL"
        ),
        &[workspace, id, &now],
    )?;
    Ok(changed > 0)
}

fn read(row: &Row<'_>) -> Result<StoredConnection> {
    Ok(StoredConnection {
        workspace: row.get("workspace_id")?,
        id: row.get("id")?,
        name: row.get("name")?,
        provider: row.get("provider")?,
        base_url: row.get("base_url")?,
        api_version: row.get("api_version")?,
        waba_id: row.get("waba_id")?,
        phone_number_id: row.get("phone_number_id")?,
        portfolio_id: row.get("portfolio_id")?,
        secrets: row.get("secrets")?,
        has_app_secret: row.get("has_app_secret")?,
        verify_token: row.get("verify_token")?,
        rule_set: row.get("rule_set")?,
        rate_card: row.get("rate_card")?,
        state: row.get("state")?,
        checks: row.get("checks")?,
        last_checked_at: row.get("last_checked_at")?,
        next_check_at: row.get("next_check_at")?,
        created_at: row.get("created_at")?,
    })
}

fn read_intake_key(row: &Row<'_>) -> Result<IntakeKey> {
    Ok(IntakeKey {
        workspace: row.get("workspace_id")?,
        id: row.get("id")?,
        provider: row.get("provider")?,
        secrets: row.get("secrets")?,
        verify_token: row.get("verify_token")?,
    })
}
