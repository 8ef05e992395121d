//! One address: what is due is told, one call after the other, and what came of each is written down.

use std::time::Duration;

use galka_connectors::signature::{self, DELIVERY_HEADER, HEADER, TYPE_HEADER};
use galka_connectors::verdict::{Verdict, disable, judge};
use galka_connectors::{address, body};
use galka_domain::ids::{WebhookId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_domain::webhook::DeliveryState;
use galka_graph_client::{HookAnswer, HookRequest};
use galka_store::webhooks::deliveries::{self, Attempt, Delivery};
use galka_store::webhooks::{self, Endpoint};
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::clock::monotonic_now;
use crate::engine::{Engine, EngineError};
use crate::hints::Work;

/// So long calls follow each other before the worker looks again.
const TURN: Duration = Duration::from_secs(5);
const TIMEOUT: Duration = Duration::from_secs(10);
const ANSWER_BYTES_MAX: usize = 1_024;

/// Tells an address what is due.
pub(super) async fn tell_due(engine: &Engine, workspace: &WorkspaceId, id: &WebhookId, stop: &CancellationToken) {
    let begun = monotonic_now();
    while begun.elapsed() < TURN {
        if stop.is_cancelled() {
            return;
        }
        match tell_next(engine, workspace, id).await {
            Ok(true) => {}
            Ok(false) => break,
            // It is still due when the worker looks again, after its pause.
            Err(failure) => {
                warn!(webhook.id = %id, error = %failure, "What came of telling webhook {id} was not written down");
                return;
            }
        }
    }
    engine.hints.wake(Work::Webhooks);
}

/// Makes the call that is due first; false when there is none.
async fn tell_next(engine: &Engine, workspace: &WorkspaceId, id: &WebhookId) -> Result<bool, EngineError> {
    let (own, which, now) = (workspace.clone(), id.clone(), engine.machine_now());
    let found = engine
        .db
        .read(move |tx| {
            let endpoint = webhooks::find(tx, &own, &which)?;
            let Some(endpoint) = endpoint.filter(|endpoint| endpoint.disabled_reason.is_none()) else {
                return Ok(None);
            };
            let due = deliveries::next_due(tx, &own, &which, now)?;
            Ok(due.map(|delivery| (endpoint, delivery)))
        })
        .await?;
    let Some((endpoint, delivery)) = found else {
        return Ok(false);
    };
    let begun = monotonic_now();
    let answer = call(engine, &endpoint, &delivery, now).await;
    let duration_ms = i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX);
    settle(engine, workspace, id, delivery, answer, duration_ms).await?;
    Ok(true)
}

async fn call(engine: &Engine, endpoint: &Endpoint, delivery: &Delivery, now: Timestamp) -> Result<HookAnswer, String> {
    let address = address::read(&endpoint.url, &engine.settings.allow_private).map_err(|bad| bad.to_string())?;
    let secrets = secrets_of(engine, endpoint, now).map_err(|failure| failure.to_string())?;
    let proof = signature::sign(secrets.iter().map(String::as_str), now, &delivery.body);
    engine
        .client
        .tell_hook(HookRequest {
            url: address.url,
            allow_private: address.listed,
            headers: vec![
                (DELIVERY_HEADER, delivery.id.to_string()),
                (TYPE_HEADER, body::type_of(delivery.kind).to_owned()),
                (HEADER, proof),
            ],
            body: delivery.body.clone(),
            timeout: TIMEOUT,
            answer_bytes_max: ANSWER_BYTES_MAX,
        })
        .await
}

/// The secret, and the one before it while it signs too.
fn secrets_of(engine: &Engine, endpoint: &Endpoint, now: Timestamp) -> Result<Vec<String>, EngineError> {
    let old = endpoint.old_secret.as_ref().filter(|(_, until)| now < *until);
    std::iter::once(&endpoint.secret)
        .chain(old.map(|(secret, _)| secret))
        .map(|sealed| engine.secrets.open(sealed))
        .collect()
}

async fn settle(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &WebhookId,
    delivery: Delivery,
    answer: Result<HookAnswer, String>,
    duration_ms: i64,
) -> Result<(), EngineError> {
    let now = engine.machine_now();
    let status = answer.as_ref().ok().map(|answer| answer.status);
    let attempt = attempt_of(&delivery, answer, duration_ms, now);
    let (workspace, id, which) = (workspace.clone(), id.clone(), id.clone());
    let disabled = engine
        .db
        .write(move |tx| {
            if !deliveries::settle(tx, &workspace, &id, (&delivery.id, delivery.attempts), &attempt)? {
                return Ok(None);
            }
            if attempt.state == DeliveryState::Delivered {
                webhooks::note_taken(tx, &workspace, &id, now)?;
                return Ok(None);
            }
            let since = webhooks::note_refused(tx, &workspace, &id, now)?;
            let reason = since.and_then(|since| disable(status, since, now));
            if let Some(reason) = reason {
                webhooks::disable(tx, &workspace, &id, reason, now)?;
            }
            Ok(reason)
        })
        .await?;
    if let Some(reason) = disabled {
        warn!(webhook.id = %which, reason = reason.as_str(), "Webhook {which} was switched off: it is {reason}");
    }
    Ok(())
}

fn attempt_of(delivery: &Delivery, answer: Result<HookAnswer, String>, duration_ms: i64, now: Timestamp) -> Attempt {
    let status = answer.as_ref().ok().map(|answer| answer.status);
    let (state, next_at) = match judge(status, delivery.attempts + 1, now) {
        Verdict::Delivered => (DeliveryState::Delivered, None),
        // Somebody who tries the address out looks at what came of it.
        Verdict::Again(at) if delivery.kind.is_some() => (DeliveryState::Waiting, Some(at)),
        Verdict::Again(_) | Verdict::Failed => (DeliveryState::Failed, None),
    };
    let (answer, error) = match answer {
        Ok(answer) => (Some(answer.body), None),
        Err(error) => (None, Some(error)),
    };
    Attempt {
        state,
        next_at,
        tried_at: now,
        status: status.map(i64::from),
        error,
        // PostgreSQL keeps no text with this character.
        answer: answer.map(|text| text.replace('\0', "")),
        duration_ms,
    }
}
