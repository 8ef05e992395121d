//! What a search takes among many messages: of rare words, of the commonest, and of beginnings that many words have.

use std::sync::Arc;

use crate::failure::BenchError;
use crate::growth::CUSTOMERS;
use crate::ingest::{IngestOptions, all_taken};
use crate::load::{self, Load};
use crate::report::{Measure, Report, Wanted};
use crate::stage::Stage;

/// How often each is asked, one after the other.
const TIMES: u64 = 40;
const PAGE: &str = "/api/v1/search/messages?limit=50&q=";
const EVERYTHING: &str = "/api/v1/search?q=";

/// Asks the searches of an inbox as somebody types them; see `bodies.rs` for what customers write.
pub(crate) async fn measure(stage: &Stage, options: &IngestOptions, report: &mut Report) -> Result<(), BenchError> {
    let customer = CUSTOMERS - 1;
    let searches = [
        ("a rare word", PAGE, "4999".to_owned()),
        ("a word that nobody wrote", PAGE, "орхидея".to_owned()),
        ("the commonest word", PAGE, "букет".to_owned()),
        ("common words and a rare one", PAGE, "заказать букет 4999".to_owned()),
        ("a beginning of the commonest", PAGE, "бук".to_owned()),
        ("a beginning of many words", PAGE, "100".to_owned()),
        ("common words and a beginning", PAGE, "букет номер 99".to_owned()),
        (
            "the commonest from one customer",
            PAGE,
            format!("букет от:\"Покупатель {customer}\""),
        ),
        (
            "the commonest before these days",
            PAGE,
            "букет до:2026-01-01".to_owned(),
        ),
        ("the commonest, everywhere", EVERYTHING, "букет".to_owned()),
        ("a customer's beginning, everywhere", EVERYTHING, "по".to_owned()),
        ("last digits, everywhere", EVERYTHING, format!("{customer:05}")),
    ];
    let mut slowest: f64 = 0.0;
    for (name, path, query) in searches {
        let measure = ask(stage, options, &format!("{path}{}", in_address(&query))).await?;
        slowest = slowest.max(measure.answer_ms(0.95));
        report.measure(format!("search: {name}"), &measure);
    }
    report.ratio(
        "search_p95_ms",
        "p95 of the slowest search, ms",
        slowest,
        Some(Wanted::AtMost(150.0)),
    );
    Ok(())
}

async fn ask(stage: &Stage, options: &IngestOptions, path: &str) -> Result<Measure, BenchError> {
    let key = format!("Bearer {}", stage.key);
    let address = stage.signer.address;
    let request = load::get(address, path, &[("authorization", &key)]);
    let before = stage.product.cpu();
    let answers = load::run(Load {
        address,
        connections: 1,
        count: options.scaled(TIMES),
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

/// A text as it stands in an address.
fn in_address(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
