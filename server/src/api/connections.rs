//! Connections to WhatsApp.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use galka_domain::ids::ConnectionId;
use galka_engine::connect::{self, CheckState, CheckStep};
use galka_store::connections::{self, StoredConnection};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Here;
use crate::errors::{Answer, Problem};
use crate::extract::{Body, PathId};
use crate::failures;
use crate::state::AppState;
use crate::views::{List, ProviderName, Time};

/// How to reach WhatsApp.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewConnection {
    name: Option<String>,
    provider: ProviderName,
    base_url: Option<String>,
    api_version: Option<String>,
    waba_id: Option<String>,
    phone_number_id: Option<String>,
    portfolio_id: Option<String>,
    access_token: Option<String>,
    app_secret: Option<String>,
    verify_token: Option<String>,
    rule_set: Option<String>,
    rate_card: Option<String>,
}

/// Changes of a connection.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConnectionPatch {
    name: Option<String>,
    base_url: Option<String>,
    api_version: Option<String>,
    portfolio_id: Option<String>,
    access_token: Option<String>,
    app_secret: Option<String>,
    rule_set: Option<String>,
    rate_card: Option<String>,
}

/// One step of connecting.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConnectionCheck {
    #[schema(inline)]
    step: Step,
    #[schema(inline)]
    state: StepState,
    detail: Option<String>,
    code: Option<String>,
    at: Option<Time>,
}

/// A step of connecting.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The token works.
    Token,
    /// The number is there.
    Number,
    /// Webhooks come to us.
    Webhook,
    /// The numbers are known.
    Numbers,
    /// The templates are known.
    Templates,
}

/// How a step stands.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Not tried.
    Waiting,
    /// Done.
    Done,
    /// Failed.
    Failed,
}

/// How a connection stands.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionState {
    /// Being checked.
    Connecting,
    /// Works.
    Connected,
    /// A step failed.
    Failed,
}

/// A connection to WhatsApp; secrets never leave.
#[derive(Debug, Serialize, ToSchema)]
pub struct Connection {
    id: String,
    name: String,
    provider: ProviderName,
    base_url: String,
    api_version: String,
    waba_id: String,
    phone_number_id: String,
    portfolio_id: Option<String>,
    webhook_url: String,
    verify_token: String,
    has_app_secret: bool,
    rule_set: String,
    rate_card: String,
    #[schema(inline)]
    state: ConnectionState,
    checks: Vec<ConnectionCheck>,
    last_checked_at: Option<Time>,
    created_at: Time,
}

/// `GET /connections`
pub async fn list_connections(State(state): State<AppState>, here: Here) -> Answer<Json<List<Connection>>> {
    let stored = state
        .engine()
        .db
        .read(move |tx| connections::list(tx, &here.id))
        .await?;
    Ok(Json(List {
        data: stored.into_iter().map(|connection| show(&state, connection)).collect(),
    }))
}

/// `POST /connections`
pub async fn create_connection(
    State(state): State<AppState>,
    here: Here,
    Body(new): Body<NewConnection>,
) -> Answer<(StatusCode, Json<Connection>)> {
    let new = connect::NewConnection {
        name: new.name,
        provider: new.provider.0,
        base_url: new.base_url,
        api_version: new.api_version,
        waba_id: new.waba_id,
        phone_number_id: new.phone_number_id,
        portfolio_id: new.portfolio_id,
        access_token: new.access_token,
        app_secret: new.app_secret,
        verify_token: new.verify_token,
        rule_set: new.rule_set,
        rate_card: new.rate_card,
    };
    let outcome = connect::create_connection(state.engine(), &here.id, new).await?;
    Ok((StatusCode::CREATED, Json(show(&state, failures::connection(outcome)?))))
}

/// `GET /connections/{connection_id}`
pub async fn get_connection(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ConnectionId>,
) -> Answer<Json<Connection>> {
    let found = state
        .engine()
        .db
        .read(move |tx| connections::find(tx, &here.id, &id))
        .await?;
    found
        .map(|connection| Json(show(&state, connection)))
        .ok_or_else(|| Problem::not_found("connection"))
}

/// `PATCH /connections/{connection_id}`
pub async fn update_connection(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ConnectionId>,
    Body(patch): Body<ConnectionPatch>,
) -> Answer<Json<Connection>> {
    let patch = connect::ConnectionPatch {
        name: patch.name,
        base_url: patch.base_url,
        api_version: patch.api_version,
        portfolio_id: patch.portfolio_id,
        access_token: patch.access_token,
        app_secret: patch.app_secret,
        rule_set: patch.rule_set,
        rate_card: patch.rate_card,
    };
    let outcome = connect::update_connection(state.engine(), &here.id, &id, patch).await?;
    Ok(Json(show(&state, failures::connection(outcome)?)))
}

/// `DELETE /connections/{connection_id}`
pub async fn delete_connection(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ConnectionId>,
) -> Answer<StatusCode> {
    let deleted = connect::delete_connection(state.engine(), &here.id, &id).await?;
    if deleted {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found("connection"))
    }
}

/// `POST /connections/{connection_id}/check`
pub async fn check_connection(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ConnectionId>,
) -> Answer<Json<Connection>> {
    let checked = connect::check_connection(state.engine(), &here.id, &id).await?;
    checked
        .map(|connection| Json(show(&state, connection)))
        .ok_or_else(|| Problem::not_found("connection"))
}

fn show(state: &AppState, connection: StoredConnection) -> Connection {
    Connection {
        webhook_url: connect::webhook_url(state.engine(), &connection.id),
        id: connection.id.as_str().to_owned(),
        name: connection.name,
        provider: connection.provider.into(),
        base_url: connection.base_url,
        api_version: connection.api_version,
        waba_id: connection.waba_id,
        phone_number_id: connection.phone_number_id,
        portfolio_id: connection.portfolio_id,
        verify_token: connection.verify_token,
        has_app_secret: connection.has_app_secret,
        rule_set: connection.rule_set,
        rate_card: connection.rate_card,
        state: match connection.state.as_str() {
            "connected" => ConnectionState::Connected,
            "failed" => ConnectionState::Failed,
            _ => ConnectionState::Connecting,
        },
        checks: connect::read_checks(&connection.checks)
            .into_iter()
            .map(Into::into)
            .collect(),
        last_checked_at: connection.last_checked_at.map(Time),
        created_at: connection.created_at.into(),
    }
}

impl ConnectionCheck {
    /// The step without what WhatsApp said of it, which may name somebody.
    #[must_use]
    pub fn without_words(self) -> Self {
        Self { detail: None, ..self }
    }
}

impl From<connect::ConnectionCheck> for ConnectionCheck {
    fn from(check: connect::ConnectionCheck) -> Self {
        Self {
            step: match check.step {
                CheckStep::Token => Step::Token,
                CheckStep::Number => Step::Number,
                CheckStep::Webhook => Step::Webhook,
                CheckStep::Numbers => Step::Numbers,
                CheckStep::Templates => Step::Templates,
            },
            state: match check.state {
                CheckState::Waiting => StepState::Waiting,
                CheckState::Done => StepState::Done,
                CheckState::Failed => StepState::Failed,
            },
            detail: check.detail,
            code: check.code,
            at: check.at.map(Time),
        }
    }
}
