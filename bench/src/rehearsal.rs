//! A day of a great campaign, played inside this process: no sockets, the webhooks drained as they come.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use galka_sandbox::WorldSettings;
use serde_json::{Value, json};

use crate::emulator::count_statuses;
use crate::failure::BenchError;
use crate::inside::Inside;
use crate::report::Measure;
use crate::sandbox::{send_body, template};
use crate::stage::text;
use crate::{pace, usage};

/// What was played, and how long it took.
pub(crate) struct Rehearsal {
    /// Drawing the customers.
    pub(crate) people: Measure,
    /// Sending to all of them.
    pub(crate) sending: Measure,
    /// The day after.
    pub(crate) day: Measure,
    /// Statuses that the company heard of.
    pub(crate) statuses: u64,
    /// Messages of customers that it heard of.
    pub(crate) messages: u64,
}

/// 2026-11-02, 08:00 UTC: a Monday.
const MORNING_MS: i64 = 1_793_606_400_000;
const DAY_MS: i64 = 86_400_000;

/// Plays a campaign to so many people through a day of sandbox time.
///
/// # Errors
/// When the sandbox refuses a send.
pub(crate) async fn rehearse(count: u64) -> Result<Rehearsal, BenchError> {
    let (statuses, messages) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let (told, written) = (Arc::clone(&statuses), Arc::clone(&messages));
    let world = Inside::open(WorldSettings::default(), MORNING_MS, move |body: &[u8]| {
        told.fetch_add(count_statuses(body), Ordering::Relaxed);
        written.fetch_add(count_messages(body), Ordering::Relaxed);
    })?;
    let started = Started::now();
    let phones = prepare(&world, count).await?;
    let people = started.measure(count);

    let started = Started::now();
    let path = format!("/v26.0/{}/messages", world.company.phone_number_id);
    for (index, phone) in (0_u64..).zip(&phones) {
        world.must("POST", &path, &send_body(phone, index)).await?;
    }
    let sending = started.measure(count);

    let started = Started::now();
    world.control("/clock", &json!({ "advance_ms": DAY_MS })).await?;
    let day = started.measure(count);
    Ok(Rehearsal {
        people,
        sending,
        day,
        statuses: statuses.load(Ordering::Relaxed),
        messages: messages.load(Ordering::Relaxed),
    })
}

fn count_messages(body: &[u8]) -> u64 {
    let mark = b"\"messages\":[";
    body.windows(mark.len()).filter(|part| part == mark).count() as u64
}

struct Started {
    at: std::time::Instant,
    cpu: std::time::Duration,
}

impl Started {
    fn now() -> Self {
        Self {
            at: pace::now(),
            cpu: usage::process_cpu(std::process::id()),
        }
    }

    fn measure(&self, count: u64) -> Measure {
        Measure {
            count,
            elapsed: pace::now() - self.at,
            cpu: usage::process_cpu(std::process::id()).saturating_sub(self.cpu),
            answers_us: Vec::new(),
        }
    }
}

/// An approved template, an unlimited number, and customers with habits of their own; their phones.
async fn prepare(world: &Inside, count: u64) -> Result<Vec<String>, BenchError> {
    let number = format!("/control/v1/world/numbers/{}", world.company.phone_number_id);
    let unlimited = json!({ "messaging_limit_tier": "TIER_UNLIMITED" });
    world.must("PATCH", &number, &unlimited).await?;
    let path = format!("/v26.0/{}/message_templates", world.company.waba_id);
    let made = world.must("POST", &path, &template()).await?;
    let decision = format!("/templates/{}/decision", text(&made, "id")?);
    world.control(&decision, &json!({ "decision": "approve" })).await?;
    let phones: Vec<String> = (0..count).map(|index| format!("4917{index:08}")).collect();
    for chunk in phones.chunks(5_000) {
        let customers: Vec<Value> = chunk.iter().map(|phone| json!({ "phone": phone })).collect();
        world.control("/customers", &json!({ "customers": customers })).await?;
    }
    Ok(phones)
}
