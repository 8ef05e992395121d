//! Alerts: the bell of a person.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use galka_domain::event::EventKind;
use galka_domain::ids::{AlertId, ConversationId};
use galka_domain::together::AlertKind;
use galka_engine::hints::Work;
use galka_store::alerts::{self, AlertRow};
use galka_store::events::{self, NewEvent};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::{Actor, Here};
use crate::errors::{Answer, Problem};
use crate::extract::{Body, Query, as_rows, page_limit, read_id_cursor};
use crate::state::AppState;
use crate::views::{Page, Time, shown_names};

/// The count stops here.
const COUNT_MAX: i64 = 100;

shown_names! {
    /// What an alert tells.
    AlertKindName, "AlertKind" = AlertKind;
}

/// What a person should know of. `subject` is what it is about: a message, an entry, a window.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Alert {
    id: String,
    #[schema(inline)]
    kind: AlertKindName,
    subject: String,
    conversation_id: String,
    contact_name: String,
    contact_phone: Option<String>,
    by_name: Option<String>,
    text: String,
    at: Time,
    read: bool,
}

/// How many alerts were not seen; the count stops at 100.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct AlertCount {
    unread: i64,
}

/// Which alerts were seen: one, those of a conversation, or all.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadAlerts {
    alert_id: Option<String>,
    conversation_id: Option<String>,
}

/// What to list.
#[derive(Debug, Deserialize)]
pub struct AlertQuery {
    limit: Option<i64>,
    cursor: Option<String>,
}

/// `GET /alerts`
pub async fn list_alerts(
    State(state): State<AppState>,
    actor: Actor,
    here: Here,
    Query(query): Query<AlertQuery>,
) -> Answer<Json<Page<Alert>>> {
    let limit = page_limit(query.limit)?;
    let before: Option<AlertId> = read_id_cursor(query.cursor.as_deref())?;
    let user = actor.person()?.0.id.clone();
    let rows = state
        .engine()
        .db
        .read(move |tx| alerts::list(tx, &here.id, &user, before.as_ref(), limit + 1))
        .await?;
    let rows: Vec<Alert> = rows.into_iter().map(Alert::of).collect();
    Ok(Json(Page::cut(rows, as_rows(limit), |alert| alert.id.clone())))
}

/// `GET /alerts/count`
pub async fn count_alerts(State(state): State<AppState>, actor: Actor, here: Here) -> Answer<Json<AlertCount>> {
    let user = actor.person()?.0.id.clone();
    let unread = state
        .engine()
        .db
        .read(move |tx| alerts::count_unread(tx, &here.id, &user, COUNT_MAX))
        .await?;
    Ok(Json(AlertCount { unread }))
}

/// `POST /alerts/read`
pub async fn read_alerts(
    State(state): State<AppState>,
    actor: Actor,
    here: Here,
    Body(which): Body<ReadAlerts>,
) -> Answer<StatusCode> {
    let user = actor.person()?.0.id.clone();
    let alert = which.alert_id.as_deref().map(AlertId::parse).transpose();
    let alert = alert.map_err(|_| Problem::not_found("alert"))?;
    let conversation = which.conversation_id.as_deref().map(ConversationId::parse).transpose();
    let conversation = conversation.map_err(|_| Problem::not_found("conversation"))?;
    let now = state.engine().business_now();
    state
        .engine()
        .db
        .write(move |tx| {
            if alerts::mark_read(tx, &here.id, &user, alert.as_ref(), conversation.as_ref(), now)? {
                let happened = NewEvent::of(EventKind::AlertChanged, user.as_str());
                events::append(tx, &here.id, &[happened], now)?;
            }
            Ok(())
        })
        .await?;
    state.engine().hints.wake(Work::Live);
    Ok(StatusCode::NO_CONTENT)
}

impl Alert {
    fn of(row: AlertRow) -> Self {
        Self {
            id: row.id.as_str().to_owned(),
            kind: row.kind.into(),
            subject: row.subject,
            conversation_id: row.conversation_id.as_str().to_owned(),
            contact_name: row.contact_name,
            contact_phone: row.contact_phone,
            by_name: row.by.map(|(_, name)| name),
            text: row.text,
            at: row.at.into(),
            read: row.read,
        }
    }
}
