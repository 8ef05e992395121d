//! `galka bench live`: how soon those who watch hear of what happens, and whether each hears everything once.

use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use galka_store::events;

use crate::failure::BenchError;
use crate::ingest::{all_taken, messages};
use crate::load::{self, Load};
use crate::pace;
use crate::product::Product;
use crate::report::{Measure, Report, Wanted};
use crate::stage::Stage;
use crate::watch::{Heard, Watchers};

/// How to measure the event streams.
#[derive(Clone, Debug)]
pub struct LiveOptions {
    /// The binary to measure.
    pub binary: PathBuf,
    /// A fresh database; a file of its own when absent.
    pub database_url: Option<String>,
    /// Everything this many times as long; 0.01 is for correctness only.
    pub scale: f64,
    /// Event streams at once.
    pub clients: usize,
}

impl LiveOptions {
    /// The usual sizes.
    #[must_use]
    pub fn new(binary: PathBuf) -> Self {
        Self {
            binary,
            database_url: None,
            scale: 1.0,
            clients: 200,
        }
    }
}

/// A message makes two events: of itself, and of its conversation.
const MESSAGES_PER_SECOND: f64 = 135.0;
const STEADY_SECONDS: u64 = 60;
const UNSTEADY_SECONDS: u64 = 20;
const CONNECTIONS: usize = 4;
const LIMIT: Duration = Duration::from_secs(60);
const BETWEEN_CUTS: Duration = Duration::from_millis(25);

/// Measures the streams: in peace, with lines that are cut, and over a restart.
///
/// # Errors
/// When a part does not start or answer, or an event does not arrive.
pub async fn live(options: LiveOptions) -> Result<Report, BenchError> {
    let mut stage = Stage::open(options.binary.clone(), options.database_url.clone()).await?;
    let mut report = Report::new(format!(
        "galka bench live: {} streams, scale {}",
        options.clients, options.scale
    ));
    // The customers are known before: a new one would make a third event.
    all_taken(&load::run(messages(&stage.signer, CONNECTIONS, 1_000, 1)).await?)?;
    stage.applied(LIMIT).await?;
    let watchers = Watchers::start(stage.signer.address, &stage.key, options.clients)?;
    watchers.reach(0, LIMIT).await?;
    let peace = steady(&stage, &options, &watchers, &mut report).await?;
    cut(&stage, &options, &watchers, &mut report).await?;
    restart(&mut stage, &options, &watchers).await?;
    let memory = stage.product.peak_memory();
    let heard = watchers.finish().await?;
    report.row("VmHWM of the server after its restart", megabytes(memory));
    account(&stage, peace, &heard, &mut report).await?;
    Ok(report)
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

/// The load of so many seconds.
async fn talk(stage: &Stage, options: &LiveOptions, seconds: u64, run: u32) -> Result<Measure, BenchError> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a size of a bench"
    )]
    let count = load::scaled(MESSAGES_PER_SECOND as u64 * seconds, options.scale);
    let load = messages(&stage.signer, CONNECTIONS, count, run);
    let answers = load::run(Load {
        per_second: Some(MESSAGES_PER_SECOND),
        ..load
    })
    .await?;
    all_taken(&answers)?;
    Ok(answers.measure)
}

/// Nothing but events: how soon they come.
async fn steady(
    stage: &Stage,
    options: &LiveOptions,
    watchers: &Watchers,
    report: &mut Report,
) -> Result<RangeInclusive<i64>, BenchError> {
    let (from, before, started) = (head(stage).await?, stage.product.cpu(), pace::now());
    talk(stage, options, STEADY_SECONDS, 2).await?;
    stage.applied(LIMIT).await?;
    let to = head(stage).await?;
    watchers.reach(to, LIMIT).await?;
    let measure = Measure {
        count: (to - from).unsigned_abs(),
        elapsed: pace::now() - started,
        cpu: stage.product.cpu().saturating_sub(before),
        answers_us: Vec::new(),
    };
    report.measure(format!("events to {} streams", options.clients), &measure);
    let busy = measure.cpu.as_secs_f64() / measure.elapsed.as_secs_f64().max(1e-9);
    report.row("CPU of the server", format!("{:.0} % of one core", busy * 100.0));
    report.row("VmHWM of the server", megabytes(stage.product.peak_memory()));
    Ok(from + 1..=to)
}

/// The same while lines are cut, one after another in an order that looks like none.
async fn cut(stage: &Stage, options: &LiveOptions, watchers: &Watchers, report: &mut Report) -> Result<(), BenchError> {
    let cuts = async {
        let mut which = 1_usize;
        loop {
            which = which
                .wrapping_mul(2_862_933_555_777_941_757)
                .wrapping_add(3_037_000_493);
            watchers.hang_up(which >> 33);
            pace::pause(BETWEEN_CUTS).await;
        }
    };
    tokio::select! {
        talked = talk(stage, options, UNSTEADY_SECONDS, 3) => drop(talked?),
        () = cuts => {}
    }
    stage.applied(LIMIT).await?;
    watchers.reach(head(stage).await?, LIMIT).await?;
    report.row("lines cut", format!("one every {BETWEEN_CUTS:?} while events came"));
    Ok(())
}

/// The server is killed with events that it has not told, and comes back.
async fn restart(stage: &mut Stage, options: &LiveOptions, watchers: &Watchers) -> Result<(), BenchError> {
    talk(stage, options, UNSTEADY_SECONDS / 4, 4).await?;
    let settings = stage.product.settings().clone();
    stage.product.kill();
    stage.product = Product::start(settings).await?;
    talk(stage, options, UNSTEADY_SECONDS / 4, 5).await?;
    stage.applied(LIMIT).await?;
    watchers.reach(head(stage).await?, LIMIT).await
}

/// What everybody heard, beside what happened.
async fn account(
    stage: &Stage,
    steady: RangeInclusive<i64>,
    heard: &[Heard],
    report: &mut Report,
) -> Result<(), BenchError> {
    let first = heard.iter().map(|one| one.first).min().unwrap_or(1);
    let written = written_after(stage, first - 1).await?;
    let mut took_us = Vec::new();
    for one in heard {
        for (seq, at) in (one.first..).zip(&one.at_ms).filter(|(seq, _)| steady.contains(seq)) {
            let place = usize::try_from(seq - first).unwrap_or(usize::MAX);
            let written = written.get(place);
            let written = written.ok_or_else(|| BenchError::unexpected(format!("event {seq} is in no log")))?;
            took_us.push(u32::try_from((at - written).max(0) * 1_000).unwrap_or(u32::MAX));
        }
    }
    let measure = Measure {
        answers_us: took_us,
        ..Measure::default()
    };
    let expected = written.len() as u64 * heard.len() as u64;
    let sum = |of: fn(&Heard) -> u64| heard.iter().map(of).sum::<u64>();
    report.note("From the writing of an event, just before its commit, to its receipt; in whole milliseconds:");
    report.ratio("p50_ms", "p50 of the receipt, ms", measure.answer_ms(0.5), None);
    report.ratio(
        "p99_ms",
        "p99 of the receipt, ms",
        measure.answer_ms(0.99),
        Some(Wanted::AtMost(50.0)),
    );
    report.ratio(
        "received",
        "events received by all",
        sum(|one| one.at_ms.len() as u64) as f64,
        None,
    );
    report.ratio(
        "resumed",
        "lines that were taken up again",
        sum(|one| one.resumed) as f64,
        None,
    );
    report.row(
        "tries while the server was away",
        sum(|one| one.turned_away).to_string(),
    );
    let missed = sum(|one| one.missed) + expected.saturating_sub(sum(|one| one.at_ms.len() as u64));
    report.ratio("missed", "events missed", missed as f64, Some(Wanted::AtMost(0.0)));
    report.ratio(
        "doubled",
        "events received twice",
        sum(|one| one.doubled) as f64,
        Some(Wanted::AtMost(0.0)),
    );
    Ok(())
}

/// When each event after number `after` was written, in epoch milliseconds.
async fn written_after(stage: &Stage, after: i64) -> Result<Vec<i64>, BenchError> {
    let (db, workspace) = (stage.database().await?, stage.workspace().clone());
    let written = db.read(move |tx| {
        let events = events::list_after(tx, &workspace, after, i64::from(u32::MAX))?;
        Ok(events.iter().map(|event| event.at.as_millis()).collect())
    });
    let written = written.await;
    db.close().await;
    Ok(written?)
}

/// The number of the newest event.
async fn head(stage: &Stage) -> Result<i64, BenchError> {
    let (db, workspace) = (stage.database().await?, stage.workspace().clone());
    let head = db.read(move |tx| events::head(tx, &workspace)).await;
    db.close().await;
    Ok(head?)
}
