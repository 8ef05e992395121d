//! Following the sandbox's clock: business time is whatever the sandbox says.
//!
//! A long poll tells of every change; in between business time runs on by itself at the clock's own speed.

use galka_domain::event::EventKind;
use galka_domain::time::Timestamp;
use galka_graph_client::ControlRequest;
use galka_store::events::{self, NewEvent};
use galka_store::workspaces;
use serde::Deserialize;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::clock::Frame;
use crate::engine::{Engine, EngineError};
use crate::runner::wait;

/// The sandbox's answer about its clock.
#[derive(Debug, Deserialize)]
struct SandboxClock {
    now_ms: i64,
    mode: String,
    speed: f64,
    version: i64,
}

/// How long the sandbox holds a question that has no news.
const POLL_MS: u32 = 25_000;
const RETRY_MS: i64 = 1_000;
/// A smaller step is the journey of the answer, not a jump.
const JUMP_MS: i64 = 2_000;

/// Follows the clock until `stop`.
pub async fn follow(engine: Engine, stop: CancellationToken) {
    let Some(control) = engine.settings.sandbox_control.clone() else {
        return;
    };
    let mut version = None;
    while !stop.is_cancelled() {
        let asked = tokio::select! {
            answer = ask(&engine, &control, version) => answer,
            () = stop.cancelled() => return,
        };
        match asked {
            Ok(clock) => {
                version = Some(clock.version);
                if let Err(failure) = steer(&engine, &clock).await {
                    warn!(error = %failure, "A jump of the clock could not be announced");
                }
            }
            Err(failure) => {
                warn!(error = %failure, "The sandbox's clock cannot be read; business time runs on by itself");
                tokio::select! {
                    () = wait(RETRY_MS) => {}
                    () = stop.cancelled() => return,
                }
            }
        }
    }
}

/// Takes over the sandbox's time once, before anything else starts.
///
/// # Errors
/// When the sandbox cannot be asked.
pub async fn follow_once(engine: &Engine) -> Result<(), EngineError> {
    let Some(control) = &engine.settings.sandbox_control else {
        return Ok(());
    };
    let clock = ask(engine, control, None).await?;
    steer(engine, &clock).await
}

async fn ask(engine: &Engine, control: &str, version: Option<i64>) -> Result<SandboxClock, EngineError> {
    let question = match version {
        Some(version) => format!("{control}/clock?version={version}&wait_ms={POLL_MS}"),
        None => format!("{control}/clock"),
    };
    let answer = engine
        .client
        .control(ControlRequest::get(question))
        .await
        .map_err(EngineError::Unusable)?;
    serde_json::from_slice(&answer.body)
        .map_err(|failure| EngineError::Unusable(format!("the sandbox's clock: {failure}")))
}

async fn steer(engine: &Engine, clock: &SandboxClock) -> Result<(), EngineError> {
    let frame = Frame {
        business: Timestamp::from_millis(clock.now_ms),
        machine: engine.machine_now(),
        speed: clock.speed,
        paused: clock.mode == "paused",
    };
    let jump_ms = engine.clocks.steer(frame);
    if jump_ms.abs() < JUMP_MS {
        return Ok(());
    }
    info!(jump_ms, "Business time jumped by {jump_ms} ms");
    engine.hints.wake_all();
    let now = engine.business_now();
    for workspace in engine.db.read(workspaces::list_ids).await? {
        let event = NewEvent::of(EventKind::ClockJumped, workspace.as_str());
        engine
            .db
            .write(move |tx| events::append(tx, &workspace, std::slice::from_ref(&event), now))
            .await?;
    }
    Ok(())
}
