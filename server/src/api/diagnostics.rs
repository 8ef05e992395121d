//! What somebody who helps needs to know of an installation and a company, without anybody's data: no names, no texts,
//! no phone numbers, no secrets, no addresses.

use axum::Json;
use axum::extract::State;
use galka_domain::channel::Channel;
use galka_engine::connect;
use galka_store::connections::{self, StoredConnection};
use galka_store::numbers::{self, StoredNumber};
use galka_store::{Kind, Tx, dead_letters};
use serde::Serialize;
use utoipa::ToSchema;

use super::connections::ConnectionCheck;
use super::numbers::provider_of;
use super::system::{ClockView, Pipe};
use crate::access::Here;
use crate::errors::Answer;
use crate::state::AppState;
use crate::views::{ChannelName, ProviderName, Time};

/// The dead letters that are told of, newest first.
const LETTERS_MAX: i64 = 20;

/// How an installation and a company are, without anybody's data.
#[derive(Debug, Serialize, ToSchema)]
pub struct Diagnostics {
    made_at: Time,
    version: String,
    running_since: Time,
    system: String,
    #[schema(inline)]
    database: Database,
    clock: ClockView,
    pipe: Pipe,
    connections: Vec<ConnectionFinding>,
    numbers: Vec<NumberFinding>,
    dead_letters: Vec<LetterFinding>,
}

/// The kind of database.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Database {
    /// Inside the process.
    Sqlite,
    /// A server.
    Postgres,
}

/// A connection without its addresses and names.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConnectionFinding {
    id: String,
    provider: ProviderName,
    api_version: String,
    rule_set: String,
    rate_card: String,
    has_app_secret: bool,
    state: String,
    checks: Vec<ConnectionCheck>,
    last_checked_at: Option<Time>,
}

/// A number without its digits.
#[derive(Debug, Serialize, ToSchema)]
pub struct NumberFinding {
    id: String,
    channel: ChannelName,
    status: String,
    quality: String,
    tier: String,
    throughput_mps: i64,
    paused_reason: Option<String>,
    last_webhook_at: Option<Time>,
}

/// Something that could not be read or placed, without its content.
#[derive(Debug, Serialize, ToSchema)]
pub struct LetterFinding {
    id: String,
    kind: String,
    reason: String,
    state: String,
    received_at: Time,
}

/// `GET /diagnostics`
pub async fn get_diagnostics(State(state): State<AppState>, here: Here) -> Answer<Json<Diagnostics>> {
    let engine = state.engine();
    let (pipe, connections, numbers, dead_letters) = engine
        .db
        .read(move |tx| {
            let pipe = Pipe::load(tx, &here.id)?;
            let stored = connections::list(tx, &here.id)?;
            let numbers = list_numbers(tx, &here, &stored)?;
            let letters = dead_letters::list(tx, &here.id, None, None, LETTERS_MAX)?;
            Ok((pipe, stored, numbers, letters))
        })
        .await?;
    Ok(Json(Diagnostics {
        made_at: engine.machine_now().into(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        running_since: state.started_at().into(),
        system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        database: match engine.db.kind() {
            Kind::Sqlite => Database::Sqlite,
            Kind::Postgres => Database::Postgres,
        },
        clock: engine.clocks.view().into(),
        pipe,
        connections: connections.into_iter().map(ConnectionFinding::of).collect(),
        numbers,
        dead_letters: dead_letters.into_iter().map(LetterFinding::of).collect(),
    }))
}

fn list_numbers(
    tx: &mut Tx<'_>,
    here: &Here,
    connections: &[StoredConnection],
) -> galka_store::Result<Vec<NumberFinding>> {
    let stored = numbers::list(tx, &here.id)?;
    let finding = |number: StoredNumber| {
        let provider = provider_of(connections, &number)?;
        Some(NumberFinding {
            id: number.id.to_string(),
            channel: Channel::of(provider, number.on_app).into(),
            status: number.status.to_string(),
            quality: number.quality.to_string(),
            tier: number.tier,
            throughput_mps: number.throughput_mps,
            paused_reason: number.paused_reason,
            last_webhook_at: number.last_webhook_at.map(Time),
        })
    };
    Ok(stored.into_iter().filter_map(finding).collect())
}

impl ConnectionFinding {
    fn of(connection: StoredConnection) -> Self {
        let checks = connect::read_checks(&connection.checks);
        Self {
            id: connection.id.to_string(),
            provider: connection.provider.into(),
            api_version: connection.api_version,
            rule_set: connection.rule_set,
            rate_card: connection.rate_card,
            has_app_secret: connection.has_app_secret,
            state: connection.state,
            checks: checks
                .into_iter()
                .map(|check| ConnectionCheck::from(check).without_words())
                .collect(),
            last_checked_at: connection.last_checked_at.map(Time),
        }
    }
}

impl LetterFinding {
    fn of(letter: dead_letters::DeadLetter) -> Self {
        Self {
            id: letter.id.to_string(),
            kind: letter.kind,
            reason: letter.reason,
            state: letter.state,
            received_at: letter.received_at.into(),
        }
    }
}
