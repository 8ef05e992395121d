//! `galka bench dispatch`: how fast a campaign goes out with all its durable state, and how well a cap is used.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::failure::BenchError;
use crate::ingest::all_taken;
use crate::load::{self, Load};
use crate::pace;
use crate::reference;
use crate::report::{Measure, Report, Wanted};
use crate::stage::{Stage, text};

/// How to measure dispatch.
#[derive(Clone, Debug)]
pub struct DispatchOptions {
    /// The binary to measure.
    pub binary: PathBuf,
    /// A fresh database; a file of its own when absent.
    pub database_url: Option<String>,
    /// Everything this many times as large; 0.01 is for correctness only.
    pub scale: f64,
    /// Calls at once of the bare loop.
    pub in_flight: usize,
    /// How many times each side is measured, alternately.
    pub rounds: u32,
}

impl DispatchOptions {
    /// The usual sizes.
    #[must_use]
    pub fn new(binary: PathBuf) -> Self {
        Self {
            binary,
            database_url: None,
            scale: 1.0,
            in_flight: 64,
            rounds: 3,
        }
    }

    fn scaled(&self, count: u64) -> u64 {
        load::scaled(count, self.scale)
    }
}

const SENDS: u64 = 20_000;
const CAP_SECONDS: u64 = 15;
const CAP_LATENCY: Duration = Duration::from_millis(100);
const LIMIT: Duration = Duration::from_secs(900);
const STEP: Duration = Duration::from_millis(10);
const TEMPLATE: &str = "bench_offer";
/// No cap at all.
const UNBOUND: i64 = 1_000_000;

/// Measures dispatch.
///
/// # Errors
/// When a part does not start or does not answer.
pub async fn dispatch(options: DispatchOptions) -> Result<Report, BenchError> {
    let stage = Stage::open(options.binary.clone(), options.database_url.clone()).await?;
    let template = approve_template(&stage).await?;
    let mut crowd = Crowd {
        stage: &stage,
        template,
        next: 0,
    };
    let mut report = Report::new(format!(
        "galka bench dispatch: scale {}, bare loop over {} connections, reference {}",
        options.scale,
        options.in_flight,
        reference::FILE
    ));
    let count = options.scaled(SENDS);
    let (mut sent, mut bare) = (Measure::default(), Measure::default());
    for round in 1..=options.rounds {
        let one = full(&mut crowd, count).await?;
        report.measure(format!("dispatch, round {round}"), &one);
        sent = sent.and(one);
        stage.stub.begin(Duration::ZERO, None);
        let one = reference::sends(stage.stub.messages_url(), count, options.in_flight).await?;
        report.measure(format!("bare loop (with the stub), round {round}"), &one);
        bare = bare.and(one);
    }
    report.ratio(
        "dispatch_rate",
        "dispatch rate / bare loop",
        sent.rate() / bare.rate(),
        Some(Wanted::AtLeast(0.1)),
    );
    report.ratio(
        "sends_per_second",
        "sends a second",
        sent.rate(),
        Some(Wanted::AtLeast(4_000.0)),
    );
    for (cap, share, refused) in [
        (80, "cap_80_use", "cap_80_refused"),
        (1_000, "cap_1000_use", "cap_1000_refused"),
    ] {
        capped(&mut crowd, &options, cap, share, refused, &mut report).await?;
    }
    report.row(
        "VmHWM of the server",
        format!("{:.1} MB", stage.product.peak_memory() as f64 / 1e6),
    );
    Ok(report)
}

/// As fast as it goes: from the first call to the last settled message.
async fn full(crowd: &mut Crowd<'_>, count: u64) -> Result<Measure, BenchError> {
    crowd.stage.set_throughput(UNBOUND).await?;
    let campaign = crowd.draft(count).await?;
    crowd.stage.stub.begin(Duration::ZERO, None);
    let before = crowd.stage.product.cpu();
    crowd.run(&campaign, count).await?;
    let (cpu, ended) = (crowd.stage.product.cpu().saturating_sub(before), pace::now());
    let book = crowd.stage.stub.book();
    let elapsed = book.first_at.map_or(Duration::ZERO, |first| ended - first);
    once_each(book.sent.iter().map(|sent| sent.to.as_str()), count)?;
    Ok(Measure {
        count,
        elapsed,
        cpu,
        answers_us: Vec::new(),
    })
}

/// Under a cap, with answers that take their time.
async fn capped(
    crowd: &mut Crowd<'_>,
    options: &DispatchOptions,
    cap: u32,
    share_key: &'static str,
    refused_key: &'static str,
    report: &mut Report,
) -> Result<(), BenchError> {
    let count = options.scaled(u64::from(cap) * CAP_SECONDS).max(u64::from(cap) * 2);
    crowd.stage.set_throughput(i64::from(cap)).await?;
    let campaign = crowd.draft(count).await?;
    crowd.stage.stub.begin(CAP_LATENCY, Some(cap as usize));
    let before = crowd.stage.product.cpu();
    crowd.run(&campaign, count).await?;
    let cpu = crowd.stage.product.cpu().saturating_sub(before);
    let book = crowd.stage.stub.book();
    let elapsed = book
        .last_at
        .zip(book.first_at)
        .map_or(Duration::ZERO, |(last, first)| last - first);
    let measure = Measure {
        count,
        elapsed,
        cpu,
        answers_us: Vec::new(),
    };
    report.measure(format!("cap of {cap} a second at 100 ms"), &measure);
    let share = (count - 1) as f64 / (elapsed.as_secs_f64().max(1e-9) * f64::from(cap));
    report.ratio(
        share_key,
        format!("share of the cap of {cap}"),
        share,
        Some(Wanted::AtLeast(0.97)),
    );
    report.ratio(
        refused_key,
        format!("refused at the cap of {cap}"),
        book.refused as f64,
        Some(Wanted::AtMost(0.0)),
    );
    Ok(())
}

fn once_each<'a>(recipients: impl Iterator<Item = &'a str>, count: u64) -> Result<(), BenchError> {
    let (mut all, mut distinct) = (0_u64, std::collections::HashSet::new());
    for recipient in recipients {
        all += 1;
        distinct.insert(recipient);
    }
    if all == count && distinct.len() as u64 == count {
        return Ok(());
    }
    Err(BenchError::unexpected(format!(
        "{count} recipients, {all} sends to {} people",
        distinct.len()
    )))
}

/// People who never got anything, and campaigns to them.
struct Crowd<'a> {
    stage: &'a Stage,
    template: String,
    next: u64,
}

impl Crowd<'_> {
    /// New people with consent, and a draft to them; its id.
    async fn draft(&mut self, count: u64) -> Result<String, BenchError> {
        let label = self
            .stage
            .api("POST", "/labels", json!({ "name": format!("с {}", self.next) }))
            .await?;
        let label = text(&label, "id")?;
        let (first, address, key) = (
            self.next,
            self.stage.signer.address,
            format!("Bearer {}", self.stage.key),
        );
        self.next += count;
        let labels = label.clone();
        let request = Arc::new(move |index: u64| {
            let contact = json!({
                "name": format!("Анна {index}"), "phone": format!("+7918{:07}", first + index), "labels": [labels],
                "consent": { "state": "granted", "source": "касса", "at": "2026-01-01T00:00:00.000Z" },
            });
            load::post(
                address,
                "/api/v1/contacts",
                &[("authorization", &key)],
                contact.to_string().as_bytes(),
            )
        });
        all_taken(
            &load::run(Load {
                address,
                connections: 16,
                count,
                per_second: None,
                request,
            })
            .await?,
        )?;
        let campaign = json!({
            "name": format!("Bench {first}"), "number_id": self.stage.number_id, "template_id": self.template,
            "audience": { "label_ids": [label] }, "values": { "1": { "source": "name", "fallback": "друг" } },
        });
        text(&self.stage.api("POST", "/campaigns", campaign).await?, "id")
    }

    /// Starts a campaign and waits until everybody's message is settled.
    async fn run(&self, campaign: &str, count: u64) -> Result<(), BenchError> {
        let path = format!("/campaigns/{campaign}");
        self.stage.api("POST", &format!("{path}/start"), json!({})).await?;
        let settled = pace::poll(LIMIT, STEP, || async {
            // Asking costs the product something; the stub knows when it is worth it.
            if (self.stage.stub.book().sent.len() as u64) < count {
                return None;
            }
            let campaign = self.stage.api("GET", &path, Value::Null).await.ok()?;
            (campaign["counts"]["accepted"].as_u64() == Some(count)).then_some(())
        });
        let Some(()) = settled.await else {
            let campaign = self.stage.api("GET", &path, Value::Null).await?;
            return Err(BenchError::unexpected(format!(
                "not everybody was reached: {}",
                campaign["counts"]
            )));
        };
        Ok(())
    }
}

async fn approve_template(stage: &Stage) -> Result<String, BenchError> {
    let content = json!({ "body": "Здравствуйте, {{1}}! Весенние букеты уже в салоне.", "buttons": [], "samples": { "1": "Анна" } });
    let template = json!({
        "connection_id": stage.connection_id, "name": TEMPLATE, "language": "ru", "category": "marketing", "content": content,
    });
    let id = text(&stage.api("POST", "/templates", template).await?, "id")?;
    stage.api("POST", &format!("/templates/{id}/submit"), json!({})).await?;
    let known = stage.control("GET", "/templates", Value::Null).await?;
    let list = known["data"]
        .as_array()
        .or_else(|| known.as_array())
        .cloned()
        .unwrap_or_default();
    let remote = list.iter().find(|one| one["name"] == TEMPLATE);
    let remote = text(
        remote.ok_or_else(|| BenchError::unexpected("the template did not arrive"))?,
        "id",
    )?;
    stage
        .control(
            "POST",
            &format!("/templates/{remote}/decision"),
            json!({ "decision": "approve" }),
        )
        .await?;
    let approved = pace::poll(Duration::from_secs(30), STEP, || async {
        let seen = stage.api("GET", &format!("/templates/{id}"), Value::Null).await.ok()?;
        (seen["status"] == "approved").then_some(())
    });
    approved
        .await
        .ok_or_else(|| BenchError::unexpected("the template was not approved"))?;
    Ok(id)
}
