//! What a company says about its webhooks: where they lead, what they tell, their secrets, and trying them out.

use galka_connectors::address::BadAddress;
use galka_connectors::body::{self, Envelope};
use galka_connectors::signature::{OLD_SECRET_MS, SECRET_PREFIX};
use galka_domain::event::EventKind;
use galka_domain::ids::{WebhookDeliveryId, WebhookId, WorkspaceId};
use galka_domain::webhook::{DisabledReason, ENDPOINTS_MAX, OFFERED};
use galka_store::events;
use galka_store::webhooks::deliveries::{self, Delivery, NewDelivery};
use galka_store::webhooks::{self, Endpoint};

use crate::engine::{Engine, EngineError};
use crate::hints::Work;
use crate::outside::{self, Unreachable};

/// A new webhook.
#[derive(Clone, Debug)]
pub struct NewWebhook {
    /// Where it leads.
    pub url: String,
    /// What it tells.
    pub kinds: Vec<EventKind>,
}

/// What is to be different; the rest stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Where it leads.
    pub url: Option<String>,
    /// What it tells.
    pub kinds: Option<Vec<EventKind>>,
    /// Whether it is on. What happens while it is off is not told.
    pub enabled: Option<bool>,
}

/// Why something cannot be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such thing.
    NotFound,
    /// It may not lead there.
    Address(BadAddress),
    /// It leads to a place that is not public.
    Private,
    /// It tells nothing, or what is not told outside.
    Kinds,
    /// There are as many as there may be.
    TooMany,
    /// It is off.
    Off,
}

const SECRET_BYTES: usize = 32;

type Done<T> = Result<Result<T, Refusal>, EngineError>;

/// Makes a webhook that is on; answers it with its secret.
///
/// # Errors
/// When the database does not answer.
pub async fn create(engine: &Engine, workspace: &WorkspaceId, new: NewWebhook) -> Done<(Endpoint, String)> {
    let checked = check_url(engine, &new.url).and_then(|url| Ok((url, check_kinds(new.kinds)?)));
    let (url, kinds) = match checked {
        Ok(checked) => checked,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let (now, secret) = (engine.machine_now(), new_secret(engine));
    let endpoint = Endpoint {
        id: WebhookId::new(now, engine.chance.entropy()),
        url,
        kinds,
        secret: engine.secrets.seal(&secret),
        old_secret: None,
        disabled_reason: None,
        seq: 0,
        failing_since: None,
        delivered_at: None,
        created_at: now,
    };
    let workspace = workspace.clone();
    let made = engine
        .db
        .write(move |tx| {
            if webhooks::list(tx, &workspace)?.len() >= ENDPOINTS_MAX {
                return Ok(Err(Refusal::TooMany));
            }
            let endpoint = Endpoint {
                seq: events::head(tx, &workspace)?,
                ..endpoint.clone()
            };
            webhooks::insert(tx, &workspace, &endpoint)?;
            Ok(Ok(endpoint))
        })
        .await?;
    engine.hints.wake(Work::Webhooks);
    Ok(made.map(|endpoint| (endpoint, secret)))
}

/// Changes a webhook.
///
/// # Errors
/// When the database does not answer.
pub async fn change(engine: &Engine, workspace: &WorkspaceId, id: &WebhookId, change: Change) -> Done<Endpoint> {
    let url = change.url.map(|url| check_url(engine, &url)).transpose();
    let checked = url.and_then(|url| Ok((url, change.kinds.map(check_kinds).transpose()?)));
    let (url, kinds) = match checked {
        Ok(checked) => checked,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let enabled = change.enabled;
    update(engine, workspace, id, move |endpoint, head| {
        endpoint.url = url.clone().unwrap_or_else(|| endpoint.url.clone());
        endpoint.kinds = kinds.clone().unwrap_or_else(|| endpoint.kinds.clone());
        match (enabled, endpoint.disabled_reason) {
            (Some(true), Some(_)) => {
                endpoint.disabled_reason = None;
                endpoint.failing_since = None;
                endpoint.seq = head;
            }
            (Some(false), None) => endpoint.disabled_reason = Some(DisabledReason::SwitchedOff),
            _ => {}
        }
    })
    .await
}

/// Gives a webhook a new secret; the one before it signs too for a day.
///
/// # Errors
/// When the database does not answer.
pub async fn replace_secret(engine: &Engine, workspace: &WorkspaceId, id: &WebhookId) -> Done<(Endpoint, String)> {
    let secret = new_secret(engine);
    let (sealed, until) = (engine.secrets.seal(&secret), engine.machine_now().plus(OLD_SECRET_MS));
    let replaced = update(engine, workspace, id, move |endpoint, _| {
        let old = std::mem::replace(&mut endpoint.secret, sealed.clone());
        endpoint.old_secret = Some((old, until));
    })
    .await?;
    Ok(replaced.map(|endpoint| (endpoint, secret)))
}

/// Tells a webhook something that did not happen, to try it out.
///
/// # Errors
/// When the database does not answer.
pub async fn try_out(engine: &Engine, workspace: &WorkspaceId, id: &WebhookId) -> Done<Delivery> {
    let now = engine.machine_now();
    let trial = WebhookDeliveryId::new(now, engine.chance.entropy());
    let envelope = Envelope {
        id: &trial,
        workspace,
        event: None,
        at: engine.business_now(),
    };
    let body = body::write(&envelope, "{}").map_err(|failure| EngineError::Unusable(failure.to_string()))?;
    let (workspace, id) = (workspace.clone(), id.clone());
    let made = engine
        .db
        .write(move |tx| {
            let endpoint = webhooks::find(tx, &workspace, &id)?;
            if let Err(refusal) = check_on(endpoint.as_ref()) {
                return Ok(Err(refusal));
            }
            let new = NewDelivery {
                id: trial.clone(),
                event: None,
                body: body.clone(),
            };
            deliveries::insert(tx, &workspace, &id, &[new], now)?;
            Ok(deliveries::find(tx, &workspace, &id, &trial)?.ok_or(Refusal::NotFound))
        })
        .await?;
    engine.hints.wake(Work::Webhooks);
    Ok(made)
}

/// Tells something again, whatever came of it, under the same id.
///
/// # Errors
/// When the database does not answer.
pub async fn replay(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &WebhookId,
    delivery: &WebhookDeliveryId,
) -> Done<Delivery> {
    let (workspace, id, delivery, now) = (workspace.clone(), id.clone(), delivery.clone(), engine.machine_now());
    let replayed = engine
        .db
        .write(move |tx| {
            let Some(found) = deliveries::find(tx, &workspace, &id, &delivery)? else {
                return Ok(Err(Refusal::NotFound));
            };
            let endpoint = webhooks::find(tx, &workspace, &id)?;
            if let Err(refusal) = check_on(endpoint.as_ref()) {
                return Ok(Err(refusal));
            }
            deliveries::replay(tx, &workspace, &id, &found.id, now)?;
            Ok(deliveries::find(tx, &workspace, &id, &delivery)?.ok_or(Refusal::NotFound))
        })
        .await?;
    engine.hints.wake(Work::Webhooks);
    Ok(replayed)
}

/// Writes a webhook anew; the closure may run twice.
async fn update(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &WebhookId,
    edit: impl Fn(&mut Endpoint, i64) + Send + 'static,
) -> Done<Endpoint> {
    let (workspace, id, now) = (workspace.clone(), id.clone(), engine.machine_now());
    let updated = engine
        .db
        .write(move |tx| {
            let Some(mut endpoint) = webhooks::find(tx, &workspace, &id)? else {
                return Ok(Err(Refusal::NotFound));
            };
            let head = events::head(tx, &workspace)?;
            edit(&mut endpoint, head);
            webhooks::update(tx, &workspace, &endpoint, now)?;
            Ok(Ok(endpoint))
        })
        .await?;
    engine.hints.wake(Work::Webhooks);
    Ok(updated)
}

fn check_on(endpoint: Option<&Endpoint>) -> Result<(), Refusal> {
    match endpoint {
        None => Err(Refusal::NotFound),
        Some(endpoint) if endpoint.disabled_reason.is_some() => Err(Refusal::Off),
        Some(_) => Ok(()),
    }
}

/// The address as it is stored.
fn check_url(engine: &Engine, text: &str) -> Result<String, Refusal> {
    match outside::read(engine, text) {
        Ok(address) => Ok(address.url.into()),
        Err(Unreachable::Bad(bad)) => Err(Refusal::Address(bad)),
        Err(Unreachable::Private) => Err(Refusal::Private),
    }
}

fn check_kinds(mut kinds: Vec<EventKind>) -> Result<Vec<EventKind>, Refusal> {
    kinds.sort_unstable();
    kinds.dedup();
    if kinds.is_empty() || !kinds.iter().all(|kind| OFFERED.contains(kind)) {
        return Err(Refusal::Kinds);
    }
    Ok(kinds)
}

fn new_secret(engine: &Engine) -> String {
    format!("{SECRET_PREFIX}{}", engine.chance.secret_token(SECRET_BYTES))
}
