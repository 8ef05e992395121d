//! The steps of connecting, each with its outcome, and the worker that repeats them every day.

use galka_cloud_api::phone_number::{PhoneNumber, ThroughputLevel};
use galka_domain::event::EventKind;
use galka_domain::ids::{ConnectionId, NumberId, WorkspaceId};
use galka_domain::number::{NumberStatus, Quality};
use galka_domain::time::{DAY_MS, MINUTE_MS, Timestamp};
use galka_graph_client::{CallError, Provider, Subscription, Target};
use galka_store::connections::{self, CheckOutcome, StoredConnection};
use galka_store::events::{self, NewEvent};
use galka_store::numbers::{self, NumberReport};
use galka_store::templates;
use serde::{Deserialize, Serialize};
use tracing::{info, warn};

use super::{WEBHOOK_SECRET_HEADER, rules_of, target_of, webhook_url};
use crate::engine::{Engine, EngineError};
use crate::hints::Work;
use crate::plans::numbers_of;
use crate::runner::{NextWake, Worker};
use crate::settle::{ACCOUNT_BLOCKED, UNAUTHORISED};
use crate::templates::submit::words_of;
use crate::templates::sync::save_listed;

/// A step of connecting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckStep {
    /// The token works.
    Token,
    /// The number is there.
    Number,
    /// WhatsApp will bring webhooks to us.
    Webhook,
    /// The account's numbers are known.
    Numbers,
    /// The account's templates are known.
    Templates,
}

/// How a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    /// Not tried, because an earlier one failed.
    Waiting,
    /// Done.
    Done,
    /// Failed.
    Failed,
}

/// One step of connecting with its outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionCheck {
    /// Which step.
    pub step: CheckStep,
    /// How it stands.
    pub state: CheckState,
    /// What was found, or why it failed.
    pub detail: Option<String>,
    /// WhatsApp's error code, or `unreachable`.
    pub code: Option<String>,
    /// When it was tried.
    pub at: Option<Timestamp>,
}

/// Checks again what failed for a passing reason.
pub(super) const RETRY_MS: i64 = MINUTE_MS;
/// While a template is reviewed its account is asked this often: Meta tells of templates at the app's address only, which
/// need not be ours (Meta, 'Webhook overrides', 2026-06-28).
pub(crate) const REVIEW_CHECK_MS: i64 = 15 * MINUTE_MS;
const STEPS: [CheckStep; 5] = [
    CheckStep::Token,
    CheckStep::Number,
    CheckStep::Webhook,
    CheckStep::Numbers,
    CheckStep::Templates,
];

/// The outcomes that were stored as JSON.
#[must_use]
pub fn read_checks(json: &str) -> Vec<ConnectionCheck> {
    serde_json::from_str(json).unwrap_or_default()
}

/// Checks a connection: token and number, webhook, numbers, templates. Answers the connection as it is now.
///
/// # Errors
/// When the database does not answer. What WhatsApp says is no error but an outcome.
pub async fn check_connection(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &ConnectionId,
) -> Result<Option<StoredConnection>, EngineError> {
    let (own, wanted) = (workspace.clone(), id.clone());
    let found = engine.db.read(move |tx| connections::find(tx, &own, &wanted)).await?;
    let Some(connection) = found else { return Ok(None) };
    let target = target_of(engine, &connection, None)?;
    let mut run = Run {
        engine,
        connection: &connection,
        target,
        checks: Vec::new(),
        passing: false,
        refused: false,
    };
    let numbers = run.all_steps().await?;
    let (passing, refused, checks) = (run.passing, run.refused, run.checks);
    save(engine, &connection, checks, passing, refused).await?;
    for number in numbers {
        crate::ingest::replay_for_number(engine, &number).await?;
    }
    let (own, wanted) = (workspace.clone(), id.clone());
    Ok(engine.db.read(move |tx| connections::find(tx, &own, &wanted)).await?)
}

/// One run of all steps.
struct Run<'a> {
    engine: &'a Engine,
    connection: &'a StoredConnection,
    target: Target,
    checks: Vec<ConnectionCheck>,
    passing: bool,
    refused: bool,
}

impl Run<'_> {
    /// Answers WhatsApp's ids of the numbers that are known now.
    async fn all_steps(&mut self) -> Result<Vec<String>, EngineError> {
        if !self.check_token().await || !self.check_number().await {
            return Ok(Vec::new());
        }
        // The webhook comes before the numbers: what arrives for a number that is not known yet waits for it.
        self.subscribe().await?;
        let Some(numbers) = self.fetch_numbers().await? else {
            return Ok(Vec::new());
        };
        self.fetch_templates().await?;
        Ok(numbers)
    }

    async fn check_token(&mut self) -> bool {
        match self.engine.client.check_token(&self.target).await {
            Ok(token) if !token.is_valid => {
                self.refused = true;
                let detail = "WhatsApp says that the token is not valid any more".to_owned();
                self.note(
                    CheckStep::Token,
                    CheckState::Failed,
                    Some(detail),
                    Some("190".to_owned()),
                );
                false
            }
            // A token that may not look at itself can be good all the same: the number tells.
            Ok(_) | Err(CallError::Refused { .. } | CallError::NotOffered { .. }) => {
                self.note(CheckStep::Token, CheckState::Done, None, None);
                true
            }
            Err(error) => self.failed(CheckStep::Token, &error),
        }
    }

    async fn check_number(&mut self) -> bool {
        match self.engine.client.number(&self.target).await {
            Ok(number) => {
                self.note(CheckStep::Number, CheckState::Done, number.display_phone_number, None);
                true
            }
            Err(CallError::NotOffered { .. }) => {
                self.note(CheckStep::Number, CheckState::Done, None, None);
                true
            }
            Err(error) => self.failed(CheckStep::Number, &error),
        }
    }

    async fn subscribe(&mut self) -> Result<(), EngineError> {
        let mut subscription = Subscription {
            url: Some(webhook_url(self.engine, &self.connection.id)),
            verify_token: Some(self.connection.verify_token.clone()),
            headers: std::collections::BTreeMap::new(),
        };
        if self.target.provider == Provider::Dialog360 {
            let secrets = self.engine.secrets.open_connection(&self.connection.secrets)?;
            let header = secrets.webhook_header.unwrap_or_default();
            subscription.headers.insert(WEBHOOK_SECRET_HEADER.to_owned(), header);
        }
        match self.engine.client.subscribe(&self.target, &subscription).await {
            Ok(()) => self.note(CheckStep::Webhook, CheckState::Done, subscription.url, None),
            Err(error) => {
                self.failed(CheckStep::Webhook, &error);
            }
        }
        Ok(())
    }

    async fn fetch_numbers(&mut self) -> Result<Option<Vec<String>>, EngineError> {
        let reports = match self.engine.client.list_numbers(&self.target).await {
            Ok(listed) => listed.iter().map(|number| report_of(number, self.connection)).collect(),
            Err(CallError::NotOffered { .. }) => {
                let phone_number_id = self.connection.phone_number_id.clone();
                vec![NumberReport {
                    phone_number_id,
                    ..NumberReport::default()
                }]
            }
            Err(error) => {
                self.failed(CheckStep::Numbers, &error);
                return Ok(None);
            }
        };
        let listed = reports.len();
        let ids = save_numbers(self.engine, self.connection, reports).await?;
        // The others work: that some found no place in the company's plan is told and no failure.
        let code = (ids.len() < listed).then(|| "quota_reached".to_owned());
        self.note(CheckStep::Numbers, CheckState::Done, Some(ids.len().to_string()), code);
        Ok(Some(ids))
    }

    async fn fetch_templates(&mut self) -> Result<(), EngineError> {
        match self.engine.client.list_templates(&self.target).await {
            Ok(listed) => {
                let count = save_listed(self.engine, self.connection, listed).await?;
                self.note(CheckStep::Templates, CheckState::Done, Some(count.to_string()), None);
            }
            Err(error) => {
                self.failed(CheckStep::Templates, &error);
            }
        }
        Ok(())
    }

    /// Always false, for the steps that go no further.
    fn failed(&mut self, step: CheckStep, error: &CallError) -> bool {
        self.passing |= error.is_passing();
        self.refused |= matches!(error, CallError::Unauthorised { .. });
        let (code, detail) = match error.api_error() {
            Some(said) => (said.code.to_string(), words_of(said)),
            None => ("unreachable".to_owned(), error.to_string()),
        };
        let id = &self.connection.id;
        warn!(connection.id = %id, step = ?step, code, "Connection {id}: {step:?} failed");
        self.note(step, CheckState::Failed, Some(detail), Some(code));
        false
    }

    fn note(&mut self, step: CheckStep, state: CheckState, detail: Option<String>, code: Option<String>) {
        let at = Some(self.engine.business_now());
        self.checks.push(ConnectionCheck {
            step,
            state,
            detail,
            code,
            at,
        });
    }
}

async fn save(
    engine: &Engine,
    connection: &StoredConnection,
    mut checks: Vec<ConnectionCheck>,
    passing: bool,
    refused: bool,
) -> Result<(), EngineError> {
    let is_well = checks.len() == STEPS.len() && checks.iter().all(|check| check.state == CheckState::Done);
    for step in STEPS.into_iter().skip(checks.len()) {
        checks.push(ConnectionCheck {
            step,
            state: CheckState::Waiting,
            detail: None,
            code: None,
            at: None,
        });
    }
    let now = engine.business_now();
    let outcome = CheckOutcome {
        state: if is_well { "connected" } else { "failed" }.to_owned(),
        checks: serde_json::to_string(&checks).expect("texts and times become JSON"),
        portfolio_id: None,
        checked_at: now,
        next_check_at: engine.machine_now().plus(if passing { RETRY_MS } else { DAY_MS }),
    };
    let review_check_at = engine.machine_now().plus(REVIEW_CHECK_MS);
    let (workspace, id) = (connection.workspace.clone(), connection.id.clone());
    let rings = engine
        .db
        .write(move |tx| {
            connections::save_check(tx, &workspace, &id, &outcome)?;
            if templates::is_any_pending(tx, &workspace, &id)? {
                connections::check_by(tx, &workspace, &id, review_check_at)?;
            }
            let changed = if refused {
                numbers::pause_connection(tx, &workspace, &id, UNAUTHORISED)?
            } else if is_well {
                let mut freed = numbers::unpause_connection(tx, &workspace, &id, UNAUTHORISED)?;
                freed.extend(numbers::unpause_connection(tx, &workspace, &id, ACCOUNT_BLOCKED)?);
                freed
            } else {
                Vec::new()
            };
            tell(tx, &workspace, &changed, now)
        })
        .await?;
    if rings {
        engine.hints.wake(Work::Live);
        engine.hints.wake(Work::Dispatch);
    }
    Ok(())
}

/// Takes over the numbers of the account, as many as the company's plan allows; answers WhatsApp's ids of them.
async fn save_numbers(
    engine: &Engine,
    connection: &StoredConnection,
    reports: Vec<NumberReport>,
) -> Result<Vec<String>, EngineError> {
    let now = engine.business_now();
    let reports: Vec<(NumberId, NumberReport)> = reports
        .into_iter()
        .map(|report| (engine.new_id::<NumberId>(), report))
        .collect();
    let (workspace, id, main) = (
        connection.workspace.clone(),
        connection.id.clone(),
        connection.phone_number_id.clone(),
    );
    let (rings, ids) = engine
        .db
        .write(move |tx| {
            let before = numbers::list(tx, &workspace)?;
            let mut reports = reports.clone();
            if let Some(allowed) = numbers_of(tx, &workspace, &id)? {
                let is_own = |report: &NumberReport| {
                    let known = before
                        .iter()
                        .find(|known| known.phone_number_id == report.phone_number_id);
                    known.is_some_and(|known| known.connection_id == id)
                };
                // Those that it has stay, and of the others the one that was asked for comes first.
                reports.sort_by_key(|(_, report)| (!is_own(report), report.phone_number_id != main));
                let own = reports.iter().filter(|(_, report)| is_own(report)).count();
                reports.truncate(usize::try_from(allowed).unwrap_or(usize::MAX).max(own));
            }
            numbers::upsert(tx, &workspace, &id, &reports, now)?;
            let after = numbers::list(tx, &workspace)?;
            let changed: Vec<NumberId> = after
                .into_iter()
                .filter(|number| !before.contains(number))
                .map(|number| number.id)
                .collect();
            let ids = reports.into_iter().map(|(_, report)| report.phone_number_id).collect();
            Ok((tell(tx, &workspace, &changed, now)?, ids))
        })
        .await?;
    if rings {
        engine.hints.wake(Work::Live);
    }
    Ok(ids)
}

fn tell(
    tx: &mut galka_store::Tx<'_>,
    workspace: &WorkspaceId,
    changed: &[NumberId],
    now: Timestamp,
) -> galka_store::Result<bool> {
    let told: Vec<_> = changed
        .iter()
        .map(|id| NewEvent::of(EventKind::NumberChanged, id.as_str()))
        .collect();
    if !told.is_empty() {
        events::append(tx, workspace, &told, now)?;
    }
    Ok(!told.is_empty())
}

/// A number as WhatsApp lists it, in our words.
fn report_of(number: &PhoneNumber, connection: &StoredConnection) -> NumberReport {
    let rules = rules_of(connection);
    let on_app = number.is_on_biz_app == Some(true);
    let throughput = number.throughput.as_ref().map(|throughput| match throughput.level {
        _ if on_app => i64::from(rules.throughput_coexistence_mps),
        ThroughputLevel::High => i64::from(rules.throughput_high_mps),
        _ => i64::from(rules.throughput_mps),
    });
    NumberReport {
        phone_number_id: number.id.clone(),
        display_phone_number: number.display_phone_number.clone(),
        verified_name: number.verified_name.clone(),
        status: number
            .status
            .as_ref()
            .and_then(|status| NumberStatus::from_meta(status.as_str())),
        quality: number
            .quality_rating
            .as_ref()
            .map(|quality| Quality::from_meta(quality.as_str())),
        tier: number
            .messaging_limit()
            .map(str::to_owned)
            .or_else(|| Some(rules.messaging_limit.start.clone())),
        throughput_mps: throughput,
        on_app: number.is_on_biz_app,
    }
}

/// Repeats the checks of every connection: each day, and soon after a passing failure.
#[derive(Debug)]
pub struct ConnectWorker {
    engine: Engine,
}

const CONNECTIONS_PER_STEP: i64 = 8;

impl ConnectWorker {
    /// The worker of this node.
    #[must_use]
    pub const fn new(engine: Engine) -> Self {
        Self { engine }
    }
}

impl Worker for ConnectWorker {
    fn work(&self) -> Work {
        Work::Connect
    }

    async fn step(&mut self, _: Timestamp) -> Result<NextWake, EngineError> {
        let now = self.engine.machine_now();
        let again_at = now.plus(5 * MINUTE_MS);
        let due = self
            .engine
            .db
            .write(move |tx| connections::claim_due(tx, now, again_at, CONNECTIONS_PER_STEP))
            .await?;
        for (workspace, id) in &due {
            check_connection(&self.engine, workspace, id).await?;
            crate::profiles::sync_connection(&self.engine, workspace, id).await?;
            info!(connection.id = %id, "Connection {id} was checked");
        }
        if !due.is_empty() {
            return Ok(NextWake::Now);
        }
        let next = self.engine.db.read(connections::next_check_at).await?;
        Ok(next.map_or(NextWake::After(DAY_MS), NextWake::At))
    }
}
