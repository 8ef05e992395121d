//! Tellings: one event to one address, until it is taken or given up. Everything here is machine time.

use galka_domain::event::EventKind;
use galka_domain::ids::{WebhookDeliveryId, WebhookId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_domain::webhook::DeliveryState;

use crate::{Result, Row, Rows, Tx, sql};

/// A telling that is about to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDelivery {
    /// Its id.
    pub id: WebhookDeliveryId,
    /// The number and kind of the event; nothing for a trial.
    pub event: Option<(i64, EventKind)>,
    /// What is told.
    pub body: String,
}

/// A telling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its id.
    pub id: WebhookDeliveryId,
    /// The number of the event; nothing for a trial.
    pub seq: Option<i64>,
    /// Its kind; nothing for a trial.
    pub kind: Option<EventKind>,
    /// What is told.
    pub body: String,
    /// Where it stands.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next.
    pub next_at: Option<Timestamp>,
    /// When it was last tried.
    pub tried_at: Option<Timestamp>,
    /// The status of the last answer.
    pub status: Option<i64>,
    /// Why there was no answer.
    pub error: Option<String>,
    /// The beginning of the last answer.
    pub answer: Option<String>,
    /// How long the last attempt took.
    pub duration_ms: Option<i64>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What came of one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Where the telling stands now.
    pub state: DeliveryState,
    /// When it is tried next.
    pub next_at: Option<Timestamp>,
    /// When it was tried.
    pub tried_at: Timestamp,
    /// The status of the answer.
    pub status: Option<i64>,
    /// Why there was no answer.
    pub error: Option<String>,
    /// The beginning of the answer.
    pub answer: Option<String>,
    /// How long it took.
    pub duration_ms: i64,
}

/// No id comes after it.
const AFTER_ALL: &str = "wd_zzzzzzzzzzzzzzzzzzzzzz";

/// Adds tellings that are due at once; an event that an address has already is passed over.
pub fn insert(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    endpoint: &WebhookId,
    new: &[NewDelivery],
    now: Timestamp,
) -> Result<u64> {
    let mut rows = Rows::new();
    for delivery in new {
        let (seq, kind) = delivery.event.unzip();
        rows.push(&[&delivery.id, &seq, &kind, &delivery.body]);
    }
    tx.execute_rows(
        sql!(
            "INSERT INTO webhook_deliveries (workspace_id, endpoint_id, id, seq, kind, body, state, attempts, next_at,
                 tried_at, status, error, answer, duration_ms, created_at)
             SELECT $1, $2, r.id, r.seq, r.kind, r.body, 'waiting', 0, $3, NULL, NULL, NULL, NULL, NULL, $3
             FROM each($4: id TEXT, seq BIGINT, kind TEXT, body TEXT) AS r
             WHERE TRUE
             ON CONFLICT (workspace_id, endpoint_id, seq) WHERE seq IS NOT NULL DO NOTHING"
        ),
        &[workspace, endpoint, &now],
        &rows,
    )
}

/// How many tellings wait for an address; the count stops at `most`.
pub fn count_waiting(tx: &mut Tx<'_>, workspace: &WorkspaceId, endpoint: &WebhookId, most: i64) -> Result<i64> {
    tx.query_one(
        sql!(
            "SELECT COUNT(*) AS waiting FROM (
                 SELECT 1 AS one FROM webhook_deliveries
                 WHERE workspace_id = $1 AND endpoint_id = $2 AND state = 'waiting'
                 LIMIT $3) AS d"
        ),
        &[workspace, endpoint, &most],
        |row| row.get("waiting"),
    )
}

/// The telling that is due first: of those that were never tried the earliest event.
pub fn next_due(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    endpoint: &WebhookId,
    now: Timestamp,
) -> Result<Option<Delivery>> {
    tx.query_opt(
        sql!(
            "SELECT id, seq, kind, body, state, attempts, next_at, tried_at, status, error, answer, duration_ms, created_at
             FROM webhook_deliveries
             WHERE workspace_id = $1 AND endpoint_id = $2 AND state = 'waiting' AND next_at <= $3
             ORDER BY next_at, seq
             LIMIT 1"
        ),
        &[workspace, endpoint, &now],
        read,
    )
}

/// Writes down what came of the attempt after `attempts` others; false when somebody else did.
pub fn settle(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    endpoint: &WebhookId,
    (id, attempts): (&WebhookDeliveryId, i64),
    attempt: &Attempt,
) -> Result<bool> {
    let settled = tx.execute(
        sql!(
            "UPDATE webhook_deliveries
             SET state = $5, attempts = attempts + 1, next_at = $6, tried_at = $7, status = $8, error = $9,
                 answer = $10, duration_ms = $11
             WHERE workspace_id = $1 AND endpoint_id = $2 AND id = $3 AND state = 'waiting' AND attempts = $4"
        ),
        &[
            workspace,
            endpoint,
            id,
            &attempts,
            &attempt.state,
            &attempt.next_at,
            &attempt.tried_at,
            &attempt.status,
            &attempt.error,
            &attempt.answer,
            &attempt.duration_ms,
        ],
    )?;
    Ok(settled == 1)
}

/// Lets a telling be tried again from the beginning, whatever came of it; false when there is none.
pub fn replay(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    endpoint: &WebhookId,
    id: &WebhookDeliveryId,
    now: Timestamp,
) -> Result<bool> {
    let replayed = tx.execute(
        sql!(
            "UPDATE webhook_deliveries SET state = 'waiting', attempts = 0, next_at = $4
             WHERE workspace_id = $1 AND endpoint_id = $2 AND id = $3"
        ),
        &[workspace, endpoint, id, &now],
    )?;
    Ok(replayed == 1)
}

/// One telling.
pub fn find(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    endpoint: &WebhookId,
    id: &WebhookDeliveryId,
) -> Result<Option<Delivery>> {
    tx.query_opt(
        sql!(
            "SELECT id, seq, kind, body, state, attempts, next_at, tried_at, status, error, answer, duration_ms, created_at
             FROM webhook_deliveries
             WHERE workspace_id = $1 AND endpoint_id = $2 AND id = $3"
        ),
        &[workspace, endpoint, id],
        read,
    )
}

/// The tellings of an address, newest first, older than `before`.
pub fn list(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    endpoint: &WebhookId,
    state: Option<DeliveryState>,
    before: Option<&WebhookDeliveryId>,
    limit: i64,
) -> Result<Vec<Delivery>> {
    let before = before.map_or(AFTER_ALL, WebhookDeliveryId::as_str);
    tx.query(
        sql!(
            "SELECT id, seq, kind, body, state, attempts, next_at, tried_at, status, error, answer, duration_ms, created_at
             FROM webhook_deliveries
             WHERE workspace_id = $1 AND endpoint_id = $2 AND (state = $3 OR $3 IS NULL) AND id < $4
             ORDER BY id DESC
             LIMIT $5"
        ),
        &[workspace, endpoint, &state, &before, &limit],
        read,
    )
}

/// Forgets tellings older than `oldest`, and those beyond the newest `most`; what an address that is on still waits
/// for stays.
pub fn forget(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    endpoint: &WebhookId,
    oldest: &WebhookDeliveryId,
    most: i64,
) -> Result<u64> {
    tx.execute(
        sql!(
            "DELETE FROM webhook_deliveries
             WHERE workspace_id = $1 AND endpoint_id = $2
               AND (id < $3 OR id < (SELECT k.id FROM webhook_deliveries AS k
                                     WHERE k.workspace_id = $1 AND k.endpoint_id = $2
                                     ORDER BY k.id DESC
                                     LIMIT 1 OFFSET $4))
               AND (state <> 'waiting'
                    OR EXISTS (SELECT 1 FROM webhook_endpoints AS w
                               WHERE w.workspace_id = $1 AND w.id = $2 AND w.disabled_reason IS NOT NULL))"
        ),
        &[workspace, endpoint, oldest, &most],
    )
}

fn read(row: &Row<'_>) -> Result<Delivery> {
    Ok(Delivery {
        id: row.get("id")?,
        seq: row.get("seq")?,
        kind: row.get("kind")?,
        body: row.get("body")?,
        state: row.get("state")?,
        attempts: row.get("attempts")?,
        next_at: row.get("next_at")?,
        tried_at: row.get("tried_at")?,
        status: row.get("status")?,
        error: row.get("error")?,
        answer: row.get("answer")?,
        duration_ms: row.get("duration_ms")?,
        created_at: row.get("created_at")?,
    })
}
