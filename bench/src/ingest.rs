//! `galka bench ingest`: how fast webhooks are taken, and how fast they become messages.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use galka_domain::time::Timestamp;
use galka_store::leases;

use crate::bodies::Signer;
use crate::failure::BenchError;
use crate::growth;
use crate::load::{self, Answers, Load};
use crate::pace;
use crate::reference::{self, Intake};
use crate::report::{Measure, Report, Wanted};
use crate::stage::Stage;
use crate::usage::process_cpu;

/// How to measure intake.
#[derive(Clone, Debug)]
pub struct IngestOptions {
    /// The binary to measure.
    pub binary: PathBuf,
    /// A fresh database; a file of its own when absent.
    pub database_url: Option<String>,
    /// Everything this many times as large; 0.01 is for correctness only.
    pub scale: f64,
    /// Webhooks at once.
    pub connections: usize,
    /// How many times each side is measured, alternately.
    pub rounds: u32,
    /// Messages in the database at the end, for what growth costs; 0 leaves that out.
    pub messages: u64,
}

impl IngestOptions {
    /// The usual sizes.
    #[must_use]
    pub fn new(binary: PathBuf) -> Self {
        Self {
            binary,
            database_url: None,
            scale: 1.0,
            connections: 64,
            rounds: 3,
            messages: 0,
        }
    }

    pub(crate) fn scaled(&self, count: u64) -> u64 {
        load::scaled(count, self.scale)
    }
}

const INTAKE: u64 = 200_000;
const SUSTAINED: u64 = 100_000;
const CONVERSATIONS: u64 = 1_000;
const PACED_PER_SECOND: f64 = 3_300.0;
const PACED_SECONDS: u64 = 60;
const DRAIN_LIMIT: Duration = Duration::from_secs(600);
/// The lease under which a node applies the journal; while the bench holds it, the product only takes in.
const LEASE: &str = "ingest";
const HOLDER: &str = "bench";
const HOLD_MS: i64 = 3_600_000;

/// Measures intake and what follows it.
///
/// # Errors
/// When a part does not start or does not answer.
pub async fn ingest(options: IngestOptions) -> Result<Report, BenchError> {
    let stage = Stage::open(options.binary.clone(), options.database_url.clone()).await?;
    let beside = options
        .database_url
        .clone()
        .unwrap_or_else(|| format!("sqlite://{}", stage.folder.path().join("reference.db").display()));
    let reference = Intake::start(&beside, &stage.signer.app_secret).await?;
    let mut report = Report::new(format!(
        "galka bench ingest: {} connections, scale {}, reference {}",
        options.connections,
        options.scale,
        reference::FILE
    ));
    let mut run = 0;
    let (mut taken, mut stored, mut sustained) = (Measure::default(), Measure::default(), Measure::default());
    for round in 1..=options.rounds {
        run += 1;
        let one = intake_alone(&stage, &options, run).await?;
        report.measure(format!("intake, round {round}"), &one);
        taken = taken.and(one);
        let one = intake_reference(&stage, &reference, &options, run).await?;
        report.measure(format!("reference, round {round}"), &one);
        stored = stored.and(one);
        run += 1;
        let one = to_applied(&stage, &options, run).await?;
        report.measure(format!("intake to applied, round {round}"), &one);
        sustained = sustained.and(one);
    }
    report.ratio(
        "intake_rate",
        "intake rate / reference",
        taken.rate() / stored.rate(),
        Some(Wanted::AtLeast(0.8)),
    );
    report.ratio(
        "applied_rate",
        "applied rate / reference",
        sustained.rate() / stored.rate(),
        Some(Wanted::AtLeast(0.15)),
    );
    report.ratio(
        "applied_cpu",
        "applied CPU / reference",
        sustained.cpu_us() / stored.cpu_us(),
        Some(Wanted::AtMost(6.0)),
    );
    drop(reference);
    paced(&stage, &options, run + 1, &mut report).await?;
    if options.messages > 0 {
        growth::measure(&stage, &options, run + 2, &mut report).await?;
    }
    let pipe = stage.applied(DRAIN_LIMIT).await?;
    report.row(
        "received, applied, lost",
        format!("{} {} {}", pipe["received"], pipe["applied"], pipe["lost"]),
    );
    report.row(
        "VmHWM of the server",
        format!("{:.1} MB", stage.product.peak_memory() as f64 / 1e6),
    );
    let lost = pipe["received"].as_f64().unwrap_or(0.0) - pipe["applied"].as_f64().unwrap_or(0.0);
    report.ratio("lost", "taken and not applied", lost, Some(Wanted::AtMost(0.0)));
    Ok(report)
}

/// A load of single messages.
pub(crate) fn messages(signer: &Signer, connections: usize, count: u64, run: u32) -> Load {
    let (signer, address) = (signer.clone(), signer.address);
    let request = Arc::new(move |index| signer.message(run, index, CONVERSATIONS));
    Load {
        address,
        connections,
        count,
        per_second: None,
        request,
    }
}

/// Intake while another node applies: only taking and storing.
async fn intake_alone(stage: &Stage, options: &IngestOptions, run: u32) -> Result<Measure, BenchError> {
    let token = hold_lease(stage).await?;
    let before = stage.product.cpu();
    let answers = load::run(messages(
        &stage.signer,
        options.connections,
        options.scaled(INTAKE),
        run,
    ))
    .await?;
    let cpu = stage.product.cpu().saturating_sub(before);
    release_lease(stage, token).await?;
    stage.applied(DRAIN_LIMIT).await?;
    all_taken(&answers)?;
    Ok(Measure { cpu, ..answers.measure })
}

async fn intake_reference(
    stage: &Stage,
    reference: &Intake,
    options: &IngestOptions,
    run: u32,
) -> Result<Measure, BenchError> {
    let signer = stage.signer.towards(reference.address, "/webhook");
    let before = process_cpu(std::process::id());
    let answers = load::run(messages(&signer, options.connections, options.scaled(INTAKE), run)).await?;
    let all = process_cpu(std::process::id()).saturating_sub(before);
    all_taken(&answers)?;
    let cpu = all.saturating_sub(answers.measure.cpu);
    Ok(Measure { cpu, ..answers.measure })
}

/// From the first webhook to the last applied message, as fast as it goes.
async fn to_applied(stage: &Stage, options: &IngestOptions, run: u32) -> Result<Measure, BenchError> {
    let (before, started) = (stage.product.cpu(), pace::now());
    let answers = load::run(messages(
        &stage.signer,
        options.connections,
        options.scaled(SUSTAINED),
        run,
    ))
    .await?;
    stage.applied(DRAIN_LIMIT).await?;
    all_taken(&answers)?;
    let (elapsed, cpu) = (pace::now() - started, stage.product.cpu().saturating_sub(before));
    Ok(Measure {
        elapsed,
        cpu,
        ..answers.measure
    })
}

/// The steady load of a large sender.
async fn paced(stage: &Stage, options: &IngestOptions, run: u32, report: &mut Report) -> Result<(), BenchError> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a size of a bench"
    )]
    let count = options.scaled(PACED_PER_SECOND as u64 * PACED_SECONDS);
    let load = messages(&stage.signer, options.connections, count, run);
    let before = stage.product.cpu();
    let answers = load::run(Load {
        per_second: Some(PACED_PER_SECOND),
        ..load
    })
    .await?;
    all_taken(&answers)?;
    let waited = pace::now();
    stage.applied(DRAIN_LIMIT).await?;
    let cpu = stage.product.cpu().saturating_sub(before);
    let measure = Measure { cpu, ..answers.measure };
    report.measure(format!("{PACED_PER_SECOND} a second, applying"), &measure);
    report.row(
        "applied after the last answer",
        format!("{:.2} s", (pace::now() - waited).as_secs_f64()),
    );
    report.ratio(
        "paced_p99_ms",
        "p99 of the answer, ms",
        measure.answer_ms(0.99),
        Some(Wanted::AtMost(100.0)),
    );
    Ok(())
}

pub(crate) fn all_taken(answers: &Answers) -> Result<(), BenchError> {
    if answers.refused == 0 {
        return Ok(());
    }
    Err(BenchError::unexpected(format!(
        "{} of {} webhooks were refused",
        answers.refused,
        answers.refused + answers.measure.count
    )))
}

/// Takes the lease from the product, as another node would whose clock says that it has run out.
async fn hold_lease(stage: &Stage) -> Result<i64, BenchError> {
    let db = stage.database().await?;
    let now = Timestamp::from_millis(pace::epoch_ms());
    let taken = db.write(move |tx| {
        leases::release_all(tx)?;
        leases::acquire(tx, LEASE, HOLDER, now, now.plus(HOLD_MS))
    });
    let taken = taken.await;
    db.close().await;
    taken?.ok_or_else(|| BenchError::unexpected("the product does not let go of its journal"))
}

async fn release_lease(stage: &Stage, token: i64) -> Result<(), BenchError> {
    let db = stage.database().await?;
    let released = db.write(move |tx| leases::release(tx, LEASE, token)).await;
    db.close().await;
    Ok(released?)
}
