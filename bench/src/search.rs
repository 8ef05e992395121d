//! What a search takes among many messages: of rare words, of the commonest, and of beginnings that many words have.

use crate::failure::BenchError;
use crate::growth::{CUSTOMERS, ask};
use crate::ingest::IngestOptions;
use crate::report::{Report, Wanted};
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
        let measure = ask(stage, &format!("{path}{}", in_address(&query)), options.scaled(TIMES)).await?;
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

/// A text as it stands in an address.
fn in_address(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
