//! Connections to WhatsApp: making one, checking it, and checking it again every day.
//!
//! - [`create`]: new connections, changes, disconnecting
//! - [`check`]: the steps of connecting, and the worker that repeats them
//! - [`sandbox`]: a company of one's own in the sandbox
//! - [`limit`]: how far the messaging limit of a number is used

pub mod check;
pub mod create;
pub mod limit;
pub mod sandbox;

use galka_domain::access::Provider;
use galka_domain::price::RateCard;
use galka_domain::rule_set::RuleSet;
use galka_graph_client::{Provider as Form, Secret, Target};
use galka_store::connections::StoredConnection;

pub(crate) use check::REVIEW_CHECK_MS;
pub use check::{CheckState, CheckStep, ConnectWorker, ConnectionCheck, check_connection, read_checks};
pub use create::{
    ConnectOutcome, ConnectionPatch, NewConnection, create_connection, delete_connection, update_connection,
    webhook_url,
};
pub use limit::{LimitView, limit_view, limit_views};
pub use sandbox::{SandboxCompany, create_sandbox_company};

use crate::engine::{Engine, EngineError};

/// The header by which webhooks of 360dialog, which have no signature, are known.
pub const WEBHOOK_SECRET_HEADER: &str = "x-galka-webhook";

/// Where calls of this connection go, from the number with this id of WhatsApp.
///
/// # Errors
/// When its secrets cannot be opened.
pub fn target_of(
    engine: &Engine,
    connection: &StoredConnection,
    phone_number_id: Option<&str>,
) -> Result<Target, EngineError> {
    let secrets = engine.secrets.open_connection(&connection.secrets)?;
    let number = phone_number_id.unwrap_or(&connection.phone_number_id);
    Ok(Target {
        provider: match connection.provider {
            Provider::Dialog360 => Form::Dialog360,
            Provider::CloudApi | Provider::Sandbox => Form::Meta,
        },
        base_url: connection.base_url.clone(),
        api_version: connection.api_version.clone(),
        access_token: Secret::new(secrets.access_token),
        app_secret: secrets.app_secret.map(Secret::new),
        phone_number_id: Some(number.to_owned()).filter(|id| !id.is_empty()),
        waba_id: Some(connection.waba_id.clone()).filter(|id| !id.is_empty()),
        allow_private: connection.provider == Provider::Sandbox,
    })
}

/// The figures in force for a connection; a name of other versions means the newest.
#[must_use]
pub fn rules_of(connection: &StoredConnection) -> &'static RuleSet {
    RuleSet::find(&connection.rule_set).unwrap_or_else(RuleSet::newest)
}

/// The prices in force for a connection; a name of other versions means the newest.
#[must_use]
pub fn rate_card_of(connection: &StoredConnection) -> &'static RateCard {
    RateCard::find(&connection.rate_card).unwrap_or_else(RateCard::newest)
}
