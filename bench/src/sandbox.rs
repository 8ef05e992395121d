//! `galka bench sandbox`: how fast the emulator takes sends and tells of them, and a day of a great campaign.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::emulator::{Emulator, Receiver};
use crate::failure::BenchError;
use crate::load::{self, Load};
use crate::rehearsal::{Rehearsal, rehearse};
use crate::report::{Measure, Report, Wanted};
use crate::stage::text;
use crate::stub::Stub;
use crate::{pace, usage};

/// How to measure the sandbox.
#[derive(Clone, Debug)]
pub struct SandboxOptions {
    /// The binary to measure.
    pub binary: PathBuf,
    /// Everything this many times as large; 0.01 is for correctness only.
    pub scale: f64,
    /// Connections of the load.
    pub connections: usize,
    /// How many times each side is measured, alternately.
    pub rounds: u32,
}

impl SandboxOptions {
    /// The usual sizes.
    #[must_use]
    pub fn new(binary: PathBuf) -> Self {
        Self {
            binary,
            scale: 1.0,
            connections: 32,
            rounds: 3,
        }
    }

    fn scaled(&self, count: u64) -> u64 {
        load::scaled(count, self.scale)
    }
}

const SENDS: u64 = 30_000;
const CAMPAIGN: u64 = 100_000;
/// Sent, delivered, read.
const STATUSES: u64 = 3;
const CUSTOMERS_AT_ONCE: u64 = 5_000;
const LIMIT: Duration = Duration::from_secs(300);
const STEP: Duration = Duration::from_millis(5);
const TEMPLATE: &str = "bench_notice";
/// A day played in more than this is not worth rehearsing on.
const CAMPAIGN_SECONDS: f64 = 120.0;

/// Measures the sandbox.
///
/// # Errors
/// When a part does not start or does not answer, or a status is missing.
pub async fn sandbox(options: SandboxOptions) -> Result<Report, BenchError> {
    let receiver = Receiver::start().await?;
    let emulator = Emulator::start(&options.binary, receiver.address).await?;
    let stub = Stub::start("http://127.0.0.1:9").await?;
    approve_template(&emulator).await?;
    let mut report = Report::new(format!(
        "galka bench sandbox: scale {}, {} connections, reference bench/src/stub.rs under the same load",
        options.scale, options.connections
    ));
    let count = options.scaled(SENDS);
    let (mut played, mut bare) = (Measure::default(), Measure::default());
    for round in 0..options.rounds {
        let first = u64::from(round) * count;
        let one = sends(&emulator, &receiver, &options, first, count).await?;
        report.measure(format!("sends with all their statuses, round {}", round + 1), &one);
        played = played.and(one);
        stub.begin(Duration::ZERO, None);
        let one = load::run(sending(
            stub.address,
            "/v26.0/1/messages",
            "word",
            &options,
            first,
            count,
        ))
        .await?;
        report.measure(format!("bare stub, round {}", round + 1), &one.measure);
        bare = bare.and(one.measure);
    }
    report.ratio(
        "sandbox_rate",
        "sends with their statuses / bare stub",
        played.rate() / bare.rate(),
        Some(Wanted::AtLeast(0.15)),
    );
    report.ratio(
        "sandbox_sends_per_second",
        "sends a second",
        played.rate(),
        Some(Wanted::AtLeast(5_000.0)),
    );
    report.row(
        "VmHWM of the sandbox",
        format!("{:.1} MB", usage::peak_memory(emulator.pid()) as f64 / 1e6),
    );
    drop(emulator);
    campaign(options.scaled(CAMPAIGN), &mut report).await?;
    Ok(report)
}

/// From the first call until the last status has arrived.
async fn sends(
    emulator: &Emulator,
    receiver: &Receiver,
    options: &SandboxOptions,
    first: u64,
    count: u64,
) -> Result<Measure, BenchError> {
    make_customers(emulator, first, count).await?;
    let path = format!("/v26.0/{}/messages", text(&emulator.credentials, "phone_number_id")?);
    let token = text(&emulator.credentials, "access_token")?;
    let (before, cpu, started) = (receiver.statuses(), emulator.cpu(), pace::now());
    let answers = load::run(sending(emulator.address, &path, &token, options, first, count)).await?;
    if answers.refused > 0 {
        return Err(BenchError::unexpected(format!(
            "{} sends were refused",
            answers.refused
        )));
    }
    let wanted = before + count * STATUSES;
    let all = pace::poll(LIMIT, STEP, || async { (receiver.statuses() >= wanted).then_some(()) });
    all.await
        .ok_or_else(|| BenchError::unexpected(format!("{} of {wanted} statuses arrived", receiver.statuses())))?;
    Ok(Measure {
        count,
        elapsed: pace::now() - started,
        cpu: emulator.cpu().saturating_sub(cpu),
        answers_us: answers.measure.answers_us,
    })
}

fn sending(
    address: std::net::SocketAddr,
    path: &str,
    token: &str,
    options: &SandboxOptions,
    first: u64,
    count: u64,
) -> Load {
    let (path, bearer) = (path.to_owned(), format!("Bearer {token}"));
    let request = move |index: u64| {
        let body = send_body(&phone(first + index), index).to_string();
        load::post(address, &path, &[("authorization", &bearer)], body.as_bytes())
    };
    Load {
        address,
        connections: options.connections,
        count,
        per_second: None,
        request: Arc::new(request),
    }
}

/// The body of one send of the bench's template.
pub(crate) fn send_body(to: &str, index: u64) -> Value {
    json!({
        "messaging_product": "whatsapp", "recipient_type": "individual", "to": to, "type": "template",
        "template": {"name": TEMPLATE, "language": {"code": "en"},
            "components": [{"type": "body", "parameters": [{"type": "text", "text": format!("A-{index}")}]}]},
        "biz_opaque_callback_data": format!("attempt-{index}"),
    })
}

/// A template that the bench sends, as it is submitted.
pub(crate) fn template() -> Value {
    json!({
        "name": TEMPLATE, "language": "en", "category": "UTILITY",
        "components": [
            {"type": "BODY", "text": "Your order {{1}} is packed and will leave us today.", "example": {"body_text": [["A-1"]]}},
            {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Thanks"}]},
        ],
    })
}

fn phone(index: u64) -> String {
    format!("4917{index:08}")
}

async fn make_customers(emulator: &Emulator, first: u64, count: u64) -> Result<(), BenchError> {
    let mut next = first;
    while next < first + count {
        let end = (next + CUSTOMERS_AT_ONCE).min(first + count);
        let customers: Vec<Value> = (next..end)
            .map(|index| json!({"phone": phone(index), "reads": true, "read_delay_ms": 0, "delivery_delay_ms": 0}))
            .collect();
        emulator
            .control("POST", "/customers", json!({ "customers": customers }))
            .await?;
        next = end;
    }
    Ok(())
}

async fn approve_template(emulator: &Emulator) -> Result<(), BenchError> {
    let account = text(&emulator.credentials, "waba_id")?;
    let made = emulator
        .graph("POST", &format!("/{account}/message_templates"), template())
        .await?;
    let decision = format!("/templates/{}/decision", text(&made, "id")?);
    emulator
        .control("POST", &decision, json!({"decision": "approve"}))
        .await?;
    Ok(())
}

async fn campaign(count: u64, report: &mut Report) -> Result<(), BenchError> {
    let Rehearsal {
        people,
        sending,
        day,
        statuses,
        messages,
    } = rehearse(count).await?;
    report.measure(format!("{count} customers drawn"), &people);
    report.measure(format!("campaign to {count} in process"), &sending);
    report.measure("the 24 hours after it, webhooks drained in process", &day);
    report.row(
        "told in that day",
        format!("{statuses} statuses, {messages} messages of customers"),
    );
    report.row(
        "VmHWM of the bench",
        format!("{:.1} MB", usage::peak_memory(std::process::id()) as f64 / 1e6),
    );
    report.ratio(
        "campaign_seconds",
        "seconds for the campaign and its day",
        (sending.elapsed + day.elapsed).as_secs_f64(),
        Some(Wanted::AtMost(CAMPAIGN_SECONDS)),
    );
    Ok(())
}
