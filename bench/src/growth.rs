//! What growth costs: the CPU of a status and of the inbox's first page, with few messages and with many; and searching
//! among many.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::bodies::{Sent, phone};
use crate::failure::BenchError;
use crate::ingest::{IngestOptions, all_taken};
use crate::load::{self, Load};
use crate::pace;
use crate::report::{Measure, Report, Wanted};
use crate::search;
use crate::stage::Stage;

const FEW: u64 = 10_000;
const BATCH: u64 = 100;
pub(crate) const CUSTOMERS: u64 = 20_000;
const PAGES: u64 = 1_000;
const FIRST_PAGE: &str = "/api/v1/conversations?limit=50";
const STATUSES: u64 = 1_000;
const LIMIT: Duration = Duration::from_secs(1_800);

/// Measures with ten thousand messages, fills the database, and measures again.
pub(crate) async fn measure(
    stage: &Stage,
    options: &IngestOptions,
    run: u32,
    report: &mut Report,
) -> Result<(), BenchError> {
    let many = options.scaled(options.messages);
    let few = options.scaled(FEW).min(many);
    let stored = fill(stage, options, run, few, report).await?;
    let (page_few, status_few) = (
        ask(stage, FIRST_PAGE, options.scaled(PAGES)).await?,
        statuses(stage, options).await?,
    );
    report.measure(format!("first page, {stored} messages more"), &page_few);
    report.measure("status of the last hour", &status_few);
    let stored = fill(stage, options, run + 1, many, report).await?;
    let (page_many, status_many) = (
        ask(stage, FIRST_PAGE, options.scaled(PAGES)).await?,
        statuses(stage, options).await?,
    );
    report.measure(format!("first page, {stored} messages more"), &page_many);
    report.measure("status of the last hour", &status_many);
    let ratio = |many: &Measure, few: &Measure| many.cpu_us() / few.cpu_us().max(1e-9);
    report.ratio(
        "page_growth",
        "CPU of the page, many / few",
        ratio(&page_many, &page_few),
        Some(Wanted::AtMost(1.5)),
    );
    report.ratio(
        "status_growth",
        "CPU of a status, many / few",
        ratio(&status_many, &status_few),
        Some(Wanted::AtMost(1.5)),
    );
    search::measure(stage, options, report).await
}

/// Many messages, a hundred in a webhook.
async fn fill(
    stage: &Stage,
    options: &IngestOptions,
    run: u32,
    count: u64,
    report: &mut Report,
) -> Result<u64, BenchError> {
    let (signer, address) = (stage.signer.clone(), stage.signer.address);
    let webhooks = count.div_ceil(BATCH);
    let request = Arc::new(move |index: u64| signer.messages(run, index * BATCH..(index + 1) * BATCH, CUSTOMERS));
    let (before, started) = (stage.product.cpu(), pace::now());
    let connections = options.connections.min(8);
    let answers = load::run(Load {
        address,
        connections,
        count: webhooks,
        per_second: None,
        request,
    })
    .await?;
    all_taken(&answers)?;
    stage.applied(LIMIT).await?;
    let filled = Measure {
        count: webhooks * BATCH,
        elapsed: pace::now() - started,
        cpu: stage.product.cpu().saturating_sub(before),
        answers_us: Vec::new(),
    };
    report.measure("messages, a hundred in a webhook", &filled);
    Ok(filled.count)
}

/// Asks for a page so many times, one after the other.
pub(crate) async fn ask(stage: &Stage, path: &str, count: u64) -> Result<Measure, BenchError> {
    let key = format!("Bearer {}", stage.key);
    let address = stage.signer.address;
    let request = load::get(address, path, &[("authorization", &key)]);
    let before = stage.product.cpu();
    let answers = load::run(Load {
        address,
        connections: 1,
        count,
        per_second: None,
        request: Arc::new(move |_| request.clone()),
    })
    .await?;
    all_taken(&answers)?;
    Ok(Measure {
        cpu: stage.product.cpu().saturating_sub(before),
        ..answers.measure
    })
}

/// Answers to customers, and what WhatsApp says of them.
async fn statuses(stage: &Stage, options: &IngestOptions) -> Result<Measure, BenchError> {
    let sent = answer_customers(stage, options.scaled(STATUSES)).await?;
    let (signer, address) = (stage.signer.clone(), stage.signer.address);
    let count = sent.len() as u64 * 2;
    let request = Arc::new(move |index: u64| {
        let index = usize::try_from(index).unwrap_or(0);
        signer.status(
            &sent[index % sent.len()],
            if index < sent.len() { "sent" } else { "delivered" },
        )
    });
    let (before, started) = (stage.product.cpu(), pace::now());
    // One after the other: each is a transaction of its own, as a quiet hour has it.
    let answers = load::run(Load {
        address,
        connections: 1,
        count,
        per_second: None,
        request,
    })
    .await?;
    all_taken(&answers)?;
    stage.applied(LIMIT).await?;
    Ok(Measure {
        elapsed: pace::now() - started,
        cpu: stage.product.cpu().saturating_sub(before),
        ..answers.measure
    })
}

async fn answer_customers(stage: &Stage, count: u64) -> Result<Vec<Sent>, BenchError> {
    stage.set_throughput(100_000).await?;
    stage.stub.begin(Duration::ZERO, None);
    let (address, key) = (stage.signer.address, format!("Bearer {}", stage.key));
    let number = stage.number_id.clone();
    let run = pace::epoch_ms();
    let request = Arc::new(move |index: u64| {
        let text = json!({ "body": format!("Здравствуйте! Заказ {run} {index} принят") });
        let message = json!({ "from": number, "to": format!("+{}", phone(index)), "type": "text", "text": text });
        load::post(
            address,
            "/api/v1/messages",
            &[("authorization", &key)],
            message.to_string().as_bytes(),
        )
    });
    let answers = load::run(Load {
        address,
        connections: 8,
        count,
        per_second: None,
        request,
    })
    .await?;
    all_taken(&answers)?;
    let sent = pace::poll(LIMIT, Duration::from_millis(20), || async {
        let sent = stage.stub.book().sent.clone();
        (sent.len() as u64 >= count).then_some(sent)
    });
    let sent = sent
        .await
        .ok_or_else(|| BenchError::unexpected("the answers did not go out"))?;
    let settled = pace::poll(LIMIT, Duration::from_millis(20), || async {
        let pipe = stage.api("GET", "/pipe", Value::Null).await.ok()?;
        (pipe["uncertain"] == 0).then_some(())
    });
    settled
        .await
        .ok_or_else(|| BenchError::unexpected("the answers were not settled"))?;
    Ok(sent)
}
