//! New connections, changes of one, and disconnecting.

use galka_domain::access::Provider;
use galka_domain::event::EventKind;
use galka_domain::ids::{ConnectionId, WorkspaceId};
use galka_domain::price::RateCard;
use galka_domain::rule_set::RuleSet;
use galka_graph_client::Subscription;
use galka_store::connections::{self, StoredConnection};
use galka_store::events::{self, NewEvent};
use galka_store::numbers;
use tracing::info;
use url::Url;

use super::check::check_connection;
use super::target_of;
use crate::engine::{Engine, EngineError};
use crate::hints::Work;
use crate::plans::{QuotaReached, check_connection as check_one_more};
use crate::secrets::ConnectionSecrets;

/// How to reach WhatsApp.
#[derive(Clone, Debug)]
pub struct NewConnection {
    /// What people call it.
    pub name: Option<String>,
    /// Through whom.
    pub provider: Provider,
    /// Host and path before the version; the provider's own when absent.
    pub base_url: Option<String>,
    /// Such as `v26.0`; the newest when absent.
    pub api_version: Option<String>,
    /// The account.
    pub waba_id: Option<String>,
    /// The number.
    pub phone_number_id: Option<String>,
    /// The business portfolio.
    pub portfolio_id: Option<String>,
    /// The token, or the key of 360dialog.
    pub access_token: Option<String>,
    /// What webhooks are signed with.
    pub app_secret: Option<String>,
    /// What WhatsApp must say when it verifies our address; made here when absent.
    pub verify_token: Option<String>,
    /// The figures in force; the newest when absent.
    pub rule_set: Option<String>,
    /// The prices in force; the newest when absent.
    pub rate_card: Option<String>,
}

/// Changes of a connection.
#[derive(Clone, Debug, Default)]
pub struct ConnectionPatch {
    /// Another name.
    pub name: Option<String>,
    /// Another host.
    pub base_url: Option<String>,
    /// Another version.
    pub api_version: Option<String>,
    /// Another portfolio.
    pub portfolio_id: Option<String>,
    /// Another token.
    pub access_token: Option<String>,
    /// Another app secret.
    pub app_secret: Option<String>,
    /// Other figures.
    pub rule_set: Option<String>,
    /// Other prices.
    pub rate_card: Option<String>,
}

/// What became of a request about a connection.
#[derive(Clone, Debug, PartialEq)]
pub enum ConnectOutcome {
    /// Done; the connection as it is now, with the outcome of its checks.
    Done(Box<StoredConnection>),
    /// There is no such connection.
    NotFound,
    /// A field cannot be used.
    Invalid {
        /// Which field.
        field: &'static str,
        /// Why, in a stable word: `required`, `invalid` or `unknown`.
        code: &'static str,
    },
    /// The company's plan allows no more numbers.
    Quota(QuotaReached),
}

/// The version that is spoken unless another is chosen.
const API_VERSION: &str = "v26.0";

/// Makes a connection, checks it, and takes over its numbers and templates. A check that fails keeps the connection,
/// so that its reason can be seen and mended.
///
/// # Errors
/// When the database does not answer.
pub async fn create_connection(
    engine: &Engine,
    workspace: &WorkspaceId,
    new: NewConnection,
) -> Result<ConnectOutcome, EngineError> {
    let connection = match build(engine, workspace, new) {
        Ok(connection) => connection,
        Err((field, code)) => return Ok(ConnectOutcome::Invalid { field, code }),
    };
    let id = connection.id.clone();
    let home = workspace.clone();
    let stands_against = engine.db.write(move |tx| {
        let reached = check_one_more(tx, &home)?;
        if reached.is_none() {
            connections::insert(tx, &connection)?;
        }
        Ok(reached)
    });
    if let Some(reached) = stands_against.await? {
        return Ok(ConnectOutcome::Quota(reached));
    }
    // WhatsApp verifies our address while we subscribe, so its keys must be known before.
    engine.keys.refresh().await?;
    check_and_read(engine, workspace, &id).await
}

/// Changes a connection and checks it again.
///
/// # Errors
/// When the database does not answer, or the stored secrets cannot be opened.
pub async fn update_connection(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &ConnectionId,
    patch: ConnectionPatch,
) -> Result<ConnectOutcome, EngineError> {
    let (own, wanted) = (workspace.clone(), id.clone());
    let found = engine.db.read(move |tx| connections::find(tx, &own, &wanted)).await?;
    let Some(mut changed) = found else {
        return Ok(ConnectOutcome::NotFound);
    };
    if let Err((field, code)) = apply_patch(engine, &mut changed, patch)? {
        return Ok(ConnectOutcome::Invalid { field, code });
    }
    engine
        .db
        .write(move |tx| connections::update_settings(tx, &changed))
        .await?;
    engine.keys.refresh().await?;
    check_and_read(engine, workspace, id).await
}

/// Disconnects: WhatsApp is told not to send webhooks any more, the secrets go, the history stays.
///
/// # Errors
/// When the database does not answer.
pub async fn delete_connection(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &ConnectionId,
) -> Result<bool, EngineError> {
    let (own, wanted) = (workspace.clone(), id.clone());
    let found = engine.db.read(move |tx| connections::find(tx, &own, &wanted)).await?;
    let Some(connection) = found else { return Ok(false) };
    if let Ok(target) = target_of(engine, &connection, None) {
        let nobody = Subscription {
            url: None,
            verify_token: None,
            headers: std::collections::BTreeMap::new(),
        };
        if let Err(error) = engine.client.subscribe(&target, &nobody).await {
            info!(connection.id = %id, error = %error, "Connection {id} was removed here; WhatsApp could not be told");
        }
    }
    let now = engine.business_now();
    let (own, gone) = (workspace.clone(), id.clone());
    engine
        .db
        .write(move |tx| {
            let held = numbers::pause_connection(tx, &own, &gone, "disconnected")?;
            let told: Vec<_> = held
                .iter()
                .map(|id| NewEvent::of(EventKind::NumberChanged, id.as_str()))
                .collect();
            if !told.is_empty() {
                events::append(tx, &own, &told, now)?;
            }
            connections::delete(tx, &own, &gone, now)
        })
        .await?;
    engine.keys.refresh().await?;
    engine.hints.wake(Work::Live);
    Ok(true)
}

/// Where WhatsApp brings the webhooks of a connection.
#[must_use]
pub fn webhook_url(engine: &Engine, id: &ConnectionId) -> String {
    format!(
        "{}/webhooks/whatsapp/{id}",
        engine.settings.public_url.trim_end_matches('/')
    )
}

async fn check_and_read(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &ConnectionId,
) -> Result<ConnectOutcome, EngineError> {
    let checked = check_connection(engine, workspace, id).await?;
    Ok(checked.map_or(ConnectOutcome::NotFound, |connection| {
        ConnectOutcome::Done(Box::new(connection))
    }))
}

type Fault = (&'static str, &'static str);

fn build(engine: &Engine, workspace: &WorkspaceId, new: NewConnection) -> Result<StoredConnection, Fault> {
    let base_url = match text(new.base_url) {
        Some(base_url) => checked_url(&base_url, new.provider)?,
        None => default_url(engine, new.provider).ok_or(("base_url", "required"))?,
    };
    let access_token = text(new.access_token).ok_or(("access_token", "required"))?;
    if access_token.bytes().any(|byte| !byte.is_ascii_graphic()) {
        return Err(("access_token", "invalid"));
    }
    let is_partner = new.provider == Provider::Dialog360;
    let waba_id = text(new.waba_id)
        .or(is_partner.then(String::new))
        .ok_or(("waba_id", "required"))?;
    let phone_number_id = text(new.phone_number_id).ok_or(("phone_number_id", "required"))?;
    let app_secret = text(new.app_secret);
    if app_secret.is_none() && !is_partner {
        // Without it nobody could tell WhatsApp's webhooks from forged ones.
        return Err(("app_secret", "required"));
    }
    let secrets = ConnectionSecrets {
        access_token,
        webhook_header: is_partner.then(|| engine.chance.secret_token(32)),
        app_secret: app_secret.filter(|_| !is_partner),
    };
    let now = engine.business_now();
    Ok(StoredConnection {
        workspace: workspace.clone(),
        id: engine.new_id(),
        name: text(new.name).unwrap_or_else(|| phone_number_id.clone()),
        provider: new.provider,
        base_url,
        api_version: text(new.api_version).unwrap_or_else(|| API_VERSION.to_owned()),
        waba_id,
        phone_number_id,
        portfolio_id: text(new.portfolio_id),
        secrets: engine.secrets.seal_connection(&secrets),
        has_app_secret: secrets.app_secret.is_some(),
        verify_token: text(new.verify_token).unwrap_or_else(|| engine.chance.secret_token(18)),
        rule_set: checked_rules(text(new.rule_set))?,
        rate_card: checked_card(text(new.rate_card))?,
        state: "connecting".to_owned(),
        checks: "[]".to_owned(),
        last_checked_at: None,
        next_check_at: engine.machine_now().plus(super::check::RETRY_MS),
        created_at: now,
    })
}

fn apply_patch(
    engine: &Engine,
    connection: &mut StoredConnection,
    patch: ConnectionPatch,
) -> Result<Result<(), Fault>, EngineError> {
    if patch.access_token.is_some() || patch.app_secret.is_some() {
        let mut secrets = engine.secrets.open_connection(&connection.secrets)?;
        secrets.access_token = text(patch.access_token).unwrap_or(secrets.access_token);
        secrets.app_secret = text(patch.app_secret).or(secrets.app_secret);
        connection.has_app_secret = secrets.app_secret.is_some();
        connection.secrets = engine.secrets.seal_connection(&secrets);
    }
    if let Some(base_url) = text(patch.base_url) {
        match checked_url(&base_url, connection.provider) {
            Ok(base_url) => connection.base_url = base_url,
            Err(fault) => return Ok(Err(fault)),
        }
    }
    if let Some(rule_set) = text(patch.rule_set) {
        match checked_rules(Some(rule_set)) {
            Ok(rule_set) => connection.rule_set = rule_set,
            Err(fault) => return Ok(Err(fault)),
        }
    }
    if let Some(rate_card) = text(patch.rate_card) {
        match checked_card(Some(rate_card)) {
            Ok(rate_card) => connection.rate_card = rate_card,
            Err(fault) => return Ok(Err(fault)),
        }
    }
    connection.name = text(patch.name).unwrap_or_else(|| connection.name.clone());
    connection.api_version = text(patch.api_version).unwrap_or_else(|| connection.api_version.clone());
    connection.portfolio_id = text(patch.portfolio_id).or_else(|| connection.portfolio_id.clone());
    Ok(Ok(()))
}

fn text(given: Option<String>) -> Option<String> {
    given.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn default_url(engine: &Engine, provider: Provider) -> Option<String> {
    match provider {
        Provider::CloudApi => Some("https://graph.facebook.com".to_owned()),
        Provider::Dialog360 => Some("https://waba-v2.360dialog.io".to_owned()),
        Provider::Sandbox => {
            let control = engine.settings.sandbox_control.as_deref()?;
            Some(control.trim_end_matches('/').trim_end_matches("/control/v1").to_owned())
        }
    }
}

/// Tokens travel to this address, so it is encrypted; only a sandbox may be without.
fn checked_url(base_url: &str, provider: Provider) -> Result<String, Fault> {
    let url = Url::parse(base_url).map_err(|_| ("base_url", "invalid"))?;
    let encrypted = url.scheme() == "https" || (url.scheme() == "http" && provider == Provider::Sandbox);
    let plain =
        url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none();
    if encrypted && plain && url.host_str().is_some() {
        Ok(base_url.trim_end_matches('/').to_owned())
    } else {
        Err(("base_url", "invalid"))
    }
}

fn checked_rules(id: Option<String>) -> Result<String, Fault> {
    match id {
        None => Ok(RuleSet::newest().id.clone()),
        Some(id) => RuleSet::find(&id)
            .map(|rules| rules.id.clone())
            .ok_or(("rule_set", "unknown")),
    }
}

fn checked_card(id: Option<String>) -> Result<String, Fault> {
    match id {
        None => Ok(RateCard::newest().id.clone()),
        Some(id) => RateCard::find(&id)
            .map(|card| card.id.clone())
            .ok_or(("rate_card", "unknown")),
    }
}
