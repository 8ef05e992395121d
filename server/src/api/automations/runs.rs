//! The log of automation: what was decided about messages, and why.

use axum::Json;
use axum::extract::State;
use galka_domain::ids::AutomationId;
use galka_store::automations::runs::{self, ToldRun};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Here;
use crate::errors::{Answer, Problem};
use crate::extract::{Query, as_rows, page_limit, read_id_cursor};
use crate::state::AppState;
use crate::views::{Page, Time};

/// One decision of an automation about one message; kept for 30 days.
#[derive(Debug, Serialize, ToSchema)]
pub struct AutomationRun {
    id: String,
    automation_id: String,
    /// `greeting`, `away` or `rule`
    kind: String,
    /// The rule's name; empty for the others.
    name: String,
    conversation_id: String,
    contact_name: String,
    message_id: String,
    /// What the customer wrote.
    text: String,
    /// `sent`, `done` (nothing was sent), `skipped`, `refused` by a rule of sending, `failed`
    outcome: String,
    /// Why not: `too_old`, `audience`, `already`, `cooldown`, `person`, `loop`, `another`, `blocked`, or the rule that refused.
    reason: Option<String>,
    /// What was done besides.
    acts: Vec<String>,
    sent_message_id: Option<String>,
    at: Time,
}

/// What to list.
#[derive(Debug, Deserialize)]
pub struct RunQuery {
    automation_id: Option<String>,
    limit: Option<i64>,
    cursor: Option<String>,
}

/// `GET /automations/runs`
pub async fn list_automation_runs(
    State(state): State<AppState>,
    here: Here,
    Query(query): Query<RunQuery>,
) -> Answer<Json<Page<AutomationRun>>> {
    let limit = page_limit(query.limit)?;
    let before = read_id_cursor(query.cursor.as_deref())?;
    let automation = query
        .automation_id
        .map(|id| AutomationId::parse(&id).map_err(|_| Problem::not_found("automation")))
        .transpose()?;
    let found = state
        .engine()
        .db
        .read(move |tx| runs::list(tx, &here.id, automation.as_ref(), before.as_ref(), limit + 1))
        .await?;
    let rows: Vec<AutomationRun> = found.into_iter().map(AutomationRun::of).collect();
    Ok(Json(Page::cut(rows, as_rows(limit), |run| run.id.clone())))
}

impl AutomationRun {
    fn of(told: ToldRun) -> Self {
        let run = told.run;
        Self {
            id: run.id.as_str().to_owned(),
            automation_id: run.automation_id.as_str().to_owned(),
            kind: run.kind.as_str().to_owned(),
            name: told.automation_name,
            conversation_id: run.conversation_id.as_str().to_owned(),
            contact_name: told.contact_name,
            message_id: run.message_id.as_str().to_owned(),
            text: told.text,
            outcome: run.outcome,
            reason: run.reason,
            acts: serde_json::from_str(&run.acts).unwrap_or_default(),
            sent_message_id: run.sent_message_id.map(|id| id.as_str().to_owned()),
            at: run.at.into(),
        }
    }
}
