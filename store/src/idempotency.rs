//! Answers kept for a day, so that a repeated request is answered and not done again.

use galka_domain::ids::WorkspaceId;
use galka_domain::time::Timestamp;

use crate::db::{Result, Tx};
use crate::sql;

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Hash of the body that came with the key first.
    pub body_hash: String,
    /// The answer's status; nothing while the request runs.
    pub status: Option<i64>,
    /// The answer's body. Without a status: what was done already, as an id, by a request whose answer was not kept.
    pub response: Option<String>,
    /// When the key came first.
    pub created_at: Timestamp,
}

/// What a request is known by: the workspace, its route and the caller's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestKey {
    /// Whose request.
    pub workspace: WorkspaceId,
    /// Method and path.
    pub route: String,
    /// The caller's key.
    pub key: String,
}

/// A request that took its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Whose key.
    pub request: RequestKey,
    /// When it was taken; tells this run of the request from a later one.
    pub at: Timestamp,
}

/// Takes the key for a request that begins now. Answers what is known when somebody took it before;
/// a request that was taken before `abandoned_before` and never answered is taken over.
pub fn claim_request(
    tx: &mut Tx<'_>,
    request: &RequestKey,
    body_hash: &str,
    now: Timestamp,
    abandoned_before: Timestamp,
    expired_before: Timestamp,
) -> Result<Option<Kept>> {
    let taken = tx.execute(
        sql!(
            "INSERT INTO idempotency (workspace_id, route, key, body_hash, status, response, created_at)
             VALUES ($1, $2, $3, $4, NULL, NULL, $5)
             ON CONFLICT (workspace_id, route, key) DO UPDATE
             SET body_hash = $4, status = NULL, response = NULL, created_at = $5
             WHERE idempotency.created_at < $7
                OR (idempotency.status IS NULL AND idempotency.response IS NULL AND idempotency.created_at < $6 AND idempotency.body_hash = $4)"
        ),
        &[&request.workspace, &request.route, &request.key, &body_hash, &now, &abandoned_before, &expired_before],
    )?;
    if taken == 1 {
        return Ok(None);
    }
    tx.query_opt(
        sql!(
            "SELECT body_hash, status, response, created_at FROM idempotency
             WHERE workspace_id = $1 AND route = $2 AND key = $3"
        ),
        &[&request.workspace, &request.route, &request.key],
        |row| {
            Ok(Kept {
                body_hash: row.get("body_hash")?,
                status: row.get("status")?,
                response: row.get("response")?,
                created_at: row.get("created_at")?,
            })
        },
    )
}

/// Keeps the answer of a request that was claimed at `claimed_at`.
pub fn settle_request(
    tx: &mut Tx<'_>,
    request: &RequestKey,
    claimed_at: Timestamp,
    status: i64,
    response: &str,
) -> Result<bool> {
    let settled = tx.execute(
        sql!(
            "UPDATE idempotency SET status = $5, response = $6
             WHERE workspace_id = $1 AND route = $2 AND key = $3 AND created_at = $4 AND status IS NULL"
        ),
        &[
            &request.workspace,
            &request.route,
            &request.key,
            &claimed_at,
            &status,
            &response,
        ],
    )?;
    Ok(settled == 1)
}

/// Notes, within the transaction that does it, what a request does: from here on it is done, even if nobody hears of
/// it. False when a later run of the same request took over: then this one must do nothing.
pub fn record_outcome(tx: &mut Tx<'_>, claim: &Claim, outcome: &str) -> Result<bool> {
    let recorded = tx.execute(
        sql!(
            "UPDATE idempotency SET response = $5
             WHERE workspace_id = $1 AND route = $2 AND key = $3 AND created_at = $4
                 AND status IS NULL AND response IS NULL"
        ),
        &[
            &claim.request.workspace,
            &claim.request.route,
            &claim.request.key,
            &claim.at,
            &outcome,
        ],
    )?;
    Ok(recorded == 1)
}

/// Lets go of a request that did nothing, so that it may be tried again.
pub fn release_request(tx: &mut Tx<'_>, request: &RequestKey, claimed_at: Timestamp) -> Result<()> {
    tx.execute(
        sql!(
            "DELETE FROM idempotency
             WHERE workspace_id = $1 AND route = $2 AND key = $3 AND created_at = $4
                 AND status IS NULL AND response IS NULL"
        ),
        &[&request.workspace, &request.route, &request.key, &claimed_at],
    )?;
    Ok(())
}

/// Forgets answers older than `before`.
pub fn delete_old_requests(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64> {
    tx.execute(sql!("DELETE FROM idempotency WHERE created_at < $1"), &[&before])
}
