//! Business numbers with their quality and limit.

use axum::Json;
use axum::extract::State;
use galka_domain::access::Provider;
use galka_domain::channel::Channel;
use galka_domain::event::EventKind;
use galka_domain::ids::{NumberId, WorkspaceId};
use galka_domain::number::Quality;
use galka_domain::rule_set::LimitScope;
use galka_domain::time::Timestamp;
use galka_engine::connect::{self, LimitView as EngineLimit};
use galka_engine::hints::Work;
use galka_store::Tx;
use galka_store::connections::{self, StoredConnection};
use galka_store::events::{self, NewEvent};
use galka_store::numbers::{self, StoredNumber};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Here;
use crate::errors::{Answer, Problem};
use crate::extract::{Body, PathId};
use crate::state::AppState;
use crate::views::{CapabilityName, ChannelName, List, ProviderName, Reason, Time};

/// Unique recipients outside the window in a rolling 24 hours.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LimitView {
    #[schema(inline)]
    scope: Scope,
    tier: String,
    limit: Option<i64>,
    used: i64,
    remaining: Option<i64>,
    next_free_at: Option<Time>,
}

/// What has the limit.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Each number.
    Number,
    /// All numbers of a portfolio together.
    Portfolio,
}

/// A quality rating.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum QualityWord {
    /// High.
    Green,
    /// Medium.
    Yellow,
    /// Low.
    Red,
    /// Not rated.
    Unknown,
}

/// When a number tells customers that their messages were read.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MarkRead {
    /// When somebody opens the conversation.
    OnOpen,
    /// When somebody answers.
    OnReply,
    /// Never.
    Never,
}

/// A business phone number.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Number {
    id: String,
    connection_id: String,
    provider: ProviderName,
    channel: ChannelName,
    phone_number_id: String,
    display_phone_number: String,
    verified_name: String,
    status: String,
    #[schema(inline)]
    quality: QualityWord,
    throughput_mps: i64,
    limit: LimitView,
    paused_until: Option<Time>,
    paused_reason: Option<Reason>,
    #[schema(inline)]
    mark_read: MarkRead,
    last_webhook_at: Option<Time>,
    capabilities: Vec<CapabilityName>,
}

/// Number settings.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NumberPatch {
    #[schema(inline)]
    mark_read: Option<MarkRead>,
}

/// `GET /numbers`
pub async fn list_numbers(State(state): State<AppState>, here: Here) -> Answer<Json<List<Number>>> {
    let now = state.engine().business_now();
    let data = state
        .engine()
        .db
        .read(move |tx| {
            let stored = numbers::list(tx, &here.id)?;
            load(tx, &here.id, stored, now)
        })
        .await?;
    Ok(Json(List { data }))
}

/// `GET /numbers/{number_id}`
pub async fn get_number(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<NumberId>,
) -> Answer<Json<Number>> {
    let now = state.engine().business_now();
    let found = state
        .engine()
        .db
        .read(move |tx| {
            let stored = numbers::find(tx, &here.id, &id)?;
            load(tx, &here.id, stored.into_iter().collect(), now)
        })
        .await?;
    found
        .into_iter()
        .next()
        .map(Json)
        .ok_or_else(|| Problem::not_found("number"))
}

/// `PATCH /numbers/{number_id}`
pub async fn update_number(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<NumberId>,
    Body(patch): Body<NumberPatch>,
) -> Answer<Json<Number>> {
    let now = state.engine().business_now();
    let found = state
        .engine()
        .db
        .write(move |tx| {
            if let Some(mark_read) = patch.mark_read
                && numbers::update_mark_read(tx, &here.id, &id, mark_read.as_str())?
            {
                events::append(
                    tx,
                    &here.id,
                    &[NewEvent::of(EventKind::NumberChanged, id.as_str())],
                    now,
                )?;
            }
            let stored = numbers::find(tx, &here.id, &id)?;
            load(tx, &here.id, stored.into_iter().collect(), now)
        })
        .await?;
    state.engine().hints.wake(Work::Live);
    found
        .into_iter()
        .next()
        .map(Json)
        .ok_or_else(|| Problem::not_found("number"))
}

/// Numbers as the API shows them.
///
/// # Errors
/// When the storage cannot answer.
pub fn load(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    stored: Vec<StoredNumber>,
    now: Timestamp,
) -> galka_store::Result<Vec<Number>> {
    let ids: Vec<NumberId> = stored.iter().map(|number| number.id.clone()).collect();
    let limits = connect::limit_views(tx, workspace, &ids, now)?;
    let connections = connections::list(tx, workspace)?;
    Ok(stored
        .into_iter()
        .zip(limits)
        .map(|(number, limit)| {
            let provider = provider_of(&connections, &number).unwrap_or(Provider::CloudApi);
            Number::of(number, limit.as_ref(), provider)
        })
        .collect())
}

/// The way of a number's connection; none when that is gone.
pub(super) fn provider_of(connections: &[StoredConnection], number: &StoredNumber) -> Option<Provider> {
    let own = connections.iter().find(|one| one.id == number.connection_id);
    own.map(|connection| connection.provider)
}

impl Number {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// A number with its limit; without its connection it can send nothing.
    #[must_use]
    pub fn of(number: StoredNumber, limit: Option<&EngineLimit>, provider: Provider) -> Self {
        let none = LimitView {
            scope: Scope::Number,
            tier: number.tier.clone(),
            limit: Some(0),
            used: 0,
            remaining: Some(0),
            next_free_at: None,
        };
        let channel = Channel::of(provider, number.on_app);
        Self {
            id: number.id.as_str().to_owned(),
            connection_id: number.connection_id.as_str().to_owned(),
            provider: provider.into(),
            channel: channel.into(),
            phone_number_id: number.phone_number_id,
            display_phone_number: number.display_phone_number,
            verified_name: number.verified_name,
            status: number.status.as_str().to_owned(),
            quality: number.quality.into(),
            throughput_mps: number.throughput_mps,
            limit: limit.map_or(none, LimitView::of),
            paused_until: number.paused_until.map(Time),
            paused_reason: Reason::of_stored(number.paused_reason.as_deref(), None),
            mark_read: MarkRead::of_stored(&number.mark_read),
            last_webhook_at: number.last_webhook_at.map(Time),
            capabilities: channel.capabilities().map(Into::into).collect(),
        }
    }
}

impl LimitView {
    /// The engine's count as the API shows it.
    #[must_use]
    pub fn of(limit: &EngineLimit) -> Self {
        let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        Self {
            scope: match limit.scope {
                LimitScope::Number => Scope::Number,
                LimitScope::Portfolio => Scope::Portfolio,
            },
            tier: limit.tier.clone(),
            limit: limit.limit.map(whole),
            used: whole(limit.used),
            remaining: limit.remaining.map(whole),
            next_free_at: limit.next_free_at.map(Time),
        }
    }
}

impl From<Quality> for QualityWord {
    fn from(quality: Quality) -> Self {
        match quality {
            Quality::Green => Self::Green,
            Quality::Yellow => Self::Yellow,
            Quality::Red => Self::Red,
            Quality::Unknown => Self::Unknown,
        }
    }
}

impl MarkRead {
    const fn as_str(self) -> &'static str {
        match self {
            Self::OnOpen => "on_open",
            Self::OnReply => "on_reply",
            Self::Never => "never",
        }
    }

    fn of_stored(text: &str) -> Self {
        match text {
            "on_reply" => Self::OnReply,
            "never" => Self::Never,
            _ => Self::OnOpen,
        }
    }
}
